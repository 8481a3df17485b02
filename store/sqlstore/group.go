package sqlstore

import (
	"context"
	"errors"

	"chatelaine/store"
)

var errNotYet = errors.ErrUnsupported

func (db *DB) Catalogue(ctx context.Context, actor store.Actor) (store.Catalogue, error) {
	return store.DefaultCatalogue(), errNotYet
}
func (db *DB) AddKind(ctx context.Context, call store.Call, kind store.NewKind) error {
	return errNotYet
}
func (db *DB) AddAction(ctx context.Context, call store.Call, action store.NewAction) error {
	return errNotYet
}
func (db *DB) AddPermission(ctx context.Context, call store.Call, permission store.CataloguePermission) error {
	return errNotYet
}
func (db *DB) Groups(ctx context.Context, actor store.Actor, search string) (store.GroupList, error) {
	return store.GroupList{}, errNotYet
}
func (db *DB) Group(ctx context.Context, actor store.Actor, id store.GroupID) (store.GroupInfo, error) {
	return store.GroupInfo{}, errNotYet
}
func (db *DB) CreateGroup(ctx context.Context, call store.Call, group store.NewGroup) (store.CreatedGroup, error) {
	return store.CreatedGroup{}, errNotYet
}
func (db *DB) PlanGroup(ctx context.Context, actor store.Actor, id store.GroupID, change store.GroupChange) (store.GroupPlan, error) {
	return store.GroupPlan{}, errNotYet
}
func (db *DB) ChangeGroup(ctx context.Context, call store.Call, id store.GroupID, change store.GroupChange, digest store.Digest) (store.GroupPlan, error) {
	return store.GroupPlan{}, errNotYet
}
func (db *DB) PlanGroupDeletion(ctx context.Context, actor store.Actor, id store.GroupID) (store.GroupPlan, error) {
	return store.GroupPlan{}, errNotYet
}
func (db *DB) DeleteGroup(ctx context.Context, call store.Call, id store.GroupID, digest store.Digest) (store.GroupPlan, error) {
	return store.GroupPlan{}, errNotYet
}
func (db *DB) GroupCandidates(ctx context.Context, actor store.Actor, id store.GroupID, search string, limit int) ([]store.GroupMember, error) {
	return nil, errNotYet
}
func (db *DB) AddToGroup(ctx context.Context, call store.Call, id store.GroupID, member store.AccountID) error {
	return errNotYet
}
func (db *DB) RemoveFromGroup(ctx context.Context, call store.Call, id store.GroupID, member store.AccountID) error {
	return errNotYet
}
