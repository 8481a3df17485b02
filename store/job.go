package store

import (
	"context"
	"time"
)

// JobLease is for how long a job is its holder's. Whoever dies with it leaves it to the next one then.
const JobLease = 30 * time.Second

// JobKind says what a job does.
type JobKind string

// The kinds of jobs. The ends write down what the clock has done already.
const (
	JobSecretEnd     JobKind = "secret_end" // of the key that is its subject
	JobSuspensionEnd JobKind = "suspension" // likewise
	JobBulk          JobKind = "bulk"       // does something to the keys of the bulk that is its subject
	JobBulkEnd       JobKind = "bulk_end"   // forgets the bulk that is its subject
)

// Job is something that is due later. What a key may do never waits for one.
type Job struct {
	Seq      int64
	Org      OrgID
	Kind     JobKind
	Subject  string // the id of what it is about
	Attempts int    // how often it was taken: whoever took it last has it
	Payload  string // what its kind needs to know, and how far it has come
}

// Jobs are what is due later: kept with the data, taken by lease, and each done once. Only jobs themselves may
// ([ActorJob]); the others get [ErrForbidden].
type Jobs interface {
	// NextJob says when the next job is to be taken; zero: there is none.
	NextJob(ctx context.Context) (time.Time, error)
	// LeaseJob takes the job that is due the longest, for [JobLease]. Errors: [ErrNotFound] when none is due.
	LeaseJob(ctx context.Context, call Call) (Job, error)
	// RunJob does the next part of a job, or all of it, in one transaction with its end: what was done isn't done again.
	// With done unset there is more to do, and the lease begins anew.
	// Errors: [ErrJobLost] when it was taken by somebody else, or is done.
	RunJob(ctx context.Context, call Call, job Job) (done bool, err error)
	// PostponeJob gives a job back, to be taken again at an instant. Errors: those of RunJob.
	PostponeJob(ctx context.Context, call Call, job Job, until time.Time) error
}

// MayWork refuses everybody but jobs.
func (a Actor) MayWork() error {
	if a.Kind == ActorJob {
		return nil
	}
	return &ForbiddenError{Permission: "jobs:run"}
}
