package web

import (
	"errors"
	"net/http"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// regroupForm shows the form that changes the groups of a key.
func (s *Server) regroupForm(c echo.Context) error {
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err != nil {
		return err
	}
	return s.renderRegroup(c, http.StatusOK, views.RegroupFacts{Key: info.Key})
}

func (s *Server) renderRegroup(c echo.Context, status int, f views.RegroupFacts) (err error) {
	if f.Form, err = s.Store.KeyForm(c.Request().Context(), actor(c)); err != nil {
		return err // whoever can't make keys can't change them
	}
	f.Organization, f.Now = current(c), aboutOf(c).at
	p := views.NewRegroupKey(c.Request().Context(), f)
	page := p
	page.Window.Page = true
	return render(c, status, views.RegroupKeyPage(shell(c, p.Window.Title), page), views.RegroupKeyForm(p))
}

// regroupKey changes the groups of a key to those that are ticked.
func (s *Server) regroupKey(c echo.Context) error {
	f, err := parseForm(c, "groups")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	key, err := s.Store.ChangeGroups(ctx, call(c), keyID(c), formVersion(f), store.Regroup{Op: store.RegroupSet, Groups: f.groups()})
	if err != nil {
		return s.renderNotRegrouped(c, f, err)
	}
	if !wantsPart(c) {
		return seeOther(c, views.KeyAddress(current(c).Slug, key.ID))
	}
	info, err := s.Store.Key(ctx, actor(c), key.ID)
	if err != nil {
		return err
	}
	return keyDone(c, info, words(c, "The groups of “%s” were changed.", key.Name))
}

// renderNotRegrouped shows the form again with what was ticked and why nothing was done, for the key as it is now.
func (s *Server) renderNotRegrouped(c echo.Context, f form, err error) error {
	facts, status := views.RegroupFacts{Chosen: f.ids()}, http.StatusConflict
	if !errors.As(err, &facts.Changed) {
		status = refusedStatus(err)
		if facts.Mistakes, err = groupsMistakes(c, err); err != nil {
			return err
		}
	}
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err != nil {
		return err
	}
	facts.Key = info.Key
	return s.renderRegroup(c, status, facts)
}

// groupsMistakes puts what is wrong with the chosen groups into words: also that one isn't the person's to give.
func groupsMistakes(c echo.Context, err error) (views.Mistakes, error) {
	label := words(c, "Permission groups")
	var forbidden *store.ForbiddenError
	if errors.As(err, &forbidden) && forbidden.Group.ID != "" {
		said := words(c, "You don’t belong to “%s” (any more), so you can’t give it to a key. An administrator can.", forbidden.Group.Name)
		return views.Mistakes{"groups": {Anchor: "groups", Label: label, Words: said}}, nil
	}
	return fieldMistake(c, err, map[string]string{"groups": label})
}

// refusedStatus is that of a form which is shown again with what is wrong with it.
func refusedStatus(err error) int {
	if errors.Is(err, store.ErrForbidden) {
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}

// ids are the groups that were ticked, as they came.
func (f form) ids() []string {
	return strings.FieldsFunc(f["groups"], func(r rune) bool { return r == ',' })
}

// groups are the groups that were ticked.
func (f form) groups() []store.GroupID {
	ids := make([]store.GroupID, 0, len(f.ids()))
	for _, id := range f.ids() {
		ids = append(ids, store.GroupID(id))
	}
	return ids
}
