package store

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ResourceColumn names a column of the list of resources.
type ResourceColumn string

// The columns, in the order in which they stand unless somebody changes it.
const (
	ResourceColumnName    ResourceColumn = "name"
	ResourceColumnKind    ResourceColumn = "kind"
	ResourceColumnOutside ResourceColumn = "outside"
	ResourceColumnParent  ResourceColumn = "parent"
	ResourceColumnOwners  ResourceColumn = "owners"
	ResourceColumnAccess  ResourceColumn = "access"
	ResourceColumnCreated ResourceColumn = "created"
)

// ResourceColumns are all columns of the list.
var ResourceColumns = [...]ResourceColumn{
	ResourceColumnName, ResourceColumnKind, ResourceColumnOutside, ResourceColumnParent, ResourceColumnOwners, ResourceColumnAccess, ResourceColumnCreated,
}

// Sorts tells whether the list can be in the column's order.
func (c ResourceColumn) Sorts() bool {
	return c == ResourceColumnName || c == ResourceColumnKind || c == ResourceColumnCreated
}

// ResourceSort is an order of the list. By kind means by kind and then by name; what is equal follows each other by id, in
// the same direction. The zero ResourceSort is by name.
type ResourceSort struct {
	Column     ResourceColumn
	Descending bool
}

// OrDefault is the order itself, or by name for the zero ResourceSort and for columns without an order.
func (s ResourceSort) OrDefault() ResourceSort {
	if !s.Column.Sorts() {
		return ResourceSort{Column: ResourceColumnName}
	}
	return s
}

// String writes the order for an address: the column, with a minus before it if it descends.
func (s ResourceSort) String() string {
	if s.Descending {
		return "-" + string(s.Column)
	}
	return string(s.Column)
}

// ParseResourceSort reads what [ResourceSort.String] wrote; ok is false for anything else, and for columns without an order.
func ParseResourceSort(text string) (s ResourceSort, ok bool) {
	column, descending := strings.CutPrefix(text, "-")
	s = ResourceSort{Column: ResourceColumn(column), Descending: descending}
	return s, s.Column.Sorts()
}

// ResourceFilter narrows the list. The zero ResourceFilter shows all that the actor sees.
type ResourceFilter struct {
	Search    string        // stands in the name or in the outside id
	Kinds     []string      // slugs; any of them
	Owners    []PrincipalID // any of them owns it
	KeysAlone bool          // no member owns it
	In        ResourceID    // it lies in that one
}

// MaxFilterOwners is by how many owners and kinds at once the list can be narrowed; the rest is left out.
const MaxFilterOwners = 50

// Parts counts the filters.
func (f ResourceFilter) Parts() (n int) {
	for _, asks := range []bool{SearchTerm(f.Search) != "", len(f.Kinds) > 0, len(f.Owners) > 0, f.KeysAlone, f.In != ""} {
		if asks {
			n++
		}
	}
	return n
}

// ResourceQuery asks for a page of the list.
type ResourceQuery struct {
	Filter ResourceFilter
	Sort   ResourceSort
	Rows   int            // how many resources a page has; one of [PageSizes]
	After  ResourceCursor // the page begins after this place; zero, or of another order: from the start
	Before ResourceCursor // the page ends before this place; wins over After
}

// ResourceCursor is a place in one order of the list. It stays where it is when resources come and go. The zero
// ResourceCursor is none; one of another order is as good as none.
type ResourceCursor struct {
	Sort   ResourceSort
	Kind   string // in the order of kinds
	Name   string // as people see it; in the orders of names and kinds
	Number int64  // ms since 1970; in the order of creation
	ID     ResourceID
}

// ResourceCursorOf is a resource's place in an order.
func ResourceCursorOf(r ListedResource, sort ResourceSort) ResourceCursor {
	c := ResourceCursor{Sort: sort.OrDefault(), ID: r.Resource.ID}
	switch c.Sort.Column {
	case ResourceColumnCreated:
		c.Number = r.CreatedAt.UnixMilli()
	case ResourceColumnKind:
		c.Kind, c.Name = r.Resource.Kind.Slug, r.Resource.Name
	default:
		c.Name = r.Resource.Name
	}
	return c
}

// IsZero tells whether there is no cursor.
func (c ResourceCursor) IsZero() bool { return c == ResourceCursor{} }

// In tells whether the cursor is a place of that order.
func (c ResourceCursor) In(sort ResourceSort) bool { return !c.IsZero() && c.Sort == sort.OrDefault() }

// String writes the cursor for an address; empty for the zero ResourceCursor.
func (c ResourceCursor) String() string {
	if c.IsZero() {
		return ""
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(c.Name))
	return strings.Join([]string{c.Sort.String(), c.Kind, text, strconv.FormatInt(c.Number, 36), string(c.ID)}, "~")
}

// ParseResourceCursor reads what [ResourceCursor.String] wrote; ok is false for anything else. The empty text is no cursor.
func ParseResourceCursor(text string) (c ResourceCursor, ok bool) {
	if text == "" {
		return ResourceCursor{}, true
	}
	parts := strings.Split(text, "~")
	if len(text) > MaxCursor || len(parts) != 5 {
		return ResourceCursor{}, false
	}
	sort, known := ParseResourceSort(parts[0])
	name, err := base64.RawURLEncoding.DecodeString(parts[2])
	number, wrong := strconv.ParseInt(parts[3], 36, 64)
	c = ResourceCursor{Sort: sort, Kind: parts[1], Name: string(name), Number: number, ID: ResourceID(parts[4])}
	if !known || err != nil || wrong != nil || !utf8.ValidString(c.Name) || Impossible(c.Name) || !c.ID.Valid() || c.String() != text {
		return ResourceCursor{}, false
	}
	return c, true
}

// ListedResource is a row of the list.
type ListedResource struct {
	Resource      Resource
	CreatedAt     time.Time
	ParentName    string  // empty: lies in none
	Owners        []Owner // the first [MaxListedOwners], members before keys, by name
	OwnerCount    int
	AccessEntries int
}

// MaxListedOwners is how many owners a row of the list names.
const MaxListedOwners = 3

// ResourcePage is one page of the list.
type ResourcePage struct {
	Resources []ListedResource
	Total     Count // that the filter shows
	All       Count // that the actor sees without a filter
	Skipped   Count // before the first one of this page; with More the number is not worth showing
	HasPrev   bool
	HasNext   bool
	OwnOnly   bool // the actor sees only those that they have a say in
	Can       ResourceActions
	Kinds     []Kind   // all of the organization's
	Owners    []Owner  // those of [ResourceFilter.Owners] that there are
	In        Resource // of [ResourceFilter.In], where the actor sees it
	Version   int64    // of all that the list is made from: it grows with each change
}

// ResourceActions says by the rules of [Standing] what the actor can do with resources; a view hides the rest.
type ResourceActions struct {
	Manage      bool // register, change, hand over and destroy
	ChangeKinds bool
}

// ResourceActions says what an actor with that standing can do with resources.
func (s Standing) ResourceActions() ResourceActions {
	return ResourceActions{Manage: s.MayManageResources() == nil, ChangeKinds: s.MayChangeKinds() == nil}
}

// Clean gives the filter without what is too much of it, and without doubles.
func (f ResourceFilter) Clean() ResourceFilter {
	f.Kinds = firstOf(f.Kinds)
	f.Owners = firstOf(f.Owners)
	return f
}

func firstOf[T ~string](list []T) []T {
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	return list[:min(len(list), MaxFilterOwners)]
}

// Valid tells whether it has the form of an id.
func (id ResourceID) Valid() bool { return isID(string(id)) }
