package storetest

import (
	"context"
	"testing"
	"time"

	"chatelaine/store"
)

// tick is the clock's resolution in a store.
const tick = time.Millisecond

func testLinks(t *testing.T, open opener) {
	w := newWorld(t, open, plot{})
	for name, test := range map[string]func(*testing.T, store.Store, plot){
		"works until its end, to the millisecond":            linkEnds,
		"a newer one ends the older":                         linkReplaced,
		"the purposes can't be exchanged":                    linkPurposes,
		"works once":                                         linkWorksOnce,
		"one of 50 at once":                                  linkRace,
		"a reset changes the password and ends all sessions": resetEndsSessions,
		"signs in whom it was made for":                      linkIsSomebodys,
		"of nobody":                                          linkOfNobody,
	} {
		p := plot{slug: "links-" + id(name)[:6]}
		p.slug = lower(p.slug)
		t.Run(name, func(t *testing.T) { // one after another: they share the set-up link, which is nobody's
			addWorld(t, w.store, p)
			test(t, w.store, p)
		})
	}
}

// lower makes a label fit for a slug.
func lower(label string) string { return store.Fold(label) }

func newLink(purpose store.LinkPurpose, token string, p plot) store.NewLink {
	link := store.NewLink{Token: digest(p.slug + token), Purpose: purpose, Email: p.email("ada")}
	if purpose == store.LinkSetUp {
		link.Email = ""
	}
	return link
}

func linkEnds(t *testing.T, s store.Store, p plot) {
	for purpose, lifetime := range map[store.LinkPurpose]time.Duration{
		store.LinkSignIn: time.Hour, store.LinkReset: 30 * time.Minute,
	} {
		link := newLink(purpose, string(purpose), p)
		must(t, "make a link", s.MakeLink(t.Context(), call(operator, start), link))
		for _, look := range []struct {
			after time.Duration
			want  error
		}{
			{0, nil}, {lifetime - tick, nil}, {lifetime, store.ErrLinkDead}, {lifetime - tick, store.ErrLinkDead}, // the clock went back
		} {
			got, err := s.Link(t.Context(), purpose, link.Token, start.Add(look.after))
			wantErr(t, string(purpose)+" after "+look.after.String(), err, look.want)
			if err == nil && (got.Purpose != purpose || got.Account.ID != p.account("ada") || !got.EndsAt.Equal(start.Add(lifetime))) {
				t.Errorf("%s link is %+v", purpose, got)
			}
		}
		link = newLink(purpose, string(purpose)+" used late", p)
		must(t, "make a link", s.MakeLink(t.Context(), call(operator, start), link))
		late := call(store.Actor{}, start.Add(lifetime))
		if purpose == store.LinkSignIn {
			err := s.SignInByLink(t.Context(), late, link.Token, store.NewSession{Token: digest(p.slug + "late"), Account: p.account("ada")})
			wantErr(t, "sign in too late", err, store.ErrLinkDead)
			_, err = s.Session(t.Context(), digest(p.slug+"late"), late.At)
			wantErr(t, "find the session of a dead link", err, store.ErrNotFound)
			continue
		}
		wantErr(t, "reset too late", s.ResetPassword(t.Context(), late, link.Token, "$argon2id$new"), store.ErrLinkDead)
		wantPassword(t, s, p, "$argon2id$ada")
	}
}

func wantPassword(t *testing.T, s store.Store, p plot, want string) {
	t.Helper()
	found, err := s.Credentials(t.Context(), p.email("ada"))
	must(t, "look up credentials", err)
	if found.PasswordHash != want || found.Account.ID != p.account("ada") || found.Account.Name != fullName("ada") {
		t.Errorf("credentials are %+v, want hash %q", found, want)
	}
}

