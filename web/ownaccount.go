package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const ownAccountPath = "/account"

// ownSessionGone is what the page is asked to say where there was no session to end.
const ownSessionGone = "session-gone"

// ownAccountRoutes are those of the page about one's own account. It belongs to no organization, and stands in the frame
// of the one that the person came from.
func (s *Server) ownAccountRoutes() []Route {
	return []Route{
		{http.MethodGet, ownAccountPath, signedIn, s.ownAccount},
		{http.MethodPost, ownAccountPath + "/name", signedIn, s.renameAccount},
		{http.MethodPost, ownAccountPath + "/email", signedIn, s.changeEmail},
		{http.MethodPost, ownAccountPath + "/password", signedIn, s.changePassword},
		{http.MethodPost, ownAccountPath + "/preferences", signedIn, s.setPreferences},
		{http.MethodPost, ownAccountPath + "/sessions/end", signedIn, s.endOwnSession},
		{http.MethodPost, ownAccountPath + "/sessions/end-others", signedIn, s.endOtherSessions},
		{http.MethodGet, ownAccountPath + "/leave/:organization", signedIn, s.leaveForm},
		{http.MethodPost, ownAccountPath + "/leave/:organization", signedIn, s.leave},
	}
}

// inOwnAccount tells whether the page is about the person, and not about the organization around it.
func inOwnAccount(c echo.Context) bool { return strings.HasPrefix(c.Path(), ownAccountPath) }

// ownAccount shows the page.
func (s *Server) ownAccount(c echo.Context) error {
	query, err := parseQuery(c)
	if err != nil {
		return err
	}
	facts := views.OwnAccountFacts{From: cameFrom(query), Said: ownSaid(c, query["done"])}
	return s.renderOwn(c, http.StatusOK, facts)
}

// ownSaid says what was done before the page was asked for again.
func ownSaid(c echo.Context, done string) string {
	switch done {
	case views.OwnName:
		return words(c, "Your name is changed.")
	case views.OwnEmail:
		return words(c, "Your e-mail address is changed. Sign in with it from now on.")
	case views.OwnPassword:
		return words(c, "Your password is changed. You are signed out everywhere but here.")
	case views.OwnPreferences:
		return words(c, "Your preferences are saved.")
	case views.OwnSessions:
		return words(c, "You are signed out there.")
	case ownSessionGone:
		return words(c, "That session had ended already.")
	case "left":
		return words(c, "You have left the organization.")
	}
	return ""
}

// renderOwn answers with the page, or with one section of it.
func (s *Server) renderOwn(c echo.Context, status int, f views.OwnAccountFacts) error {
	if err := s.ownFacts(c, &f); err != nil {
		return err
	}
	p := views.NewOwnAccount(c.Request().Context(), f)
	page, part, frame := views.OwnAccountAlone(p), views.OwnSectionAgain(f.Section, p), views.Shell{}
	if aboutOf(c).portal.Current.Role != 0 {
		frame = shell(c, words(c, "Your account"))
		page = views.OwnAccountPage(frame, p)
	}
	if f.Said != "" {
		part = views.OwnSectionDone(f.Section, frame, p)
	}
	if f.Section == "" {
		part = page
	}
	return render(c, status, page, part)
}

// ownFacts reads what the page shows, and which organization is around it.
func (s *Server) ownFacts(c echo.Context, f *views.OwnAccountFacts) (err error) {
	a := aboutOf(c)
	if f.Own, err = s.Store.OwnAccount(c.Request().Context(), ownCall(c).Actor, a.at); err != nil {
		return err
	}
	f.From = frameOf(f.Own, f.From)
	f.Session, f.At, f.Zone = a.session.Name, a.at, time.UTC
	if f.From == "" {
		return nil
	}
	if a.portal, err = s.Store.Portal(c.Request().Context(), a.session.Account, f.From); err != nil {
		return err
	}
	f.Zone = current(c).Zone
	return nil
}

// cameFrom is the short name of the organization that the person came from; empty for what can't be one.
func cameFrom(f form) string {
	slug, err := store.CleanSlug(f["from"])
	if err != nil {
		return ""
	}
	return slug
}

// frameOf is the short name of the organization around the page: the one that is asked for, or the one in which the person
// has the highest role. Empty: they belong to none.
func frameOf(own store.OwnAccount, asked string) string {
	if len(own.Organizations) == 0 {
		return ""
	}
	for _, m := range own.Organizations {
		if m.Organization.Slug == asked {
			return asked
		}
	}
	highest := slices.MaxFunc(own.Organizations, func(a, b store.OwnMembership) int { return cmp.Compare(a.Role, b.Role) })
	return highest.Organization.Slug
}

// ownCall is a call by the person, in no organization.
func ownCall(c echo.Context) store.Call {
	by := call(c)
	by.Actor.Org = 0
	return by
}

// ownDone answers to a section's form that was carried out.
func (s *Server) ownDone(c echo.Context, section, from, said string) error {
	return s.ownDoneSo(c, section, section, from, said)
}

// ownDoneSo is ownDone where the page without scripts is asked to say something else than what the section says.
func (s *Server) ownDoneSo(c echo.Context, section, done, from, said string) error {
	if !wantsPart(c) {
		return seeOther(c, ownDoneAddress(from, done))
	}
	return s.renderOwn(c, http.StatusOK, views.OwnAccountFacts{From: from, Section: section, Said: said})
}

// ownDoneAddress is the page, which says what was done.
func ownDoneAddress(from, done string) string {
	address := views.OwnAccountAddress(from)
	mark := "?"
	if strings.Contains(address, mark) {
		mark = "&"
	}
	return address + mark + "done=" + done
}

// ownRefused shows a section again, with what was typed but for passwords, and what is wrong with it.
func (s *Server) ownRefused(c echo.Context, section string, f form, err error) error {
	status := http.StatusUnprocessableEntity
	facts := views.OwnAccountFacts{From: cameFrom(f), Section: section, Typed: f.allShown()}
	var throttled *store.ThrottledError
	switch {
	case errors.Is(err, errNotPresent):
		facts.Mistakes = presentMistake(c, section, words(c, "This is not your present password."))
	case errors.Is(err, errTooManyAddresses) && errors.As(err, &throttled):
		status = http.StatusTooManyRequests
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter(throttled))
		facts.Mistakes = views.Mistakes{"email": {Anchor: "email", Label: words(c, "Your e-mail address"), Words: addressesWords(c, throttled.Wait)}}
	case errors.As(err, &throttled):
		status = http.StatusTooManyRequests
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter(throttled))
		facts.Mistakes = presentMistake(c, section, throttledWords(c, throttled.Wait))
	default:
		labels := map[string]string{"name": words(c, "Your name"), "email": words(c, "Your e-mail address"), "password": words(c, "New password")}
		var other error
		if facts.Mistakes, other = fieldMistake(c, err, labels); other != nil {
			return other
		}
	}
	return s.renderOwn(c, status, facts)
}
