package storetest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"chatelaine/store"
)

// record keeps what the hook was called with.
type record struct {
	mu     sync.Mutex
	calls  int
	events []store.Event
}

func (r *record) committed(events []store.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	r.events = append(r.events, events...)
}

// since gives the events and the number of calls since the last time.
func (r *record) since() ([]store.Event, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	events, calls := r.events, r.calls
	r.events, r.calls = nil, 0
	return events, calls
}

// eventStep is a call and the actions of which it must tell; none for one that changes nothing.
type eventStep struct {
	name    string
	do      func(ctx context.Context, w *world) error
	fails   bool
	actions []store.Action
	subject func(w *world) string // of the first action
}

var eventSteps = []eventStep{
	{name: "create a key", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.CreateKey(ctx, w.as("bo"), w.newKey("Nightly")))
	}, actions: []store.Action{store.KeyCreated}, subject: func(w *world) string { return string(w.newKey("Nightly").ID) }},
	{name: "send the form again", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.CreateKey(ctx, w.as("bo"), again(w.newKey("Nightly"))))
	}},
	{name: "take the name again", fails: true, do: func(ctx context.Context, w *world) error {
		in := w.newKey("Another")
		in.Name = "Nightly"
		return errOf(w.store.CreateKey(ctx, w.as("bo"), in))
	}},
	{name: "confirm", do: func(ctx context.Context, w *world) error {
		return w.store.ConfirmKey(ctx, w.as("bo"), w.newKey("Nightly").ID)
	}, actions: []store.Action{store.KeyConfirmed}, subject: func(w *world) string { return string(w.newKey("Nightly").ID) }},
	{name: "confirm again", do: func(ctx context.Context, w *world) error {
		return w.store.ConfirmKey(ctx, w.as("bo"), w.newKey("Nightly").ID)
	}},
	{name: "create without the right", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.CreateKey(ctx, w.as("dee"), w.newKey("By dee")))
	}},
	{name: "register", do: func(_ context.Context, w *world) error {
		return w.register(thing{name: "new", kind: "projects", owners: []string{"key1"}})
	}, actions: []store.Action{store.ResourceRegistered}, subject: func(w *world) string { return string(w.resource("new")) }},
	{name: "add an owner", do: func(ctx context.Context, w *world) error {
		return w.store.AddOwner(ctx, w.as("bo"), w.resource("new"), w.principal("bo"))
	}, actions: []store.Action{store.ResourceOwner}, subject: func(w *world) string { return string(w.resource("new")) }},
	{name: "remove an owner", do: func(ctx context.Context, w *world) error {
		return w.store.RemoveOwner(ctx, w.as("bo"), w.resource("new"), w.principal("bo"))
	}, actions: []store.Action{store.ResourceOwner}, subject: func(w *world) string { return string(w.resource("new")) }},
	{name: "remove the last owner", fails: true, do: func(ctx context.Context, w *world) error {
		return w.store.RemoveOwner(ctx, w.as("bo"), w.resource("new"), w.principal("key1"))
	}},
	{name: "give access", do: func(ctx context.Context, w *world) error {
		return w.store.GiveAccess(ctx, w.as("bo"), store.AccessEntry{Resource: w.resource("new"), Principal: w.principal("dan"), Access: store.AccessView})
	}, actions: []store.Action{store.ResourceACL}, subject: func(w *world) string { return string(w.resource("new")) }},
	{name: "change a role", do: func(ctx context.Context, w *world) error {
		return assignRole(ctx, w.store, w.as("ada"), w.account("bea"), store.RoleUser)
	}, actions: []store.Action{store.MemberRole}, subject: func(w *world) string { return string(w.account("bea")) }},
	{name: "delete by a wrong digest", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.DeleteKey(ctx, w.as("bo"), w.key("key1"), destroy(w.tenant), digest("wrong")))
	}},
	{name: "plan", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.PlanDeletion(ctx, w.actor("bo"), w.key("key1"), destroy(w.tenant)))
	}},
	{name: "delete", do: func(ctx context.Context, w *world) error {
		plan, err := w.store.PlanDeletion(ctx, w.actor("bo"), w.key("key1"), destroy(w.tenant))
		if err != nil {
			return err
		}
		return errOf(w.store.DeleteKey(ctx, w.as("bo"), w.key("key1"), destroy(w.tenant), plan.Digest))
	}, actions: []store.Action{store.KeyDeleted, store.ResourceDestroyed, store.ResourceACL}, subject: func(w *world) string { return string(w.key("key1")) }},
	{name: "delete again", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.DeleteKey(ctx, w.as("bo"), w.key("key1"), destroy(w.tenant), digest("any")))
	}},
	{name: "delete by a transfer", do: func(ctx context.Context, w *world) error {
		choice := transferTo("ada")(w.tenant)
		plan, err := w.store.PlanDeletion(ctx, w.actor("bo"), w.key("key2"), choice)
		if err != nil {
			return err
		}
		return errOf(w.store.DeleteKey(ctx, w.as("bo"), w.key("key2"), choice, plan.Digest))
	}, actions: []store.Action{store.KeyDeleted}, subject: func(w *world) string { return string(w.key("key2")) }},
	{name: "export", do: func(ctx context.Context, w *world) error {
		return w.store.StartExport(ctx, w.as("bo"), store.KeyQuery{Filter: store.KeyFilter{Search: "$argon2id$", NeverUsed: true}}, "csv")
	}, actions: []store.Action{store.KeysExported}, subject: func(w *world) string { return string(w.account("bo")) }},
	{name: "go on with the export", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.KeyBatch(ctx, w.actor("bo"), store.KeyQuery{}))
	}},
	{name: "sign in", do: func(ctx context.Context, w *world) error {
		return w.store.StartSession(ctx, w.as("ada"), store.NewSession{Token: digest("s"), Name: "s", Account: w.account("ada")})
	}, actions: []store.Action{store.SignedIn}},
	{name: "sign out", do: func(ctx context.Context, w *world) error { return w.store.EndSession(ctx, w.as("ada"), digest("s")) },
		actions: []store.Action{store.SignedOut}},
	{name: "make a link", do: func(ctx context.Context, w *world) error {
		return w.store.MakeLink(ctx, call(operator, start), store.NewLink{Token: digest("link"), Purpose: store.LinkReset, Email: w.plot.email("ada")})
	}, actions: []store.Action{store.LinkMade}},
	{name: "reset", do: func(ctx context.Context, w *world) error {
		return w.store.ResetPassword(ctx, call(store.Actor{}, start), digest("link"), "$argon2id$new")
	}, actions: []store.Action{store.AccountReset}},
	{name: "reset again", fails: true, do: func(ctx context.Context, w *world) error {
		return w.store.ResetPassword(ctx, call(store.Actor{}, start), digest("link"), "$argon2id$again")
	}},
	{name: "import", do: func(ctx context.Context, w *world) error {
		return errOf(w.store.ImportOrganization(ctx, call(operator, start), plot{slug: "later"}.imported()))
	}, actions: []store.Action{store.OrganizationImported}},
	{name: "import again", fails: true, do: func(ctx context.Context, w *world) error {
		return errOf(w.store.ImportOrganization(ctx, call(operator, start), plot{slug: "later"}.imported()))
	}},
}

