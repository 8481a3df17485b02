package gate

import "net/http"

// health says that the process answers.
func (g *Gate) health(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = jsonType
	_, _ = w.Write([]byte(`{"status":"ok"}` + "\n")) // the client is gone
}

// readiness says whether keys can be judged, and whether changes of them can be made: without its store a gate goes on
// from memory.
func (g *Gate) readiness(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = jsonType
	body := `{"ready":true,"store":"reachable"}`
	switch {
	case !g.Index.Ready():
		w.WriteHeader(http.StatusServiceUnavailable)
		body = `{"ready":false}`
	case g.Reachable != nil && !g.Reachable():
		body = `{"ready":true,"store":"unreachable"}`
	}
	_, _ = w.Write([]byte(body + "\n")) // the client is gone
}
