package web

import (
	"errors"
	"net/http"
	"strings"

	"chatelaine/store"
	"chatelaine/views"
	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

const selectionPath = "/o/:organization/selection"

// selectionRoutes are those of the keys that are selected.
func (s *Server) selectionRoutes() []Route {
	return []Route{
		{http.MethodGet, selectionPath, organization, s.selection},
		{http.MethodPost, selectionPath + "/delete", organization, ofSelection(s.beginDeletion)},
		{http.MethodPost, selectionPath + "/delete/choice", organization, ofSelection(s.chooseDeletion)},
		{http.MethodPost, selectionPath + "/delete/plan", organization, ofSelection(s.planDeletion)},
		{http.MethodPost, selectionPath + "/delete/carry-out", organization, ofSelection(s.carryOutDeletion)},
		{http.MethodPost, selectionPath + "/change/:act", organization, ofChange(s.beginChange)},
		{http.MethodPost, selectionPath + "/change/:act/plan", organization, ofChange(s.planChange)},
		{http.MethodPost, selectionPath + "/change/:act/carry-out", organization, ofChange(s.carryOutChange)},
		{http.MethodPost, selectionPath + "/undo", organization, s.undoChange},
	}
}

// selection answers with the ids of the keys that a table's filter shows at this moment; to a browser without scripts,
// with the table.
func (s *Server) selection(c echo.Context) error {
	state, wrong := parseTable(c.Request().URL.Query())
	switch {
	case !wantsPart(c):
		return s.renderTable(c, state, wrong)
	case len(wrong) > 0: // without what can't be read, more keys would match than somebody means to select
		return fault.ErrBadForm
	}
	ids, more, err := s.Store.KeyIDs(c.Request().Context(), actor(c), state.query(aboutOf(c).at, current(c).Zone))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, nil, views.Selection(ids, more))
}

// ofSelection is a step of deleting the keys that its form names.
func ofSelection(step func(echo.Context, deletion) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := parseForm(c, "keys")
		if err != nil {
			return err
		}
		ids := keyList(f["keys"])
		a := aboutOf(c)
		a.bulk, a.selected = true, len(ids)
		return step(c, deletion{keys: ids, steps: views.StepsForSelection(current(c).Slug, ids), form: f})
	}
}

// keyList reads ids between commas.
func keyList(text string) (ids []store.KeyID) {
	for part := range strings.SplitSeq(text, ",") {
		if part != "" {
			ids = append(ids, store.KeyID(part))
		}
	}
	return ids
}

// selectionProblem puts into words why the keys that are selected can't be deleted together.
func selectionProblem(c echo.Context, err error, p views.Problem) views.Problem {
	var invalid *store.InvalidError
	var deleted *store.DeletedError
	ctx, a := c.Request().Context(), aboutOf(c)
	switch {
	case errors.As(err, &deleted):
		p = views.DeletedKeys(ctx, *deleted, a.selected, a.at, current(c).Zone)
	case errors.Is(err, store.ErrNotFound):
		p.Title, p.Words = views.LostSelection(ctx, a.changes)
	case errors.As(err, &invalid) && invalid.Field == "keys" && a.changes:
		p.Title, p.Words = views.BadChange(ctx, invalid.Problem)
	case errors.As(err, &invalid) && invalid.Field == "keys":
		p.Title, p.Words = views.BadSelection(ctx, invalid.Problem)
	}
	p.Link = views.KeysAddress(current(c).Slug)
	return p
}
