package sqlstore

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"chatelaine/store"
)

// How far the trail is read for the latest changes: a little first, and where that holds nothing but one large act, or
// what no dashboard tells of, as far as that costs little.
var trailSteps = [...]int{200, 20_000}

// How many of their keys, the newest, are looked at for what was done to them, where an actor sees only their own; and
// how many of the latest deletions.
const (
	ownKeysInTrail   = 200
	deletionsInTrail = 200
)

// act is some events of the trail that belong together: of one actor, one instant and one sort.
type act struct {
	seq    int64 // of the last one
	events int64
}

func scanAct(row scanner) (a act, err error) { return a, row.Scan(&a.seq, &a.events) }

const (
	latestActs = `
	SELECT max(e.seq), count(*)
	FROM (
		SELECT seq, action, at, actor
		FROM events INDEXED BY events_by_time
		WHERE org_id = ?
		ORDER BY at DESC, seq DESC
		LIMIT ?) e
	WHERE e.action NOT IN (%s)
	GROUP BY e.at, e.actor, e.action
	ORDER BY 1 DESC
	LIMIT ?`
	latestOwnActs = `
	SELECT max(e.seq), count(*)
	FROM events e INDEXED BY events_by_subject
	WHERE e.org_id = ? AND e.action NOT IN (%s) AND e.subject IN (
		SELECT k.id
		FROM keys k INDEXED BY keys_by_creator
		WHERE k.org_id = ? AND k.creator = ?
		ORDER BY k.created_at DESC
		LIMIT ?)
	GROUP BY e.at, e.actor, e.action
	ORDER BY 1 DESC
	LIMIT ?`
	latestDeletions = `
	SELECT e.seq, 1
	FROM (
		SELECT seq, action
		FROM events INDEXED BY events_by_time
		WHERE org_id = ?
		ORDER BY at DESC, seq DESC
		LIMIT ?) e
	WHERE e.action = 'key.deleted'
	LIMIT ?`
	eventBySeq = `
	SELECT canonical
	FROM events
	WHERE seq = $1`
)

// withQuiet fills the list of what no dashboard tells of into a statement, and its values into its arguments.
func withQuiet(text string, before []any, after ...any) clause {
	quiet := store.QuietActions()
	args := slices.Clone(before)
	for _, action := range quiet {
		args = append(args, string(action))
	}
	return piece(fmt.Sprintf(text, "?"+strings.Repeat(", ?", len(quiet)-1)), append(args, after...)...)
}

// changes are the latest that an actor with that standing may read of.
func (tx *tx) changes(org store.OrgID, standing store.Standing) (changes []store.Change, err error) {
	var acts []act
	switch {
	case standing.SeesTrail():
		acts, err = tx.latestActs(org)
	case standing.SeesKeyOf(store.AccountID(standing.ID)):
		acts, err = tx.latestOwnActs(org, standing)
	}
	if err != nil {
		return nil, fmt.Errorf("look for the latest changes: %w", err)
	}
	for _, a := range acts {
		event, err := one(tx, scanEvent, eventBySeq, a.seq)
		if err != nil {
			return nil, fmt.Errorf("read a change: %w", err)
		}
		change := store.Change{Event: event, Others: int(a.events) - 1}
		if change.Name, change.Gone, err = tx.subjectName(org, event); err != nil {
			return nil, err
		}
		if err := tx.discreet(org, standing, nil, &change.Event); err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// latestActs are those of the whole organization. One more is looked for than is shown, because the last one that is found
// may have begun before.
func (tx *tx) latestActs(org store.OrgID) (acts []act, err error) {
	for _, entries := range trailSteps {
		query := withQuiet(latestActs, []any{org, entries}, store.MaxChanges+1)
		if acts, err = all(tx, scanAct, query.statement(), query.args...); err != nil || len(acts) > store.MaxChanges {
			break
		}
	}
	return acts[:min(len(acts), store.MaxChanges)], err
}

// latestOwnActs are what was done to keys that the actor created, and that those were deleted.
func (tx *tx) latestOwnActs(org store.OrgID, standing store.Standing) ([]act, error) {
	query := withQuiet(latestOwnActs, []any{org}, org, standing.ID, ownKeysInTrail, store.MaxChanges)
	acts, err := all(tx, scanAct, query.statement(), query.args...)
	if err != nil {
		return nil, err
	}
	query = piece(latestDeletions, org, trailSteps[len(trailSteps)-1], deletionsInTrail)
	deletions, err := all(tx, scanAct, query.statement(), query.args...)
	if err != nil {
		return nil, err
	}
	for _, a := range deletions {
		event, err := one(tx, scanEvent, eventBySeq, a.seq)
		if err != nil {
			return nil, err
		}
		if standing.SeesKeyOf(store.AccountID(store.Value(event.Before, "creator"))) {
			acts = append(acts, a)
		}
	}
	slices.SortFunc(acts, func(a, b act) int { return cmp.Compare(b.seq, a.seq) })
	return acts[:min(len(acts), store.MaxChanges)], nil
}

const memberName = `
	SELECT name
	FROM members
	WHERE org_id = $1 AND account = $2`

// subjectName is what an event's subject is called: now, or last, or by what the event says. Gone tells of a key that
// was deleted.
func (tx *tx) subjectName(org store.OrgID, event store.Event) (name string, gone bool, err error) {
	name = cmp.Or(store.Value(event.After, "name"), store.Value(event.Before, "name"))
	about, _, _ := strings.Cut(string(event.Action), ".")
	switch about {
	case "key":
		err = tx.scan([]any{&name}, keyName, org, event.Subject)
		if gone = errors.Is(err, store.ErrNotFound); gone {
			var deletion store.Event
			if deletion, err = one(tx, scanEvent, keyDeletion, org, event.Subject); err == nil {
				name = store.Value(deletion.Before, "name")
			}
		}
	case "resource":
		var r store.Resource
		if r, err = one(tx, scanResource, resourceByID, org, event.Subject); err == nil {
			name = r.Name
		}
	case "member":
		err = tx.scan([]any{&name}, memberName, org, event.Subject)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", false, fmt.Errorf("read the name of an event's subject: %w", err)
	}
	return name, gone, nil
}
