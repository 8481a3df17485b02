package web_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
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

	look       sync.Once
	everything *sql.Stmt // reads all rows of the database
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
	if err := os.WriteFile(filepath.Join(p.dir, databaseName), filled(t, organizations...), 0o600); err != nil {
		t.Fatalf("write a database: %v", err)
	}
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
	p.serve(change)
	return p
}

const databaseName = "chatelaine.db"

// fillings are databases with organizations in them, made once each: migrating and importing is most of the work of
// starting a portal. By the organizations' names; the value gives the file's content.
var fillings sync.Map

func filled(t testing.TB, organizations ...organization) []byte {
	t.Helper()
	once := sync.OnceValues(func() ([]byte, error) { return fill(t, organizations) })
	made, _ := fillings.LoadOrStore(fmt.Sprint(organizations), once)
	content, err := made.(func() ([]byte, error))()
	if err != nil {
		t.Fatalf("fill a database with %v: %v", organizations, err)
	}
	return content
}

func fill(t testing.TB, organizations []organization) ([]byte, error) {
	dir := t.TempDir()
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir})
	if err != nil {
		return nil, err
	}
	for _, o := range organizations {
		call := store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: start}
		if _, err := db.ImportOrganization(t.Context(), call, o.imported(t)); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := db.Close(); err != nil { // folds the log into the file
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, databaseName))
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

// shareViews saves a view for all in each organization.
func (p *portal) shareViews(organizations ...organization) {
	p.Helper()
	for _, o := range organizations {
		p.saveView(o, "ada", store.NewView{ID: o.view("ours"), Name: "Ours", State: "used=never", Shared: true})
	}
}

func (p *portal) saveView(o organization, name string, view store.NewView) {
	p.Helper()
	if err := p.store.SaveView(p.Context(), p.as(o, name), view); err != nil {
		p.Fatalf("save a view: %v", err)
	}
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

// assignRole gives a member another role; what they own goes to whoever does it, where they can own nothing any more.
func (p *portal) assignRole(o organization, by, who string, role store.Role) error {
	p.Helper()
	ctx, call, id := p.Context(), p.as(o, by), o.account(who)
	_, err := p.store.ChangeRole(ctx, call, id, 0, role)
	if !errors.Is(err, store.ErrNeedsPlan) {
		return err
	}
	demotion, choice := store.Departure{Member: id, Kind: store.DepartureDemotion}, store.Choice{Kind: store.ChoiceTransfer, Successor: o.account(by)}
	plan, err := p.store.PlanDeparture(ctx, call.Actor, demotion, choice)
	if err != nil {
		return err
	}
	_, err = p.store.Depart(ctx, call, demotion, choice, plan.Digest)
	return err
}

// remove takes a member out of the organization; what they own goes to ada.
func (p *portal) remove(o organization, who string) {
	p.Helper()
	removal, choice := store.Departure{Member: o.account(who), Kind: store.DepartureRemoval}, store.Choice{Kind: store.ChoiceTransfer, Successor: o.account("ada")}
	plan, err := p.store.PlanDeparture(p.Context(), p.actor(o, "ada"), removal, choice)
	if err == nil {
		_, err = p.store.Depart(p.Context(), p.as(o, "ada"), removal, choice, plan.Digest)
	}
	if err != nil {
		p.Fatalf("remove %s: %v", who, err)
	}
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
	p.look.Do(p.openToLook)
	var all strings.Builder
	rows, err := p.everything.QueryContext(p.Context())
	if err != nil {
		p.Fatalf("look at the database: %v", err)
	}
	for _, row := range p.texts(rows) {
		all.WriteString(row + "\n")
	}
	return all.String()
}

// openToLook opens the database beside the store, and prepares a statement that reads all of it.
func (p *portal) openToLook() {
	p.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.dir, databaseName)+"?mode=ro")
	if err != nil {
		p.Fatalf("open the database: %v", err)
	}
	p.Cleanup(func() { db.Close() })
	query := func(text string) []string {
		rows, err := db.QueryContext(p.Context(), text)
		if err != nil {
			p.Fatalf("%s: %v", text, err)
		}
		return p.texts(rows)
	}
	var selects []string
	// The index of texts can't be read as a table; what it is made of lies in tables that can.
	const tables = `
		SELECT name
		FROM sqlite_schema
		WHERE type = 'table' AND name NOT IN ('sessions', 'member_seen', 'sqlite_sequence') AND sql NOT LIKE 'CREATE VIRTUAL TABLE%'`
	for _, table := range query(tables) {
		columns := query(`SELECT name FROM pragma_table_info('` + table + `')`)
		selects = append(selects, `SELECT '`+table+` ' || quote("`+strings.Join(columns, `") || ' ' || quote("`)+`") FROM "`+table+`"`)
	}
	if p.everything, err = db.PrepareContext(p.Context(), strings.Join(selects, " UNION ALL ")+" ORDER BY 1"); err != nil {
		p.Fatalf("prepare to look at the database: %v", err)
	}
}

// texts reads and closes rows of one column.
func (p *portal) texts(rows *sql.Rows) (texts []string) {
	p.Helper()
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			p.Fatalf("read the database: %v", err)
		}
		texts = append(texts, text)
	}
	if err := rows.Err(); err != nil {
		p.Fatalf("read the database: %v", err)
	}
	return texts
}
