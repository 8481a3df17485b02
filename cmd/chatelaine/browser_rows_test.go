package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// menuDelete opens the question about a key from the menu of its row.
func (v *visitor) menuDelete(key string) {
	v.t.Helper()
	v.click("button", "Actions for "+key)
	v.click("menuitem", "Delete…")
}

// walkRows goes through the rows of the table without a mouse.
func walkRows(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.signIn(p)
	rows := v.rows()
	last := rows[len(rows)-1]
	v.idle()
	v.press("k") // from nowhere: the first
	v.focus("link", rows[0])
	v.press("j", kb.ArrowDown)
	v.focus("link", rows[2])
	v.press("k", kb.ArrowUp, kb.ArrowUp) // there is nothing above the first
	v.focus("link", rows[0])
	v.press(kb.End)
	v.focus("link", last)
	v.press("j")
	v.focus("link", last)
	v.holds(`(box => (row => row.bottom <= box.bottom)(document.activeElement.getBoundingClientRect()))(document.querySelector('.scroll').getBoundingClientRect())`)
	v.press(kb.Home)
	v.focus("link", rows[0])
	rowMenuByKey(v, rows[1])
	shortcutsStayOut(v, rows)
	rowTick(v, rows)
	rowMenuByPointer(v, rows)
}

// rowMenuByKey opens the menu of the second row from its name.
func rowMenuByKey(v *visitor, name string) {
	v.press("j", ".")
	v.see("menu", "Actions for "+name)
	v.focus("menuitem", "Display information")
	if !v.see("button", "Actions for "+name).is("expanded") {
		v.t.Error("the button doesn't say that its menu is open")
	}
	v.press(kb.Escape)
	v.gone("menu", "Actions for "+name)
	v.focus("link", name)
	v.press(".")
	v.focus("menuitem", "Display information")
	v.press("j", "x", ".", "?") // type-ahead is all that a letter does in a menu
	v.see("menu", "Actions for "+name)
	v.press(kb.Enter)
	v.see("dialog", name)
	v.press(kb.Escape)
	v.gone("dialog", name)
	v.focus("link", name)
}

// shortcutsStayOut writes letters where they are text, and where they belong to the browser.
func shortcutsStayOut(v *visitor, rows []string) {
	v.press("/")
	v.focus("searchbox", "Search keys by name, ID, creator, purpose or label")
	v.press("j", "k", ".", "x", "?", "/")
	if field := v.see("searchbox", "Search keys by name, ID, creator, purpose or label"); field.value != "jk.x?/" {
		v.t.Errorf("the search field holds %q", field.value)
	}
	v.writes("")
	v.reads("1–25 of 240")
	v.do("leave the field", chromedp.Evaluate[chromedp.Void]("document.activeElement.blur()"))
	v.do("press Ctrl+J", chromedp.KeyEvent("j", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	v.do("press Alt+.", chromedp.KeyEvent(".", chromedp.KeyModifiers(chromedp.ModifierAlt)))
	v.holds("document.activeElement === document.body")
	v.menuDelete(rows[0])
	v.focus("button", "Cancel")
	v.press("j", "?")
	v.focus("button", "Cancel")
	v.press(kb.Escape)
	v.focus("button", "Actions for "+rows[0])
}

// rowTick ticks a row that has a tick.
func rowTick(v *visitor, rows []string) {
	asks[bool](v, `(() => {
		const cell = document.querySelectorAll('#keys tbody tr')[1].insertCell(0), tick = document.createElement('input');
		tick.type = 'checkbox';
		tick.ariaLabel = 'Select';
		tick.id = 'tick-of-test';
		cell.append(tick);
		return true;
	})()`)
	v.press("j")
	v.focus("link", rows[1])
	v.press("x")
	v.holds("document.querySelector('#tick-of-test').checked")
	asks[bool](v, "document.querySelector('#tick-of-test').focus() ?? true")
	v.press("x")
	v.holds("!document.querySelector('#tick-of-test').checked")
	v.press("j")
	v.focus("link", rows[2])
	v.open(tablePath)
}

// rowMenuByPointer opens one menu after the other, and closes one by its own button.
func rowMenuByPointer(v *visitor, rows []string) {
	v.click("button", "Actions for "+rows[3])
	v.see("menu", "Actions for "+rows[3])
	v.click("button", "Actions for "+rows[3])
	v.gone("menu", "Actions for "+rows[3])
	v.click("button", "Actions for "+rows[3])
	v.see("menu", "Actions for "+rows[3])
	v.click("button", "Actions for "+rows[1])
	v.see("menu", "Actions for "+rows[1])
	if v.see("button", "Actions for "+rows[3]).is("expanded") {
		v.t.Error("the button of another row says that the menu is its own")
	}
	v.holds(`(([menu, button]) => Math.abs(menu.top - button.bottom) < 8)(['#m-row', '[aria-expanded=true]'].map(one => document.querySelector(one).getBoundingClientRect()))`)
	v.press(kb.Escape)
	v.gone("menu", "Actions for "+rows[1])
	v.focus("button", "Actions for "+rows[1])
	v.press(" ")
	v.focus("menuitem", "Display information")
	v.press(kb.Tab)
	v.gone("menu", "Actions for "+rows[1])
	for _, count := range []string{"25", "100"} {
		v.open(tablePath + "?rows=" + count)
		v.holds(`document.querySelectorAll('[role=menu] [data-path=""]').length === 1`)
	}
}
