package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	if err := s.tx.learnKeys(batch.Uses); err != nil {
		return err
	}
	for _, u := range batch.Uses {
		on, err := s.dayOf(u.Org, u.Last)
		if err != nil {
			return err
		}
		s.count(useCount{u.Org, on, u.Verdict, 0}, u.Count)
		of, there := s.tx.db.keysOf[u.Secret]
		if !there || of.org != u.Org {
			continue
		}
		s.count(useCount{u.Org, on, u.Verdict, of.key}, u.Count)
		if u.Verdict != store.VerdictValid {
			continue
		}
		used := keyUse{of.key, on, u}
		s.used = append(s.used, used)
		if !u.Told && u.Client.Network != "" {
			s.networks = append(s.networks, used)
		}
	}
	return nil
}

// maxKeysOf is how many secrets' keys are remembered.
const maxKeysOf = 1 << 20

// learnKeys looks up whose the secrets are that weren't used since the start, all of a batch at once: one by one, the first batches
// after a start would keep others waiting twice as long. A secret never becomes another key's.
func (tx *tx) learnKeys(uses []store.Use) error {
	known := tx.db.keysOf
	if len(known) > maxKeysOf-len(uses) {
		clear(known)
	}
	unknown := map[int64]struct{}{}
	for _, u := range uses {
		if _, there := known[u.Secret]; !there && u.Secret != 0 {
			unknown[u.Secret] = struct{}{}
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	list, err := json.Marshal(slices.Sorted(maps.Keys(unknown)))
	if err != nil {
		return err
	}
	found, err := all(tx, scanSecretOwner, ownersOfSecrets, string(list))
	if err != nil {
		return fmt.Errorf("look up whose secrets were used: %w", err)
	}
	for _, f := range found {
		known[f.secret] = f.owner
	}
	return nil
}

// owner is a key by its number.
type owner struct {
	org store.OrgID
	key int64
}

type secretOwner struct {
	secret int64
	owner
}

func scanSecretOwner(row scanner) (o secretOwner, err error) {
	return o, row.Scan(&o.secret, &o.org, &o.key)
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
	putKeyUses = `
	INSERT INTO key_uses (seq, org_id, last_used, network, agent) VALUES `
	endPutKeyUses = `
	ON CONFLICT (seq) DO UPDATE
	SET last_used = max(excluded.last_used, key_uses.created_at), network = excluded.network, agent = excluded.agent
	WHERE key_uses.org_id = excluded.org_id AND key_uses.last_used < excluded.last_used`
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
	// Every key has a row, so that nothing is inserted; a row for a key that is gone is refused, and with it the whole list.
	used := latestUses(s.used, func(u keyUse) int64 { return u.key })
	err := s.writeUses(putKeyUses, endPutKeyUses, used)
	if conflicts(err) {
		err = s.writeUses(beginUses, endKeyUses, used)
	}
	if err != nil {
		return fmt.Errorf("note uses of keys: %w", err)
	}
	rotated, err := s.tx.number(anyRotated)
	if err == nil && rotated > 0 {
		err = s.writeUses(beginUses, endSecretUses, latestUses(s.used, func(u keyUse) int64 { return u.Secret }))
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

func (s *useSum) writeUses(begin, end string, uses []numberedUse) error {
	rows := &inserter{tx: s.tx, begin: begin, end: end, width: 5}
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
