package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"chatelaine/store"
	"chatelaine/views"
	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// fail is the one place that answers for an error: with a page, or with a window for a part of one.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed { // too late for another answer
		aboutOf(c).broken = true
		if c.Request().Context().Err() == nil { // nobody's fault: the browser went away
			aboutOf(c).cause = err
		}
		return
	}
	if errors.Is(err, fault.ErrNoSession) {
		s.toSignIn(c)
		return
	}
	found := faultOf(c, err)
	if found.Ours() {
		aboutOf(c).cause = err
	}
	var throttled *store.ThrottledError
	if errors.As(err, &throttled) && throttled.Wait > 0 {
		found.RetryAfter = retrySeconds(throttled.Wait)
	}
	if found.RetryAfter > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(found.RetryAfter))
	}
	err = s.renderProblem(c, found.Status, s.problem(c, err, found))
	switch {
	case errors.Is(err, context.Canceled): // nobody is there to read it
		_ = c.NoContent(fault.Of(err).Status)
	case err != nil:
		aboutOf(c).cause = err
		_ = c.NoContent(http.StatusInternalServerError)
	}
}

// faultOf also knows the errors of the router.
func faultOf(c echo.Context, err error) fault.Fault {
	var routing *echo.HTTPError
	if errors.As(err, &routing) {
		switch routing.Code {
		case http.StatusNotFound:
			return fault.Of(store.ErrNotFound)
		case http.StatusMethodNotAllowed:
			h := c.Response().Header() // the router offers OPTIONS, which checkMethod refuses
			h.Set(echo.HeaderAllow, strings.TrimPrefix(h.Get(echo.HeaderAllow), "OPTIONS, "))
			return fault.Of(fault.ErrNoMethod)
		}
	}
	return fault.Of(err)
}

// problem puts a fault into words; a key that is gone is still named.
func (s *Server) problem(c echo.Context, err error, f fault.Fault) views.Problem {
	somebody, lost := s.whoever(c)
	p := views.Problem{Title: words(c, f.Title), Words: words(c, f.Words), Link: "/", Label: words(c, "To your API keys")}
	if f.Ours() {
		p.Reference = aboutOf(c).id
	}
	if lost != nil || somebody.Account == "" {
		p.Link, p.Label = "/sign-in", words(c, "Sign in")
	}
	deleted, gone := deletedKey(err)
	switch {
	case aboutOf(c).some:
		p = someResourcesProblem(c, err, p)
	case aboutOf(c).bulk:
		p = selectionProblem(c, err, p)
	case gone:
		p = views.DeletedKey(c.Request().Context(), *deleted, aboutOf(c).at, current(c).Zone)
		p.Link, p.Gone = views.KeysAddress(current(c).Slug), c.Param("key")
	case ofOneself(c, somebody.Account, err):
		p = oneselfProblem(c, p)
	case c.Param("group") != "" && current(c).Slug != "" && errors.Is(err, store.ErrNotFound):
		p = groupProblem(c, p)
	case c.Param("resource") != "" && current(c).Slug != "" && errors.Is(err, store.ErrNotFound):
		p = resourceProblem(c, p)
	}
	if gone {
		changed(c)
	}
	return p
}

func (s *Server) renderProblem(c echo.Context, status int, p views.Problem) error {
	if wantsPart(c) {
		c.Response().Header().Set("HX-Retarget", "#modal")
		c.Response().Header().Set("HX-Reswap", "innerHTML")
	}
	page := views.ProblemPage(p)
	if aboutOf(c).portal.Current.Organization.Slug != "" {
		page = views.ProblemInFrame(shell(c, p.Title), p)
	}
	return render(c, status, page, views.ProblemWindow(p))
}

// toSignIn leads somebody without a living session to the sign-in page, and back afterwards. A part of
// a page can't be answered with another page, so htmx is told to go there.
func (s *Server) toSignIn(c echo.Context) {
	r := c.Request()
	next := ""
	switch {
	case wantsPart(c):
		if here, err := url.Parse(r.Header.Get("HX-Current-URL")); err == nil {
			next = here.RequestURI()
		}
	case r.Method == http.MethodGet:
		next = r.URL.RequestURI()
	}
	query := url.Values{}
	if next = localPath(next); next != "/" {
		query.Set("next", next)
	}
	if r.Method == http.MethodPost {
		query.Set("after", "unsent")
	}
	address := "/sign-in"
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	if wantsPart(c) {
		c.Response().Header().Set("HX-Redirect", address)
		c.Response().Header().Add("Vary", "HX-Request-Type")
		_ = c.NoContent(http.StatusUnauthorized)
		return
	}
	_ = seeOther(c, address)
}
