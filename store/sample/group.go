package sample

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"chatelaine/store"
)

// namedGroup is a group before it has an id.
type namedGroup struct {
	name, about string
	permissions string
	members     []int // places among the members
}

// The groups of Meridian Survey, by their place in meridianGroups.
const (
	auditors = iota
	fieldCrews
	hydrology
	imageryReaders
	parcelEditors
	partners
	tilePublishers
)

var meridianGroups = []namedGroup{
	{"Auditors", "Read everything, change nothing", "resources:read data-sources:read projects:read layers:read tables:read members:read", []int{tomasz, noor, lea}},
	{"Field crews", "Upload observations and photos", "data-sources:read projects:read layers:read layers:create layers:edit tables:read tables:create tables:edit", []int{tomasz, ingrid, beatriz, kenji, samuel}},
	{"Hydrology", "Read and edit water layers", "data-sources:read data-sources:edit projects:read projects:edit layers:read layers:create layers:edit tables:read", []int{kenji, samuel, noor}},
	{"Imagery readers", "Read tiles and orthophotos", "data-sources:read projects:read layers:read", []int{ingrid, tomasz, beatriz, kenji, lea}},
	{"Parcel editors", "Edit cadastre and addresses",
		"data-sources:read data-sources:create data-sources:edit projects:read layers:read layers:create layers:edit tables:read tables:create tables:edit tables:delete", []int{tomasz, samuel}},
	{"Partners", "Read shared projects", "projects:read layers:read", []int{noor}},
	{"Tile publishers", "Publish and retire tile sets",
		"data-sources:read projects:read projects:create projects:edit projects:delete projects:share layers:read layers:create layers:edit layers:delete layers:share", []int{ingrid}},
}

// In Delta Waterboard the member at 0 is Ada Moreau, and at 2 Willem Jansen.
var deltaGroups = []namedGroup{
	{"Gauges", "Write water levels", "data-sources:read tables:read tables:create", []int{0, 2}},
	{"Inspectors", "Edit what was seen on the dikes", "projects:read layers:read layers:create layers:edit", []int{2}},
}

// meridianKeyGroups are the groups of the named keys that were given them by hand.
var meridianKeyGroups = map[int][]int{
	fieldTabletsWest: {fieldCrews, imageryReaders}, nightlyImport: {parcelEditors}, fieldTabletsNorth: {fieldCrews, hydrology, imageryReaders},
	tileProduction: {tilePublishers, imageryReaders}, 4: {partners, hydrology}, 5: {imageryReaders, tilePublishers}, 6: {parcelEditors, auditors},
	7: {hydrology}, 8: {fieldCrews}, tileStaging: {tilePublishers}, 10: {parcelEditors, hydrology, partners}, 11: {imageryReaders}, 12: {parcelEditors},
	13: {fieldCrews, imageryReaders, tilePublishers}, 14: {fieldCrews, imageryReaders}, 15: {fieldCrews, imageryReaders}, 16: {auditors, imageryReaders},
}

// allGroups are the organization's groups. Every other member belongs to one or two as well.
func (d draft) allGroups() []store.ImportedGroup {
	groups := make([]store.ImportedGroup, len(d.groups))
	for i, g := range d.groups {
		groups[i] = store.ImportedGroup{ID: d.groupID(i), Name: g.name, About: g.about, Creator: d.members[0].Account.ID,
			CreatedAt: d.founded().Add(time.Duration(i) * day)}
		for _, p := range strings.Fields(g.permissions) {
			groups[i].Permissions = append(groups[i].Permissions, store.Permission(p))
		}
	}
	for at := range d.members {
		if d.members[at].LeftAt.IsZero() {
			d.members[at].Groups = d.memberGroups(at)
		}
	}
	return groups
}

// groupID follows from the name.
func (d draft) groupID(at int) store.GroupID {
	return store.GroupID(newID(d.numbered("group", at)))
}

// memberGroups are the groups of the member at a place: those that name them, or one or two by chance.
func (d draft) memberGroups(at int) (ids []store.GroupID) {
	for i, g := range d.groups {
		if slices.Contains(g.members, at) {
			ids = append(ids, d.groupID(i))
		}
	}
	if len(ids) > 0 || d.members[at].Role == store.RoleAdministrator {
		return ids
	}
	return d.chanceGroups(d.numbered("member's groups", at), 2)
}

// keyGroups are the groups of the nth key.
func (d draft) keyGroups(n int) (ids []store.GroupID) {
	if given, named := d.given[n]; named {
		for _, at := range given {
			ids = append(ids, d.ids[at])
		}
		return ids
	}
	return d.chanceGroups(d.numbered("key's groups", n), 3)
}

// chanceGroups are some groups, at least one; of the later ones in the list fewer.
func (d draft) chanceGroups(random *rand.Rand, most int) (ids []store.GroupID) {
	left := uint64(1)<<len(d.ids) - 1
	for n := 1 + min(random.IntN(most), random.IntN(most)); n > 0; n-- {
		at := min(random.IntN(len(d.ids)), random.IntN(len(d.ids)))
		if left&(1<<at) != 0 {
			ids, left = append(ids, d.ids[at]), left&^(1<<at)
		}
	}
	return ids
}
