package web_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// parse reads a page or a part of one.
func parse(t testing.TB, body string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatalf("parse %q: %v", body, err)
	}
	return root
}

// elements are all elements with one of the names, in the order of the document.
func elements(root *html.Node, names ...string) (found []*html.Node) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && slices.Contains(names, n.Data) {
			found = append(found, n)
		}
	}
	return found
}

// attribute is an attribute's value; empty when there is none.
func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// byID is the element with an id; nil when there is none.
func byID(root *html.Node, id string) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "id") == id {
			return n
		}
	}
	return nil
}

// byName is the first field with a name in an answer; nil when there is none.
func byName(t testing.TB, a answer, name string) *html.Node {
	t.Helper()
	for _, n := range elements(parse(t, a.body), "input", "select", "button") {
		if attribute(n, "name") == name {
			return n
		}
	}
	return nil
}

// textOf is what a person reads: text with single spaces.
func textOf(root *html.Node) string {
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			text.WriteString(n.Data)
			if n.NextSibling == nil || n.NextSibling.Data != "wbr" { // a word goes on there
				text.WriteString(" ")
			}
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// sheetForm is a form of a page: where it is sent, and what is in its fields.
type sheetForm struct {
	method, action string   // a button's method, where the form has none
	names          []string // of all fields, whether they would be sent or not; sorted
	values         url.Values
}

// forms are all forms of a page, with the values that sending them untouched would send, and a radio group's first
// choice where none is chosen.
func forms(root *html.Node) (all []sheetForm) {
	for _, n := range elements(root, "form") {
		form := sheetForm{method: strings.ToUpper(attribute(n, "method")), action: attribute(n, "action"), values: url.Values{}}
		for _, field := range elements(n, "input", "select", "textarea", "button") {
			if form.method == "" {
				form.method = strings.ToUpper(attribute(field, "formmethod"))
			}
			form.take(field)
		}
		slices.Sort(form.names)
		form.names = slices.Compact(form.names)
		all = append(all, form)
	}
	return all
}

func (f *sheetForm) take(field *html.Node) {
	name := attribute(field, "name")
	if name == "" || attribute(field, "form") != "" { // it belongs to another form, or to none
		return
	}
	f.names = append(f.names, name)
	switch {
	case field.Data == "button":
	case field.Data == "select":
		for _, option := range elements(field, "option") {
			if hasAttribute(option, "selected") {
				f.values.Set(name, optionValue(option))
			}
		}
	case attribute(field, "type") == "radio":
		if hasAttribute(field, "checked") || !f.values.Has(name) {
			f.values.Set(name, attribute(field, "value"))
		}
	case attribute(field, "type") == "checkbox" && !hasAttribute(field, "checked"):
	default:
		f.values.Set(name, attribute(field, "value"))
	}
}

func optionValue(option *html.Node) string {
	if hasAttribute(option, "value") {
		return attribute(option, "value")
	}
	return textOf(option)
}

// formTo is the page's form with an action.
func formTo(t testing.TB, body, action string) sheetForm {
	t.Helper()
	all := forms(parse(t, body))
	at := slices.IndexFunc(all, func(f sheetForm) bool { return f.action == action })
	if at < 0 {
		t.Fatalf("there is no form to %s in:\n%s", action, body)
	}
	return all[at]
}

// neutral is an answer's body without what differs from one answer to the next by design: the nonce of its scripts.
func neutral(t testing.TB, a answer) string {
	t.Helper()
	_, rest, found := strings.Cut(a.header.Get("Content-Security-Policy"), "'nonce-")
	nonce, _, _ := strings.Cut(rest, "'")
	if !found || len(nonce) < 22 {
		t.Fatalf("there is no nonce in %q", a.header.Get("Content-Security-Policy"))
	}
	return strings.ReplaceAll(a.body, nonce, "NONCE")
}
