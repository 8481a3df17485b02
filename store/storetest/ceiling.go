package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// How much the property is tried.
const (
	ceilingRuns  = 6
	ceilingSteps = 250
)

// testCeiling does whatever comes, and holds after each step that nobody gave a key a permission that they didn't hold, and
// that no key with the role user has one that is for managers only.
func testCeiling(t *testing.T, open opener) {
	s := open(t, noHook)
	for run := range ceilingRuns {
		t.Run(fmt.Sprint("run ", run), func(t *testing.T) {
			t.Parallel()
			p := plot{keys: []keyPlot{{name: "key0"}, {name: "key1", role: store.RoleManager}, {name: "key2", creator: "dee"}}}
			c := &ceiling{
				world: addWorld(t, s, p.with(fmt.Sprint("ceiling ", run))), random: rand.New(rand.NewPCG(uint64(run), 6)),
				roles: map[string]store.Role{}, groups: map[string]map[store.Permission]bool{}, members: map[string]map[string]bool{},
			}
			for _, who := range people {
				c.roles[who.name] = who.role
			}
			c.keys = []store.KeyID{c.key("key0"), c.key("key1"), c.key("key2")}
			if _, err := c.makeGroup("ada"); err != nil { // whatever comes, it is about groups
				t.Fatal(err)
			}
			for step := 0; step < ceilingSteps && !t.Failed(); step++ {
				c.step(step)
			}
			if len(c.done) < 6 {
				t.Errorf("only %v happened", c.done)
			}
		})
	}
}

// ceiling is what the test knows of a world by itself: it is told only which calls succeeded.
type ceiling struct {
	*world
	random  *rand.Rand
	roles   map[string]store.Role
	groups  map[string]map[store.Permission]bool // what each group lets do
	members map[string]map[string]bool           // who belongs to each
	keys    []store.KeyID
	made    int
	done    map[string]int
	last    store.BulkID // and whose that was; empty: there was none
	lastBy  string
}

var ceilingPermissions = []store.Permission{"layers:read", "layers:edit", "tables:read", "projects:share", "members:read", "members:edit"}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// some are a few of the groups; now and then one that was never there.
func (c *ceiling) some() (ids []store.GroupID) {
	for _, name := range slices.Sorted(maps.Keys(c.groups)) {
		if c.random.IntN(3) == 0 {
			ids = append(ids, c.group(name))
		}
	}
	if c.random.IntN(20) == 0 {
		ids = append(ids, c.group("nowhere"))
	}
	return ids
}

// holds tells whether somebody holds a permission: by their role, or by a group that lets do it and reaches their role.
func (c *ceiling) holds(who string, p store.Permission) bool {
	if c.roles[who] == store.RoleAdministrator {
		return true
	}
	if forManagers(p) && c.roles[who] < store.RoleManager {
		return false
	}
	for name, gives := range c.groups {
		if gives[p] && c.members[name][who] {
			return true
		}
	}
	return false
}

func forManagers(p store.Permission) bool {
	found, _ := store.DefaultCatalogue().Find(p)
	return found.ManagerOnly
}

// effective is what each key may do.
func (c *ceiling) effective() map[store.KeyID][]store.Permission {
	may := map[store.KeyID][]store.Permission{}
	for _, id := range c.keys {
		info, err := c.store.Key(c.Context(), c.actor("ada"), id)
		must(c.T, "see a key", err)
		may[id] = store.Effective(info.Grants)
		for _, p := range may[id] {
			if info.Key.Role == store.RoleUser && forManagers(p) {
				c.Errorf("key %s of a user may %s", info.Key.Name, p)
			}
		}
	}
	return may
}

