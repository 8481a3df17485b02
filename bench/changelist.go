package bench

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
)

// changes are all that is measured, in this order: what is deleted was made before.
func (s *changeStand) changes() []change {
	return []change{
		{line: ChangeLine{Name: "create a key", Times: goalChange}, prepare: s.create},
		{line: ChangeLine{Name: "deactivate a key", Times: goalChange}, prepare: s.deactivate},
		{line: ChangeLine{Name: "delete a key that owns nothing", Times: goalChange}, prepare: s.delete},
		{line: ChangeLine{Name: "delete a key, and move its 10,000 resources", Most: goalDeletion}, rare: true, prepare: s.deleteMoving},
		{line: ChangeLine{Name: "delete a key, and destroy its 10,000 resources", Most: goalDeletion}, rare: true, prepare: s.deleteDestroying},
		{line: ChangeLine{Name: "change a group that all keys are in", Most: goalGroup}, prepare: s.changeGroup},
	}
}

func (s *changeStand) call(by store.Actor) store.Call {
	return store.Call{Actor: by, At: s.at, Request: store.Request{ID: "bench", Address: "127.0.0.1", Session: "bench"}}
}

// writing is the yardstick of some steps.
func (s *changeStand) writing(ctx context.Context, steps []step) (func() error, error) {
	return func() error { return s.bare.write(ctx, steps) }, s.bare.prepare(ctx, steps)
}

// newKey makes up a key that nobody has.
func (s *changeStand) newKey() (store.NewKey, error) {
	id, err := keystring.NewID(s.random)
	return store.NewKey{
		ID: store.KeyID(id), Name: "Benchmark " + id, Role: store.RoleUser, ExpiresOn: store.DateAt(s.at, time.UTC).AddDays(90), Groups: []store.GroupID{everyKeys},
		Secret: store.NewSecret{Digest: sha256.Sum256([]byte(id)), Prefix: "chk", Tail: "0abc"},
		Nonce:  store.Nonce{Digest: sha256.Sum256([]byte("nonce " + id)), Session: "bench", Body: sha256.Sum256([]byte("body " + id)), Expires: s.at.Add(time.Hour)},
	}, err
}

func (s *changeStand) create(ctx context.Context, _ int) (inStore, bare func() error, err error) {
	key, err := s.newKey()
	if err != nil {
		return nil, nil, err
	}
	like, err := s.newKey()
	if err != nil {
		return nil, nil, err
	}
	made, steps, err := s.rowsOfKey(ctx, like)
	if err != nil {
		return nil, nil, err
	}
	s.pairs = append(s.pairs, madeKey{key.ID, made})
	bare, err = s.writing(ctx, steps)
	return func() error {
		_, err := s.db.CreateKey(ctx, s.call(s.ada), key)
		return err
	}, bare, err
}

func (s *changeStand) deactivate(ctx context.Context, n int) (inStore, bare func() error, err error) {
	off := s.pairs[n]
	told, err := s.events(ctx, s.ada, store.Event{Action: store.KeyDeactivated, Subject: string(off.bare.id), After: []store.Field{
		{Name: "inactive_from", Value: s.at.Format(time.RFC3339Nano)}, {Name: "until", Value: ""}, {Name: "reason", Value: reason},
	}})
	if err != nil {
		return nil, nil, err
	}
	bare, err = s.writing(ctx, append([]step{{switchOff, []any{s.at.UnixMilli(), int64(never), reason, off.bare.seq}}}, told...))
	return func() error {
		_, err := s.db.DeactivateKey(ctx, s.call(s.ada), off.portal, store.Deactivation{Reason: reason})
		return err
	}, bare, err
}

// reason is why keys are deactivated.
const reason = "Rehearsing its deletion"

func (s *changeStand) delete(ctx context.Context, n int) (inStore, bare func() error, err error) {
	gone := s.pairs[n]
	plan, err := s.db.PlanDeletion(ctx, s.ada, gone.portal, store.Choice{})
	if err != nil {
		return nil, nil, err
	}
	told, err := s.events(ctx, s.ada, deletion(gone.bare.id, "Benchmark "+string(gone.bare.id)))
	if err != nil {
		return nil, nil, err
	}
	bare, err = s.writing(ctx, append(rowsGone(gone.bare), told...))
	return func() error {
		_, err := s.db.DeleteKey(ctx, s.call(s.ada), gone.portal, store.Choice{}, plan.Digest)
		return err
	}, bare, err
}

