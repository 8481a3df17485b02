package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web/password"

	"golang.org/x/net/html"
)

// canary stands in all hostile values that have room for it.
const canary = "CanaryOf7Secrets"

// hostile are values that a field may be sent, by what is wrong with them.
var hostile = map[string]string{
	"empty":              "",
	"spaces":             "   ",
	"NUL":                canary + "\x00",
	"line break":         canary + "\r\nSet-Cookie: a=b",
	"tab":                canary + "\tx",
	"escape":             canary + "\x1b[31m",
	"bidi override":      canary + "\u202ex",
	"bidi isolate":       canary + "\u2066x",
	"zero width":         canary + "\u200bx",
	"byte order mark":    "\ufeff" + canary,
	"private use":        canary + "\ue000",
	"not UTF-8":          canary + "\xff\xfe",
	"overlong UTF-8":     canary + "\xc0\xaf",
	"surrogate":          canary + "\xed\xa0\x80",
	"four marks":         canary + "x\u0327\u0323\u0331\u0301",
	"markup":             `"'><script>alert("` + canary + `")</script><img src=x onerror=alert(1)>`,
	"template":           "{{.Secret}} ${7*7} <%= 7*7 %> " + canary,
	"SQL":                "x'); DROP TABLE keys; -- " + canary,
	"LIKE":               "%_\\ " + canary,
	"path":               "../../../etc/passwd?" + canary,
	"another site":       "https://evil.example/" + canary,
	"format":             "%s %d %!v(BADPREC) %[9]d " + canary,
	"formula":            "=cmd|' /C calc'!A1 " + canary,
	"a secret":           "chk_" + canary[:12] + "_" + canary + canary + "000000",
	"100 characters":     canary + strings.Repeat("é", 100-len(canary)),
	"101 characters":     canary + strings.Repeat("é", 101-len(canary)),
	"256 characters":     canary + strings.Repeat("é", 256-len(canary)),
	"257 characters":     canary + strings.Repeat("é", 257-len(canary)),
	"thousands of bytes": canary + strings.Repeat("x", 5000),
}

// field says what becomes of hostile values in it.
type field struct {
	accepts func(value string) bool // nil: none
	refused int
	empty   int                           // how the empty value is refused; 0: like all others
	ticks   bool                          // it comes once for each tick
	kept    func(c *client, value string) // looks for an accepted value where it is kept
}

// sheet is a form with the fields that it has.
type sheet struct {
	open   func(t *testing.T) func() (*client, string, url.Values) // gives who sends it, where to, and valid values
	status int
	fields map[string]field
}

func anything(string) bool { return true }

func isEmpty(value string) bool { return value == "" }

// isName follows security.md § 7; what a name may be made of has its own tests.
func isName(value string) bool {
	_, err := store.CleanName("name", value)
	return err == nil
}

func isPassword(value string) bool { return password.Check(value, "canaryless") == nil }

// sheets are all forms of the portal, by method and address.
var sheets = joined(portalSheets, ownSheets, groupSheets, settingsSheets, ruleSheets, memberListSheets, memberActSheets, refusedSheets, auditSheets, resourceSheets, gateSheets)

