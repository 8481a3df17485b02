package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"chatelaine/store"
)

const (
	// invitationColumns are of invitations i and of who invited, m.
	invitationColumns = `i.org_id, i.id, i.email, i.role, i.language, i.made_at, i.ends_at, i.state, i.unsupported, m.account, m.name, m.email, m.left_at`
	invitationJoins   = `
	CROSS JOIN members m`
	openInvitations = `
	SELECT ` + invitationColumns + `
	FROM invitations i` + invitationJoins + `
	WHERE i.org_id = $1 AND i.state = 'open' AND m.org_id = i.org_id AND m.account = i.invited_by
	ORDER BY i.email`
	invitationByID = `
	SELECT ` + invitationColumns + `
	FROM invitations i` + invitationJoins + `
	WHERE i.org_id = $1 AND i.id = $2 AND m.org_id = i.org_id AND m.account = i.invited_by`
	countInvitations = `
	SELECT count(*)
	FROM invitations
	WHERE org_id = $1 AND state = 'open'`
	groupRefsOfInvitation = `
	SELECT g.no, g.id, g.name, g.keys
	FROM invitation_groups x
	CROSS JOIN groups g
	WHERE x.org_id = $1 AND x.invitation = $2 AND g.org_id = x.org_id AND g.no = x.grp
	ORDER BY g.name_fold, g.id`
	newInvitation = `
	INSERT INTO invitations (org_id, id, token, email, role, language, invited_by, made_at, ends_at, state)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')`
	newInvitationGroup = `
	INSERT INTO invitation_groups (org_id, invitation, grp)
	VALUES ($1, $2, $3)`
	endInvitation = `
	UPDATE invitations
	SET state = $3
	WHERE org_id = $1 AND id = $2`
	replaceInvitation = `
	UPDATE invitations
	SET state = 'replaced'
	WHERE org_id = $1 AND email = $2 AND state = 'open'`
	// unsupportInvitations is for good: whoever invited may be an administrator again one day, and remember no link of then.
	unsupportInvitations = `
	UPDATE invitations
	SET unsupported = 1
	WHERE org_id = $1 AND invited_by = $2 AND state = 'open'`
	dropOldInvitations = `
	DELETE FROM invitations
	WHERE ends_at <= $1`
	presentMemberByEmail = `
	SELECT count(*)
	FROM accounts a
	CROSS JOIN members m
	WHERE a.email = $2 AND m.org_id = $1 AND m.account = a.id AND m.left_at = 0`
)

// invitationMemory is for how long after its end an invitation is kept, to say why its link doesn't work.
const invitationMemory = 90 * 24 * time.Hour

// invitation is one with its organization.
type invitation struct {
	store.Invitation
	org         store.OrgID
	unsupported bool // who invited couldn't invite any more since
}

// scanInvitation reads invitationColumns.
func scanInvitation(row scanner) (i invitation, err error) {
	var role, state string
	var made, ends, left int64
	by := &i.InvitedBy
	if err := row.Scan(&i.org, &i.ID, &i.Email, &role, &i.Language, &made, &ends, &state, &i.unsupported, &by.ID, &by.Name, &by.Email, &left); err != nil {
		return i, err
	}
	i.MadeAt, i.EndsAt, i.State, by.Left = instant(made), instant(ends), store.InvitationState(state), left != 0
	i.Role, err = store.ParseRole(role)
	return i, err
}

// judge completes what has become of an invitation at an instant.
func (i *invitation) judge(at time.Time) {
	switch {
	case i.State != store.InvitationOpen:
	case !at.Before(i.EndsAt):
		i.State = store.InvitationExpired
	case i.unsupported:
		i.State = store.InvitationUnsupported
	}
}

// fillInvitation reads the groups of an invitation and judges it.
func (tx *tx) fillInvitation(i *invitation, at time.Time) ([]groupRef, error) {
	groups, err := all(tx, scanGroupRef, groupRefsOfInvitation, i.org, i.ID)
	if err != nil {
		return nil, fmt.Errorf("read the invitation's groups: %w", err)
	}
	i.Groups = refsOf(groups)
	i.judge(at)
	return groups, nil
}

// mayInvite reads the actor's standing, and refuses who can't invite.
func (tx *tx) mayInvite(actor store.Actor) error {
	standing, err := tx.standing(actor)
	if err != nil {
		return err
	}
	return standing.MayInvite()
}

// InvitationForm implements [store.Invitations].
func (db *DB) InvitationForm(ctx context.Context, actor store.Actor) (form store.InvitationForm, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayInvite(); err != nil {
			return err
		}
		form.Groups, _, err = tx.groupChoices(actor.Org, standing)
		return err
	})
	if err != nil {
		return store.InvitationForm{}, fmt.Errorf("open the form of an invitation: %w", err)
	}
	return form, nil
}

// Invite implements [store.Invitations].
func (db *DB) Invite(ctx context.Context, call store.Call, in store.NewInvitation) (made store.Invitation, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if err := tx.mayInvite(call.Actor); err != nil {
			return nil, err
		}
		groups, err := tx.chosenGroups(call.Actor.Org, in.Groups)
		if err != nil {
			return nil, err
		}
		if made, err = tx.invite(call, in, groups); err != nil {
			return nil, err
		}
		return []store.Event{invitationEvent(call.Actor.Org, store.MemberInvited, made)}, nil
	})
	if err != nil {
		return store.Invitation{}, fmt.Errorf("invite somebody: %w", err)
	}
	return made, nil
}

