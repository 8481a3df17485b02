package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

// aboutForm is as good as the actor can make it: who doesn't get the form has no version.
func aboutForm(c *client, o organization) url.Values {
	got := c.get(o.at(keyFree, "/about"))
	if got.status != http.StatusOK {
		return url.Values{}
	}
	return formTo(c, got.body, o.at(keyFree, "/about")).values
}

func openAbout(t *testing.T) func() (*client, string, url.Values) {
	p := twins(t)
	c := p.signIn(north, "ada")
	return func() (*client, string, url.Values) {
		if _, err := p.store.DescribeKey(t.Context(), p.as(north, "ada"), north.key(keyFree), 0, store.Description{}); err != nil {
			t.Fatalf("take back what is said of the key: %v", err)
		}
		return c, north.at(keyFree, "/about"), aboutForm(c, north)
	}
}

func isPurpose(value string) bool {
	_, err := store.Description{Purpose: value}.Clean()
	return err == nil
}

func isLabels(value string) bool {
	labels, err := store.ParseLabels("labels", value)
	if err == nil {
		_, err = store.CleanLabels("labels", labels)
	}
	return err == nil
}

func TestAboutAKey(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo, dee := p.signIn(north, "ada"), p.signIn(north, "bo"), p.signIn(north, "dee")
	at := north.at(keyFree, "/about")
	stale := aboutForm(bo, north)
	form := aboutForm(ada, north)
	form.Set("purpose", "Sends <maps>")
	form.Set("labels", "env: production\r\nteam: Geo, Data\r\n")
	form.Set("contact", string(north.account("bea")))
	ada.want(ada.post(at, form, partly(north.keys())), http.StatusOK, "Saved what “Free key” is for.", "Sends <maps>", "Geo, Data", "Bea Moreau")
	dee.want(dee.get(north.at(keyFree)), http.StatusOK, "Sends <maps>", "env: production", "Contact: Bea Moreau",
		"An administrator changed what the key is for", "Purpose was none → is Sends <maps>", "Contact was Dee Moreau → is Bea Moreau")
	ada.want(ada.get(north.at(keyFree)), http.StatusOK, "Ada Moreau changed what the key is for")
	for query, says := range map[string]string{
		"q=geo": "1–1 of 1", "q=maps": "1–1 of 1", "labels=env:production": "Labels env: production", "labels=env": "Labels env (any value)",
		"labels=env:test": "with the label env: test", "purpose=starts:sends": "1–1 of 1", "purpose=empty:": "1–3 of 3", "contact=left": "whose contact is Nobody",
		"contact=" + string(north.account("bea")): "Contact Bea Moreau", "cols=name,purpose,labels,contact": "env: production, team: Geo, Data",
	} {
		ada.want(ada.get(north.keys("?"+query)), http.StatusOK, says)
	}
	ada.want(ada.get(north.keys("/choices?of=labels")), http.StatusOK, "env: production", "team: Geo, Data")
	ada.want(ada.get(north.keys("/choices?of=labels&find=zzz")), http.StatusOK, "No label matches.")
	ada.want(ada.get(north.keys("/choices?of=contact&find=bea")), http.StatusOK, "Nobody", "Bea Moreau")

	stale.Set("purpose", "Sends tiles")
	got := bo.want(bo.post(at, stale), http.StatusConflict, "Ada Moreau changed this key at 10:00, while the form was open.", "This is how it is now:", "Sends <maps>")
	again := formTo(t, got.body, at).values
	if again.Get("purpose") != "Sends tiles" || again.Get("version") == stale.Get("version") {
		t.Errorf("the form that comes back is %v", again)
	}
	again.Set("labels", "no label")
	bo.want(bo.post(at, again), http.StatusUnprocessableEntity, "Nothing was changed.", "have no colon between a name and a value in line 1")
	again.Set("labels", "")
	bo.wantRedirect(bo.post(at, again), north.at(keyFree))
	bo.want(bo.get(north.at(keyFree, "/history")), http.StatusOK, "Bo Moreau changed what the key is for", "Labels was env: production, team: Geo, Data → is none")
	bo.want(bo.get(north.at(keyFree, "/history?before=1")), http.StatusOK, "There is nothing earlier.")
	bo.want(bo.get(north.at(keyFree, "/history?before=x&before=2")), http.StatusOK, "Bo Moreau changed what the key is for")
}

func TestNewKeySaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	form := c.newKey(north, "Nightly export")
	form.Set("purpose", "Counts boats")
	form.Set("labels", "ENV: x")
	got := c.want(c.post(north.keys(), form), http.StatusUnprocessableEntity, "have a name that can't be one in line 1")
	if !strings.Contains(got.body, "<details class=\"more\" open>") {
		t.Error("what has to be put right is folded away")
	}
	form.Set("labels", "env: x")
	c.want(c.post(north.keys(), form), http.StatusOK, "Store this key now")
	c.want(c.get(north.keys("?q=boats")), http.StatusOK, "Nightly export", "1–1 of 1")
}
