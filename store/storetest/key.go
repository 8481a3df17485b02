package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// spring is a day on which new keys of the suite end.
var spring = store.Date{Year: 2027, Month: 3, Day: 28}

// newKey is a valid form; its nonce is used for nothing else.
func (o tenant) newKey(name string) store.NewKey {
	label := o.Slug + " made " + name
	return store.NewKey{
		ID: store.KeyID(id(label)), Name: name, Role: store.RoleUser, ExpiresOn: spring, Secret: secret(label),
		Nonce: store.Nonce{Digest: digest("nonce " + label), Session: "session", Body: digest("body " + label), Expires: start.Add(2 * time.Hour)},
	}
}

func testKeys(t *testing.T, open opener) {
	t.Run("a key is made as it was asked for", func(t *testing.T) { t.Parallel(); keyIsMade(t, newWorld(t, open, landscape)) })
	t.Run("names are told apart after folding", func(t *testing.T) { t.Parallel(); keyNames(t, newWorld(t, open, plot{})) })
	t.Run("what is wrong is refused by field", func(t *testing.T) { t.Parallel(); keyRefused(t, newWorld(t, open, plot{})) })
	t.Run("imported keys keep their past", func(t *testing.T) { t.Parallel(); keyPast(t, open) })
	t.Run("a key shows what it owns", func(t *testing.T) { t.Parallel(); keyHoldings(t, newWorld(t, open, landscape)) })
	t.Run("one of 50 with one name", func(t *testing.T) { t.Parallel(); keyNameRace(t, newWorld(t, open, plot{})) })
	t.Run("successors by name", func(t *testing.T) { t.Parallel(); keySuccessors(t, newWorld(t, open, landscape)) })
}

func keyIsMade(t *testing.T, w *world) {
	at := start.Add(time.Hour + 123*time.Millisecond + 456*time.Microsecond)
	in := w.newKey("Nightly export")
	in.Role = store.RoleManager
	made, err := w.store.CreateKey(t.Context(), call(w.actor("bo"), at), in)
	must(t, "create a key", err)
	want := store.Key{
		ID: in.ID, Name: "Nightly export", Role: store.RoleManager,
		Creator:   store.Creator{ID: w.account("bo"), Name: fullName("bo"), Email: w.plot.email("bo")},
		CreatedAt: at.Truncate(tick), ExpiresOn: spring, ExpiresAt: spring.End(w.Zone),
		Secret: store.SecretShown{Prefix: "chk", Tail: in.Secret.Tail, CreatedBy: w.account("bo"), CreatedAt: at.Truncate(tick)},
	}
	got := made.Key
	if made.Repeated || got.Seq == 0 {
		t.Errorf("made %+v", made)
	}
	want.Contact = want.Creator
	want.Seq, want.Version, want.Secret.Seq = got.Seq, got.Version, got.Secret.Seq
	wantDiff(t, "what CreateKey answers", want, got)
	info, err := w.store.Key(t.Context(), w.actor("bo"), in.ID)
	must(t, "see the key", err)
	if h := info.History; len(h.Events) != 1 || h.Events[0].Action != store.KeyCreated || h.Earlier {
		t.Errorf("the new key's history is %+v", h)
	}
	info.History = store.KeyHistory{}
	wantDiff(t, "what Key answers", store.KeyInfo{
		Key: want, Secrets: []store.Secret{{SecretShown: want.Secret, MadeBy: fullName("bo")}},
		Can: store.KeyActions{
			Create: true, Delete: true, Confirm: true, Rename: true, ChangeGroups: true, Describe: true, Deactivate: true, Activate: true,
			Rotate: true, EndSecret: true, Extend: true, SetRules: true,
		},
		MayTransfer: true, MayAskWhy: true,
	}, info)
	if info.Key.Secret.Confirmed() {
		t.Error("nobody has said that the secret is stored")
	}
	page, err := w.store.Keys(t.Context(), w.actor("ada"), store.KeyQuery{Rows: 25})
	must(t, "see the table", err)
	if len(page.Keys) != 4 || page.Total != (store.Count{N: 4}) {
		t.Fatalf("the table has %d keys, total %+v", len(page.Keys), page.Total)
	}
	wantDiff(t, "the table's first row", want, page.Keys[0])
	_, err = w.store.Key(t.Context(), w.twin.actor("ada"), in.ID)
	wantErr(t, "see it from the twin", err, store.ErrNotFound)
	there, err := w.store.CreateKey(t.Context(), w.twin.as("bo"), w.twin.newKey("Nightly export"))
	if err != nil || !there.Key.ExpiresAt.Equal(spring.End(w.twin.Zone)) {
		t.Errorf("made in the twin, whose days end at other times: %+v, %v", there.Key, err)
	}
}

