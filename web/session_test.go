package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web"
)

// lives tells whether the browser is signed in.
func (c *client) lives() bool {
	c.Helper()
	return c.again().get(north.keys()).status == http.StatusOK
}

func TestSignInGivesANewSession(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.visitor()
	c.cookies["chatelaine"] = strings.Repeat("A", 43) // planted
	c.post("/sign-in", signInForm(north.email("ada")))
	first := c.cookies["chatelaine"]
	if first == strings.Repeat("A", 43) || len(first) != 43 || !c.lives() {
		t.Fatalf("the session after a planted cookie is %q", first)
	}
	old := c.again()
	c.post("/sign-in", signInForm(north.email("ada")))
	if c.cookies["chatelaine"] == first || !c.lives() {
		t.Errorf("signing in again kept the session")
	}
	if old.lives() {
		t.Errorf("the session that was replaced is alive")
	}
	if strings.Contains(p.dump(), first) {
		t.Errorf("the database holds the cookie")
	}
}

func TestReplacedCookieOpensNothing(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	token := c.cookies["chatelaine"]
	for name, forged := range map[string]string{
		"empty": "", "made up": strings.Repeat("B", 43), "shorter": token[:42], "longer": token + "A", "other case": strings.ToLower(token),
	} {
		c.cookies["chatelaine"] = forged
		if c.lives() {
			t.Errorf("a cookie that is %s is a session", name)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	p := twins(t)
	for name, tt := range map[string]struct {
		step  time.Duration
		times int
		lives bool
	}{
		"just before it was idle":    {store.SessionIdle - time.Second, 1, true},
		"idle":                       {store.SessionIdle, 1, false},
		"used, just before its end":  {20 * time.Minute, 35, true},
		"used, at its end":           {20 * time.Minute, 36, false},
		"used, long after its start": {20 * time.Minute, 40, false},
	} {
		p.clock.set(start)
		c := p.signIn(north, "ada")
		for range tt.times - 1 {
			p.clock.advance(tt.step)
			c.get(north.keys())
		}
		p.clock.advance(tt.step)
		if got := c.lives(); got != tt.lives {
			t.Errorf("%s: the session lives: %v", name, got)
		}
		if !tt.lives {
			p.clock.set(start)
			if c.lives() {
				t.Errorf("%s: setting the clock back revives it", name)
			}
		}
	}
}

func TestSignOutEndsTheSession(t *testing.T) {
	t.Parallel()
	p := twins(t)
	first, second := p.signIn(north, "ada"), p.signIn(north, "ada")
	tab := first.again()
	got := first.post("/sign-out", nil)
	first.wantRedirect(got, "/sign-in?after=sign-out")
	if got.header.Get("Clear-Site-Data") != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data is %q", got.header.Get("Clear-Site-Data"))
	}
	if _, kept := first.cookies["chatelaine"]; kept || tab.lives() {
		t.Errorf("the browser that signed out has its session still")
	}
	if !second.lives() {
		t.Errorf("another browser lost its session")
	}
	first.want(first.get("/sign-in?after=sign-out"), http.StatusOK, "You are signed out.")
	first.wantRedirect(first.post("/sign-out", nil), "/sign-in?after=sign-out")
	out := p.happened(store.SignedOut)
	if len(out) != 1 || out[0].Request.ID == "" || out[0].Request.Address != "127.0.0.1" || out[0].Request.Session == "" {
		t.Errorf("the events of signing out are %+v", out)
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	plain := twins(t)
	got := plain.visitor().post("/sign-in", signInForm(north.email("ada")))
	token, attributes, _ := strings.Cut(got.header.Get("Set-Cookie"), ";")
	if !strings.HasPrefix(token, "chatelaine=") || attributes != " Path=/; HttpOnly; SameSite=Lax" {
		t.Errorf("over http the cookie is %s with %q", token, attributes)
	}
	secure := newPortal(t, func(c *web.Config) { c.URL, c.Secure = "https://keys.example.org", true }, north)
	atHome := func(r *http.Request) {
		r.Host = "keys.example.org"
		r.Header.Set("Origin", "https://keys.example.org")
	}
	c := secure.visitor()
	got = c.post("/sign-in", signInForm(north.email("ada")), atHome)
	token, attributes, _ = strings.Cut(got.header.Get("Set-Cookie"), ";")
	if !strings.HasPrefix(token, "__Host-chatelaine=") || attributes != " Path=/; HttpOnly; Secure; SameSite=Lax" {
		t.Errorf("over https the cookie is %s with %q", token, attributes)
	}
	c.want(c.get(north.keys(), atHome), http.StatusOK)
	c.cookies = map[string]string{"chatelaine": c.cookies["__Host-chatelaine"]}
	if got := c.get(north.keys(), atHome); got.status != http.StatusSeeOther {
		t.Errorf("over https the cookie of plain http is a session: %d", got.status)
	}
}

func TestWhatNeedsASessionLeadsToSignIn(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.visitor()
	page := north.keys("?rows=50")
	next := "/sign-in?next=" + url.QueryEscape(page)
	c.wantRedirect(c.get(page), next)
	unsent := "/sign-in?after=unsent" // a form can't be sent again after signing in
	c.wantRedirect(c.post(north.keys(), nil), unsent)
	c.want(c.get(unsent), http.StatusOK, "You were signed out before this was sent: nothing was changed.")
	for to, got := range map[string]answer{
		next: c.get(north.at(keyFree), partly(page)),
		unsent + "&next=" + url.QueryEscape(page): c.post(north.at(keyFree, "/delete"), nil, partly(page)),
	} {
		if got.status != http.StatusUnauthorized || got.header.Get("HX-Redirect") != to || got.body != "" {
			t.Errorf("a part is answered %d, HX-Redirect %q, want %q:\n%s", got.status, got.header.Get("HX-Redirect"), to, got.body)
		}
	}
	c.want(c.get(next), http.StatusOK, "Sign in to go on.")
	form := formTo(t, c.get(next).body, "/sign-in").values
	form.Set("email", north.email("ada"))
	form.Set("password", goodPassword)
	c.wantRedirect(c.post("/sign-in", form), page)
	c.wantRedirect(c.get(next), page) // signed in already
}

// meanwhile lets something happen between a look at an account's credentials and what is done with them.
type meanwhile struct {
	store.Store
	happens *func()
}

func (m meanwhile) Credentials(ctx context.Context, email string) (store.Credentials, error) {
	found, err := m.Store.Credentials(ctx, email)
	(*m.happens)()
	return found, err
}

func TestSignInThatIsOvertakenByAResetFails(t *testing.T) {
	t.Parallel()
	happens := func() {}
	p := newPortal(t, func(c *web.Config) { c.Store = meanwhile{c.Store, &happens} }, north)
	link := p.link(store.LinkReset, north.email("bo"))
	happens = func() {
		reset := p.visitor()
		reset.wantRedirect(reset.post(link, url.Values{"password": {"nine white storks on a roof"}}), "/sign-in?after=reset")
	}
	c := p.visitor()
	c.want(c.post("/sign-in", signInForm(north.email("bo"))), http.StatusUnauthorized, "E-mail address or password not recognised.")
	if len(c.cookies) > 0 {
		t.Errorf("the old password gave the cookies %v", c.cookies)
	}
}

// places are what may and may not follow a sign-in.
var places = map[string]string{
	"/o/north/keys":          "/o/north/keys",
	"/o/north/keys?rows=50":  "/o/north/keys?rows=50",
	"/o/north/keys#fragment": "/o/north/keys",
	"/":                      "/",
	"":                       "/",
	"//evil.example":         "/",
	"///evil.example":        "/",
	"/\\evil.example":        "/",
	"\\\\evil.example":       "/",
	"/\t/evil.example":       "/",
	"/\n/evil.example":       "/",
	"\t//evil.example":       "/",
	" //evil.example":        "/",
	"https://evil.example/":  "/",
	"https:/evil.example":    "/",
	"https:evil.example":     "/",
	"javascript:alert(1)":    "/",
	"data:text/html,x":       "/",
	"evil.example":           "/",
	"http://127.0.0.1/o":     "/",
	"@evil.example":          "/",
	"/sign-out":              "/",
	"/sign-in":               "/",
	"/sign-in/token":         "/",
	"/reset/token":           "/",
	"/set-up/token":          "/",
	"/theme":                 "/",
	"/keyboard":              "/",
	"/%zz":                   "/",
	"/\x00":                  "/",
	"/\xff":                  "/%FF",
	"/sign-outs":             "/sign-outs",
}

func TestNothingForeignFollowsASignIn(t *testing.T) {
	t.Parallel()
	p := twins(t)
	signedIn := p.signIn(north, "abe")
	for next, want := range places {
		form := signInForm(north.email("ada"))
		form.Set("next", next)
		c := p.visitor()
		c.wantRedirect(c.post("/sign-in", form), want)
		signedIn.wantRedirect(signedIn.get("/sign-in?next="+url.QueryEscape(next)), want)
		signedIn.wantRedirect(signedIn.post("/theme", url.Values{"theme": {"dark"}, "back": {next}}), want)
		shown := formTo(t, c.portal.visitor().get("/sign-in?next="+url.QueryEscape(next)).body, "/sign-in")
		if got := shown.values.Get("next"); got != want {
			t.Errorf("for next=%q the form holds %q", next, got)
		}
		part := p.visitor().get(north.keys(), partly(""), with("HX-Current-URL", "http://"+p.host+strings.Map(header, next)))
		if to := part.header.Get("HX-Redirect"); !strings.HasPrefix(to, "/sign-in") {
			t.Errorf("for a part of %q htmx is led to %q", next, to)
		}
	}
}

// header leaves out what a header can't hold.
func header(r rune) rune {
	if r < ' ' {
		return -1
	}
	return r
}

func TestWrongCredentialsAreNotToldApart(t *testing.T) {
	t.Parallel()
	p := twins(t)
	var bodies []string
	for _, email := range []string{north.email("ada"), "nobody@north.example", north.email("fay"), "", "not an address"} {
		form := signInForm(email)
		form.Set("password", "seven grey otters in the snow")
		c := p.visitor()
		got := c.want(c.post("/sign-in", form), http.StatusUnauthorized, "E-mail address or password not recognised.")
		if len(c.cookies) > 0 {
			t.Errorf("a failed sign-in sets cookies: %v", c.cookies)
		}
		if strings.Contains(got.body, "otters") {
			t.Errorf("the answer repeats the password")
		}
		if email == "" { // the cursor stands in the other field then
			continue
		}
		got.body = strings.ReplaceAll(got.body, email, "EMAIL")
		bodies = append(bodies, neutral(t, got))
	}
	for _, body := range bodies[1:] {
		if body != bodies[0] {
			t.Errorf("two failed sign-ins differ:\n%s\n%s", bodies[0], body)
		}
	}
	c := p.visitor()
	spelled := signInForm("  ADA@North.example ")
	c.wantRedirect(c.post("/sign-in", spelled), "/")
}
