package storetest

import (
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
)

func testSessions(t *testing.T, open opener) {
	s := newWorld(t, open, plot{}).store
	for name, test := range map[string]func(*testing.T, store.Store, plot){
		"ends when it isn't used":          sessionIdle,
		"ends though it is used":           sessionAbsolute,
		"notes its use once a minute":      sessionNotes,
		"the one that it replaces ends":    sessionReplaced,
		"the oldest ends beyond ten":       sessionsOfOneAccount,
		"signing out is for good":          sessionEnded,
		"a clock going back revives none":  sessionClock,
		"an unknown token finds nothing":   sessionUnknown,
		"an account that doesn't exist":    sessionOfNobody,
		"ten at once are ten afterwards":   sessionRace,
		"not by a password that was reset": sessionOfOldPassword,
		"the replaced one of another ends": sessionReplacesOther,
	} {
		p := plot{slug: lower("sessions-" + id(name)[:6])}
		// One after another: a later instant in one of them may end the sessions of all.
		t.Run(name, func(t *testing.T) {
			addWorld(t, s, p)
			test(t, s, p)
		})
	}
}

func (p plot) startSession(t testing.TB, s store.Store, who, token string, at time.Time, replaces store.Digest) store.Digest {
	t.Helper()
	made := store.NewSession{Token: digest(p.slug + token), Name: token, Account: p.account(who), Replaces: replaces}
	must(t, "sign "+who+" in", s.StartSession(t.Context(), call(memberOf(p, who), at), made))
	return made.Token
}

func wantSession(t testing.TB, s store.Store, doing string, token store.Digest, at time.Time, lives bool) {
	t.Helper()
	_, err := s.Session(t.Context(), token, at)
	want := store.ErrNotFound
	if lives {
		want = nil
	}
	wantErr(t, doing, err, want)
}

func sessionIdle(t *testing.T, s store.Store, p plot) {
	for name, tt := range map[string]struct {
		after time.Duration
		lives bool
	}{
		"at once":                    {0, true},
		"the last instant before":    {store.SessionIdle - tick, true},
		"the first instant that not": {store.SessionIdle, false},
		"long after":                 {1000 * time.Hour, false},
	} {
		wantSession(t, s, name, p.startSession(t, s, "ada", name, start, store.Digest{}), start.Add(tt.after), tt.lives)
	}
}

func sessionAbsolute(t *testing.T, s store.Store, p plot) {
	for name, tt := range map[string]struct {
		after time.Duration
		lives bool
	}{
		"the last instant of all":    {store.SessionAbsolute - tick, true},
		"the first instant that not": {store.SessionAbsolute, false},
	} {
		token := p.startSession(t, s, "ada", name, start, store.Digest{})
		for used := time.Duration(0); used < store.SessionAbsolute-tick; used += store.SessionIdle - time.Minute {
			wantSession(t, s, "use after "+used.String(), token, start.Add(used), true)
		}
		wantSession(t, s, name, token, start.Add(tt.after), tt.lives)
	}
}

func sessionNotes(t *testing.T, s store.Store, p plot) {
	token := p.startSession(t, s, "ada", "noted", start, store.Digest{})
	for _, tt := range []struct{ at, lastSeen time.Duration }{
		{30 * time.Second, 0}, {40 * time.Second, 0}, {50 * time.Second, 0}, // within the minute: nothing is written
	} {
		session, err := s.Session(t.Context(), token, start.Add(tt.at))
		must(t, "use a session", err)
		if !session.LastSeen.Equal(start.Add(tt.lastSeen)) || !session.StartedAt.Equal(start) {
			t.Errorf("after %s: %+v, want last seen after %s", tt.at, session, tt.lastSeen)
		}
	}
	wantSession(t, s, "use after two minutes", token, start.Add(2*time.Minute), true)
	session, err := s.Session(t.Context(), token, start.Add(2*time.Minute+time.Second))
	must(t, "use a second later", err)
	if !session.LastSeen.Equal(start.Add(2 * time.Minute)) {
		t.Errorf("a use after two minutes is noted as %s", session.LastSeen.Sub(start))
	}
	wantSession(t, s, "idle counts from the noted use", token, start.Add(2*time.Minute+store.SessionIdle-tick), true)
}

func sessionReplaced(t *testing.T, s store.Store, p plot) {
	old := p.startSession(t, s, "ada", "old", start, store.Digest{})
	other := p.startSession(t, s, "ada", "other", start, store.Digest{})
	fresh := p.startSession(t, s, "ada", "fresh", start, old)
	wantSession(t, s, "the replaced session", old, start, false)
	wantSession(t, s, "the new session", fresh, start, true)
	wantSession(t, s, "another browser's session", other, start, true)
	p.startSession(t, s, "ada", "again", start, old) // one that is gone already is replaced, too
}

