package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// invitationLink looks at the invitation of the address for whoever is signed in, without using it up. The answer is in the
// language of who is invited, unless they have an account, which has its own.
func (s *Server) invitationLink(c echo.Context) (link store.InvitationLink, token store.Digest, err error) {
	session, err := s.whoever(c)
	if err != nil {
		return link, token, err
	}
	token = digestOf(c.Param("token"))
	link, err = s.Store.InvitationByLink(c.Request().Context(), token, session.Account, aboutOf(c).at)
	language := link.Language
	var dead *store.InvitationError
	if errors.As(err, &dead) {
		language = dead.Link.Language
	}
	if session.Account == "" && language != store.LanguageOfBrowser {
		s.prefer(c, store.Preferences{Language: language})
	}
	return link, token, err
}

// acceptForm shows what the link does. Looking doesn't use it up.
func (s *Server) acceptForm(c echo.Context) error {
	link, _, err := s.invitationLink(c)
	if err != nil {
		return s.notAccepted(c, err)
	}
	return renderPage(c, http.StatusOK, views.AcceptPage(views.NewAccept(c.Request().Context(), link, c.Request().URL.Path)))
}

// notAccepted says why an invitation can't be accepted.
func (s *Server) notAccepted(c echo.Context, err error) error {
	var dead *store.InvitationError
	if !errors.As(err, &dead) {
		return err
	}
	status := http.StatusGone
	person := store.Account{}
	switch dead.State {
	case store.InvitationSignIn:
		status = http.StatusOK
	case store.InvitationMember:
		status = http.StatusConflict
	case store.InvitationOther:
		status = http.StatusForbidden
		portal, err := s.Store.Portal(c.Request().Context(), aboutOf(c).session.Account, "")
		if err != nil {
			return err
		}
		person = portal.Account
	}
	if c.Request().Method == http.MethodPost && status == http.StatusOK {
		status = http.StatusConflict
	}
	signIn := "/sign-in?" + url.Values{"next": {c.Request().URL.Path}}.Encode()
	return renderPage(c, status, views.ProblemPage(views.NewDeadInvitation(c.Request().Context(), *dead, person, signIn)))
}

// acceptInvitation makes whoever is signed in a member, or a new account, which is signed in then.
func (s *Server) acceptInvitation(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	link, token, err := s.invitationLink(c)
	if err != nil {
		return s.notAccepted(c, err)
	}
	by, cookie, problem := store.Acceptance{}, "", error(nil)
	if link.Account.ID == "" {
		if by, cookie, problem = s.newRecipient(c, f, link); problem != nil {
			return s.acceptAgain(c, f, link, problem)
		}
	}
	joined, err := s.Store.AcceptInvitation(c.Request().Context(), call(c), token, by)
	if err != nil {
		return s.notAccepted(c, err)
	}
	next := views.KeysAddress(joined.Slug)
	if cookie == "" {
		return seeOther(c, next)
	}
	return s.welcome(c, by.Account.ID, cookie, next)
}

// newRecipient prepares the account that an invitation makes, and its session. All that is wrong comes as one error.
func (s *Server) newRecipient(c echo.Context, f form, link store.InvitationLink) (by store.Acceptance, cookie string, err error) {
	name, wrong := store.CleanName("name", f["name"])
	about := []string{link.Organization.Name, name, link.Email}
	if err := errors.Join(wrong, s.checkNewPassword(c, f["password"], about...)); err != nil {
		return by, "", err
	}
	by.Account = store.NewAccount{Name: name, Email: link.Email}
	if by.Account.PasswordHash, err = s.hashPassword(c, f["password"], about...); err != nil {
		return by, "", err
	}
	id, err := keystring.NewID(s.Rand)
	if err != nil {
		return by, "", err
	}
	by.Account.ID = store.AccountID(id)
	by.Session, cookie, err = s.newSession(c, by.Account.ID)
	return by, cookie, err
}

// acceptAgain shows the form with what was typed, but for the password, and all that is wrong with it.
func (s *Server) acceptAgain(c echo.Context, f form, link store.InvitationLink, problem error) error {
	labels := map[string]string{"name": words(c, "Your name"), "password": words(c, "Password")}
	p := views.NewAccept(c.Request().Context(), link, c.Request().URL.Path)
	p.Typed, p.Mistakes = f.shown("name"), views.Mistakes{}
	for _, err := range split(problem) {
		mistakes, err := fieldMistake(c, err, labels)
		if err != nil {
			return cmp.Or(err, problem)
		}
		for field, mistake := range mistakes {
			p.Mistakes[field] = mistake
		}
	}
	return renderPage(c, http.StatusUnprocessableEntity, views.AcceptPage(p))
}

// split are the errors that were joined to one.
func split(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
