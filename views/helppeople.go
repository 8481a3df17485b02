package views

import (
	"context"

	"chatelaine/store"
)

func helpGroups(ctx context.Context, words store.RoleWords) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "What a permission is"), Words: []string{
			T(ctx, "A permission allows one action on one subject, such as editing layers. Nothing is allowed unless a permission says so."),
			roleSentence(ctx, words,
				"Some permissions are for managers only: they count for members and keys with the role Manager, and for nobody below.",
				"Some permissions are for editors only: they count for members and keys with the role Editor, and for nobody below."),
		}},
		{Title: T(ctx, "What a group is"), Words: []string{
			T(ctx, "A group is a named set of permissions. It is given to keys and to members; each may do what any of its groups allows."),
			T(ctx, "When a group is changed, it counts for every key and every member that has it, from their next request on. Before it is saved, you see what each of them gets and loses."),
			T(ctx, "When a group is deleted, nobody has it any more. A key that had no other group can do nothing until it gets one; the plan names those keys first."),
		}},
		{Title: T(ctx, "Who can give a group"), Words: []string{
			T(ctx, "Nobody gives more than they have. An administrator can give any group."),
			roleSentence(ctx, words,
				"A manager can give a key the groups that they belong to themselves. They can take any group from a key but its last one: to stop the key, deactivate it.",
				"An editor can give a key the groups that they belong to themselves. They can take any group from a key but its last one: to stop the key, deactivate it."),
			T(ctx, "Groups, permissions, and who belongs to a group are changed by administrators only; nobody puts themselves into a group."),
		}},
		{Title: T(ctx, "How to choose"), Words: []string{
			T(ctx, "Make a group for each sort of work, such as reading maps or importing parcels, and not for each key. Then a key needs one or two groups, and everybody sees from their names what it is for."),
			T(ctx, "Give a key the least that it needs. It is easy to add a group later."),
		}},
	}
}

func helpOwnership(ctx context.Context, words store.RoleWords) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "What a resource is"), Words: []string{
			T(ctx, "A resource is something of your product that somebody is responsible for: a project, a layer, a data source, a table. The kinds are your organization’s own, and administrators can add some."),
			T(ctx, "Resources can lie in one another, as a layer lies in a project."),
		}},
		{Title: T(ctx, "What an owner is"), Words: []string{
			roleSentence(ctx, words,
				"Each resource has at least one owner, and can have several: keys, and members who are managers or administrators. An owner may change the resource, and what lies in it.",
				"Each resource has at least one owner, and can have several: keys, and members who are editors or administrators. An owner may change the resource, and what lies in it."),
			T(ctx, "The last owner can’t be taken away: somebody else has to become one first."),
		}},
		{Title: T(ctx, "Handing over"), Words: []string{
			T(ctx, "Ownership can be handed over at any time, from the resource’s page or from the information about the key. Deleting a key, or removing a member, asks for it at the latest."),
			T(ctx, "Only what the key or the member owns itself is handed over. Other owners stay."),
			T(ctx, "Several resources are handed over or destroyed together: tick them in the list, and choose at its foot what is done. The plan names them all, and it happens to all of them or to none."),
		}},
		{Title: T(ctx, "What an access entry is"), Words: []string{
			T(ctx, "An access entry lets a key or a member who owns a resource neither itself nor by what it lies in do something with it all the same: view it, or modify it, which includes viewing."),
			T(ctx, "The page of a resource says for each of them what they may do, and why."),
		}},
	}
}

func helpMembers(ctx context.Context, words store.RoleWords) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "The three roles"), Words: []string{
			T(ctx, "An administrator does everything: members, groups, settings, keys and resources."),
			roleSentence(ctx, words,
				"A manager looks after keys and resources, and sees members and groups. Keys can be reserved for administrators; then a manager sees them all, and may deactivate those that they created.",
				"An editor looks after keys and resources, and sees members and groups. Keys can be reserved for administrators; then an editor sees them all, and may deactivate those that they created."),
			roleSentence(ctx, words,
				"A user creates no keys, and sees those that they created while they were a manager.",
				"A viewer creates no keys, and sees those that they created while they were an editor."),
		}},
		{Title: T(ctx, "Inviting somebody"), Steps: []string{
			T(ctx, "An administrator opens “Members”, chooses to invite somebody, and gives an e-mail address, a role and groups."),
			T(ctx, "Send the link that is shown. It works once, for 7 days, and only for that e-mail address."),
			T(ctx, "Whoever opens it makes an account, or signs in with the one that they have, and is a member then."),
		}, After: []string{
			T(ctx, "An invitation that waits can be renewed, which ends the older link, or withdrawn."),
		}},
		{Title: T(ctx, "When somebody leaves"), Words: []string{
			T(ctx, "Removing a member shows a plan first, as deleting a key does: what they own goes to somebody else, or is destroyed."),
			T(ctx, "The keys that they created stay and go on working. They are listed for review until somebody has decided about each: keep it with another contact, rotate it, deactivate it or delete it. Rotate those whose secret they may know."),
			T(ctx, "The last administrator can’t be removed, and can’t give up their role. Nobody changes their own role."),
			T(ctx, "You leave an organization from your account, once you own nothing in it."),
		}},
	}
}

func helpSettings(ctx context.Context, words store.RoleWords) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "Who changes them"), Words: []string{
			T(ctx, "Administrators. Before anything is saved, the page says in numbers what the change does to the keys that exist. It counts from the next request on."),
		}},
		{Title: T(ctx, "What each does to keys that exist"), Words: []string{
			T(ctx, "Name and words for the roles change what is shown, and nothing else. The short name never changes."),
			T(ctx, "Another time zone moves no end that was set before: the days that are typed from then on end in the new zone."),
			T(ctx, "A limit of days counts when a key is added, and when somebody changes the day that one ends with. Keys that end later stay as they are, and can be rotated."),
			T(ctx, "When keys without expiry are no longer allowed, those that there are stay as they are, until somebody gives them a date, deactivates or deletes them."),
			roleSentence(ctx, words,
				"When keys are reserved for administrators, managers see all of them, and deactivate only those that they created themselves. The keys go on working.",
				"When keys are reserved for administrators, editors see all of them, and deactivate only those that they created themselves. The keys go on working."),
		}},
	}
}

func helpKeyboard(ctx context.Context) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "Everywhere"), Words: []string{
			T(ctx, "The Tab key goes from one thing to the next, and back with Shift. Enter or the space bar does what a click does."),
			T(ctx, "Arrows move in a menu, or a letter goes to the item that begins with it. Escape closes the menu or the window, and leads back to where you were."),
			T(ctx, "The window that shows a secret stays open on Escape, so that the secret isn’t lost by accident."),
		}},
		{Title: T(ctx, "In the table of keys"), Words: []string{
			T(ctx, "A slash goes to the search. j and k go to the next and the previous row, x selects it, a full stop opens its menu, and Enter shows the key’s information."),
			T(ctx, "A question mark shows the list of all shortcuts. Those of a single character can be switched off there, if you speak to your computer or press keys by accident."),
		}},
	}
}
