package views

import (
	"context"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
)

// MemberInfo is what the information of a member shows.
type MemberInfo struct {
	ID, Name, Email, Initials string
	Href, List                string
	Role                      string
	Groups                    []string
	Joined, Seen, Left        When // Left is zero for who is a member
	Keys, KeysHref            string
	Owns                      string
	Kinds                     []KindTile
	Access                    string
	RoleHref, GroupsHref      string // empty: the person can't change that
	RemoveHref                string
	Review, ReviewHref        string // keys to look at; empty: none, or not theirs to look at
	History                   KeyHistory
	SeesHistory               bool
}

// MemberFacts are what a member's pages are made from.
type MemberFacts struct {
	Organization store.Organization
	Info         store.MemberInfo
	Now          time.Time
	Changed      *store.MemberChangedError // nil: the form is as it was opened
	Mistakes     Mistakes
}

// NewMemberInfo puts a member into words.
func NewMemberInfo(ctx context.Context, f MemberFacts) MemberInfo {
	m, org, href := f.Info.Member, f.Organization, MemberAddress(f.Organization.Slug, f.Info.Member.Account.ID)
	p := MemberInfo{
		ID: string(m.Account.ID), Name: m.Account.Name, Email: m.Account.Email, Initials: Initials(m.Account.Name), Href: href,
		List: MembersAddress(org.Slug), Role: RoleName(ctx, org.RoleWords, m.Role), Groups: GroupNames(m.Groups),
		Joined: shortDay(ctx, m.JoinedAt, org.Zone), Seen: When{Words: T(ctx, "Never")}, Keys: T(ctx, "%d", f.Info.KeysCreated),
		Access: T(ctx, "%d", f.Info.Holdings.AccessEntries), SeesHistory: f.Info.Can.SeeHistory,
	}
	if !m.LastSeen.IsZero() {
		p.Seen = lately(ctx, m.LastSeen, f.Now, org.Zone)
	}
	if m.Left() {
		p.Left = shortDay(ctx, m.LeftAt, org.Zone)
	}
	if f.Info.KeysCreated > 0 {
		p.KeysHref = KeysAddress(org.Slug) + "?by=" + p.ID
	}
	if h := f.Info.Holdings; h.Total > 0 {
		p.Owns = T(ctx, "%d in all, %d shared", h.Total, h.Shared)
		for _, c := range h.ByKind {
			p.Kinds = append(p.Kinds, KindTile{T(ctx, "%d", c.Count), kindWord(c)})
		}
	}
	p.offer(ctx, f)
	p.History = newMemberHistory(ctx, org, m, f.Info.History, 0)
	return p
}

// offer says what the person can do about the member.
func (p *MemberInfo) offer(ctx context.Context, f MemberFacts) {
	can := f.Info.Can
	if can.ChangeRole {
		p.RoleHref = p.Href + "/role"
	}
	if can.ChangeGroups {
		p.GroupsHref = p.Href + "/groups"
	}
	if can.Remove {
		p.RemoveHref = p.Href + "/remove"
	}
	if can.ReviewKeys && f.Info.KeysToReview > 0 {
		p.Review, p.ReviewHref = T(ctx, "%d of the keys that they created are waiting for a look.", f.Info.KeysToReview), LeaverAddress(f.Organization.Slug, f.Info.Member.Account.ID)
	}
}

// newMemberHistory puts what was done to a member into words, in the form in which that of keys is shown.
func newMemberHistory(ctx context.Context, org store.Organization, m store.Member, history store.MemberHistory, before int64) KeyHistory {
	href := MemberAddress(org.Slug, m.Account.ID)
	p := KeyHistory{Later: before > 0, Top: href + "/history"}
	p.Window = Window{ID: "history", Title: T(ctx, "History"), Lede: m.Account.Name, Close: href, Page: true}
	for _, e := range history.Events {
		said := EventSaid(ctx, org, store.Change{Event: e, Name: m.Account.Name})
		p.Lines = append(p.Lines, HistoryLine{ID: "event-" + strconv.FormatInt(e.Seq, 10), Said: said, When: shortDay(ctx, e.At, org.Zone)})
		if history.Earlier {
			p.Earlier = p.Top + "?before=" + strconv.FormatInt(e.Seq, 10)
		}
	}
	return p
}

