package sqlstore

import (
	"context"
	"sync"
)

// sideFill is what a bulk makes in a database in memory, on a goroutine of its own, while the import goes on: the engine has one
// writer for a file. What was made is taken over as it is.
type sideFill struct {
	pool *pool         // of one connection
	keys chan keyBatch // what is taken in
	stop chan struct{} // nobody needs it any more
	once sync.Once
	gone sync.WaitGroup
	err  error // once it is gone
}

// batchesAhead is how many batches of an import wait at most for what takes them in beside it.
const batchesAhead = 200

// sideIn makes the database; run begins.
func sideIn(source string) (*sideFill, error) {
	pool, err := newPool(source, 1)
	return &sideFill{pool: pool, keys: make(chan keyBatch, batchesAhead), stop: make(chan struct{})}, err
}

// run lets fill take keys in until there are no more of them, or nobody needs what it makes.
func (f *sideFill) run(from *tx, fill func(*tx) error) {
	ctx := context.WithoutCancel(from.ctx) // else the engine would be asked for each key whether to go on
	f.gone.Go(func() {
		f.err = f.on(ctx, from.db, fill)
		for range f.keys { // after an error, so that nobody waits
		}
	})
}

// on does something on the connection.
func (f *sideFill) on(ctx context.Context, db *DB, do func(*tx) error) error {
	on, err := f.pool.acquire(ctx)
	if err != nil {
		return err
	}
	defer f.pool.release(on)
	return do(&tx{call: ctx, ctx: ctx, on: on, db: db})
}

// end waits until all is taken in.
func (f *sideFill) end() error {
	f.once.Do(func() { close(f.keys) })
	f.gone.Wait()
	return f.err
}

// close forgets everything.
func (f *sideFill) close() error {
	close(f.stop)
	_ = f.end() // whoever needs what it made has learned of the error
	return f.pool.close()
}
