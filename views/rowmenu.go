package views

import (
	"context"

	"github.com/a-h/templ"
)

// RowAct is what can be done with a row.
type RowAct struct {
	Path   string // behind the address of the row
	Needs  string // word of the row's data-can without which it isn't there; empty: it always is
	Icon   string
	Label  string
	Place  string // where the answer is shown: "#panel" or, when empty, "#modal"
	Page   bool   // it leads to another page instead
	Posts  bool   // it is done at once
	Danger bool   // it stands apart, and is the last
}

// attributes are those of the act's link; its addresses are filled in by static/js/rowmenu.js.
func (a RowAct) attributes() templ.Attributes {
	attributes := templ.Attributes{"data-path": a.Path}
	if a.Needs != "" {
		attributes["data-needs"] = a.Needs
	}
	if a.Danger {
		attributes["class"] = "danger"
	}
	if a.Page {
		return attributes
	}
	attributes["hx-target"], attributes["hx-get"] = "#modal", ""
	if a.Place != "" {
		attributes["hx-target"] = a.Place
	}
	if a.Posts {
		delete(attributes, "hx-get")
		attributes["hx-post"], attributes["hx-swap"] = "", "innerHTML swapEmpty:true"
	}
	return attributes
}

// keyRowActs are what can be done with a key: see [rowCan].
func keyRowActs(ctx context.Context) []RowAct {
	return []RowAct{
		{Icon: "info", Label: T(ctx, "Display information"), Place: "#panel"},
		{Path: "/rename", Needs: "rename", Icon: "pencil", Label: T(ctx, "Rename")},
		{Path: "/about", Needs: "describe", Icon: "bookmark", Label: T(ctx, "What it is for")},
		{Path: "/groups", Needs: "groups", Icon: "shield-check", Label: T(ctx, "Change groups")},
		{Path: "/deactivate", Needs: "deactivate", Icon: "circle-pause", Label: T(ctx, "Deactivate")},
		{Path: "/activate", Needs: "activate", Icon: "power", Label: T(ctx, "Activate"), Posts: true},
		{Path: "/rotate", Needs: "rotate", Icon: "rotate-cw", Label: T(ctx, "Rotate secret")},
		{Path: "/expiry", Needs: "expiry", Icon: "calendar", Label: T(ctx, "Change expiry")},
		{Path: "/delete", Needs: "delete", Icon: "trash-2", Label: T(ctx, "Delete…"), Danger: true},
	}
}
