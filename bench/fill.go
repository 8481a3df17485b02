package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
)

// Beside the organization that is measured lie so many others, each with so many keys.
const (
	neighbours    = 20
	neighbourKeys = 200
)

// markFile marks a folder as the benchmark's. It holds the instant for which its data was made, which is the portal's now
// from then on.
const markFile = "bench-table"

// Owns tells whether a folder was made by a benchmark, or can become one's.
func Owns(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(dir, e.Name(), markFile)); err != nil {
			return false
		}
	}
	return true
}

// mark marks a folder, or reads its mark.
func mark(dir string, now time.Time) (time.Time, error) {
	path := filepath.Join(dir, markFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		now = now.UTC().Truncate(time.Second)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return now, err
		}
		return now, os.WriteFile(path, []byte(now.Format(time.RFC3339)+"\n"), 0o600)
	}
	if err != nil {
		return now, err
	}
	return time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
}

// fill makes what is missing in the portal: the large organization first, then those beside it.
func (s *stand) fill(ctx context.Context, c Config) error {
	seed := [32]byte{1} // the same keys in every run; nobody learns their secrets
	random := rand.NewChaCha8(seed)
	large, err := sample.Meridian(s.at, random, s.keys)
	if err != nil {
		return err
	}
	large.Keys = used(large.Keys, s.at)
	began := c.Now()
	made, err := s.fillOne(ctx, large)
	if err != nil {
		return err
	}
	if made {
		s.filled = c.Now().Sub(began)
		fmt.Fprintf(c.Progress, "filled a portal with %d keys in %v\n", s.keys, s.filled.Round(time.Millisecond))
	}
	for number := range neighbours {
		beside, err := sample.Neighbour(s.at, random, number+1, neighbourKeys)
		if err == nil {
			_, err = s.fillOne(ctx, beside)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fillOne imports an organization unless it is there.
func (s *stand) fillOne(ctx context.Context, in store.Import) (made bool, err error) {
	_, err = s.db.Portal(ctx, in.Members[0].Account.ID, in.Organization.Slug)
	if !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	_, err = s.db.ImportOrganization(ctx, store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: s.at}, in)
	return err == nil, err
}

// used lets seven keys in eight have been used, most of them lately.
func used(keys func(func(store.ImportedKey) bool), at time.Time) func(func(store.ImportedKey) bool) {
	return func(yield func(store.ImportedKey) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		for k := range keys {
			if age := at.Sub(k.CreatedAt); random.IntN(8) > 0 && age > 0 {
				k.LastUsed = at.Add(-time.Duration(random.Float64() * random.Float64() * float64(age)))
			}
			if !yield(k) {
				return
			}
		}
	}
}
