package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/web"
)

// theme is a form that can be sent by anybody, from anywhere in the portal.
var theme = url.Values{"theme": {"dark"}, "back": {"/"}}

func TestUnsafeRequestsComeFromThePortalItself(t *testing.T) {
	t.Parallel()
	const own = "http://127.0.0.1:8080"
	p := newPortal(t, nil)
	for name, tt := range map[string]struct {
		origin, site []string
		pass         bool
	}{
		"own origin":                             {[]string{own}, nil, true},
		"own origin, same-origin":                {[]string{own}, []string{"same-origin"}, true},
		"own origin, none":                       {[]string{own}, []string{"none"}, true},
		"no origin, same-origin":                 {nil, []string{"same-origin"}, true},
		"no origin, typed in":                    {nil, []string{"none"}, true},
		"neither":                                {nil, nil, false},
		"own origin, same-site":                  {[]string{own}, []string{"same-site"}, false},
		"own origin, cross-site":                 {[]string{own}, []string{"cross-site"}, false},
		"own origin, an unknown site":            {[]string{own}, []string{"Same-Origin"}, false},
		"own origin, an empty site":              {[]string{own}, []string{""}, false},
		"own origin, two sites":                  {[]string{own}, []string{"same-origin", "cross-site"}, false},
		"two own origins":                        {[]string{own, own}, nil, false},
		"own origin, then another's":             {[]string{own, "http://evil.example"}, nil, false},
		"another's origin":                       {[]string{"http://evil.example"}, nil, false},
		"another's origin, same-origin":          {[]string{"http://evil.example"}, []string{"same-origin"}, false},
		"no origin, cross-site":                  {nil, []string{"cross-site"}, false},
		"null":                                   {[]string{"null"}, nil, false},
		"null, same-origin":                      {[]string{"null"}, []string{"same-origin"}, false},
		"an empty origin, same-origin":           {[]string{""}, []string{"same-origin"}, false},
		"the other scheme":                       {[]string{"https://127.0.0.1:8080"}, nil, false},
		"the other scheme, same-origin":          {[]string{"https://127.0.0.1:8080"}, []string{"same-origin"}, false},
		"another port":                           {[]string{"http://127.0.0.1:8081"}, nil, false},
		"no port":                                {[]string{"http://127.0.0.1"}, nil, false},
		"a name of the same machine":             {[]string{"http://localhost:8080"}, nil, false},
		"a user before the host":                 {[]string{"http://evil@127.0.0.1:8080"}, nil, false},
		"a user before the host and same-origin": {[]string{"http://evil@127.0.0.1:8080"}, []string{"same-origin"}, false},
		"a path":                                 {[]string{own + "/"}, nil, false},
		"a query":                                {[]string{own + "?"}, nil, false},
		"capitals":                               {[]string{"HTTP://127.0.0.1:8080"}, nil, false},
		"our origin as a beginning":              {[]string{own + ".evil.example"}, nil, false},
		"two in one line":                        {[]string{own + " http://evil.example"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := p.visitor().post("/theme", theme, func(r *http.Request) {
				r.Host = "127.0.0.1:8080"
				r.Header["Origin"], r.Header["Sec-Fetch-Site"] = tt.origin, tt.site
			})
			want := http.StatusForbidden
			if tt.pass {
				want = http.StatusSeeOther
			}
			if got.status != want {
				t.Errorf("Origin %q, Sec-Fetch-Site %q: %d, want %d", tt.origin, tt.site, got.status, want)
			}
			if set := got.header.Get("Set-Cookie"); !tt.pass && set != "" {
				t.Errorf("a refused request sets the cookie %q", set)
			}
		})
	}
}

func TestOriginIsComparedWithTheConfiguredAddress(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(c *web.Config) { c.URL, c.Secure = "https://keys.example.org", true })
	for origin, want := range map[string]int{
		"https://keys.example.org":     http.StatusSeeOther,
		"http://keys.example.org":      http.StatusForbidden,
		"https://keys.example.org:443": http.StatusForbidden,
		"https://example.org":          http.StatusForbidden,
	} {
		got := p.visitor().post("/theme", theme, func(r *http.Request) {
			r.Host = "keys.example.org"
			r.Header.Set("Origin", origin)
		})
		if got.status != want {
			t.Errorf("Origin %s: %d, want %d", origin, got.status, want)
		}
	}
}

