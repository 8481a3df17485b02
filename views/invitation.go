package views

import (
	"context"
	"net/url"

	"chatelaine/store"
)

// InvitationsAddress is where the invitations of an organization are listed.
func InvitationsAddress(slug string) string { return MembersAddress(slug) + "/invitations" }

// InvitationAddress is where an invitation is.
func InvitationAddress(slug string, id store.InvitationID) string {
	return InvitationsAddress(slug) + "/" + string(id)
}

// Invite is the form that invites somebody.
type Invite struct {
	Window    Window
	Action    string
	Email     string
	Roles     []RoleChoice
	Pick      GroupPick
	Languages []Option
	Mistakes  Mistakes
}

// InviteFacts are what the form is made from, with what was typed.
type InviteFacts struct {
	Organization          store.Organization
	Form                  store.InvitationForm
	Email, Role, Language string
	Groups                []string
	Mistakes              Mistakes
}

// NewInvite makes the form.
func NewInvite(ctx context.Context, f InviteFacts) Invite {
	p := Invite{
		Window: Window{ID: "invite-form", Title: T(ctx, "Invite member"), Lede: T(ctx, "Fields marked * are required."), Close: MembersAddress(f.Organization.Slug)},
		Action: MembersAddress(f.Organization.Slug) + "/invite", Email: f.Email, Mistakes: f.Mistakes,
	}
	for _, role := range []store.Role{store.RoleUser, store.RoleManager, store.RoleAdministrator} {
		p.Roles = append(p.Roles, newMemberRole(ctx, f.Organization.RoleWords, role, f.Role))
	}
	p.Pick = newGroupPick(ctx, store.KeyForm{Groups: f.Form.Groups, NeedsGroup: true}, f.Groups)
	p.Pick.Needed, p.Pick.Mistake = false, f.Mistakes["groups"]
	if len(f.Form.Groups) == 0 {
		p.Pick.None = T(ctx, "There are no groups yet.")
	}
	for _, l := range []struct{ code, name string }{{"", T(ctx, "As their browser asks for")}, {"en", "English"}, {"fr", "Français"}} {
		p.Languages = append(p.Languages, Option{Value: l.code, Label: l.name, Chosen: l.code == f.Language})
	}
	return p
}

// newMemberRole is a role that a member can have, with what it means.
func newMemberRole(ctx context.Context, words store.RoleWords, role store.Role, chosen string) RoleChoice {
	about := T(ctx, "Does everything, and decides who is a member.")
	switch role {
	case store.RoleUser:
		about = T(ctx, "Works with data, within their permission groups. Sees themselves, and no other keys than their own.")
	case store.RoleManager:
		about = T(ctx, "Also manages keys, and registers and owns resources.")
	}
	return RoleChoice{Value: role.String(), Name: RoleName(ctx, words, role), Words: about, Chosen: role.String() == chosen}
}

// InvitationLink shows the link of an invitation, the only time that anything does.
type InvitationLink struct {
	Window Window
	Link   string
	Words  []string
}

// NewInvitationLink says to whom the link is to be given, and until when it works.
func NewInvitationLink(ctx context.Context, org store.Organization, i store.Invitation, link string) InvitationLink {
	return InvitationLink{
		Window: Window{ID: "invitation-link", Title: T(ctx, "Give this link to %s", i.Email), Close: InvitationsAddress(org.Slug)},
		Link:   link,
		Words: []string{
			T(ctx, "Chatelaine sends no e-mail: copy the link, and send it yourself. Whoever opens it can join as %s.", i.Email),
			T(ctx, "It works once, until %s. It isn’t shown again; a new link can be made at any time, and ends this one.", instant(ctx, i.EndsAt, org.Zone)),
		},
	}
}

// InvitationList are the invitations that wait for an answer.
type InvitationList struct {
	Here, Members, InviteHref string
	Rows                      []InvitationRow
}

// InvitationRow is one of them.
type InvitationRow struct {
	ID, Email, About string
	Ends             When
	State            string // why it can't be accepted; empty: it can
	RenewHref        string
	WithdrawHref     string
}

