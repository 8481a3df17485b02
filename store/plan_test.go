package store_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chatelaine/store"
)

var (
	keyOwner = store.Owner{ID: "key", Name: "Nightly", Key: true}
	key2     = store.Owner{ID: "key2", Name: "Weekly", Key: true}
	ada      = store.Owner{ID: "ada", Name: "Ada Moreau"}
	bo       = store.Owner{ID: "bo", Name: "Bo Lind"}

	destroy  = store.Choice{Kind: store.ChoiceDestroy}
	transfer = store.Choice{Kind: store.ChoiceTransfer, Successor: "bo"}

	projects = store.Kind{Slug: "projects", One: "project", Many: "projects"}
	layers   = store.Kind{Slug: "layers", One: "layer", Many: "layers", Parent: "projects"}
)

func project(id store.ResourceID, owners ...store.Owner) store.ResourceOwners {
	return store.ResourceOwners{Resource: store.Resource{ID: id, Kind: projects, Name: "Project " + string(id)}, Owners: owners}
}

func layer(id, parent store.ResourceID, owners ...store.Owner) store.ResourceOwners {
	return store.ResourceOwners{
		Resource: store.Resource{ID: id, Kind: layers, Name: "Layer " + string(id), Parent: parent}, Owners: owners,
	}
}

func facts(choice store.Choice, resources ...store.ResourceOwners) store.PlanFacts {
	f := store.PlanFacts{Keys: []store.Key{{ID: "key", Name: "Nightly", Version: 3}}, Choice: choice, Resources: resources}
	if choice.Kind == store.ChoiceTransfer {
		f.Successor = store.Successor{Account: store.Account{ID: "bo", Name: "Bo Lind"}, Role: store.RoleManager}
	}
	return f
}

// together are the facts of deleting a second key too.
func together(choice store.Choice, resources ...store.ResourceOwners) store.PlanFacts {
	f := facts(choice, resources...)
	f.Keys = append(f.Keys, store.Key{ID: "key2", Name: "Weekly", Version: 1})
	return f
}

// outcomes are what plans do to each resource.
var outcomes = map[string]struct {
	facts store.PlanFacts
	want  map[store.ResourceID]store.Outcome
}{
	"owns nothing": {facts(store.Choice{}), nil},
	"transfer moves all that it owns, shared ones too": {
		facts(transfer, project("p", keyOwner), project("q", keyOwner, ada)),
		map[store.ResourceID]store.Outcome{"p": "moves", "q": "moves"},
	},
	"transfer leaves what lies in them": {
		facts(transfer, project("p", keyOwner), layer("l", "p", ada)),
		map[store.ResourceID]store.Outcome{"p": "moves"},
	},
	"transfer moves to whom it belongs already": {
		facts(transfer, project("p", keyOwner, bo)), map[store.ResourceID]store.Outcome{"p": "moves"},
	},
	"destroy keeps what has another owner": {
		facts(destroy, project("p", keyOwner), project("q", keyOwner, ada)),
		map[store.ResourceID]store.Outcome{"p": "destroyed", "q": "stays"},
	},
	"destroy, and all have another owner": {
		facts(destroy, project("p", keyOwner, bo), project("q", keyOwner, ada)),
		map[store.ResourceID]store.Outcome{"p": "stays", "q": "stays"},
	},
	"destroy takes what lies in it, whoever owns that": {
		facts(destroy, project("p", keyOwner), layer("l", "p", ada), layer("m", "p", keyOwner, bo), layer("n", "p", keyOwner)),
		map[store.ResourceID]store.Outcome{"p": "destroyed", "l": "destroyed", "m": "destroyed", "n": "destroyed"},
	},
	"destroy leaves what lies in what stays": {
		facts(destroy, project("p", keyOwner, ada), layer("l", "p", ada), layer("m", "p", keyOwner)),
		map[store.ResourceID]store.Outcome{"p": "stays", "m": "destroyed"},
	},
	"destroy leaves what belongs to a key that stays": {
		facts(destroy, project("p", keyOwner, key2)), map[store.ResourceID]store.Outcome{"p": "stays"},
	},
	"destroy takes what belongs to two keys that go": {
		together(destroy, project("p", keyOwner, key2), project("q", key2, keyOwner, ada), project("r", key2)),
		map[store.ResourceID]store.Outcome{"p": "destroyed", "q": "stays", "r": "destroyed"},
	},
	"destroy a project of one key with a layer of another": {
		together(destroy, project("p", keyOwner), layer("l", "p", key2, ada), project("q", ada, keyOwner), layer("m", "q", key2)),
		map[store.ResourceID]store.Outcome{"p": "destroyed", "l": "destroyed", "q": "stays", "m": "destroyed"},
	},
	"transfer of what two keys own": {
		together(transfer, project("p", keyOwner, key2), project("q", key2, ada), layer("l", "p", bo)),
		map[store.ResourceID]store.Outcome{"p": "moves", "q": "moves"},
	},
	"destroy at any depth": {
		facts(destroy, layer("d", "c", ada), layer("b", "a", ada), project("a", keyOwner), layer("c", "b", bo)),
		map[store.ResourceID]store.Outcome{"a": "destroyed", "b": "destroyed", "c": "destroyed", "d": "destroyed"},
	},
}

