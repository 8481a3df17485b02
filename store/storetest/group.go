package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// crewPlot has two groups; bo belongs to crews, bea to office, and the keys to what their names say.
var crewPlot = plot{
	groups: []groupPlot{
		{name: "crews", members: []string{"bo", "dee"}, permissions: []store.Permission{"layers:read", "layers:edit", "members:edit"}},
		{name: "office", members: []string{"bea"}, permissions: []store.Permission{"layers:read", "tables:read"}},
	},
	keys: []keyPlot{
		{name: "key crews", groups: []string{"crews"}}, {name: "key both", groups: []string{"crews", "office"}, role: store.RoleManager},
		{name: "key office", groups: []string{"office"}, creator: "dee"}, {name: "key none"},
	},
}

func testGroups(t *testing.T, open opener) {
	t.Run("a group is made as it was asked for", func(t *testing.T) { t.Parallel(); groupIsMade(t, newWorld(t, open, plot{})) })
	t.Run("imported groups", func(t *testing.T) { t.Parallel(); groupsImported(t, newWorld(t, open, crewPlot)) })
	t.Run("what is wrong is refused by field", func(t *testing.T) { t.Parallel(); groupRefused(t, newWorld(t, open, crewPlot)) })
	t.Run("a form makes one group", func(t *testing.T) { t.Parallel(); groupOnce(t, newWorld(t, open, plot{})) })
	t.Run("no more than there can be", func(t *testing.T) { t.Parallel(); groupsFull(t, newWorld(t, open, plot{})) })
	t.Run("who belongs", func(t *testing.T) { t.Parallel(); groupMembers(t, newWorld(t, open, crewPlot)) })
	t.Run("who belongs is found", func(t *testing.T) { t.Parallel(); groupMembersFound(t, newWorld(t, open, crewPlot)) })
	t.Run("a search", func(t *testing.T) { t.Parallel(); groupsSearched(t, newWorld(t, open, crewPlot)) })
	t.Run("others see their own", func(t *testing.T) { t.Parallel(); groupsOfUsers(t, newWorld(t, open, crewPlot)) })
}

func groupIsMade(t *testing.T, w *world) {
	in := w.newGroup("Survey crews")
	in.About, in.Permissions = " For tablets.\r\nAnd phones.  ", []store.Permission{"members:edit", "layers:edit", "layers:read", "layers:edit"}
	made, err := w.store.CreateGroup(t.Context(), w.as("ada"), in)
	must(t, "create a group", err)
	want := store.Group{
		ID: in.ID, Version: 1, Name: "Survey crews", About: "For tablets.\nAnd phones.", CreatedAt: w.as("ada").At,
		CreatedBy:   store.Creator{ID: w.account("ada"), Name: fullName("ada"), Email: w.plot.email("ada")},
		Permissions: []store.Permission{"layers:read", "layers:edit", "members:edit"},
	}
	wantDiff(t, "what CreateGroup answers", store.CreatedGroup{Group: want, First: true}, made)
	info, err := w.store.Group(t.Context(), w.actor("bo"), in.ID)
	must(t, "see the group", err)
	wantDiff(t, "what a manager sees", store.GroupInfo{Group: want}, info)
	second, err := w.store.CreateGroup(t.Context(), w.as("ada"), w.newGroup("Another"))
	if err != nil || second.First {
		t.Errorf("the second group: %+v, %v", second, err)
	}
	if there, err := w.store.Groups(t.Context(), w.twin.actor("ada"), ""); err != nil || there.All != 0 {
		t.Errorf("the twin has %+v, %v", there, err)
	}
}

