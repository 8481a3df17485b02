package storetest

import (
	"cmp"
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
	zone     string // empty: Europe/Paris
	reserved bool
	terms    store.Terms
	kinds    []store.Kind // nil: the usual ones
	groups   []groupPlot
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
	reason      string // why it is off
	used        time.Time
	unconfirmed bool
	groups      []string
	purpose     string
	labels      []store.Label
	contact     string // empty: the creator
}

// groupPlot is an imported group.
type groupPlot struct {
	name        string
	members     []string
	permissions []store.Permission // nil: layers:read
}

// thing is an imported resource.
type thing struct {
	name, kind, in string
	owners         []string
	access         map[string]store.Access
}

// The people of every organization: two administrators, two managers, two users, somebody who left; and
// gil and hal, who are members of the twin too.
var people = []struct {
	name string
	role store.Role
}{
	{"ada", store.RoleAdministrator}, {"abe", store.RoleAdministrator},
	{"bo", store.RoleManager}, {"bea", store.RoleManager},
	{"dee", store.RoleUser}, {"dan", store.RoleUser},
	{"fay", store.RoleManager}, // left
	{"gil", store.RoleManager}, {"hal", store.RoleUser},
}

var usualKinds = []store.Kind{
	{Slug: "projects", One: "project", Many: "projects"},
	{Slug: "layers", One: "layer", Many: "layers", Parent: "projects"},
	{Slug: "features", One: "feature", Many: "features", Parent: "layers"},
	{Slug: "sources", One: "data source", Many: "data sources"},
	{Slug: "tables", One: "table", Many: "tables", Parent: "sources"},
}

// twinSuffix ends the slugs of twins.
const twinSuffix = "-twin"

// asTwin is the plot with the same names of everything, in which what has no name is different.
func (p plot) asTwin() plot {
	p.slug += twinSuffix
	p.zone = "America/Havana"
	if p.kinds == nil {
		p.kinds = []store.Kind{{Slug: "castles", One: "château", Many: "châteaux"}}
		for _, kind := range usualKinds {
			kind.One, kind.Many = kind.One+" (t)", kind.Many+" (t)"
			p.kinds = append(p.kinds, kind)
		}
	}
	return p
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
	w.tenant, w.twin = w.add(p), w.add(p.asTwin())
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

func (p plot) imported() store.Import {
	in := store.Import{
		Organization: store.NewOrganization{
			ID: id(p.slug), Slug: p.slug, Name: "Organization " + p.slug, Zone: cmp.Or(p.zone, "Europe/Paris"),
			RoleWords: store.ManagerUser, KeysReserved: p.reserved, Terms: p.terms,
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
		for _, g := range p.groups {
			if slices.Contains(g.members, who.name) {
				member.Groups = append(member.Groups, p.group(g.name))
			}
		}
		in.Members = append(in.Members, member)
	}
	for _, g := range p.groups {
		permissions := g.permissions
		if permissions == nil {
			permissions = []store.Permission{"layers:read"}
		}
		in.Groups = append(in.Groups, store.ImportedGroup{ID: p.group(g.name), Name: g.name, About: "What " + g.name + " is for",
			Permissions: permissions, Creator: p.account("ada"), CreatedAt: start})
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
			ExpiresOn: k.expiresOn, InactiveFrom: k.off, InactiveUntil: k.on, InactiveReason: k.reason, LastUsed: k.used,
			Secret: secret(p.slug + k.name), Confirmed: !k.unconfirmed,
		}
		if key.Purpose, key.Labels = k.purpose, k.labels; k.contact != "" {
			key.Contact = p.account(k.contact)
		}
		for _, g := range k.groups {
			key.Groups = append(key.Groups, p.group(g))
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
