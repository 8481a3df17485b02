package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

func testExpiry(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"days":                       expiryDays,
		"an expired key comes back":  expiryRevives,
		"one of 20 people at once":   expiryRace,
		"a form that is out of date": expiryStale,
		"a key that none could make": expiryOfManagers,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newWorld(t, open, plot{keys: []keyPlot{
				{name: "key1", expiresOn: spring}, {name: "key old", expiresOn: store.Date{Year: 2026, Month: 3, Day: 9}}, {name: "key never"},
			}}))
		})
	}
	t.Run("terms", func(t *testing.T) { t.Parallel(); expiryTerms(t, open) })
}

// expiryDays: the worlds begin on 10 March 2026 at 10:00 in Paris.
func expiryDays(t *testing.T, w *world) {
	for name, tt := range map[string]struct{ on, ends string }{ // no ends: refused
		"today":                     {"2026-03-10", "2026-03-10T23:00:00Z"},
		"yesterday":                 {"2026-03-09", ""},
		"29 February":               {"2028-02-29", "2028-02-29T23:00:00Z"},
		"the day of a longer night": {"2026-10-25", "2026-10-25T23:00:00Z"},
		"of a shorter one":          {"2026-03-29", "2026-03-29T22:00:00Z"},
		"in ten years":              {"2036-03-10", "2036-03-10T23:00:00Z"},
		"a day more":                {"2036-03-11", ""},
		"no end":                    {"", ""},
	} {
		on, _ := store.ParseDate(tt.on)
		before := w.keyInfo("key1").Key
		got, err := w.store.ChangeExpiry(t.Context(), w.as("bo"), w.key("key1"), before.Version, on)
		if tt.ends == "" {
			wantInvalid(t, name, err, "expires")
			wantDiff(t, name, before, w.keyInfo("key1").Key)
			continue
		}
		if err != nil || got.ExpiresOn != on || got.ExpiresAt.UTC().Format(time.RFC3339) != tt.ends || got.Version != before.Version+1 {
			t.Errorf("%s: %+v, %v, want that it ends at %s", name, got, err, tt.ends)
		}
		again, err := w.store.ChangeExpiry(t.Context(), w.as("bo"), w.key("key1"), 0, on)
		if err != nil || again.Version != got.Version {
			t.Errorf("%s, once more: %+v, %v", name, again, err)
		}
	}
}

func expiryRevives(t *testing.T, w *world) {
	if was := w.keyInfo("key old").Key.Status(start); was != store.StatusExpired {
		t.Fatalf("the key is %s", was)
	}
	got, err := w.store.ChangeExpiry(t.Context(), w.as("bo"), w.key("key old"), 0, spring)
	if err != nil || got.Status(start) != store.StatusActive {
		t.Errorf("extended, it is %+v, %v", got, err)
	}
	page := pageOf(t, w, "ada", store.KeyQuery{Rows: 25, At: start, Filter: store.KeyFilter{Statuses: []store.Status{store.StatusExpired}}})
	wantDiff(t, "expired in the table", []string(nil), names(page.Keys))
	wantErr(t, "an end for one that had none", errOf(w.store.ChangeExpiry(t.Context(), w.as("bo"), w.key("key never"), 0, spring)), nil)
}

