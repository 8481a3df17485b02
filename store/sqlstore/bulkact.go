package sqlstore

import (
	"encoding/json"
	"fmt"
	"time"

	"chatelaine/store"
)

// deed is an act on many keys in a transaction: what was read once for all of them.
type deed struct {
	tx       *tx
	call     store.Call // of whoever it is that asked for it, not of a job
	standing store.Standing
	change   store.BulkChange
	groups   []store.GroupRef // of the change, by name
	expiry   expiry           // likewise
}

// bulkAct is how an act is done to many keys, one at a time, by the same functions as to one.
type bulkAct struct {
	// prepare reads what the act needs to know. Errors: [store.InvalidError] for what can be done to no key.
	prepare func(*deed) error
	// judge tells whether the act would change a key. Errors: those of doing it.
	judge func(*deed, store.Key) (bool, error)
	do    func(*deed, store.Key) ([]store.Event, error)
	// mayRestore refuses what the actor could no longer give, such as more time. Errors: those of doing it.
	mayRestore func(*deed, store.Key, former) error
	// restore gives a key back what the act took.
	restore func(*deed, store.Key, former) ([]store.Event, error)
}

// bulkActs are those of each act but deletion, which can't be undone.
var bulkActs = map[store.BulkAct]bulkAct{
	store.BulkGroups:     {prepare: prepareRegroup, judge: judgeRegroup, do: doRegroup, mayRestore: mayRestoreGroups, restore: restoreGroups},
	store.BulkDeactivate: {prepare: prepareDeactivation, judge: judgeDeactivation, do: doDeactivation, mayRestore: mayRestoreSwitch, restore: restoreSwitch},
	store.BulkActivate:   {prepare: prepareActivation, judge: judgeActivation, do: doActivation, mayRestore: mayRestoreSwitch, restore: restoreSwitch},
	store.BulkExpiry:     {prepare: prepareExpiry, judge: judgeExpiry, do: doExpiry, mayRestore: mayRestoreExpiry, restore: restoreExpiry},
	store.BulkLabels:     {prepare: prepareRelabel, judge: judgeRelabel, do: doRelabel, mayRestore: mayRestoreLabels, restore: restoreLabels},
}

// former is what a key had that an act can change.
type former struct {
	Groups      []store.GroupID `json:",omitempty"`
	From, Until time.Time       `json:",omitzero"` // of its being inactive
	Reason      string          `json:",omitempty"`
	ExpiresOn   store.Date
	ExpiresAt   time.Time     `json:",omitzero"`
	Labels      []store.Label `json:",omitempty"`
}

func formerOf(key store.Key) former {
	return former{groupIDs(key.Groups), key.InactiveFrom, key.InactiveUntil, key.InactiveReason, key.ExpiresOn, key.ExpiresAt, key.Labels}
}

// asJSON writes a value into a column; the zero one as nothing.
func asJSON[T comparable](value T) (string, error) {
	var zero T
	if value == zero {
		return "", nil
	}
	text, err := json.Marshal(value)
	return string(text), err
}

// newDeed begins an act in a transaction. Errors: those of [store.Standing.MayBulk] and of preparing it.
func (tx *tx) newDeed(call store.Call, change store.BulkChange) (*deed, error) {
	standing, err := tx.standing(call.Actor)
	if err != nil {
		return nil, err
	}
	d := &deed{tx: tx, call: call, standing: standing, change: change}
	if err := standing.MayBulk(change.Act); err != nil {
		return nil, err
	}
	if change.Act == store.BulkDelete {
		return d, nil
	}
	return d, bulkActs[change.Act].prepare(d)
}

// judgeAll finds out what the act would do to each key.
func (d *deed) judgeAll(keys []store.Key) ([]store.JudgedKey, error) {
	judged := make([]store.JudgedKey, len(keys))
	for i, key := range keys {
		judged[i] = store.JudgedKey{Key: key, Outcome: store.BulkAlready}
		changes, err := bulkActs[d.change.Act].judge(d, key)
		switch reason, about := store.BulkReasonOf(err); {
		case about:
			judged[i].Outcome, judged[i].Why = store.BulkRefused, reason
		case err != nil:
			return nil, err
		case changes:
			judged[i].Outcome = store.BulkChanged
		}
	}
	return judged, nil
}

// doAll does it to the keys that it would change.
func (d *deed) doAll(judged []store.JudgedKey) (events []store.Event, err error) {
	for _, j := range judged {
		if j.Outcome != store.BulkChanged {
			continue
		}
		some, err := bulkActs[d.change.Act].do(d, j.Key)
		if err != nil {
			return nil, fmt.Errorf("change key %s: %w", j.Key.ID, err)
		}
		events = append(events, some...)
	}
	return events, nil
}
