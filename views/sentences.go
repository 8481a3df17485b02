package views

import (
	"fmt"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message/catalog"
)

// sentences is the catalogue behind [T]. English needs an entry only where a number changes the
// sentence: its keys are the sentences themselves.
var sentences = catalogue()

// countedSentences are those whose first number has a singular of its own: key, singular.
var countedSentences = []struct{ many, one string }{
	{"%d resources", "%d resource"},
	{"%d requests a minute", "%d request a minute"},
	{"It is %d characters too short: perhaps its end was cut off while it was copied.", "It is %d character too short: perhaps its end was cut off while it was copied."},
	{"It is %d characters too long: perhaps something was copied along with it.", "It is %d character too long: perhaps something was copied along with it."},
	{"%d networks were added below. Nothing is saved yet.", "%d network was added below. Nothing is saved yet."},
	{"%d access entries are removed", "%d access entry is removed"},
	{"%d invitations wait for an answer", "%d invitation waits for an answer"},
	{"They leave %d groups", "They leave %d group"},
	{
		"%d keys that they created stay and go on working: they are listed for review",
		"%d key that they created stays and goes on working: it is listed for review",
	},
	{"%d of the keys that they created are waiting for a look.", "%d of the keys that they created is waiting for a look."},
	{"%d keys are kept.", "%d key is kept."},
	{"%d keys are left to look at.", "%d key is left to look at."},
	{
		"%d access entries are removed and the key is permanently deleted. This cannot be undone.",
		"%d access entry is removed and the key is permanently deleted. This cannot be undone.",
	},
	{"It owns %d resources: the next step decides what happens to them.", "It owns %d resource: the next step decides what happens to it."},
	{"Decide what happens to %d resources", "Decide what happens to %d resource"},
	{"Destroy %d resources that have no other owner", "Destroy %d resource that has no other owner"},
	{"Destroy %d resources: those that have no other owner, and what lies in them", "Destroy %d resource: what has no other owner, and what lies in it"},
	{"The manager whom you choose becomes an owner of %d resources.", "The manager whom you choose becomes an owner of %d resource."},
	{"The editor whom you choose becomes an owner of %d resources.", "The editor whom you choose becomes an owner of %d resource."},
	{"%d of them keep their other owners", "%d of them keeps its other owners"},
	{"%d resources stay with their other owners", "%d resource stays with its other owners"},
	{"%d resources were destroyed.", "%d resource was destroyed."},
	{"%d resources are destroyed", "%d resource is destroyed"},
	{"%d of them belong also to %s", "%d of them belongs also to %s"},
	{"%d of them belong to %s", "%d of them belongs to %s"},
	{"%d of them belong to %s already", "%d of them belongs to %s already"},
	{"Destroy %d resources", "Destroy %d resource"},
	{"Destroy %d selected resources?", "Destroy %d selected resource?"},
	{
		"Up to %d resources can be handed over or destroyed at once. Select fewer, and go on with the rest afterwards. Nothing was changed.",
		"Up to %d resource can be handed over or destroyed at once. Select fewer, and go on with the rest afterwards. Nothing was changed.",
	},
	{"%d resources are destroyed. This cannot be undone.", "%d resource is destroyed. This cannot be undone."},
	{"It can’t change while there are %d resources of the kind.", "It can’t change while there is %d resource of the kind."},
	{"and %d more owners", "and %d more owner"},
	{"%d keys", "%d key"},
	{"%d permissions", "%d permission"},
	{"Delete %d keys", "Delete %d key"},
	{"Delete %d keys?", "Delete %d key?"},
	{"Delete %d keys: are you sure?", "Delete %d key: are you sure?"},
	{"They own %d resources: the next step decides what happens to them.", "They own %d resource: the next step decides what happens to it."},
	{"%d keys own %s.", "%d key owns %s."},
	{"%d of the keys own something", "%d of the keys owns something"},
	{"%d keys are permanently deleted. This cannot be undone.", "%d key is permanently deleted. This cannot be undone."},
	{"%d keys were deleted.", "%d key was deleted."},
	{"%d of the selected keys are gone already", "%d of the selected keys is gone already"},
	{"The other %d keys that were selected are gone too.", "The other %d key that was selected is gone too."},
	{
		"Up to %d keys can be deleted at once. Select fewer, and go on with the rest afterwards. Nothing was deleted.",
		"Up to %d key can be deleted at once. Select fewer, and go on with the rest afterwards. Nothing was deleted.",
	},
	{
		"This organization lets keys end %d days from now at the latest, with %s.",
		"This organization lets keys end %d day from now at the latest, with %s.",
	},
	{"%d hours (until %s)", "%d hour (until %s)"},
	{"%d keys change.", "%d key changes."},
	{"%d keys change", "%d key changes"},
	{"%d keys can’t change: %s", "%d key can’t change: %s"},
	{"%d keys are so already", "%d key is so already"},
	{"%d keys were so already", "%d key was so already"},
	{"%d keys were changed", "%d key was changed"},
	{"%d keys were changed.", "%d key was changed."},
	{"%d keys were deleted", "%d key was deleted"},
	{"%d keys couldn’t be changed; the result says why", "%d key couldn’t be changed; the result says why"},
	{"%d keys had been deleted", "%d key had been deleted"},
	{"%d requests", "%d request"},
	{"%d requests in the last 7 days.", "%d request in the last 7 days."},
	{"%d requests were let in during the last 30 days.", "%d request was let in during the last 30 days."},
	{"%d were refused.", "%d was refused."},
	{"%d keys were deactivated.", "%d key was deactivated."},
	{"%d keys were activated.", "%d key was activated."},
	{"Deactivate %d keys", "Deactivate %d key"},
	{"Activate %d keys", "Activate %d key"},
	{"Change %d keys", "Change %d key"},
	{"Undone for %d keys.", "Undone for %d key."},
	{"%d keys stay as they are: somebody has changed them since.", "%d key stays as it is: somebody has changed it since."},
	{"%d keys stay as they are: %s.", "%d key stays as it is: %s."},
	{"%d keys are gone.", "%d key is gone."},
	{"Work on %d keys", "Work on %d key"},
	{"None of %d keys changes: they are so already.", "%d key doesn’t change: it is so already."},
	{"None of %d keys changes; %s can’t.", "%d key doesn’t change; %s can’t."},
	{"Done: all of %d keys had their turn.", "Done: %d key had its turn."},
	{"These %d keys are chosen as they matched at that moment. Keys that match later are not among them.", "This %d key is chosen as it matched at that moment. Keys that match later are not among them."},
	{"It is done in the background, in steps of %d keys: %s in all. You can leave this page meanwhile.", "It is done in the background, in steps of %d key: %s in all. You can leave this page meanwhile."},
	{
		"%d actions side by side: where they have no room, the table goes on to the right.",
		"%d action side by side: where it has no room, the table goes on to the right.",
	},
	{"%d members get it", "%d member gets it"},
	{"%d members lose it", "%d member loses it"},
	{"More than %d keys", "More than %d key"},
	{"%d of %s keys change.", "%d of %s keys changes."},
	{"%d of %s keys are deleted.", "%d of %s keys is deleted."},
	{"%d of %s keys are deleted, %s can’t be.", "%d of %s keys is deleted, %s can’t be."},
	{"%d keys are deleted.", "%d key is deleted."},
	{"None of %d keys is deleted; %s can’t be.", "%d key isn’t deleted; %s can’t be."},
	{"None of %d keys is there any more.", "%d key isn’t there any more."},
	{"Of the first %d keys: %s", "Of the first %d key: %s"},
	{"%d keys can’t be deleted: %s", "%d key can’t be deleted: %s"},
	{"%d keys more were not looked at: they would take too long here.", "%d key more was not looked at: it would take too long here."},
	{"%d of %s keys change", "%d of %s keys changes"},
	{
		"Up to %d keys can be changed at once. Select fewer, or work on all that match in the background. Nothing was changed.",
		"Up to %d key can be changed at once. Select fewer, or work on all that match in the background. Nothing was changed.",
	},
	{"%d of %s keys had their turn.", "%d of %s keys had its turn."},
	{
		"You own %d resources in it. An administrator has to remove you, with a plan of what becomes of them.",
		"You own %d resource in it. An administrator has to remove you, with a plan of what becomes of it.",
	},
	{
		"%d keys that you created stay, and go on working. Who manages keys is asked to look at them.",
		"%d key that you created stays, and goes on working. Who manages keys is asked to look at it.",
	},
	{"You are signed out in %d other browsers.", "You are signed out in %d other browser."},
	{"You tried too many addresses. Try again in %d seconds.", "You tried too many addresses. Try again in %d second."},
	{"You tried too many addresses. Try again in %d minutes.", "You tried too many addresses. Try again in %d minute."},
	{"Too many passwords were wrong. Try again in %d seconds.", "Too many passwords were wrong. Try again in %d second."},
	{"Too many passwords were wrong. Try again in %d minutes.", "Too many passwords were wrong. Try again in %d minute."},
	{"%d groups", "%d group"},
	{"%d people", "%d person"},
	{"%d members", "%d member"},
	{"%d permissions", "%d permission"},
	{"%d subjects", "%d subject"},
	{"%d actions", "%d action"},
	{"They get %d permissions, from now on", "They get %d permission, from now on"},
	{"They lose %d permissions, from now on", "They lose %d permission, from now on"},
	{"%d groups more", "%d group more"},
	{"%d groups fewer", "%d group fewer"},
	{"The group gives %d permissions more", "The group gives %d permission more"},
	{"The group no longer gives %d permissions", "The group no longer gives %d permission"},
	{"%d members belong to it", "%d member belongs to it"},
	{"%d keys have it: it counts for them from their next request on", "%d key has it: it counts for it from its next request on"},
	{
		"%d keys are left without any group, and can do nothing until they get another one",
		"%d key is left without any group, and can do nothing until it gets another one",
	},
	{"%d changes are saved.", "%d change is saved."},
	{"The new group gives the same %d permissions. No member and no key has it yet.", "The new group gives the same %d permission. No member and no key has it yet."},
	{
		"Who belongs to the group has its %d permissions, as far as their role goes, and may give it to keys.",
		"Who belongs to the group has its %d permission, as far as their role goes, and may give it to keys.",
	},
	{"No existing instant moves: %d keys go on ending at the moment that was worked out in %s.", "No existing instant moves: %d key goes on ending at the moment that was worked out in %s."},
	{
		"%d keys end later. They stay as they are, and can be rotated; who changes when one of them ends has to keep to the limit.",
		"%d key ends later. It stays as it is, and can be rotated; who changes when it ends has to keep to the limit.",
	},
	{
		"%d keys have no expiry. They stay as they are until somebody deactivates them, deletes them, or gives them a date.",
		"%d key has no expiry. It stays as it is until somebody deactivates it, deletes it, or gives it a date.",
	},
	{
		"%d managers can add, change, rotate and delete keys, within the groups that they belong to.",
		"%d manager can add, change, rotate and delete keys, within the groups that they belong to.",
	},
	{
		"%d editors can add, change, rotate and delete keys, within the groups that they belong to.",
		"%d editor can add, change, rotate and delete keys, within the groups that they belong to.",
	},
	{
		"%d managers can no longer add, rename, activate, rotate, extend and delete keys, change their groups, or save views for everybody.",
		"%d manager can no longer add, rename, activate, rotate, extend and delete keys, change their groups, or save views for everybody.",
	},
	{
		"%d editors can no longer add, rename, activate, rotate, extend and delete keys, change their groups, or save views for everybody.",
		"%d editor can no longer add, rename, activate, rotate, extend and delete keys, change their groups, or save views for everybody.",
	},
	{"in %d days", "in %d day"},
	{"%d days", "%d day"},
	{"%d hours", "%d hour"},
	{"%d days ago", "%d day ago"},
	{"Check %d fields:", "Check %d field:"},
	{"%d keys match without %s.", "%d key matches without %s."},
	{"%d keys end in the next 14 days.", "%d key ends in the next 14 days."},
	{"%d keys.", "%d key."},
	{"%d keys that you created.", "%d key that you created."},
	{"%d keys in the next 12 weeks.", "%d key in the next 12 weeks."},
	{"%d have not been used for 90 days.", "%d has not been used for 90 days."},
	{"%d others", "%d other"},
	{"%d keys were added.", "%d key was added."},
	{"%d keys that are not shown here were changed.", "%d key that is not shown here was changed."},
}

// catalogue holds the sentences that have verbs, in all languages.
func catalogue() catalog.Catalog {
	b := catalog.NewBuilder(catalog.Fallback(language.English))
	for _, s := range countedSentences {
		setCounted(b, language.English, s.many, s.one, s.many)
	}
	for sentence, own := range french {
		if !hasVerbs(sentence) { // T takes it from the list
			continue
		}
		if err := b.SetString(language.French, sentence, own); err != nil {
			panic(fmt.Sprintf("sentence %q in French: %v", sentence, err)) // a mistake in the lists
		}
	}
	for sentence, own := range frenchCounted {
		setCounted(b, language.French, sentence, typeset(own.one), typeset(own.many))
	}
	return b
}

// setCounted enters a sentence that depends on its first number.
func setCounted(b *catalog.Builder, tag language.Tag, sentence, one, many string) {
	if err := b.Set(tag, sentence, plural.Selectf(1, "%d", plural.One, one, plural.Other, many)); err != nil {
		panic(fmt.Sprintf("sentence %q: %v", sentence, err)) // a mistake in a list; a test renders each
	}
}
