package sqlstore_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
	"chatelaine/store/sqlstore"
)

var benchData = flag.String("data", "", "folder in which the table's benchmark keeps its data; empty: a temporary one")

// tableStore is a large organization as the demo has it, with uses, beside a small one.
func tableStore(b *testing.B, keys int) (*sqlstore.DB, store.Actor) {
	b.Helper()
	dir := *benchData
	if dir == "" {
		dir = b.TempDir()
	}
	db := open(b, sqlstore.Config{Dir: dir})
	if ada, err := db.Credentials(b.Context(), sample.AdaEmail); err == nil {
		portal, err := db.Portal(b.Context(), ada.Account.ID, sample.MeridianSlug)
		if err != nil {
			b.Fatal(err)
		}
		return db, store.Actor{Kind: store.ActorMember, ID: ada.Account.ID.Principal(), Org: portal.Current.Organization.Org}
	}
	operator := store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: benchStart}
	random := rand.NewChaCha8([32]byte{1})
	small, err := sample.Delta(benchStart, random)
	if err == nil {
		_, err = db.ImportOrganization(b.Context(), operator, small)
	}
	if err != nil {
		b.Fatal(err)
	}
	large, err := sample.Meridian(benchStart, random, keys)
	if err != nil {
		b.Fatal(err)
	}
	made, uses := large.Keys, rand.New(random)
	large.Keys = func(yield func(store.ImportedKey) bool) {
		made(func(k store.ImportedKey) bool {
			if age := benchStart.Sub(k.CreatedAt); uses.IntN(8) > 0 && age > 0 {
				k.LastUsed = benchStart.Add(-time.Duration(uses.Float64() * uses.Float64() * float64(age)))
			}
			return yield(k)
		})
	}
	began := time.Now()
	org, err := db.ImportOrganization(b.Context(), operator, large)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("importing %d keys took %v", keys, time.Since(began).Round(time.Millisecond))
	return db, store.Actor{Kind: store.ActorMember, ID: large.Members[0].Account.ID.Principal(), Org: org.Org}
}

// tableFilters are filters of each sort, alone.
func tableFilters(members []store.Creator) map[string]store.KeyFilter {
	ago := func(days int) time.Time { return benchStart.AddDate(0, 0, -days) }
	text := func(op store.TextOp, text string) store.TextFilter { return store.TextFilter{Op: op, Text: text} }
	creators := []store.AccountID{members[0].ID, members[len(members)/2].ID}
	filters := map[string]store.KeyFilter{
		"none": {}, "search 0 hits": {Search: "qqq"}, "search few": {Search: "lyon 12"}, "search many": {Search: "parcel"}, "search 1 letter": {Search: "p"},
		"search 2 letters": {Search: "ly"}, "search 1 letter 0 hits": {Search: "ж"}, "search creator": {Search: "halvorsen"}, "search sync · l": {Search: "sync · l"},
		"name starts": {Name: text(store.TextStarts, "tile")}, "name is": {Name: text(store.TextIs, "Tile server · staging")}, "name is not": {Name: text(store.TextIsNot, "x")},
		"name contains": {Name: text(store.TextContains, "paris")}, "id starts": {ID: text(store.TextStarts, "a")}, "id contains": {ID: text(store.TextContains, "abc")},
		"role user": {Roles: []store.Role{store.RoleUser}}, "role manager": {Roles: []store.Role{store.RoleManager}},
		"a creator": {Creators: creators[:1]}, "two creators": {Creators: creators}, "creator left": {CreatorLeft: true},
		"created in a week": {Created: store.Span{From: ago(7)}}, "created in a month, long ago": {Created: store.Span{From: ago(400), To: ago(370)}},
		"created in a year": {Created: store.Span{From: ago(365)}}, "expires in 30 days": {Expires: store.Span{From: ago(0), To: ago(-30)}},
		"expires in a day": {Expires: store.Span{From: ago(-40), To: ago(-41)}}, "expired in a week": {Expires: store.Span{From: ago(7), To: ago(0)}},
		"not used for 90 days": {Used: store.Span{To: ago(90)}}, "used in an hour": {Used: store.Span{From: benchStart.Add(-time.Hour)}}, "never used": {NeverUsed: true},
		"unconfirmed": {Unconfirmed: true}, "owns resources": {OwnsResources: true},
	}
	for _, status := range []store.Status{store.StatusInactive, store.StatusExpired, store.StatusExpiringSoon, store.StatusActive} {
		filters["status "+string(status)] = store.KeyFilter{Statuses: []store.Status{status}}
	}
	filters["status active or soon"] = store.KeyFilter{Statuses: []store.Status{store.StatusActive, store.StatusExpiringSoon}}
	return filters
}

