package main

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// someColumns are the usual ones without two, the last of them moved up.
const someColumns = "cols=name,used,id,status,key,creator,created,expires"

// walkColumns hides columns, shows them, puts them in order and makes them wider, without leaving the page.
func walkColumns(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	v.wantNoSidewaysScroll()
	asks[bool](v, "window.stayed = true")
	columnsHide(v)
	columnsByKeyboard(v)
	columnsByPointer(v)
	columnsWidths(v)
	v.holds("window.stayed === true")
	v.open(tablePath + "?sort=name&" + someColumns)
	v.wantColumns("Name", "Last used", "ID", "Status", "Key", "Created by", "Created", "Expires")
	v.wantWidth("status", 300)
	v.click("button", "Columns")
	v.click("link", "Reset columns")
	v.at(tablePath + "?sort=name")
	v.focus("button", "Columns")
	v.click("button", "Columns")
	v.see("dialog", "Columns")
	v.holds("document.querySelectorAll('#f-cols :checked').length === 10")
}

// wantColumns waits until the headers are those of the table, from its beginning.
func (v *visitor) wantColumns(want ...string) {
	v.t.Helper()
	v.until(fmt.Sprintf("the columns are %q", want), func() (bool, error) {
		got := asks[[]string](v, `[...document.querySelectorAll('#keys th[aria-label]:not(.sel)')].map(header => header.ariaLabel)`)
		return slices.Equal(got, want), fmt.Errorf("they are %q", got)
	})
}

// wantNoSidewaysScroll fails the test if the columns don't fit into their frame.
func (v *visitor) wantNoSidewaysScroll() {
	v.t.Helper()
	v.idle()
	if wide := asks[int](v, `document.querySelector('#keys .scroll').scrollWidth - document.querySelector('#keys .scroll').clientWidth`); wide > 0 {
		v.t.Errorf("the table is %d pixels too wide", wide)
	}
}

// wantWidth waits until a column has a width.
func (v *visitor) wantWidth(column string, width int) {
	v.t.Helper()
	v.holds(fmt.Sprintf(`document.querySelector('[data-width=%s]').parentElement.offsetWidth === %d`, column, width))
}

// columnsHide hides a column by its menu, while the table is sorted by it.
func columnsHide(v *visitor) {
	v.click("button", "Name column options")
	v.gone("menuitem", "Hide column")
	v.press(kb.Escape)
	v.click("button", "Role column options")
	v.click("menuitemradio", "Sort ascending")
	v.at(tablePath + "?sort=role")
	before := v.rows()
	v.click("button", "Role column options")
	v.click("menuitem", "Hide column")
	v.at(tablePath + "?sort=role&cols=name,id,status,key,groups,creator,created,expires,used")
	v.gone("button", "Role column options")
	v.focus("button", "Columns")
	if after := v.rows(); !slices.Equal(before, after) {
		v.t.Errorf("without its column the table is in another order: %q, was %q", after, before)
	}
	v.reads("Sorted by Role")
	v.click("link", "Clear sort")
	v.at(tablePath + "?cols=name,id,status,key,groups,creator,created,expires,used")
	v.gone("link", "Clear sort")
	v.back()
	v.see("link", "Clear sort")
	v.idle()
	v.click("button", "Name column options")
	v.click("menuitemradio", "Sort ascending")
}

// columnsByKeyboard hides another one, and moves one up with the keyboard alone.
func columnsByKeyboard(v *visitor) {
	v.click("button", "ID column options")
	v.focus("menuitemradio", "Sort ascending")
	v.press(kb.End)
	v.focus("menuitem", "Columns…")
	v.press(kb.Enter)
	v.see("dialog", "Columns")
	v.focus("button", "Close columns")
	if name := v.see("checkbox", "Name"); !name.is("disabled") || name.about != "always shown, first" {
		v.t.Errorf("the tick of the name is disabled: %q, described as %q", name.states["disabled"], name.about)
	}
	v.tabTo("checkbox", "Groups")
	v.press(" ")
	v.tabTo("button", "Move Last used up")
	for range 8 {
		v.press(kb.Enter)
	}
	v.focus("button", "Move Last used up")
	v.reads("Now column 2 of 13.")
	v.press(kb.Enter) // higher it can't go
	v.tabTo("button", "Apply")
	v.press(kb.Enter)
	v.at(tablePath + "?sort=name&" + someColumns)
	v.focus("button", "Columns")
	v.wantColumns("Name", "Last used", "ID", "Status", "Key", "Created by", "Created", "Expires")
	v.click("link", "Next")
	v.reads("26–50 of 240")
	v.wantColumns("Name", "Last used", "ID", "Status", "Key", "Created by", "Created", "Expires")
}

