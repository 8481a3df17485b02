package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

func testTrail(t *testing.T, open opener) {
	t.Run("every filter, page by page", func(t *testing.T) { t.Parallel(); trailByModel(t, open) })
	t.Run("names what is gone", func(t *testing.T) { t.Parallel(); trailNames(t, newWorld(t, open, landscape)) })
	t.Run("tells each organization of its members' sign-ins", func(t *testing.T) { t.Parallel(); trailOfSignIns(t, newWorld(t, open, landscape)) })
	t.Run("authors", func(t *testing.T) { t.Parallel(); trailAuthors(t, newWorld(t, open, landscape)) })
	t.Run("an export is told of", func(t *testing.T) { t.Parallel(); trailExport(t, newWorld(t, open, landscape)) })
}

// trail reads everything that a filter shows, page by page, and back again to the newest.
func (w *world) trail(o tenant, who string, f store.EventFilter, rows int) (list []store.Entry) {
	w.Helper()
	q := store.EventQuery{Filter: f, Rows: rows}
	for {
		page, err := w.store.Events(w.Context(), o.actor(who), q)
		must(w.T, "read the trail", err)
		if len(page.Entries) > rows || page.HasNewer != (q.After > 0) || page.Stopped != 0 {
			w.Fatalf("%d entries of %d, newer %t after %d, stopped at %d", len(page.Entries), rows, page.HasNewer, q.After, page.Stopped)
		}
		if list = append(list, page.Entries...); !page.HasOlder {
			if page.Total.More != (strings.TrimSpace(f.Search) != "") || !page.Total.More && page.Total.N != len(list) {
				w.Errorf("%+v has %d entries, and %+v are counted", f, len(list), page.Total)
			}
			w.trailBackwards(o, who, q, list)
			return list
		}
		q.After = list[len(list)-1].Seq
	}
}

func (w *world) trailBackwards(o tenant, who string, q store.EventQuery, list []store.Entry) {
	w.Helper()
	for q.After = 0; len(list) > q.Rows; {
		last := list[len(list)-1]
		q.Before, list = last.Seq, list[:len(list)-1]
		page, err := w.store.Events(w.Context(), o.actor(who), q)
		must(w.T, "go back", err)
		want := list[max(0, len(list)-q.Rows):]
		wantDiff(w.T, "the page before", toldIn(want), toldIn(page.Entries))
		if page.HasNewer != (len(list) > q.Rows) || !page.HasOlder {
			w.Fatalf("the page before %d: newer %t, older %t", last.Seq, page.HasNewer, page.HasOlder)
		}
		list = list[:len(list)-len(want)+1]
	}
}

// toldIn is what entries tell, in short.
func toldIn(entries []store.Entry) (list []string) {
	for _, e := range entries {
		list = append(list, fmt.Sprint(e.Seq, " ", e.ActorName, " ", e.Action, " ", e.Name))
	}
	return list
}

// fillTrail does many things, at instants that don't always grow.
func (w *world) fillTrail() {
	for i := range 60 {
		at := start.Add(time.Duration(i*37%50) * time.Hour)
		who := []string{"ada", "bo", "abe"}[i%3]
		by := call(w.actor(who), at)
		by.Request.Address = fmt.Sprintf("192.0.2.%d", i%4)
		switch i % 5 {
		case 0:
			must(w.T, "describe", errOf(w.store.DescribeKey(w.Context(), by, w.key("key1"), 0, store.Description{Purpose: fmt.Sprint("now ", i)})))
		case 1:
			must(w.T, "rename", errOf(w.store.RenameKey(w.Context(), by, w.key("key2"), 0, fmt.Sprint("Überblick ", i))))
		case 2:
			must(w.T, "sign in", w.store.StartSession(w.Context(), by, store.NewSession{Token: digest(fmt.Sprint("trail", i)), Name: "s", Account: w.account(who)}))
		case 3:
			must(w.T, "change a role", assignRole(w.Context(), w.store, call(w.actor("ada"), at), w.account("bea"), []store.Role{store.RoleUser, store.RoleManager}[i/5%2]))
		case 4:
			must(w.T, "give access", w.store.GiveAccess(w.Context(), by, store.AccessEntry{Resource: w.resource("atlas"), Principal: w.principal("dan"),
				Access: []store.Access{store.AccessModify, store.AccessView}[i/5%2]}))
		}
	}
}