func keyNames(t *testing.T, w *world) {
	create := func(o tenant, name, label string) error {
		in := o.newKey(label)
		in.Name = name
		_, err := w.store.CreateKey(t.Context(), o.as("ada"), in)
		return err
	}
	must(t, "create a key", create(w.tenant, "Café Straße ﬁne", "first"))
	for i, name := range []string{
		"Café Straße ﬁne", "café straße ﬁne", "CAFÉ STRASSE FINE", "Cafe\u0301 Strasse fine", "Ｃａｆé Straße fine", " Café  Straße ﬁne ",
	} {
		wantInvalid(t, "take the name again as "+name, create(w.tenant, name, fmt.Sprint(i)), "name")
	}
	wantErr(t, "a name without the accent", create(w.tenant, "Cafe Straße fine", "plain"), nil)
	wantErr(t, "the same name in the twin", create(w.twin, "Café Straße ﬁne", "first"), nil)
	must(t, "create a key with a decomposed name", create(w.tenant, "E\u0301toile", "nfc"))
	info, err := w.store.Key(t.Context(), w.actor("ada"), w.newKey("nfc").ID)
	if err != nil || info.Key.Name != "Étoile" {
		t.Errorf("a decomposed name is kept as %+q, %v", info.Key.Name, err)
	}
	must(t, "delete a key", deleteKey(t, w.store, w.as("ada"), w.newKey("nfc").ID, store.Choice{}))
	wantErr(t, "a name of a key that is gone", create(w.tenant, "Étoile", "again"), nil)
}

// deleteKey plans and deletes.
func deleteKey(t testing.TB, s store.Store, call store.Call, key store.KeyID, choice store.Choice) error {
	t.Helper()
	plan, err := s.PlanDeletion(t.Context(), call.Actor, key, choice)
	if err == nil {
		_, err = s.DeleteKey(t.Context(), call, key, choice, plan.Digest)
	}
	return err
}

func keyRefused(t *testing.T, w *world) {
	before := w.show(t, w.store)
	today := store.DateAt(start, w.Zone)
	for name, tt := range map[string]struct {
		field  string
		change func(*store.NewKey)
	}{
		"no name":                     {"name", func(k *store.NewKey) { k.Name = "" }},
		"a name of spaces":            {"name", func(k *store.NewKey) { k.Name = "   " }},
		"101 characters":              {"name", func(k *store.NewKey) { k.Name = strings.Repeat("é", 101) }},
		"a line break":                {"name", func(k *store.NewKey) { k.Name = "a\nb" }},
		"a bidi control":              {"name", func(k *store.NewKey) { k.Name = "a\u202eb" }},
		"what isn't UTF-8":            {"name", func(k *store.NewKey) { k.Name = "a\xffb" }},
		"no role":                     {"role", func(k *store.NewKey) { k.Role = 0 }},
		"an administrator's role":     {"role", func(k *store.NewKey) { k.Role = store.RoleAdministrator }},
		"no expiry":                   {"expires", func(k *store.NewKey) { k.ExpiresOn = store.Date{} }},
		"yesterday":                   {"expires", func(k *store.NewKey) { k.ExpiresOn = today.AddDays(-1) }},
		"more than ten years from it": {"expires", func(k *store.NewKey) { k.ExpiresOn = today.AddYears(10).AddDays(1) }},
	} {
		in := w.newKey(name)
		tt.change(&in)
		_, err := w.store.CreateKey(t.Context(), w.as("ada"), in)
		wantInvalid(t, name, err, tt.field)
	}
	wantDiff(t, "after refusals", before, w.show(t, w.store))
	for name, change := range map[string]func(*store.NewKey){
		"100 characters":        func(k *store.NewKey) { k.Name = strings.Repeat("é", 100) },
		"signs of SQL and HTML": func(k *store.NewKey) { k.Name = `Robert'); DROP TABLE keys;-- <b>&%_\ "` },
		"today":                 func(k *store.NewKey) { k.ExpiresOn = today },
		"ten years":             func(k *store.NewKey) { k.ExpiresOn = today.AddYears(10) },
	} {
		in := w.newKey(name)
		change(&in)
		made, err := w.store.CreateKey(t.Context(), w.as("ada"), in)
		if err != nil || made.Key.Name != in.Name || !made.Key.ExpiresAt.Equal(in.ExpiresOn.End(w.Zone)) {
			t.Errorf("%s: %+v, %v", name, made.Key, err)
		}
	}
}

