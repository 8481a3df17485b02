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

// roleSentence is a sentence about managers in the organization's words: one key for each preset, so
// that a language can bend the word as it must.
func roleSentence(ctx context.Context, words store.RoleWords, managers, editors string, args ...any) string {
	if words == store.EditorViewer {
		return T(ctx, editors, args...)
	}
	return T(ctx, managers, args...)
}
