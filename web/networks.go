package web

import (
	"errors"
	"net/http"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// networksForm shows the form that says where a key's requests have to come from.
func (s *Server) networksForm(c echo.Context) error {
	return s.renderNetworks(c, http.StatusOK, nil, views.NetworkFacts{})
}

// renderNetworks shows the form for the key as it is now.
func (s *Server) renderNetworks(c echo.Context, status int, changed *store.KeyChangedError, f views.NetworkFacts) error {
	info, err := s.keyWithRules(c)
	if err != nil {
		return err
	}
	f.Organization, f.Now = current(c), aboutOf(c).at
	return renderNetworkForm(c, status, views.NewKeyNetworks(c.Request().Context(), info, changed, f))
}

func renderNetworkForm(c echo.Context, status int, p views.Networks) error {
	page := p
	page.Window.Page = true
	return render(c, status, views.NetworksPage(shell(c, p.Window.Title), page), views.NetworksForm(p))
}

// restrictKey says where a key's requests have to come from.
func (s *Server) restrictKey(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	typed := f.shown("networks")
	facts := views.NetworkFacts{Typed: &typed, Add: f["step"] == "seen"}
	if facts.Add {
		return s.renderNetworks(c, http.StatusOK, nil, facts)
	}
	networks, err := store.ParseNetworks("networks", f["networks"])
	if err == nil {
		_, err = s.Store.RestrictKey(c.Request().Context(), call(c), keyID(c), formVersion(f), networks)
	}
	var changed *store.KeyChangedError
	switch {
	case errors.As(err, &changed):
		return s.renderNetworks(c, http.StatusConflict, changed, facts)
	case errors.Is(err, store.ErrInvalid):
		if facts.Mistakes, err = networkMistake(c, err); err != nil {
			return err
		}
		return s.renderNetworks(c, http.StatusUnprocessableEntity, nil, facts)
	case err != nil:
		return err
	}
	return s.ruleSaved(c, func(name string) string {
		return words(c, "Changed the networks that “%s” may be used from.", name)
	})
}

func networkMistake(c echo.Context, err error) (views.Mistakes, error) {
	return fieldMistake(c, err, map[string]string{"networks": words(c, "Networks")})
}

// groupNetworksForm shows the form that says where the keys of a group may be used.
func (s *Server) groupNetworksForm(c echo.Context) error {
	return s.renderGroupNetworks(c, http.StatusOK, nil, views.NetworkFacts{})
}

// renderGroupNetworks shows the form for the group as it is now.
func (s *Server) renderGroupNetworks(c echo.Context, status int, changed *store.GroupChangedError, f views.NetworkFacts) error {
	info, err := s.Store.Group(c.Request().Context(), actor(c), groupID(c))
	if err == nil && !info.MayChange {
		err = &store.ForbiddenError{Permission: "groups:edit"}
	}
	if err != nil {
		return err
	}
	if f.Seen, err = s.Store.SeenOfGroup(c.Request().Context(), actor(c), groupID(c)); err != nil {
		return err
	}
	f.Organization, f.Now = current(c), aboutOf(c).at
	return renderNetworkForm(c, status, views.NewGroupNetworks(c.Request().Context(), info.Group, changed, f))
}

// restrictGroup says where the keys of a group may be used.
func (s *Server) restrictGroup(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	typed := f.shown("networks")
	facts := views.NetworkFacts{Typed: &typed, Add: f["step"] == "seen"}
	if facts.Add {
		return s.renderGroupNetworks(c, http.StatusOK, nil, facts)
	}
	networks, err := store.ParseNetworks("networks", f["networks"])
	if err == nil {
		_, err = s.Store.RestrictGroup(c.Request().Context(), call(c), groupID(c), formVersion(f), networks)
	}
	var changed *store.GroupChangedError
	switch {
	case errors.As(err, &changed):
		return s.renderGroupNetworks(c, http.StatusConflict, changed, facts)
	case errors.Is(err, store.ErrInvalid):
		if facts.Mistakes, err = networkMistake(c, err); err != nil {
			return err
		}
		return s.renderGroupNetworks(c, http.StatusUnprocessableEntity, nil, facts)
	case err != nil:
		return err
	}
	return s.groupRestricted(c)
}

// groupRestricted shows the group with its networks.
func (s *Server) groupRestricted(c echo.Context) error {
	if !wantsPart(c) {
		return seeOther(c, views.GroupAddress(current(c).Slug, groupID(c)))
	}
	facts, err := s.groupFacts(c, groupID(c))
	if err != nil {
		return err
	}
	groupsChanged(c)
	return render(c, http.StatusOK, nil, views.GroupRestricted(views.NewGroupInfo(c.Request().Context(), facts),
		words(c, "Changed the networks of “%s”.", facts.Info.Group.Name)))
}
