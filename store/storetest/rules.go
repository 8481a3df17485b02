package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"chatelaine/store"
)

func testRules(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"are kept, shown and gone with the key": rulesKept,
		"what is refused":                       rulesRefused,
		"a form that is old":                    rulesStale,
		"of many at once one has the word":      rulesRace,
		"tell what was and what is":             rulesEvents,
		"nothing changes where nothing does":    rulesSame,
		"who holds no group of the key":         rulesBeyond,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, newWorld(t, open, crewPlot)) })
	}
}

// networks reads networks that are some.
func networks(t testing.TB, text string) store.Networks {
	t.Helper()
	list, err := store.ParseNetworks("networks", text)
	must(t, "read "+text, err)
	return list
}

var slow = store.RateLimit{PerMinute: 60, Burst: 5}

func (w *world) rules(key string) store.KeyRules {
	w.Helper()
	info, err := w.store.Key(w.Context(), w.actor("ada"), w.key(key))
	must(w.T, "see "+key, err)
	return info.Rules
}

func rulesKept(t *testing.T, w *world) {
	const key = "key both"
	wantDiff(t, "at first", store.KeyRules{}, w.rules(key))
	got, err := w.store.LimitKey(t.Context(), w.as("ada"), w.key(key), 0, slow)
	must(t, "limit it", err)
	again, err := w.store.RestrictKey(t.Context(), w.as("ada"), w.key(key), got.Version, networks(t, "2001:db8::/32 10.0.0.0/8"))
	must(t, "restrict it", err)
	if got.Version != 2 || again.Version != 3 {
		t.Errorf("versions %d and %d", got.Version, again.Version)
	}
	group, err := w.store.RestrictGroup(t.Context(), w.as("ada"), w.group("crews"), 0, networks(t, "10.0.0.0/9"))
	must(t, "restrict the crews", err)
	settings, _ := w.present()
	settings.Limit = store.RateLimit{PerMinute: 6000, Burst: 6000}
	w.settle(settings)
	want := store.KeyRules{
		Limit: slow, Organization: settings.Limit, Networks: networks(t, "10.0.0.0/8\n2001:db8::/32"),
		Groups: []store.GroupNetworks{{GroupRef: group.Ref(), Networks: networks(t, "10.0.0.0/9")}},
	}
	wantDiff(t, "the rules", want, w.rules(key))
	info, err := w.store.Group(t.Context(), w.actor("bo"), w.group("crews"))
	if err != nil || info.Group.Networks.Join() != "10.0.0.0/9" || info.Group.Version != group.Version {
		t.Errorf("the crews are %+v, %v", info.Group, err)
	}
	twin, err := w.store.Key(t.Context(), w.twin.actor("ada"), w.twin.key("key none"))
	must(t, "see the twin's key", err)
	wantDiff(t, "the twin's", store.KeyRules{}, twin.Rules)
	must(t, "delete it", deleteKey(t, w.store, w.as("ada"), w.key(key), store.Choice{Kind: store.ChoiceDestroy}))
	must(t, "lift the group's", errOf(w.store.RestrictGroup(t.Context(), w.as("ada"), w.group("crews"), group.Version, nil)))
}

func rulesRefused(t *testing.T, w *world) {
	key := w.key("key none")
	for field, limit := range map[string]store.RateLimit{
		"per_minute": {PerMinute: store.MaxPerMinute + 1, Burst: 1}, "burst": {Burst: 1},
	} {
		wantInvalid(t, field, errOf(w.store.LimitKey(t.Context(), w.as("ada"), key, 0, limit)), field)
	}
	for _, limit := range []store.RateLimit{{PerMinute: -1, Burst: 1}, {PerMinute: 1}, {PerMinute: 1, Burst: -1}, {PerMinute: 1, Burst: store.MaxPerMinute + 1}} {
		wantInvalid(t, limit.String(), errOf(w.store.LimitKey(t.Context(), w.as("ada"), key, 0, limit)), "")
	}
	twice := slices.Repeat(networks(t, "10.0.0.0/8"), 2)
	for name, list := range map[string]store.Networks{"the same twice": twice, "none of any": make(store.Networks, 1)} {
		wantInvalid(t, name, errOf(w.store.RestrictKey(t.Context(), w.as("ada"), key, 0, list)), "networks")
		wantInvalid(t, name, errOf(w.store.RestrictGroup(t.Context(), w.as("ada"), w.group("crews"), 0, list)), "networks")
	}
	wantDiff(t, "after refusals", store.KeyRules{}, w.rules("key none"))
}

