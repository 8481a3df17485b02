package store

import "context"

// ResourceName is what the product calls a resource.
type ResourceName struct {
	Kind      string // its slug
	OutsideID string
}

// ResourceAccess is what a gate asks about single resources. It is asked from the database, and for programs alone.
type ResourceAccess interface {
	// KeyAccess is what a key may do with each of the resources by ownership and access entries, of themselves and of what they
	// lie in ([EffectiveAccess]); empty: nothing, also where there is no such resource or key. Whether the key's role and
	// groups let it do that is another question, and both have to be answered with yes.
	KeyAccess(ctx context.Context, org OrgID, key KeyID, resources []ResourceName) ([]Access, error)
}

// Includes tells whether the access lets do what another one does: modify includes view.
func (a Access) Includes(other Access) bool { return other.rank() > 0 && a.rank() >= other.rank() }