// deleteMoving deletes owners of the estate that nobody has deleted yet.
func (s *changeStand) deleteMoving(ctx context.Context, n int) (inStore, bare func() error, err error) {
	choice := store.Choice{Kind: store.ChoiceTransfer, Successor: store.AccountID(s.eve.ID)}
	first, last, told := owned(n, store.ResourceOwner, store.Field{Name: "owner", Value: numberedID('k', n)})
	org := int64(s.eve.Org)
	return s.deleteOwner(ctx, n, choice, told, []step{
		{"INSERT INTO owners (org_id, resource, principal) SELECT org_id, resource, ? FROM owners WHERE org_id = ? AND resource BETWEEN ? AND ?", []any{string(s.eve.ID), org, first, last}},
		{"DELETE FROM owners WHERE org_id = ? AND principal = ?", []any{org, numberedID('k', n)}},
	})
}

func (s *changeStand) deleteDestroying(ctx context.Context, n int) (inStore, bare func() error, err error) {
	n += ownersOfMany / 2
	first, last, told := owned(n, store.ResourceDestroyed, store.Field{Name: "kind", Value: "projects"}, store.Field{Name: "outside_id", Value: "outside-r00000000000"},
		store.Field{Name: "name", Value: "Project r00000000000"})
	var steps []step
	for _, text := range []string{
		"DELETE FROM owners WHERE org_id = ? AND resource BETWEEN ? AND ?",
		"DELETE FROM resources WHERE org_id = ? AND id BETWEEN ? AND ?",
	} {
		steps = append(steps, step{text, []any{int64(s.eve.Org), first, last}})
	}
	return s.deleteOwner(ctx, n, store.Choice{Kind: store.ChoiceDestroy}, told, steps)
}

// deleteOwner deletes the nth owner of the estate; steps are what becomes of the resources in the copy, and told of that.
func (s *changeStand) deleteOwner(ctx context.Context, n int, choice store.Choice, told []store.Event, steps []step) (inStore, bare func() error, err error) {
	key := bareKey{id: store.KeyID(numberedID('k', n)), org: s.eve.Org}
	const rows = "SELECT k.seq, s.seq FROM keys k JOIN secrets s ON s.org_id = k.org_id AND s.key_id = k.id WHERE k.org_id = ? AND k.id = ?"
	if err := s.bare.db.QueryRowContext(ctx, rows, int64(key.org), string(key.id)).Scan(&key.seq, &key.secret); err != nil {
		return nil, nil, fmt.Errorf("find the copy's key: %w", err)
	}
	plan, err := s.db.PlanDeletion(ctx, s.eve, key.id, choice)
	if err != nil {
		return nil, nil, err
	}
	if len(plan.Resources) != ownedByEach {
		return nil, nil, fmt.Errorf("the key owns %d resources, not %d", len(plan.Resources), ownedByEach)
	}
	events, err := s.events(ctx, s.eve, append(told, deletion(key.id, "Owner"))...)
	if err != nil {
		return nil, nil, err
	}
	steps = append(append(steps, rowsGone(key)...), events...)
	bare, err = s.writing(ctx, steps)
	return func() error {
		_, err := s.db.DeleteKey(ctx, s.call(s.eve), key.id, choice, plan.Digest)
		return err
	}, bare, err
}

// changeGroup gives all keys a permission, and takes it away the next time.
func (s *changeStand) changeGroup(ctx context.Context, n int) (inStore, bare func() error, err error) {
	to := store.GroupChange{Name: "Every key", About: fmt.Sprint("Changed ", n), Permissions: s.grants[:2-n%2]}
	plan, err := s.db.PlanGroup(ctx, s.ada, everyKeys, to)
	if err != nil {
		return nil, nil, err
	}
	told, err := s.events(ctx, s.ada, store.Event{Action: store.GroupChanged, Subject: string(everyKeys), Before: []store.Field{{Name: "about", Value: to.About}}, After: []store.Field{{Name: "about", Value: to.About}}})
	if err != nil {
		return nil, nil, err
	}
	kind, action := s.grants[1].Split()
	row := step{"INSERT INTO group_permissions (org_id, grp, kind, action) SELECT org_id, no, ?, ? FROM groups WHERE org_id = ? AND id = ?", []any{kind, action, int64(s.ada.Org), string(everyKeys)}}
	if n%2 == 1 {
		row = step{"DELETE FROM group_permissions WHERE org_id = ? AND grp = (SELECT no FROM groups WHERE org_id = ? AND id = ?) AND kind = ? AND action = ?",
			[]any{int64(s.ada.Org), int64(s.ada.Org), string(everyKeys), kind, action}}
	}
	bare, err = s.writing(ctx, append([]step{{changeAbout, []any{to.About, int64(s.ada.Org), string(everyKeys)}}, row}, told...))
	return func() error {
		_, err := s.db.ChangeGroup(ctx, s.call(s.ada), everyKeys, to, plan.Digest)
		return err
	}, bare, err
}
