package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// changeStep is something that is done, and what each person's table is told of it: the keys that they have on the
// screen are key1, key2 and key3.
type changeStep struct {
	name string
	do   func(w *world) error
	told map[string]string // by person, as tellChanges writes it; who isn't named is told of nothing
}

var changeSteps = []changeStep{
	{"nothing", func(*world) error { return nil }, nil},
	{"sign in", func(w *world) error {
		return w.store.StartSession(w.Context(), w.as("ada"), store.NewSession{Token: digest("s"), Name: "s", Account: w.account("ada")})
	}, nil},
	{"save a view", func(w *world) error {
		return w.store.SaveView(w.Context(), w.as("ada"), w.newView("ada's"))
	}, nil},
	{"do all of it in the twin", func(w *world) error {
		_, err := w.store.CreateKey(w.Context(), w.twin.as("bo"), w.twin.newKey("Of the twin"))
		return err
	}, nil},
	{"create a key", func(w *world) error {
		return errOf(w.store.CreateKey(w.Context(), w.as("bo"), w.newKey("Nightly")))
	}, map[string]string{"ada": "created Nightly", "bo": "created Nightly"}},
	{"confirm it", func(w *world) error {
		return w.store.ConfirmKey(w.Context(), w.as("bo"), w.newKey("Nightly").ID)
	}, map[string]string{"ada": "changed Nightly", "bo": "changed Nightly"}},
	{"confirm a key on the screen", func(w *world) error {
		return w.store.ConfirmKey(w.Context(), w.as("bo"), w.key("key3"))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"give access", func(w *world) error {
		return w.store.GiveAccess(w.Context(), w.as("bo"), store.AccessEntry{Resource: w.resource("hut"), Principal: w.principal("dan"), Access: store.AccessView})
	}, nil},
	{"say what a key is for", func(w *world) error {
		return errOf(w.store.DescribeKey(w.Context(), w.as("bo"), w.key("key3"), 0, store.Description{Purpose: "Sends maps"}))
	}, map[string]string{"ada": "shown key3", "bo": "shown key3"}},
	{"change an owner", func(w *world) error {
		return w.store.AddOwner(w.Context(), w.as("bo"), w.resource("hut"), w.principal("key3"))
	}, map[string]string{"ada": "owning", "bo": "owning"}},
	{"change somebody's role", func(w *world) error {
		return assignRole(w.Context(), w.store, w.as("ada"), w.account("abe"), store.RoleUser)
	}, nil},
	{"change one's own role", func(w *world) error {
		return assignRole(w.Context(), w.store, w.as("ada"), w.account("dee"), store.RoleManager)
	}, map[string]string{"dee": "unclear, shown key1, shown key2, shown key3"}},
	{"and back", func(w *world) error {
		return assignRole(w.Context(), w.store, w.as("ada"), w.account("dee"), store.RoleUser)
	}, map[string]string{"dee": "unclear, shown key2"}},
	{"delete a key on the screen", func(w *world) error {
		return deleteKey(w.T, w.store, w.as("ada"), w.key("key2"), destroy(w.tenant))
	}, map[string]string{
		"ada": "gone key2 by Ada Moreau, owning", "bo": "gone key2 by Ada Moreau, owning", "dee": "gone key2 by ",
	}},
	{"delete another", func(w *world) error {
		return deleteKey(w.T, w.store, w.as("bo"), w.newKey("Nightly").ID, store.Choice{Kind: store.ChoiceDestroy})
	}, map[string]string{"ada": "gone elsewhere", "bo": "gone elsewhere"}},
	{"create and delete", func(w *world) error {
		if _, err := w.store.CreateKey(w.Context(), w.as("bo"), w.newKey("Short")); err != nil {
			return err
		}
		return deleteKey(w.T, w.store, w.as("bo"), w.newKey("Short").ID, store.Choice{Kind: store.ChoiceDestroy})
	}, map[string]string{"ada": "gone elsewhere", "bo": "gone elsewhere"}},
}

func testChanges(t *testing.T, open opener) {
	t.Run("step by step", func(t *testing.T) { t.Parallel(); changesByStep(t, newWorld(t, open, landscape)) })
	t.Run("many, and versions that aren't", func(t *testing.T) { t.Parallel(); changesUnclear(t, newWorld(t, open, landscape)) })
	t.Run("groups", func(t *testing.T) { t.Parallel(); groupChangesTold(t, newWorld(t, open, landscape)) })
	t.Run("creators of a filter are named", func(t *testing.T) { t.Parallel(); creatorsNamed(t, newWorld(t, open, landscape)) })
}

// changesByStep asks everybody after each step what changed since the one before, and since the beginning.
func changesByStep(t *testing.T, w *world) {
	shown := []store.KeyID{w.key("key3"), w.key("key1"), w.key("key2"), w.key("key1"), store.KeyID(id("no key"))}
	since := map[string]int64{}
	for _, who := range []string{"ada", "bo", "dee", "dan"} {
		since[who] = pageOf(t, w, who, store.KeyQuery{Rows: 25}).Version
	}
	first := since["ada"]
	for _, step := range slices.Concat(changeSteps, switchChanges, rotationChanges) {
		must(t, step.name, step.do(w))
		for who, version := range since {
			changes, err := w.store.KeyChanges(t.Context(), w.actor(who), version, shown)
			must(t, "ask what changed", err)
			if got := tellChanges(changes); got != step.told[who] || changes.None() != (got == "") {
				t.Errorf("%s: %s is told %q, want %q", step.name, who, got, step.told[who])
			}
			if page := pageOf(t, w, who, store.KeyQuery{Rows: 25}); changes.Version < version || page.Version != changes.Version {
				t.Errorf("%s: the version was %d, the table says %d, and the change %d", step.name, version, page.Version, changes.Version)
			}
			since[who] = changes.Version
		}
	}
	all, err := w.store.KeyChanges(t.Context(), w.actor("ada"), first, shown)
	must(t, "ask what changed since the beginning", err)
	if got, want := tellChanges(all), "shown key3, gone key2 by Ada Moreau, gone elsewhere, owning"; got != want {
		t.Errorf("since the beginning: %q, want %q", got, want)
	}
}

// tellChanges writes changes in one line; empty: nothing changed.
func tellChanges(c store.KeyChanges) string {
	var told []string
	if c.Unclear {
		told = append(told, "unclear")
	}
	for _, k := range c.Shown {
		told = append(told, "shown "+k.Name)
	}
	for _, k := range c.Gone {
		told = append(told, fmt.Sprintf("gone %s by %s", k.Name, k.By))
	}
	for _, k := range c.Others {
		if k.Created {
			told = append(told, "created "+k.Key.Name)
		} else {
			told = append(told, "changed "+k.Key.Name)
		}
	}
	if c.GoneElsewhere {
		told = append(told, "gone elsewhere")
	}
	if c.Owning {
		told = append(told, "owning")
	}
	return strings.Join(told, ", ")
}

func changesUnclear(t *testing.T, w *world) {
	now := pageOf(t, w, "ada", store.KeyQuery{Rows: 25}).Version
	shown := []store.KeyID{w.key("key1"), w.twin.key("key2")}
	for _, since := range []int64{-1, -1 << 63, now + 1, 1<<63 - 1} {
		changes, err := w.store.KeyChanges(t.Context(), w.actor("ada"), since, shown)
		must(t, "ask since a version that isn't", err)
		if got, want := tellChanges(changes), "unclear, shown key1"; got != want || changes.None() {
			t.Errorf("since %d: %q, want %q", since, got, want)
		}
	}
	many := slices.Repeat([]store.KeyID{store.KeyID(id("no key"))}, 10*store.MaxShown)
	if _, err := w.store.KeyChanges(t.Context(), w.actor("ada"), -1, append(many, shown...)); err != nil {
		t.Errorf("ask about many keys: %v", err)
	}
}

// creatorsNamed: a page names the creators that its filter chooses, as far as the actor may know them.
func creatorsNamed(t *testing.T, w *world) {
	filter := store.KeyFilter{Creators: []store.AccountID{w.account("dee"), w.account("bo"), w.account("bo"), w.twin.account("bea"), "nobody"}}
	for who, want := range map[string][]string{"ada": {fullName("bo"), fullName("dee")}, "dee": {fullName("dee")}, "dan": nil} {
		var got []string
		for _, c := range pageOf(t, w, who, store.KeyQuery{Rows: 25, Filter: filter}).Creators {
			got = append(got, c.Name)
		}
		wantDiff(t, "creators named to "+who, want, got)
	}
}
