package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

func testRename(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"found by its new name":      renameFound,
		"names":                      renameNames,
		"a name that is taken":       renameTaken,
		"one of 20 people at once":   renameRace,
		"one name for 20 keys":       renameRivals,
		"a form that is out of date": renameStale,
		"renamed while it goes":      renameDeleted,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, open, plot{keys: keysNamed(20)}))
		})
	}
}

func renameFound(t *testing.T, w *world) {
	before := w.keyInfo("key1").Key
	got, err := w.store.RenameKey(t.Context(), w.as("bo"), w.key("key1"), before.Version, " Tile  server ")
	must(t, "rename", err)
	before.Name, before.Version = "Tile server", before.Version+1
	wantDiff(t, "what RenameKey answers", before, got)
	wantDiff(t, "the key then", before, w.keyInfo("key1").Key)
	for search, want := range map[string]int{"tile": 1, "server": 1, "tile s": 1, "key1": 10, "key12": 1} { // key10 to key19
		page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25, Filter: store.KeyFilter{Search: search}})
		if len(page.Keys) != want {
			t.Errorf("a search for %q finds %v, want %d", search, names(page.Keys), want)
		}
	}
	if got, err = w.store.RenameKey(t.Context(), w.as("bo"), w.key("key1"), 0, "Tile server"); err != nil || got.Version != before.Version {
		t.Errorf("to the name that it has: %+v, %v", got, err)
	}
	wantErr(t, "the twin's key of the old name", errOf(w.store.RenameKey(t.Context(), w.twin.as("bo"), w.twin.key("key1"), 0, "Tile server")), nil)
}

func renameNames(t *testing.T, w *world) {
	for name, tt := range map[string]struct{ in, want string }{ // no want: refused
		"the longest":           {strings.Repeat("é", 100), strings.Repeat("é", 100)},
		"one longer":            {strings.Repeat("é", 101), ""},
		"right to left":         {"مفتاح التصدير", "مفتاح التصدير"},
		"emoji":                 {"Drone 🚁", "Drone 🚁"},
		"decomposed":            {"E\u0301toile", "Étoile"},
		"none":                  {"", ""},
		"spaces":                {"   ", ""},
		"a zero-width space":    {"a\u200bb", ""},
		"a zero-width joiner":   {"a\u200db", ""},
		"a line break":          {"a\nb", ""},
		"NUL":                   {"a\x00b", ""},
		"a bidi override":       {"a\u202eb", ""},
		"what isn't UTF-8":      {"a\xffb", ""},
		"signs of SQL and HTML": {`Robert'); DROP TABLE keys;-- <b>&%_\ "`, `Robert'); DROP TABLE keys;-- <b>&%_\ "`},
		"a secret":              {"chk_0123456789AB_0123456789ABCDEFGHIJKLMNOPQRSTUV012345", ""},
	} {
		before := w.keyInfo("key2").Key
		got, err := w.store.RenameKey(t.Context(), w.as("bo"), w.key("key2"), before.Version, tt.in)
		if tt.want == "" {
			wantInvalid(t, name, err, "name")
			wantDiff(t, name, before, w.keyInfo("key2").Key)
		} else if err != nil || got.Name != tt.want {
			t.Errorf("%s: %q, %v, want %q", name, got.Name, err, tt.want)
		}
	}
}

func renameTaken(t *testing.T, w *world) {
	before := w.show(t, w.store)
	for _, name := range []string{"key2", "KEY2", " key2", "ｋｅｙ2"} {
		wantInvalid(t, "a name that is taken", errOf(w.store.RenameKey(t.Context(), w.as("bo"), w.key("key1"), 0, name)), "name")
		for but, want := range map[string]bool{"key1": true, "key2": false, "": true} {
			id := store.KeyID("")
			if but != "" {
				id = w.key(but)
			}
			if taken, err := w.store.NameTaken(t.Context(), w.actor("bo"), name, id); err != nil || taken != want {
				t.Errorf("%q is taken for %q: %t, %v", name, but, taken, err)
			}
		}
	}
	wantDiff(t, "after refusals", before, w.show(t, w.store))
	wantInvalid(t, "ask for no name", errOf(w.store.NameTaken(t.Context(), w.actor("bo"), "a\nb", "")), "name")
	wantErr(t, "its own name, otherwise written", errOf(w.store.RenameKey(t.Context(), w.as("bo"), w.key("key1"), 0, "Key1")), nil)
	if got := w.keyInfo("key1").Key.Name; got != "Key1" {
		t.Errorf("it is called %q", got)
	}
	must(t, "delete", deleteKey(t, w.store, w.as("bo"), w.key("key2"), store.Choice{}))
	wantErr(t, "a name of a key that is gone", errOf(w.store.RenameKey(t.Context(), w.as("bo"), w.key("key1"), 0, "key2")), nil)
}

