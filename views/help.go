package views

import (
	"context"

	"chatelaine/store"
)

// HelpAddress is where the help of an organization's portal is; with a topic, that page of it.
func HelpAddress(slug string, topic string) string {
	address := "/o/" + slug + "/help"
	if topic != "" {
		address += "/" + topic
	}
	return address
}

// The topics, as they stand in addresses.
const (
	HelpAddKeys    = "add-keys"
	HelpManageKeys = "manage-keys"
	HelpDeleteKeys = "delete-keys"
	HelpGroups     = "groups"
	HelpOwnership  = "ownership"
	HelpMembers    = "members"
	HelpSettings   = "settings"
	HelpGate       = "gate"
	HelpKeyboard   = "keyboard"
	HelpLicences   = "licences"
)

// HelpTopic is a page of help.
type HelpTopic struct {
	Topic, Icon, Title string
	Words              string // what it is about, in a sentence
	Sections           []HelpSection
	Current            bool
	Href               string
}

// HelpSection is a part of a page: sentences, and what to do one after the other.
type HelpSection struct {
	Title string
	Words []string // before the steps
	Steps []string // in their order; none: there is nothing to do
	After []string // after them
}

// Help is a page of help among the others; without a topic, the list of all.
type Help struct {
	All      []HelpTopic
	Topic    HelpTopic
	Home     string // address of the list
	Licences string
	Notices  []Notice // of what isn't ours; only on the page of licences
}

// Notice is a piece of software that the program has in it, with its licence.
type Notice struct{ Name, Version, Licence string }

// NewHelp makes a page of help in the organization's words; ok is false for a topic that there isn't.
func NewHelp(ctx context.Context, org store.Organization, topic string) (p Help, ok bool) {
	p = Help{Home: HelpAddress(org.Slug, ""), Licences: HelpAddress(org.Slug, HelpLicences)}
	for _, t := range helpTopics(ctx, org.RoleWords) {
		t.Href, t.Current = HelpAddress(org.Slug, t.Topic), t.Topic == topic
		if t.Current {
			p.Topic, ok = t, true
		}
		t.Sections = nil
		p.All = append(p.All, t)
	}
	if topic == HelpLicences {
		p.Topic, ok = HelpTopic{Topic: HelpLicences, Title: T(ctx, "Licences"), Words: T(ctx, "Chatelaine is made with the work of others. These are the terms under which they let us use it.")}, true
	}
	return p, ok || topic == ""
}

// helpTopics are all pages, in their order.
func helpTopics(ctx context.Context, words store.RoleWords) []HelpTopic {
	return []HelpTopic{
		{
			Topic: HelpAddKeys, Icon: "plus", Title: T(ctx, "Adding a key"), Sections: helpAddKeys(ctx, words),
			Words: T(ctx, "What a key is, how one is made, and where its secret belongs."),
		},
		{
			Topic: HelpManageKeys, Icon: "key-round", Title: T(ctx, "Looking after keys"), Sections: helpManageKeys(ctx, words),
			Words: T(ctx, "Finding keys, switching them off, rotating secrets, changing when they end; one or many."),
		},
		{
			Topic: HelpDeleteKeys, Icon: "trash-2", Title: T(ctx, "Deleting a key"), Sections: helpDeleteKeys(ctx, words),
			Words: T(ctx, "The steps, what happens to what the key owns, and what can’t be undone."),
		},
		{
			Topic: HelpGroups, Icon: "shield-check", Title: T(ctx, "Groups and permissions"), Sections: helpGroups(ctx, words),
			Words: T(ctx, "What keys and people may do, and who can give it to whom."),
		},
		{
			Topic: HelpOwnership, Icon: "arrow-right-left", Title: T(ctx, "Resources, ownership and access"), Sections: helpOwnership(ctx, words),
			Words: T(ctx, "What it means that a key or a person owns something, and how it is handed over."),
		},
		{
			Topic: HelpMembers, Icon: "users-round", Title: T(ctx, "Members and invitations"), Sections: helpMembers(ctx, words),
			Words: T(ctx, "The three roles, how people join, and what stays when somebody leaves."),
		},
		{
			Topic: HelpSettings, Icon: "settings", Title: T(ctx, "Settings of the organization"), Sections: helpSettings(ctx, words),
			Words: T(ctx, "What administrators decide for everybody, and what it does to keys that exist."),
		},
		{
			Topic: HelpGate, Icon: "circle-x", Title: T(ctx, "Refusals and the gate"), Sections: helpGate(ctx),
			Words: T(ctx, "Why something was refused and what changes it; limits, networks and gate credentials."),
		},
		{
			Topic: HelpKeyboard, Icon: "keyboard", Title: T(ctx, "Working with the keyboard"), Sections: helpKeyboard(ctx),
			Words: T(ctx, "Everything can be done without a mouse."),
		},
	}
}
