package sqlstore

import (
	"context"
	"fmt"
	"time"

	"chatelaine/store"
)

// change runs do in one write transaction and writes the events that it returns, filled in from call. After the commit
// and before it returns, the events go to [Config.Committed], and what they mean to a gate to [Config.Gate].
// When do returns an error, nothing has happened. Of a commit with an uncertain end the gate alone is told.
func (db *DB) change(ctx context.Context, call store.Call, do func(*tx) ([]store.Event, error)) error {
	return db.changeBy(ctx, call, manner{}, do)
}

// changeBy is change in a manner.
func (db *DB) changeBy(ctx context.Context, call store.Call, how manner, do func(*tx) ([]store.Event, error)) error {
	var events []store.Event
	var gate store.GateChange
	return db.transact(ctx, db.writer, how, func(tx *tx) error {
		happened, err := do(tx)
		if err != nil {
			return err
		}
		if events, err = tx.record(call, happened); err != nil || db.gate == nil {
			return err
		}
		gate, err = tx.gateChange(events)
		return err
	}, func(certain bool) {
		switch {
		case len(events) == 0:
			return
		case db.gate != nil && !certain:
			gate.Doubtful = true
			db.gate(gate)
			db.mender.doubt(events)
		case db.gate != nil:
			db.tellGate(ctx, events, gate)
		}
		if db.committed != nil && certain {
			db.committed(events)
		}
	})
}

// The instance's counters.
const (
	eventsCounter     = "events"
	keySeqsCounter    = "key_seqs"
	secretSeqsCounter = "secret_seqs"
)

const takeNumbers = `
	UPDATE counters
	SET n = n + $2
	WHERE org_id = 0 AND name = $1
	RETURNING n`

// take takes the counter's next n numbers and gives the last. Whoever has taken some has the counter until their
// transaction ends; so there are no holes.
func (tx *tx) take(counter string, n int) (int64, error) { return tx.number(takeNumbers, counter, n) }

// record completes the events and writes them.
func (tx *tx) record(call store.Call, events []store.Event) ([]store.Event, error) {
	if len(events) == 0 {
		return nil, nil
	}
	events, err := tx.forEachOrganization(call, events)
	if err != nil {
		return nil, err
	}
	last, err := tx.take(eventsCounter, len(events))
	if err != nil {
		return nil, fmt.Errorf("number the events: %w", err)
	}
	rows := tx.into("events", "seq", "org_id", "at", "action", "subject", "actor_kind", "actor", "sought", "canonical")
	for i := range events {
		e := &events[i]
		e.Seq = last - int64(len(events)-1-i)
		if err := tx.complete(e, call); err != nil {
			return nil, fmt.Errorf("complete event %d: %w", e.Seq, err)
		}
		canonical, err := e.Canonical()
		if err != nil {
			return nil, err
		}
		if err := rows.add(e.Seq, e.Org, e.At.UnixMilli(), string(e.Action), e.Subject, string(e.Actor.Kind), string(e.Actor.ID), e.Sought(), canonical); err != nil {
			return nil, fmt.Errorf("write events: %w", err)
		}
	}
	if err := rows.flush(); err != nil {
		return nil, fmt.Errorf("write events: %w", err)
	}
	return events, nil
}

// complete fills in what the call says of an event, and what the actor is called.
func (tx *tx) complete(e *store.Event, call store.Call) error {
	if e.At.IsZero() {
		e.At = call.At
	}
	e.At = time.UnixMilli(e.At.UnixMilli()).UTC() // as it is stored
	if e.Actor == (store.Actor{}) {
		e.Actor = call.Actor
	}
	if e.Request == (store.Request{}) {
		e.Request = call.Request
	}
	var err error
	if e.SubjectName == "" {
		if e.SubjectName, err = tx.nameNow(*e); err != nil {
			return err
		}
	}
	if e.ActorName != "" {
		return nil
	}
	actor, known := tx.known[e.Actor]
	if !known {
		if actor.name, err = tx.actorName(e.Actor); err != nil {
			return err
		}
		tx.known[e.Actor] = actor
	}
	e.ActorName = actor.name
	return nil
}

const (
	accountName = `
	SELECT name
	FROM accounts
	WHERE id = $1`
	keyName = `
	SELECT name
	FROM keys
	WHERE org_id = $1 AND id = $2`
)

// actorName is what an actor is called at the moment; operator and job are called what they are.
func (tx *tx) actorName(actor store.Actor) (name string, err error) {
	switch actor.Kind {
	case store.ActorMember:
		err = tx.scan([]any{&name}, accountName, actor.ID)
	case store.ActorKey:
		err = tx.scan([]any{&name}, keyName, actor.Org, actor.ID)
	default:
		return string(actor.Kind), nil
	}
	if err != nil {
		return "", fmt.Errorf("read the actor's name: %w", err)
	}
	return name, nil
}
