package web

import (
	"fmt"
	"net/url"
	"strings"

	"chatelaine/store"
	"chatelaine/store/resourcefile"

	"github.com/labstack/echo/v4"
)

// exportResources sends all resources that the list in the form shows, in its order, as a file that can be imported again. It
// is a POST because it leaves an event behind. What can't be read of the list is refused.
func (s *Server) exportResources(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	format, known := resourcefile.Formats[f["format"]]
	if !known {
		return &store.InvalidError{Field: "format", Problem: "is no format", Accepted: "csv or jsonl"}
	}
	values, err := url.ParseQuery(f["state"])
	state, wrong := resourceListing.read(values)
	_, told, _ := strings.Cut(state.address(""), "?")
	if err != nil || len(wrong) > 0 || told != f["state"] {
		return &store.InvalidError{Field: "state", Problem: "is no state of the table", Accepted: "what stands behind the question mark of its address"}
	}
	done, err := s.exports.begin(aboutOf(c).session.Name)
	if err != nil {
		return err
	}
	defer done()
	query := resourceQuery(state)
	query.After, query.Before = store.ResourceCursor{}, store.ResourceCursor{}
	if err := s.Store.StartResourceExport(c.Request().Context(), call(c), query, f["format"]); err != nil {
		return err
	}
	return s.sendResources(c, format, query)
}

// sendResources sends the file part by part, as [Server.sendKeys] does.
func (s *Server) sendResources(c echo.Context, format resourcefile.Format, query store.ResourceQuery) error {
	ctx := c.Request().Context()
	batch, err := s.Store.ResourceBatch(ctx, actor(c), query)
	if err != nil {
		return err
	}
	day := store.DateAt(aboutOf(c).at, current(c).Zone).String()
	out := startDownload(c, current(c).Slug+"-resources-"+day+format.Extension, format.Type)
	part := format.Begin(nil)
	for {
		for _, row := range batch.Rows {
			if part, err = format.Append(part, row); err != nil {
				return err
			}
		}
		if err := out.send(part); err != nil {
			return fmt.Errorf("send an export: %w", err)
		}
		if query.After, part = batch.Next, part[:0]; query.After.IsZero() {
			return nil
		}
		if batch, err = s.Store.ResourceBatch(ctx, actor(c), query); err != nil {
			return err
		}
	}
}
