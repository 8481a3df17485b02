// Package fault is the one place where an error becomes a status and words: the table below for whole
// answers, [Field] for what stands beside a field of a form.
package fault

import (
	"context"
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/web/password"
)

// Fault is an error as the outside learns of it. Words and Title are English sentences, keys of the
// views' catalogue.
type Fault struct {
	Status     int
	Code       string // stable: programs branch on it
	Title      string
	Words      string
	RetryAfter int // seconds; 0: no such header
}

// Ours tells whether the fault is not the caller's: such an error is logged with its text.
func (f Fault) Ours() bool { return f.Status >= http.StatusInternalServerError }

// Refusals of the portal itself, before any store is asked.
var (
	ErrNoSession   = errors.New("not signed in")
	ErrOrigin      = errors.New("the request came from another site")
	ErrHost        = errors.New("the host name is not one of this portal's")
	ErrTooLarge    = errors.New("the request is too large")
	ErrURLTooLong  = errors.New("the address is too long")
	ErrBadForm     = errors.New("the form can't be read")
	ErrBadType     = errors.New("the content type is not a form's")
	ErrNoMethod    = errors.New("the method is not allowed here")
	ErrFormExpired = errors.New("the form was open for too long")
	ErrTooManyKeys = errors.New("too many secrets are being made")
	ErrOneAtATime  = errors.New("the session is at it already")
)

