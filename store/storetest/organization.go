package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

func testImport(t *testing.T, open opener) {
	t.Run("comes out as it went in", func(t *testing.T) { t.Parallel(); importRoundTrip(t, open) })
	t.Run("all or nothing", func(t *testing.T) { t.Parallel(); importRefuses(t, open) })
	t.Run("a known address joins and keeps its password", func(t *testing.T) { t.Parallel(); importKnownAccount(t, open) })
}

func importRoundTrip(t *testing.T, open opener) {
	w := newWorld(t, open, landscape)
	if w.Organization.Name != "Organization north" || w.ID != id("north") || w.Zone.String() != "Europe/Paris" || w.RoleWords != store.ManagerUser ||
		!w.CreatedAt.Equal(start.AddDate(-1, 0, 0)) || w.Org == w.twin.Org {
		t.Errorf("imported as %+v", w.Organization)
	}
	for _, o := range []tenant{w.tenant, w.twin} {
		for _, thing := range o.plot.things {
			got, err := w.store.Resource(w.Context(), o.actor("bo"), o.resource(thing.name))
			must(t, "see "+thing.name, err)
			wantDiff(t, thing.name, o.info(thing), got, sorted)
		}
	}
}

// info is how a thing must be shown.
func (o tenant) info(t thing) store.ResourceInfo {
	kinds := o.plot.kinds
	if kinds == nil {
		kinds = usualKinds
	}
	at := slices.IndexFunc(kinds, func(k store.Kind) bool { return k.Slug == t.kind })
	info := store.ResourceInfo{Resource: store.Resource{
		ID: o.resource(t.name), Kind: kinds[at], OutsideID: outside(t.name), Name: "The " + t.name, Parent: o.resource(t.in),
	}}
	for _, owner := range t.owners {
		info.Owners = append(info.Owners, o.owner(owner))
	}
	for who, access := range t.access {
		info.Access = append(info.Access, store.AccessEntry{Resource: info.Resource.ID, Principal: o.principal(who), Access: access})
	}
	return info
}

// owner is how a principal is shown as an owner.
func (o tenant) owner(name string) store.Owner {
	if strings.HasPrefix(name, "key") {
		return store.Owner{ID: o.principal(name), Name: name, Key: true}
	}
	return store.Owner{ID: o.principal(name), Name: fullName(name)}
}

func importRefuses(t *testing.T, open opener) {
	w := newWorld(t, open, plot{})
	p := plot{slug: "south", keys: keysNamed(1), things: []thing{{name: "atlas", kind: "projects", owners: []string{"key1"}}}}
	for name, change := range map[string]func(*store.Import){
		"a slug that is taken": func(in *store.Import) { in.Organization.Slug = "north" },
		"an empty slug":        func(in *store.Import) { in.Organization.Slug = "" },
		"an unknown zone":      func(in *store.Import) { in.Organization.Zone = "Europe/Atlantis" },
		"an empty name":        func(in *store.Import) { in.Organization.Name = "" },
		"two keys of one name": func(in *store.Import) { in.Keys = twice(in.Keys, func(k *store.ImportedKey) { k.Name = "KEY1" }) },
		"a key of nobody": func(in *store.Import) {
			in.Keys = altered(in.Keys, func(k *store.ImportedKey) { k.Creator = "nobodynobody" })
		},
		"a key for administrator": func(in *store.Import) {
			in.Keys = altered(in.Keys, func(k *store.ImportedKey) { k.Role = store.RoleAdministrator })
		},
		"a resource of no kind": func(in *store.Import) {
			in.Resources = altered(in.Resources, func(r *store.ImportedResource) { r.Kind = "castles" })
		},
		"a resource without owner": func(in *store.Import) {
			in.Resources = altered(in.Resources, func(r *store.ImportedResource) { r.Owners = nil })
		},
		"an owner from elsewhere": func(in *store.Import) {
			in.Resources = altered(in.Resources, func(r *store.ImportedResource) { r.Owners = []store.PrincipalID{w.principal("ada")} })
		},
		"a parent from nowhere": func(in *store.Import) {
			in.Resources = altered(in.Resources, func(r *store.ImportedResource) { r.Parent = "nothingthere" })
		},
	} {
		in := p.imported()
		change(&in)
		_, err := w.store.ImportOrganization(t.Context(), call(operator, start), in)
		wantInvalid(t, name, err, "")
		_, err = w.store.Credentials(t.Context(), p.email("ada"))
		wantErr(t, name+": an account of a refused import", err, store.ErrNotFound)
	}
	for name, actor := range map[string]store.Actor{"nobody": {}, "an administrator": w.actor("ada"), "a key": {Kind: store.ActorKey, Org: w.Org}} {
		_, err := w.store.ImportOrganization(t.Context(), call(actor, start), p.imported())
		wantErr(t, "import by "+name, err, store.ErrForbidden)
	}
	_, err := w.store.ImportOrganization(t.Context(), call(operator, start), p.imported())
	wantErr(t, "import after refusals", err, nil)
}

func altered[T any](in func(func(T) bool), change func(*T)) func(func(T) bool) {
	return func(yield func(T) bool) {
		for item := range in {
			change(&item)
			if !yield(item) {
				return
			}
		}
	}
}

