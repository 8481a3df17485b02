package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"chatelaine/store"
)

// fillSoughtVersion is the step after 00016, which can't fold texts.
const fillSoughtVersion = 17

// soughtAtOnce is how many events are filled in at once, so that a long trail isn't held in memory.
const soughtAtOnce = 1000

// fillSought gives the events of an older database what a search looks in.
func fillSought(ctx context.Context, tx *sql.Tx) error {
	fill, err := tx.PrepareContext(ctx, "UPDATE events SET sought = "+parameter(1)+" WHERE seq = "+parameter(2))
	if err != nil {
		return fmt.Errorf("prepare to write what is looked for in events: %w", err)
	}
	defer fill.Close()
	for last := int64(0); ; {
		events, err := olderEvents(ctx, tx, last)
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		for _, e := range events {
			if e.SubjectName, err = olderName(ctx, tx, e); err != nil {
				return fmt.Errorf("name what event %d is about: %w", e.Seq, err)
			}
			if _, err := fill.ExecContext(ctx, e.Sought(), e.Seq); err != nil {
				return fmt.Errorf("write what is looked for in event %d: %w", e.Seq, err)
			}
			last = e.Seq
		}
		if len(events) < soughtAtOnce {
			return nil
		}
	}
}

func olderEvents(ctx context.Context, tx *sql.Tx, after int64) (events []store.Event, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT canonical FROM events WHERE seq > "+parameter(1)+" ORDER BY seq LIMIT "+parameter(2), after, soughtAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

// olderName is what the key or the member is called now that an event without a name is about; keys that are gone are
// found by the event of their deletion.
func olderName(ctx context.Context, tx *sql.Tx, e store.Event) (name string, err error) {
	query := map[string]string{"key": keyName, "member": memberName}[e.Action.About()]
	if query == "" {
		return "", nil
	}
	err = tx.QueryRowContext(ctx, query, e.Org, e.Subject).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, err
}
