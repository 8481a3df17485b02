package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

const (
	leaveGroups = `
	DELETE FROM member_groups
	WHERE org_id = $1 AND account = $2`
	roleWordsOf = `
	SELECT role_words
	FROM organizations
	WHERE org_id = $1`
	setLeft = `
	UPDATE members
	SET left_at = $3
	WHERE org_id = $1 AND account = $2`
	reviewKeysOf = `
	INSERT INTO key_reviews (seq, org_id, creator)
	SELECT k.seq, k.org_id, k.creator
	FROM keys k
	WHERE k.org_id = $1 AND k.creator = $2
	ON CONFLICT DO NOTHING`
)

// PlanDeparture implements [store.Members].
func (db *DB) PlanDeparture(ctx context.Context, actor store.Actor, departure store.Departure, choice store.Choice) (plan store.Plan, err error) {
	err = db.read(ctx, func(tx *tx) error {
		plan, err = tx.planDeparture(actor, departure, choice)
		return err
	})
	if err != nil {
		return store.Plan{}, fmt.Errorf("plan the departure of member %s: %w", departure.Member, err)
	}
	return plan, nil
}

// planDeparture works out what a departure would do, for an actor to whom it is allowed.
func (tx *tx) planDeparture(actor store.Actor, departure store.Departure, choice store.Choice) (plan store.Plan, err error) {
	standing, err := tx.standing(actor)
	if err != nil {
		return plan, err
	}
	member, err := tx.visibleMember(actor.Org, standing, departure.Member)
	if err != nil {
		return plan, err
	}
	if err := departure.May(standing); err != nil {
		return plan, err
	}
	switch {
	case member.Left():
		return plan, store.ErrNotFound
	case !departure.Kind.Known(), departure.Kind == store.DepartureDemotion && !member.Role.CanOwn():
		return plan, &store.InvalidError{Field: "role", Problem: "is what the member has already", Accepted: "another role"}
	}
	if err := tx.mayLose(actor.Org, member, "member"); err != nil {
		return plan, err
	}
	facts := store.PlanFacts{Departing: &store.Departing{Kind: departure.Kind, Member: member}}
	if err := tx.scan([]any{&facts.Departing.RoleWords}, roleWordsOf, actor.Org); err != nil {
		return plan, fmt.Errorf("read the words for roles: %w", err)
	}
	if facts.Departing.KeysCreated, _, err = tx.keysOfCreator(actor.Org, departure.Member); err != nil {
		return plan, err
	}
	return tx.planOf(actor.Org, []store.PrincipalID{departure.Member.Principal()}, choice, facts)
}

// Depart implements [store.Members].
func (db *DB) Depart(ctx context.Context, call store.Call, departure store.Departure, choice store.Choice, digest store.Digest) (plan store.Plan, err error) {
	err = db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		if plan, err = tx.planDeparture(call.Actor, departure, choice); err != nil {
			return nil, err
		}
		if plan.Undecided() || plan.Digest != digest {
			return nil, &store.PlanChangedError{Plan: plan}
		}
		if err := tx.moveResources(call.Actor.Org, plan); err != nil {
			return nil, err
		}
		event, err := tx.depart(call, plan)
		if err != nil {
			return nil, err
		}
		return append([]store.Event{event}, resourceEvents(call.Actor.Org, plan)...), nil
	})
	if err != nil {
		return store.Plan{}, fmt.Errorf("carry out the departure of member %s: %w", departure.Member, err)
	}
	return plan, nil
}

// depart ends what the member of a plan has, and gives the event that tells of it.
func (tx *tx) depart(call store.Call, plan store.Plan) (store.Event, error) {
	org, who := call.Actor.Org, plan.Departing.Member
	id := who.Account.ID
	if err := execEach(tx, dropOwnershipsOf, org, []store.AccountID{id}); err != nil {
		return store.Event{}, fmt.Errorf("end what the member owns: %w", err)
	}
	event := store.Event{Org: org, Action: store.MemberRemoved, Subject: string(id), After: planFields(plan)}
	steps := []step{{memberEdited, []any{org, id}}, {unsupportInvitations, []any{org, id}}}
	switch plan.Departing.Kind {
	case store.DepartureDemotion:
		event.Action = store.MemberRole
		event.After = append([]store.Field{{Name: "role", Value: store.RoleUser.String()}}, event.After...)
		steps = append(steps, step{setMemberRole, []any{org, id, store.RoleUser.String()}})
	case store.DepartureLeave:
		event.Action = store.MemberLeft
		fallthrough
	default:
		if err := execEach(tx, dropAccessOf, org, []store.AccountID{id}); err != nil {
			return store.Event{}, fmt.Errorf("end the member's access: %w", err)
		}
		steps = append(steps, step{leaveGroups, []any{org, id}}, step{setLeft, []any{org, id, call.At.UnixMilli()}}, step{reviewKeysOf, []any{org, id}})
	}
	event.Before = []store.Field{{Name: "role", Value: who.Role.String()}}
	if plan.Departing.Kind.Leaves() {
		event.Before = append(event.Before, store.Field{Name: "name", Value: who.Account.Name}, store.Field{Name: "email", Value: who.Account.Email},
			store.Field{Name: "groups", Value: store.JoinNames(who.Groups)})
	}
	if err := tx.execSteps(steps...); err != nil {
		return store.Event{}, fmt.Errorf("end the membership: %w", err)
	}
	return event, nil
}
