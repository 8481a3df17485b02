package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// switchOff deactivates a key, by ada.
func (p *portal) switchOff(o organization, key string, what store.Deactivation) {
	p.Helper()
	if _, err := p.store.DeactivateKey(p.Context(), p.as(o, "ada"), o.key(key), what); err != nil {
		p.Fatalf("deactivate %s: %v", key, err)
	}
}

// switchOn activates a key, by ada.
func (p *portal) switchOn(o organization, key string) {
	p.Helper()
	if _, err := p.store.ActivateKey(p.Context(), p.as(o, "ada"), o.key(key)); err != nil {
		p.Fatalf("activate %s: %v", key, err)
	}
}

func (p *portal) status(o organization, key string) store.Status {
	p.Helper()
	info, err := p.store.Key(p.Context(), p.actor(o, "ada"), o.key(key))
	if err != nil {
		p.Fatalf("look at %s: %v", key, err)
	}
	return info.Key.Status(p.clock.now())
}

func deactivateForm(*client, organization) url.Values {
	return url.Values{"for": {"day"}, "until": {"2026-12-31"}, "reason": {"Moved to another server"}}
}

func isReason(value string) bool {
	_, err := store.CleanReason(value)
	return err == nil
}

// openActive gives the form that deactivates a key that is active.
func openActive(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	c := p.signIn(north, "bo")
	return func() (*client, string, url.Values) {
		p.switchOn(north, keyFree)
		return c, north.at(keyFree, "/deactivate"), deactivateForm(c, north)
	}
}

// openInactive gives the form that activates a key that is inactive.
func openInactive(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	c := p.signIn(north, "bo")
	return func() (*client, string, url.Values) {
		p.switchOff(north, keyFree, store.Deactivation{})
		return c, north.at(keyFree, "/activate"), url.Values{}
	}
}

func TestKeyIsSwitchedOffAndOn(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, bea := p.signIn(north, "bo"), p.signIn(north, "bea")
	off, on := north.at(keyFree, "/deactivate"), north.at(keyFree, "/activate")
	for _, tt := range []struct {
		form url.Values
		says string
	}{
		{url.Values{"for": {"ever"}}, "“Free key” is inactive until further notice."},
		{url.Values{"for": {"3600"}, "until": {"nonsense"}}, "“Free key” is inactive until: Today at 11:00, Europe/Paris."},
		{url.Values{"for": {"86400"}}, "“Free key” is inactive until: Tomorrow at 10:00, Europe/Paris."},
		{url.Values{"for": {"day"}, "until": {"2026-03-29"}}, "“Free key” is inactive until: 30 March 2026 at 00:00, Europe/Paris."},
	} {
		form := formTo(t, bo.want(bo.get(off), http.StatusOK, "For how long?", "refused from the moment that you confirm").body, off).values
		for name, values := range tt.form {
			form[name] = values
		}
		got := bo.want(bo.post(off, form, partly(north.keys())), http.StatusOK, tt.says, "Inactive", "Activate")
		if got.header.Get("HX-Trigger") != "keys-changed" || p.status(north, keyFree) != store.StatusInactive {
			t.Errorf("%v: the key is %s", tt.form, p.status(north, keyFree))
		}
		bea.want(bea.get(on), http.StatusOK, "Activate key", "from the moment that you confirm")
		bea.wantRedirect(bea.post(on, nil), north.at(keyFree))
	}
	bo.want(bo.post(on, nil), http.StatusConflict, "“Free key” was already activated by Bea Moreau at 10:00.")
	bo.want(bo.post(on, nil, partly(north.keys())), http.StatusOK, "“Free key” was already activated by Bea Moreau at 10:00.")
	bo.want(bo.get(on), http.StatusConflict, "“Free key” is active already.")
}

