package gate

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

// verdict is what a program is told about a key. All but Valid and Code is empty unless the key is known and of the
// organization.
type verdict struct {
	Valid        bool       `json:"valid"`
	Code         string     `json:"code"` // valid, or the reason why not
	Reference    string     `json:"reference,omitempty"`
	RetryAfter   int        `json:"retry_after,omitempty"` // seconds
	Lacks        any        `json:"lacks,omitempty"`       // the role, or the first of the needs, that the key doesn't have
	Organization string     `json:"organization"`
	KeyID        string     `json:"key_id,omitempty"`
	KeyName      string     `json:"key_name,omitempty"`
	Role         string     `json:"role,omitempty"`
	Groups       []string   `json:"groups,omitempty"` // ids
	Permissions  []string   `json:"permissions,omitempty"`
	Truncated    bool       `json:"truncated,omitempty"` // there are too many permissions to list
	Expires      *time.Time `json:"expires,omitempty"`   // the first instant at which it opens nothing
}

// verifyKeys answers POST /v1/verify.
func (g *Gate) verifyKeys(w http.ResponseWriter, r *http.Request) {
	if !posted(w, r, "application/json") {
		return
	}
	c, ok := g.program(w, r, bearerToken(r.Header))
	if !ok {
		return
	}
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	var q question
	if err := decodeStrictly(body, &q); err != nil {
		writeProblem(w, http.StatusBadRequest, "bad_json")
		return
	}
	for _, one := range append([]question{q}, q.Batch...) {
		if one.Organization != "" && one.Organization != c.Organization {
			writeProblem(w, http.StatusForbidden, "organization")
			return
		}
	}
	list, batch, fault := q.each(c, g.Now())
	if fault != nil {
		writeFault(w, *fault)
		return
	}
	verdicts, err := g.judgeAll(r.Context(), list)
	switch {
	case errors.As(err, &fault):
		writeFault(w, *fault)
	case err != nil:
		g.Log.Error("a program's question can't be answered", "error", err)
		writeProblem(w, http.StatusServiceUnavailable, "unavailable")
	case batch:
		writeJSON(w, http.StatusOK, struct {
			Results []verdict `json:"results"`
		}{verdicts})
	default:
		writeJSON(w, http.StatusOK, verdicts[0])
	}
}

// writeFault says what of a question can't be meant.
func writeFault(w http.ResponseWriter, fault questionError) {
	writeJSON(w, http.StatusUnprocessableEntity, struct {
		Code   string          `json:"code"`
		Errors []questionError `json:"errors"`
	}{"invalid", []questionError{fault}})
}

// Error is for logs and tests.
func (e *questionError) Error() string { return e.Pointer + ": " + e.Code }

// judgeAll judges all before anything counts, so that a question that can't be meant leaves no trace.
// Errors: [questionError]; what the index and the store give.
func (g *Gate) judgeAll(ctx context.Context, list []asked) ([]verdict, error) {
	answers := make([]verify.Answer, len(list))
	lacks := make([]any, len(list))
	for i := range list {
		var err error
		if answers[i], lacks[i], err = g.judge(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	verdicts := make([]verdict, len(list))
	for i := range list {
		verdicts[i] = g.settle(&list[i], &answers[i])
		if !verdicts[i].Valid {
			verdicts[i].Lacks = lacks[i]
		}
	}
	return verdicts, nil
}

// judge gives the verdict, without limits, and what the key lacks.
func (g *Gate) judge(ctx context.Context, a *asked) (answer verify.Answer, lacks any, err error) {
	answer, err = g.Index.Check(&a.Question)
	if errors.Is(err, verify.ErrNoPermission) {
		at := slices.IndexFunc(a.needs, func(n need) bool { return n.permission == answer.Lacks })
		return answer, nil, &questionError{a.pointers[at], "unknown_permission", "permissions of the organization's catalogue, such as layers:read"}
	}
	if err != nil {
		return answer, nil, err
	}
	switch answer.Verdict {
	case verify.InsufficientRole:
		return answer, a.Role.String(), nil
	case verify.InsufficientPermission:
		at := slices.IndexFunc(a.needs, func(n need) bool { return n.permission == answer.Lacks })
		return answer, a.needs[at], nil
	case verify.Valid:
		lacks, err = g.judgeResources(ctx, a, &answer)
	}
	return answer, lacks, err
}

// judgeResources asks whether ownership or an access entry covers each resource; role and groups give the action already.
func (g *Gate) judgeResources(ctx context.Context, a *asked, answer *verify.Answer) (lacks any, err error) {
	names := a.resources()
	if len(names) == 0 {
		return nil, nil
	}
	access := make([]store.Access, len(names))
	if g.Resources != nil {
		if access, err = g.Resources.KeyAccess(ctx, answer.Org, answer.Key, names); err != nil {
			return nil, err
		}
	}
	i := 0
	for _, n := range a.needs {
		if n.resource == nil {
			continue
		}
		if !access[i].Includes(n.resource.Access) {
			answer.Verdict, answer.Lacks = verify.InsufficientPermission, n.permission
			return n, nil
		}
		i++
	}
	return nil, nil
}

// settle counts a verdict, has it recorded, and puts it into words.
func (g *Gate) settle(a *asked, answer *verify.Answer) verdict {
	var quota Quota
	if g.Limiter != nil && answer.Verdict == verify.Valid {
		if quota = g.Limiter.Pass(answer, a.At); quota.Wait > 0 {
			answer.Verdict = verify.RateLimited
		}
	}
	v := verdict{Valid: answer.Verdict == verify.Valid, Code: answer.Verdict.String(), Organization: a.Organization}
	if quota.Wait > 0 {
		v.RetryAfter = wholeSeconds(quota.Wait)
	}
	v.tell(answer)
	use := Use{Organization: a.Organization, Answer: *answer, Role: a.Role, Address: a.Address, UserAgent: a.userAgent, At: a.At}
	if !v.Valid {
		reference, err := newReference(g.Rand)
		if err != nil { // then it can't be asked about
			g.Log.Error("no reference for a refusal", "error", err)
		}
		use.Reference, v.Reference = reference, reference
	}
	if g.Recorder != nil {
		g.Recorder.Record(use)
	}
	g.access(&use, quota.Wait)
	return v
}

// tell says what is known of the key.
func (v *verdict) tell(answer *verify.Answer) {
	if answer.Key == "" {
		return
	}
	v.KeyID, v.KeyName, v.Role = string(answer.Key), answer.Name, answer.Role.String()
	v.Groups, v.Permissions, v.Truncated = list(answer.Groups), list(answer.Permissions), answer.Truncated
	if !answer.Expires.IsZero() {
		v.Expires = &answer.Expires
	}
}

// list is what stands between commas.
func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
