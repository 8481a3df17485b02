package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const viewsPath = "/o/:organization/views"

// viewRoutes are those of the saved views of the table.
func (s *Server) viewRoutes() []Route {
	return []Route{
		{http.MethodGet, viewsPath, organization, s.manageViews},
		{http.MethodPost, viewsPath, organization, s.saveView},
		{http.MethodGet, viewsPath + "/new", organization, s.newView},
		{http.MethodPost, "/o/:organization/default-view", organization, s.setDefaultView},
		{http.MethodGet, viewsPath + "/:view", organization, s.renameView},
		{http.MethodPost, viewsPath + "/:view/delete", organization, s.deleteView},
	}
}

func (s *Server) savedViews(c echo.Context) (store.ViewList, error) {
	return s.Store.SavedViews(c.Request().Context(), actor(c))
}

// manageViews lists the views.
func (s *Server) manageViews(c echo.Context) error {
	list, err := s.savedViews(c)
	if err != nil {
		return err
	}
	p := views.NewManageViews(c.Request().Context(), current(c), list)
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.ManageViewsPage(shell(c, p.Window.Title), page), views.ManageViewsWindow(p))
}

// newView shows the form that names the state in its address.
func (s *Server) newView(c echo.Context) error {
	f, err := parseQuery(c)
	if err != nil {
		return err
	}
	list, err := s.savedViews(c)
	if err != nil {
		return err
	}
	id, err := keystring.NewID(s.Rand)
	if err != nil {
		return fmt.Errorf("name the view: %w", err)
	}
	values, _ := url.ParseQuery(f["state"]) // what can't be read is left out, as in the table's own address
	state, _ := parseTable(values)
	return s.renderSaveView(c, http.StatusOK, list, views.SaveViewValues{ID: id, State: state.viewState()}, nil)
}

// renameView shows the form with a view that there is.
func (s *Server) renameView(c echo.Context) error {
	list, err := s.savedViews(c)
	if err != nil {
		return err
	}
	view, there := viewByID(list, c.Param("view"))
	switch {
	case !there:
		return store.ErrNotFound
	case !view.MayChange:
		return &store.ForbiddenError{Permission: "views:share"}
	}
	return s.renderSaveView(c, http.StatusOK, list, views.SaveViewValues{
		ID: string(view.ID), State: view.State, Name: view.Name, Shared: view.Shared, Known: true,
	}, nil)
}

func viewByID(list store.ViewList, id string) (store.SavedView, bool) {
	at := slices.IndexFunc(list.Views, func(v store.SavedView) bool { return string(v.ID) == id })
	if at < 0 {
		return store.SavedView{}, false
	}
	return list.Views[at], true
}

func (s *Server) renderSaveView(c echo.Context, status int, list store.ViewList, values views.SaveViewValues, m views.Mistakes) error {
	p := views.NewSaveView(c.Request().Context(), current(c), list, values, m)
	if taken, there := sameName(list, values); there && taken.MayChange && !values.Known && len(m) > 0 {
		p.Replace = string(taken.ID)
	}
	page := p
	page.Window.Page = true
	return render(c, status, views.SaveViewPage(shell(c, p.Window.Title), page), views.SaveViewForm(p))
}

// sameName is another view that the form's name is taken by.
func sameName(list store.ViewList, values views.SaveViewValues) (store.SavedView, bool) {
	at := slices.IndexFunc(list.Views, func(v store.SavedView) bool {
		return v.Shared == values.Shared && string(v.ID) != values.ID && store.Fold(v.Name) == store.Fold(values.Name)
	})
	if at < 0 {
		return store.SavedView{}, false
	}
	return list.Views[at], true
}

