package storetest

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"

	"chatelaine/store"
)

// outcome is what the matrix says of a call.
type outcome string

const (
	allowed   outcome = "allowed"
	forbidden outcome = "ErrForbidden"
	notFound  outcome = "ErrNotFound"
	refused   outcome = "ErrForbidden or ErrNotFound" // where the contract leaves open which
	nothing   outcome = "refused, or nothing seen"
)

// actors are the columns of the matrix: everybody who could ask for something in an organization.
// Keys are reserved in the world of those whose name ends so.
var actors = map[string]func(o, twin tenant) store.Actor{
	"administrator":          func(o, _ tenant) store.Actor { return o.actor("ada") },
	"administrator reserved": func(o, _ tenant) store.Actor { return o.actor("ada") },
	"manager":                func(o, _ tenant) store.Actor { return o.actor("bo") },
	"manager reserved":       func(o, _ tenant) store.Actor { return o.actor("bo") },
	"user-creator":           func(o, _ tenant) store.Actor { return o.actor("dee") },
	"user-creator reserved":  func(o, _ tenant) store.Actor { return o.actor("dee") },
	"user-other":             func(o, _ tenant) store.Actor { return o.actor("dan") },
	"who left":               func(o, _ tenant) store.Actor { return o.actor("fay") },
	"foreign administrator": func(o, twin tenant) store.Actor {
		return store.Actor{Kind: store.ActorMember, ID: twin.principal("ada"), Org: o.Org}
	},
	"key": func(o, _ tenant) store.Actor { return o.actor("key1") },
	"key as a member": func(o, _ tenant) store.Actor {
		return store.Actor{Kind: store.ActorMember, ID: o.principal("key1"), Org: o.Org}
	},
	"member as a key": func(o, _ tenant) store.Actor {
		return store.Actor{Kind: store.ActorKey, ID: o.principal("ada"), Org: o.Org}
	},
	"operator": func(o, _ tenant) store.Actor { return store.Actor{Kind: store.ActorOperator, Org: o.Org} },
	"job":      func(o, _ tenant) store.Actor { return store.Actor{Kind: store.ActorJob, Org: o.Org} },
	"nowhere":  func(o, _ tenant) store.Actor { return store.Actor{Kind: store.ActorMember, ID: o.principal("ada")} },
	"zero":     func(tenant, tenant) store.Actor { return store.Actor{} },
}

// withoutActor are the methods whose caller is let in by something else than who they are.
var withoutActor = map[string]string{
	"Close":               "is of the program",
	"NextJob":             "tells nothing of an organization",
	"HasAccounts":         "tells nothing of an organization",
	"MakeLink":            "is the operator's program's; the suite of links",
	"Link":                "a token opens it; the suite of links",
	"NoteSeen":            "notes nothing of whoever is no member; the suite of members",
	"InvitationByLink":    "a token opens it; the suite of invitations",
	"AcceptInvitation":    "a token opens it; the suite of invitations",
	"SetUp":               "a token opens it; the suite of set-up",
	"SignInByLink":        "a token opens it; the suite of links",
	"ResetPassword":       "a token opens it; the suite of links",
	"Credentials":         "comes before there is an actor",
	"StartSession":        "comes before there is an actor; the suite of sessions",
	"Session":             "a token opens it; the suite of sessions",
	"EndSession":          "a token opens it; the suite of sessions",
	"Portal":              "takes an account; the suite of portals",
	"Found":               "is the operator's program's; the suite of foundings",
	"CountGuess":          "comes before there is an actor; the suite of throttles",
	"GuessedRight":        "comes before there is an actor; the suite of throttles",
	"KeyAccess":           "is the gate's; the suite of access to resources",
	"GateFacts":           "is the gate's, which is no actor; tested with the gate",
	"NoteGateCredentials": "is the gate's; the suite of gate credentials",
	"GuessUnchecked":      "comes before there is an actor; the suite of throttles",
}

// attempt is what a row of the matrix does with one object of its sort in a tenant.
type attempt struct {
	*world
	actor  store.Actor
	object string   // the name of the object in at; "" for one that doesn't exist
	at     tenant   // whose object it is
	note   *outcome // set to nothing by a look that showed nothing
}

func (a attempt) key() store.KeyID {
	if a.object == "" {
		return store.KeyID(id("no key"))
	}
	return a.at.key(a.object)
}

func (a attempt) resource() store.ResourceID {
	if a.object == "" {
		return store.ResourceID(id("no resource"))
	}
	return a.at.resource(a.object)
}

func (a attempt) view() store.ViewID {
	if a.object == "" {
		return store.ViewID(id("no view"))
	}
	return a.at.view(a.object)
}

func (a attempt) account() store.AccountID {
	if a.object == "" {
		return store.AccountID(id("no account"))
	}
	return a.at.account(a.object)
}

func (a attempt) call() store.Call { return call(a.actor, start) }

// line is a row of the matrix: a method, done to an object, and who may. Actors that aren't named
// get otherwise. An object that is the twin's or doesn't exist is ErrNotFound for those who may and
// for those who get ErrForbidden, and a refusal for the rest.
type line struct {
	object    string                   // empty: the method is about no object
	prepare   func(w *world, o tenant) // puts into an organization what can't be imported; nil: nothing
	do        func(attempt) error
	looks     bool // changes nothing even where it is allowed
	who       map[string]outcome
	otherwise outcome
}