// NewMemberHistory is a part of what was done to a member at its own address.
func NewMemberHistory(ctx context.Context, org store.Organization, m store.Member, history store.MemberHistory, before int64) KeyHistory {
	return newMemberHistory(ctx, org, m, history, before)
}

// MemberForm is a form about a member.
type MemberForm struct {
	Window   Window
	Action   string
	Version  string
	Changed  []string // what somebody did to the member meanwhile; none: nothing
	Roles    []RoleChoice
	Pick     GroupPick
	Button   string
	Mistakes Mistakes
}

func newMemberForm(ctx context.Context, f MemberFacts, id, title, below string) MemberForm {
	m := f.Info.Member
	href := MemberAddress(f.Organization.Slug, m.Account.ID)
	p := MemberForm{
		Window: Window{ID: id, Title: title, Lede: m.Account.Name, Close: href}, Action: href + below,
		Version: strconv.FormatInt(m.Version, 10), Button: T(ctx, "Save"), Mistakes: f.Mistakes,
	}
	if f.Changed != nil {
		said := T(ctx, "This member was changed while the form was open. Nothing was done by you.")
		if last := f.Changed.Last; last.Seq > 0 && last.Actor.Kind == store.ActorMember {
			said = T(ctx, "%s changed this member %s, while the form was open. Nothing was done by you.", last.ActorName, moment(ctx, last.At, f.Now, f.Organization.Zone))
		}
		p.Changed = append(p.Changed, said)
	}
	return p
}

// NewMemberRole is the form that gives a member another role; chosen is what was chosen, empty: what they have.
func NewMemberRole(ctx context.Context, f MemberFacts, chosen string) MemberForm {
	p := newMemberForm(ctx, f, "member-role", T(ctx, "Change role"), "/role")
	if chosen == "" {
		chosen = f.Info.Member.Role.String()
	}
	if f.Changed != nil {
		p.Changed = append(p.Changed, T(ctx, "Their role is %s now.", RoleName(ctx, f.Organization.RoleWords, f.Info.Member.Role)))
	}
	for _, role := range []store.Role{store.RoleUser, store.RoleManager, store.RoleAdministrator} {
		p.Roles = append(p.Roles, newMemberRole(ctx, f.Organization.RoleWords, role, chosen))
	}
	return p
}

// NewMemberGroups is the form that changes a member's groups; chosen is what was ticked, nil: what they have.
func NewMemberGroups(ctx context.Context, f MemberFacts, form store.InvitationForm, chosen []string) MemberForm {
	p := newMemberForm(ctx, f, "member-groups", T(ctx, "Change groups"), "/groups")
	has := f.Info.Member.Groups
	if chosen == nil {
		for _, g := range has {
			chosen = append(chosen, string(g.ID))
		}
	}
	if f.Changed != nil && len(has) == 0 {
		p.Changed = append(p.Changed, T(ctx, "They belong to no group now."))
	} else if f.Changed != nil {
		p.Changed = append(p.Changed, T(ctx, "Their groups are now: %s.", store.JoinNames(has)))
	}
	p.Pick = newGroupPick(ctx, store.KeyForm{Groups: slices.Clone(form.Groups), NeedsGroup: true}, chosen)
	p.Button = T(ctx, "Review changes")
	p.Pick.Needed, p.Pick.Mistake = false, f.Mistakes["groups"]
	if len(form.Groups) == 0 {
		p.Pick.None = T(ctx, "There are no groups yet.")
	}
	p.Pick.Hint = T(ctx, "They may do what any of their groups allows, as far as their role goes, and give these groups to keys.")
	return p
}
