package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	setMemberRole = `
	UPDATE members
	SET role = $3
	WHERE org_id = $1 AND account = $2`
	memberEdited = `
	UPDATE members
	SET version = version + 1
	WHERE org_id = $1 AND account = $2`
	lastMemberEvent = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND action >= 'member.' AND action < 'member/'
	ORDER BY seq DESC
	LIMIT 1`
)

// memberEdit does something to a member, and gives the events that tell of it; none: nothing was changed.
type memberEdit func(tx *tx, member store.Member) ([]store.Event, error)

// editMember runs an edit in one transaction, counts the member's version up if it changed something, and gives the
// member as they are then. Version is that of the form; 0 accepts the member however they have become.
// Errors: [store.MemberChangedError]; [store.ErrNotFound], also for who left; [store.ErrForbidden].
func (db *DB) editMember(ctx context.Context, call store.Call, id store.AccountID, version int64, edit memberEdit) (member store.Member, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		org := call.Actor.Org
		if member, err = tx.changeableMember(call.Actor, id, version); err != nil {
			return nil, err
		}
		events, err := edit(tx, member)
		if err != nil || len(events) == 0 {
			return nil, err
		}
		if _, err := tx.exec(memberEdited, org, id); err != nil {
			return nil, fmt.Errorf("count the member's version: %w", err)
		}
		member, err = tx.member(org, id)
		return events, err
	})
	if err != nil {
		return store.Member{}, err
	}
	return member, nil
}

// changeableMember reads a member whom the actor may change, as editMember does.
func (tx *tx) changeableMember(actor store.Actor, id store.AccountID, version int64) (member store.Member, err error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return member, err
	}
	if err := standing.MayChangeRoleOf(id); err != nil { // first, so that others learn nothing of who is a member
		return member, err
	}
	if member, err = tx.presentMember(actor.Org, id); err == nil && version != 0 && version != member.Version {
		err = tx.memberChanged(actor.Org, member)
	}
	return member, err
}

// presentMember reads a member who hasn't left. Errors: [store.ErrNotFound].
func (tx *tx) presentMember(org store.OrgID, id store.AccountID) (store.Member, error) {
	member, err := tx.member(org, id)
	if err == nil && member.Left() {
		err = fmt.Errorf("read member %s: %w", id, store.ErrNotFound)
	}
	return member, err
}

// memberChanged is the error for a form about a member who has changed since.
func (tx *tx) memberChanged(org store.OrgID, member store.Member) error {
	last, err := one(tx, scanEvent, lastMemberEvent, org, member.Account.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read what was done to the member: %w", err)
	}
	return &store.MemberChangedError{Member: member, Last: last}
}

// ChangeRole implements [store.Members].
func (db *DB) ChangeRole(ctx context.Context, call store.Call, id store.AccountID, version int64, role store.Role) (store.Member, error) {
	member, err := db.editMember(ctx, call, id, version, func(tx *tx, member store.Member) ([]store.Event, error) {
		if _, err := store.ParseRole(role.String()); err != nil || role == member.Role {
			return nil, err
		}
		owns, err := allEach(tx, scanNumber, ownsAny, call.Actor.Org, []store.PrincipalID{id.Principal()})
		if err != nil {
			return nil, fmt.Errorf("look for what the member owns: %w", err)
		}
		if !role.CanOwn() && slices.Max(owns) > 0 {
			return nil, store.ErrNeedsPlan
		}
		return tx.changeRole(call.Actor.Org, member, role, "role")
	})
	if err != nil {
		return store.Member{}, fmt.Errorf("change the role of member %s: %w", id, err)
	}
	return member, nil
}

// changeRole writes another role. Errors: [store.InvalidError] for the field, when the last administrator would go.
func (tx *tx) changeRole(org store.OrgID, member store.Member, role store.Role, field string) ([]store.Event, error) {
	if err := tx.mayLose(org, member, field); err != nil {
		return nil, err
	}
	if _, err := tx.exec(setMemberRole, org, member.Account.ID, role.String()); err != nil {
		return nil, fmt.Errorf("write the role: %w", err)
	}
	if err := tx.endSupport(org, member.Account.ID, role); err != nil {
		return nil, err
	}
	return []store.Event{{Org: org, Action: store.MemberRole, Subject: string(member.Account.ID),
		Before: []store.Field{{Name: "role", Value: member.Role.String()}}, After: []store.Field{{Name: "role", Value: role.String()}}}}, nil
}

// endSupport ends what a member invited to who can't invite any more with a role; 0: they have none.
func (tx *tx) endSupport(org store.OrgID, id store.AccountID, role store.Role) error {
	if (store.Standing{Kind: store.ActorMember, ID: id.Principal(), Role: role}).MayInvite() == nil {
		return nil
	}
	if _, err := tx.exec(unsupportInvitations, org, id); err != nil {
		return fmt.Errorf("end the member's invitations: %w", err)
	}
	return nil
}

// mayLose refuses to take the last administrator. Errors: [store.InvalidError] for the field.
func (tx *tx) mayLose(org store.OrgID, member store.Member, field string) error {
	if member.Role != store.RoleAdministrator {
		return nil
	}
	others, err := tx.number(otherAdministrators, org, member.Account.ID)
	if err != nil {
		return fmt.Errorf("count the administrators: %w", err)
	}
	if others == 0 {
		return &store.InvalidError{Field: field, Problem: store.ProblemLastAdministrator,
			Accepted: "somebody beside whom there is another administrator"}
	}
	return nil
}
