package store

import (
	"errors"
	"fmt"
	"time"
)

// What callers test for, with [errors.Is].
var (
	// ErrNotFound: it doesn't exist, or the actor may not see that it does.
	ErrNotFound = errors.New("not found")
	// ErrForbidden: the actor sees it, and may not do that. Always a [*ForbiddenError].
	ErrForbidden = errors.New("forbidden")
	// ErrInvalid: the input breaks a rule. Always an [*InvalidError].
	ErrInvalid = errors.New("invalid input")
	// ErrPlanChanged: what the plan said is no longer so. Always a [*PlanChangedError].
	ErrPlanChanged = errors.New("the plan has changed")
	// ErrGroupPlanChanged: what the plan of a group said is no longer so. Always a [*GroupPlanChangedError].
	ErrGroupPlanChanged = errors.New("the plan of the group has changed")
	// ErrBulkPlanChanged: what the plan of a change of many keys said is no longer so. Always a [*BulkPlanChangedError].
	ErrBulkPlanChanged = errors.New("the plan of the change has changed")
	// ErrSettingsChanged: the settings aren't as the form showed them. Always a [*SettingsChangedError].
	ErrSettingsChanged = errors.New("the settings have changed")
	// ErrSettingsPlanChanged: what the plan of settings said is no longer so. Always a [*SettingsPlanChangedError].
	ErrSettingsPlanChanged = errors.New("the plan of the settings has changed")
	// ErrUndoOver: it is too late to undo that, or it was undone already.
	ErrUndoOver = errors.New("it can't be undone any more")
	// ErrFreezing: somebody is choosing keys for work in the background, which only one can at a time.
	ErrFreezing = errors.New("keys are being chosen already")
	// ErrBulkBegun: something else is being done, or was done, to the keys that were chosen.
	ErrBulkBegun = errors.New("something else was begun already")
	// ErrKeyChanged: the key isn't as the form showed it. Always a [*KeyChangedError].
	ErrKeyChanged = errors.New("the key has changed")
	// ErrGroupChanged: the group isn't as the form showed it. Always a [*GroupChangedError].
	ErrGroupChanged = errors.New("the group has changed")
	// ErrMemberChanged: the member isn't as the form showed them. Always a [*MemberChangedError].
	ErrMemberChanged = errors.New("the member has changed")
	// ErrNeedsPlan: somebody owns resources who is to own none any more; [Members.PlanDeparture] says what can become of them.
	ErrNeedsPlan = errors.New("what the member owns has to be decided first")
	// ErrInvitation: an invitation that can't be accepted like that. Always an [*InvitationError].
	ErrInvitation = errors.New("the invitation can't be accepted")
	// ErrResourceChanged: the resource or the kind isn't as the form showed it. Always a [*ResourceChangedError] or a
	// [*KindChangedError].
	ErrResourceChanged = errors.New("the resource has changed")
	// ErrTwoSecrets: a key that is being rotated can't be rotated again yet. Always a [*TwoSecretsError].
	ErrTwoSecrets = errors.New("two secrets of the key work already")
	// ErrJobLost: the job isn't the caller's any more.
	ErrJobLost = errors.New("the job was taken by somebody else, or is done")
	// ErrNonceReused: a form was sent again with other contents.
	ErrNonceReused = errors.New("the form was sent before, with other contents")
	// ErrLinkDead: a one-time link that was used, replaced, has ended, or never was.
	ErrLinkDead = errors.New("the link no longer works")
	// ErrPasswordChanged: the password was changed after the one that came with a form was found to be right.
	ErrPasswordChanged = errors.New("the password was changed meanwhile")
	// ErrThrottled: too many passwords were wrong. Always a [*ThrottledError].
	ErrThrottled = errors.New("too many passwords were wrong")
	// ErrUnavailable: the database does not answer at the moment.
	ErrUnavailable = errors.New("the database is not available")
	// ErrOutcomeUnknown: the disk didn't say whether it has the change, which is there or isn't. It is also an ErrUnavailable.
	ErrOutcomeUnknown = errors.New("nobody knows whether the change happened")
)

// InvalidError says which field of the input is wrong, what is wrong, and what is accepted. Problem and
// Accepted are English sentences that serve as keys of a catalogue; Args fill Problem's verbs. None
// of it repeats what was sent: a secret typed into the wrong field must not come back.
type InvalidError struct {
	Field, Problem, Accepted string
	Args                     []any
}

// Error is for logs and tests; people get the words of the page.
func (e *InvalidError) Error() string {
	return fmt.Sprintf("%s %s: accepted is %s", e.Field, fmt.Sprintf(e.Problem, e.Args...), e.Accepted)
}

// Is matches [ErrInvalid].
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

// ProblemTaken is the Problem of a name that another one of its kind has, after folding.
const ProblemTaken = "is the name of another key"

// ForbiddenError names the permission that the actor lacks.
type ForbiddenError struct {
	Permission string
	Group      GroupRef // the group that the actor would have to belong to; zero: no group matters
}

// Error is for logs and tests.
func (e *ForbiddenError) Error() string { return "forbidden: needs " + e.Permission }

// Is matches [ErrForbidden].
func (e *ForbiddenError) Is(target error) bool { return target == ErrForbidden }

// DeletedError tells of a key that is gone, to those who could see it while it was there.
type DeletedError struct {
	Name string
	By   string // who deleted it, as they were called then; empty for those who may not learn it
	At   time.Time
}

// Error is for logs and tests.
func (e *DeletedError) Error() string { return "not found: deleted by " + e.By }

// Is matches [ErrNotFound].
func (e *DeletedError) Is(target error) bool { return target == ErrNotFound }

// PlanChangedError carries the plan as it is now; nothing was done.
type PlanChangedError struct{ Plan Plan }

// Error is for logs and tests.
func (e *PlanChangedError) Error() string { return ErrPlanChanged.Error() }

// Is matches [ErrPlanChanged].
func (e *PlanChangedError) Is(target error) bool { return target == ErrPlanChanged }

// GroupPlanChangedError carries the plan as it is now; nothing was done.
type GroupPlanChangedError struct{ Plan GroupPlan }

// Error is for logs and tests.
func (e *GroupPlanChangedError) Error() string { return ErrGroupPlanChanged.Error() }

// Is matches [ErrGroupPlanChanged].
func (e *GroupPlanChangedError) Is(target error) bool { return target == ErrGroupPlanChanged }

// BulkPlanChangedError carries the plan as it is now; nothing was done.
type BulkPlanChangedError struct{ Plan BulkPlan }

// Error is for logs and tests.
func (e *BulkPlanChangedError) Error() string { return ErrBulkPlanChanged.Error() }

// Is matches [ErrBulkPlanChanged].
func (e *BulkPlanChangedError) Is(target error) bool { return target == ErrBulkPlanChanged }

// KeyChangedError tells of a key that somebody changed since the form about it was opened; nothing was done.
type KeyChangedError struct {
	Key  Key   // as it is now
	Last Event // what was done to it last; zero if nothing is known
}

// Error is for logs and tests.
func (e *KeyChangedError) Error() string { return ErrKeyChanged.Error() }

// Is matches [ErrKeyChanged].
func (e *KeyChangedError) Is(target error) bool { return target == ErrKeyChanged }
