package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/web/fault"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"
)

// cookieStore is our [sessions.Store]: the cookie holds a random token, the database its digest and
// whose session it is. So a session ends where it is kept, not where it is presented.
//
// Rows are begun by the Store calls that sign somebody in, which use up a link or check a password in
// the same transaction; Save writes the cookie of such a session, or ends it.
type cookieStore struct{ server *Server }

// The values of a session.
const (
	sessionValue = "session" // the row that was found
	callValue    = "call"    // the request that ends it
)

// Get is the request's session; it is looked up once a request.
func (s *cookieStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New looks the cookie's session up. Without a living one it is new.
func (s *cookieStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: s.server.Secure, SameSite: http.SameSiteLaxMode}
	session.IsNew = true
	cookie, err := r.Cookie(name)
	if err != nil {
		return session, nil
	}
	session.ID = cookie.Value
	row, err := s.server.Store.Session(r.Context(), digestOf(cookie.Value), s.server.Now())
	switch {
	case errors.Is(err, store.ErrNotFound):
		return session, nil
	case err != nil:
		return session, fmt.Errorf("look up the session: %w", err)
	}
	session.IsNew = false
	session.Values[sessionValue] = row
	return session, nil
}

// Save writes the session's cookie. With a negative MaxAge it ends the session first.
func (s *cookieStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if session.Options.MaxAge < 0 {
		if err := s.end(r.Context(), session); err != nil {
			return err
		}
		session.ID = ""
	}
	http.SetCookie(w, sessions.NewCookie(session.Name(), session.ID, session.Options))
	return nil
}

func (s *cookieStore) end(ctx context.Context, session *sessions.Session) error {
	if session.IsNew {
		return nil
	}
	by, _ := session.Values[callValue].(store.Call)
	if err := s.server.Store.EndSession(ctx, by, digestOf(session.ID)); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}

// cookieName says by its prefix that the browser took the cookie over https, for this host alone.
func (s *Server) cookieName() string {
	if s.Secure {
		return "__Host-chatelaine"
	}
	return "chatelaine"
}

// digestOf is what is kept of a token.
func digestOf(token string) store.Digest { return sha256.Sum256([]byte(token)) }

// needAccount lets only signed-in people pass.
func (s *Server) needAccount(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		session, err := s.cookies.Get(c.Request(), s.cookieName())
		if err != nil {
			return err
		}
		row, living := session.Values[sessionValue].(store.Session)
		if !living {
			return fault.ErrNoSession
		}
		aboutOf(c).session = row
		s.prefer(c, row.Preferences)
		return next(c)
	}
}

// whoever is the session of somebody who needn't be signed in; zero: they aren't. The answer is as they like it.
func (s *Server) whoever(c echo.Context) (store.Session, error) {
	session, err := s.cookies.Get(c.Request(), s.cookieName())
	if err != nil {
		return store.Session{}, err
	}
	row, living := session.Values[sessionValue].(store.Session)
	if living {
		aboutOf(c).session = row
		s.prefer(c, row.Preferences)
	}
	return row, nil
}

// needMembership finds the organization in the address. Whoever is no member of it learns nothing.
func (s *Server) needMembership(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		a := aboutOf(c)
		if c.Param("organization") == "" { // to the store that is none in particular
			return store.ErrNotFound
		}
		portal, err := s.Store.Portal(c.Request().Context(), a.session.Account, c.Param("organization"))
		if err != nil {
			return err
		}
		a.portal = portal
		if a.at.Sub(portal.Seen) >= time.Minute {
			if err := s.Store.NoteSeen(c.Request().Context(), actor(c), a.at); err != nil {
				return err
			}
		}
		return next(c)
	}
}

// newSession prepares a session, and gives the token for its cookie.
func (s *Server) newSession(c echo.Context, account store.AccountID) (store.NewSession, string, error) {
	token, err := keystring.Random(s.Rand, keystring.TokenLength)
	if err != nil {
		return store.NewSession{}, "", fmt.Errorf("make a session token: %w", err)
	}
	name, err := keystring.NewID(s.Rand)
	if err != nil {
		return store.NewSession{}, "", fmt.Errorf("name the session: %w", err)
	}
	session := store.NewSession{
		Token: digestOf(token), Name: name, Account: account,
		Browser: browserOf(c.Request().UserAgent()), Network: network(c.RealIP(), 24, 48),
	}
	if old, err := c.Cookie(s.cookieName()); err == nil {
		session.Replaces = digestOf(old.Value)
	}
	return session, token, nil
}

// welcome gives the browser the cookie of a session that was begun for an account, and leads on.
func (s *Server) welcome(c echo.Context, account store.AccountID, token, next string) error {
	if err := s.giveCookie(c, token); err != nil {
		return err
	}
	if err := s.know(c, account); err != nil {
		return err
	}
	return seeOther(c, localPath(next))
}

// giveCookie gives the browser the cookie of a session.
func (s *Server) giveCookie(c echo.Context, token string) error {
	session, err := s.cookies.Get(c.Request(), s.cookieName())
	if err != nil {
		return err
	}
	session.ID = token
	if err := session.Save(c.Request(), c.Response()); err != nil {
		return fmt.Errorf("write the session's cookie: %w", err)
	}
	return nil
}
