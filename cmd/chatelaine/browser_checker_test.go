package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

const axeFile = "testdata/axe-4.14.1.min.js"

// axeRun runs the checker: on the dialog that keeps everything else from being reached, else on the page, with the first
// rows of each table, as all are made alike.
const axeRun = `axe.run(document.querySelector('dialog:modal') ?? {exclude: ['tbody tr:nth-child(n+11)']}, {runOnly: %s, resultTypes: ['violations']})
.then(result => JSON.stringify(result.violations.map(v => v.id + ': ' + v.help + ' at ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; '))))`

// What is checked: WCAG 2.0 to 2.2, A and AA, and best practice; and what alone is another in the other theme.
const (
	axeAll     = `{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']}`
	axeColours = `{type: 'rule', values: ['color-contrast', 'link-in-text-block']}`
	// A toast hides rows in part for a few seconds, as the edge of the table does: their targets were measured before.
	axeUnderToast = axeAll + `, rules: {'target-size': {enabled: false}}`
)

// loadAxe reads the checker, if it is what testdata/README.md says.
func loadAxe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(axeFile)
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(script)
	if hash := hex.EncodeToString(sum[:]); !strings.Contains(string(readme), hash) {
		t.Fatalf("%s has the SHA-256 %s, which testdata/README.md doesn't name", axeFile, hash)
	}
	return string(script)
}

// checker looks at pages with the eyes of those who see otherwise.
type checker struct {
	*visitor
	axe         string
	look        string
	runs, found *atomic.Int64
	keep        func(name string, v *visitor) // takes a picture instead; nil: none
}

// check fails the test for what axe finds on the page as it stands, and for a page that is wider than its window.
func (c checker) check(name string) {
	c.t.Helper()
	c.checkAll(name, axeAll)
}

func (c checker) checkAll(name, what string) {
	c.t.Helper()
	c.idle()
	if c.keep != nil {
		c.keep(name, c.visitor)
		return
	}
	c.loadChecker()
	c.ask(name, what)
	if wide := asks[string](c.visitor, "document.documentElement.scrollWidth > innerWidth ? `${document.documentElement.scrollWidth} of ${innerWidth}` : ''"); wide != "" {
		c.t.Errorf("%s, %s: the page scrolls sideways, %s pixels", name, c.look, wide)
	}
	if strings.HasPrefix(c.look, phoneLook) { // has the colours that it has when it is wide
		return
	}
	c.prefer(true, false)
	c.holds("matchMedia('(prefers-color-scheme: dark)').matches")
	c.ask(name+", dark", axeColours)
	c.prefer(false, false)
	c.holds("matchMedia('(prefers-color-scheme: light)').matches")
}

// loadChecker has the page know the checker.
func (c checker) loadChecker() {
	c.t.Helper()
	if !asks[bool](c.visitor, "'axe' in window") {
		c.do("load axe", chromedp.Evaluate[chromedp.Void](c.axe))
	}
}

// ask runs the checker on the page as it stands.
func (c checker) ask(name, what string) {
	c.t.Helper()
	violations := c.violations(what)
	c.runs.Add(1)
	c.found.Add(int64(len(violations)))
	for _, violation := range violations {
		c.t.Errorf("%s, %s: %s", name, c.look, violation)
	}
}

// violations are what the checker finds on the page as it stands, each with the name of its rule first.
func (c checker) violations(what string) (list []string) {
	c.t.Helper()
	if err := json.Unmarshal([]byte(asks[string](c.visitor, fmt.Sprintf(axeRun, what))), &list); err != nil {
		c.t.Fatalf("read what axe says: %v", err)
	}
	return list
}

// faulty puts words that nobody can read and a button without a name on the page.
const faulty = `(() => {
	const words = document.body.appendChild(document.createElement('p'));
	words.id = 'faulty';
	words.append('Faint', document.createElement('button'));
	words.style.cssText = 'color: #777; background: #888';
	return true;
})()`

// wantSighted fails where the checker doesn't see faults: else all that it finds nothing on would prove nothing.
func (c checker) wantSighted() {
	c.t.Helper()
	if c.keep != nil {
		return
	}
	c.loadChecker()
	asks[bool](c.visitor, faulty)
	for _, seen := range []struct{ what, rule string }{{axeAll, "button-name"}, {axeAll, "color-contrast"}, {axeColours, "color-contrast"}} {
		if found := strings.Join(c.violations(seen.what), "\n"); !strings.Contains(found, seen.rule+": ") {
			c.t.Errorf("%s: the checker doesn't see what breaks %s, with %s; it found %q", c.look, seen.rule, seen.what, found)
		}
	}
	asks[bool](c.visitor, "document.querySelector('#faulty').remove() === undefined")
}

// clearOf scrolls on until what lies over the page cuts through nothing that can be pressed: the rest of a button that is
// half hidden is small, and a person scrolls on too.
const clearOf = `(over => {
	const table = document.querySelector('#keys .scroll');
	const scroller = table.scrollHeight > table.clientHeight ? table : document.scrollingElement;
	const cut = () => {
		const boxes = [...document.querySelectorAll(over)].map(one => one.getBoundingClientRect());
		return [...document.querySelectorAll('#keys tbody :is(a, button, input)')].some(target => {
			const { top, bottom, left, right, height } = target.getBoundingClientRect();
			return height && boxes.some(box => left < box.right && right > box.left && [box.top, box.bottom].some(y => top < y && bottom > y));
		});
	};
	for (let tries = 0; cut() && tries < 100; tries++) scroller.scrollTop += 3;
	return !cut();
})(%q)`

// checkUnder checks the page with something lying over it.
func (c checker) checkUnder(name, over string) {
	c.t.Helper()
	c.holds(fmt.Sprintf("document.querySelector(%q) !== null", over))
	if !asks[bool](c.visitor, fmt.Sprintf(clearOf, over)) {
		c.t.Errorf("%s, %s: %s cuts through something wherever the page is scrolled to", name, c.look, over)
	}
	c.check(name)
}
