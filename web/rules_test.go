package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"chatelaine/store"
)

var ruleSheets = map[string]sheet{
	"POST /o/:organization/keys/:key/limits": {openRule("/limits", limitForm), 303, map[string]field{
		"version": {refused: 409}, "per_minute": {accepts: isLimit, refused: 422}, "burst": {accepts: isBurst, refused: 422},
	}},
	"POST /o/:organization/keys/:key/networks": {openRule("/networks", networksForm), 303, map[string]field{
		"version": {refused: 409}, "networks": {accepts: isNetworks, refused: 422}, "step": {accepts: isStep, refused: 200},
	}},
	"POST /o/:organization/groups/:group/networks": {openGroup("/networks", groupNetworksForm), 303, map[string]field{
		"version": {refused: 409}, "networks": {accepts: isNetworks, refused: 422}, "step": {accepts: isStep, refused: 200},
	}},
}

func limitForm(c *client, o organization) url.Values {
	return ruleForm(c, o.at(keyFree, "/limits"), url.Values{"per_minute": {"600"}, "burst": {"60"}})
}

func networksForm(c *client, o organization) url.Values {
	return ruleForm(c, o.at(keyFree, "/networks"), url.Values{"networks": {"203.0.113.0/24"}, "step": {"save"}})
}

func groupNetworksForm(c *client, o organization) url.Values {
	return ruleForm(c, o.inGroup("/networks"), url.Values{"networks": {"203.0.113.0/24"}, "step": {"save"}})
}

// ruleForm is as good as the actor can make it: who doesn't get the form has no version.
func ruleForm(c *client, address string, typed url.Values) url.Values {
	got := c.get(address)
	if got.status != http.StatusOK {
		return typed
	}
	form := formTo(c, got.body, address).values
	for name, values := range typed {
		form[name] = values
	}
	return form
}

func openRule(below string, form func(*client, organization) url.Values) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		p := twins(t)
		c := p.signIn(north, "ada")
		return func() (*client, string, url.Values) {
			for _, err := range []error{
				errOf(p.store.LimitKey(t.Context(), p.as(north, "ada"), north.key(keyFree), 0, store.RateLimit{})),
				errOf(p.store.RestrictKey(t.Context(), p.as(north, "ada"), north.key(keyFree), 0, nil)),
			} {
				if err != nil {
					t.Fatalf("take the rules back: %v", err)
				}
			}
			return c, north.at(keyFree, below), form(c, north)
		}
	}
}

func errOf[T any](_ T, err error) error { return err }

func isLimit(value string) bool {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	return err == nil && n >= 1 && n <= store.MaxPerMinute && strings.Trim(strings.TrimSpace(value), "0123456789") == ""
}

func isBurst(value string) bool { return isLimit(value) || strings.TrimSpace(value) == "" }

func isNetworks(value string) bool {
	_, err := store.ParseNetworks("networks", value)
	return err == nil
}

func isStep(value string) bool { return value != "seen" }

func TestLimitOfAKey(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo, dee := p.signIn(north, "ada"), p.signIn(north, "bo"), p.signIn(north, "dee")
	at := north.at(keyFree, "/limits")
	stale := limitForm(bo, north)
	ada.want(ada.get(north.at(keyFree)), http.StatusOK, "No limit")
	form := limitForm(ada, north)
	ada.want(ada.post(at, form, partly(north.keys())), http.StatusOK, "Changed how many requests “Free key” may make.", "600 requests a minute, at most 60 at once")
	dee.want(dee.get(north.at(keyFree)), http.StatusOK, "An administrator changed how many requests the key may make",
		"Limit of requests was No limit → is 600 requests a minute, at most 60 at once")
	stale.Set("per_minute", "7")
	got := bo.want(bo.post(at, stale), http.StatusConflict, "Ada Moreau changed this key at 10:00, while the form was open.", "600 requests a minute, at most 60 at once")
	again := formTo(t, got.body, at).values
	if again.Get("per_minute") != "7" || again.Get("version") == stale.Get("version") {
		t.Errorf("the form that comes back is %v", again)
	}
	again.Set("per_minute", "many")
	again.Set("burst", "-1")
	got = bo.want(bo.post(at, again), http.StatusUnprocessableEntity, "Nothing was changed. Check 2 fields:", "is not a number of requests")
	again = formTo(t, got.body, at).values
	again.Set("per_minute", "")
	again.Set("burst", "5")
	bo.want(bo.post(at, again), http.StatusUnprocessableEntity, "means nothing without a number of requests a minute")
	again.Set("burst", "")
	bo.wantRedirect(bo.post(at, again), north.at(keyFree))
	save := ada.toSettings(north, url.Values{"per_minute": {"6000"}, "burst": {""}}, "From now on, of all keys together are let in: 6,000 requests a minute, at most 6,000 at once.")
	ada.wantRedirect(ada.post(north.settings(), save), north.settings())
	ada.want(ada.get(at), http.StatusOK, "All keys of the organization together: 6,000 requests a minute")
	ada.want(ada.get(north.at(keyFree)), http.StatusOK, "All keys together")
	save = ada.toSettings(north, url.Values{"per_minute": {""}, "burst": {""}}, "How many requests all keys together make is no longer limited.")
	ada.wantRedirect(ada.post(north.settings(), save), north.settings())
	ada.want(ada.get("/o/north/audit"), http.StatusOK, "changed how many requests all keys together may make")
}

