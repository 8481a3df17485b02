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
	aboutsOfRows = `
	SELECT b.seq, ` + aboutColumns + `
	FROM key_abouts b
	LEFT JOIN members c ON c.org_id = b.org_id AND c.account = b.contact
	WHERE +b.org_id = $1 AND b.seq IN `
	dropAbout = `
	DELETE FROM key_abouts
	WHERE seq = $1`
	newAbout = `
	INSERT INTO key_abouts (seq, org_id, purpose, purpose_fold, purpose_starts, labels, labels_fold, labels_starts, contact)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	dropLabel = `
	DELETE FROM key_labels
	WHERE seq = $1 AND label = $2`
	newLabel = `
	INSERT INTO key_labels (seq, label, org_id, value, value_fold)
	VALUES ($1, $2, $3, $4, $5)`
)

// about is what is said of a key, as columns of key_abouts b and its contact; all nil: nothing is.
type about struct {
	purpose, labels, contact, name, email *string
	left                                  *int64
}

const aboutColumns = "b.purpose, b.labels, b.contact, c.name, c.email, c.left_at"

func (b *about) to() []any {
	return []any{&b.purpose, &b.labels, &b.contact, &b.name, &b.email, &b.left}
}

// tell says it of a key. Its contact is its creator unless another is named.
func (b about) tell(key *store.Key) {
	key.Contact = key.Creator
	if b.purpose == nil {
		return
	}
	key.Purpose = *b.purpose
	for line := range strings.Lines(*b.labels) {
		if label, ok := store.ParseLabel(line); ok {
			key.Labels = append(key.Labels, label)
		}
	}
	if b.contact != nil && b.name != nil {
		key.Contact = store.Creator{ID: store.AccountID(*b.contact), Name: *b.name, Email: *b.email, Left: *b.left != 0}
	}
}

// aboutOfKey is what is said of a key, by its seq.
type aboutOfKey struct {
	seq int64
	about
}

func scanAbout(row scanner) (b aboutOfKey, err error) {
	return b, row.Scan(append([]any{&b.seq}, b.to()...)...)
}

// fill reads what keys have beside their rows, in one query each for all of them.
func (tx *tx) fill(org store.OrgID, keys []*store.Key) error {
	if err := tx.fillGroups(org, keys); err != nil {
		return err
	}
	return tx.fillAbouts(org, keys)
}

func (tx *tx) fillAbouts(org store.OrgID, keys []*store.Key) error {
	if len(keys) == 0 {
		return nil
	}
	args := []any{org}
	of := make(map[int64]*store.Key, len(keys))
	for i := range rowsOfPage(len(keys)) {
		key := keys[min(i, len(keys)-1)]
		args = append(args, key.Seq)
		of[key.Seq], key.Contact = key, key.Creator
	}
	list, err := all(tx, scanAbout, aboutsOfRows+"("+parameters(2, len(args)-1)+")", args...)
	if err != nil {
		return fmt.Errorf("read what keys are for: %w", err)
	}
	for _, b := range list {
		b.tell(of[b.seq])
	}
	return nil
}

// aboutRow is what is said of a key as key_abouts has it; nil: nothing is.
func aboutRow(org store.OrgID, seq int64, creator, contact store.AccountID, purpose string, labels []store.Label) []any {
	var other any
	if contact != "" && contact != creator {
		other = string(contact)
	}
	if purpose == "" && len(labels) == 0 && other == nil {
		return nil
	}
	lines, folds := make([]string, len(labels)), make([]string, len(labels))
	for i, l := range labels {
		lines[i], folds[i] = l.String(), l.Name+": "+store.Fold(l.Value)
	}
	fold, lineFold := store.Fold(purpose), strings.Join(folds, "\n")
	return []any{seq, int64(org), purpose, fold, wordStarts(fold), strings.Join(lines, "\n"), lineFold, wordStarts(lineFold), other}
}

// labelRow is a label as key_labels has it.
func labelRow(org store.OrgID, seq int64, l store.Label) []any {
	return []any{seq, l.Name, int64(org), l.Value, store.Fold(l.Value)}
}

// writeAbout writes what is said of a key in place of what was.
func (tx *tx) writeAbout(org store.OrgID, was, is store.Key) error {
	if _, err := tx.exec(dropAbout, is.Seq); err != nil {
		return fmt.Errorf("forget what the key was for: %w", err)
	}
	if row := aboutRow(org, is.Seq, is.Creator.ID, is.Contact.ID, is.Purpose, is.Labels); row != nil {
		if _, err := tx.exec(newAbout, row...); err != nil {
			return fmt.Errorf("write what the key is for: %w", err)
		}
	}
	for _, l := range was.Labels {
		if slices.Contains(is.Labels, l) {
			continue
		}
		if _, err := tx.exec(dropLabel, is.Seq, l.Name); err != nil {
			return fmt.Errorf("take a label away: %w", err)
		}
	}
	for _, l := range is.Labels {
		if slices.Contains(was.Labels, l) {
			continue
		}
		if _, err := tx.exec(newLabel, labelRow(org, is.Seq, l)...); err != nil {
			return fmt.Errorf("write a label: %w", err)
		}
	}
	return nil
}

// describe writes what a key is for, and gives the event of that; none: it was so already.
func (tx *tx) describe(org store.OrgID, key *store.Key, is store.Key) ([]store.Event, error) {
	was := *key
	before, after := store.DescriptionFields(was, is)
	if len(after) == 0 {
		return nil, nil
	}
	if err := tx.writeAbout(org, was, is); err != nil {
		return nil, err
	}
	if was.Contact.ID != is.Contact.ID {
		if _, err := tx.exec(keyReviewed, is.Seq); err != nil {
			return nil, fmt.Errorf("note that the key was looked at: %w", err)
		}
	}
	*key = is
	return []store.Event{{Org: org, Action: store.KeyDescribed, Subject: string(is.ID), Before: before, After: after}}, tx.edited(org, is.ID)
}

// relabel changes a key's labels, for an actor who may change keys. No event: they were so already.
func (tx *tx) relabel(call store.Call, standing store.Standing, key *store.Key, change store.Relabel) ([]store.Event, error) {
	if err := standing.MayChangeKeys(); err != nil {
		return nil, err
	}
	labels, err := change.Of(key.Labels)
	if err != nil {
		return nil, err
	}
	is := *key
	is.Labels = labels
	return tx.describe(call.Actor.Org, key, is)
}

// DescribeKey implements [store.Keys].
func (db *DB) DescribeKey(ctx context.Context, call store.Call, id store.KeyID, version int64, d store.Description) (store.Key, error) {
	key, err := db.editKey(ctx, call, id, version, func(tx *tx, standing store.Standing, key *store.Key) ([]store.Event, error) {
		if err := standing.MayChangeKeys(); err != nil {
			return nil, err
		}
		is, err := tx.described(call.Actor.Org, *key, d)
		if err != nil {
			return nil, err
		}
		return tx.describe(call.Actor.Org, key, is)
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("say what key %s is for: %w", id, err)
	}
	return key, nil
}

// described is a key with another description.
func (tx *tx) described(org store.OrgID, key store.Key, d store.Description) (store.Key, error) {
	d, err := d.Clean()
	if err != nil {
		return key, err
	}
	present := key.Contact
	if d.Contact != "" && d.Contact != present.ID {
		key.Contact, err = one(tx, scanNamedCreator, namedMember, org, d.Contact)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return key, fmt.Errorf("look for the contact: %w", err)
		}
	}
	key.Purpose, key.Labels = d.Purpose, d.Labels
	return key, store.CheckContact(present, key.Contact)
}

const (
	namedMember = `
	SELECT m.account, m.name, m.email, m.left_at
	FROM members m
	WHERE m.org_id = $1 AND m.account = $2`
	presentMembers = `
	SELECT m.account, m.name, m.email, m.left_at
	FROM members m
	WHERE m.org_id = $1 AND m.left_at = 0
	ORDER BY m.name_fold, m.account
	LIMIT $2`
)

// DescriptionForm implements [store.Keys].
func (db *DB) DescriptionForm(ctx context.Context, actor store.Actor, id store.KeyID) (form store.DescriptionForm, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if form.Key, err = tx.visibleKey(actor.Org, standing, id); err != nil {
			return err
		}
		if err := standing.MayChangeKeys(); err != nil {
			return err
		}
		if form.Contacts, err = all(tx, scanNamedCreator, presentMembers, actor.Org, store.MaxContacts); err != nil {
			return fmt.Errorf("read the members: %w", err)
		}
		if !slices.Contains(form.Contacts, form.Key.Contact) {
			form.Contacts = append([]store.Creator{form.Key.Contact}, form.Contacts...)
		}
		return nil
	})
	if err != nil {
		return store.DescriptionForm{}, fmt.Errorf("open the form that says what key %s is for: %w", id, err)
	}
	return form, nil
}
