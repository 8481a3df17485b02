package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"chatelaine/store"
)

// organizationBySlug is an organization as a membership that has a role in it; the role means nothing.
const organizationBySlug = `
	SELECT 'user', ` + organizationColumns + `
	FROM organizations o
	WHERE o.slug = $1`

// FindOrganization implements [store.Registry].
func (db *DB) FindOrganization(ctx context.Context, actor store.Actor, slug string) (o store.Organization, err error) {
	if err = actor.MayOperate("organizations:read"); err == nil {
		err = db.read(ctx, func(tx *tx) error {
			m, err := one(tx, db.scanMembership, organizationBySlug, slug)
			o = m.Organization
			return err
		})
	}
	if err != nil {
		return store.Organization{}, fmt.Errorf("look for an organization: %w", err)
	}
	return o, nil
}

// ImportResources implements [store.Registry]. Everything is checked before the first row is written.
func (db *DB) ImportResources(ctx context.Context, call store.Call, rows []store.ResourceRow) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayImportResources(); err != nil {
			return nil, err
		}
		if len(rows) == 0 || len(rows) > store.MaxImportRows {
			return nil, &store.InvalidError{Field: "file", Problem: "has %d rows", Args: []any{len(rows)}, Accepted: "1 to 200000 rows"}
		}
		checked, err := tx.checkRows(call.Actor.Org, rows)
		if err != nil {
			return nil, err
		}
		return tx.writeRows(call, checked)
	})
	if err != nil {
		return fmt.Errorf("import resources: %w", err)
	}
	db.scrubber.wake() // the log has become as long as the import
	return nil
}

// thing is what a row is known by.
type thing struct{ kind, outside string }

// checkedRow is a row with what it names.
type checkedRow struct {
	store.NewResource
	access []store.AccessEntry
}

// rowChecker knows what rows can name.
type rowChecker struct {
	kinds    map[string]store.Kind
	there    map[thing]store.ResourceID // that are registered already
	lines    map[thing]int              // of the file
	ids      map[thing]store.ResourceID // likewise
	holders  map[string]store.Holder    // by their addresses and ids
	problems store.RowsError
}

const (
	registered = `
	SELECT r.kind, r.outside_id, r.id
	FROM resources r
	WHERE r.org_id = $1`
	keysNamedByID = `
	SELECT k.id, k.name, 1, '', k.role
	FROM keys k
	WHERE k.org_id = $1 AND k.id IN %s`
)

// registration is a thing with its id.
type registration struct {
	thing
	id store.ResourceID
}

func scanRegistration(row scanner) (r registration, err error) {
	return r, row.Scan(&r.kind, &r.outside, &r.id)
}

// checkRows resolves what the rows name. Errors: [store.RowsError].
func (tx *tx) checkRows(org store.OrgID, rows []store.ResourceRow) ([]checkedRow, error) {
	c, err := tx.rowChecker(org, rows)
	if err != nil {
		return nil, err
	}
	checked := make([]checkedRow, 0, len(rows))
	for _, row := range rows {
		ready, err := c.check(row)
		var wrong *store.InvalidError
		switch {
		case errors.As(err, &wrong):
			c.problems.Add(row.Line, wrong)
		case err != nil:
			return nil, err
		}
		checked = append(checked, ready)
	}
	if len(c.problems.Problems) > 0 {
		return nil, &c.problems
	}
	return checked, nil
}

// rowChecker reads what the rows can name.
func (tx *tx) rowChecker(org store.OrgID, rows []store.ResourceRow) (*rowChecker, error) {
	c := &rowChecker{
		kinds: map[string]store.Kind{}, there: map[thing]store.ResourceID{}, lines: make(map[thing]int, len(rows)),
		ids: make(map[thing]store.ResourceID, len(rows)), holders: map[string]store.Holder{},
	}
	kinds, err := tx.kindsOf(org)
	if err != nil {
		return nil, err
	}
	for _, k := range kinds {
		c.kinds[k.Slug] = k
	}
	known, err := all(tx, scanRegistration, registered, org)
	if err != nil {
		return nil, fmt.Errorf("read what is registered: %w", err)
	}
	for _, r := range known {
		c.there[r.thing] = r.id
	}
	asked := map[store.KeyID]bool{}
	for _, row := range rows {
		t := thing{row.Kind, row.OutsideID}
		if _, twice := c.lines[t]; !twice {
			c.lines[t], c.ids[t] = row.Line, row.ID
		}
		for _, list := range [][]string{row.Owners, row.View, row.Modify} {
			for _, name := range list {
				if id := store.KeyID(name); store.ResourceID(name).Valid() {
					asked[id] = true
				}
			}
		}
	}
	return c, tx.readHolders(org, asked, c)
}

// readHolders reads the members, by their addresses, and the keys that are asked for.
func (tx *tx) readHolders(org store.OrgID, asked map[store.KeyID]bool, c *rowChecker) error {
	members, err := all(tx, scanHolder, everyMember, org)
	if err != nil {
		return fmt.Errorf("read the members: %w", err)
	}
	for _, m := range members {
		c.holders[m.Email] = m
	}
	ids := make([]store.KeyID, 0, len(asked))
	for id := range asked {
		ids = append(ids, id)
	}
	keys, err := allEach(tx, scanHolder, keysNamedByID, org, ids)
	if err != nil {
		return fmt.Errorf("read the keys: %w", err)
	}
	for _, k := range keys {
		c.holders[string(k.ID)] = k
	}
	return nil
}

