package storetest

import (
	"fmt"
	"maps"
	"slices"

	"chatelaine/store"
)

func (c *ceiling) aGroup() string {
	return pick(c.random, append(slices.Sorted(maps.Keys(c.groups)), "nowhere"))
}

func (c *ceiling) aMember() string { return pick(c.random, c.everybody()) }

func (c *ceiling) changeMember(who string) (string, error) {
	name, member := c.aGroup(), c.aMember()
	if c.random.IntN(3) == 0 {
		err := removeFromGroup(c.Context(), c.store, c.now(who), c.group(name), c.account(member))
		if err == nil {
			delete(c.members[name], member)
		}
		return "remove a member", err
	}
	err := addToGroup(c.Context(), c.store, c.now(who), c.group(name), c.account(member))
	if err == nil {
		c.members[name][member] = true
	}
	return "add a member", err
}

// setMember gives somebody exactly some groups.
func (c *ceiling) setMember(who string) (string, error) {
	names, ids := c.some()
	member := c.aMember()
	err := regroupMember(c.Context(), c.store, c.now(who), c.account(member), ids...)
	if err == nil {
		c.belongs(member, names)
	}
	return "groups of a member", err
}

// belongs notes that somebody belongs to these groups and no other.
func (c *ceiling) belongs(member string, names []string) {
	for name, members := range c.members {
		delete(members, member)
		if slices.Contains(names, name) {
			members[member] = true
		}
	}
}

// join invites somebody new into some groups, one of which may be deleted before they come.
func (c *ceiling) join(who string) (string, error) {
	c.made++
	name := fmt.Sprint("newcomer ", c.made)
	names, ids := c.some()
	in := store.NewInvitation{
		ID: store.InvitationID(id(c.Slug + name)), Token: digest(c.Slug + name), Email: c.plot.email(fmt.Sprint("new", c.made)), Groups: ids,
		Role: pick(c.random, []store.Role{store.RoleUser, store.RoleManager}),
	}
	if err := errOf(c.store.Invite(c.Context(), c.now(who), in)); err != nil {
		return "join", err
	}
	if c.random.IntN(4) == 0 {
		_, _ = c.dropGroup("ada")
	}
	joining := newcomer(c.Slug + name)
	joining.Account.ID = c.account(name)
	err := errOf(c.store.AcceptInvitation(c.Context(), store.Call{At: c.at}, in.Token, joining))
	if err == nil {
		c.roles[name] = in.Role
		c.belongs(name, names)
	}
	return "join", err
}

// leave removes somebody.
func (c *ceiling) leave(who string) (string, error) {
	newcomers := slices.DeleteFunc(c.everybody(), func(who string) bool { return who[0] != 'n' })
	if len(newcomers) == 0 {
		return "leave", store.ErrNotFound
	}
	member := pick(c.random, newcomers)
	d := store.Departure{Member: c.account(member), Kind: store.DepartureRemoval}
	plan, err := c.store.PlanDeparture(c.Context(), c.actor(who), d, store.Choice{})
	if err == nil {
		_, err = c.store.Depart(c.Context(), c.now(who), d, store.Choice{}, plan.Digest)
	}
	if err == nil {
		c.roles[member] = 0
		c.belongs(member, nil)
	}
	return "leave", err
}

func (c *ceiling) changeRole(who string) (string, error) {
	member := pick(c.random, []string{"bo", "bea", "gil", "dee"})
	role := pick(c.random, []store.Role{store.RoleUser, store.RoleManager, store.RoleManager})
	err := assignRole(c.Context(), c.store, c.now(who), c.account(member), role)
	if err == nil {
		c.roles[member] = role
	}
	return "role " + role.String(), err
}

func (c *ceiling) permissions() (list []store.Permission, set map[store.Permission]bool) {
	set = map[store.Permission]bool{}
	for _, p := range ceilingPermissions {
		if c.random.IntN(2) == 0 {
			list, set[p] = append(list, p), true
		}
	}
	return list, set
}

func (c *ceiling) makeGroup(who string) (string, error) {
	list, set := c.permissions()
	return "make a group", c.addGroup(who, list, set)
}

// copyGroup makes a group that lets do what another one does, as its page does.
func (c *ceiling) copyGroup(who string) (string, error) {
	set := c.groups[c.aGroup()]
	return "copy a group", c.addGroup(who, slices.Sorted(maps.Keys(set)), maps.Clone(set))
}

func (c *ceiling) addGroup(who string, list []store.Permission, set map[store.Permission]bool) error {
	c.made++
	name := fmt.Sprint("group ", c.made)
	in := c.newGroup(name)
	in.Permissions = list
	err := errOf(c.store.CreateGroup(c.Context(), c.now(who), in))
	if err == nil {
		c.groups[name], c.members[name] = set, map[string]bool{}
	}
	return err
}

func (c *ceiling) editGroup(who string) (string, error) {
	name := c.aGroup()
	list, set := c.permissions()
	err := changeGroup(c.Context(), c.world, who, name, store.GroupChange{Name: name, Permissions: list})
	if err == nil {
		c.groups[name] = set
	}
	return "change a group", err
}

func (c *ceiling) dropGroup(who string) (string, error) {
	name := c.aGroup()
	plan, err := c.store.PlanGroupDeletion(c.Context(), c.actor(who), c.group(name))
	if err == nil {
		_, err = c.store.DeleteGroup(c.Context(), c.now(who), c.group(name), plan.Digest)
	}
	if err == nil {
		delete(c.groups, name)
		delete(c.members, name)
	}
	return "delete a group", err
}

// mark makes a permission one for managers only, or for all.
func (c *ceiling) mark(who string) (string, error) {
	to := store.CataloguePermission{Permission: pick(c.random, ceilingPermissions), ManagerOnly: c.random.IntN(2) == 0}
	plan, err := c.store.PlanManagerOnly(c.Context(), c.actor(who), to)
	if err == nil {
		_, err = c.store.ChangeManagerOnly(c.Context(), c.now(who), to, plan.Digest)
	}
	if err == nil {
		c.only[to.Permission] = to.ManagerOnly
	}
	return "for managers only", err
}

// reserve keeps keys for administrators, or no longer.
func (c *ceiling) reserve(who string) (string, error) {
	to, version, err := c.store.Settings(c.Context(), c.actor(who))
	if err != nil {
		return "settings", err
	}
	to.KeysReserved = !to.KeysReserved && c.random.IntN(3) == 0
	plan, err := c.store.PlanSettings(c.Context(), c.actor(who), version, to, c.at)
	if err == nil {
		_, err = c.store.ChangeSettings(c.Context(), c.now(who), version, to, plan.Digest)
	}
	return "settings", err
}
