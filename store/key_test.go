package store_test

import (
	"errors"
	"testing"
	"time"

	"chatelaine/store"
)

func TestStatusIsTheFirstRuleThatHolds(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC)
	soon := end.Add(-store.ExpiresSoon)
	off := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	on := off.Add(48 * time.Hour)
	const tick = time.Millisecond
	for name, tt := range map[string]struct {
		key  store.Key
		now  time.Time
		want store.Status
	}{
		"a key without an end":                  {store.Key{}, end.AddDate(500, 0, 0), store.StatusActive},
		"before the last 14 days":               {store.Key{ExpiresAt: end}, soon.Add(-tick), store.StatusActive},
		"first instant of the last 14 days":     {store.Key{ExpiresAt: end}, soon, store.StatusExpiringSoon},
		"last instant":                          {store.Key{ExpiresAt: end}, end.Add(-tick), store.StatusExpiringSoon},
		"first instant after":                   {store.Key{ExpiresAt: end}, end, store.StatusExpired},
		"long after":                            {store.Key{ExpiresAt: end}, end.AddDate(9, 0, 0), store.StatusExpired},
		"inactive beats expiry":                 {store.Key{ExpiresAt: end, InactiveFrom: off}, end, store.StatusInactive},
		"inactive beats expiring soon":          {store.Key{ExpiresAt: end, InactiveFrom: off}, end.Add(-tick), store.StatusInactive},
		"just before it is switched off":        {store.Key{InactiveFrom: off}, off.Add(-tick), store.StatusActive},
		"the instant that it is switched off":   {store.Key{InactiveFrom: off}, off, store.StatusInactive},
		"off until further notice":              {store.Key{InactiveFrom: off}, off.AddDate(80, 0, 0), store.StatusInactive},
		"last instant of being off":             {store.Key{InactiveFrom: off, InactiveUntil: on}, on.Add(-tick), store.StatusInactive},
		"on again by the clock":                 {store.Key{InactiveFrom: off, InactiveUntil: on}, on, store.StatusActive},
		"on again, and expired meanwhile":       {store.Key{InactiveFrom: off, InactiveUntil: on, ExpiresAt: on}, on, store.StatusExpired},
		"a span that ended before it began":     {store.Key{InactiveFrom: on, InactiveUntil: off}, on, store.StatusActive},
		"an end of being off, and no beginning": {store.Key{InactiveUntil: on}, off, store.StatusActive},
	} {
		if got := tt.key.Status(tt.now); got != tt.want {
			t.Errorf("%s: Status = %q, want %q", name, got, tt.want)
		}
	}
}

func TestCheckExpiryTakesTodayUpToTenYears(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 23, 30, 0, 0, time.UTC) // the 11th in Paris
	for name, tt := range map[string]struct {
		zone, on string
		problem  string // empty: accepted
		want     string
	}{
		"today ends tonight":                    {"UTC", "2026-03-10", "", "2026-03-11T00:00:00Z"},
		"today where it is tomorrow already":    {"Europe/Paris", "2026-03-11", "", "2026-03-11T23:00:00Z"},
		"yesterday":                             {"UTC", "2026-03-09", "is in the past", ""},
		"yesterday where it's tomorrow already": {"Europe/Paris", "2026-03-10", "is in the past", ""},
		"today where it is still yesterday":     {"America/Havana", "2026-03-10", "", "2026-03-11T04:00:00Z"},
		"in ten years to the day":               {"UTC", "2036-03-10", "", "2036-03-11T00:00:00Z"},
		"a day more":                            {"UTC", "2036-03-11", "is too far ahead", ""},
		"none":                                  {"UTC", "", "is missing", ""},
		"over a change of clocks":               {"Europe/Paris", "2026-03-29", "", "2026-03-29T22:00:00Z"},
	} {
		on, _ := store.ParseDate(tt.on)
		got, err := store.Terms{}.CheckExpiry(on, now, loadZone(t, tt.zone))
		var invalid *store.InvalidError
		switch {
		case tt.problem == "" && (err != nil || got.UTC().Format(time.RFC3339Nano) != tt.want):
			t.Errorf("%s: CheckExpiry(%q) = %v, %v; want %s", name, tt.on, got.UTC(), err, tt.want)
		case tt.problem != "" && !errors.As(err, &invalid):
			t.Errorf("%s: CheckExpiry(%q) = %v, %v; want that it %s", name, tt.on, got, err, tt.problem)
		case tt.problem != "" && (invalid.Field != "expires" || invalid.Problem != tt.problem || invalid.Accepted == ""):
			t.Errorf("%s: CheckExpiry(%q): %+v, want that it %s", name, tt.on, invalid, tt.problem)
		}
	}
}

func TestSessionLivesWhileItIsUsedAndNotTooOld(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	used := start.Add(11*time.Hour + 45*time.Minute)
	for name, tt := range map[string]struct {
		lastSeen, now time.Time
		want          bool
	}{
		"at its start":             {start, start, true},
		"last instant before idle": {start, start.Add(store.SessionIdle - 1), true},
		"idle":                     {start, start.Add(store.SessionIdle), false},
		"last instant of all":      {used, start.Add(store.SessionAbsolute - 1), true},
		"over, though it was used": {used, start.Add(store.SessionAbsolute), false},
	} {
		s := store.Session{StartedAt: start, LastSeen: tt.lastSeen}
		if got := s.LivesAt(tt.now); got != tt.want {
			t.Errorf("%s: LivesAt = %t, want %t", name, got, tt.want)
		}
	}
}
