package web

import (
	"fmt"
	"io"
	"net/http"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"
	"chatelaine/web/password"

	"github.com/labstack/echo/v4"
)

// NewLink makes the token of a one-time link, and the digest by which the store knows it.
func NewLink(rand io.Reader, purpose store.LinkPurpose) (token string, digest store.Digest, err error) {
	prefix := map[store.LinkPurpose]string{
		store.LinkSetUp: keystring.PrefixSetUp, store.LinkSignIn: keystring.PrefixSignIn, store.LinkReset: keystring.PrefixReset,
	}[purpose]
	if token, err = keystring.NewToken(rand, prefix); err != nil {
		return "", store.Digest{}, fmt.Errorf("make a %s link: %w", purpose, err)
	}
	return token, digestOf(token), nil
}

// LinkPath is where a one-time link leads, without the portal's own address.
func LinkPath(purpose store.LinkPurpose, token string) string {
	switch purpose {
	case store.LinkSetUp:
		return "/set-up/" + token
	case store.LinkReset:
		return "/reset/" + token
	}
	return "/sign-in/" + token
}

// link looks at the link of the address without using it up.
func (s *Server) link(c echo.Context, purpose store.LinkPurpose) (store.Link, store.Digest, error) {
	token := digestOf(c.Param("token"))
	link, err := s.Store.Link(c.Request().Context(), purpose, token, aboutOf(c).at)
	return link, token, err
}

// signInLinkForm shows what the link does. Looking doesn't use it up: a preview of the address, or a
// proxy that follows links, must not.
func (s *Server) signInLinkForm(c echo.Context) error {
	link, _, err := s.link(c, store.LinkSignIn)
	if err != nil {
		return err
	}
	return renderPage(c, http.StatusOK, views.SignInByLinkPage(views.SignInByLink{
		Action: LinkPath(store.LinkSignIn, c.Param("token")), Name: link.Account.Name, Email: link.Account.Email,
	}))
}

// signInByLink uses the link up.
func (s *Server) signInByLink(c echo.Context) error {
	if _, err := parseForm(c); err != nil {
		return err
	}
	link, token, err := s.link(c, store.LinkSignIn)
	if err != nil {
		return err
	}
	session, cookie, err := s.newSession(c, link.Account.ID)
	if err != nil {
		return err
	}
	if err := s.Store.SignInByLink(c.Request().Context(), call(c), token, session); err != nil {
		return err
	}
	return s.welcome(c, link.Account.ID, cookie, "/")
}

// resetForm asks for a new password.
func (s *Server) resetForm(c echo.Context) error {
	link, _, err := s.link(c, store.LinkReset)
	if err != nil {
		return err
	}
	return renderPage(c, http.StatusOK, views.NewPasswordPage(newPassword(c, link)))
}

func newPassword(c echo.Context, link store.Link) views.NewPassword {
	return views.NewPassword{
		Action: LinkPath(store.LinkReset, c.Param("token")), Name: link.Account.Name, Email: link.Account.Email,
	}
}

// reset sets the password; every session of the account ends.
func (s *Server) reset(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	link, token, err := s.link(c, store.LinkReset)
	if err != nil {
		return err
	}
	about, err := s.knownOf(c, link.Account)
	if err != nil {
		return err
	}
	hash, err := s.hashPassword(c, f["password"], about...)
	if err == nil {
		err = s.Store.ResetPassword(c.Request().Context(), call(c), token, hash)
	}
	if err == nil {
		return seeOther(c, "/sign-in?after=reset")
	}
	p := newPassword(c, link)
	if p.Mistakes, err = fieldMistake(c, err, map[string]string{"password": words(c, "Password")}); err != nil {
		return err
	}
	return renderPage(c, http.StatusUnprocessableEntity, views.NewPasswordPage(p))
}

// knownOf gives what a guesser of the account's password would try: whose it is, and where they are a member.
func (s *Server) knownOf(c echo.Context, account store.Account) ([]string, error) {
	portal, err := s.Store.Portal(c.Request().Context(), account.ID, "")
	if err != nil {
		return nil, err
	}
	known := []string{account.Name, account.Email}
	for _, m := range portal.Memberships {
		known = append(known, m.Organization.Name)
	}
	return known, nil
}

// checkNewPassword holds a new password against the rules. about are words that it may not be built
// from, besides the product's and the host's.
func (s *Server) checkNewPassword(c echo.Context, plain string, about ...string) error {
	return password.Check(plain, append(about, "chatelaine", c.Request().Host)...)
}

// hashPassword checks a new password and hashes it.
func (s *Server) hashPassword(c echo.Context, plain string, about ...string) (string, error) {
	if err := s.checkNewPassword(c, plain, about...); err != nil {
		return "", err
	}
	return s.Passwords.Hash(c.Request().Context(), s.Rand, password.Normalize(plain))
}
