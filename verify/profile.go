package verify

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"chatelaine/store"
)

// organization is what is known of one beside its keys.
type organization struct {
	org         store.OrgID
	slug        string
	permissions []store.CataloguePermission
	bits        map[store.Permission]int
	forManagers permissionSet
	groups      map[int64]group
	credentials []store.GateCredentialFacts
	limit       store.RateLimit
}

type group struct {
	id   store.GroupID
	lets permissionSet
	from store.Networks // none: anywhere
}

// permissionSet has a bit for each permission of a catalogue, in its order.
type permissionSet [(store.MaxPermissions + 63) / 64]uint64

func (s *permissionSet) add(bit int)      { s[bit/64] |= 1 << (bit % 64) }
func (s *permissionSet) has(bit int) bool { return s[bit/64]>>(bit%64)&1 == 1 }

func (o *organization) set(in store.GateOrganization) {
	o.slug, o.limit = in.Slug, in.Limit
	o.permissions = slices.Clone(in.Permissions[:min(len(in.Permissions), store.MaxPermissions)])
	o.bits = make(map[store.Permission]int, len(o.permissions))
	o.forManagers = permissionSet{}
	for bit, p := range o.permissions {
		o.bits[p.Permission] = bit
		if p.ManagerOnly {
			o.forManagers.add(bit)
		}
	}
	o.groups = make(map[int64]group, len(in.Groups))
	for _, g := range in.Groups {
		is := group{id: g.ID, from: slices.Clone(g.Networks)}
		for _, p := range g.Permissions {
			if bit, known := o.bits[p]; known {
				is.lets.add(bit)
			}
		}
		o.groups[g.No] = is
	}
}

// profile is what keys of the same organization, role and groups have in common: all that they may do.
type profile struct {
	of     *organization
	name   string // what profiles know it by
	role   store.Role
	groups []int64
	uses   int

	lets      permissionSet
	shown     string           // ids of groups with commas between them
	all       string           // permissions likewise
	truncated bool             // they would be too long
	from      []store.Networks // each of these lists has to let a request's address
}

// profiles are few, however many keys there are.
type profiles struct {
	list  []profile // a key's profile is a place in it; 0 isn't used
	named map[string]uint32
	free  []uint32
	text  []byte // scratch
}

func newProfiles() profiles {
	return profiles{list: make([]profile, 1), named: map[string]uint32{}}
}

// take gives the place of a profile for one more key.
func (p *profiles) take(o *organization, role store.Role, groups []int64) uint32 {
	text := strconv.AppendInt(p.text[:0], int64(o.org), 36)
	text = append(text, ' ', byte(role))
	for _, no := range groups {
		text = strconv.AppendInt(append(text, ' '), no, 36)
	}
	p.text = text
	at, known := p.named[string(text)]
	if !known {
		at = p.room()
		name := string(text)
		p.named[name] = at
		p.list[at] = profile{of: o, name: name, role: role, groups: slices.Clone(groups)}
		p.list[at].derive()
	}
	p.list[at].uses++
	return at
}

func (p *profiles) room() uint32 {
	if last := len(p.free) - 1; last >= 0 {
		at := p.free[last]
		p.free = p.free[:last]
		return at
	}
	p.list = append(p.list, profile{})
	return uint32(len(p.list) - 1)
}

// drop says that a key doesn't have the profile any more.
func (p *profiles) drop(at uint32) {
	is := &p.list[at]
	if is.uses--; is.uses > 0 {
		return
	}
	delete(p.named, is.name)
	*is = profile{}
	p.free = append(p.free, at)
}

// derive makes all profiles of an organization what it says now.
func (p *profiles) derive(o *organization) {
	for at := range p.list {
		if p.list[at].of == o {
			p.list[at].derive()
		}
	}
}

// derive reads what the profile's groups let do; a group that is gone lets do nothing.
func (p *profile) derive() {
	p.lets, p.from = permissionSet{}, nil
	var shown []string
	for _, no := range p.groups {
		g, there := p.of.groups[no]
		if !there {
			continue
		}
		shown = append(shown, string(g.id))
		if len(g.from) > 0 {
			p.from = append(p.from, g.from)
		}
		for i := range p.lets {
			p.lets[i] |= g.lets[i]
		}
	}
	if p.role < store.RoleManager {
		for i := range p.lets {
			p.lets[i] &^= p.of.forManagers[i]
		}
	}
	p.shown = strings.Join(shown, ",")
	p.write()
}

// let tells whether the groups let requests come from an address.
func (p *profile) let(address netip.Addr) bool {
	for _, networks := range p.from {
		if !networks.Let(address) {
			return false
		}
	}
	return true
}

// write writes down the permissions.
func (p *profile) write() {
	var all []string
	for bit, permission := range p.of.permissions {
		if p.lets.has(bit) {
			all = append(all, string(permission.Permission))
		}
	}
	p.all = strings.Join(all, ",")
	if p.truncated = len(p.all) > MaxPermissions; p.truncated {
		p.all = ""
	}
}
