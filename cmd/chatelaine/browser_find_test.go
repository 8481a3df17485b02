package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// thing is a part of the page as a screen reader knows it.
type thing struct {
	role, name, about, value string
	states                   map[string]string // checked, disabled, expanded, invalid … as the tree says them
	node                     cdp.BackendNodeID
}

func (g thing) String() string { return fmt.Sprintf("%s %q", g.role, g.name) }

// is tells whether a state holds.
func (g thing) is(state string) bool { return g.states[state] == "true" }

func newThing(node *accessibility.Node) thing {
	g := thing{role: said(node.Role), name: said(node.Name), about: said(node.Description), value: said(node.Value),
		states: map[string]string{}, node: node.BackendDOMNodeID}
	for _, property := range node.Properties {
		g.states[string(property.Name)] = said(property.Value)
	}
	return g
}

// said is a value of the tree as a text.
func said(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if json.Unmarshal(v.Value, &text) == nil {
		return text
	}
	return string(v.Value)
}

// find looks for what has a role and a name; an empty name is any. What a screen reader skips isn't there.
func (v *visitor) find(role, name string) ([]thing, error) {
	document, err := v.object("document")
	if err != nil {
		return nil, err
	}
	tree, err := chromedp.Call(v.ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{ObjectID: document, Role: role, AccessibleName: name})
	if err != nil {
		return nil, err
	}
	var found []thing
	for _, node := range tree.Nodes {
		if !node.Ignored {
			found = append(found, newThing(node))
		}
	}
	return found, nil
}

// see waits for the one thing with a role and a name.
func (v *visitor) see(role, name string) thing {
	v.t.Helper()
	var found []thing
	v.until(fmt.Sprintf("see one %s %q", role, name), func() (bool, error) {
		var err error
		found, err = v.find(role, name)
		return len(found) == 1, errors.Join(err, fmt.Errorf("%d there", len(found)))
	})
	return found[0]
}

// seeLike waits for the one thing with a role and a name that matches.
func (v *visitor) seeLike(role, pattern string) thing {
	v.t.Helper()
	matches := regexp.MustCompile(pattern)
	var match []thing
	v.until(fmt.Sprintf("see one %s like %s", role, pattern), func() (bool, error) {
		all, err := v.find(role, "")
		match = nil
		for _, g := range all {
			if matches.MatchString(g.name) {
				match = append(match, g)
			}
		}
		return len(match) == 1, errors.Join(err, fmt.Errorf("%d of %d", len(match), len(all)))
	})
	return match[0]
}

// gone waits until nothing has a role and a name.
func (v *visitor) gone(role, name string) {
	v.t.Helper()
	v.until(fmt.Sprintf("no %s %q", role, name), func() (bool, error) {
		found, err := v.find(role, name)
		return err == nil && len(found) == 0, err
	})
}

// rows are the names of the keys in the table, from the top.
func (v *visitor) rows() []string {
	v.t.Helper()
	return asks[[]string](v, `[...document.querySelectorAll('#keys tbody a[id^=key-]')].map(link => link.innerText.trim())`)
}

// focused is what has the focus.
func (v *visitor) focused() (thing, error) {
	active, err := v.object("document.activeElement ?? document.body")
	if err != nil {
		return thing{}, err
	}
	no := false
	tree, err := chromedp.Call(v.ctx, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: active, FetchRelatives: &no})
	if err != nil || len(tree.Nodes) == 0 {
		return thing{}, errors.Join(err, errors.New("nothing has the focus"))
	}
	return newThing(tree.Nodes[0]), nil
}

// focus waits until the focus is on what has a role and a name.
func (v *visitor) focus(role, name string) {
	v.t.Helper()
	v.until(fmt.Sprintf("the focus is on %s %q", role, name), func() (bool, error) {
		now, err := v.focused()
		return now.role == role && now.name == name, errors.Join(err, fmt.Errorf("it is on %s", now))
	})
}

// click presses the mouse on what has a role and a name.
func (v *visitor) click(role, name string) {
	v.t.Helper()
	v.clickTimes(v.see(role, name), 1)
}

// clickTimes presses the mouse on a thing so often, quickly.
func (v *visitor) clickTimes(g thing, times int) {
	v.t.Helper()
	var x, y float64
	v.until("reach "+g.String(), func() (reached bool, err error) {
		x, y, err = v.middle(g)
		return err == nil, err
	})
	v.do("move to "+g.String(), chromedp.MouseEvent(chromedp.MouseMoved, x, y))
	for n := range times {
		v.do("click "+g.String(), chromedp.MouseClickXY(x, y, chromedp.ClickCount(n+1)))
	}
}

// reach tells whether a press at a place would reach the element or its label. If something lies over it, it is scrolled
// from under it, as a person would.
const reach = `function(x, y) {
	const there = document.elementFromPoint(x, y);
	const reached = !!there && (this.contains(there) || [...this.labels ?? []].some(label => label.contains(there)));
	if (!reached) this.scrollIntoView({block: 'center', inline: 'nearest'});
	return reached;
}`

// middle is where a thing can be pressed. Errors: it can't be, or something lies over it.
func (v *visitor) middle(g thing) (x, y float64, err error) {
	_, err = chromedp.Call(v.ctx, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: g.node})
	if err != nil {
		return 0, 0, err
	}
	shape, err := chromedp.Call(v.ctx, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: g.node})
	if err != nil || len(shape.Quads) == 0 {
		return 0, 0, errors.Join(err, errors.New("it takes no room"))
	}
	q := shape.Quads[0]
	x, y = (q[0]+q[4])/2, (q[1]+q[5])/2
	object, err := chromedp.Call(v.ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: g.node})
	if err != nil {
		return 0, 0, err
	}
	clear, err := chromedp.Run(v.ctx, chromedp.CallFunctionOn[bool](reach, func(p *runtime.CallFunctionOnParams) { p.ObjectID = object.Object.ObjectID }, x, y))
	if err == nil && !clear {
		err = fmt.Errorf("something lies over it at %.0f, %.0f", x, y)
	}
	return x, y, err
}

// asKeyboards sends a key in the two events of a keyboard's, so that a page that prevents the first prevents both.
func asKeyboards(event *input.DispatchKeyEventParams) {
	if event.Type == kb.KeyDown {
		event.Type = kb.KeyRawDown
	}
}

// press presses keys, one after the other.
func (v *visitor) press(keys ...string) {
	v.t.Helper()
	for _, key := range keys {
		v.do("press a key", chromedp.KeyEvent(key, asKeyboards))
	}
}

// discard leaves a dialog with what was typed into it, which takes a second Escape.
func (v *visitor) discard() {
	v.t.Helper()
	v.press(kb.Escape)
	v.reads("Press Escape again to discard what you typed.")
	v.press(kb.Escape)
}

// writes types a text into what has the focus, in place of what is there.
func (v *visitor) writes(text string) {
	v.t.Helper()
	v.do("select all", chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	v.press(kb.Backspace)
	call(v, input.InsertText, input.InsertTextParams{Text: text})
}

// fill types a text into a field.
func (v *visitor) fill(role, name, text string) {
	v.t.Helper()
	v.click(role, name)
	v.writes(text)
}
