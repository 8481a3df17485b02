package store

import "fmt"

// Role is what a member or a key is in an organization; each includes the ones below it.
// The zero Role is none, and may do nothing.
type Role uint8

// The roles, from the lowest. A key is never an administrator.
const (
	RoleUser Role = iota + 1
	RoleManager
	RoleAdministrator
)

// String is the role's name in forms, events and the database: user, manager, administrator.
func (r Role) String() string {
	switch r {
	case RoleUser:
		return "user"
	case RoleManager:
		return "manager"
	case RoleAdministrator:
		return "administrator"
	}
	return "none"
}

// ParseRole reads what [Role.String] writes. Errors: [InvalidError] for the field "role".
func ParseRole(name string) (Role, error) {
	for _, r := range []Role{RoleUser, RoleManager, RoleAdministrator} {
		if r.String() == name {
			return r, nil
		}
	}
	return 0, &InvalidError{Field: "role", Problem: "is not a role", Accepted: "one of the roles shown"}
}

// RoleWords is an organization's preset of the words shown for its roles.
type RoleWords string

// The presets. The words themselves belong to the views.
const (
	ManagerUser  RoleWords = "manager"
	EditorViewer RoleWords = "editor"
)

// ParseRoleWords reads a preset's name. Errors: [InvalidError] for the field "role_words".
func ParseRoleWords(name string) (RoleWords, error) {
	switch words := RoleWords(name); words {
	case ManagerUser, EditorViewer:
		return words, nil
	}
	return "", &InvalidError{Field: "role_words", Problem: "is not one of the choices", Accepted: "one of the two presets"}
}

// GoString keeps failures of tests readable.
func (r Role) GoString() string { return fmt.Sprintf("store.Role(%s)", r) }
