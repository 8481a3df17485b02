package views

import (
	"context"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"chatelaine/store"
)

// Networks is the form that says where requests have to come from: those of a key, or of every key of a group.
type Networks struct {
	Window   Window
	Action   string
	Version  string
	About    string      // what the list does
	Changed  string      // what somebody did while the form was open; empty: nothing
	Now      []ValueLine // what is so now, where that is something else than what was typed
	Value    string      // one network a line
	Others   []NetworkList
	Seen     string // the button that adds what was seen; empty: there is nothing to add
	Told     string // says what was added; empty: nothing was
	Mistakes Mistakes
}

// NetworkList is a list of networks that counts too.
type NetworkList struct{ Name, Href, Networks string }

// NetworkFacts are what the form is made from.
type NetworkFacts struct {
	Organization store.Organization
	Now          time.Time
	Typed        *string             // nil: the form is as it was opened
	Seen         []store.SeenNetwork // lately, which can be added
	Add          bool                // somebody asked for that
	Mistakes     Mistakes
}

// NewKeyNetworks makes the form for a key.
func NewKeyNetworks(ctx context.Context, info store.KeyInfo, changed *store.KeyChangedError, f NetworkFacts) Networks {
	href := KeyAddress(f.Organization.Slug, info.Key.ID)
	f.Seen = info.Uses.Networks
	p := newNetworks(ctx, f, info.Rules.Networks)
	p.Window = Window{ID: "networks-form", Title: T(ctx, "Allowed networks"), Lede: info.Key.Name, Close: href}
	p.Action, p.Version = href+"/networks", strconv.FormatInt(info.Key.Version, 10)
	p.About = T(ctx, "The key is let in only from these networks, and refused from anywhere else. While the list is empty, it may be used from anywhere.")
	if changed != nil {
		p.Changed = changedWords(ctx, *changed, f.Now, f.Organization.Zone)
	} else {
		p.Now = nil
	}
	p.Others = networkLists(f.Organization, info.Rules.Groups)
	return p
}

// NewGroupNetworks makes the form for a group.
func NewGroupNetworks(ctx context.Context, group store.Group, changed *store.GroupChangedError, f NetworkFacts) Networks {
	href := GroupAddress(f.Organization.Slug, group.ID)
	p := newNetworks(ctx, f, group.Networks)
	p.Window = Window{ID: "networks-form", Title: T(ctx, "Allowed networks"), Lede: group.Name, Close: href}
	p.Action, p.Version = href+"/networks", strconv.FormatInt(group.Version, 10)
	p.About = T(ctx, "Every key of this group is let in only from these networks, whatever its own list says. While the list is empty, the group restricts nothing.")
	if changed != nil {
		p.Changed = T(ctx, "Somebody changed this group while the form was open. Nothing was saved.")
	} else {
		p.Now = nil
	}
	return p
}

func newNetworks(ctx context.Context, f NetworkFacts, is store.Networks) Networks {
	p := Networks{Value: is.String(), Mistakes: f.Mistakes}
	if f.Typed != nil {
		p.Value = *f.Typed
	}
	p.offerSeen(ctx, f)
	if strings.ReplaceAll(strings.TrimSpace(p.Value), "\r\n", "\n") != is.String() {
		p.Now = []ValueLine{{Label: T(ctx, "Allowed networks"), After: orNone(ctx, is.Join())}}
	}
	return p
}

// unlisted are the networks that were seen and aren't in what is typed, nor in a larger network there.
func unlisted(typed string, seen []store.SeenNetwork) (missing []string) {
	listed := store.Networks{}
	for _, line := range strings.Fields(typed) {
		if one, err := store.ParseNetworks("networks", line); err == nil { // what is none stays, and is told of when it is saved
			listed = append(listed, one...)
		}
	}
	for _, n := range seen {
		if network, err := netip.ParsePrefix(n.Network); err == nil && !listed.Covers(network) {
			missing = append(missing, n.Network)
		}
	}
	return missing[:min(len(missing), max(0, store.MaxAllowedNetworks-len(listed)))]
}

// offerSeen offers the networks that were seen and aren't in the list yet, or adds them to it where somebody asked for that:
// as many as it has room for.
func (p *Networks) offerSeen(ctx context.Context, f NetworkFacts) {
	missing := unlisted(p.Value, f.Seen)
	switch n := len(missing); {
	case f.Add && n > 0:
		p.Value = strings.TrimSpace(strings.TrimSpace(p.Value) + "\n" + strings.Join(missing, "\n"))
		p.Told = T(ctx, "%d networks were added below. Nothing is saved yet.", n)
	case f.Add:
		p.Told = T(ctx, "There is nothing to add: what was seen in the last 30 days is in the list already, or the list is full.")
	case n > 0:
		p.Seen = T(ctx, "Add the addresses seen in the last 30 days")
	}
}

func networkLists(org store.Organization, groups []store.GroupNetworks) (lists []NetworkList) {
	for _, g := range groups {
		lists = append(lists, NetworkList{Name: g.Name, Href: GroupAddress(org.Slug, g.ID), Networks: g.Networks.Join()})
	}
	return lists
}

// KeyRules is what a key's information says of how much and from where it may be used.
type KeyRules struct {
	Limit        string
	Limited      bool
	Organization string // the limit of all keys together; empty: none
	Networks     []string
	Groups       []NetworkList
	LimitHref    string // of the form that changes the limit; empty: the person can't
	NetworksHref string
}

// NewKeyRules puts it into words.
func NewKeyRules(ctx context.Context, org store.Organization, info store.KeyInfo) KeyRules {
	r := info.Rules
	p := KeyRules{Limit: limitWords(ctx, r.Limit), Limited: !r.Limit.IsZero(), Groups: networkLists(org, r.Groups)}
	if !r.Organization.IsZero() {
		p.Organization = limitWords(ctx, r.Organization)
	}
	for _, n := range r.Networks {
		p.Networks = append(p.Networks, n.String())
	}
	if info.Can.SetRules {
		href := KeyAddress(org.Slug, info.Key.ID)
		p.LimitHref, p.NetworksHref = href+"/limits", href+"/networks"
	}
	return p
}
