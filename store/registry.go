package store

import "context"

// Registry is the list of an organization's resources, and what people do with them beside [Resources]. Managers and
// administrators see all of them, others those that they have a say in; managers and administrators change them. A resource
// that isn't seen is [ErrNotFound].
type Registry interface {
	// Resources is one page of the list.
	Resources(ctx context.Context, actor Actor, query ResourceQuery) (ResourcePage, error)
	// ResourceDetails is one resource with who has a say in it and why, what it lies in, and what lies in it.
	// Errors: [ErrNotFound].
	ResourceDetails(ctx context.Context, actor Actor, id ResourceID) (ResourceDetails, error)
	// ResourceHistory is what was done to a resource: at most limit events, and [MaxHistory], before the event with that
	// number; 0: the latest. Nothing for who doesn't see all resources. Errors: [ErrNotFound].
	ResourceHistory(ctx context.Context, actor Actor, id ResourceID, before int64, limit int) (ResourceHistory, error)
	// ResourceForm says what the actor can choose when registering a resource. Errors: [ErrForbidden].
	ResourceForm(ctx context.Context, actor Actor) (ResourceForm, error)
	// Places are resources that one of the kind can lie in, at most limit of them, by name. Search narrows them to names and
	// outside ids that contain it. Errors: [ErrForbidden]; [InvalidError] for a kind that there isn't.
	Places(ctx context.Context, actor Actor, kind, search string, limit int) ([]Resource, error)
	// Holders are members and keys who can own resources, or, with everybody, get access to them; at most limit of each, by
	// name. Search narrows them to names and e-mail addresses that contain it. Errors: [ErrForbidden].
	Holders(ctx context.Context, actor Actor, everybody bool, search string, limit int) ([]Holder, error)

	// RenameResource gives a resource another name. Version is that of the form; 0 accepts it however it has become.
	// Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for the field "name"; [ResourceChangedError].
	RenameResource(ctx context.Context, call Call, id ResourceID, version int64, name string) error
	// MoveResource lays a resource into another one of the kind that its own kind lies in.
	// Errors: those of RenameResource, for the field "parent".
	MoveResource(ctx context.Context, call Call, id ResourceID, version int64, parent ResourceID) error
	// TakeAccess takes a principal's access entry away, or leaves it so. Errors: [ErrNotFound]; [ErrForbidden].
	TakeAccess(ctx context.Context, call Call, id ResourceID, principal PrincipalID) error

	// PlanDestruction says what destroying resources would do. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError] for the
	// field "resources" where they are none, too many, or one comes twice.
	PlanDestruction(ctx context.Context, actor Actor, ids []ResourceID) (DestructionPlan, error)
	// DestroyResources carries out the plan whose digest is given, or nothing. Errors: [DestructionChangedError] with the plan
	// as it is now; otherwise those of PlanDestruction.
	DestroyResources(ctx context.Context, call Call, ids []ResourceID, digest Digest) (DestructionPlan, error)
	// PlanTransfer says what handing resources over would do. Errors: [ErrNotFound] for a resource, or for who hands over;
	// [ErrForbidden]; [InvalidError] for the fields "resources" and "to".
	PlanTransfer(ctx context.Context, actor Actor, transfer Transfer) (TransferPlan, error)
	// TransferResources carries out the plan whose digest is given, or nothing. Errors: [TransferChangedError] with the plan
	// as it is now; otherwise those of PlanTransfer.
	TransferResources(ctx context.Context, call Call, transfer Transfer, digest Digest) (TransferPlan, error)

	// ResourceKinds are the organization's kinds, parents before what lies in them. Errors: [ErrForbidden] for all but
	// members.
	ResourceKinds(ctx context.Context, actor Actor) (KindList, error)
	// AddResourceKind makes a kind of resources, and, where groups can give nothing for it yet, the permissions that they can.
	// Errors: [ErrForbidden] for all but administrators; [InvalidError].
	AddResourceKind(ctx context.Context, call Call, kind Kind) error
	// ChangeResourceKind changes a kind's words and what it lies in. Version is that of the form; 0 accepts it however it has
	// become. Errors: [ErrNotFound]; [ErrForbidden]; [InvalidError], also for a parent in which its resources don't lie;
	// [KindChangedError].
	ChangeResourceKind(ctx context.Context, call Call, version int64, kind Kind) error

	// FindOrganization is the organization with that short name. Only the operator may. Errors: [ErrForbidden]; [ErrNotFound].
	FindOrganization(ctx context.Context, actor Actor, slug string) (Organization, error)
	// ImportResources registers all resources of a file, or none. Managers, administrators and the operator may.
	// Errors: [ErrForbidden]; [RowsError], which names each row that is wrong.
	ImportResources(ctx context.Context, call Call, rows []ResourceRow) error
	// StartResourceExport notes that the actor takes the resources that the query shows away, in a format such as "csv". It
	// comes before the first ResourceBatch. Errors: [ErrForbidden].
	StartResourceExport(ctx context.Context, call Call, query ResourceQuery, format string) error
	// ResourceBatch is the next part of an export: up to [ExportRows] of the resources that Resources would show after the
	// query's After, in the same order. Each batch is a transaction of its own. Errors: [ErrForbidden].
	ResourceBatch(ctx context.Context, actor Actor, query ResourceQuery) (ResourceBatch, error)
}
