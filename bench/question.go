package bench

import (
	"net/url"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
)

// Kind is what a figure is compared with.
type Kind string

// The kinds of questions.
const (
	KindOrder    Kind = "order"    // the first page, unfiltered
	KindFilter   Kind = "filter"   // first pages of one filter, in all orders
	KindContains Kind = "contains" // the same, where a text is looked for inside of others
	KindPage     Kind = "page"     // other pages
	KindCount    Kind = "count"    // numbers beside the choices of a filter
	KindBoard    Kind = "board"    // the dashboard
)

// place is which page of a table is asked for.
type place uint8

const (
	first  place = iota
	second       // by the first one's link
	far          // after a key in the middle, as creation goes
	back         // before that key
	board        // the dashboard
)

// ask is one address, but for what depends on the keys that there are.
type ask struct {
	order string // as the address says it
	query string // the rest of the address, escaped
	place place
}

// question is a line of the report.
type question struct {
	name   string
	kind   Kind
	asks   []ask
	repeat int // how many times in a round
}

// times is how many times a question is asked in a round; once is enough before they are measured.
func (q question) times(round int) int {
	if round == 0 {
		return 1
	}
	return q.repeat
}

// Orders are all that the table can be in, as an address says them.
func Orders() (list []string) {
	for _, column := range store.KeyColumns {
		if column.Sorts() && column != store.ColumnKey { // its order is the id's
			list = append(list, store.KeySort{Column: column}.String(), store.KeySort{Column: column, Descending: true}.String())
		}
	}
	return list
}

// questions are all that is asked, at an instant, in these orders.
func questions(at time.Time, orders []string) (list []question) {
	const often = 8 // lines of one order get about as many measurements as those of all
	for _, order := range orders {
		list = append(list, question{"first page by " + order, KindOrder, []ask{{order: order}}, often})
	}
	for _, f := range filters(at) {
		list = append(list, question{f.name, f.kind, inEach(orders, f.query, first), 1})
	}
	for _, p := range []struct {
		name  string
		place place
	}{{"second page", second}, {"far page", far}, {"backwards from there", back}} {
		list = append(list,
			question{p.name, KindPage, inEach(orders, "", p.place), 1},
			question{p.name + ", of users", KindPage, inEach(orders, "role=user", p.place), 1},
			question{p.name + ", search parcel", KindContains, inEach(orders, "q=parcel", p.place), 1})
	}
	return append(list,
		question{"the dashboard", KindBoard, []ask{{place: board}}, often},
		question{"counts by status and role", KindCount, []ask{{}}, often})
}

func inEach(orders []string, query string, place place) (list []ask) {
	for _, order := range orders {
		list = append(list, ask{order, query, place})
	}
	return list
}

// filter is one filter as an address says it.
type filter struct {
	name  string
	kind  Kind
	query string
}

// filters are all that the page offers, each alone, and some together; at an instant.
func filters(at time.Time) (list []filter) {
	add := func(kind Kind, name, parameter, value string) {
		list = append(list, filter{name, kind, parameter + "=" + url.QueryEscape(value)})
	}
	for _, term := range []struct{ hits, text string }{
		{"none", "qqq"}, {"few", "lyon 12"}, {"few", "weather stations · pau 3"}, {"many", "parcel"}, {"many", "sync · l"}, {"a creator's", "halvorsen"},
		{"none", "ж"}, {"many", "p"}, {"none", "qq"}, {"many", "ly"}, {"many", "ing"}, {"few", "401"},
	} {
		add(KindContains, "search “"+term.text+"” ("+term.hits+")", "q", term.text)
	}
	add(KindContains, "name contains “paris”", "name", "paris")
	add(KindContains, "name contains “pa”", "name", "pa")
	add(KindContains, "ID contains “abc”", "id", "abc")
	add(KindFilter, "name starts with “tile”", "name", "starts:tile")
	add(KindFilter, "name is", "name", "is:Tile server · staging")
	add(KindFilter, "name is not", "name", "not:x")
	add(KindFilter, "ID starts with “a”", "id", "starts:a")
	for _, status := range []store.Status{store.StatusActive, store.StatusExpiringSoon, store.StatusExpired, store.StatusInactive} {
		add(KindFilter, "status "+string(status), "status", string(status))
	}
	add(KindFilter, "status active or expiring", "status", "active,expiring")
	add(KindFilter, "role user", "role", "user")
	add(KindFilter, "role manager", "role", "manager")
	creators := sample.MeridianCreators()
	add(KindFilter, "one creator", "by", string(creators[0]))
	add(KindFilter, "two creators", "by", string(creators[1]+","+creators[2]))
	list = append(list, dated(at)...)
	add(KindFilter, "creator left", "only", "left")
	add(KindFilter, "unconfirmed", "only", "unconfirmed")
	add(KindFilter, "owns resources", "only", "owns")
	return append(list,
		filter{"managers' that are expiring", KindFilter, "role=manager&status=expiring"},
		filter{"search “parcel”, expired", KindContains, "q=parcel&status=expired"})
}

// dated are the filters on dates: presets, and days of which there are few and many.
func dated(at time.Time) (list []filter) {
	day := func(from, to int) string {
		return at.AddDate(0, 0, from).Format(time.DateOnly) + ".." + at.AddDate(0, 0, to).Format(time.DateOnly)
	}
	for _, f := range []struct{ name, parameter, value string }{
		{"created in 7 days", "created", "last7d"}, {"created in 365 days", "created", "last365d"}, {"created in a month, long ago", "created", day(-400, -370)},
		{"expires in 7 days", "expires", "next7d"}, {"expires in 30 days", "expires", "next30d"}, {"expires on a day", "expires", day(40, 40)},
		{"expired in 30 days", "expires", "last30d"}, {"used in 7 days", "used", "last7d"}, {"used on a day, long ago", "used", day(-300, -300)},
		{"not used for 90 days", "used", "over90d"}, {"never used", "used", "never"},
	} {
		list = append(list, filter{f.name, KindFilter, f.parameter + "=" + url.QueryEscape(f.value)})
	}
	return list
}
