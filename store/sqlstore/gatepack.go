package sqlstore

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"chatelaine/store"
)

// A start reads every key. Handing over each column of each row takes longer than finding it does, so the engine puts what it
// read of many keys into one text: fields with a space after each, and before a name how many bytes it has.

const (
	gateKeysRange = `
	SELECT coalesce(string_agg(concat_ws(' ', k.seq, k.org_id, k.id, k.role, k.expires_at, k.inactive_from, k.inactive_until,
		s.seq, s.ends_at, ` + hexOfDigest + `, ` + bytesOfName + `, k.name), ' '), '')
	FROM keys k
	CROSS JOIN secrets s
	CROSS JOIN digests d
	WHERE k.seq > $1 AND k.seq <= $2 AND s.org_id = k.org_id AND s.key_id = k.id AND d.secret = s.seq`
	gateGroupsRange = `
	SELECT coalesce(string_agg(concat_ws(' ', seq, grp), ' '), '')
	FROM (
		SELECT seq, grp
		FROM key_groups
		WHERE seq > $1 AND seq <= $2
		ORDER BY seq, grp) g`
)

// gateKeysBetween reads the keys whose number is above first, up to last.
func (tx *tx) gateKeysBetween(first, last int64) ([]store.GateKey, error) {
	rows, err := unpacked(tx, (*packed).gateRow, gateKeysRange, first, last)
	if err != nil {
		return nil, fmt.Errorf("read keys for the gate: %w", err)
	}
	groups, err := unpacked(tx, (*packed).keyGroup, gateGroupsRange, first, last)
	if err != nil {
		return nil, fmt.Errorf("read groups of keys for the gate: %w", err)
	}
	keys, at := gathered(rows)
	addGateGroups(keys, at, groups)
	return keys, tx.fillGateRules(keys, at)
}

// unpacked reads the one text that a statement gives.
func unpacked[T any](tx *tx, next func(*packed) T, statement string, args ...any) (list []T, err error) {
	var p packed
	if err := tx.scan([]any{&p.text}, statement, args...); err != nil {
		return nil, err
	}
	list = make([]T, 0, gateBatch)
	for p.text != "" && p.err == nil {
		list = append(list, next(&p))
	}
	return list, p.err
}

// packed is a text that is read field by field. After the first error nothing more is read.
type packed struct {
	text string
	err  error
}

var errPacked = errors.New("a row isn't as it was asked for")

func (p *packed) field() string {
	field, rest, _ := strings.Cut(p.text, " ")
	p.text = rest
	return field
}

func (p *packed) number() int64 {
	n, err := strconv.ParseInt(p.field(), 10, 64)
	if err != nil {
		p.err = errPacked
	}
	return n
}

// counted is a field that may have spaces in it.
func (p *packed) counted() (text string) {
	n := p.number()
	if p.err != nil || n < 0 || n > int64(len(p.text)) || n < int64(len(p.text)) && p.text[n] != ' ' {
		p.err = errPacked
		return ""
	}
	text, p.text = p.text[:n], p.text[min(n+1, int64(len(p.text))):]
	return text
}

func (p *packed) gateRow() (r gateRow) {
	r.seq, r.key.Org, r.key.ID = p.number(), store.OrgID(p.number()), store.KeyID(p.field())
	role, err := store.ParseRole(p.field())
	r.key.Role, r.key.ExpiresAt, r.key.InactiveFrom, r.key.InactiveUntil = role, instant(p.number()), instant(p.number()), instant(p.number())
	r.secret.Seq, r.secret.EndsAt = p.number(), instant(p.number())
	if digest := p.field(); err != nil || len(digest) != 2*len(r.secret.Digest) {
		p.err = errPacked
	} else if _, err := hex.Decode(r.secret.Digest[:], []byte(digest)); err != nil {
		p.err = errPacked
	}
	r.key.Name = p.counted()
	return r
}

func (p *packed) keyGroup() keyGroupNo { return keyGroupNo{p.number(), p.number()} }
