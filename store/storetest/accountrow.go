package storetest

import "chatelaine/store"

// ownAccounts are who have an account: people, whatever they are in the organization.
var ownAccounts = map[string]outcome{
	"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
	"user-creator": allowed, "user-creator reserved": allowed, "user-other": allowed, "who left": allowed,
	"foreign administrator": allowed, "nowhere": allowed,
}

// accountRows are the matrix's of what people do about their own account.
var accountRows = map[string]line{
	"SetPreferences": {
		do: func(a attempt) error {
			return a.store.SetPreferences(a.Context(), a.call(), store.Preferences{Theme: store.ThemeDark})
		},
		who: ownAccounts, otherwise: refused,
	},
}
