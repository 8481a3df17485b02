package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// witness keeps all that a portal has said since it was made.
type witness struct{ said strings.Builder }

func (w *witness) hear(got answer) answer {
	for name, values := range got.header {
		fmt.Fprintln(&w.said, name, values)
	}
	w.said.WriteString(got.body)
	return got
}

func TestSecretsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c, after := p.signIn(north, "bo"), &witness{}
	secret := secretIn(t, c.want(c.post(north.keys(), c.newKey(north, "Nightly export")), http.StatusOK))
	key, _ := p.keyNamed(north, "Nightly export")
	at := north.keys("/", string(key.ID))

	after.hear(c.post(at+"/confirm", url.Values{"stored": {"yes"}}))
	after.hear(c.post(at+"/confirm", url.Values{"stored": {"yes"}}, partly(north.keys())))
	second := rotatedAway(c, after, at)
	for _, route := range p.server.Routes() {
		if route.Method != http.MethodGet {
			continue
		}
		path := strings.NewReplacer(":organization", north.slug, ":key", string(key.ID), ":token", "x", "*", "x").Replace(route.Path)
		after.hear(c.get(path))
		after.hear(c.get(path, partly(north.keys())))
	}
	typedWrong(c, after, secret, at)
	looked := p.files()
	after.hear(c.post(at+"/delete", formTo(t, c.get(at+"/delete").body, at+"/delete").values))
	after.hear(c.get(north.keys("?deleted=", string(key.ID))))
	after.hear(c.get(at))

	sinks := map[string]string{
		"an answer after OK": after.said.String(), "the log": p.log.String(), "the events": fmt.Sprintf("%+v", p.happened("")),
		"the data before it is deleted": looked, "the data": p.files(), "the database": p.dump(),
	}
	hidden, hiddenSecond := secret[len("chk_")+len(key.ID)+1:], second[len("chk_")+len(key.ID)+1:]
	for sink, text := range sinks {
		if len(text) == 0 {
			t.Errorf("%s is empty", sink)
		}
		for what, canary := range map[string]string{
			"the secret": secret, "the secret without its beginning": hidden, "half of it": hidden[:16], "its other half": hidden[16:32],
			"the second secret": second, "half of the second": hiddenSecond[:16], "the other half of the second": hiddenSecond[16:32],
			"the password": goodPassword, "the session's cookie": c.cookies["chatelaine"],
		} {
			if strings.Contains(text, canary) {
				t.Errorf("%s holds %s", sink, what)
			}
		}
	}
	if len(p.happened(store.KeyDeleted)) != 1 || len(p.happened(store.KeyConfirmed)) != 1 {
		t.Errorf("the way was not walked to its end")
	}
}

// rotatedAway rotates the key and walks away from the reveal: the form is sent again, and the rotation undone. It gives the
// secret that was shown.
func rotatedAway(c *client, after *witness, at string) string {
	c.Helper()
	form := formTo(c, c.get(at+"/rotate").body, at+"/rotate").values
	shown := c.want(c.post(at+"/rotate", form), http.StatusOK)
	for _, change := range [][]func(*http.Request){nil, {partly(north.keys())}} {
		after.hear(c.post(at+"/rotate", form, change...))
		for _, below := range []string{"", "/rotate", "/secrets/end", "/secrets/undo"} {
			after.hear(c.get(at+below, change...))
		}
	}
	secret := secretIn(c, shown)
	after.hear(c.post(at+"/confirm", url.Values{"stored": {"yes"}, "secret": {secret}}))
	after.hear(c.post(at+"/rotate", url.Values{"nonce": {secret}, "overlap": {secret}, "version": {secret}}))
	after.hear(c.post(at+"/secrets/end", url.Values{"secret": {secret}}))
	undo := formTo(c, c.get(at+"/secrets/undo").body, at+"/secrets/undo").values
	after.hear(c.want(c.post(at+"/secrets/undo", undo, partly(north.keys())), http.StatusOK))
	return secret
}

