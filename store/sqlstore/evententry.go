package sqlstore

import (
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	keyThere = `
	SELECT count(*)
	FROM keys
	WHERE org_id = $1 AND id = $2`
	memberThere = `
	SELECT count(*)
	FROM members
	WHERE org_id = $1 AND account = $2 AND left_at = 0`
	groupThere = `
	SELECT count(*)
	FROM groups
	WHERE org_id = $1 AND id = $2`
	resourceThere = `
	SELECT count(*)
	FROM resources
	WHERE org_id = $1 AND id = $2`
	invitationThere = `
	SELECT count(*)
	FROM invitations
	WHERE org_id = $1 AND id = $2 AND state = 'open'`
	newestAbout = `
	SELECT canonical
	FROM events INDEXED BY events_by_subject
	WHERE org_id = $1 AND subject = $2
	ORDER BY seq DESC
	LIMIT 1`
)

// thereQueries ask whether what events are about is there.
var thereQueries = map[string]string{
	"key": keyThere, "member": memberThere, "authn": memberThere, "account": memberThere, "group": groupThere, "resource": resourceThere,
	"invitation": invitationThere,
}

// entry is an event with what is known of its subject. Known keeps what was looked up for the same page.
func (tx *tx) entry(org store.OrgID, event store.Event, known map[string]bool) (entry store.Entry, err error) {
	entry = store.Entry{Event: event, Name: event.SubjectName}
	if entry.Name == "" {
		if entry.Name, _, err = tx.subjectName(org, event); err != nil {
			return entry, err
		}
	}
	about := event.Action.About()
	if event.Action.Invites() {
		about = "invitation"
	}
	query := thereQueries[about]
	if query == "" {
		return entry, nil
	}
	name := about + " " + event.Subject
	there, asked := known[name]
	if !asked {
		n, err := tx.number(query, org, event.Subject)
		if err != nil {
			return entry, fmt.Errorf("look whether what an event is about is there: %w", err)
		}
		there = n > 0
		known[name] = there
	}
	entry.There = there
	return entry, nil
}

// newestAbout is the newest event about something; the zero Entry, if there is none.
func (tx *tx) newestAbout(org store.OrgID, subject string) (store.Entry, error) {
	if subject == "" {
		return store.Entry{}, nil
	}
	event, err := one(tx, scanEvent, newestAbout, org, subject)
	if errors.Is(err, store.ErrNotFound) {
		return store.Entry{}, nil
	}
	if err != nil {
		return store.Entry{}, fmt.Errorf("read the newest event about something: %w", err)
	}
	return tx.entry(org, event, map[string]bool{})
}

// idFields are the fields of events whose values are ids of members, keys and resources.
var idFields = []string{"owner", "principal", "creator", "successor", "parent"}

// namesInFields are what the members, keys and resources are called whose ids stand in the fields of an entry.
func (tx *tx) namesInFields(org store.OrgID, entry store.Entry) (map[string]string, error) {
	names := map[string]string{}
	for _, f := range slices.Concat(entry.Before, entry.After) {
		if _, known := names[f.Value]; known || f.Value == "" || !slices.Contains(idFields, f.Name) {
			continue
		}
		name, err := tx.nameOfID(org, f.Value)
		if err != nil {
			return nil, err
		}
		names[f.Value] = name
	}
	return names, nil
}

// nameOfID is what a member, a key or a resource is called, or was called when its key was deleted; empty: that isn't known.
func (tx *tx) nameOfID(org store.OrgID, id string) (name string, err error) {
	for _, query := range []string{memberName, keyName, resourceName} {
		if err := tx.scan([]any{&name}, query, org, id); err == nil || !errors.Is(err, store.ErrNotFound) {
			return name, err
		}
	}
	deletion, err := one(tx, scanEvent, keyDeletion, org, id)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return store.Value(deletion.Before, "name"), err
}
