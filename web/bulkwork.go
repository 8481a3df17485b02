package web

import (
	"fmt"
	"net/http"

	"chatelaine/store"
	"chatelaine/store/csvline"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const workPath = "/o/:organization/work/:work"

// workRoutes are those of work on more keys than one transaction takes.
func (s *Server) workRoutes() []Route {
	return []Route{
		{http.MethodPost, "/o/:organization/work", organization, s.freezeKeys},
		{http.MethodGet, workPath, organization, s.bulkWork},
		{http.MethodGet, workPath + "/result", organization, s.bulkResult},
		{http.MethodGet, workPath + "/begin/:act", organization, s.bulkWorkForm},
		{http.MethodPost, workPath + "/preview/:act", organization, s.previewBulk},
		{http.MethodPost, workPath + "/begin/:act", organization, s.startBulk},
	}
}

// freezeKeys chooses all keys that the table in the form shows, for work in the background. What can't be read of the
// table is refused: left out, more keys would be chosen than somebody means.
func (s *Server) freezeKeys(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	state, err := parseViewState(f["state"])
	if err != nil {
		return err
	}
	b, err := s.Store.FreezeKeys(c.Request().Context(), call(c), state.query(aboutOf(c).at, current(c).Zone))
	if err != nil {
		return err
	}
	return seeOther(c, views.BulkAddress(current(c).Slug, b.ID))
}

// theBulk is the one in the address.
func (s *Server) theBulk(c echo.Context) (store.Bulk, error) {
	return s.Store.Bulk(c.Request().Context(), actor(c), bulkID(c.Param("work")))
}

// bulkWork says how far work in the background is, or what can be begun.
func (s *Server) bulkWork(c echo.Context) error {
	b, err := s.theBulk(c)
	if err != nil {
		return err
	}
	page, err := s.Store.Keys(c.Request().Context(), actor(c), store.KeyQuery{Rows: store.PageSizes[0], At: aboutOf(c).at})
	if err != nil {
		return err
	}
	p := views.NewBulkWork(c.Request().Context(), current(c), b, page.Standing)
	if wantsPart(c) && b.State != store.BulkRunning {
		changed(c)
	}
	return render(c, http.StatusOK, views.BulkWorkPage(shell(c, p.Window.Title), p), views.BulkWorkWindow(p))
}

// work is a step of doing something to the keys of the bulk in the address.
type work struct {
	store.Bulk
	act  store.BulkAct
	form form
}

// theWork is the bulk and the act in the address. Begun is true for one that something was begun with.
func (s *Server) theWork(c echo.Context, f form) (w work, begun bool, err error) {
	b, err := s.theBulk(c)
	if err != nil {
		return w, false, err
	}
	act, err := bulkAct(c)
	return work{b, act, f}, b.State != store.BulkChosen, err
}

// bulkWorkForm asks what is to be done to the keys that are chosen; where there is nothing to ask, it says what that does.
func (s *Server) bulkWorkForm(c echo.Context) error {
	w, begun, err := s.theWork(c, form{})
	if err != nil {
		return err
	}
	if begun {
		return seeOther(c, views.BulkAddress(current(c).Slug, w.ID))
	}
	if err := s.mayBulk(c, w.act); err != nil {
		return err
	}
	if !views.BulkAsks(w.act) {
		return s.renderPreview(c, http.StatusOK, w, store.BulkChange{Act: w.act}, nil)
	}
	return s.renderWorkForm(c, http.StatusOK, w, nil)
}

func (s *Server) renderWorkForm(c echo.Context, status int, w work, mistakes views.Mistakes) error {
	facts, err := s.bulkFormFacts(c, w.act, w.form)
	if err != nil {
		return err
	}
	facts.Count, facts.Work, facts.Mistakes = w.Total, &w.Bulk, mistakes
	p := views.NewBulkForm(c.Request().Context(), facts)
	return renderPage(c, status, views.BulkFormPage(shell(c, p.Window.Title), p))
}

// refuseWork shows the form with what is wrong in it.
func (s *Server) refuseWork(c echo.Context, w work, err error) error {
	mistakes, err := bulkMistakes(c, err)
	if err != nil {
		return err
	}
	return s.renderWorkForm(c, http.StatusUnprocessableEntity, w, mistakes)
}

// renderPreview says what would become of the keys.
func (s *Server) renderPreview(c echo.Context, status int, w work, change store.BulkChange, mistakes views.Mistakes) error {
	preview, err := s.Store.PreviewBulk(c.Request().Context(), call(c), w.ID, change)
	if err != nil {
		return s.refuseWork(c, w, err)
	}
	w.form.keepUntil(change)
	p := views.NewBulkPreview(c.Request().Context(), views.BulkPreviewFacts{
		Organization: current(c), Work: w.ID, Preview: preview, Now: aboutOf(c).at, Carried: w.form.carried(bulkFields...), Mistakes: mistakes,
	})
	return renderPage(c, status, views.BulkPreviewPage(shell(c, p.Window.Title), p))
}

// previewBulk says what the act in the form would do, or shows the form again.
func (s *Server) previewBulk(c echo.Context) error {
	f, err := parseForm(c, "groups")
	if err != nil {
		return err
	}
	w, begun, err := s.theWork(c, f)
	if err != nil {
		return err
	}
	if begun {
		return seeOther(c, views.BulkAddress(current(c).Slug, w.ID))
	}
	if err := s.mayBulk(c, w.act); err != nil { // who may do nothing needs no form
		return err
	}
	if f["again"] == "yes" && views.BulkAsks(w.act) {
		return s.renderWorkForm(c, http.StatusOK, w, nil)
	}
	change, err := f.change(c, w.act)
	if err != nil {
		return s.refuseWork(c, w, err)
	}
	return s.renderPreview(c, http.StatusOK, w, change, nil)
}

// startBulk begins the work, and leads to where it is looked at. Sent again, it leads there too.
func (s *Server) startBulk(c echo.Context) error {
	f, err := parseForm(c, "groups")
	if err != nil {
		return err
	}
	w, begun, err := s.theWork(c, f)
	if err != nil {
		return err
	}
	if w.act == store.BulkDelete && f["sure"] != "yes" && !begun {
		said := words(c, "Confirm that this is meant.")
		return s.renderPreview(c, http.StatusUnprocessableEntity, w, store.BulkChange{Act: w.act}, views.Mistakes{"sure": {Anchor: "sure", Label: said, Words: said}})
	}
	change, err := f.change(c, w.act)
	if err == nil {
		_, err = s.Store.StartBulk(c.Request().Context(), call(c), w.ID, change)
	}
	if err != nil {
		return s.refuseWork(c, w, err)
	}
	return seeOther(c, views.BulkAddress(current(c).Slug, w.ID))
}

// bulkResult sends what became of each key, as a file.
func (s *Server) bulkResult(c echo.Context) error {
	b, err := s.theBulk(c)
	if err != nil {
		return err
	}
	ctx, sheet := c.Request().Context(), views.NewBulkSheet(c.Request().Context())
	out := startDownload(c, fmt.Sprintf("%s-work-%d.csv", current(c).Slug, b.ID), sheetFormats["csv"].kind)
	part := csvline.Append([]byte(csvline.ByteOrderMark), sheet.Head())
	var cells []string
	for after := 0; ; {
		rows, err := s.Store.BulkRows(ctx, actor(c), b.ID, after)
		if err != nil {
			return err
		}
		for _, row := range rows {
			cells = sheet.Row(ctx, cells[:0], row)
			part = csvline.Append(part, cells)
			after = row.N
		}
		if err := out.send(part); err != nil {
			return fmt.Errorf("send a result: %w", err)
		}
		if part = part[:0]; len(rows) == 0 {
			return nil
		}
	}
}
