package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// textFill makes the index of keys' texts for a bulk: in memory and on a goroutine of its own, while the import writes rows
// and makes their indexes. It is a third of the work. What it has made is taken over as it is.
type textFill struct {
	pool   *pool         // of one connection
	schema string        // the statement that makes the index
	keys   chan []any    // for each key what newText asks for
	stop   chan struct{} // nobody needs the index any more
	once   sync.Once
	gone   sync.WaitGroup
	err    error // once it is gone
}

const (
	textWidth = 4 // parameters of newText
	// textsAhead is how many batches of an import wait at most. Writing rows and taking in their texts take equally long.
	textsAhead = 200
)

// beginTexts begins with the keys that are there.
func (tx *tx) beginTexts() (*textFill, error) {
	f := &textFill{keys: make(chan []any, textsAhead), stop: make(chan struct{})}
	if err := tx.scan([]any{&f.schema}, textSchema); err != nil {
		return nil, fmt.Errorf("read how it is made: %w", err)
	}
	there, err := all(tx, scanValues(textWidth), textsThere)
	if err != nil {
		return nil, fmt.Errorf("read the texts that are there: %w", err)
	}
	if f.pool, err = newPool(memorySource, 1); err != nil {
		return nil, err
	}
	f.keys <- slices.Concat(there...)
	ctx := context.WithoutCancel(tx.ctx) // else the engine would be asked for each key whether to go on
	f.gone.Go(func() {
		f.err = f.on(ctx, tx.db, f.fill)
		for range f.keys { // after an error, so that nobody waits
		}
	})
	return f, nil
}

// on does something on the connection.
func (f *textFill) on(ctx context.Context, db *DB, do func(*tx) error) error {
	on, err := f.pool.acquire(ctx)
	if err != nil {
		return err
	}
	defer f.pool.release(on)
	return do(&tx{ctx: ctx, on: on, db: db})
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
		for key := range slices.Chunk(batch, textWidth) {
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

// end waits until all is taken in.
func (f *textFill) end() error {
	f.once.Do(func() { close(f.keys) })
	f.gone.Wait()
	return f.err
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

// close forgets everything.
func (f *textFill) close() error {
	close(f.stop)
	_ = f.end() // whoever needs what it filled has learned of the error
	return f.pool.close()
}
