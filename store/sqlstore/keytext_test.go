package sqlstore

import (
	"fmt"
	"slices"
	"testing"

	"chatelaine/store"
)

func TestTellingRuns(t *testing.T) {
	t.Parallel()
	for term, want := range map[string][]string{
		"parcel":                   nil, // four runs: all of them, in their order
		"sync · l":                 {"syn", "ync", "nc ", "· l"},
		"weather stations · pau 3": {"wea", "r s", "ion", "u 3"},
		"· · ·":                    nil,
		" · l":                     {"· l"},
		"zwölf ωμέγα":              {"zwö", "ölf", " ωμ", "έγα"},
		"aaaaaaaaaaaaaaaaaaaaaaaa": {"aaa", "aaa", "aaa", "aaa"},
	} {
		if got := tellingRuns(term); !slices.Equal(got, want) {
			t.Errorf("tellingRuns(%q) = %q, want %q", term, got, want)
		}
	}
}

// TestRunsOfATermAreNotTheTerm looks for long terms whose runs of letters are all in names that don't contain them.
func TestRunsOfATermAreNotTheTerm(t *testing.T) {
	t.Parallel()
	db, ada := filled(t, t.TempDir(), 0, 0)
	for i, name := range []string{"Harbour north soundings", "Soundings · harbour", "Old harbour soundings", "HARBOUR SOUNDINGS 2"} {
		_, err := db.CreateKey(t.Context(), store.Call{Actor: ada, At: tableAt}, store.NewKey{ID: store.KeyID(fmt.Sprintf("harbour%05d", i)), Name: name,
			Role: store.RoleUser, ExpiresOn: store.Date{Year: 2026, Month: 12, Day: 31}, Secret: store.NewSecret{Digest: store.Digest{byte(i), 2}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	for term, want := range map[string][]string{
		"harbour soundings":   {"HARBOUR SOUNDINGS 2", "Old harbour soundings"},
		"soundings · harbour": {"Soundings · harbour"},
		"soundings · harbo":   {"Soundings · harbour"},
		"harbour · soundings": nil,
		"north soundings 2":   nil,
	} {
		for _, f := range []store.KeyFilter{{Search: term}, {Name: store.TextFilter{Op: store.TextContains, Text: term}}, {Search: term, Roles: []store.Role{store.RoleUser}}} {
			page, err := db.Keys(t.Context(), ada, store.KeyQuery{Filter: f, Sort: store.KeySort{Column: store.ColumnName}, At: tableAt})
			if err != nil || !slices.Equal(namesOf(page), want) || page.Total.N != len(want) {
				t.Errorf("%+v finds %q of %d, %v; want %q", f, namesOf(page), page.Total.N, err, want)
			}
		}
	}
}
