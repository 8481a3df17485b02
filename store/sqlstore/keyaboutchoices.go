package sqlstore

import (
	"context"
	"fmt"

	"chatelaine/store"
)

// What counts labels, before what narrows them and after it.
const (
	allLabels = `
	SELECT c.label, c.value, c.n
	FROM label_counts c
	WHERE c.org_id = ? AND (`
	allLabelsOrder = `)
	ORDER BY c.label, c.value_fold
	LIMIT ?`
	ownLabels = `
	SELECT c.label, min(c.value), count(*)
	FROM keys k
	CROSS JOIN key_labels c
	WHERE k.org_id = ? AND k.creator = ? AND c.seq = k.seq AND (`
	ownLabelsOrder = `)
	GROUP BY c.label, c.value_fold
	ORDER BY c.label, c.value_fold
	LIMIT ?`
)

func scanLabelCount(row scanner) (c store.LabelCount, err error) {
	var n int64
	err = row.Scan(&c.Label.Name, &c.Label.Value, &n)
	c.Count = countOf(n)
	return c, err
}

// countedLabels are labels of keys that an actor with that standing sees, by name and value.
func (tx *tx) countedLabels(org store.OrgID, standing store.Standing, which clause, limit int) ([]store.LabelCount, error) {
	query := piece(ownLabels, org, standing.ID).then(which, piece(ownLabelsOrder, limit))
	if standing.SeesAllKeys() {
		query = piece(allLabels, org).then(which, piece(allLabelsOrder, limit))
	}
	return all(tx, scanLabelCount, query.statement(), query.args...)
}

// KeyLabels implements [store.Keys].
func (db *DB) KeyLabels(ctx context.Context, actor store.Actor, search string, chosen []store.Label, limit int) (list []store.LabelCount, err error) {
	var picks []clause
	for _, l := range chosen[:min(len(chosen), store.MaxFilterLabels)] {
		picks = append(picks, piece("c.label = ? AND c.value_fold = ?", l.Name, store.SearchTerm(l.Value)))
	}
	picked, others := or(picks...), piece("1 = 1")
	if term := store.SearchTerm(search); term != "" {
		others = piece(contains("c.label || ': ' || c.value_fold"), term)
	}
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if len(picks) > 0 {
			if list, err = tx.countedLabels(actor.Org, standing, picked, store.MaxFilterLabels); err != nil {
				return err
			}
			others = others.then(piece("AND NOT ("), picked, piece(")"))
		}
		found, err := tx.countedLabels(actor.Org, standing, others, max(limit, 0))
		list = append(list, found...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count keys by label: %w", err)
	}
	return list, nil
}

const (
	// contactColumns counts the keys that a member made and that nobody else is the contact of, and those that they are the
	// contact of beside; of the creator alone whose keys the actor sees, where it isn't all.
	contactColumns = `
	SELECT n.account, n.name, n.email, n.left_at, n.made + n.given
	FROM (
		SELECT m.account, m.name, m.name_fold, m.email, m.left_at, (
				SELECT count(*)
				FROM (
					SELECT 1
					FROM keys k
					WHERE k.org_id = m.org_id AND k.creator = m.account AND (? OR k.creator = ?)
						AND NOT EXISTS (SELECT 1 FROM key_abouts b WHERE b.seq = k.seq AND b.contact IS NOT NULL)
					LIMIT ?) c) AS made, (
				SELECT count(*)
				FROM (
					SELECT 1
					FROM key_abouts b` + " INDEXED BY key_abouts_by_contact " + `
					CROSS JOIN keys k
					WHERE b.org_id = m.org_id AND b.contact = m.account AND k.seq = b.seq AND (? OR k.creator = ?)
					LIMIT ?) c) AS given
		FROM members m
		WHERE m.org_id = ? AND (`
	contactOrder = `)) n
	WHERE n.made + n.given > 0
	ORDER BY n.name_fold, n.account
	LIMIT ?`
)

// countedContacts are members who are the contact of keys that an actor with that standing sees, by name.
func (tx *tx) countedContacts(org store.OrgID, standing store.Standing, which clause, limit int) ([]store.CreatorCount, error) {
	every, most := 0, store.MaxCount+1
	if standing.SeesAllKeys() {
		every = 1
	}
	query := piece(contactColumns, every, standing.ID, most, every, standing.ID, most, org).then(which, piece(contactOrder, limit))
	return all(tx, scanCreatorCount, query.statement(), query.args...)
}

// KeyContacts implements [store.Keys].
func (db *DB) KeyContacts(ctx context.Context, actor store.Actor, search string, chosen []store.AccountID, limit int) (contacts []store.CreatorCount, err error) {
	chosen = chosen[:min(len(chosen), maxCreators)]
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		others := piece("1 = 1")
		if len(chosen) > 0 {
			picked := in("m.account", chosen)
			if contacts, err = tx.countedContacts(actor.Org, standing, picked, maxCreators); err != nil {
				return err
			}
			others = piece("NOT (").then(picked, piece(")"))
		}
		if term := store.SearchTerm(search); term != "" {
			others = others.then(piece("AND ("+contains("m.name_fold")+" OR "+contains("m.email")+")", term, store.CanonicalEmail(store.IDTerm(search))))
		}
		found, err := tx.countedContacts(actor.Org, standing, others, min(max(limit, 0), maxCreators))
		contacts = append(contacts, found...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find contacts of keys: %w", err)
	}
	return contacts, nil
}
