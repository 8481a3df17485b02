package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"chatelaine/store"
)

// StartExport implements [store.Keys].
func (db *DB) StartExport(ctx context.Context, call store.Call, query store.KeyQuery, format string) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		standing, err := tx.standing(call.Actor)
		if err != nil {
			return nil, err
		}
		if err := standing.MayExportKeys(); err != nil {
			return nil, err
		}
		return []store.Event{{
			Org: call.Actor.Org, Action: store.KeysExported, Subject: string(call.Actor.ID), After: store.ExportFields(query.Filter, format),
		}}, nil
	})
	if err != nil {
		return fmt.Errorf("note an export of keys: %w", err)
	}
	return nil
}

// KeyBatch implements [store.Keys].
func (db *DB) KeyBatch(ctx context.Context, actor store.Actor, query store.KeyQuery) (batch store.KeyBatch, err error) {
	query.Sort, query.Rows = query.Sort.OrDefault(), store.ExportRows
	err = db.read(ctx, func(tx *tx) error {
		standing, err := tx.standing(actor)
		if err != nil {
			return err
		}
		if err := standing.MayExportKeys(); err != nil {
			return err
		}
		list, err := tx.keyList(actor.Org, standing, query)
		if err != nil {
			return err
		}
		batch, err = list.batch(query)
		return err
	})
	if err != nil {
		return store.KeyBatch{}, fmt.Errorf("read keys to export: %w", err)
	}
	return batch, nil
}

// batch looks the keys up where a part of the filter holds for few of them, and walks the order otherwise; so a whole
// export reads each entry of the order once.
func (l keyList) batch(query store.KeyQuery) (batch store.KeyBatch, err error) {
	if len(l.parts.list) > 0 {
		within, least, err := l.countParts()
		if err != nil {
			return batch, err
		}
		l.test, l.apart, l.asks = l.parts.tests(l.sort.Column)
		l.walk = l.tx.db.maxWalk
		if within >= 0 && !least.More && least.N <= l.walk && !l.test.isZero() {
			l = l.lookUp(within)
		}
	}
	var from *store.Place
	if after, ok := query.After.In(l.sort); ok {
		from = &after
	}
	f, err := l.seek(from, l.sort.Descending, false, query.Rows+1)
	if err != nil {
		return batch, err
	}
	if batch.Keys, err = l.facts(f.seqs[:min(query.Rows, len(f.seqs))]); err != nil {
		return batch, err
	}
	if len(f.seqs) > query.Rows {
		batch.Next = store.CursorOf(batch.Keys[len(batch.Keys)-1].Key, l.sort, query.At)
		return batch, nil
	}
	batch.Next, err = l.stopped(f, query)
	return batch, err
}

const factsBySeq = `
	SELECT ` + keyColumns + `, EXISTS (
		SELECT 1
		FROM owners o
		WHERE o.org_id = k.org_id AND o.principal = k.id)
	FROM keys k` + keyJoins + `
	WHERE k.org_id = $1 AND k.seq IN `

// facts reads up to [store.ExportRows] keys by their numbers, and gives them in that order.
func (l keyList) facts(seqs []int64) ([]store.KeyFacts, error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	args := []any{l.parts.org}
	place := make(map[int64]int, len(seqs))
	for i := range store.ExportRows { // always as many, so that there is one statement to prepare
		seq := seqs[min(i, len(seqs)-1)]
		args = append(args, seq)
		place[seq] = min(i, len(seqs)-1)
	}
	list, err := all(l.tx, scanFacts, factsBySeq+"("+parameters(2, len(args)-1)+")", args...)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	slices.SortFunc(list, func(a, b store.KeyFacts) int { return place[a.Key.Seq] - place[b.Key.Seq] })
	return list, l.tx.fill(l.parts.org, pointers(list, keyOfFacts))
}

// scanFacts reads keyColumns, and whether the key owns anything.
func scanFacts(row scanner) (f store.KeyFacts, err error) {
	f.Key, err = scanKey(longerRow{row, &f.OwnsResources})
	return f, err
}

// longerRow is a row with one column more than its reader knows.
type longerRow struct {
	scanner
	last any
}

// Scan reads the row.
func (r longerRow) Scan(dest ...any) error { return r.scanner.Scan(append(dest, r.last)...) }