var portalSheets = map[string]sheet{
	"POST /sign-in": {openSignIn, 303, map[string]field{
		"next": {accepts: anything}, "email": {refused: 401}, "password": {refused: 401},
	}},
	"POST /sign-in/:token": {openLink(store.LinkSignIn, nil), 303, nil},
	"POST /reset/:token": {openLink(store.LinkReset, url.Values{"password": {goodPassword}, "email": {""}}), 303, map[string]field{
		"email": {accepts: anything}, "password": {accepts: isPassword, refused: 422, kept: keptPassword},
	}},
	"POST /set-up/:token": {openSetUp, 303, map[string]field{
		"organization": {accepts: isName, refused: 422, kept: keptOrganization}, "name": {accepts: isName, refused: 422, kept: keptPerson},
		"email": {refused: 422}, "zone": {refused: 422}, "role_words": {refused: 422}, "password": {accepts: isPassword, refused: 422},
	}},
	"POST /sign-out": {openAs("ada", "/sign-out", nil), 303, nil},
	"POST /theme": {openAs("ada", "/theme", url.Values{"theme": {"dark"}, "back": {"/"}}), 303, map[string]field{
		"theme": {accepts: anything}, "back": {accepts: anything},
	}},
	"POST /keyboard": {openAs("ada", "/keyboard", url.Values{"single": {"on"}, "back": {"/"}}), 303, map[string]field{
		"single": {accepts: anything}, "back": {accepts: anything},
	}},
	"GET /o/:organization/keys": {openAs("ada", north.keys(), nil), 200, map[string]field{
		"rows": {accepts: anything}, "after": {accepts: anything}, "before": {accepts: anything}, "deleted": {accepts: anything},
		"q": {accepts: anything}, "name": {accepts: anything}, "id": {accepts: anything}, "status": {accepts: anything}, "role": {accepts: anything},
		"by": {accepts: anything}, "groups": {accepts: anything}, "purpose": {accepts: anything}, "labels": {accepts: anything}, "contact": {accepts: anything}, "created": {accepts: anything}, "expires": {accepts: anything}, "used": {accepts: anything},
		"only": {accepts: anything}, "sort": {accepts: anything}, "cols": {accepts: anything}, "key": {accepts: anything}, "view": {accepts: anything},
		// What only a form sends leads to the short address.
		"name.op": {refused: 303}, "id.op": {refused: 303}, "purpose.op": {refused: 303}, "created.from": {refused: 303}, "created.to": {refused: 303},
		"created.before": {refused: 303}, "created.after": {refused: 303}, "expires.before": {refused: 303}, "expires.after": {refused: 303},
		"used.before": {refused: 303}, "used.after": {refused: 303}, "move": {refused: 303},
		"expires.from": {refused: 303}, "expires.to": {refused: 303}, "used.from": {refused: 303}, "used.to": {refused: 303}, "of": {refused: 303}, "find": {refused: 303},
	}},
	"POST /o/:organization/export": {openAs("ada", "/o/north/export", url.Values{"state": {"used=never"}, "format": {"csv"}}), 200, map[string]field{
		"state": {accepts: isEmpty, refused: 422}, "format": {refused: 422},
	}},
	"POST /o/:organization/views": {openView, 303, map[string]field{
		"id": {refused: 422}, "state": {accepts: isEmpty, refused: 422}, "name": {accepts: isName, refused: 422, kept: keptView},
		"for": {accepts: isEmpty, refused: 422}, "replace": {accepts: anything},
	}},
	"POST /o/:organization/default-view": {openAs("ada", "/o/north/default-view", url.Values{"view": {"never-used"}}), 303, map[string]field{
		"view": {accepts: isEmpty, refused: 422},
	}},
	"POST /o/:organization/views/:view/delete": {openDeletion, 303, nil},
	"POST /o/:organization/search": {openAs("ada", "/o/north/search", url.Values{"q": {"key"}}), 303, map[string]field{
		"q": {accepts: anything},
	}},
	"POST /o/:organization/keys": {openNew, 200, map[string]field{
		"nonce": {refused: 422}, "name": {accepts: isName, refused: 422, kept: keptKey}, "expires": {refused: 422}, "role": {refused: 422},
		"purpose": {accepts: isPurpose, refused: 422}, "labels": {accepts: isLabels, refused: 422},
		"never": {accepts: isEmpty, refused: 422}, "groups": {accepts: isEmpty, refused: 422, ticks: true},
	}},
	"POST /o/:organization/keys/:key/rename": {openKey("/rename", renameKeyForm), 303, map[string]field{
		"version": {refused: 409}, "name": {accepts: isName, refused: 422, kept: keptKey},
	}},
	"POST /o/:organization/keys/:key/deactivate": {openActive, 303, map[string]field{
		"for": {refused: 422}, "until": {refused: 422}, "reason": {accepts: isReason, refused: 422},
	}},
	"POST /o/:organization/keys/:key/activate": {openInactive, 303, nil},
	"POST /o/:organization/keys/:key/expiry": {openKey("/expiry", expiryForm), 303, map[string]field{
		"version": {refused: 409}, "expires": {refused: 422}, "never": {accepts: isEmpty, refused: 422},
	}},
	"POST /o/:organization/keys/:key/groups": {openAs("ada", north.at(keyFree, "/groups"), url.Values{"version": {"1"}}), 303, map[string]field{
		"version": {refused: 409}, "groups": {accepts: isEmpty, refused: 422, ticks: true},
	}},
	"POST /o/:organization/keys/:key/confirm": {openAs("dee", north.at(keyPending, "/confirm"), url.Values{"stored": {"yes"}}), 303, map[string]field{
		"stored": {refused: 422}, "secret": {accepts: isEmpty, refused: 404},
	}},
	"POST /o/:organization/keys/:key/rotate": {openRotation, 200, map[string]field{
		"nonce": {refused: 422}, "version": {refused: 409}, "overlap": {refused: 422},
	}},
	"POST /o/:organization/keys/:key/about": {openAbout, 303, map[string]field{
		"version": {refused: 409}, "purpose": {accepts: isPurpose, refused: 422}, "labels": {accepts: isLabels, refused: 422}, "contact": {accepts: isEmpty, refused: 422},
	}},
	"POST /o/:organization/keys/:key/secrets/end":  {openRotated("/secrets/end"), 303, map[string]field{"secret": {refused: 404}}},
	"POST /o/:organization/keys/:key/secrets/undo": {openRotated("/secrets/undo"), 303, map[string]field{"secret": {refused: 422}}},
	"GET /o/:organization/keys/:key/delete/choice": {openAs("ada", north.at(keyOwner, "/delete/choice"), nil), 200, map[string]field{
		"q": {accepts: anything}, "choice": {accepts: anything}, "to": {accepts: anything}, "typed": {accepts: anything},
	}},
	"GET /o/:organization/keys/:key/delete/plan": {openAs("ada", north.at(keyOwner, "/delete/plan"), url.Values{
		"choice": {"destroy"}, "to": {string(north.account("bea"))}, "typed": {"delete 2"}, "q": {""},
	}), 200, map[string]field{
		"choice": {refused: 422}, "to": {accepts: anything}, "typed": {refused: 422}, "q": {accepts: anything},
	}},
	"POST /o/:organization/keys/:key/delete": {openAs("ada", north.at(keyOwner, "/delete"), url.Values{
		"choice": {"transfer"}, "to": {string(north.account("bea"))}, "typed": {""}, "plan": {strings.Repeat("0", 64)},
	}), 409, map[string]field{
		"choice": {refused: 409}, "to": {refused: 409}, "typed": {accepts: anything}, "plan": {refused: 409},
	}},
	"POST /o/:organization/selection/delete": {openAs("ada", "/o/north/selection/delete", url.Values{"keys": {string(north.key(keyOwner))}}), 200, map[string]field{
		"keys": selected,
	}},
	"POST /o/:organization/selection/delete/choice": {openAs("ada", "/o/north/selection/delete/choice", url.Values{"keys": {string(north.key(keyOwner))}}), 200, map[string]field{
		"keys": selected, "q": {accepts: anything}, "choice": {accepts: anything}, "to": {accepts: anything}, "typed": {accepts: anything},
	}},
	"POST /o/:organization/selection/delete/plan": {openAs("ada", "/o/north/selection/delete/plan", url.Values{
		"keys": {string(north.key(keyOwner))}, "choice": {"destroy"}, "to": {string(north.account("bea"))}, "typed": {"delete 2"}, "q": {""},
	}), 200, map[string]field{
		"keys": selected, "choice": {refused: 422}, "to": {accepts: anything}, "typed": {refused: 422}, "q": {accepts: anything},
	}},
	"POST /o/:organization/selection/delete/carry-out": {openAs("ada", "/o/north/selection/delete/carry-out", url.Values{
		"keys": {string(north.key(keyOwner))}, "choice": {"transfer"}, "to": {string(north.account("bea"))}, "typed": {""}, "plan": {strings.Repeat("0", 64)},
	}), 409, map[string]field{
		"keys": selected, "choice": {refused: 409}, "to": {refused: 409}, "typed": {accepts: anything}, "plan": {refused: 409},
	}},
	"POST /o/:organization/selection/change/:act": {openChange("groups", nil), 200, withChange(map[string]field{
		"keys": selectedForChange, "labels": {accepts: anything}, "remove": {accepts: anything},
	})},
	"POST /o/:organization/selection/change/:act/plan": {openChange("labels/plan", url.Values{"labels": {"env: production"}}), 200, withChange(map[string]field{
		"keys": selected, "labels": {accepts: areLabels, refused: 422}, "remove": {accepts: isBlank, refused: 422},
	})},
	"POST /o/:organization/selection/change/:act/carry-out": {openChange("labels/carry-out", url.Values{"labels": {"env: production"}, "plan": {strings.Repeat("0", 64)}}), 409, withChange(map[string]field{
		"keys": selected, "labels": {accepts: areLabels, refused: 422}, "remove": {accepts: isBlank, refused: 422}, "plan": {refused: 409},
	})},
	"POST /o/:organization/selection/undo": {openUndo, 200, map[string]field{"bulk": {refused: 404}}},
	"POST /o/:organization/work":           {openAs("ada", "/o/north/work", url.Values{"state": {""}}), 303, map[string]field{"state": {accepts: isEmpty, refused: 422}}},
	"POST /o/:organization/work/:work/preview/:act": {openWork("preview"), 200, withChange(map[string]field{
		"labels": {accepts: areLabels, refused: 422}, "remove": {accepts: isBlank, refused: 422}, "again": {accepts: anything},
	})},
	"POST /o/:organization/work/:work/begin/:act": {openWork("begin"), 303, withChange(map[string]field{
		"labels": {accepts: areLabels, refused: 422}, "remove": {accepts: isBlank, refused: 422}, "sure": {accepts: anything}, "again": {accepts: anything},
	})},
}