// twice gives everything and then everything changed, under other ids.
func twice(in func(func(store.ImportedKey) bool), change func(*store.ImportedKey)) func(func(store.ImportedKey) bool) {
	keys := slices.Collect(in)
	for _, key := range slices.Clone(keys) {
		change(&key)
		key.ID, key.Secret = store.KeyID(id("second "+string(key.ID))), secret("second "+string(key.ID))
		keys = append(keys, key)
	}
	return slices.Values(keys)
}

func importKnownAccount(t *testing.T, open opener) {
	w := newWorld(t, open, plot{keys: []keyPlot{{name: "key1", creator: "dee"}, {name: "key2", creator: "bo"}}})
	in := plot{slug: "south"}.imported()
	in.Members = []store.ImportedMember{{
		Account: store.NewAccount{ID: w.account("dee"), Name: "Somebody Else", Email: strings.ToUpper(w.plot.email("dee")), PasswordHash: "$other"},
		Role:    store.RoleAdministrator, JoinedAt: start,
	}, {
		Account: store.NewAccount{ID: w.account("bo"), Name: fullName("bo"), Email: w.plot.email("bo")},
		Role:    store.RoleManager, JoinedAt: start, LeftAt: start,
	}}
	south, err := w.store.ImportOrganization(t.Context(), call(operator, start), in)
	must(t, "import with a known account", err)
	found, err := w.store.Credentials(t.Context(), w.plot.email("dee"))
	must(t, "look up the account", err)
	if found.PasswordHash != "$argon2id$dee" || found.Account.ID != w.account("dee") || found.Account.Name != fullName("dee") {
		t.Errorf("the known account became %+v", found)
	}
	portal, err := w.store.Portal(t.Context(), w.account("dee"), south.Slug)
	must(t, "open the second organization", err)
	if portal.Current.Role != store.RoleAdministrator || len(portal.Memberships) != 2 {
		t.Errorf("the portal of a member of two is %+v", portal)
	}
	if again, err := w.store.Portal(t.Context(), w.account("dee"), w.Slug); err != nil || again.Current.Role != store.RoleUser {
		t.Errorf("their role in the first organization is %v, %v", again.Current.Role, err)
	}
	must(t, "own as who left another organization", w.register(thing{name: "new", kind: "projects", owners: []string{"bo"}}))
	keys := pageOf(t, w, "ada", store.KeyQuery{Rows: 25}).Keys
	if len(keys) != 2 || keys[0].Creator.Left || keys[1].Creator.Left {
		t.Errorf("the keys of two who are members elsewhere too are shown as %+v", keys)
	}
}

func testPortal(t *testing.T, open opener) {
	w := newWorld(t, open, landscape)
	in := plot{slug: "aardvark"}.imported()
	in.Organization.Name = "an organization whose name begins small" // sorts by fold, not by byte
	in.Members[0].Account = store.NewAccount{ID: w.account("ada"), Name: fullName("ada"), Email: w.plot.email("ada")}
	_, err := w.store.ImportOrganization(t.Context(), call(operator, start), in)
	must(t, "import a third organization", err)

	portal, err := w.store.Portal(t.Context(), w.account("ada"), "")
	must(t, "open the portal outside of organizations", err)
	if got := slugs(portal); !slices.Equal(got, []string{"aardvark", "north"}) || portal.Current.Organization.Org != 0 || portal.Account.Name != fullName("ada") {
		t.Errorf("the portal of ada has %v, current %+v", got, portal.Current)
	}
	for who, want := range map[string]int{"ada": 3, "bo": 3, "dee": 1, "dan": 0} {
		portal, err := w.store.Portal(t.Context(), w.account(who), w.Slug)
		must(t, "open the portal for "+who, err)
		if portal.Keys != (store.Count{N: want}) || portal.Current.Organization.Org != w.Org || portal.Current.Organization.Slug != "north" {
			t.Errorf("%s sees %+v keys in %+v, want %d", who, portal.Keys, portal.Current.Organization, want)
		}
	}
	left, err := w.store.Portal(t.Context(), w.account("fay"), "")
	if err == nil && len(left.Memberships) > 0 {
		t.Errorf("who left is a member of %v", slugs(left))
	}
	unknown := portalRefusal(t.Context(), w.store, w.account("bo"), "unknown-slug")
	for name, got := range map[string]string{
		"another organization": portalRefusal(t.Context(), w.store, w.account("bo"), w.twin.Slug),
		"one that they left":   portalRefusal(t.Context(), w.store, w.account("fay"), w.Slug),
	} {
		if got != unknown || got == "" {
			t.Errorf("%s answers %q, one that doesn't exist %q", name, got, unknown)
		}
	}
}

// portalRefusal is the text of the error, with the slug taken out; empty if it isn't ErrNotFound.
func portalRefusal(ctx context.Context, s store.Store, account store.AccountID, slug string) string {
	_, err := s.Portal(ctx, account, slug)
	if !errors.Is(err, store.ErrNotFound) {
		return ""
	}
	return strings.NewReplacer(slug, "SLUG", string(account), "ACCOUNT").Replace(err.Error())
}

func slugs(p store.Portal) []string {
	var all []string
	for _, m := range p.Memberships {
		all = append(all, m.Organization.Slug)
	}
	return all
}
