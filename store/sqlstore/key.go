package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	// keyColumns are of keys k, its creator m, its newest secret s, and its use u.
	keyColumns = `k.id, k.seq, k.version, k.name, k.role, k.created_at, k.expires_on, k.expires_at, k.inactive_from, k.inactive_until, k.inactive_reason,
		m.account, m.name, m.email, m.left_at,
		s.seq, s.prefix, s.tail, s.created_by, s.created_at, s.confirmed_at, u.last_used`
	keyJoins = `
	JOIN key_uses u ON u.seq = k.seq
	JOIN members m ON m.org_id = k.org_id AND m.account = k.creator
	JOIN secrets s ON s.seq = (
		SELECT max(n.seq)
		FROM secrets n
		WHERE n.org_id = k.org_id AND n.key_id = k.id)`
	keyByID = `
	SELECT ` + keyColumns + `
	FROM keys k` + keyJoins + `
	WHERE k.org_id = $1 AND k.id = $2`
	// wholeKey gives a row for each group, and one without any for a key in none: one statement, as nearly every change of a key
	// begins with it.
	wholeKey = `
	SELECT ` + keyColumns + `, ` + aboutColumns + `, g.id, g.name
	FROM keys k` + keyJoins + `
	LEFT JOIN key_abouts b ON b.seq = k.seq
	LEFT JOIN members c ON c.org_id = b.org_id AND c.account = b.contact
	LEFT JOIN key_groups x ON x.seq = k.seq
	LEFT JOIN groups g ON g.org_id = x.org_id AND g.no = x.grp
	WHERE k.org_id = $1 AND k.id = $2`
	keysByID = `
	SELECT ` + keyColumns + `
	FROM keys k` + keyJoins + `
	WHERE k.org_id = $1 AND k.id IN %s`
	keyDeletion = `
	SELECT canonical
	FROM events
	WHERE org_id = $1 AND subject = $2 AND action = 'key.deleted'
	ORDER BY seq DESC
	LIMIT 1`
)

// keyRow is a key as keyColumns have it.
type keyRow struct {
	key                                                              store.Key
	role, expiresOn                                                  string
	created, expires, from, until, left, secretMade, confirmed, used int64
}

func (r *keyRow) to() []any {
	k, c, s := &r.key, &r.key.Creator, &r.key.Secret
	return []any{&k.ID, &k.Seq, &k.Version, &k.Name, &r.role, &r.created, &r.expiresOn, &r.expires, &r.from, &r.until, &k.InactiveReason,
		&c.ID, &c.Name, &c.Email, &r.left,
		&s.Seq, &s.Prefix, &s.Tail, &s.CreatedBy, &r.secretMade, &r.confirmed, &r.used}
}

func (r *keyRow) read() (store.Key, error) {
	k := r.key
	k.CreatedAt, k.ExpiresAt = instant(r.created), instant(r.expires)
	k.ExpiresOn, _ = store.ParseDate(r.expiresOn) // empty: none
	k.LastUsed = instant(r.used)
	k.InactiveFrom, k.InactiveUntil = instant(r.from), instant(r.until)
	k.Creator.Left = r.left != 0
	k.Secret.CreatedAt, k.Secret.ConfirmedAt = instant(r.secretMade), instant(r.confirmed)
	role, err := store.ParseRole(r.role)
	k.Role = role
	return k, err
}

// scanKey reads keyColumns.
func scanKey(row scanner) (store.Key, error) {
	var r keyRow
	if err := row.Scan(r.to()...); err != nil {
		return store.Key{}, err
	}
	return r.read()
}

// wholeKeyRow is a key with one of its groups; nil: it is in none.
type wholeKeyRow struct {
	keyRow
	about
	group, groupName *string
}

func scanWholeKey(row scanner) (r wholeKeyRow, err error) {
	return r, row.Scan(append(append(r.keyRow.to(), r.about.to()...), &r.group, &r.groupName)...)
}

// visibleKey reads a key that the actor may see. Errors: [store.DeletedError] for one that they could see once;
// [store.ErrNotFound].
func (tx *tx) visibleKey(org store.OrgID, standing store.Standing, id store.KeyID) (key store.Key, err error) {
	rows, err := all(tx, scanWholeKey, wholeKey, org, id)
	if err == nil && len(rows) == 0 {
		return key, tx.deleted(org, standing, id)
	}
	if err == nil {
		key, err = rows[0].read()
	}
	if err != nil {
		return store.Key{}, fmt.Errorf("read the key: %w", err)
	}
	if !standing.SeesKeyOf(key.Creator.ID) {
		return store.Key{}, store.ErrNotFound
	}
	rows[0].tell(&key)
	for _, r := range rows {
		if r.group != nil {
			key.Groups = append(key.Groups, store.GroupRef{ID: store.GroupID(*r.group), Name: *r.groupName})
		}
	}
	slices.SortFunc(key.Groups, store.CompareGroups)
	return key, nil
}

