package store_test

import (
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

func TestKeyFilterHolds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	key := store.Key{
		ID: "8sYq2LwPz0Ta", Name: "Parcel Sync · Nîmes 50%_a\\b", Role: store.RoleManager, Creator: store.Creator{ID: "lea", Name: "Léa Fontaine", Left: true},
		CreatedAt: now.Add(-30 * day), ExpiresAt: now.Add(10 * day), LastUsed: now.Add(-day),
	}
	text := func(op store.TextOp, text string) store.TextFilter { return store.TextFilter{Op: op, Text: text} }
	for name, tt := range map[string]struct {
		filter store.KeyFilter
		want   bool
	}{
		"nothing asked":                 {store.KeyFilter{}, true},
		"spaces":                        {store.KeyFilter{Search: "  "}, true},
		"search in the name":            {store.KeyFilter{Search: " CEL sy"}, true},
		"search in full-width letters":  {store.KeyFilter{Search: "ｎîｍｅｓ"}, true},
		"search without the accent":     {store.KeyFilter{Search: "nimes"}, false},
		"search the creator":            {store.KeyFilter{Search: "fontaine"}, true},
		"search an id's beginning":      {store.KeyFilter{Search: " 8sYq"}, true},
		"search an id in small letters": {store.KeyFilter{Search: "8syq"}, false},
		"search inside an id":           {store.KeyFilter{Search: "sYq2"}, false},
		"one letter at a word":          {store.KeyFilter{Search: "s"}, true},
		"one letter inside a word":      {store.KeyFilter{Search: "m"}, false},
		"two letters at a word":         {store.KeyFilter{Search: "Nî"}, true},
		"two letters inside a word":     {store.KeyFilter{Search: "ce"}, false},
		"two letters of the creator":    {store.KeyFilter{Search: "fo"}, true},
		"a sign":                        {store.KeyFilter{Search: "·"}, true},
		"a percent sign":                {store.KeyFilter{Search: "%"}, false}, // follows a digit, so it begins no word
		"a percent sign and more":       {store.KeyFilter{Search: "%_a"}, true},
		"a wildcard":                    {store.KeyFilter{Search: "parcel%nîmes"}, false},
		"NUL":                           {store.KeyFilter{Search: "par\x00"}, false},
		"not UTF-8":                     {store.KeyFilter{Search: "par\xffcel"}, true}, // what isn't is left out
		"10,000 characters":             {store.KeyFilter{Search: strings.Repeat("parcel", 2000)}, false},
		"cut to what it begins with":    {store.KeyFilter{Search: "parcel" + strings.Repeat(" ", 300) + "x"}, true},
		"contains":                      {store.KeyFilter{Name: text(store.TextContains, "SYNC")}, true},
		"contains, short":               {store.KeyFilter{Name: text(store.TextContains, "yn")}, false},
		"starts":                        {store.KeyFilter{Name: text(store.TextStarts, "PARC")}, true},
		"starts, not there":             {store.KeyFilter{Name: text(store.TextStarts, "sync")}, false},
		"is":                            {store.KeyFilter{Name: text(store.TextIs, "parcel sync · NÎMES 50%_a\\b")}, true},
		"is, but longer":                {store.KeyFilter{Name: text(store.TextIs, "parcel")}, false},
		"is not":                        {store.KeyFilter{Name: text(store.TextIsNot, "parcel")}, true},
		"is not, with NUL":              {store.KeyFilter{Name: text(store.TextIsNot, "\x00")}, true},
		"is not itself":                 {store.KeyFilter{Name: text(store.TextIsNot, key.Name)}, false},
		"an unknown comparison":         {store.KeyFilter{Name: text("like", "x")}, true},
		"a comparison with nothing":     {store.KeyFilter{Name: text(store.TextIs, " ")}, true},
		"id contains":                   {store.KeyFilter{ID: text(store.TextContains, "q2L")}, true},
		"id contains other letters":     {store.KeyFilter{ID: text(store.TextContains, "q2l")}, false},
		"id contains, short":            {store.KeyFilter{ID: text(store.TextContains, "8s")}, true},
		"id contains, short, inside":    {store.KeyFilter{ID: text(store.TextContains, "Ta")}, false},
		"id is":                         {store.KeyFilter{ID: text(store.TextIs, "8sYq2LwPz0Ta")}, true},
		"status":                        {store.KeyFilter{Statuses: []store.Status{store.StatusExpiringSoon}}, true},
		"other statuses":                {store.KeyFilter{Statuses: []store.Status{store.StatusActive, store.StatusExpired, store.StatusInactive}}, false},
		"a status that there isn't":     {store.KeyFilter{Statuses: []store.Status{"lost"}}, false},
		"role":                          {store.KeyFilter{Roles: []store.Role{store.RoleManager}}, true},
		"another role":                  {store.KeyFilter{Roles: []store.Role{store.RoleUser, store.RoleAdministrator}}, false},
		"creator":                       {store.KeyFilter{Creators: []store.AccountID{"bo", "lea"}}, true},
		"another creator":               {store.KeyFilter{Creators: []store.AccountID{"bo"}}, false},
		"created from":                  {store.KeyFilter{Created: store.Span{From: key.CreatedAt}}, true},
		"created before":                {store.KeyFilter{Created: store.Span{To: key.CreatedAt}}, false},
		"created a nanosecond later":    {store.KeyFilter{Created: store.Span{From: key.CreatedAt.Add(1)}}, false},
		"created in an empty span":      {store.KeyFilter{Created: store.Span{From: now, To: now}}, false},
		"expires between":               {store.KeyFilter{Expires: store.Span{From: now, To: now.Add(30 * day)}}, true},
		"used in the last two days":     {store.KeyFilter{Used: store.Span{From: now.Add(-2 * day)}}, true},
		"never used":                    {store.KeyFilter{NeverUsed: true}, false},
		"unconfirmed":                   {store.KeyFilter{Unconfirmed: true}, true},
		"owns resources":                {store.KeyFilter{OwnsResources: true}, false},
		"its creator left":              {store.KeyFilter{CreatorLeft: true}, true},
		"all must hold":                 {store.KeyFilter{CreatorLeft: true, Search: "parcel", NeverUsed: true}, false},
		"status at another time":        {store.KeyFilter{Statuses: []store.Status{store.StatusExpiringSoon}, CreatorLeft: true}, true},
	} {
		if got := tt.filter.Holds(store.KeyFacts{Key: key}, now); got != tt.want {
			t.Errorf("%s: Holds = %t, want %t", name, got, tt.want)
		}
		if tt.filter.IsZero() && !tt.want {
			t.Errorf("%s: the filter asks for nothing, and doesn't hold", name)
		}
	}
}