func testEvents(t *testing.T, open opener) {
	t.Run("told of once, before the call returns, without holes", func(t *testing.T) { t.Parallel(); eventsOfSteps(t, open) })
	t.Run("without holes after a crowd", func(t *testing.T) { t.Parallel(); eventsOfACrowd(t, open) })
	t.Run("of views, without what is in them", func(t *testing.T) { t.Parallel(); eventsOfViews(t, open) })
	t.Run("of many keys that go together", func(t *testing.T) { t.Parallel(); eventsOfABulk(t, open) })
	t.Run("of the first start", func(t *testing.T) { t.Parallel(); eventsOfSetUp(t, open) })
}

func eventsOfSteps(t *testing.T, open opener) {
	var r record
	w := addWorld(t, open(t, r.committed), landscape)
	all, _ := r.since()
	for _, step := range slices.Concat(eventSteps, viewSteps, switchSteps, rotationSteps, groupSteps) {
		err := step.do(t.Context(), w)
		if (err != nil) != step.fails {
			t.Fatalf("%s: %v", step.name, err)
		}
		events, calls := r.since()
		all = append(all, events...)
		if len(step.actions) == 0 {
			if len(events) > 0 {
				t.Errorf("%s: told of %v", step.name, events)
			}
			continue
		}
		if calls != 1 {
			t.Errorf("%s: the hook was called %d times", step.name, calls)
		}
		step.check(t, w, events)
	}
	wantNoHoles(t, all)
	wantNoSecrets(t, w, all)
}

