package store_test

import (
	"errors"
	"testing"
	"time"

	"chatelaine/store"
)

func TestTermsCapWhatIsAhead(t *testing.T) {
	t.Parallel()
	now := time.Date(2028, 2, 28, 23, 30, 0, 0, time.UTC) // the 29th in Paris
	for name, tt := range map[string]struct {
		terms    store.Terms
		zone, on string
		problem  string // empty: accepted
		want     string // empty: never
	}{
		"none, where that is allowed":         {store.Terms{Unending: true}, "UTC", "", "", ""},
		"none, where it isn't":                {store.Terms{MaxDays: 9}, "UTC", "", "is missing", ""},
		"29 February, today in Paris":         {store.Terms{MaxDays: 1}, "Europe/Paris", "2028-02-29", "", "2028-02-29T23:00:00Z"},
		"29 February, tomorrow":               {store.Terms{MaxDays: 1}, "UTC", "2028-02-29", "", "2028-03-01T00:00:00Z"},
		"over a leap day":                     {store.Terms{MaxDays: 2}, "UTC", "2028-03-01", "", "2028-03-02T00:00:00Z"},
		"a day more":                          {store.Terms{MaxDays: 2}, "UTC", "2028-03-02", store.ProblemCapped, ""},
		"a day more, counted in Paris":        {store.Terms{MaxDays: 2}, "Europe/Paris", "2028-03-02", "", "2028-03-02T23:00:00Z"},
		"yesterday":                           {store.Terms{MaxDays: 2, Unending: true}, "UTC", "2028-02-27", "is in the past", ""},
		"over a change of clocks":             {store.Terms{MaxDays: 40}, "Europe/Paris", "2028-03-26", "", "2028-03-26T22:00:00Z"},
		"capped, though there may be no end":  {store.Terms{MaxDays: 2, Unending: true}, "UTC", "2028-03-02", store.ProblemCapped, ""},
		"29 February ten years from a common": {store.Terms{}, "UTC", "2038-02-28", "", "2038-03-01T00:00:00Z"},
	} {
		on, _ := store.ParseDate(tt.on)
		got, err := tt.terms.CheckExpiry(on, now, loadZone(t, tt.zone))
		var invalid *store.InvalidError
		switch {
		case tt.problem != "":
			if !errors.As(err, &invalid) || invalid.Field != "expires" || invalid.Problem != tt.problem {
				t.Errorf("%s: %v, %v, want that it %s", name, got, err, tt.problem)
			}
		case err != nil || tt.want == "" && !got.IsZero() || tt.want != "" && got.UTC().Format(time.RFC3339) != tt.want:
			t.Errorf("%s: %v, %v, want %s", name, got.UTC(), err, tt.want)
		}
	}
}

func TestDeactivatingNeverGivesTimeBack(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	in := func(hours int) time.Time { return now.Add(time.Duration(hours) * time.Hour) }
	for name, tt := range map[string]struct {
		key  store.Key
		what store.Deactivation
		want bool
	}{
		"active":                     {store.Key{}, store.Deactivation{}, true},
		"active, for a while":        {store.Key{}, store.Deactivation{Until: in(1)}, true},
		"active again by the clock":  {store.Key{InactiveFrom: in(-2), InactiveUntil: now}, store.Deactivation{Until: in(1)}, true},
		"off, and off again":         {store.Key{InactiveFrom: in(-2)}, store.Deactivation{}, false},
		"off, then for a while":      {store.Key{InactiveFrom: in(-2)}, store.Deactivation{Until: in(9)}, false},
		"for a while, and less":      {store.Key{InactiveFrom: in(-2), InactiveUntil: in(2)}, store.Deactivation{Until: in(1)}, false},
		"for a while, and as long":   {store.Key{InactiveFrom: in(-2), InactiveUntil: in(2)}, store.Deactivation{Until: in(2)}, false},
		"for a while, and longer":    {store.Key{InactiveFrom: in(-2), InactiveUntil: in(2)}, store.Deactivation{Until: in(3)}, true},
		"for a while, then for good": {store.Key{InactiveFrom: in(-2), InactiveUntil: in(2)}, store.Deactivation{}, true},
		"expired, which is no off":   {store.Key{ExpiresAt: in(-1)}, store.Deactivation{}, true},
		"from tomorrow on, and now":  {store.Key{InactiveFrom: in(24)}, store.Deactivation{Until: in(1)}, true},
	} {
		if got := tt.what.Prolongs(tt.key, now); got != tt.want {
			t.Errorf("%s: Prolongs = %t, want %t", name, got, tt.want)
		}
	}
}
