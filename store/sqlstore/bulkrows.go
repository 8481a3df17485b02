package sqlstore

import (
	"fmt"
	"sync/atomic"
)

// besideTables are the tables of keys that a bulk writes beside the others, as besideRows has them.
var besideTables = [...]string{"key_uses", "secrets", "digests", "key_groups"}

// mostBeside is up to how many values are written beside a bulk: those of two million keys. They take 16 bytes each, and a
// database in memory can have 1 GiB.
const mostBeside = 40_000_000

// rowFill writes the rows of besideTables, with their indexes. The engine takes whole tables over as they are: it copies the
// entries of each index in their order, in a quarter of the time that it takes to write and sort them.
type rowFill struct {
	*sideFill
	source  string   // of the database that is filled
	tables  []string // the statements that make them
	indexes []string // likewise
	left    int      // how many values it can take in yet
}

// fills numbers the databases in memory: they are known by their names in the whole process.
var fills atomic.Int64

// beginRows begins with empty tables, which get the indexes that these statements make.
func (tx *tx) beginRows(indexes []string) (*rowFill, error) {
	f := &rowFill{source: sharedSource(fills.Add(1)), indexes: indexes, left: tx.db.maxBeside}
	for _, table := range besideTables {
		var text string
		if err := tx.scan([]any{&text}, tableSchema, table); err != nil {
			return nil, fmt.Errorf("read how %s are made: %w", table, err)
		}
		f.tables = append(f.tables, text)
	}
	var err error
	if f.sideFill, err = sideIn(f.source + besideSettings); err != nil {
		return nil, err
	}
	f.run(tx, f.fill)
	return f, nil
}

// add takes the rows of some keys in, or says that there is no room for them.
func (f *rowFill) add(batch keyBatch) bool {
	f.left -= len(batch.uses) + len(batch.secrets) + len(batch.digests) + len(batch.groups)
	if f.left < 0 {
		return false
	}
	f.keys <- batch
	return true
}

// fill writes rows until there are no more.
func (f *rowFill) fill(tx *tx) error {
	if err := tx.execAll(append(f.tables, "BEGIN")); err != nil {
		return err
	}
	rows := tx.intoBeside()
	for batch := range f.keys {
		if over(f.stop) {
			return nil
		}
		if err := rows.write(batch); err != nil {
			return err
		}
	}
	if over(f.stop) {
		return nil
	}
	if err := rows.groups.flush(); err != nil {
		return err
	}
	return tx.execAll(append(f.indexes, "COMMIT"))
}

// takeOver makes what was filled the rows of another transaction, whose connection has the other database from then on.
func (f *rowFill) takeOver(to *tx) error {
	if err := f.end(); err != nil {
		return err
	}
	to.on.stale = true
	if _, err := to.exec(attachBeside, f.source); err != nil {
		return fmt.Errorf("reach what was written beside: %w", err)
	}
	if err := to.execAll(f.indexes); err != nil {
		return err
	}
	for _, table := range besideTables {
		if _, err := to.exec("INSERT INTO main." + table + " SELECT * FROM beside." + table); err != nil {
			return fmt.Errorf("take %s over: %w", table, err)
		}
	}
	return nil
}