func TestNeverLiesInNoSpan(t *testing.T) {
	t.Parallel()
	long := store.Span{From: time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)}
	for name, filter := range map[string]store.KeyFilter{"expires": {Expires: long}, "used": {Used: long}, "used, open": {Used: store.Span{To: long.To}}} {
		if filter.Holds(store.KeyFacts{Key: store.Key{CreatedAt: time.UnixMilli(1)}}, time.UnixMilli(2)) {
			t.Errorf("%s: never lies in a span", name)
		}
	}
}

func TestWordStarts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                   "",
		"a":                  "a",
		"parcel sync":        "pa sy",
		"tile-cache · x":     "ti ca · x",
		"a a ab a":           "a ab",
		"x--y":               "x- -y y",
		"50% of":             "50 of",
		"北京 地图":              "北京 地图",
		"हिन्दी की":          "हि की", // marks are part of the word
		"cafe\u0301 \u0301x": "ca \u0301x",
		"(tiles)":            "(t ti",
		"שלום עולם":          "של עו",
		"🗺 maps":             "🗺 ma",
	} {
		if got := strings.Join(store.WordStarts(text), " "); got != want {
			t.Errorf("WordStarts(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestHasTerm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, term string
		want       bool
	}{
		{"parcel", "p", true}, {"parcel", "a", false}, {"parcel", "pa", true}, {"parcel", "ar", false}, {"parcel", "arc", true},
		{"a parcel", "p", true}, {"banana an", "an", true}, {"banana", "an", false}, {"x-y", "-", false}, {"x -y", "-y", true}, {"", "x", false},
		{"x--y", "--", false}, {"x --y", "--", true},
	} {
		if got := store.HasTerm(tt.text, tt.term); got != tt.want {
			t.Errorf("HasTerm(%q, %q) = %t", tt.text, tt.term, got)
		}
	}
}
