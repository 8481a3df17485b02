package web

import (
	_ "embed"
	"errors"
	"net/http"
	"strings"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// zoneList names the time zones that can be chosen: those of the IANA database that a place uses, and UTC.
//
//go:embed zones.txt
var zoneList string

func zoneNames() []string { return strings.Fields(zoneList) }

// setUpForm shows the form of the first start.
func (s *Server) setUpForm(c echo.Context) error {
	if _, _, err := s.link(c, store.LinkSetUp); err != nil {
		return err
	}
	return renderPage(c, http.StatusOK, views.SetUpPage(s.setUpParams(c, form{"zone": "UTC", "role_words": string(store.ManagerUser)})))
}

func (s *Server) setUpParams(c echo.Context, f form) views.SetUp {
	return views.SetUp{
		Action: LinkPath(store.LinkSetUp, c.Param("token")), Zones: s.zones, Organization: f.shown("organization"),
		Zone: f["zone"], RoleWords: f["role_words"], Name: f.shown("name"), Email: f.shown("email"), ZoneTyped: c.Request().Method == http.MethodPost,
	}
}

// setUp makes the first organization and its administrator, who is signed in then.
func (s *Server) setUp(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	_, token, err := s.link(c, store.LinkSetUp)
	if err != nil {
		return err
	}
	in, problems := parseSetUp(f)
	about := []string{in.Organization.Name, in.Account.Name, in.Account.Email}
	if err = s.checkNewPassword(c, f["password"], about...); err == nil && len(problems) == 0 {
		if in.Account.PasswordHash, err = s.hashPassword(c, f["password"], about...); err != nil {
			return err
		}
		in.Token = token
		var cookie string
		if cookie, err = s.nameSetUp(c, &in); err != nil {
			return err
		}
		if _, err = s.Store.SetUp(c.Request().Context(), call(c), in); err == nil {
			return s.welcome(c, in.Account.ID, cookie, "/")
		}
	}
	return s.setUpAgain(c, f, append(problems, err))
}

// parseSetUp reads the form; every field that is wrong gives an error.
func parseSetUp(f form) (in store.SetUp, problems []error) {
	keep := func(text string, err error) string {
		if err != nil {
			problems = append(problems, err)
		}
		return text
	}
	in.Organization.Name = keep(store.CleanName("organization", f["organization"]))
	in.Organization.Slug = store.ProposeSlug(in.Organization.Name)
	in.Account.Name = keep(store.CleanName("name", f["name"]))
	in.Account.Email = keep(store.CleanEmail(f["email"]))
	zone, err := store.ParseZone(f["zone"])
	if keep("", err); err == nil {
		in.Organization.Zone = zone.String()
	}
	in.Organization.RoleWords, err = store.ParseRoleWords(f["role_words"])
	keep("", err)
	return in, problems
}

// nameSetUp gives what is made its ids, and prepares the session.
func (s *Server) nameSetUp(c echo.Context, in *store.SetUp) (cookie string, err error) {
	org, err1 := keystring.NewID(s.Rand)
	account, err2 := keystring.NewID(s.Rand)
	if err := errors.Join(err1, err2); err != nil {
		return "", err
	}
	in.Organization.ID, in.Account.ID = org, store.AccountID(account)
	in.Session, cookie, err = s.newSession(c, in.Account.ID)
	return cookie, err
}

// setUpAgain shows the form with what was typed, but for the password, and all that is wrong with it.
func (s *Server) setUpAgain(c echo.Context, f form, problems []error) error {
	labels := map[string]string{
		"organization": words(c, "Organization name"), "zone": words(c, "Time zone"), "role_words": words(c, "Words for the roles"),
		"name": words(c, "Your name"), "email": words(c, "Your e-mail address"), "password": words(c, "Password"),
	}
	p := s.setUpParams(c, f)
	p.Mistakes = views.Mistakes{}
	for _, problem := range problems {
		if problem == nil {
			continue
		}
		mistakes, err := fieldMistake(c, problem, labels)
		if err != nil {
			return err
		}
		for field, mistake := range mistakes {
			p.Mistakes[field] = mistake
		}
	}
	return renderPage(c, http.StatusUnprocessableEntity, views.SetUpPage(p))
}
