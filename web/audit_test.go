package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// sentencesOf are what a page of the audit log says, from the newest on.
func sentencesOf(t *testing.T, got answer) (said []string) {
	t.Helper()
	for _, part := range strings.Split(got.body, `id="open-`)[1:] {
		_, rest, _ := strings.Cut(part, `title="`)
		title, _, _ := strings.Cut(rest, `"`)
		said = append(said, title)
	}
	return said
}

func TestTheAuditLog(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	ada.want(ada.post(north.at(keyFree, "/rename"), renamed(p, "Nightly <b>"), partly(north.keys())), http.StatusOK)
	bo.want(bo.post(north.at(keyFree, "/deactivate"), url.Values{"for": {"3600"}, "reason": {"A test"}}, partly(north.keys())), http.StatusOK)
	deleteFree(t, p)
	for query, want := range map[string][]string{
		"":                          {"Ada Moreau deleted", "Bo Moreau deactivated", "Ada Moreau renamed", "Bo Moreau signed in", "Ada Moreau signed in", "The operator imported"},
		"what=sign-ins":             {"Bo Moreau signed in", "Ada Moreau signed in"},
		"who=operator":              {"The operator imported"},
		"what=groups":               nil,
		"q=nightly":                 {"Ada Moreau deleted", "Bo Moreau deactivated", "Ada Moreau renamed"},
		"at=2026-03-09..2026-03-09": nil,
		"who=" + string(north.account("bo")) + "&what=keys": {"Bo Moreau deactivated"},
		"about=" + string(north.key(keyFree)):               {"Ada Moreau deleted", "Bo Moreau deactivated", "Ada Moreau renamed"},
		"who=" + string(south.account("ada")):               nil,
	} {
		got := bo.want(bo.get("/o/north/audit?"+query), http.StatusOK, "Audit log")
		said := sentencesOf(t, got)
		ok := len(said) == len(want)
		for i := range want {
			ok = ok && strings.HasPrefix(said[i], want[i])
		}
		if !ok && query != "" {
			t.Errorf("%q shows %q", query, said)
		}
		for _, sentence := range want {
			if query == "" && !strings.Contains(strings.Join(said, "\n"), sentence) {
				t.Errorf("%q isn't said, but %q", sentence, said)
			}
		}
	}
	bo.want(bo.get("/o/north/audit?who=nobody&after=x"), http.StatusOK, "Part of the address could not be read: who, after.")
	dee := p.signIn(north, "dee")
	if got := dee.get("/o/north/audit"); got.status != http.StatusForbidden || strings.Contains(dee.get(north.keys()).body, "/audit") {
		t.Errorf("a user gets %d for the audit log, or is led there", got.status)
	}
}

func TestAnEventsDetails(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	ada.want(ada.post(north.at(keyFree, "/deactivate"), url.Values{"for": {"3600"}, "reason": {"<i>Leaked</i>"}}, partly(north.keys())), http.StatusOK)
	e := p.happened(store.KeyDeactivated)[0]
	at := fmt.Sprintf("/o/north/audit/%d", e.Seq)
	ada.want(ada.get(at), http.StatusOK, "Ada Moreau deactivated “ Free key ” until", "Action key.deactivated", "From 127.0.0.1", "Reason — <i>Leaked</i>",
		"Inactive since — 10 March 2026, 10:00 Europe/Paris", "Show “Free key”", "Everything that Ada Moreau did")
	ada.want(ada.get(at, partly("/o/north/audit")), http.StatusOK, "Everything about “Free key”")
	p.haveInvitation(north)
	invited := fmt.Sprintf("/o/north/audit/%d", p.happened(store.MemberInvited)[0].Seq)
	list := north.members("/invitations#invitation-", string(p.invitationIn(north)))
	if got := ada.want(ada.get(invited), http.StatusOK, "Show “guest@north.example”"); !strings.Contains(got.body, `href="`+list+`"`) {
		t.Errorf("an invitation that waits isn't led to:\n%s", got.words(t))
	}
	if got := p.signIn(north, "bo").get(invited); got.status != http.StatusOK || strings.Contains(got.body, list) {
		t.Errorf("a manager gets %d, or is led to what only administrators see", got.status)
	}
	if _, err := p.store.WithdrawInvitation(t.Context(), p.as(north, "ada"), p.invitationIn(north)); err != nil {
		t.Fatalf("withdraw: %v", err)
	}
	if got := ada.get(invited); strings.Contains(got.body, list) {
		t.Error("an invitation that was withdrawn is led to")
	}
	other := p.signIn(south, "ada")
	other.want(other.get(strings.Replace(at, "north", "south", 1)), http.StatusNotFound)
	for _, none := range []string{"0", "-1", "01", "x", "99999999999999999999", "1e3"} {
		ada.want(ada.get("/o/north/audit/"+none), http.StatusNotFound)
	}
}

func TestTheAuditLogIsExported(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	ada.want(ada.post(north.at(keyFree, "/rename"), renamed(p, "=1+1"), partly(north.keys())), http.StatusOK)
	export := func(format, state string) answer {
		return ada.post("/o/north/audit", url.Values{"format": {format}, "state": {state}})
	}
	got := ada.want(export("csv", "what=keys"), http.StatusOK)
	rows := rowsOf(t, got)
	if len(rows) != 1 || rows[0][2] != "Ada Moreau" || rows[0][5] != "key.renamed" || rows[0][6] != "'=1+1" || rows[0][10] != "127.0.0.1" {
		t.Errorf("the rows are %q", rows)
	}
	if name := got.header.Get("Content-Disposition"); name != `attachment; filename="north-audit-2026-03-10.csv"` {
		t.Errorf("the file is called %s", name)
	}
	lines := strings.Split(ada.want(export("jsonl", ""), http.StatusOK).body, "\n")
	var first struct {
		Action  string
		Actor   struct{ Kind, Name string }
		After   []store.Field
		Address string
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || first.Action != "export.events" || first.Actor.Name != "Ada Moreau" || first.Address != "127.0.0.1" {
		t.Errorf("the newest event is %+v, %v", first, err)
	}
	if events := p.happened(store.EventsExported); len(events) != 2 || store.Value(events[0].After, "filters") != "1" {
		t.Errorf("told of %+v", events)
	}
	ada.want(export("csv", "what=nothing"), http.StatusUnprocessableEntity)
	ada.want(export("csv", "after=3"), http.StatusUnprocessableEntity)
	if strings.Contains(p.signIn(north, "bo").get("/o/north/audit").body, "m-export") {
		t.Error("a manager is offered an export")
	}
}

// renamed is the form that gives the key that owns nothing another name.
func renamed(p *portal, name string) url.Values {
	key, _ := p.keyNamed(north, keyFree)
	return url.Values{"version": {fmt.Sprint(key.Version)}, "name": {name}}
}

// deleteFree deletes the key that owns nothing, as the client's ada.
func deleteFree(t *testing.T, p *portal) {
	t.Helper()
	actor := p.actor(north, "ada")
	plan, err := p.store.PlanDeletion(t.Context(), actor, north.key(keyFree), store.Choice{})
	if err == nil {
		_, err = p.store.DeleteKey(t.Context(), store.Call{Actor: actor, At: p.clock.now()}, north.key(keyFree), store.Choice{}, plan.Digest)
	}
	if err != nil {
		t.Fatal(err)
	}
}