// A browser in which somebody else was signed in.
func sessionReplacesOther(t *testing.T, s store.Store, p plot) {
	old := p.startSession(t, s, "abe", "abe", start, store.Digest{})
	p.startSession(t, s, "ada", "ada", start, old)
	wantSession(t, s, "the session of who sat here before", old, start, false)
}

func sessionsOfOneAccount(t *testing.T, s store.Store, p plot) {
	abe := p.startSession(t, s, "abe", "abe", start.Add(-time.Minute), store.Digest{})
	var tokens []store.Digest
	for i := range store.MaxSessions + 2 {
		tokens = append(tokens, p.startSession(t, s, "ada", fmt.Sprint(i), start.Add(time.Duration(i)*time.Second), store.Digest{}))
	}
	for i, token := range tokens {
		wantSession(t, s, fmt.Sprintf("session %d of %d", i+1, len(tokens)), token, start.Add(time.Minute), i >= 2)
	}
	wantSession(t, s, "an older one of somebody else", abe, start.Add(time.Minute), true)
}

func sessionEnded(t *testing.T, s store.Store, p plot) {
	token := p.startSession(t, s, "ada", "one", start, store.Digest{})
	other := p.startSession(t, s, "ada", "two", start, store.Digest{})
	for range 2 {
		must(t, "sign out", s.EndSession(t.Context(), call(memberOf(p, "ada"), start.Add(time.Minute)), token))
		wantSession(t, s, "after signing out", token, start.Add(time.Minute), false)
	}
	wantSession(t, s, "after signing out, by an earlier clock", token, start, false)
	wantSession(t, s, "the other browser", other, start.Add(time.Minute), true)
	must(t, "sign out of nothing", s.EndSession(t.Context(), call(memberOf(p, "ada"), start), digest("never was")))
}

func sessionClock(t *testing.T, s store.Store, p plot) {
	idle := p.startSession(t, s, "ada", "idle", start, store.Digest{})
	wantSession(t, s, "idle", idle, start.Add(store.SessionIdle), false)
	wantSession(t, s, "idle, and the clock goes back", idle, start.Add(time.Minute), false)
	used := p.startSession(t, s, "ada", "used", start, store.Digest{})
	wantSession(t, s, "used", used, start.Add(20*time.Minute), true)
	wantSession(t, s, "used, and the clock goes back", used, start.Add(5*time.Minute), true)
	wantSession(t, s, "the later use still counts", used, start.Add(20*time.Minute+store.SessionIdle-tick), true)
}

func sessionUnknown(t *testing.T, s store.Store, p plot) {
	p.startSession(t, s, "ada", "one", start, store.Digest{})
	wantSession(t, s, "an unknown token", digest("unknown"), start, false)
	wantSession(t, s, "the zero token", store.Digest{}, start, false)
}

func sessionOfNobody(t *testing.T, s store.Store, _ plot) {
	token := digest("session of nobody")
	err := s.StartSession(t.Context(), call(store.Actor{}, start), store.NewSession{Token: token, Account: "nobodynobody"})
	if err == nil {
		t.Error("an account that doesn't exist is signed in")
	}
	wantSession(t, s, "the session of nobody", token, start, false)
}

// A password is checked before the session is begun, and a reset can come between the two.
func sessionOfOldPassword(t *testing.T, s store.Store, p plot) {
	ctx := t.Context()
	session := func(token, hash string) store.NewSession {
		return store.NewSession{Token: digest(p.slug + token), Account: p.account("ada"), PasswordHash: hash}
	}
	must(t, "sign in", s.StartSession(ctx, call(memberOf(p, "ada"), start), session("before", "$argon2id$ada")))
	link := newLink(store.LinkReset, "overtakes", p)
	must(t, "make a link", s.MakeLink(ctx, call(operator, start), link))
	must(t, "reset", s.ResetPassword(ctx, call(store.Actor{}, start), link.Token, "$argon2id$new"))
	old, fresh := session("old", "$argon2id$ada"), session("fresh", "$argon2id$new")
	wantErr(t, "sign in by the old password", s.StartSession(ctx, call(memberOf(p, "ada"), start), old), store.ErrNotFound)
	wantSession(t, s, "the session of the old password", old.Token, start, false)
	must(t, "sign in by the new password", s.StartSession(ctx, call(memberOf(p, "ada"), start), fresh))
	wantSession(t, s, "the session of the new password", fresh.Token, start, true)
}

func sessionRace(t *testing.T, s store.Store, p plot) {
	const tries = 30
	token := func(i int) store.Digest { return digest(fmt.Sprint(p.slug, i)) }
	together(tries, func(i int) {
		err := s.StartSession(t.Context(), call(memberOf(p, "ada"), start), store.NewSession{Token: token(i), Account: p.account("ada")})
		wantErr(t, "sign in with others", err, nil)
	})
	living := 0
	for i := range tries {
		if _, err := s.Session(t.Context(), token(i), start); err == nil {
			living++
		}
	}
	if living != store.MaxSessions {
		t.Errorf("%d sign-ins at once leave %d sessions, want %d", tries, living, store.MaxSessions)
	}
}