func TestTwoPeopleDeactivate(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, bea, dee := p.signIn(north, "bo"), p.signIn(north, "bea"), p.signIn(north, "dee")
	off := north.at(keyFree, "/deactivate")
	stale := formTo(t, bea.get(off).body, off).values
	bo.wantRedirect(bo.post(off, url.Values{"for": {"3600"}, "reason": {"Leaked?"}}), north.at(keyFree))
	for c, by := range map[*client]string{bo: "by Bo Moreau", dee: "A manager deactivated the key"} {
		c.want(c.get(north.at(keyFree)), http.StatusOK, "Inactive until 10 Mar 11:00", by, "Inactive until Today at 11:00", "Leaked?", "Deactivate for longer")
	}
	bea.want(bea.get(off), http.StatusOK, "This key is inactive until: Today at 11:00", "only make that longer")
	bea.want(bea.post(off, url.Values{"for": {"3600"}}), http.StatusConflict, "“Free key” was already deactivated by Bo Moreau at 10:00.")
	bea.wantRedirect(bea.post(off, stale), north.at(keyFree))
	p.clock.advance(2 * time.Hour)
	if got := p.status(north, keyFree); got != store.StatusInactive {
		t.Errorf("until further notice, it is %s after two hours", got)
	}
	dee = p.signIn(north, "dee")
	dee.want(dee.get(off), http.StatusConflict, "“Free key” is inactive already.")
	got := dee.want(dee.post(off, url.Values{"for": {"ever"}}, partly(north.keys())), http.StatusOK, "“Free key” is inactive already.")
	if strings.Contains(got.words(t), "Bea Moreau") {
		t.Error("a user is told who did it")
	}
	if n := len(p.happened(store.KeyDeactivated)); n != 2 {
		t.Errorf("told of %d deactivations", n)
	}
}

func TestSuspensionEndsByTheClock(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	bo.post(north.at(keyFree, "/deactivate"), url.Values{"for": {"3600"}})
	p.clock.advance(time.Hour)
	bo = p.signIn(north, "bo")
	bo.want(bo.get(north.at(keyFree)), http.StatusOK, "Active", "Deactivate")
	bo.want(bo.post(north.at(keyFree, "/activate"), nil), http.StatusConflict, "“Free key” is active already.")
}

func TestDeactivationRefused(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, dee := p.signIn(north, "bo"), p.signIn(north, "dee")
	off := north.at(keyFree, "/deactivate")
	for name, tt := range map[string]struct {
		form url.Values
		says string
	}{
		"nothing":               {nil, "For how long is not one of those shown"},
		"an hour and a second":  {url.Values{"for": {"3601"}}, "For how long is not one of those shown"},
		"no day":                {url.Values{"for": {"day"}}, "Inactive until the end of is not a date"},
		"yesterday":             {url.Values{"for": {"day"}, "until": {"2026-03-09"}}, "Inactive until the end of is in the past"},
		"29 February":           {url.Values{"for": {"day"}, "until": {"2027-02-29"}}, "Inactive until the end of is not a date"},
		"a reason in two lines": {url.Values{"for": {"ever"}, "reason": {"a\nb"}}, "Reason contains U+000A at position 2"},
	} {
		got := bo.want(bo.post(off, tt.form), http.StatusUnprocessableEntity, "The key was not deactivated.", tt.says)
		if again := formTo(t, got.body, off).values; again.Get("until") != tt.form.Get("until") {
			t.Errorf("%s: the form came back with %v", name, again)
		}
	}
	dee.want(dee.get(north.at(keyFree, "/activate")), http.StatusForbidden)
	if n := len(p.happened(store.KeyDeactivated)); n != 0 {
		t.Errorf("told of %d deactivations", n)
	}
	bo.want(bo.get(north.at(keyOwner, "/delete")), http.StatusOK, "Deactivate instead")
	p.switchOff(north, keyOwner, store.Deactivation{})
	if got := bo.get(north.at(keyOwner, "/delete")).words(t); strings.Contains(got, "Deactivate instead") {
		t.Error("an inactive key can be deactivated instead of deleted")
	}
}

// A page that is about a change alone leads to the key's own; that one is brought up to date where it is.
func TestPagesOfChangesLeadBack(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	off, on, at := north.at(keyFree, "/deactivate"), north.at(keyFree, "/activate"), north.at(keyFree)
	got := bo.post(off, url.Values{"for": {"ever"}}, partly(off))
	if got.status != http.StatusOK || got.header.Get("HX-Redirect") != at {
		t.Errorf("a page of its own is led to %q", got.header.Get("HX-Redirect"))
	}
	got = bo.post(on, nil, partly(at))
	if got.header.Get("HX-Redirect") != "" || !strings.Contains(got.body, `hx-target="#key-page"`) {
		t.Errorf("the key's page is led to %q:\n%s", got.header.Get("HX-Redirect"), got.body)
	}
}
