package store

import "slices"

// GroupPermission is a permission that a group of somebody's gives.
type GroupPermission struct {
	CataloguePermission
	Group GroupRef
}

// Grant is a permission that somebody's groups give, with the groups that it comes from.
type Grant struct {
	CataloguePermission
	From []GroupRef
	// Withheld: the role keeps it from them, whatever the groups say.
	Withheld bool
}

// Grants are what a principal with that role has through its groups: their union, with what its role keeps from it marked.
// They come in the order in which the permissions first come.
func Grants(role Role, given []GroupPermission) []Grant {
	var grants []Grant
	at := map[Permission]int{}
	for _, g := range given {
		i, known := at[g.Permission]
		if !known {
			i, at[g.Permission] = len(grants), len(grants)
			grants = append(grants, Grant{CataloguePermission: g.CataloguePermission, Withheld: !g.reaches(role)})
		}
		if !slices.Contains(grants[i].From, g.Group) {
			grants[i].From = append(grants[i].From, g.Group)
		}
	}
	return grants
}

// reaches tells whether whoever has the role gets the permission from their groups.
func (p CataloguePermission) reaches(role Role) bool {
	return role >= RoleManager || role == RoleUser && !p.ManagerOnly
}

// Effective are the permissions of grants that aren't withheld: all that their principal may do by its groups.
func Effective(grants []Grant) []Permission {
	var list []Permission
	for _, g := range grants {
		if !g.Withheld {
			list = append(list, g.Permission)
		}
	}
	return list
}

// Permissions are all permissions of grants, withheld or not.
func Permissions(grants []Grant) []Permission {
	list := make([]Permission, len(grants))
	for i, g := range grants {
		list[i] = g.Permission
	}
	return list
}

// gains is what really changes for a principal if what one of its groups gives becomes after. Given is what all of its groups
// give, that one's included.
func gains(role Role, given []GroupPermission, group GroupID, after []CataloguePermission) Gains {
	others := slices.DeleteFunc(slices.Clone(given), func(g GroupPermission) bool { return g.Group.ID == group })
	then := slices.Clone(others)
	for _, p := range after {
		then = append(then, GroupPermission{p, GroupRef{ID: group}})
	}
	had, has := Effective(Grants(role, given)), Effective(Grants(role, then))
	return Gains{Gets: without(has, had), Loses: without(had, has)}
}

// without are the elements of list that others lacks.
func without[T comparable](list, others []T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(one T) bool { return slices.Contains(others, one) })
}
