package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sample"
	"chatelaine/views"
)

// How often the program is killed while its gate is asked, by how many who change keys and how many who ask.
const (
	gateCrashes  = 8
	gateWorkers  = 4
	gateAskers   = 2
	keysAWorker  = 12
	gateCrashMin = 60 * time.Millisecond
)

// readPath demands a permission that the first of a guarded key's two groups gives, and the second doesn't.
const readPath = "/auth/meridian-survey/need/layers:read"

// guarded is a key with what its gate must answer. One worker at a time changes it.
type guarded struct {
	id     store.KeyID
	groups [2]store.GroupID
	lost   bool // a change of it got no answer

	mu sync.Mutex
	is guardedState
	// allowed are the answers that each of its secrets could get, from change to change; of a change that is under way both.
	allowed map[string][]map[int]bool
}

// guardedState is what is acknowledged of a key, or would be.
type guardedState struct {
	off, gone, regrouped bool
	secret               string // the one that works
}

func (s guardedState) answers(secret string) int {
	switch {
	case s.off, s.gone, s.secret != secret:
		return http.StatusUnauthorized
	case s.regrouped:
		return http.StatusForbidden
	}
	return http.StatusOK
}

// note says what is acknowledged, and what is under way.
func (g *guarded) note(is, becomes guardedState) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.is = is
	if _, known := g.allowed[becomes.secret]; !known {
		g.allowed[becomes.secret] = nil
	}
	for secret := range g.allowed {
		g.allowed[secret] = append(g.allowed[secret], map[int]bool{is.answers(secret): true, becomes.answers(secret): true})
	}
}

// ask asks the gate about a secret, and compares the answer with all that was allowed meanwhile. An error is a gate that is
// gone.
func (g *guarded) ask(client *http.Client, base, secret string) error {
	g.mu.Lock()
	at := len(g.allowed[secret]) - 1
	g.mu.Unlock()
	request, err := http.NewRequest(http.MethodGet, base+readPath, http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Api-Key", secret)
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, answer.Body) // the status says it
	answer.Body.Close()
	if answer.StatusCode == http.StatusTooManyRequests { // as failures are answered of which there are many
		answer.StatusCode = http.StatusUnauthorized
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	allowed := map[int]bool{}
	for _, one := range g.allowed[secret][at:] {
		maps.Copy(allowed, one)
	}
	if !allowed[answer.StatusCode] {
		return wrongAnswer{fmt.Sprintf("the gate answers %d about key %s, and %v is allowed", answer.StatusCode, g.id, slices.Sorted(maps.Keys(allowed)))}
	}
	return nil
}

// wrongAnswer is a verdict that nothing explains.
type wrongAnswer struct{ said string }

// Error says which.
func (w wrongAnswer) Error() string { return w.said }

// fillGuarded makes a data folder with so many keys. It returns them, and the path of a link that lets an administrator in.
func fillGuarded(t *testing.T, data string, n int) ([]*guarded, string) {
	t.Helper()
	me := terminal{now: time.Now, rand: rand.Reader}
	in, err := sample.Meridian(me.now(), me.rand, 1)
	if err != nil {
		t.Fatal(err)
	}
	groups := [2]store.GroupID{"GroupReading", "GroupTabling"}
	in.Events = nil
	creator := managersOf(in)[0]
	in.Groups = append(in.Groups,
		store.ImportedGroup{ID: groups[0], Name: "Reading", Permissions: []store.Permission{"layers:read"}, Creator: creator, CreatedAt: me.now()},
		store.ImportedGroup{ID: groups[1], Name: "Tabling", Permissions: []store.Permission{"tables:read"}, Creator: creator, CreatedAt: me.now()})
	var keys []store.ImportedKey
	var all []*guarded
	for i := range n {
		made, err := keystring.New(rand.Reader, "chk", fmt.Sprintf("Guarded%05d", i))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, store.ImportedKey{
			ID: store.KeyID(made.ID()), Name: made.ID(), Role: store.RoleUser, Creator: creator, CreatedAt: me.now(), Groups: groups[:1], Confirmed: true,
			Secret: store.NewSecret{Digest: made.Sum(), Prefix: made.Prefix(), Tail: made.Tail()}, ExpiresOn: store.DateAt(me.now(), time.UTC).AddDays(30),
		})
		g := &guarded{id: store.KeyID(made.ID()), groups: groups, allowed: map[string][]map[int]bool{}}
		g.note(guardedState{secret: made.Reveal()}, guardedState{secret: made.Reveal()})
		all = append(all, g)
	}
	in.Keys, in.Resources = slices.Values(keys), slices.Values([]store.ImportedResource(nil))
	return all, importWithLink(t, data, me, in)
}

// changer is one who changes keys of their own in the portal, one request after the other.
type changer struct {
	tab
	random *mathrand.Rand
	keys   []*guarded
	done   int // changes that were acknowledged
}

// submit opens a form and sends it, with more in it. The page is what it leads to.
func (c *changer) submit(g *guarded, act string, more url.Values) (page string, err error) {
	status, page, err := c.send(keysPath(g.id, "/"+act), nil)
	if err != nil {
		return "", err
	}
	form := url.Values{}
	for _, found := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(found[1], found[2])
	}
	maps.Copy(form, more)
	if status == http.StatusOK {
		status, page, err = c.send(keysPath(g.id, "/"+act), form)
	}
	if err == nil && status >= http.StatusBadRequest {
		err = wrongAnswer{fmt.Sprintf("%s of key %s: %d, %s", act, g.id, status, pageTitle.FindString(page))}
	}
	return page, err
}

