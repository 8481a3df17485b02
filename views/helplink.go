package views

import (
	"cmp"
	"strings"
)

// windowHelp is which page of help is about a window, by the window's id. The rest have none.
var windowHelp = map[string]string{
	"add":                HelpAddKeys,
	"regroup":            HelpGroups,
	"rotate":             HelpManageKeys,
	"deactivate":         HelpManageKeys,
	"activate":           HelpManageKeys,
	"expiry":             HelpManageKeys,
	"bulk-form":          HelpManageKeys,
	"bulk-plan":          HelpManageKeys,
	"delete":             HelpDeleteKeys,
	"group-form":         HelpGroups,
	"group-plan":         HelpGroups,
	"catalogue-form":     HelpGroups,
	"group-members-form": HelpGroups,
	"settings-plan":      HelpSettings,
	"limits":             HelpGate,
	"networks-form":      HelpGate,
	"gate-form":          HelpGate,
	"invite-form":        HelpMembers,
	"invitation-link":    HelpMembers,
	"member-role":        HelpMembers,
	"member-groups":      HelpMembers,
	"member-plan":        HelpMembers,
	"resource-ask":       HelpOwnership,
}

// help is the address of the help about a window, in the organization whose page it leads back to; empty: there is none.
func (w Window) help() string {
	topic := cmp.Or(w.Topic, windowHelp[w.ID])
	if topic == "" {
		return ""
	}
	return helpNear(w.Close, topic)
}

// helpNear is the address of a page of help in the organization that an address is in; empty: it is in none.
func helpNear(address, topic string) string {
	rest, inside := strings.CutPrefix(address, "/o/")
	slug, _, _ := strings.Cut(rest, "/")
	if !inside || slug == "" {
		return ""
	}
	return HelpAddress(slug, topic)
}
