package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// modelWorlds is how many random worlds are tried.
const modelWorlds = 100

// testModel compares plans and what comes of them with a second, naive reckoning, in random worlds.
func testModel(t *testing.T, open opener) {
	s := open(t, noHook)
	for seed := range uint64(modelWorlds) {
		w := &world{T: t, store: s} // the worlds before it, with the same names and ids, are its twins
		w.tenant = w.add(randomPlot(seed).sameIDs())
		random := rand.New(rand.NewPCG(seed, 2))
		choice := transferTo([]string{"ada", "abe", "bo", "bea"}[random.IntN(4)])(w.tenant)
		if random.IntN(3) > 0 {
			choice = destroy(w.tenant)
		}
		w.compareWithModel(t, seed, someKeys(random), choice)
		if t.Failed() {
			return
		}
	}
}

// someKeys are those that go, in any order: one in half of all worlds, four at most.
func someKeys(random *rand.Rand) []string {
	keys := []string{"key1", "key2", "key3", "key4", "key5"}
	random.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	if random.IntN(2) == 0 {
		return keys[:1]
	}
	return keys[:2+random.IntN(3)]
}

var modelOwners = []string{"key1", "key2", "key3", "key4", "key5", "key1", "key2", "ada", "bo", "bea"}

// randomPlot has up to 20 resources whose owners, parents and access entries are left to chance. Two of the keys are
// in it twice as often as others.
func randomPlot(seed uint64) plot {
	random := rand.New(rand.NewPCG(seed, 1))
	p := plot{slug: fmt.Sprint("model-", seed), keys: keysNamed(5)}
	for i := range 1 + random.IntN(20) {
		kind := usualKinds[random.IntN(len(usualKinds))]
		made := thing{name: fmt.Sprint("thing ", i), kind: kind.Slug, access: map[string]store.Access{}}
		var parents []string
		for _, other := range p.things {
			if other.kind == kind.Parent {
				parents = append(parents, other.name)
			}
		}
		switch {
		case len(parents) > 0:
			made.in = parents[random.IntN(len(parents))]
		case kind.Parent != "":
			made.kind = kind.Parent // nothing to lie in yet
			if kind.Parent == "layers" {
				made.kind = "projects"
			}
		}
		for range 1 + random.IntN(3) {
			if owner := modelOwners[random.IntN(len(modelOwners))]; !slices.Contains(made.owners, owner) {
				made.owners = append(made.owners, owner)
			}
		}
		for range random.IntN(4) {
			who := []string{"key1", "key2", "key3", "dee", "dan", "bea"}[random.IntN(6)]
			if !slices.Contains(made.owners, who) {
				made.access[who] = []store.Access{store.AccessView, store.AccessModify}[random.IntN(2)]
			}
		}
		p.things = append(p.things, made)
	}
	return p
}

// model is what a deletion of the keys comes to, as a list of plain sentences.
func model(p plot, keys []string, destroys bool, successor string) (plan []string, left []thing) {
	isKey := func(owner string) bool { return slices.Contains(keys, owner) }
	goes := map[string]bool{}
	for changed := destroys; changed; { // again and again, until nothing more goes
		changed = false
		for _, t := range p.things {
			alone := len(slices.DeleteFunc(slices.Clone(t.owners), isKey)) == 0
			if !goes[t.name] && (alone || goes[t.in]) {
				goes[t.name], changed = true, true
			}
		}
	}
	for _, t := range p.things {
		for who, access := range t.access {
			if isKey(who) || goes[t.name] {
				plan = append(plan, fmt.Sprint("access ", t.name, " ", who, " ", access))
				delete(t.access, who)
			}
		}
		mine := slices.ContainsFunc(t.owners, isKey)
		switch {
		case goes[t.name]:
			plan = append(plan, "destroyed "+t.name)
			continue
		case mine && destroys:
			plan = append(plan, "stays "+t.name)
		case mine:
			plan = append(plan, "moves "+t.name)
		}
		t.owners = slices.DeleteFunc(slices.Clone(t.owners), isKey)
		if mine && !destroys && !slices.Contains(t.owners, successor) {
			t.owners = append(t.owners, successor)
		}
		left = append(left, t)
	}
	return plan, left
}

func (w *world) compareWithModel(t *testing.T, seed uint64, keys []string, choice store.Choice) {
	ownSomething := slices.ContainsFunc(w.plot.things, func(t thing) bool {
		return slices.ContainsFunc(t.owners, func(owner string) bool { return slices.Contains(keys, owner) })
	})
	if !ownSomething {
		choice = store.Choice{}
	}
	what := fmt.Sprintf("world %d, %s, %v", seed, choice.Kind, keys)
	plan, err := w.store.PlanDeletions(t.Context(), w.actor("bo"), w.keyIDs(keys...), choice)
	must(t, what+": plan", err)
	wantDiff(t, what+": keys of the plan", w.sortedIDs(keys...), planned(plan))
	slices.Reverse(keys)
	done, err := w.store.DeleteKeys(t.Context(), w.as("bo"), w.keyIDs(keys...), choice, plan.Digest)
	must(t, what+": delete", err)
	wantDiff(t, what+": what was carried out", plan, done)

	said, left := model(randomPlot(seed), keys, choice.Kind == store.ChoiceDestroy, w.nameOf(choice.Successor.Principal()))
	got := w.sentences(plan)
	slices.Sort(said)
	slices.Sort(got)
	wantDiff(t, what+": plan", said, got)
	want, found := map[string]store.ResourceInfo{}, w.resources(t, w.store)
	for _, thing := range left {
		want[thing.name] = w.info(thing)
	}
	wantDiff(t, what+": resources that are left", want, found, sorted)
	wantDiff(t, what+": owners of what is destroyed", w.modelAlso(seed, keys, said), alsoOf(w, plan))
}

// sentences says a plan as the model does.
func (w *world) sentences(plan store.Plan) []string {
	names := map[store.ResourceID]string{}
	for _, thing := range w.plot.things {
		names[w.resource(thing.name)] = thing.name
	}
	var said []string
	for _, r := range plan.Resources {
		said = append(said, string(r.Outcome)+" "+names[r.Resource.ID])
	}
	for _, e := range plan.Access {
		said = append(said, fmt.Sprint("access ", names[e.Resource], " ", w.nameOf(e.Principal), " ", e.Access))
	}
	return said
}

// modelAlso counts the other owners of what the model destroys.
func (w *world) modelAlso(seed uint64, keys, said []string) map[string]int {
	also := map[string]int{}
	for _, thing := range randomPlot(seed).things {
		if !slices.Contains(said, "destroyed "+thing.name) {
			continue
		}
		for _, owner := range thing.owners {
			if !slices.Contains(keys, owner) {
				also[owner]++
			}
		}
	}
	return also
}

func alsoOf(w *world, plan store.Plan) map[string]int {
	also := map[string]int{}
	last := -1
	for _, c := range plan.AlsoBelong {
		if also[w.nameOf(c.Owner.ID)] = c.Count; last >= 0 && c.Count > last {
			w.Errorf("%s: the owners with most come first, not %+v", strings.Join(w.sentences(plan), ", "), plan.AlsoBelong)
		}
		last = c.Count
	}
	return also
}