func groupsImported(t *testing.T, w *world) {
	list, err := w.store.Groups(t.Context(), w.actor("ada"), "")
	must(t, "list the groups", err)
	var got []string
	for _, g := range list.Groups {
		got = append(got, fmt.Sprintf("%s: %s; %d members, %d keys", g.Name, g.Permissions, g.Members, g.Keys))
	}
	wantDiff(t, "the list", []string{
		"crews: [layers:read layers:edit members:edit]; 2 members, 2 keys", "office: [layers:read tables:read]; 1 members, 2 keys",
	}, got)
	info, err := w.store.Group(t.Context(), w.actor("bo"), w.group("crews"))
	must(t, "see a group", err)
	wantDiff(t, "its members", []store.GroupMember{
		{ID: w.account("bo"), Name: fullName("bo"), Email: w.plot.email("bo"), Role: store.RoleManager},
		{ID: w.account("dee"), Name: fullName("dee"), Email: w.plot.email("dee"), Role: store.RoleUser},
	}, info.FirstMembers)
	wantDiff(t, "its keys", []store.GroupKey{
		{ID: w.key("key both"), Name: "key both", Role: store.RoleManager}, {ID: w.key("key crews"), Name: "key crews", Role: store.RoleUser},
	}, info.FirstKeys)
}

func groupRefused(t *testing.T, w *world) {
	before := w.show(t, w.store)
	for name, tt := range map[string]struct {
		field  string
		change func(*store.NewGroup)
	}{
		"no name":              {"name", func(in *store.NewGroup) { in.Name = " " }},
		"a bidi control":       {"name", func(in *store.NewGroup) { in.Name = "Crews\u202e" }},
		"a name that is taken": {"name", func(in *store.NewGroup) { in.Name = "ＣＲＥＷＳ" }},
		"too long a name":      {"name", func(in *store.NewGroup) { in.Name = strings.Repeat("é", 101) }},
		"a tab":                {"about", func(in *store.NewGroup) { in.About = "a\tb" }},
		"too long a purpose":   {"about", func(in *store.NewGroup) { in.About = strings.Repeat("x", 2001) }},
		"not in the catalogue": {"permissions", func(in *store.NewGroup) { in.Permissions = []store.Permission{"layers:read", "layers:fly"} }},
		"half a permission":    {"permissions", func(in *store.NewGroup) { in.Permissions = []store.Permission{"layers"} }},
		"no id":                {"id", func(in *store.NewGroup) { in.ID = "short" }},
	} {
		in := w.newGroup("new")
		tt.change(&in)
		_, err := w.store.CreateGroup(t.Context(), w.as("ada"), in)
		wantInvalid(t, name, err, tt.field)
		if name == "no id" {
			continue
		}
		change := store.GroupChange{Name: in.Name, About: in.About, Permissions: in.Permissions}
		_, err = w.store.PlanGroup(t.Context(), w.actor("ada"), w.group("office"), change)
		wantInvalid(t, name+", as a change", err, tt.field)
		_, err = w.store.ChangeGroup(t.Context(), w.as("ada"), w.group("office"), change, store.Digest{})
		wantInvalid(t, name+", carried out", err, tt.field)
	}
	wantDiff(t, "after what was refused", before, w.show(t, w.store))
	in := w.newGroup("ＣＲＥＷＳ")
	in.ID = w.twin.group("x")
	must(t, "a name that only the twin has", errOf(w.store.CreateGroup(t.Context(), w.twin.as("ada"), w.twin.newGroup("alone"))))
	wantInvalid(t, "a name that is taken there", errOf(w.store.CreateGroup(t.Context(), w.twin.as("ada"), in)), "name")
}

func groupOnce(t *testing.T, w *world) {
	in := w.newGroup("once")
	in.Nonce = store.Nonce{Digest: digest("once"), Session: "session", Body: digest("body"), Expires: start.AddDate(0, 0, 1)}
	must(t, "create", errOf(w.store.CreateGroup(t.Context(), w.as("ada"), in)))
	again := in
	again.ID = w.group("again")
	made, err := w.store.CreateGroup(t.Context(), w.as("ada"), again)
	if err != nil || !made.Repeated || made.Group.ID != in.ID {
		t.Errorf("the same form again makes %+v, %v", made, err)
	}
	again.Nonce.Body = digest("other body")
	wantErr(t, "another form with its nonce", errOf(w.store.CreateGroup(t.Context(), w.as("ada"), again)), store.ErrNonceReused)
}

func groupsFull(t *testing.T, w *world) {
	for n := range store.MaxGroups {
		must(t, "create a group", errOf(w.store.CreateGroup(t.Context(), w.as("ada"), w.newGroup(fmt.Sprint("group ", n)))))
	}
	wantInvalid(t, "one too many", errOf(w.store.CreateGroup(t.Context(), w.as("ada"), w.newGroup("more"))), "group")
	list, err := w.store.Groups(t.Context(), w.actor("bo"), "GROUP 299")
	if err != nil || list.All != store.MaxGroups || len(list.Groups) != 1 || list.MayChange {
		t.Errorf("of %d groups a manager finds %+v, %v", list.All, list.Groups, err)
	}
}

