package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"chatelaine/store"
)

const (
	newestEvent = `
	SELECT coalesce(max(seq), 0)
	FROM events
	WHERE org_id = $1`
	countEventsSince = `
	SELECT count(*)
	FROM (
		SELECT 1
		FROM events
		WHERE org_id = $1 AND seq > $2
		LIMIT $3) e`
	eventsSince = `
	SELECT action, subject
	FROM events
	WHERE org_id = $1 AND seq > $2
	ORDER BY seq`
	keyFactsByID = `
	SELECT ` + keyColumns + `, k.owns
	FROM keys k` + keyJoins + `
	WHERE k.org_id = $1 AND k.id IN %s`
)

// happened is what an event tells of a key table.
type happened struct {
	action  store.Action
	subject string
}

func scanHappened(row scanner) (h happened, err error) { return h, row.Scan(&h.action, &h.subject) }

// beside reads a last column beside those of scanKey.
type beside struct {
	scanner
	to any
}

func (b beside) Scan(to ...any) error { return b.scanner.Scan(append(to, b.to)...) }

func scanKeyFacts(row scanner) (k store.KeyFacts, err error) {
	k.Key, err = scanKey(beside{row, &k.OwnsResources})
	return k, err
}

// KeyChanges implements [store.Keys].
func (db *DB) KeyChanges(ctx context.Context, actor store.Actor, since int64, shown []store.KeyID) (changes store.KeyChanges, err error) {
	shown = slices.Compact(slices.Sorted(slices.Values(shown[:min(len(shown), store.MaxShown)])))
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if changes.Version, err = tx.number(newestEvent, actor.Org); err != nil {
			return fmt.Errorf("find the newest event: %w", err)
		}
		touched, err := tx.touchedSince(&changes, actor, since)
		if err != nil {
			return err
		}
		return tx.keysTouched(&changes, actor.Org, standing, touched, shown)
	})
	if err != nil {
		return store.KeyChanges{}, fmt.Errorf("look what changed: %w", err)
	}
	return changes, nil
}

// touchedSince gives the keys that events since a version are about, and for each whether it was created then.
func (tx *tx) touchedSince(changes *store.KeyChanges, actor store.Actor, since int64) (map[store.KeyID]bool, error) {
	n, err := tx.number(countEventsSince, actor.Org, since, store.MaxKeyEvents+1)
	if err != nil {
		return nil, fmt.Errorf("count events: %w", err)
	}
	if changes.Unclear = since < 0 || since > changes.Version || n > store.MaxKeyEvents; changes.Unclear {
		return nil, nil
	}
	events, err := all(tx, scanHappened, eventsSince, actor.Org, since)
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	touched := map[store.KeyID]bool{}
	for _, e := range events {
		about, _, _ := strings.Cut(string(e.action), ".")
		switch {
		case about == "key":
			id := store.KeyID(e.subject)
			touched[id] = touched[id] || e.action == store.KeyCreated
		case about == "member" && e.subject == string(actor.ID), about == "organization", about == "settings":
			changes.Unclear = true
		case e.action == store.GroupRenamed, e.action == store.GroupDeleted: // every row can show it
			changes.Unclear = true
		case about == "resource" && e.action != store.ResourceACL:
			changes.Owning = true
		}
	}
	if len(touched) > store.MaxKeysTouched {
		changes.Unclear, touched = true, nil
	}
	return touched, nil
}

// keysTouched reads the keys that changed, as far as the actor sees them.
func (tx *tx) keysTouched(changes *store.KeyChanges, org store.OrgID, standing store.Standing, touched map[store.KeyID]bool, shown []store.KeyID) error {
	changes.Owning = changes.Owning && standing.SeesAllKeys()
	wanted := map[store.KeyID]bool{}
	for id := range touched {
		wanted[id] = true
	}
	if changes.Unclear {
		for _, id := range shown {
			wanted[id] = true
		}
	}
	ids := make([]store.KeyID, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	there, err := allEach(tx, scanKeyFacts, keyFactsByID, org, ids)
	if err != nil {
		return fmt.Errorf("read the keys: %w", err)
	}
	slices.SortFunc(there, func(a, b store.KeyFacts) int { return int(a.Key.Seq - b.Key.Seq) })
	there = slices.CompactFunc(there, func(a, b store.KeyFacts) bool { return a.Key.ID == b.Key.ID })
	if err := tx.fill(org, pointers(there, keyOfFacts)); err != nil {
		return err
	}
	for _, k := range there {
		delete(wanted, k.Key.ID)
		switch {
		case !standing.SeesKeyOf(k.Key.Creator.ID):
		case slices.Contains(shown, k.Key.ID):
			changes.Shown = append(changes.Shown, k.Key)
		default:
			changes.Others = append(changes.Others, store.KeyChange{KeyFacts: k, Created: touched[k.Key.ID]})
		}
	}
	return tx.keysGone(changes, org, standing, wanted, shown)
}

// keysGone says who deleted those of the keys that aren't there any more.
func (tx *tx) keysGone(changes *store.KeyChanges, org store.OrgID, standing store.Standing, missing map[store.KeyID]bool, shown []store.KeyID) error {
	for _, id := range shown {
		if !missing[id] {
			continue
		}
		delete(missing, id)
		err := tx.deleted(org, standing, id)
		var deleted *store.DeletedError
		switch {
		case errors.As(err, &deleted):
			changes.Gone = append(changes.Gone, store.GoneKey{ID: id, Name: deleted.Name, By: deleted.By, At: deleted.At})
		case !errors.Is(err, store.ErrNotFound):
			return fmt.Errorf("look for a deletion: %w", err)
		}
	}
	changes.GoneElsewhere = len(missing) > 0 && standing.SeesAllKeys()
	return nil
}
