package main

import (
	"crypto/rand"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chatelaine/proxyconfig"
	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sqlstore"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

const (
	gateAdmin   = store.AccountID("AdministraTo")
	gateReaders = store.GroupID("GroupReaders")
	gateSharers = store.GroupID("GroupSharers")
)

// keptGate is what a gate needs before an organization "meridian", with what opens it.
type keptGate struct {
	config     gate.Config
	id         store.KeyID
	secret     string // of the key with that id, of the role user, which may read layers
	weak       string // of a key that may not
	credential string
}

// realGate makes the organization.
func realGate(t *testing.T) (g keptGate) {
	t.Helper()
	now := time.Now()
	index := verify.New()
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: t.TempDir(), Gate: index.Follow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: now}, store.Import{
		Organization: store.NewOrganization{ID: "OrganizMerid", Slug: "meridian", Name: "Meridian", Zone: "UTC", RoleWords: store.ManagerUser},
		Members: []store.ImportedMember{{
			Account: store.NewAccount{ID: gateAdmin, Name: "Ada", Email: "ada@example.com"}, Role: store.RoleAdministrator, JoinedAt: now,
		}},
		Groups: []store.ImportedGroup{
			{ID: gateReaders, Name: "Readers", Permissions: []store.Permission{"layers:read"}, Creator: gateAdmin, CreatedAt: now},
			{ID: gateSharers, Name: "Sharers", Permissions: []store.Permission{"projects:share"}, Creator: gateAdmin, CreatedAt: now},
		},
		Keys:      slices.Values([]store.ImportedKey(nil)),
		Resources: slices.Values([]store.ImportedResource(nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	call := store.Call{Actor: store.Actor{Kind: store.ActorMember, ID: gateAdmin.Principal(), Org: o.Org}, At: now}
	g.id, g.secret = addKey(t, db, call, "Dépôt", gateReaders)
	_, g.weak = addKey(t, db, call, "Newcomer", gateSharers)
	made, err := keystring.NewGateCredential(rand.Reader, "Tileservers1")
	if err != nil {
		t.Fatal(err)
	}
	g.credential = made.Reveal()
	if _, err := db.MakeGateCredential(t.Context(), call, store.NewGateCredential{
		ID: "Tileservers1", Name: "Tile servers", Secret: store.NewSecret{Digest: made.Sum(), Prefix: made.Prefix(), Tail: made.Tail()},
	}); err != nil {
		t.Fatal(err)
	}
	if err := index.Load(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	g.config = gate.Config{Index: index, Now: time.Now, Rand: rand.Reader}
	return g
}

// addKey makes a key, and gives its secret.
func addKey(t *testing.T, db store.Store, call store.Call, name string, group store.GroupID) (store.KeyID, string) {
	t.Helper()
	id, err := keystring.NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	made, err := keystring.New(rand.Reader, "chk", id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.CreateKey(t.Context(), call, store.NewKey{
		ID: store.KeyID(id), Name: name, Role: store.RoleUser, Groups: []store.GroupID{group}, ExpiresOn: store.DateAt(call.At, time.UTC).AddDays(30),
		Secret: store.NewSecret{Digest: made.Sum(), Prefix: made.Prefix(), Tail: made.Tail()},
		Nonce:  store.Nonce{Digest: made.Sum(), Session: "session", Expires: call.At.Add(time.Hour)},
	}); err != nil {
		t.Fatal(err)
	}
	return store.KeyID(id), made.Reveal()
}

// TestBinaryProxiesBeforeTheGate asks the gate itself, through the real programs.
func TestBinaryProxiesBeforeTheGate(t *testing.T) {
	t.Parallel()
	kept := realGate(t)
	answer, secret := gate.New(kept.config), kept.secret
	for name := range programs {
		for role, want := range map[string]int{"user": http.StatusOK, "manager": http.StatusForbidden} {
			t.Run(name+"/"+role, func(t *testing.T) {
				t.Parallel()
				s := startProxy(t, name, proxyconfig.Setup{Role: role}, nil)
				s.gate.answer = answer.ServeHTTP
				x := s.send(t, approach{says: role, headers: append(forged(), presents(secret))})
				if x.status != want || (x.status == http.StatusOK) != (len(x.app) == 1) {
					t.Fatalf("status %d, want %d; the application saw %d requests; %s", x.status, want, len(x.app), x.body)
				}
				if ref := x.header.Get("X-Chatelaine-Ref"); want != http.StatusOK && x.body != strings.ReplaceAll(refusals[want], reference, ref) {
					t.Errorf("the client got the body %q", x.body)
				}
				if want != http.StatusOK && len(x.header.Get("X-Chatelaine-Ref")) != 16 {
					t.Errorf("the client got the reference %q", x.header.Get("X-Chatelaine-Ref"))
				}
				if want == http.StatusOK {
					toldOf(t, x.app[0].header, kept.id)
				}
				for says, headers := range map[string][]string{"no key": nil, "two keys": {presents(secret), presents(secret)}, "two places": {presents(secret), "Authorization: Bearer " + secret}} {
					if x := s.send(t, approach{says: says, headers: headers}); x.status != http.StatusUnauthorized || len(x.app) != 0 || x.header.Get("Www-Authenticate") == "" {
						t.Errorf("%s: status %d, the application saw %d requests", says, x.status, len(x.app))
					}
				}
			})
		}
	}
}

// toldOf checks what the application was told of the key, and nothing else.
func toldOf(t *testing.T, h http.Header, id store.KeyID) {
	t.Helper()
	want := map[string]string{"Organization": "meridian", "Key-Id": string(id), "Key-Name": "D%C3%A9p%C3%B4t", "Role": "user", "Groups": string(gateReaders), "Permissions": "layers:read", "Truncated": "", "Gate": ""}
	for name, value := range want {
		if got := h.Get("X-Chatelaine-" + name); got != value {
			t.Errorf("the application got X-Chatelaine-%s %q, want %q", name, got, value)
		}
	}
}

// TestBinaryProxiesTellOfTheQuery starts the gate with --gate-query-header: a key in the address opens, and isn't logged.
func TestBinaryProxiesTellOfTheQuery(t *testing.T) {
	t.Parallel()
	kept := realGate(t)
	kept.config.QueryHeader = "X-Original-URI"
	answer, secret := gate.New(kept.config), kept.secret
	for name := range programs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startProxy(t, name, proxyconfig.Setup{}, nil)
			s.gate.answer = answer.ServeHTTP
			for says, tt := range map[string]struct {
				approach
				told bool
			}{
				"17: a key in the query":                  {approach{target: "/maps?x=1&apiKey=" + secret, headers: forged(), status: 200}, true},
				"17: a key in a header":                   {approach{headers: []string{presents(secret)}, status: 200}, true},
				"18: a key in the query and in a header":  {approach{target: "/maps?apiKey=" + secret, headers: []string{presents(secret)}, status: 401}, false},
				"17: a query that a client tells of":      {approach{headers: []string{"X-Original-URI: /maps?apiKey=" + secret}, status: 401}, false},
				"17: a query that was rewritten by hand":  {approach{headers: []string{"X-Forwarded-Uri: /maps?apiKey=" + secret}, status: 401}, false},
				"17: another parameter than the one told": {approach{target: "/maps?key=" + secret, status: 401}, false},
			} {
				x := s.send(t, tt.approach)
				if x.status != tt.status || tt.told != (len(x.app) == 1) {
					t.Errorf("%s: status %d, want %d; the application saw %d requests", says, x.status, tt.status, len(x.app))
				}
				if tt.told && len(x.app) == 1 {
					toldOf(t, x.app[0].header, kept.id)
				}
			}
			if name != "nginx" { // its error log shows whole addresses, of which docs/gate.md tells
				s.app.stop()
				s.send(t, approach{target: "/maps?apiKey=" + secret})
			}
			s.keepsSecrets(t)
		})
	}
}

// lastUse keeps what a gate recorded last.
type lastUse struct{ atomic.Pointer[gate.Use] }

// Record keeps it.
func (l *lastUse) Record(use gate.Use) { l.Store(&use) }

// TestBinaryProxiesTellTheAddress starts the gate with --trusted-proxy: it knows the client by what the proxy says.
func TestBinaryProxiesTellTheAddress(t *testing.T) {
	t.Parallel()
	kept := realGate(t)
	kept.config.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	for name := range programs {
		for at, setup := range map[string]proxyconfig.Setup{"a port": {}, "a socket": {Gate: "unix:"}} {
			t.Run(name+" at "+at, func(t *testing.T) {
				t.Parallel()
				config, last := kept.config, &lastUse{}
				config.Recorder = last
				s := startProxy(t, name, setup, nil)
				s.gate.answer = gate.New(config).ServeHTTP
				for says, headers := range map[string][]string{
					"19: nobody says anything":      {presents(kept.secret), "User-Agent: surveyor/1.2"},
					"19: the client says it's near": {presents(kept.secret), "User-Agent: surveyor/1.2", "X-Forwarded-For: 10.0.0.1", "X-Real-IP: 10.0.0.1", "Forwarded: for=10.0.0.1"},
				} {
					x := s.send(t, approach{says: says, from: "127.9.8.7", headers: headers})
					if use := last.Load(); x.status != http.StatusOK || use.Address.String() != "127.9.8.7" || use.UserAgent != "surveyor/1.2" {
						t.Errorf("%s: %d, recorded with the address %s and the program %q", says, x.status, use.Address, use.UserAgent)
					}
				}
			})
		}
	}
}
