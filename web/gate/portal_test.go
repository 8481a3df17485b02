package gate_test

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sqlstore"
	"chatelaine/verify"
	"chatelaine/web/gate"
)

// start is when everything happens, unless a test says otherwise.
var start = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

const (
	admin   = store.AccountID("AdministraTo")
	readers = store.GroupID("GroupReaders")
	sharers = store.GroupID("GroupSharers")
)

// world is a store with two organizations, and a gate before it.
type world struct {
	testing.TB
	store store.Store
	index *verify.Index
	gate  *gate.Gate
	org   store.Organization // north
	log   *buffer

	mu   sync.Mutex
	now  time.Time
	uses []gate.Use
}

// buffer keeps a log.
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

// Record keeps a use.
func (w *world) Record(use gate.Use) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.uses = append(w.uses, use)
}

// lastUse is the use that was recorded last.
func (w *world) lastUse() gate.Use {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.uses) == 0 {
		return gate.Use{}
	}
	return w.uses[len(w.uses)-1]
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) set(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

// call is one of the administrator's.
func (w *world) call() store.Call {
	return store.Call{Actor: store.Actor{Kind: store.ActorMember, ID: admin.Principal(), Org: w.org.Org}, At: w.clock()}
}

// newWorld makes the organizations north and south with an administrator and two groups each; change can alter the gate.
func newWorld(t testing.TB, change func(*gate.Config)) *world {
	t.Helper()
	w := &world{TB: t, index: verify.New(), now: start, log: &buffer{}}
	opened, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: t.TempDir(), Gate: w.index.Follow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	w.store = opened
	for _, slug := range []string{"south", "north"} {
		w.org = w.found(slug)
	}
	if err := w.index.Load(t.Context(), opened); err != nil {
		t.Fatal(err)
	}
	config := gate.Config{
		Index: w.index, Now: w.clock, Rand: rand.Reader, Recorder: w,
		Log: slog.New(slog.NewTextHandler(w.log, nil)),
	}
	if change != nil {
		change(&config)
	}
	w.gate = gate.New(config)
	return w
}

// found imports an organization with keys.
func (w *world) found(slug string, keys ...store.ImportedKey) store.Organization {
	w.Helper()
	in := store.Import{
		Organization: store.NewOrganization{ID: "Organiz" + slug, Slug: slug, Name: slug, Zone: "UTC", RoleWords: store.ManagerUser},
		Members: []store.ImportedMember{{
			Account: store.NewAccount{ID: admin, Name: "Ada", Email: "ada@example.com"}, Role: store.RoleAdministrator, JoinedAt: start,
		}},
		Groups: []store.ImportedGroup{
			{ID: readers, Name: "Readers", Permissions: []store.Permission{"layers:read", "tables:read"}, Creator: admin, CreatedAt: start},
			{ID: sharers, Name: "Sharers", Permissions: []store.Permission{"projects:share"}, Creator: admin, CreatedAt: start},
		},
		Keys:      slices.Values(keys),
		Resources: slices.Values([]store.ImportedResource(nil)),
	}
	call := store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: start}
	o, err := w.store.ImportOrganization(w.Context(), call, in)
	if err != nil {
		w.Fatal(err)
	}
	return o
}

// secret makes one for a key.
func (w *world) secret(id store.KeyID) (string, store.NewSecret) {
	w.Helper()
	made, err := keystring.New(rand.Reader, "chk", string(id))
	if err != nil {
		w.Fatal(err)
	}
	return made.Reveal(), store.NewSecret{Digest: made.Sum(), Prefix: made.Prefix(), Tail: made.Tail()}
}

// key makes a key that expires with an UTC day, and gives its secret.
func (w *world) key(name string, role store.Role, groups ...store.GroupID) (store.KeyID, string) {
	w.Helper()
	text, err := keystring.NewID(rand.Reader)
	if err != nil {
		w.Fatal(err)
	}
	id := store.KeyID(text)
	reveal, kept := w.secret(id)
	_, err = w.store.CreateKey(w.Context(), w.call(), store.NewKey{
		ID: id, Name: name, Role: role, Groups: groups, Secret: kept, ExpiresOn: store.DateAt(w.clock(), time.UTC).AddDays(30),
		Nonce: store.Nonce{Digest: kept.Digest, Session: "session", Expires: w.clock().Add(time.Hour)},
	})
	if err != nil {
		w.Fatal(err)
	}
	return id, reveal
}

// ask asks the gate at a path with a key; none if it is empty.
func (w *world) ask(path, key string) *httptest.ResponseRecorder {
	w.Helper()
	r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
	if key != "" {
		r.Header.Set("Api-Key", key)
	}
	answer := httptest.NewRecorder()
	w.gate.ServeHTTP(answer, r)
	return answer
}
