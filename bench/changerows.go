package bench

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"chatelaine/store"
)

// madeKey is a key that was made in the portal, and its like in the copy.
type madeKey struct {
	portal store.KeyID
	bare   bareKey
}

// bareKey is a key in the copy, by the numbers of its rows.
type bareKey struct {
	id          store.KeyID
	org         store.OrgID
	seq, secret int64
}

// counter is the next number of something in the copy, read before a transaction takes it.
func (s *changeStand) counter(ctx context.Context, name string) (n int64, err error) {
	err = s.bare.db.QueryRowContext(ctx, "SELECT n + 1 FROM counters WHERE org_id = 0 AND name = ?", name).Scan(&n)
	return n, err
}

const (
	takeOne     = "UPDATE counters SET n = n + 1 WHERE org_id = 0 AND name = ?"
	putEvent    = "INSERT INTO events (seq, org_id, at, action, subject, actor_kind, actor, sought, canonical) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
	countKeys   = "UPDATE counters SET n = n + ? WHERE org_id = ? AND name = 'keys'"
	takeSome    = "UPDATE counters SET n = n + ? WHERE org_id = 0 AND name = 'events'"
	putKey      = "INSERT INTO keys (seq, " + rowColumns + ") VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0)"
	putSecret   = "INSERT INTO secrets (seq, org_id, key_id, hash_v, prefix, tail, created_at, created_by, ends_at, confirmed_at) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, 0)"
	putNonce    = "INSERT INTO form_nonces (nonce, org_id, session, action, body, outcome, expires_at) VALUES (?, ?, 'bench', 'key.create', ?, ?, ?)"
	switchOff   = "UPDATE keys SET inactive_from = ?, inactive_until = ?, inactive_reason = ?, version = version + 1 WHERE seq = ?"
	dropOneKey  = "DELETE FROM keys WHERE seq = ?"
	putInGroup  = "INSERT INTO key_groups (org_id, seq, grp) SELECT org_id, ?, no FROM groups WHERE org_id = ? AND id = ?"
	changeAbout = "UPDATE groups SET about = ?, version = version + 1 WHERE org_id = ? AND id = ?"
)

// events are the rows of audit events, and the number that they take from their counter.
func (s *changeStand) events(ctx context.Context, by store.Actor, told ...store.Event) ([]step, error) {
	first, err := s.counter(ctx, "events")
	if err != nil {
		return nil, err
	}
	steps := []step{{takeSome, []any{len(told)}}}
	for i, e := range told {
		e.Seq, e.Org, e.Actor, e.ActorName, e.At = first+int64(i), by.Org, by, "Ada Moreau", s.at
		canonical, err := e.Canonical()
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{putEvent, []any{e.Seq, int64(e.Org), s.at.UnixMilli(), string(e.Action), e.Subject, string(by.Kind), string(by.ID), e.Sought(), canonical}})
	}
	return steps, nil
}

// rowsOfKey are all rows of a new key.
func (s *changeStand) rowsOfKey(ctx context.Context, key store.NewKey) (made bareKey, steps []step, err error) {
	made = bareKey{id: key.ID, org: s.ada.Org}
	if made.seq, err = s.counter(ctx, "key_seqs"); err != nil {
		return made, nil, err
	}
	if made.secret, err = s.counter(ctx, "secret_seqs"); err != nil {
		return made, nil, err
	}
	org, id, by, at := int64(made.org), string(key.ID), string(s.ada.ID), s.at.UnixMilli()
	fold, starts := store.Fold(key.Name), ""
	for _, start := range store.WordStarts(fold) {
		starts += "\x02\x02" + start
	}
	told, err := s.events(ctx, s.ada, store.Event{Action: store.KeyCreated, Subject: id, After: []store.Field{
		{Name: "name", Value: key.Name}, {Name: "role", Value: key.Role.String()}, {Name: "expires", Value: key.ExpiresOn.String()}, {Name: "groups", Value: "Every key"},
	}})
	return made, append([]step{
		{takeOne, []any{"key_seqs"}},
		{"INSERT INTO principals (org_id, id, kind) VALUES (?, ?, 'key')", []any{org, id}},
		{putKey, []any{made.seq, org, id, key.Name, fold, starts, key.Role.String(), by, s.fold, at, key.ExpiresOn.String(), key.ExpiresOn.End(time.UTC).UnixMilli(), int64(never), int64(never)}},
		{"INSERT INTO key_uses (org_id, seq, created_at, last_used) VALUES (?, ?, ?, 0)", []any{org, made.seq, at}},
		{takeOne, []any{"secret_seqs"}},
		{putSecret, []any{made.secret, org, id, key.Secret.Prefix, key.Secret.Tail, at, by, int64(never)}},
		{"INSERT INTO digests (secret, sha256) VALUES (?, ?)", []any{made.secret, key.Secret.Digest[:]}},
		{putInGroup, []any{made.seq, org, string(everyKeys)}},
		{countKeys, []any{1, org}},
		{putNonce, []any{key.Nonce.Digest[:], org, key.Nonce.Body[:], id, key.Nonce.Expires.UnixMilli()}},
	}, told...), err
}

// rowsGone are those of a key that go with it.
func rowsGone(key bareKey) []step {
	return []step{
		{"DELETE FROM digests WHERE secret = ?", []any{key.secret}},
		{"DELETE FROM secrets WHERE seq = ?", []any{key.secret}},
		{"DELETE FROM key_groups WHERE seq = ?", []any{key.seq}},
		{"DELETE FROM key_uses WHERE seq = ?", []any{key.seq}},
		{dropOneKey, []any{key.seq}},
		{"DELETE FROM principals WHERE org_id = ? AND id = ?", []any{int64(key.org), string(key.id)}},
		{countKeys, []any{-1, int64(key.org)}},
	}
}

// deletion is the event of a key that is gone.
func deletion(id store.KeyID, name string) store.Event {
	return store.Event{
		Action: store.KeyDeleted, Subject: string(id),
		Before: []store.Field{{Name: "name", Value: name}, {Name: "role", Value: "user"}, {Name: "creator", Value: "creator00000"}, {Name: "creator_name", Value: "Ada Moreau"}},
		After: []store.Field{
			{Name: "choice", Value: ""}, {Name: "successor", Value: ""}, {Name: "keys", Value: "1"}, {Name: "moved", Value: "0"}, {Name: "stayed", Value: "0"},
			{Name: "destroyed", Value: "0"}, {Name: "access_entries", Value: "0"}, {Name: "plan", Value: fmt.Sprintf("%x", sha256.Sum256([]byte(id)))},
		},
	}
}

// owned are the resources of the nth owner of the estate in the copy: the first and the last id, and an event for each.
func owned(n int, action store.Action, fields ...store.Field) (first, last string, told []store.Event) {
	for i := n * ownedByEach; i < (n+1)*ownedByEach; i++ {
		told = append(told, store.Event{Action: action, Subject: numberedID('r', i), Before: fields})
	}
	return told[0].Subject, told[len(told)-1].Subject, told
}