func groupMembers(t *testing.T, w *world) {
	ctx, crews := t.Context(), w.group("crews")
	found, err := w.store.GroupCandidates(ctx, w.actor("ada"), crews, "BEA moreau", 10)
	if err != nil || len(found) != 1 || found[0].ID != w.account("bea") {
		t.Errorf("candidates: %+v, %v", found, err)
	}
	all, err := w.store.GroupCandidates(ctx, w.actor("ada"), crews, "", 100)
	if n := len(people) - 4; err != nil || len(all) != n { // not ada herself, bo, dee, and fay who left
		t.Errorf("%d candidates, %v, want %d", len(all), err, n)
	}
	for range 2 { // twice is the same as once
		must(t, "add bea", addToGroup(ctx, w.store, w.as("ada"), crews, w.account("bea")))
	}
	for range 2 {
		must(t, "remove bo", removeFromGroup(ctx, w.store, w.as("ada"), crews, w.account("bo")))
	}
	info, err := w.store.Group(ctx, w.actor("ada"), crews)
	if err != nil || info.Group.Members != 2 || len(info.FirstMembers) != 2 || info.FirstMembers[0].ID != w.account("bea") {
		t.Errorf("then its members are %+v, %v", info.FirstMembers, err)
	}
	wantErr(t, "add oneself", addToGroup(ctx, w.store, w.as("ada"), crews, w.account("ada")), store.ErrForbidden)
	must(t, "remove oneself", removeFromGroup(ctx, w.store, w.as("ada"), crews, w.account("ada")))
	for name, account := range map[string]store.AccountID{"who left": w.account("fay"), "nobody": "nobody", "the twin's": w.twin.account("bo")} {
		wantInvalid(t, "add "+name, addToGroup(ctx, w.store, w.as("ada"), crews, account), "member")
	}
}

func groupsSearched(t *testing.T, w *world) {
	for search, want := range map[string]string{
		"": "crews office", "CREW": "crews", "tables:read": "office", "what is for": "crews office", "layers office": "office", "x": "", "%": "",
	} {
		list, err := w.store.Groups(t.Context(), w.actor("ada"), search)
		must(t, "search", err)
		var got []string
		for _, g := range list.Groups {
			got = append(got, g.Name)
		}
		if strings.Join(got, " ") != want || list.All != 2 || !list.MayChange {
			t.Errorf("search %q finds %q of %d, want %q", search, got, list.All, want)
		}
	}
}

// groupsOfUsers looks at what dee sees, who belongs to crews and made a key of office.
func groupsOfUsers(t *testing.T, w *world) {
	list, err := w.store.Groups(t.Context(), w.actor("dee"), "")
	if err != nil || list.All != 1 || len(list.Groups) != 1 || list.Groups[0].Members != 1 || list.Groups[0].Keys != 0 || list.Groups[0].CreatedBy != (store.Creator{}) {
		t.Errorf("dee's groups: %+v, %v", list, err)
	}
	info, err := w.store.Group(t.Context(), w.actor("dee"), w.group("crews"))
	if err != nil || len(info.FirstKeys) != 0 || len(info.FirstMembers) != 1 || info.FirstMembers[0].ID != w.account("dee") || info.MayChange {
		t.Errorf("dee's group: %+v, %v", info, err)
	}
	c, err := w.store.Catalogue(t.Context(), w.actor("dee"))
	if err != nil || c.MayChange || len(c.Permissions) != 3 || len(c.Kinds) != 2 || len(c.Actions) != 2 {
		t.Errorf("dee's catalogue: %+v, %v", c, err)
	}
	key, err := w.store.Group(t.Context(), w.actor("key office"), w.group("office"))
	if err != nil || key.Group.Keys != 1 || key.Group.Members != 0 || len(key.FirstMembers) != 0 {
		t.Errorf("a key's group: %+v, %v", key, err)
	}
}

