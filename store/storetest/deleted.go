package storetest

import (
	"errors"
	"testing"
	"time"

	"chatelaine/store"
)

func testDeleted(t *testing.T, open opener) {
	w := newWorld(t, open, landscape)
	ctx, when := t.Context(), start.Add(5*time.Minute+3*tick)
	for _, key := range []string{"key1", "key2"} {
		must(t, "delete "+key, deleteKey(t, w.store, call(w.actor("bo"), when), w.key(key), destroy(w.tenant)))
	}
	asks := map[string]func(o tenant, who, key string) error{
		"see": func(o tenant, who, key string) error { return errOf(w.store.Key(ctx, o.actor(who), w.key(key))) },
		"plan": func(o tenant, who, key string) error {
			return errOf(w.store.PlanDeletion(ctx, o.actor(who), w.key(key), destroy(o)))
		},
		"delete": func(o tenant, who, key string) error {
			return errOf(w.store.DeleteKey(ctx, o.as(who), w.key(key), destroy(o), digest("any")))
		},
	}
	for name, ask := range asks {
		for who, keys := range map[string][]string{"ada": {"key1", "key2"}, "bo": {"key1", "key2"}, "bea": {"key1", "key2"}} {
			for _, key := range keys {
				wantDeleted(t, name+" "+key+" by "+who, ask(w.tenant, who, key), store.DeletedError{Name: key, By: fullName("bo"), At: when})
			}
		}
		for who, keys := range map[string][]string{"dee": {"key1"}, "dan": {"key1", "key2"}, "fay": {"key1"}} {
			for _, key := range keys {
				wantPlainlyNotFound(t, name+" "+key+" by "+who, ask(w.tenant, who, key))
			}
		}
		wantPlainlyNotFound(t, name+" from the twin", ask(w.twin, "ada", "key1"))
	}
	wantDeleted(t, "see what they made themselves", asks["see"](w.tenant, "dee", "key2"), store.DeletedError{Name: "key2", By: "", At: when})
	wantErr(t, "confirm a key that is gone", w.store.ConfirmKey(ctx, w.as("ada"), w.key("key1")), store.ErrNotFound)
	wantErr(t, "own as a key that is gone", w.store.AddOwner(ctx, w.as("ada"), w.resource("plain"), w.principal("key1")), store.ErrInvalid)
	if _, err := w.store.Key(ctx, w.twin.actor("ada"), w.twin.key("key1")); err != nil {
		t.Errorf("the twin's key of the same name: %v", err)
	}
	deletedAccessIsTold(t, w)
	deletedNameStays(t, w, when)
}

// deletedAccessIsTold: a resource that stays tells of the access that went with a key, by the name that the key had.
func deletedAccessIsTold(t *testing.T, w *world) {
	history, err := w.store.ResourceHistory(t.Context(), w.actor("ada"), w.resource("plain"), 0, store.MaxHistory)
	if err != nil || len(history.Events) != 1 {
		t.Fatalf("after the deletions the resource tells %+v, %v; want one event", history.Events, err)
	}
	e, gone := history.Events[0], w.principal("key1")
	want := []store.Field{{Name: "principal", Value: string(gone)}, {Name: "access", Value: string(store.AccessView)}}
	if e.Action != store.ResourceACL || len(e.After) > 0 || history.Names[gone] != "key1" {
		t.Errorf("the resource tells %+v of %q", e, history.Names[gone])
	}
	wantDiff(t, "the access that it had", want, e.Before)
}

// deletedNameStays: the name is told as it was, whatever happens to those who had a part in it.
func deletedNameStays(t *testing.T, w *world, when time.Time) {
	in := w.newKey("key1")
	_, err := w.store.CreateKey(t.Context(), w.as("ada"), in)
	must(t, "use the name again", err)
	must(t, "demote who deleted it", assignRole(t.Context(), w.store, w.as("ada"), w.account("bo"), store.RoleUser))
	err = errOf(w.store.Key(t.Context(), w.actor("ada"), w.key("key1")))
	wantDeleted(t, "see it later", err, store.DeletedError{Name: "key1", By: fullName("bo"), At: when})
	wantPlainlyNotFound(t, "who deleted it, and is a user now", errOf(w.store.Key(t.Context(), w.actor("bo"), w.key("key1"))))
}

func wantDeleted(t testing.TB, doing string, err error, want store.DeletedError) {
	t.Helper()
	var deleted *store.DeletedError
	if !errors.As(err, &deleted) || !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%s: error %v, want a DeletedError", doing, err)
		return
	}
	if deleted.Name != want.Name || deleted.By != want.By || !deleted.At.Equal(want.At) {
		t.Errorf("%s: %+v, want %+v", doing, *deleted, want)
	}
}

func wantPlainlyNotFound(t testing.TB, doing string, err error) {
	t.Helper()
	var deleted *store.DeletedError
	if !errors.Is(err, store.ErrNotFound) || errors.As(err, &deleted) {
		t.Errorf("%s: error %v (told of a deletion: %t), want no more than ErrNotFound", doing, err, deleted != nil)
	}
}
