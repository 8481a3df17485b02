package views

import (
	"context"

	"chatelaine/store"
)

func helpAddKeys(ctx context.Context, words store.RoleWords) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "What a key is"), Words: []string{
			T(ctx, "A program that wants something of your product shows a key, as a person shows a pass. The key says which organization it belongs to, what it may do and until when."),
			T(ctx, "A key belongs to the organization, not to the person who made it: it goes on working when they leave."),
			T(ctx, "Give each program its own key. Then one of them can be stopped without stopping the others."),
		}},
		{Title: T(ctx, "How to add one"), Steps: []string{
			T(ctx, "Open “API keys” and choose “Add key”."),
			T(ctx, "Give it a name that says what uses it and where, so that anyone can recognise it in a year. No two keys have the same name."),
			T(ctx, "Choose the day that it ends with. It works through the end of that day, in the organization’s time zone; today is allowed, and ends tonight."),
			roleSentence(ctx, words,
				"Choose its role. A key with the role User works with data within its groups; one with the role Manager also registers resources and hands over its own.",
				"Choose its role. A key with the role Viewer works with data within its groups; one with the role Editor also registers resources and hands over its own."),
			T(ctx, "Tick the groups that it needs, and no others. Without a group it may do nothing."),
			T(ctx, "Choose “Create”. Until then nothing is made; “Cancel” makes nothing."),
		}, After: []string{
			T(ctx, "What is marked with * is required. A group is required as soon as the organization has any."),
		}},
		{Title: T(ctx, "The secret is shown once"), Words: []string{
			T(ctx, "After “Create” you see the private key itself. Copy it to where the program reads it, for instance a password store or the settings of the server. Don’t send it by e-mail or chat."),
			T(ctx, "Tick “I have stored this key” and choose “OK”. From then on nobody can see it again: not you, not an administrator, not whoever runs the machine."),
			T(ctx, "If it is lost, rotate the key: it gets another secret, and keeps its name, its groups and what it owns."),
			T(ctx, "A key whose window was closed before “OK” works, and is marked “Not confirmed” in the table: perhaps nobody has its secret. Rotate it, or delete it."),
		}},
		{Title: T(ctx, "Who can add keys"), Words: []string{
			roleSentence(ctx, words,
				"Managers and administrators, unless an administrator has reserved keys for administrators. A manager can give a key only groups that they belong to themselves; an administrator can give any.",
				"Editors and administrators, unless an administrator has reserved keys for administrators. An editor can give a key only groups that they belong to themselves; an administrator can give any."),
			roleSentence(ctx, words,
				"A manager who belongs to no group has to ask an administrator for one first, as soon as the organization has groups.",
				"An editor who belongs to no group has to ask an administrator for one first, as soon as the organization has groups."),
		}},
	}
}

func helpManageKeys(ctx context.Context, words store.RoleWords) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "Finding keys"), Words: []string{
			T(ctx, "The search looks at names, IDs and creators. Menus in the heads of the columns sort, filter and hide them."),
			T(ctx, "The address of the page holds the search, the filters and the order: a bookmark of it, or a link that you send, shows the same view. You can also save a view under a name."),
			T(ctx, "If you have a whole key and want to know which one it is, paste it into the search. It is found by its ID, and what you pasted isn’t kept."),
		}},
		{Title: T(ctx, "What the statuses mean"), Words: []string{
			T(ctx, "Active: the key opens what its role and its groups allow."),
			T(ctx, "Expiring soon: it opens the same, and ends within 14 days."),
			T(ctx, "Expired: its last day is over. It opens nothing until somebody gives it a later one."),
			T(ctx, "Inactive: somebody switched it off. It opens nothing until it is switched on again, or until the time is over that was chosen for it."),
		}},
		{Title: T(ctx, "Switching a key off and on"), Words: []string{
			T(ctx, "“Deactivate” stops a key from the moment that the page says so, for some hours, until the end of a day, or until further notice. “Activate” undoes it. Nothing of the key is lost."),
			T(ctx, "It is the right thing to do first when you think that somebody else has a secret, or that nobody needs a key any more: wait whether anybody complains, and delete it then."),
		}},
		{Title: T(ctx, "Rotating a secret"), Words: []string{
			T(ctx, "A secret should be replaced from time to time, and at once when others may know it. The key stays the same key: only the text that the program presents changes."),
		}, Steps: []string{
			T(ctx, "Choose “Rotate secret” in the row’s menu, and for how long the old secret goes on working: not at all, 24 hours, or another time that is offered."),
			T(ctx, "Store the new secret where the program reads it. It is shown once, as when the key was added."),
			T(ctx, "The key’s information shows which of the two was last used, and when. As soon as only the new one is used, end the old one, or let its time run out."),
		}, After: []string{
			T(ctx, "As long as both work, the rotation can be undone: then the new secret ends, and the old one goes on."),
		}},
		{Title: T(ctx, "Changing when a key ends"), Words: []string{
			T(ctx, "“Change expiry” gives a key another last day, also one that has expired: it opens then what it opened before. The organization can limit how far ahead that day may be."),
			roleSentence(ctx, words,
				"A manager can extend, activate and rotate only a key that they could create as it is: they have to belong to all of its groups.",
				"An editor can extend, activate and rotate only a key that they could create as it is: they have to belong to all of its groups."),
		}},
		{Title: T(ctx, "Many keys at once"), Words: []string{
			T(ctx, "Tick the rows, or choose to select all that match. The bar below the table offers what can be done to all of them; before anything happens, you see how many keys change, and which can’t and why."),
			T(ctx, "What was changed so can be undone for 30 seconds, but for a deletion. Work on very many keys goes on in the background, and you can leave the page."),
		}},
	}
}

func helpDeleteKeys(ctx context.Context, words store.RoleWords) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "Before you delete"), Words: []string{
			T(ctx, "Programs that still use the key stop at once, and it can’t be undone. To stop it for a while, deactivate it instead: the first step offers that."),
			T(ctx, "Look at “Last used” in the table: a key that was used today is needed by somebody."),
		}},
		{Title: T(ctx, "A key that owns nothing"), Words: []string{
			T(ctx, "There is one step. The window says which access entries go with the key, and deletes it when you confirm."),
		}},
		{Title: T(ctx, "A key that owns something"), Steps: []string{
			T(ctx, "You are asked whether that is meant, and see what the key owns. Nothing is deleted yet."),
			roleSentence(ctx, words,
				"You decide what happens to it. Either a manager or an administrator whom you choose becomes an owner of all of it; or what has no other owner is destroyed, which you confirm by typing the number.",
				"You decide what happens to it. Either an editor or an administrator whom you choose becomes an owner of all of it; or what has no other owner is destroyed, which you confirm by typing the number."),
			T(ctx, "You see the plan, in numbers and names: what moves and to whom, what keeps its other owners, what is destroyed, and which access entries go."),
			T(ctx, "When you confirm, exactly that is done, or nothing. If somebody has changed anything meanwhile, nothing is done and you see the new plan."),
		}, After: []string{
			T(ctx, "What lies in something that is destroyed goes with it: a project takes its layers along. The plan counts all of it, and says what belongs to others too."),
			T(ctx, "Chatelaine destroys its own record of a resource. Your product learns of it and does the same."),
		}},
		{Title: T(ctx, "What stays"), Words: []string{
			T(ctx, "The audit trail says who deleted the key and when, and what moved or was destroyed. The secrets are gone, also from the file of the database; older backups hold what they held."),
			T(ctx, "The name is free again. The ID is never given to another key."),
		}},
	}
}
