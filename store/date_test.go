package store_test

import (
	"testing"
	"time"

	"chatelaine/store"
)

func loadZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatalf("load zone %s: %v", name, err)
	}
	return zone
}

func TestDateEndsWhereTheNextDayBegins(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		zone, date, want string
	}{
		"an ordinary day":                     {"Europe/Paris", "2026-03-10", "2026-03-10T23:00:00Z"},
		"Paris, 23 hours":                     {"Europe/Paris", "2026-03-29", "2026-03-29T22:00:00Z"},
		"Paris, 25 hours":                     {"Europe/Paris", "2026-10-25", "2026-10-25T23:00:00Z"},
		"a leap day":                          {"UTC", "2028-02-29", "2028-03-01T00:00:00Z"},
		"Havana, next midnight is skipped":    {"America/Havana", "2026-03-07", "2026-03-08T05:00:00Z"},
		"Havana, the hour after comes twice":  {"America/Havana", "2026-10-31", "2026-11-01T04:00:00Z"},
		"Havana, its first hour comes twice":  {"America/Havana", "2026-11-01", "2026-11-02T05:00:00Z"},
		"Cairo, next midnight is skipped":     {"Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00Z"},
		"Cairo, its last hour comes twice":    {"Africa/Cairo", "2026-10-29", "2026-10-29T22:00:00Z"},
		"Beirut, next midnight is skipped":    {"Asia/Beirut", "2026-03-28", "2026-03-28T22:00:00Z"},
		"Beirut, its last hour comes twice":   {"Asia/Beirut", "2026-10-24", "2026-10-24T22:00:00Z"},
		"São Paulo, next midnight is skipped": {"America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z"},
		"São Paulo, its last hour twice":      {"America/Sao_Paulo", "2018-02-17", "2018-02-18T03:00:00Z"},
		"Apia, next day is skipped":           {"Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00Z"},
		"Apia, a day that never was":          {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
		"Apia, the day after that":            {"Pacific/Apia", "2011-12-31", "2011-12-31T10:00:00Z"},
		"a zone of 45 minutes":                {"Asia/Kathmandu", "2026-06-01", "2026-06-01T18:15:00Z"},
		"the far east of dates":               {"Pacific/Kiritimati", "2026-06-01", "2026-06-01T10:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, ok := store.ParseDate(tt.date)
			if !ok {
				t.Fatalf("ParseDate(%q) is not ok", tt.date)
			}
			if got := d.End(loadZone(t, tt.zone)).UTC().Format(time.RFC3339Nano); got != tt.want {
				t.Errorf("%s.End(%s) = %s, want %s", tt.date, tt.zone, got, tt.want)
			}
		})
	}
}

func TestDateHoldsUpToItsEndInEveryZone(t *testing.T) {
	t.Parallel()
	for _, sample := range []struct {
		zone string
		from store.Date
		days int
	}{
		{"UTC", store.Date{Year: 2026, Month: 1, Day: 1}, 800},
		{"Europe/Paris", store.Date{Year: 2026, Month: 1, Day: 1}, 800},
		{"America/Havana", store.Date{Year: 2026, Month: 1, Day: 1}, 800},
		{"Africa/Cairo", store.Date{Year: 2023, Month: 1, Day: 1}, 1500},
		{"Asia/Beirut", store.Date{Year: 2023, Month: 1, Day: 1}, 1500},
		{"America/Sao_Paulo", store.Date{Year: 2017, Month: 1, Day: 1}, 1000},
		{"Pacific/Apia", store.Date{Year: 2011, Month: 12, Day: 31}, 800},
		{"Pacific/Apia", store.Date{Year: 2010, Month: 1, Day: 1}, 728}, // up to the day that never was
		{"America/St_Johns", store.Date{Year: 2009, Month: 1, Day: 1}, 1000},
		{"Australia/Lord_Howe", store.Date{Year: 2026, Month: 1, Day: 1}, 800},
	} {
		t.Run(sample.zone+" from "+sample.from.String(), func(t *testing.T) {
			t.Parallel()
			zone := loadZone(t, sample.zone)
			for i := range sample.days {
				d := sample.from.AddDays(i)
				end := d.End(zone)
				if got := store.DateAt(end.Add(-time.Millisecond), zone); got != d {
					t.Errorf("a millisecond before %s.End() it is %s", d, got)
				}
				if got := store.DateAt(end, zone); !d.Before(got) {
					t.Errorf("at %s.End() it is %s", d, got)
				}
			}
		})
	}
}

func TestParseDateTakesOnlyDaysThatExist(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"2026-03-10": true, "2028-02-29": true, "0001-01-01": true,
		"": false, "2026-02-29": false, "2026-13-01": false, "2026-3-1": false, "2026-03-10 ": false,
		"10.03.2026": false, "2026-03-10T00:00:00Z": false, "２026-03-10": false, "-026-03-10": false,
	} {
		d, ok := store.ParseDate(text)
		if ok != want {
			t.Errorf("ParseDate(%q) ok = %t, want %t", text, ok, want)
		}
		if ok && d.String() != text {
			t.Errorf("ParseDate(%q) prints as %q", text, d)
		}
		if !ok && d != (store.Date{}) {
			t.Errorf("ParseDate(%q) refuses, and gives %q", text, d)
		}
	}
}

func TestDateCountsDaysAndYears(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ got, want string }{
		"the zero date is empty":       {store.Date{}.String(), ""},
		"into the next month":          {store.Date{Year: 2026, Month: 1, Day: 31}.AddDays(1).String(), "2026-02-01"},
		"back over the year":           {store.Date{Year: 2026, Month: 1, Day: 1}.AddDays(-1).String(), "2025-12-31"},
		"a year from a leap day":       {store.Date{Year: 2028, Month: 2, Day: 29}.AddYears(1).String(), "2029-03-01"},
		"four years from a leap day":   {store.Date{Year: 2028, Month: 2, Day: 29}.AddYears(4).String(), "2032-02-29"},
		"at an instant, east of there": {store.DateAt(time.Date(2026, 3, 10, 23, 30, 0, 0, time.UTC), loadZone(t, "Europe/Paris")).String(), "2026-03-11"},
		"at an instant, west of there": {store.DateAt(time.Date(2026, 3, 10, 3, 30, 0, 0, time.UTC), loadZone(t, "America/Havana")).String(), "2026-03-09"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", name, tt.got, tt.want)
		}
	}
}
