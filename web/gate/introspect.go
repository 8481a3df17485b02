package gate

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"chatelaine/verify"
)

// introspection is what RFC 7662 § 2.2 says of a token. Of one that isn't active nothing else is said.
type introspection struct {
	Active       bool   `json:"active"`
	Scope        string `json:"scope,omitempty"`     // permissions with spaces between them
	ClientID     string `json:"client_id,omitempty"` // the key's id
	Subject      string `json:"sub,omitempty"`       // likewise
	TokenType    string `json:"token_type,omitempty"`
	Expires      int64  `json:"exp,omitempty"` // seconds since 1970
	Issuer       string `json:"iss,omitempty"`
	Organization string `json:"organization,omitempty"`
	Name         string `json:"name,omitempty"`
	Role         string `json:"role,omitempty"`
	Groups       string `json:"groups,omitempty"`    // ids with spaces between them
	Truncated    bool   `json:"truncated,omitempty"` // there are too many permissions for scope
}

// introspect answers POST /v1/introspect. The body is a form, and the token a key.
func (g *Gate) introspect(w http.ResponseWriter, r *http.Request) {
	if !posted(w, r, "application/x-www-form-urlencoded") {
		return
	}
	text, client := clientToken(r.Header)
	c, ok := g.program(w, r, text)
	if !ok {
		return
	}
	if client != "" && client != c.Organization {
		writeOAuth(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form["token"]) != 1 || form["token"][0] == "" || len(form["token_type_hint"]) > 1 {
		writeOAuth(w, http.StatusBadRequest, "invalid_request")
		return
	}
	a := asked{Question: verify.Question{Presented: form["token"][0], Organization: c.Organization, At: g.Now()}}
	answer, _, err := g.judge(r.Context(), &a)
	if err != nil {
		g.Log.Error("a token can't be introspected", "error", err)
		writeOAuth(w, http.StatusServiceUnavailable, "temporarily_unavailable")
		return
	}
	v := g.settle(&a, &answer)
	if v.RetryAfter > 0 {
		w.Header()["Retry-After"] = []string{strconv.Itoa(v.RetryAfter)}
		writeOAuth(w, http.StatusTooManyRequests, "slow_down")
		return
	}
	writeJSON(w, http.StatusOK, g.introspected(r, v))
}

// introspected is a verdict as RFC 7662 has it.
func (g *Gate) introspected(r *http.Request, v verdict) introspection {
	if !v.Valid {
		return introspection{}
	}
	in := introspection{
		Active: true, Scope: strings.Join(v.Permissions, " "), ClientID: v.KeyID, Subject: v.KeyID, TokenType: "Bearer",
		Organization: v.Organization, Name: v.KeyName, Role: v.Role, Groups: strings.Join(v.Groups, " "), Truncated: v.Truncated,
	}
	if v.Expires != nil {
		in.Expires = v.Expires.Unix()
	}
	in.Issuer, _ = g.issuer(r)
	return in
}

// clientToken is the gate credential of a request: as a bearer token, or as the secret of a client that is called by the
// short name of the organization, which is how most clients of RFC 7662 authenticate. client is that name.
func clientToken(header http.Header) (text, client string) {
	r := http.Request{Header: header}
	id, secret, ok := r.BasicAuth()
	if !ok || len(header[headerAuthorization]) != 1 {
		return bearerToken(header), ""
	}
	id, err1 := url.QueryUnescape(id) // RFC 6749 § 2.3.1
	secret, err2 := url.QueryUnescape(secret)
	if errors.Join(err1, err2) != nil || id == "" {
		return "", ""
	}
	return secret, id
}

// writeOAuth answers with an error as RFC 6749 § 5.2 has it.
func writeOAuth(w http.ResponseWriter, status int, code string) {
	if status == http.StatusUnauthorized {
		w.Header()["Www-Authenticate"] = []string{`Bearer realm="chatelaine gate"`}
	}
	writeJSON(w, status, struct {
		Error string `json:"error"`
	}{code})
}