func (s eventStep) check(t *testing.T, w *world, events []store.Event) {
	t.Helper()
	for i, action := range s.actions {
		at := slices.IndexFunc(events, func(e store.Event) bool { return e.Action == action })
		if at < 0 {
			t.Errorf("%s: not told of %s, but of %v", s.name, action, events)
			continue
		}
		if i == 0 && s.subject != nil && events[at].Subject != s.subject(w) {
			t.Errorf("%s: %s is about %q, want %q", s.name, action, events[at].Subject, s.subject(w))
		}
	}
	for _, e := range events {
		if e.Seq == 0 || e.At.IsZero() || e.Subject == "" || e.Request != (store.Request{ID: "request", Address: "192.0.2.7", Session: "session"}) {
			t.Errorf("%s: event %+v lacks seq, time, subject or request", s.name, e)
		}
		if s.subject != nil && (e.Org != w.Org || e.Actor.Org != w.Org || e.ActorName != fullName("bo") && e.ActorName != fullName("ada")) {
			t.Errorf("%s: event %+v, want that it was done in organization %d by somebody with a name", s.name, e, w.Org)
		}
	}
}

func wantNoHoles(t *testing.T, events []store.Event) {
	t.Helper()
	slices.SortFunc(events, func(a, b store.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	for i, e := range events {
		if want := events[0].Seq + int64(i); e.Seq != want {
			t.Fatalf("event %d of %d has seq %d, want %d", i, len(events), e.Seq, want)
		}
	}
}

// wantNoSecrets looks for digests and password hashes in what an audit trail keeps.
func wantNoSecrets(t *testing.T, w *world, events []store.Event) {
	t.Helper()
	in := w.newKey("Nightly")
	canaries := [][]byte{[]byte("$argon2id$")}
	for _, d := range []store.Digest{in.Secret.Digest, in.Nonce.Digest, in.Nonce.Body, digest("s"), digest("link"), secret(w.Slug + "key1").Digest, rotation("told", 0).Secret.Digest, rotation("told", 0).Nonce.Digest} {
		canaries = append(canaries, []byte(d.String()), d[:])
	}
	for _, e := range events {
		encoded, err := e.Canonical()
		must(t, "encode an event", err)
		for _, canary := range canaries {
			if bytes.Contains(encoded, canary) {
				t.Errorf("%s holds a digest or a password hash", e.Action)
			}
		}
	}
}

func eventsOfACrowd(t *testing.T, open opener) {
	var r record
	w := addWorld(t, open(t, r.committed), plot{})
	all, _ := r.since()
	const crowd = 60
	together(crowd, func(i int) {
		in := w.newKey(fmt.Sprint("Key ", i/2)) // two of each name and nonce
		in.Nonce.Digest, in.ID, in.Secret = digest(fmt.Sprint(i)), store.KeyID(id(fmt.Sprint("crowd ", i))), secret(fmt.Sprint(i))
		_, _ = w.store.CreateKey(t.Context(), w.as([]string{"ada", "bo", "dee"}[i%3]), in)
	})
	events, _ := r.since()
	wantNoHoles(t, append(all, events...))
	page := pageOf(t, w, "ada", store.KeyQuery{Rows: 100})
	var told, kept []string
	for _, e := range events {
		told = append(told, e.Subject)
	}
	for _, key := range page.Keys {
		kept = append(kept, string(key.ID))
	}
	slices.Sort(told)
	slices.Sort(kept)
	wantDiff(t, "keys that are there, and keys told of", kept, told)
}

func eventsOfSetUp(t *testing.T, open opener) {
	var r record
	s := open(t, r.committed)
	makeSetUpLink(t, s, "link", start)
	_, _ = r.since()
	org, err := s.SetUp(t.Context(), call(store.Actor{}, start), setUpOf("link"))
	must(t, "set up", err)
	events, calls := r.since()
	for _, want := range []store.Action{store.OrganizationCreated, store.AccountCreated, store.MemberJoined, store.SignedIn} {
		if !slices.ContainsFunc(events, func(e store.Event) bool { return e.Action == want }) {
			t.Errorf("the first start of organization %d doesn't tell of %s", org.Org, want)
		}
	}
	if calls != 1 {
		t.Errorf("the hook was called %d times", calls)
	}
}
