package storetest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"chatelaine/store"
)

// setUpOf is a valid first start with the link that token names.
func setUpOf(token string) store.SetUp {
	return store.SetUp{
		Token: digest(token),
		Organization: store.NewOrganization{
			ID: id("org " + token), Slug: "meridian", Name: "Meridian Survey", Zone: "Europe/Paris", RoleWords: store.EditorViewer,
		},
		Account: store.NewAccount{ID: store.AccountID(id("account " + token)), Name: "Ada Moreau", Email: "ada@meridian.example", PasswordHash: "$argon2id$first"},
		Session: store.NewSession{Token: digest("session " + token), Name: "first"},
	}
}

func makeSetUpLink(t testing.TB, s store.Store, token string, at time.Time) {
	t.Helper()
	must(t, "make a set-up link", s.MakeLink(t.Context(), call(operator, at), store.NewLink{Token: digest(token), Purpose: store.LinkSetUp}))
}

func hasAccounts(t testing.TB, s store.Store) bool {
	t.Helper()
	has, err := s.HasAccounts(t.Context())
	must(t, "ask for accounts", err)
	return has
}

func testSetUp(t *testing.T, open opener) {
	t.Run("the first start makes organization, administrator and session", func(t *testing.T) { t.Parallel(); setUpMakesAll(t, open(t, noHook)) })
	t.Run("what is wrong leaves the link usable", func(t *testing.T) { t.Parallel(); setUpRefuses(t, open(t, noHook)) })
	t.Run("one of 50 at once", func(t *testing.T) { t.Parallel(); setUpOnce(t, open(t, noHook)) })
	t.Run("never where an account exists", func(t *testing.T) {
		t.Parallel()
		s := open(t, noHook)
		makeSetUpLink(t, s, "link", start)
		addWorld(t, s, plot{})
		_, err := s.SetUp(t.Context(), call(store.Actor{}, start.Add(time.Minute)), setUpOf("link"))
		wantErr(t, "set up beside an imported organization", err, store.ErrLinkDead)
	})
}

func setUpMakesAll(t *testing.T, s store.Store) {
	ctx, now := t.Context(), start.Add(time.Minute)
	if hasAccounts(t, s) {
		t.Error("an empty store has accounts")
	}
	_, err := s.SetUp(ctx, call(store.Actor{}, now), setUpOf("link"))
	wantErr(t, "set up without a link", err, store.ErrLinkDead)
	makeSetUpLink(t, s, "link", start)
	org, err := s.SetUp(ctx, call(store.Actor{}, now), setUpOf("link"))
	must(t, "set up", err)
	if org.Org == 0 || org.Slug != "meridian" || org.ID != id("org link") || org.Name != "Meridian Survey" || org.Zone.String() != "Europe/Paris" ||
		org.RoleWords != store.EditorViewer || org.KeysReserved || !org.CreatedAt.Equal(now) {
		t.Errorf("set up made %+v", org)
	}
	if !hasAccounts(t, s) {
		t.Error("after the set-up there are no accounts")
	}
	account := store.AccountID(id("account link"))
	session, err := s.Session(ctx, digest("session link"), now)
	must(t, "find the first session", err)
	if session.Account != account || session.Name != "first" || !session.StartedAt.Equal(now) {
		t.Errorf("the first session is %+v", session)
	}
	portal, err := s.Portal(ctx, account, "meridian")
	must(t, "open the portal", err)
	if portal.Current.Role != store.RoleAdministrator || portal.Account.Email != "ada@meridian.example" || len(portal.Memberships) != 1 {
		t.Errorf("the portal of the first administrator is %+v", portal)
	}
	for _, token := range []string{"link", "later"} {
		if token == "later" { // the operator's program may make one; it opens nothing
			_ = s.MakeLink(ctx, call(operator, now), store.NewLink{Token: digest(token), Purpose: store.LinkSetUp})
		}
		again := setUpOf(token)
		again.Organization.Slug, again.Account.Email = "second", "bo@meridian.example"
		_, err = s.SetUp(ctx, call(store.Actor{}, now), again)
		wantErr(t, "set up a second time", err, store.ErrLinkDead)
	}
}

func setUpRefuses(t *testing.T, s store.Store) {
	ctx, now := t.Context(), start.Add(time.Minute)
	makeSetUpLink(t, s, "link", start)
	for name, tt := range map[string]struct {
		field  string
		change func(*store.SetUp)
	}{
		"no name":              {"", func(in *store.SetUp) { in.Organization.Name = " " }},
		"a bidi control":       {"", func(in *store.SetUp) { in.Organization.Name = "Meridian\u202e" }},
		"no zone":              {"zone", func(in *store.SetUp) { in.Organization.Zone = "" }},
		"the machine's zone":   {"zone", func(in *store.SetUp) { in.Organization.Zone = "Local" }},
		"a path for a zone":    {"zone", func(in *store.SetUp) { in.Organization.Zone = "../../etc/passwd" }},
		"no slug":              {"slug", func(in *store.SetUp) { in.Organization.Slug = "" }},
		"a slug with capitals": {"slug", func(in *store.SetUp) { in.Organization.Slug = "Meridian" }},
		"unknown role words":   {"role_words", func(in *store.SetUp) { in.Organization.RoleWords = "boss" }},
		"no e-mail address":    {"email", func(in *store.SetUp) { in.Account.Email = "" }},
		"half an e-mail":       {"email", func(in *store.SetUp) { in.Account.Email = "ada@" }},
		"a person's name":      {"", func(in *store.SetUp) { in.Account.Name = "Ada\x00" }},
	} {
		in := setUpOf("link")
		tt.change(&in)
		_, err := s.SetUp(ctx, call(store.Actor{}, now), in)
		wantInvalid(t, name, err, tt.field)
		if hasAccounts(t, s) {
			t.Fatalf("%s: refused, and there is an account", name)
		}
	}
	_, err := s.Link(ctx, store.LinkSetUp, digest("link"), now)
	wantErr(t, "look at the link after refusals", err, nil)
	_, err = s.SetUp(ctx, call(store.Actor{}, now), setUpOf("link"))
	wantErr(t, "set up after refusals", err, nil)
}

func setUpOnce(t *testing.T, s store.Store) {
	makeSetUpLink(t, s, "link", start)
	wins := winners(t, 50, store.ErrLinkDead, func(ctx context.Context, i int) error {
		in := setUpOf("link")
		in.Session.Token, in.Account.ID = digest("race "+string(rune('A'+i))), store.AccountID(id("race "+string(rune('A'+i))))
		_, err := s.SetUp(ctx, call(store.Actor{}, start.Add(time.Minute)), in)
		return err
	})
	if wins != 1 {
		t.Errorf("one link set up %d organizations", wins)
	}
}

// winners calls do n times at once, and counts those without an error; the others must give loss.
func winners(t *testing.T, n int, loss error, do func(ctx context.Context, i int) error) int {
	t.Helper()
	var wins atomic.Int32
	together(n, func(i int) {
		err := do(t.Context(), i)
		if err == nil {
			wins.Add(1)
			return
		}
		wantErr(t, "lose a race", err, loss)
	})
	return int(wins.Load())
}
