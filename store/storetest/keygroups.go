package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"chatelaine/store"
)

func testKeyGroups(t *testing.T, open opener) {
	t.Run("a new key gets its groups", func(t *testing.T) { t.Parallel(); keyGetsGroups(t, newWorld(t, open, crewPlot)) })
	t.Run("what can't be chosen is refused", func(t *testing.T) { t.Parallel(); keyGroupsRefused(t, open) })
	t.Run("the form", func(t *testing.T) { t.Parallel(); keyFormGroups(t, newWorld(t, open, crewPlot)) })
	t.Run("who may regroup how", func(t *testing.T) { t.Parallel(); regroups(t, open) })
	t.Run("a form that is old", func(t *testing.T) { t.Parallel(); regroupsLate(t, newWorld(t, open, crewPlot)) })
	t.Run("what a key may do, and why", func(t *testing.T) { t.Parallel(); keyGrants(t, newWorld(t, open, crewPlot)) })
	t.Run("how many keys of each group", func(t *testing.T) { t.Parallel(); keyGroupCounts(t, newWorld(t, open, crewPlot)) })
	t.Run("what goes with a key", func(t *testing.T) { t.Parallel(); deletedKeysLeaveGroups(t, newWorld(t, open, crewPlot)) })
}

// inGroups are the names of a key's groups, as the table, its information and an export show them; they must agree.
func (w *world) inGroups(t *testing.T, name string) string {
	t.Helper()
	id := w.key(name)
	info, err := w.store.Key(t.Context(), w.actor("ada"), id)
	must(t, "see "+name, err)
	is := store.KeyFilter{ID: store.TextFilter{Op: store.TextIs, Text: string(id)}}
	page := pageOf(t, w, "ada", store.KeyQuery{Filter: is, Rows: 25})
	batch, err := w.store.KeyBatch(t.Context(), w.actor("ada"), store.KeyQuery{Filter: is, At: start})
	must(t, "export", err)
	if len(page.Keys) != 1 || len(batch.Keys) != 1 {
		t.Fatalf("%s is there %d times in the table, %d times in an export", name, len(page.Keys), len(batch.Keys))
	}
	wantDiff(t, "the groups in the table", info.Key.Groups, page.Keys[0].Groups)
	wantDiff(t, "the groups in an export", info.Key.Groups, batch.Keys[0].Key.Groups)
	return store.JoinNames(info.Key.Groups)
}

// groupIDs are groups by their names; what isn't one is an id of none.
func (o tenant) groupIDs(names string) (ids []store.GroupID) {
	for _, name := range strings.Fields(names) {
		ids = append(ids, o.group(name))
	}
	return ids
}

func keyGetsGroups(t *testing.T, w *world) {
	in := w.newKey("new")
	in.Groups = w.groupIDs("office crews office")
	made, err := w.store.CreateKey(t.Context(), w.as("ada"), in)
	must(t, "create", err)
	want := []store.GroupRef{{ID: w.group("crews"), Name: "crews"}, {ID: w.group("office"), Name: "office"}}
	wantDiff(t, "its groups", want, made.Key.Groups)
	again, err := w.store.CreateKey(t.Context(), w.as("ada"), in)
	must(t, "send the form again", err)
	wantDiff(t, "its groups, again", want, again.Key.Groups)
	if info, err := w.store.Group(t.Context(), w.actor("ada"), w.group("crews")); err != nil || info.Group.Keys != 3 || info.FirstKeys[0].ID != in.ID {
		t.Errorf("crews has %+v, %v", info.FirstKeys, err)
	}
}

func keyGroupsRefused(t *testing.T, open opener) {
	w := newWorld(t, open, crewPlot)
	many := ""
	for n := range store.MaxKeyGroups {
		name := fmt.Sprint("more", n)
		w.makeGroup(w, name)
		many += " " + name
	}
	before := w.show(t, w.store)
	for name, tt := range map[string]struct {
		who, groups string
		forbidden   string // the group's name; empty: the field "groups" is wrong
	}{
		"none where there are some":      {"ada", "", ""},
		"none, of who has one":           {"bo", "", ""},
		"none, of who belongs to none":   {"gil", "", ""},
		"one that isn't there":           {"ada", "crews nowhere", ""},
		"one too many":                   {"ada", "crews" + many, ""},
		"one that they don't belong to":  {"bo", "crews office", "office"},
		"one, of who belongs to none":    {"gil", "crews", "crews"},
		"one that another one belong to": {"bea", "crews", "crews"},
	} {
		in := w.newKey("new " + name)
		in.Groups = w.groupIDs(tt.groups)
		_, err := w.store.CreateKey(t.Context(), w.as(tt.who), in)
		if tt.forbidden == "" {
			wantInvalid(t, name, err, "groups")
			continue
		}
		var refusal *store.ForbiddenError
		if !errors.As(err, &refusal) || refusal.Group.Name != tt.forbidden {
			t.Errorf("%s: %v, want a refusal of %s", name, err, tt.forbidden)
		}
	}
	twins := w.newKey("the twin's group")
	twins.Groups = w.twin.groupIDs("crews")
	wantInvalid(t, "the twin's group", errOf(w.store.CreateKey(t.Context(), w.as("ada"), twins)), "groups")
	wantDiff(t, "after what was refused", before, w.show(t, w.store))
	empty := addWorld(t, w.store, plot{slug: "nogroups"})
	must(t, "a key where there are no groups", errOf(w.store.CreateKey(t.Context(), empty.as("bo"), empty.newKey("plain"))))
}

