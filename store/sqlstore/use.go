package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

// RecordUses implements [store.Uses].
func (db *DB) RecordUses(ctx context.Context, call store.Call, batch store.UseBatch) error {
	if err := call.Actor.MayWork(); err != nil {
		return err
	}
	if max(len(batch.Uses), len(batch.Refusals)) > store.MaxUses {
		return &store.InvalidError{Field: "uses", Problem: "are too many at once", Accepted: "up to 500"}
	}
	err := db.transact(ctx, db.writer, manner{unsynced: true}, func(tx *tx) error {
		sum := useSum{tx: tx, days: map[store.OrgID]day{}, at: map[useCount]int{}}
		if err := sum.add(batch); err != nil {
			return err
		}
		if err := sum.write(); err != nil {
			return err
		}
		if err := tx.writeRefusals(batch.Refusals, call.At); err != nil {
			return err
		}
		return tx.forgetUses(sum.days, call.At)
	}, nil)
	if err != nil {
		return fmt.Errorf("record uses: %w", err)
	}
	return nil
}

// useSum is what a batch comes to, row by row.
type useSum struct {
	tx       *tx
	days     map[store.OrgID]day // the day of each organization that uses were in last
	counts   []useCount
	n        []int64 // of counts
	at       map[useCount]int
	used     []keyUse // with what they say of keys and secrets
	networks []keyUse
}

// keyUse is a use of a key, on a day.
type keyUse struct {
	key, on int64
	store.Use
}

// useCount is a row of use_days.
type useCount struct {
	org     store.OrgID
	day     int64
	verdict store.Verdict
	key     int64
}

// day is one in a zone: from its first instant to the first one after it.
type day struct {
	number   int64
	from, to time.Time
	zone     *time.Location
}

// dayNumber counts days from 1970-01-01.
func dayNumber(d store.Date) int64 { return d.Time(time.UTC).Unix() / (24 * 60 * 60) }

// dateOfDay is what dayNumber was given.
func dateOfDay(number int64) store.Date {
	return store.DateAt(time.Unix(number*24*60*60, 0), time.UTC)
}

// dayOf is the number of the day that it is at an instant where the organization is.
func (s *useSum) dayOf(org store.OrgID, at time.Time) (int64, error) {
	d, known := s.days[org]
	if known && !at.Before(d.from) && at.Before(d.to) {
		return d.number, nil
	}
	if !known {
		var err error
		if _, d.zone, err = s.tx.termsOf(org); err != nil {
			return 0, err
		}
	}
	date := store.DateAt(at, d.zone)
	d.number, d.from, d.to = dayNumber(date), date.AddDays(-1).End(d.zone), date.End(d.zone)
	s.days[org] = d
	return d.number, nil
}

func (s *useSum) add(batch store.UseBatch) error {
	for _, u := range batch.Uses {
		on, err := s.dayOf(u.Org, u.Last)
		if err != nil {
			return err
		}
		s.count(useCount{u.Org, on, u.Verdict, 0}, u.Count)
		key, err := s.tx.keyOf(u)
		if err != nil {
			return err
		}
		if key == 0 {
			continue
		}
		s.count(useCount{u.Org, on, u.Verdict, key}, u.Count)
		if u.Verdict != store.VerdictValid {
			continue
		}
		used := keyUse{key, on, u}
		s.used = append(s.used, used)
		if !u.Told && u.Client.Network != "" {
			s.networks = append(s.networks, used)
		}
	}
	return nil
}

const keyOfSecret = `
	SELECT k.seq
	FROM secrets s
	JOIN keys k ON k.org_id = s.org_id AND k.id = s.key_id
	WHERE s.seq = $1 AND s.org_id = $2`

// maxKeysOf is how many secrets' keys are remembered.
const maxKeysOf = 1 << 20

// keyOf is the number of the key whose secret was used; 0: there is none. A secret never becomes another key's.
func (tx *tx) keyOf(u store.Use) (int64, error) {
	known := tx.db.keysOf
	if key, there := known[u.Secret]; there || u.Secret == 0 {
		return key, nil
	}
	key, err := tx.number(keyOfSecret, u.Secret, u.Org)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look up whose secret was used: %w", err)
	}
	if len(known) >= maxKeysOf {
		clear(known)
	}
	known[u.Secret] = key
	return key, nil
}

func (s *useSum) count(row useCount, n int64) {
	at, there := s.at[row]
	if !there {
		at = len(s.counts)
		s.at[row] = at
		s.counts, s.n = append(s.counts, row), append(s.n, 0)
	}
	s.n[at] += n
}