// joined are the forms of all subjects; each lists its own beside its tests.
func joined(subjects ...map[string]sheet) map[string]sheet {
	all := map[string]sheet{}
	for _, of := range subjects {
		maps.Copy(all, of)
	}
	return all
}

// selected is the field of keys that are selected.
var selected = field{refused: 404, empty: 422, ticks: true}

func TestHostileInput(t *testing.T) {
	t.Parallel()
	for name, form := range sheets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, _, _ := strings.Cut(name, " ")
			open := form.open(t)
			c, path, valid := open()
			if got := c.submit(method, path, valid); got.status != form.status {
				t.Fatalf("the valid form is answered with %d\n%s", got.status, got.words(t))
			}
			for in, field := range form.fields {
				for what, value := range hostile {
					c, path, fields := open()
					fields.Set(in, value)
					as := field
					if strings.HasPrefix(name, "GET /o/:organization/") && !strings.Contains(name, ":key") && what == "a secret" { // which mustn't stay in an address
						as.refused, as.accepts = http.StatusSeeOther, nil
					}
					as.check(t, c, c.submit(method, path, fields), form.status, in, what, value)
				}
			}
		})
	}
}

// submit sends a form as a browser does.
func (c *client) submit(method, path string, fields url.Values) answer {
	c.Helper()
	if method == http.MethodPost {
		return c.post(path, fields)
	}
	return c.get(path + "?" + fields.Encode())
}

