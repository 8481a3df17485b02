package fault_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/web/fault"
	"chatelaine/web/password"
)

// statuses are all errors that can be tested for, with what they are answered with.
var statuses = map[string]struct {
	err    error
	status int
	code   string
}{
	"store.ErrNotFound":            {store.ErrNotFound, 404, "not_found"},
	"store.ErrForbidden":           {store.ErrForbidden, 403, "forbidden"},
	"store.ErrInvalid":             {store.ErrInvalid, 422, "invalid"},
	"store.ErrPlanChanged":         {store.ErrPlanChanged, 409, "plan_changed"},
	"store.ErrGroupChanged":        {store.ErrGroupChanged, 409, "group_changed"},
	"store.ErrGroupPlanChanged":    {store.ErrGroupPlanChanged, 409, "group_plan_changed"},
	"store.ErrBulkPlanChanged":     {store.ErrBulkPlanChanged, 409, "bulk_plan_changed"},
	"store.ErrSettingsChanged":     {store.ErrSettingsChanged, 409, "settings_changed"},
	"store.ErrSettingsPlanChanged": {store.ErrSettingsPlanChanged, 409, "settings_plan_changed"},
	"store.ErrUndoOver":            {store.ErrUndoOver, 409, "undo_over"},
	"store.ErrFreezing":            {store.ErrFreezing, 429, "choosing_keys"},
	"store.ErrBulkBegun":           {store.ErrBulkBegun, 409, "work_begun"},
	"store.ErrMemberChanged":       {store.ErrMemberChanged, 409, "member_changed"},
	"store.ErrNeedsPlan":           {store.ErrNeedsPlan, 409, "needs_plan"},
	"store.ErrInvitation":          {store.ErrInvitation, 409, "invitation"},
	"store.ErrKeyChanged":          {store.ErrKeyChanged, 409, "key_changed"},
	"store.ErrResourceChanged":     {store.ErrResourceChanged, 409, "resource_changed"},
	"store.ErrTwoSecrets":          {store.ErrTwoSecrets, 409, "two_secrets"},
	"store.ErrJobLost":             {store.ErrJobLost, 500, "internal"}, // of no request
	"of two secrets":               {&store.TwoSecretsError{}, 409, "two_secrets"},
	"store.ErrNonceReused":         {store.ErrNonceReused, 422, "form_reused"},
	"store.ErrLinkDead":            {store.ErrLinkDead, 410, "link_dead"},
	"store.ErrOutcomeUnknown":      {fmt.Errorf("%w: %w", store.ErrOutcomeUnknown, store.ErrUnavailable), 503, "outcome_unknown"},
	"store.ErrUnavailable":         {store.ErrUnavailable, 503, "unavailable"},
	"password.ErrBusy":             {password.ErrBusy, 503, "busy"},
	"password.ErrEncoded":          {password.ErrEncoded, 500, "internal"}, // ours: what is stored is damaged
	"fault.ErrNoSession":           {fault.ErrNoSession, 401, "no_session"},
	"fault.ErrOrigin":              {fault.ErrOrigin, 403, "other_origin"},
	"fault.ErrHost":                {fault.ErrHost, 421, "other_host"},
	"fault.ErrTooLarge":            {fault.ErrTooLarge, 413, "too_large"},
	"fault.ErrURLTooLong":          {fault.ErrURLTooLong, 414, "url_too_long"},
	"fault.ErrBadForm":             {fault.ErrBadForm, 400, "bad_form"},
	"fault.ErrBadType":             {fault.ErrBadType, 415, "unsupported_type"},
	"fault.ErrNoMethod":            {fault.ErrNoMethod, 405, "method_not_allowed"},
	"fault.ErrFormExpired":         {fault.ErrFormExpired, 422, "form_expired"},
	"fault.ErrOneAtATime":          {fault.ErrOneAtATime, 429, "one_at_a_time"},
	"context.Canceled":             {context.Canceled, 499, "client_gone"},
	"of the store, typed":          {&store.DeletedError{Name: "x", By: "y"}, 404, "not_found"},
	"of a permission":              {&store.ForbiddenError{Permission: "keys:create"}, 403, "forbidden"},
	"of a field":                   {&store.InvalidError{Field: "name"}, 422, "invalid"},
	"of a plan":                    {&store.PlanChangedError{}, 409, "plan_changed"},
	"unexpected":                   {errors.New("no such table: keys"), 500, "internal"},

	"store.ErrThrottled":       {store.ErrThrottled, 429, "throttled"},
	"store.ErrPasswordChanged": {store.ErrPasswordChanged, 409, "password_changed"},
	"fault.ErrTooManyKeys":     {fault.ErrTooManyKeys, 429, "too_many_keys"},
	"of too many guesses":      {&store.ThrottledError{}, 429, "throttled"},
}

