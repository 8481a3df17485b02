package storetest

import (
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

func testOwnAccounts(t *testing.T, open opener) {
	s := newWorld(t, open, plot{}).store
	for name, test := range map[string]func(*testing.T, *world){
		"another name":                       ownName,
		"another address":                    ownEmail,
		"an address that nobody proved":      ownEmailUnproven,
		"an address that a link proves":      ownEmailProven,
		"another password":                   ownPassword,
		"a password that was changed":        ownPasswordOvertaken,
		"sessions":                           ownSessions,
		"what one sees of one's own account": ownAccount,
	} {
		p := plot{slug: lower("own-" + id(name)[:6]), keys: []keyPlot{{name: "key1"}},
			things: []thing{{name: "atlas", kind: "projects", owners: []string{"bo"}}}}
		t.Run(name, func(t *testing.T) { test(t, addWorld(t, s, p)) }) // one after another: see sessions
	}
}

// own is a call by ada from a browser that she is signed in with.
func (w *world) own(at time.Time) store.Call {
	by := call(memberOf(w.plot, "ada"), at)
	by.Request.Session = "here"
	return by
}

func ownName(t *testing.T, w *world) {
	in := w.plot.asTwin() // a third organization, in which ada is a member too
	in.slug = w.Slug + "-third"
	imported := in.imported()
	imported.Members[0].Account.Email = w.plot.email("ada")
	third, err := w.store.ImportOrganization(t.Context(), call(operator, start), imported)
	must(t, "import a third organization", err)

	must(t, "change the name", w.store.RenameAccount(t.Context(), w.own(start), "  Adélaïde   Moreau "))
	for name, o := range map[string]tenant{"her organization": w.tenant, "the third": {third, in}} {
		actor := store.Actor{Kind: store.ActorMember, ID: w.principal("ada"), Org: o.Org}
		list, err := w.store.Successors(t.Context(), actor, "adelaide", 10)
		must(t, "look for her", err)
		if len(list) != 1 || list[0].Account.Name != "Adélaïde Moreau" || list[0].Account.ID != w.account("ada") {
			t.Errorf("in %s she is found as %+v", name, list)
		}
	}
	if keys := pageOf(t, w, "ada", store.KeyQuery{Rows: 25}).Keys; keys[0].Creator.Name != "Adélaïde Moreau" {
		t.Errorf("her key was created by %q", keys[0].Creator.Name)
	}
	for _, name := range []string{"", "  ", "a\u202eb"} {
		wantInvalid(t, "an impossible name", w.store.RenameAccount(t.Context(), w.own(start), name), "name")
	}
	if own := w.ownAccount("ada", start); own.Account.Name != "Adélaïde Moreau" {
		t.Errorf("her account is called %q", own.Account.Name)
	}
	if other := w.ownAccount("abe", start); other.Account.Name != fullName("abe") {
		t.Errorf("somebody else is called %q", other.Account.Name)
	}
}

func (w *world) ownAccount(name string, at time.Time) store.OwnAccount {
	w.Helper()
	own, err := w.store.OwnAccount(w.Context(), memberOf(w.plot, name), at)
	must(w.T, "look at the account of "+name, err)
	return own
}

func ownEmail(t *testing.T, w *world) {
	ctx, old, fresh := t.Context(), w.plot.email("ada"), "adelaide@"+w.Slug+".example"
	link, signIn := newLink(store.LinkReset, "open", w.plot), newLink(store.LinkSignIn, "open sign-in", w.plot)
	must(t, "make a link", w.store.MakeLink(ctx, call(operator, start), link))
	must(t, "make a link", w.store.MakeLink(ctx, call(operator, start), signIn))
	change := func(email, checked string) error { return w.store.ChangeEmail(ctx, w.own(start), email, checked) }
	wantErr(t, "by another password", change(fresh, "$argon2id$abe"), store.ErrPasswordChanged)
	wantErr(t, "by no password", change(fresh, ""), store.ErrPasswordChanged)
	wantInvalid(t, "an address that is taken", change(" ABE@"+w.Slug+".example", "$argon2id$ada"), "email")
	wantInvalid(t, "no address", change("ada", "$argon2id$ada"), "email")
	must(t, "the address that it is", change(old, "$argon2id$ada"))
	_, err := w.store.Link(ctx, store.LinkReset, link.Token, start)
	wantErr(t, "the link, while nothing has changed", err, nil)

	must(t, "change the address", change(" Adelaide@"+w.Slug+".example ", "$argon2id$ada"))
	_, err = w.store.Credentials(ctx, old)
	wantErr(t, "the address before", err, store.ErrNotFound)
	found, err := w.store.Credentials(ctx, fresh)
	if err != nil || found.Account.ID != w.account("ada") || found.PasswordHash != "$argon2id$ada" {
		t.Errorf("by the new address: %+v, %v", found, err)
	}
	_, err = w.store.Link(ctx, store.LinkReset, link.Token, start)
	wantErr(t, "the link to a new password", err, store.ErrLinkDead)
	_, err = w.store.Link(ctx, store.LinkSignIn, signIn.Token, start)
	wantErr(t, "another link", err, nil)
	list, err := w.store.Successors(ctx, w.actor("ada"), fresh, 10)
	if err != nil || len(list) != 1 || list[0].Account.ID != w.account("ada") {
		t.Errorf("as a member she is found as %+v, %v", list, err)
	}
}

// ownEmailUnproven: who takes an address can't keep it from those to whom a link for it was given; see decision 0016.
func ownEmailUnproven(t *testing.T, w *world) {
	ctx, s, old, taken := t.Context(), w.store, w.plot.email("dan"), "guest@"+w.Slug+".example"
	dan := call(memberOf(w.plot, "dan"), start)
	must(t, "take an address", s.ChangeEmail(ctx, dan, taken, "$argon2id$dan"))
	wantInvalid(t, "the address from before", s.ChangeEmail(ctx, w.own(start), old, "$argon2id$ada"), "email")
	token := addWorld(t, s, plot{slug: lower("other-" + id(w.Slug)[:6])}).invited("ada", taken, store.RoleUser)
	link, err := s.InvitationByLink(ctx, token, "", start)
	if err != nil || !link.Unproven || link.Account.ID != "" {
		t.Errorf("who has the link finds %+v, %v", link, err)
	}
	_, err = s.InvitationByLink(ctx, token, w.account("ada"), start)
	wantState(t, "somebody else", err, store.InvitationOther)
	by := newcomer(w.Slug + "proof")
	must(t, "accept", errOf(s.AcceptInvitation(ctx, store.Call{At: start}, token, by)))
	if own := w.ownAccount("dan", start); own.Account.Email != old {
		t.Errorf("who took the address has %q, want %q", own.Account.Email, old)
	}
	if found, err := s.Credentials(ctx, taken); err != nil || found.Account.ID != by.Account.ID {
		t.Errorf("the address is that of %+v, %v", found.Account, err)
	}
	page, err := s.Events(ctx, w.actor("ada"), store.EventQuery{Filter: store.EventFilter{Subject: string(w.account("dan"))}, Rows: 25})
	must(t, "read the trail", err)
	if e := page.Entries[0]; e.Action != store.MemberEmail || store.Value(e.After, "email") != old || e.Actor.Kind != store.ActorJob {
		t.Errorf("the organization is told %+v", e.Event)
	}
}

// ownEmailProven: who holds a link for an address and has it keeps it, and lets go of the one before.
func ownEmailProven(t *testing.T, w *world) {
	ctx, s := t.Context(), w.store
	for _, who := range []string{"dan", "bo"} {
		must(t, "another address", s.ChangeEmail(ctx, call(memberOf(w.plot, who), start), who+".new@"+w.Slug+".example", "$argon2id$"+who))
	}
	other := addWorld(t, s, plot{slug: lower("other-" + id(w.Slug)[:6])})
	token := other.invited("ada", "dan.new@"+w.Slug+".example", store.RoleUser)
	must(t, "accept", errOf(s.AcceptInvitation(ctx, call(memberOf(w.plot, "dan"), start), token, store.Acceptance{})))
	link := store.NewLink{Token: digest(w.Slug + "reset"), Purpose: store.LinkReset, Email: "bo.new@" + w.Slug + ".example"}
	must(t, "make a link", s.MakeLink(ctx, call(operator, start), link))
	must(t, "use it", s.ResetPassword(ctx, call(store.Actor{}, start), link.Token, "$argon2id$bo"))
	must(t, "the address that dan had", s.ChangeEmail(ctx, w.own(start), w.plot.email("dan"), "$argon2id$ada"))
	must(t, "the address that bo had", s.ChangeEmail(ctx, w.own(start), w.plot.email("bo"), "$argon2id$ada"))
	must(t, "back to her own", s.ChangeEmail(ctx, w.own(start), w.plot.email("ada"), "$argon2id$ada"))
	_, err := s.InvitationByLink(ctx, other.invited("ada", "bo.new@"+w.Slug+".example", store.RoleUser), "", start)
	wantState(t, "an address that was proven", err, store.InvitationSignIn)
	_, err = s.InvitationByLink(ctx, other.invited("ada", w.plot.email("ada"), store.RoleUser), "", start)
	wantState(t, "an address that is what it was", err, store.InvitationSignIn)
	must(t, "another address", s.ChangeEmail(ctx, w.own(start), "ada.new@"+w.Slug+".example", "$argon2id$ada"))
	kept := other.invited("abe", w.plot.email("ada"), store.RoleUser)
	_, err = s.InvitationByLink(ctx, kept, "", start)
	wantState(t, "the address from before", err, store.InvitationSignIn)
	must(t, "accept as who had it", errOf(s.AcceptInvitation(ctx, call(memberOf(w.plot, "ada"), start), kept, store.Acceptance{})))
}

func ownPassword(t *testing.T, w *world) {
	ctx := t.Context()
	here := w.plot.startSession(t, w.store, "ada", "here", start, store.Digest{})
	there := w.plot.startSession(t, w.store, "ada", "there", start, store.Digest{})
	other := w.plot.startSession(t, w.store, "abe", "other", start, store.Digest{})
	link := newLink(store.LinkReset, "open", w.plot)
	must(t, "make a link", w.store.MakeLink(ctx, call(operator, start), link))
	change := store.NewPassword{Checked: "$argon2id$ada", Hash: "$argon2id$new", Token: digest(w.Slug + "fresh")}
	must(t, "change the password", w.store.ChangePassword(ctx, w.own(start), change))
	wantPassword(t, w.store, w.plot, "$argon2id$new")
	wantSession(t, w.store, "the session that asked, by its token from before", here, start, false)
	wantSession(t, w.store, "the session that asked", change.Token, start, true)
	if session, err := w.store.Session(ctx, change.Token, start); err != nil || session.Name != "here" {
		t.Errorf("with the new token it is %+v, %v", session, err)
	}
	wantSession(t, w.store, "another session", there, start, false)
	wantSession(t, w.store, "somebody else's", other, start, true)
	_, err := w.store.Link(ctx, store.LinkReset, link.Token, start)
	wantErr(t, "the link to a new password", err, store.ErrLinkDead)
	wantErr(t, "by the old password", w.store.ChangePassword(ctx, w.own(start), change), store.ErrPasswordChanged)
}

// Two change the password at once, by the same one: it changes once.
func ownPasswordOvertaken(t *testing.T, w *world) {
	changed := make([]error, 20)
	together(len(changed), func(i int) {
		changed[i] = w.store.ChangePassword(t.Context(), w.own(start), store.NewPassword{
			Checked: "$argon2id$ada", Hash: "$argon2id$" + string(rune('A'+i)), Token: digest(w.Slug + string(rune('A'+i)))})
	})
	won := 0
	for _, err := range changed {
		if err == nil {
			won++
		} else {
			wantErr(t, "who came later", err, store.ErrPasswordChanged)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d changes were carried out", won, len(changed))
	}
}

func ownSessions(t *testing.T, w *world) {
	ctx := t.Context()
	idle := w.plot.startSession(t, w.store, "ada", "idle", start.Add(-store.SessionIdle), store.Digest{})
	tokens := map[string]store.Digest{}
	for _, name := range []string{"here", "there", "elsewhere"} {
		tokens[name] = w.plot.startSession(t, w.store, "ada", name, start, store.Digest{})
	}
	other := digest(w.Slug + "abe's")
	must(t, "sign abe in", w.store.StartSession(ctx, call(memberOf(w.plot, "abe"), start), store.NewSession{Token: other, Name: "there", Account: w.account("abe")}))
	for name, want := range map[string]bool{"there": true, "nowhere": false} {
		if ended, err := w.store.EndOwnSession(ctx, w.own(start), name); err != nil || ended != want {
			t.Errorf("ending the session %s ended one: %t, %v", name, ended, err)
		}
	}
	if ended, err := w.store.EndOwnSession(ctx, w.own(start), "there"); err != nil || ended {
		t.Errorf("ending it again ended one: %t, %v", ended, err)
	}
	for name, lives := range map[string]bool{"here": true, "there": false, "elsewhere": true} {
		wantSession(t, w.store, name, tokens[name], start, lives)
	}
	wantSession(t, w.store, "somebody else's of the same name", other, start, true)
	var named []string
	for _, s := range w.ownAccount("ada", start).Sessions {
		named = append(named, s.Name)
	}
	if want := []string{"elsewhere", "here"}; !slices.Equal(named, want) {
		t.Errorf("she is signed in in %q, want %q", named, want)
	}
	ended, err := w.store.EndOtherSessions(ctx, w.own(start))
	if err != nil || ended != 1 {
		t.Errorf("%d others were ended, %v, want 1", ended, err)
	}
	for name, lives := range map[string]bool{"here": true, "elsewhere": false} {
		wantSession(t, w.store, name, tokens[name], start, lives)
	}
	wantSession(t, w.store, "one that had ended", idle, start, false)
	wantSession(t, w.store, "somebody else's", other, start, true)
	if ended, err := w.store.EndOtherSessions(ctx, w.own(start)); err != nil || ended != 0 {
		t.Errorf("then %d were ended, %v", ended, err)
	}
}

func ownAccount(t *testing.T, w *world) {
	session := store.NewSession{Token: digest(w.Slug), Name: "here", Account: w.account("bo"), Browser: "Firefox/Linux", Network: "192.0.2.0/24"}
	must(t, "sign in", w.store.StartSession(t.Context(), call(memberOf(w.plot, "bo"), start), session))
	want := store.OwnAccount{
		Account: store.Account{ID: w.account("bo"), Name: fullName("bo"), Email: w.plot.email("bo")}, HasPassword: true,
		Sessions: []store.Session{{Name: "here", Account: w.account("bo"), StartedAt: start, LastSeen: start, Browser: session.Browser, Network: session.Network}},
	}
	own := w.ownAccount("bo", start)
	orgs := own.Organizations
	own.Organizations = nil
	wantDiff(t, "bo's account", want, own)
	if len(orgs) != 1 || orgs[0].Organization.Slug != w.Slug || orgs[0].Role != store.RoleManager || orgs[0].Alone || orgs[0].Owns != 1 || !orgs[0].JoinedAt.Equal(start.AddDate(-1, 0, 0)) {
		t.Errorf("bo's organizations are %+v", orgs)
	}
	for who, alone := range map[string]bool{"ada": false, "abe": false} {
		if orgs := w.ownAccount(who, start).Organizations; len(orgs) != 1 || orgs[0].Alone != alone {
			t.Errorf("%s belongs to %+v", who, orgs)
		}
	}
	if orgs := w.ownAccount("fay", start).Organizations; len(orgs) != 0 {
		t.Errorf("who left belongs to %+v", orgs)
	}
}
