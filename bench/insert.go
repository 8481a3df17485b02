package bench

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sqlstore"
)

// insertsPerRound is how many rows are written each way for each round of questions.
const insertsPerRound = 20

// InsertFigure is what one more key takes, each time acknowledged by the disk.
type InsertFigure struct {
	Create  Quantiles // all that making a key is: may one, the rows, the secret, the event
	Indexed Quantiles // the table's row alone, with all its indexes and counters
	Plain   Quantiles // the same row in a table that has nothing but its primary key
}

// measureInserts writes rows in each way in turns, and deletes them again.
func (s *stand) measureInserts(ctx context.Context, c Config) (f InsertFigure, err error) {
	plain, err := openPlain(ctx, s.dir)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, plain.close()) }()
	indexed, err := openIndexed(ctx, filepath.Join(s.dir, sqlstore.FileName))
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, indexed.close()) }()
	var create, withIndexes, alone []time.Duration
	var made []store.KeyID
	for range c.Rounds * insertsPerRound {
		key, err := s.newKey(c)
		row, err2 := s.newKey(c)
		if err := errors.Join(err, err2); err != nil {
			return f, err
		}
		made = append(made, key.ID)
		err = errors.Join(
			s.time(&create, func() error {
				_, err := s.db.CreateKey(ctx, store.Call{Actor: s.ada, At: s.at}, key)
				return err
			}),
			s.time(&withIndexes, func() error { return indexed.insert(ctx, s.rowOf(row)) }),
			s.time(&alone, func() error { return plain.insert(ctx, s.rowOf(row)) }))
		if err != nil {
			return f, err
		}
	}
	for some := range slices.Chunk(made, store.MaxBulk) { // only now: what is deleted is also taken out of the log, which others wait for
		if err := s.drop(ctx, some); err != nil {
			return f, fmt.Errorf("delete what was made: %w", err)
		}
	}
	if err := indexed.drop(ctx); err != nil {
		return f, fmt.Errorf("delete what was made: %w", err)
	}
	return InsertFigure{quantiles(create), quantiles(withIndexes), quantiles(alone)}, nil
}

// newKey makes a key up that nobody has, in the group that is the first by name.
func (s *stand) newKey(c Config) (store.NewKey, error) {
	id, err := keystring.NewID(c.Rand)
	return store.NewKey{
		Groups: []store.GroupID{s.group},
		ID:     store.KeyID(id), Name: "Benchmark " + id, Role: store.RoleUser, ExpiresOn: store.DateAt(s.at, time.UTC).AddDays(90),
		Secret: store.NewSecret{Digest: sha256.Sum256([]byte(id)), Prefix: "chk", Tail: "0abc"},
	}, err
}

// drop deletes keys.
func (s *stand) drop(ctx context.Context, ids []store.KeyID) error {
	plan, err := s.db.PlanDeletions(ctx, s.ada, ids, store.Choice{})
	if err == nil {
		_, err = s.db.DeleteKeys(ctx, store.Call{Actor: s.ada, At: s.at}, ids, store.Choice{}, plan.Digest)
	}
	return err
}