func testCatalogue(t *testing.T, open opener) {
	t.Run("it begins with the usual one", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, open, plot{})
		c, err := w.store.Catalogue(t.Context(), w.actor("ada"))
		must(t, "read the catalogue", err)
		want := store.DefaultCatalogue()
		want.MayChange = true
		wantDiff(t, "the catalogue", want, c)
	})
	t.Run("who can have a permission", func(t *testing.T) { t.Parallel(); managersOnlyPlanned(t, newWorld(t, open, crewPlot)) })
	t.Run("it grows", func(t *testing.T) { t.Parallel(); catalogueGrows(t, newWorld(t, open, crewPlot)) })
	t.Run("what is wrong is refused by field", func(t *testing.T) { t.Parallel(); catalogueRefuses(t, newWorld(t, open, plot{})) })
}

// managersOnlyPlanned: before a permission is for managers only, it is said who loses it; they lose it at once, and get it
// back. Nothing is done when that isn't so any more.
func managersOnlyPlanned(t *testing.T, w *world) {
	ctx, only := t.Context(), store.CataloguePermission{Permission: "layers:read", ManagerOnly: true}
	plan, err := w.store.PlanManagerOnly(ctx, w.actor("ada"), only)
	must(t, "plan", err)
	if plan.Same || plan.Members != 1 || plan.FirstMembers[0].ID != w.account("dee") || plan.Keys.N != 2 || len(plan.FirstKeys) != 2 {
		t.Errorf("planned: %+v", plan)
	}
	may := func(key string) []store.Permission {
		info, err := w.store.Key(ctx, w.actor("ada"), w.key(key))
		must(t, "see "+key, err)
		return store.Effective(info.Grants)
	}
	both := may("key both")
	must(t, "take somebody out", removeFromGroup(ctx, w.store, w.as("ada"), w.group("crews"), w.account("dee")))
	var stale *store.PermissionPlanChangedError
	if _, err := w.store.ChangeManagerOnly(ctx, w.as("ada"), only, plan.Digest); !errors.As(err, &stale) || stale.Plan.Members != 0 || !slices.Contains(may("key crews"), "layers:read") {
		t.Fatalf("by an old plan: %v, %v", err, may("key crews"))
	}
	must(t, "change", errOf(w.store.ChangeManagerOnly(ctx, w.as("ada"), only, stale.Plan.Digest)))
	if slices.Contains(may("key crews"), "layers:read") || !slices.Contains(may("key both"), "layers:read") {
		t.Errorf("afterwards a user's key may %v, a manager's %v", may("key crews"), may("key both"))
	}
	only.ManagerOnly = false
	back, err := w.store.PlanManagerOnly(ctx, w.actor("ada"), only)
	must(t, "plan to give it back", err)
	must(t, "give it back", errOf(w.store.ChangeManagerOnly(ctx, w.as("ada"), only, back.Digest)))
	if !slices.Contains(may("key crews"), "layers:read") {
		t.Errorf("given back, a user's key may %v", may("key crews"))
	}
	wantDiff(t, "what a manager's key may", both, may("key both"))
	_, err = w.store.PlanManagerOnly(ctx, w.actor("ada"), store.CataloguePermission{Permission: "layers:paint"})
	wantErr(t, "a permission that isn't", err, store.ErrNotFound)
}

