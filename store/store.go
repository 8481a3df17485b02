// Package store is the domain of Chatelaine: organizations, their members and API keys, what these
// own, and the rules about them.
//
// Start with [Store], whose methods are what people do: each is one transaction, decides itself
// whether the actor may do it, and writes its audit event with the change. The rules that it follows
// are pure functions of this package ([Standing], [Key.Status], [NewPlan]), so that they can be read and
// tested without a database.
//
// Nothing here knows SQL or HTTP, reads a clock or draws a random number: instants, ids and digests
// come in with the call.
package store

import (
	"context"
	"time"
)

// Store keeps organizations and what belongs to them. Its methods are safe for concurrent use, and
// each is one transaction: when it returns an error, nothing has changed. What belongs to another
// organization gives [ErrNotFound], as if it didn't exist. Methods that change something take a
// [Call]; their effect and their audit events are durable when they return.
//
// Every method can return an error that wraps [ErrUnavailable] when the database does not answer.
type Store interface {
	Accounts
	OwnAccounts
	Foundings
	Throttles
	Sessions
	Organizations
	Members
	Governance
	Keys
	Bulks
	Groups
	ManagerOnly
	Secrets
	MemberLists
	Resources
	Registry
	Rules
	Views
	Uses
	Jobs
	Trail
	GateCredentials
	GateFeed
	ResourceAccess

	// Close finishes what is under way and releases the data.
	Close() error
}

// Accounts are the people who sign in, and the links that let them in once.
type Accounts interface {
	// HasAccounts tells whether anybody can sign in yet.
	HasAccounts(ctx context.Context) (bool, error)
	// MakeLink keeps a link that works once. It ends older ones of the same purpose and account.
	// Only the operator may. Errors: [ErrForbidden]; [ErrNotFound] when a reset names an unknown account.
	MakeLink(ctx context.Context, call Call, link NewLink) error
	// Link looks at a link without using it. Errors: [ErrLinkDead].
	Link(ctx context.Context, purpose LinkPurpose, token Digest, at time.Time) (Link, error)
	// SetUp makes the first organization with its administrator, signs them in, and uses up the link.
	// Errors: [ErrLinkDead], also when an account exists; [InvalidError].
	SetUp(ctx context.Context, call Call, setUp SetUp) (Organization, error)
	// SignInByLink uses up a sign-in link and starts the session. Errors: [ErrLinkDead].
	SignInByLink(ctx context.Context, call Call, token Digest, session NewSession) error
	// ResetPassword uses up a reset link, sets the password and ends all sessions of the account.
	// Errors: [ErrLinkDead].
	ResetPassword(ctx context.Context, call Call, token Digest, passwordHash string) error
	// Credentials finds an account by its canonical e-mail address ([CanonicalEmail]).
	// Errors: [ErrNotFound].
	Credentials(ctx context.Context, email string) (Credentials, error)
}

// Sessions are signed-in browsers.
type Sessions interface {
	// StartSession signs an account in. The session that it replaces ends in the same transaction, and
	// so does the account's oldest one beyond [MaxSessions]. Errors: [ErrNotFound] for an account that
	// doesn't exist, or that has another password by now than the one that was checked.
	StartSession(ctx context.Context, call Call, session NewSession) error
	// Session finds a living session: used within [SessionIdle], started within [SessionAbsolute].
	// It notes the use, at most once a minute. Errors: [ErrNotFound].
	Session(ctx context.Context, token Digest, at time.Time) (Session, error)
	// EndSession signs out. A session that is gone already is no error.
	EndSession(ctx context.Context, call Call, token Digest) error
}

// Organizations are the tenants with their members.
type Organizations interface {
	// Portal is what the frame of every page shows an account: its organizations, and the one at slug.
	// An empty slug leaves Current zero. Errors: [ErrNotFound] for an organization that the account
	// is no member of.
	Portal(ctx context.Context, account AccountID, slug string) (Portal, error)
	// ImportOrganization writes a whole organization, in one transaction. Only the operator may.
	// Accounts that exist already (by e-mail address) become members and keep their password.
	// Errors: [ErrForbidden], [InvalidError].
	ImportOrganization(ctx context.Context, call Call, in Import) (Organization, error)
}