// saveView saves a state under a name. The form brings the view's id, so that sent twice it is there once; another
// view of that name is replaced only by who ticked that.
func (s *Server) saveView(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	list, err := s.savedViews(c)
	if err != nil {
		return err
	}
	before, known := viewByID(list, f["id"])
	values := views.SaveViewValues{ID: f["id"], State: f["state"], Name: f["name"], Shared: f["for"] == "all", Known: known}
	if _, err := parseViewState(f["state"]); err != nil && (!known || f["state"] != before.State) { // an old view may be renamed
		return err
	}
	if f["for"] != "" && f["for"] != "me" && f["for"] != "all" {
		return &store.InvalidError{Field: "for", Problem: "is neither me nor all", Accepted: "one of the two shown"}
	}
	in := store.NewView{ID: store.ViewID(values.ID), Name: values.Name, State: values.State, Shared: values.Shared}
	if taken, there := sameName(list, values); there && f["replace"] == string(taken.ID) {
		in.ID = taken.ID
	}
	if views.NamesBuiltIn(c.Request().Context(), in.Name) {
		err = &store.InvalidError{Field: "name", Problem: store.ProblemViewTaken}
	} else {
		err = s.Store.SaveView(c.Request().Context(), call(c), in)
	}
	if errors.Is(err, store.ErrInvalid) {
		m, err := viewMistakes(c, err, values)
		if err != nil {
			return err
		}
		values.Name = f.shown("name")
		return s.renderSaveView(c, http.StatusUnprocessableEntity, list, values, m)
	}
	if err != nil {
		return err
	}
	if !wantsPart(c) {
		return seeOther(c, views.KeysAddress(current(c).Slug)+"?view="+url.QueryEscape(string(in.ID)))
	}
	changed(c)
	return render(c, http.StatusOK, nil, views.Toast(words(c, "The view “%s” is saved.", in.Name)))
}

// viewMistakes puts what is wrong with the form into words.
func viewMistakes(c echo.Context, err error, values views.SaveViewValues) (views.Mistakes, error) {
	mistakes, other := fieldMistake(c, err, map[string]string{"name": words(c, "Name"), "view": words(c, "View")})
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) || other != nil {
		return mistakes, other
	}
	switch mistake := mistakes[invalid.Field]; {
	case invalid.Problem == store.ProblemViewTaken && values.Shared:
		mistake.Words = words(c, "The organization has a view named “%s” already. Choose another name.", values.Name)
		mistakes["name"] = mistake
	case invalid.Problem == store.ProblemViewTaken:
		mistake.Words = words(c, "You have a view named “%s” already. Choose another name.", values.Name)
		mistakes["name"] = mistake
	case invalid.Field == "state":
		return views.Mistakes{"name": {Anchor: "name", Words: words(c, "This table has filters that are too long to be kept. Take one away, and save it then.")}}, nil
	case invalid.Field == "view": // stands beside the name, where everybody looks
		mistake.Anchor, mistake.Words = "name", words(c, "There are %d views already. Delete one of them first.", store.MaxViews)
		return views.Mistakes{"name": mistake}, nil
	}
	return mistakes, nil
}

// setDefaultView says what the person's table opens with.
func (s *Server) setDefaultView(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	list, err := s.savedViews(c)
	if err != nil {
		return err
	}
	ref := store.ViewRef(f["view"])
	if _, known := views.StateOf(list, ref); !known && ref.BuiltIn() { // the store knows only what such names look like
		return &store.InvalidError{Field: "view", Problem: "is the name of no view", Accepted: "a view that is shown"}
	}
	if err := s.Store.SetDefaultView(c.Request().Context(), call(c), ref); err != nil {
		return err
	}
	if !wantsPart(c) {
		return seeOther(c, views.KeysAddress(current(c).Slug))
	}
	changed(c)
	return render(c, http.StatusOK, nil, views.Toast(words(c, "Your table opens with “%s”.", views.ViewName(c.Request().Context(), list, ref))))
}

// deleteView deletes a view, and shows those that are left.
func (s *Server) deleteView(c echo.Context) error {
	if err := s.Store.DeleteView(c.Request().Context(), call(c), store.ViewID(c.Param("view"))); err != nil {
		return err
	}
	if !wantsPart(c) {
		return seeOther(c, views.ViewsAddress(current(c).Slug))
	}
	changed(c)
	return s.manageViews(c)
}
