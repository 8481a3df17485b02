package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// relay stands between a browser and a portal. It can hold requests back and lose answers, and keeps what was answered.
type relay struct {
	base string
	mu   sync.Mutex
	lose bool          // answers to forms
	held chan struct{} // closed: forms may pass; nil: they do
	sent int           // forms that reached the portal
	kept bytes.Buffer  // bodies of all answers
}

// startRelay puts a relay before a portal, until the test ends.
func startRelay(t *testing.T, p running) *relay {
	t.Helper()
	to, err := url.Parse(p.base)
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) {
			request.SetURL(to)
			request.Out.Host = request.In.Host
			request.Out.Header.Set("Accept-Encoding", "identity")
		},
		ModifyResponse: r.pass,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.wait(request)
		proxy.ServeHTTP(w, request)
	}))
	t.Cleanup(server.Close)
	r.base = server.URL
	return r
}

// wait lets a form stand until it may pass.
func (r *relay) wait(request *http.Request) {
	if request.Method != http.MethodPost {
		return
	}
	r.mu.Lock()
	held := r.held
	r.mu.Unlock()
	if held != nil {
		<-held
	}
	r.mu.Lock()
	r.sent++
	r.mu.Unlock()
}

var errLost = errors.New("the answer is lost")

// pass keeps an answer's body, and loses the answer where it is told to.
func (r *relay) pass(answer *http.Response) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lose && answer.Request.Method == http.MethodPost {
		return errLost
	}
	if strings.HasPrefix(answer.Request.URL.Path, "/static/") {
		return nil
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body = io.NopCloser(bytes.NewReader(body))
	r.kept.Write(body)
	return err
}

// hold keeps forms from passing until the function that it returns is called.
func (r *relay) hold() (release func()) {
	held := make(chan struct{})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = held
	return func() { close(held) }
}

// losing says whether answers to forms are lost.
func (r *relay) losing(lose bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lose = lose
}

// forms is how many forms have reached the portal.
func (r *relay) forms() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent
}

// forget drops what was kept so far.
func (r *relay) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept.Reset()
}

// answered is the text of all answers since then.
func (r *relay) answered() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.kept.String()
}
