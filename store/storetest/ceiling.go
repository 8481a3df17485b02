package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chatelaine/store"
)

// How much the property is tried.
const (
	ceilingRuns  = 4
	ceilingSteps = 250
)

// testCeiling does whatever comes, and holds after each step that nobody gave a key a permission that they didn't hold, or
// was shown a secret of one that has such a permission, and that no key with the role user has one that is for managers only.
func testCeiling(t *testing.T, open opener) {
	for run := range ceilingRuns {
		t.Run(fmt.Sprint("run ", run), func(t *testing.T) {
			t.Parallel()
			c := newCeiling(t, open(t, noHook), uint64(run)) // a store of its own: jobs are done for whoever comes
			for step := 0; step < ceilingSteps && !t.Failed(); step++ {
				c.at = c.at.Add(time.Second)
				c.step(step)
			}
			if !t.Failed() && len(c.done) < 15 {
				t.Errorf("only %v happened", c.done)
			}
		})
	}
}

// ceiling is what the test knows of a world by itself: it is told only which calls succeeded.
type ceiling struct {
	*world
	random  *rand.Rand
	at      time.Time
	roles   map[string]store.Role                // who left has none
	groups  map[string]map[store.Permission]bool // what each group lets do
	members map[string]map[string]bool           // who belongs to each
	only    map[store.Permission]bool            // what is for managers only
	keys    []store.KeyID
	may     map[store.KeyID][]store.Permission // after the last step
	made    int
	done    map[string]int
	by      string       // whose doing the step is
	last    store.BulkID // the last bulk, and whose that was; empty: there was none
	lastBy  string
}

// newCeiling is a world with keys of all sorts.
func newCeiling(t *testing.T, s store.Store, seed uint64) *ceiling {
	t.Helper()
	p := plot{keys: []keyPlot{
		{name: "key0"}, {name: "key1", role: store.RoleManager}, {name: "key2", creator: "dee"},
		{name: "key off", off: start.Add(-day)}, {name: "key old", expiresOn: store.DateAt(start, time.UTC).AddDays(-3)},
	}, things: []thing{{name: "hut", kind: "projects", owners: []string{"bo"}}}}
	c := &ceiling{
		world: addWorld(t, s, p.with(fmt.Sprint("ceiling ", seed))), random: rand.New(rand.NewPCG(seed, 6)), at: start.Add(time.Minute),
		roles: map[string]store.Role{}, groups: map[string]map[store.Permission]bool{}, members: map[string]map[string]bool{},
		only: map[store.Permission]bool{}, done: map[string]int{},
	}
	for _, who := range people {
		c.roles[who.name] = who.role
	}
	for _, permission := range store.DefaultCatalogue().Permissions {
		c.only[permission.Permission] = permission.ManagerOnly
	}
	for _, k := range c.plot.keys {
		c.keys = append(c.keys, c.key(k.name))
	}
	c.peopleGroups()
	c.may = c.effective()
	return c
}

// peopleGroups makes some groups, of which each manager belongs to one, and each key to two.
func (c *ceiling) peopleGroups() {
	for _, who := range []string{"bo", "bea", "gil", "dee"} {
		_, err := c.makeGroup("ada")
		must(c.T, "make a group", err)
		name := fmt.Sprint("group ", c.made)
		must(c.T, "add "+who, addToGroup(c.Context(), c.store, c.now("ada"), c.group(name), c.account(who)))
		c.members[name][who] = true
	}
	for i, key := range c.keys {
		two := []store.GroupID{c.group(fmt.Sprint("group ", i%4+1)), c.group(fmt.Sprint("group ", (i+1)%4+1))}
		must(c.T, "regroup", errOf(c.store.ChangeGroups(c.Context(), c.now("ada"), key, 0, store.Regroup{Op: store.RegroupSet, Groups: two})))
	}
}

var ceilingPermissions = []store.Permission{"layers:read", "layers:edit", "tables:read", "projects:share", "members:read", "members:edit"}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// now is a call of somebody at the moment of the step. Their form was opened just before.
func (c *ceiling) now(who string) store.Call { return call(c.actor(who), c.at) }

