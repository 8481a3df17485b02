package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

func testGateCredentials(t *testing.T, open opener) {
	for name, test := range map[string]func(*testing.T, *world){
		"made, listed and confirmed":   credentialIsMade,
		"refused names":                credentialRefused,
		"a form that comes again":      credentialAgain,
		"one of 50 with one name":      credentialRace,
		"revoked for good":             credentialRevoked,
		"revoked by two":               credentialRevokedByTwo,
		"uses never go back":           credentialUses,
		"the gate knows those at work": credentialFacts,
		"what happened is told":        credentialTold,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, newWorld(t, open, plot{})) })
	}
}

// credentials are those at work, as ada sees them.
func (w *world) credentials() []store.GateCredential {
	w.Helper()
	list, err := w.store.GateCredentials(w.Context(), w.actor("ada"))
	must(w.T, "list the credentials", err)
	return list
}

// makeCredential makes one as ada.
func (w *world) makeCredential(name string) store.GateCredential {
	w.Helper()
	made, err := w.store.MakeGateCredential(w.Context(), w.as("ada"), w.newCredential(name))
	must(w.T, "make credential "+name, err)
	return made.Credential
}

func credentialIsMade(t *testing.T, w *world) {
	in := w.newCredential("  Tile   server ")
	in.Name = "Tile server"
	made, err := w.store.MakeGateCredential(t.Context(), w.as("ada"), in)
	must(t, "make", err)
	want := store.GateCredential{
		ID: in.ID, Name: "Tile server", Shown: store.NewSecret{Prefix: "chgate", Tail: in.Secret.Tail},
		MadeBy: store.Creator{ID: w.account("ada"), Name: fullName("ada"), Email: w.plot.email("ada")}, MadeAt: start.Add(time.Minute),
	}
	wantDiff(t, "made", store.MadeGateCredential{Credential: want}, made)
	first := w.makeCredential("Proxy")
	wantDiff(t, "listed", []store.GateCredential{first, want}, w.credentials())
	wantErr(t, "confirmed by another", w.store.ConfirmGateCredential(t.Context(), w.as("abe"), in.ID), store.ErrForbidden)
	for _, at := range []time.Time{start.Add(time.Hour), start.Add(2 * time.Hour)} {
		must(t, "confirm", w.store.ConfirmGateCredential(t.Context(), call(w.actor("ada"), at), in.ID))
	}
	want.ConfirmedAt = start.Add(time.Hour)
	got, err := w.store.GateCredential(t.Context(), w.actor("abe"), in.ID)
	must(t, "look", err)
	wantDiff(t, "confirmed", want, got)
}

func credentialRefused(t *testing.T, w *world) {
	w.makeCredential("Tile server")
	for _, name := range []string{"", " ", "a\u202eb", "tile  SERVER"} {
		wantInvalid(t, fmt.Sprintf("name %q", name), errOf(w.store.MakeGateCredential(t.Context(), w.as("ada"), w.newCredential(name))), "name")
	}
	for i := range store.MaxGateCredentials - 1 {
		w.makeCredential(fmt.Sprint("Number ", i))
	}
	wantInvalid(t, "one too many", errOf(w.store.MakeGateCredential(t.Context(), w.as("ada"), w.newCredential("One more"))), "name")
	if n := len(w.credentials()); n != store.MaxGateCredentials {
		t.Errorf("%d credentials, want %d", n, store.MaxGateCredentials)
	}
	must(t, "the twin makes one of the name", errOf(w.store.MakeGateCredential(t.Context(), w.twin.as("ada"), w.twin.newCredential("Tile server"))))
}

func credentialAgain(t *testing.T, w *world) {
	in := w.newCredential("Tile server")
	first, err := w.store.MakeGateCredential(t.Context(), w.as("ada"), in)
	must(t, "make", err)
	again := in
	again.ID, again.Secret = store.GateCredentialID(id("another")), secret("another")
	second, err := w.store.MakeGateCredential(t.Context(), w.as("ada"), again)
	must(t, "make again", err)
	first.Repeated = true
	wantDiff(t, "again", first, second)
	again.Nonce.Body = digest("other contents")
	wantErr(t, "other contents", errOf(w.store.MakeGateCredential(t.Context(), w.as("ada"), again)), store.ErrNonceReused)
	if n := len(w.credentials()); n != 1 {
		t.Errorf("%d credentials were made", n)
	}
}

func credentialRace(t *testing.T, w *world) {
	wins := winners(t, 50, store.ErrInvalid, func(ctx context.Context, i int) error {
		in := w.newCredential(fmt.Sprint("Number ", i))
		in.Name = "Tile server"
		return errOf(w.store.MakeGateCredential(ctx, w.as([]string{"ada", "abe"}[i%2]), in))
	})
	if wins != 1 || len(w.credentials()) != 1 {
		t.Errorf("%d won, %d credentials", wins, len(w.credentials()))
	}
}

