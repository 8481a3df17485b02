package views

import (
	"context"
	"slices"

	"chatelaine/store"
)

// ResourceListFacts are what the list of resources is made from.
type ResourceListFacts struct {
	Organization store.Organization
	Page         store.ResourcePage
	Listing      Listing
	State        string // what of the address an export is told
	Destroyed    string // what was just destroyed, where nothing else says so
}

// resourceColumns are those of the list with their filters.
func resourceColumns(ctx context.Context, f ResourceListFacts) []ListingColumn {
	var kinds, owners []Option
	for _, k := range f.Page.Kinds {
		kinds = append(kinds, Option{Value: k.Slug, Label: k.Many})
	}
	for _, o := range f.Page.Owners {
		owners = append(owners, Option{Value: string(o.ID), Label: o.Name})
	}
	alone := []Option{{Value: "keys", Label: T(ctx, "Owned by keys alone")}}
	var in []Option
	if f.Page.In.ID != "" {
		in = []Option{{Value: string(f.Page.In.ID), Label: f.Page.In.Name}}
	}
	return []ListingColumn{
		{ID: "name", Class: "c-name", Label: T(ctx, "Name"), Sorts: true},
		{ID: "kind", Class: "c-kind", Label: T(ctx, "Kind"), Sorts: true,
			Filter: ListingFilter{Kind: "choice", Title: T(ctx, "Filter by kind"), Legend: T(ctx, "Kind"), Options: kinds}},
		{ID: "outside", Class: "c-outside", Label: T(ctx, "ID in the product")},
		{ID: "parent", Class: "c-parent", Label: T(ctx, "Lies in"),
			Filter: ListingFilter{Kind: placeFilter(in), Name: "in", Title: T(ctx, "Filter by what it lies in"), Legend: T(ctx, "Lies in"), Options: in}},
		{ID: "owners", Class: "c-owners", Label: T(ctx, "Owners"),
			Filter: ListingFilter{Kind: ownerFilter(f), Name: "owner", Title: T(ctx, "Filter by owner"), Legend: T(ctx, "Owner"), Options: owners, Listed: true,
				Find: T(ctx, "Search members and keys"), All: T(ctx, "Members and keys"), None: T(ctx, "No member and no key matches.")}},
		{ID: "access", Class: "c-access", Label: T(ctx, "Access entries"),
			Filter: ListingFilter{Kind: "choice", Name: "only", Title: T(ctx, "Show only"), Legend: T(ctx, "Show only"), Options: alone}},
		{ID: "created", Class: "c-created", Label: T(ctx, "Created"), Sorts: true},
	}
}

// ownerFilter is the kind of the filter by owners: who doesn't see all resources can't choose among those who own them.
func ownerFilter(f ResourceListFacts) string {
	if !f.Page.Can.Manage {
		return ""
	}
	return "choice"
}

// placeFilter is the kind of the filter by what a resource lies in: it is set from a resource's page alone.
func placeFilter(in []Option) string {
	if len(in) == 0 {
		return ""
	}
	return "choice"
}

// NewResourceList puts a page of the list into words.
func NewResourceList(ctx context.Context, f ResourceListFacts) ResourceList {
	base := ResourcesAddress(f.Organization.Slug)
	p := ResourceList{Lede: T(ctx, "What of the product has owners: every program reaches only what its key owns or was given access to.")}
	facts := ListingFacts{
		ID: "resources", Address: base, Changes: "resources-changed",
		Words: TableWords{Class: "resources", Name: T(ctx, "Resources"), Region: T(ctx, "Resources table"), Part: T(ctx, "Resources"),
			Pages: T(ctx, "Pages of resources"), Actions: T(ctx, "Actions")},
		SearchLabel: T(ctx, "Search resources by name or ID"), SearchHint: T(ctx, "Search name or ID"),
		Columns: resourceColumns(ctx, f), NoMatch: T(ctx, "No resource matches."),
		Nothing: Blank{Title: T(ctx, "No resources yet."), Words: T(ctx, "Register what of your product keys can own, one by one here. If there are many, your operator can import them from a file.")},
		Listing: f.Listing, Rows: len(f.Page.Resources), Skipped: f.Page.Skipped.N, Total: f.Page.Total.N,
	}
	if f.Page.OwnOnly {
		p.Lede, facts.Nothing.Words = T(ctx, "The resources that you have a say in."), T(ctx, "Nobody has given you access to a resource.")
	}
	if f.Page.Can.Manage {
		p.AddHref, p.KindsHref = base+"/register", base+"/kinds"
		p.Export = Export{Action: "/o/" + f.Organization.Slug + "/export/resources", State: f.State}
		facts.Nothing.Next, facts.Nothing.NextHref = T(ctx, "Register resource"), p.AddHref
	}
	p.Table, p.Bulk = NewTable(ctx, facts), resourceBulk(ctx, f)
	if f.Destroyed != "" {
		p.Notes = append(p.Notes, T(ctx, "“%s” was destroyed.", f.Destroyed))
	}
	p.pages(ctx, f)
	for _, r := range f.Page.Resources {
		p.Rows = append(p.Rows, newResourceRow(ctx, f, r))
	}
	return p
}

// SelectedResources is where the resources that are selected are handed over or destroyed.
func SelectedResources(slug string) string { return SelectionAddress(slug) + "/resources" }