func keyFormGroups(t *testing.T, w *world) {
	for who, want := range map[string]string{"ada": "crews office", "bo": "crews", "bea": "office", "gil": ""} {
		form, err := w.store.KeyForm(t.Context(), w.actor(who))
		must(t, "open the form", err)
		var got []string
		for _, g := range form.Groups {
			got = append(got, g.Name)
		}
		if strings.Join(got, " ") != want || !form.NeedsGroup {
			t.Errorf("%s can give %q, needs one: %t; want %q", who, got, form.NeedsGroup, want)
		}
	}
}

// regroups tries changes as several people, each in a world of its own.
func regroups(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, tt := range map[string]struct {
		who, key  string
		op        store.RegroupOp
		groups    string
		want      string // what the key has then
		forbidden string // the group of the refusal
		field     string // of an InvalidError
	}{
		"add":                          {who: "bo", key: "key office", op: store.RegroupAdd, groups: "crews", want: "crews, office"},
		"add what it has":              {who: "bo", key: "key crews", op: store.RegroupAdd, groups: "crews", want: "crews"},
		"add what one doesn't hold":    {who: "bo", key: "key crews", op: store.RegroupAdd, groups: "office", want: "crews", forbidden: "office"},
		"add what it has, unheld":      {who: "bo", key: "key both", op: store.RegroupAdd, groups: "office", want: "crews, office"},
		"take what one doesn't hold":   {who: "bo", key: "key both", op: store.RegroupRemove, groups: "office", want: "crews"},
		"take what it hasn't":          {who: "bo", key: "key crews", op: store.RegroupRemove, groups: "office", want: "crews"},
		"take the last":                {who: "bo", key: "key crews", op: store.RegroupRemove, groups: "crews", want: "crews", field: "groups"},
		"take the last, unheld":        {who: "bo", key: "key office", op: store.RegroupRemove, groups: "office", want: "office", field: "groups"},
		"take all":                     {who: "bea", key: "key both", op: store.RegroupRemove, groups: "crews office", want: "crews, office", field: "groups"},
		"take the last, administrator": {who: "ada", key: "key crews", op: store.RegroupRemove, groups: "crews", want: ""},
		"set to another":               {who: "bo", key: "key office", op: store.RegroupSet, groups: "crews", want: "crews"},
		"set to one not held":          {who: "bea", key: "key both", op: store.RegroupSet, groups: "office", want: "office"},
		"set, keeping one not held":    {who: "bo", key: "key both", op: store.RegroupSet, groups: "office crews", want: "crews, office"},
		"set to none":                  {who: "bo", key: "key both", op: store.RegroupSet, groups: "", want: "crews, office", field: "groups"},
		"set to none, administrator":   {who: "ada", key: "key both", op: store.RegroupSet, groups: "", want: ""},
		"from none":                    {who: "bo", key: "key none", op: store.RegroupSet, groups: "crews", want: "crews"},
		"from none to none":            {who: "bo", key: "key none", op: store.RegroupSet, groups: "", want: ""},
		"to one that isn't there":      {who: "ada", key: "key crews", op: store.RegroupSet, groups: "nowhere", want: "crews", field: "groups"},
		"in no known way":              {who: "ada", key: "key crews", op: "toggle", groups: "office", want: "crews", field: "op"},
		"a user":                       {who: "dee", key: "key office", op: store.RegroupAdd, groups: "crews", want: "office", forbidden: "-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := addWorld(t, s, crewPlot.with("regroup "+name))
			had, _ := w.store.Key(t.Context(), w.actor("ada"), w.key(tt.key))
			before := w.inGroups(t, tt.key)
			key, err := w.store.ChangeGroups(t.Context(), w.as(tt.who), w.key(tt.key), had.Key.Version, store.Regroup{Op: tt.op, Groups: w.groupIDs(tt.groups)})
			var refusal *store.ForbiddenError
			switch {
			case tt.field != "":
				wantInvalid(t, name, err, tt.field)
			case tt.forbidden != "":
				if !errors.As(err, &refusal) || tt.forbidden != "-" && refusal.Group.Name != tt.forbidden {
					t.Errorf("error %v, want a refusal of %s", err, tt.forbidden)
				}
			case err != nil || store.JoinNames(key.Groups) != tt.want || (key.Version > had.Key.Version) != (before != tt.want):
				t.Errorf("gives %v, version %d after %d, %v", key.Groups, key.Version, had.Key.Version, err)
			}
			if got := w.inGroups(t, tt.key); got != tt.want {
				t.Errorf("then it has %q, want %q", got, tt.want)
			}
		})
	}
}

