package views

import "github.com/a-h/templ"

// sends are the attributes of a window's form. In a dialog the answer takes the dialog's place, or it goes; on a page of
// its own the form is the browser's, which leads on to another page: nothing of this one stays.
func (w Window) sends(action string) templ.Attributes {
	if w.Page {
		return templ.Attributes{"method": "post", "action": action}
	}
	return templ.Attributes{
		"method": "post", "action": action, "hx-post": action, "hx-target": "#modal", "hx-swap": "innerHTML swapEmpty:true",
		"hx-sync": "this:drop", "hx-disable": "find .dlg-foot .btn:not([type=button])",
	}
}

// stepIn are the attributes by which a dialog becomes another step of its own; a page has none.
func stepIn(w Window, way, address string) templ.Attributes {
	if w.Page {
		return nil
	}
	return templ.Attributes{way: address, "hx-target": "#modal"}
}
