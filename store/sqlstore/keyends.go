package sqlstore

import (
	"fmt"
	"time"

	"chatelaine/store"
)

// classes are numbers of keys by what their end comes to at an instant.
type classes struct{ expired, soon, later int64 }

func (c classes) sum() int64 { return c.expired + c.soon + c.later }

func (c classes) plus(d classes, sign int64) classes {
	return classes{c.expired + sign*d.expired, c.soon + sign*d.soon, c.later + sign*d.later}
}

func scanClasses(row scanner) (c classes, err error) {
	return c, row.Scan(&c.expired, &c.soon, &c.later)
}

const (
	// keyEndClasses sums up what is kept: $2 is the instant, $3 when keys end that are expiring soon at the latest.
	keyEndClasses = `
	SELECT coalesce(sum(CASE WHEN expires_at <= $2 THEN %[1]s ELSE 0 END), 0),
		coalesce(sum(CASE WHEN expires_at > $2 AND expires_at <= $3 THEN %[1]s ELSE 0 END), 0),
		coalesce(sum(CASE WHEN expires_at > $3 THEN %[1]s ELSE 0 END), 0)
	FROM %[2]s`
	keptEnds = `key_ends
	WHERE org_id = $1`
)

var (
	inForceByEnd = fmt.Sprintf(keyEndClasses, "n - off", keptEnds)
	offByEnd     = fmt.Sprintf(keyEndClasses, "off", keptEnds)
	// offForAWhile are keys that nothing says are off for good, and that are off at the instant.
	offForAWhile = fmt.Sprintf(keyEndClasses, "1", `(
		SELECT k.expires_at
		FROM keys k`+byIndex("keys_off_for_a_while")+`
		WHERE k.org_id = $1 AND k.inactive_until <> 253402300799999 AND k.inactive_until > $2 AND k.inactive_from <= $2
		LIMIT $4) w`)
	// notOffYet are keys that are off for good from a later instant on.
	notOffYet = fmt.Sprintf(keyEndClasses, "1", `(
		SELECT k.expires_at
		FROM keys k`+byIndex("keys_off_for_good")+`
		WHERE k.org_id = $1 AND k.inactive_from <> 253402300799999 AND k.inactive_until = 253402300799999 AND k.inactive_from > $2
		LIMIT $4) w`)
)

// maxPaused is how many keys that are off for a while are looked up; where there are more, nothing is said of all.
const maxPaused = 3 * store.MaxCount

// keysByStatus counts the keys that an actor with that standing sees by their status at an instant. For who sees all the
// numbers are whole, unless more than maxPaused keys are switched off for a while.
func (tx *tx) keysByStatus(org store.OrgID, standing store.Standing, at time.Time) ([]store.StatusCount, error) {
	if standing.SeesAllKeys() {
		counts, whole, err := tx.allByStatus(org, at)
		if err != nil || whole {
			return counts, err
		}
	}
	var counts []store.StatusCount
	for _, status := range statuses {
		n, err := tx.countFilter(org, standing, store.KeyFilter{Statuses: []store.Status{status}}, at, store.MaxCount)
		if err != nil {
			return nil, err
		}
		counts = append(counts, store.StatusCount{Status: status, Count: n})
	}
	return counts, nil
}

// allByStatus reckons the statuses of all keys from what is kept of their ends; whole tells whether that was possible.
func (tx *tx) allByStatus(org store.OrgID, at time.Time) (counts []store.StatusCount, whole bool, err error) {
	now := at.UnixMilli()
	args := []any{org, now, now + store.ExpiresSoon.Milliseconds(), maxPaused + 1}
	var by [4]classes
	for i, query := range []string{inForceByEnd, offByEnd, offForAWhile, notOffYet} {
		with := args[:3]
		if i >= 2 {
			with = args
		}
		if by[i], err = one(tx, scanClasses, query, with...); err != nil {
			return nil, false, fmt.Errorf("count keys by their ends: %w", err)
		}
	}
	inForce, off, paused, notYet := by[0], by[1], by[2], by[3]
	if paused.sum() > maxPaused || notYet.sum() > maxPaused {
		return nil, false, nil
	}
	inForce = inForce.plus(paused, -1).plus(notYet, 1)
	for i, n := range []int64{off.sum() + paused.sum() - notYet.sum(), inForce.expired, inForce.soon, inForce.later} {
		counts = append(counts, store.StatusCount{Status: statuses[i], Count: store.Count{N: int(n)}})
	}
	return counts, true, nil
}

const endsWithin = `
	SELECT coalesce(sum(n), 0)
	FROM key_ends
	WHERE org_id = $1 AND expires_at >= $2 AND expires_at < $3`

// keysByEnd counts the keys that an actor with that standing sees by when they end.
func (tx *tx) keysByEnd(org store.OrgID, standing store.Standing, query store.DashboardQuery) (counts []store.Count, err error) {
	for _, span := range query.Ends {
		var n store.Count
		switch {
		case span.IsZero():
			n, err = tx.totalKeys(org, standing)
		case standing.SeesAllKeys():
			var first, sum int64
			if !span.From.IsZero() {
				first = ceiling(span.From)
			}
			sum, err = tx.number(endsWithin, org, first, until(span))
			n.N = int(sum)
		default:
			n, err = tx.countFilter(org, standing, store.KeyFilter{Expires: span}, query.At, store.MaxCount)
		}
		if err != nil {
			return nil, fmt.Errorf("count keys by their ends: %w", err)
		}
		counts = append(counts, n)
	}
	return counts, nil
}
