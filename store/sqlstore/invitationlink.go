package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	invitationByToken = `
	SELECT ` + invitationColumns + `
	FROM invitations i` + invitationJoins + `
	WHERE i.token = $1 AND m.org_id = i.org_id AND m.account = i.invited_by`
	organizationByID = `
	SELECT 'user', ` + organizationColumns + `
	FROM organizations o
	WHERE o.org_id = $1`
	rejoin = `
	UPDATE members
	SET role = $3, name = $4, name_fold = $5, email = $6, joined_at = $7, left_at = 0
	WHERE org_id = $1 AND account = $2`
)

// InvitationByLink implements [store.Invitations].
func (db *DB) InvitationByLink(ctx context.Context, token store.Digest, account store.AccountID, at time.Time) (link store.InvitationLink, err error) {
	err = db.read(ctx, func(tx *tx) error {
		link, _, err = tx.acceptable(token, account, at)
		return err
	})
	if err != nil {
		return store.InvitationLink{}, fmt.Errorf("look at an invitation: %w", err)
	}
	return link, nil
}

// acceptable finds the invitation of a link, with its groups, for whoever is signed in. Errors: [store.ErrLinkDead] for
// one that never was; [store.InvitationError] with what stands in the way.
func (tx *tx) acceptable(token store.Digest, account store.AccountID, at time.Time) (link store.InvitationLink, groups []groupRef, err error) {
	i, err := one(tx, scanInvitation, invitationByToken, token[:])
	if errors.Is(err, store.ErrNotFound) {
		return link, nil, store.ErrLinkDead
	}
	if err != nil {
		return link, nil, fmt.Errorf("find the invitation: %w", err)
	}
	if groups, err = tx.fillInvitation(&i, at); err != nil {
		return link, nil, err
	}
	in, err := one(tx, tx.db.scanMembership, organizationByID, i.org)
	if err != nil {
		return link, nil, fmt.Errorf("read the organization: %w", err)
	}
	link = store.InvitationLink{Invitation: i.Invitation, Organization: in.Organization}
	state, err := tx.recipient(i, account, &link)
	if err != nil {
		return link, nil, err
	}
	if i.State != store.InvitationOpen {
		state = i.State
	}
	if state != store.InvitationOpen {
		return store.InvitationLink{}, nil, &store.InvitationError{State: state, Link: store.InvitationLink{Invitation: i.Invitation, Organization: in.Organization}}
	}
	return link, groups, nil
}

// recipient says whether whoever is signed in can accept an invitation: who has its address, or nobody yet. It fills in the
// account of the link. Whoever took the address without proof has it as long as nobody else comes with the link.
func (tx *tx) recipient(i invitation, signedIn store.AccountID, link *store.InvitationLink) (store.InvitationState, error) {
	owner, unproven, err := tx.whoHas(i.Email)
	free := errors.Is(err, store.ErrNotFound)
	switch {
	case err != nil && !free:
		return "", fmt.Errorf("look for the address: %w", err)
	case signedIn == "" && (free || unproven):
		link.Unproven = unproven
		return store.InvitationOpen, nil
	case signedIn == "":
		return store.InvitationSignIn, nil
	case free, signedIn != owner.ID:
		return store.InvitationOther, nil
	}
	link.Account = owner.Account
	_, err = tx.roleOf(i.org, owner.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.InvitationOpen, nil
	case err != nil:
		return "", err
	}
	return store.InvitationMember, nil
}

// AcceptInvitation implements [store.Invitations].
func (db *DB) AcceptInvitation(ctx context.Context, call store.Call, token store.Digest, by store.Acceptance) (o store.Organization, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		link, groups, err := tx.acceptable(token, store.AccountID(call.Actor.ID), call.At)
		if err != nil {
			return nil, err
		}
		o = link.Organization
		if _, err := tx.exec(endInvitation, o.Org, link.ID, string(store.InvitationAccepted)); err != nil {
			return nil, fmt.Errorf("use the invitation up: %w", err)
		}
		before, after, err := tx.recipientAccount(call, &link, by)
		if err != nil {
			return nil, err
		}
		joined, err := tx.joinByInvitation(call, link, groups)
		if err != nil {
			return nil, err
		}
		events := append(append(before, joined...), after...)
		for n := range events {
			if events[n].Actor.Kind != store.ActorJob {
				events[n].Actor = actorOf(link.Account.ID, events[n].Org)
			}
		}
		return events, nil
	})
	if err != nil {
		return store.Organization{}, fmt.Errorf("accept an invitation: %w", err)
	}
	return o, nil
}

// recipientAccount makes the account that accepts, and signs it in, unless it is there. Before and after are the events
// around its joining.
func (tx *tx) recipientAccount(call store.Call, link *store.InvitationLink, by store.Acceptance) (before, after []store.Event, err error) {
	if link.Account.ID != "" {
		if link.Account.Email != link.Email { // it is the address before, and proves nothing about the present one
			return nil, nil, nil
		}
		_, err := tx.exec(emailProven, link.Account.ID)
		return nil, nil, err
	}
	freed, err := tx.freeEmail(call, link.Email)
	if err != nil {
		return nil, nil, err
	}
	by.Account.Email = link.Email
	if link.Account, err = tx.makeAccount(by.Account, call.At); err != nil {
		return nil, nil, err
	}
	if _, err := tx.exec(setPreferences, link.Account.ID, string(link.Language), "", ""); err != nil {
		return nil, nil, fmt.Errorf("write the account's language: %w", err)
	}
	by.Session.Account = link.Account.ID
	signedIn, err := tx.startSession(call, by.Session)
	if err != nil {
		return nil, nil, err
	}
	created := store.Event{Action: store.AccountCreated, Subject: string(link.Account.ID), After: []store.Field{
		{Name: "name", Value: link.Account.Name}, {Name: "email", Value: link.Account.Email},
	}}
	return append(freed, created), []store.Event{signedIn}, nil
}

// joinByInvitation makes whoever accepts a member; who left before becomes the same one again.
func (tx *tx) joinByInvitation(call store.Call, link store.InvitationLink, groups []groupRef) ([]store.Event, error) {
	org, who := link.Organization.Org, link.Account
	_, err := tx.member(org, who.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		err = tx.join(org, who, link.Role, call.At, time.Time{})
	case err == nil:
		err = tx.execSteps(
			step{rejoin, []any{org, who.ID, link.Role.String(), who.Name, store.Fold(who.Name), who.Email, call.At.UnixMilli()}},
			step{memberEdited, []any{org, who.ID}}, step{noReviews, []any{org, who.ID}},
		)
	}
	if err != nil {
		return nil, fmt.Errorf("make a member: %w", err)
	}
	if _, err := tx.regroupMember(org, who.ID, groups); err != nil {
		return nil, err
	}
	return []store.Event{memberJoined(org, who.ID, link.Role,
		store.Field{Name: "groups", Value: store.JoinNames(link.Groups)}, store.Field{Name: "invited_by", Value: link.InvitedBy.Name},
		store.Field{Name: "invitation", Value: string(link.ID)})}, nil
}
