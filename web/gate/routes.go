package gate

import (
	"net/http"
	"strings"
)

// forwardAuth is what the paths of forward-auth begin with.
const forwardAuth = "/auth/"

// list is what the gate answers beside forward-auth, by its exact path.
func (g *Gate) list() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/healthz": g.health,
		"/readyz":  g.readiness,

		"/v1/verify":   g.verifyKeys,
		introspectPath: g.introspect,
		"/.well-known/oauth-authorization-server": g.describe,
		"/metrics": g.metrics.expose(),
	}
}

// ServeHTTP answers. Paths are taken as they were sent: nothing decodes or shortens them.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	header := w.Header()
	header["Cache-Control"] = noStore
	header["X-Content-Type-Options"] = noSniff
	header["Content-Security-Policy"] = noContent
	if rest, ok := strings.CutPrefix(path, forwardAuth); ok {
		g.authorize(w, r, rest)
		return
	}
	if handle, ok := g.routes[path]; ok {
		handle(w, r)
		return
	}
	writeProblem(w, http.StatusNotFound, "not_found")
}

// Values of headers that all answers share. Nobody changes them.
var (
	noStore   = []string{"no-store"}
	noSniff   = []string{"nosniff"}
	noContent = []string{"default-src 'none'; frame-ancestors 'none'; sandbox"}
	jsonType  = []string{"application/json"}
)

// writeProblem answers with a status and a code.
func writeProblem(w http.ResponseWriter, status int, code string) {
	w.Header()["Content-Type"] = jsonType
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"code":"` + code + `"}` + "\n")) // the client is gone
}
