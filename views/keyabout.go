package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// KeyAbout is what a key's information says of what it is for.
type KeyAbout struct {
	Purpose     string // empty: nobody said
	Labels      []store.Label
	Contact     string
	ContactLeft bool
	Email       string
	Href        string // of the form that changes it; empty: the person can't
}

// NewKeyAbout puts it into words.
func NewKeyAbout(org store.Organization, info store.KeyInfo) KeyAbout {
	key := info.Key
	p := KeyAbout{Purpose: key.Purpose, Labels: key.Labels, Contact: key.Contact.Name, ContactLeft: key.Contact.Left, Email: key.Contact.Email}
	if info.Can.Describe {
		p.Href = KeyAddress(org.Slug, key.ID) + "/about"
	}
	return p
}

// AboutValues are what a form about a key has typed in it.
type AboutValues struct{ Purpose, Labels, Contact string }

// AboutOf is what the form begins with.
func AboutOf(key store.Key) AboutValues {
	return AboutValues{Purpose: key.Purpose, Labels: labelLines(key.Labels), Contact: string(key.Contact.ID)}
}

func labelLines(list []store.Label) string {
	lines := make([]string, len(list))
	for i, l := range list {
		lines[i] = l.String()
	}
	return strings.Join(lines, "\n")
}

// DescribeKey is the form that says what a key is for.
type DescribeKey struct {
	Window   Window
	Action   string
	Version  string      // of the key as the form shows it
	Changed  string      // what somebody did to the key while the form was open; empty: nothing
	Now      []ValueLine // what is said of the key now, where that is something else than what was typed
	Values   AboutValues
	Contacts []Option
	Mistakes Mistakes
}

// DescribeFacts are what the form is made from.
type DescribeFacts struct {
	Organization store.Organization
	Form         store.DescriptionForm
	Now          time.Time
	Typed        *AboutValues           // nil: the form is as it was opened
	Changed      *store.KeyChangedError // nil: nobody changed the key meanwhile
	Mistakes     Mistakes
}

// NewDescribeKey makes the form.
func NewDescribeKey(ctx context.Context, f DescribeFacts) DescribeKey {
	key, org := f.Form.Key, f.Organization
	p := DescribeKey{
		Window: Window{ID: "describe", Title: T(ctx, "What it is for"), Lede: key.Name, Close: KeyAddress(org.Slug, key.ID)},
		Action: KeyAddress(org.Slug, key.ID) + "/about", Version: strconv.FormatInt(key.Version, 10), Values: AboutOf(key), Mistakes: f.Mistakes,
	}
	if f.Typed != nil {
		p.Values = *f.Typed
	}
	if f.Changed != nil {
		p.Changed, p.Now = changedWords(ctx, *f.Changed, f.Now, org.Zone), presentAbout(ctx, key, p.Values)
	}
	for _, c := range f.Form.Contacts {
		label := T(ctx, "%s · %s", c.Name, c.Email)
		if c.Left {
			label = T(ctx, "%s · no longer a member", c.Name)
		}
		p.Contacts = append(p.Contacts, Option{Value: string(c.ID), Label: label, Chosen: string(c.ID) == p.Values.Contact})
	}
	return p
}

// presentAbout is what is said of a key, as far as a form says something else.
func presentAbout(ctx context.Context, key store.Key, typed AboutValues) (lines []ValueLine) {
	is := AboutOf(key)
	for _, one := range []struct{ label, is, typed, shown string }{
		{"Purpose", is.Purpose, typed.Purpose, key.Purpose},
		{"Labels", is.Labels, strings.ReplaceAll(strings.TrimSpace(typed.Labels), "\r\n", "\n"), store.JoinLabels(key.Labels)},
		{"Contact", is.Contact, typed.Contact, key.Contact.Name},
	} {
		if one.is != one.typed {
			lines = append(lines, ValueLine{Label: T(ctx, one.label), After: orNone(ctx, one.shown)})
		}
	}
	return lines
}

func orNone(ctx context.Context, text string) string {
	if text == "" {
		return T(ctx, "none")
	}
	return text
}
