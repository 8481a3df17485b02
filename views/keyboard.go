package views

import (
	"context"

	"chatelaine/store"
)

// KeyboardAddress is where the list of keys is.
func KeyboardAddress(slug string) string { return "/o/" + slug + "/keyboard" }

// NewKeyboard makes the list of what keys do.
func NewKeyboard(ctx context.Context, org store.Organization) Keyboard {
	return Keyboard{
		Window: Window{ID: "keyboard", Title: T(ctx, "Keyboard shortcuts"), Close: KeysAddress(org.Slug)},
		Action: "/keyboard", Back: KeyboardAddress(org.Slug), Off: keysOff(ctx),
		Groups: []ShortcutGroup{
			{T(ctx, "Everywhere"), []Shortcut{
				{[]KeyCap{{"?", T(ctx, "question mark")}}, T(ctx, "This list")},
				{[]KeyCap{{T(ctx, "Esc"), T(ctx, "Escape")}}, T(ctx, "Close a menu, a window or the information")},
			}},
			{T(ctx, "Table of keys"), []Shortcut{
				{[]KeyCap{{"/", T(ctx, "slash")}}, T(ctx, "Search")},
				{[]KeyCap{{"j", ""}, {"k", ""}}, T(ctx, "Next row, previous row, from anywhere on the page")},
				{[]KeyCap{{"↓", T(ctx, "arrow down")}, {"↑", T(ctx, "arrow up")}}, T(ctx, "Next row, previous row, from a row")},
				{[]KeyCap{{T(ctx, "Home"), ""}, {T(ctx, "End"), ""}}, T(ctx, "First row, last row, from a row")},
				{[]KeyCap{{T(ctx, "Enter"), ""}}, T(ctx, "Information about the row’s key")},
				{[]KeyCap{{".", T(ctx, "full stop")}}, T(ctx, "Menu of the row")},
				{[]KeyCap{{"x", ""}}, T(ctx, "Select the row, or not")},
			}},
			{T(ctx, "Menus"), []Shortcut{
				{[]KeyCap{{"↓", T(ctx, "arrow down")}, {"↑", T(ctx, "arrow up")}}, T(ctx, "Open the menu of a button; next item, previous item")},
				{[]KeyCap{{T(ctx, "Home"), ""}, {T(ctx, "End"), ""}}, T(ctx, "First item, last item")},
				{[]KeyCap{{"a–z", T(ctx, "a letter")}}, T(ctx, "The item that begins with it")},
			}},
		},
	}
}
