package store

import "slices"

// DefaultKinds are the kinds of resources that an organization begins with, parents before what lies in them.
func DefaultKinds() []Kind {
	return []Kind{
		{Slug: "data-sources", One: "data source", Many: "data sources"},
		{Slug: "projects", One: "project", Many: "projects"},
		{Slug: "layers", One: "layer", Many: "layers", Parent: "projects"},
		{Slug: "tables", One: "table", Many: "tables", Parent: "data-sources"},
	}
}

// Problems of kinds, as [InvalidError] says them.
const (
	ProblemResourceKindTaken = "is the short name of another kind"
	ProblemKindParent        = "is not a kind"
	ProblemKindCircle        = "lies in the kind itself"
	ProblemKindHeld          = "can't change while there are resources of the kind"
)

// KindList is the organization's kinds of resources.
type KindList struct {
	Kinds     []ListedKind // by their words
	MayChange bool
}

// ListedKind is a kind with what there is of it.
type ListedKind struct {
	Kind      Kind
	Version   int64 // grows with each change
	Resources int
}

// KindChangedError tells of a kind that somebody changed since the form about it was opened; nothing was done.
type KindChangedError struct {
	Kind ListedKind
	Last Event // zero if nothing is known
}

// Error is for logs and tests.
func (e *KindChangedError) Error() string { return ErrResourceChanged.Error() }

// Is matches [ErrResourceChanged].
func (e *KindChangedError) Is(target error) bool { return target == ErrResourceChanged }

// Clean gives a kind as it is stored. Errors: [InvalidError] for the fields "slug", "one" and "many".
func (k Kind) Clean() (_ Kind, err error) {
	if _, err = (CatalogueWord{Slug: k.Slug, Words: "-"}).Clean(); err != nil {
		return k, err
	}
	if k.One, err = CleanName("one", k.One); err != nil {
		return k, err
	}
	k.Many, err = CleanName("many", k.Many)
	return k, err
}

// CheckKindParent refuses a parent that isn't among the kinds, and one that lies in the kind itself, at any depth.
func CheckKindParent(kinds []Kind, slug, parent string) error {
	refuse := func(problem string) error {
		return &InvalidError{Field: "parent", Problem: problem, Accepted: "another kind that doesn't lie in this one, or none"}
	}
	for at, steps := parent, 0; at != ""; steps++ {
		i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Slug == at })
		switch {
		case at == slug || steps > len(kinds):
			return refuse(ProblemKindCircle)
		case i < 0:
			return refuse(ProblemKindParent)
		}
		at = kinds[i].Parent
	}
	return nil
}