func TestErrorsHaveStatuses(t *testing.T) {
	t.Parallel()
	for name, tt := range statuses {
		for how, err := range map[string]error{
			"":                     tt.err,
			", wrapped":            fmt.Errorf("look at key x: %w", tt.err),
			", joined to another":  errors.Join(tt.err, errors.New("close the rows")),
			", wrapped a few more": fmt.Errorf("a: %w", fmt.Errorf("b: %w", fmt.Errorf("c: %w", tt.err))),
		} {
			got := fault.Of(err)
			if got.Status != tt.status || got.Code != tt.code {
				t.Errorf("%s%s: %d %s, want %d %s", name, how, got.Status, got.Code, tt.status, tt.code)
			}
			if got.Ours() != (tt.status >= 500) || (got.RetryAfter > 0) != (tt.status == 503 || tt.status == 429) {
				t.Errorf("%s: ours %v, retry after %d", name, got.Ours(), got.RetryAfter)
			}
		}
	}
}

// Words are keys of the catalogue and get no arguments; what they say repeats nothing.
func TestWordsAreSentences(t *testing.T) {
	t.Parallel()
	codes := map[string]string{}
	for name, tt := range statuses {
		got := fault.Of(tt.err)
		for _, sentence := range []string{got.Title, got.Words} {
			if sentence == "" || strings.Contains(sentence, "%") || !strings.HasSuffix(sentence, ".") || sentence != strings.TrimSpace(sentence) {
				t.Errorf("%s says %q", name, sentence)
			}
		}
		if other, taken := codes[got.Code]; taken && other != got.Title {
			t.Errorf("%q and %q have the code %s", got.Title, other, got.Code)
		}
		codes[got.Code] = got.Title
	}
}

func TestEverySentinelHasARow(t *testing.T) {
	t.Parallel()
	for prefix, dir := range map[string]string{"store": "../../store", "password": "../password", "fault": "."} {
		for _, name := range sentinels(t, dir) {
			if _, known := statuses[prefix+"."+name]; !known {
				t.Errorf("%s.%s has no row", prefix, name)
			}
		}
	}
}

// sentinels are the exported errors that a package declares.
func sentinels(t *testing.T, dir string) []string {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("find the files of %s: %v", dir, errors.Join(err, fs.ErrNotExist))
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatalf("parse %s: %v", path, err)
		}
		for _, declared := range file.Decls {
			for _, name := range variables(declared) {
				if strings.HasPrefix(name, "Err") {
					names[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func variables(declared ast.Decl) (names []string) {
	general, ok := declared.(*ast.GenDecl)
	if !ok || general.Tok != token.VAR {
		return nil
	}
	for _, spec := range general.Specs {
		for _, name := range spec.(*ast.ValueSpec).Names {
			names = append(names, name.Name)
		}
	}
	return names
}

func TestField(t *testing.T) {
	t.Parallel()
	say := func(_ context.Context, sentence string, args ...any) string { return fmt.Sprintf(sentence, args...) }
	label := func(field string) string { return map[string]string{"name": "Your name"}[field] }
	err := fmt.Errorf("make an account: %w", &store.InvalidError{Field: "name", Problem: "has %d characters, more than %d", Args: []any{101, 100}, Accepted: "1 to 100 letters"})
	field, words, ok := fault.Field(t.Context(), err, label, say)
	if field != "name" || words != "Your name has 101 characters, more than 100. Accepted: 1 to 100 letters." || !ok {
		t.Errorf("an invalid name says %q of %q, %v", words, field, ok)
	}
	for _, err := range []error{store.ErrInvalid, store.ErrNotFound, nil} {
		if _, words, ok := fault.Field(t.Context(), err, label, say); ok || words != "" {
			t.Errorf("%v is about a field: %q", err, words)
		}
	}
}