// some are a few of the groups; now and then one that was never there.
func (c *ceiling) some() (names []string, ids []store.GroupID) {
	for _, name := range slices.Sorted(maps.Keys(c.groups)) {
		if c.random.IntN(3) == 0 {
			names = append(names, name)
		}
	}
	if c.random.IntN(20) == 0 {
		names = append(names, "nowhere")
	}
	for _, name := range names {
		ids = append(ids, c.group(name))
	}
	return names, ids
}

// holds tells whether somebody holds a permission: by their role, or by a group that lets do it and reaches their role.
func (c *ceiling) holds(who string, p store.Permission) bool {
	if c.roles[who] == store.RoleAdministrator {
		return true
	}
	if c.roles[who] == 0 || c.only[p] && c.roles[who] < store.RoleManager {
		return false
	}
	for name, gives := range c.groups {
		if gives[p] && c.members[name][who] {
			return true
		}
	}
	return false
}

// effective is what each key may do by now: nothing while it is inactive or expired.
func (c *ceiling) effective() map[store.KeyID][]store.Permission {
	may := map[store.KeyID][]store.Permission{}
	for _, id := range c.keys {
		info, err := c.store.Key(c.Context(), c.actor("ada"), id)
		must(c.T, "see a key", err)
		for _, p := range store.Effective(info.Grants) {
			if info.Key.Role == store.RoleUser && c.only[p] {
				c.Errorf("key %s of a user may %s", info.Key.Name, p)
			}
		}
		if status := info.Key.Status(c.at); status != store.StatusInactive && status != store.StatusExpired {
			may[id] = store.Effective(info.Grants)
		}
	}
	return may
}

// step does one thing as somebody.
func (c *ceiling) step(n int) {
	c.by = pick(c.random, c.everybody())
	act := pick(c.random, c.keyActs())
	switch c.random.IntN(12) {
	case 0: // whoever it is
		act = pick(c.random, c.adminActs())
	case 1, 2, 3: // so that it happens
		c.by, act = "ada", pick(c.random, c.adminActs())
	case 4, 5, 6, 7: // soon, as it can be done for 30 seconds
		if c.lastBy != "" {
			act = c.undo
		}
	}
	who, before := c.by, c.may
	what, err := act(who)
	if err == nil {
		c.done[what]++
	}
	c.may = c.effective()
	for id, may := range c.may {
		for _, p := range may {
			if slices.Contains(before[id], p) {
				continue
			}
			if err != nil {
				c.Errorf("step %d: %s by %s was refused with %v, and a key may %s", n, what, who, err, p)
			}
			if !c.holds(c.by, p) {
				c.Errorf("step %d: %s by %s gave a key %s, which they don't hold", n, what, c.by, p)
			}
		}
	}
}

// everybody are those who try, the managers more often.
func (c *ceiling) everybody() []string {
	who := []string{"ada", "bo", "bo", "bo", "bea", "bea", "bea", "gil", "dee"}
	for _, name := range slices.Sorted(maps.Keys(c.roles)) {
		if name[0] == 'n' { // a newcomer
			who = append(who, name)
		}
	}
	return who
}

// keyActs are what is done to keys, the likelier the more often. A deactivation for a while isn't among them: it gives back
// by the clock what the key had, in whoever's turn that is.
func (c *ceiling) keyActs() []func(string) (string, error) {
	return []func(string) (string, error){
		c.create, c.create, c.regroup, c.regroup, c.regroup, c.regroup, c.regroup, c.bulk, c.bulk, c.bulk, c.bulk, c.bulk, c.bulk, c.work,
		c.rotate, c.rotate, c.undoRotation, c.deactivate, c.activate, c.activate, c.extend, c.dropKey, c.transfer, c.importAgain,
	}
}

// adminActs are those of which all but administrators are to be refused.
func (c *ceiling) adminActs() []func(string) (string, error) {
	return []func(string) (string, error){
		c.changeMember, c.changeMember, c.changeMember, c.setMember, c.join, c.leave, c.changeRole, c.changeRole,
		c.makeGroup, c.copyGroup, c.editGroup, c.editGroup, c.dropGroup, c.mark, c.reserve,
	}
}
