package sample_test

import (
	"slices"
	"testing"

	"chatelaine/store"
	"chatelaine/store/sample"
)

// planned works out what deleting a key of Meridian Survey would do, as a store does.
func planned(t *testing.T, name string, choice store.ChoiceKind) store.Plan {
	t.Helper()
	in := meridian(t, sample.MeridianKeys)
	keys, resources := slices.Collect(in.Keys), slices.Collect(in.Resources)
	at := slices.IndexFunc(keys, func(k store.ImportedKey) bool { return k.Name == name })
	if at < 0 {
		t.Fatalf("there is no key %q", name)
	}
	key := store.Key{ID: keys[at].ID}
	facts := store.PlanFacts{Keys: []store.Key{key}, Choice: store.Choice{Kind: choice}}
	for _, r := range resources {
		lies := slices.ContainsFunc(facts.Resources, func(p store.ResourceOwners) bool {
			return choice == store.ChoiceDestroy && p.Resource.ID == r.Parent
		})
		owned := slices.Contains(r.Owners, key.ID.Principal())
		if owned || lies {
			facts.Resources = append(facts.Resources, withOwners(r))
		}
		for _, a := range r.Access {
			if owned || lies || a.Principal == key.ID.Principal() {
				facts.Access = append(facts.Access, a)
			}
		}
	}
	return store.NewPlan(facts)
}

func withOwners(r store.ImportedResource) store.ResourceOwners {
	facts := store.ResourceOwners{Resource: store.Resource{
		ID: r.ID, Kind: store.Kind{Slug: r.Kind}, Name: r.Name, Parent: r.Parent,
	}}
	for _, id := range r.Owners {
		facts.Owners = append(facts.Owners, store.Owner{ID: id})
	}
	return facts
}

func countOf(resources []store.PlannedResource) map[string]int {
	counts := map[string]int{}
	for _, c := range store.CountKinds(resources) {
		counts[c.Kind.Slug] = c.Count
	}
	return counts
}

func TestTheNightlyImportIsTheCaseOfThePictures(t *testing.T) {
	t.Parallel()
	moves := planned(t, "Nightly parcel import", store.ChoiceTransfer)
	counts := countOf(moves.Owned())
	if counts["data-sources"] != 2 || counts["projects"] != 1 || counts["layers"] != 4 || counts["tables"] != 1 {
		t.Errorf("it owns %v", counts)
	}
	if len(moves.With(store.OutcomeMoves)) != 8 || len(moves.Access) != 14 {
		t.Errorf("%d resources move and %d access entries go, want 8 and 14", len(moves.With(store.OutcomeMoves)), len(moves.Access))
	}
	destroys := planned(t, "Nightly parcel import", store.ChoiceDestroy)
	if gone, stay := len(destroys.With(store.OutcomeDestroyed)), len(destroys.With(store.OutcomeStays)); gone != 6 || stay != 2 {
		t.Errorf("%d resources are destroyed and %d stay, want 6 and 2", gone, stay)
	}
}

func TestTheBasemapHoldsLayersOfOthers(t *testing.T) {
	t.Parallel()
	plan := planned(t, "Tile server · production", store.ChoiceDestroy)
	if len(plan.AlsoBelong) != 2 || plan.AlsoBelong[0].Count != 3 {
		t.Errorf("what is destroyed belongs also to %+v, want three to one and one to another", plan.AlsoBelong)
	}
	if len(plan.With(store.OutcomeDestroyed)) != 9 {
		t.Errorf("%d resources are destroyed, want 9", len(plan.With(store.OutcomeDestroyed)))
	}
}

func TestTheStagingServerSharesAllItOwns(t *testing.T) {
	t.Parallel()
	plan := planned(t, "Tile server · staging", store.ChoiceDestroy)
	if len(plan.Resources) != 4 || len(plan.With(store.OutcomeStays)) != 4 {
		t.Errorf("%d of %d resources stay, want 4 of 4", len(plan.With(store.OutcomeStays)), len(plan.Resources))
	}
}

func TestMostKeysOwnNothing(t *testing.T) {
	t.Parallel()
	in := meridian(t, sample.MeridianKeys)
	owners := map[store.PrincipalID]bool{}
	for r := range in.Resources {
		for _, o := range r.Owners {
			owners[o] = true
		}
	}
	nothing := 0
	for k := range in.Keys {
		if !owners[k.ID.Principal()] {
			nothing++
		}
	}
	if nothing < 100 || nothing > 220 {
		t.Errorf("%d of 240 keys own nothing", nothing)
	}
}
