package storetest

import (
	"testing"
	"time"

	"chatelaine/store"
)

func testConfirm(t *testing.T, open opener) {
	w := newWorld(t, open, landscape)
	in := w.newKey("Fresh")
	_, err := w.store.CreateKey(t.Context(), w.as("bo"), in)
	must(t, "create a key", err)
	see := func() store.Key {
		t.Helper()
		info, err := w.store.Key(t.Context(), w.actor("bo"), in.ID)
		must(t, "see the key", err)
		return info.Key
	}
	before := see()
	for who, want := range map[string]error{"ada": store.ErrForbidden, "bea": store.ErrForbidden, "dee": store.ErrNotFound} {
		wantErr(t, "confirm by "+who, w.store.ConfirmKey(t.Context(), w.as(who), in.ID), want)
	}
	wantErr(t, "confirm by the twin's", w.store.ConfirmKey(t.Context(), w.twin.as("bo"), in.ID), store.ErrNotFound)
	wantDiff(t, "after refusals", before, see())

	confirmed := start.Add(3*time.Minute + 7*tick)
	must(t, "confirm", w.store.ConfirmKey(t.Context(), call(w.actor("bo"), confirmed), in.ID))
	after := see()
	if !after.Secret.ConfirmedAt.Equal(confirmed) || after.Version <= before.Version {
		t.Errorf("confirmed, the key is %+v; before it had version %d", after, before.Version)
	}
	must(t, "confirm again", w.store.ConfirmKey(t.Context(), call(w.actor("bo"), confirmed.Add(time.Hour)), in.ID))
	wantDiff(t, "confirmed twice", after, see())
	wantErr(t, "confirm what isn't there", w.store.ConfirmKey(t.Context(), w.as("bo"), "nothingthere"), store.ErrNotFound)
}
