package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// walkViews names a table, comes back to it, opens the table with it, and deletes it, all on one page.
func walkViews(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(422)
	v.signIn(p)
	asks[bool](v, "window.stayed = true")
	v.click("button", "Views")
	v.click("menuitemradio", "Created by people who left")
	v.at(tablePath + "?only=left")
	v.see("button", "Views Created by people who left")
	v.focus("button", "Views Created by people who left")
	v.back()
	v.at(tablePath)
	v.see("button", "Views")

	v.open(tablePath + "?q=tile&rows=50")
	asks[bool](v, "window.stayed = true")
	v.click("button", "Views")
	v.click("menuitem", "Save this view…")
	v.see("dialog", "Save this view")
	v.focus("textbox", "Name")
	v.click("button", "Save")
	v.reads("Name is missing.")
	v.fill("textbox", "Name", "Tiles")
	v.click("button", "Save")
	v.gone("dialog", "Save this view")
	v.reads("The view “Tiles” is saved.")
	v.see("button", "Views Tiles")
	v.focus("button", "Views Tiles")

	v.click("button", "Views Tiles")
	v.click("menuitem", "Manage views…")
	v.see("dialog", "Views")
	v.click("radio", "Tiles")
	v.click("button", "Save")
	v.reads("Your table opens with “Tiles”.")
	v.holds("window.stayed === true")
	v.open(tablePath)
	v.at(tablePath + "?q=tile&rows=50")
	asks[bool](v, "window.stayed = true")
	v.click("link", "Clear all")
	v.at(tablePath + "?rows=50")
	v.click("button", "Views")
	v.click("menuitemradio", "All keys")
	v.at(tablePath + "?view=all")
	v.reads("1–25 of 240")
	deleteViewTiles(v)
	v.holds("window.stayed === true")
	v.open(tablePath)
	v.at(tablePath)
	v.reads("1–25 of 240")
}

// deleteViewTiles renames the view, and deletes it, with the keyboard.
func deleteViewTiles(v *visitor) {
	v.click("button", "Views")
	v.click("menuitem", "Manage views…")
	v.click("link", "Rename Tiles")
	v.see("dialog", "Rename view")
	v.fill("textbox", "Name", "Roof tiles")
	v.press(kb.Enter)
	v.gone("dialog", "Rename view")
	v.click("button", "Views")
	v.see("menuitemradio", "Roof tiles opens first")
	v.click("menuitem", "Manage views…")
	v.see("button", "Delete Roof tiles")
	asks[bool](v, `document.querySelector('[aria-label="Delete Roof tiles"]').focus() ?? true`)
	v.press(kb.Enter)
	v.gone("radio", "Roof tiles")
	v.see("dialog", "Views")
	v.press(kb.Escape)
	v.gone("dialog", "Views")
	v.focus("button", "Views")
}

// walkPlainViews does the same as pages.
func walkPlainViews(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true, phone: true})
	v.watch.expect(422)
	v.signIn(p)
	v.click("button", "Views")
	v.click("menuitemradio", "Never used")
	v.at(tablePath + "?used=never")
	v.click("button", "Views Never used")
	v.click("menuitem", "Save this view…")
	v.see("heading", "Save this view")
	v.fill("textbox", "Name", "Idle")
	v.click("radio", "Everyone in the organization")
	v.click("button", "Save")
	v.at(tablePath + "?used=never")
	v.see("button", "Views Idle")
	v.open("/o/meridian-survey/views")
	v.see("heading", "Views")
	v.click("radio", "Idle")
	v.click("button", "Save")
	v.at(tablePath + "?used=never")
	v.click("link", "Clear all")
	v.at(tablePath + "?view=all")
	v.open("/o/meridian-survey/views")
	v.click("button", "Delete Idle")
	v.see("heading", "Views")
	v.gone("radio", "Idle")
	v.click("link", "Close")
	v.at(tablePath)
}

// downloads lets the visitor take files away, and is the folder where they come to lie.
func (v *visitor) downloads() string {
	v.t.Helper()
	folder := v.t.TempDir()
	if _, err := chromedp.CallBrowser(v.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: "allow", DownloadPath: folder, BrowserContextID: chromedp.FromContext(v.ctx).BrowserContextID,
	}); err != nil {
		v.t.Fatalf("allow downloads: %v", err)
	}
	return folder
}

// sheet waits for a file of that many lines.
func (v *visitor) sheet(pattern string, lines int) (rows [][]string) {
	v.t.Helper()
	v.until("the file is there", func() (bool, error) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) != 1 {
			return false, err
		}
		file, err := os.ReadFile(files[0])
		if err == nil {
			rows, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), "\ufeff"))).ReadAll()
		}
		return len(rows) == lines, err
	})
	return rows
}

// walkExport takes the table away as a file.
func walkExport(t *testing.T, chromium context.Context) {
	p := startDemo(t)
	v := visit(t, chromium, p.base, look{})
	folder := v.downloads()
	v.signIn(p)
	v.click("button", "Name column options")
	v.click("menuitemradio", "Sort ascending")
	v.at(tablePath + "?sort=name")
	v.reads("1–25 of 240")
	first := v.rows()
	v.click("button", "Export")
	v.see("menu", "Export")
	v.click("menuitem", "CSV for spreadsheets")
	rows := v.sheet(filepath.Join(folder, "meridian-survey-keys-*.csv"), 241)
	for i, name := range first {
		if rows[i+1][1] != name {
			t.Errorf("row %d of the file is %q, the table has %q", i+1, rows[i+1][1], name)
		}
	}
	v.at(tablePath + "?sort=name")
	v.focus("button", "Export")
	v.click("button", "Export") // and once more, in the other format
	v.click("menuitem", "JSON lines for programs")
	v.until("the other file is there", func() (bool, error) {
		files, err := filepath.Glob(filepath.Join(folder, "meridian-survey-keys-*.jsonl"))
		return len(files) == 1, err
	})
}

// viewing is the menu of views, the form that saves one, the list, and the menu of exports.
func viewing(c checker) {
	c.open(tablePath + "?used=never")
	c.click("button", "Views Never used")
	c.see("menu", "Views")
	c.check("views-menu")
	c.click("menuitem", "Save this view…")
	c.see("dialog", "Save this view")
	c.check("view-save")
	c.fill("textbox", "Name", "Idle keys")
	c.click("button", "Save")
	c.reads("The view “Idle keys” is saved.")
	c.idle()
	c.open("/o/meridian-survey/views/new?state=q%3Dtile")
	c.fill("textbox", "Name", "Idle keys")
	c.click("button", "Save")
	c.reads("You have a view named “Idle keys” already.")
	c.check("view-taken")
	c.open(tablePath + "?used=never")
	c.click("button", "Views Idle keys")
	c.click("menuitem", "Manage views…")
	c.see("dialog", "Views")
	c.check("views")
	c.press(kb.Escape)
	c.open("/o/meridian-survey/views")
	c.see("heading", "Views")
	c.check("views-page")
	c.open(tablePath)
	c.click("button", "Export")
	c.see("menu", "Export")
	c.check("export-menu")
	c.press(kb.Escape)
	c.open(tablePath)
}
