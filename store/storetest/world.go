package storetest

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// start is when the worlds begin; what is done in them comes later.
var start = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// operator is who imports.
var operator = store.Actor{Kind: store.ActorOperator}

// world is a store with one organization that is looked at and its twin.
type world struct {
	*testing.T
	store store.Store
	tenant
	twin tenant
}

// tenant is an organization in a store. Names of its people, keys and resources stand for their ids.
type tenant struct {
	store.Organization
	plot plot
}

// plot says what an organization has in it. The zero plot has people and kinds.
type plot struct {
	slug     string
	ids      string // what ids of keys and resources are made from; empty: the slug
	reserved bool
	kinds    []store.Kind // nil: the usual ones
	keys     []keyPlot
	things   []thing // parents before what lies in them
}

// keyPlot is an imported key. Its name begins with "key".
type keyPlot struct {
	name        string
	creator     string // empty: ada
	role        store.Role
	createdAt   time.Time // zero: start
	expiresOn   store.Date
	off, on     time.Time
	unconfirmed bool
}

// thing is an imported resource.
type thing struct {
	name, kind, in string
	owners         []string
	access         map[string]store.Access
}

// The people of every organization: two administrators, two managers, two users, and somebody who left.
var people = []struct {
	name string
	role store.Role
}{
	{"ada", store.RoleAdministrator}, {"abe", store.RoleAdministrator},
	{"bo", store.RoleManager}, {"bea", store.RoleManager},
	{"dee", store.RoleUser}, {"dan", store.RoleUser},
	{"fay", store.RoleManager}, // left
}

var usualKinds = []store.Kind{
	{Slug: "projects", One: "project", Many: "projects"},
	{Slug: "layers", One: "layer", Many: "layers", Parent: "projects"},
	{Slug: "features", One: "feature", Many: "features", Parent: "layers"},
	{Slug: "sources", One: "data source", Many: "data sources"},
	{Slug: "tables", One: "table", Many: "tables", Parent: "sources"},
}

// newWorld opens a store and imports the plot twice.
func newWorld(t *testing.T, open opener, p plot) *world {
	t.Helper()
	return addWorld(t, open(t, noHook), p)
}

// addWorld imports the plot twice into a store that may hold others already.
func addWorld(t *testing.T, s store.Store, p plot) *world {
	t.Helper()
	w := &world{T: t, store: s}
	if p.slug == "" {
		p.slug = "north"
	}
	twin := p
	twin.slug += "-twin"
	w.tenant, w.twin = w.add(p), w.add(twin)
	return w
}

func (w *world) add(p plot) tenant {
	w.Helper()
	org, err := w.store.ImportOrganization(w.Context(), call(operator, start), p.imported())
	if err != nil {
		w.Fatalf("import %s: %v", p.slug, err)
	}
	return tenant{org, p}
}

// id makes 12 base62 characters from a label: always the same from the same one.
func id(label string) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum := sha256.Sum256([]byte(label))
	text := make([]byte, 12)
	for i := range text {
		text[i] = digits[int(sum[i])%len(digits)]
	}
	return string(text)
}

// digest stands for a token, a secret or a body.
func digest(label string) store.Digest { return sha256.Sum256([]byte(label)) }

func secret(label string) store.NewSecret {
	return store.NewSecret{Digest: digest("secret of " + label), Prefix: "chk", Tail: id(label)[:4]}
}

func call(actor store.Actor, at time.Time) store.Call {
	return store.Call{Actor: actor, At: at, Request: store.Request{ID: "request", Address: "192.0.2.7", Session: "session"}}
}

func (p plot) account(name string) store.AccountID {
	return store.AccountID(id(p.slug + " account " + name))
}
func (p plot) key(name string) store.KeyID {
	return store.KeyID(id(cmp.Or(p.ids, p.slug) + " key " + name))
}
func (p plot) email(name string) string { return name + "@" + p.slug + ".example" }
func (p plot) resource(name string) store.ResourceID {
	if name == "" {
		return ""
	}
	return store.ResourceID(id(cmp.Or(p.ids, p.slug) + " resource " + name))
}

// principal is a key if the name begins so, and a member otherwise.
func (p plot) principal(name string) store.PrincipalID {
	if len(name) > 2 && name[:3] == "key" {
		return p.key(name).Principal()
	}
	return p.account(name).Principal()
}

