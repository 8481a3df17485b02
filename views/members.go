package views

import (
	"context"
	"slices"
	"time"

	"chatelaine/store"
)

// MembersAddress is where an organization's members are listed.
func MembersAddress(slug string) string { return "/o/" + slug + "/members" }

// MemberAddress is where a member is.
func MemberAddress(slug string, id store.AccountID) string {
	return MembersAddress(slug) + "/" + string(id)
}

// MemberList is a page of the list of members.
type MemberList struct {
	Table
	Lede       string
	InviteHref string // empty: the person can't invite anybody
	// Invited says how many invitations wait for an answer; empty: none, or the person can't see them.
	Invited, InvitedHref string
	Rows                 []MemberRow
}

// MemberRow is a member in the list.
type MemberRow struct {
	ID, Href, Name, Email, Initials string
	You                             bool
	ShowEmail                       bool // below the name: there is no column for it
	Role                            string
	Groups                          []string
	Keys, Owns                      string
	KeysHref                        string // the keys that they created; empty: there are none
	Joined, Seen                    When
	Can                             string // what the person can do with it, between spaces: see memberRowActs
}

// MemberListFacts are what the list is made from.
type MemberListFacts struct {
	Organization store.Organization
	Page         store.MemberPage
	Me           store.AccountID
	Now          time.Time
	Skipped      int
	Listing      Listing
	Removed      string // who was just removed, where nothing else says so
}

// NewMemberList puts a page of members into words.
func NewMemberList(ctx context.Context, f MemberListFacts) MemberList {
	address := MembersAddress(f.Organization.Slug)
	p := MemberList{Table: NewTable(ctx, ListingFacts{
		ID: "members", Address: address, Changes: "members-changed",
		Words: TableWords{
			Class: "members", Name: T(ctx, "Members"), Region: T(ctx, "Members table"), Part: T(ctx, "Members"),
			Pages: T(ctx, "Pages of members"), Actions: T(ctx, "Actions"),
		},
		SearchLabel: T(ctx, "Search members by name or e-mail address"), SearchHint: T(ctx, "Search name or e-mail"),
		Columns: memberColumns(ctx, f), NoMatch: T(ctx, "No member matches."),
		Listing: f.Listing, Rows: len(f.Page.Members), Skipped: f.Skipped, Total: f.Page.Total,
	})}
	if f.Removed != "" {
		p.Notes = append(p.Notes, T(ctx, "%s is no longer a member.", f.Removed))
	}
	p.Lede = T(ctx, "%d people", f.Page.All)
	if f.Page.OwnOnly {
		p.Lede = T(ctx, "You see yourself. Managers and administrators see who else is a member.")
	}
	if f.Page.MayInvite {
		p.InviteHref = address + "/invite"
		if f.Page.Invited > 0 {
			p.InvitedHref, p.Invited = InvitationsAddress(f.Organization.Slug), T(ctx, "%d invitations wait for an answer", f.Page.Invited)
		}
	}
	for _, member := range f.Page.Members {
		p.Rows = append(p.Rows, newMemberRow(ctx, f, member))
	}
	return p
}

func newMemberRow(ctx context.Context, f MemberListFacts, m store.ListedMember) MemberRow {
	slug := f.Organization.Slug
	row := MemberRow{
		ID: string(m.Account), Href: MemberAddress(slug, m.Account), Name: m.Name, Email: m.Email, Initials: Initials(m.Name),
		You: m.Account == f.Me, ShowEmail: !slices.Contains(f.Listing.Shown, string(store.MemberColumnEmail)),
		Role: RoleName(ctx, f.Organization.RoleWords, m.Role), Groups: GroupNames(m.Groups),
		Keys: T(ctx, "%d", m.Keys), Owns: T(ctx, "%d", m.Owns),
		Joined: shortDay(ctx, m.JoinedAt, f.Organization.Zone), Seen: When{Words: T(ctx, "Never")},
	}
	if f.Page.Standing.MayChangeRoleOf(m.Account) == nil {
		row.Can = "change"
	}
	if m.Keys > 0 {
		row.KeysHref = KeysAddress(slug) + "?by=" + string(m.Account)
	}
	if !m.SeenAt.IsZero() {
		row.Seen = lately(ctx, m.SeenAt, f.Now, f.Organization.Zone)
	}
	return row
}

