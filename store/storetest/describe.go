package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// aboutKeys are keys of which something is said: key1 by ada, key2 by dee with bo as contact, key3 with fay, who left.
var aboutKeys = plot{keys: []keyPlot{
	{name: "key1"}, {name: "key2", creator: "dee", purpose: "Sends the night's parcels", labels: []store.Label{{Name: "env", Value: "production"}}, contact: "bo"},
	{name: "key3", contact: "fay"},
}}

func testDescriptions(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"what is said is kept, found and gone with the key": describedAndDeleted,
		"what is refused":                           descriptionRefused,
		"who can be the contact":                    descriptionContacts,
		"a form that was opened before a change":    descriptionStale,
		"of 20 people at once one has the word":     descriptionRace,
		"a new key says what it is for":             describedAtFirst,
		"an event tells what was and what is":       descriptionEvents,
		"labels and contacts to choose are counted": aboutChoices,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, newWorld(t, open, aboutKeys)) })
	}
}

func (w *world) describe(who, key string, d store.Description) store.Key {
	w.Helper()
	k, err := w.store.DescribeKey(w.Context(), w.as(who), w.key(key), 0, d)
	must(w.T, "describe "+key, err)
	return k
}

// wantFound checks what a filter shows ada.
func (w *world) wantFound(doing string, f store.KeyFilter, want ...string) {
	w.Helper()
	page := pageOf(w.T, w, "ada", store.KeyQuery{Rows: 25, Filter: f, Sort: store.KeySort{Column: store.ColumnName}})
	wantDiff(w.T, doing, want, names(page.Keys))
}

func describedAndDeleted(t *testing.T, w *world) {
	d := store.Description{Purpose: "  Feeds the   Überblick ", Labels: []store.Label{{Name: "team", Value: "Geo Data"}, {Name: "env", Value: "staging"}}, Contact: w.account("bea")}
	got := w.describe("bo", "key1", d)
	wantDiff(t, "purpose", "Feeds the Überblick", got.Purpose)
	wantDiff(t, "labels", []store.Label{{Name: "env", Value: "staging"}, {Name: "team", Value: "Geo Data"}}, got.Labels)
	if got.Contact.ID != w.account("bea") || got.Contact.Name != fullName("bea") || got.Version != 2 {
		t.Errorf("contact %+v, version %d", got.Contact, got.Version)
	}
	info, err := w.store.Key(t.Context(), w.actor("ada"), w.key("key1"))
	must(t, "see it", err)
	wantDiff(t, "the key that is answered", info.Key, got)
	for search, want := range map[string][]string{"überb": {"key1"}, "fe": {"key1"}, "geo da": {"key1"}, "env: s": {"key1"}, "te": {"key1"}, "parcels": {"key2"}, "fay": nil} {
		w.wantFound("search "+search, store.KeyFilter{Search: search}, want...)
	}
	again := w.describe("ada", "key1", store.Description{Purpose: got.Purpose, Labels: got.Labels})
	wantDiff(t, "described as it is", got, again)
	must(t, "delete it", deleteKey(t, w.store, w.as("ada"), w.key("key1"), store.Choice{Kind: store.ChoiceDestroy}))
	w.wantFound("search what is gone", store.KeyFilter{Search: "überb"})
	w.wantFound("a label of what is gone", store.KeyFilter{Labels: []store.Label{{Name: "team"}}})
	cleared := w.describe("bo", "key2", store.Description{Contact: w.account("ada")})
	if cleared.Purpose != "" || len(cleared.Labels) > 0 || cleared.Contact.ID != w.account("ada") {
		t.Errorf("cleared it is %+v", cleared)
	}
	w.wantFound("what was said of it before", store.KeyFilter{Search: "parcels"})
}