// expiryTerms tries organizations that allow keys other lives.
func expiryTerms(t *testing.T, open opener) {
	s := open(t, noHook)
	today := store.DateAt(start, time.UTC)
	for name, tt := range map[string]struct {
		terms    store.Terms
		accepted []store.Date
		refused  []store.Date
	}{
		"capped":              {store.Terms{MaxDays: 90}, []store.Date{today, today.AddDays(90)}, []store.Date{{}, today.AddDays(91), today.AddDays(-1)}},
		"a day":               {store.Terms{MaxDays: 1}, []store.Date{today, today.AddDays(1)}, []store.Date{{}, today.AddDays(2)}},
		"no end":              {store.Terms{Unending: true}, []store.Date{{}, today, today.AddYears(10)}, []store.Date{today.AddYears(10).AddDays(1), today.AddDays(-1)}},
		"capped, or no end":   {store.Terms{MaxDays: 90, Unending: true}, []store.Date{{}, today.AddDays(90)}, []store.Date{today.AddDays(91)}},
		"neither, as usually": {store.Terms{}, []store.Date{today.AddYears(10)}, []store.Date{{}}},
	} {
		p := plot{keys: []keyPlot{{name: "key1"}}, terms: tt.terms, zone: "UTC"}.with(name)
		w := addWorld(t, s, p)
		if form, err := s.KeyForm(t.Context(), w.actor("bo")); err != nil || form.Terms != tt.terms || w.Terms != tt.terms {
			t.Errorf("%s: the form says %+v, %v", name, form.Terms, err)
		}
		portal, err := s.Portal(t.Context(), w.account("bo"), w.Slug)
		if err != nil || portal.Current.Organization.Terms != tt.terms {
			t.Errorf("%s: the portal says %+v, %v", name, portal.Current.Organization.Terms, err)
		}
		for i, on := range slices.Concat(tt.accepted, tt.refused) {
			in := w.newKey(fmt.Sprint(name, i))
			in.ExpiresOn = on
			_, created := s.CreateKey(t.Context(), w.as("bo"), in)
			_, changed := s.ChangeExpiry(t.Context(), w.as("bo"), w.key("key1"), 0, on)
			for _, err := range []error{created, changed} {
				if i < len(tt.accepted) {
					wantErr(t, name+": "+on.String(), err, nil)
				} else {
					wantInvalid(t, name+": "+on.String(), err, "expires")
				}
			}
			if key := w.keyInfo("key1").Key; i < len(tt.accepted) && (key.ExpiresOn != on || key.ExpiresAt.IsZero() != (on == store.Date{})) {
				t.Errorf("%s: it ends %s, at %v", name, key.ExpiresOn, key.ExpiresAt)
			}
		}
	}
	for _, days := range []int{-1, 3651} {
		in := plot{slug: "unkept", terms: store.Terms{MaxDays: days}}.imported()
		wantInvalid(t, "terms that can't be kept", errOf(s.ImportOrganization(t.Context(), call(operator, start), in)), "max_key_days")
	}
}

func expiryRace(t *testing.T, w *world) {
	version := w.versionOf("key1")
	errs := make([]error, 20)
	together(len(errs), func(i int) {
		_, errs[i] = w.store.ChangeExpiry(t.Context(), w.as([]string{"ada", "bo", "bea"}[i%3]), w.key("key1"), version, spring.AddDays(i+1))
	})
	winner := slices.Index(errs, nil)
	for i, err := range errs {
		var changed *store.KeyChangedError
		if i != winner && (!errors.As(err, &changed) || changed.Last.Action != store.KeyExpiry || changed.Key.ExpiresOn != spring.AddDays(winner+1)) {
			t.Errorf("%d is told %v", i, err)
		}
	}
	if got := w.keyInfo("key1").Key; winner < 0 || got.ExpiresOn != spring.AddDays(winner+1) || !got.ExpiresAt.Equal(got.ExpiresOn.End(w.Zone)) {
		t.Errorf("%d won, and it ends %s, at %v", winner, got.ExpiresOn, got.ExpiresAt)
	}
}

func expiryStale(t *testing.T, w *world) {
	version := w.versionOf("key1")
	must(t, "rename", errOf(w.store.RenameKey(t.Context(), w.as("bea"), w.key("key1"), 0, "Another")))
	_, err := w.store.ChangeExpiry(t.Context(), w.as("bo"), w.key("key1"), version, spring.AddDays(1))
	var changed *store.KeyChangedError
	if !errors.As(err, &changed) || changed.Last.Action != store.KeyRenamed || changed.Key.Name != "Another" {
		t.Errorf("a form from before: %v", err)
	}
}

// expiryOfManagers: where keys are reserved for administrators, a manager sees them and changes none.
func expiryOfManagers(t *testing.T, w *world) {
	p := plot{keys: keysNamed(1), reserved: true}.with("reserved")
	o := w.add(p)
	for name, err := range map[string]error{
		"extend": errOf(w.store.ChangeExpiry(t.Context(), o.as("bo"), o.key("key1"), 0, spring)),
		"rename": errOf(w.store.RenameKey(t.Context(), o.as("bo"), o.key("key1"), 0, "Another")),
		"off":    errOf(w.store.DeactivateKey(t.Context(), o.as("bo"), o.key("key1"), store.Deactivation{})),
		"on":     errOf(w.store.ActivateKey(t.Context(), o.as("bo"), o.key("key1"))),
	} {
		wantErr(t, name, err, store.ErrForbidden)
	}
}
