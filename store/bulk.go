package store

import (
	"context"
	"time"
)

const (
	// UndoSpan is for how long what was done to many keys can be undone.
	UndoSpan = 30 * time.Second
	// MaxFrozen is how many keys can be chosen at once for work in the background.
	MaxFrozen = 1_000_000
	// FrozenKept is for how long keys stay chosen of which nothing became, and how long it is known what was done at once.
	FrozenKept = 24 * time.Hour
	// BulkKept is for how long it is known what became of the keys of work in the background.
	BulkKept = 7 * 24 * time.Hour
	// MaxChosen is how many choices that nothing became of somebody can have at once; the oldest goes.
	MaxChosen = 3
)

// BulkID names keys that were chosen together, and what was done to them.
type BulkID int64

// BulkState says how far the work on many keys is.
type BulkState string

// The states, in their order.
const (
	BulkChosen  BulkState = "chosen"  // nothing was asked to be done yet
	BulkRunning BulkState = "running" // in the background, in steps of [MaxBulk] keys
	BulkDone    BulkState = "done"
	BulkStopped BulkState = "stopped" // before its end: whoever asked for it may no longer
)

// BulkOutcome says what became of one of many keys.
type BulkOutcome string

// The outcomes; until then it is empty.
const (
	BulkChanged BulkOutcome = "changed"
	BulkAlready BulkOutcome = "already" // it was so before
	BulkRefused BulkOutcome = "refused"
	BulkGone    BulkOutcome = "gone" // it had been deleted
	BulkUndone  BulkOutcome = "undone"
)

// Bulk is what was chosen together, and what was done to it.
type Bulk struct {
	ID     BulkID
	State  BulkState
	Change BulkChange // zero until it is begun
	Groups []GroupRef // of the change, as far as they are there, by name
	Total  int        // keys
	More   bool       // more keys matched than [MaxFrozen]
	// Looked is how many have had their turn; the others add up to it.
	Looked, Changed, Already, Refused, Gone int
	Why                                     BulkReason // of a bulk that was stopped
	MadeAt, BegunAt, EndedAt                time.Time  // zero: not yet
}

// BulkRow is one of the keys of a bulk.
type BulkRow struct {
	N       int // from 1 on, in the order of the bulk
	Key     KeyID
	Name    string // as it was called when it was chosen
	Outcome BulkOutcome
	Why     BulkReason // of a key that couldn't change
}

// ChangedKeys is what ChangeKeys answers.
type ChangedKeys struct {
	ID    BulkID // by which it can be undone until [UndoSpan] has passed; 0: nothing was to be changed
	Plan  BulkPlan
	Until time.Time
	// Undoable tells whether undoing would give any key back what it had.
	Undoable bool
	Repeated bool // the same plan had been carried out before: of it, Plan has the numbers alone
}

// UndoneKeys is what UndoKeyChanges answers.
type UndoneKeys struct {
	Undone  int
	Changed int // that somebody changed since
	Gone    int
	Cannot  []BulkRefusal // that the actor may no longer give back what they had
}

// Left is how many keys stay as they were changed.
func (u UndoneKeys) Left() int {
	n := u.Changed + u.Gone
	for _, c := range u.Cannot {
		n += c.Keys.Count
	}
	return n
}

// Bulks are acts on many keys at once. What somebody chose, and what became of it, is shown to them alone: to others it
// is [ErrNotFound].
type Bulks interface {
	// PlanKeyChanges says what a change would do to keys: which change, which are so already, and which can't and why. It
	// names those that are gone. Errors: [DeletedError] of the first when all are gone; [ErrNotFound] when there never was
	// one of them, or the actor may not see it; [ErrForbidden] for who may do it to no key at all; [InvalidError] for keys
	// that [CheckBulk] refuses, and for a change that can be done to none.
	PlanKeyChanges(ctx context.Context, call Call, ids []KeyID, change BulkChange) (BulkPlan, error)
	// ChangeKeys carries out the plan whose digest is given, or nothing, in one transaction. There is an event for each key,
	// and one for all. Sent again within [FrozenKept], it does nothing and answers what was done. Errors: [BulkPlanChangedError] with the plan as it is now; otherwise those of PlanKeyChanges.
	ChangeKeys(ctx context.Context, call Call, ids []KeyID, change BulkChange, digest Digest) (ChangedKeys, error)
	// UndoKeyChanges gives the keys that nobody changed since what they had before ChangeKeys, once, and only as far as the
	// actor could give it. Errors: [ErrUndoOver]; [ErrNotFound].
	UndoKeyChanges(ctx context.Context, call Call, id BulkID) (UndoneKeys, error)
	// FreezeKeys chooses the keys that the query's filter shows, up to [MaxFrozen], for work in the background. It takes a
	// while: of a key that is made or changed meanwhile, it is left open whether it is among them. They stay chosen for
	// [FrozenKept]. Errors: [ErrForbidden]; [ErrFreezing].
	FreezeKeys(ctx context.Context, call Call, query KeyQuery) (Bulk, error)
	// PreviewBulk says what a change would do to keys that were chosen, by what would become of them. It looks at up to
	// [MaxPreviewed], in parts, and previews are made one after the other. Errors: [ErrBulkBegun] when something was begun;
	// [ErrNotFound]; [ErrForbidden]; [InvalidError] for a change that can be done to none.
	PreviewBulk(ctx context.Context, call Call, id BulkID, change BulkChange) (BulkPreview, error)
	// StartBulk begins to do something to keys that were chosen: each step of [MaxBulk] is one transaction, with the rights
	// that the actor has then. Begun a second time it answers how far it is. Errors: [ErrBulkBegun] for another change then;
	// [ErrNotFound]; [ErrForbidden]; [InvalidError].
	StartBulk(ctx context.Context, call Call, id BulkID, change BulkChange) (Bulk, error)
	// Bulk says how far one is. Errors: [ErrNotFound].
	Bulk(ctx context.Context, actor Actor, id BulkID) (Bulk, error)
	// BulkRows are up to [ExportRows] keys of a bulk after the one numbered so. Errors: [ErrNotFound].
	BulkRows(ctx context.Context, actor Actor, id BulkID, after int) ([]BulkRow, error)
}
