package store

// Kind is a sort of resource. Kinds are data: an organization can add its own.
type Kind struct {
	Slug   string // such as "layers"; part of permission names
	One    string // "layer"
	Many   string // "layers"
	Parent string // the slug of the kind it lies in; empty: in none
}

// Resource is something of the product that has owners.
type Resource struct {
	ID        ResourceID
	Kind      Kind
	OutsideID string // what the product calls it; unique in its kind
	Name      string
	Parent    ResourceID // empty: lies in none
}

// NewResource is what registering one takes.
type NewResource struct {
	ID        ResourceID
	Kind      string // its slug
	OutsideID string
	Name      string
	Parent    ResourceID
	Owners    []PrincipalID // at least one
}

// ResourceInfo is a resource with who has a say in it.
type ResourceInfo struct {
	Resource Resource
	Owners   []Owner
	Access   []AccessEntry
}

// Owner is a principal that owns a resource.
type Owner struct {
	ID   PrincipalID
	Name string
	Key  bool // a key; otherwise a member
}

// Access is what an access entry allows.
type Access string

// The accesses; modify includes view.
const (
	AccessView   Access = "view"
	AccessModify Access = "modify"
)

// AccessEntry lets a principal view or modify a resource that it doesn't own.
type AccessEntry struct {
	Resource  ResourceID
	Principal PrincipalID
	Access    Access
}

// Successor is a member who can become an owner of what a key owns.
type Successor struct {
	Account Account
	Role    Role
	Owns    int // resources, already
}
