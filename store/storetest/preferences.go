package storetest

import (
	"testing"
	"time"

	"chatelaine/store"
)

func testPreferences(t *testing.T, open opener) {
	w := newWorld(t, open, plot{})
	first := w.plot.startSession(t, w.store, "ada", "first", start, store.Digest{})
	second := w.plot.startSession(t, w.store, "ada", "second", start, store.Digest{})
	other := w.plot.startSession(t, w.store, "abe", "other", start, store.Digest{})
	dark := store.Preferences{Language: store.LanguageFrench, Theme: store.ThemeDark, Shortcuts: store.ShortcutsOff}
	for _, p := range []store.Preferences{dark, {}, {Language: store.LanguageEnglish, Theme: store.ThemeSystem, Shortcuts: store.ShortcutsOn}, dark} {
		must(t, "set preferences", w.store.SetPreferences(t.Context(), call(memberOf(w.plot, "ada"), start), p))
		w.wantPreferences("in the browser where it was set", first, p)
		w.wantPreferences("in another browser", second, p)
		w.wantPreferences("of somebody else", other, store.Preferences{})
	}
	for field, p := range map[string]store.Preferences{
		"language": {Language: "de"}, "theme": {Theme: "sepia"}, "shortcuts": {Shortcuts: "no"},
	} {
		wantInvalid(t, "set "+field, w.store.SetPreferences(t.Context(), call(memberOf(w.plot, "ada"), start), p), field)
	}
	w.wantPreferences("after what can't be chosen", first, dark)
}

func (w *world) wantPreferences(where string, token store.Digest, want store.Preferences) {
	w.Helper()
	session, err := w.store.Session(w.Context(), token, start.Add(time.Second))
	must(w.T, "find a session", err)
	if session.Preferences != want {
		w.Errorf("%s: %+v, want %+v", where, session.Preferences, want)
	}
}
