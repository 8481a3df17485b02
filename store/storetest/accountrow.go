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
	"OwnAccount": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.OwnAccount(a.Context(), a.actor, start)) },
		who:   ownAccounts, otherwise: refused,
	},
	"RenameAccount": {
		do: func(a attempt) error {
			return a.store.RenameAccount(a.Context(), a.call(), "Another name")
		},
		who: ownAccounts, otherwise: refused,
	},
	"ChangeEmail": {
		do: func(a attempt) error {
			return a.store.ChangeEmail(a.Context(), a.call(), string(a.actor.ID)+"@another.example", a.passwordOf())
		},
		who: ownAccounts, otherwise: refused,
	},
	"ChangePassword": {
		do: func(a attempt) error {
			return a.store.ChangePassword(a.Context(), a.call(), store.NewPassword{Checked: a.passwordOf(), Hash: "$argon2id$new"})
		},
		who: ownAccounts, otherwise: refused,
	},
	"EndOwnSession": {
		do:  func(a attempt) error { return errOf(a.store.EndOwnSession(a.Context(), a.call(), "another")) },
		who: ownAccounts, otherwise: refused,
	},
	"EndOtherSessions": {
		do:  func(a attempt) error { return errOf(a.store.EndOtherSessions(a.Context(), a.call())) },
		who: ownAccounts, otherwise: refused,
	},
	"SetPreferences": {
		do: func(a attempt) error {
			return a.store.SetPreferences(a.Context(), a.call(), store.Preferences{Theme: store.ThemeDark})
		},
		who: ownAccounts, otherwise: refused,
	},
}

// passwordOf is what the password of the actor was checked against, if they are a person.
func (a attempt) passwordOf() string {
	for _, who := range people {
		for _, o := range []tenant{a.tenant, a.twin} {
			if o.principal(who.name) == a.actor.ID {
				return "$argon2id$" + who.name
			}
		}
	}
	return ""
}
