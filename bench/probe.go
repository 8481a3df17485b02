package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
)

// round asks every stand once for all that a question asks. The first time it learns what there is; later it measures.
// Handler, HTTP and yardstick change places each time, so that none always finds the caches as another one left them.
func (t takings) round(ctx context.Context, round int, q question, stands []*stand) error {
	for i, a := range q.asks {
		for size, s := range stands {
			if round == 0 && q.kind != KindCount {
				if err := s.learn(ctx, a); err != nil {
					return fmt.Errorf("%+v of %d keys: %w", a, s.keys, err)
				}
			}
			probes := [...]func() error{
				func() error { return s.time(&t[size].handler[i], func() error { return s.answer(ctx, q, a) }) },
				func() error { return s.overHTTP(ctx, q, a, &t[size].http) },
				func() error { return s.yardstick(ctx, a, &t[size].bare) },
			}
			for n := range probes {
				if err := probes[(n+round)%len(probes)](); err != nil {
					return fmt.Errorf("%+v of %d keys: %w", a, s.keys, err)
				}
			}
		}
		if round == 0 {
			for size := range t { // what warms up doesn't count
				t[size] = taking{handler: make([][]time.Duration, len(q.asks))}
			}
		}
	}
	return nil
}

// time measures what do takes.
func (s *stand) time(took *[]time.Duration, do func() error) error {
	began := s.now()
	err := do()
	*took = append(*took, s.now().Sub(began))
	return err
}

// answer asks the handler, or the store where no address does.
func (s *stand) answer(ctx context.Context, q question, a ask) error {
	if q.kind == KindCount {
		_, err := s.db.KeyChoices(ctx, s.ada, s.at)
		return err
	}
	_, err := s.page(ctx, s.learned[a].address)
	return err
}

// overHTTP asks over loopback and reads the whole answer.
func (s *stand) overHTTP(ctx context.Context, q question, a ask, took *[]time.Duration) error {
	if q.kind == KindCount {
		return nil
	}
	return s.time(took, func() error {
		r, err := s.request(ctx, s.base+s.learned[a].address)
		if err != nil {
			return err
		}
		response, err := s.client.Do(r)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("the answer is %s", response.Status)
		}
		_, err = io.Copy(io.Discard, response.Body)
		return err
	})
}

// yardstick reads the rows of the same page.
func (s *stand) yardstick(ctx context.Context, a ask, took *[]time.Duration) error {
	ids := s.learned[a].ids
	if len(ids) == 0 {
		return nil
	}
	return s.time(took, func() error { return s.bare.read(ctx, ids) })
}

// request is a browser's for a page.
func (s *stand) request(ctx context.Context, address string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.AddCookie(s.cookie)
	r.Header.Set("Accept-Encoding", "gzip")
	return r, nil
}

// recorder keeps what the handler answers.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header, WriteHeader and Write are an [http.ResponseWriter]'s.
func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// page asks the handler for a page.
func (s *stand) page(ctx context.Context, address string) (*recorder, error) {
	r, err := s.request(ctx, s.base+address)
	if err != nil {
		return nil, err
	}
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	s.handler.ServeHTTP(w, r)
	if w.status != http.StatusOK {
		return nil, fmt.Errorf("the answer is %d", w.status)
	}
	return w, nil
}

var (
	keyHref   = regexp.MustCompile(`(?:/keys/|[?&;]key=)([0-9A-Za-z]{12})\b`)
	afterHref = regexp.MustCompile(`id="next"[^>]*[?&;]after=([^"&]+)`)
)

// learn finds the address out, and which keys are on its page.
func (s *stand) learn(ctx context.Context, a ask) error {
	if a.place == board {
		s.learned[a] = learned{address: "/o/" + sample.MeridianSlug + "/dashboard"}
		return nil
	}
	query, err := url.ParseQuery(a.query)
	if err != nil {
		return err
	}
	query.Set("sort", a.order)
	sort, _ := store.ParseKeySort(a.order)
	switch place := store.CursorOf(s.middle, sort, s.at).String(); a.place {
	case far:
		query.Set("after", place)
	case back:
		query.Set("before", place)
	case second:
		text, err := s.text(ctx, s.address(query))
		if err != nil {
			return err
		}
		if next := afterHref.FindStringSubmatch(text); next != nil {
			query.Set("after", html.UnescapeString(next[1]))
		}
	}
	here := learned{address: s.address(query)}
	text, err := s.text(ctx, here.address)
	if err != nil {
		return err
	}
	for _, found := range keyHref.FindAllStringSubmatch(text, -1) {
		if id := any(found[1]); !slices.Contains(here.ids, id) {
			here.ids = append(here.ids, id)
		}
	}
	s.learned[a] = here
	return nil
}

// text is a page's HTML.
func (s *stand) text(ctx context.Context, address string) (string, error) {
	page, err := s.page(ctx, address)
	if err != nil {
		return "", err
	}
	unpacked, err := gzip.NewReader(&page.body)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(unpacked)
	return string(text), err
}
