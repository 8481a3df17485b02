package views

import "context"

func helpGate(ctx context.Context) []HelpSection {
	return []HelpSection{
		{Title: T(ctx, "What the gate is"), Words: []string{
			T(ctx, "The gate is the part of Chatelaine that stands before your product. Each request shows its key there, and is let in or refused."),
			T(ctx, "A change here counts at the gate from the moment that the page says so: a key that was deactivated isn’t let in once more."),
		}},
		{Title: T(ctx, "Finding out why something was refused"), Words: []string{
			T(ctx, "Whoever is refused learns no reason, so that nobody can try keys out. They get a reference: 16 characters that stand for this one refusal."),
		}, Steps: []string{
			T(ctx, "Ask for the reference. The program got it with its refusal, and most write it down; it works for 24 hours."),
			T(ctx, "Open “Why was it refused?” on the dashboard, and type it in. Without a reference, the ID of the key does as well, or the whole key: it is looked up and forgotten."),
			T(ctx, "You read the reason. If something can be done about it, and you may do it, a button leads to it."),
		}, After: []string{
			T(ctx, "When very many requests are refused at once, not all of their references are kept. How many there were is counted all the same."),
		}},
		{Title: T(ctx, "What each reason means"), Words: helpReasons(ctx)},
		{Title: T(ctx, "Limits of requests"), Words: []string{
			T(ctx, "A limit says how many requests a minute are let in. It keeps one program from taking all that your product can do. There is one for each key, in its information, and one for all keys together, in the settings."),
			T(ctx, "What is beyond it is refused, and told when to try again; well-made programs wait and go on. Nothing happens to the key."),
		}},
		{Title: T(ctx, "Allowed networks"), Words: []string{
			T(ctx, "A network is a range of addresses that computers have on the internet, such as those of your office. A key with a list of networks is let in only from there: whoever steals it can’t use it elsewhere."),
			T(ctx, "A group can have a list, too: then it counts for each of its keys. Where a key and its groups have lists, a request has to come from a network of each."),
			T(ctx, "“Add the addresses seen in the last 30 days” fills in where the key, or the keys of the group, were used from. Look at the list before you save it: what isn’t in it is refused at once."),
		}},
		{Title: T(ctx, "Gate credentials"), Words: []string{
			T(ctx, "Some programs ask the gate about keys themselves, and some products run on another machine than the gate. These show a gate credential. An administrator makes it, in the settings; it is shown once, as a key is."),
			T(ctx, "It opens nothing of your product. Whoever has it can find out what a key may do, so keep it as secret as a key."),
			T(ctx, "Revoke it when it is no longer needed, or when others may know it. Programs that show it are told nothing from then on."),
		}},
	}
}

// helpReasons are what a refusal can be for, each with what changes it.
func helpReasons(ctx context.Context) []string {
	return []string{
		T(ctx, "No key sent: the request had no key with it. The program’s settings have to be looked at."),
		T(ctx, "Not a key: what was sent can’t be one: it was cut off, mistyped, or is something else. The answer says what is wrong; copy the key anew, or rotate its secret if nobody has stored it."),
		T(ctx, "Unknown key: it has the shape of a key, and your organization has none like it: the key was deleted, its secret was replaced, or it belongs elsewhere."),
		T(ctx, "Inactive: somebody switched the key off. “Activate” switches it on."),
		T(ctx, "Expired: the key’s last day is over. Another expiration date lets it in again."),
		T(ctx, "Wrong network: the key may be used from some networks only, and the request came from another one. Change the list of the key, or of its group."),
		T(ctx, "Role too low: the address asks for a higher role than the key has. The role of a key never changes: add a key with that role."),
		T(ctx, "Permission missing: no group of the key allows what the request asked for. Give the key a group that does."),
		T(ctx, "Over the limit: there were more requests than the limit allows. Wait, or raise it."),
	}
}
