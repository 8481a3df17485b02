package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chatelaine/store"
)

// chunked hides a body's length from the client that sends it.
type chunked struct{ io.Reader }

// tables are what always answers with the nearest table, whatever its address says.
var tables = []string{"GET /o/:organization/keys", "GET /o/:organization/members", "GET /o/:organization/audit", "GET /o/:organization/resources"}

func TestFieldThatComesTwiceIsRefused(t *testing.T) {
	t.Parallel()
	for name, form := range sheets {
		method, path, _ := strings.Cut(name, " ")
		if len(form.fields) == 0 || slices.Contains(tables, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, address, valid := form.open(t)()
			before := c.dump()
			for in, field := range form.fields {
				if field.ticks {
					continue
				}
				twice := clone(valid)
				twice[in] = []string{valid.Get(in), canary}
				if got := c.submit(method, address, twice); got.status != http.StatusBadRequest || strings.Contains(got.words(t), canary) {
					t.Errorf("%s with %s twice: %d\n%s", path, in, got.status, got.words(t))
				}
			}
			if c.dump() != before {
				t.Errorf("something changed")
			}
		})
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil)
	const kind = "application/x-www-form-urlencoded"
	fields := func(n int) string { return strings.TrimSuffix(strings.Repeat("a"+"=1&", n), "&") }
	many := func(n int) string {
		values := url.Values{}
		for i := range n {
			values.Set("f"+strconv.Itoa(i), "1")
		}
		return values.Encode()
	}
	full := "theme=dark&x=" + strings.Repeat("y", store.MaxBody-len("theme=dark&x="))
	for name, tt := range map[string]struct {
		body   io.Reader
		change func(*http.Request)
		status int
	}{
		"an ordinary form":            {strings.NewReader("theme=dark"), with("Content-Type", kind), 303},
		"with a character set":        {strings.NewReader("theme=dark"), with("Content-Type", kind+"; charset=utf-8"), 303},
		"nothing":                     {strings.NewReader(""), with("Content-Type", kind), 303},
		"the most fields":             {strings.NewReader(many(store.MaxFields)), with("Content-Type", kind), 303},
		"one field more":              {strings.NewReader(many(store.MaxFields + 1)), with("Content-Type", kind), 413},
		"one field many times":        {strings.NewReader(fields(store.MaxFields + 1)), with("Content-Type", kind), 413},
		"separators alone":            {strings.NewReader(strings.Repeat("&", 60_000)), with("Content-Type", kind), 413},
		"the largest body":            {strings.NewReader(full), with("Content-Type", kind), 303},
		"a byte more":                 {strings.NewReader(full + "y"), with("Content-Type", kind), 413},
		"a byte more, length unknown": {chunked{strings.NewReader(full + "y")}, with("Content-Type", kind), 413},
		"a megabyte, length unknown":  {chunked{strings.NewReader(strings.Repeat("y", 1<<20))}, with("Content-Type", kind), 413},
		"a damaged escape":            {strings.NewReader("theme=%zz"), with("Content-Type", kind), 400},
		"semicolons":                  {strings.NewReader("theme=dark;back=/"), with("Content-Type", kind), 400},
		"no content type":             {strings.NewReader("theme=dark"), without("Content-Type"), 415},
		"JSON":                        {strings.NewReader(`{"theme":"dark"}`), with("Content-Type", "application/json"), 415},
		"text":                        {strings.NewReader("theme=dark"), with("Content-Type", "text/plain"), 415},
		"an upload":                   {strings.NewReader("--x\r\n\r\n--x--"), with("Content-Type", "multipart/form-data; boundary=x"), 415},
		"a damaged content type":      {strings.NewReader("theme=dark"), with("Content-Type", kind+"; ="), 415},
		"compressed":                  {compressedForm(), func(r *http.Request) { with("Content-Type", kind)(r); with("Content-Encoding", "gzip")(r) }, 415},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := p.visitor()
			got := c.send(http.MethodPost, "/theme", tt.body, tt.change)
			if got.status != tt.status || tt.status >= 400 && got.header.Get("Set-Cookie") != "" {
				t.Errorf("%d, want %d; it sets %q", got.status, tt.status, got.header.Get("Set-Cookie"))
			}
		})
	}
}

func compressedForm() io.Reader {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte("theme=dark")) // a buffer takes everything
	_ = w.Close()
	return &packed
}

func TestAddressesOfTheLargestSize(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil)
	long := "/sign-in?x=" + strings.Repeat("y", store.MaxURL-len("/sign-in?x="))
	c := p.visitor()
	c.want(c.get(long), http.StatusOK)
	c.want(c.get(long+"y"), http.StatusRequestURITooLong, "The address is too long.")
	c.want(c.post("/theme?"+long, nil), http.StatusRequestURITooLong)
}

func TestPathQueryAndBodyAreNotMerged(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.visitor()
	c.post("/theme?theme=dark", url.Values{"back": {"/"}})
	if c.cookies["chatelaine-theme"] != "system" {
		t.Errorf("a form's field came from the address: the theme is %q", c.cookies["chatelaine-theme"])
	}
	bo := p.signIn(north, "bo")
	form := bo.newKey(north, "Nightly export")
	form.Del("name")
	bo.want(bo.post(north.keys("?name=Nightly+export"), form), http.StatusUnprocessableEntity, "Name is missing.")
	form = bo.toPlan(north, keyFree, nil)
	form.Set("key", string(north.key(keyOwner)))
	form.Set("organization", "south")
	bo.wantRedirect(bo.post(north.at(keyFree, "/delete?key=", string(north.key(keySharer))), form), north.keys("?deleted=", string(north.key(keyFree))))
}

func TestHostileAddresses(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	before := p.dump()
	for what, value := range hostile {
		if value == "" {
			continue
		}
		part := url.PathEscape(value)
		for path, want := range map[string]int{
			"/o/" + part:                    404,
			"/o/" + part + "/keys":          404,
			north.keys("/" + part):          404,
			north.keys("/"+part, "/delete"): 404,
			"/static/" + part:               404,
			"/" + part:                      404,
			"/reset/" + part:                410,
			"/sign-in/" + part:              410,
			"/set-up/" + part:               410,
		} {
			got := c.get(path)
			if got.status != want {
				t.Errorf("%s: %d, want %d", path, got.status, want)
			}
			if strings.Contains(leftover(parse(t, got.body), "back"), canary) {
				t.Errorf("an address that is %s comes back from %s", what, path)
			}
		}
	}
	if p.dump() != before || strings.Contains(p.log.String(), canary) {
		t.Errorf("something changed, or the log holds addresses")
	}
}

func TestPlacesInTheTable(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	const stale = "Part of the address could not be read:"
	for query, want := range map[string]bool{
		"":                           false,
		"?rows=25":                   false,
		"?rows=100":                  false,
		"?rows=1":                    true,
		"?rows=-25":                  true,
		"?rows=1000000":              true,
		"?rows=25.0":                 true,
		"?rows=99999999999999999999": true,
		"?after=x":                   true,
		"?after=x.y.z":               true,
		"?after=0.0":                 true,
		"?after=-1.-1":               true,
		"?after=zzzzzzzzzzzzzzz.1":   true,
		"?before=" + strings.Repeat("1", store.MaxCursor+1): true,
		"?after=0.1": true, // before the first key
		"?unknown=x": false,
	} {
		got := c.want(c.get(north.keys(query)), http.StatusOK, "Free key", "1–4 of 4")
		if strings.Contains(got.words(t), stale) != want {
			t.Errorf("%s: the page says so: %v", query, !want)
		}
	}
}