func TestNewPlanSaysWhatHappensToEachResource(t *testing.T) {
	t.Parallel()
	for name, tt := range outcomes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got map[store.ResourceID]store.Outcome
			for _, r := range store.NewPlan(tt.facts).Resources {
				if got == nil {
					got = map[store.ResourceID]store.Outcome{}
				}
				got[r.Resource.ID] = r.Outcome
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNewPlanCountsOwnersOfWhatIsDestroyed(t *testing.T) {
	t.Parallel()
	plan := store.NewPlan(facts(destroy,
		project("p", keyOwner), layer("l", "p", ada, bo), layer("m", "p", ada), layer("n", "p", keyOwner), project("q", keyOwner, bo)))
	if diff := cmp.Diff([]store.OwnerCount{{Owner: ada, Count: 2}, {Owner: bo, Count: 1}}, plan.AlsoBelong); diff != "" {
		t.Errorf("AlsoBelong (-want +got):\n%s", diff)
	}
	if got := store.NewPlan(facts(transfer, project("q", keyOwner, ada))).AlsoBelong; len(got) > 0 {
		t.Errorf("a transfer destroys nothing, AlsoBelong = %v", got)
	}
	kinds := store.CountKinds(plan.With(store.OutcomeDestroyed))
	if diff := cmp.Diff([]store.KindCount{{Kind: layers, Count: 3}, {Kind: projects, Count: 1}}, kinds); diff != "" {
		t.Errorf("kinds of what is destroyed (-want +got):\n%s", diff)
	}
	if got := len(plan.Owned()); got != 3 {
		t.Errorf("Owned() has %d, want p, n and q", got)
	}
	for _, r := range plan.Resources {
		if want := r.Resource.ID != "p" && r.Resource.ID != "n"; r.Shared != want {
			t.Errorf("%s: Shared = %t, want %t", r.Resource.ID, r.Shared, want)
		}
	}
}

func TestNewPlanTakesTheAccessThatGoes(t *testing.T) {
	t.Parallel()
	own := store.AccessEntry{Resource: "elsewhere", Principal: "key", Access: store.AccessView}
	onDoomed := store.AccessEntry{Resource: "p", Principal: "dee", Access: store.AccessModify}
	onShared := store.AccessEntry{Resource: "q", Principal: "dee", Access: store.AccessView}
	below := store.AccessEntry{Resource: "l", Principal: "ada", Access: store.AccessView}
	all := []store.AccessEntry{onShared, onDoomed, below, own}
	resources := []store.ResourceOwners{project("p", keyOwner), layer("l", "p", bo), project("q", keyOwner, ada)}
	for name, tt := range map[string]struct {
		choice store.Choice
		want   []store.AccessEntry
	}{
		"destroy":  {destroy, []store.AccessEntry{own, below, onDoomed}},
		"transfer": {transfer, []store.AccessEntry{own}},
	} {
		f := facts(tt.choice, resources...)
		f.Access = all
		if diff := cmp.Diff(tt.want, store.NewPlan(f).Access); diff != "" {
			t.Errorf("%s: access entries that go (-want +got):\n%s", name, diff)
		}
	}
}

func TestNewPlanCountsNoKeyThatGoesAmongOtherOwners(t *testing.T) {
	t.Parallel()
	plan := store.NewPlan(together(destroy,
		project("p", keyOwner, key2), layer("l", "p", key2, ada), project("q", key2, ada), layer("m", "q", key2)))
	if diff := cmp.Diff([]store.OwnerCount{{Owner: ada, Count: 1}}, plan.AlsoBelong); diff != "" {
		t.Errorf("AlsoBelong (-want +got):\n%s", diff)
	}
	if got := len(plan.Owned()); got != 4 {
		t.Errorf("Owned() has %d, want all four", got)
	}
	for _, r := range plan.Resources {
		if want := r.Resource.ID == "l" || r.Resource.ID == "q"; r.Shared != want {
			t.Errorf("%s: Shared = %t, want %t", r.Resource.ID, r.Shared, want)
		}
	}
}

// richFacts has one of everything that a digest covers.
func richFacts(choice store.Choice) store.PlanFacts {
	f := together(choice, project("p", keyOwner), layer("l", "p", ada, bo), layer("m", "p", keyOwner), project("q", keyOwner, ada),
		project("s", keyOwner, key2))
	f.Gone = []store.DeletedKey{
		{ID: "key3", Name: "Yearly", By: "Bo Lind", At: time.UnixMilli(5)}, {ID: "key0", Name: "Never", By: "Bo Lind", At: time.UnixMilli(6)},
	}
	f.Access = []store.AccessEntry{
		{Resource: "x", Principal: "key", Access: store.AccessView},
		{Resource: "p", Principal: "dee", Access: store.AccessView},
		{Resource: "q", Principal: "dee", Access: store.AccessView},
		{Resource: "s", Principal: "dee", Access: store.AccessView},
		{Resource: "p", Principal: "key2", Access: store.AccessView},
	}
	return f
}

// whatMatters are the changes of facts that give another digest.
var whatMatters = map[string]struct {
	choice store.Choice
	change func(*store.PlanFacts)
}{
	"the key's version":       {destroy, func(f *store.PlanFacts) { f.Keys[0].Version++ }},
	"the key's name":          {destroy, func(f *store.PlanFacts) { f.Keys[0].Name = "Hourly" }},
	"another key":             {transfer, func(f *store.PlanFacts) { f.Keys[0].ID = "kex" }},
	"the other key's version": {destroy, func(f *store.PlanFacts) { f.Keys[1].Version++ }},
	"the other key's name":    {transfer, func(f *store.PlanFacts) { f.Keys[1].Name = "Hourly" }},
	"a key more": {transfer, func(f *store.PlanFacts) {
		f.Keys = append(f.Keys, store.Key{ID: "key9"})
	}},
	"a key less": {transfer, func(f *store.PlanFacts) { f.Keys = f.Keys[:1] }},
	"a key gone instead": {transfer, func(f *store.PlanFacts) {
		f.Gone = append(f.Gone, store.DeletedKey{ID: "key2", Name: "Weekly"})
		f.Keys = f.Keys[:1]
	}},
	"a key gone more":       {destroy, func(f *store.PlanFacts) { f.Gone = append(f.Gone, store.DeletedKey{ID: "key9"}) }},
	"a key gone less":       {destroy, func(f *store.PlanFacts) { f.Gone = f.Gone[1:] }},
	"a key that is gone":    {destroy, func(f *store.PlanFacts) { f.Gone[0].ID = "key9" }},
	"its name":              {destroy, func(f *store.PlanFacts) { f.Gone[0].Name = "Monthly" }},
	"who deleted it":        {destroy, func(f *store.PlanFacts) { f.Gone[0].By = "Ada Moreau" }},
	"when it was deleted":   {destroy, func(f *store.PlanFacts) { f.Gone[0].At = time.UnixMilli(7) }},
	"the other key's entry": {transfer, func(f *store.PlanFacts) { f.Access[4].Access = store.AccessModify }},
	"an owner besides both": {destroy, func(f *store.PlanFacts) { f.Resources[4].Owners = []store.Owner{keyOwner, key2, ada} }},
	"the choice":            {destroy, func(f *store.PlanFacts) { f.Choice = store.Choice{} }},
	"the successor":         {transfer, func(f *store.PlanFacts) { f.Choice.Successor = "ada" }},
	"the successor's role":  {transfer, func(f *store.PlanFacts) { f.Successor.Role = store.RoleAdministrator }},
	"the successor's name":  {transfer, func(f *store.PlanFacts) { f.Successor.Account.Name = "Bo Berg" }},
	"a resource more":       {transfer, func(f *store.PlanFacts) { f.Resources = append(f.Resources, project("r", keyOwner)) }},
	"a resource below more": {destroy, func(f *store.PlanFacts) { f.Resources = append(f.Resources, layer("r", "m", ada)) }},
	"a resource less":       {transfer, func(f *store.PlanFacts) { f.Resources = f.Resources[1:] }},
	"a resource's name":     {transfer, func(f *store.PlanFacts) { f.Resources[0].Resource.Name = "P" }},
	"a resource's kind":     {transfer, func(f *store.PlanFacts) { f.Resources[0].Resource.Kind = layers }},
	"a resource's parent":   {transfer, func(f *store.PlanFacts) { f.Resources[2].Resource.Parent = "q" }},
	"an owner more":         {transfer, func(f *store.PlanFacts) { f.Resources[0].Owners = []store.Owner{keyOwner, ada} }},
	"an owner more below":   {destroy, func(f *store.PlanFacts) { f.Resources[2].Owners = []store.Owner{keyOwner, ada} }},
	"an owner less":         {destroy, func(f *store.PlanFacts) { f.Resources[1].Owners = []store.Owner{ada} }},
	"another owner":         {destroy, func(f *store.PlanFacts) { f.Resources[3].Owners = []store.Owner{keyOwner, bo} }},
	"an owner's name":       {destroy, func(f *store.PlanFacts) { f.Resources[3].Owners = []store.Owner{keyOwner, {ID: "ada", Name: "Ada"}} }},
	"an access entry more": {destroy, func(f *store.PlanFacts) {
		f.Access = append(f.Access, store.AccessEntry{Resource: "l", Principal: "dee"})
	}},
	"its own entry more": {transfer, func(f *store.PlanFacts) {
		f.Access = append(f.Access, store.AccessEntry{Resource: "y", Principal: "key"})
	}},
	"an access entry less":    {destroy, func(f *store.PlanFacts) { f.Access = f.Access[1:] }},
	"what an entry allows":    {destroy, func(f *store.PlanFacts) { f.Access[1].Access = store.AccessModify }},
	"whose an entry is":       {destroy, func(f *store.PlanFacts) { f.Access[1].Principal = "eli" }},
	"two fields' boundary":    {destroy, func(f *store.PlanFacts) { f.Keys[0].ID, f.Keys[0].Name = "keyN", "ightly" }},
	"destroyed instead of so": {destroy, func(f *store.PlanFacts) { f.Resources[3].Owners = []store.Owner{keyOwner} }},
}

func TestDigestChangesWithEveryFactThatMatters(t *testing.T) {
	t.Parallel()
	for name, tt := range whatMatters {
		f := richFacts(tt.choice)
		before := store.NewPlan(f).Digest
		tt.change(&f)
		if store.NewPlan(f).Digest == before {
			t.Errorf("%s: the digest is the same", name)
		}
	}
}

func TestDigestStaysWithWhatThePlanDoesNotSay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		choice store.Choice
		change func(*store.PlanFacts)
	}{
		"what the successor owns already":   {transfer, func(f *store.PlanFacts) { f.Successor.Owns++ }},
		"a successor that isn't chosen":     {destroy, func(f *store.PlanFacts) { f.Successor = store.Successor{Role: store.RoleManager} }},
		"below what moves":                  {transfer, func(f *store.PlanFacts) { f.Resources = append(f.Resources, layer("r", "p", bo)) }},
		"access to what stays":              {destroy, func(f *store.PlanFacts) { f.Access[2].Access = store.AccessModify }},
		"access to what moves":              {transfer, func(f *store.PlanFacts) { f.Access = []store.AccessEntry{f.Access[0], f.Access[4]} }},
		"when the key was made":             {transfer, func(f *store.PlanFacts) { f.Keys[0].CreatedAt = time.UnixMilli(1) }},
		"what a kind is called":             {destroy, func(f *store.PlanFacts) { f.Resources[0].Resource.Kind.Many = "works" }},
		"what the product calls a resource": {destroy, func(f *store.PlanFacts) { f.Resources[0].Resource.OutsideID = "p-1" }},
	} {
		f := richFacts(tt.choice)
		before := store.NewPlan(f).Digest
		tt.change(&f)
		if store.NewPlan(f).Digest != before {
			t.Errorf("%s: the digest is another", name)
		}
	}
}

