package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"

	"github.com/labstack/echo/v4"
)

// about is what is known of a request on its way; middleware fills it in.
type about struct {
	id       string // on the page of an error, in the log and in events
	nonce    string // of the content security policy
	at       time.Time
	session  store.Session
	portal   store.Portal
	bulk     bool // it is about keys that were selected: so many
	changes  bool // likewise, and they are to be changed
	selected int
	some     bool  // it is about resources that were selected
	cause    error // what the log is told of a failure of ours
	broken   bool  // the answer failed after it had begun
}

const aboutKey = "about"

func aboutOf(c echo.Context) *about {
	a, _ := c.Get(aboutKey).(*about)
	if a == nil {
		a = &about{}
		c.Set(aboutKey, a)
	}
	return a
}

// identify gives the request its id, its instant, and the nonce of its scripts.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		a := aboutOf(c)
		a.at = s.Now()
		var err error
		if a.id, err = keystring.NewID(s.Rand); err != nil {
			return fmt.Errorf("name the request: %w", err)
		}
		if a.nonce, err = keystring.Random(s.Rand, 22); err != nil { // 131 bits
			return fmt.Errorf("make a script nonce: %w", err)
		}
		return next(c)
	}
}

// logRequest writes one line a request: the route's template, never the address, which can hold a
// token, and no query. An answer that broke off is cut, so that nobody takes it for a whole one.
func (s *Server) logRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := next(c); err != nil {
			c.Error(err)
		}
		a := aboutOf(c)
		attributes := []any{
			slog.String("request", a.id), slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.Int("status", c.Response().Status), slog.Duration("took", s.Now().Sub(a.at)),
			slog.String("address", c.RealIP()), slog.String("session", a.session.Name),
		}
		if a.cause != nil {
			s.Log.Error("request failed", append(attributes, slog.String("error", a.cause.Error()))...)
		} else {
			s.Log.Info("request", attributes...)
		}
		if a.broken {
			panic(http.ErrAbortHandler)
		}
		return nil
	}
}

// recoverPanic turns a panic into an error. Its value isn't logged: it could hold what was sent.
func (s *Server) recoverPanic(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if r := recover(); r != nil {
				if r == http.ErrAbortHandler {
					panic(r)
				}
				stack := make([]uintptr, 16)
				err = fmt.Errorf("panic (%T) at %s", r, where(stack[:runtime.Callers(3, stack)]))
			}
		}()
		return next(c)
	}
}

// where names the functions and lines of a stack, without arguments.
func where(stack []uintptr) string {
	var text string
	frames := runtime.CallersFrames(stack)
	for {
		frame, more := frames.Next()
		text += fmt.Sprintf("%s:%d ", frame.Function, frame.Line)
		if !more {
			return text
		}
	}
}

// actor is who asks, in the organization of the address.
func actor(c echo.Context) store.Actor {
	a := aboutOf(c)
	return store.Actor{Kind: store.ActorMember, ID: a.session.Account.Principal(), Org: a.portal.Current.Organization.Org}
}

// call is who asks, when, and by which request.
func call(c echo.Context) store.Call {
	a := aboutOf(c)
	by := actor(c)
	if by.ID == "" {
		by = store.Actor{}
	}
	return store.Call{Actor: by, At: a.at, Request: store.Request{ID: a.id, Address: c.RealIP(), Session: a.session.Name}}
}

// current is the organization in the address.
func current(c echo.Context) store.Organization { return aboutOf(c).portal.Current.Organization }

// health answers whether the process serves requests.
func (s *Server) health(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderContentType, "application/json; charset=utf-8")
	return c.String(http.StatusOK, `{"status":"ok"}`)
}
