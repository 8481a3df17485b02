package web

import (
	"errors"
	"fmt"
	"net/http"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const membersPath = "/o/:organization/members"

// invitationRoutes are those of inviting people, and of accepting that.
func (s *Server) invitationRoutes() []Route {
	const (
		get, post = http.MethodGet, http.MethodPost
		one       = membersPath + "/invitations/:invitation"
	)
	return []Route{
		{get, "/invitation/:token", anybody, s.acceptForm},
		{post, "/invitation/:token", anybody, s.knocked(s.acceptInvitation)},
		{get, membersPath + "/invite", organization, s.inviteForm},
		{post, membersPath + "/invite", organization, s.invite},
		{get, membersPath + "/invitations", organization, s.invitations},
		{get, one + "/renew", organization, s.renewForm},
		{post, one + "/renew", organization, s.renewInvitation},
		{get, one + "/withdraw", organization, s.withdrawForm},
		{post, one + "/withdraw", organization, s.withdrawInvitation},
	}
}

// membersChanged tells the page that members or invitations have changed, so that their lists fetch themselves anew.
func membersChanged(c echo.Context) { c.Response().Header().Set("HX-Trigger", "members-changed") }

func invitationID(c echo.Context) store.InvitationID {
	return store.InvitationID(c.Param("invitation"))
}

// inviteForm shows the form that invites somebody.
func (s *Server) inviteForm(c echo.Context) error {
	return s.renderInvite(c, http.StatusOK, views.InviteFacts{Role: store.RoleUser.String()})
}

func (s *Server) renderInvite(c echo.Context, status int, f views.InviteFacts) (err error) {
	if f.Form, err = s.Store.InvitationForm(c.Request().Context(), actor(c)); err != nil {
		return err
	}
	f.Organization = current(c)
	p := views.NewInvite(c.Request().Context(), f)
	page := p
	page.Window.Page = true
	return render(c, status, views.InvitePage(shell(c, p.Window.Title), page), views.InviteForm(p))
}

// invite makes an invitation, and shows its link.
func (s *Server) invite(c echo.Context) error {
	f, err := parseForm(c, "groups")
	if err != nil {
		return err
	}
	in := store.NewInvitation{Email: f["email"], Groups: f.groups(), Language: store.Language(f["language"])}
	var made store.Invitation
	if in.Role, err = store.ParseRole(f["role"]); err == nil {
		var link string
		if in.ID, in.Token, link, err = s.newInvitation(c); err != nil {
			return err
		}
		if made, err = s.Store.Invite(c.Request().Context(), call(c), in); err == nil {
			return showInvitation(c, made, link)
		}
	}
	mistakes, err := fieldMistake(c, err, map[string]string{
		"email": words(c, "E-mail address"), "role": words(c, "Role"), "groups": words(c, "Permission groups"), "language": words(c, "Language"),
	})
	if err != nil {
		return err
	}
	return s.renderInvite(c, http.StatusUnprocessableEntity, views.InviteFacts{
		Email: f.shown("email"), Role: f.shown("role"), Language: f["language"], Groups: f.ids(), Mistakes: mistakes,
	})
}

// newInvitation makes the id and the link of an invitation, and what is kept of the link.
func (s *Server) newInvitation(c echo.Context) (store.InvitationID, store.Digest, string, error) {
	id, err1 := keystring.NewID(s.Rand)
	token, err2 := keystring.NewToken(s.Rand, keystring.PrefixInvitation)
	if err := errors.Join(err1, err2); err != nil {
		return "", store.Digest{}, "", fmt.Errorf("make an invitation: %w", err)
	}
	return store.InvitationID(id), digestOf(token), s.publicAddress(c) + "/invitation/" + token, nil
}

// publicAddress is that by which a browser reaches the portal: what was set, or on loopback what this one used.
func (s *Server) publicAddress(c echo.Context) string {
	if s.URL != "" {
		return s.URL
	}
	if s.Secure {
		return "https://" + c.Request().Host
	}
	return "http://" + c.Request().Host
}

// showInvitation shows the link of an invitation that was just made, the only time.
func showInvitation(c echo.Context, made store.Invitation, link string) error {
	p := views.NewInvitationLink(c.Request().Context(), current(c), made, link)
	page := p
	page.Window.Page = true
	membersChanged(c)
	return render(c, http.StatusOK, views.InvitationLinkPage(shell(c, p.Window.Title), page), views.InvitationLinkWindow(p))
}

// invitations lists those that wait for an answer.
func (s *Server) invitations(c echo.Context) error {
	ctx := c.Request().Context()
	list, err := s.Store.Invitations(ctx, actor(c), aboutOf(c).at)
	if err != nil {
		return err
	}
	p := views.NewInvitationList(ctx, current(c), list)
	return render(c, http.StatusOK, views.InvitationsPage(shell(c, words(c, "Invitations")), p), views.InvitationsPart(p))
}

// waitingInvitation finds the invitation of the address while it waits for an answer.
func (s *Server) waitingInvitation(c echo.Context) (store.Invitation, error) {
	return s.Store.Invitation(c.Request().Context(), actor(c), invitationID(c), aboutOf(c).at)
}

// renewForm asks before a new link is made.
func (s *Server) renewForm(c echo.Context) error {
	found, err := s.waitingInvitation(c)
	if err != nil {
		return endedInvitation(err)
	}
	return renderPlanOfGroup(c, http.StatusOK, views.NewRenewal(c.Request().Context(), current(c), found))
}

// renewInvitation makes a new link, which ends the old one.
func (s *Server) renewInvitation(c echo.Context) error {
	if _, err := parseForm(c); err != nil {
		return err
	}
	id, token, link, err := s.newInvitation(c)
	if err != nil {
		return err
	}
	made, err := s.Store.RenewInvitation(c.Request().Context(), call(c), invitationID(c), id, token)
	if err != nil {
		return endedInvitation(err)
	}
	return showInvitation(c, made, link)
}

// withdrawForm asks before an invitation ends.
func (s *Server) withdrawForm(c echo.Context) error {
	found, err := s.waitingInvitation(c)
	if err != nil {
		return endedInvitation(err)
	}
	return renderPlanOfGroup(c, http.StatusOK, views.NewWithdrawal(c.Request().Context(), current(c), found))
}

// withdrawInvitation ends an invitation.
func (s *Server) withdrawInvitation(c echo.Context) error {
	if _, err := parseForm(c); err != nil {
		return err
	}
	was, err := s.Store.WithdrawInvitation(c.Request().Context(), call(c), invitationID(c))
	if err != nil {
		return endedInvitation(err)
	}
	if !wantsPart(c) {
		return seeOther(c, views.InvitationsAddress(current(c).Slug))
	}
	membersChanged(c)
	return render(c, http.StatusOK, nil, views.InvitedToast(words(c, "The invitation of %s was withdrawn.", was.Email)))
}

// endedInvitation answers for an invitation that waits no more as for one that isn't there.
func endedInvitation(err error) error {
	var ended *store.InvitationError
	if errors.As(err, &ended) {
		return store.ErrNotFound
	}
	return err
}