func linkReplaced(t *testing.T, s store.Store, p plot) {
	ctx := t.Context()
	for _, purpose := range []store.LinkPurpose{store.LinkSignIn, store.LinkReset} {
		for i, token := range []string{"old", "new"} {
			must(t, "make a link", s.MakeLink(ctx, call(operator, start.Add(time.Duration(i)*time.Minute)), newLink(purpose, string(purpose)+token, p)))
		}
	}
	bo := store.NewLink{Token: digest(p.slug + "bo"), Purpose: store.LinkReset, Email: p.email("bo")}
	must(t, "make a link of somebody else", s.MakeLink(ctx, call(operator, start.Add(2*time.Minute)), bo))
	for _, purpose := range []store.LinkPurpose{store.LinkSignIn, store.LinkReset} {
		_, err := s.Link(ctx, purpose, digest(p.slug+string(purpose)+"old"), start.Add(3*time.Minute))
		wantErr(t, "the older "+string(purpose)+" link", err, store.ErrLinkDead)
		_, err = s.Link(ctx, purpose, digest(p.slug+string(purpose)+"new"), start.Add(3*time.Minute))
		wantErr(t, "the newer "+string(purpose)+" link", err, nil)
	}
	old := digest(p.slug + string(store.LinkReset) + "old")
	wantErr(t, "reset by the older link", s.ResetPassword(ctx, call(store.Actor{}, start.Add(3*time.Minute)), old, "$new"), store.ErrLinkDead)
	wantPassword(t, s, p, "$argon2id$ada")
}

func linkPurposes(t *testing.T, s store.Store, p plot) {
	ctx, now := t.Context(), call(store.Actor{}, start.Add(time.Minute))
	purposes := []store.LinkPurpose{store.LinkSignIn, store.LinkReset}
	for _, made := range purposes {
		link := newLink(made, string(made), p)
		must(t, "make a link", s.MakeLink(ctx, call(operator, start), link))
		for _, used := range []store.LinkPurpose{store.LinkSetUp, store.LinkSignIn, store.LinkReset} {
			_, err := s.Link(ctx, used, link.Token, now.At)
			if used != made {
				wantErr(t, string(made)+" looked at as "+string(used), err, store.ErrLinkDead)
			}
		}
		setUp := setUpOf("unused")
		setUp.Token = link.Token
		_, err := s.SetUp(ctx, now, setUp)
		wantErr(t, "set up by another link", err, store.ErrLinkDead)
	}
	err := s.SignInByLink(ctx, now, digest(p.slug+string(store.LinkReset)), store.NewSession{Token: digest(p.slug + "s"), Account: p.account("ada")})
	wantErr(t, "sign in by a reset link", err, store.ErrLinkDead)
	err = s.ResetPassword(ctx, now, digest(p.slug+string(store.LinkSignIn)), "$new")
	wantErr(t, "reset by a sign-in link", err, store.ErrLinkDead)
	for _, made := range purposes {
		_, err := s.Link(ctx, made, digest(p.slug+string(made)), now.At)
		wantErr(t, string(made)+" link after wrong uses", err, nil)
	}
}

func linkWorksOnce(t *testing.T, s store.Store, p plot) {
	ctx := t.Context()
	link := newLink(store.LinkSignIn, "once", p)
	must(t, "make a link", s.MakeLink(ctx, call(operator, start), link))
	must(t, "sign in", s.SignInByLink(ctx, call(store.Actor{}, start.Add(2*time.Minute)), link.Token,
		store.NewSession{Token: digest(p.slug + "first"), Name: "first", Account: p.account("ada")}))
	session, err := s.Session(ctx, digest(p.slug+"first"), start.Add(2*time.Minute))
	must(t, "find the session", err)
	if session.Account != p.account("ada") || session.Name != "first" {
		t.Errorf("signed in as %+v", session)
	}
	for name, at := range map[string]time.Time{"later": start.Add(3 * time.Minute), "by a clock that went back": start.Add(time.Minute)} {
		_, err := s.Link(ctx, store.LinkSignIn, link.Token, at)
		wantErr(t, "look at a used link "+name, err, store.ErrLinkDead)
		err = s.SignInByLink(ctx, call(store.Actor{}, at), link.Token, store.NewSession{Token: digest(p.slug + "second"), Account: p.account("ada")})
		wantErr(t, "sign in again "+name, err, store.ErrLinkDead)
	}
}

