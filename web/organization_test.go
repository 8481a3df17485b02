package web_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/web/password"
)

// start is when a portal's clock begins; what is in it came before.
var start = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// The password of everybody who has one.
const goodPassword = "seven grey otters in the rain"

// cheap hashes passwords at next to no cost.
var cheap = password.Config{Params: password.Params{Time: 1, Memory: 64, Threads: 1}}

var goodHash = sync.OnceValues(func() (string, error) {
	hasher, err := password.New(cheap)
	if err != nil {
		return "", err
	}
	return hasher.Hash(context.Background(), rand.Reader, goodPassword)
})

// organization is one of the twins, or the one where keys are reserved. All have the same people, keys and
// resources, under ids of their own.
type organization struct {
	slug     string
	reserved bool
	terms    store.Terms
}

var (
	north    = organization{slug: "north"}
	south    = organization{slug: "south"}
	reserved = organization{slug: "reserved", reserved: true}
)

// people are the members of every organization. Dee was a manager when she made her keys, and Fay left.
var people = []struct {
	name string
	role store.Role
	left bool
}{
	{"ada", store.RoleAdministrator, false}, {"abe", store.RoleAdministrator, false},
	{"bo", store.RoleManager, false}, {"bea", store.RoleManager, false},
	{"dee", store.RoleUser, false}, {"dan", store.RoleUser, false},
	{"fay", store.RoleManager, true},
}

// The keys of every organization: one that owns nothing, one that owns a project with a layer and shares a source, one
// that only shares, and one that nobody has confirmed.
const (
	keyFree    = "Free key"
	keyOwner   = "Owner key"
	keySharer  = "Sharer key"
	keyPending = "Pending key"
)

// id makes 12 base62 characters from a label: always the same from the same one.
func id(label string) string {
	sum := sha256.Sum256([]byte(label))
	return strings.Map(func(r rune) rune {
		return rune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[r%62])
	}, fmt.Sprintf("%x", sum)[:keystring.IDLength])
}

func (o organization) account(name string) store.AccountID { return store.AccountID(id(o.slug + name)) }
func (o organization) key(name string) store.KeyID         { return store.KeyID(id(o.slug + name)) }
func (o organization) resource(name string) store.ResourceID {
	return store.ResourceID(id(o.slug + name))
}
func (o organization) view(name string) store.ViewID { return store.ViewID(id(o.slug + name)) }
func (o organization) email(name string) string      { return name + "@" + o.slug + ".example" }

func (o organization) group(name string) store.GroupID {
	return store.GroupID(id(o.slug + "group " + name))
}

// keys is the address of the table, and of what lies below it.
func (o organization) keys(below ...string) string {
	return "/o/" + o.slug + "/keys" + strings.Join(below, "")
}

// at is the address of a key, and of what lies below it.
func (o organization) at(key string, below ...string) string {
	return o.keys("/"+string(o.key(key)), strings.Join(below, ""))
}

// views is the address of the saved views, and of what lies below it.
func (o organization) views(below ...string) string {
	return "/o/" + o.slug + "/views" + strings.Join(below, "")
}

func (o organization) imported(t testing.TB) store.Import {
	t.Helper()
	hash, err := goodHash()
	if err != nil {
		t.Fatalf("hash a password: %v", err)
	}
	in := store.Import{
		Organization: store.NewOrganization{
			ID: id(o.slug), Slug: o.slug, Name: "Organization " + o.slug, Zone: "Europe/Paris",
			RoleWords: store.ManagerUser, KeysReserved: o.reserved, Terms: o.terms,
		},
		CreatedAt: start.AddDate(-1, 0, 0),
		Kinds: []store.Kind{
			{Slug: "projects", One: "project", Many: "projects"},
			{Slug: "layers", One: "layer", Many: "layers", Parent: "projects"},
			{Slug: "sources", One: "data source", Many: "data sources"},
		},
	}
	for _, who := range people {
		member := store.ImportedMember{
			Account: store.NewAccount{
				ID: o.account(who.name), Name: fullName(who.name), Email: o.email(who.name), PasswordHash: hash,
			},
			Role: who.role, JoinedAt: in.CreatedAt,
		}
		if who.left {
			member.LeftAt = start.AddDate(0, -1, 0)
		}
		in.Members = append(in.Members, member)
	}
	in.Keys, in.Resources = slices.Values(o.importedKeys()), slices.Values(o.importedResources())
	return in
}

// fullName is what a person is called; the same in every organization.
func fullName(name string) string { return strings.ToUpper(name[:1]) + name[1:] + " Moreau" }

// importedKeys were all made by Dee.
func (o organization) importedKeys() []store.ImportedKey {
	var keys []store.ImportedKey
	for i, name := range []string{keyFree, keyOwner, keySharer, keyPending} {
		keys = append(keys, store.ImportedKey{
			ID: o.key(name), Name: name, Role: store.RoleUser, Creator: o.account("dee"),
			CreatedAt: start.Add(time.Duration(i-10) * time.Hour), ExpiresOn: store.DateAt(start, time.UTC).AddDays(60),
			Secret:    store.NewSecret{Digest: sha256.Sum256([]byte(o.slug + name)), Prefix: "chk", Tail: id(name)[:4]},
			Confirmed: name != keyPending,
		})
	}
	return keys
}

func (o organization) importedResources() []store.ImportedResource {
	owner, sharer := o.key(keyOwner).Principal(), o.key(keySharer).Principal()
	bo := o.account("bo").Principal()
	resource := func(name, kind, in string, owners ...store.PrincipalID) store.ImportedResource {
		r := store.ImportedResource{NewResource: store.NewResource{
			ID: o.resource(name), Kind: kind, OutsideID: "outside-" + name, Name: "The " + name, Owners: owners,
		}}
		if in != "" {
			r.Parent = o.resource(in)
		}
		return r
	}
	source := resource("source", "sources", "", owner, sharer, bo)
	source.Access = []store.AccessEntry{{Principal: o.key(keyFree).Principal(), Access: store.AccessView}}
	return []store.ImportedResource{
		resource("project", "projects", "", owner), resource("layer", "layers", "project", bo), source,
	}
}
