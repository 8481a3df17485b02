package sqlstore

import (
	"fmt"
	"slices"

	"chatelaine/store"
)

// creator is a member by whose keys the table is narrowed.
type creator struct {
	id   store.AccountID
	fold string
	left bool
}

// filterCreators are the members that a filter comes to.
type filterCreators struct {
	found    []creator // by the search
	wanted   []creator // by the choice of creators, and by whether they left
	contacts []creator // likewise, of contacts
}

const (
	creatorsNamed = `
	SELECT account, name_fold, left_at
	FROM members
	WHERE org_id = ? AND `
)

func scanCreator(row scanner) (c creator, err error) {
	var left int64
	err = row.Scan(&c.id, &c.fold, &left)
	c.left = left != 0
	return c, err
}

// creatorsOf finds the members that a filter asks about.
func (tx *tx) creatorsOf(org store.OrgID, f store.KeyFilter) (c filterCreators, err error) {
	if term := store.SearchTerm(f.Search); term != "" && !store.Impossible(term) {
		if c.found, err = tx.members(org, piece(contains("name_fold"), term)); err != nil {
			return c, err
		}
		c.found = slices.DeleteFunc(c.found, func(m creator) bool { return !store.HasTerm(m.fold, term) })
	}
	switch {
	case f.CreatorLeft:
		c.wanted, err = tx.members(org, piece("left_at <> 0"))
	case len(f.Creators) > 0:
		c.wanted, err = tx.members(org, in("account", f.Creators))
	}
	if f.CreatorLeft && len(f.Creators) > 0 {
		c.wanted = slices.DeleteFunc(c.wanted, func(m creator) bool { return !slices.Contains(f.Creators, m.id) })
	}
	if err != nil || len(f.Contacts) == 0 && !f.ContactLeft {
		return c, err
	}
	which := clause{}
	if f.ContactLeft {
		which = piece("left_at <> 0")
	}
	if len(f.Contacts) > 0 {
		which = or(which, in("account", f.Contacts))
	}
	c.contacts, err = tx.members(org, piece("(").then(which, piece(")")))
	return c, err
}

func (tx *tx) members(org store.OrgID, which clause) ([]creator, error) {
	query := piece(creatorsNamed, org).then(which)
	list, err := all(tx, scanCreator, query.statement(), query.args...)
	if err != nil {
		return nil, fmt.Errorf("find creators: %w", err)
	}
	return list, nil
}

const someFolds = `
	SELECT DISTINCT name_fold
	FROM members
	WHERE org_id = $1
	ORDER BY name_fold
	LIMIT $2`

// wantAllFolds notes the names of all members, unless there are many.
func (p *parts) wantAllFolds() error {
	folds, err := all(p.tx, scanText, someFolds, p.org, maxStretches+1)
	if err != nil {
		return fmt.Errorf("read the members' names: %w", err)
	}
	if len(folds) <= maxStretches {
		p.folds = folds
	}
	return nil
}

func scanText(row scanner) (text string, err error) { return text, row.Scan(&text) }

const namedCreators = `
	SELECT m.account, m.name, m.email, m.left_at
	FROM members m
	WHERE m.org_id = ?`

// chosenCreators are the members of a choice whose keys an actor with that standing may see, by name.
func (tx *tx) chosenCreators(org store.OrgID, standing store.Standing, chosen []store.AccountID) ([]store.Creator, error) {
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(id store.AccountID) bool { return !standing.SeesKeyOf(id) })
	if len(chosen) == 0 {
		return nil, nil
	}
	query := piece(namedCreators, org).then(piece("AND"), in("m.account", chosen), piece("ORDER BY m.name_fold, m.account"))
	list, err := all(tx, scanNamedCreator, query.statement(), query.args...)
	if err != nil {
		return nil, fmt.Errorf("name the creators: %w", err)
	}
	return list, nil
}

func scanNamedCreator(row scanner) (c store.Creator, err error) {
	var left int64
	err = row.Scan(&c.ID, &c.Name, &c.Email, &left)
	c.Left = left != 0
	return c, err
}