// account, key, resource and principal of a tenant are those of its plot.
func (o tenant) account(name string) store.AccountID     { return o.plot.account(name) }
func (o tenant) key(name string) store.KeyID             { return o.plot.key(name) }
func (o tenant) resource(name string) store.ResourceID   { return o.plot.resource(name) }
func (o tenant) principal(name string) store.PrincipalID { return o.plot.principal(name) }

// actor is a member or, if the name begins so, a key.
func (o tenant) actor(name string) store.Actor {
	actor := store.Actor{Kind: store.ActorMember, ID: o.principal(name), Org: o.Org}
	if actor.ID != o.account(name).Principal() {
		actor.Kind = store.ActorKey
	}
	return actor
}

// as is a call of a member, a minute after the start.
func (o tenant) as(name string) store.Call { return call(o.actor(name), start.Add(time.Minute)) }

func (p plot) imported() store.Import {
	in := store.Import{
		Organization: store.NewOrganization{
			ID: id(p.slug), Slug: p.slug, Name: "Organization " + p.slug, Zone: "Europe/Paris",
			RoleWords: store.ManagerUser, KeysReserved: p.reserved,
		},
		CreatedAt: start.AddDate(-1, 0, 0),
		Kinds:     p.kinds,
	}
	if in.Kinds == nil {
		in.Kinds = usualKinds
	}
	for _, who := range people {
		member := store.ImportedMember{
			Account: store.NewAccount{ID: p.account(who.name), Name: fullName(who.name), Email: p.email(who.name), PasswordHash: "$argon2id$" + who.name},
			Role:    who.role, JoinedAt: in.CreatedAt,
		}
		if who.name == "fay" {
			member.LeftAt = start.AddDate(0, -1, 0)
		}
		in.Members = append(in.Members, member)
	}
	in.Keys, in.Resources = slices.Values(p.importedKeys()), slices.Values(p.importedThings())
	return in
}

// fullName is what a person is called; the same in every organization.
func fullName(name string) string { return string(name[0]-'a'+'A') + name[1:] + " Moreau" }

func (p plot) importedKeys() []store.ImportedKey {
	var keys []store.ImportedKey
	for _, k := range p.keys {
		key := store.ImportedKey{
			ID: p.key(k.name), Name: k.name, Role: k.role, Creator: p.account("ada"), CreatedAt: k.createdAt,
			ExpiresOn: k.expiresOn, InactiveFrom: k.off, InactiveUntil: k.on,
			Secret: secret(p.slug + k.name), Confirmed: !k.unconfirmed,
		}
		if k.creator != "" {
			key.Creator = p.account(k.creator)
		}
		if k.role == 0 {
			key.Role = store.RoleUser
		}
		if k.createdAt.IsZero() {
			key.CreatedAt = start
		}
		keys = append(keys, key)
	}
	return keys
}

func (p plot) importedThings() []store.ImportedResource {
	var resources []store.ImportedResource
	for _, thing := range p.things {
		r := store.ImportedResource{NewResource: p.newResource(thing)}
		for _, who := range slices.Sorted(maps.Keys(thing.access)) {
			r.Access = append(r.Access, store.AccessEntry{Resource: r.ID, Principal: p.principal(who), Access: thing.access[who]})
		}
		resources = append(resources, r)
	}
	return resources
}

// newResource is a thing as RegisterResource takes it.
func (p plot) newResource(t thing) store.NewResource {
	r := store.NewResource{ID: p.resource(t.name), Kind: t.kind, OutsideID: outside(t.name), Name: "The " + t.name, Parent: p.resource(t.in)}
	for _, owner := range t.owners {
		r.Owners = append(r.Owners, p.principal(owner))
	}
	return r
}

// keysNamed are plain keys: key1, key2 and so on.
func keysNamed(n int) []keyPlot {
	var keys []keyPlot
	for i := range n {
		keys = append(keys, keyPlot{name: fmt.Sprintf("key%d", i+1)})
	}
	return keys
}

// outside is what the product calls a thing.
func outside(name string) string { return "outside-" + strings.ReplaceAll(name, " ", "-") }