func (f field) check(t *testing.T, c *client, got answer, valid int, in, what, value string) {
	t.Helper()
	accepted := f.accepts != nil && f.accepts(value)
	want := f.refused
	switch {
	case accepted:
		want = valid
	case value == "" && f.empty != 0:
		want = f.empty
	}
	if got.status != want {
		t.Errorf("%s that is %s: %d, want %d\n%s", in, what, got.status, want, got.words(t))
		return
	}
	if accepted && f.kept != nil {
		f.kept(c, value)
	}
	root := parse(t, got.body)
	for _, script := range elements(root, "script", "img", "iframe") {
		if !strings.HasPrefix(attribute(script, "src"), "/static/") {
			t.Errorf("%s that is %s becomes an element <%s>", in, what, script.Data)
		}
	}
	if left := leftover(root, in); strings.Contains(left, canary) && (!accepted || in == "password") {
		t.Errorf("%s that is %s comes back:\n%s", in, what, left)
	}
	for header, values := range got.header {
		if strings.Contains(strings.Join(values, " "), canary) && in != "next" && in != "back" && in != "q" {
			t.Errorf("%s that is %s comes back in the header %s: %q", in, what, header, values)
		}
	}
}

// leftover is the page without what may hold what was typed: the field itself, unless it is a password's, and the
// address of the page, to which a change of theme leads back.
func leftover(root *html.Node, typedIn string) string {
	for _, input := range elements(root, "input") {
		name := attribute(input, "name")
		if (name == typedIn && attribute(input, "type") != "password") || name == "back" {
			input.Attr = slices.DeleteFunc(input.Attr, func(a html.Attribute) bool { return a.Key == "value" })
		}
	}
	for _, area := range elements(root, "textarea") {
		if attribute(area, "name") == typedIn {
			for area.FirstChild != nil {
				area.RemoveChild(area.FirstChild)
			}
		}
	}
	var rest strings.Builder
	if err := html.Render(&rest, root); err != nil {
		return err.Error()
	}
	return rest.String()
}