const (
	addCounts = `
	ON CONFLICT (org_id, day, verdict, seq) DO UPDATE
	SET n = use_days.n + excluded.n`
	// A key that is gone by now has no row. Of several uses of one the latest counts, in whatever order they come.
	beginUses = `
	WITH v (seq, org_id, last_used, network, agent) AS (VALUES `
	endKeyUses = `)
	UPDATE key_uses
	SET last_used = max(v.last_used, key_uses.created_at), network = v.network, agent = v.agent
	FROM v
	WHERE key_uses.seq = v.seq AND key_uses.org_id = v.org_id AND key_uses.last_used < v.last_used`
	endSecretUses = `)
	UPDATE secret_uses
	SET last_used = v.last_used, network = v.network, agent = v.agent
	FROM v
	WHERE secret_uses.secret = v.seq AND secret_uses.last_used < v.last_used`
	anyRotated = `
	SELECT count(*)
	FROM (SELECT 1 FROM secret_uses LIMIT 1) r`
)

// write writes the counts, and what became of keys and of secrets.
func (s *useSum) write() error {
	counts := s.tx.into("use_days", "org_id", "day", "verdict", "seq", "n")
	counts.end = addCounts
	for i, c := range s.counts {
		if err := counts.add(c.org, c.day, string(c.verdict), c.key, s.n[i]); err != nil {
			return fmt.Errorf("count uses: %w", err)
		}
	}
	if err := counts.flush(); err != nil {
		return fmt.Errorf("count uses: %w", err)
	}
	if err := s.writeUses(endKeyUses, latestUses(s.used, func(u keyUse) int64 { return u.key })); err != nil {
		return fmt.Errorf("note uses of keys: %w", err)
	}
	rotated, err := s.tx.number(anyRotated)
	if err == nil && rotated > 0 {
		err = s.writeUses(endSecretUses, latestUses(s.used, func(u keyUse) int64 { return u.Secret }))
	}
	if err != nil {
		return fmt.Errorf("note uses of secrets: %w", err)
	}
	return s.writeNetworks()
}

// latestUses are the latest of each, by what seq gives.
func latestUses(uses []keyUse, seq func(keyUse) int64) (latest []numberedUse) {
	at := make(map[int64]int, len(uses))
	for _, u := range uses {
		n := seq(u)
		i, there := at[n]
		switch {
		case !there:
			at[n] = len(latest)
			latest = append(latest, numberedUse{n, u.Use})
		case u.Last.After(latest[i].Last):
			latest[i].Use = u.Use
		}
	}
	return latest
}

// numberedUse is a use by the number of what was used.
type numberedUse struct {
	seq int64
	store.Use
}

func (s *useSum) writeUses(end string, uses []numberedUse) error {
	rows := &inserter{tx: s.tx, begin: beginUses, end: end, width: 5}
	for _, u := range uses {
		if err := rows.add(u.seq, u.Org, u.Last.UnixMilli(), u.Client.Network, u.Client.Agent); err != nil {
			return err
		}
	}
	return rows.flush()
}

const (
	noteNetwork = `
	INSERT INTO key_networks (seq, network, day)
	SELECT u.seq, $3, $4
	FROM key_uses u
	WHERE u.seq = $2 AND u.org_id = $1 AND (
		SELECT count(*)
		FROM key_networks n
		WHERE n.seq = $2 AND n.network <> $3) < $5
	ON CONFLICT (seq, network) DO UPDATE
	SET day = max(key_networks.day, excluded.day)`
	dropOldNetworks = `
	DELETE FROM key_networks
	WHERE seq = $1 AND day <= $2`
)

// writeNetworks notes where keys were used from, and forgets of the same keys where they haven't been used from for long.
func (s *useSum) writeNetworks() error {
	for _, u := range s.networks {
		err := s.tx.execSteps(
			step{dropOldNetworks, []any{u.key, s.days[u.Org].number - store.UseDays}},
			step{noteNetwork, []any{u.Org, u.key, u.Client.Network, u.on, store.MaxNetworks}},
		)
		if err != nil {
			return fmt.Errorf("note a network: %w", err)
		}
	}
	return nil
}

const dropOldDays = `
	DELETE FROM use_days
	WHERE (org_id, day, verdict, seq) IN (
		SELECT d.org_id, d.day, d.verdict, d.seq
		FROM use_days d
		WHERE d.org_id = $1 AND d.day <= $2
		LIMIT $3)`

// forgetUses removes what is too old: no more at once than a batch brings, so that it takes no longer either.
func (tx *tx) forgetUses(days map[store.OrgID]day, at time.Time) error {
	for org, d := range days {
		if _, err := tx.exec(dropOldDays, org, dayNumber(store.DateAt(at, d.zone))-store.UseDays, 2*store.MaxUses); err != nil {
			return fmt.Errorf("forget old uses: %w", err)
		}
	}
	return nil
}
