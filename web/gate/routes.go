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
	if rest, ok := strings.CutPrefix(path, forwardAuth); ok {
		g.authorize(w, r, rest)
		return
	}
	if handle, ok := g.routes[path]; ok {
		guard(w)
		handle(w, r)
		return
	}
	writeProblem(w, http.StatusNotFound, "not_found")
}

// always are headers that all answers have.
var always = [...]struct{ name, value string }{
	{"Cache-Control", "no-store"},
	{"X-Content-Type-Options", "nosniff"},
	{"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"},
}

// alwaysText is how they are written.
var alwaysText = func() (text string) {
	for _, h := range always {
		text += h.name + ": " + h.value + "\r\n"
	}
	return text
}()

// guard sets the headers that all answers have.
func guard(w http.ResponseWriter) {
	for _, h := range always {
		w.Header()[h.name] = []string{h.value}
	}
}

// jsonType is a value of Content-Type. Nobody changes it.
var jsonType = []string{"application/json"}

// writeProblem answers with a status and a code.
func writeProblem(w http.ResponseWriter, status int, code string) {
	guard(w)
	w.Header()["Content-Type"] = jsonType
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"code":"` + code + `"}` + "\n")) // the client is gone
}