func openAs(name, path string, valid url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		c := twins(t).signIn(north, name)
		return func() (*client, string, url.Values) { return c, path, clone(valid) }
	}
}

// selectedForChange is the field of keys before anything is asked of the store but how many there are.
var selectedForChange = field{accepts: func(keys string) bool { return strings.Trim(keys, ",") != "" && !twice(keys) }, refused: 422, ticks: true}

// withChange adds the fields of the other acts than that on labels, which doesn't look at them.
func withChange(fields map[string]field) map[string]field {
	for _, name := range []string{"op", "for", "until", "at", "reason", "expires", "never"} {
		fields[name] = field{accepts: anything}
	}
	fields["groups"] = field{accepts: anything, ticks: true}
	return fields
}

// isBlank tells whether nothing was typed but spaces.
func isBlank(value string) bool { return strings.TrimSpace(value) == "" }

// areLabels tells whether labels can be set on many keys, one a line.
func areLabels(value string) bool {
	labels, err := store.ParseLabels("labels", value)
	return err == nil && store.Relabel{Set: labels}.Check() == nil
}

// twice tells whether a list names something twice.
func twice(list string) bool {
	parts := slices.DeleteFunc(strings.Split(list, ","), func(part string) bool { return part == "" })
	slices.Sort(parts)
	return len(slices.Compact(slices.Clone(parts))) < len(parts)
}

// openChange is a step of an act on a key that is selected.
func openChange(step string, fields url.Values) func(*testing.T) func() (*client, string, url.Values) {
	valid := selection(north, fields, keyFree)
	return openAs("ada", "/o/north/selection/change/"+step, valid)
}

// changePages are those of acts on many keys.
func changePages(t *testing.T) (pages []answer) {
	p := twins(t)
	ada, crowd := p.signIn(north, "ada"), p.crowded(store.MaxBulk+1)
	for _, act := range []string{"groups", "deactivate", "expiry", "labels"} {
		pages = append(pages, ada.post(north.selection("/change/"+act), selection(north, nil, keyFree)))
	}
	plan := ada.post(north.selection("/change/activate"), selection(north, nil, keyFree))
	labelled, path, undo := openUndo(t)()
	pages = append(pages, plan, labelled.post(path, undo), p.signIn(crowd, "ada").get(crowd.keys()))
	form := selection(north, url.Values{"reason": {"x"}, "for": {"3600"}}, keyFree)
	planned := ada.post(north.selection("/change/deactivate/plan"), form)
	done := ada.post(north.selection("/change/deactivate/carry-out"), formTo(t, planned.body, north.selection("/change/deactivate/carry-out")).values)
	work, path, _ := openWork("begin")(t)()
	preview := work.post(strings.Replace(path, "begin", "preview", 1), url.Values{"labels": {"env: production"}})
	return append(pages, planned, done, preview, work.get(path), work.get(strings.Replace(path, "labels", "delete", 1)))
}

