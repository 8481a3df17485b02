package web

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"chatelaine/store"
	"chatelaine/views"
	"chatelaine/web/password"

	"github.com/labstack/echo/v4"
)

// errTooManyAddresses says that somebody tried so many addresses that the next one isn't looked at.
var errTooManyAddresses = errors.New("too many addresses were tried")

// errNotPresent says that what was typed as the present password isn't it.
var errNotPresent = errors.New("this is not the present password")

// renameAccount gives the person another name.
func (s *Server) renameAccount(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if err := s.Store.RenameAccount(c.Request().Context(), ownCall(c), f["name"]); err != nil {
		return s.ownRefused(c, views.OwnName, f, err)
	}
	return s.ownDone(c, views.OwnName, cameFrom(f), ownSaid(c, views.OwnName))
}

// changeEmail gives the person another address to sign in with. Whether it is free can be seen by whether they get it: so a
// try of another address counts, whatever comes of it.
func (s *Server) changeEmail(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if err := s.setEmail(c, f["present"], f["email"]); err != nil {
		return s.ownRefused(c, views.OwnEmail, f, err)
	}
	return s.ownDone(c, views.OwnEmail, cameFrom(f), ownSaid(c, views.OwnEmail))
}

func (s *Server) setEmail(c echo.Context, present, email string) error {
	email, err := store.CleanEmail(email)
	if err != nil {
		return err
	}
	found, err := s.checkPresent(c, present)
	if err != nil {
		return err
	}
	if email != found.Account.Email {
		account := found.Account.ID
		try := store.Guess{Bucket: store.BucketOfAddresses(account), Network: networkBucket(c)} // nobody's password
		if _, err := s.Store.CountGuess(c.Request().Context(), call(c), try); err != nil {
			return errors.Join(errTooManyAddresses, err)
		}
	}
	return s.Store.ChangeEmail(c.Request().Context(), ownCall(c), email, found.PasswordHash)
}

// changePassword sets another password. The new one is looked at first: who has to choose again hasn't made a guess.
func (s *Server) changePassword(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if err := s.setPassword(c, f["present"], f["password"]); err != nil {
		return s.ownRefused(c, views.OwnPassword, f, err)
	}
	return s.ownDone(c, views.OwnPassword, cameFrom(f), ownSaid(c, views.OwnPassword))
}

func (s *Server) setPassword(c echo.Context, present, fresh string) error {
	ctx := c.Request().Context()
	own, err := s.Store.OwnAccount(ctx, ownCall(c).Actor, aboutOf(c).at)
	if err != nil {
		return err
	}
	about, err := s.knownOf(c, own.Account)
	if err != nil {
		return err
	}
	if err := s.checkNewPassword(c, fresh, about...); err != nil {
		return err
	}
	if password.Normalize(fresh) == password.Normalize(present) {
		return &store.InvalidError{Field: "password", Problem: store.ProblemSame, Accepted: "another one"}
	}
	found, err := s.checkPresent(c, present)
	if err != nil {
		return err
	}
	hash, err := s.hashPassword(c, fresh, about...)
	if err != nil {
		return err
	}
	session, token, err := s.newSession(c, own.Account.ID)
	if err != nil {
		return err
	}
	to := store.NewPassword{Checked: found.PasswordHash, Hash: hash, Token: session.Token}
	if err := s.Store.ChangePassword(ctx, ownCall(c), to); err != nil {
		return err
	}
	return s.giveCookie(c, token)
}

// checkPresent asks for the password that the person has. Errors: errNotPresent; [store.ThrottledError].
func (s *Server) checkPresent(c echo.Context, plain string) (store.Credentials, error) {
	ctx := c.Request().Context()
	own, err := s.Store.OwnAccount(ctx, ownCall(c).Actor, aboutOf(c).at)
	if err != nil {
		return store.Credentials{}, err
	}
	found, err := s.Store.Credentials(ctx, own.Account.Email)
	if err != nil {
		return store.Credentials{}, err
	}
	plain = password.Normalize(plain)
	if plain == "" || found.PasswordHash == "" {
		return store.Credentials{}, errNotPresent
	}
	right, err := s.guessed(c, ownGuess(c), func() (bool, error) { return s.verify(c, found.PasswordHash, plain) })
	if err == nil && !right {
		err = errNotPresent
	}
	return found, err
}

// presentMistake stands beside the field of the present password.
func presentMistake(c echo.Context, section, said string) views.Mistakes {
	return views.Mistakes{"present": {Anchor: section + "-present", Label: words(c, "Present password"), Words: said}}
}

// throttledWords say when the next password is looked at.
func throttledWords(c echo.Context, wait time.Duration) string {
	switch seconds := retrySeconds(wait); {
	case seconds == 0:
		return words(c, "Too many passwords were wrong. Ask the operator of this portal for a link to a new one.")
	case seconds < 60:
		return words(c, "Too many passwords were wrong. Try again in %d seconds.", seconds)
	default:
		return words(c, "Too many passwords were wrong. Try again in %d minutes.", (seconds+59)/60)
	}
}

// addressesWords say when the next address is looked at.
func addressesWords(c echo.Context, wait time.Duration) string {
	switch seconds := retrySeconds(wait); {
	case seconds == 0:
		return words(c, "You tried too many addresses. Try again tomorrow.")
	case seconds < 60:
		return words(c, "You tried too many addresses. Try again in %d seconds.", seconds)
	default:
		return words(c, "You tried too many addresses. Try again in %d minutes.", (seconds+59)/60)
	}
}

// retryAfter is the header of a guess that came too early; one that nobody looks at any more has to wait a day.
func retryAfter(t *store.ThrottledError) string {
	if t.Wait == 0 {
		return strconv.Itoa(24 * 60 * 60)
	}
	return strconv.Itoa(retrySeconds(t.Wait))
}

// setPreferences keeps what the person likes. This browser remembers its share of it, for when nobody is signed in.
func (s *Server) setPreferences(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	p := store.Preferences{Language: store.Language(f["language"]), Theme: store.Theme(f["theme"]), Shortcuts: store.ShortcutsOff}
	if f["shortcuts"] == string(store.ShortcutsOn) {
		p.Shortcuts = store.ShortcutsOn
	}
	if err := s.Store.SetPreferences(c.Request().Context(), ownCall(c), p); err != nil {
		return err
	}
	s.remember(c, themeCookie, themeShown(string(p.Theme)))
	s.remember(c, keysCookie, string(p.Shortcuts))
	return seeOther(c, ownDoneAddress(cameFrom(f), views.OwnPreferences))
}

// remember keeps a browser's own choice for a year.
func (s *Server) remember(c echo.Context, name, value string) {
	c.SetCookie(&http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 60 * 60,
		Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// endOwnSession signs the person out in another browser.
func (s *Server) endOwnSession(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if f["session"] == aboutOf(c).session.Name { // this one is what Sign out is for
		return store.ErrNotFound
	}
	ended, err := s.Store.EndOwnSession(c.Request().Context(), ownCall(c), f["session"])
	if err != nil {
		return err
	}
	done := views.OwnSessions
	if !ended {
		done = ownSessionGone
	}
	return s.ownDoneSo(c, views.OwnSessions, done, cameFrom(f), ownSaid(c, done))
}

// endOtherSessions signs the person out everywhere else.
func (s *Server) endOtherSessions(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	ended, err := s.Store.EndOtherSessions(c.Request().Context(), ownCall(c))
	if err != nil {
		return err
	}
	return s.ownDone(c, views.OwnSessions, cameFrom(f), words(c, "You are signed out in %d other browsers.", ended))
}
