package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// actors are who can ask. Each acts on an organization: their own, but for the stranger of the twin.
var actors = []struct {
	name string
	home organization // whose member they are
	who  string       // empty: signed out
	on   organization // in whose addresses they ask
}{
	{"administrator", north, "ada", north},
	{"manager", north, "bo", north},
	{"manager, keys reserved", reserved, "bo", reserved},
	{"user who created the key", north, "dee", north},
	{"user", north, "dan", north},
	{"member who left", north, "fay", north},
	{"administrator of the twin", south, "ada", north},
	{"signed out", north, "", north},
}

// route is a row of the matrix.
type route struct {
	method, path string
	form         func(c *client, o organization) url.Values // valid, for the key that owns nothing
	want         [8]int                                     // by actor, for what is in the organization of the address
}

func none(*client, organization) url.Values { return nil }

// matrix has a row for each route; a subject lists its own beside its tests.
var matrix = slices.Concat(portalMatrix, ownMatrix, groupMatrix, settingsMatrix, memberMatrix, memberActMatrix, refusedMatrix, helpMatrix, auditMatrix, resourceMatrix, gateMatrix)

var portalMatrix = []route{
	{"GET", "/healthz", none, [8]int{200, 200, 200, 200, 200, 200, 200, 200}},
	{"GET", "/static/*", none, [8]int{404, 404, 404, 404, 404, 404, 404, 404}}, // no such file
	{"GET", "/", none, [8]int{303, 303, 303, 303, 303, 200, 303, 303}},
	{"GET", "/set-up/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"POST", "/set-up/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"GET", "/sign-in", none, [8]int{303, 303, 303, 303, 303, 303, 303, 200}},
	{"POST", "/sign-in", none, [8]int{401, 401, 401, 401, 401, 401, 401, 401}}, // no credentials
	{"GET", "/sign-in/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"POST", "/sign-in/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"GET", "/reset/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"POST", "/reset/:token", none, [8]int{410, 410, 410, 410, 410, 410, 410, 410}},
	{"POST", "/sign-out", none, [8]int{303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/theme", none, [8]int{303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/keyboard", none, [8]int{303, 303, 303, 303, 303, 303, 303, 303}},

	{"GET", "/o/:organization", none, [8]int{303, 303, 303, 303, 303, 404, 404, 303}},
	{"GET", "/o/:organization/dashboard", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"GET", "/o/:organization/keyboard", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"GET", "/o/:organization/keys", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"POST", "/o/:organization/keys", createForm, [8]int{200, 200, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/search", none, [8]int{303, 303, 303, 303, 303, 404, 404, 303}},
	{"POST", "/o/:organization/export", exportForm, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"GET", "/o/:organization/views", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"POST", "/o/:organization/views", viewForm, [8]int{303, 303, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/views/new", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"POST", "/o/:organization/default-view", defaultForm, [8]int{303, 303, 303, 303, 303, 404, 404, 303}},
	{"GET", "/o/:organization/views/:view", none, [8]int{200, 200, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/views/:view/delete", none, [8]int{303, 303, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/keys/choices", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"GET", "/o/:organization/keys/changes", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"GET", "/o/:organization/keys/new", none, [8]int{200, 200, 403, 403, 403, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key", none, [8]int{200, 200, 200, 200, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/confirm", stored, [8]int{403, 403, 403, 303, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/groups", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/groups", regroupForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/rename", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/rename/check", renameKeyForm, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/rename", renameKeyForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/deactivate", none, [8]int{200, 200, 403, 200, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/deactivate", deactivateForm, [8]int{303, 303, 403, 303, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/activate", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/activate", none, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/expiry", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/expiry", expiryForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/rotate", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/rotate", rotateForm, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/secrets/end", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/secrets/end", oldest, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/secrets/undo", none, [8]int{409, 409, 403, 403, 404, 404, 404, 303}}, // the old one has ended
	{"POST", "/o/:organization/keys/:key/secrets/undo", newest, [8]int{409, 409, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/about", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/about", aboutForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/limits", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/limits", limitForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/networks", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/networks", networksForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/history", none, [8]int{200, 200, 200, 200, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/delete", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/delete/choice", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/keys/:key/delete/plan", none, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/keys/:key/delete", deleteForm, [8]int{303, 303, 403, 403, 404, 404, 404, 303}},
	{"GET", "/o/:organization/selection", none, [8]int{200, 200, 200, 200, 200, 404, 404, 303}},
	{"POST", "/o/:organization/selection/delete", selectedForm, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/delete/choice", selectedForm, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/delete/plan", selectedForm, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/delete/carry-out", selectedForm, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/change/:act", changeForm, [8]int{200, 200, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/selection/change/:act/plan", changeForm, [8]int{200, 200, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/change/:act/carry-out", changeForm, [8]int{409, 409, 403, 403, 404, 404, 404, 303}},
	{"POST", "/o/:organization/selection/undo", undoForm, [8]int{404, 404, 404, 404, 404, 404, 404, 303}}, // there is nothing to undo
	{"POST", "/o/:organization/work", stateForm, [8]int{303, 303, 303, 303, 303, 404, 404, 303}},
	{"GET", "/o/:organization/work/:work", none, [8]int{404, 404, 404, 404, 404, 404, 404, 303}}, // nobody has chosen this one
	{"GET", "/o/:organization/work/:work/result", none, [8]int{404, 404, 404, 404, 404, 404, 404, 303}},
	{"GET", "/o/:organization/work/:work/begin/:act", none, [8]int{404, 404, 404, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/work/:work/preview/:act", changeForm, [8]int{404, 404, 404, 404, 404, 404, 404, 303}},
	{"POST", "/o/:organization/work/:work/begin/:act", changeForm, [8]int{404, 404, 404, 404, 404, 404, 404, 303}},
}

// createForm is as good as the actor can make it: who doesn't get the form has no nonce.
func createForm(c *client, o organization) url.Values {
	values := url.Values{"name": {"Nightly export"}, "expires": {"2026-12-31"}, "role": {"user"}}
	if got := c.get(o.keys("/new")); got.status == http.StatusOK {
		values.Set("nonce", formTo(c, got.body, o.keys()).values.Get("nonce"))
	}
	return values
}

// changeForm labels a key that is selected, by a plan that is nobody's.
func changeForm(_ *client, o organization) url.Values {
	return url.Values{"keys": {string(o.key(keyOwner))}, "labels": {"env: production"}}
}

func undoForm(*client, organization) url.Values { return url.Values{"bulk": {"1"}} }

func stateForm(*client, organization) url.Values { return url.Values{"state": {""}} }

func exportForm(*client, organization) url.Values {
	return url.Values{"state": {""}, "format": {"csv"}}
}

// viewForm saves a view for all.
func viewForm(_ *client, o organization) url.Values {
	return url.Values{"id": {id(o.slug + "another")}, "state": {"used=never"}, "name": {"Another"}, "for": {"all"}}
}

func defaultForm(_ *client, o organization) url.Values {
	return url.Values{"view": {string(o.view("ours"))}}
}

func stored(*client, organization) url.Values { return url.Values{"stored": {"yes"}} }

// regroupForm leaves the key without groups, as it is, whatever its version.
func regroupForm(c *client, o organization) url.Values {
	info, err := c.store.Key(c.Context(), c.actor(o, "ada"), o.key(keyFree))
	if err != nil && o.slug == north.slug {
		c.Fatalf("look at the key: %v", err)
	}
	return url.Values{"version": {fmt.Sprint(max(1, info.Key.Version))}}
}

// deleteForm holds the right plan, whoever sends it.
func deleteForm(c *client, o organization) url.Values { return planForm(c, o, keyFree) }

// selectedForm is the same for a key that is selected: another one, since the first may be gone.
func selectedForm(c *client, o organization) url.Values {
	form := planForm(c, o, keyPending)
	form.Set("keys", string(o.key(keyPending)))
	return form
}

func planForm(c *client, o organization, key string) url.Values {
	c.Helper()
	plan, err := c.store.PlanDeletion(c.Context(), c.actor(o, "ada"), o.key(key), store.Choice{})
	if err != nil {
		c.Fatalf("plan: %v", err)
	}
	return url.Values{"choice": {""}, "to": {""}, "typed": {""}, "plan": {plan.Digest.String()}}
}

func TestEveryRouteHasARowInTheMatrix(t *testing.T) {
	t.Parallel()
	var routes, rows []string
	for _, r := range newPortal(t, nil).server.Routes() {
		routes = append(routes, r.Method+" "+r.Path)
	}
	for _, r := range matrix {
		rows = append(rows, r.method+" "+r.path)
	}
	slices.Sort(routes)
	slices.Sort(rows)
	if !slices.Equal(routes, rows) {
		t.Errorf("the portal's routes are\n%s\nbut the matrix has\n%s", strings.Join(routes, "\n"), strings.Join(rows, "\n"))
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	for i, who := range actors {
		t.Run(who.name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t, nil, north, south, reserved)
			p.shareViews(north, south, reserved)
			signIn := func() *client {
				if who.who == "" {
					return p.visitor()
				}
				return p.signIn(who.home, who.who)
			}
			for _, row := range matrix {
				if strings.HasPrefix(row.path, "/o/:organization/groups") {
					p.haveGroup(who.on)
				}
				if strings.Contains(row.path, ":invitation") {
					p.haveInvitation(who.on)
				}
				if strings.Contains(row.path, ":credential") {
					p.haveCredential(who.on)
				}
				c, before := signIn(), p.dump()
				page := c.ask(row, who.on, who.on.slug, string(who.on.key(keyFree)))
				wantStatus(t, row, page, row.want[i])
				wantOwnIDs(t, row, page.body)
				refused := row.want[i] >= 400 || who.who == "" || row.method == http.MethodGet
				if refused && p.dump() != before {
					t.Errorf("%s %s changed something", row.method, row.path)
				}
				if row.method == http.MethodGet {
					got := signIn().ask(row, who.on, who.on.slug, string(who.on.key(keyFree)), partly("/"))
					wantStatus(t, row, got, partStatus(row.want[i], got))
				}
			}
		})
	}
}

func wantStatus(t *testing.T, row route, got answer, want int) {
	t.Helper()
	if got.status != want {
		t.Errorf("%s %s: %d, want %d\n%s", row.method, row.path, got.status, want, got.words(t))
	}
}

var anyID = regexp.MustCompile(` id="([^"]*)"`)

// wantOwnIDs fails for a page on which two elements have the same id: a label would name the wrong one.
func wantOwnIDs(t *testing.T, row route, body string) {
	t.Helper()
	seen := map[string]bool{}
	for _, id := range anyID.FindAllStringSubmatch(body, -1) {
		if seen[id[1]] {
			t.Errorf("%s %s: two elements have the id %q", row.method, row.path, id[1])
		}
		seen[id[1]] = true
	}
}

// partStatus is what a part is answered with: htmx can't follow a page to the sign-in.
func partStatus(page int, got answer) int {
	if page == http.StatusSeeOther && strings.HasPrefix(got.header.Get("HX-Redirect"), "/sign-in") {
		return http.StatusUnauthorized
	}
	return page
}

// ask sends what a row says to an organization and a key.
func (c *client) ask(row route, o organization, slug, key string, change ...func(*http.Request)) answer {
	c.Helper()
	path := strings.NewReplacer(":organization", slug, ":key", key, ":view", string(o.view("ours")),
		":group", string(o.group("ours")), ":resource", string(o.resource("layer")), ":kind", "layers", ":member", string(o.account("dee")), ":invitation", string(c.invitationIn(o)), ":credential", string(c.credentialIn(o)), ":act", "labels", ":work", "77", ":permission", "layers:edit", ":event", "1", ":topic", "groups", ":token", "chset_"+strings.Repeat("A", 43), "*", "nothing.css").Replace(row.path)
	if row.method == http.MethodPost {
		return c.post(path, row.form(c, o), change...)
	}
	return c.get(path, change...)
}

// Whatever an actor asks for in another organization, or of its keys, the answer is that of something that isn't there.
func TestForeignIsLikeAbsent(t *testing.T) {
	t.Parallel()
	const nowhere, nothing = "north-west", "AAAAAAAAAAAA"
	for _, who := range actors {
		t.Run(who.name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t, nil, north, south, reserved)
			p.shareViews(north, south, reserved)
			p.haveGroup(north)
			p.haveGroup(south)
			foreign, c := south, p.visitor()
			if who.home == south {
				foreign = north
			}
			if who.who != "" {
				c = p.signIn(who.home, who.who)
			}
			before := p.dump()
			for _, row := range matrix {
				if !strings.Contains(row.path, ":organization") {
					continue
				}
				key := string(foreign.key(keyFree))
				there := c.again().ask(row, foreign, foreign.slug, key)
				absent := c.again().ask(row, foreign, nowhere, key)
				same(t, row, there, absent, foreign.slug, nowhere)
				if who.who != "" && there.status != http.StatusNotFound {
					t.Errorf("%s %s of another organization: %d", row.method, row.path, there.status)
				}
				if !strings.Contains(row.path, ":key") {
					continue
				}
				there = c.again().ask(row, foreign, who.home.slug, key)
				absent = c.again().ask(row, foreign, who.home.slug, nothing)
				same(t, row, there, absent, key, nothing)
				if who.who != "" && there.status != http.StatusNotFound {
					t.Errorf("%s %s of another organization's key: %d", row.method, row.path, there.status)
				}
			}
			if p.dump() != before {
				t.Errorf("something changed")
			}
		})
	}
}

// same compares two answers but for the address that was asked for, and what differs between any two.
func same(t *testing.T, row route, a, b answer, ofA, ofB string) {
	t.Helper()
	show := func(a answer, address string) string {
		a.body = strings.ReplaceAll(neutral(t, a), address, "ADDRESS")
		text := fmt.Sprintf("%d\n", a.status)
		for _, name := range slices.Sorted(maps.Keys(a.header)) {
			if name != "Date" && name != "Content-Security-Policy" && name != "Content-Length" {
				text += name + ": " + strings.ReplaceAll(a.header.Get(name), address, "ADDRESS") + "\n"
			}
		}
		return text + a.body
	}
	if first, second := show(a, ofA), show(b, ofB); first != second {
		t.Errorf("%s %s tells what is another's from what isn't there:\n%s\n%s", row.method, row.path, first, second)
	}
}

func TestRightsAreThoseOfTheMoment(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	form, plan := bo.newKey(north, "Nightly export"), bo.toPlan(north, keyFree, nil)
	if err := p.assignRole(north, "ada", "bo", store.RoleUser); err != nil {
		t.Fatalf("demote: %v", err)
	}
	before := p.dump()
	bo.want(bo.post(north.keys(), form), http.StatusForbidden)
	bo.want(bo.post(north.at(keyFree, "/delete"), plan), http.StatusNotFound) // not visible any more
	got := bo.want(bo.get(north.keys()), http.StatusOK, "No keys of yours.")
	if p.dump() != before || strings.Contains(got.words(t), "Add key") {
		t.Errorf("a manager who was demoted has rights left")
	}
}

// An address whose organization or key is left empty names none.
func TestEmptyNamesAreNothing(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.haveGroup(north)
	ada, before := p.signIn(north, "ada"), p.dump()
	for _, row := range matrix {
		if !strings.Contains(row.path, ":organization") {
			continue
		}
		if got := ada.again().ask(row, north, "", string(north.key(keyFree))); got.status != http.StatusNotFound {
			t.Errorf("%s %s of no organization: %d", row.method, row.path, got.status)
		}
		if !strings.Contains(row.path, ":key") {
			continue
		}
		if got := ada.again().ask(row, north, north.slug, ""); got.status != http.StatusNotFound {
			t.Errorf("%s %s of no key: %d", row.method, row.path, got.status)
		}
	}
	if p.dump() != before {
		t.Errorf("something changed")
	}
}

func TestNobodyMakesAnAdministratorKey(t *testing.T) {
	t.Parallel()
	p := twins(t)
	for _, name := range []string{"ada", "bo"} {
		c := p.signIn(north, name)
		for _, role := range []string{"administrator", "Administrator", "none", "3", ""} {
			form := c.newKey(north, "Nightly export")
			form.Set("role", role)
			c.want(c.post(north.keys(), form), http.StatusUnprocessableEntity, "The key was not created.")
		}
	}
	if n := len(p.happened(store.KeyCreated)); n != 0 {
		t.Errorf("%d keys were made", n)
	}
}

// What belongs to one organization isn't there under the address of another, for somebody who is in both.
func TestMemberOfTwoOrganizations(t *testing.T) {
	t.Parallel()
	p := twins(t)
	west := organization{slug: "west"}
	in := west.imported(t)
	in.Members = append(in.Members, store.ImportedMember{
		Account: store.NewAccount{ID: north.account("bo"), Name: fullName("bo"), Email: north.email("bo")},
		Role:    store.RoleManager, JoinedAt: start.AddDate(0, -1, 0),
	})
	if _, err := p.store.ImportOrganization(t.Context(), p.operator(), in); err != nil {
		t.Fatalf("import: %v", err)
	}
	bo := p.signIn(north, "bo")
	bo.want(bo.get(west.keys()), http.StatusOK, "Organization north Manager", "Organization west Manager")
	form, plan, before := bo.newKey(north, "Nightly export"), bo.toPlan(north, keyFree, nil), p.dump()
	under := func(below ...string) string {
		return west.keys("/"+string(north.key(keyFree)), strings.Join(below, ""))
	}
	for name, tt := range map[string]struct {
		got    answer
		status int
	}{
		"the other's form":           {bo.post(west.keys(), form), http.StatusUnprocessableEntity},
		"the other's key":            {bo.get(under()), http.StatusNotFound},
		"confirming the other's key": {bo.post(under("/confirm"), stored(nil, west)), http.StatusNotFound},
		"its deletion":               {bo.get(under("/delete")), http.StatusNotFound},
		"its plan":                   {bo.post(under("/delete"), plan), http.StatusNotFound},
		"its plan, for another key":  {bo.post(west.at(keyFree, "/delete"), plan), http.StatusConflict},
		"a successor of the other": {bo.get(west.at(keyOwner, "/delete/plan?choice=transfer&to=", string(north.account("bea")))),
			http.StatusUnprocessableEntity},
	} {
		if tt.got.status != tt.status {
			t.Errorf("%s: %d, want %d\n%s", name, tt.got.status, tt.status, tt.got.words(t))
		}
	}
	if p.dump() != before {
		t.Errorf("something changed")
	}
	bo.want(bo.post(north.keys(), form), http.StatusOK, "Store this key now")
}