// openUndo has labelled a key.
func openUndo(t *testing.T) func() (*client, string, url.Values) {
	c := twins(t).signIn(north, "ada")
	n := 0
	return func() (*client, string, url.Values) {
		n++
		form := selection(north, url.Values{"labels": {"env: e" + strconv.Itoa(n)}}, keyFree)
		got := c.want(c.post("/o/north/selection/change/labels/plan", form), http.StatusOK)
		got = c.want(c.post("/o/north/selection/change/labels/carry-out", formTo(t, got.body, "/o/north/selection/change/labels/carry-out").values), http.StatusOK)
		return c, "/o/north/selection/undo", formTo(t, got.body, "/o/north/selection/undo").values
	}
}

// openWork has chosen all keys.
func openWork(step string) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		c := twins(t).signIn(north, "ada")
		return func() (*client, string, url.Values) {
			got := c.want(c.post("/o/north/work", url.Values{"state": {""}}), http.StatusSeeOther)
			return c, got.header.Get("Location") + "/" + step + "/labels", url.Values{"labels": {"env: production"}}
		}
	}
}

func openSignIn(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	return func() (*client, string, url.Values) {
		p.clock.advance(store.MaxGuessing) // the next wrong password counts again
		return p.visitor(), "/sign-in", signInForm(north.email("ada"))
	}
}

func openLink(purpose store.LinkPurpose, valid url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		p := twins(t)
		return func() (*client, string, url.Values) {
			return p.visitor(), p.link(purpose, north.email("bo")), clone(valid)
		}
	}
}

// openSetUp gives a portal that isn't set up: another one, when a form has set one up.
func openSetUp(t *testing.T) func() (*client, string, url.Values) {
	var p *portal
	return func() (*client, string, url.Values) {
		if p == nil || len(p.happened(store.OrganizationCreated)) > 0 {
			p = newPortal(t, nil)
		}
		return p.visitor(), p.link(store.LinkSetUp, ""), firstStart()
	}
}

func openNew(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	c := p.signIn(north, "bo")
	made := 0
	return func() (*client, string, url.Values) {
		made++
		return c, north.keys(), c.newKey(north, fmt.Sprint("Nightly export ", made))
	}
}

// openView gives the form anew, without what was saved before.
func openView(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	c := p.signIn(north, "bo")
	return func() (*client, string, url.Values) {
		list, err := p.store.SavedViews(t.Context(), p.actor(north, "bo"))
		if err != nil {
			t.Fatalf("list the views: %v", err)
		}
		for _, view := range list.Views {
			if err := p.store.DeleteView(t.Context(), p.as(north, "bo"), view.ID); err != nil {
				t.Fatalf("delete a view: %v", err)
			}
		}
		return c, north.views(), url.Values{"id": {string(north.view("mine"))}, "state": {"used=never"}, "name": {"Mine"}, "for": {"me"}}
	}
}

func openDeletion(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	p.shareViews(north)
	c := p.signIn(north, "ada")
	return func() (*client, string, url.Values) {
		return c, north.views("/", string(north.view("ours")), "/delete"), nil
	}
}

func keptView(c *client, value string) {
	c.Helper()
	list, err := c.store.SavedViews(c.Context(), c.actor(north, "bo"))
	if name, _ := store.CleanName("name", value); err != nil || len(list.Views) != 1 || list.Views[0].Name != name {
		c.Errorf("there is no view called %q, but %v, %v", value, list.Views, err)
	}
}

func clone(values url.Values) url.Values {
	copied := url.Values{}
	for name := range values {
		copied.Set(name, values.Get(name))
	}
	return copied
}

func keptKey(c *client, value string) {
	c.Helper()
	if _, there := c.keyNamed(north, value); !there {
		c.Errorf("there is no key called %q", value)
	}
}

func keptPassword(c *client, value string) {
	c.Helper()
	form := signInForm(north.email("bo"))
	form.Set("password", value)
	c.wantRedirect(c.post("/sign-in", form), "/")
}

