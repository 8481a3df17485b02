package web_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"chatelaine/store"
)

// ownMatrix is about the account of whoever asks. Forms with a password stay empty, so that it stays as it is for the
// rows after them.
var ownMatrix = []route{
	{"GET", "/account", none, [8]int{200, 200, 200, 200, 200, 200, 200, 303}},
	{"POST", "/account/name", ownNameForm, [8]int{303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/account/email", none, [8]int{422, 422, 422, 422, 422, 422, 422, 303}},
	{"POST", "/account/password", none, [8]int{422, 422, 422, 422, 422, 422, 422, 303}},
	{"POST", "/account/preferences", none, [8]int{303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/account/sessions/end", none, [8]int{303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/account/sessions/end-others", none, [8]int{303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/account/leave/:organization", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"POST", "/account/leave/:organization", none, [8]int{409, 409, 409, 409, 409, 404, 404, 303}}, // by no plan
}

func ownNameForm(*client, organization) url.Values { return url.Values{"name": {"Another Name"}} }

var ownSheets = map[string]sheet{
	"POST /account/name": {openOwn("/account/name", ownNameForm(nil, north)), 303, map[string]field{
		"name": {accepts: isName, refused: 422, kept: keptOwnName}, "from": {accepts: anything},
	}},
	"POST /account/email": {openOwn("/account/email", url.Values{"email": {"another@north.example"}, "present": {goodPassword}}), 303, map[string]field{
		"email": {refused: 422}, "present": {refused: 422}, "from": {accepts: anything},
	}},
	"POST /account/password": {openOwn("/account/password", url.Values{"present": {goodPassword}, "password": {"nine white storks on a roof"}}), 303, map[string]field{
		"present": {refused: 422}, "password": {accepts: isPassword, refused: 422}, "email": {accepts: anything}, "from": {accepts: anything},
	}},
	"POST /account/preferences": {openAs("ada", "/account/preferences", url.Values{"language": {"fr"}, "theme": {"dark"}, "shortcuts": {"on"}}), 303, map[string]field{
		"language": {accepts: isEmpty, refused: 422}, "theme": {accepts: isEmpty, refused: 422}, "shortcuts": {accepts: anything}, "from": {accepts: anything},
	}},
	"POST /account/sessions/end":        {openAs("ada", "/account/sessions/end", url.Values{"session": {"gone"}}), 303, map[string]field{"session": {accepts: anything}, "from": {accepts: anything}}},
	"POST /account/sessions/end-others": {openAs("ada", "/account/sessions/end-others", nil), 303, map[string]field{"from": {accepts: anything}}},
	"POST /account/leave/:organization": {openLeave, 303, map[string]field{"plan": {refused: 409}, "from": {accepts: anything}}},
}

// openOwn opens a form about ada's account, each time with what the account was at first.
func openOwn(path string, valid url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		p := newPortal(t, nil, north)
		return func() (*client, string, url.Values) {
			p.clock.advance(store.MaxGuessing)
			p.restoreAda()
			return p.signIn(north, "ada"), path, clone(valid)
		}
	}
}

// restoreAda gives ada the name, the address and the password that she had at first.
func (p *portal) restoreAda() {
	p.Helper()
	hash, err := goodHash()
	by := store.Call{Actor: store.Actor{Kind: store.ActorMember, ID: north.account("ada").Principal()}, At: p.clock.now()}
	for _, email := range []string{north.email("ada"), "another@north.example"} {
		found, unknown := p.store.Credentials(p.Context(), email)
		if unknown != nil {
			continue
		}
		err = errors.Join(err,
			p.store.RenameAccount(p.Context(), by, "Ada Moreau"),
			p.store.ChangePassword(p.Context(), by, store.NewPassword{Checked: found.PasswordHash, Hash: hash}),
			p.store.ChangeEmail(p.Context(), by, north.email("ada"), hash))
	}
	if err != nil {
		p.Fatalf("restore ada's account: %v", err)
	}
}

func openLeave(t *testing.T) func() (*client, string, url.Values) {
	return func() (*client, string, url.Values) {
		c := newPortal(t, nil, north).signIn(north, "dan")
		return c, "/account/leave/north", formTo(t, c.get("/account/leave/north").body, "/account/leave/north").values
	}
}

func keptOwnName(c *client, value string) {
	want, _ := store.CleanName("name", value)
	page := parse(c, c.want(c.get("/account"), http.StatusOK).body)
	if got := attribute(byID(page, "name"), "value"); got != want {
		c.Errorf("the name %q is kept as %q", value, got)
	}
}