// trailByModel compares what filters show with what they say of each event.
func trailByModel(t *testing.T, open opener) {
	w := newWorld(t, open, landscape)
	w.fillTrail()
	all := w.trail(w.tenant, "bo", store.EventFilter{}, 7)
	if len(all) < 60 || !slices.IsSortedFunc(all, func(a, b store.Entry) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return int(b.Seq - a.Seq)
	}) {
		t.Fatalf("%d events, or not the newest first", len(all))
	}
	ada := store.Actor{Kind: store.ActorMember, ID: w.principal("ada")}
	noon := start.Add(20 * time.Hour)
	for name, f := range map[string]store.EventFilter{
		"one actor":             {Actors: []store.Actor{ada}},
		"two actors":            {Actors: []store.Actor{ada, {Kind: store.ActorOperator}}},
		"the operator":          {Actors: []store.Actor{{Kind: store.ActorOperator}}},
		"jobs":                  {Actors: []store.Actor{{Kind: store.ActorJob}}},
		"somebody of the twin":  {Actors: []store.Actor{{Kind: store.ActorMember, ID: w.twin.principal("ada")}}},
		"keys":                  {Families: []store.EventFamily{store.FamilyKeys}},
		"members and resources": {Families: []store.EventFamily{store.FamilyMembers, store.FamilyResources}},
		"sign-ins":              {Families: []store.EventFamily{store.FamilySignIns}},
		"no family":             {Families: []store.EventFamily{"none"}},
		"a subject":             {Subject: string(w.key("key2"))},
		"no subject":            {Subject: id("nobody")},
		"from":                  {At: store.Span{From: noon}},
		"to":                    {At: store.Span{To: noon}},
		"between":               {At: store.Span{From: noon, To: noon.Add(5 * time.Hour)}},
		"search":                {Search: "überBLICK 1"},
		"search for a person":   {Search: "moreau"},
		"search an address":     {Search: "192.0.2.3"},
		"search an id":          {Search: string(w.key("key1"))},
		"search a letter":       {Search: "b"},
		"search for signs":      {Search: "%_'\\"},
		"what can't be there":   {Search: "a\x00b"},
		"nothing but spaces":    {Search: "   "},
		"all of them":           {Search: "moreau", Actors: []store.Actor{ada}, Families: []store.EventFamily{store.FamilyKeys}, Subject: string(w.key("key1")), At: store.Span{From: start}},
		"two of them":           {Actors: []store.Actor{ada}, Subject: string(w.key("key2"))},
	} {
		var want []store.Entry
		for _, e := range all {
			if f.Shows(e.Event) {
				want = append(want, e)
			}
		}
		for _, rows := range []int{3, 100} {
			wantDiff(t, name, toldIn(want), toldIn(w.trail(w.tenant, "ada", f, rows)))
		}
		wantDiff(t, name+", exported", toldIn(want), toldIn(w.exportedTrail("ada", f)))
	}
	for _, seq := range []int64{-1, 1 << 40} {
		page, err := w.store.Events(t.Context(), w.actor("ada"), store.EventQuery{Rows: 5, After: seq})
		must(t, "ask from nowhere", err)
		wantDiff(t, "the page after an event that there isn't", toldIn(all[:5]), toldIn(page.Entries))
	}
}

func (w *world) exportedTrail(who string, f store.EventFilter) (list []store.Entry) {
	w.Helper()
	for q := (store.EventQuery{Filter: f}); ; {
		batch, err := w.store.EventBatch(w.Context(), w.actor(who), q)
		must(w.T, "export the trail", err)
		if list = append(list, batch.Entries...); batch.Next == 0 {
			return list
		}
		q.After = batch.Next
	}
}

