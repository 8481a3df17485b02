package web_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
)

// rotate gives a key another secret, by ada.
func (p *portal) rotate(o organization, key string, overlap time.Duration) {
	p.Helper()
	n := len(p.happened(store.KeyRotated))
	_, err := p.store.RotateKey(p.Context(), p.as(o, "ada"), o.key(key), store.Rotation{Overlap: overlap, Secret: store.NewSecret{
		Digest: sha256.Sum256(fmt.Append(nil, o.slug, key, "rotated", n)), Prefix: "chk", Tail: "rot" + strconv.Itoa(n),
	}})
	if err != nil {
		p.Fatalf("rotate %s: %v", key, err)
	}
}

// secrets are those that are kept of a key, newest first.
func (p *portal) secrets(o organization, key string) []store.Secret {
	p.Helper()
	info, err := p.store.Key(p.Context(), p.actor(o, "ada"), o.key(key))
	if err != nil {
		p.Fatalf("look at %s: %v", key, err)
	}
	return info.Secrets
}

// numberOf is a form about a secret.
func numberOf(s store.Secret) url.Values { return url.Values{"secret": {strconv.FormatInt(s.Seq, 10)}} }

// newest and oldest are about a secret of the key that owns nothing.
func newest(c *client, o organization) url.Values { return numberOf(c.secrets(o, keyFree)[0]) }
func oldest(c *client, o organization) url.Values {
	kept := c.secrets(o, keyFree)
	return numberOf(kept[len(kept)-1])
}

// rotateForm is as good as the actor can make it: who doesn't get the form has no nonce.
func rotateForm(c *client, o organization) url.Values {
	got := c.get(o.at(keyFree, "/rotate"))
	if got.status != http.StatusOK {
		return url.Values{"overlap": {"3600"}, "version": {"1"}}
	}
	return formTo(c, got.body, o.at(keyFree, "/rotate")).values
}

// openRotation gives the form of a key with one secret.
func openRotation(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	c := p.signIn(north, "bo")
	return func() (*client, string, url.Values) {
		if two := p.secrets(north, keyFree); len(two) > 1 {
			if _, err := p.store.UndoRotation(t.Context(), p.as(north, "ada"), north.key(keyFree), two[0].Seq); err != nil {
				t.Fatalf("undo: %v", err)
			}
		}
		return c, north.at(keyFree, "/rotate"), rotateForm(c, north)
	}
}

// openRotated gives the form about a secret of a key with two.
func openRotated(below string) func(*testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		p := twins(t)
		c := p.signIn(north, "bo")
		return func() (*client, string, url.Values) {
			if len(p.secrets(north, keyFree)) == 1 {
				p.rotate(north, keyFree, time.Hour)
			}
			return c, north.at(keyFree, below), formTo(t, c.get(north.at(keyFree, below)).body, north.at(keyFree, below)).values
		}
	}
}

func TestKeyIsRotatedAndRevealedOnce(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][]func(*http.Request){"page": nil, "part": {partly(north.keys())}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := twins(t)
			c := p.signIn(north, "bo")
			rotate := north.at(keyFree, "/rotate")
			c.want(c.get(rotate), http.StatusOK, "Rotate secret", "How long does the present secret go on working?", "24 hours", "Until: Tomorrow at")
			form := rotateForm(c, north)
			if form.Get("overlap") != "86400" {
				t.Errorf("the form proposes an overlap of %s s", form.Get("overlap"))
			}
			got := c.want(c.post(rotate, form, change...), http.StatusOK, "Store this key now", "The old secret works until: Tomorrow at")
			secret, two := secretIn(t, got), p.secrets(north, keyFree)
			if secret == "" || len(two) != 2 || !strings.HasSuffix(secret, two[0].Tail) || two[0].Confirmed() || !two[1].EndsAt.Equal(start.Add(24*time.Hour)) {
				t.Fatalf("rotated, the secrets are %+v", two)
			}
			if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Etag") != "" || got.header.Get("Content-Encoding") != "" || got.header.Get("HX-Trigger") != "keys-changed" {
				t.Errorf("the answer with the secret has the headers %v", got.header)
			}
			for _, path := range []string{north.keys(), north.at(keyFree), rotate, north.at(keyFree, "/secrets/end"), north.at(keyFree, "/secrets/undo")} {
				if later := c.get(path); strings.Contains(later.body, secret) {
					t.Errorf("%s shows the secret again", path)
				}
			}
			again := c.want(c.post(rotate, form, change...), http.StatusOK, "This key was rotated.", "can’t be shown again")
			if secrets.MatchString(again.body) || len(p.secrets(north, keyFree)) != 2 {
				t.Error("the form sent twice makes or shows another secret")
			}
			c.want(c.get(north.at(keyFree)), http.StatusOK, "Secrets", "New Not confirmed", "Made 10 Mar 2026 by Bo Moreau", "Last used Never", "Ends With its key", "Old", "Ends Tomorrow at", "End the old one now…", "Undo rotation…")
			confirm := formTo(t, got.body, north.at(keyFree, "/confirm")).values
			confirm.Set("stored", "yes")
			c.want(c.post(north.at(keyFree, "/confirm"), confirm, partly(north.keys())), http.StatusOK, "The new secret of “Free key” is ready to use. The old one works until tomorrow at 10:00.", "Undo rotation…")
			if two = p.secrets(north, keyFree); !two[0].Confirmed() {
				t.Errorf("confirmed, the secrets are %+v", two)
			}
		})
	}
}