func testMatrix(t *testing.T, open opener) {
	t.Run("every method has a row", func(t *testing.T) { t.Parallel(); everyMethodHasARow(t) })
	s := open(t, noHook)
	for row, l := range rows() {
		t.Run(row, func(t *testing.T) { t.Parallel(); l.test(t, s, row) })
	}
}

// rows are those of the matrix, and of the parts that have files of their own.
func rows() map[string]line {
	all := maps.Clone(matrix)
	for _, part := range []map[string]line{viewRows, groupRows, rotationRows, descriptionRows, switchRows, bulkRows, settingsRows, accountRows, memberRows, registryRows, trailRows, memberPageRows, useRows, ruleRows, gateCredentialRows} {
		maps.Copy(all, part)
	}
	return all
}

func everyMethodHasARow(t *testing.T) {
	covered := map[string]bool{}
	for row := range rows() {
		covered[strings.Fields(row)[0]] = true
	}
	methods := reflect.TypeFor[store.Store]()
	for i := range methods.NumMethod() {
		method := methods.Method(i).Name
		if _, open := withoutActor[method]; open == covered[method] {
			t.Errorf("%s must have a row in the matrix or a reason for none, and not both", method)
		}
	}
}

// test tries the row as every actor. What is refused is tried in two worlds that all share and that must stay as they
// are; what is allowed and changes something gets a world of its own.
func (l line) test(t *testing.T, s store.Store, row string) {
	open := l.world(t, s, landscape.with(row))
	reserved := landscape.with(row + " reserved")
	reserved.reserved = true
	closed := l.world(t, s, reserved)
	before := [4]shown{open.show(t, s), open.twin.show(t, s), closed.show(t, s), closed.twin.show(t, s)}
	for name, as := range actors {
		w := open
		if strings.HasSuffix(name, " reserved") {
			w = closed
		}
		want, named := l.who[name]
		if !named {
			want = l.otherwise
		}
		if l.object != "" {
			l.tryMissing(t, w, name, as(w.tenant, w.twin), want)
		}
		if want == allowed && !l.looks {
			p := landscape.with(row + name)
			p.reserved = w.plot.reserved
			w = l.world(t, s, p)
		}
		l.try(t, w, name, as(w.tenant, w.twin), want)
	}
	after := [4]shown{open.show(t, s), open.twin.show(t, s), closed.show(t, s), closed.twin.show(t, s)}
	wantDiff(t, "after all that changes nothing", before, after)
}

// world is one with what the row needs in it.
func (l line) world(t *testing.T, s store.Store, p plot) *world {
	t.Helper()
	w := addWorld(t, s, p)
	if l.prepare != nil {
		l.prepare(w, w.tenant)
		l.prepare(w, w.twin)
	}
	return w
}

func (l line) try(t *testing.T, w *world, name string, actor store.Actor, want outcome) {
	t.Helper()
	var note outcome
	err := l.do(attempt{world: w, actor: actor, object: l.object, at: w.tenant, note: &note})
	wantOutcome(t, name, err, want, note == nothing)
}

// tryMissing does it to the twin's object and to none, which must be told apart by nobody.
func (l line) tryMissing(t *testing.T, w *world, name string, actor store.Actor, want outcome) {
	t.Helper()
	foreign := attempt{world: w, actor: actor, object: l.object, at: w.twin}
	absent := attempt{world: w, actor: actor, at: w.tenant}
	missing := refused
	if want == allowed {
		missing = notFound
	}
	errForeign, errAbsent := l.do(foreign), l.do(absent)
	wantOutcome(t, name+", the twin's object", errForeign, missing, false)
	wantOutcome(t, name+", an object that doesn't exist", errAbsent, missing, false)
	if a, b := foreign.hide(errForeign), absent.hide(errAbsent); a != b {
		t.Errorf("%s: the twin's object answers %q, one that doesn't exist %q", name, a, b)
	}
}

// hide is an error's text without the ids that it was asked about.
func (a attempt) hide(err error) string {
	return strings.NewReplacer(string(a.key()), "ID", string(a.resource()), "ID", string(a.account()), "ID", string(a.view()), "ID", string(a.group()), "ID", string(a.invitation()), "ID", string(a.credential()), "ID").Replace(fmt.Sprint(err))
}

func wantOutcome(t *testing.T, who string, err error, want outcome, sawNothing bool) {
	t.Helper()
	isForbidden, isNotFound := errors.Is(err, store.ErrForbidden), errors.Is(err, store.ErrNotFound)
	ok := map[outcome]bool{
		allowed: err == nil && !sawNothing, forbidden: isForbidden, notFound: isNotFound,
		refused: isForbidden || isNotFound, nothing: isForbidden || isNotFound || err == nil && sawNothing,
	}
	if !ok[want] {
		t.Errorf("%s: error %v, want %s", who, err, want)
	}
	var deleted *store.DeletedError
	if errors.As(err, &deleted) {
		t.Errorf("%s: told of a deletion that never was: %v", who, err)
	}
}