func TestNetworksOfAKey(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	at := north.at(keyFree, "/networks")
	stale := networksForm(bo, north)
	form := networksForm(ada, north)
	form.Set("networks", "2001:db8::/32\r\n203.0.113.7\r\n\r\n")
	got := ada.want(ada.post(at, form, partly(north.keys())), http.StatusOK, "Changed the networks that “Free key” may be used from.", "203.0.113.7/32", "2001:db8::/32")
	if strings.Contains(got.body, "Any</span>") {
		t.Error("it says that any network will do")
	}
	got = bo.want(bo.post(at, stale), http.StatusConflict, "Ada Moreau changed this key at 10:00, while the form was open.", "203.0.113.7/32, 2001:db8::/32")
	again := formTo(t, got.body, at).values
	again.Set("networks", "10.0.0.0/8\n10.0.0.1/8")
	bo.want(bo.post(at, again), http.StatusUnprocessableEntity, "Nothing was changed.", "have an address in line 2 that is not the first one of its network", "10.0.0.1/8")
	again.Set("networks", "office")
	bo.want(bo.post(at, again), http.StatusUnprocessableEntity, "have something that is neither a network nor an address in line 1")
	again.Set("networks", "")
	bo.wantRedirect(bo.post(at, again), north.at(keyFree))
	bo.want(bo.get(north.at(keyFree, "/history")), http.StatusOK, "Allowed networks was 203.0.113.7/32, 2001:db8::/32 → is none")
}

func TestNetworksOfAGroup(t *testing.T) {
	t.Parallel()
	ada, at, form := openGroup("/networks", groupNetworksForm)(t)()
	stale := url.Values{"version": form["version"], "networks": {"::1"}, "step": {"save"}}
	got := ada.want(ada.post(at, form, partly(north.inGroup())), http.StatusOK, "Changed the networks of", "203.0.113.0/24")
	if !strings.Contains(got.body, `hx-target="#group-networks"`) || strings.Contains(got.body, "may be used from anywhere") {
		t.Errorf("the answer is %s", got.body)
	}
	ada.want(ada.get(north.inGroup()), http.StatusOK, "The group’s keys may be used only from:", "203.0.113.0/24")
	got = ada.want(ada.post(at, stale), http.StatusConflict, "Somebody changed this group while the form was open.", "203.0.113.0/24")
	again := formTo(t, got.body, at).values
	again.Set("networks", "x")
	ada.want(ada.post(at, again), http.StatusUnprocessableEntity, "have something that is neither a network nor an address in line 1")
	again.Set("networks", "")
	ada.wantRedirect(ada.post(at, again), north.inGroup())
	ada.want(ada.get("/o/north/audit"), http.StatusOK, "changed the networks of the group")
	addSeen(ada, at)
}

// addSeen adds to the networks of the group what its key was used from, as far as they don't cover it.
func addSeen(ada *client, at string) {
	ada.Helper()
	const offer = "Add the addresses seen in the last 30 days"
	if strings.Contains(ada.get(at).body, offer) {
		ada.Error("something is offered that nothing was seen of")
	}
	change := store.Regroup{Op: store.RegroupAdd, Groups: []store.GroupID{north.group("ours")}}
	if _, err := ada.store.ChangeGroups(ada.Context(), ada.as(north, "ada"), north.key(keyFree), 0, change); err != nil {
		ada.Fatalf("put the key into the group: %v", err)
	}
	key, _ := ada.keyNamed(north, keyFree)
	var uses []store.Use
	for _, network := range []string{"198.51.100.0/24", "10.1.2.0/24", "2001:db8:7::/48"} {
		uses = append(uses, store.Use{
			Org: ada.actor(north, "ada").Org, Secret: key.Secret.Seq, Verdict: store.VerdictValid, Count: 1, Last: start, Client: store.Client{Network: network},
		})
	}
	ada.record(store.UseBatch{Uses: uses})
	form := formTo(ada, ada.want(ada.get(at), http.StatusOK, offer).body, at).values
	form.Set("networks", "10.0.0.0/8\r\n")
	form.Set("step", "seen")
	got := ada.want(ada.post(at, form), http.StatusOK, "2 networks were added below. Nothing is saved yet.")
	const all = "10.0.0.0/8\n198.51.100.0/24\n2001:db8:7::/48"
	if !strings.Contains(got.body, ">"+all+"</textarea>") {
		ada.Errorf("the form hasn't\n%s\nbut\n%s", all, got.body)
	}
	form.Set("networks", all)
	ada.want(ada.post(at, form), http.StatusOK, "There is nothing to add")
}
