package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chatelaine/store"
)

const (
	newJob = `
	INSERT INTO jobs (org_id, kind, subject, due_at, attempts, payload)
	VALUES ($1, $2, $3, $4, 0, $5)`
	scheduleSuspensions = `
	INSERT INTO jobs (org_id, kind, subject, due_at, attempts, payload)
	SELECT org_id, 'suspension', id, inactive_until, 0, ''
	FROM keys
	WHERE org_id = $1 AND inactive_from <> 253402300799999 AND inactive_until <> 253402300799999 AND inactive_until > $2`
	dropSwitch = `
	UPDATE keys
	SET inactive_from = 253402300799999, inactive_until = 253402300799999, inactive_reason = ''
	WHERE org_id = $1 AND seq = $2`
	nextJob = `
	SELECT due_at
	FROM jobs
	ORDER BY due_at, seq
	LIMIT 1`
	leaseJob = `
	UPDATE jobs
	SET due_at = $2, attempts = attempts + 1
	WHERE seq = (
		SELECT seq
		FROM jobs
		WHERE due_at <= $1
		ORDER BY due_at, seq
		LIMIT 1)
	RETURNING seq, org_id, kind, subject, attempts, payload`
	heldJob = `
	SELECT seq, org_id, kind, subject, attempts, payload
	FROM jobs
	WHERE seq = $1 AND attempts = $2`
	keepJob = `
	UPDATE jobs
	SET due_at = $2, payload = $3
	WHERE seq = $1`
	putJobOff = `
	UPDATE jobs
	SET due_at = $3
	WHERE seq = $1 AND attempts = $2`
	dropJob = `
	DELETE FROM jobs
	WHERE seq = $1`
)

// jobPart does a part of a job in a transaction, and gives what is left of it as its payload; empty: it is done. That a
// key or a secret has changed since the job was made is no error: then there is nothing to do.
type jobPart func(tx *tx, call store.Call, job store.Job) (events []store.Event, left string, err error)

// jobParts are those of each kind.
var jobParts = map[store.JobKind]jobPart{
	store.JobSecretEnd:     endOfOverlap,
	store.JobSuspensionEnd: endOfSuspension,
	store.JobBulk:          bulkStep,
	store.JobBulkEnd:       endOfBulk,
}

func scanJob(row scanner) (job store.Job, err error) {
	return job, row.Scan(&job.Seq, &job.Org, &job.Kind, &job.Subject, &job.Attempts, &job.Payload)
}

// schedule keeps a job until it is due. It is part of the change that makes it due; the job goes with its key, if that
// is its subject.
func (tx *tx) schedule(job store.Job, due time.Time) error {
	if _, err := tx.exec(newJob, job.Org, string(job.Kind), job.Subject, due.UnixMilli(), job.Payload); err != nil {
		return fmt.Errorf("keep what is due later: %w", err)
	}
	return nil
}

// NextJob implements [store.Jobs].
func (db *DB) NextJob(ctx context.Context) (due time.Time, err error) {
	err = db.read(ctx, func(tx *tx) error {
		ms, err := tx.number(nextJob)
		due = instant(ms)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("look for the next job: %w", err)
	}
	return due, nil
}

// LeaseJob implements [store.Jobs].
func (db *DB) LeaseJob(ctx context.Context, call store.Call) (job store.Job, err error) {
	err = db.asJob(ctx, call, func(tx *tx) ([]store.Event, error) {
		job, err = one(tx, scanJob, leaseJob, call.At.UnixMilli(), call.At.Add(store.JobLease).UnixMilli())
		return nil, err
	})
	if err != nil {
		return store.Job{}, fmt.Errorf("take a job: %w", err)
	}
	return job, nil
}

// RunJob implements [store.Jobs].
func (db *DB) RunJob(ctx context.Context, call store.Call, job store.Job) (done bool, err error) {
	err = db.asJob(ctx, call, func(tx *tx) ([]store.Event, error) {
		held, err := one(tx, scanJob, heldJob, job.Seq, job.Attempts)
		if errors.Is(err, store.ErrNotFound) || err == nil && held.Attempts == 0 {
			return nil, store.ErrJobLost
		}
		if err != nil {
			return nil, err
		}
		part, known := jobParts[held.Kind]
		if !known {
			return nil, fmt.Errorf("no such kind of job: %q", held.Kind)
		}
		events, left, err := part(tx, call, held)
		if err != nil {
			return nil, err
		}
		if done = left == ""; done {
			_, err = tx.exec(dropJob, held.Seq)
		} else {
			_, err = tx.exec(keepJob, held.Seq, call.At.Add(store.JobLease).UnixMilli(), left)
		}
		return events, err
	})
	if err != nil {
		return false, fmt.Errorf("do a job of kind %s: %w", job.Kind, err)
	}
	db.scrubber.wake()
	return done, nil
}

// PostponeJob implements [store.Jobs].
func (db *DB) PostponeJob(ctx context.Context, call store.Call, job store.Job, until time.Time) error {
	err := db.asJob(ctx, call, func(tx *tx) ([]store.Event, error) {
		put, err := tx.exec(putJobOff, job.Seq, job.Attempts, until.UnixMilli())
		if err == nil && put == 0 {
			err = store.ErrJobLost
		}
		return nil, err
	})
	if err != nil {
		return fmt.Errorf("put a job off: %w", err)
	}
	return nil
}

// asJob is change for jobs alone.
func (db *DB) asJob(ctx context.Context, call store.Call, do func(*tx) ([]store.Event, error)) error {
	if err := call.Actor.MayWork(); err != nil {
		return err
	}
	return db.change(ctx, call, do)
}

// worker is who does a job in an organization.
func worker(org store.OrgID) store.Actor { return store.Actor{Kind: store.ActorJob, Org: org} }

// endOfOverlap removes the secrets of a key that have ended, and tells of each.
func endOfOverlap(tx *tx, call store.Call, job store.Job) (events []store.Event, left string, err error) {
	key := store.KeyID(job.Subject)
	secrets, err := tx.secretsOf(job.Org, key)
	if err != nil {
		return nil, "", err
	}
	for _, s := range secrets {
		if s.LiveAt(call.At) {
			continue
		}
		event, err := tx.retire(job.Org, key, s, s.EndsAt)
		if err != nil {
			return nil, "", err
		}
		event.Actor = worker(job.Org)
		events = append(events, event)
	}
	return events, "", nil
}

// endOfSuspension tells that a key is active again, and takes its off switch away, a span that is over. The key's version stays:
// nobody changed it.
func endOfSuspension(tx *tx, call store.Call, job store.Job) (events []store.Event, left string, err error) {
	key, err := one(tx, scanKey, keyByID, job.Org, job.Subject)
	if errors.Is(err, store.ErrNotFound) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read the key: %w", err)
	}
	if key.InactiveFrom.IsZero() || key.InactiveUntil.IsZero() || call.At.Before(key.InactiveUntil) {
		return nil, "", nil
	}
	if _, err := tx.exec(dropSwitch, job.Org, key.Seq); err != nil {
		return nil, "", fmt.Errorf("take the off switch away: %w", err)
	}
	return []store.Event{{
		Org: job.Org, Actor: worker(job.Org), Action: store.KeyReactivated, Subject: job.Subject,
		Before: []store.Field{{Name: "inactive_from", Value: eventTime(key.InactiveFrom)}},
		After:  []store.Field{{Name: "active_from", Value: eventTime(key.InactiveUntil)}},
	}}, "", nil
}
