package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	dropOldRefusals = `
	DELETE FROM refusals
	WHERE seq IN (
		SELECT r.seq
		FROM refusals r
		WHERE r.org_id = $1 AND r.at <= $2
		LIMIT $3)`
	dropSurplusRefusals = `
	DELETE FROM refusals
	WHERE seq IN (
		SELECT r.seq
		FROM refusals r
		WHERE r.org_id = $1 AND r.at <= (
			SELECT x.at
			FROM refusals x
			WHERE x.org_id = $1
			ORDER BY x.at DESC, x.seq DESC
			LIMIT 1 OFFSET $2)
		ORDER BY r.at, r.seq
		LIMIT $3)`
)

// writeRefusals keeps refusals, and of each organization that has new ones only the latest.
func (tx *tx) writeRefusals(refusals []store.Refusal, at time.Time) error {
	rows := tx.into("refusals", "org_id", "at", "ref", "verdict", "key_id", "secret", "need", "detail", "network", "agent").unlessThere()
	organizations := map[store.OrgID]bool{}
	for _, r := range refusals {
		organizations[r.Org] = true
		err := rows.add(r.Org, r.At.UnixMilli(), r.Ref, string(r.Verdict), string(r.Key), r.Secret, r.Need, r.Detail, r.Client.Network, r.Client.Agent)
		if err != nil {
			return fmt.Errorf("keep refusals: %w", err)
		}
	}
	if err := rows.flush(); err != nil {
		return fmt.Errorf("keep refusals: %w", err)
	}
	for org := range organizations {
		err := tx.execSteps(
			step{dropOldRefusals, []any{org, at.Add(-store.RefusalAge).UnixMilli(), 2 * store.MaxUses}},
			step{dropSurplusRefusals, []any{org, store.MaxRefusals, 2 * store.MaxUses}},
		)
		if err != nil {
			return fmt.Errorf("forget old refusals: %w", err)
		}
	}
	return nil
}

const (
	refusalColumns = `r.org_id, r.ref, r.at, r.verdict, r.key_id, r.secret, r.need, r.detail, r.network, r.agent`
	refusalByRef   = `
	SELECT ` + refusalColumns + `
	FROM refusals r
	WHERE r.org_id = $1 AND r.ref = $2`
	refusalsOfKey = `
	SELECT ` + refusalColumns + `
	FROM refusals r
	WHERE r.org_id = $1 AND r.key_id = $2
	ORDER BY r.at DESC, r.seq DESC
	LIMIT $3`
	latestRefusals = `
	SELECT ` + refusalColumns + `, coalesce(k.name, '')
	FROM refusals r
	LEFT JOIN keys k ON k.org_id = r.org_id AND k.id = r.key_id
	WHERE r.org_id = $1 AND r.at > $2
	ORDER BY r.at DESC, r.seq DESC
	LIMIT $3`
	latestRefusalsBy = `
	SELECT ` + refusalColumns + `, coalesce(k.name, '')
	FROM refusals r
	LEFT JOIN keys k ON k.org_id = r.org_id AND k.id = r.key_id
	WHERE r.org_id = $1 AND r.at > $2 AND r.verdict = $4
	ORDER BY r.at DESC, r.seq DESC
	LIMIT $3`
	secretByDigest = `
	SELECT s.seq, s.key_id
	FROM digests d
	JOIN secrets s ON s.seq = d.secret
	WHERE d.sha256 = $2 AND s.org_id = $1`
)

// refusalTo are where a row of refusalColumns goes.
func refusalTo(r *store.Refusal, at *int64) []any {
	return []any{&r.Org, &r.Ref, at, &r.Verdict, &r.Key, &r.Secret, &r.Need, &r.Detail, &r.Client.Network, &r.Client.Agent}
}

func scanRefusal(row scanner) (r store.Refusal, err error) {
	var at int64
	err = row.Scan(refusalTo(&r, &at)...)
	r.At = instant(at)
	return r, err
}

func scanNamedRefusal(row scanner) (r store.NamedRefusal, err error) {
	var at int64
	err = row.Scan(append(refusalTo(&r.Refusal, &at), &r.Name)...)
	r.At = instant(at)
	return r, err
}

// RefusedRequests implements [store.Uses].
func (db *DB) RefusedRequests(ctx context.Context, actor store.Actor, query store.RefusedQuery) (found store.RefusedRequests, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayReadRefusals(); err != nil {
			return err
		}
		if found.Counts, err = tx.refusedByReason(actor.Org, query.At); err != nil {
			return err
		}
		if found.Keys, err = tx.refusedKeys(actor.Org, query); err != nil {
			return err
		}
		list, args := latestRefusals, []any{actor.Org, query.At.Add(-store.RefusalAge).UnixMilli(), store.MaxRefused}
		if query.Verdict != "" {
			list, args = latestRefusalsBy, append(args, string(query.Verdict))
		}
		found.Latest, err = all(tx, scanNamedRefusal, list, args...)
		return err
	})
	if err != nil {
		return store.RefusedRequests{}, fmt.Errorf("look at what was refused: %w", err)
	}
	return found, nil
}

// WhyRefused implements [store.Uses].
func (db *DB) WhyRefused(ctx context.Context, actor store.Actor, about store.RefusedAbout) (why store.WhyRefused, err error) {
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayReadRefusals(); err != nil {
			return err
		}
		key, secret := about.Key, int64(0)
		if about.Ref != "" {
			if why.Refusal, err = one(tx, scanRefusal, refusalByRef, actor.Org, about.Ref); err != nil {
				return err
			}
			key, secret = why.Refusal.Key, why.Refusal.Secret
		} else if about.Digest != (store.Digest{}) {
			err := tx.scan([]any{&secret, &key}, secretByDigest, actor.Org, about.Digest[:])
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return tx.refusedKey(&why, actor.Org, standing, key, secret)
	})
	if err != nil {
		return store.WhyRefused{}, fmt.Errorf("look why something was refused: %w", err)
	}
	return why, nil
}

// refusedKey says what there is to say of the key that something was refused to. Errors: [store.ErrNotFound] when nothing
// is known at all.
func (tx *tx) refusedKey(why *store.WhyRefused, org store.OrgID, standing store.Standing, id store.KeyID, secret int64) error {
	if id == "" {
		return nil
	}
	info, err := tx.keyInfo(org, standing, id)
	if err == nil {
		why.Key = &info
		for _, s := range info.Secrets {
			if s.Seq == secret {
				why.Secret = s
			}
		}
	} else if !errors.As(err, &why.Deleted) && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if why.Latest, err = all(tx, scanRefusal, refusalsOfKey, org, id, store.RecentRefusals); err != nil {
		return err
	}
	if why.Key == nil && why.Deleted == nil && len(why.Latest) == 0 {
		return store.ErrNotFound
	}
	return nil
}
