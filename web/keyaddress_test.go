package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"

	"github.com/google/go-cmp/cmp"
)

var compare = cmp.AllowUnexported(tableState{}, period{})

func TestAddressOfATable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want string }{
		"the usual table":            {"", "/keys"},
		"what is usual isn't said":   {"sort=-created&rows=25&q=", "/keys"},
		"a search":                   {"q=caf%C3%A9+au+lait", "/keys?q=caf%C3%A9+au+lait"},
		"a text that is contained":   {"name=contains:harbour", "/keys?name=harbour"},
		"a text with a colon":        {"name=is:a:b", "/keys?name=is:a:b"},
		"a text that looks like one": {"name=contains:is:a", "/keys?name=contains:is:a"},
		"a list":                     {"status=active,expiring", "/keys?status=active,expiring"},
		"a list with a double":       {"status=active,active", "/keys?status=active"},
		"a list from ticks":          {"status=active&status=expired", "/keys?status=active,expired"},
		"a preset":                   {"expires=next30d", "/keys?expires=next30d"},
		"two days":                   {"created=2026-01-01..2026-02-01", "/keys?created=2026-01-01..2026-02-01"},
		"an open beginning":          {"created=..2026-02-01", "/keys?created=..2026-02-01"},
		"a text from a form":         {"name.op=starts&name=Field", "/keys?name=starts:Field"},
		"a period from a form":       {"created=between&created.from=2026-01-01&created.to=", "/keys?created=2026-01-01.."},
		"a preset from a form":       {"expires=next7d&expires.from=2026-01-01&expires.to=", "/keys?expires=next7d"},
		"an open key":                {"key=abcdefghijkl&sort=name", "/keys?sort=name&key=abcdefghijkl"},
		"days before one":            {"created=before&created.before=2026-03-01&created.from=2026-01-01", "/keys?created=..2026-02-28"},
		"days after one":             {"created=after&created.after=2026-12-31", "/keys?created=2027-01-01.."},
		"days between two":           {"used=between&used.from=2026-01-01&used.to=2026-01-02&used.after=2026-05-05", "/keys?used=2026-01-01..2026-01-02"},
		"days the wrong way round":   {"created=2026-03-05..2026-03-01", "/keys?created=2026-03-01..2026-03-05"},
		"the first day and the last": {"created=0001-01-01..9999-12-31", "/keys?created=0001-01-01..9999-12-31"},
		"columns":                    {"cols=name,status,id", "/keys?cols=name,status,id"},
		"the usual columns":          {"cols=name,id,status,key,role,groups,creator,created,expires,used", "/keys"},
		"the name alone":             {"cols=name", "/keys?cols=name"},
		"a hidden column that sorts": {"cols=name,id&sort=-expires&status=active", "/keys?status=active&sort=-expires&cols=name,id"},
		"columns from ticks":         {"cols=name&cols=used&cols=id", "/keys?cols=name,used,id"},
		"no tick":                    {"cols=name&move=", "/keys?cols=name"},
		"a column that goes up":      {"cols=name&cols=id&cols=used&move=up:used", "/keys?cols=name,used,id"},
		"a column that goes down":    {"cols=name&cols=id&cols=used&move=down:id", "/keys?cols=name,used,id"},
		"up from the top":            {"cols=name&cols=id&cols=used&move=up:id", "/keys?cols=name,id,used"},
		"down from the end":          {"cols=name&cols=id&cols=used&move=down:used", "/keys?cols=name,id,used"},
		"a hidden column that goes":  {"cols=name&cols=id&move=up:used", "/keys?cols=name,id"},
		"the name goes nowhere":      {"cols=name&cols=id&move=down:name", "/keys?cols=name,id"},
		"a way that isn't one":       {"cols=name&cols=id&cols=used&move=sideways:used", "/keys?cols=name,id,used"},
		"a purpose":                  {"purpose=is:Sends+maps", "/keys?purpose=is:Sends+maps"},
		"no purpose":                 {"purpose=empty:whatever", "/keys?purpose=empty:"},
		"no purpose, from a form":    {"purpose.op=empty&purpose=x", "/keys?purpose=empty:"},
		"a purpose that looks so":    {"purpose=contains:empty:x", "/keys?purpose=contains:empty:x"},
		"labels":                     {"labels=env:production,team:geo%2520data,env", "/keys?labels=env:production,team:geo%2520data,env"},
		"labels from ticks":          {"labels=env:production&labels=team:a%252Cb", "/keys?labels=env:production,team:a%252Cb"},
		"who left":                   {"contact=abcdefghijkl,left", "/keys?contact=left,abcdefghijkl"},
		"contacts from ticks":        {"contact=left&contact=abcdefghijkl", "/keys?contact=left,abcdefghijkl"},
		"columns that are hidden":    {"cols=name,purpose,labels,contact", "/keys?cols=name,purpose,labels,contact"},
		"everything": {
			"q=a&name=b&id=starts:c&status=inactive&role=user,manager&by=abcdefghijkl&created=last7d&expires=next90d&used=never&only=owns&sort=name&cols=name,used&rows=50",
			"/keys?q=a&name=b&id=starts:c&status=inactive&role=user,manager&by=abcdefghijkl&created=last7d&expires=next90d&used=never&only=owns&sort=name&cols=name,used&rows=50",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values, err := url.ParseQuery(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			state, wrong := parseTable(values)
			if got := state.address("/keys"); got != tt.want || len(wrong) > 0 {
				t.Errorf("%q is the table %q, and %q is wrong; want %q", tt.in, got, wrong, tt.want)
			}
		})
	}
}

