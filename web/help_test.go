package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"chatelaine/store"
)

var helpMatrix = []route{
	{"GET", "/o/:organization/help", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"GET", "/o/:organization/help/:topic", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
}

// helpTopics are all pages of help, by a sentence of each.
var helpTopics = map[string]string{
	"add-keys":    "Without a group it may do nothing.",
	"manage-keys": "“Activate” undoes it.",
	"delete-keys": "exactly that is done, or nothing.",
	"groups":      "Nobody gives more than they have.",
	"ownership":   "Each resource has at least one owner",
	"members":     "The last administrator can’t be removed",
	"settings":    "The short name never changes.",
	"gate":        "Whoever is refused learns no reason",
	"keyboard":    "Escape closes the menu or the window",
	"licences":    "modernc.org/sqlite",
}

func TestHelp(t *testing.T) {
	t.Parallel()
	p := twins(t)
	dan := p.signIn(north, "dan")
	list := dan.want(dan.get("/o/north/help"), http.StatusOK, "How things are done here")
	for topic, says := range helpTopics {
		if !strings.Contains(list.body, `href="/o/north/help/`+topic+`"`) {
			t.Errorf("the list doesn’t lead to %s", topic)
		}
		dan.want(dan.get("/o/north/help/"+topic), http.StatusOK, says)
	}
	dan.want(dan.get("/o/north/help/nothing"), http.StatusNotFound)
	licences := dan.get("/o/north/help/licences").body
	for _, name := range []string{"htmx", "Lucide", "Geist Mono", "SecLists", "github.com/labstack/echo/v4", "Permission is hereby granted"} {
		if !strings.Contains(licences, name) {
			t.Errorf("the licences don’t name %s", name)
		}
	}
}

// Where the roles are called Editor and Viewer, no help calls them otherwise.
func TestHelpUsesTheWordsForTheRoles(t *testing.T) {
	t.Parallel()
	p := twins(t)
	other := regexp.MustCompile(`(?i)\b(managers?|users?)\b`)
	settings, version, err := p.store.Settings(t.Context(), p.actor(north, "ada"))
	if err != nil {
		t.Fatal(err)
	}
	settings.RoleWords = store.EditorViewer
	plan, err := p.store.PlanSettings(t.Context(), p.actor(north, "ada"), version, settings, start)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.store.ChangeSettings(t.Context(), p.as(north, "ada"), version, settings, plan.Digest); err != nil {
		t.Fatal(err)
	}
	dan := p.signIn(north, "dan")
	for topic := range helpTopics {
		if topic == "licences" { // has the words of others
			continue
		}
		if found := other.FindString(dan.get("/o/north/help/" + topic).words(t)); found != "" {
			t.Errorf("%s says %q", topic, found)
		}
	}
}