// Keys are the API keys of an organization.
type Keys interface {
	// Keys is one page of the table, of those keys that the actor may see.
	Keys(ctx context.Context, actor Actor, query KeyQuery) (KeyPage, error)
	// KeyIDs are the ids of the first [MaxBulk] keys that the query's filter shows, in its order; more tells whether
	// there are others. It looks until it has found them, and where the query's page begins doesn't count.
	KeyIDs(ctx context.Context, actor Actor, query KeyQuery) (ids []KeyID, more bool, err error)
	// KeyChoices counts the keys that the actor may see, by what a filter can choose, at an instant.
	KeyChoices(ctx context.Context, actor Actor, at time.Time) (KeyChoices, error)
	// KeyCreators are members who made keys that the actor may see: first the chosen ones, then at most limit
	// others, both by name; those who left too. Search narrows the others to names and e-mail addresses that
	// contain it.
	KeyCreators(ctx context.Context, actor Actor, search string, chosen []AccountID, limit int) ([]CreatorCount, error)
	// KeyGroups are groups that the actor may see, with how many keys belong to each that the actor may see: first the chosen
	// ones, then at most limit others, both by name. Search narrows the others to names that contain it.
	KeyGroups(ctx context.Context, actor Actor, search string, chosen []GroupID, limit int) ([]GroupCount, error)
	// KeyLabels are labels of keys that the actor may see, with how many have each: first the chosen ones, then at most limit
	// others, both by name and value. Search narrows the others to those that contain it.
	KeyLabels(ctx context.Context, actor Actor, search string, chosen []Label, limit int) ([]LabelCount, error)
	// KeyContacts are members who are the contact of keys that the actor may see, as KeyCreators are those who made them.
	KeyContacts(ctx context.Context, actor Actor, search string, chosen []AccountID, limit int) ([]CreatorCount, error)
	// CountKeys counts the keys that the actor may see by each of the filters, at an instant; each up to most,
	// and never beyond [MaxCount] but for the zero filter.
	CountKeys(ctx context.Context, actor Actor, filters []KeyFilter, at time.Time, most int) ([]Count, error)
	// Dashboard sums up the keys that the actor may see, and tells what was done lately: to all of the organization for
	// those who may read its audit trail ([Standing.SeesTrail]), to the keys that they created for others.
	Dashboard(ctx context.Context, actor Actor, query DashboardQuery) (Dashboard, error)
	// KeyChanges says what became of the keys that the actor sees since a version of their table, and in
	// particular of those that are shown, at most [MaxShown].
	KeyChanges(ctx context.Context, actor Actor, since int64, shown []KeyID) (KeyChanges, error)
	// StartExport notes that the actor takes the keys that the query shows away, in a format such as "csv". It comes
	// before the first KeyBatch. Errors: [ErrForbidden].
	StartExport(ctx context.Context, call Call, query KeyQuery, format string) error
	// KeyBatch is the next part of an export: up to [ExportRows] of the keys that Keys would show after the query's
	// After, in the same order. Asked again with Next in After it goes on; a batch can be empty while it looks for
	// rare keys. Each batch is a transaction of its own, so that a slow reader holds nothing up.
	// Errors: [ErrForbidden].
	KeyBatch(ctx context.Context, actor Actor, query KeyQuery) (KeyBatch, error)
	// Key is one key with what it owns. Errors: [DeletedError] (an [ErrNotFound]) when it existed.
	Key(ctx context.Context, actor Actor, id KeyID) (KeyInfo, error)
	// KeyForm says what the actor may choose when adding a key. Errors: [ErrForbidden].
	KeyForm(ctx context.Context, actor Actor) (KeyForm, error)
	// CreateKey makes a key, once for each form nonce: asked again with the same nonce and body it
	// answers with the first outcome and Repeated set. Errors: [ErrForbidden]; [InvalidError], for
	// instance of a name that is taken; [ErrNonceReused].
	CreateKey(ctx context.Context, call Call, key NewKey) (CreatedKey, error)
	// ConfirmKey is [Secrets.ConfirmSecret] for whichever secret is the newest.
	ConfirmKey(ctx context.Context, call Call, id KeyID) error
	// NameTaken tells whether a key other than the one with that id has the name, after folding. It is for saying so while
	// the name is typed; RenameKey and CreateKey decide. Errors: [ErrForbidden] for whoever can't change keys;
	// [InvalidError] for what can't be a name.
	NameTaken(ctx context.Context, actor Actor, name string, but KeyID) (bool, error)
	// RenameKey gives a key another name, and answers with the key as it is then. Version is that of the form; 0 accepts the
	// key however it has become. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for the field "name";
	// [KeyChangedError].
	RenameKey(ctx context.Context, call Call, id KeyID, version int64, name string) (Key, error)
	// DeactivateKey makes a key open nothing from the moment that it returns, until an instant or until further notice,
	// whatever was changed of it meanwhile. What is inactive for as long already stays as it is, and the answer says since
	// what. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for the fields "until" and "reason".
	DeactivateKey(ctx context.Context, call Call, id KeyID, what Deactivation) (SwitchedKey, error)
	// ActivateKey undoes a deactivation, also one that would end by itself. A key that isn't inactive stays as it is, and
	// the answer says since what. Errors: [ErrNotFound]; [ErrForbidden], of a group that the actor doesn't hold with its name.
	ActivateKey(ctx context.Context, call Call, id KeyID) (SwitchedKey, error)
	// ChangeExpiry changes the day that a key ends with, by the organization's [Terms]; also of one that has expired, which
	// it brings back. The zero Date is no end. Asked for the day that it has, a key that hasn't expired keeps its
	// instant, whatever the organization's zone has become. Version is that of the form; 0 accepts the key however it has become.
	// Errors: [ErrNotFound]; [ErrForbidden], of a group that the actor doesn't hold with its name; [InvalidError] for the
	// field "expires"; [KeyChangedError].
	ChangeExpiry(ctx context.Context, call Call, id KeyID, version int64, on Date) (Key, error)
	// ChangeGroups changes the groups that a key belongs to, and gives the key as it is then. Version is that of the form; 0
	// accepts the key however it has become. Errors: [ErrNotFound]; [ErrForbidden], of a group that the actor doesn't hold
	// with its name; [InvalidError] for the field "groups"; [KeyChangedError].
	ChangeGroups(ctx context.Context, call Call, id KeyID, version int64, change Regroup) (Key, error)
	// DescriptionForm says how a key is described, and whom one can make its contact. Errors: [ErrNotFound]; [ErrForbidden].
	DescriptionForm(ctx context.Context, actor Actor, id KeyID) (DescriptionForm, error)
	// DescribeKey says what a key is for, and gives the key as it is then. Version is that of the form; 0 accepts the key
	// however it has become. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for the fields "purpose", "labels" and
	// "contact"; [KeyChangedError].
	DescribeKey(ctx context.Context, call Call, id KeyID, version int64, description Description) (Key, error)
	// KeyHistory is what was done to a key: at most limit events, and [MaxHistory], before the event with that number; 0: the
	// latest. Errors: [ErrNotFound].
	KeyHistory(ctx context.Context, actor Actor, id KeyID, before int64, limit int) (KeyHistory, error)
	// PlanDeletion is [Keys.PlanDeletions] for one key.
	PlanDeletion(ctx context.Context, actor Actor, id KeyID, choice Choice) (Plan, error)
	// DeleteKey is [Keys.DeleteKeys] for one key.
	DeleteKey(ctx context.Context, call Call, id KeyID, choice Choice, digest Digest) (Plan, error)
	// PlanDeletions says what deleting the keys together would do: what belongs to several of them and
	// to nobody else has no other owner. The plan is for those that are there, and names those that are gone.
	// Errors: [DeletedError] of the first key when all are gone; [ErrNotFound] when there never was
	// one of them, or the actor may not see it; [ErrForbidden]; [InvalidError] for keys that
	// [CheckBulk] refuses, and for a successor who can't be one.
	PlanDeletions(ctx context.Context, actor Actor, ids []KeyID, choice Choice) (Plan, error)
	// DeleteKeys carries out the plan whose digest is given, or nothing: it deletes the keys, their
	// secrets and access entries, and moves or destroys what they own. Errors: [PlanChangedError]
	// with the plan as it is now; otherwise those of PlanDeletions.
	DeleteKeys(ctx context.Context, call Call, ids []KeyID, choice Choice, digest Digest) (Plan, error)
	// Successors are the members who can take over what a key or a member owns, at most limit of them, by name.
	// Search narrows them to names and e-mail addresses that contain it. Errors: [ErrForbidden].
	Successors(ctx context.Context, actor Actor, search string, limit int) ([]Successor, error)
}