func keptOrganization(c *client, value string) {
	c.Helper()
	if got := c.get(c.get("/").header.Get("Location")); !strings.Contains(got.words(c), strings.Join(strings.Fields(value), " ")) {
		c.Errorf("the organization isn't called %q:\n%s", value, got.words(c))
	}
}

var keptPerson = keptOrganization // both stand in the frame

var (
	inAddress    = regexp.MustCompile(`^/o/[^/]+(/keys|/views|/groups|/resources)?(/[0-9A-Za-z]{12}\b)?`)
	ofKind       = regexp.MustCompile(`(/resources/kinds)/[a-z]+`)
	ofWork       = regexp.MustCompile(`(/work)/[0-9]+`)
	ofAct        = regexp.MustCompile(`/(change|begin|preview)/[a-z]+`)
	ofCell       = regexp.MustCompile(`/managers/[a-z:-]+`)
	ofMember     = regexp.MustCompile(`/members/[0-9A-Za-z]{12}`)
	ofInvitation = regexp.MustCompile(`/invitations/[0-9A-Za-z]{12}`)
	ofCredential = regexp.MustCompile(`/gate/[0-9A-Za-z]{12}`)
	pathTokens   = regexp.MustCompile(`^/(sign-in|reset|set-up|invitation)/.+`)
)

// nameOf is a form's name in sheets.
func nameOf(f sheetForm) string {
	action := strings.Replace(pathTokens.ReplaceAllString(f.action, "/$1/:token"), "/leave/north", "/leave/:organization", 1)
	if at := inAddress.FindStringSubmatch(action); at != nil {
		key := at[2]
		if key != "" {
			key = map[string]string{"/keys": "/:key", "/views": "/:view", "/groups": "/:group", "/resources": "/:resource"}[at[1]]
		}
		action = ofCell.ReplaceAllString(action, "/managers/:permission")
		action = ofCredential.ReplaceAllString(action, "/gate/:credential")
		action = ofInvitation.ReplaceAllString(action, "/invitations/:invitation")
		action = ofAct.ReplaceAllString(ofWork.ReplaceAllString(action, "$1/:work"), "/$1/:act")
		action = "/o/:organization" + at[1] + key + ofMember.ReplaceAllString(action[len(at[0]):], "/members/:member")
		action = ofKind.ReplaceAllString(action, "$1/:kind")
	}
	return f.method + " " + action
}