// deleted is the error for a key that there isn't: a [store.DeletedError] for those who could see it while it was.
func (tx *tx) deleted(org store.OrgID, standing store.Standing, id store.KeyID) error {
	event, err := one(tx, scanEvent, keyDeletion, org, id)
	if err != nil {
		return err // of no rows it is the right one already
	}
	if !standing.SeesKeyOf(store.AccountID(store.Value(event.Before, "creator"))) {
		return store.ErrNotFound
	}
	if err := tx.discreet(org, standing, nil, &event); err != nil {
		return err
	}
	return &store.DeletedError{Name: store.Value(event.Before, "name"), By: event.ActorName, At: event.At}
}

// inGeneral is what the actor can do about keys that everybody could create.
func inGeneral(standing store.Standing) store.KeyActions {
	return standing.ActionsOn(store.Key{Role: store.RoleUser})
}

// Key implements [store.Keys].
func (db *DB) Key(ctx context.Context, actor store.Actor, id store.KeyID) (info store.KeyInfo, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		info, err = tx.keyInfo(actor.Org, standing, id)
		return err
	})
	if err != nil {
		return store.KeyInfo{}, fmt.Errorf("look at key %s: %w", id, err)
	}
	return info, nil
}

// keyInfo is all that there is to know of a key that the actor may see. Errors: those of visibleKey.
func (tx *tx) keyInfo(org store.OrgID, standing store.Standing, id store.KeyID) (info store.KeyInfo, err error) {
	if info.Key, err = tx.visibleKey(org, standing, id); err != nil {
		return info, err
	}
	if info.Secrets, err = tx.secretsOf(org, id); err != nil {
		return info, err
	}
	for i := range info.Secrets {
		if s := &info.Secrets[i]; !standing.SeesMembers() && s.CreatedBy.Principal() != standing.ID {
			s.CreatedBy, s.MadeBy = "", ""
		}
	}
	info.Can, info.MayTransfer = standing.ActionsOn(info.Key), standing.MayManageResources() == nil
	info.MayAskWhy = standing.MayReadRefusals() == nil
	if info.OffBy, err = tx.lastSwitch(org, standing, id, store.KeyDeactivated); err != nil {
		return info, err
	}
	if info.Grants, err = tx.grants(grantsOfKey, org, id.Principal(), info.Key.Role); err != nil {
		return info, err
	}
	if info.Rules, err = tx.rules(org, info.Key); err != nil {
		return info, err
	}
	if info.Holdings, err = tx.holdings(org, id.Principal()); err != nil {
		return info, err
	}
	if info.Uses, err = tx.usesOfKey(org, info.Key); err != nil {
		return info, err
	}
	info.History, err = tx.history(org, standing, info.Key, 0, store.RecentHistory)
	return info, err
}

const (
	keyHoldings = `
	SELECT ` + kindColumns + `, count(*), coalesce(sum(CASE WHEN EXISTS (
			SELECT 1
			FROM owners x
			WHERE x.org_id = o.org_id AND x.resource = o.resource AND x.principal <> o.principal
		) THEN 1 ELSE 0 END), 0)
	FROM owners o
	JOIN resources r ON r.org_id = o.org_id AND r.id = o.resource
	JOIN kinds t ON t.org_id = r.org_id AND t.slug = r.kind
	WHERE o.org_id = $1 AND o.principal = $2
	GROUP BY ` + kindColumns + `
	ORDER BY t.slug`
	accessEntriesOf = `
	SELECT count(*)
	FROM access_entries
	WHERE org_id = $1 AND principal = $2`
)

// holding is what a principal owns of one kind.
type holding struct {
	store.KindCount
	shared int
}

func scanHolding(row scanner) (h holding, err error) {
	return h, row.Scan(&h.Kind.Slug, &h.Kind.One, &h.Kind.Many, &h.Kind.Parent, &h.Count, &h.shared)
}

// holdings counts what a key or a member owns, by kind.
func (tx *tx) holdings(org store.OrgID, id store.PrincipalID) (h store.Holdings, err error) {
	list, err := all(tx, scanHolding, keyHoldings, org, id)
	if err != nil {
		return h, fmt.Errorf("count what is owned: %w", err)
	}
	for _, kind := range list {
		h.ByKind = append(h.ByKind, kind.KindCount)
		h.Total += kind.Count
		h.Shared += kind.shared
	}
	entries, err := tx.number(accessEntriesOf, org, id)
	if err != nil {
		return h, fmt.Errorf("count the access entries: %w", err)
	}
	h.AccessEntries = int(entries)
	return h, nil
}
