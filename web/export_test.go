package web_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web"

	"github.com/google/go-cmp/cmp"
)

// exported is the file of a table.
func (c *client) exported(o organization, format, state string) answer {
	c.Helper()
	return c.want(c.post("/o/"+o.slug+"/export", url.Values{"format": {format}, "state": {state}}), http.StatusOK)
}

// rowsOf reads a CSV file, without its head.
func rowsOf(t *testing.T, got answer) [][]string {
	t.Helper()
	body, marked := strings.CutPrefix(got.body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || !marked || len(rows) == 0 {
		t.Fatalf("read the file: %v, %q", err, got.body)
	}
	return rows[1:]
}

func TestExportAsCSV(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	got := c.exported(north, "csv", "sort=name")
	exactly(t, got, http.StatusOK, headers{
		"Content-Type": "text/csv; charset=utf-8; header=present", "Content-Security-Policy": dataPolicy,
		"Content-Disposition": `attachment; filename="north-keys-2026-03-10.csv"`,
	})
	head, rest, _ := strings.Cut(got.body, "\r\n")
	if want := "\ufeff" + `"ID","Name","Status","Key","Role","Groups","Created by","E-mail address of the creator","Created","Expires","Last used","Owns resources","Not confirmed","Purpose","Labels","Contact","E-mail address of the contact"`; head != want {
		t.Errorf("the head is\n%s\nwant\n%s", head, want)
	}
	id := string(north.key(keyFree))
	first, _, _ := strings.Cut(rest, "\r\n")
	want := fmt.Sprintf(`"%s","Free key","Active","chk_%s…%s","User","","Dee Moreau","dee@north.example","2026-03-10T00:00:00+01:00","2026-05-09","","No","No","","","Dee Moreau","dee@north.example"`,
		id, id[:4], id2(keyFree))
	if first != want {
		t.Errorf("the first row is\n%s\nwant\n%s", first, want)
	}
	var names []string
	for _, row := range rowsOf(t, got) {
		names = append(names, row[1]+" "+row[11]+" "+row[12])
	}
	if diff := cmp.Diff([]string{"Free key No No", "Owner key Yes No", "Pending key No Yes", "Sharer key Yes No"}, names); diff != "" {
		t.Errorf("names, what they own, what isn't confirmed (-want +got):\n%s", diff)
	}
	if rows := rowsOf(t, c.exported(north, "csv", "only=unconfirmed")); len(rows) != 1 || rows[0][1] != keyPending {
		t.Errorf("of those that aren't confirmed the export has %v", rows)
	}
	if rows := rowsOf(t, c.exported(north, "csv", "q=nothing+has+this+name")); len(rows) != 0 {
		t.Errorf("of none the export has %v", rows)
	}
}

// id2 is the tail that an imported key has.
func id2(name string) string { return id(name)[:4] }

func TestExportAsJSONLines(t *testing.T) {
	t.Parallel()
	p := twins(t)
	got := p.signIn(north, "bo").exported(north, "jsonl", "sort=name")
	exactly(t, got, http.StatusOK, headers{
		"Content-Type": "application/jsonl; charset=utf-8", "Content-Security-Policy": dataPolicy,
		"Content-Disposition": `attachment; filename="north-keys-2026-03-10.jsonl"`,
	})
	lines := strings.Split(got.body, "\n")
	if len(lines) != 5 || lines[4] != "" {
		t.Fatalf("the file is %q", got.body)
	}
	var last map[string]any
	if err := json.Unmarshal([]byte(lines[2]), &last); err != nil {
		t.Fatalf("read %s: %v", lines[2], err)
	}
	key := string(north.key(keyPending))
	want := map[string]any{
		"id": key, "name": keyPending, "status": "active", "key": "chk_" + key[:4] + "…" + id2(keyPending), "role": "user", "groups": []any{},
		"created_by": map[string]any{"name": "Dee Moreau", "email": "dee@north.example", "left": false}, "created_at": "2026-03-10T02:00:00Z",
		"expires_on": "2026-05-09", "expires_at": "2026-05-09T22:00:00Z", "last_used_at": nil, "owns_resources": false, "confirmed": false,
		"purpose": "", "labels": map[string]any{}, "contact": map[string]any{"name": "Dee Moreau", "email": "dee@north.example", "left": false},
	}
	if diff := cmp.Diff(want, last); diff != "" {
		t.Errorf("a line (-want +got):\n%s", diff)
	}
}

// Each sees in an export what they see in the table, and nothing of another organization.
func TestWhoExportsWhat(t *testing.T) {
	t.Parallel()
	p := twins(t)
	for name, want := range map[string]int{"ada": 4, "bo": 4, "dee": 4, "dan": 0} {
		got := p.signIn(north, name).exported(north, "csv", "")
		if rows := rowsOf(t, got); len(rows) != want || strings.Contains(got.body, "south") {
			t.Errorf("%s exports %d keys, want %d", name, len(rows), want)
		}
	}
	events := p.happened(store.KeysExported)
	fields := []store.Field{{Name: "format", Value: "csv"}, {Name: "filters", Value: "0"}}
	if len(events) != 4 || events[0].ActorName == "" || !cmp.Equal(events[0].After, fields) || events[0].Request.Session == "" {
		t.Errorf("told of the exports is %+v", events)
	}
	ada := p.signIn(north, "ada")
	ada.want(ada.post("/o/south/export", url.Values{"format": {"csv"}, "state": {""}}), http.StatusNotFound)
	before := p.dump()
	for _, form := range []url.Values{{"format": {"xlsx"}, "state": {""}}, {"format": {"csv"}, "state": {"status=dead"}}, {"state": {""}}} {
		ada.want(ada.post("/o/north/export", form), http.StatusUnprocessableEntity)
	}
	ada.want(ada.post("/o/north/export", exportForm(nil, north), with("Origin", "http://evil.example")), http.StatusForbidden)
	if p.dump() != before {
		t.Errorf("a refused export left something behind")
	}
}

// manyKeys is an organization with so many keys, made by bo and dee in turn.
func manyKeys(t *testing.T, p *portal, n int) organization {
	t.Helper()
	o := organization{slug: "many"}
	in := o.imported(t)
	in.Keys = func(yield func(store.ImportedKey) bool) {
		for i := range n {
			k := o.importedKeys()[0]
			k.ID, k.Name = store.KeyID(id(fmt.Sprint("many", i))), fmt.Sprintf("Key %d, “né” \"x\"", i)
			k.Secret.Digest = store.Digest{byte(i), byte(i >> 8), byte(i >> 16), 1}
			k.Creator, k.CreatedAt = o.account([]string{"bo", "dee"}[i%2]), start.Add(-time.Duration(i)*time.Minute)
			if !yield(k) {
				return
			}
		}
	}
	in.Resources = func(func(store.ImportedResource) bool) {}
	if _, err := p.store.ImportOrganization(t.Context(), p.operator(), in); err != nil {
		t.Fatalf("import: %v", err)
	}
	return o
}

// A slow reader of 20,000 keys is given them part by part: the process holds no more of them at the end than at the
// beginning.
func TestExportTakesLittleMemory(t *testing.T) {
	const keys, most = 20_000, 8 << 20
	p := newPortal(t, nil)
	o := manyKeys(t, p, keys)
	c := p.signIn(o, "ada")
	response := c.download(t, o, "csv", "sort=name")
	defer response.Body.Close()
	first, rows := uint64(0), 0
	for lines := bufio.NewScanner(response.Body); lines.Scan(); rows++ {
		if rows%4000 == 1000 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if first == 0 {
				first = m.HeapAlloc
			}
			if m.HeapAlloc > first+most {
				t.Errorf("after %d rows the heap has grown from %d to %d bytes", rows, first, m.HeapAlloc)
			}
		}
	}
	if rows != keys+1 {
		t.Errorf("the file has %d lines", rows)
	}
}

