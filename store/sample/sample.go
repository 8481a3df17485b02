// Package sample makes organizations up, for the demo, for tests and for measuring.
//
// [Meridian] and [Delta] are two organizations of surveyors that share a person, Ada Moreau. Names, ids and owners are
// the same in every run, instants keep their distance to the now that they are made for, and secrets come from the
// reader that is passed in; nobody ever learns one, because only digests are made. Keys are made while they are walked,
// so a million of them takes no memory. A sequence that is walked again gives the same keys again.
package sample

import (
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"time"

	"chatelaine/store"
)

// Ada Moreau is the first member of both organizations: an administrator of Meridian Survey, and a manager of Delta
// Waterboard. Her account has no password; whoever wants her to sign in with one puts its hash into Members[0].
const (
	AdaName  = "Ada Moreau"
	AdaEmail = "ada@meridian.example"
)

// What the organizations are called in addresses.
const (
	MeridianSlug = "meridian-survey"
	DeltaSlug    = "delta-waterboard"
)

// MeridianKeys is the number of keys that fills Meridian Survey as its people know it.
const MeridianKeys = 240

const (
	day     = 24 * time.Hour
	span    = 2 * 365 * day // the oldest key's age, where there are many
	maxStep = 3 * day       // between two keys, where there are few
)

// draft is an organization in the making.
type draft struct {
	seed    uint64
	now     time.Time
	zone    *time.Location
	members []store.ImportedMember
	named   []namedKey // newest first
	groups  []namedGroup
	ids     []store.GroupID // of the groups
	given   map[int][]int   // by key, the places of its groups, where they aren't left to chance
	keys    int
	acts    []act    // what was done to them, and beside
	secrets [32]byte // seed of the keys' secrets
}

// Meridian makes Meridian Survey up, with that many keys: 30 members, 400 resources, and of everything that a key can
// be at least one, where keys is [MeridianKeys] or more. Errors: what rand returns, and a machine without time zones.
func Meridian(now time.Time, rand io.Reader, keys int) (store.Import, error) {
	d := draft{seed: 1, keys: keys, named: meridianKeys, groups: meridianGroups, given: meridianKeyGroups, acts: meridianActs}
	organization := store.NewOrganization{
		Slug: MeridianSlug, Name: "Meridian Survey", Zone: "Europe/Paris", RoleWords: store.ManagerUser,
	}
	return d.finish(now, rand, organization, meridianPeople, (*estate).meridian)
}

// Delta makes Delta Waterboard up: 6 members, 12 keys and 20 resources. Errors: those of [Meridian].
func Delta(now time.Time, rand io.Reader) (store.Import, error) {
	d := draft{seed: 2, keys: len(deltaKeys), named: deltaKeys, groups: deltaGroups}
	organization := store.NewOrganization{
		Slug: DeltaSlug, Name: "Delta Waterboard", Zone: "Europe/Amsterdam", RoleWords: store.EditorViewer,
	}
	return d.finish(now, rand, organization, deltaPeople, (*estate).delta)
}

// finish fills the draft in and gives what it comes to.
func (d draft) finish(now time.Time, random io.Reader, organization store.NewOrganization, people []person, fill func(*estate)) (store.Import, error) {
	zone, err := store.ParseZone(organization.Zone)
	if err != nil {
		return store.Import{}, fmt.Errorf("make %s up: %w", organization.Slug, err)
	}
	if _, err := io.ReadFull(random, d.secrets[:]); err != nil {
		return store.Import{}, fmt.Errorf("make %s up: read randomness: %w", organization.Slug, err)
	}
	d.now, d.zone = now.Truncate(time.Millisecond), zone
	d.members = d.join(people)
	for at := range d.groups {
		d.ids = append(d.ids, d.groupID(at))
	}
	for at := range d.members {
		d.members[at].SeenAt = d.seenAt(at)
	}
	organization.ID = newID(named("organization", organization.Slug))
	return store.Import{
		Organization: organization,
		CreatedAt:    d.founded(),
		Kinds:        kinds(),
		Groups:       d.allGroups(),
		Members:      d.members,
		Keys:         d.allKeys,
		Resources:    d.resources(fill),
		Events:       d.trail(d.acts, d.resources(fill)),
	}, nil
}

// founded is when the organization and its first members came.
func (d draft) founded() time.Time { return d.now.Add(-span - 30*day) }

// numbered is the source of everything random about the nth of something in the organization.
func (d draft) numbered(kind string, n int) *rand.Rand {
	return rand.New(rand.NewPCG(hash(kind)^d.seed, uint64(n)))
}

// named is the source of everything random about what has a name of its own in all organizations.
func named(kind, name string) *rand.Rand { return rand.New(rand.NewPCG(hash(kind), hash(name))) }

func hash(text string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, text)
	return h.Sum64()
}

// newID draws an id of the usual shape. It isn't keystring.NewID, because a sequence can't return an error.
func newID(random *rand.Rand) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	var id [12]byte
	for i := range id {
		id[i] = digits[random.IntN(len(digits))]
	}
	return string(id[:])
}
