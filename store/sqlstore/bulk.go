package sqlstore

import (
	"errors"
	"fmt"
	"slices"

	"chatelaine/store"
)

// bulkKeys is up to how many keys a database may have for a bulk: their indexes are made again too.
const bulkKeys = 1000

// bulk is what an import into a database with few keys takes away first and puts back afterwards: indexes and triggers are
// made from all rows at once in a third of the time that it takes to keep them up with each.
type bulk struct {
	tx       *tx
	indexes  []string // the statements that make them again, but for those of rows
	triggers []string // likewise
	figures  []figure
	texts    *textFill
	rows     *rowFill // nil: there are keys already
}

// figure is a row of the planner's statistics, which go with their index.
type figure struct{ table, index, text string }

func scanFigure(row scanner) (f figure, err error) { return f, row.Scan(&f.table, &f.index, &f.text) }

// object is an index or a trigger.
type object struct{ kind, name, table, text string }

func scanObject(row scanner) (o object, err error) {
	return o, row.Scan(&o.kind, &o.name, &o.table, &o.text)
}

const someKeys = `
	SELECT count(*)
	FROM (SELECT 1 FROM keys LIMIT $1) AS k`

// beginBulk takes the keys' indexes away if there are few keys yet.
func (tx *tx) beginBulk() (b bulk, err error) {
	there, err := tx.number(someKeys, bulkKeys+1)
	if err != nil || there > bulkKeys {
		return b, err
	}
	b.tx = tx
	if b.figures, err = all(tx, scanFigure, bulkFigures); err != nil {
		return b, fmt.Errorf("read the statistics: %w", err)
	}
	objects, err := all(tx, scanObject, bulkObjects)
	if err != nil {
		return b, fmt.Errorf("read the indexes: %w", err)
	}
	var beside []string // as made
	for _, o := range objects {
		if _, err := tx.exec("DROP " + o.kind + " " + o.name); err != nil {
			return b, fmt.Errorf("take %s away: %w", o.name, err)
		}
		switch {
		case o.kind == "trigger":
			b.triggers = append(b.triggers, o.text)
		case there == 0 && slices.Contains(besideTables[:], o.table):
			beside = append(beside, o.text)
		default:
			b.indexes = append(b.indexes, o.text)
		}
	}
	if b.texts, err = tx.beginTexts(); err != nil {
		return b, fmt.Errorf("begin an index of texts: %w", err)
	}
	if there > 0 {
		return b, nil
	}
	if b.rows, err = tx.beginRows(beside); err != nil {
		return b, fmt.Errorf("begin to write beside: %w", err)
	}
	return b, nil
}

// add takes the texts of some keys, which the trigger doesn't, and says whether it takes what besideRows are too.
func (b bulk) add(batch keyBatch) bool {
	if b.tx != nil {
		b.texts.keys <- batch
	}
	return b.rows != nil && b.rows.add(batch)
}

// close ends what works beside the import, whether the bulk came to its end or not.
func (b bulk) close() error {
	var errs []error
	if b.texts != nil {
		errs = append(errs, b.texts.close())
	}
	if b.rows != nil {
		errs = append(errs, b.rows.close())
	}
	return errors.Join(errs...)
}

// end puts back what beginBulk took, the texts of keys into their index, and the ends of an organization's into what counts them.
func (b bulk) end(org store.OrgID) error {
	if b.tx == nil {
		return nil
	}
	if err := b.tx.execAll(b.indexes); err != nil {
		return fmt.Errorf("put the indexes back: %w", err)
	}
	if b.rows != nil {
		if err := b.rows.takeOver(b.tx); err != nil {
			return err
		}
	}
	if err := b.tx.execAll(append(b.triggers, dropFigures)); err != nil {
		return fmt.Errorf("put the triggers back: %w", err)
	}
	if err := b.tx.countKeyGroups(org); err != nil {
		return err
	}
	if err := b.texts.takeOver(b.tx); err != nil {
		return fmt.Errorf("fill the index of texts: %w", err)
	}
	if _, err := b.tx.exec(bulkEnds, org); err != nil {
		return fmt.Errorf("count when keys end: %w", err)
	}
	for _, f := range b.figures {
		if _, err := b.tx.exec(newFigure, f.table, f.index, f.text); err != nil {
			return fmt.Errorf("put the statistics back: %w", err)
		}
	}
	_, err := b.tx.exec(readFigures)
	return err
}

// execAll runs statements without arguments, one after the other.
func (tx *tx) execAll(texts []string) error {
	for _, text := range texts {
		if _, err := tx.exec(text); err != nil {
			return err
		}
	}
	return nil
}
