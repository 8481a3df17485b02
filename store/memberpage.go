package store

import (
	"context"
	"time"
)

// MemberLists are the lists of an organization's members.
type MemberLists interface {
	// Members is one page of the list of members, of those whom the actor may see: everybody, or themselves alone
	// ([Standing.SeesAllMembers]). Errors: [ErrForbidden] for all but members.
	Members(ctx context.Context, actor Actor, query MemberQuery) (MemberPage, error)
}

// MemberColumn names a column of the list of members.
type MemberColumn string

// The columns, in the order in which they stand unless somebody changes it.
const (
	MemberColumnName   MemberColumn = "name"
	MemberColumnEmail  MemberColumn = "email"
	MemberColumnRole   MemberColumn = "role"
	MemberColumnGroups MemberColumn = "groups"
	MemberColumnKeys   MemberColumn = "keys"
	MemberColumnOwns   MemberColumn = "owns"
	MemberColumnJoined MemberColumn = "joined"
	MemberColumnSeen   MemberColumn = "seen"
)

// MemberQuery asks for a page of the list of members. Those who are equal in its order follow each other by name.
type MemberQuery struct {
	Search     string       // words that stand in the name or the e-mail address: see [FindsPerson]
	Roles      []Role       // any of them
	Groups     []GroupID    // any of them
	Joined     Span         // when they became members
	Seen       Span         // when they were seen last; who never was lies in none
	NeverSeen  bool         // only who never signed in
	Column     MemberColumn // ordered by it; by name when it has no order
	Descending bool
	Rows       int // how many members a page has; one of [PageSizes]
	Skip       int // how many come before it
}

// MemberPage is a page of the list of members.
type MemberPage struct {
	Members   []ListedMember
	Total     int        // whom the filters show
	All       int        // whom the actor sees
	Groups    []GroupRef // those of the query that the actor sees, by name
	Standing  Standing   // of who asks
	MayInvite bool
	Invited   int  // invitations that wait for an answer, for who may invite
	OwnOnly   bool // the actor sees nobody else
}

// ListedMember is a member in the list.
type ListedMember struct {
	Account  AccountID
	Name     string
	Email    string
	Role     Role
	Groups   []GroupRef // by name
	Keys     int        // that they created, and that are there
	Owns     int        // resources
	JoinedAt time.Time
	SeenAt   time.Time // when a session of theirs was used last, to the minute; zero: never
}

// SeesAllMembers tells whether the actor sees who else is a member.
func (s Standing) SeesAllMembers() bool { return s.Kind == ActorMember && s.Role >= RoleManager }

// MaySeeMembers refuses whoever is no member.
func (s Standing) MaySeeMembers() error {
	if s.Kind == ActorMember && s.Role >= RoleUser {
		return nil
	}
	return &ForbiddenError{Permission: "members:read"}
}
