package views

import (
	"context"
	"strconv"
	"time"

	"chatelaine/store"
)

// KeyForm is what the forms about one key share: whose they are, the version that they showed, and what somebody did to
// the key meanwhile.
type KeyForm struct {
	Window   Window
	Action   string
	Version  string
	Changed  string // empty: nothing
	Mistakes Mistakes
}

// KeyFormFacts are what such a form is made from.
type KeyFormFacts struct {
	Organization store.Organization
	Info         store.KeyInfo
	Now          time.Time
	Changed      *store.KeyChangedError // nil: the form is as it was opened
	Mistakes     Mistakes
}

// newKeyForm makes the shared part of the form that is at the key's address with below behind it.
func newKeyForm(ctx context.Context, f KeyFormFacts, id, title, below string) KeyForm {
	key, org := f.Info.Key, f.Organization
	href := KeyAddress(org.Slug, key.ID)
	p := KeyForm{
		Window: Window{ID: id, Title: title, Lede: key.Name, Close: href},
		Action: href + below, Version: strconv.FormatInt(key.Version, 10), Mistakes: f.Mistakes,
	}
	if f.Changed != nil {
		p.Changed = changedWords(ctx, *f.Changed, f.Now, org.Zone)
	}
	return p
}

// RenameKey is the form that gives a key another name.
type RenameKey struct {
	KeyForm
	Check   string // address that says whether a name is taken
	Name    string // as typed
	Present string // what the key is called by now, where that isn't what the form was opened with
}

// NewRenameKey makes the form with a name as it was typed.
func NewRenameKey(ctx context.Context, f KeyFormFacts, typed string) RenameKey {
	p := RenameKey{KeyForm: newKeyForm(ctx, f, "rename", T(ctx, "Rename key"), "/rename"), Name: typed}
	p.Check = p.Action + "/check"
	if f.Changed != nil {
		p.Present = T(ctx, "It is called “%s” now.", f.Info.Key.Name)
	}
	return p
}
