package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
)

// secrets finds what could be a key's string.
var secrets = regexp.MustCompile(`chk_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}`)

// newKey opens the form that adds a key, and fills it in.
func (c *client) newKey(o organization, name string) url.Values {
	c.Helper()
	got := c.want(c.get(o.keys("/new")), http.StatusOK, "Add key")
	form := formTo(c, got.body, o.keys()).values
	form.Set("name", name)
	return form
}

// secretIn is the one secret that an answer shows; empty when there is none.
func secretIn(t testing.TB, a answer) string {
	t.Helper()
	found := secrets.FindAllString(a.body, -1)
	if len(found) > 1 {
		t.Errorf("the answer holds %d secrets", len(found))
	}
	if len(found) == 0 {
		return ""
	}
	if _, err := keystring.Parse(found[0]); err != nil {
		t.Errorf("what is shown as a secret isn't one: %v", err)
	}
	return found[0]
}

func TestKeyIsAddedAndRevealedOnce(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][]func(*http.Request){"page": nil, "part": {partly(north.keys())}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := twins(t)
			c := p.signIn(north, "bo")
			got := c.want(c.post(north.keys(), c.newKey(north, "  Nightly   export "), change...), http.StatusOK, "Store this key now", "Nightly export")
			secret := secretIn(t, got)
			key, made := p.keyNamed(north, "Nightly export")
			if !made || secret == "" || !strings.HasPrefix(secret, "chk_"+string(key.ID)+"_") || !strings.HasSuffix(secret, key.Secret.Tail) {
				t.Fatalf("a key was made: %v; its abbreviated form isn't that of the secret", made)
			}
			if key.Creator.Name != "Bo Moreau" || key.Role != store.RoleUser || key.Secret.Confirmed() || key.ExpiresOn != store.DateAt(start, time.UTC).AddDays(90) {
				t.Errorf("the key is %+v", key)
			}
			if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Etag") != "" || got.header.Get("Content-Encoding") != "" {
				t.Errorf("the answer with the secret has the headers %v", got.header)
			}
			if strings.Contains(got.body, "<html") == (name == "part") {
				t.Errorf("the answer is not a %s", name)
			}
			events := p.happened(store.KeyCreated)
			if len(events) != 1 || events[0].Subject != string(key.ID) || events[0].Request.ID == "" || events[0].Request.Session == "" {
				t.Errorf("the events are %+v", events)
			}
			for _, path := range []string{north.keys(), north.keys("/", string(key.ID)), north.keys("/new"), north.keys("/", string(key.ID), "/delete")} {
				if later := c.get(path); strings.Contains(later.body, secret) {
					t.Errorf("%s shows the secret again", path)
				}
			}
		})
	}
}

func TestRefusedFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	form := c.newKey(north, "free KEY") // taken, after folding
	form.Set("expires", "2026-03-09")
	form.Set("role", "manager")
	nonce := form.Get("nonce")
	got := c.want(c.post(north.keys(), form), http.StatusUnprocessableEntity,
		"The key was not created.", "Expiration date is in the past. Accepted: today or later.")
	wantInvalid(t, got, "expires")
	form.Set("expires", "2026-03-10") // ends tonight
	got = c.want(c.post(north.keys(), form), http.StatusUnprocessableEntity, "Check 1 field: Name",
		"A key named “free KEY” already exists. Choose another name.")
	wantInvalid(t, got, "name")
	shown := formTo(t, got.body, north.keys()).values
	if shown.Get("name") != "free KEY" || shown.Get("expires") != "2026-03-10" || shown.Get("role") != "manager" || shown.Get("nonce") != nonce {
		t.Errorf("the form came back with %v", shown)
	}
	form.Set("name", "")
	form.Set("expires", "tomorrow")
	form.Set("role", "")
	got = c.want(c.post(north.keys(), form, partly(north.keys())), http.StatusUnprocessableEntity,
		"Check 3 fields:", "Name is missing. Accepted: 1 to 100 letters", "Expiration date is not a date.", "Role is not a role.")
	wantInvalid(t, got, "name", "expires", "role")
	if secretIn(t, got) != "" || len(p.happened(store.KeyCreated)) > 0 {
		t.Errorf("a refused form made a key")
	}
	form.Set("name", "Nightly export")
	form.Set("expires", "2036-03-10")
	form.Set("role", "manager")
	if secretIn(t, c.want(c.post(north.keys(), form), http.StatusOK, "Store this key now")) == "" {
		t.Errorf("after three refusals the form's nonce makes no key")
	}
}

// wantInvalid fails unless exactly these fields are marked, each with an error that a screen reader finds.
func wantInvalid(t testing.TB, a answer, names ...string) {
	t.Helper()
	root := parse(t, a.body)
	for _, name := range []string{"name", "expires", "role"} {
		field, wrong := byID(root, name), false
		for _, want := range names {
			wrong = wrong || want == name
		}
		if (attribute(field, "aria-invalid") == "true") != wrong {
			t.Errorf("field %s is marked wrong: %v", name, !wrong)
		}
		told, _, _ := strings.Cut(attribute(field, "aria-describedby"), " ")
		if wrong && (byID(root, told) == nil || attribute(byID(root, told), "class") != "err") {
			t.Errorf("field %s is described by %q, which is no error", name, told)
		}
	}
}

