package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
)

const (
	sessionsOfAccount = sessionColumns + `
	WHERE s.account = $1
	ORDER BY s.seq DESC`
	dropOwnSession = `
	DELETE FROM sessions
	WHERE account = $1 AND name = $2`
	renewSession = `
	UPDATE sessions
	SET token = $3
	WHERE account = $1 AND name = $2`
	dropOtherSessions = `
	DELETE FROM sessions
	WHERE account = $1 AND name <> $2`
)

// sessionsOf are the living sessions of an account.
func (tx *tx) sessionsOf(account store.AccountID, at time.Time) ([]store.Session, error) {
	sessions, err := all(tx, scanSession, sessionsOfAccount, account)
	if err != nil {
		return nil, fmt.Errorf("read the sessions: %w", err)
	}
	return slices.DeleteFunc(sessions, func(s store.Session) bool { return !s.LivesAt(at) }), nil
}

// EndOwnSession implements [store.OwnAccounts].
func (db *DB) EndOwnSession(ctx context.Context, call store.Call, name string) (ended bool, err error) {
	err = db.ownChange(ctx, call, func(tx *tx, account store.Account) ([]store.Event, error) {
		n, err := tx.exec(dropOwnSession, account.ID, name)
		ended = n > 0
		return sessionsEnded(account, n), err
	})
	if err != nil {
		return false, fmt.Errorf("end a session of one's own: %w", err)
	}
	return ended, nil
}

// EndOtherSessions implements [store.OwnAccounts].
func (db *DB) EndOtherSessions(ctx context.Context, call store.Call) (ended int, err error) {
	err = db.ownChange(ctx, call, func(tx *tx, account store.Account) ([]store.Event, error) {
		if err := tx.dropDeadSessions(call.At); err != nil { // so that they aren't counted
			return nil, err
		}
		n, err := tx.exec(dropOtherSessions, account.ID, call.Request.Session)
		ended = int(n)
		return sessionsEnded(account, n), err
	})
	if err != nil {
		return 0, fmt.Errorf("end the other sessions: %w", err)
	}
	return ended, nil
}

// sessionsEnded is the event of that; none where none was ended.
func sessionsEnded(account store.Account, n int64) []store.Event {
	if n == 0 {
		return nil
	}
	return []store.Event{{Action: store.SessionEnded, Subject: string(account.ID), After: []store.Field{
		{Name: "sessions", Value: strconv.FormatInt(n, 10)},
	}}}
}
