package sqlstore

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	organizationsOf = `
	SELECT org_id
	FROM members
	WHERE account = $1 AND left_at = 0
	ORDER BY org_id`
	groupName = `
	SELECT name
	FROM groups
	WHERE org_id = $1 AND id = $2`
	resourceName = `
	SELECT name
	FROM resources
	WHERE org_id = $1 AND id = $2`
	organizationName = `
	SELECT name
	FROM organizations
	WHERE org_id = $1 AND id = $2`
)

// nameQueries read what is called something: by an organization and an id.
var nameQueries = map[string]string{
	"key": keyName, "member": memberName, "group": groupName, "resource": resourceName, "organization": organizationName, "settings": organizationName, "gate": gateCredentialName,
}

// toldAsMembers are what organizations are told of in another way: that a member joined, has another name, or address.
var toldAsMembers = []store.Action{store.AccountCreated, store.AccountRenamed, store.AccountEmail}

// comingsAndGoings say where a person was and when: they are nobody's business but that of the one organization that they
// work for.
var comingsAndGoings = []store.Action{store.SignedIn, store.SignedOut, store.SessionEnded}

// forEachOrganization gives an event that is about an account itself to the organization that it is a member of: what an
// account can do there begins with its sign-in. Who works for several may have done it for another of them: so these learn
// that the password is another one, say, but not where that was done, and nothing of sign-ins. The whole belongs to none
// then, as what is about an account that is nowhere a member.
func (tx *tx) forEachOrganization(call store.Call, events []store.Event) (all []store.Event, err error) {
	for _, e := range events {
		if e.Org != 0 || e.Action.Family() != store.FamilySignIns || slices.Contains(toldAsMembers, e.Action) {
			all = append(all, e)
			continue
		}
		orgs, err := tx.organizationsOf(e.Subject)
		if err != nil {
			return nil, fmt.Errorf("find whom to tell of %s: %w", e.Action, err)
		}
		if len(orgs) > 1 {
			all = append(all, e)
			e = anywhere(e, call)
			if slices.Contains(comingsAndGoings, e.Action) {
				orgs = nil
			}
		}
		for _, org := range orgs {
			all = append(all, toldTo(e, org))
		}
	}
	return all, nil
}

// toldTo is an event as an organization's.
func toldTo(e store.Event, org store.OrgID) store.Event {
	if e.Org = org; e.Actor.Kind == store.ActorMember {
		e.Actor.Org = org
	}
	return e
}

// anywhere is an event of a call without where it was done.
func anywhere(e store.Event, call store.Call) store.Event {
	e.Request = store.Request{ID: call.Request.ID}
	if e.Actor == (store.Actor{}) {
		e.Actor = call.Actor
	}
	return e
}

// organizationsOf are those that an account is a member of; 0, for none, if it is of none.
func (tx *tx) organizationsOf(account string) ([]store.OrgID, error) {
	orgs, err := all(tx, func(row scanner) (org store.OrgID, err error) { return org, row.Scan(&org) }, organizationsOf, account)
	if len(orgs) == 0 {
		orgs = []store.OrgID{0}
	}
	return orgs, err
}

// nameNow is what the subject of an event is called that is being written: as the event says, or as it is read.
func (tx *tx) nameNow(e store.Event) (name string, err error) {
	if name = cmp.Or(store.Value(e.After, "name"), store.Value(e.Before, "name")); name != "" {
		return name, nil
	}
	about := e.Action.About()
	switch query := nameQueries[about]; {
	case e.Action.Family() == store.FamilySignIns:
		err = tx.scan([]any{&name}, accountName, e.Subject)
	case query != "":
		err = tx.scan([]any{&name}, query, e.Org, e.Subject)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", fmt.Errorf("read the name of a %s: %w", about, err)
	}
	return name, nil
}
