package store

import "time"

// Organization is a tenant.
type Organization struct {
	Org          OrgID
	ID           string // 12 base62 characters, shown to people
	Slug         string // its short name in addresses; never changes, never given out again
	Name         string
	Zone         *time.Location // where its days begin and end
	RoleWords    RoleWords
	KeysReserved bool // keys are managed by administrators only
	Terms        Terms
	CreatedAt    time.Time
}

// NewOrganization is what making one takes.
type NewOrganization struct {
	ID           string
	Slug         string // taken or empty: ErrInvalid; callers propose one with [ProposeSlug]
	Name         string
	Zone         string // a name of the IANA time zone database
	RoleWords    RoleWords
	KeysReserved bool
	Terms        Terms
}

// ParseZone loads a time zone by its IANA name. "Local" and the empty name are refused: what a day is
// must not depend on the machine. Errors: [InvalidError] for the field "zone".
func ParseZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, &InvalidError{Field: "zone", Problem: "is not a time zone", Accepted: "a name such as Europe/Paris"}
	}
	return zone, nil
}

// Membership is an account in an organization.
type Membership struct {
	Organization Organization
	Role         Role
}

// Portal is what the frame of every page shows.
type Portal struct {
	Account     Account
	Memberships []Membership // all of the account, by name
	Current     Membership   // the one whose page it is; zero outside of an organization
	Keys        Count        // how many keys the account sees there
	Groups      int          // likewise of groups
	Seen        time.Time    // when the account was noted there last; zero: never
}
