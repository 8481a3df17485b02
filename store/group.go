package store

import (
	"context"
	"time"
)

// GroupID names a group of permissions.
type GroupID string

// GroupRef is a group as others mention it.
type GroupRef struct {
	ID   GroupID
	Name string
}

// Group is a named set of permissions. Members and keys belong to groups, and have what their groups let do.
type Group struct {
	ID        GroupID
	Version   int64 // grows with each change of name, about and permissions
	Name      string
	About     string // what it is for; may be empty
	CreatedAt time.Time
	CreatedBy Creator
	// Permissions are in the order of the catalogue: by kind, then by action.
	Permissions []Permission
	Networks    Networks // that requests of its keys have to come from
	// Members and Keys count those that belong to it, as far as the actor sees them.
	Members, Keys int
}

// Ref is the group as others mention it.
func (g Group) Ref() GroupRef { return GroupRef{ID: g.ID, Name: g.Name} }

// GroupList is what an actor sees of an organization's groups.
type GroupList struct {
	Groups    []Group // by name; those that were searched for
	All       int     // how many there are to see without a search
	MayChange bool    // the actor may make, change and delete groups, and say who belongs to them
}

// GroupInfo is a group with who belongs to it.
type GroupInfo struct {
	Group        Group
	FirstMembers []GroupMember // the first [MaxNamed], by name
	FirstKeys    []GroupKey    // the newest [MaxNamed]
	MayChange    bool
}

// GroupMember is a member who belongs to a group, or could.
type GroupMember struct {
	ID          AccountID
	Name, Email string
	Role        Role
}

// GroupKey is a key that belongs to a group.
type GroupKey struct {
	ID   KeyID
	Name string
	Role Role
}

// NewGroup is what making a group takes. A duplicate is a new group with the permissions of another one.
type NewGroup struct {
	ID          GroupID
	Name        string
	About       string
	Permissions []Permission
	Nonce       Nonce
}

// CreatedGroup is what CreateGroup answers.
type CreatedGroup struct {
	Group    Group
	Repeated bool // the form had made this group before
	First    bool // it is the organization's first: from now on a new key needs a group
}

// GroupChange is what a group is to become.
type GroupChange struct {
	Name        string
	About       string
	Permissions []Permission
}

// GroupPlan says what changing or deleting a group would do, and to whom. What belongs to the group gets what is Added, and
// loses what is Removed, unless it has it through another group too.
type GroupPlan struct {
	Group   Group       // as it is
	After   GroupChange // as it would be; zero for a deletion
	Deletes bool
	Added   []CataloguePermission
	Removed []CataloguePermission
	// Members and Keys are the first [MaxNamed] that belong to the group (members by name, keys newest first); Group counts
	// all. Each says what really changes for it.
	Members []PlannedMember
	Keys    []PlannedKey
	// Bare is how many keys a deletion would leave without any group. They stay, and can do nothing until they get one.
	Bare int
	// BareKeys are the first [MaxNamed] of those, newest first.
	BareKeys []GroupKey
	Digest   Digest // of all that the plan says
}

// Harmless tells whether the plan gives nothing and takes nothing from anybody: then it can be carried out unseen.
func (p GroupPlan) Harmless() bool {
	return !p.Deletes && len(p.Added)+len(p.Removed) == 0 || p.Group.Members+p.Group.Keys == 0
}

// Gains is what really changes for somebody who belongs to a group: not what they have through another one as well, and
// not what their role keeps from them.
type Gains struct{ Gets, Loses []Permission }

// PlannedMember is what a plan means for a member.
type PlannedMember struct {
	GroupMember
	Gains
}

// PlannedKey is what a plan means for a key.
type PlannedKey struct {
	GroupKey
	Gains
}

// Limits of groups.
const (
	MaxGroups    = 300 // of an organization
	MaxKeyGroups = 50  // of a key
	MaxNamed     = 50  // members and keys that an answer names
)