func TestRotationRefused(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, bea := p.signIn(north, "bo"), p.signIn(north, "bea")
	rotate := north.at(keyFree, "/rotate")
	stale := rotateForm(bo, north)
	stale.Set("overlap", "3600")
	wrong := url.Values{"nonce": {stale.Get("nonce")}, "version": {stale.Get("version")}, "overlap": {"60"}}
	got := bo.want(bo.post(rotate, wrong), http.StatusUnprocessableEntity, "The key was not rotated.", "Accepted: now, 1 hour, 24 hours or 7 days")
	if formTo(t, got.body, rotate).values.Get("nonce") != stale.Get("nonce") {
		t.Error("a refused form has used its nonce")
	}
	first := rotateForm(bea, north)
	first.Set("overlap", "0")
	bea.want(bea.post(rotate, first), http.StatusOK, "The old secret has ended.")
	p.clock.advance(time.Minute)
	got = bo.want(bo.post(rotate, stale), http.StatusConflict, "Bea Moreau changed this key at 10:00, while the form was open.", "Nothing was done by you.")
	if secretIn(t, got) != "" {
		t.Error("a refusal shows a secret")
	}
	again := formTo(t, got.body, rotate).values
	if again.Get("overlap") != "3600" || again.Get("version") == stale.Get("version") {
		t.Errorf("the form came back with %v", again)
	}
	bo.want(bo.post(rotate, again), http.StatusOK, "Store this key now")
	bea.want(bea.get(rotate), http.StatusConflict, "Two secrets of this key work already", "End the old one now…", "Undo rotation…")
	late := url.Values{"nonce": {stale.Get("nonce")}, "version": {again.Get("version")}, "overlap": {"0"}}
	bo.want(bo.post(rotate, late), http.StatusUnprocessableEntity, "This form was sent before.")
	if n := len(p.happened(store.KeyRotated)); n != 2 {
		t.Errorf("the key was rotated %d times", n)
	}
}

func TestTwoSecretsMeanwhile(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo := p.signIn(north, "bo")
	form := rotateForm(bo, north)
	p.rotate(north, keyFree, time.Hour)
	got := bo.want(bo.post(north.at(keyFree, "/rotate"), form, partly(north.keys())), http.StatusConflict, "Two secrets of this key work already")
	if secretIn(t, got) != "" || len(p.secrets(north, keyFree)) != 2 {
		t.Error("a third secret was made")
	}
}

func TestExpiredAndInactiveKeysSaySo(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.clock.set(start.AddDate(0, 0, 58))
	bo := p.signIn(north, "bo")
	rotate := north.at(keyFree, "/rotate")
	bo.want(bo.get(rotate), http.StatusOK, "The key itself expires at the end of")
	form := rotateForm(bo, north)
	p.clock.set(start.AddDate(0, 0, 58).Add(90 * time.Minute))
	p.clock.set(start.AddDate(0, 0, 62))
	bo = p.signIn(north, "bo")
	bo.want(bo.get(rotate), http.StatusConflict, "This key has expired", "Change its expiration date first")
	bo.want(bo.post(rotate, form), http.StatusUnprocessableEntity)
	if n := len(p.happened(store.KeyRotated)); n != 0 {
		t.Errorf("the expired key was rotated %d times", n)
	}
}

