package store

import "slices"

// Description is what a key is for: a sentence, labels, and whom to ask about it.
type Description struct {
	Purpose string
	Labels  []Label
	Contact AccountID // empty: as it is; of a new key, its creator
}

// DescriptionForm is what describing a key takes.
type DescriptionForm struct {
	Key Key
	// Contacts are the members who can be the contact, by name, and the present one, even if they left.
	Contacts []Creator
}

// MaxContacts is how many members a form offers as contacts.
const MaxContacts = 1000

// ProblemContact is that of a contact who is no member.
const ProblemContact = "is no member of the organization"

const acceptedPurpose = "up to 200 letters, digits, signs and single spaces, or nothing"

// Clean gives the description as it is stored. Errors: [InvalidError] for the fields "purpose" and "labels".
func (d Description) Clean() (Description, error) {
	purpose, err := cleanLine("purpose", d.Purpose, Limits.Purpose, acceptedPurpose)
	if err != nil {
		return Description{}, err
	}
	labels, err := CleanLabels("labels", d.Labels)
	if err != nil {
		return Description{}, err
	}
	return Description{purpose, labels, d.Contact}, nil
}

// CheckContact refuses a contact who isn't a member; one who left is refused as if they never were. Somebody who is the
// contact already can stay it. Errors: [InvalidError] for the field "contact".
func CheckContact(present, wanted Creator) error {
	if wanted.ID == "" || wanted.Left && wanted.ID != present.ID {
		return &InvalidError{Field: "contact", Problem: ProblemContact, Accepted: "one of the members"}
	}
	return nil
}

// DescriptionFields are the fields of an event about a description: those in which two keys differ, before and after.
func DescriptionFields(a, b Key) (before, after []Field) {
	differ := func(name, from, to string) {
		before, after = append(before, Field{name, from}), append(after, Field{name, to})
	}
	if a.Purpose != b.Purpose {
		differ("purpose", a.Purpose, b.Purpose)
	}
	if !slices.Equal(a.Labels, b.Labels) {
		differ("labels", JoinLabels(a.Labels), JoinLabels(b.Labels))
	}
	if a.Contact.ID != b.Contact.ID {
		differ("contact", a.Contact.Name, b.Contact.Name)
		differ("contact_id", string(a.Contact.ID), string(b.Contact.ID))
	}
	return before, after
}
