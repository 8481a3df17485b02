package views

import "github.com/a-h/templ"

// keyFormTo are the attributes of a form about one key: what it does is done once, and its answer is the form again or
// what brings the page up to date.
func keyFormTo(action string) templ.Attributes {
	return templ.Attributes{
		"method": "post", "action": action, "hx-post": action, "hx-target": "#modal", "hx-swap": "innerHTML swapEmpty:true",
		"hx-sync": "this:drop", "hx-disable": "find .dlg-foot .btn:not([type=button])", "data-once": true,
	}
}
