package store_test

import (
	"errors"
	"testing"

	"chatelaine/store"
)

func TestParseRateLimit(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		perMinute, burst string
		want             store.RateLimit
		wrong            string // the fields
	}{
		"nothing":             {"", " ", store.RateLimit{}, ""},
		"without a burst":     {"600", "", store.RateLimit{PerMinute: 600, Burst: 600}, ""},
		"both":                {" 60 ", "1", store.RateLimit{PerMinute: 60, Burst: 1}, ""},
		"a burst above":       {"1", "600000", store.RateLimit{PerMinute: 1, Burst: 600_000}, ""},
		"the highest":         {"600000", "600000", store.RateLimit{PerMinute: 600_000, Burst: 600_000}, ""},
		"too high":            {"600001", "", store.RateLimit{}, "per_minute"},
		"none":                {"0", "0", store.RateLimit{}, "per_minute burst"},
		"below":               {"-1", "10", store.RateLimit{}, "per_minute"},
		"with a sign":         {"+60", "", store.RateLimit{}, "per_minute"},
		"a fraction":          {"0.5", "", store.RateLimit{}, "per_minute"},
		"with a separator":    {"6,000", "", store.RateLimit{}, "per_minute"},
		"words":               {"many", "some", store.RateLimit{}, "per_minute burst"},
		"a burst alone":       {"", "10", store.RateLimit{}, "burst"},
		"more than a machine": {"99999999999999999999", "", store.RateLimit{}, "per_minute"},
	} {
		got, problems := store.ParseRateLimit(tt.perMinute, tt.burst)
		wrong := ""
		for _, err := range problems {
			var invalid *store.InvalidError
			if errors.As(err, &invalid) {
				if wrong != "" {
					wrong += " "
				}
				wrong += invalid.Field
			}
		}
		if got != tt.want || wrong != tt.wrong {
			t.Errorf("%s: %+v, wrong %q, want %+v, %q", name, got, wrong, tt.want, tt.wrong)
		}
		if again, ok := store.ReadRateLimit(got.String()); !ok || again != got || got.Check() != nil {
			t.Errorf("%s: %q is read as %+v, %t, %v", name, got, again, ok, got.Check())
		}
	}
}

func TestReadRateLimitRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"600", "600/", "/5", "0/0", "x/y", "600/5/6", " 600/5"} {
		if got, ok := store.ReadRateLimit(text); ok {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}