// columnsByPointer drags a column; what isn't applied is forgotten, and the place in the table is kept.
func columnsByPointer(v *visitor) {
	v.click("button", "Columns")
	v.see("dialog", "Columns")
	v.do("drag Expires", chromedp.DragAndDrop(chromedp.CSS("#col-expires [data-handle]"), chromedp.CSS("#col-id [data-handle]")))
	v.holds("document.querySelector('#col-used').nextElementSibling.id === 'col-expires'")
	v.press(kb.Escape)
	v.gone("dialog", "Columns")
	v.holds("document.querySelector('#col-used').nextElementSibling.id === 'col-id'")
	v.click("button", "Columns")
	v.see("dialog", "Columns")
	v.do("drag ID", chromedp.DragAndDrop(chromedp.CSS("#col-id [data-handle]"), chromedp.CSS("#col-created [data-handle]")))
	v.click("checkbox", "Groups")
	v.click("button", "Apply")
	v.wantColumns("Name", "Last used", "Status", "Key", "Groups", "Created by", "Created", "ID", "Expires")
	v.reads("26–50 of 240")
	v.back()
	v.wantColumns("Name", "Last used", "ID", "Status", "Key", "Created by", "Created", "Expires")
}

// columnsWidths drags the edge of a column, and moves one by keys; both outlive a swap.
func columnsWidths(v *visitor) {
	edge := asks[[]float64](v, `(() => { const box = document.querySelector('[data-width=status]').getBoundingClientRect();
		return [box.x + box.width / 2, box.y + box.height / 2]; })()`)
	v.do("drag the edge of Status", chromedp.DragAndDropXY(edge[0], edge[1], edge[0]+162, edge[1]))
	v.wantWidth("status", 300)
	v.click("button", "Status column options")
	v.click("menuitemradio", "Sort ascending")
	v.at(tablePath + "?sort=status&" + someColumns)
	v.wantWidth("status", 300)
	asks[bool](v, `document.querySelector('[data-width=key]').focus() ?? true`)
	v.press(kb.ArrowRight, kb.ArrowRight, kb.ArrowLeft)
	v.wantWidth("key", 128)
	v.holds(`document.activeElement.getAttribute('aria-valuenow') === '128'`)
	v.press(kb.Enter)
	v.wantWidth("key", 112)
	asks[bool](v, `document.querySelector('[data-width=name]').focus() ?? true`)
	v.press(kb.ArrowLeft)
	v.holds(`document.querySelector('[data-width=name]').parentElement.offsetWidth < 320`)
	v.do("double-click its edge", chromedp.DoubleClick(chromedp.CSS("[data-width=name]")))
	v.holds(`!document.documentElement.hasAttribute('data-named')`)
	v.wantNoSidewaysScroll()
}

// walkColumnsPlainly puts columns in order without scripts: each move is a page, on which the button has the focus again.
func walkColumnsPlainly(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{noScript: true})
	v.signIn(p)
	v.click("button", "Columns")
	v.click("checkbox", "Role")
	v.click("button", "Move Last used up")
	v.at(tablePath + "?cols=name,id,status,key,groups,creator,created,used,expires")
	v.focus("button", "Move Last used up")
	v.press(kb.Enter)
	v.at(tablePath + "?cols=name,id,status,key,groups,creator,used,created,expires")
	v.focus("button", "Move Last used up")
	v.click("checkbox", "ID")
	v.click("button", "Apply")
	v.at(tablePath + "?cols=name,status,key,groups,creator,used,created,expires")
	v.wantColumns("Name", "Status", "Key", "Groups", "Created by", "Last used", "Created", "Expires")
	v.click("button", "Status column options")
	v.click("menuitem", "Hide column")
	v.at(tablePath + "?cols=name,key,groups,creator,used,created,expires")
	v.click("button", "Columns")
	v.click("link", "Reset columns")
	v.at(tablePath)
}

// arranging is the form for columns, beside a table that has few of them.
func arranging(c checker) {
	c.open(tablePath + "?cols=name,used,status&sort=-expires")
	c.reads("Sorted by Expires, descending")
	c.click("button", "Columns")
	c.see("dialog", "Columns")
	c.check("columns")
	c.open(tablePath)
}
