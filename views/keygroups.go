package views

import (
	"context"
	"strings"

	"chatelaine/store"
)

// KeyGroups is what the information of a key says of its groups, and of what they let it do.
type KeyGroups struct {
	Names    []string
	Count    string // "12 permissions"
	Change   string // address; empty: the person can't change its groups
	Bare     string // said of a key without a group
	Grants   []GrantLine
	Withheld []GrantLine
	Why      string // its role keeps those from it
	Open     bool   // they are few enough to stand open
}

// GrantLine is a permission with the groups that it comes from.
type GrantLine struct{ Permission, From string }

// grantsOpen is up to how many permissions stand open.
const grantsOpen = 12

// NewKeyGroups puts a key's groups into words.
func NewKeyGroups(ctx context.Context, org store.Organization, info store.KeyInfo) KeyGroups {
	p := KeyGroups{Names: GroupNames(info.Key.Groups)}
	if info.Can.ChangeGroups {
		p.Change = GroupsOfKeyAddress(org.Slug, info.Key.ID)
	}
	if len(p.Names) == 0 {
		p.Bare = T(ctx, "This key belongs to no group: nothing is allowed to it but by its access entries.")
	}
	for _, g := range info.Grants {
		line := GrantLine{string(g.Permission), strings.Join(GroupNames(g.From), ", ")}
		if g.Withheld {
			p.Withheld = append(p.Withheld, line)
		} else {
			p.Grants = append(p.Grants, line)
		}
	}
	p.Count = T(ctx, "%d permissions", len(p.Grants))
	p.Open = len(p.Grants)+len(p.Withheld) <= grantsOpen
	if len(p.Withheld) > 0 {
		p.Why = roleSentence(ctx, org.RoleWords,
			"Its groups have these too, which no key with the role User gets:",
			"Its groups have these too, which no key with the role Viewer gets:")
	}
	return p
}

// GroupsOfKeyAddress is where the groups of a key are changed.
func GroupsOfKeyAddress(slug string, id store.KeyID) string { return KeyAddress(slug, id) + "/groups" }

// GroupNames are what groups are called.
func GroupNames(groups []store.GroupRef) []string {
	var names []string
	for _, g := range groups {
		names = append(names, g.Name)
	}
	return names
}

// moreGroups names the groups of a row that have no chip of their own.
func moreGroups(ctx context.Context, row KeyRow) string {
	return T(ctx, "%d more: %s", len(row.Groups)-1, strings.Join(row.Groups[1:], ", "))
}