func renameRace(t *testing.T, w *world) {
	version := w.versionOf("key1")
	errs := make([]error, 20)
	together(len(errs), func(i int) {
		_, errs[i] = w.store.RenameKey(t.Context(), w.as([]string{"ada", "bo", "bea"}[i%3]), w.key("key1"), version, fmt.Sprint("Name ", i))
	})
	winner := slices.Index(errs, nil)
	for i, err := range errs {
		var changed *store.KeyChangedError
		if i != winner && (!errors.As(err, &changed) || changed.Last.Action != store.KeyRenamed || changed.Key.Name != fmt.Sprint("Name ", winner)) {
			t.Errorf("%d is told %v", i, err)
		}
	}
	if winner < 0 || w.keyInfo("key1").Key.Name != fmt.Sprint("Name ", winner) {
		t.Errorf("%d won, and the name is %q", winner, w.keyInfo("key1").Key.Name)
	}
}

func renameRivals(t *testing.T, w *world) {
	won := make([]bool, 20)
	together(len(won), func(i int) {
		_, err := w.store.RenameKey(t.Context(), w.as("bo"), w.key(keyOf(i)), 0, "One name")
		if won[i] = err == nil; err != nil {
			wantInvalid(t, "a taken name", err, "name")
		}
	})
	if n := len(slices.DeleteFunc(won, func(w bool) bool { return !w })); n != 1 {
		t.Errorf("%d keys have one name", n)
	}
}

func renameStale(t *testing.T, w *world) {
	version := w.versionOf("key1")
	must(t, "confirm nothing", errOf(w.store.DeactivateKey(t.Context(), w.as("bea"), w.key("key1"), store.Deactivation{})))
	_, err := w.store.RenameKey(t.Context(), w.as("bo"), w.key("key1"), version, "Another")
	var changed *store.KeyChangedError
	if !errors.As(err, &changed) || changed.Last.Action != store.KeyDeactivated || changed.Last.ActorName != fullName("bea") || changed.Key.Version != version+1 {
		t.Errorf("a form from before: %v", err)
	}
	wantErr(t, "the same with the new version", errOf(w.store.RenameKey(t.Context(), w.as("bo"), w.key("key1"), version+1, "Another")), nil)
}

func renameDeleted(t *testing.T, w *world) {
	for round := range 20 {
		key := w.key(keyOf(round))
		plan, err := w.store.PlanDeletion(t.Context(), w.actor("bea"), key, store.Choice{})
		must(t, "plan", err)
		var deletion, renaming error
		together(2, func(i int) {
			if i == round%2 {
				_, deletion = w.store.DeleteKey(t.Context(), w.as("bea"), key, store.Choice{}, plan.Digest)
			} else {
				_, renaming = w.store.RenameKey(t.Context(), w.as("bo"), key, 1, fmt.Sprint("Name ", round))
			}
		})
		var deleted *store.DeletedError
		if renaming != nil && (!errors.As(renaming, &deleted) || deleted.By != fullName("bea")) {
			t.Errorf("round %d: keyRenamed %v, deleted %v", round, renaming, deletion)
		}
		if deletion != nil {
			wantErr(t, "a deletion after a change", deletion, store.ErrPlanChanged)
			wantErr(t, "the key", errOf(w.store.Key(t.Context(), w.actor("ada"), key)), nil)
		}
	}
}
