package store

import "slices"

// Preferences are what a person likes the portal to be, on every browser in which they are signed in. The zero value
// chooses nothing: each browser decides.
type Preferences struct {
	Language  Language
	Theme     Theme
	Shortcuts Shortcuts
}

// Language is one that the portal speaks, by its ISO 639 code.
type Language string

// The languages. LanguageOfBrowser is whichever the browser asks for.
const (
	LanguageOfBrowser Language = ""
	LanguageEnglish   Language = "en"
	LanguageFrench    Language = "fr"
)

// Languages are those that can be chosen.
var Languages = [...]Language{LanguageOfBrowser, LanguageEnglish, LanguageFrench}

// Theme is how light or dark pages are.
type Theme string

// The themes. ThemeSystem is what the browser's system has; ThemeUnset that nobody has chosen yet.
const (
	ThemeUnset  Theme = ""
	ThemeSystem Theme = "system"
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Themes are those that can be chosen.
var Themes = [...]Theme{ThemeSystem, ThemeLight, ThemeDark}

// Shortcuts say whether keys of a single character do something.
type Shortcuts string

// They are on, unless somebody has switched them off; ShortcutsUnset is that nobody has chosen yet.
const (
	ShortcutsUnset Shortcuts = ""
	ShortcutsOn    Shortcuts = "on"
	ShortcutsOff   Shortcuts = "off"
)

// Check refuses what can't be chosen. Errors: [InvalidError] for the fields "language", "theme" and "shortcuts".
func (p Preferences) Check() error {
	switch {
	case !slices.Contains(Languages[:], p.Language):
		return &InvalidError{Field: "language", Problem: "isn't one that the portal speaks", Accepted: "one of the languages shown"}
	case p.Theme != ThemeUnset && !slices.Contains(Themes[:], p.Theme):
		return &InvalidError{Field: "theme", Problem: "doesn't exist", Accepted: "one of the themes shown"}
	case p.Shortcuts != ShortcutsUnset && p.Shortcuts != ShortcutsOn && p.Shortcuts != ShortcutsOff:
		return &InvalidError{Field: "shortcuts", Problem: "are neither on nor off", Accepted: "on or off"}
	}
	return nil
}
