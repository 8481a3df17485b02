package sqlstore

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"chatelaine/store"
)

const (
	lastUseDay = `
	SELECT coalesce(max(day), 0)
	FROM use_days
	WHERE org_id = $1`
	// A key's own rows lie apart, one for each day and verdict: they are looked up one by one.
	daysOfKey = `
	WITH RECURSIVE
		days (day) AS (
			SELECT $3
			UNION ALL
			SELECT day - 1
			FROM days
			WHERE day > $4),
		verdicts (verdict) AS (VALUES ('valid'), ('missing'), ('malformed'), ('unknown'), ('inactive'), ('expired'), ('address'),
			('insufficient_role'), ('insufficient_permission'), ('rate_limited'))
	SELECT d.day, d.verdict, d.n
	FROM days
	CROSS JOIN verdicts
	CROSS JOIN use_days d
	WHERE d.org_id = $1 AND d.day = days.day AND d.verdict = verdicts.verdict AND d.seq = $2
	ORDER BY d.day DESC`
	clientOfKey = `
	SELECT network, agent
	FROM key_uses
	WHERE seq = $1`
	networksOfKey = `
	SELECT network, day
	FROM key_networks
	WHERE seq = $1 AND day > $2
	ORDER BY day DESC, network`
	refusedRows = `
	WITH RECURSIVE
		days (day) AS (
			SELECT $2
			UNION ALL
			SELECT day - 1
			FROM days
			WHERE day > $3)
	SELECT d.seq, d.verdict, d.n
	FROM days
	CROSS JOIN use_days d
	WHERE d.org_id = $1 AND d.day = days.day AND d.verdict = $4 AND d.seq > 0
	LIMIT $5`
	keyNameBySeq = `
	SELECT id, name
	FROM keys
	WHERE org_id = $1 AND seq = $2`
)

// usesOfKey is how a key was used in the days before the latest on which anything was.
func (tx *tx) usesOfKey(org store.OrgID, key store.Key) (uses store.KeyUses, err error) {
	if err := tx.scan([]any{&uses.Client.Network, &uses.Client.Agent}, clientOfKey, key.Seq); err != nil {
		return uses, fmt.Errorf("read the last use: %w", err)
	}
	last, err := tx.number(lastUseDay, org)
	if err != nil || last == 0 {
		return uses, err
	}
	rows, err := all(tx, scanDayRow, daysOfKey, org, key.Seq, last, last-store.UseDays+1)
	if err != nil {
		return uses, fmt.Errorf("read uses by day: %w", err)
	}
	uses.Days = useDays(rows)
	uses.Networks, err = all(tx, scanNetwork, networksOfKey, key.Seq, last-store.UseDays)
	if err != nil {
		return uses, fmt.Errorf("read networks: %w", err)
	}
	return uses, nil
}

// dayRow is a row of use_days.
type dayRow struct {
	day int64
	store.VerdictCount
}

func scanDayRow(row scanner) (d dayRow, err error) { return d, row.Scan(&d.day, &d.Verdict, &d.N) }

func scanNetwork(row scanner) (n store.SeenNetwork, err error) {
	var day int64
	err = row.Scan(&n.Network, &day)
	n.Last = dateOfDay(day)
	return n, err
}

// useDays puts rows together, which come day by day.
func useDays(rows []dayRow) (days []store.UseDay) {
	for len(rows) > 0 {
		n, sums := 0, map[store.Verdict]int64{}
		for n < len(rows) && rows[n].day == rows[0].day {
			sums[rows[n].Verdict] = rows[n].N
			n++
		}
		days = append(days, store.UseDay{On: dateOfDay(rows[0].day), Valid: sums[store.VerdictValid], Refused: refusalsAmong(sums)})
		rows = rows[n:]
	}
	return days
}

// today is the number of the day that it is where the organization is.
func (tx *tx) today(org store.OrgID, at time.Time) (int64, error) {
	_, zone, err := tx.termsOf(org)
	if err != nil {
		return 0, err
	}
	return dayNumber(store.DateAt(at, zone)), nil
}

// refusedByReason counts what was refused lately.
func (tx *tx) refusedByReason(org store.OrgID, at time.Time) ([]store.VerdictCount, error) {
	today, err := tx.today(org, at)
	if err != nil {
		return nil, err
	}
	rows, err := all(tx, scanDayRow, daysOfKey, org, 0, today, today-store.RefusedDays+1)
	if err != nil {
		return nil, fmt.Errorf("count what was refused: %w", err)
	}
	sums := map[store.Verdict]int64{}
	for _, r := range rows {
		sums[r.Verdict] += r.N
	}
	return refusalsAmong(sums), nil
}

// maxRefusedRows is among how many rows of a reason the keys that were refused most often are looked for, the latest first.
const maxRefusedRows = 5000

// refusedKeys are the keys that were refused most often lately.
func (tx *tx) refusedKeys(org store.OrgID, query store.RefusedQuery) (keys []store.RefusedKey, err error) {
	today, err := tx.today(org, query.At)
	if err != nil {
		return nil, err
	}
	sums := map[int64]map[store.Verdict]int64{}
	for _, v := range store.Refusals {
		if query.Verdict != "" && query.Verdict != v {
			continue
		}
		rows, err := all(tx, scanDayRow, refusedRows, org, today, today-store.RefusedDays+1, string(v), maxRefusedRows)
		if err != nil {
			return nil, fmt.Errorf("look for refused keys: %w", err)
		}
		for _, r := range rows {
			if sums[r.day] == nil {
				sums[r.day] = map[store.Verdict]int64{}
			}
			sums[r.day][v] += r.N
		}
	}
	return tx.mostRefused(org, sums)
}

// mostRefused are the keys with the most refusals, by their numbers; those that are gone are left out.
func (tx *tx) mostRefused(org store.OrgID, sums map[int64]map[store.Verdict]int64) (keys []store.RefusedKey, err error) {
	type refused struct {
		seq int64
		store.RefusedKey
	}
	var list []refused
	for seq, counts := range sums {
		list = append(list, refused{seq, store.RefusedKey{Counts: refusalsAmong(counts)}})
	}
	slices.SortFunc(list, func(a, b refused) int { return cmp.Or(cmp.Compare(b.Sum(), a.Sum()), cmp.Compare(b.seq, a.seq)) })
	for _, r := range list[:min(len(list), 2*store.MaxRefused)] {
		err := tx.scan([]any{&r.ID, &r.Name}, keyNameBySeq, org, r.seq)
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return nil, fmt.Errorf("read a refused key: %w", err)
		case len(keys) < store.MaxRefused:
			keys = append(keys, r.RefusedKey)
		}
	}
	return keys, nil
}

// refusalsAmong are the refusals among sums, in the order of [store.Refusals].
func refusalsAmong(sums map[store.Verdict]int64) (counts []store.VerdictCount) {
	for _, v := range store.Refusals {
		if sums[v] > 0 {
			counts = append(counts, store.VerdictCount{Verdict: v, N: sums[v]})
		}
	}
	return counts
}
