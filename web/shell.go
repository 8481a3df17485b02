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
		Account: views.OwnAccountAddress(org.Slug), Nav: navigation(c),
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
	portal := aboutOf(c).portal
	slug, elsewhere := portal.Current.Organization.Slug, false
	at := func(path string, item views.NavItem) views.NavItem {
		item.Current = strings.HasPrefix(c.Path(), "/o/:organization/"+path)
		elsewhere = elsewhere || item.Current
		return item
	}
	items := []views.NavItem{
		at("dashboard", views.NavItem{Label: words(c, "Dashboard"), Href: views.DashboardAddress(slug), Icon: "layout-dashboard"}),
		{Label: words(c, "API keys"), Href: views.KeysAddress(slug), Icon: "key-round", Count: keysCount(c)},
		at("members", views.NavItem{Label: words(c, "Members"), Href: views.MembersAddress(slug), Icon: "users-round"}),
		at("groups", views.NavItem{Label: words(c, "Groups"), Href: views.GroupsAddress(slug), Icon: "shield-check", Count: words(c, "%d", portal.Groups)}),
		at("resources", views.NavItem{Label: words(c, "Resources"), Href: views.ResourcesAddress(slug), Icon: "folder"}),
	}
	if portal.Current.Role >= store.RoleManager {
		items = append(items, at("audit", views.NavItem{Label: words(c, "Audit log"), Href: views.AuditAddress(slug), Icon: "scroll-text"}))
	}
	if portal.Current.Role == store.RoleAdministrator {
		items = append(items, at("settings", views.NavItem{Label: words(c, "Settings"), Href: views.SettingsAddress(slug), Icon: "settings"}))
	}
	items = append(items, at("help", views.NavItem{Label: words(c, "Help"), Href: views.HelpAddress(slug, ""), Icon: "circle-help"}))
	if c.Path() == refusedPath { // the dashboard leads there
		items[0].Current, elsewhere = true, true
	}
	items[1].Current = !elsewhere && !inOwnAccount(c)
	return items
}

// keysCount is how many keys the person sees, as the sidebar says it.
func keysCount(c echo.Context) string {
	return views.CountWords(c.Request().Context(), aboutOf(c).portal.Keys)
}
