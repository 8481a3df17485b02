package web

import (
	"encoding/json"
	"fmt"
	"time"

	"chatelaine/store"
	"chatelaine/store/csvline"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// sheetFormat is a kind of file that keys are exported to.
type sheetFormat struct {
	extension, kind string
	begin           func(*keySheet) []byte
	row             func(*keySheet, []byte, store.KeyFacts) ([]byte, error) // appends to the bytes
}

var sheetFormats = map[string]sheetFormat{
	"csv": {
		".csv", "text/csv; charset=utf-8; header=present",
		func(s *keySheet) []byte { return csvline.Append([]byte(csvline.ByteOrderMark), s.words.Head()) }, (*keySheet).csvRow,
	},
	"jsonl": {".jsonl", "application/jsonl; charset=utf-8", func(*keySheet) []byte { return nil }, (*keySheet).jsonRow},
}

// exportKeys sends all keys that the table in the form shows, in its order. It is a POST because it leaves an event
// behind. What can't be read of the table is refused: left out, it would give away more than was asked for.
func (s *Server) exportKeys(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	format, known := sheetFormats[f["format"]]
	if !known {
		return &store.InvalidError{Field: "format", Problem: "is no format", Accepted: "csv or jsonl"}
	}
	state, err := parseViewState(f["state"])
	if err != nil {
		return err
	}
	done, err := s.exports.begin(aboutOf(c).session.Name)
	if err != nil {
		return err
	}
	defer done()
	query := state.query(aboutOf(c).at, current(c).Zone)
	if err := s.Store.StartExport(c.Request().Context(), call(c), query, f["format"]); err != nil {
		return err
	}
	return s.sendKeys(c, format, query)
}

// sendKeys sends the file part by part. An error before the first part is answered as any other; one after it cuts the
// connection ([Server.logRequest]), so that half a file doesn't look like a whole one.
func (s *Server) sendKeys(c echo.Context, format sheetFormat, query store.KeyQuery) error {
	ctx, sheet := c.Request().Context(), newKeySheet(c)
	batch, err := s.Store.KeyBatch(ctx, actor(c), query)
	if err != nil {
		return err
	}
	name := current(c).Slug + "-keys-" + store.DateAt(query.At, current(c).Zone).String() + format.extension
	out := startDownload(c, name, format.kind)
	part := format.begin(sheet)
	for {
		for _, key := range batch.Keys {
			if part, err = format.row(sheet, part, key); err != nil {
				return err
			}
		}
		if err := out.send(part); err != nil {
			return fmt.Errorf("send an export: %w", err)
		}
		if query.After, part = batch.Next, part[:0]; query.After.IsZero() {
			return nil
		}
		if batch, err = s.Store.KeyBatch(ctx, actor(c), query); err != nil {
			return err
		}
	}
}

// keySheet puts keys into rows.
type keySheet struct {
	words views.KeySheet
	cells []string // of the last row, to be used again
	at    time.Time
}

func newKeySheet(c echo.Context) *keySheet {
	at := aboutOf(c).at
	return &keySheet{words: views.NewKeySheet(c.Request().Context(), current(c), at), at: at}
}

func (s *keySheet) csvRow(out []byte, k store.KeyFacts) ([]byte, error) {
	s.cells = s.words.Row(s.cells[:0], k)
	return csvline.Append(out, s.cells), nil
}

// jsonKey is a key as programs read it; its names and values don't change with the language.
type jsonKey struct {
	ID            store.KeyID  `json:"id"`
	Name          string       `json:"name"`
	Status        store.Status `json:"status"`
	Key           string       `json:"key"`
	Role          string       `json:"role"`
	Groups        []string     `json:"groups"`
	Creator       jsonCreator  `json:"created_by"`
	CreatedAt     time.Time    `json:"created_at"`
	ExpiresOn     *string      `json:"expires_on"` // null: never
	ExpiresAt     *time.Time   `json:"expires_at"`
	LastUsedAt    *time.Time   `json:"last_used_at"` // null: never
	OwnsResources bool         `json:"owns_resources"`
	Confirmed     bool         `json:"confirmed"`
	Purpose       string       `json:"purpose"`
	Labels        jsonLabels   `json:"labels"`
	Contact       jsonCreator  `json:"contact"`
}

// jsonLabels are a key's labels, by name.
type jsonLabels map[string]string

type jsonCreator struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Left  bool   `json:"left"`
}

func (s *keySheet) jsonRow(out []byte, k store.KeyFacts) ([]byte, error) {
	key := k.Key
	row := jsonKey{
		ID: key.ID, Name: key.Name, Status: key.Status(s.at), Key: views.Abbreviated(key), Role: key.Role.String(), Groups: append([]string{}, views.GroupNames(key.Groups)...),
		Creator:   jsonCreator{key.Creator.Name, key.Creator.Email, key.Creator.Left},
		CreatedAt: key.CreatedAt.UTC(), OwnsResources: k.OwnsResources, Confirmed: key.Secret.Confirmed(),
		Purpose: key.Purpose, Labels: jsonLabels{}, Contact: jsonCreator{key.Contact.Name, key.Contact.Email, key.Contact.Left},
	}
	for _, l := range key.Labels {
		row.Labels[l.Name] = l.Value
	}
	if ends := key.ExpiresAt.UTC(); !key.ExpiresAt.IsZero() {
		day := key.ExpiresOn.String()
		row.ExpiresOn, row.ExpiresAt = &day, &ends
	}
	if used := key.LastUsed.UTC(); !key.LastUsed.IsZero() {
		row.LastUsedAt = &used
	}
	line, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("encode key %s: %w", key.ID, err)
	}
	return append(append(out, line...), '\n'), nil
}