func catalogueGrows(t *testing.T, w *world) {
	ctx, ada := t.Context(), w.as("ada")
	must(t, "add a kind", w.store.AddKind(ctx, ada, store.NewKind{CatalogueWord: store.CatalogueWord{Slug: "flight.plans", Words: " Flight  plans "}, Actions: []string{"share", "read"}, ManagerOnly: true}))
	must(t, "add an action", w.store.AddAction(ctx, ada, store.NewAction{CatalogueWord: store.CatalogueWord{Slug: "print", Words: "Print"}, Kinds: []string{"flight.plans", "layers"}}))
	must(t, "add a permission", w.store.AddPermission(ctx, ada, store.CataloguePermission{Permission: "flight.plans:edit"}))
	c, err := w.store.Catalogue(ctx, w.actor("bo"))
	must(t, "read the catalogue", err)
	var last []string
	for _, p := range c.Permissions[len(c.Permissions)-4:] {
		last = append(last, fmt.Sprint(p.Permission, " ", p.ManagerOnly))
	}
	wantDiff(t, "the last permissions", []string{"flight.plans:read true", "flight.plans:edit false", "flight.plans:share true", "flight.plans:print false"}, last)
	if kind := c.Kinds[len(c.Kinds)-1]; kind.Words != "Flight plans" {
		t.Errorf("the last kind is %+v", kind)
	}
	change := store.GroupChange{Name: "office", Permissions: []store.Permission{"flight.plans:print", "layers:print"}}
	plan, err := w.store.PlanGroup(ctx, w.actor("ada"), w.group("office"), change)
	must(t, "plan", err)
	must(t, "change", errOf(w.store.ChangeGroup(ctx, ada, w.group("office"), change, plan.Digest)))
	info, err := w.store.Key(ctx, w.actor("ada"), w.key("key office"))
	must(t, "see a key", err)
	if got := store.Effective(info.Grants); !slices.Equal(got, []store.Permission{"layers:print", "flight.plans:print"}) {
		t.Errorf("its key may %v", got)
	}
}

func catalogueRefuses(t *testing.T, w *world) {
	before := w.show(t, w.store)
	word := func(slug, words string) store.CatalogueWord { return store.CatalogueWord{Slug: slug, Words: words} }
	for name, tt := range map[string]struct {
		word         store.CatalogueWord
		with         []string
		field, other string // for a kind, for an action
	}{
		"no short name":        {word("", "Maps"), nil, "slug", "slug"},
		"a capital":            {word("Maps", "Maps"), nil, "slug", "slug"},
		"a digit first":        {word("3d", "Maps"), nil, "slug", "slug"},
		"a colon":              {word("a:b", "Maps"), nil, "slug", "slug"},
		"too long":             {word(strings.Repeat("m", 65), "Maps"), nil, "slug", "slug"},
		"too long with both":   {word(strings.Repeat("m", 60), "Maps"), []string{"create", "layers"}, "actions", "kinds"},
		"no words":             {word("maps", ""), nil, "words", "words"},
		"words that are there": {word("maps", "ＬＡＹＥＲＳ"), nil, "words", ""},
		"a kind that is there": {word("layers", "Maps"), nil, "slug", ""},
		"an action there is":   {word("read", "Maps"), nil, "", "slug"},
		"with what isn't":      {word("maps", "Maps"), []string{"fly"}, "actions", "kinds"},
	} {
		if tt.field != "" {
			wantInvalid(t, name+", a kind", w.store.AddKind(t.Context(), w.as("ada"), store.NewKind{CatalogueWord: tt.word, Actions: tt.with}), tt.field)
		}
		if tt.other != "" {
			wantInvalid(t, name+", an action", w.store.AddAction(t.Context(), w.as("ada"), store.NewAction{CatalogueWord: tt.word, Kinds: tt.with}), tt.other)
		}
	}
	for _, p := range []store.Permission{"", "layers", "layers:read", "layers:fly", "maps:read", "layers:read:more", ":read"} {
		wantInvalid(t, "permission "+string(p), w.store.AddPermission(t.Context(), w.as("ada"), store.CataloguePermission{Permission: p}), "permissions")
	}
	wantDiff(t, "after what was refused", before, w.show(t, w.store))
	long := store.NewKind{CatalogueWord: word(strings.Repeat("m", 60), "Maps"), Actions: []string{"create"}}
	wantInvalid(t, "a permission that is too long", w.store.AddKind(t.Context(), w.as("ada"), long), "slug")
	var err error
	for n := 0; err == nil && n < 600; n++ {
		err = w.store.AddKind(t.Context(), w.as("ada"), store.NewKind{CatalogueWord: word(fmt.Sprint("kind", n), fmt.Sprint("Kind ", n)), Actions: []string{"read", "create", "edit", "delete", "share"}})
	}
	var invalid *store.InvalidError
	c, _ := w.store.Catalogue(t.Context(), w.actor("ada"))
	if !errors.As(err, &invalid) || len(c.Permissions) < store.MaxPermissions-5 || len(c.Permissions) > store.MaxPermissions {
		t.Errorf("with %d permissions one more kind gives %v", len(c.Permissions), err)
	}
}
