package store

// DepartureKind says how a member stops owning what they own.
type DepartureKind string

// The departures.
const (
	DepartureRemoval  DepartureKind = "removal"  // somebody removes them from the organization
	DepartureLeave    DepartureKind = "leave"    // they leave it themselves
	DepartureDemotion DepartureKind = "demotion" // they become a user, and users own nothing
)

// Departure is what is asked for: who, and how.
type Departure struct {
	Member AccountID
	Kind   DepartureKind
}

// Leaves tells whether the member is one no more afterwards.
func (k DepartureKind) Leaves() bool { return k == DepartureRemoval || k == DepartureLeave }

// Departing is the member of a plan.
type Departing struct {
	Kind      DepartureKind
	Member    Member
	RoleWords RoleWords // the organization's, for who says what becomes of the member
	// KeysCreated are those that they created; they stay, whoever leaves.
	KeysCreated int
}

// Known tells whether it is one of the departures.
func (k DepartureKind) Known() bool { return k.Leaves() || k == DepartureDemotion }

// May refuses a departure to whom it isn't allowed.
func (d Departure) May(s Standing) error {
	if d.Kind == DepartureLeave {
		return s.MayLeave(d.Member)
	}
	return s.MayRemoveMember(d.Member)
}

// writeTo adds what the plan says of the member.
func (d *Departing) writeTo(w digestWriter) {
	if d == nil {
		return
	}
	w.text("departure", string(d.Kind), string(d.Member.Account.ID), d.Member.Account.Name, d.Member.Role.String())
	w.number(d.Member.Version)
	w.number(int64(d.KeysCreated))
	w.number(int64(len(d.Member.Groups)))
	for _, g := range d.Member.Groups {
		w.text(string(g.ID), g.Name)
	}
}
