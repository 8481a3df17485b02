package web

import (
	"strings"

	"chatelaine/store"
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
		Nav: navigation(c),
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

// navigation are the places in the sidebar; the one of this address is marked. What isn't named lies below the table of keys.
func navigation(c echo.Context) []views.NavItem {
	portal, elsewhere := aboutOf(c).portal, false
	slug := portal.Current.Organization.Slug
	place := func(label, href, icon, count, below string) views.NavItem {
		here := strings.HasPrefix(c.Path(), below)
		elsewhere = elsewhere || here
		return views.NavItem{Label: label, Href: href, Icon: icon, Count: count, Current: here}
	}
	items := []views.NavItem{
		place(words(c, "Dashboard"), views.DashboardAddress(slug), "layout-dashboard", "", dashboardPath),
		{Label: words(c, "API keys"), Href: views.KeysAddress(slug), Icon: "key-round", Count: keysCount(c)},
		place(words(c, "Groups"), views.GroupsAddress(slug), "shield-check", words(c, "%d", portal.Groups), groupsPath),
	}
	if portal.Current.Role == store.RoleAdministrator {
		items = append(items, place(words(c, "Settings"), views.SettingsAddress(slug), "settings", "", settingsPath))
	}
	items = append(items, place(words(c, "Help"), views.HelpAddress(slug, ""), "circle-help", "", helpPath))
	items[1].Current = !elsewhere
	return items
}

// keysCount is how many keys the person sees, as the sidebar says it.
func keysCount(c echo.Context) string {
	return views.CountWords(c.Request().Context(), aboutOf(c).portal.Keys)
}
