package store

import "slices"

// Standing is what an actor is in their organization at the moment of a transaction: the input of
// every rule about rights. The zero Standing may do nothing.
type Standing struct {
	Kind         ActorKind
	ID           PrincipalID
	Role         Role
	KeysReserved bool      // the organization keeps keys for administrators
	Groups       []GroupID // that the actor belongs to
}

// keyRole is the role as far as keys are concerned: where they are reserved for administrators, a
// manager counts as a user (security.md § 5, note 2).
func (s Standing) keyRole() Role {
	if s.Role == RoleManager && s.KeysReserved {
		return RoleUser
	}
	return s.Role
}

// SeesAllKeys tells whether the actor sees every key of the organization.
func (s Standing) SeesAllKeys() bool {
	return s.Kind == ActorMember && s.Role >= RoleManager
}

// SeesKeyOf tells whether the actor sees a key that creator made. What they don't see is [ErrNotFound].
func (s Standing) SeesKeyOf(creator AccountID) bool {
	return s.SeesAllKeys() || s.Kind == ActorMember && s.Role >= RoleUser && creator.Principal() == s.ID
}

// SeesTrail tells whether the actor may read the organization's audit trail.
func (s Standing) SeesTrail() bool { return s.Kind == ActorMember && s.Role >= RoleManager }

// SeesMembers tells whether the actor sees who belongs to the organization; others see only themself.
func (s Standing) SeesMembers() bool { return s.Kind == ActorMember && s.Role >= RoleManager }

// MayReadTrail refuses whoever can't read the organization's audit trail.
func (s Standing) MayReadTrail() error {
	if s.SeesTrail() {
		return nil
	}
	return &ForbiddenError{Permission: "audit:read"}
}

// MayExportTrail refuses all but administrators: who takes the trail away has everybody's address and every act.
func (s Standing) MayExportTrail() error {
	if s.Kind == ActorMember && s.Role == RoleAdministrator {
		return nil
	}
	return &ForbiddenError{Permission: "audit:export"}
}

// MayExportKeys refuses all but members. An export has the keys that the actor sees in the table.
func (s Standing) MayExportKeys() error {
	if s.Kind == ActorMember && s.Role >= RoleUser {
		return nil
	}
	return &ForbiddenError{Permission: "keys:export"}
}

// MayCreateKeys refuses whoever can't create keys; keys never make keys.
func (s Standing) MayCreateKeys() error {
	if s.Kind == ActorMember && s.keyRole() >= RoleManager {
		return nil
	}
	return &ForbiddenError{Permission: "keys:create"}
}

// MayCreateKey refuses a key with a role that the actor can't give: none above their own, and an
// administrator's never.
func (s Standing) MayCreateKey(role Role) error {
	if err := s.MayCreateKeys(); err != nil {
		return err
	}
	if role != RoleUser && role != RoleManager {
		return &InvalidError{Field: "role", Problem: "can't be the role of a key", Accepted: "one of the two roles shown"}
	}
	if role > s.Role {
		return &ForbiddenError{Permission: "keys:create"}
	}
	return nil
}

// MayChangeKeys refuses whoever can't change what keys are called, are for and belong to.
func (s Standing) MayChangeKeys() error {
	if s.Kind == ActorMember && s.keyRole() >= RoleManager {
		return nil
	}
	return &ForbiddenError{Permission: "keys:edit"}
}

// MayRevive refuses to give a key more time or another secret, or to switch it on again, to all but those who could
// create it as it stands.
func (s Standing) MayRevive(key Key) error {
	if err := s.MayCreateKey(key.Role); err != nil {
		return err
	}
	return s.MayGive(key.Groups)
}

// MaySetRules refuses to say how many requests a key may make, and where they come from, to all but those who could create
// it as it stands.
func (s Standing) MaySetRules(key Key) error { return s.MayRevive(key) }

// HoldsGroup tells whether what the group lets do is the actor's to give: an administrator's, whatever it is, and
// otherwise of who belongs to it.
func (s Standing) HoldsGroup(id GroupID) bool {
	return s.Kind == ActorMember && (s.Role == RoleAdministrator || s.Role >= RoleUser && slices.Contains(s.Groups, id))
}

// MayGive refuses to give anybody a group that the actor doesn't hold.
func (s Standing) MayGive(groups []GroupRef) error {
	for _, g := range groups {
		if !s.HoldsGroup(g.ID) {
			return &ForbiddenError{Permission: "groups:give", Group: g}
		}
	}
	return nil
}

// SeesAllGroups tells whether the actor sees every group and the whole catalogue.
func (s Standing) SeesAllGroups() bool {
	return s.Kind == ActorMember && s.Role >= RoleManager
}

// SeesGroup tells whether the actor sees a group.
func (s Standing) SeesGroup(id GroupID) bool {
	return s.SeesAllGroups() || slices.Contains(s.Groups, id)
}

// MaySeeGroups refuses whoever belongs to no organization.
func (s Standing) MaySeeGroups() error {
	if (s.Kind == ActorMember || s.Kind == ActorKey) && s.Role >= RoleUser {
		return nil
	}
	return &ForbiddenError{Permission: "groups:read"}
}

