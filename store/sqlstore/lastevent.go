package sqlstore

import (
	"context"
	"fmt"
	"time"
)

const lastEvent = `
	SELECT coalesce((SELECT at FROM events ORDER BY seq DESC LIMIT 1), 0)`

// LastEvent is when something was done last; zero: nothing ever was.
func (db *DB) LastEvent(ctx context.Context) (at time.Time, err error) {
	var ms int64
	err = db.read(ctx, func(tx *tx) error {
		ms, err = tx.number(lastEvent)
		return err
	})
	if err != nil {
		return at, fmt.Errorf("find out when something was done last: %w", err)
	}
	return instant(ms), nil
}