func TestEveryFieldHasARow(t *testing.T) {
	t.Parallel()
	p, empty := twins(t), newPortal(t, nil)
	p.shareViews(north)
	p.rotate(north, keySharer, store.UsualOverlap)
	grouped := twins(t) // where each new key needs a group
	grouped.haveGroup(north)
	abe := grouped.signIn(north, "ada")
	p.switchOff(north, keyOwner, store.Deactivation{Until: start.Add(time.Hour)})
	endless := newPortal(t, nil, lasting).signIn(lasting, "ada")
	withGroups := twins(t)
	crewsAndOffice(withGroups)
	regrouper := withGroups.signIn(north, "ada")
	ada, visitor := p.signIn(north, "ada"), p.visitor()
	p.haveInvitation(north)
	p.haveCredential(north)
	waiting := north.members("/invitations/" + string(p.invitationIn(north)))
	dee, bea := north.members("/"+string(north.account("dee"))), north.members("/"+string(north.account("bea")))
	gone := twins(t)
	gone.remove(north, "dee")
	leaver, leaverPath := gone.signIn(north, "ada"), dee
	var found sync.Map
	for _, got := range append(append(changePages(t), resourcePages(ada)...), []answer{
		visitor.get("/sign-in"), visitor.get(p.link(store.LinkSignIn, north.email("bo"))), visitor.get(p.link(store.LinkReset, north.email("bo"))),
		empty.visitor().get(empty.link(store.LinkSetUp, "")), ada.get(north.keys()), ada.get(north.at(keyOwner)), ada.get(north.keys("/new")),
		ada.post(north.keys(), ada.newKey(north, "Nightly export")), ada.get(north.at(keyOwner, "/delete")), ada.get(north.at(keyOwner, "/delete/choice")),
		ada.get(north.at(keyOwner, "/delete/plan?", destroy.Encode())), ada.get(north.views()), ada.get(north.views("/new")), ada.get("/nothing"), ada.get(north.keys("/nothing")),
		ada.post(north.selection("/delete"), selection(north, nil, keyOwner)), ada.post(north.selection("/delete/choice"), selection(north, nil, keyOwner)),
		ada.post(north.selection("/delete/plan"), selection(north, destroy, keyOwner)),
		ada.get("/o/north/keyboard"), ada.get(north.at(keyOwner, "/about")), ada.get(north.at(keyOwner, "/rotate")), ada.get(north.at(keySharer, "/secrets/end")), ada.get(north.at(keySharer, "/secrets/undo")),
		ada.get(north.at(keyFree, "/rename")), ada.get(north.at(keyOwner, "/deactivate")), endless.get(lasting.at(keyFree, "/expiry")), endless.get(lasting.keys("/new")),
		abe.get(north.groups()), abe.get(north.groups("/new")), abe.get(north.groups("/permissions/kind")), abe.get(north.groups("/permissions/managers/layers:edit")), abe.get(north.groups("/permissions/action")),
		abe.get(north.groups("/permissions/permission")), abe.get(north.inGroup()), abe.get(north.inGroup("/rename")), abe.get(north.inGroup("/duplicate")),
		abe.post(north.inGroup("/permissions"), ticksForm(abe, north)), abe.get(north.inGroup("/members")), abe.get(north.inGroup("/members/all")),
		abe.get(north.inGroup("/members/" + string(north.account("dee")))), abe.get(north.inGroup("/delete")),
		grouped.signIn(north, "ada").get("/account"), grouped.signIn(north, "dan").get("/account/leave/north"),
		ada.get(north.members()), ada.get(north.members("/choices?of=groups")), ada.get("/o/north/audit"), ada.get("/o/north/refused"), ada.get("/o/north/audit/choices"),
		ada.get(north.at(keyFree, "/limits")), ada.get(north.at(keyFree, "/networks")), abe.get(north.inGroup("/networks")),
		ada.get(north.settings()), ada.post(north.settings("/plan"), settingsForm(ada, north)),
		ada.get(north.gate("/new")), ada.post(north.gate(), gateForm(ada, north)), ada.get(north.gate("/", string(p.credentialIn(north)), "/revoke")),
		ada.get(north.members("/invite")), regrouper.get(north.members("/invite")), ada.get(waiting + "/renew"), ada.get(waiting + "/withdraw"),
		visitor.get(p.inviteTo(north, store.InvitationID(id("another")), "another@guests.example", store.RoleUser)),
		ada.get(dee + "/role"), regrouper.get(dee + "/groups"), leaver.get(leaverPath + "/keys"), ada.get(bea + "/remove"), ada.get(bea + "/remove/choice"),
		ada.get(bea + "/remove/plan?" + url.Values{"choice": {"transfer"}, "to": {string(north.account("ada"))}}.Encode()), ada.get(bea + "/demote"),
		ada.get(bea + "/demote/choice"), ada.get(bea + "/demote/plan?" + url.Values{"choice": {"transfer"}, "to": {string(north.account("ada"))}}.Encode()),
		regrouper.get(north.keys("/new")), regrouper.get(north.at(keyFree, "/groups")),
	}...) {
		for _, form := range forms(parse(t, got.body)) {
			name := nameOf(form)
			found.Store(name, true)
			row, known := sheets[name]
			for _, in := range form.names {
				if _, has := row.fields[in]; !has {
					t.Errorf("the field %s of the form %s has no row", in, name)
				}
			}
			if !known {
				t.Errorf("the form %s has no row", name)
			}
		}
	}
	found.Store("POST /o/:organization/selection/resources/transfer", true)
	found.Store("POST /o/:organization/selection/change/:act", true) // buttons of other forms lead there
	for name := range sheets {
		if _, shown := found.Load(name); !shown {
			t.Errorf("no page has the form %s", name)
		}
	}
}
