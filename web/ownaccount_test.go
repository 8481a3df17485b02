package web_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web"
)

func TestOwnNameChangesEverywhere(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	page := c.want(c.get("/account?from=north"), http.StatusOK, "Your account", "ada@north.example", "This one")
	form := formTo(t, page.body, "/account/name").values
	form.Set("name", "  Adélaïde  Moreau ")
	c.wantRedirect(c.post("/account/name", form), "/account?from=north&done=name")
	c.want(c.get("/account?from=north&done=name"), http.StatusOK, "Your name is changed.", "Adélaïde Moreau")
	c.want(c.get(north.at(keyFree)), http.StatusOK, "Adélaïde Moreau")
	for action, org := range map[store.Action]bool{store.AccountRenamed: false, store.MemberRenamed: true} {
		events := p.happened(action)
		if len(events) != 1 || (events[0].Org != 0) != org || store.Value(events[0].After, "name") != "Adélaïde Moreau" || events[0].Request.Session == "" {
			t.Errorf("the events %s are %+v", action, events)
		}
	}

	part := c.want(c.post("/account/name", url.Values{"name": {"Ada Moreau"}, "from": {"north"}}, partly("/account")), http.StatusOK, "Your name is changed.")
	if doc := parse(t, part.body); byID(doc, "own-name") == nil || byID(doc, "main") != nil || !strings.Contains(part.body, "Ada Moreau") {
		t.Error("htmx gets no section with the name")
	}
	wrong := c.want(c.post("/account/name", url.Values{"name": {"a\u202eb"}, "from": {"north"}}, partly("/account")), http.StatusUnprocessableEntity, "The name was not changed.")
	if doc := parse(t, wrong.body); attribute(byID(doc, "name"), "aria-invalid") != "true" || byID(doc, "main") != nil {
		t.Error("htmx doesn't get the section with what is wrong")
	}
}

func TestOwnEmailNeedsThePassword(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c, link := p.signIn(north, "ada"), p.link(store.LinkReset, north.email("ada"))
	form := url.Values{"email": {"adelaide@north.example"}, "present": {"seven grey otters in the snow"}}
	got := c.want(c.post("/account/email", form), http.StatusUnprocessableEntity, "The address was not changed.", "This is not your present password.")
	doc := parse(t, got.body)
	if attribute(byID(doc, "email"), "value") != "adelaide@north.example" || attribute(byID(doc, "email-present"), "value") != "" || strings.Contains(got.body, "otters") {
		t.Error("the form keeps the password, or not the address")
	}
	form.Set("present", goodPassword)
	for email, says := range map[string]string{
		"abe@north.example": "Your e-mail address can’t be used here.", "ABE@north.example ": "Your e-mail address can’t be used here.",
		"ada": "Your e-mail address isn't an e-mail address.", "": "Your e-mail address is missing.",
	} {
		form.Set("email", email)
		if got := c.post("/account/email", form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.words(t), says) {
			t.Errorf("%q: %d, not %q", email, got.status, says)
		}
	}
	form.Set("email", " Adelaide@North.example")
	c.wantRedirect(c.post("/account/email", form), "/account?done=email")
	c.want(c.get(link), http.StatusGone)
	elsewhere := p.visitor()
	elsewhere.want(elsewhere.post("/sign-in", signInForm(north.email("ada"))), http.StatusUnauthorized)
	elsewhere.wantRedirect(elsewhere.post("/sign-in", signInForm("adelaide@north.example")), "/")
}

func TestOwnPassword(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c, elsewhere := p.signIn(north, "ada"), p.signIn(north, "ada")
	const fresh = "nine white storks on a roof"
	for says, form := range map[string]url.Values{
		"This is not your present password.": {"present": {"seven grey otters in the snow"}, "password": {fresh}},
		"New password has 5 characters":      {"present": {goodPassword}, "password": {"short"}},
		"New password is missing.":           {"present": {goodPassword}, "password": {""}},
		"New password is the present one.":   {"present": {goodPassword}, "password": {goodPassword}},
		"New password is built from":         {"present": {goodPassword}, "password": {"organization north"}},
	} {
		got := c.want(c.post("/account/password", form), http.StatusUnprocessableEntity, "The password was not changed.", says)
		for _, secret := range []string{goodPassword, fresh, "otters"} {
			if strings.Contains(got.body, secret) {
				t.Errorf("%s: the answer repeats a password", says)
			}
		}
	}
	if !elsewhere.lives() {
		t.Error("a change that was refused ended a session")
	}
	cookie := c.cookies["chatelaine"]
	c.wantRedirect(c.post("/account/password", url.Values{"present": {goodPassword}, "password": {fresh}, "from": {"north"}}), "/account?from=north&done=password")
	old := p.visitor()
	old.cookies["chatelaine"] = cookie
	if !c.lives() || elsewhere.lives() || old.lives() || c.cookies["chatelaine"] == cookie {
		t.Errorf("the cookie from before lives: %t; here the session lives: %t, elsewhere: %t", old.lives(), c.lives(), elsewhere.lives())
	}
	after := p.visitor()
	after.want(after.post("/sign-in", signInForm(north.email("ada"))), http.StatusUnauthorized)
	form := signInForm(north.email("ada"))
	form.Set("password", fresh)
	after.wantRedirect(after.post("/sign-in", form), "/")
	if strings.Contains(p.log.String(), fresh) || strings.Contains(p.dump(), fresh) {
		t.Error("a password is in the log or in the database")
	}
}

