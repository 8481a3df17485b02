package sqlstore

import (
	"fmt"
	"time"

	"chatelaine/store"
)

// classes are numbers of keys by what their end comes to at an instant.
type classes struct{ expired, soon, later int64 }

func (c classes) sum() int64 { return c.expired + c.soon + c.later }

func (c classes) plus(d classes) classes {
	return classes{c.expired + d.expired, c.soon + d.soon, c.later + d.later}
}

func scanClasses(row scanner) (c classes, err error) {
	return c, row.Scan(&c.expired, &c.soon, &c.later)
}

const (
	// endClasses sums up by when keys end: $2 is the instant, $3 when keys end that are expiring soon at the latest.
	endClasses = `coalesce(sum(CASE WHEN expires_at <= $2 THEN %[1]s ELSE 0 END), 0),
		coalesce(sum(CASE WHEN expires_at > $2 AND expires_at <= $3 THEN %[1]s ELSE 0 END), 0),
		coalesce(sum(CASE WHEN expires_at > $3 THEN %[1]s ELSE 0 END), 0)`
	switchesThatDont = `
	SELECT %s
	FROM (
		SELECT k.expires_at
		FROM keys k%s
		WHERE k.org_id = $1 AND %s
		LIMIT $4) w`
)

var (
	keptEnds = `
	SELECT ` + fmt.Sprintf(endClasses, "n - off") + `, coalesce(sum(off), 0), coalesce(sum(managers), 0)
	FROM key_ends
	WHERE org_id = $1`
	// Of the keys with an off switch these are the ones that it doesn't keep off: those whose suspension is over, until that has
	// been written down, and those that are to be off later.
	offBefore = fmt.Sprintf(switchesThatDont, fmt.Sprintf(endClasses, "1"), byIndex("keys_off_for_a_while"),
		"k.inactive_until <> 253402300799999 AND k.inactive_until <= $2 AND k.inactive_from <= $2")
	offLater = fmt.Sprintf(switchesThatDont, fmt.Sprintf(endClasses, "1"), byIndex("keys_by_switch"), switched+" AND k.inactive_from > $2")
)

// maxSwitches is how many keys are looked up whose off switch doesn't hold; where there are more, nothing is said of all.
const maxSwitches = 3 * store.MaxCount

// keyNumbers are how many keys an organization has at an instant.
type keyNumbers struct {
	inactive int64
	others   classes // which are in force, or have expired
	managers int64
	whole    bool // or they aren't known: the actor doesn't see all keys, or too many have a switch that doesn't hold
}

// of is how many have a status.
func (n keyNumbers) of(status store.Status) int64 {
	switch status {
	case store.StatusInactive:
		return n.inactive
	case store.StatusExpired:
		return n.others.expired
	case store.StatusExpiringSoon:
		return n.others.soon
	}
	return n.others.later
}

// with is how many have a role.
func (n keyNumbers) with(role store.Role) int64 {
	if role == store.RoleManager {
		return n.managers
	}
	return n.inactive + n.others.sum() - n.managers
}

func scanKept(row scanner) (n keyNumbers, err error) {
	return n, row.Scan(&n.others.expired, &n.others.soon, &n.others.later, &n.inactive, &n.managers)
}

// keyNumbers reckons them from what is kept of the keys' ends.
func (tx *tx) keyNumbers(org store.OrgID, standing store.Standing, at time.Time) (n keyNumbers, err error) {
	if !standing.SeesAllKeys() {
		return n, nil
	}
	now := at.UnixMilli()
	args := []any{org, now, now + store.ExpiresSoon.Milliseconds(), maxSwitches + 1}
	if n, err = one(tx, scanKept, keptEnds, args[:3]...); err != nil {
		return n, fmt.Errorf("count keys by their ends: %w", err)
	}
	for _, query := range []string{offBefore, offLater} {
		free, err := one(tx, scanClasses, query, args...)
		if err != nil {
			return n, fmt.Errorf("count keys that are not off: %w", err)
		}
		if free.sum() > maxSwitches {
			return n, nil
		}
		n.inactive, n.others = n.inactive-free.sum(), n.others.plus(free)
	}
	n.whole = true
	return n, nil
}

// keysByStatus counts the keys that an actor with that standing sees by their status at an instant. For who sees all the
// numbers are whole, unless more than maxSwitches keys have one that doesn't hold.
func (tx *tx) keysByStatus(org store.OrgID, standing store.Standing, at time.Time, all keyNumbers) (counts []store.StatusCount, err error) {
	for _, status := range statuses {
		n := store.Count{N: int(all.of(status))}
		if !all.whole {
			if n, err = tx.countFilter(org, standing, store.KeyFilter{Statuses: []store.Status{status}}, at, store.MaxCount); err != nil {
				return nil, err
			}
		}
		counts = append(counts, store.StatusCount{Status: status, Count: n})
	}
	return counts, nil
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