// trailNames looks at what is told of what is there, has another name, or is gone.
func trailNames(t *testing.T, w *world) {
	w.describe("bo", "key3", store.Description{Purpose: "x"})
	must(t, "rename", errOf(w.store.RenameKey(t.Context(), w.as("bo"), w.key("key3"), 0, "Renamed")))
	must(t, "delete", w.delete("key3"))
	w.describe("bo", "key1", store.Description{Purpose: "x", Contact: w.account("bea")})
	var got []string
	for _, e := range w.trail(w.tenant, "ada", store.EventFilter{Families: []store.EventFamily{store.FamilyKeys}}, 25) {
		if e.Action != store.PlanConfirmed {
			got = append(got, fmt.Sprint(e.Action, " ", e.Name, " ", e.There))
		}
	}
	wantDiff(t, "what keys are called", []string{
		"key.described key1 true", "key.deleted Renamed false", "key.renamed Renamed false", "key.described key3 false",
	}, got)
	page, err := w.store.Events(t.Context(), w.actor("ada"), store.EventQuery{Rows: 25, Filter: store.EventFilter{Subject: string(w.key("key3"))}})
	must(t, "read of one key", err)
	if page.Subject.Name != "Renamed" || page.Subject.There || len(page.Entries) != 3 {
		t.Errorf("%d entries about %+v", len(page.Entries), page.Subject)
	}
	must(t, "add an owner", w.store.AddOwner(t.Context(), w.as("bo"), w.resource("atlas"), w.principal("key2")))
	page, err = w.store.Events(t.Context(), w.actor("ada"), store.EventQuery{Rows: 1})
	must(t, "read of an owner", err)
	e, err := w.store.Event(t.Context(), w.actor("bo"), page.Entries[0].Seq)
	must(t, "look at the event", err)
	if e.Name != "The atlas" || !e.There || e.Names[string(w.principal("key2"))] != "key2" || e.Action != store.ResourceOwner {
		t.Errorf("the newest event is %+v", e)
	}
	_, err = w.store.Event(t.Context(), w.twin.actor("ada"), e.Seq)
	wantErr(t, "look at an event of the twin", err, store.ErrNotFound)
}

// trailOfSignIns signs in somebody who is a member of both organizations, somebody who is of one, and somebody who left. Who
// works for both changes their name and password too: both learn that, and nothing of where it was done.
func trailOfSignIns(t *testing.T, w *world) {
	for i, who := range []string{"gil", "ada", "fay"} {
		session := store.NewSession{Token: digest("in" + who), Name: fmt.Sprint("s", i), Account: w.account(who)}
		must(t, "sign "+who+" in", w.store.StartSession(t.Context(), w.as(who), session))
	}
	gil := call(memberOf(w.plot, "gil"), start)
	gil.Request = store.Request{ID: "r", Address: "192.0.2.9", Session: "s0"}
	must(t, "another password", w.store.ChangePassword(t.Context(), gil, store.NewPassword{Checked: "$argon2id$gil", Hash: "$argon2id$gil again", Token: digest("gil again")}))
	must(t, "another name", w.store.RenameAccount(t.Context(), gil, "Gilles Moreau"))
	signIns := store.EventFilter{Families: []store.EventFamily{store.FamilySignIns}}
	for name, tt := range map[string]struct {
		at   tenant
		want []string
	}{
		"the organization": {w.tenant, []string{"Ada Moreau authn.ok Ada Moreau", "Gil Moreau account.password Gil Moreau"}},
		"its twin":         {w.twin, []string{"Gil Moreau account.password Gil Moreau"}},
	} {
		var got []string
		for _, e := range w.trail(tt.at, "ada", signIns, 25) {
			got = append(got, fmt.Sprint(e.ActorName, " ", e.Action, " ", e.Name))
			if e.Org != tt.at.Org || (e.Request.Address == "") != (e.Action == store.AccountPassword) {
				t.Errorf("%s is told of %+v", name, e)
			}
		}
		wantDiff(t, name, tt.want, got)
		about := w.trail(tt.at, "ada", store.EventFilter{Subject: string(w.account("gil"))}, 25)
		if about[0].Action != store.MemberRenamed || about[0].Request != (store.Request{ID: "r"}) || about[1].Request != (store.Request{ID: "r"}) {
			t.Errorf("%s is told of %+v and %+v", name, about[0].Event, about[1].Event)
		}
	}
}

