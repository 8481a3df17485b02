package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
)

func firstStart() url.Values {
	return url.Values{
		"organization": {"Meridian  Survey"}, "zone": {"Europe/Paris"}, "role_words": {"editor"}, "name": {"Ada Moreau"},
		"email": {"Ada@Meridian.example"}, "password": {goodPassword},
	}
}

func TestSetUp(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil)
	link := p.link(store.LinkSetUp, "")
	c := p.visitor()
	c.wantRedirect(c.get("/"), "/sign-in")
	for range 2 { // looking doesn't use it up
		c.want(c.get(link), http.StatusOK, "Set up Chatelaine")
	}
	wrong := firstStart()
	wrong.Set("organization", "")
	wrong.Set("email", "ada")
	wrong.Set("zone", "Local")
	got := c.want(c.post(link, wrong), http.StatusUnprocessableEntity, "Nothing was set up yet.", "Check 3 fields:",
		"Organization name is missing.", "Your e-mail address isn't an e-mail address.", "Time zone is not a time zone.")
	shown := formTo(t, got.body, link).values
	if shown.Get("name") != "Ada Moreau" || shown.Get("email") != "ada" || shown.Get("role_words") != "editor" || shown.Get("password") != "" || strings.Contains(got.body, goodPassword) {
		t.Errorf("the form came back with %v", shown)
	}
	for password, says := range map[string]string{
		"": "Password is missing.", "short": "Password has 5 characters, fewer than 15.", "meridian survey 1": "Password is built from words",
	} {
		weak := firstStart()
		weak.Set("password", password)
		c.want(c.post(link, weak), http.StatusUnprocessableEntity, says)
	}
	c.wantRedirect(c.post(link, firstStart()), "/")
	c.wantRedirect(c.get("/"), "/o/meridian-survey/keys")
	c.want(c.get("/o/meridian-survey/keys"), http.StatusOK, "Meridian Survey", "No keys yet.", "Add key")
	if n := len(p.happened(store.OrganizationCreated)); n != 1 {
		t.Errorf("%d organizations were made", n)
	}
	form := signInForm("ada@meridian.example")
	later := p.visitor()
	later.wantRedirect(later.post("/sign-in", form), "/")
	for _, dead := range []string{link, p.link(store.LinkSetUp, "")} { // nor where an account exists
		c.want(c.get(dead), http.StatusGone, "This link no longer works.")
		c.want(c.post(dead, firstStart()), http.StatusGone)
	}
}

func TestLinksDie(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		purpose store.LinkPurpose
		says    string
		form    url.Values
	}{
		"set-up":  {store.LinkSetUp, "Set up Chatelaine", firstStart()},
		"sign-in": {store.LinkSignIn, "This link signs you in as Bo Moreau (bo@north.example).", nil},
		"reset":   {store.LinkReset, "Choose a new password For Bo Moreau (bo@north.example).", url.Values{"password": {"nine white storks on a roof"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			organizations, email := []organization{north}, north.email("bo")
			if tt.purpose == store.LinkSetUp {
				organizations, email = nil, ""
			}
			p := newPortal(t, nil, organizations...)
			c := p.visitor()
			replaced := p.link(tt.purpose, email)
			ended := p.link(tt.purpose, email)
			p.clock.advance(tt.purpose.Lifetime() - time.Second)
			c.want(c.get(ended), http.StatusOK, tt.says)
			p.clock.advance(time.Second)
			wrong := strings.TrimRight(ended, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
			for state, link := range map[string]string{"replaced": replaced, "ended": ended, "made up": wrong + strings.Repeat("A", 43), "empty": wrong, "another's": "/reset" + ended[strings.LastIndex(ended, "/"):] + "x"} {
				for method, got := range map[string]answer{"GET": c.get(link), "POST": c.post(link, tt.form)} {
					if got.status != http.StatusGone {
						t.Errorf("%s of a link that is %s: %d", method, state, got.status)
					}
				}
			}
			p.clock.set(start)
			link := p.link(tt.purpose, email)
			for range 3 {
				c.want(c.get(link), http.StatusOK, tt.says)
				c.send(http.MethodHead, link, nil)
			}
			if got := c.post(link, tt.form); got.status != http.StatusSeeOther || strings.Contains(got.header.Get("Location"), link) {
				t.Fatalf("using the link: %d to %q\n%s", got.status, got.header.Get("Location"), got.words(t))
			}
			c.want(c.get(link), http.StatusGone)
			c.want(c.post(link, tt.form), http.StatusGone)
		})
	}
}

func TestLinkWorksOnce(t *testing.T) {
	t.Parallel()
	p := twins(t)
	link := p.link(store.LinkSignIn, north.email("bo"))
	clients := make([]*client, 20)
	var sent sync.WaitGroup
	for i := range clients {
		clients[i] = p.visitor()
		sent.Go(func() { clients[i].post(link, nil) })
	}
	sent.Wait()
	living := 0
	for _, c := range clients {
		if len(c.cookies) > 0 && c.lives() {
			living++
		}
	}
	if n := len(p.happened(store.SignedIn)); living != 1 || n != 1 {
		t.Errorf("a link signed %d of 20 in, with %d events", living, n)
	}
}

func TestReset(t *testing.T) {
	t.Parallel()
	p := twins(t)
	first, second, other := p.signIn(north, "bo"), p.signIn(north, "bo"), p.signIn(north, "bea")
	link := p.link(store.LinkReset, north.email("bo"))
	c := p.visitor()
	for _, weak := range []string{"", "short", "bo@north.example", "organization north 12", strings.Repeat("a", 257)} {
		got := c.want(c.post(link, url.Values{"password": {weak}}), http.StatusUnprocessableEntity, "The password was not changed.")
		if weak != "" && formTo(t, got.body, link).values.Get("password") != "" {
			t.Errorf("the form holds the password")
		}
	}
	if !first.lives() {
		t.Fatalf("a refused reset ended a session")
	}
	c.wantRedirect(c.post(link, url.Values{"password": {"nine white storks on a roof"}, "email": {south.email("bo")}}), "/sign-in?after=reset")
	c.want(c.get("/sign-in?after=reset"), http.StatusOK, "The password is set. Sign in with it.")
	if first.lives() || second.lives() || !other.lives() {
		t.Errorf("after the reset the account's sessions live: %v, %v; another's: %v", first.lives(), second.lives(), other.lives())
	}
	form := signInForm(north.email("bo"))
	c.want(c.post("/sign-in", form), http.StatusUnauthorized)
	form.Set("password", "nine white storks on a roof")
	c.wantRedirect(c.post("/sign-in", form), "/")
	twin := signInForm(south.email("bo")) // the field doesn't choose the account
	c.wantRedirect(p.visitor().post("/sign-in", twin), "/")
}