func credentialRevoked(t *testing.T, w *world) {
	made := w.makeCredential("Tile server")
	at := start.Add(time.Hour)
	was, already, err := w.store.RevokeGateCredential(t.Context(), call(w.actor("abe"), at), made.ID)
	must(t, "revoke", err)
	if already {
		t.Errorf("it was revoked already")
	}
	wantDiff(t, "it was", made, was)
	if n := len(w.credentials()); n != 0 {
		t.Errorf("%d credentials are left", n)
	}
	made.RevokedAt, made.RevokedBy = at, fullName("abe")
	was, already, err = w.store.RevokeGateCredential(t.Context(), call(w.actor("ada"), at.Add(time.Hour)), made.ID)
	must(t, "revoke again", err)
	if !already {
		t.Errorf("it was revoked twice")
	}
	wantDiff(t, "the second time it was", made, was)
	must(t, "confirm what is revoked", w.store.ConfirmGateCredential(t.Context(), w.as("ada"), made.ID))
	got, err := w.store.GateCredential(t.Context(), w.actor("ada"), made.ID)
	must(t, "look", err)
	wantDiff(t, "revoked", made, got)
	in := w.newCredential("Tile server")
	in.ID, in.Nonce = store.GateCredentialID(id("with the same name")), store.Nonce{}
	in.Secret = secret("with the same name")
	must(t, "the name is free", errOf(w.store.MakeGateCredential(t.Context(), w.as("ada"), in)))
}

func credentialRevokedByTwo(t *testing.T, w *world) {
	made, twice := w.makeCredential("Tile server"), errors.New("twice")
	wins := winners(t, 20, twice, func(ctx context.Context, i int) error {
		_, already, err := w.store.RevokeGateCredential(ctx, w.as([]string{"ada", "abe"}[i%2]), made.ID)
		if err == nil && already {
			return twice
		}
		return err
	})
	if wins != 1 {
		t.Errorf("revoked %d times", wins)
	}
}

func credentialUses(t *testing.T, w *world) {
	used, ended := w.makeCredential("Tile server"), w.makeCredential("Ended")
	_, _, err := w.store.RevokeGateCredential(t.Context(), w.as("ada"), ended.ID)
	must(t, "revoke", err)
	note := func(at time.Time) {
		t.Helper()
		uses := []store.GateCredentialUse{{Org: w.Org, ID: used.ID, At: at}, {Org: w.Org, ID: "nothingthere", At: at}, {Org: w.twin.Org, ID: used.ID, At: at}}
		must(t, "note", w.store.NoteGateCredentials(t.Context(), uses))
	}
	for _, step := range []struct{ at, want time.Duration }{{time.Hour, time.Hour}, {time.Minute, time.Hour}, {2 * time.Hour, 2 * time.Hour}} {
		note(start.Add(step.at))
		if got := w.credentials()[0].LastUsed; !got.Equal(start.Add(step.want)) {
			t.Errorf("last used %s, want %s", got, start.Add(step.want))
		}
	}
	must(t, "note nothing", w.store.NoteGateCredentials(t.Context(), nil))
}

func credentialFacts(t *testing.T, w *world) {
	made, ended := w.makeCredential("Tile server"), w.makeCredential("Ended")
	_, _, err := w.store.RevokeGateCredential(t.Context(), w.as("ada"), ended.ID)
	must(t, "revoke", err)
	in := w.twin.newCredential("Tile server")
	must(t, "the twin's", errOf(w.store.MakeGateCredential(t.Context(), w.twin.as("ada"), in)))
	got := map[store.OrgID][]store.GateCredentialFacts{}
	must(t, "read", w.store.GateFacts(t.Context(), func(o store.GateOrganization) error {
		got[o.Org] = o.Credentials
		return nil
	}, func(store.GateKey) error { return nil }))
	wantDiff(t, "known", map[store.OrgID][]store.GateCredentialFacts{
		w.Org:      {{ID: made.ID, Digest: w.newCredential("Tile server").Secret.Digest}},
		w.twin.Org: {{ID: in.ID, Digest: in.Secret.Digest}},
	}, got)
}

// credentialTold looks for the events in the trail, with the credential's name and no digest.
func credentialTold(t *testing.T, w *world) {
	made := w.makeCredential("Tile server")
	must(t, "confirm", w.store.ConfirmGateCredential(t.Context(), w.as("ada"), made.ID))
	_, _, err := w.store.RevokeGateCredential(t.Context(), w.as("ada"), made.ID)
	must(t, "revoke", err)
	page, err := w.store.Events(t.Context(), w.actor("ada"), store.EventQuery{Rows: 25, Filter: store.EventFilter{Subject: string(made.ID)}})
	must(t, "read the trail", err)
	want := []store.Action{store.GateCredentialEnded, store.GateCredentialStored, store.GateCredentialMade}
	if len(page.Entries) != len(want) {
		t.Fatalf("%d events, want %d", len(page.Entries), len(want))
	}
	fields := []store.Field{{Name: "name", Value: "Tile server"}, {Name: "secret", Value: made.Abbreviated()}}
	for i, e := range page.Entries {
		told := append(slices.Clone(e.Before), e.After...)
		if e.Action != want[i] || e.Name != "Tile server" || e.ActorName != fullName("ada") || !slices.Equal(told, fields) {
			t.Errorf("event %d is %+v", i, e)
		}
	}
}
