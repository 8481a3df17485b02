package web

import (
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// shell is the frame around a page of the organization in the address.
func shell(c echo.Context, title string) views.Shell {
	ctx, portal := c.Request().Context(), aboutOf(c).portal
	org := portal.Current.Organization
	p := views.Shell{
		Title: title, Organization: org.Name, Role: views.RoleName(ctx, org.RoleWords, portal.Current.Role),
		Person: portal.Account.Name, Initials: views.Initials(portal.Account.Name), Email: portal.Account.Email,
		Home: views.KeysAddress(org.Slug), Keyboard: views.KeyboardAddress(org.Slug), Here: localPath(c.Request().URL.RequestURI()),
		Nav: []views.NavItem{{
			Label: words(c, "API keys"), Href: views.KeysAddress(org.Slug), Icon: "key-round",
			Count: views.CountWords(ctx, portal.Keys), Current: true,
		}},
	}
	if c.Request().Method != "GET" {
		p.Here = p.Home
	}
	for _, m := range portal.Memberships {
		p.Switch = append(p.Switch, views.SwitchItem{
			Name: m.Organization.Name, Href: views.KeysAddress(m.Organization.Slug),
			Role: views.RoleName(ctx, m.Organization.RoleWords, m.Role), Current: m.Organization.Org == org.Org,
		})
	}
	return p
}
