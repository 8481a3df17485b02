package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/store/keystring"
)

var gateMatrix = []route{
	{"GET", "/o/:organization/settings/gate", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/settings/gate", gateForm, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/settings/gate/new", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/settings/gate/:credential/confirm", stored, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/settings/gate/:credential/revoke", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/settings/gate/:credential/revoke", none, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},
}

var gateSheets = map[string]sheet{
	"POST /o/:organization/settings/gate": {openGateForm, 200, map[string]field{
		"nonce": {refused: 422}, "name": {accepts: isName, refused: 422, kept: keptCredential},
	}},
	"POST /o/:organization/settings/gate/:credential/confirm": {openCredential("/confirm", url.Values{"stored": {"yes"}}), 303, map[string]field{
		"stored": {refused: 422},
	}},
	"POST /o/:organization/settings/gate/:credential/revoke": {openCredential("/revoke", nil), 303, nil},
}

func (o organization) gate(below ...string) string {
	return o.settings(append([]string{"/gate"}, below...)...)
}

// gateForm is as good as the actor can make it: who doesn't get the form has no nonce.
func gateForm(c *client, o organization) url.Values {
	values := url.Values{"name": {fmt.Sprint("Tile server ", len(c.portal.happened("")))}}
	if got := c.get(o.gate("/new")); got.status == http.StatusOK {
		values.Set("nonce", formTo(c, got.body, o.gate()).values.Get("nonce"))
	}
	return values
}

// credentialIn is the id of a gate credential of an organization; it makes one if there is none.
func (p *portal) credentialIn(o organization) store.GateCredentialID {
	p.Helper()
	list, err := p.store.GateCredentials(p.Context(), p.actor(o, "ada"))
	if err != nil || len(list) == 0 {
		return store.GateCredentialID(id("no credential"))
	}
	return list[0].ID
}

// haveCredential sees to it that an organization has a gate credential.
func (p *portal) haveCredential(o organization) {
	p.Helper()
	if p.credentialIn(o) != store.GateCredentialID(id("no credential")) {
		return
	}
	label := fmt.Sprint(o.slug, "credential", len(p.happened("")))
	_, err := p.store.MakeGateCredential(p.Context(), p.as(o, "ada"), store.NewGateCredential{
		ID: store.GateCredentialID(id(label)), Name: "Tile server",
		Secret: store.NewSecret{Digest: store.Digest([]byte(id(label) + strings.Repeat("d", 20))), Prefix: "chgate", Tail: "0abc"},
	})
	if err != nil {
		p.Fatalf("make a gate credential: %v", err)
	}
}

func openGateForm(t *testing.T) func() (*client, string, url.Values) {
	c, n := twins(t).signIn(north, "ada"), 0
	return func() (*client, string, url.Values) {
		if n++; n%10 == 0 { // there can't be any number of them
			list, _ := c.store.GateCredentials(c.Context(), c.actor(north, "ada"))
			for _, g := range list {
				c.post(north.gate("/", string(g.ID), "/revoke"), nil)
			}
		}
		form := gateForm(c, north)
		form.Set("name", fmt.Sprint("Proxy ", n))
		return c, north.gate(), form
	}
}

func openCredential(below string, form url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		c := twins(t).signIn(north, "ada")
		return func() (*client, string, url.Values) {
			c.portal.haveCredential(north)
			return c, north.gate("/", string(c.credentialIn(north)), below), clone(form)
		}
	}
}

func keptCredential(c *client, value string) {
	c.Helper()
	if got := c.get(north.gate()).words(c); !strings.Contains(got, strings.Join(strings.Fields(value), " ")) {
		c.Errorf("there is no credential called %q", value)
	}
}

var shownCredential = regexp.MustCompile(`chgate_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}`)

func TestGateCredentialIsShownOnce(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][]func(*http.Request){"page": nil, "part": {partly(north.gate())}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, after := twins(t), &witness{}
			ada := p.signIn(north, "ada")
			ada.want(ada.get(north.settings()), http.StatusOK, "Gate credentials")
			ada.want(ada.get(north.gate()), http.StatusOK, "There are no gate credentials yet.")
			form := gateForm(ada, north)
			form.Set("name", "Tile server")
			got := ada.want(ada.post(north.gate(), form, change...), http.StatusOK, "Store this credential now", "I have stored this credential")
			secret := shownCredential.FindString(got.body)
			key, err := keystring.Parse(secret)
			if err != nil || got.header.Get("Cache-Control") != "no-store" {
				t.Fatalf("shown is %q: %v; %v", secret, err, got.header)
			}
			at := north.gate("/", key.ID())
			after.hear(ada.want(ada.get(north.gate()), http.StatusOK, "Tile server", keystring.Abbreviated("chgate", key.ID(), key.Tail()), "Not confirmed", "Never used"))
			after.hear(ada.want(ada.post(north.gate(), form, change...), http.StatusOK, "Its secret can’t be shown again"))
			after.hear(ada.want(ada.post(at+"/confirm", url.Values{}, change...), http.StatusUnprocessableEntity))
			after.hear(ada.post(at+"/confirm", url.Values{"stored": {"yes"}}, change...))
			after.hear(ada.get(north.gate(), change...))
			form = gateForm(ada, north)
			form.Set("name", secret) // pasted into the wrong field
			after.hear(ada.want(ada.post(north.gate(), form, change...), http.StatusUnprocessableEntity))
			if strings.Contains(after.said.String()+p.log.String()+fmt.Sprintf("%+v", p.happened("")), key.Reveal()[20:40]) {
				t.Errorf("the secret is somewhere")
			}
			if n := len(p.happened(store.GateCredentialStored)); n != 1 {
				t.Errorf("%d events of the confirmation", n)
			}
		})
	}
}

func TestGateCredentialIsRevoked(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, abe := p.signIn(north, "ada"), p.signIn(north, "abe")
	p.haveCredential(north)
	revoke := north.gate("/", string(p.credentialIn(north)), "/revoke")
	before := p.dump()
	ada.want(ada.get(revoke), http.StatusOK, "Revoke “Tile server”?", "It was never used.", "from the moment that this is done", "This cannot be undone.")
	if p.dump() != before {
		t.Errorf("looking changed something")
	}
	got := ada.want(ada.post(revoke, nil, partly(north.gate())), http.StatusOK, "“Tile server” was revoked.")
	if got.header.Get("HX-Trigger") != "gate-changed" {
		t.Errorf("nothing tells the list: %v", got.header)
	}
	for _, got := range []answer{abe.post(revoke, nil), abe.get(revoke)} {
		abe.want(got, http.StatusConflict, "This credential was revoked already", "Ada Moreau revoked it at 10:00")
	}
	ada.want(ada.get("/o/north/audit"), http.StatusOK, "Ada Moreau revoked the gate credential “ Tile server ”")
	ada.want(ada.get(north.gate()), http.StatusOK, "There are no gate credentials yet.")
}

func TestGateCredentialsHaveNames(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	p.haveCredential(north)
	for name, says := range map[string]string{"": "Name is missing.", "tile  SERVER": "is the name of another gate credential"} {
		form := gateForm(ada, north)
		form.Set("name", name)
		got := ada.want(ada.post(north.gate(), form), http.StatusUnprocessableEntity, "The credential was not made.", says)
		again := formTo(t, got.body, north.gate()).values
		if again.Get("nonce") != form.Get("nonce") || again.Get("name") != name {
			t.Errorf("the form keeps %v", again)
		}
	}
}