func TestGuessesOfOnesOwnPasswordHaveToWait(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(c *web.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }, north)
	c, elsewhere := p.signIn(north, "ada"), p.signIn(north, "ada")
	email := url.Values{"email": {"adelaide@north.example"}, "present": {"seven grey otters in the snow"}}
	password := url.Values{"present": {"seven grey otters in the snow"}, "password": {"nine white storks on a roof"}}
	for range 3 {
		c.want(c.post("/account/email", email), http.StatusUnprocessableEntity)
	}
	for range 2 {
		c.want(c.post("/account/password", password), http.StatusUnprocessableEntity)
	}
	email.Set("present", goodPassword)
	got := c.want(c.post("/account/email", email), http.StatusTooManyRequests, "Too many passwords were wrong. Try again in 1 second.")
	if got.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
	}
	elsewhere.wantRedirect(elsewhere.post("/account/email", email), "/account?done=email") // another session isn't locked out
}

// An address that is free and one that isn't count alike, and what was tried before doesn't matter.
func TestAddressesCantBeTriedWithoutEnd(t *testing.T) {
	t.Parallel()
	p := proxied(t, north)
	c := p.signIn(north, "ada")
	try := func(i int, email string) answer {
		return c.post("/account/email", url.Values{"email": {email}, "present": {goodPassword}}, with("X-Forwarded-For", fmt.Sprintf("192.0.2.%d", i)))
	}
	for i := range store.FreeGuesses {
		email := []string{north.email("abe"), fmt.Sprintf("free%d@north.example", i)}[i%2]
		if got := try(i, email); got.status != []int{http.StatusUnprocessableEntity, http.StatusSeeOther}[i%2] {
			t.Errorf("%s: %d", email, got.status)
		}
	}
	for _, email := range []string{north.email("abe"), "free@north.example"} {
		got := c.want(try(100, email), http.StatusTooManyRequests, "You tried too many addresses. Try again in 1 second.")
		if got.header.Get("Retry-After") != "1" {
			t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
		}
	}
	c.wantRedirect(try(101, "free3@north.example"), "/account?done=email") // it is the present one
	p.clock.advance(time.Second)
	c.wantRedirect(try(102, "free@north.example"), "/account?done=email")
	c.wantRedirect(c.post("/account/password", url.Values{"present": {goodPassword}, "password": {"nine white storks on a roof"}}), "/account?done=password")
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	phone, tablet := p.signInWith(north, "ada", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"), p.signIn(north, "ada")
	page := c.want(c.get("/account"), http.StatusOK, "Safari on iPhone", "A browser", "127.0.0.0/24", "Signed in at 10:00, last seen at 10:00", "Sign out everywhere else")
	if strings.Contains(p.dump(), "Version/18.0") {
		t.Error("the whole User-Agent is kept")
	}
	var ends []url.Values
	for _, f := range forms(parse(t, page.body)) {
		if f.action == "/account/sessions/end" {
			ends = append(ends, f.values)
		}
	}
	if len(ends) != 2 {
		t.Fatalf("%d sessions can be ended, want the two others", len(ends))
	}
	c.wantRedirect(c.post("/account/sessions/end", ends[1]), "/account?from=north&done=sessions") // the older one
	if phone.lives() || !tablet.lives() || !c.lives() {
		t.Errorf("the phone lives: %t, the tablet: %t, this one: %t", phone.lives(), tablet.lives(), c.lives())
	}
	c.want(c.post("/account/sessions/end-others", url.Values{"from": {"north"}}, partly("/account")), http.StatusOK, "You are signed out in 1 other browser.")
	if tablet.lives() || !c.lives() {
		t.Errorf("the tablet lives: %t, this one: %t", tablet.lives(), c.lives())
	}
	other := p.signIn(north, "bo")
	page = other.get("/account")
	other.wantRedirect(other.post("/account/sessions/end", ends[0]), "/account?from=north&done=session-gone") // somebody else's
	other.want(other.get("/account?done=session-gone"), http.StatusOK, "That session had ended already.")
	other.want(other.post("/account/sessions/end", ends[0], partly("/account")), http.StatusOK, "That session had ended already.")
	if !c.lives() || strings.Contains(page.words(t), "Sign out everywhere else") {
		t.Error("somebody else ended a session, or can end others that aren't there")
	}
	if events := p.happened(store.SessionEnded); len(events) != 2 {
		t.Errorf("the events are %+v", events)
	}
}

// signInWith is signIn with a browser that says what it is.
func (p *portal) signInWith(o organization, name, userAgent string) *client {
	p.Helper()
	c := p.visitor()
	c.wantRedirect(c.post("/sign-in", signInForm(o.email(name)), with("User-Agent", userAgent)), "/")
	return c
}

func TestPreferencesAreSaved(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c, elsewhere := p.signIn(north, "ada"), p.signIn(north, "ada")
	c.wantRedirect(c.post("/account/preferences", url.Values{"language": {"en"}, "theme": {"dark"}, "from": {"north"}}), "/account?from=north&done=preferences")
	for _, browser := range []*client{c, elsewhere} {
		if got := browser.looks(north.keys()); got != [2]string{"dark", "off"} {
			t.Errorf("the page looks %q", got)
		}
	}
	c.want(c.post("/account/preferences", url.Values{"language": {"xx"}}), http.StatusUnprocessableEntity)
}

func TestTheAccountIsSeenFromAnOrganization(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	for _, from := range []string{"", "?from=north", "?from=south", "?from=nowhere", "?from=" + url.QueryEscape("../x")} {
		got := c.want(c.get("/account"+from), http.StatusOK, "Organization north")
		for _, f := range forms(parse(t, got.body)) {
			if v, there := f.values["from"]; there && v[0] != "north" {
				t.Errorf("%s: a form leads to %q", from, v)
			}
		}
	}
	fay := p.signIn(north, "fay") // left
	fay.want(fay.get("/account"), http.StatusOK, "Your account", "You belong to no organization.")
	fay.wantRedirect(fay.post("/account/name", url.Values{"name": {"Fay M."}}), "/account?done=name")
	fay.want(fay.post("/account/name", url.Values{"name": {"Fay N."}}, partly("/account")), http.StatusOK, "Your name is changed.")
}

func TestLeaving(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ask := func(who string) (*client, answer, url.Values) {
		c := p.signIn(north, who)
		got := c.want(c.get("/account/leave/north?from=north"), http.StatusOK, "Leave Organization north?")
		for _, f := range forms(parse(t, got.body)) {
			if f.action == "/account/leave/north" {
				return c, got, f.values
			}
		}
		t.Fatalf("there is no form:\n%s", got.words(t))
		return nil, answer{}, nil
	}
	dee, got, form := ask("dee")
	dee.want(got, http.StatusOK, "keys that you created stay")
	dee.wantRedirect(dee.post("/account/leave/north", form), "/account?done=left")
	dee.want(dee.get("/account?done=left"), http.StatusOK, "You have left the organization.", "You belong to no organization.")
	dee.want(dee.get(north.keys()), http.StatusNotFound)
	dee.want(dee.post("/account/leave/north", form), http.StatusNotFound)

	bo, got, form := ask("bo")
	bo.want(got, http.StatusOK, "You own")
	if strings.Contains(got.words(t), "keys that you created") || byID(parse(t, got.body), "leave-now") != nil {
		t.Error("who owns resources can leave")
	}
	bo.want(bo.post("/account/leave/north", form), http.StatusConflict)

	ada, _, form := ask("ada")
	if err := p.assignRole(north, "ada", "abe", store.RoleUser); err != nil {
		t.Fatalf("demote: %v", err)
	}
	ada.want(ada.post("/account/leave/north", form), http.StatusUnprocessableEntity, "You are its only administrator.")
	ada.want(ada.get("/account"), http.StatusOK, "You are its only administrator.")
	ada.want(ada.get("/account/leave/south"), http.StatusNotFound)
	ada.want(ada.get(north.keys()), http.StatusOK)
}