func TestHostMustBeThePortals(t *testing.T) {
	t.Parallel()
	const right, wrong = http.StatusOK, http.StatusMisdirectedRequest
	for url, hosts := range map[string]map[string]int{
		"": {
			"localhost": right, "localhost:8080": right, "LOCALHOST:1": right, "127.0.0.1": right, "127.0.0.1:8080": right,
			"127.1.2.3:8080": right, "[::1]": right, "[::1]:8080": right,
			"evil.example": wrong, "evil.example:8080": wrong, "localhost.evil.example": wrong, "127.0.0.1.evil.example": wrong,
			"192.0.2.1": wrong, "0.0.0.0:8080": wrong, "[::]:8080": wrong, "2130706433": wrong, "0x7f.1": wrong, "127.1": wrong,
			"localhost.": wrong, "keys.example.org": wrong,
		},
		"https://keys.example.org": {
			"keys.example.org": right, "Keys.Example.ORG": right,
			"keys.example.org:8080": wrong, "example.org": wrong, "keys.example.org.evil.example": wrong, "localhost": wrong,
			"127.0.0.1:8080": wrong, "keys.example.org.": wrong,
		},
		"http://keys.example.org:8080": {
			"keys.example.org:8080": right, "keys.example.org": wrong, "keys.example.org:80": wrong,
		},
	} {
		p := newPortal(t, func(c *web.Config) { c.URL = url })
		for host, want := range hosts {
			for _, path := range []string{"/sign-in", "/healthz"} {
				got := p.visitor().get(path, func(r *http.Request) { r.Host = host })
				if got.status != want {
					t.Errorf("with the address %q, Host %q for %s: %d, want %d", url, host, path, got.status, want)
				}
				if got.status == wrong && strings.Contains(got.body, host) {
					t.Errorf("the answer repeats the Host %q", host)
				}
			}
		}
	}
}

func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	p.haveInvitation(north)
	p.haveCredential(north)
	invited := p.inviteTo(north, store.InvitationID(id("another")), "another@guests.example", store.RoleUser)
	c := p.signIn(north, "ada")
	signIn, reset := p.link(store.LinkSignIn, north.email("bo")), p.link(store.LinkReset, north.email("bo"))
	events, before := len(p.happened("")), p.dump()
	for _, route := range p.server.Routes() {
		if route.Method != http.MethodGet {
			continue
		}
		path := strings.NewReplacer(":organization", north.slug, ":key", string(north.key(keyOwner)), ":view", string(north.view("ours")),
			":group", string(north.group("ours")), ":resource", string(north.resource("layer")), ":kind", "layers", ":member", string(north.account("dee")), ":invitation", string(p.invitationIn(north)), ":credential", string(p.credentialIn(north)), "*", "x").Replace(route.Path)
		if strings.Contains(path, ":token") {
			path = map[string]string{"/sign-in/:token": signIn, "/reset/:token": reset, "/set-up/:token": "/set-up/x", "/invitation/:token": invited}[route.Path]
		}
		for _, query := range []string{"", "?choice=destroy&typed=delete+2&stored=yes&deleted=" + string(north.key(keyFree))} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				c.again().send(method, path+query, nil)
				c.again().send(method, path+query, nil, partly(north.keys()))
			}
		}
	}
	if after := p.dump(); after != before {
		t.Errorf("looking at every page changed the data:\n%s\nwas\n%s", after, before)
	}
	if after := len(p.happened("")); after != events {
		t.Errorf("looking at every page wrote %d events", after-events)
	}
}

func TestPagesTakeNoOtherCredential(t *testing.T) {
	t.Parallel()
	p := twins(t)
	token := p.signIn(north, "ada").cookies["chatelaine"]
	for name, value := range map[string]string{
		"Authorization": "Bearer " + token, "Api-Key": token, "X-Api-Key": token, "X-Forwarded-User": "ada", "Remote-User": "ada",
	} {
		c := p.visitor()
		c.wantRedirect(c.get(north.keys(), with(name, value)), "/sign-in?next="+url.QueryEscape(north.keys()))
	}
	c := p.signIn(north, "dee") // what a header says of the method doesn't count
	got := c.get(north.at(keyFree), with("X-HTTP-Method-Override", "DELETE"), with("X-Method-Override", "POST"))
	c.want(got, http.StatusOK, keyFree)
}