// memberColumns are all columns, in their usual order.
func memberColumns(ctx context.Context, f MemberListFacts) []ListingColumn {
	return []ListingColumn{
		{ID: string(store.MemberColumnName), Class: "c-name", Label: T(ctx, "Name"), Sorts: true},
		{ID: string(store.MemberColumnEmail), Class: "c-email", Label: T(ctx, "E-mail"), Sorts: true},
		{ID: string(store.MemberColumnRole), Class: "c-role", Label: T(ctx, "Role"), Sorts: true, Filter: memberRoleFilter(ctx, f)},
		{ID: string(store.MemberColumnGroups), Class: "c-groups", Label: T(ctx, "Groups"), Filter: memberGroupFilter(ctx, f)},
		{ID: string(store.MemberColumnKeys), Class: "c-keys", Label: T(ctx, "Keys created"), Sorts: true},
		{ID: string(store.MemberColumnOwns), Class: "c-owns", Label: T(ctx, "Resources owned"), Sorts: true},
		{ID: string(store.MemberColumnJoined), Class: "c-joined", Label: T(ctx, "Joined"), Sorts: true, Filter: ListingFilter{
			Kind: "period", Title: T(ctx, "Filter by when they joined"), Legend: T(ctx, "Joined"), Presets: createdPresets,
		}},
		{ID: string(store.MemberColumnSeen), Class: "c-seen", Label: T(ctx, "Last seen"), Sorts: true, Filter: ListingFilter{
			Kind: "period", Title: T(ctx, "Filter by when they were last seen"), Legend: T(ctx, "Last seen"), Presets: usedPresets,
		}},
	}
}

func memberRoleFilter(ctx context.Context, f MemberListFacts) ListingFilter {
	filter := ListingFilter{Kind: "choice", Title: T(ctx, "Filter by role"), Legend: T(ctx, "Role")}
	for _, role := range []store.Role{store.RoleUser, store.RoleManager, store.RoleAdministrator} {
		filter.Options = append(filter.Options, Option{Value: role.String(), Label: RoleName(ctx, f.Organization.RoleWords, role)})
	}
	return filter
}

// memberGroupFilter offers the groups when it opens; those that are chosen and not found stay chosen.
func memberGroupFilter(ctx context.Context, f MemberListFacts) ListingFilter {
	filter := ListingFilter{
		Kind: "choice", Title: T(ctx, "Filter by group"), Legend: T(ctx, "Groups"), Listed: true,
		Find: T(ctx, "Search groups"), All: T(ctx, "Choose from all groups"), None: T(ctx, "No group matches."),
	}
	for _, g := range f.Page.Groups {
		filter.Options = append(filter.Options, Option{Value: string(g.ID), Label: g.Name})
	}
	for _, id := range f.Listing.Filters.Choices["groups"] {
		if !slices.ContainsFunc(f.Page.Groups, func(g store.GroupRef) bool { return string(g.ID) == id }) {
			filter.Options = append(filter.Options, Option{Value: id, Label: T(ctx, "a group that is gone")})
		}
	}
	return filter
}

// NewMemberChoices puts the groups that members can be filtered by into words, with how many members each has: the chosen
// ones first, and so many others.
func NewMemberChoices(ctx context.Context, f MemberListFacts, groups []store.Group, search string, listed int) KeyChoices {
	filter := listingFilter(ctx, ListingFacts{Address: MembersAddress(f.Organization.Slug), Listing: f.Listing}, ListingColumn{
		ID: string(store.MemberColumnGroups), Filter: memberGroupFilter(ctx, f),
	})
	filter.Options = slices.DeleteFunc(filter.Options, func(o Option) bool {
		return slices.ContainsFunc(groups, func(g store.Group) bool { return string(g.ID) == o.Value })
	})
	p := KeyChoices{Search: search}
	for _, g := range groups {
		chosen := slices.Contains(f.Listing.Filters.Choices["groups"], string(g.ID))
		if listed--; listed < 0 && !chosen {
			p.More = T(ctx, "Not all groups are listed: search to find others.")
			continue
		}
		filter.Options = append(filter.Options, Option{Value: string(g.ID), Label: g.Name, Chosen: chosen, Count: T(ctx, "%d", g.Members)})
	}
	p.Filter = filter
	p.Window = Window{ID: "choices", Title: filter.Title, Page: true, Close: f.Listing.Links.Here()}
	return p
}

// memberRowActs are what can be done with a member.
func memberRowActs(ctx context.Context) []RowAct {
	return []RowAct{
		{Icon: "info", Label: T(ctx, "Display information"), Place: "#panel"},
		{Path: "/role", Needs: "change", Icon: "user-round", Label: T(ctx, "Change role…")},
		{Path: "/groups", Needs: "change", Icon: "users-round", Label: T(ctx, "Change groups…")},
		{Path: "/remove", Needs: "change", Icon: "trash-2", Label: T(ctx, "Remove…"), Danger: true},
	}
}
