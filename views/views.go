// Package views holds the pages and their parts: templ components that are pure functions of their
// parameters. A parameter struct says everything in words that are ready to show; what can be seen and
// done was decided by the store's rules before.
//
// What all parts of one answer share (its language, the addresses of its assets, the nonce of its
// scripts) comes with the context: see [With]. Every sentence that a person reads goes through [T].
package views

import (
	"context"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Setting is what all parts of one answer share.
type Setting struct {
	Language language.Tag
	Asset    func(name string) string // address of a static file
	Nonce    string                   // of the content security policy
	Theme    string                   // light, dark or system
	KeysOff  bool                     // shortcuts of a single character are switched off
	Version  string                   // of the program
}

type settingKey struct{}

type shared struct {
	Setting
	printer *message.Printer
	own     map[string]string // sentences that take no arguments, in the language; nil: they are as they are
}

// With gives components rendered under the context their setting.
func With(ctx context.Context, s Setting) context.Context {
	return context.WithValue(ctx, settingKey{}, share(s))
}

func share(s Setting) shared {
	shared := shared{Setting: s, printer: message.NewPrinter(s.Language, message.Catalog(sentences))}
	if s.Language == language.French {
		shared.own = french
	}
	return shared
}

func settingOf(ctx context.Context) shared {
	if s, ok := ctx.Value(settingKey{}).(shared); ok {
		return s
	}
	return share(Setting{Language: language.English, Asset: func(name string) string { return name }, Theme: "system"})
}

// T is a sentence in the language of the context. The English sentence is its key; args fill its verbs,
// and numbers are grouped as the language does.
func T(ctx context.Context, sentence string, args ...any) string {
	s := settingOf(ctx)
	if len(args) > 0 {
		return thin(s.printer.Sprintf(message.Key(sentence, sentence), args...))
	}
	if own, known := s.own[sentence]; known { // a table has hundreds: no printer for them
		return own
	}
	return strings.ReplaceAll(sentence, "%%", "%")
}

func asset(ctx context.Context, name string) string { return settingOf(ctx).Asset(name) }
func nonce(ctx context.Context) string              { return settingOf(ctx).Nonce }
func theme(ctx context.Context) string              { return settingOf(ctx).Theme }
func keysOff(ctx context.Context) bool              { return settingOf(ctx).KeysOff }
func version(ctx context.Context) string            { return settingOf(ctx).Version }
func lang(ctx context.Context) string               { return settingOf(ctx).Language.String() }
