package sqlstore

import (
	"testing"

	"chatelaine/store"
)

// TestManyKeysAreRelabelledTogether changes the labels of as many keys as one bulk has, in one transaction.
func TestManyKeysAreRelabelledTogether(t *testing.T) {
	t.Parallel()
	db, ada := filled(t, t.TempDir(), store.MaxBulk, 0)
	call := store.Call{Actor: ada, At: tableAt}
	change := store.Relabel{Set: []store.Label{{Name: "env", Value: "production"}}, Remove: []string{"team"}}
	for _, want := range []int{store.MaxBulk, 0} { // the second time they are so already
		told := 0
		err := db.change(t.Context(), call, func(tx *tx) (events []store.Event, err error) {
			standing, err := tx.standing(ada)
			if err != nil {
				return nil, err
			}
			l, err := tx.keyList(ada.Org, standing, store.KeyQuery{Sort: store.NewestFirst, At: tableAt})
			if err != nil {
				return nil, err
			}
			found, err := l.seek(nil, true, false, store.MaxBulk)
			if err != nil {
				return nil, err
			}
			keys, err := l.keys(found.seqs)
			for _, key := range keys {
				some, err := tx.relabel(call, standing, &key, change)
				if err != nil {
					return nil, err
				}
				events = append(events, some...)
			}
			told = len(events)
			return events, err
		})
		if err != nil || told != want {
			t.Fatalf("%d events, %v; want %d", told, err, want)
		}
	}
	labels, err := db.KeyLabels(t.Context(), ada, "", nil, 10)
	if err != nil || len(labels) != 1 || labels[0].Count.N != store.MaxBulk {
		t.Errorf("labels %+v, %v", labels, err)
	}
}