func TestFactsInAnyOrderAndNumberGiveTheSamePlan(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, choice := range []store.Choice{destroy, transfer} {
		want := store.NewPlan(richFacts(choice))
		for range 100 {
			f := richFacts(choice)
			random.Shuffle(len(f.Keys), func(i, j int) { f.Keys[i], f.Keys[j] = f.Keys[j], f.Keys[i] })
			random.Shuffle(len(f.Gone), func(i, j int) { f.Gone[i], f.Gone[j] = f.Gone[j], f.Gone[i] })
			f.Resources = append(f.Resources, f.Resources[random.IntN(len(f.Resources))])
			f.Access = append(f.Access, f.Access[random.IntN(len(f.Access))])
			random.Shuffle(len(f.Resources), func(i, j int) { f.Resources[i], f.Resources[j] = f.Resources[j], f.Resources[i] })
			random.Shuffle(len(f.Access), func(i, j int) { f.Access[i], f.Access[j] = f.Access[j], f.Access[i] })
			for _, r := range f.Resources {
				random.Shuffle(len(r.Owners), func(i, j int) { r.Owners[i], r.Owners[j] = r.Owners[j], r.Owners[i] })
			}
			if diff := cmp.Diff(want, store.NewPlan(f), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s: another order gives another plan (-want +got):\n%s", choice.Kind, diff)
			}
		}
	}
}

