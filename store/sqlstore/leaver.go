package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"chatelaine/store"
)

const (
	leavers = `
	SELECT ` + memberColumns + `, r.n
	FROM review_counts r
	CROSS JOIN members m` + memberJoins + `
	WHERE r.org_id = $1 AND r.n > 0 AND m.org_id = r.org_id AND m.account = r.creator
	ORDER BY m.left_at DESC, m.account
	LIMIT $2`
	keysOfLeaver = `
	SELECT ` + keyColumns + `
	FROM key_reviews r
	CROSS JOIN keys k` + keyJoins + `
	WHERE r.org_id = $1 AND r.creator = $2 AND k.seq = r.seq
	ORDER BY k.name_fold
	LIMIT $3`
	toReview = `
	SELECT count(*)
	FROM key_reviews
	WHERE seq = $1`
	keyReviewed = `
	DELETE FROM key_reviews
	WHERE seq = $1`
	noReviews = `
	DELETE FROM key_reviews
	WHERE org_id = $1 AND creator = $2`
	reviewAllKeys = `
	INSERT INTO key_reviews (seq, org_id, creator)
	SELECT k.seq, k.org_id, k.creator
	FROM members m
	CROSS JOIN keys k
	WHERE m.org_id = $1 AND m.left_at > 0 AND k.org_id = m.org_id AND k.creator = m.account`
)

func scanLeaver(row scanner) (l store.Leaver, err error) {
	l.Member, err = scanMember(beside{row, &l.Keys})
	return l, err
}

// Leavers implements [store.Members].
func (db *DB) Leavers(ctx context.Context, actor store.Actor, limit int) (list []store.Leaver, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayChangeKeys(); err != nil {
			return err
		}
		list, err = tx.leavers(actor.Org, standing, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for who left: %w", err)
	}
	return list, nil
}

// leavers are those who left and have keys to look at, for who may look at them.
func (tx *tx) leavers(org store.OrgID, standing store.Standing, limit int) ([]store.Leaver, error) {
	if standing.MayChangeKeys() != nil {
		return nil, nil
	}
	list, err := all(tx, scanLeaver, leavers, org, limit)
	if err != nil {
		return nil, fmt.Errorf("read who left: %w", err)
	}
	return list, nil
}

// LeaverKeys implements [store.Members].
func (db *DB) LeaverKeys(ctx context.Context, actor store.Actor, leaver store.AccountID, limit int) (keys store.LeaverKeys, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if keys.Leaver, err = tx.reviewable(actor, leaver); err != nil {
			return err
		}
		if keys.Keys, err = tx.leaverKeys(actor.Org, leaver, limit); err != nil {
			return err
		}
		if keys.Contacts, err = all(tx, scanNamedCreator, presentMembers, actor.Org, store.MaxContacts); err != nil {
			return fmt.Errorf("read the members: %w", err)
		}
		return nil
	})
	if err != nil {
		return store.LeaverKeys{}, fmt.Errorf("list the keys of who left: %w", err)
	}
	return keys, nil
}

// reviewable finds a member, for an actor who may look after the keys that they created.
func (tx *tx) reviewable(actor store.Actor, id store.AccountID) (l store.Leaver, err error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return l, err
	}
	if l.Member, err = tx.visibleMember(actor.Org, standing, id); err != nil {
		return l, err
	}
	if err := standing.MayChangeKeys(); err != nil {
		return l, err
	}
	_, l.Keys, err = tx.keysOfCreator(actor.Org, id)
	return l, err
}

// leaverKeys are the first keys of a leaver that are to be looked at, by name.
func (tx *tx) leaverKeys(org store.OrgID, leaver store.AccountID, limit int) ([]store.Key, error) {
	keys, err := all(tx, scanKey, keysOfLeaver, org, leaver, limit)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	for at := 0; at < len(keys); at += store.PageSizes[len(store.PageSizes)-1] {
		some := keys[at:min(len(keys), at+store.PageSizes[len(store.PageSizes)-1])]
		pointers := make([]*store.Key, len(some))
		for i := range some {
			pointers[i] = &some[i]
		}
		if err := tx.fill(org, pointers); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// KeepKeys implements [store.Members].
func (db *DB) KeepKeys(ctx context.Context, call store.Call, leaver store.AccountID, keys []store.KeyID, contact store.AccountID) (kept, left int, err error) {
	err = db.change(ctx, call, func(tx *tx) (events []store.Event, err error) {
		who, err := tx.reviewable(call.Actor, leaver)
		if err != nil {
			return nil, err
		}
		if len(keys) > store.MaxBulk {
			return nil, store.CheckBulk(keys)
		}
		if err := tx.mayBeContact(call.Actor.Org, contact); err != nil {
			return nil, err
		}
		found, err := tx.keysToKeep(call.Actor.Org, leaver, keys)
		if err != nil {
			return nil, err
		}
		for _, key := range found {
			event, err := tx.keep(call.Actor.Org, key, contact)
			if err != nil {
				return nil, err
			}
			events = append(events, event)
		}
		kept, left = len(found), who.Keys-len(found)
		return events, nil
	})
	if err != nil {
		return 0, 0, fmt.Errorf("keep keys of who left: %w", err)
	}
	return kept, left, nil
}

// mayBeContact refuses whoever isn't a member. Errors: [store.InvalidError].
func (tx *tx) mayBeContact(org store.OrgID, id store.AccountID) error {
	contact, err := one(tx, scanNamedCreator, namedMember, org, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("look for the contact: %w", err)
	}
	return store.CheckContact(store.Creator{}, contact)
}

// keysToKeep are those of the keys that are still to be looked at; no ids: the first ones.
func (tx *tx) keysToKeep(org store.OrgID, leaver store.AccountID, ids []store.KeyID) (keys []store.Key, err error) {
	if len(ids) == 0 {
		return tx.leaverKeys(org, leaver, store.MaxBulk)
	}
	found, err := allEach(tx, scanKey, keysByID, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	seen := map[store.KeyID]bool{}
	for i := range found {
		open, err := tx.number(toReview, found[i].Seq)
		if err != nil {
			return nil, fmt.Errorf("look whether the key was looked at: %w", err)
		}
		if open == 0 || found[i].Creator.ID != leaver || seen[found[i].ID] {
			continue
		}
		seen[found[i].ID] = true
		if err := tx.fill(org, []*store.Key{&found[i]}); err != nil {
			return nil, err
		}
		keys = append(keys, found[i])
	}
	return keys, nil
}

// keep leaves a key as it is, with another contact, and gives the event that tells of it.
func (tx *tx) keep(org store.OrgID, key store.Key, contact store.AccountID) (store.Event, error) {
	is, err := tx.described(org, key, store.Description{Purpose: key.Purpose, Labels: key.Labels, Contact: contact})
	if err != nil {
		return store.Event{}, err
	}
	before, after := store.DescriptionFields(key, is)
	if len(after) > 0 {
		if err := tx.writeAbout(org, key, is); err != nil {
			return store.Event{}, err
		}
	}
	if err := tx.execSteps(step{keyReviewed, []any{key.Seq}}, step{keyEdited, []any{org, key.ID}}); err != nil {
		return store.Event{}, fmt.Errorf("note that the key was looked at: %w", err)
	}
	return store.Event{Org: org, Action: store.KeyReviewed, Subject: string(key.ID), Before: before, After: after}, nil
}
