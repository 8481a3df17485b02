package store

import "strings"

// Permission names what a group lets do: kind and action with a colon between them, such as layers:edit.
type Permission string

// PermissionOf is the permission to do an action to things of a kind.
func PermissionOf(kind, action string) Permission { return Permission(kind + ":" + action) }

// Split gives the kind and the action.
func (p Permission) Split() (kind, action string) {
	kind, action, _ = strings.Cut(string(p), ":")
	return kind, action
}

// Catalogue is all that groups of an organization can be made of: a matrix of kinds and actions, some of whose cells are
// permissions. It only grows.
type Catalogue struct {
	Kinds       []CatalogueWord // in the order in which they were added
	Actions     []CatalogueWord // likewise
	Permissions []CataloguePermission
	MayChange   bool // the actor may add to it
}

// CatalogueWord is a kind or an action.
type CatalogueWord struct {
	Slug  string // in permissions: data-sources
	Words string // for people: Data sources
}

// CataloguePermission is a cell of the matrix that can be ticked.
type CataloguePermission struct {
	Permission Permission
	// ManagerOnly: whoever has the role user never gets it, whatever their groups say.
	ManagerOnly bool
}

// Find looks a permission up; ok is false for what isn't in the catalogue.
func (c Catalogue) Find(p Permission) (found CataloguePermission, ok bool) {
	for _, found = range c.Permissions {
		if found.Permission == p {
			return found, true
		}
	}
	return CataloguePermission{}, false
}

// DefaultCatalogue is what an organization begins with.
func DefaultCatalogue() Catalogue {
	c := Catalogue{
		Kinds: []CatalogueWord{
			{"resources", "Resources"}, {"data-sources", "Data sources"}, {"projects", "Projects"}, {"layers", "Layers"},
			{"tables", "Tables"}, {"members", "Members"},
		},
		Actions: []CatalogueWord{{"read", "Read"}, {"create", "Create"}, {"edit", "Edit"}, {"delete", "Delete"}, {"share", "Share"}},
	}
	for _, kind := range c.Kinds {
		for _, action := range c.Actions {
			members, share := kind.Slug == "members", action.Slug == "share"
			if members && share {
				continue
			}
			inside := kind.Slug == "layers" || kind.Slug == "tables"
			c.Permissions = append(c.Permissions, CataloguePermission{PermissionOf(kind.Slug, action.Slug), members || share && !inside})
		}
	}
	return c
}

// NewKind is a kind to add, with the actions that can be done to things of it.
type NewKind struct {
	CatalogueWord
	Actions     []string // slugs of the catalogue's; each makes a permission
	ManagerOnly bool     // of all of them
}

// NewAction is an action to add, with the kinds of things that it can be done to.
type NewAction struct {
	CatalogueWord
	Kinds       []string // slugs of the catalogue's; each makes a permission
	ManagerOnly bool     // of all of them
}

// Limits of a catalogue.
const (
	MaxKinds       = 100
	MaxActions     = 50
	MaxPermissions = 500
)

// Problems of a catalogue, as [InvalidError] says them.
const (
	ProblemKindTaken       = "is a kind of the catalogue already"
	ProblemActionTaken     = "is an action of the catalogue already"
	ProblemPermissionTaken = "is a permission of the catalogue already"
	ProblemNoSlug          = "is no short name"
	ProblemNoPermission    = "is not in the catalogue"
	// ProblemTooMany is that of more of something than there can be; its verb takes that number.
	ProblemTooMany = "would be more than the %d that there can be"
)

// Clean gives the word as it is stored. Errors: [InvalidError] for the fields "slug" and "words".
func (w CatalogueWord) Clean() (CatalogueWord, error) {
	slug := w.Slug
	first, rest := "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz0123456789._-"
	if slug == "" || len(slug) > Limits.Permission.Max || !strings.Contains(first, slug[:1]) || strings.Trim(slug, rest) != "" {
		return w, &InvalidError{Field: "slug", Problem: ProblemNoSlug, Accepted: "up to 64 small letters, digits, dots, hyphens and underscores, a letter first"}
	}
	words, err := CleanName("words", w.Words)
	return CatalogueWord{Slug: slug, Words: words}, err
}

// CheckLength refuses a permission that is longer than one may be. Errors: [InvalidError] for the field "slug".
func (p Permission) CheckLength() error {
	if len(p) > Limits.Permission.Max {
		return &InvalidError{Field: "slug", Problem: "makes a permission that is too long", Accepted: "kind and action together up to 64 letters, with the colon"}
	}
	return nil
}