// Groups are the permissions of an organization, and who has them. Administrators and managers see all of them, others
// those that they belong to; only administrators change them.
type Groups interface {
	// Catalogue is what groups can be made of; for who sees only their own groups, as far as those reach.
	// Errors: [ErrForbidden] for all but members and keys.
	Catalogue(ctx context.Context, actor Actor) (Catalogue, error)
	// AddKind adds a kind with its permissions. Errors: [ErrForbidden]; [InvalidError].
	AddKind(ctx context.Context, call Call, kind NewKind) error
	// AddAction adds an action with its permissions. Errors: [ErrForbidden]; [InvalidError].
	AddAction(ctx context.Context, call Call, action NewAction) error
	// AddPermission makes a cell of the matrix one that can be ticked. Errors: [ErrForbidden]; [InvalidError].
	AddPermission(ctx context.Context, call Call, permission CataloguePermission) error
	// Groups are those that the actor sees, by name. Search narrows them to those whose name, permissions or purpose contain
	// it. Errors: [ErrForbidden] for all but members and keys.
	Groups(ctx context.Context, actor Actor, search string) (GroupList, error)
	// Group is one group with who belongs to it. Errors: [ErrNotFound], also for one that the actor doesn't see.
	Group(ctx context.Context, actor Actor, id GroupID) (GroupInfo, error)
	// CreateGroup makes a group, once for each form nonce. Errors: [ErrForbidden]; [InvalidError] for the fields "name",
	// "about", "permissions" and, with one too many, "group"; [ErrNonceReused].
	CreateGroup(ctx context.Context, call Call, group NewGroup) (CreatedGroup, error)
	// PlanGroup says what changing a group would do. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError].
	PlanGroup(ctx context.Context, actor Actor, id GroupID, change GroupChange) (GroupPlan, error)
	// ChangeGroup carries out the plan whose digest is given, or nothing. Errors: [GroupPlanChangedError] with the plan as it
	// is now; otherwise those of PlanGroup.
	ChangeGroup(ctx context.Context, call Call, id GroupID, change GroupChange, digest Digest) (GroupPlan, error)
	// PlanGroupDeletion says what deleting a group would do. Errors: [ErrNotFound]; [ErrForbidden].
	PlanGroupDeletion(ctx context.Context, actor Actor, id GroupID) (GroupPlan, error)
	// DeleteGroup carries out the plan whose digest is given, or nothing. Errors: [GroupPlanChangedError]; otherwise those of
	// PlanGroupDeletion.
	DeleteGroup(ctx context.Context, call Call, id GroupID, digest Digest) (GroupPlan, error)
	// GroupMembers are members who belong to a group, as far as the actor sees them, at most limit of them, by name. Search
	// narrows them as in GroupCandidates. Errors: [ErrNotFound].
	GroupMembers(ctx context.Context, actor Actor, id GroupID, search string, limit int) ([]GroupMember, error)
	// GroupCandidates are members whom the actor could make belong to a group, at most limit of them, by name. Search narrows
	// them to names and e-mail addresses that contain it. Errors: [ErrNotFound]; [ErrForbidden].
	GroupCandidates(ctx context.Context, actor Actor, id GroupID, search string, limit int) ([]GroupMember, error)
	// PlanJoin says what it would give a member to belong to a group. Errors: [ErrNotFound] for the group; [ErrForbidden],
	// also for oneself; [InvalidError] for the field "member".
	PlanJoin(ctx context.Context, actor Actor, id GroupID, member AccountID) (JoinPlan, error)
	// AddToGroup makes a member belong to a group, or leaves it so, as the plan with that digest says, or does nothing.
	// Errors: [JoinPlanChangedError] with the plan as it is now; otherwise those of PlanJoin.
	AddToGroup(ctx context.Context, call Call, id GroupID, member AccountID, digest Digest) (JoinPlan, error)
	// PlanLeaving says what it would take from a member to belong to a group no more. Errors: those of PlanJoin, but anybody
	// may take themselves out who may take others out.
	PlanLeaving(ctx context.Context, actor Actor, id GroupID, member AccountID) (MembershipPlan, error)
	// RemoveFromGroup ends a member's belonging to a group, or leaves it so, as the plan with that digest says, or does
	// nothing. Errors: [MembershipPlanChangedError] with the plan as it is now; otherwise those of PlanLeaving.
	RemoveFromGroup(ctx context.Context, call Call, id GroupID, member AccountID, digest Digest) error
}
