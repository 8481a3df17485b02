package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// AuditSheet puts events into the cells of a spreadsheet.
type AuditSheet struct {
	ctx context.Context
	org store.Organization
}

// NewAuditSheet makes the sheet of an organization's events.
func NewAuditSheet(ctx context.Context, org store.Organization) AuditSheet {
	return AuditSheet{ctx, org}
}

// Head are the titles of the columns.
func (s AuditSheet) Head() []string {
	ctx := s.ctx
	return []string{
		T(ctx, "Number"), T(ctx, "When"), T(ctx, "Who"), T(ctx, "ID of who"), T(ctx, "What happened"), T(ctx, "Action"),
		T(ctx, "About"), T(ctx, "ID of what it is about"), T(ctx, "Before"), T(ctx, "After"), T(ctx, "From"), T(ctx, "Request"), T(ctx, "Session"),
	}
}

// Row are the cells of an event.
func (s AuditSheet) Row(e store.Entry) []string {
	return []string{
		strconv.FormatInt(e.Seq, 10), e.At.In(s.org.Zone).Format(time.RFC3339), authorName(s.ctx, e.Event), string(e.Actor.ID),
		EventSaid(s.ctx, s.org, store.Change{Event: e.Event, Name: e.Name}).String(), string(e.Action),
		e.Name, e.Subject, sheetFields(e.Before), sheetFields(e.After), fromWords(s.ctx, e.Event), e.Request.ID, e.Request.Session,
	}
}

// sheetFields are fields in one cell, a line each.
func sheetFields(fields []store.Field) string {
	var lines []string
	for _, f := range fields {
		lines = append(lines, f.Name+": "+f.Value)
	}
	return strings.Join(lines, "\n")
}
