package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"
)

// The shapes of what workers read in pages.
var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`)
	firstGroup  = regexp.MustCompile(`name="groups" value="(\w+)"`)
	pageTitle   = regexp.MustCompile(`<title>[^<]*`)
	shownSecret = regexp.MustCompile(`chk_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}`)
)

// tab is a signed-in browser's tab. Unlike a client's, its requests may fail, and it follows no redirect.
type tab struct {
	http *http.Client
	base string
}

// send makes a request, a GET without a form, and reads its answer to the end. An error means that it didn't come whole.
func (b tab) send(path string, form url.Values) (status int, page string, err error) {
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(context.Background(), method, b.base+path, body)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", b.base)
	response, err := b.http.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	return response.StatusCode, string(read), err
}

// keysPath is the address of a key's page, or of something below it.
func keysPath(id store.KeyID, below string) string { return meridianPath + "/" + string(id) + below }

// worker is one client under load: it makes, confirms and deletes keys, one request after the other.
type worker struct {
	tab
	t       *testing.T
	name    string
	random  *rand.Rand
	mine    []*entry // those that it may delete
	begun   []*entry // those that it made or deleted since it went to work, each once
	added   []*entry // those of begun that are new
	journal *journal
	count   int // of the keys that it has named
}

// crew are the workers of a portal.
type crew []*worker

// newCrew shares the journal's keys out among n workers that are signed in by a link. Its seed decides what they do.
func newCrew(t *testing.T, j *journal, n int, base, link string, seed uint64) crew {
	t.Helper()
	c := newClient(t)
	if status, _ := c.submit(t, base+link, url.Values{}); status != http.StatusOK {
		t.Fatalf("signing in leads to %d", status)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: n}
	t.Cleanup(transport.CloseIdleConnections)
	c.http.Transport = transport
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	all := make(crew, n)
	for i := range all {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		all[i] = &worker{tab: tab{c.http, base}, t: t, name: fmt.Sprintf("Worker %d", i), random: random, journal: j}
	}
	for i, e := range j.entries {
		w := all[i%n]
		w.mine = append(w.mine, e)
	}
	return all
}

// moveTo tells the workers where the portal is now.
func (c crew) moveTo(base string) {
	for _, w := range c {
		w.base = base
	}
}

// work sets the workers to work until stop is closed or a request fails, whichever comes first. The function that it
// returns waits for them, writes the journal up, and gives the errors of requests that failed.
func (c crew) work(stop <-chan struct{}) (wait func() []error) {
	errs := make([]error, len(c))
	var working sync.WaitGroup
	for i, w := range c {
		w.begun, w.added = nil, nil
		working.Go(func() { errs[i] = w.work(stop) })
	}
	return func() []error {
		working.Wait()
		for _, w := range c {
			w.journal.entries = append(w.journal.entries, w.added...)
		}
		return errs
	}
}

func (w *worker) work(stop <-chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		var err error
		if w.random.IntN(2) == 0 || len(w.mine) == 0 {
			err = w.create()
		} else {
			err = w.delete()
		}
		if err != nil {
			return err
		}
	}
}

// want notes an answer that nothing explains; then the worker goes home.
func (w *worker) want(what string, got, want int, page string) error {
	if got == want {
		return nil
	}
	w.t.Errorf("%s, %s: the status is %d, not %d: %s", w.name, what, got, want, pageTitle.FindString(page))
	return fmt.Errorf("%s: status %d", what, got)
}

// fields opens a page and gives its form's hidden fields, and the first of the groups that can be ticked there.
func (w *worker) fields(path string) (url.Values, error) {
	status, page, err := w.send(path, nil)
	if err == nil {
		err = w.want(path, status, http.StatusOK, page)
	}
	fields := url.Values{}
	for _, found := range hiddenField.FindAllStringSubmatch(page, -1) {
		fields.Set(found[1], html.UnescapeString(found[2]))
	}
	if found := firstGroup.FindStringSubmatch(page); found != nil {
		fields.Set("groups", found[1])
	}
	return fields, err
}

// ask sends a form that changes something, and notes how far that came. Of a portal that takes no connections any more,
// nothing was asked.
func (w *worker) ask(came *step, what, path string, form url.Values, want int) (page string, err error) {
	*came = asked
	status, page, err := w.send(path, form)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		*came = untried
	case err == nil:
		err = w.want(what, status, want, page)
	}
	return page, err
}

// create adds a key, and confirms every second one.
func (w *worker) create() error {
	form, err := w.fields(meridianPath + "/new")
	if err != nil {
		return err
	}
	w.count++
	e := &entry{name: fmt.Sprintf("%s, key %d", w.name, w.count), form: form}
	form.Set("name", e.name)
	form.Set("role", store.RoleUser.String())
	form.Set("expires", store.DateAt(time.Now(), time.UTC).AddDays(30).String())
	w.added, w.begun = append(w.added, e), append(w.begun, e)
	if err := w.reveal(e); err != nil {
		return err
	}
	w.mine = append(w.mine, e)
	if w.random.IntN(2) == 0 {
		return w.confirm(e)
	}
	return nil
}

// reveal sends the form of a new key, and notes what it shows.
func (w *worker) reveal(e *entry) error {
	page, err := w.ask(&e.made, "create "+e.name, meridianPath, e.form, http.StatusOK)
	if err != nil {
		return err
	}
	key, err := keystring.Parse(shownSecret.FindString(page))
	if err != nil {
		w.t.Errorf("create %s: the answer shows no secret (%v): %s", e.name, err, pageTitle.FindString(page))
		return err
	}
	e.id, e.digest, e.made = store.KeyID(key.ID()), key.Sum(), done
	return nil
}

func (w *worker) confirm(e *entry) error {
	_, err := w.ask(&e.confirm, "confirm "+e.name, keysPath(e.id, "/confirm"), url.Values{"stored": {"yes"}}, http.StatusSeeOther)
	if err == nil {
		e.confirm = done
	}
	return err
}

// delete deletes one of the worker's keys, by a plan if it owns something.
func (w *worker) delete() error {
	at := w.random.IntN(len(w.mine))
	e, path := w.mine[at], "/delete"
	if e.property != nil {
		e.choice = w.choose()
		path += "/plan?" + url.Values{
			"choice": {string(e.choice.Kind)}, "to": {string(e.choice.Successor)}, "typed": {views.TypedToDestroy(context.Background(), destroyedWithKey)},
		}.Encode()
	}
	var err error
	if e.plan, err = w.fields(keysPath(e.id, path)); err != nil {
		return err
	}
	w.mine = slices.Delete(w.mine, at, at+1)
	if !slices.Contains(w.begun, e) {
		w.begun = append(w.begun, e)
	}
	_, err = w.ask(&e.deleted, "delete "+e.name, keysPath(e.id, "/delete"), e.plan, http.StatusSeeOther)
	if err == nil {
		e.deleted = done
	}
	return err
}

func (w *worker) choose() store.Choice {
	if w.random.IntN(2) == 0 {
		return store.Choice{Kind: store.ChoiceDestroy}
	}
	heirs := w.journal.successors
	return store.Choice{Kind: store.ChoiceTransfer, Successor: heirs[w.random.IntN(len(heirs))]}
}