// Resources are the things of the product that have owners.
type Resources interface {
	// RegisterResource makes a resource known, owned by at least one principal.
	// Errors: [ErrForbidden]; [InvalidError].
	RegisterResource(ctx context.Context, call Call, resource NewResource) error
	// AddOwner makes a principal an owner too. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError].
	AddOwner(ctx context.Context, call Call, id ResourceID, owner PrincipalID) error
	// RemoveOwner takes ownership away. Errors: those of AddOwner, and [InvalidError] for the last owner.
	RemoveOwner(ctx context.Context, call Call, id ResourceID, owner PrincipalID) error
	// GiveAccess writes an access entry, in place of the one that the principal had.
	// Errors: those of AddOwner.
	GiveAccess(ctx context.Context, call Call, entry AccessEntry) error
	// Resource is one resource with its owners and access entries. Errors: [ErrNotFound].
	Resource(ctx context.Context, actor Actor, id ResourceID) (ResourceInfo, error)
}

// Views are states of the key table that people gave names to. A view is somebody's own, which nobody else sees, or the
// organization's, which every member can use. What one holds is checked again whenever it is opened: a view shows
// nobody a key that they may not see.
type Views interface {
	// SavedViews are the actor's own views and the organization's, by name, with what the actor may do.
	// Errors: [ErrForbidden] for all but members.
	SavedViews(ctx context.Context, actor Actor) (ViewList, error)
	// SaveView makes a view, or saves the one that has the id anew: saved twice, it is there once. One that becomes
	// somebody's own is the actor's. Of a personal view the event tells that there is one, and neither name nor state.
	// Errors: [ErrNotFound] for somebody else's own; [ErrForbidden] for the organization's; [InvalidError], for instance
	// of a name that is taken, or for one view too many.
	SaveView(ctx context.Context, call Call, view NewView) error
	// DeleteView deletes a view, and nobody's table opens with it any more.
	// Errors: [ErrNotFound], also for somebody else's own; [ErrForbidden] for the organization's.
	DeleteView(ctx context.Context, call Call, id ViewID) error
	// SetDefaultView says what the actor's table opens with in this organization; empty: nothing in particular. It is
	// nobody else's business, and no event tells of it.
	// Errors: [ErrNotFound] for a view that the actor doesn't see; [ErrForbidden]; [InvalidError].
	SetDefaultView(ctx context.Context, call Call, view ViewRef) error
}
