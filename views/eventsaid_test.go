package views

import (
	"context"
	"go/ast"
	"go/constant"
	goparser "go/parser"
	"go/token"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// actionsOf are the actions that the store declares.
func actionsOf(t *testing.T) (actions []store.Action) {
	t.Helper()
	for _, path := range sources(t, "../store/*.go") {
		file, err := goparser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatalf("parse %s: %v", path, err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || nameOf(spec.Type) != "Action" {
				return true
			}
			for _, value := range spec.Values {
				if basic, ok := value.(*ast.BasicLit); ok {
					actions = append(actions, store.Action(constant.StringVal(constant.MakeFromLiteral(basic.Value, token.STRING, 0))))
				}
			}
			return true
		})
	}
	if len(actions) < 20 {
		t.Fatalf("only %d actions were found", len(actions))
	}
	return actions
}

func TestEveryActionHasASentence(t *testing.T) {
	t.Parallel()
	for _, action := range actionsOf(t) {
		if eventSentences[action] == "" {
			t.Errorf("nothing is said of %s: eventSentences must have a sentence for it", action)
		}
		if action.Family() == "" {
			t.Errorf("%s belongs to no family, so that no filter of the audit log finds it: see store.EventFamily", action)
		}
	}
	for action, sentence := range eventSentences {
		change := store.Change{Event: store.Event{Action: action, ActorName: "Ada", Actor: store.Actor{Kind: store.ActorMember}}, Name: "Nightly"}
		for _, text := range []string{EventSaid(t.Context(), store.Organization{Zone: time.UTC}, change).String(), HistorySaid(t.Context(), store.Organization{Zone: time.UTC}, change.Event).String()} {
			if !strings.HasPrefix(text, "Ada ") || strings.ContainsAny(text, "%\x01\x02\x03") || strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is said as %q", action, sentence, text)
			}
		}
	}
}

