package static

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// singles are the assets that are one file each: the name that templates and style sheets say, and the file.
var singles = []struct{ name, source string }{
	{"htmx.js", "vendor/htmx-4.0.1.min.js"},
	{"icons.svg", "icons.svg"},
	{"chevron.svg", "chevron.svg"},
	{"favicon.svg", "favicon.svg"},
	{"hanken-grotesk.woff2", "fonts/hanken-grotesk.woff2"},
	{"hanken-grotesk-ext.woff2", "fonts/hanken-grotesk-ext.woff2"},
	{"geist-mono.woff2", "fonts/geist-mono.woff2"},
}

// sheets are the parts of app.css in their order. The first one says which cascade layer wins over which.
var sheets = []string{
	"layers.css", "fonts.css", "reset.css", "tokens.css", "base.css",
	"shell.css", "sidebar.css",
	"buttons.css", "fields.css", "choices.css", "pick.css", "badges.css", "notes.css", "menus.css", "picked.css",
	"dialogs.css", "secret.css", "secrets.css", "plan.css", "panel.css", "shortcuts.css",
	"table.css", "columns.css", "columnsform.css", "keys.css", "widths.css", "members.css", "audit.css", "select.css", "fresh.css", "filters.css", "tools.css", "views.css", "pager.css",
	"dashboard.css", "uses.css", "about.css", "groups.css", "people.css", "matrix.css", "resources.css", "settings.css", "gate.css", "rules.css", "help.css", "own.css",
	"blank.css", "door.css", "page.css",
	"motion.css", "modes.css",
}

// scripts are the parts of app.js in their order, which every page has. What the first one declares, the others use;
// what they declare themselves is theirs alone.
var scripts = []string{
	"page.js", "trustedtypes.js", "disabled.js", "dialog.js", "focus.js", "mistakes.js", "sticky.js", "typed.js", "menu.js", "theme.js", "copy.js",
	"enter.js", "shortcuts.js", "expiry.js", "zone.js", "once.js", "network.js", "toast.js",
}

// tableScripts are the parts of table.js, which only the page with the table has.
var tableScripts = []string{
	"page.js", "panel.js", "address.js", "rowmenu.js", "rows.js", "said.js", "paging.js", "place.js", "columns.js", "widths.js", "select.js", "views.js",
	"fresh.js", "choices.js",
}

// groupScripts are the parts of groups.js, which only the pages of groups have.
var groupScripts = []string{"page.js", "matrix.js", "groupsearch.js", "rowmenu.js"}

// pickScripts are the parts of pick.js, which only pages with a form have where several things are picked from a list.
var pickScripts = []string{"page.js", "pick.js"}

// joinScripts makes a script of parts: one function around all of them, one block around each but the first.
func joinScripts(parts []string) func(fs.FS) ([]byte, error) {
	return func(fsys fs.FS) ([]byte, error) {
		var out bytes.Buffer
		out.WriteString("(() => {\n'use strict';\n")
		for i, name := range parts {
			text, err := fs.ReadFile(fsys, "js/"+name)
			if err != nil {
				return nil, err
			}
			part := tidy(string(text))
			if i > 0 {
				part = "{\n" + part + "}\n"
			}
			out.WriteString(part)
		}
		out.WriteString("})();\n")
		return out.Bytes(), nil
	}
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssURL     = regexp.MustCompile(`url\(([^)]*)\)`)
)

// joinSheets makes app.css. What a part names in url(…) must be an asset by now, and is named by its address.
func (a *Assets) joinSheets(fsys fs.FS) ([]byte, error) {
	var out bytes.Buffer
	for _, name := range sheets {
		text, err := fs.ReadFile(fsys, "css/"+name)
		if err != nil {
			return nil, err
		}
		part, err := a.resolve(cssComment.ReplaceAllString(string(text), ""))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out.WriteString(tidy(part))
	}
	return out.Bytes(), nil
}

// resolve replaces each url(fonts/name) and url(name) by the address of the asset called name.
func (a *Assets) resolve(text string) (string, error) {
	var missing error
	text = cssURL.ReplaceAllStringFunc(text, func(found string) string {
		name := strings.TrimPrefix(cssURL.FindStringSubmatch(found)[1], "fonts/")
		address, ok := a.paths[name]
		if !ok {
			missing = fmt.Errorf("no asset is called %q", name)
		}
		return "url(" + address + ")"
	})
	return text, missing
}

// joinLicenses makes the notices of what isn't ours, which must go with every copy of it.
func joinLicenses(fsys fs.FS) ([]byte, error) {
	names, err := fs.Glob(fsys, "vendor/*.txt")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "==== %s ====\n\n%s\n", strings.TrimPrefix(name, "vendor/"), text)
	}
	return out.Bytes(), nil
}

// tidy leaves out indentation, empty lines and the lines that are a comment: no browser needs them. So that it
// may, no string in these files goes over the end of a line.
func tidy(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") {
			continue
		}
		out.WriteString(line)
		out.WriteByte('\n')
	}
	return out.String()
}