// invite checks and writes an invitation, in place of the one that waits at the same address.
func (tx *tx) invite(call store.Call, in store.NewInvitation, groups []groupRef) (made store.Invitation, err error) {
	org := call.Actor.Org
	if in.Email, err = store.CleanEmail(in.Email); err != nil {
		return made, err
	}
	if err := in.Check(); err != nil {
		return made, err
	}
	if err := tx.mayWait(org, in.Email); err != nil {
		return made, err
	}
	if err := tx.execSteps(
		step{dropOldInvitations, []any{call.At.Add(-invitationMemory).UnixMilli()}}, step{replaceInvitation, []any{org, in.Email}},
		step{newInvitation, []any{org, in.ID, in.Token[:], in.Email, in.Role.String(), string(in.Language), call.Actor.ID, call.At.UnixMilli(),
			call.At.Add(store.InvitationLife).UnixMilli()}},
	); err != nil {
		return made, fmt.Errorf("write the invitation: %w", err)
	}
	for _, g := range groups {
		if _, err := tx.exec(newInvitationGroup, org, in.ID, g.no); err != nil {
			return made, fmt.Errorf("write a group of the invitation: %w", err)
		}
	}
	written, err := one(tx, scanInvitation, invitationByID, org, in.ID)
	written.Groups = refsOf(groups)
	return written.Invitation, err
}

// mayWait refuses an invitation to a member, and one too many. Errors: [store.InvalidError].
func (tx *tx) mayWait(org store.OrgID, email string) error {
	members, err := tx.number(presentMemberByEmail, org, email)
	if err != nil {
		return fmt.Errorf("look for a member: %w", err)
	}
	if members > 0 {
		return &store.InvalidError{Field: "email", Problem: store.ProblemMember, Accepted: "the address of somebody who is no member"}
	}
	open, err := tx.number(countInvitations, org)
	if err != nil {
		return fmt.Errorf("count the invitations: %w", err)
	}
	if open >= store.MaxInvitations {
		return &store.InvalidError{Field: "email", Problem: store.ProblemInvitations, Accepted: "one fewer: withdraw those that nobody waits for"}
	}
	return nil
}

// invitationEvent tells of an invitation; it is called by its address.
func invitationEvent(org store.OrgID, action store.Action, i store.Invitation) store.Event {
	fields := []store.Field{
		{Name: "name", Value: i.Email}, {Name: "role", Value: i.Role.String()}, {Name: "groups", Value: store.JoinNames(i.Groups)},
		{Name: "language", Value: string(i.Language)},
	}
	e := store.Event{Org: org, Action: action, Subject: string(i.ID), After: fields}
	if action == store.MemberUninvited {
		e.Before, e.After = fields, nil
	}
	return e
}

// Invitations implements [store.Invitations].
func (db *DB) Invitations(ctx context.Context, actor store.Actor, at time.Time) (list []store.Invitation, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if err := tx.mayInvite(actor); err != nil {
			return err
		}
		found, err := all(tx, scanInvitation, openInvitations, actor.Org)
		for _, i := range found {
			if _, err := tx.fillInvitation(&i, at); err != nil {
				return err
			}
			list = append(list, i.Invitation)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the invitations: %w", err)
	}
	return list, nil
}

// Invitation implements [store.Invitations].
func (db *DB) Invitation(ctx context.Context, actor store.Actor, id store.InvitationID, at time.Time) (found store.Invitation, err error) {
	err = db.read(ctx, func(tx *tx) error {
		i, _, err := tx.waiting(actor, id, at)
		found = i.Invitation
		return err
	})
	if err != nil {
		return store.Invitation{}, fmt.Errorf("look at invitation %s: %w", id, err)
	}
	return found, nil
}

// waiting finds an invitation that waits for an answer, for who may invite, with its groups. Errors: [store.ErrNotFound];
// [store.InvitationError].
func (tx *tx) waiting(actor store.Actor, id store.InvitationID, at time.Time) (i invitation, groups []groupRef, err error) {
	if err := tx.mayInvite(actor); err != nil {
		return i, nil, err
	}
	if i, err = one(tx, scanInvitation, invitationByID, actor.Org, id); err != nil {
		return i, nil, err
	}
	kept := i.State
	if groups, err = tx.fillInvitation(&i, at); err != nil {
		return i, nil, err
	}
	if kept != store.InvitationOpen {
		return i, nil, &store.InvitationError{State: kept, Link: store.InvitationLink{Invitation: i.Invitation}}
	}
	return i, groups, nil
}

// RenewInvitation implements [store.Invitations].
func (db *DB) RenewInvitation(ctx context.Context, call store.Call, id, renewed store.InvitationID, token store.Digest) (made store.Invitation, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		was, groups, err := tx.waiting(call.Actor, id, call.At)
		if err != nil {
			return nil, err
		}
		in := store.NewInvitation{ID: renewed, Token: token, Email: was.Email, Role: was.Role, Language: was.Language}
		if made, err = tx.invite(call, in, slices.Clone(groups)); err != nil {
			return nil, err
		}
		return []store.Event{invitationEvent(call.Actor.Org, store.MemberInvitedAgain, made)}, nil
	})
	if err != nil {
		return store.Invitation{}, fmt.Errorf("renew invitation %s: %w", id, err)
	}
	return made, nil
}

// WithdrawInvitation implements [store.Invitations].
func (db *DB) WithdrawInvitation(ctx context.Context, call store.Call, id store.InvitationID) (was store.Invitation, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		found, _, err := tx.waiting(call.Actor, id, call.At)
		if err != nil {
			return nil, err
		}
		was = found.Invitation
		if _, err := tx.exec(endInvitation, call.Actor.Org, id, string(store.InvitationWithdrawn)); err != nil {
			return nil, err
		}
		return []store.Event{invitationEvent(call.Actor.Org, store.MemberUninvited, was)}, nil
	})
	if err != nil {
		return store.Invitation{}, fmt.Errorf("withdraw invitation %s: %w", id, err)
	}
	return was, nil
}