// typedWrong sends the secret where it doesn't belong, as people do. A field that holds what was typed is in the answer
// to that form alone, so those are not heard but for what stands outside of the field.
func typedWrong(c *client, after *witness, secret, at string) {
	c.Helper()
	for field, value := range map[string]string{"expires": secret, "role": secret, "nonce": secret} {
		form := c.newKey(north, "Another")
		form.Set(field, value)
		got := c.post(north.keys(), form)
		got.body = leftover(parse(c, got.body), field)
		after.hear(got)
	}
	for _, form := range []url.Values{{"email": {secret}, "password": {"x"}}, {"email": {north.email("bo")}, "password": {secret}}} {
		got := c.portal.visitor().post("/sign-in", form)
		got.body = leftover(parse(c, got.body), "email")
		after.hear(got)
	}
	after.hear(c.post(at+"/confirm", url.Values{"stored": {secret}}))
	after.hear(c.post(at+"/delete", url.Values{"plan": {secret}, "choice": {secret}, "to": {secret}}))
}

// files is every byte in the data folder.
func (p *portal) files() string {
	p.Helper()
	names, err := filepath.Glob(filepath.Join(p.dir, "*"))
	if err != nil || !slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, ".db") }) {
		p.Fatalf("find the data: %v, %v", names, err)
	}
	var all strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			p.Fatalf("read the data: %v", err)
		}
		all.Write(content)
	}
	return all.String()
}