// download begins an export; the caller reads it.
func (c *client) download(t *testing.T, o organization, format, state string) *http.Response {
	t.Helper()
	body := url.Values{"format": {format}, "state": {state}}.Encode()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+c.host+"/o/"+o.slug+"/export", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+c.host)
	r.AddCookie(&http.Cookie{Name: "chatelaine", Value: c.cookies["chatelaine"]})
	response, err := transport.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("begin an export: %v, %v", response, err)
	}
	return response
}

func TestExportHasTheRowsOfThePages(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil)
	o := manyKeys(t, p, 2500)
	for name, query := range map[string]store.KeyQuery{
		"ada": {Sort: store.KeySort{Column: store.ColumnName}, Filter: store.KeyFilter{Search: "key 1"}},
		"dee": {Sort: store.KeySort{Column: store.ColumnName}, Filter: store.KeyFilter{Search: "key 1"}},
	} {
		query.Rows, query.At = 100, p.clock.now()
		var want, got []string
		for more := true; more; {
			page, err := p.store.Keys(t.Context(), p.actor(o, name), query)
			if err != nil || len(page.Keys) == 0 {
				t.Fatalf("%d keys, %v", len(page.Keys), err)
			}
			for _, key := range page.Keys {
				want = append(want, key.Name)
			}
			more, query.After = page.HasNext, store.CursorOf(page.Keys[len(page.Keys)-1], query.Sort, query.At)
		}
		for _, row := range rowsOf(t, p.signIn(o, name).exported(o, "csv", "q=key+1&sort=name")) {
			got = append(got, row[1])
		}
		if !slices.Equal(got, want) || len(want) < 500 {
			t.Errorf("%s exports %d rows, the pages have %d", name, len(got), len(want))
		}
	}
}