func trailAuthors(t *testing.T, w *world) {
	chosen := []store.Actor{{Kind: store.ActorOperator}, {Kind: store.ActorMember, ID: w.principal("fay")}, {Kind: store.ActorKey, ID: w.principal("key1")},
		{Kind: store.ActorMember, ID: w.twin.principal("ada")}, {Kind: store.ActorKey, ID: w.principal("ada")}}
	for name, tt := range map[string]struct {
		search string
		limit  int
		want   []string
	}{
		"the chosen ones":   {"", 0, []string{"operator ", "member Fay Moreau left", "key key1"}},
		"somebody":          {"bEA", 5, []string{"operator ", "member Fay Moreau left", "key key1", "member Bea Moreau"}},
		"by name, at first": {"", 2, []string{"operator ", "member Fay Moreau left", "key key1", "member Abe Moreau", "member Ada Moreau"}},
	} {
		list, err := w.store.Authors(t.Context(), w.actor("bo"), tt.search, chosen, tt.limit)
		must(t, "look for authors", err)
		var got []string
		for _, a := range list {
			words := string(a.Kind) + " " + a.Name
			if a.Left {
				words += " left"
			}
			got = append(got, words)
		}
		wantDiff(t, name, tt.want, got)
	}
}

func trailExport(t *testing.T, w *world) {
	q := store.EventQuery{Filter: store.EventFilter{Search: "who was looked for", Subject: string(w.key("key1"))}}
	must(t, "begin an export", w.store.StartEventExport(t.Context(), w.as("ada"), q, "jsonl"))
	page, err := w.store.Events(t.Context(), w.actor("ada"), store.EventQuery{Rows: 1})
	must(t, "read the trail", err)
	e := page.Entries[0]
	if e.Action != store.EventsExported || e.Action.Family() != store.FamilyExports || store.Value(e.After, "format") != "jsonl" || store.Value(e.After, "filters") != "2" {
		t.Errorf("told of %+v", e)
	}
	if encoded, err := e.Canonical(); err != nil || strings.Contains(string(encoded), "looked for") {
		t.Errorf("the event holds what was looked for: %s, %v", encoded, err)
	}
}

// trailRows are the matrix's of the audit trail.
var trailRows = map[string]line{
	"Events": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.Events(a.Context(), a.actor, store.EventQuery{Rows: 25})) },
		who:   resourceManagers, otherwise: refused,
	},
	"Event": {
		looks: true,
		do: func(a attempt) error {
			return errOf(a.store.Event(a.Context(), a.actor, -1))
		},
		who: map[string]outcome{"user-creator": forbidden, "user-other": forbidden}, otherwise: refused,
	},
	"Events about another's key": {
		looks: true,
		do: func(a attempt) error {
			page, err := a.store.Events(a.Context(), a.actor, store.EventQuery{Rows: 25, Filter: store.EventFilter{Subject: string(a.twin.key("key1"))}})
			if a.note != nil && len(page.Entries) == 0 {
				*a.note = nothing
			}
			return err
		},
		otherwise: nothing,
	},
	"Authors": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.Authors(a.Context(), a.actor, "", nil, 10)) },
		who:   resourceManagers, otherwise: refused,
	},
	"StartEventExport": {
		do: func(a attempt) error {
			return a.store.StartEventExport(a.Context(), a.call(), store.EventQuery{}, "csv")
		},
		who: administrators, otherwise: refused,
	},
	"EventBatch": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.EventBatch(a.Context(), a.actor, store.EventQuery{})) },
		who:   administrators, otherwise: refused,
	},
}
