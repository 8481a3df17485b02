package store

import "time"

// Account is a person who signs in.
type Account struct {
	ID    AccountID
	Name  string
	Email string // as [CleanEmail] gives it
}

// Credentials are what a sign-in is checked against.
type Credentials struct {
	Account      Account
	PasswordHash string // PHC string of argon2id; empty: this account has no password yet
}

// NewAccount is what making one takes. The store never sees a password.
type NewAccount struct {
	ID           AccountID
	Name         string
	Email        string
	PasswordHash string
}

// SetUp is the first start: an organization, its administrator, and their first session.
type SetUp struct {
	Token        Digest // of the set-up link
	Organization NewOrganization
	Account      NewAccount
	Session      NewSession // Session.Account is filled in from Account
}

// Limits of a session's life.
const (
	SessionIdle     = 30 * time.Minute
	SessionAbsolute = 12 * time.Hour
	MaxSessions     = 10 // of one account; the oldest one ends
)

// NewSession is what signing in takes.
type NewSession struct {
	Token   Digest // of the cookie's value
	Name    string // what events and nonces call it; not secret
	Account AccountID
	// PasswordHash is what the password was checked against; the session isn't begun if the account has
	// another one by now. Empty: it isn't begun by a password.
	PasswordHash string
	Replaces     Digest // the session that the browser had before; zero: none
	Browser      string // and its system, such as Firefox/Windows; empty: not known
	Network      string // the beginning of the address, such as 192.0.2.0/24; likewise
}

// Session is a signed-in browser.
type Session struct {
	Name      string
	Account   AccountID
	StartedAt time.Time
	LastSeen  time.Time
	Browser   string // as in NewSession
	Network   string // likewise

	Preferences Preferences // of the account
}

// LivesAt tells whether the session still counts at an instant.
func (s Session) LivesAt(now time.Time) bool {
	return now.Before(s.LastSeen.Add(SessionIdle)) && now.Before(s.StartedAt.Add(SessionAbsolute))
}

// LinkPurpose says what a one-time link does.
type LinkPurpose string

// The links that exist, with how long each works.
const (
	LinkSetUp  LinkPurpose = "set_up"  // makes the first organization
	LinkSignIn LinkPurpose = "sign_in" // signs the demo's person in
	LinkReset  LinkPurpose = "reset"   // sets a new password
)

// Lifetime is how long a link of this purpose works.
func (p LinkPurpose) Lifetime() time.Duration {
	if p == LinkReset {
		return 30 * time.Minute
	}
	return time.Hour
}

// NewLink is what making a one-time link takes. It ends [LinkPurpose.Lifetime] after the call.
type NewLink struct {
	Token   Digest
	Purpose LinkPurpose
	Email   string // whose, canonical; empty for a set-up link
}

// Link is a one-time link that still works.
type Link struct {
	Purpose LinkPurpose
	Account Account // zero for a set-up link
	EndsAt  time.Time
}
