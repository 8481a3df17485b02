package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const redacted = "[redacted]"

// secretNames are attributes whose value is never logged, in small letters.
var secretNames = []string{"authorization", "api-key", "x-api-key", "cookie", "set-cookie", "password", "token", "code"}

// secretShape is what a secret looks like: a key's string, also one that was cut off, and a run of 43 characters or more
// of base64url, which is what 256 bits take: session ids, tokens of links, digests in hexadecimal.
var secretShape = regexp.MustCompile(`[a-z][a-z0-9]{1,9}_[0-9A-Za-z]{12}_[0-9A-Za-z]+|[0-9A-Za-z_-]{43,}`)

// redactor is the outermost handler: the last look at whatever anybody logs.
type redactor struct{ next slog.Handler }

// redact puts a redactor before a handler.
func redact(next slog.Handler) slog.Handler { return redactor{next} }

// Enabled asks the handler behind.
func (r redactor) Enabled(ctx context.Context, level slog.Level) bool {
	return r.next.Enabled(ctx, level)
}

// Handle passes the record on without secrets.
func (r redactor) Handle(ctx context.Context, record slog.Record) error {
	clean := slog.NewRecord(record.Time, record.Level, cleanText(record.Message), record.PC)
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(cleanAttr(a))
		return true
	})
	return r.next.Handle(ctx, clean)
}

// WithAttrs redacts attributes that stay.
func (r redactor) WithAttrs(attrs []slog.Attr) slog.Handler {
	return redactor{r.next.WithAttrs(cleanAttrs(attrs))}
}

// WithGroup names a group.
func (r redactor) WithGroup(name string) slog.Handler { return redactor{r.next.WithGroup(name)} }

func cleanAttrs(attrs []slog.Attr) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = cleanAttr(a)
	}
	return clean
}

func cleanAttr(a slog.Attr) slog.Attr {
	if slices.Contains(secretNames, strings.ToLower(a.Key)) {
		return slog.String(a.Key, redacted)
	}
	value := a.Value.Resolve()
	switch value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, cleanText(value.String()))
	case slog.KindGroup:
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(cleanAttrs(value.Group())...)}
	case slog.KindAny:
		return slog.Attr{Key: a.Key, Value: cleanAny(value.Any())}
	}
	return slog.Attr{Key: a.Key, Value: value}
}

// cleanAny gives anything else as its text: a handler's own way of writing it would come after the last look.
func cleanAny(value any) slog.Value {
	switch v := value.(type) {
	case error:
		return slog.StringValue(cleanText(v.Error()))
	case fmt.Stringer:
		return slog.StringValue(cleanText(v.String()))
	}
	text, err := json.Marshal(value)
	if err != nil {
		return slog.StringValue(cleanText(fmt.Sprintf("%+v", value)))
	}
	return slog.StringValue(cleanText(string(text)))
}

// cleanText takes out what looks like a secret, and writes characters that can't be seen, or turn the text around them,
// by their names. Line breaks are left to the handler, which escapes them.
func cleanText(text string) string {
	text = secretShape.ReplaceAllString(text, redacted)
	if !strings.ContainsFunc(text, unseen) {
		return text
	}
	var shown strings.Builder
	for _, r := range text {
		if unseen(r) {
			fmt.Fprintf(&shown, "U+%04X", r)
		} else {
			shown.WriteRune(r)
		}
	}
	return shown.String()
}

func unseen(r rune) bool {
	return r != '\n' && r != '\r' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}