func TestLogTellsRoutesNotAddresses(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	link := p.link(store.LinkReset, north.email("bo"))
	c.get(link)
	c.post(link, url.Values{"password": {canary}})
	c.post("/sign-in", url.Values{"email": {canary + "@north.example"}, "password": {canary}})
	c.get(north.keys("?rows=" + canary))
	c.get(north.keys("/" + canary))
	c.get("/" + canary)
	c.get("/o/" + canary)
	c.get("/sign-in", with("User-Agent", canary), with("Referer", "http://"+canary), with("Authorization", "Bearer "+canary))
	c.send("PUT", "/"+canary, nil)
	c.get("/", func(r *http.Request) { r.Host = canary })
	log := p.log.String()
	token := link[strings.LastIndex(link, "/")+1:]
	for what, text := range map[string]string{"a link's token": token, "what was sent": canary, "a cookie": c.cookies["chatelaine"], "an address of a person": "@north.example"} {
		if strings.Contains(log, text) {
			t.Errorf("the log holds %s:\n%s", what, log)
		}
	}
	for _, want := range []string{`"route":"/reset/:token"`, `"route":"/o/:organization/keys/:key"`, `"address":"127.0.0.1"`, `"request":"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log doesn't say %s:\n%s", want, log)
		}
	}
}

// Whoever hangs up before the answer, as anybody can, must not fill the log with failures of ours.
func TestClientThatHangsUpIsNoFailure(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c := p.signIn(north, "ada")
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	for _, path := range []string{north.keys(), north.keys("/new"), "/sign-in", "/nothing"} {
		r := httptest.NewRequestWithContext(gone, http.MethodGet, path, nil)
		r.Host = p.host
		r.AddCookie(&http.Cookie{Name: "chatelaine", Value: c.cookies["chatelaine"]})
		w := httptest.NewRecorder()
		p.server.ServeHTTP(w, r)
		if w.Code != 499 || w.Body.Len() > 0 {
			t.Errorf("%s answers %d to a client that is gone:\n%s", path, w.Code, w.Body)
		}
	}
	if log := p.log.String(); strings.Contains(log, `"ERROR"`) {
		t.Errorf("the log tells of failures:\n%s", log)
	}
}

// A whole key that is pasted with something around it, or without its end, is looked for by its id wherever it is put.
func TestAPastedKeyStaysInNoAddress(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	const secret, id = "chk_8sYq2LwPz0Ta_0123456789abcdefghijABCDEFGHIJ01Qw3rTy", "8sYq2LwPz0Ta"
	for _, typed := range []string{secret, " " + secret, "Bearer " + secret, `"` + secret + `"`, secret + "\n", secret[:len(secret)-1]} {
		for what, got := range map[string]answer{
			"a search":        ada.post("/o/north/search", url.Values{"q": {typed}}),
			"an address":      ada.get(north.keys("?q=", url.QueryEscape(typed))),
			"a name's filter": ada.get(north.keys("?name.op=is&name=", url.QueryEscape(typed))),
			"an id's filter":  ada.get(north.keys("?id=", url.QueryEscape(typed))),
		} {
			if to := got.header.Get("Location"); got.status != http.StatusSeeOther || !strings.Contains(to, id) || strings.Contains(to, "0123456789") {
				t.Errorf("%s for %q leads to %q", what, typed, to)
			}
		}
		ada.want(ada.post(north.views(), url.Values{"id": {"abcdefghijkl"}, "state": {"q=" + url.QueryEscape(typed)}, "name": {"Mine"}}), http.StatusUnprocessableEntity)
		ada.want(ada.post(north.views(), viewOf(north, strings.TrimSpace(typed), "")), http.StatusUnprocessableEntity)
	}
}

// A place in the order by name can look like a key, and leads to itself all the same.
func TestAPlaceThatLooksLikeAKeyLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	ada := twins(t).signIn(north, "ada")
	place := store.Cursor{Sort: store.KeySort{Column: store.ColumnName}, Text: "joéabcdefg?abcdefgh", Seq: 1}.String()
	if _, found := store.SecretIn(place); !found {
		t.Fatalf("%s doesn't look like a key", place)
	}
	ada.want(ada.get(north.keys("?sort=name&after=", place)), http.StatusOK)
}

// A form that is asked for again says what is wrong with a field, and doesn't bring back the key that was put into it.
func TestARefusedFormForgetsAPastedKey(t *testing.T) {
	t.Parallel()
	ada, renaming, rename := openGroup("/rename", renameForm)(t)()
	const secret = "chk_8sYq2LwPz0Ta_0123456789abcdefghijABCDEFGHIJ01Qw3rTy"
	selected := func(act string) (string, url.Values) {
		return "/o/north/selection/change/" + act + "/plan", changeForm(ada, north)
	}
	off, offForm := selected("deactivate")
	labels, labelsForm := selected("labels")
	for path, form := range map[string]url.Values{
		north.keys():                        ada.newKey(north, "Another"),
		north.at(keyFree, "/rename"):        renameKeyForm(ada, north),
		north.at(keyFree, "/rename/check"):  renameKeyForm(ada, north),
		north.at(keyFree, "/about"):         aboutForm(ada, north),
		north.at(keyFree, "/limits"):        limitForm(ada, north),
		north.at(keyFree, "/networks"):      networksForm(ada, north),
		north.at(keyFree, "/deactivate"):    deactivateForm(ada, north),
		north.at(keyFree, "/expiry"):        expiryForm(ada, north),
		north.groups():                      groupForm(ada, north),
		renaming:                            rename,
		north.groups("/permissions/kind"):   kindForm(ada, north),
		north.groups("/permissions/action"): actionForm(ada, north),
		north.views():                       viewForm(ada, north),
		off:                                 offForm,
		labels:                              labelsForm,
	} {
		for _, field := range []string{"name", "purpose", "labels", "reason", "until", "expires", "about", "words", "slug", "remove"} {
			if _, has := form[field]; !has && (path != off || field != "reason") && (path != labels || field != "labels") {
				continue
			}
			typed := url.Values{}
			for name, values := range form {
				typed[name] = values
			}
			typed.Set(field, "mine: "+secret)
			for _, change := range [][]func(*http.Request){nil, {partly(north.keys())}} {
				got := ada.post(path, typed, change...)
				if got.status != http.StatusUnprocessableEntity && !strings.HasSuffix(path, "/check") || strings.Contains(got.body, "0123456789abcdef") {
					t.Errorf("%s of %s: %d, with the key: %v", field, path, got.status, strings.Contains(got.body, "0123456789abcdef"))
				}
			}
		}
	}
}