func keyPast(t *testing.T, open opener) {
	off, on := start.Add(-48*time.Hour+7*tick), start.Add(48*time.Hour+9*tick)
	w := newWorld(t, open, plot{keys: []keyPlot{
		{name: "key old", createdAt: start.AddDate(-2, 0, 0).Add(3 * tick), expiresOn: store.Date{Year: 2025, Month: 10, Day: 26}},
		{name: "key off", off: off, reason: "Seen in a log", unconfirmed: true},
		{name: "key span", off: off, on: on, expiresOn: spring, role: store.RoleManager, creator: "fay"},
	}})
	for name, want := range map[string]store.Key{
		"key old":  {Role: store.RoleUser, CreatedAt: start.AddDate(-2, 0, 0).Add(3 * tick), ExpiresOn: store.Date{Year: 2025, Month: 10, Day: 26}, ExpiresAt: time.Date(2025, 10, 26, 23, 0, 0, 0, time.UTC)},
		"key off":  {Role: store.RoleUser, CreatedAt: start, InactiveFrom: off, InactiveReason: "Seen in a log"},
		"key span": {Role: store.RoleManager, CreatedAt: start, InactiveFrom: off, InactiveUntil: on, ExpiresOn: spring, ExpiresAt: spring.End(w.Zone)},
	} {
		info, err := w.store.Key(t.Context(), w.actor("ada"), w.key(name))
		must(t, "see "+name, err)
		got := info.Key
		wantDiff(t, name, want, store.Key{
			Role: got.Role, CreatedAt: got.CreatedAt, ExpiresOn: got.ExpiresOn, ExpiresAt: got.ExpiresAt,
			InactiveFrom: got.InactiveFrom, InactiveUntil: got.InactiveUntil, InactiveReason: got.InactiveReason,
		})
		if got.Secret.Confirmed() == (name == "key off") || got.Secret.Prefix != "chk" || got.Secret.Tail != secret(w.Slug+name).Tail {
			t.Errorf("the secret of %s is shown as %+v", name, got.Secret)
		}
	}
	info, err := w.store.Key(t.Context(), w.actor("ada"), w.key("key span"))
	must(t, "see a key of who left", err)
	if want := (store.Creator{ID: w.account("fay"), Name: fullName("fay"), Email: w.plot.email("fay"), Left: true}); info.Key.Creator != want {
		t.Errorf("who left is shown as %+v, want %+v", info.Key.Creator, want)
	}
}

func keyHoldings(t *testing.T, w *world) {
	for name, want := range map[string]store.Holdings{
		"key1": {Total: 4, Shared: 2, AccessEntries: 1, ByKind: []store.KindCount{
			{Kind: usualKinds[1], Count: 1}, {Kind: usualKinds[0], Count: 1}, {Kind: usualKinds[3], Count: 1}, {Kind: usualKinds[4], Count: 1}}},
		"key2": {Total: 2, Shared: 1, AccessEntries: 1, ByKind: []store.KindCount{{Kind: usualKinds[2], Count: 1}, {Kind: usualKinds[0], Count: 1}}},
		"key3": {},
	} {
		info, err := w.store.Key(t.Context(), w.actor("bea"), w.key(name))
		must(t, "see "+name, err)
		wantDiff(t, "what "+name+" owns", want, info.Holdings)
	}
}

func keyNameRace(t *testing.T, w *world) {
	made := make([]bool, 50)
	together(len(made), func(i int) {
		in := w.newKey(fmt.Sprint(i))
		in.Name = "One name"
		_, err := w.store.CreateKey(t.Context(), w.as("ada"), in)
		if made[i] = err == nil; !made[i] {
			wantInvalid(t, "create with a taken name", err, "name")
		}
	})
	wantOneKey(t, w, made)
}

// wantOneKey checks that one of those who tried made a key, and that the table has it.
func wantOneKey(t *testing.T, w *world, made []bool) {
	t.Helper()
	wins := 0
	for _, won := range made {
		if won {
			wins++
		}
	}
	page, err := w.store.Keys(t.Context(), w.actor("ada"), store.KeyQuery{Rows: 25})
	must(t, "see the table", err)
	if wins != 1 || len(page.Keys) != 1 || page.Total.N != 1 {
		t.Errorf("%d of %d made a key, the table has %d, its total says %d", wins, len(made), len(page.Keys), page.Total.N)
	}
}

func keySuccessors(t *testing.T, w *world) {
	for _, tt := range []struct {
		search string
		limit  int
		want   string
	}{
		{"", 10, "abe ada bea bo gil"},
		{"", 2, "abe ada"},
		{"ABE", 10, "abe"},
		{"moreau", 10, "abe ada bea bo gil"},
		{"bo@north", 10, "bo"},
		{"d", 10, "ada"}, // dee and dan are users
		{"fay", 10, ""},  // left
		{"north-twin", 10, ""},
		{"%", 10, ""}, {"_", 10, ""}, {`\`, 10, ""},
	} {
		found, err := w.store.Successors(t.Context(), w.actor("bo"), tt.search, tt.limit)
		must(t, "look for successors", err)
		var got []string
		for _, s := range found {
			got = append(got, strings.ToLower(strings.Fields(s.Account.Name)[0]))
			owns := map[string]int{"ada": 1, "bo": 2, "bea": 2, "gil": 1}[got[len(got)-1]]
			if s.Owns != owns || s.Role < store.RoleManager || s.Account.ID != w.account(got[len(got)-1]) || s.Account.Email == "" {
				t.Errorf("successor %+v, want that they own %d", s, owns)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("Successors(%q, %d) = %v, want %s", tt.search, tt.limit, got, tt.want)
		}
	}
}