// MayChangeGroups refuses all but administrators to change groups, the catalogue, and who belongs to a group.
func (s Standing) MayChangeGroups() error {
	if s.Kind == ActorMember && s.Role == RoleAdministrator {
		return nil
	}
	return &ForbiddenError{Permission: "groups:edit"}
}

// MayAddToGroup refuses to make a member belong to a group: to all but administrators, and to everybody for themselves.
func (s Standing) MayAddToGroup(member AccountID) error {
	if err := s.MayChangeGroups(); err != nil || member.Principal() != s.ID {
		return err
	}
	return &ForbiddenError{Permission: "members:edit"}
}

// MayDeleteKeys refuses whoever can't delete keys, or see what deleting one would do.
func (s Standing) MayDeleteKeys() error {
	if s.Kind == ActorMember && s.keyRole() >= RoleManager {
		return nil
	}
	return &ForbiddenError{Permission: "keys:delete"}
}

// MayConfirmKey refuses all but the member whom the secret was shown to.
func (s Standing) MayConfirmKey(shownTo AccountID) error {
	if s.Kind == ActorMember && s.Role >= RoleUser && shownTo.Principal() == s.ID {
		return nil
	}
	return &ForbiddenError{Permission: "keys:confirm"}
}

// MayChangeSettings refuses all but administrators to see the settings of the organization and to change them.
func (s Standing) MayChangeSettings() error {
	if s.Kind == ActorMember && s.Role == RoleAdministrator {
		return nil
	}
	return &ForbiddenError{Permission: "settings:edit"}
}

// MaySeeResources tells whether the actor sees every resource of the organization.
func (s Standing) MaySeeResources() bool {
	return s.Kind == ActorMember && s.Role >= RoleManager
}

// MayManageResources refuses whoever can't register resources and change their owners and access.
func (s Standing) MayManageResources() error {
	if s.Kind == ActorMember && s.Role >= RoleManager {
		return nil
	}
	return &ForbiddenError{Permission: "resources:edit"}
}

// MayChangeKinds refuses all but administrators to say what kinds of resources there are.
func (s Standing) MayChangeKinds() error {
	if s.Kind == ActorMember && s.Role == RoleAdministrator {
		return nil
	}
	return &ForbiddenError{Permission: "kinds:edit"}
}

// MayImportResources refuses whoever can't register resources from a file; the operator can, for any organization.
func (s Standing) MayImportResources() error {
	if s.Kind == ActorOperator {
		return nil
	}
	return s.MayManageResources()
}

// MayExportResources refuses all but those who see every resource, and the operator: an export names owners by their e-mail
// addresses.
func (s Standing) MayExportResources() error {
	if s.Kind == ActorOperator || s.MaySeeResources() {
		return nil
	}
	return &ForbiddenError{Permission: "resources:export"}
}

// MayChangeRoleOf refuses whoever can't give member another role: all but administrators, and
// everybody for themselves.
func (s Standing) MayChangeRoleOf(member AccountID) error {
	if s.Kind == ActorMember && s.Role == RoleAdministrator && member.Principal() != s.ID {
		return nil
	}
	return &ForbiddenError{Permission: "members:edit"}
}

// SeesView tells whether the actor sees a saved view: their own and the organization's.
func (s Standing) SeesView(view SavedView) bool {
	return s.MayHaveViews() == nil && (view.Shared || view.Owner.Principal() == s.ID)
}

// MayHaveViews refuses all but members, who alone have tables to look at.
func (s Standing) MayHaveViews() error {
	if s.Kind == ActorMember && s.Role >= RoleUser {
		return nil
	}
	return &ForbiddenError{Permission: "views:save"}
}

// MayShareViews refuses whoever can't save and delete views of the organization.
func (s Standing) MayShareViews() error {
	if s.Kind == ActorMember && s.keyRole() >= RoleManager {
		return nil
	}
	return &ForbiddenError{Permission: "views:share"}
}

// MayChangeView refuses whoever can't save a view, as it is or as it is to become, or delete it.
func (s Standing) MayChangeView(view SavedView) error {
	if view.Shared {
		return s.MayShareViews()
	}
	if s.SeesView(view) {
		return nil
	}
	return &ForbiddenError{Permission: "views:save"}
}

// MayChooseSuccessors refuses whoever can have nothing to hand over: all but members who can own, or who can delete keys.
func (s Standing) MayChooseSuccessors() error {
	if s.Kind == ActorMember && s.Role.CanOwn() {
		return nil
	}
	return &ForbiddenError{Permission: "resources:transfer"}
}

// MayOperate refuses everybody but the operator; permission names what they would need.
func (a Actor) MayOperate(permission string) error {
	if a.Kind == ActorOperator {
		return nil
	}
	return &ForbiddenError{Permission: permission}
}

// MayChangeOwnAccount refuses all but people, who alone have one.
func (a Actor) MayChangeOwnAccount() error {
	if a.Kind == ActorMember && a.ID != "" {
		return nil
	}
	return &ForbiddenError{Permission: "account:edit"}
}

// CanOwn tells whether a member with this role can own resources.
func (r Role) CanOwn() bool { return r >= RoleManager }