// NewInvitationList puts them into words.
func NewInvitationList(ctx context.Context, org store.Organization, list []store.Invitation) InvitationList {
	p := InvitationList{Here: InvitationsAddress(org.Slug), Members: MembersAddress(org.Slug), InviteHref: MembersAddress(org.Slug) + "/invite"}
	for _, i := range list {
		href := InvitationAddress(org.Slug, i.ID)
		row := InvitationRow{
			ID: string(i.ID), Email: i.Email, Ends: shortDay(ctx, i.EndsAt, org.Zone), RenewHref: href + "/renew", WithdrawHref: href + "/withdraw",
			About: T(ctx, "%s, invited by %s on %s", RoleName(ctx, org.RoleWords, i.Role), i.InvitedBy.Name, longDay(ctx, i.MadeAt, org.Zone)),
		}
		switch i.State {
		case store.InvitationExpired:
			row.State = T(ctx, "Expired")
		case store.InvitationUnsupported:
			row.State = T(ctx, "Who invited can’t invite any more")
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// NewRenewal asks before a new link takes the place of another one.
func NewRenewal(ctx context.Context, org store.Organization, i store.Invitation) GroupPlan {
	return GroupPlan{
		Window: Window{ID: "renew", Title: T(ctx, "Make a new link for %s?", i.Email), Close: InvitationsAddress(org.Slug), About: "plan-about"},
		Action: InvitationAddress(org.Slug, i.ID) + "/renew",
		Words:  T(ctx, "The link that they have stops working. The new one works for 7 days, once, and the invitation is yours then."),
		Button: T(ctx, "Make a new link"),
	}
}

// NewWithdrawal asks before an invitation ends.
func NewWithdrawal(ctx context.Context, org store.Organization, i store.Invitation) GroupPlan {
	return GroupPlan{
		Window: Window{ID: "withdraw", Title: T(ctx, "Withdraw the invitation of %s?", i.Email), Close: InvitationsAddress(org.Slug), About: "plan-about"},
		Action: InvitationAddress(org.Slug, i.ID) + "/withdraw",
		Words:  T(ctx, "The link that they have stops working at once. They can be invited again."),
		Button: T(ctx, "Withdraw"), Danger: true,
	}
}

// Accept is the page behind an invitation's link.
type Accept struct {
	Action       string
	Organization string
	Words        string
	Email        string
	Name         string // of who is signed in; empty: an account is to be made
	SignIn       string // where to sign in as who took the address; empty: nobody did
	Typed        string // a name
	Mistakes     Mistakes
}

// NewAccept says what accepting means.
func NewAccept(ctx context.Context, link store.InvitationLink, action string) Accept {
	p := Accept{Action: action, Organization: link.Organization.Name, Email: link.Email, Name: link.Account.Name}
	role := RoleName(ctx, link.Organization.RoleWords, link.Role)
	p.Words = T(ctx, "%s invites you to %s, with the role %s.", link.InvitedBy.Name, link.Organization.Name, role)
	if link.Unproven {
		p.SignIn = "/sign-in?" + url.Values{"next": {action}}.Encode()
	}
	return p
}

// NewDeadInvitation says why an invitation can't be accepted, and what to do. SignIn is where to sign in as who it is for.
func NewDeadInvitation(ctx context.Context, e store.InvitationError, person store.Account, signIn string) Problem {
	org, by := e.Link.Organization.Name, e.Link.InvitedBy.Name
	again := T(ctx, "Ask an administrator of %s for a new invitation.", org)
	p := Problem{Title: T(ctx, "This invitation can’t be accepted any more.")}
	switch e.State {
	case store.InvitationAccepted:
		p.Title = T(ctx, "This invitation was accepted already.")
		p.Words = T(ctx, "Its link works once. If it was you, sign in.")
		p.Link, p.Label = "/sign-in", T(ctx, "Sign in")
	case store.InvitationWithdrawn:
		p.Words = T(ctx, "It was withdrawn.") + " " + again
	case store.InvitationReplaced:
		p.Words = T(ctx, "There is a newer invitation to the same address: open its link instead.")
	case store.InvitationExpired:
		p.Words = T(ctx, "It could be accepted for 7 days.") + " " + again
	case store.InvitationUnsupported:
		p.Words = T(ctx, "%s, who invited you, can’t invite anybody any more.", by) + " " + again
	case store.InvitationMember:
		p.Title = T(ctx, "You are a member already.")
		p.Words = T(ctx, "You belong to %s: there is nothing to accept.", org)
		p.Link, p.Label = KeysAddress(e.Link.Organization.Slug), T(ctx, "To your API keys")
	case store.InvitationSignIn:
		p.Title = T(ctx, "Sign in to join %s.", org)
		p.Words = T(ctx, "%s has an account here. Sign in with it, and you come back to this invitation.", e.Link.Email)
		p.Link, p.Label = signIn, T(ctx, "Sign in")
	case store.InvitationOther:
		p.Title = T(ctx, "This invitation is for somebody else.")
		p.Words = T(ctx, "It is for %s, and you are signed in as %s. Sign out, and open its link again.", e.Link.Email, person.Email)
		p.Link, p.Label = "/", T(ctx, "To your API keys")
	}
	return p
}