func rulesStale(t *testing.T, w *world) {
	got, err := w.store.LimitKey(t.Context(), w.as("ada"), w.key("key none"), 0, slow)
	must(t, "limit it", err)
	var changed *store.KeyChangedError
	for doing, err := range map[string]error{
		"limit":    errOf(w.store.LimitKey(t.Context(), w.as("abe"), w.key("key none"), got.Version-1, store.RateLimit{})),
		"restrict": errOf(w.store.RestrictKey(t.Context(), w.as("abe"), w.key("key none"), got.Version-1, nil)),
	} {
		if !errors.As(err, &changed) || changed.Last.Action != store.KeyLimited || changed.Last.ActorName != fullName("ada") {
			t.Errorf("%s with an old form: %v", doing, err)
		}
	}
	group, err := w.store.RestrictGroup(t.Context(), w.as("ada"), w.group("crews"), 0, networks(t, "::1"))
	must(t, "restrict the crews", err)
	var other *store.GroupChangedError
	err = errOf(w.store.RestrictGroup(t.Context(), w.as("abe"), w.group("crews"), group.Version-1, nil))
	if !errors.As(err, &other) || !errors.Is(err, store.ErrGroupChanged) || other.Group.Networks.Join() != "::1/128" || other.Last.Action != store.GroupRestricted {
		t.Errorf("restrict with an old form: %v", err)
	}
}

func rulesRace(t *testing.T, w *world) {
	lists := []store.Networks{networks(t, "10.0.0.0/8"), networks(t, "10.0.0.0/9"), networks(t, "10.0.0.0/10")}
	wins := winners(t, 12, store.ErrKeyChanged, func(ctx context.Context, i int) error {
		return errOf(w.store.RestrictKey(ctx, w.as("ada"), w.key("key none"), 1, lists[i%3]))
	})
	if got := w.rules("key none").Networks; wins != 1 || len(got) != 1 {
		t.Errorf("%d won, and it has %s", wins, got.Join())
	}
}

func rulesEvents(t *testing.T, w *world) {
	must(t, "limit", errOf(w.store.LimitKey(t.Context(), w.as("ada"), w.key("key none"), 0, slow)))
	must(t, "limit otherwise", errOf(w.store.LimitKey(t.Context(), w.as("ada"), w.key("key none"), 0, store.RateLimit{PerMinute: 7, Burst: 7})))
	must(t, "restrict", errOf(w.store.RestrictKey(t.Context(), w.as("ada"), w.key("key none"), 0, networks(t, "::1 10.0.0.0/8"))))
	must(t, "lift", errOf(w.store.LimitKey(t.Context(), w.as("ada"), w.key("key none"), 0, store.RateLimit{})))
	history, err := w.store.KeyHistory(t.Context(), w.actor("ada"), w.key("key none"), 0, 4)
	must(t, "read its history", err)
	var got []string
	for _, e := range history.Events {
		for i, before := range e.Before {
			got = append(got, string(e.Action)+" "+before.Name+": "+before.Value+" > "+e.After[i].Value)
		}
	}
	wantDiff(t, "the events", []string{
		"key.limit limit: 7/7 > ", "key.networks networks:  > 10.0.0.0/8, ::1/128", "key.limit limit: 60/5 > 7/7", "key.limit limit:  > 60/5",
	}, got)
}

func rulesSame(t *testing.T, w *world) {
	first, err := w.store.LimitKey(t.Context(), w.as("ada"), w.key("key none"), 0, store.RateLimit{})
	must(t, "lift no limit", err)
	second, err := w.store.RestrictKey(t.Context(), w.as("ada"), w.key("key none"), 0, nil)
	must(t, "lift no restriction", err)
	third, err := w.store.RestrictGroup(t.Context(), w.as("ada"), w.group("crews"), 0, nil)
	if err != nil || first.Version != 1 || second.Version != 1 || third.Version != 1 {
		t.Errorf("versions %d, %d and %d, %v", first.Version, second.Version, third.Version, err)
	}
}

// rulesBeyond: a manager says nothing about a key that they couldn't create.
func rulesBeyond(t *testing.T, w *world) {
	key := w.key("key both") // of the crews, which bo belongs to, and the office
	for doing, err := range map[string]error{
		"limit":    errOf(w.store.LimitKey(t.Context(), w.as("bo"), key, 0, slow)),
		"restrict": errOf(w.store.RestrictKey(t.Context(), w.as("bo"), key, 0, networks(t, "::1"))),
	} {
		var forbidden *store.ForbiddenError
		if !errors.As(err, &forbidden) || forbidden.Group.Name != "office" {
			t.Errorf("%s a key of another group: %v", doing, err)
		}
	}
	info, err := w.store.Key(t.Context(), w.actor("bo"), key)
	if err != nil || info.Can.SetRules {
		t.Errorf("bo can set its rules: %t, %v", info.Can.SetRules, err)
	}
}

// ruleRows are the matrix's of rules.
var ruleRows = map[string]line{
	"LimitKey": {
		object: "key2",
		do:     func(a attempt) error { return errOf(a.store.LimitKey(a.Context(), a.call(), a.key(), 0, slow)) },
		who:    keyManagers, otherwise: notFound,
	},
	"RestrictKey": {
		object: "key2",
		do: func(a attempt) error {
			return errOf(a.store.RestrictKey(a.Context(), a.call(), a.key(), 0, networks(a.T, "203.0.113.0/24")))
		},
		who: keyManagers, otherwise: notFound,
	},
	"RestrictGroup": {
		object: "survey", prepare: prepareGroups,
		do: func(a attempt) error {
			return errOf(a.store.RestrictGroup(a.Context(), a.call(), a.group(), 0, networks(a.T, "203.0.113.0/24")))
		},
		who: administrators, otherwise: refused,
	},
}
