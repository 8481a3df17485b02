package web

import (
	"net/http"
	"slices"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const (
	resourcesPath = "/o/:organization/resources"
	resourcePath  = resourcesPath + "/:resource"
)

// resourceRoutes are those of the list of resources, and of one.
func (s *Server) resourceRoutes() []Route {
	return []Route{
		{http.MethodGet, resourcesPath, organization, s.listResources},
		{http.MethodPost, resourcesPath, organization, s.registerResource},
		{http.MethodGet, resourcesPath + "/choices", organization, s.resourceChoices},
		{http.MethodPost, "/o/:organization/export/resources", organization, s.exportResources},
		{http.MethodGet, resourcesPath + "/register", organization, s.registerForm},
		{http.MethodGet, resourcesPath + "/transfer", organization, s.ofAll(s.chooseTaker)},
		{http.MethodGet, resourcesPath + "/transfer/plan", organization, s.ofAll(s.planTransfer)},
		{http.MethodPost, resourcesPath + "/transfer", organization, s.ofAll(s.transfer)},
		{http.MethodPost, selectionPath + "/resources/transfer", organization, s.ofSome(s.chooseTaker)},
		{http.MethodPost, selectionPath + "/resources/transfer/plan", organization, s.ofSome(s.planTransfer)},
		{http.MethodPost, selectionPath + "/resources/transfer/carry-out", organization, s.ofSome(s.transfer)},
		{http.MethodPost, selectionPath + "/resources/destroy", organization, ofDoomed(s.planDestruction)},
		{http.MethodPost, selectionPath + "/resources/destroy/carry-out", organization, ofDoomed(s.destroyResources)},
		{http.MethodGet, resourcesPath + "/kinds", organization, s.listKinds},
		{http.MethodPost, resourcesPath + "/kinds", organization, s.addKindOfResource},
		{http.MethodGet, resourcesPath + "/new-kind", organization, s.newKindOfResource},
		{http.MethodGet, resourcesPath + "/kinds/:kind", organization, s.kindOfResource},
		{http.MethodPost, resourcesPath + "/kinds/:kind", organization, s.changeKindOfResource},
		{http.MethodGet, resourcePath, organization, s.resource},
		{http.MethodGet, resourcePath + "/rename", organization, s.renameResourceForm},
		{http.MethodPost, resourcePath + "/rename", organization, s.renameResource},
		{http.MethodGet, resourcePath + "/move", organization, s.moveResourceForm},
		{http.MethodPost, resourcePath + "/move", organization, s.moveResource},
		{http.MethodGet, resourcePath + "/destroy", organization, ofTheDoomed(s.planDestruction)},
		{http.MethodPost, resourcePath + "/destroy", organization, ofTheDoomed(s.destroyResources)},
		{http.MethodGet, resourcePath + "/owners", organization, s.addOwnerForm},
		{http.MethodPost, resourcePath + "/owners", organization, s.addOwner},
		{http.MethodPost, resourcePath + "/owners/remove", organization, s.removeOwner},
		{http.MethodGet, resourcePath + "/access", organization, s.giveAccessForm},
		{http.MethodPost, resourcePath + "/access", organization, s.giveAccess},
		{http.MethodPost, resourcePath + "/access/take", organization, s.takeAccess},
		{http.MethodGet, resourcePath + "/transfer", organization, s.ofOne(s.chooseTaker)},
		{http.MethodGet, resourcePath + "/transfer/plan", organization, s.ofOne(s.planTransfer)},
		{http.MethodPost, resourcePath + "/transfer", organization, s.ofOne(s.transfer)},
	}
}

func resourceID(c echo.Context) store.ResourceID { return store.ResourceID(c.Param("resource")) }

// resourcesChanged tells the page that resources have changed, so that its list fetches itself anew.
func resourcesChanged(c echo.Context) { c.Response().Header().Set("HX-Trigger", "resources-changed") }

// isKindSlug tells what can be the short name of a kind: a name that there isn't finds nothing.
func isKindSlug(text string) bool {
	return text != "" && len(text) <= store.Limits.Permission.Max && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}

// resourceListing is what the address of the list can say.
var resourceListing = listing{
	columns: []string{"name", "kind", "outside", "parent", "owners", "access", "created"},
	usual:   []string{"name", "kind", "outside", "parent", "owners", "access", "created"},
	sorts:   []string{"name", "kind", "created"},
	order:   views.Order{Column: "name"},
	choices: map[string]func(string) bool{
		"kind": isKindSlug, "owner": isResourceID, "in": isResourceID, "only": func(text string) bool { return text == "keys" },
	},
	place: func(text string) bool { _, ok := store.ParseResourceCursor(text); return ok },
}

func isResourceID(text string) bool { return store.ResourceID(text).Valid() }

// query is what the list's address asks of the store.
func resourceQuery(t listingState) store.ResourceQuery {
	q := store.ResourceQuery{Rows: t.Rows, Filter: store.ResourceFilter{Search: t.Search, Kinds: t.Choices["kind"], KeysAlone: len(t.Choices["only"]) > 0}}
	for _, id := range t.Choices["owner"] {
		q.Filter.Owners = append(q.Filter.Owners, store.PrincipalID(id))
	}
	if in := t.Choices["in"]; len(in) > 0 {
		q.Filter.In = store.ResourceID(in[0])
	}
	q.Sort, _ = store.ParseResourceSort(t.Order.String())
	q.After, _ = store.ParseResourceCursor(t.After)
	q.Before, _ = store.ParseResourceCursor(t.Before)
	return q
}

// listResources answers with the list, or for htmx with its table alone.
func (s *Server) listResources(c echo.Context) error {
	base := views.ResourcesAddress(current(c).Slug)
	state, wrong, elsewhere := resourceListing.settle(c, base)
	if elsewhere != "" {
		return seeOther(c, elsewhere)
	}
	ctx, stale := c.Request().Context(), false
	page, err := s.Store.Resources(ctx, actor(c), resourceQuery(state))
	if err == nil && len(page.Resources) == 0 && page.Total.N > 0 { // the place is gone
		state.After, state.Before, stale = "", "", true
		page, err = s.Store.Resources(ctx, actor(c), resourceQuery(state))
	}
	if err != nil {
		return err
	}
	_, told, _ := strings.Cut(state.address(base), "?")
	p := views.NewResourceList(ctx, views.ResourceListFacts{Organization: current(c), Page: page, Listing: state.listing(c, base, wrong, stale), State: told, Destroyed: s.justDestroyed(c)})
	return render(c, http.StatusOK, views.ResourcesPage(shell(c, words(c, "Resources")), p), views.ResourcesPart(p))
}

// justDestroyed names the resource that the address says was destroyed, where a new page is all that can say so. The name
// comes from the audit trail, so that nobody can put words on the page by a link.
func (s *Server) justDestroyed(c echo.Context) string {
	id := c.QueryParam("destroyed")
	if id == "" || wantsPart(c) {
		return ""
	}
	page, err := s.Store.Events(c.Request().Context(), actor(c), store.EventQuery{Filter: store.EventFilter{Subject: id}, Rows: 1})
	if err != nil || len(page.Entries) == 0 || page.Entries[0].Action != store.ResourceDestroyed {
		return ""
	}
	return page.Entries[0].Name
}

// choicesShown is how many members, and how many keys, a list to choose from shows.
const choicesShown = 20

// resourceChoices are owners that the list can be narrowed by.
func (s *Server) resourceChoices(c echo.Context) error {
	state, _ := resourceListing.read(c.Request().URL.Query())
	ctx, find := c.Request().Context(), cut(c.QueryParam("find"), store.MaxSearch)
	page, err := s.Store.Resources(ctx, actor(c), resourceQuery(state))
	if err != nil {
		return err
	}
	found, err := s.Store.Holders(ctx, actor(c), false, find, choicesShown)
	if err != nil {
		return err
	}
	p := views.NewOwnerChoices(ctx, views.ResourceListFacts{
		Organization: current(c), Page: page, Listing: state.listing(c, views.ResourcesAddress(current(c).Slug), nil, false),
	}, found, find)
	return render(c, http.StatusOK, views.ChoicesPage(shell(c, p.Window.Title), p), views.ChoicesPart(p))
}

// resource answers with the information of a resource: beside the list, or as a page.
func (s *Server) resource(c echo.Context) error {
	d, err := s.Store.ResourceDetails(c.Request().Context(), actor(c), resourceID(c))
	if err != nil {
		return err
	}
	p := views.NewResourceInfo(c.Request().Context(), current(c), d)
	return render(c, http.StatusOK, views.ResourcePage(shell(c, p.Name), p), views.ResourcePanel(p))
}

// changeableResource is the resource in the address, for those who can change it.
func (s *Server) changeableResource(c echo.Context) (store.ResourceDetails, error) {
	d, err := s.Store.ResourceDetails(c.Request().Context(), actor(c), resourceID(c))
	if err == nil && !d.Can.Manage {
		err = &store.ForbiddenError{Permission: "resources:edit"}
	}
	return d, err
}

// resourceDone shows the resource as it is now, and says what was done.
func (s *Server) resourceDone(c echo.Context, said string) error {
	own := views.ResourceAddress(current(c).Slug, resourceID(c))
	if !wantsPart(c) {
		return seeOther(c, own)
	}
	d, err := s.Store.ResourceDetails(c.Request().Context(), actor(c), resourceID(c))
	if err != nil {
		return err
	}
	resourcesChanged(c)
	p := views.NewResourceInfo(c.Request().Context(), current(c), d)
	return render(c, http.StatusOK, nil, views.ResourceDone(p, onPage(c, own), said))
}

// renderResourceAsk answers with a form about resources.
func renderResourceAsk(c echo.Context, status int, p views.ResourceAsk) error {
	page := p
	page.Window.Page = true
	return render(c, status, views.ResourceAskPage(shell(c, p.Window.Title), page), views.ResourceAskWindow(p))
}

// holders is the field in which a member or a key is chosen.
func (s *Server) holders(c echo.Context, everybody bool, f views.HolderFacts) (views.ResourceField, error) {
	ctx := c.Request().Context()
	f.Organization, f.Search = current(c), strings.TrimSpace(cut(f.Search, store.MaxSearch))
	found, err := s.Store.Holders(ctx, actor(c), everybody, f.Search, choicesShown+1)
	if err != nil {
		return views.ResourceField{}, err
	}
	keys := slices.IndexFunc(found, func(h store.Holder) bool { return h.Key })
	if keys < 0 {
		keys = len(found)
	}
	f.More = keys > choicesShown || len(found)-keys > choicesShown
	f.Found = slices.Concat(found[:min(keys, choicesShown)], found[keys:min(len(found), keys+choicesShown)])
	return views.HolderField(ctx, f), nil
}

// resourceProblem says that a resource isn't there, where one was asked for.
func resourceProblem(c echo.Context, p views.Problem) views.Problem {
	p.Title, p.Words = words(c, "This resource does not exist."), words(c, "It may have been destroyed meanwhile, or the address mistyped.")
	p.Link, p.Label = views.ResourcesAddress(current(c).Slug), words(c, "To the resources")
	return p
}