// check resolves what a row names. Errors: [store.InvalidError].
func (c *rowChecker) check(row store.ResourceRow) (out checkedRow, err error) {
	out.ID, out.Kind, out.OutsideID = row.ID, row.Kind, row.OutsideID
	if out.Name, err = store.CleanName("name", row.Name); err != nil {
		return out, err
	}
	if err := checkOutside(row.OutsideID); err != nil {
		return out, err
	}
	kind, known := c.kinds[row.Kind]
	if !known {
		return out, unknownKind()
	}
	self := thing{row.Kind, row.OutsideID}
	if _, taken := c.there[self]; taken {
		return out, &store.InvalidError{Field: "outside_id", Problem: "is registered already", Accepted: "an id that no resource of the kind has"}
	}
	if first := c.lines[self]; first != row.Line {
		return out, &store.InvalidError{Field: "outside_id", Problem: "stands in line %d too", Args: []any{first}, Accepted: "each id of a kind once"}
	}
	if out.Parent, err = c.parent(kind, row.Parent); err != nil {
		return out, err
	}
	if len(row.Owners) == 0 {
		return out, &store.InvalidError{Field: "owners", Problem: store.ProblemMissing, Accepted: "at least one e-mail address of a member or ID of a key"}
	}
	for _, name := range row.Owners {
		h, err := c.holder("owners", name)
		if err != nil {
			return out, err
		}
		if !h.Key && !h.Role.CanOwn() {
			return out, &store.InvalidError{Field: "owners", Problem: "names somebody who can't own resources", Accepted: "keys, and members with the role manager or above"}
		}
		out.Owners = append(out.Owners, h.ID)
	}
	out.access, err = c.access(row)
	return out, err
}

// parent is the id of what a row lies in.
func (c *rowChecker) parent(kind store.Kind, outside string) (store.ResourceID, error) {
	switch {
	case kind.Parent == "" && outside == "":
		return "", nil
	case kind.Parent == "":
		return "", &store.InvalidError{Field: "parent", Problem: "is given, and the kind lies in none", Accepted: "nothing for this kind"}
	case outside == "":
		return "", &store.InvalidError{Field: "parent", Problem: store.ProblemMissing, Accepted: "the id of a resource of the kind that this one lies in"}
	}
	over := thing{kind.Parent, outside}
	if id, there := c.there[over]; there {
		return id, nil
	}
	if id, there := c.ids[over]; there {
		return id, nil
	}
	return "", &store.InvalidError{Field: "parent", Problem: "is neither registered nor in the file", Accepted: "the id of a resource of the kind that this one lies in"}
}

func (c *rowChecker) holder(field, name string) (store.Holder, error) {
	if h, known := c.holders[name]; known {
		return h, nil
	}
	if h, known := c.holders[store.CanonicalEmail(name)]; known {
		return h, nil
	}
	return store.Holder{}, &store.InvalidError{Field: field, Problem: "names neither a member nor a key", Accepted: "e-mail addresses of members and IDs of keys, with spaces between them"}
}

// access are the entries that a row gives.
func (c *rowChecker) access(row store.ResourceRow) (entries []store.AccessEntry, err error) {
	given := map[store.PrincipalID]bool{}
	for _, list := range []struct {
		field  string
		names  []string
		access store.Access
	}{{"view", row.View, store.AccessView}, {"modify", row.Modify, store.AccessModify}} {
		for _, name := range list.names {
			h, err := c.holder(list.field, name)
			if err != nil {
				return nil, err
			}
			if given[h.ID] {
				return nil, &store.InvalidError{Field: list.field, Problem: "names somebody a second time", Accepted: "each of them once, in view or in modify"}
			}
			given[h.ID] = true
			entries = append(entries, store.AccessEntry{Resource: row.ID, Principal: h.ID, Access: list.access})
		}
	}
	return entries, nil
}

// writeRows writes rows that were checked, with an event each and one for all of them.
func (tx *tx) writeRows(call store.Call, checked []checkedRow) ([]store.Event, error) {
	org, rows := call.Actor.Org, tx.intoResources()
	rows.owners.unlessThere() // a row can name an owner twice
	events := make([]store.Event, 0, len(checked)+1)
	for _, r := range checked {
		id := string(r.ID)
		err := rows.resources.add(org, id, r.Kind, r.OutsideID, store.Fold(r.OutsideID), r.Name, store.Fold(r.Name), orNull(r.Parent), call.At.UnixMilli())
		if err != nil {
			return nil, err
		}
		for _, owner := range r.Owners {
			if err := rows.owners.add(org, id, string(owner)); err != nil {
				return nil, err
			}
		}
		for _, entry := range r.access {
			if err := rows.access.add(org, id, string(entry.Principal), string(entry.Access)); err != nil {
				return nil, err
			}
		}
		events = append(events, resourceRegistered(org, r.NewResource))
	}
	if err := rows.owners.flush(); err != nil {
		return nil, err
	}
	if err := rows.access.flush(); err != nil {
		return nil, err
	}
	return append(events, store.Event{Org: org, Action: store.ResourcesImported, Subject: string(call.Actor.ID),
		After: []store.Field{{Name: "resources", Value: strconv.Itoa(len(checked))}}}), nil
}
