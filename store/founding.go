package store

import "context"

// Founding is another organization with its first administrator.
type Founding struct {
	Organization NewOrganization
	// Admin is who becomes its administrator: the account that has the address, or else this one, without a password.
	Admin NewAccount
	// Link is a link to a password for an account that has none. It is kept only then.
	Link Digest
}

// Founded is what became of it.
type Founded struct {
	Organization Organization
	Admin        Account
	LinkKept     bool // the account has no password yet, and the link leads to one
}

// Foundings are the making of organizations after the first.
type Foundings interface {
	// Found makes an organization with its administrator. Only the operator may. Errors: [ErrForbidden]; [InvalidError],
	// also for the field "slug" when it was given out before.
	Found(ctx context.Context, call Call, founding Founding) (Founded, error)
}
