package gate_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
)

// many puts so many readers into an organization of their own, and gives their ids and secrets. It is the world's from then
// on.
func (w *world) many(n int) (ids []store.KeyID, secrets []string) {
	w.Helper()
	var keys []store.ImportedKey
	for i := range n {
		id := store.KeyID(fmt.Sprintf("Reader%06d", i))
		reveal, kept := w.secret(id)
		ids, secrets = append(ids, id), append(secrets, reveal)
		keys = append(keys, store.ImportedKey{
			ID: id, Name: string(id), Role: store.RoleUser, Creator: admin, CreatedAt: start, Groups: []store.GroupID{readers},
			ExpiresOn: store.DateAt(start, time.UTC).AddDays(30), Secret: kept, Confirmed: true,
		})
	}
	w.org = w.found("many", keys...)
	return ids, secrets
}

// all asks about every secret, and fails the test for each answer that isn't the status.
func (w *world) all(after string, secrets []string, status int) {
	w.Helper()
	wrong := 0
	for _, secret := range secrets {
		if w.ask("/auth/many/need/layers:read", secret).Code != status {
			wrong++
		}
	}
	if wrong > 0 {
		w.Errorf("after %s, %d of %d keys aren't answered with %d", after, wrong, len(secrets), status)
	}
}

// What is done to many keys holds for all of them once it is acknowledged, also while others ask.
func TestChangesOfManyKeysHoldOnceTheyAreAcknowledged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ids, secrets := w.many(300) // more than a gate changes without letting others ask
	stop, asking := make(chan bool), sync.WaitGroup{}
	asking.Go(func() {
		for n := 0; ; n += 7 {
			select {
			case <-stop:
				return
			default:
				w.ask("/auth/many", secrets[n%len(secrets)])
			}
		}
	})
	defer asking.Wait()
	defer close(stop)
	w.all("an import", secrets, http.StatusOK)
	must(t)(nil, w.bulk(t.Context(), w.call(), store.BulkChange{Act: store.BulkDeactivate}, ids...))
	w.all("deactivating all", secrets, http.StatusUnauthorized)
	must(t)(nil, w.bulk(t.Context(), w.call(), store.BulkChange{Act: store.BulkActivate}, ids...))
	w.all("activating all", secrets, http.StatusOK)
	must(t)(nil, w.grant(t.Context(), w.call(), readers, false))
	w.all("their group may read tables alone", secrets, http.StatusForbidden)
	must(t)(nil, w.grant(t.Context(), w.call(), readers, true))
	w.all("it may read layers again", secrets, http.StatusOK)
	plan, err := w.store.PlanDeletions(t.Context(), w.call().Actor, ids, store.Choice{})
	must(t)(plan, err)
	must(t)(w.store.DeleteKeys(t.Context(), w.call(), ids, store.Choice{}, plan.Digest))
	w.all("deleting all", secrets, http.StatusUnauthorized)
}

// Work in the background is acknowledged in steps: a key that counts as changed is so at the gate, and one that doesn't may
// be. In the end all are.
func TestWorkInTheBackgroundHoldsStepByStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const n = store.MaxBulk + 20
	_, secrets := w.many(n)
	call := w.call()
	bulk, err := w.store.FreezeKeys(t.Context(), call, store.KeyQuery{At: start})
	must(t)(bulk, err)
	must(t)(w.store.StartBulk(t.Context(), call, bulk.ID, store.BulkChange{Act: store.BulkDeactivate}))
	by := store.Call{Actor: store.Actor{Kind: store.ActorJob}, At: start}
	job, err := w.store.LeaseJob(t.Context(), by)
	must(t)(job, err)
	steps := 0
	for done := false; !done; steps++ {
		done, err = w.store.RunJob(t.Context(), by, job)
		must(t)(done, err)
		now, err := w.store.Bulk(t.Context(), call.Actor, bulk.ID)
		must(t)(now, err)
		refused := 0
		for _, secret := range secrets {
			if w.ask("/auth/many", secret).Code == http.StatusUnauthorized {
				refused++
			}
		}
		if refused != now.Changed {
			t.Errorf("after step %d, %d keys are refused, and %d count as switched off", steps, refused, now.Changed)
		}
	}
	if _, err := w.store.LeaseJob(t.Context(), by); steps != 2 || !errors.Is(err, store.ErrNotFound) {
		t.Errorf("it took %d steps, and left %v", steps, err)
	}
	w.all("all steps", secrets, http.StatusUnauthorized)
}
