package store

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// SavedView is a state of the key table that somebody gave a name to.
type SavedView struct {
	ID        ViewID
	Name      string
	State     string    // the query part of the table's address; a Store doesn't read it
	Shared    bool      // of the organization; otherwise its owner's alone
	Owner     AccountID // who made it
	CreatedAt time.Time
	Default   bool // what the actor's table opens with
	MayChange bool // the actor may save it anew, and delete it
}

// ViewList is what there is of views for an actor.
type ViewList struct {
	Views    []SavedView // their own and the organization's, by name
	Default  ViewRef     // what the table opens with
	MayShare bool        // the actor may save views for the organization
}

// NewView is what saving one takes.
type NewView struct {
	ID     ViewID // of the view to save anew; any other: a new one has it
	Name   string
	State  string
	Shared bool
}

// Limits of saved views.
const (
	// MaxViews is how many an account can have in an organization, and an organization for all.
	MaxViews = 50
	// MaxViewState bounds a view's state, in bytes.
	MaxViewState = 2048
)

// Problems of saved views, as [InvalidError] says them.
const (
	// ProblemViewTaken is that of a name that another one of the actor's views has, or of the organization's, after folding.
	ProblemViewTaken = "is the name of another view"
	// ProblemViews is that of one view more than [MaxViews]; its verb takes that number.
	ProblemViews = "would be one more than the %d that there can be"
)

const (
	acceptedViewID = "the id of a view"
	acceptedRef    = "a view that is shown, or none"
	acceptedState  = "the part after the question mark of the table's address, of up to 2,048 bytes"
)

// Clean gives the view as it is stored. Errors: [InvalidError] for the fields "id", "name" and "state".
func (v NewView) Clean() (NewView, error) {
	if !isID(string(v.ID)) {
		return NewView{}, &InvalidError{Field: "id", Problem: "is no id", Accepted: acceptedViewID}
	}
	name, err := CleanName("name", v.Name)
	if err != nil {
		return NewView{}, err
	}
	v.Name = name
	return v, checkViewState(v.State)
}

func checkViewState(state string) error {
	refuse := func(problem string, args ...any) error {
		return &InvalidError{Field: "state", Problem: problem, Accepted: acceptedState, Args: args}
	}
	if len(state) > MaxViewState {
		return refuse(ProblemBytes, len(state), MaxViewState)
	}
	if !utf8.ValidString(state) {
		return refuse(ProblemNotUTF8)
	}
	at := 0
	for _, r := range state {
		if at++; unicode.IsControl(r) {
			return refuse(ProblemCharacter, codePoint(r), at)
		}
	}
	return nil
}

// ViewRef names a view that a table can open with: the id of a saved one, or the name of one that is built in, such as
// "never-used". Those names belong to the pages; a Store knows only what they look like. Empty: none.
type ViewRef string

// Saved is the id of the saved view that it names; ok is false when it names none.
func (r ViewRef) Saved() (id ViewID, ok bool) { return ViewID(r), isID(string(r)) }

// BuiltIn tells whether it could name a view that is built in: words of small letters with a hyphen between them, at
// most 40 bytes. An id never looks so, because it has no hyphen.
func (r ViewRef) BuiltIn() bool {
	words := strings.Split(string(r), "-")
	for _, word := range words {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return len(words) > 1 && len(r) <= Limits.Slug.Max
}

// Check refuses what can't name a view. Errors: [InvalidError] for the field "view".
func (r ViewRef) Check() error {
	if _, saved := r.Saved(); r == "" || saved || r.BuiltIn() {
		return nil
	}
	return &InvalidError{Field: "view", Problem: "is the name of no view", Accepted: acceptedRef}
}
