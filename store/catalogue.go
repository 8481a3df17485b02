package store

import (
	"slices"
	"strings"
)

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
	ProblemKindTaken       = "is a subject of the catalogue already"
	ProblemActionTaken     = "is an action of the catalogue already"
	ProblemPermissionTaken = "is a permission of the catalogue already"
	ProblemNoSlug          = "is no short name"
	ProblemNoPermission    = "is not in the catalogue"
	// ProblemTooMany is that of more of something than there can be; its verb takes that number.
	ProblemTooMany = "would be more than the %d that there can be"
)

// Clean gives the word as it is stored. Errors: [InvalidError] for the fields "slug" and "words".
func (w CatalogueWord) Clean() (CatalogueWord, error) {
	const letters, others = "abcdefghijklmnopqrstuvwxyz", "0123456789._-"
	slug := w.Slug
	if slug == "" || len(slug) > Limits.Permission.Max || !strings.Contains(letters, slug[:1]) || strings.Trim(slug, letters+others) != "" {
		return w, &InvalidError{Field: "slug", Problem: ProblemNoSlug, Accepted: "up to 64 small letters, digits, dots, hyphens and underscores, a letter first"}
	}
	words, err := CleanName("words", w.Words)
	return CatalogueWord{Slug: slug, Words: words}, err
}

// AddKind checks a new kind and gives it as it is stored, with the permissions that it makes.
// Errors: [InvalidError] for the fields "slug", "words", "actions" and "permissions".
func (c Catalogue) AddKind(kind NewKind) (word CatalogueWord, made []CataloguePermission, err error) {
	if word, err = kind.Clean(); err != nil {
		return word, nil, err
	}
	if err := roomForWord(c.Kinds, word, ProblemKindTaken, MaxKinds); err != nil {
		return word, nil, err
	}
	for _, action := range kind.Actions {
		if !hasEntry(c.Actions, action) {
			return word, nil, &InvalidError{Field: "actions", Problem: ProblemNoPermission, Accepted: "actions that are shown"}
		}
		made = append(made, CataloguePermission{PermissionOf(word.Slug, action), kind.ManagerOnly})
	}
	return word, made, c.roomFor(made)
}

// AddAction checks a new action and gives it as it is stored, with the permissions that it makes.
// Errors: [InvalidError] for the fields "slug", "words", "kinds" and "permissions".
func (c Catalogue) AddAction(action NewAction) (word CatalogueWord, made []CataloguePermission, err error) {
	if word, err = action.Clean(); err != nil {
		return word, nil, err
	}
	if err := roomForWord(c.Actions, word, ProblemActionTaken, MaxActions); err != nil {
		return word, nil, err
	}
	for _, kind := range action.Kinds {
		if !hasEntry(c.Kinds, kind) {
			return word, nil, &InvalidError{Field: "kinds", Problem: ProblemNoPermission, Accepted: "subjects that are shown"}
		}
		made = append(made, CataloguePermission{PermissionOf(kind, word.Slug), action.ManagerOnly})
	}
	return word, made, c.roomFor(made)
}

// AddPermission checks a new cell of the matrix. Errors: [InvalidError] for the field "permissions".
func (c Catalogue) AddPermission(p CataloguePermission) error {
	kind, action := p.Permission.Split()
	if !hasEntry(c.Kinds, kind) || !hasEntry(c.Actions, action) || PermissionOf(kind, action) != p.Permission {
		return &InvalidError{Field: "permissions", Problem: ProblemNoPermission, Accepted: "a subject and an action that are shown"}
	}
	if _, there := c.Find(p.Permission); there {
		return &InvalidError{Field: "permissions", Problem: ProblemPermissionTaken, Accepted: "a subject and an action that are no permission yet"}
	}
	return c.roomFor([]CataloguePermission{p})
}

// roomFor refuses permissions that are too long or too many.
func (c Catalogue) roomFor(made []CataloguePermission) error {
	for _, p := range made {
		if len(p.Permission) > Limits.Permission.Max {
			return &InvalidError{Field: "slug", Problem: "makes a permission that is too long", Accepted: "subject and action together up to 64 letters, with the colon"}
		}
	}
	if len(c.Permissions)+len(made) > MaxPermissions {
		return &InvalidError{Field: "permissions", Problem: ProblemTooMany, Args: []any{MaxPermissions}, Accepted: "up to 500 permissions"}
	}
	return nil
}

// roomForWord refuses a word whose short name or words another one has, or one too many.
func roomForWord(words []CatalogueWord, word CatalogueWord, taken string, most int) error {
	for _, w := range words {
		if w.Slug == word.Slug {
			return &InvalidError{Field: "slug", Problem: taken, Accepted: "a short name that none has"}
		}
		if Fold(w.Words) == Fold(word.Words) {
			return &InvalidError{Field: "words", Problem: taken, Accepted: "words that none has"}
		}
	}
	if len(words) >= most {
		return &InvalidError{Field: "slug", Problem: ProblemTooMany, Args: []any{most}, Accepted: "the ones that there are"}
	}
	return nil
}

func hasEntry(words []CatalogueWord, slug string) bool {
	return slices.ContainsFunc(words, func(w CatalogueWord) bool { return w.Slug == slug })
}

// Only is the catalogue as far as some permissions reach.
func (c Catalogue) Only(permissions []Permission) Catalogue {
	kinds, actions := map[string]bool{}, map[string]bool{}
	for _, p := range permissions {
		kind, action := p.Split()
		kinds[kind], actions[action] = true, true
	}
	c.Kinds = slices.DeleteFunc(c.Kinds, func(w CatalogueWord) bool { return !kinds[w.Slug] })
	c.Actions = slices.DeleteFunc(c.Actions, func(w CatalogueWord) bool { return !actions[w.Slug] })
	c.Permissions = slices.DeleteFunc(c.Permissions, func(p CataloguePermission) bool { return !slices.Contains(permissions, p.Permission) })
	return c
}

// Pick gives some permissions as the catalogue has them and in its order, each once.
// Errors: [InvalidError] for the field "permissions" where one isn't in it.
func (c Catalogue) Pick(permissions []Permission) (picked []CataloguePermission, err error) {
	wanted := map[Permission]bool{}
	for _, p := range permissions {
		wanted[p] = true
	}
	for _, p := range c.Permissions {
		if wanted[p.Permission] {
			picked = append(picked, p)
		}
	}
	if len(picked) < len(wanted) {
		return nil, &InvalidError{Field: "permissions", Problem: ProblemNoPermission, Accepted: "permissions that are shown"}
	}
	return picked, nil
}
