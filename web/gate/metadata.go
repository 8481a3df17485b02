package gate

import (
	"net/http"
	"net/netip"
	"strings"
)

// introspectPath is where RFC 7662 is spoken.
const introspectPath = "/v1/introspect"

// metadata are those of RFC 8414 § 2 that there is something to say about.
type metadata struct {
	Issuer        string   `json:"issuer"`
	Introspection string   `json:"introspection_endpoint"`
	AuthMethods   []string `json:"introspection_endpoint_auth_methods_supported"`
	ResponseTypes []string `json:"response_types_supported"` // there is no way to get a token here, and the list mustn't be empty
}

// describe answers GET /.well-known/oauth-authorization-server.
func (g *Gate) describe(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header()["Allow"] = []string{"GET, HEAD"}
		writeProblem(w, http.StatusMethodNotAllowed, "method_not_allowed")
		return
	}
	issuer, ok := g.issuer(r)
	if !ok {
		writeProblem(w, http.StatusBadRequest, "host")
		return
	}
	writeJSON(w, http.StatusOK, metadata{
		Issuer: issuer, Introspection: issuer + introspectPath, AuthMethods: []string{"Bearer", "client_secret_basic"}, ResponseTypes: []string{"none"},
	})
}

// issuer is the address by which whoever asks reached the gate: what a client compares is the address that it used (RFC 8414
// § 3.3). Behind a configured proxy that speaks https it begins so.
func (g *Gate) issuer(r *http.Request) (address string, ok bool) {
	host := r.Host
	if host == "" || strings.Trim(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") != "" {
		return "", false
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	proxied := err == nil && g.trusts(peer.Addr().Unmap())
	if r.TLS != nil || proxied && r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + host, true
	}
	return "http://" + host, true
}