func descriptionRefused(t *testing.T, w *world) {
	many := make([]store.Label, store.MaxLabels+1)
	for i := range many {
		many[i] = store.Label{Name: fmt.Sprint("l", i), Value: "x"}
	}
	label := func(name, value string) []store.Label { return []store.Label{{Name: name, Value: value}} }
	for name, tt := range map[string]struct {
		d     store.Description
		field string
	}{
		"one letter too many":           {store.Description{Purpose: strings.Repeat("é", 201)}, "purpose"},
		"an override":                   {store.Description{Purpose: "a\u202eb"}, "purpose"},
		"two lines":                     {store.Description{Purpose: "a\nb"}, "purpose"},
		"a whole key":                   {store.Description{Purpose: "chk_0123456789ab_0123456789012345678901234567890123456789"}, "purpose"},
		"one label too many":            {store.Description{Labels: many}, "labels"},
		"a capital letter":              {store.Description{Labels: label("Env", "x")}, "labels"},
		"no name":                       {store.Description{Labels: label("", "x")}, "labels"},
		"a name that begins with a dot": {store.Description{Labels: label(".env", "x")}, "labels"},
		"a name of 33":                  {store.Description{Labels: label(strings.Repeat("a", 33), "x")}, "labels"},
		"no value":                      {store.Description{Labels: label("env", " ")}, "labels"},
		"a value of 65":                 {store.Description{Labels: label("env", strings.Repeat("é", 65))}, "labels"},
		"a control character":           {store.Description{Labels: label("env", "a\x00b")}, "labels"},
		"a name twice":                  {store.Description{Labels: append(label("env", "a"), label("env", "b")...)}, "labels"},
		"who left":                      {store.Description{Contact: w.account("fay")}, "contact"},
		"somebody of the twin":          {store.Description{Contact: w.twin.account("bea")}, "contact"},
		"nobody":                        {store.Description{Contact: "nobody"}, "contact"},
		"a key":                         {store.Description{Contact: store.AccountID(w.key("key1"))}, "contact"},
	} {
		_, err := w.store.DescribeKey(t.Context(), w.as("bo"), w.key("key1"), 0, tt.d)
		wantInvalid(t, name, err, tt.field)
	}
	for name, d := range map[string]store.Description{
		"the longest": {Purpose: strings.Repeat("é", 200), Labels: many[1:]}, "right to left": {Purpose: "שלום"}, "emoji": {Purpose: "🗺 maps", Labels: label("team", "🗺")},
		"the longest label": {Labels: label(strings.Repeat("a", 32), strings.Repeat("é", 64))}, "nothing": {},
	} {
		got := w.describe("bo", "key1", d)
		wantDiff(t, name, d.Purpose, got.Purpose)
		wantDiff(t, name, len(d.Labels), len(got.Labels))
	}
}

func descriptionContacts(t *testing.T, w *world) {
	form, err := w.store.DescriptionForm(t.Context(), w.actor("bo"), w.key("key3"))
	must(t, "open the form", err)
	var got []string
	for _, c := range form.Contacts {
		got = append(got, c.Name)
	}
	wantDiff(t, "contacts to choose", []string{"Fay Moreau", "Abe Moreau", "Ada Moreau", "Bea Moreau", "Bo Moreau", "Dan Moreau", "Dee Moreau", "Gil Moreau", "Hal Moreau"}, got)
	if !form.Key.Contact.Left {
		t.Errorf("the contact who left is %+v", form.Key.Contact)
	}
	w.wantFound("keys with nobody to ask", store.KeyFilter{ContactLeft: true}, "key3")
	kept := w.describe("bo", "key3", store.Description{Purpose: "kept", Contact: w.account("fay")})
	if kept.Contact.ID != w.account("fay") {
		t.Errorf("who left can't stay the contact: %+v", kept.Contact)
	}
	w.describe("bo", "key3", store.Description{Contact: w.account("ada")}) // its creator
	w.wantFound("keys with nobody to ask", store.KeyFilter{ContactLeft: true})
	w.wantFound("ada's", store.KeyFilter{Contacts: []store.AccountID{w.account("ada")}}, "key1", "key3")
	w.wantFound("bo's and dee's", store.KeyFilter{Contacts: []store.AccountID{w.account("bo"), w.account("dee")}}, "key2")
	w.wantFound("dee's, who made a key that bo has now", store.KeyFilter{Contacts: []store.AccountID{w.account("dee")}})
}

func descriptionStale(t *testing.T, w *world) {
	version := w.describe("bo", "key1", store.Description{Purpose: "first"}).Version
	_, err := w.store.DescribeKey(t.Context(), w.as("ada"), w.key("key1"), version-1, store.Description{Purpose: "second"})
	var changed *store.KeyChangedError
	if !errors.As(err, &changed) || changed.Key.Purpose != "first" || changed.Last.Action != store.KeyDescribed || changed.Last.ActorName != fullName("bo") {
		t.Fatalf("an old form is answered with %v", err)
	}
	_, err = w.store.DescribeKey(t.Context(), w.as("ada"), w.key("key1"), version, store.Description{Purpose: "second"})
	must(t, "describe with the new version", err)
}

func descriptionRace(t *testing.T, w *world) {
	errs := make([]error, 20)
	together(len(errs), func(i int) {
		_, errs[i] = w.store.DescribeKey(t.Context(), w.as("bo"), w.key("key1"), 1, store.Description{Purpose: fmt.Sprint("by ", i), Labels: []store.Label{{Name: "n", Value: fmt.Sprint(i)}}})
	})
	won := -1
	for i, err := range errs {
		if err == nil && won < 0 {
			won = i
		} else if !errors.Is(err, store.ErrKeyChanged) {
			t.Errorf("%d: %v", i, err)
		}
	}
	info, err := w.store.Key(t.Context(), w.actor("ada"), w.key("key1"))
	must(t, "see it", err)
	if info.Key.Purpose != fmt.Sprint("by ", won) || len(info.Key.Labels) != 1 || info.Key.Labels[0].Value != fmt.Sprint(won) {
		t.Errorf("%d won, and it is %+v", won, info.Key)
	}
}

