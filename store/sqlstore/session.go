package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

// noteEvery is how often the use of a session is noted.
const noteEvery = time.Minute

const (
	newSession = `
	INSERT INTO sessions (token, name, account, started_at, last_seen, browser, network)
	VALUES ($1, $2, $3, $4, $4, $5, $6)`
	sessionColumns = `
	SELECT s.name, s.account, s.started_at, s.last_seen, s.browser, s.network, a.language, a.theme, a.shortcuts
	FROM sessions s
	JOIN accounts a ON a.id = s.account`
	sessionByToken = sessionColumns + `
	WHERE s.token = $1`
	noteSession = `
	UPDATE sessions
	SET last_seen = $2
	WHERE token = $1 AND last_seen < $2`
	dropSession = `
	DELETE FROM sessions
	WHERE token = $1
	RETURNING account`
	dropSessionsOf = `
	DELETE FROM sessions
	WHERE account = $1`
	dropOldSessions = `
	DELETE FROM sessions
	WHERE account = $1 AND seq NOT IN (
		SELECT seq
		FROM sessions
		WHERE account = $1
		ORDER BY seq DESC
		LIMIT $2)`
	dropDeadSessions = `
	DELETE FROM sessions
	WHERE last_seen <= $1 OR started_at <= $2`
)

func scanSession(row scanner) (s store.Session, err error) {
	var started, seen int64
	p := &s.Preferences
	err = row.Scan(&s.Name, &s.Account, &started, &seen, &s.Browser, &s.Network, &p.Language, &p.Theme, &p.Shortcuts)
	s.StartedAt, s.LastSeen = instant(started), instant(seen)
	return s, err
}

// StartSession implements [store.Sessions].
func (db *DB) StartSession(ctx context.Context, call store.Call, session store.NewSession) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		signedIn, err := tx.startSession(call, session)
		return []store.Event{signedIn}, err
	})
	if err != nil {
		return fmt.Errorf("start a session: %w", err)
	}
	return nil
}

// startSession signs in. The account's oldest sessions make room first.
func (tx *tx) startSession(call store.Call, s store.NewSession) (store.Event, error) {
	none := store.Event{}
	if err := tx.stillOpens(s); err != nil {
		return none, err
	}
	if err := tx.dropDeadSessions(call.At); err != nil {
		return none, err
	}
	if _, err := tx.exec(dropSession, s.Replaces[:]); err != nil {
		return none, fmt.Errorf("end the session before: %w", err)
	}
	if _, err := tx.exec(dropOldSessions, s.Account, store.MaxSessions-1); err != nil {
		return none, fmt.Errorf("end the oldest session: %w", err)
	}
	if _, err := tx.exec(newSession, s.Token[:], s.Name, s.Account, call.At.UnixMilli(), s.Browser, s.Network); err != nil {
		return none, fmt.Errorf("write the session: %w", err)
	}
	return store.Event{Actor: actorOf(s.Account, 0), Action: store.SignedIn, Subject: string(s.Account), After: []store.Field{
		{Name: "session", Value: s.Name},
	}}, nil
}

// stillOpens checks that the account is there, with the password that was checked. Errors: [store.ErrNotFound].
func (tx *tx) stillOpens(s store.NewSession) error {
	var hash string
	if err := tx.scan([]any{&hash}, passwordOf, s.Account); err != nil {
		return fmt.Errorf("find the account: %w", err)
	}
	if s.PasswordHash != "" && s.PasswordHash != hash {
		return fmt.Errorf("the password was changed meanwhile: %w", store.ErrNotFound)
	}
	return nil
}

// dropDeadSessions deletes the sessions that have ended, of all accounts: a clock that goes back finds them gone.
func (tx *tx) dropDeadSessions(at time.Time) error {
	_, err := tx.exec(dropDeadSessions, at.Add(-store.SessionIdle).UnixMilli(), at.Add(-store.SessionAbsolute).UnixMilli())
	if err != nil {
		return fmt.Errorf("delete ended sessions: %w", err)
	}
	return nil
}

// Session implements [store.Sessions].
func (db *DB) Session(ctx context.Context, token store.Digest, at time.Time) (session store.Session, err error) {
	err = db.read(ctx, func(tx *tx) error {
		session, err = one(tx, scanSession, sessionByToken, token[:])
		return err
	})
	if err == nil && !session.LivesAt(at) {
		err = errors.Join(store.ErrNotFound, db.forget(ctx, dropSession, token[:]))
	}
	if err == nil && at.Sub(session.LastSeen) >= noteEvery {
		session, err = db.noteSession(ctx, session, token, at)
	}
	if err != nil {
		return store.Session{}, fmt.Errorf("find the session: %w", err)
	}
	return session, nil
}

// noteSession notes that a session was used. When the database can only be read, the session goes on all the same.
func (db *DB) noteSession(ctx context.Context, session store.Session, token store.Digest, at time.Time) (noted store.Session, err error) {
	err = db.change(ctx, store.Call{}, func(tx *tx) ([]store.Event, error) {
		if err := tx.dropDeadSessions(at); err != nil {
			return nil, err
		}
		if _, err := tx.exec(noteSession, token[:], at.UnixMilli()); err != nil {
			return nil, err
		}
		noted, err = one(tx, scanSession, sessionByToken, token[:]) // it may have been signed out meanwhile
		return nil, err
	})
	if errors.Is(err, store.ErrUnavailable) {
		db.log.Warn("the use of a session was not noted", "error", err)
		return session, nil
	}
	return noted, err
}

// EndSession implements [store.Sessions].
func (db *DB) EndSession(ctx context.Context, call store.Call, token store.Digest) error {
	err := db.change(ctx, call, func(tx *tx) ([]store.Event, error) {
		var account store.AccountID
		err := tx.scan([]any{&account}, dropSession, token[:])
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		return []store.Event{{Actor: actorOf(account, 0), Action: store.SignedOut, Subject: string(account)}}, err
	})
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}