// resourceBulk is the bar for the resources that are selected.
func resourceBulk(ctx context.Context, f ResourceListFacts) Bulk {
	if !f.Page.Can.Manage {
		return Bulk{}
	}
	at := SelectedResources(f.Organization.Slug)
	return Bulk{
		Of: "resources", Label: T(ctx, "Selected resources"), AllLabel: T(ctx, "Select all resources on this page"),
		ActsLabel: T(ctx, "More to do with the selected resources"), Acts: []BulkAct{{Href: at + "/transfer", Icon: "arrow-right-left", Label: T(ctx, "Transfer…")}},
		Action: at + "/destroy", Delete: at + "/destroy", DeleteWords: T(ctx, "Destroy…"),
	}
}

// BadSelectedResources says why the resources that are selected can't be handed over or destroyed together.
func BadSelectedResources(ctx context.Context, problem string) (title, words string) {
	switch problem {
	case store.ProblemBulkNone:
		return T(ctx, "No resource is selected."), T(ctx, "Tick the resources that are meant, then choose again what to do. Nothing was changed.")
	case store.ProblemBulkMany:
		return T(ctx, "Too many resources are selected."), T(ctx, "Up to %d resources can be handed over or destroyed at once. Select fewer, and go on with the rest afterwards. Nothing was changed.", store.MaxBulk)
	case store.ProblemBulkTwice:
		return T(ctx, "A resource is selected twice."), T(ctx, "Load the list again, and select the resources anew. Nothing was changed.")
	}
	return T(ctx, "The owners have changed."), T(ctx, "At least one of the selected resources isn’t owned by who was to hand it over. Load the list again, and select the resources anew. Nothing was changed.")
}

// LostSelectedResources says that a resource is selected that isn't there, or isn't to be seen.
func LostSelectedResources(ctx context.Context) (title, words string) {
	return T(ctx, "A selected resource is not here."), T(ctx, "At least one of the selected resources was destroyed meanwhile, or is none that you can see in this organization. Load the list again, and select the resources anew. Nothing was changed.")
}

// pages says which rows are shown and where the others are: by places in the order, not by how many come before.
func (p *ResourceList) pages(ctx context.Context, f ResourceListFacts) {
	rows, links := f.Page.Resources, f.Listing.Links
	p.First, p.Prev, p.Next = "", "", ""
	if len(rows) == 0 {
		return
	}
	sort, _ := store.ParseResourceSort(f.Listing.Order.String())
	if f.Page.HasPrev {
		p.First, p.Prev = links.After(""), links.Before(store.ResourceCursorOf(rows[0], sort).String())
	}
	if f.Page.HasNext {
		p.Next = links.After(store.ResourceCursorOf(rows[len(rows)-1], sort).String())
	}
	total := CountWords(ctx, f.Page.Total)
	p.Range = T(ctx, "%d–%d of %s", f.Page.Skipped.N+1, f.Page.Skipped.N+len(rows), total)
	if f.Page.Skipped.More {
		p.Range = T(ctx, "%d of %s", len(rows), total)
	}
	p.Said = p.said(ctx)
}

func newResourceRow(ctx context.Context, f ResourceListFacts, r store.ListedResource) ResourceRow {
	row := ResourceRow{
		ID: string(r.Resource.ID), Name: r.Resource.Name, Href: ResourceAddress(f.Organization.Slug, r.Resource.ID), Kind: r.Resource.Kind.One,
		Outside: r.Resource.OutsideID, Parent: r.ParentName, Access: T(ctx, "%d", r.AccessEntries), Created: shortDay(ctx, r.CreatedAt, f.Organization.Zone),
	}
	if r.Resource.Parent != "" {
		row.ParentHref = ResourceAddress(f.Organization.Slug, r.Resource.Parent)
	}
	for _, o := range r.Owners {
		row.Owners = append(row.Owners, o.Name)
	}
	if more := r.OwnerCount - len(r.Owners); more > 0 {
		row.MoreOwners = moreWords(ctx, more)
	}
	if f.Page.Can.Manage {
		row.Can = "manage"
		if r.Resource.Kind.Parent != "" {
			row.Can += " move"
		}
	}
	return row
}

// resourceRowActs are what can be done with a resource.
func resourceRowActs(ctx context.Context) []RowAct {
	return []RowAct{
		{Icon: "info", Label: T(ctx, "Display information"), Place: "#panel"},
		{Path: "/rename", Needs: "manage", Icon: "pencil", Label: T(ctx, "Rename")},
		{Path: "/move", Needs: "move", Icon: "folder", Label: T(ctx, "Move…")},
		{Path: "/owners", Needs: "manage", Icon: "plus", Label: T(ctx, "Add an owner")},
		{Path: "/access", Needs: "manage", Icon: "shield-check", Label: T(ctx, "Give access")},
		{Path: "/transfer", Needs: "manage", Icon: "arrow-right-left", Label: T(ctx, "Transfer…")},
		{Path: "/destroy", Needs: "manage", Icon: "trash-2", Label: T(ctx, "Destroy…"), Danger: true},
	}
}

// NewOwnerChoices is the form of the filter by owner: the chosen ones, and others that were found.
func NewOwnerChoices(ctx context.Context, f ResourceListFacts, found []store.Holder, find string) KeyChoices {
	base, p := ResourcesAddress(f.Organization.Slug), KeyChoices{Search: find}
	for _, c := range resourceColumns(ctx, f) {
		if c.ID != "owners" {
			continue
		}
		for _, h := range found {
			if !slices.ContainsFunc(f.Page.Owners, func(o store.Owner) bool { return o.ID == h.ID }) {
				c.Filter.Options = append(c.Filter.Options, Option{Value: string(h.ID), Label: h.Name})
			}
		}
		p.Filter = listingFilter(ctx, ListingFacts{ID: "resources", Address: base, Listing: f.Listing}, c)
	}
	p.Window = Window{ID: "choices", Title: p.Filter.Title, Page: true, Close: f.Listing.Links.Here()}
	return p
}