// change does something to a key. An error means that nobody knows whether it was done.
func (c *changer) change(g *guarded) error {
	is := g.is // only this one changes it
	becomes, act, more := is, "deactivate", url.Values{"for": {views.ForEver}}
	switch n := c.random.IntN(12); {
	case is.off:
		becomes.off, act, more = false, "activate", nil
	case n == 0:
		becomes.gone, act, more = true, "delete", nil
	case n < 4:
		becomes.regrouped = !is.regrouped
		act, more = "groups", url.Values{"groups": {string(g.groups[map[bool]int{true: 1}[becomes.regrouped]])}}
	case n < 6:
		becomes.secret, act, more = "", "rotate", url.Values{"overlap": {"0"}}
	default:
		becomes.off = true
	}
	g.note(is, becomes)
	page, err := c.submit(g, act, more)
	if err != nil {
		g.lost = true
		return err
	}
	if becomes.secret == "" {
		becomes.secret = shownSecret.FindString(page)
	}
	g.note(becomes, becomes)
	c.done++
	return nil
}

// work changes keys until a request fails.
func (c *changer) work() error {
	for {
		usable := slices.DeleteFunc(slices.Clone(c.keys), func(g *guarded) bool { return g.lost || g.is.gone })
		if len(usable) == 0 {
			return nil
		}
		if err := c.change(usable[c.random.IntN(len(usable))]); err != nil {
			return err
		}
	}
}

// askOn asks about keys until the gate is gone, and gives how often it answered.
func askOn(client *http.Client, base string, keys []*guarded, random *mathrand.Rand) (n int, err error) {
	for ; err == nil; n++ {
		g := keys[random.IntN(len(keys))]
		err = g.ask(client, base, g.someSecret())
	}
	return n, err
}

// someSecret is any that it ever had.
func (g *guarded) someSecret() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	for secret := range g.allowed { // in any order
		return secret
	}
	return ""
}

// crashWithGate kills the program while keys are changed and asked about. No verdict is older than an acknowledgement, and
// what was acknowledged holds at the gate of the next process: no change is lost, and no dead key lives.
func crashWithGate(t *testing.T, binary string, seed int) {
	data := filepath.Join(t.TempDir(), "data")
	keys, link := fillGuarded(t, data, gateWorkers*keysAWorker)
	p := startProcess(t, binary, data)
	changers := newChangers(t, p.base, link, keys, uint64(seed))
	asker := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: gateAskers}}
	t.Cleanup(asker.CloseIdleConnections)
	random := mathrand.New(mathrand.NewPCG(uint64(seed), 1<<35))
	var mu sync.Mutex
	asked, lost := 0, 0
	fail := func(err error) {
		if wrong, is := err.(wrongAnswer); is {
			t.Error(wrong.said)
		}
	}
	for round := range gateCrashes {
		var busy sync.WaitGroup
		for _, c := range changers {
			c.base = p.base
			busy.Go(func() { fail(c.work()) })
		}
		for i := range gateAskers {
			busy.Go(func() {
				n, err := askOn(asker, p.gate, keys, mathrand.New(mathrand.NewPCG(uint64(seed+round), uint64(i))))
				fail(err)
				mu.Lock()
				defer mu.Unlock()
				asked += n
			})
		}
		<-time.After(gateCrashMin + time.Duration(random.IntN(200_000))*time.Microsecond)
		p.kill(t)
		busy.Wait()
		p = startProcess(t, binary, data)
		verdictOf(t, p.gate+readPath, "none") // the gate knows all keys
		for _, g := range keys {
			for secret := range g.allowed {
				if err := g.ask(asker, p.gate, secret); err != nil {
					t.Errorf("after a crash: %v", err)
				}
			}
			if g.lost {
				lost++
			}
		}
		if t.Failed() {
			t.Fatalf("that was round %d with SEED=%d", round+1, seed)
		}
		keys = slices.DeleteFunc(slices.Clone(keys), func(g *guarded) bool { return g.lost })
	}
	done := 0
	for _, c := range changers {
		done += c.done
	}
	if t.Logf("%d changes were acknowledged, %d got no answer, beside %d requests", done, lost, asked); done == 0 || lost == 0 || asked == 0 {
		t.Error("nothing of one of these says nothing about it")
	}
}

// newChangers share the keys out, and are signed in by a link.
func newChangers(t *testing.T, base, link string, keys []*guarded, seed uint64) (all []*changer) {
	t.Helper()
	c := newClient(t)
	if status, _ := c.submit(t, base+link, url.Values{}); status != http.StatusOK {
		t.Fatalf("signing in leads to %d", status)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: gateWorkers}
	t.Cleanup(transport.CloseIdleConnections)
	c.http.Transport = transport
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for i := 0; len(keys) > 0; i++ {
		n := min(keysAWorker, len(keys))
		all = append(all, &changer{tab: tab{c.http, base}, random: mathrand.New(mathrand.NewPCG(seed, uint64(i))), keys: keys[:n]})
		keys = keys[n:]
	}
	return all
}
