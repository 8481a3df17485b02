package web_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
	"chatelaine/web"
	"chatelaine/web/password"
)

// portal is a running portal over a store of its own.
type portal struct {
	testing.TB
	server *web.Server
	store  store.Store
	dir    string // of the data
	host   string // 127.0.0.1 and a port
	clock  clock
	log    buffer

	mu     sync.Mutex
	events []store.Event
}

// clock tells the time that a test gave it.
type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()).UTC() }
func (c *clock) set(at time.Time)        { c.ms.Store(at.UnixMilli()) }
func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// buffer keeps what the portal logs.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// newPortal starts a portal with these organizations; change can alter its configuration.
func newPortal(t testing.TB, change func(*web.Config), organizations ...organization) *portal {
	t.Helper()
	p := &portal{TB: t, dir: t.TempDir()}
	p.clock.set(start)
	opened, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: p.dir, Committed: p.committed})
	if err != nil {
		t.Fatalf("open a store: %v", err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	p.store = opened
	for _, o := range organizations {
		if _, err := p.store.ImportOrganization(t.Context(), p.operator(), o.imported(t)); err != nil {
			t.Fatalf("import %s: %v", o.slug, err)
		}
	}
	p.serve(change)
	return p
}

// twins starts a portal with the twin organizations.
func twins(t testing.TB) *portal {
	t.Helper()
	return newPortal(t, nil, north, south)
}

func (p *portal) serve(change func(*web.Config)) {
	p.Helper()
	hasher, err := password.New(cheap)
	if err != nil {
		p.Fatalf("prepare for passwords: %v", err)
	}
	config := web.Config{
		Store: p.store, Passwords: hasher, Now: p.clock.now, Rand: rand.Reader,
		Log: slog.New(slog.NewJSONHandler(&p.log, nil)), KeyPrefix: "chk", InstanceKey: [32]byte{1}, Version: "1.2.3",
	}
	if change != nil {
		change(&config)
	}
	if p.server, err = web.New(config); err != nil {
		p.Fatalf("make a server: %v", err)
	}
	running := httptest.NewServer(p.server)
	p.Cleanup(running.Close)
	p.host = running.Listener.Addr().(*net.TCPAddr).String()
}

func (p *portal) committed(events []store.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, events...)
}

// happened are the events of one action so far; of all, for the empty action.
func (p *portal) happened(action store.Action) []store.Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []store.Event
	for _, e := range p.events {
		if action == "" || e.Action == action {
			found = append(found, e)
		}
	}
	return found
}

// operator is a call of the command line.
func (p *portal) operator() store.Call {
	return store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: p.clock.now()}
}

// actor is a member as the store knows them.
func (p *portal) actor(o organization, name string) store.Actor {
	p.Helper()
	found, err := p.store.Portal(p.Context(), o.account(name), o.slug)
	if err != nil {
		p.Fatalf("find %s of %s: %v", name, o.slug, err)
	}
	return store.Actor{Kind: store.ActorMember, ID: o.account(name).Principal(), Org: found.Current.Organization.Org}
}

// as is a call of a member.
func (p *portal) as(o organization, name string) store.Call {
	p.Helper()
	return store.Call{Actor: p.actor(o, name), At: p.clock.now()}
}

// link makes a one-time link and gives its path.
func (p *portal) link(purpose store.LinkPurpose, email string) string {
	p.Helper()
	token, digest, err := web.NewLink(rand.Reader, purpose)
	if err != nil {
		p.Fatalf("make a link: %v", err)
	}
	if err := p.store.MakeLink(p.Context(), p.operator(), store.NewLink{Token: digest, Purpose: purpose, Email: email}); err != nil {
		p.Fatalf("keep a link: %v", err)
	}
	return web.LinkPath(purpose, token)
}

// keyNamed finds a key of the organization by its name.
func (p *portal) keyNamed(o organization, name string) (store.Key, bool) {
	p.Helper()
	page, err := p.store.Keys(p.Context(), p.actor(o, "ada"), store.KeyQuery{Rows: 100})
	if err != nil {
		p.Fatalf("list the keys: %v", err)
	}
	for _, key := range page.Keys {
		if key.Name == name {
			return key, true
		}
	}
	return store.Key{}, false
}

// dump is all that the database holds, but for its sessions: a look at a page notes that one was used.
func (p *portal) dump() string {
	p.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.dir, "chatelaine.db")+"?mode=ro")
	if err != nil {
		p.Fatalf("open the database: %v", err)
	}
	defer db.Close()
	var all strings.Builder
	for _, table := range p.column(db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('sessions', 'sqlite_sequence') ORDER BY name`) {
		fmt.Fprintf(&all, "%s\n", table)
		columns := p.column(db, `SELECT name FROM pragma_table_info('`+table+`')`)
		quoted := `quote("` + strings.Join(columns, `") || ' ' || quote("`) + `")`
		for _, row := range p.column(db, `SELECT `+quoted+` FROM "`+table+`" ORDER BY 1`) {
			fmt.Fprintf(&all, "  %s\n", row)
		}
	}
	return all.String()
}

func (p *portal) column(db *sql.DB, query string) (values []string) {
	p.Helper()
	rows, err := db.QueryContext(p.Context(), query)
	if err != nil {
		p.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			p.Fatalf("%s: %v", query, err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		p.Fatalf("%s: %v", query, err)
	}
	return values
}