func TestEventSaid(t *testing.T) {
	t.Parallel()
	fields := func(pairs ...string) (list []store.Field) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, store.Field{Name: pairs[i], Value: pairs[i+1]})
		}
		return list
	}
	ada := store.Actor{Kind: store.ActorMember, ID: "ada"}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change store.Change
		want   string
	}{
		"a key":         {store.Change{Event: store.Event{Action: store.KeyCreated, Actor: ada, ActorName: "Ada Moreau"}, Name: "Nightly"}, "Ada Moreau created “Nightly”"},
		"of many":       {store.Change{Event: store.Event{Action: store.KeyDeleted, Actor: ada, ActorName: "Ada Moreau"}, Name: "A", Others: 1234}, "Ada Moreau deleted “A” and 1,234 others"},
		"of two":        {store.Change{Event: store.Event{Action: store.KeyDeleted, Actor: ada, ActorName: "Ada Moreau"}, Name: "A", Others: 1}, "Ada Moreau deleted “A” and 1 other"},
		"no name":       {store.Change{Event: store.Event{Action: store.KeyDeleted, Actor: ada, ActorName: "Ada Moreau"}}, "Ada Moreau deleted a key"},
		"nobody":        {store.Change{Event: store.Event{Action: store.ResourceOwner}}, "Somebody changed the owners of a resource"},
		"the operator":  {store.Change{Event: store.Event{Action: store.OrganizationImported, Actor: store.Actor{Kind: store.ActorOperator}, ActorName: "operator"}, Name: "Meridian"}, "The operator imported the organization Meridian"},
		"a job":         {store.Change{Event: store.Event{Action: "key.reactivated", Actor: store.Actor{Kind: store.ActorJob}, ActorName: "job"}, Name: "A"}, "Chatelaine activated “A” again, as its time off was over"},
		"a key's act":   {store.Change{Event: store.Event{Action: store.ResourceRegistered, Actor: store.Actor{Kind: store.ActorKey}, ActorName: "Importer"}, Name: "Roads"}, "The key “Importer” registered “Roads”"},
		"a role":        {store.Change{Event: store.Event{Action: store.MemberRole, Actor: ada, ActorName: "Ada", Before: fields("role", "user"), After: fields("role", "manager")}, Name: "Bo"}, "Ada changed the role of Bo from Viewer to Editor"},
		"a role gone":   {store.Change{Event: store.Event{Action: store.MemberRole, Actor: ada, ActorName: "Ada", Before: fields("role", "king")}, Name: "Bo"}, "Ada changed the role of Bo"},
		"a new name":    {store.Change{Event: store.Event{Action: "key.renamed", Actor: ada, ActorName: "Ada", Before: fields("name", "A"), After: fields("name", "B")}, Name: "C"}, "Ada renamed “A” to “B”"},
		"an expiry":     {store.Change{Event: store.Event{Action: "key.expiry", Actor: ada, ActorName: "Ada", Before: fields("expires", "2026-03-10"), After: fields("expires", "")}, Name: "A"}, "Ada changed the expiration date of “A” from 10 Mar 2026 to never"},
		"a reason":      {store.Change{Event: store.Event{Action: "key.deactivated", Actor: ada, ActorName: "Ada", After: fields("reason", "100 % leaked")}, Name: "A"}, "Ada deactivated “A”: “100 % leaked”"},
		"until":         {store.Change{Event: store.Event{Action: "key.deactivated", Actor: ada, ActorName: "Ada", After: fields("until", "2026-03-10T13:00:00Z", "reason", "a leak")}, Name: "A"}, "Ada deactivated “A” until 10 March 2026, 14:00 Europe/Paris: “a leak”"},
		"for good":      {store.Change{Event: store.Event{Action: "key.deactivated", Actor: ada, ActorName: "Ada", After: fields("until", "")}, Name: "A"}, "Ada deactivated “A”"},
		"groups":        {store.Change{Event: store.Event{Action: "key.groups", Actor: ada, ActorName: "Ada", Before: fields("groups", "B"), After: fields("groups", "B, C")}, Name: "A"}, "Ada changed the groups of “A” from B to B, C"},
		"first groups":  {store.Change{Event: store.Event{Action: "key.groups", Actor: ada, ActorName: "Ada", Before: fields("groups", ""), After: fields("groups", "B")}, Name: "A"}, "Ada gave “A” the groups B"},
		"joining":       {store.Change{Event: store.Event{Action: "member.groups", Actor: ada, ActorName: "Ada", After: fields("group", "G")}, Name: "Bo"}, "Ada put Bo into the group “G”"},
		"leaving":       {store.Change{Event: store.Event{Action: "member.groups", Actor: ada, ActorName: "Ada", Before: fields("group", "G")}, Name: "Bo"}, "Ada took Bo out of the group “G”"},
		"many at once":  {store.Change{Event: store.Event{Action: store.BulkCarriedOut, Actor: ada, ActorName: "Ada", After: fields("act", "labels", "changed", "1234")}}, "Ada changed 1,234 keys at once"},
		"one's own":     {store.Change{Event: store.Event{Action: store.ViewSaved, Actor: ada, ActorName: "Ada", After: fields("shared", "false")}}, "Ada saved a view of their own"},
		"a shared view": {store.Change{Event: store.Event{Action: store.ViewSaved, Actor: ada, ActorName: "Ada", After: fields("shared", "true", "name", "Old")}, Name: "Old"}, "Ada saved the view “Old”"},
		"its own name":  {store.Change{Event: store.Event{Action: store.SettingsName, Actor: ada, ActorName: "Ada", Before: fields("name", "A"), After: fields("name", "B")}, Name: "B"}, "Ada renamed the organization from “A” to “B”"},
		"a zone":        {store.Change{Event: store.Event{Action: store.SettingsZone, Actor: ada, ActorName: "Ada", Before: fields("zone", "UTC"), After: fields("zone", "Asia/Tokyo")}}, "Ada changed the organization’s time zone from UTC to Asia/Tokyo"},
		"role words":    {store.Change{Event: store.Event{Action: store.SettingsRoleWords, Actor: ada, ActorName: "Ada", After: fields("role_words", "editor")}}, "Ada called the roles Editor and Viewer"},
		"a cap":         {store.Change{Event: store.Event{Action: store.SettingsMaxDays, Actor: ada, ActorName: "Ada", After: fields("max_key_days", "90")}}, "Ada let keys end 90 days ahead at most"},
		"no cap":        {store.Change{Event: store.Event{Action: store.SettingsMaxDays, Actor: ada, ActorName: "Ada", After: fields("max_key_days", "0")}}, "Ada let keys end as late as somebody wants"},
		"no end":        {store.Change{Event: store.Event{Action: store.SettingsUnending, Actor: ada, ActorName: "Ada", After: fields("unending_keys", "true")}}, "Ada allowed keys without expiry"},
		"reserved":      {store.Change{Event: store.Event{Action: store.SettingsReserved, Actor: ada, ActorName: "Ada", After: fields("keys_reserved", "false")}}, "Ada let editors manage keys"},
		"unknown":       {store.Change{Event: store.Event{Action: "key.painted", Actor: ada, ActorName: "Ada"}, Name: "%s"}, "Ada changed “%s” (key.painted)"},
	} {
		if got := EventSaid(context.Background(), store.Organization{RoleWords: store.EditorViewer, Zone: paris}, tt.change).String(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestSaidTellsNamesApart(t *testing.T) {
	t.Parallel()
	change := store.Change{Event: store.Event{Action: store.KeyDeleted, Actor: store.Actor{Kind: store.ActorMember}, ActorName: "Ada"}, Name: "שלום"}
	want := Said{{"Ada", true, true}, {" deleted “", false, false}, {"שלום", true, false}, {"”", false, false}}
	got := EventSaid(t.Context(), store.Organization{}, change)
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("part %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}
