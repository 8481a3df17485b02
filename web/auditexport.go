package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"chatelaine/store"
	"chatelaine/store/csvline"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// exportEvents sends all events that the list in the form shows, the newest first. It is a POST because it leaves an event
// behind. What can't be read of the list is refused: left out, it would give away more than was asked for.
func (s *Server) exportEvents(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	format, known := trailFormats[f["format"]]
	if !known {
		return &store.InvalidError{Field: "format", Problem: "is no format", Accepted: "csv or jsonl"}
	}
	values, err := url.ParseQuery(f["state"])
	state, wrong := auditListing.read(values)
	if facts := auditFacts(c, state, wrong); err != nil || len(wrong) > 0 || facts.State != f["state"] {
		return &store.InvalidError{
			Field: "state", Problem: "is no state of the audit log", Accepted: "the part after the question mark of the log's address",
		}
	}
	done, err := s.exports.begin(aboutOf(c).session.Name)
	if err != nil {
		return err
	}
	defer done()
	query := eventQuery(c, state)
	if err := s.Store.StartEventExport(c.Request().Context(), call(c), query, f["format"]); err != nil {
		return err
	}
	return s.sendEvents(c, format, query)
}

// trailFormat is a kind of file that events are exported to.
type trailFormat struct {
	extension, kind string
	begin           func(views.AuditSheet) []byte
	row             func(views.AuditSheet, []byte, store.Entry) ([]byte, error) // appends to the bytes
}

var trailFormats = map[string]trailFormat{
	"csv": {
		".csv", "text/csv; charset=utf-8; header=present",
		func(s views.AuditSheet) []byte { return csvline.Append([]byte(csvline.ByteOrderMark), s.Head()) },
		func(s views.AuditSheet, out []byte, e store.Entry) ([]byte, error) {
			return csvline.Append(out, s.Row(e)), nil
		},
	},
	"jsonl": {".jsonl", "application/jsonl; charset=utf-8", func(views.AuditSheet) []byte { return nil }, jsonEventRow},
}

// sendEvents sends the file part by part, as [Server.sendKeys] does.
func (s *Server) sendEvents(c echo.Context, format trailFormat, query store.EventQuery) error {
	ctx, sheet := c.Request().Context(), views.NewAuditSheet(c.Request().Context(), current(c))
	batch, err := s.Store.EventBatch(ctx, actor(c), query)
	if err != nil {
		return err
	}
	name := current(c).Slug + "-audit-" + store.DateAt(aboutOf(c).at, current(c).Zone).String() + format.extension
	out := startDownload(c, name, format.kind)
	part := format.begin(sheet)
	for {
		for _, e := range batch.Entries {
			if part, err = format.row(sheet, part, e); err != nil {
				return err
			}
		}
		if err := out.send(part); err != nil {
			return fmt.Errorf("send an export: %w", err)
		}
		if query.After, part = batch.Next, part[:0]; query.After == 0 {
			return nil
		}
		if batch, err = s.Store.EventBatch(ctx, actor(c), query); err != nil {
			return err
		}
	}
}

// jsonEvent is an event as programs read it; its names and values don't change with the language.
type jsonEvent struct {
	Seq     int64             `json:"seq"`
	At      time.Time         `json:"at"`
	Actor   jsonActor         `json:"actor"`
	Action  store.Action      `json:"action"`
	Family  store.EventFamily `json:"family"`
	Subject jsonNamed         `json:"subject"`
	Before  []store.Field     `json:"before"`
	After   []store.Field     `json:"after"`
	Address string            `json:"address"`
	Request string            `json:"request"`
	Session string            `json:"session"`
}

type jsonActor struct {
	Kind store.ActorKind   `json:"kind"`
	ID   store.PrincipalID `json:"id"`
	Name string            `json:"name"`
}

type jsonNamed struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func jsonEventRow(_ views.AuditSheet, out []byte, e store.Entry) ([]byte, error) {
	line, err := json.Marshal(jsonEvent{
		Seq: e.Seq, At: e.At.UTC(), Actor: jsonActor{e.Actor.Kind, e.Actor.ID, e.ActorName}, Action: e.Action, Family: e.Action.Family(),
		Subject: jsonNamed{e.Subject, e.Name}, Before: append([]store.Field{}, e.Before...), After: append([]store.Field{}, e.After...),
		Address: e.Request.Address, Request: e.Request.ID, Session: e.Request.Session,
	})
	if err != nil {
		return nil, fmt.Errorf("encode event %d: %w", e.Seq, err)
	}
	return append(append(out, line...), '\n'), nil
}
