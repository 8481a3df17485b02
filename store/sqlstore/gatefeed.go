package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"chatelaine/store"
)

const (
	gateOrganizations = `
	SELECT org_id, slug, limit_per_minute, limit_burst
	FROM organizations
	ORDER BY org_id`
	gateOrganization = `
	SELECT org_id, slug, limit_per_minute, limit_burst
	FROM organizations
	WHERE org_id = $1`
	gateGroups = `
	SELECT no, id, networks
	FROM groups
	WHERE org_id = $1
	ORDER BY no`
	gateGroupPermissions = `
	SELECT grp, kind, action
	FROM group_permissions
	WHERE org_id = $1
	ORDER BY grp, kind, action`
	lastKeySeq = `
	SELECT coalesce(max(seq), 0)
	FROM keys`
)

// gateBatch is how many keys are read for a gate at once.
const gateBatch = 1000

// GateFacts implements [store.GateFeed].
func (db *DB) GateFacts(ctx context.Context, organization func(store.GateOrganization) error, key func(store.GateKey) error) error {
	err := db.read(ctx, func(tx *tx) error {
		organizations, err := all(tx, scanGateOrganization, gateOrganizations)
		if err != nil {
			return fmt.Errorf("read the organizations: %w", err)
		}
		for _, o := range organizations {
			if err := tx.fillGateOrganization(&o); err != nil {
				return err
			}
			if err := organization(o); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = db.allGateKeys(ctx, key)
	}
	if err != nil {
		return fmt.Errorf("read what the gate needs to know: %w", err)
	}
	return nil
}

// gateReaders is how many read keys for a gate side by side.
const gateReaders = 2

// allGateKeys gives every key, in parts by their number: there is no order in which everything that is read of them follows
// each other, and in this one most does. What is committed meanwhile may be in some parts and not in others.
func (db *DB) allGateKeys(ctx context.Context, key func(store.GateKey) error) error {
	var last int64
	if err := db.read(ctx, func(tx *tx) (err error) {
		last, err = tx.number(lastKeySeq)
		return err
	}); err != nil {
		return fmt.Errorf("count the keys: %w", err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var giving sync.Mutex
	var reading sync.WaitGroup
	give := func(keys []store.GateKey) error {
		giving.Lock()
		defer giving.Unlock()
		for _, k := range keys {
			if err := key(k); err != nil {
				return err
			}
		}
		return nil
	}
	for range gateReaders {
		reading.Go(func() {
			if err := db.someGateKeys(ctx, &next, last, give); err != nil {
				cancel(err)
			}
		})
	}
	reading.Wait()
	return context.Cause(ctx)
}

// someGateKeys reads one part after the other that nobody else has taken.
func (db *DB) someGateKeys(ctx context.Context, next *atomic.Int64, last int64, give func([]store.GateKey) error) error {
	return db.read(ctx, func(tx *tx) error {
		for {
			end := next.Add(gateBatch)
			if end-gateBatch >= last {
				return tx.letGoOfPages()
			}
			keys, err := tx.gateKeysBetween(end-gateBatch, end)
			if err == nil {
				err = give(keys)
			}
			if err != nil {
				return err
			}
		}
	})
}

func scanGateOrganization(row scanner) (o store.GateOrganization, err error) {
	return o, row.Scan(&o.Org, &o.Slug, &o.Limit.PerMinute, &o.Limit.Burst)
}

type grouped struct {
	no         int64
	permission store.Permission
}

func scanGrouped(row scanner) (g grouped, err error) {
	var kind, action string
	err = row.Scan(&g.no, &kind, &action)
	g.permission = store.PermissionOf(kind, action)
	return g, err
}

func scanGateGroup(row scanner) (g store.GateGroup, err error) {
	var networks string
	if err := row.Scan(&g.No, &g.ID, &networks); err != nil {
		return g, err
	}
	g.Networks, err = store.ParseNetworks("networks", networks)
	return g, err
}

// fillGateOrganization reads the catalogue and the groups.
func (tx *tx) fillGateOrganization(o *store.GateOrganization) (err error) {
	if o.Permissions, err = all(tx, scanPermission, cataloguePermissions, o.Org); err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	if o.Groups, err = all(tx, scanGateGroup, gateGroups, o.Org); err != nil {
		return fmt.Errorf("read the groups: %w", err)
	}
	list, err := all(tx, scanGrouped, gateGroupPermissions, o.Org)
	if err != nil {
		return fmt.Errorf("read what the groups let do: %w", err)
	}
	if o.Credentials, err = all(tx, scanGateCredentialFacts, gateCredentialFacts, o.Org); err != nil {
		return fmt.Errorf("read the gate credentials: %w", err)
	}
	at := 0
	for _, g := range list {
		for at < len(o.Groups) && o.Groups[at].No < g.no {
			at++
		}
		if at < len(o.Groups) && o.Groups[at].No == g.no {
			o.Groups[at].Permissions = append(o.Groups[at].Permissions, g.permission)
		}
	}
	return nil
}

// gateRow is a secret with its key.
type gateRow struct {
	seq    int64 // the key's
	key    store.GateKey
	secret store.GateSecret
}

func scanGateRow(row scanner) (r gateRow, err error) {
	var role string
	var digest sql.RawBytes
	var expires, from, until, ends int64
	if err = row.Scan(&r.seq, &r.key.Org, &r.key.ID, &r.key.Name, &role, &expires, &from, &until, &r.secret.Seq, &ends, &digest); err != nil {
		return r, err
	}
	copy(r.secret.Digest[:], digest)
	r.key.ExpiresAt, r.key.InactiveFrom, r.key.InactiveUntil = instant(expires), instant(from), instant(until)
	r.secret.EndsAt = instant(ends)
	r.key.Role, err = store.ParseRole(role)
	return r, err
}

// gateKeys reads keys of an organization; those that aren't there are left out.
func (tx *tx) gateKeys(org store.OrgID, ids []store.KeyID) ([]store.GateKey, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := all(tx, scanGateRow, gateKeysOf, org, string(list))
	if err != nil {
		return nil, fmt.Errorf("read keys for the gate: %w", err)
	}
	keys, at := gathered(rows)
	seqs, err := json.Marshal(slices.Collect(maps.Keys(at)))
	if err != nil {
		return nil, err
	}
	groups, err := all(tx, scanKeyGroup, gateGroupsOf, string(seqs))
	if err != nil {
		return nil, fmt.Errorf("read groups of keys for the gate: %w", err)
	}
	addGateGroups(keys, at, groups)
	return keys, tx.fillGateRules(keys, at)
}

// gathered puts the secrets of each key together; at says by their number where the keys are.
func gathered(rows []gateRow) (keys []store.GateKey, at map[int64]int) {
	keys, at = make([]store.GateKey, 0, len(rows)), make(map[int64]int, len(rows))
	for _, r := range rows {
		i, known := at[r.seq]
		if !known {
			i = len(keys)
			at[r.seq], keys = i, append(keys, r.key)
		}
		keys[i].Secrets = append(keys[i].Secrets, r.secret)
	}
	return keys, at
}

// addGateGroups says which groups keys belong to; a key without a secret isn't there.
func addGateGroups(keys []store.GateKey, at map[int64]int, groups []keyGroupNo) {
	for _, g := range groups {
		if i, there := at[g.seq]; there {
			keys[i].Groups = append(keys[i].Groups, g.no)
		}
	}
}

type keyGroupNo struct{ seq, no int64 }

func scanKeyGroup(row scanner) (g keyGroupNo, err error) { return g, row.Scan(&g.seq, &g.no) }

// gateChange reads what events tell of, as far as it matters to a gate.
func (tx *tx) gateChange(events []store.Event) (change store.GateChange, err error) {
	keys, organizations := touched(events)
	for _, org := range organizations {
		o, err := one(tx, scanGateOrganization, gateOrganization, org)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err == nil {
			err = tx.fillGateOrganization(&o)
		}
		if err != nil {
			return change, fmt.Errorf("read an organization for the gate: %w", err)
		}
		change.Organizations = append(change.Organizations, o)
	}
	for org, ids := range keys {
		found, err := tx.gateKeys(org, ids)
		if err != nil {
			return change, err
		}
		there := map[store.KeyID]bool{}
		for _, k := range found {
			there[k.ID] = true
		}
		for _, id := range ids {
			if !there[id] {
				change.Gone = append(change.Gone, store.GateKeyRef{Org: org, ID: id})
			}
		}
		change.Keys = append(change.Keys, found...)
	}
	return change, nil
}

// touched are the keys that events tell of, and the organizations whose catalogue or groups they do. An event's name says
// what it is about, so that those that come later are heeded too.
func touched(events []store.Event) (keys map[store.OrgID][]store.KeyID, organizations []store.OrgID) {
	keys = map[store.OrgID][]store.KeyID{}
	seen, named := map[store.OrgID]bool{}, map[store.GateKeyRef]bool{}
	for _, e := range events {
		about, _, _ := strings.Cut(string(e.Action), ".")
		switch about {
		case "key":
			if ref := (store.GateKeyRef{Org: e.Org, ID: store.KeyID(e.Subject)}); !named[ref] {
				named[ref] = true
				keys[ref.Org] = append(keys[ref.Org], ref.ID)
			}
		case "group", "catalogue", "kind", "organization", "gate", "settings":
			if !seen[e.Org] {
				seen[e.Org] = true
				organizations = append(organizations, e.Org)
			}
		}
	}
	return keys, organizations
}

// tellGate tells a gate of a committed change. The keys of an organization that was imported are too many to have been
// read before.
func (db *DB) tellGate(ctx context.Context, events []store.Event, change store.GateChange) {
	db.gate(change)
	for _, e := range events {
		if e.Action != store.OrganizationImported || !db.follows() {
			continue
		}
		if err := db.tellGateKeys(context.WithoutCancel(ctx), e.Org); err != nil {
			db.log.Error("the keys of an imported organization can't be read for the gate", "error", err)
			db.gate(store.GateChange{Lost: true})
		}
	}
}

// tellGateKeys tells a gate of all keys of an organization.
func (db *DB) tellGateKeys(ctx context.Context, org store.OrgID) error {
	var keys []store.GateKey
	err := db.allGateKeys(ctx, func(k store.GateKey) error {
		if k.Org != org {
			return nil
		}
		if keys = append(keys, k); len(keys) == gateBatch {
			db.gate(store.GateChange{Keys: keys})
			keys = nil
		}
		return nil
	})
	if err == nil {
		db.gate(store.GateChange{Keys: keys})
	}
	return err
}
