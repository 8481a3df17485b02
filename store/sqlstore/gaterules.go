package sqlstore

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"chatelaine/store"
)

// What the gate holds keys to. Few have a row, so that keys that lie together are read as one piece; others one by one.
const (
	limitsBetween = `
	SELECT seq, per_minute, burst
	FROM key_limits
	WHERE seq >= $1 AND seq <= $2`
	networksBetween = `
	SELECT seq, networks
	FROM key_allowed_networks
	WHERE seq >= $1 AND seq <= $2`
	limitsOfEach = `
	SELECT l.seq, l.per_minute, l.burst
	FROM json_each($1) j
	CROSS JOIN key_limits l
	WHERE l.seq = j.value`
	networksOfEach = `
	SELECT l.seq, l.networks
	FROM json_each($1) j
	CROSS JOIN key_allowed_networks l
	WHERE l.seq = j.value`
	// together is how many numbers for each key those of keys may be apart to count as lying together.
	together = 4
)

// gateRule is a limit or the networks of a key.
type gateRule struct {
	seq      int64
	limit    store.RateLimit
	networks store.Networks
}

func scanGateLimit(row scanner) (r gateRule, err error) {
	return r, row.Scan(&r.seq, &r.limit.PerMinute, &r.limit.Burst)
}

func scanGateNetworks(row scanner) (r gateRule, err error) {
	var text string
	if err := row.Scan(&r.seq, &text); err != nil {
		return r, err
	}
	r.networks, err = store.ParseNetworks("networks", text)
	return r, err
}

// fillGateRules reads what the gate holds keys to; at says by their seq where in the list they are.
func (tx *tx) fillGateRules(keys []store.GateKey, at map[int64]int) error {
	if len(keys) == 0 {
		return nil
	}
	seqs := slices.Sorted(maps.Keys(at))
	first, last := seqs[0], seqs[len(seqs)-1]
	limits, networks, args := limitsBetween, networksBetween, []any{first, last}
	if last-first >= together*int64(len(seqs)) {
		list, err := json.Marshal(seqs)
		if err != nil {
			return err
		}
		limits, networks, args = limitsOfEach, networksOfEach, []any{string(list)}
	}
	rules, err := all(tx, scanGateLimit, limits, args...)
	if err != nil {
		return fmt.Errorf("read limits for the gate: %w", err)
	}
	for _, r := range rules {
		if i, wanted := at[r.seq]; wanted {
			keys[i].Limit = r.limit
		}
	}
	if rules, err = all(tx, scanGateNetworks, networks, args...); err != nil {
		return fmt.Errorf("read networks for the gate: %w", err)
	}
	for _, r := range rules {
		if i, wanted := at[r.seq]; wanted {
			keys[i].Networks = r.networks
		}
	}
	return nil
}