func regroupsLate(t *testing.T, w *world) {
	crews, version := w.groupIDs("crews"), int64(1)
	set := func(who string, groups []store.GroupID) error {
		return errOf(w.store.ChangeGroups(t.Context(), w.as(who), w.key("key both"), version, store.Regroup{Op: store.RegroupSet, Groups: groups}))
	}
	must(t, "regroup", set("bo", crews))
	err := set("ada", w.groupIDs("office"))
	var changed *store.KeyChangedError
	if !errors.As(err, &changed) || store.JoinNames(changed.Key.Groups) != "crews" || changed.Last.Action != store.KeyRegrouped || changed.Last.ActorName != fullName("bo") ||
		store.Value(changed.Last.Before, "groups") != "crews, office" || store.Value(changed.Last.After, "groups") != "crews" {
		t.Errorf("a form that is old gives %v", err)
	}
	must(t, "demote bo", assignRole(t.Context(), w.store, w.as("ada"), w.account("bo"), store.RoleUser))
	version = 0
	wantErr(t, "regroup after a demotion", set("bo", crews), store.ErrNotFound)
	must(t, "take bea out", removeFromGroup(t.Context(), w.store, w.as("ada"), w.group("office"), w.account("bea")))
	wantErr(t, "give what one no more belongs to", set("bea", append(crews, w.group("office"))), store.ErrForbidden)
}

func keyGrants(t *testing.T, w *world) {
	for key, want := range map[string][]string{
		"key crews":  {"layers:read by crews", "layers:edit by crews", "members:edit by crews, withheld"},
		"key both":   {"layers:read by crews, office", "layers:edit by crews", "tables:read by office", "members:edit by crews"},
		"key office": {"layers:read by office", "tables:read by office"}, "key none": nil,
	} {
		info, err := w.store.Key(t.Context(), w.actor("ada"), w.key(key))
		must(t, "see "+key, err)
		var got []string
		for _, g := range info.Grants {
			text := string(g.Permission) + " by " + store.JoinNames(g.From)
			if g.Withheld {
				text += ", withheld"
			}
			got = append(got, text)
		}
		wantDiff(t, "what "+key+" may", want, got)
	}
}

func keyGroupCounts(t *testing.T, w *world) {
	w.makeGroup(w, "empty")
	for _, tt := range []struct {
		who, search, chosen string
		limit               int
		want                string
	}{
		{"ada", "", "", 10, "crews 2, empty 0, office 2"}, {"bo", "OFF", "", 10, "office 2"}, {"bo", "", "office nowhere", 1, "office 2, crews 2"},
		{"bo", "x", "empty", 10, "empty 0"}, {"bo", "", "", 0, ""}, {"bo", "", "", -1, ""}, {"dee", "", "crews", 10, "office 1"}, {"dan", "", "crews", 10, ""},
	} {
		list, err := w.store.KeyGroups(t.Context(), w.actor(tt.who), tt.search, w.groupIDs(tt.chosen), tt.limit)
		must(t, "count", err)
		var got []string
		for _, c := range list {
			got = append(got, fmt.Sprintf("%s %d", c.Group.Name, c.Count.N))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("KeyGroups(%s, %q, %q, %d) = %q, want %q", tt.who, tt.search, tt.chosen, tt.limit, got, tt.want)
		}
	}
	page := pageOf(t, w, "dee", store.KeyQuery{Filter: store.KeyFilter{Groups: w.groupIDs("office crews nowhere")}, Rows: 25})
	wantDiff(t, "the groups that dee filters by", []store.GroupRef{{ID: w.group("office"), Name: "office"}}, page.Groups)
	if len(page.Keys) != 1 {
		t.Errorf("dee finds %q", names(page.Keys))
	}
}

func deletedKeysLeaveGroups(t *testing.T, w *world) {
	must(t, "delete a key", deleteKey(t, w.store, w.as("ada"), w.key("key both"), store.Choice{}))
	list, err := w.store.Groups(t.Context(), w.actor("ada"), "")
	if err != nil || list.Groups[0].Keys != 1 || list.Groups[1].Keys != 1 {
		t.Errorf("after a deletion the groups are %+v, %v", list.Groups, err)
	}
}