// fragile fails at the second batch, or lets a test wait there.
type fragile struct {
	store.Store
	second func(ctx context.Context) error
}

func (f fragile) KeyBatch(ctx context.Context, actor store.Actor, query store.KeyQuery) (store.KeyBatch, error) {
	if !query.After.IsZero() {
		if err := f.second(ctx); err != nil {
			return store.KeyBatch{}, err
		}
	}
	return f.Store.KeyBatch(ctx, actor, query)
}

func TestExportThatBreaksOffIsNoWholeFile(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(c *web.Config) {
		c.Store = fragile{c.Store, func(context.Context) error { return errors.New("the disk is gone") }}
	})
	o := manyKeys(t, p, 1500)
	response := p.signIn(o, "ada").download(t, o, "jsonl", "")
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) || strings.Count(string(body), "\n") != store.ExportRows {
		t.Errorf("%d lines came, and %v", strings.Count(string(body), "\n"), err)
	}
	if log := p.log.String(); !strings.Contains(log, "the disk is gone") || !strings.Contains(log, `"route":"/o/:organization/export"`) {
		t.Errorf("the log says nothing of it:\n%s", log)
	}
}

// The limits of the server are for requests that end soon; a download has limits of its own.
func TestExportOutlivesTheLimitsOfTheServer(t *testing.T) {
	t.Parallel()
	const limit = 100 * time.Millisecond
	p := newPortal(t, func(c *web.Config) {
		c.Store = fragile{c.Store, func(ctx context.Context) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(3 * limit): // they are over
				return nil
			}
		}}
	})
	o := manyKeys(t, p, 1500)
	c := p.signIn(o, "ada")
	server := httptest.NewUnstartedServer(p.server)
	server.Config.ReadTimeout, server.Config.WriteTimeout = limit, limit
	server.Start()
	t.Cleanup(server.Close)
	c.host = server.Listener.Addr().String()
	response := c.download(t, o, "jsonl", "")
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || strings.Count(string(body), "\n") != 1500 {
		t.Errorf("%d lines came, and %v", strings.Count(string(body), "\n"), err)
	}
}

// One session has one export at a time. Whoever goes away ends theirs.
func TestOneExportAtATime(t *testing.T) {
	t.Parallel()
	var gone chan struct{}
	p := newPortal(t, func(c *web.Config) {
		c.Store = fragile{c.Store, func(ctx context.Context) error {
			<-ctx.Done()
			close(gone)
			return ctx.Err()
		}}
	})
	o := manyKeys(t, p, 1500)
	ada := p.signIn(o, "ada")
	for range 2 {
		gone = make(chan struct{})
		response := ada.download(t, o, "csv", "")
		got := ada.post("/o/many/export", url.Values{"format": {"csv"}, "state": {"q=9999"}})
		if ada.want(got, http.StatusTooManyRequests, "An export is under way already."); got.header.Get("Retry-After") == "" {
			t.Errorf("nothing says when to try again: %v", got.header)
		}
		p.signIn(o, "bo").exported(o, "csv", "q=9999")
		if err := response.Body.Close(); err != nil {
			t.Errorf("go away: %v", err)
		}
		<-gone
		for ada.post("/o/many/export", url.Values{"format": {"csv"}, "state": {"q=9999"}}).status == http.StatusTooManyRequests {
			runtime.Gosched() // until the turn is given back
		}
	}
}