func TestEndingAndUndoing(t *testing.T) {
	t.Parallel()
	p := twins(t)
	bo, bea := p.signIn(north, "bo"), p.signIn(north, "bea")
	end, undo := north.at(keyFree, "/secrets/end"), north.at(keyFree, "/secrets/undo")
	bo.want(bo.get(end), http.StatusConflict, "There is no old secret")
	bo.want(bo.get(undo), http.StatusConflict, "There is no rotation to undo")
	p.rotate(north, keyFree, time.Hour)
	bo.want(bo.get(undo), http.StatusOK, "Undo the rotation?", "It was never used.", "goes on as before the rotation")
	form, other := newest(bo, north), newest(bea, north)
	got := bo.want(bo.post(undo, form, partly(north.keys())), http.StatusOK, "The rotation of “Free key” was undone. Its old secret goes on.", "Rotate secret")
	if got.header.Get("HX-Trigger") != "keys-changed" || len(p.secrets(north, keyFree)) != 1 {
		t.Errorf("undone, the secrets are %+v", p.secrets(north, keyFree))
	}
	bea.want(bea.post(undo, other), http.StatusConflict, "The rotation was already undone by Bo Moreau at 10:00.")

	p.rotate(north, keyFree, time.Hour)
	bo.want(bo.get(end), http.StatusOK, "End the old secret now?", "would work until: Today at 11:00, Europe/Paris", "This cannot be undone.")
	form = oldest(bo, north)
	bo.wantRedirect(bo.post(end, form), north.at(keyFree))
	bea.want(bea.post(end, form), http.StatusConflict, "The old secret was already ended by Bo Moreau at 10:00.")
	bea.want(bea.post(undo, newest(bea, north)), http.StatusConflict, "There is no rotation to undo")

	p.rotate(north, keyFree, time.Hour)
	form = oldest(bo, north)
	p.clock.advance(time.Hour)
	bo = p.signIn(north, "bo")
	bo.want(bo.post(end, form), http.StatusConflict, "The old secret has ended already, by itself.")
	bo.want(bo.get(north.at(keyFree)), http.StatusOK, "Secret chk_")
}

func TestOneOfManyEqualRotationsGetsTheSecret(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "bo")
	form := rotateForm(c, north)
	answers := make([]answer, 20)
	var sent sync.WaitGroup
	for i := range answers {
		tab := c.again()
		sent.Go(func() { answers[i] = tab.post(north.at(keyFree, "/rotate"), form) })
	}
	sent.Wait()
	shown := 0
	for _, got := range answers {
		if secretIn(t, got) != "" {
			shown++
		} else if !strings.Contains(got.words(t), "This key was rotated.") {
			t.Errorf("a repetition got %d:\n%s", got.status, got.words(t))
		}
	}
	if n := len(p.happened(store.KeyRotated)); shown != 1 || n != 1 {
		t.Errorf("%d answers hold a secret, and the key was rotated %d times", shown, n)
	}
}

// What a rotation is followed by speaks of its secret: the key worked before. A choice that goes beyond the key's own end
// says so.
func TestRotationSaysWhatIsReady(t *testing.T) {
	t.Parallel()
	p := twins(t)
	p.clock.advance(time.Hour)
	c := p.signIn(north, "bo")
	form := rotateForm(c, north)
	form.Set("overlap", "0")
	shown := c.want(c.post(north.at(keyFree, "/rotate"), form), http.StatusOK, "The old secret has ended.")
	confirm := formTo(t, shown.body, north.at(keyFree, "/confirm")).values
	confirm.Set("stored", "yes")
	c.want(c.post(north.at(keyFree, "/confirm"), confirm, partly(north.keys())), http.StatusOK, "The new secret of “Free key” is ready to use.")
	expiry := expiryForm(c, north)
	expiry.Set("expires", "2026-03-11")
	c.wantRedirect(c.post(north.at(keyFree, "/expiry"), expiry), north.at(keyFree))
	c.want(c.get(north.at(keyFree, "/rotate")), http.StatusOK, "Until: Tomorrow at 11:00", "The key itself ends before: 12 March 2026 at 00:00")
}
