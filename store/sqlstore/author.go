package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

const (
	memberAuthors = `
	SELECT account, name, email, left_at
	FROM members
	WHERE org_id = $1
	ORDER BY name_fold, account`
	memberAuthor = `
	SELECT account, name, email, left_at
	FROM members
	WHERE org_id = $1 AND account = $2`
)

func scanAuthor(row scanner) (a store.Author, err error) {
	var left int64
	err = row.Scan(&a.ID, &a.Name, &a.Email, &left)
	a.Kind, a.Left = store.ActorMember, left != 0
	return a, err
}

// Authors implements [store.Trail].
func (db *DB) Authors(ctx context.Context, actor store.Actor, search string, chosen []store.Actor, limit int) (list []store.Author, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayReadTrail(); err != nil {
			return err
		}
		if list, err = tx.authors(actor.Org, chosen); err != nil {
			return err
		}
		everybody, err := all(tx, scanAuthor, memberAuthors, actor.Org)
		others := 0
		for _, a := range everybody {
			a.Org = actor.Org
			if others < limit && store.FindsPerson(search, a.Name, a.Email) && !slices.Contains(list, a) {
				list, others = append(list, a), others+1
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for who did things: %w", err)
	}
	return list, nil
}

// authors names actors of an organization, each once, in their order; those that it never had are left out.
func (tx *tx) authors(org store.OrgID, actors []store.Actor) (list []store.Author, err error) {
	for _, a := range actors {
		author := store.Author{Actor: store.Actor{Kind: a.Kind, ID: a.ID, Org: org}}
		switch a.Kind {
		case store.ActorMember:
			author, err = one(tx, scanAuthor, memberAuthor, org, a.ID)
			author.Org = org
		case store.ActorKey:
			author.Name, author.Left, err = tx.subjectName(org, store.Event{Action: store.KeyCreated, Subject: string(a.ID)})
			if err == nil && author.Name == "" {
				err = store.ErrNotFound
			}
		}
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("name who did something: %w", err)
		}
		if !slices.Contains(list, author) {
			list = append(list, author)
		}
	}
	return list, nil
}
