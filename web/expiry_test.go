package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// lasting lets keys live for 90 days, or for ever.
var lasting = organization{slug: "lasting", terms: store.Terms{MaxDays: 90, Unending: true}}

func expiryForm(c *client, o organization) url.Values {
	return url.Values{"version": {c.version(o, keyFree)}, "expires": {"2026-12-31"}}
}

func TestExpiryIsChanged(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, bea := p.signIn(north, "bo"), p.signIn(north, "bea")
	at := north.at(keyFree, "/expiry")
	stale := formTo(t, bea.get(at).body, at).values
	form := formTo(t, bo.want(bo.get(at), http.StatusOK, "Change expiry", "This key ends with").body, at).values
	form.Set("expires", "2028-02-29")
	bo.want(bo.post(at, form, partly(north.keys())), http.StatusOK, "“Free key” ends with Tuesday 29 February 2028.", "29 February 2028, end of the day, Europe/Paris")
	got := bea.want(bea.post(at, stale), http.StatusConflict, "Bo Moreau changed this key at 10:00", "This key ends with Tuesday 29 February 2028.")
	again := formTo(t, got.body, at).values
	again.Set("expires", "2026-03-10")
	bea.wantRedirect(bea.post(at, again), north.at(keyFree))
	p.clock.set(start.AddDate(0, 0, 1))
	bo = p.signIn(north, "bo")
	bo.want(bo.get(north.at(keyFree)), http.StatusOK, "Expired", "Change expiry")
	form = formTo(t, bo.want(bo.get(at), http.StatusOK, "This key expired at the end of Tuesday 10 March 2026. A later day brings it back").body, at).values
	if form.Get("expires") != "2026-06-09" {
		t.Errorf("the form of an expired key proposes %s", form.Get("expires"))
	}
	bo.wantRedirect(bo.post(at, form), north.at(keyFree))
	if got := p.status(north, keyFree); got != store.StatusActive {
		t.Errorf("brought back, it is %s", got)
	}
}

func TestExpiryRefused(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil, north, lasting)
	bo, bea := p.signIn(north, "bo"), p.signIn(lasting, "bea")
	for name, tt := range map[string]struct{ on, says string }{
		"yesterday":        {"2026-03-09", "Expiration date is in the past. Accepted: today or later."},
		"none":             {"", "Expiration date is missing."},
		"no date":          {"2027-02-29", "Expiration date is not a date."},
		"beyond ten years": {"2036-03-11", "Expiration date is too far ahead."},
	} {
		form := expiryForm(bo, north)
		form.Set("expires", tt.on)
		got := bo.want(bo.post(north.at(keyFree, "/expiry"), form), http.StatusUnprocessableEntity, "The expiration date was not changed.", tt.says)
		if again := formTo(t, got.body, north.at(keyFree, "/expiry")).values; again.Get("expires") != tt.on {
			t.Errorf("%s: the form came back with %v", name, again)
		}
	}
	unending := url.Values{"version": {bo.version(north, keyFree)}, "never": {"yes"}}
	bo.want(bo.post(north.at(keyFree, "/expiry"), unending), http.StatusUnprocessableEntity, "Expiration date is missing.")
	at := lasting.at(keyFree, "/expiry")
	form := expiryForm(bea, lasting)
	bea.want(bea.post(at, form), http.StatusUnprocessableEntity, "Expiration date is more than 90 days ahead")
	form.Set("expires", "")
	bea.want(bea.post(at, form), http.StatusUnprocessableEntity, "Expiration date is missing.")
	if n := len(p.happened(store.KeyExpiry)); n != 0 {
		t.Errorf("told of %d changes", n)
	}
}

// Where the organization caps lifetimes the forms say so, and offer no end where keys may have none.
func TestTermsAreSaid(t *testing.T) {
	t.Parallel()
	p := newPortal(t, nil, north, lasting)
	bo, bea := p.signIn(north, "bo"), p.signIn(lasting, "bea")
	for _, address := range []string{north.keys("/new"), north.at(keyFree, "/expiry")} {
		if got := bo.get(address).words(t); strings.Contains(got, "No expiry") || strings.Contains(got, "This organization lets") {
			t.Errorf("%s offers no end, or caps it", address)
		}
	}
	for _, address := range []string{lasting.keys("/new"), lasting.at(keyFree, "/expiry")} {
		bea.want(bea.get(address), http.StatusOK, "No expiry", "This organization lets keys end 90 days from now at the latest, with Monday 8 June 2026.")
	}
	form := bea.newKey(lasting, "Nightly export")
	form.Set("expires", "2026-06-09")
	bea.want(bea.post(lasting.keys(), form), http.StatusUnprocessableEntity, "Expiration date is more than 90 days ahead")
	form.Set("never", "yes")
	bea.want(bea.post(lasting.keys(), form), http.StatusOK, "Store this key now")
	if key, there := p.keyNamed(lasting, "Nightly export"); !there || !key.ExpiresAt.IsZero() {
		t.Errorf("made with no end, it is %+v", key)
	}
	at := lasting.at(keyFree, "/expiry")
	bea.wantRedirect(bea.post(at, url.Values{"version": {p.version(lasting, keyFree)}, "never": {"yes"}}), lasting.at(keyFree))
	bea.want(bea.get(at), http.StatusOK, "This key has no end.")
}
