package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"chatelaine/store"
)

// ImportOrganization implements [store.Organizations].
func (db *DB) ImportOrganization(ctx context.Context, call store.Call, in store.Import) (o store.Organization, err error) {
	if err := call.Actor.MayOperate("organizations:import"); err != nil {
		return o, fmt.Errorf("import an organization: %w", err)
	}
	if in.CreatedAt.IsZero() {
		in.CreatedAt = call.At
	}
	err = db.changeBy(ctx, call, manner{trusting: true}, func(tx *tx) ([]store.Event, error) {
		if o, err = tx.makeOrganization(in.Organization, in.CreatedAt); err != nil {
			return nil, err
		}
		im := importer{
			tx: tx, org: o, at: call.At, accounts: map[store.AccountID]store.Account{}, kinds: map[string]store.Kind{},
			kindOf: map[store.ResourceID]string{}, ends: map[store.Date]int64{}, groups: map[store.GroupID]int64{},
		}
		if err := im.all(in); err != nil {
			return nil, err
		}
		events, err := im.events(in.Events)
		if err != nil {
			return nil, fmt.Errorf("events: %w", err)
		}
		return append(events, store.Event{Org: o.Org, Action: store.OrganizationImported, Subject: o.ID, After: []store.Field{
			{Name: "name", Value: o.Name}, {Name: "slug", Value: o.Slug}, {Name: "members", Value: strconv.Itoa(len(im.accounts))},
			{Name: "keys", Value: strconv.Itoa(im.keys)}, {Name: "resources", Value: strconv.Itoa(len(im.kindOf))},
		}}), nil
	})
	if err != nil {
		return store.Organization{}, fmt.Errorf("import organization %s: %w", in.Organization.Slug, err)
	}
	db.scrubber.wake() // the log has become as long as the import
	return o, nil
}

// importer writes an organization's members, keys and resources.
type importer struct {
	tx       *tx
	org      store.Organization
	at       time.Time
	accounts map[store.AccountID]store.Account // as the import calls them, to what they are called here
	kinds    map[string]store.Kind
	kindOf   map[store.ResourceID]string // for what lies in it
	ends     map[store.Date]int64        // of days in the organization's zone
	groups   map[store.GroupID]int64     // their numbers
	keys     int
}

// all writes everything. While it does, indexes of random values want more room than the writer has otherwise.
func (im *importer) all(in store.Import) (err error) {
	if _, err := im.tx.exec(setCache(importCache)); err != nil {
		return err
	}
	defer func() {
		_, back := im.tx.exec(setCache(pageCache))
		err = errors.Join(err, back)
	}()
	if err := im.members(in); err != nil {
		return fmt.Errorf("members: %w", err)
	}
	if err := im.allKinds(in.Kinds); err != nil {
		return fmt.Errorf("kinds: %w", err)
	}
	if err := im.allGroups(in); err != nil {
		return fmt.Errorf("groups: %w", err)
	}
	if err := im.allKeys(in); err != nil {
		return fmt.Errorf("keys: %w", im.refused(err, "keys"))
	}
	if _, err := im.tx.exec(reviewAllKeys, im.org.Org); err != nil {
		return fmt.Errorf("keys of who left: %w", err)
	}
	if err := im.resources(in); err != nil {
		return fmt.Errorf("resources: %w", im.refused(err, "resources"))
	}
	return im.checkReferences()
}

// checkReferences looks for rows that refer to what isn't there, in tables where the input says what they refer to. A key's
// rows refer to each other, and to a member that was looked up.
func (im *importer) checkReferences() error {
	for _, table := range []string{"resources", "owners", "access_entries"} {
		broken, err := im.tx.number(brokenReference, table)
		if err != nil {
			return fmt.Errorf("check what rows of %s refer to: %w", table, err)
		}
		if broken > 0 {
			return contradiction("resources")
		}
	}
	return nil
}

// contradiction is an error of the input.
func contradiction(field string) error {
	return &store.InvalidError{Field: field, Problem: "contradict each other",
		Accepted: "ids and names that come once, and references to what comes before"}
}

// refused is an error of the input where a row contradicts those that are there.
func (im *importer) refused(err error, field string) error {
	if !conflicts(err) {
		return err
	}
	return contradiction(field)
}

func (im *importer) members(in store.Import) error {
	for _, member := range in.Members {
		account, err := one(im.tx, scanAccount, accountByEmail, store.CanonicalEmail(member.Account.Email))
		if errors.Is(err, store.ErrNotFound) {
			account, err = im.tx.makeAccount(member.Account, in.CreatedAt)
		}
		if err != nil {
			return err
		}
		if _, err := store.ParseRole(member.Role.String()); err != nil {
			return err
		}
		im.accounts[member.Account.ID] = account
		if err := im.tx.join(im.org.Org, account, member.Role, member.JoinedAt, member.LeftAt); err != nil {
			return im.refused(err, "members")
		}
		if member.SeenAt.IsZero() {
			continue
		}
		if _, err := im.tx.exec(noteMember, im.org.Org, account.ID, member.SeenAt.UnixMilli()); err != nil {
			return fmt.Errorf("note when a member was seen: %w", err)
		}
	}
	return nil
}

// allKinds writes the import's kinds in place of those that an organization begins with, or keeps these where it has none.
func (im *importer) allKinds(kinds []store.Kind) error {
	if len(kinds) == 0 {
		kinds = store.DefaultKinds()
	}
	if _, err := im.tx.exec(dropKinds, im.org.Org); err != nil {
		return err
	}
	rows := im.tx.into("kinds", "org_id", "slug", "one", "many", "parent")
	for _, kind := range kinds {
		if _, known := im.kinds[kind.Parent]; kind.Parent != "" && !known {
			return &store.InvalidError{Field: "kinds", Problem: "lie in kinds that don't come before them", Accepted: "parents before what lies in them"}
		}
		im.kinds[kind.Slug] = kind
		if err := rows.add(im.org.Org, kind.Slug, kind.One, kind.Many, orNull(kind.Parent)); err != nil {
			return im.refused(err, "kinds")
		}
	}
	return im.refused(rows.flush(), "kinds")
}

// account is what an account is called here. Errors: [store.InvalidError] for one that is no member.
func (im *importer) account(id store.AccountID) (store.Account, error) {
	if here, ok := im.accounts[id]; ok {
		return here, nil
	}
	return store.Account{}, &store.InvalidError{Field: "members", Problem: "lack somebody who made a key",
		Accepted: "every creator as a member, also those who have left"}
}

// principal is what a principal is called here: accounts by their id here, keys by their own.
func (im *importer) principal(id store.PrincipalID) store.PrincipalID {
	if here, ok := im.accounts[store.AccountID(id)]; ok {
		return here.ID.Principal()
	}
	return id
}