func linkRace(t *testing.T, s store.Store, p plot) {
	link := newLink(store.LinkSignIn, "race", p)
	must(t, "make a link", s.MakeLink(t.Context(), call(operator, start), link))
	wins := winners(t, 50, store.ErrLinkDead, func(ctx context.Context, i int) error {
		session := store.NewSession{Token: digest(p.slug + string(rune('A'+i))), Account: p.account("ada")}
		return s.SignInByLink(ctx, call(store.Actor{}, start.Add(time.Minute)), link.Token, session)
	})
	reset := newLink(store.LinkReset, "reset race", p)
	must(t, "make a link", s.MakeLink(t.Context(), call(operator, start), reset))
	resets := winners(t, 50, store.ErrLinkDead, func(ctx context.Context, _ int) error {
		return s.ResetPassword(ctx, call(store.Actor{}, start.Add(time.Minute)), reset.Token, "$argon2id$race")
	})
	if wins != 1 || resets != 1 {
		t.Errorf("one link signed in %d times, one reset %d times", wins, resets)
	}
}

func resetEndsSessions(t *testing.T, s store.Store, p plot) {
	ctx, now := t.Context(), start.Add(time.Minute)
	for _, who := range []string{"ada", "abe"} {
		for _, n := range []string{"1", "2"} {
			must(t, "sign in", s.StartSession(ctx, call(memberOf(p, who), start), store.NewSession{Token: digest(p.slug + who + n), Account: p.account(who)}))
		}
	}
	link := newLink(store.LinkReset, "reset", p)
	must(t, "make a link", s.MakeLink(ctx, call(operator, start), link))
	must(t, "reset", s.ResetPassword(ctx, call(store.Actor{}, now), link.Token, "$argon2id$new"))
	wantPassword(t, s, p, "$argon2id$new")
	for who, want := range map[string]error{"ada": store.ErrNotFound, "abe": nil} {
		for _, n := range []string{"1", "2"} {
			_, err := s.Session(ctx, digest(p.slug+who+n), now)
			wantErr(t, "session of "+who+" after the reset", err, want)
		}
	}
	wantErr(t, "reset again", s.ResetPassword(ctx, call(store.Actor{}, now), link.Token, "$argon2id$again"), store.ErrLinkDead)
	wantPassword(t, s, p, "$argon2id$new")
}

// A session that names another account must not open that one: refused or the link's own are both right.
func linkIsSomebodys(t *testing.T, s store.Store, p plot) {
	link := newLink(store.LinkSignIn, "whose", p)
	must(t, "make a link", s.MakeLink(t.Context(), call(operator, start), link))
	token := digest(p.slug + "whose session")
	err := s.SignInByLink(t.Context(), call(store.Actor{}, start), link.Token, store.NewSession{Token: token, Account: p.account("abe")})
	if session, found := s.Session(t.Context(), token, start); err == nil && (found != nil || session.Account != p.account("ada")) {
		t.Errorf("the link of ada made the session %+v, %v", session, found)
	}
}

func linkOfNobody(t *testing.T, s store.Store, p plot) {
	ctx := t.Context()
	nobody := store.NewLink{Token: digest(p.slug), Purpose: store.LinkReset, Email: "nobody@" + p.slug + ".example"}
	wantErr(t, "make a link as a member", s.MakeLink(ctx, call(store.Actor{Kind: store.ActorMember, ID: "ada"}, start), nobody), store.ErrForbidden)
	wantErr(t, "make a reset link of nobody", s.MakeLink(ctx, call(operator, start), nobody), store.ErrNotFound)
	_, err := s.Link(ctx, store.LinkReset, nobody.Token, start)
	wantErr(t, "look at it", err, store.ErrLinkDead)
	_, err = s.Credentials(ctx, nobody.Email)
	wantErr(t, "credentials of nobody", err, store.ErrNotFound)
	_, err = s.Credentials(ctx, "")
	wantErr(t, "credentials of an empty address", err, store.ErrNotFound)
	_, err = s.Link(ctx, store.LinkReset, store.Digest{}, start)
	wantErr(t, "look at the zero token", err, store.ErrLinkDead)
}

func memberOf(p plot, name string) store.Actor {
	return store.Actor{Kind: store.ActorMember, ID: p.account(name).Principal()}
}
