package main

// organizationPictures are the names of what peoplePages and thingPages go to that the documents show. Each is taken light,
// dark, on a phone, and in French.
var organizationPictures = []string{
	"members", "members-filter", "member", "member-role", "member-groups", "member-plan", "group-join",
	"member-invite", "member-link", "member-invitations", "member-withdraw", "member-renew",
	"member-join", "member-join-unproven", "member-join-signed-in", "member-join-gone",
	"member-demote", "member-demote-plan", "member-remove-intent", "member-remove-choice", "member-remove", "member-keys",
	"own-account", "own-account-errors", "own-account-sessions", "own-account-guesses", "own-account-leave",
	"resources", "resources-filter", "resources-selected", "resources-transfer", "resources-transfer-plan", "resources-destroy",
	"resource-register-kind", "resource-register", "resource", "resource-rename", "resource-move", "resource-owners", "resource-access",
	"resource-transfer", "resource-transfer-plan", "resource-destroy", "resource-history", "information-owns",
	"kinds", "kind-add", "kind-change",
	"settings", "settings-end", "settings-errors", "settings-plan", "help", "help-topic", "help-gate", "licences",
	"audit", "audit-filter", "audit-details",
}
