package store

import (
	"context"
	"time"
)

// Member is an account in an organization.
type Member struct {
	Account  Account // as it is called; of who left, as it was called then
	Role     Role
	Groups   []GroupRef // by name
	Version  int64      // grows with each change of role and groups, and with coming and going
	JoinedAt time.Time
	LeftAt   time.Time // zero: is a member
	LastSeen time.Time // in this organization, to the minute; zero: never
}

// Left tells whether the member is one no more.
func (m Member) Left() bool { return !m.LeftAt.IsZero() }

// MemberInfo is a member with what they own and made, and what the actor can do about them.
type MemberInfo struct {
	Member      Member
	Holdings    Holdings
	KeysCreated int
	// KeysToReview are those of the keys that they created which nobody has looked at since they left.
	KeysToReview int
	History      MemberHistory // the latest of what was done to them
	Can          MemberActions
}

// MemberHistory is a part of what was done to a member, newest first.
type MemberHistory struct {
	Events  []Event
	Earlier bool // there is more before it
}

// MemberActions says by the rules of [Standing] what the actor can do to a member; a view hides the rest.
type MemberActions struct {
	ChangeRole, ChangeGroups, Remove bool
	ReviewKeys                       bool
	SeeHistory                       bool
}

// ActionsOnMember says what the actor can do to a member.
func (s Standing) ActionsOnMember(m Member) MemberActions {
	may := !m.Left() && s.MayChangeRoleOf(m.Account.ID) == nil
	return MemberActions{
		ChangeRole: may, ChangeGroups: may, Remove: may, ReviewKeys: s.MayChangeKeys() == nil, SeeHistory: s.SeesTrail(),
	}
}

// SeesMember tells whether the actor sees a member. Who they don't see is [ErrNotFound].
func (s Standing) SeesMember(id AccountID) bool {
	return s.Kind == ActorMember && (s.Role >= RoleManager || s.Role >= RoleUser && id.Principal() == s.ID)
}

// MayInvite refuses all but administrators to invite people, and to see who is invited.
func (s Standing) MayInvite() error {
	if s.Kind == ActorMember && s.Role == RoleAdministrator {
		return nil
	}
	return &ForbiddenError{Permission: "members:invite"}
}

// MayRemoveMember refuses all but administrators to make somebody leave, or a user; and everybody to do it to themselves.
func (s Standing) MayRemoveMember(id AccountID) error {
	if s.MayChangeRoleOf(id) == nil {
		return nil
	}
	return &ForbiddenError{Permission: "members:delete"}
}

// MayLeave refuses to leave the organization to all but the member themselves.
func (s Standing) MayLeave(id AccountID) error {
	if s.Kind == ActorMember && s.Role >= RoleUser && id.Principal() == s.ID {
		return nil
	}
	return &ForbiddenError{Permission: "members:delete"}
}

// ProblemLastAdministrator is that of a change after which nobody could administrate the organization.
const ProblemLastAdministrator = "would leave nobody to administrate"

// MemberChangedError tells of a member whom somebody changed since the form about them was opened; nothing was done.
type MemberChangedError struct {
	Member Member // as they are now
	Last   Event  // what was done to them last; zero if nothing is known
}

// Error is for logs and tests.
func (e *MemberChangedError) Error() string { return ErrMemberChanged.Error() }

// Is matches [ErrMemberChanged].
func (e *MemberChangedError) Is(target error) bool { return target == ErrMemberChanged }

// Members are the people of an organization, and who is invited to it.
type Members interface {
	Invitations
	Leavers

	// NoteSeen notes that a member was in the organization, to the minute. Somebody who isn't a member is no error.
	NoteSeen(ctx context.Context, actor Actor, at time.Time) error
	// Member is one member, also one who left. Errors: [ErrNotFound], also for whom the actor may not see.
	Member(ctx context.Context, actor Actor, id AccountID) (MemberInfo, error)
	// MemberHistory is what was done to a member: at most limit events, and [MaxHistory], before the event with that number;
	// 0: the latest. Errors: [ErrNotFound]; [ErrForbidden].
	MemberHistory(ctx context.Context, actor Actor, id AccountID, before int64, limit int) (MemberHistory, error)
	// ChangeRole gives a member another role. Version is that of the form; 0 accepts the member however they have become.
	// Errors: [ErrNotFound]; [ErrForbidden], also for one's own role; [InvalidError] for the field "role", also when the last
	// administrator would go; [MemberChangedError]; [ErrNeedsPlan] for making somebody a user who owns resources.
	ChangeRole(ctx context.Context, call Call, id AccountID, version int64, role Role) (Member, error)
	// PlanMembership says what it would give a member and take from them to belong to exactly these groups. Version is that
	// of the form; 0 accepts the member however they have become. Errors: those of ChangeRole, for the field "groups".
	PlanMembership(ctx context.Context, actor Actor, id AccountID, version int64, groups []GroupID) (MembershipPlan, error)
	// ChangeMembership makes a member belong to exactly these groups, as the plan with that digest says, or does nothing.
	// Errors: [MembershipPlanChangedError] with the plan as it is now; otherwise those of PlanMembership.
	ChangeMembership(ctx context.Context, call Call, id AccountID, groups []GroupID, digest Digest) (MembershipPlan, error)
	// PlanDeparture says what a departure would do. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for a successor who
	// can't be one, and for the field "member" when the last administrator would go.
	PlanDeparture(ctx context.Context, actor Actor, departure Departure, choice Choice) (Plan, error)
	// Depart carries out the plan whose digest is given, or nothing. Errors: [PlanChangedError] with the plan as it is now;
	// otherwise those of PlanDeparture.
	Depart(ctx context.Context, call Call, departure Departure, choice Choice, digest Digest) (Plan, error)
}
