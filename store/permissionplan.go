package store

import (
	"context"
	"crypto/sha256"
	"strconv"
)

// PermissionPlan says what it would do to make a permission one for managers only, or one for everybody: whoever has the
// role user, and a group that gives it, loses or gets it.
type PermissionPlan struct {
	Permission CataloguePermission // as it would be
	Same       bool                // it is so already
	Members    int
	Keys       Count
	// FirstMembers and FirstKeys are up to [MaxNamed] of those.
	FirstMembers []GroupMember
	FirstKeys    []GroupKey
	Digest       Digest
}

// NewPermissionPlan seals what was found out with its digest.
func NewPermissionPlan(p PermissionPlan) PermissionPlan {
	w := digestWriter{sha256.New()}
	w.text("permission/1", string(p.Permission.Permission), strconv.FormatBool(p.Permission.ManagerOnly), strconv.FormatBool(p.Same))
	w.number(int64(p.Members))
	w.number(int64(p.Keys.N))
	for _, m := range p.FirstMembers {
		w.text(string(m.ID), m.Name)
	}
	for _, k := range p.FirstKeys {
		w.text(string(k.ID), k.Name)
	}
	w.Sum(p.Digest[:0])
	return p
}

// PermissionPlanChangedError carries the plan as it is now; nothing was done.
type PermissionPlanChangedError struct{ Plan PermissionPlan }

// Error says so.
func (e *PermissionPlanChangedError) Error() string { return ErrGroupPlanChanged.Error() }

// Is matches [ErrGroupPlanChanged].
func (e *PermissionPlanChangedError) Is(target error) bool { return target == ErrGroupPlanChanged }

// ManagerOnly changes which permissions the role user never gets.
type ManagerOnly interface {
	// PlanManagerOnly says what changing a permission would do. Errors: [ErrForbidden]; [ErrNotFound] for what isn't in the
	// catalogue.
	PlanManagerOnly(ctx context.Context, actor Actor, permission CataloguePermission) (PermissionPlan, error)
	// ChangeManagerOnly carries out the plan whose digest is given, or nothing. Errors: [PermissionPlanChangedError];
	// otherwise those of PlanManagerOnly.
	ChangeManagerOnly(ctx context.Context, call Call, permission CataloguePermission, digest Digest) (PermissionPlan, error)
}
