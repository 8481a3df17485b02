package gate

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"chatelaine/verify"
)

// authorize answers forward-auth, with the part of the path behind /auth/.
func (g *Gate) authorize(w http.ResponseWriter, r *http.Request, path string) {
	if r.ContentLength != 0 { // never read: it may never come
		w.Header()["Connection"] = closing
	}
	p, err := parsePolicy(path)
	if err != nil {
		g.misconfigured(w, path, err)
		return
	}
	if g.Guarded && !g.admits(r, p.organization) {
		writeProblem(w, http.StatusForbidden, "gate_credential")
		return
	}
	q := verify.Question{Organization: p.organization, Role: p.role, Needs: p.needs, Address: g.client(r), At: g.Now()}
	q.Presented, q.Malformed = presented(r.Header, g.QueryHeader)
	answer, err := g.Index.Check(&q)
	switch {
	case errors.Is(err, verify.ErrNotLoaded), errors.Is(err, verify.ErrDoubtful):
		writeProblem(w, http.StatusServiceUnavailable, "unavailable")
	case err != nil:
		g.misconfigured(w, path, err, slog.String("permission", string(answer.Lacks)))
	default:
		g.answer(w, r, &q, &answer)
	}
}

// closing makes a connection end with its answer.
var closing = []string{"close"}

// misconfigured says which path of the proxy's configuration is wrong, and opens nothing.
func (g *Gate) misconfigured(w http.ResponseWriter, path string, err error, attrs ...any) {
	configured, _, _ := strings.Cut(path, "/-/") // what follows is the client's
	if g.wrong.due(configured, g.Now()) {
		g.Log.Error("the proxy's configuration can't be followed", append(attrs, "path", forwardAuth+configured, "error", err)...)
	}
	writeProblem(w, http.StatusServiceUnavailable, "misconfigured")
}

// admits tells whether the request carries a gate credential of the organization.
func (g *Gate) admits(r *http.Request, organization string) bool {
	values := r.Header["X-Chatelaine-Gate"]
	if len(values) != 1 {
		return false
	}
	c, err := g.Index.Credential(values[0])
	if err != nil || c.Organization != organization {
		return false
	}
	g.uses.note(c, g.Now())
	return true
}

// answer tells the verdict, after the limits, and has it recorded.
func (g *Gate) answer(w http.ResponseWriter, r *http.Request, q *verify.Question, a *verify.Answer) {
	var quota Quota
	if g.Limiter != nil {
		switch {
		case a.Verdict == verify.Valid:
			if quota = g.Limiter.Pass(a, q.At); quota.Wait > 0 {
				a.Verdict = verify.RateLimited
			}
		case !a.Verdict.Living():
			quota.Wait = g.Limiter.Fail(q.Address, cmp.Or(a.Key, a.Presented), q.At)
		}
	}
	use := Use{Organization: q.Organization, Answer: *a, Role: q.Role, Address: q.Address, UserAgent: r.UserAgent(), At: q.At}
	if a.Verdict == verify.Missing {
		use.Answer.Flaw = missed(r.Header)
	}
	to := replyTo(w, r)
	quota.write(&to)
	if a.Verdict == verify.Valid {
		identify(&to, q, a)
		to.end(http.StatusOK)
	} else {
		use.Reference = g.refuse(&to, q, a, quota.Wait)
	}
	if g.Recorder != nil {
		g.Recorder.Record(use)
	}
	g.access(&use, quota.Wait)
}

// refuse answers with a status, a reference and nothing else that says why.
func (g *Gate) refuse(to *reply, q *verify.Question, a *verify.Answer, wait time.Duration) (reference string) {
	status, code := http.StatusUnauthorized, "unauthorized"
	switch {
	case wait > 0:
		status, code = http.StatusTooManyRequests, "too_many_requests"
	case a.Verdict.Living():
		status, code = http.StatusForbidden, "forbidden"
	default:
		to.set("Www-Authenticate", `Bearer realm="`, q.Organization, `"`)
	}
	reference, err := newReference(g.Rand)
	if err != nil { // then it can't be asked about, which is no reason to let anybody in
		g.Log.Error("no reference for a refusal", "error", err)
	}
	to.set("X-Chatelaine-Ref", reference)
	to.endJSON(status, `{"code":"`, code, `","reference":"`, reference, `"}`, "\n")
	return reference
}