// step does one thing as somebody.
func (c *ceiling) step(n int) {
	who := pick(c.random, []string{"ada", "bo", "bo", "bea", "bea", "gil", "dee"})
	before := c.effective()
	what, err := pick(c.random, []func(string) (string, error){
		c.create, c.create, c.bulk, c.bulk, c.undo, c.undo, c.regroup, c.regroup, c.regroup, c.regroup, c.regroup, c.changeMember, c.changeMember, c.changeMember, c.makeGroup, c.editGroup, c.editGroup, c.dropGroup, c.changeRole,
	})(who)
	if err == nil {
		if c.done == nil {
			c.done = map[string]int{}
		}
		c.done[what]++
	}
	for id, may := range c.effective() {
		for _, p := range may {
			if slices.Contains(before[id], p) {
				continue
			}
			if err != nil {
				c.Errorf("step %d: %s by %s was refused with %v, and a key may %s", n, what, who, err, p)
			}
			if what == "undo" {
				who = c.lastBy
			}
			if !c.holds(who, p) {
				c.Errorf("step %d: %s by %s gave a key %s, which they don't hold", n, what, who, p)
			}
		}
	}
}

func (c *ceiling) create(who string) (string, error) {
	c.made++
	in := c.newKey(fmt.Sprint("made ", c.made))
	in.Role, in.Groups = pick(c.random, []store.Role{store.RoleUser, store.RoleManager}), c.some()
	err := errOf(c.store.CreateKey(c.Context(), c.as(who), in))
	if err == nil {
		c.keys = append(c.keys, in.ID)
	}
	return "create", err
}

func (c *ceiling) regroup(who string) (string, error) {
	op := pick(c.random, []store.RegroupOp{store.RegroupAdd, store.RegroupRemove, store.RegroupSet})
	return string(op), errOf(c.store.ChangeGroups(c.Context(), c.as(who), pick(c.random, c.keys), 0, store.Regroup{Op: op, Groups: c.some()}))
}

// bulk regroups all keys, as far as they can be.
func (c *ceiling) bulk(who string) (string, error) {
	change := store.BulkChange{Act: store.BulkGroups}
	change.Groups.Op = pick(c.random, []store.RegroupOp{store.RegroupAdd, store.RegroupRemove, store.RegroupSet})
	change.Groups.Groups = c.some()
	plan, err := c.store.PlanKeyChanges(c.Context(), c.as(who), c.keys, change)
	if err != nil {
		return "bulk", err
	}
	done, err := c.store.ChangeKeys(c.Context(), c.as(who), c.keys, change, plan.Digest)
	if err == nil && done.ID != 0 {
		c.last, c.lastBy = done.ID, who
	}
	return "bulk", err
}

// undo takes the last bulk back, whatever happened since.
func (c *ceiling) undo(string) (string, error) {
	if c.lastBy == "" {
		return "undo", store.ErrUndoOver
	}
	return "undo", errOf(c.store.UndoKeyChanges(c.Context(), c.as(c.lastBy), c.last))
}

func (c *ceiling) aGroup() string {
	return pick(c.random, append(slices.Sorted(maps.Keys(c.groups)), "nowhere"))
}

func (c *ceiling) changeMember(who string) (string, error) {
	name, member := c.aGroup(), pick(c.random, []string{"ada", "bo", "bea", "gil", "dee"})
	if c.random.IntN(3) == 0 {
		err := removeFromGroup(c.Context(), c.store, c.as(who), c.group(name), c.account(member))
		if err == nil {
			delete(c.members[name], member)
		}
		return "remove a member", err
	}
	err := addToGroup(c.Context(), c.store, c.as(who), c.group(name), c.account(member))
	if err == nil {
		c.members[name][member] = true
	}
	return "add a member", err
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
	c.made++
	name := fmt.Sprint("group ", c.made)
	in := c.newGroup(name)
	list, set := c.permissions()
	in.Permissions = list
	err := errOf(c.store.CreateGroup(c.Context(), c.as(who), in))
	if err == nil {
		c.groups[name], c.members[name] = set, map[string]bool{}
	}
	return "make a group", err
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
		_, err = c.store.DeleteGroup(c.Context(), c.as(who), c.group(name), plan.Digest)
	}
	if err == nil {
		delete(c.groups, name)
		delete(c.members, name)
	}
	return "delete a group", err
}

func (c *ceiling) changeRole(who string) (string, error) {
	member := pick(c.random, []string{"bo", "bea", "gil", "dee"})
	role := pick(c.random, []store.Role{store.RoleUser, store.RoleManager, store.RoleManager})
	err := assignRole(c.Context(), c.store, c.as(who), c.account(member), role)
	if err == nil {
		c.roles[member] = role
	}
	return strings.Join([]string{"role", role.String()}, " "), err
}
