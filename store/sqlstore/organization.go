package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

// zone gives the time zone of that name, loaded once.
func (db *DB) zone(name string) (*time.Location, error) {
	if zone, ok := db.zones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := store.ParseZone(name)
	if err != nil {
		return nil, err
	}
	db.zones.Store(name, zone)
	return zone, nil
}

const (
	organizationColumns = `o.org_id, o.id, o.slug, o.name, o.zone, o.role_words, o.keys_reserved, o.max_key_days, o.unending_keys, o.created_at`
	memberships         = `
	SELECT m.role, ` + organizationColumns + `
	FROM members m
	JOIN organizations o ON o.org_id = m.org_id
	WHERE m.account = $1 AND m.left_at = 0
	ORDER BY o.name_fold, o.org_id`
	organizationTerms = `
	SELECT zone, max_key_days, unending_keys
	FROM organizations
	WHERE org_id = $1`
)

// scanMembership reads a role and organizationColumns.
func (db *DB) scanMembership(row scanner) (m store.Membership, err error) {
	var role, zone string
	var created int64
	o := &m.Organization
	if err := row.Scan(&role, &o.Org, &o.ID, &o.Slug, &o.Name, &zone, &o.RoleWords, &o.KeysReserved, &o.Terms.MaxDays, &o.Terms.Unending, &created); err != nil {
		return m, err
	}
	o.CreatedAt = instant(created)
	if o.Zone, err = db.zone(zone); err != nil {
		return m, fmt.Errorf("organization %s: %w", o.Slug, err)
	}
	m.Role, err = store.ParseRole(role)
	return m, err
}

// termsOf are for how long an organization lets keys live, and where its days begin and end.
func (tx *tx) termsOf(org store.OrgID) (terms store.Terms, zone *time.Location, err error) {
	var name string
	if err := tx.scan([]any{&name, &terms.MaxDays, &terms.Unending}, organizationTerms, org); err != nil {
		return terms, nil, fmt.Errorf("read the organization's terms: %w", err)
	}
	zone, err = tx.db.zone(name)
	return terms, zone, err
}

// Portal implements [store.Organizations].
func (db *DB) Portal(ctx context.Context, account store.AccountID, slug string) (portal store.Portal, err error) {
	err = db.read(ctx, func(tx *tx) error {
		if portal.Account, err = one(tx, scanAccount, accountByID, account); err != nil {
			return err
		}
		if portal.Memberships, err = all(tx, db.scanMembership, memberships, account); err != nil || slug == "" {
			return err
		}
		for _, m := range portal.Memberships {
			if m.Organization.Slug == slug {
				portal.Current = m
			}
		}
		if portal.Current.Role == 0 {
			return store.ErrNotFound
		}
		actor := store.Actor{Kind: store.ActorMember, ID: account.Principal(), Org: portal.Current.Organization.Org}
		return tx.countSeen(actor, &portal)
	})
	if err != nil {
		return store.Portal{}, fmt.Errorf("open the portal: %w", err)
	}
	return portal, nil
}

const memberSeen = `
	SELECT coalesce(max(at), 0)
	FROM member_seen
	WHERE org_id = $1 AND account = $2`

// countSeen counts the keys and the groups that the actor sees.
func (tx *tx) countSeen(actor store.Actor, portal *store.Portal) error {
	standing, err := tx.standing(actor)
	if err != nil {
		return err
	}
	seen, err := tx.number(memberSeen, actor.Org, actor.ID)
	if err != nil {
		return err
	}
	portal.Seen = instant(seen)
	if portal.Keys, err = tx.totalKeys(actor.Org, standing); err != nil {
		return err
	}
	portal.Groups = len(standing.Groups)
	if standing.SeesAllGroups() {
		var n int64
		n, err = tx.number(countGroups, actor.Org)
		portal.Groups = int(n)
	}
	return err
}

const (
	newSlug = `
	INSERT INTO slugs (slug, given_at)
	VALUES ($1, $2)
	ON CONFLICT (slug) DO NOTHING`
	newOrganization = `
	INSERT INTO organizations (id, slug, name, name_fold, zone, role_words, keys_reserved, created_at, max_key_days, unending_keys)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	RETURNING org_id`
	newCounter = `
	INSERT INTO counters (org_id, name, n)
	VALUES ($1, $2, 0)`
)

// makeOrganization checks and writes an organization without members. Errors: [store.InvalidError].
func (tx *tx) makeOrganization(in store.NewOrganization, at time.Time) (o store.Organization, err error) {
	o = store.Organization{ID: in.ID, KeysReserved: in.KeysReserved, Terms: in.Terms, CreatedAt: instant(at.UnixMilli())}
	if o.Name, err = store.CleanName("organization", in.Name); err != nil {
		return o, err
	}
	if o.Slug, err = store.CleanSlug(in.Slug); err != nil {
		return o, err
	}
	if o.Zone, err = store.ParseZone(in.Zone); err != nil {
		return o, err
	}
	if o.RoleWords, err = store.ParseRoleWords(string(in.RoleWords)); err != nil {
		return o, err
	}
	if err := o.Terms.Check(); err != nil {
		return o, err
	}
	given, err := tx.exec(newSlug, o.Slug, at.UnixMilli())
	if err != nil {
		return o, fmt.Errorf("take the short name: %w", err)
	}
	if given == 0 {
		return o, &store.InvalidError{Field: "slug", Problem: "was given out before", Accepted: "a short name that no organization ever had"}
	}
	org, err := tx.number(newOrganization, o.ID, o.Slug, o.Name, store.Fold(o.Name), in.Zone, string(o.RoleWords), o.KeysReserved, at.UnixMilli(),
		o.Terms.MaxDays, o.Terms.Unending)
	if err != nil {
		return o, fmt.Errorf("write the organization: %w", err)
	}
	o.Org = store.OrgID(org)
	if _, err := tx.exec(newCounter, o.Org, keysCounter); err != nil {
		return o, fmt.Errorf("write the counter of keys: %w", err)
	}
	if err := tx.writeKinds(o.Org, store.DefaultKinds()); err != nil {
		return o, fmt.Errorf("write the kinds of resources: %w", err)
	}
	if err := tx.writeCatalogue(o.Org, store.DefaultCatalogue()); err != nil {
		return o, fmt.Errorf("write the catalogue: %w", err)
	}
	return o, nil
}

// organizationCreated is the event of an organization's making.
func organizationCreated(o store.Organization) store.Event {
	return store.Event{Org: o.Org, Action: store.OrganizationCreated, Subject: o.ID, After: []store.Field{
		{Name: "name", Value: o.Name}, {Name: "slug", Value: o.Slug}, {Name: "zone", Value: o.Zone.String()},
		{Name: "role_words", Value: string(o.RoleWords)},
	}}
}
