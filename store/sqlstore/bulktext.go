package sqlstore

import (
	"fmt"
	"slices"
)

// textFill makes the index of keys' texts beside a bulk. It is a third of the work.
type textFill struct {
	*sideFill
	schema string // the statement that makes the index
}

const textWidth = 4 // parameters of newText

// beginTexts begins with the keys that are there.
func (tx *tx) beginTexts() (*textFill, error) {
	f := &textFill{}
	if err := tx.scan([]any{&f.schema}, textSchema); err != nil {
		return nil, fmt.Errorf("read how it is made: %w", err)
	}
	there, err := all(tx, scanValues(textWidth), textsThere)
	if err != nil {
		return nil, fmt.Errorf("read the texts that are there: %w", err)
	}
	if f.sideFill, err = sideIn(memorySource); err != nil {
		return nil, err
	}
	f.keys <- keyBatch{texts: slices.Concat(there...)}
	f.run(tx, f.fill)
	return f, nil
}

// fill takes texts in until there are no more. Each statement takes one key: those that take several write out at their
// beginning what was taken in so far.
func (f *textFill) fill(tx *tx) error {
	if err := tx.execAll(append([]string{f.schema}, beforeFill...)); err != nil {
		return err
	}
	if _, err := tx.exec("BEGIN"); err != nil {
		return err
	}
	for batch := range f.keys {
		if over(f.stop) {
			return nil
		}
		for key := range slices.Chunk(batch.texts, textWidth) {
			if _, err := tx.exec(newText, key...); err != nil {
				return err
			}
		}
	}
	if over(f.stop) {
		return nil
	}
	return tx.execAll([]string{optimizeTexts, "COMMIT"})
}

// takeOver makes what was filled the index of another transaction. What the engine remembers of that index goes with its
// connection.
func (f *textFill) takeOver(to *tx) error {
	if err := f.end(); err != nil {
		return err
	}
	to.on.stale = true
	if err := to.execAll([]string{dropTexts, f.schema, overwriteTexts}); err != nil {
		return err
	}
	err := f.on(to.ctx, to.db, func(from *tx) error {
		for _, part := range textParts {
			if err := from.copyTable(to, part.name, part.columns); err != nil {
				return fmt.Errorf("copy %s: %w", part.name, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	var structure []byte
	if err := to.scan([]any{&structure}, textStructure); err != nil {
		return fmt.Errorf("read its structure: %w", err)
	}
	_, err = to.exec(newStructure, deepened(structure))
	return err
}