func TestFormSentTwiceMakesOneKey(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	form := c.newKey(north, "Nightly export")
	secret := secretIn(t, c.want(c.post(north.keys(), form), http.StatusOK))
	for _, later := range []time.Duration{0, 20 * time.Minute, 25 * time.Minute} { // a reload, and going back
		p.clock.advance(later)
		for _, change := range [][]func(*http.Request){nil, {partly(north.keys())}} {
			got := c.want(c.post(north.keys(), form, change...), http.StatusOK, "This key was created.", "Nightly export", "can’t be shown again")
			if secrets.MatchString(got.body) || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("the answer to a repetition holds a secret, or may be kept")
			}
		}
	}
	form.Set("name", "Hourly export")
	got := c.want(c.post(north.keys(), form), http.StatusUnprocessableEntity, "This form was sent before.")
	if _, made := p.keyNamed(north, "Hourly export"); made || secrets.MatchString(got.body) || strings.Contains(got.body, secret) {
		t.Errorf("the same form with another name made a key, or shows a secret")
	}
	if n := len(p.happened(store.KeyCreated)); n != 1 {
		t.Errorf("%d keys were made", n)
	}
}

func TestFormBelongsToItsSessionAndOrganization(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, bea, twin := p.signIn(north, "bo"), p.signIn(north, "bea"), p.signIn(south, "bo")
	other := p.signIn(north, "bo")
	form := bo.newKey(north, "Nightly export")
	for name, got := range map[string]answer{
		"another member":             bea.post(north.keys(), form),
		"another browser":            other.post(north.keys(), form),
		"the twin":                   twin.post(south.keys(), form),
		"another member, for a part": bea.post(north.keys(), form, partly(north.keys())),
	} {
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.words(t), "Open the form again.") || secrets.MatchString(got.body) {
			t.Errorf("%s: %d\n%s", name, got.status, got.words(t))
		}
	}
	for name, nonce := range map[string]string{
		"none": "", "made up": "x", "its parts": "a.b.c", "another instant": strings.Replace(form.Get("nonce"), ".", ".1", 1), "with more": form.Get("nonce") + ".x",
	} {
		wrong := bo.newKey(north, "Nightly export")
		wrong.Set("nonce", nonce)
		if got := bo.post(north.keys(), wrong); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a nonce that is %s: %d", name, got.status)
		}
	}
	if n := len(p.happened(store.KeyCreated)); n != 0 {
		t.Errorf("%d keys were made", n)
	}
	bo.want(bo.post(north.keys(), form), http.StatusOK, "Store this key now")
}

func TestFormStaysOpenForTwoHours(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	late, tooLate := c.newKey(north, "Just in time"), c.newKey(north, "Too late")
	for range 7 { // the session is used meanwhile
		p.clock.advance(17 * time.Minute)
		c.want(c.get(north.keys()), http.StatusOK)
	}
	c.want(c.post(north.keys(), late), http.StatusOK, "Store this key now")
	p.clock.advance(time.Minute)
	c.want(c.post(north.keys(), tooLate), http.StatusUnprocessableEntity, "This form was open for too long.", "Nothing was made.")
	c.want(c.post(north.keys(), late), http.StatusUnprocessableEntity, "This form was open for too long.")
	if _, made := p.keyNamed(north, "Too late"); made {
		t.Errorf("a form that was open for two hours made a key")
	}
}

func TestOneOfManyEqualFormsGetsTheSecret(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	form := c.newKey(north, "Nightly export")
	answers := make([]answer, 20)
	var sent sync.WaitGroup
	for i := range answers {
		tab := c.again()
		sent.Go(func() { answers[i] = tab.post(north.keys(), form) })
	}
	sent.Wait()
	shown := 0
	for _, got := range answers {
		if secretIn(t, got) != "" {
			shown++
		} else if !strings.Contains(got.words(t), "This key was created.") {
			t.Errorf("a repetition got %d:\n%s", got.status, got.words(t))
		}
		if got.status != http.StatusOK {
			t.Errorf("one of 20 got %d", got.status)
		}
	}
	if n := len(p.happened(store.KeyCreated)); shown != 1 || n != 1 {
		t.Errorf("%d answers hold a secret, and %d keys were made", shown, n)
	}
}

func TestConfirming(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, ada := p.signIn(north, "bo"), p.signIn(north, "ada")
	reveal := bo.want(bo.post(north.keys(), bo.newKey(north, "Nightly export")), http.StatusOK)
	key, _ := p.keyNamed(north, "Nightly export")
	confirm := north.keys("/", string(key.ID), "/confirm")
	form := formTo(t, reveal.body, confirm).values
	bo.want(bo.get(north.keys("/", string(key.ID))), http.StatusOK, "Not confirmed", "Nobody has confirmed")
	bo.want(bo.post(confirm, form), http.StatusUnprocessableEntity) // the box isn't ticked
	form.Set("stored", "yes")
	ada.want(ada.post(confirm, form), http.StatusForbidden, "You may not do that here.")
	if key, _ = p.keyNamed(north, "Nightly export"); key.Secret.Confirmed() {
		t.Fatalf("the key is confirmed too early")
	}
	bo.wantRedirect(bo.post(confirm, form), north.keys())
	got := bo.want(bo.post(confirm, form, partly(north.keys())), http.StatusOK, "“Nightly export” is ready to use.")
	if got.header.Get("HX-Trigger") != "keys-changed" {
		t.Errorf("the table isn't told")
	}
	if key, _ = p.keyNamed(north, "Nightly export"); !key.Secret.Confirmed() || len(p.happened(store.KeyConfirmed)) != 1 {
		t.Errorf("the key is confirmed: %v, with %d events", key.Secret.Confirmed(), len(p.happened(store.KeyConfirmed)))
	}
}