func TestNewPlanLeavesItsFactsAlone(t *testing.T) {
	t.Parallel()
	f := richFacts(destroy)
	f.Keys[0], f.Keys[1] = f.Keys[1], f.Keys[0]
	f.Resources[1].Owners = []store.Owner{bo, ada}
	store.NewPlan(f)
	if f.Keys[0].ID != "key2" || f.Gone[0].ID != "key3" || f.Resources[1].Owners[0] != bo || f.Access[0].Principal != "key" {
		t.Error("NewPlan sorted the facts in place")
	}
}

func TestCheckBulkTakesOneToAThousandKeysEachOnce(t *testing.T) {
	t.Parallel()
	keys := func(n int) []store.KeyID {
		var ids []store.KeyID
		for i := range n {
			ids = append(ids, store.KeyID(strconv.Itoa(i)))
		}
		return ids
	}
	for name, tt := range map[string]struct {
		keys []store.KeyID
		ok   bool
	}{
		"none": {nil, false}, "one": {keys(1), true}, "1,000": {keys(store.MaxBulk), true}, "1,001": {keys(store.MaxBulk + 1), false},
		"one twice": {append(keys(3), "1"), false},
	} {
		var invalid *store.InvalidError
		err := store.CheckBulk(tt.keys)
		if tt.ok && err != nil || !tt.ok && (!errors.As(err, &invalid) || invalid.Field != "keys" || strings.Contains(err.Error(), "%!")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Wide and deep worlds must not take more than a moment: product.md promises deletions of 10,000.
func BenchmarkNewPlan(b *testing.B) {
	f := facts(destroy, project("0", keyOwner))
	for i := range 10_000 {
		id := store.ResourceID(time.Duration(i).String())
		f.Resources = append(f.Resources, layer(id, f.Resources[i/2].Resource.ID, ada))
	}
	b.ReportAllocs()
	for b.Loop() {
		store.NewPlan(f)
	}
}