func describedAtFirst(t *testing.T, w *world) {
	in := w.newKey("Nightly")
	in.Purpose, in.Labels = "Counts boats", []store.Label{{Name: "env", Value: "test"}}
	created, err := w.store.CreateKey(t.Context(), w.as("bo"), in)
	must(t, "create it", err)
	info, err := w.store.Key(t.Context(), w.actor("bo"), in.ID)
	must(t, "see it", err)
	wantDiff(t, "what was created", info.Key, created.Key)
	if info.Key.Purpose != in.Purpose || info.Key.Contact != info.Key.Creator || len(info.Key.Labels) != 1 {
		t.Errorf("the new key is %+v", info.Key)
	}
	w.wantFound("search", store.KeyFilter{Search: "boats"}, "Nightly")
	in = w.newKey("Daily")
	in.Labels = []store.Label{{Name: "ENV", Value: "test"}}
	_, err = w.store.CreateKey(t.Context(), w.as("bo"), in)
	wantInvalid(t, "a label that can't be", err, "labels")
}

func descriptionEvents(t *testing.T, w *world) {
	w.describe("bo", "key2", store.Description{Purpose: "Sends maps", Labels: []store.Label{{Name: "env", Value: "production"}, {Name: "team", Value: "geo"}}, Contact: w.account("ada")})
	history, err := w.store.KeyHistory(t.Context(), w.actor("bo"), w.key("key2"), 0, 10)
	must(t, "read its history", err)
	if len(history.Events) != 1 || history.Earlier {
		t.Fatalf("the history is %+v", history)
	}
	e := history.Events[0]
	wantDiff(t, "before", []store.Field{{Name: "purpose", Value: "Sends the night's parcels"}, {Name: "labels", Value: "env: production"}, {Name: "contact", Value: fullName("bo")}, {Name: "contact_id", Value: string(w.account("bo"))}}, e.Before)
	wantDiff(t, "after", []store.Field{{Name: "purpose", Value: "Sends maps"}, {Name: "labels", Value: "env: production, team: geo"}, {Name: "contact", Value: fullName("ada")}, {Name: "contact_id", Value: string(w.account("ada"))}}, e.After)
	if e.ActorName != fullName("bo") || e.Request != (store.Request{}) {
		t.Errorf("the event is %+v", e)
	}
}

func aboutChoices(t *testing.T, w *world) {
	w.describe("bo", "key1", store.Description{Labels: []store.Label{{Name: "env", Value: "Production"}, {Name: "team", Value: "geo"}}})
	for _, tt := range []struct {
		who, search string
		chosen      []store.Label
		limit       int
		want        string
	}{
		{"ada", "", nil, 10, "env: production 2, team: geo 1"}, {"ada", "PROD", nil, 10, "env: production 2"}, {"ada", "zzz", nil, 10, ""},
		{"ada", "", []store.Label{{Name: "team", Value: "GEO"}}, 1, "team: geo 1, env: production 2"}, {"ada", "", nil, 0, ""},
		{"ada", "geo", []store.Label{{Name: "env", Value: "production"}}, 10, "env: production 2, team: geo 1"}, {"ada", "m: g", nil, 10, "team: geo 1"},
		{"ada", "", slices.Repeat([]store.Label{{Name: "no", Value: "body"}}, 30_000), 1, "env: production 2"},
		{"dee", "PROD", []store.Label{{Name: "team", Value: "geo"}}, 10, "env: production 1"}, {"dee", "", []store.Label{{Name: "env", Value: "Production"}}, 10, "env: production 1"},
		{"dee", "", nil, 10, "env: production 1"}, {"dan", "", nil, 10, ""},
	} {
		found, err := w.store.KeyLabels(t.Context(), w.actor(tt.who), tt.search, tt.chosen, tt.limit)
		must(t, "find labels", err)
		var got []string
		for _, c := range found {
			got = append(got, fmt.Sprint(strings.ToLower(c.Label.String()), " ", c.Count.N))
		}
		wantDiff(t, fmt.Sprintf("labels %+v", tt), tt.want, strings.Join(got, ", "))
	}
	for _, tt := range []struct {
		who, search string
		chosen      []store.AccountID
		limit       int
		want        string
	}{
		{"ada", "", nil, 10, "Ada Moreau 1, Bo Moreau 1, Fay Moreau 1"}, {"ada", "FAY", nil, 10, "Fay Moreau 1"}, {"ada", "", nil, 1, "Ada Moreau 1"},
		{"ada", "", []store.AccountID{w.account("fay")}, 1, "Fay Moreau 1, Ada Moreau 1"}, {"dee", "", nil, 10, "Bo Moreau 1"}, {"dan", "", nil, 10, ""},
	} {
		found, err := w.store.KeyContacts(t.Context(), w.actor(tt.who), tt.search, tt.chosen, tt.limit)
		must(t, "find contacts", err)
		var got []string
		for _, c := range found {
			got = append(got, fmt.Sprint(c.Creator.Name, " ", c.Count.N))
		}
		wantDiff(t, fmt.Sprintf("contacts %+v", tt), tt.want, strings.Join(got, ", "))
	}
}