// table is read from the top; the first match wins. What isn't in it is ours: 500, its text to the log only.
var table = []struct {
	err   error
	fault Fault
}{
	{store.ErrInvalid, Fault{Status: http.StatusUnprocessableEntity, Code: "invalid", Title: "That can’t be accepted.", Words: "Something that was sent breaks a rule. Nothing was changed."}},
	{store.ErrNonceReused, Fault{Status: http.StatusUnprocessableEntity, Code: "form_reused", Title: "This form was sent before.", Words: "It was sent with other contents, and what it made then exists. Nothing more was made. Open the form again to make another."}},
	{ErrFormExpired, Fault{Status: http.StatusUnprocessableEntity, Code: "form_expired", Title: "This form was open for too long.", Words: "Nothing was made. Open the form again."}},
	{store.ErrPlanChanged, Fault{Status: http.StatusConflict, Code: "plan_changed", Title: "Something changed.", Words: "Nothing was deleted. Look at the plan again."}},
	{store.ErrGroupPlanChanged, Fault{Status: http.StatusConflict, Code: "group_plan_changed", Title: "The group was changed meanwhile.", Words: "Nothing was changed by you. Look at the group as it is now, and try again."}},
	{store.ErrGroupChanged, Fault{Status: http.StatusConflict, Code: "group_changed", Title: "The group was changed meanwhile.", Words: "Nothing was changed by you. Look at the group as it is now, and try again."}},
	{store.ErrBulkPlanChanged, Fault{Status: http.StatusConflict, Code: "bulk_plan_changed", Title: "Something changed.", Words: "Nothing was changed by you. Look at the plan again."}},
	{store.ErrSettingsChanged, Fault{Status: http.StatusConflict, Code: "settings_changed", Title: "The settings were changed meanwhile.", Words: "Nothing was changed by you. Look at the settings as they are now, and try again."}},
	{store.ErrSettingsPlanChanged, Fault{Status: http.StatusConflict, Code: "settings_plan_changed", Title: "Something changed.", Words: "Nothing was changed by you. Look at what the settings would do again."}},
	{store.ErrUndoOver, Fault{Status: http.StatusConflict, Code: "undo_over", Title: "It is too late to undo that.", Words: "What was done to many keys can be undone for 30 seconds, once. The keys are as they are."}},
	{store.ErrBulkBegun, Fault{Status: http.StatusConflict, Code: "work_begun", Title: "Something else was begun already.", Words: "What was begun first is done to these keys. Nothing more was begun. Choose the keys again to do something else."}},
	{store.ErrKeyChanged, Fault{Status: http.StatusConflict, Code: "key_changed", Title: "The key was changed meanwhile.", Words: "Nothing was changed by you. Look at the key as it is now, and try again."}},
	{store.ErrMemberChanged, Fault{Status: http.StatusConflict, Code: "member_changed", Title: "The member was changed meanwhile.", Words: "Nothing was changed by you. Look at the member as they are now, and try again."}},
	{store.ErrNeedsPlan, Fault{Status: http.StatusConflict, Code: "needs_plan", Title: "They own something.", Words: "Nothing was changed. Decide first what becomes of the resources that they own."}},
	{store.ErrResourceChanged, Fault{Status: http.StatusConflict, Code: "resource_changed", Title: "Somebody changed it meanwhile.", Words: "Nothing was changed by you. Look at it as it is now, and try again."}},
	{store.ErrTwoSecrets, Fault{Status: http.StatusConflict, Code: "two_secrets", Title: "Two secrets of this key work already.", Words: "No other one was made. End the older one first, or undo the last rotation."}},
	{store.ErrThrottled, Fault{Status: http.StatusTooManyRequests, Code: "throttled", Title: "Too many passwords were wrong.", Words: "Wait some minutes, and try again. Whoever is signed in already isn’t affected.", RetryAfter: 600}},
	{store.ErrPasswordChanged, Fault{Status: http.StatusConflict, Code: "password_changed", Title: "Your password was changed meanwhile.", Words: "Nothing else was changed. Open the page again, and try with the new password."}},
	{store.ErrLinkDead, Fault{Status: http.StatusGone, Code: "link_dead", Title: "This link no longer works.", Words: "It was used, replaced by a newer one, or its time is over. Ask the operator of this portal for another."}},
	{store.ErrInvitation, Fault{Status: http.StatusConflict, Code: "invitation", Title: "This invitation can’t be accepted like that.", Words: "Nothing was changed. Open its link again to see why."}},
	{store.ErrNotFound, Fault{Status: http.StatusNotFound, Code: "not_found", Title: "This page does not exist.", Words: "The key or page may have been deleted, or the address mistyped."}},
	{store.ErrForbidden, Fault{Status: http.StatusForbidden, Code: "forbidden", Title: "You may not do that here.", Words: "Your role in this organization does not allow it. An administrator can."}},
	{store.ErrOutcomeUnknown, Fault{Status: http.StatusServiceUnavailable, Code: "outcome_unknown", Title: "It isn’t known whether that was saved.", Words: "The disk didn’t confirm it. Open the page again to see how things are. Until that is certain, the gate lets nothing pass that it concerns.", RetryAfter: 5}},
	{store.ErrUnavailable, Fault{Status: http.StatusServiceUnavailable, Code: "unavailable", Title: "The data can’t be reached at the moment.", Words: "Keys in use are not affected. Try again in a few seconds; if it goes on, give your operator the reference below.", RetryAfter: 5}},
	{password.ErrBusy, Fault{Status: http.StatusServiceUnavailable, Code: "busy", Title: "Too many people are signing in at once.", Words: "Try again in a few seconds.", RetryAfter: 2}},
	{ErrNoSession, Fault{Status: http.StatusUnauthorized, Code: "no_session", Title: "You are not signed in.", Words: "Sign in and try again."}},
	{ErrOrigin, Fault{Status: http.StatusForbidden, Code: "other_origin", Title: "This request came from another site.", Words: "Nothing was changed. Open the page at this portal’s own address and try again there."}},
	{ErrHost, Fault{Status: http.StatusMisdirectedRequest, Code: "other_host", Title: "This is not the portal’s address.", Words: "Use the address that your operator gave you."}},
	{ErrTooLarge, Fault{Status: http.StatusRequestEntityTooLarge, Code: "too_large", Title: "That is too much at once.", Words: "A form may have 64 KiB and 100 fields. Nothing was changed."}},
	{ErrURLTooLong, Fault{Status: http.StatusRequestURITooLong, Code: "url_too_long", Title: "The address is too long.", Words: "An address may have 8 KiB."}},
	{ErrBadType, Fault{Status: http.StatusUnsupportedMediaType, Code: "unsupported_type", Title: "That can’t be read.", Words: "Forms are accepted, uncompressed. Nothing was changed."}},
	{ErrBadForm, Fault{Status: http.StatusBadRequest, Code: "bad_form", Title: "That can’t be read.", Words: "The form is damaged, or has a field twice. Nothing was changed."}},
	{ErrNoMethod, Fault{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Title: "That can’t be done here.", Words: "The address exists, but not for this kind of request."}},
	{ErrOneAtATime, Fault{Status: http.StatusTooManyRequests, Code: "one_at_a_time", Title: "An export is under way already.", Words: "Wait until its file is complete, or cancel it in your browser. Then try again.", RetryAfter: 5}},
	{ErrTooManyKeys, Fault{Status: http.StatusTooManyRequests, Code: "too_many_keys", Title: "Too many secrets are being made at once.", Words: "An organization can make 60 in a minute, and now and then 200 at once. No secret was made. Try again in some seconds.", RetryAfter: 1}},
	{store.ErrFreezing, Fault{Status: http.StatusTooManyRequests, Code: "choosing_keys", Title: "Many keys are being chosen already.", Words: "That is possible for one person at a time. Nothing was changed. Try again in a few seconds.", RetryAfter: 5}},
	{context.Canceled, Fault{Status: 499, Code: "client_gone", Title: "The connection was closed.", Words: "The browser went away before the answer."}},
}

// internal is what the outside learns of an error that nobody expected.
var internal = Fault{
	Status: http.StatusInternalServerError, Code: "internal", Title: "Something went wrong here.",
	Words: "It is not your doing. Keys in use are not affected. If it goes on, give your operator the reference below.",
}

// Of gives an error its status and words.
func Of(err error) Fault {
	for _, row := range table {
		if errors.Is(err, row.err) {
			return row.fault
		}
	}
	return internal
}
