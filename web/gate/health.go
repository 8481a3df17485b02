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
	said := struct {
		Ready   bool   `json:"ready"`
		Store   string `json:"store,omitempty"`
		Trouble string `json:"trouble,omitempty"`
	}{Ready: g.Index.Ready(), Store: "reachable"}
	if g.Trouble != nil {
		said.Trouble = g.Trouble()
	}
	if said.Trouble != "" {
		said.Store = "unreachable"
	}
	if !said.Ready {
		said.Store = ""
		writeJSON(w, http.StatusServiceUnavailable, said)
		return
	}
	writeJSON(w, http.StatusOK, said)
}
