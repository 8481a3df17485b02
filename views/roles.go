package views

import (
	"context"

	"chatelaine/store"
)

// RoleName is a role in the organization's words.
func RoleName(ctx context.Context, words store.RoleWords, role store.Role) string {
	switch {
	case role == store.RoleAdministrator:
		return T(ctx, "Administrator")
	case role == store.RoleManager && words == store.EditorViewer:
		return T(ctx, "Editor")
	case role == store.RoleManager:
		return T(ctx, "Manager")
	case role == store.RoleUser && words == store.EditorViewer:
		return T(ctx, "Viewer")
	case role == store.RoleUser:
		return T(ctx, "User")
	}
	return ""
}

// someoneWords stand for a person of whom nothing but their role may be told.
func someoneWords(ctx context.Context, words store.RoleWords, role store.Role) string {
	switch {
	case role == store.RoleAdministrator:
		return T(ctx, "An administrator")
	case role == store.RoleManager && words == store.EditorViewer:
		return T(ctx, "An editor")
	case role == store.RoleManager:
		return T(ctx, "A manager")
	case words == store.EditorViewer:
		return T(ctx, "A viewer")
	}
	return T(ctx, "A user")
}

// roleSentence is a sentence about managers in the organization's words: one key for each preset, so
// that a language can bend the word as it must.
func roleSentence(ctx context.Context, words store.RoleWords, managers, editors string, args ...any) string {
	if words == store.EditorViewer {
		return T(ctx, editors, args...)
	}
	return T(ctx, managers, args...)
}
