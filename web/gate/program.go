package gate

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"chatelaine/verify"
)

// maxProgramBody is how many bytes a program's question has at most.
const maxProgramBody = 8 << 10

// program finds out which organization's keys a program may ask about, by the gate credential that it shows. Otherwise it
// answers, and ok is false.
func (g *Gate) program(w http.ResponseWriter, r *http.Request, text string) (c verify.Credential, ok bool) {
	c, err := g.Index.Credential(text)
	switch {
	case errors.Is(err, verify.ErrNotLoaded), errors.Is(err, verify.ErrDoubtful):
		writeProblem(w, http.StatusServiceUnavailable, "unavailable")
	case err != nil:
		status, code := http.StatusUnauthorized, "gate_credential"
		if g.Limiter != nil {
			if wait := g.Limiter.Fail(g.client(r), "", g.Now()); wait > 0 {
				status, code = http.StatusTooManyRequests, "too_many_requests"
				w.Header()["Retry-After"] = []string{strconv.Itoa(wholeSeconds(wait))}
			}
		}
		w.Header()["Www-Authenticate"] = []string{`Bearer realm="chatelaine gate"`}
		writeProblem(w, status, code)
	default:
		g.uses.note(c, g.Now())
		return c, true
	}
	return c, false
}

// wholeSeconds rounds up.
func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// bearerToken is what Authorization: Bearer carries, if nothing else does.
func bearerToken(header http.Header) string {
	values := header[headerAuthorization]
	if len(values) != 1 {
		return ""
	}
	return bearer(values[0])
}

// posted answers what isn't a POST of a kind of body; ok is false then.
func posted(w http.ResponseWriter, r *http.Request, kind string) (ok bool) {
	if r.Method != http.MethodPost {
		w.Header()["Allow"] = []string{http.MethodPost}
		writeProblem(w, http.StatusMethodNotAllowed, "method_not_allowed")
		return false
	}
	if !isKind(r.Header, kind) {
		writeProblem(w, http.StatusUnsupportedMediaType, "unsupported_media_type")
		return false
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxProgramBody)
	return true
}

// writeJSON answers with a value.
func writeJSON(w http.ResponseWriter, status int, value any) {
	text, err := json.Marshal(value)
	if err != nil { // none of the values has anything that can't be written
		writeProblem(w, http.StatusInternalServerError, "internal")
		return
	}
	w.Header()["Content-Type"] = jsonType
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // the client is gone
}
