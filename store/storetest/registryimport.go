package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

func kindsChange(t *testing.T, w *world) {
	ctx, ada := t.Context(), w.as("ada")
	must(t, "add a kind", w.store.AddResourceKind(ctx, ada, store.Kind{Slug: "sheets", One: "sheet", Many: "sheets", Parent: "layers"}))
	must(t, "lay a new kind elsewhere", w.store.ChangeResourceKind(ctx, ada, 1, store.Kind{Slug: "sheets", One: "map sheet", Many: "map sheets", Parent: "projects"}))
	list, err := w.store.ResourceKinds(ctx, w.actor("bo"))
	must(t, "list the kinds", err)
	if len(list.Kinds) != 6 || list.MayChange {
		t.Errorf("the kinds are %+v", list)
	}
	c, err := w.store.Catalogue(ctx, w.actor("ada"))
	must(t, "see the catalogue", err)
	if _, there := c.Find("sheets:edit"); !there {
		t.Error("groups can't let edit sheets")
	}
	var changed *store.KindChangedError
	if err := w.store.ChangeResourceKind(ctx, ada, 1, store.Kind{Slug: "sheets", One: "a", Many: "b"}); !errors.As(err, &changed) || changed.Kind.Kind.One != "map sheet" {
		t.Errorf("an old form gets %v", err)
	}
	for name, tt := range map[string]struct {
		do    func(store.Kind) error
		kind  store.Kind
		field string
	}{
		"a circle":                   {w.changeKind, store.Kind{Slug: "sheets", One: "a", Many: "b", Parent: "sheets"}, "parent"},
		"a kind that isn't there":    {w.changeKind, store.Kind{Slug: "sheets", One: "a", Many: "b", Parent: "castles"}, "parent"},
		"no place for what there is": {w.changeKind, store.Kind{Slug: "layers", One: "a", Many: "b"}, "parent"},
		"a new place for them":       {w.changeKind, store.Kind{Slug: "layers", One: "a", Many: "b", Parent: "sources"}, "parent"},
		"no word":                    {w.changeKind, store.Kind{Slug: "sheets", Many: "b"}, "one"},
		"a short name taken":         {w.addKind, store.Kind{Slug: "layers", One: "a", Many: "b"}, "slug"},
		"a wrong short name":         {w.addKind, store.Kind{Slug: "Über", One: "a", Many: "b"}, "slug"},
		"into itself":                {w.addKind, store.Kind{Slug: "boats", One: "a", Many: "b", Parent: "boats"}, "parent"},
		"into the twin's":            {w.addKind, store.Kind{Slug: "boats", One: "a", Many: "b", Parent: "castles"}, "parent"},
	} {
		wantInvalid(t, name, tt.do(tt.kind), tt.field)
	}
	must(t, "a kind above", w.addKind(store.Kind{Slug: "fleets", One: "fleet", Many: "fleets"}))
	must(t, "a kind below", w.addKind(store.Kind{Slug: "ships", One: "ship", Many: "ships", Parent: "fleets"}))
	wantInvalid(t, "a circle of two", w.changeKind(store.Kind{Slug: "fleets", One: "fleet", Many: "fleets", Parent: "ships"}), "parent")
	must(t, "a kind below that", w.addKind(store.Kind{Slug: "sails", One: "sail", Many: "sails", Parent: "ships"}))
	wantInvalid(t, "a circle of three", w.changeKind(store.Kind{Slug: "fleets", One: "fleet", Many: "fleets", Parent: "sails"}), "parent")
	w.kindsIntoEachOther()
	wantErr(t, "the twin's kind", w.changeKind(store.Kind{Slug: "castles", One: "a", Many: "b"}), store.ErrNotFound)
}

// kindsIntoEachOther lays two kinds into each other at once: one of them stays outside.
func (w *world) kindsIntoEachOther() {
	w.Helper()
	slugs := [2]string{"eggs", "hens"}
	for _, slug := range slugs {
		must(w.T, "add "+slug, w.addKind(store.Kind{Slug: slug, One: slug, Many: slug}))
	}
	for round := range raceRounds {
		var errs [2]error
		together(2, func(i int) {
			errs[i] = w.changeKind(store.Kind{Slug: slugs[i], One: slugs[i], Many: slugs[i], Parent: slugs[1-i]})
		})
		if (errs[0] == nil) == (errs[1] == nil) {
			w.Fatalf("round %d: both or none lie in the other: %v", round, errs)
		}
		for _, slug := range slugs {
			must(w.T, "lay "+slug+" outside again", w.changeKind(store.Kind{Slug: slug, One: slug, Many: slug}))
		}
	}
}

func (w *world) addKind(k store.Kind) error {
	return w.store.AddResourceKind(w.Context(), w.as("ada"), k)
}

func (w *world) changeKind(k store.Kind) error {
	return w.store.ChangeResourceKind(w.Context(), w.as("ada"), 0, k)
}

// row is a row of a file about a project or what lies in one.
func (w *world) row(line int, kind, outside, parent string, owners ...string) store.ResourceRow {
	return store.ResourceRow{ID: w.plot.resource(fmt.Sprintf("row %d", line)), Line: line, Kind: kind, OutsideID: outside, Name: "Row " + outside, Parent: parent, Owners: owners}
}