func TestBadPartOfAnAddressIsLeftOutAndNamed(t *testing.T) {
	t.Parallel()
	for part, in := range map[string]string{
		"status":  "status=dead",
		"role":    "role=administrator",
		"by":      "by=x",
		"labels":  "labels=Env:production",
		"contact": "contact=nobody",
		"only":    "only=good",
		"created": "created=0000-01-01..",
		"expires": "expires=2026-02-30..",
		"used":    "used=next7d",
		"sort":    "sort=groups",
		"rows":    "rows=10000000",
		"after":   "after=tampered",
		"before":  "sort=name&before=-created.1..1.1",
		"q":       "q=a&q=b",
		"key":     "key=abcdefghijk_",
	} {
		values, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		_, wrong := parseTable(values)
		if !cmp.Equal(wrong, []string{part}) {
			t.Errorf("of %q, %q is wrong; want %q", in, wrong, part)
		}
	}
}

func TestColumnsThatCantBeReadAreNamed(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"cols=id,status":             "/keys?cols=name,id,status", // the name is always there
		"cols=id,name":               "/keys?cols=name,id",        // and first
		"cols=name,id,id":            "/keys?cols=name,id",
		"cols=name,name":             "/keys?cols=name",
		"cols=name,secret,id":        "/keys?cols=name,id",
		"cols=name,":                 "/keys?cols=name",
		"cols=,":                     "/keys?cols=name",
		"cols=nothing":               "/keys?cols=name",
		"cols=NAME,Id":               "/keys?cols=name",
		"cols=name&cols=id&cols=":    "/keys?cols=name,id",
		"cols=id&cols=name&move=up:": "/keys?cols=name,id",
		"cols=id&move=up:id":         "/keys?cols=name,id",
		"move=up:id":                 "/keys",
		"cols=" + strings.Repeat("id,", 5000) + "name": "/keys?cols=name,id",
	} {
		values, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		state, wrong := parseTable(values)
		if got := state.address("/keys"); got != want || want != "/keys" && !cmp.Equal(wrong, []string{"cols"}) {
			t.Errorf("%.60q is the table %q, and %q is wrong; want %q", in, got, wrong, want)
		}
	}
}

func TestWhatIsOpenIsNoPartOfATable(t *testing.T) {
	t.Parallel()
	state, _ := parseTable(url.Values{"key": {"abcdefghijkl"}, "sort": {"name"}, "q": {"a"}, "patient": {"1"}})
	links := tableLinks{"/keys", state}
	for name, address := range map[string]string{
		"here": links.Here(), "sorted": links.Sorted(store.NewestFirst), "next": links.After(store.Cursor{}), "previous": links.Before(store.Cursor{}),
		"without": links.Without("q"), "unfiltered": links.Unfiltered(), "further": links.GoOn(store.Cursor{}),
	} {
		if strings.Contains(address, "abcdefghijkl") {
			t.Errorf("%s leads to %s", name, address)
		}
	}
	if kept := links.Kept("q"); !cmp.Equal(kept, map[string]string{"sort": "name"}) {
		t.Errorf("a form carries %q along", kept)
	}
}

func TestDaysThatAreNoneAreNamed(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"created=before&created.before=0001-01-01", "created=before&created.before=", "created=after", "created=between&created.from=&created.to=", "created=after&created.after=9999-12-31", "created=between&created.from=2026-13-01",
		"created=before&created.before=10000-01-01", "created=9999-12-32..", "created=..", "created=custom", "created=2026-01-01", "created=-0001-01-01..",
	} {
		values, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		if state, wrong := parseTable(values); !cmp.Equal(wrong, []string{"created"}) || state.address("/keys") != "/keys" {
			t.Errorf("of %q, %q is wrong, and the table is %s", in, wrong, state.address("/keys"))
		}
	}
}

func TestPeriodsAreDaysOfTheZone(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 10, 23, 30, 0, 0, time.UTC) // the 11th in Paris
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, paris).UTC() }
	for in, want := range map[string]store.Span{
		"next7d":                 {From: day(11), To: day(19)},
		"2026-03-09..2026-03-10": {From: day(9), To: day(11)},
		"..2026-03-10":           {To: day(11)},
		"2026-03-09..":           {From: day(9)},
	} {
		p, ok := parsePeriod("expires", in)
		got := p.span(at, paris)
		if !ok || !got.From.Equal(want.From) || !got.To.Equal(want.To) {
			t.Errorf("%q is %v, %v, %t; want %v, %v", in, got.From, got.To, ok, want.From, want.To)
		}
	}
}

func FuzzAddressOfATableLeadsToIt(f *testing.F) {
	f.Add("q=a&name=is:b&status=active&created=last7d&sort=-name&rows=50")
	f.Add("name.op=not&name=&status=&status=expired&used=between&used.to=2026-01-01")
	f.Add("cols=name&cols=used&cols=id&move=up:used")
	f.Add("cols=id,name,id,groups&sort=-used")
	f.Add("purpose.op=empty&purpose=x&labels=env:a%252Cb,team&labels=x&contact=left,abcdefghijkl")
	f.Add("purpose=empty&labels=a:%2541,a:A")
	f.Add("key=abcdefghijkl&sort=name")
	f.Add("after=-created.0..mtvzkjoa.60&only=left,owns")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		state, _ := parseTable(values)
		address := state.address("/keys")
		u, err := url.Parse(address)
		if err != nil {
			t.Fatalf("the address %q: %v", address, err)
		}
		again, wrong := parseTable(u.Query())
		if len(wrong) > 0 || !cmp.Equal(again, state, compare) {
			t.Errorf("%q is the table %q, whose address leads to another: %s; wrong: %q", query, address, cmp.Diff(state, again, compare), wrong)
		}
	})
}