// took are durations, to be cut into percentiles.
type took []time.Duration

func (t took) at(share float64) time.Duration {
	slices.Sort(t)
	return t[min(len(t)-1, int(share*float64(len(t))))]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkTable reads first pages of every single filter in every order. Each round of it is all orders.
func BenchmarkTable(b *testing.B) {
	db, ada := tableStore(b, *benchKeys)
	members, err := db.KeyCreators(b.Context(), ada, "", nil, 100)
	if err != nil {
		b.Fatal(err)
	}
	var creators []store.Creator
	for _, m := range members {
		creators = append(creators, m.Creator)
	}
	filters := tableFilters(creators)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range filters {
			if !yield(name) {
				return
			}
		}
	}) {
		b.Run(name, func(b *testing.B) { benchmarkOrders(b, db, ada, filters[name]) })
	}
	b.Run("choices", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.KeyChoices(b.Context(), ada, benchStart); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("far pages", func(b *testing.B) { benchmarkFarPages(b, db, ada) })
}

func benchmarkOrders(b *testing.B, db *sqlstore.DB, ada store.Actor, f store.KeyFilter) {
	var all took
	worst := map[store.KeySort]took{}
	stopped := map[store.KeySort]int{}
	for b.Loop() {
		for _, column := range store.KeyColumns {
			for _, sort := range []store.KeySort{{Column: column}, {Column: column, Descending: true}} {
				if column == store.ColumnGroups || column == store.ColumnKey {
					continue
				}
				began := time.Now()
				page, err := db.Keys(b.Context(), ada, store.KeyQuery{Filter: f, Sort: sort, Rows: 25, At: benchStart})
				if err != nil {
					b.Fatal(err)
				}
				d := time.Since(began)
				all, worst[sort] = append(all, d), append(worst[sort], d)
				if !page.Stopped.IsZero() {
					stopped[sort] = len(page.Keys)
				}
			}
		}
	}
	var slow store.KeySort
	for sort, t := range worst {
		if slow.Column == "" || t.at(0.5) > worst[slow].at(0.5) {
			slow = sort
		}
	}
	b.ReportMetric(ms(all.at(0.5)), "p50-ms")
	b.ReportMetric(ms(all.at(0.99)), "p99-ms")
	b.ReportMetric(ms(worst[slow].at(0.5)), "worst-p50-ms-by-"+slow.String())
	b.ReportMetric(0, "ns/op")
	for sort, n := range stopped {
		b.Logf("by %s it stops with %d keys", sort, n)
	}
}

// benchmarkFarPages reads pages in the middle, and backwards from there.
func benchmarkFarPages(b *testing.B, db *sqlstore.DB, ada store.Actor) {
	var t took
	for b.Loop() {
		for _, f := range []store.KeyFilter{{}, {Roles: []store.Role{store.RoleUser}}, {Search: "parcel"}} {
			middle := store.Cursor{Sort: store.NewestFirst, Number: benchStart.AddDate(-1, 0, 0).UnixMilli()}
			for _, q := range []store.KeyQuery{{After: middle}, {Before: middle}} {
				q.Filter, q.Rows, q.At = f, 25, benchStart
				began := time.Now()
				if page, err := db.Keys(b.Context(), ada, q); err != nil || len(page.Keys) == 0 {
					b.Fatal(len(page.Keys), err)
				}
				t = append(t, time.Since(began))
			}
		}
	}
	b.ReportMetric(ms(t.at(0.5)), "p50-ms")
	b.ReportMetric(ms(t.at(0.99)), "p99-ms")
	b.ReportMetric(0, "ns/op")
}
