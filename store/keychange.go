package store

import "time"

// MaxKeyEvents is up to how many events since a version are read; of more, nobody asks what each did.
const MaxKeyEvents = 10_000

// MaxKeysTouched is up to how many keys that were touched since a version are looked at.
const MaxKeysTouched = 2 * MaxBulk

// MaxShown is how many keys can be asked about at once: the rows of the largest page.
const MaxShown = 100

// KeyChanges is what became of the keys that an actor sees since a version of their table ([KeyPage.Version]).
type KeyChanges struct {
	Version int64 // the newest
	// Unclear: everything can have changed, because the version is none of this organization's, because more happened than
	// [MaxKeyEvents] and [MaxKeysTouched] allow for, or because the actor's own rights changed. Then Shown has all keys that were asked about.
	Unclear bool
	Shown   []Key     // of the keys that were asked about: those that changed
	Gone    []GoneKey // of the keys that were asked about: those that were deleted
	Others  []KeyChange
	// GoneElsewhere tells whether keys were deleted that weren't asked about.
	GoneElsewhere bool
	// Owning tells whether resources changed hands, so that other keys can own some than before.
	Owning bool
}

// KeyChange is a key that was created or changed, and is there.
type KeyChange struct {
	KeyFacts
	Created bool // after the version
}

// GoneKey is a key that was deleted.
type GoneKey struct {
	ID   KeyID
	Name string // as it was called
	By   string // who did it, as they were called
	At   time.Time
}

// None tells whether nothing happened that the actor's table could show.
func (c KeyChanges) None() bool {
	return !c.Unclear && !c.Owning && !c.GoneElsewhere && len(c.Shown)+len(c.Gone)+len(c.Others) == 0
}
