package sample_test

import (
	"slices"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
)

// What the trail tells is of the last weeks, in its order, and by people who were there and could do it.
func TestTheTrailIsWhatMembersDid(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]store.Import{"many keys": meridian(t, sample.MeridianKeys), "one key": meridian(t, 1), "Delta Waterboard": delta(t)} {
		members := map[store.PrincipalID]store.ImportedMember{}
		for _, m := range in.Members {
			members[m.Account.ID.Principal()] = m
			if m.SeenAt.After(now) || !m.SeenAt.IsZero() && m.SeenAt.Before(m.JoinedAt) {
				t.Errorf("%s: %s was seen at %s", name, m.Account.Name, m.SeenAt)
			}
		}
		if len(in.Events) < 5 {
			t.Errorf("%s: the trail has %d events", name, len(in.Events))
		}
		if !slices.IsSortedFunc(in.Events, func(a, b store.Event) int { return a.At.Compare(b.At) }) {
			t.Errorf("%s: the trail isn't in its order", name)
		}
		for _, e := range in.Events {
			who, known := members[e.Actor.ID]
			there := known && !e.At.Before(who.JoinedAt) && (who.LeftAt.IsZero() || e.At.Before(who.LeftAt))
			if !there || e.At.After(now) || now.Sub(e.At) > 46*24*time.Hour || e.Action.Family() == "" {
				t.Errorf("%s: %s of %s by %s at %s", name, e.Action, e.Subject, who.Account.Name, e.At)
			}
		}
	}
}

// Of each key that is inactive the trail says who switched it off, when and why, as the portal itself would.
func TestTheTrailSaysWhyKeysAreInactive(t *testing.T) {
	t.Parallel()
	in, said := meridian(t, sample.MeridianKeys), map[string]store.Event{}
	for _, e := range in.Events {
		if e.Action == store.KeyDeactivated {
			said[e.Subject] = e
		}
	}
	off, reasons := 0, map[string]bool{}
	for k := range in.Keys {
		if k.InactiveFrom.IsZero() || now.Sub(k.InactiveFrom) < 10*time.Minute { // what is newer is left to who looks
			continue
		}
		off, reasons[k.InactiveReason] = off+1, true
		e := said[string(k.ID)]
		from, _ := time.Parse(time.RFC3339, store.Value(e.After, "inactive_from"))
		if !from.Equal(k.InactiveFrom) || store.Value(e.After, "reason") != k.InactiveReason || (store.Value(e.After, "until") == "") != k.InactiveUntil.IsZero() {
			t.Errorf("%s is off from %v because of %q; the trail says %+v", k.Name, k.InactiveFrom, k.InactiveReason, e.After)
		}
	}
	if off < 10 || len(reasons) < 4 {
		t.Errorf("%d keys are off for %d reasons", off, len(reasons))
	}
}