// resourcesImported takes a file with a child before its parent, and back out what was put in.
func resourcesImported(t *testing.T, w *world) {
	ctx, bo, key := t.Context(), w.plot.email("bo"), string(w.key("key1"))
	rows := []store.ResourceRow{
		w.row(2, "layers", "l-1", "p-1", bo, key), w.row(3, "projects", "p-1", "", strings.ToUpper(bo)), w.row(4, "layers", "l-2", "outside-atlas", key),
	}
	rows[0].View, rows[0].Modify = []string{w.plot.email("dee")}, []string{string(w.key("key2"))}
	must(t, "import", w.store.ImportResources(ctx, w.as("bo"), rows))
	batch, err := w.store.ResourceBatch(ctx, w.actor("bo"), store.ResourceQuery{Filter: store.ResourceFilter{Search: "row"}})
	must(t, "export", err)
	want := slices.Clone(rows)
	want[1].Owners = []string{bo}
	for i := range want {
		want[i].Line = 0
		slices.Sort(want[i].Owners)
	}
	slices.SortFunc(want, func(a, b store.ResourceRow) int { return strings.Compare(a.Name, b.Name) })
	wantDiff(t, "what comes out", want, batch.Rows)
	d, err := w.store.ResourceDetails(ctx, w.actor("bo"), rows[0].ID)
	must(t, "see one", err)
	if d.Parent.ID != rows[1].ID || len(d.History.Events) != 1 || !d.CreatedAt.Equal(start.Add(time.Minute)) {
		t.Errorf("imported, it is %+v", d)
	}
}

// importRefusals writes nothing where any row is wrong, and names each.
func importRefusals(t *testing.T, w *world) {
	bo := w.plot.email("bo")
	wrong := map[string]func(*store.ResourceRow){
		"kind":       func(r *store.ResourceRow) { r.Kind = "castles" },
		"outside_id": func(r *store.ResourceRow) { r.OutsideID = "outside-atlas" },
		"name":       func(r *store.ResourceRow) { r.Name = "" },
		"parent":     func(r *store.ResourceRow) { r.Parent = "outside-atlas" },
		"owners":     func(r *store.ResourceRow) { r.Owners = []string{w.plot.email("dee")} },
		"view":       func(r *store.ResourceRow) { r.View = []string{w.twin.plot.email("ada")} },
		"modify":     func(r *store.ResourceRow) { r.View, r.Modify = []string{bo}, []string{bo} },
	}
	rows := []store.ResourceRow{w.row(2, "projects", "p-1", "", bo), w.row(3, "projects", "p-1", "", bo), w.row(4, "layers", "l-1", "nowhere", bo),
		w.row(5, "projects", "p-2", "", string(w.twin.key("key1")))}
	want := map[int]string{3: "outside_id", 4: "parent", 5: "owners"}
	for i, field := range slices.Sorted(maps.Keys(wrong)) {
		r := w.row(10+i, "projects", fmt.Sprintf("q-%d", i), "", bo)
		wrong[field](&r)
		rows, want[r.Line] = append(rows, r), field
	}
	before := w.show(t, w.store)
	var refused *store.RowsError
	if err := w.store.ImportResources(t.Context(), w.as("bo"), rows); !errors.As(err, &refused) || !errors.Is(err, store.ErrInvalid) {
		t.Fatalf("the import gives %v", err)
	}
	got := map[int]string{}
	for _, p := range refused.Problems {
		got[p.Line] = p.Field
	}
	wantDiff(t, "lines that are wrong", want, got)
	wantErr(t, "the first row", errOf(w.store.Resource(t.Context(), w.actor("ada"), rows[0].ID)), store.ErrNotFound)
	wantDiff(t, "after the refusal", before, w.show(t, w.store))
	var many []store.ResourceRow
	for i := range store.MaxRowProblems + 7 {
		many = append(many, w.row(i+2, "castles", fmt.Sprint(i), "", bo))
	}
	if err := w.store.ImportResources(t.Context(), w.as("bo"), many); !errors.As(err, &refused) || len(refused.Problems) != store.MaxRowProblems || refused.Others != 7 {
		t.Errorf("of many wrong rows: %v", err)
	}
	wantInvalid(t, "no rows", w.store.ImportResources(t.Context(), w.as("bo"), nil), "file")
}

// importRefusedAtTheEnd takes a file of 100,000 rows of which the last two are wrong: they are named, and nothing is written.
func importRefusedAtTheEnd(t *testing.T, w *world) {
	const many = 100_000
	owners := []string{w.plot.email("bo")}
	rows := make([]store.ResourceRow, many)
	for i := range rows {
		rows[i] = store.ResourceRow{ID: store.ResourceID(fmt.Sprintf("long%08d", i)), Line: i + 2, Kind: "projects", OutsideID: fmt.Sprint("long-", i), Name: "Row", Owners: owners}
	}
	rows[many-2].Owners, rows[many-1].Kind = nil, "castles"
	before := w.show(t, w.store)
	var refused *store.RowsError
	if err := w.store.ImportResources(t.Context(), w.as("bo"), rows); !errors.As(err, &refused) || len(refused.Problems) != 2 || refused.Others != 0 {
		t.Fatalf("the import gives %v", err)
	}
	for i, want := range []struct {
		line  int
		field string
	}{{many, "owners"}, {many + 1, "kind"}} {
		if got := refused.Problems[i]; got.Line != want.line || got.Field != want.field {
			t.Errorf("problem %d is in line %d, %s; want line %d, %s", i+1, got.Line, got.Field, want.line, want.field)
		}
	}
	wantErr(t, "the first row", errOf(w.store.Resource(t.Context(), w.actor("ada"), rows[0].ID)), store.ErrNotFound)
	wantDiff(t, "after the refusal", before, w.show(t, w.store))
}
