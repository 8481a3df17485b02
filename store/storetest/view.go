package storetest

import (
	"context"
	"testing"
	"time"

	"chatelaine/store"
)

func testViews(t *testing.T, open opener) {
	s := open(t, noHook)
	for name, test := range map[string]func(*testing.T, *world){
		"seen by whom they are for": viewsSeen,
		"saved anew":                viewsSavedAnew,
		"shared, and taken back":    viewsShared,
		"deleted":                   viewsDeleted,
		"names that are taken":      viewNames,
		"what is wrong":             viewsRefused,
		"a default":                 viewDefaults,
		"as many as there can be":   viewLimits,
		"after another role":        viewsAfterRole,
		"raced for one name":        viewsOfOneName,
		"raced for the last place":  viewsOfTheLastPlace,
		"raced for what is deleted": viewsDeletedMeanwhile,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := addWorld(t, s, plot{}.with("views "+name))
			w.T = t
			test(t, w)
		})
	}
}

// save saves a view of this name, somebody's own, changed by all that is said of it.
func (w *world) save(by, name string, changes ...func(store.NewView) store.NewView) error {
	view := w.newView(name)
	for _, change := range changes {
		view = change(view)
	}
	return w.store.SaveView(w.Context(), w.as(by), view)
}

// called gives a view another name, and keeps the id.
func called(name string) func(store.NewView) store.NewView {
	return func(view store.NewView) store.NewView {
		view.Name = name
		return view
	}
}

// views are those that a member of the organization sees.
func (w *world) views(t testing.TB, who string) store.ViewList {
	t.Helper()
	list, err := w.store.SavedViews(t.Context(), w.actor(who))
	must(t, "list the views of "+who, err)
	return list
}

// viewNamesOf are the names of the views, in their order; an asterisk stands after those that the actor may change.
func viewNamesOf(list store.ViewList) (names []string) {
	for _, view := range list.Views {
		if view.MayChange {
			view.Name += "*"
		}
		names = append(names, view.Name)
	}
	return names
}

func (w *world) wantViews(t *testing.T, doing, who string, want ...string) {
	t.Helper()
	wantDiff(t, doing+", seen by "+who, want, viewNamesOf(w.views(t, who)))
}

func viewsSeen(t *testing.T, w *world) {
	w.wantViews(t, "before any", "ada")
	must(t, "save bo's", w.save("bo", "écluse"))
	must(t, "save bo's second", w.save("bo", "Expiring"))
	must(t, "save dee's", w.save("dee", "dee's"))
	must(t, "save for all", w.save("ada", "Émeraude", shared))
	must(t, "save for all, too", w.save("bo", "all", shared))
	w.wantViews(t, "all", "bo", "all*", "Expiring*", "écluse*", "Émeraude*")
	w.wantViews(t, "all", "ada", "all*", "Émeraude*")
	w.wantViews(t, "all", "dee", "all", "dee's*", "Émeraude")
	w.wantViews(t, "all", "hal", "all", "Émeraude")
	for who, want := range map[string]bool{"ada": true, "bo": true, "dee": false} {
		if list := w.views(t, who); list.MayShare != want || list.Default != "" {
			t.Errorf("%s sees %+v, want that sharing is allowed: %t", who, list, want)
		}
	}
	twin, err := w.store.SavedViews(t.Context(), w.twin.actor("gil")) // a member of both
	must(t, "list the twin's views", err)
	wantDiff(t, "the twin's", store.ViewList{MayShare: true}, twin)
	want := store.SavedView{
		ID: w.view("Expiring"), Name: "Expiring", State: w.newView("").State, Owner: w.account("bo"),
		CreatedAt: w.as("bo").At, MayChange: true,
	}
	wantDiff(t, "one of them", want, w.views(t, "bo").Views[1])
}

func viewsSavedAnew(t *testing.T, w *world) {
	must(t, "save", w.save("bo", "mine"))
	must(t, "save for all", w.save("bo", "ours", shared))
	later := call(w.actor("ada"), start.Add(time.Hour))
	must(t, "save the shared one anew", w.store.SaveView(t.Context(), later, shared(restated(called("Ours, too")(w.newView("ours"))))))
	must(t, "save anew", w.save("bo", "mine", restated, called(" MINE ")))
	got := w.views(t, "bo").Views
	for i, want := range []store.SavedView{
		{ID: w.view("mine"), Name: "MINE"}, {ID: w.view("ours"), Name: "Ours, too", Shared: true},
	} {
		want.State, want.Owner, want.CreatedAt, want.MayChange = "q=the+new+state", w.account("bo"), w.as("bo").At, true
		wantDiff(t, "saved anew", want, got[i])
	}
	must(t, "without a state", w.save("bo", "mine", func(v store.NewView) store.NewView { v.State = ""; return v }))
	if view := w.views(t, "bo").Views[0]; view.Name != "mine" || view.State != "" {
		t.Errorf("saved with an empty state it is %+v", view)
	}
	must(t, "with the twin's id", w.store.SaveView(t.Context(), w.twin.as("bo"), w.newView("mine")))
	wantErr(t, "with another's id", w.save("bea", "mine", called("stolen")), store.ErrNotFound)
	wantErr(t, "with another's id, for all", w.save("ada", "mine", shared), store.ErrNotFound)
	w.wantViews(t, "after refusals", "bo", "mine*", "Ours, too*")
}

func viewsShared(t *testing.T, w *world) {
	must(t, "save", w.save("bo", "view"))
	wantErr(t, "another's as default", w.store.SetDefaultView(t.Context(), w.as("dan"), store.ViewRef(w.view("view"))), store.ErrNotFound)
	must(t, "share", w.save("bo", "view", shared))
	for _, who := range []string{"bo", "ada", "dan"} {
		must(t, "make it the default of "+who, w.store.SetDefaultView(t.Context(), w.as(who), store.ViewRef(w.view("view"))))
	}
	must(t, "make another one dee's", w.store.SetDefaultView(t.Context(), w.as("dee"), "never-used"))
	wantErr(t, "a user takes it", w.save("dee", "view"), store.ErrForbidden)
	w.wantViews(t, "shared", "dan", "view")

	must(t, "another manager takes it", w.save("ada", "view"))
	w.wantViews(t, "taken", "ada", "view*")
	for _, who := range []string{"bo", "dan"} {
		w.wantViews(t, "taken", who)
	}
	for who, want := range map[string]store.ViewRef{"bo": "", "dan": "", "ada": store.ViewRef(w.view("view")), "dee": "never-used"} {
		if list := w.views(t, who); list.Default != want {
			t.Errorf("after it was taken, the default of %s is %q, want %q", who, list.Default, want)
		}
	}
}

func viewsDeleted(t *testing.T, w *world) {
	must(t, "save", w.save("bo", "mine"))
	must(t, "save for all", w.save("bo", "ours", shared))
	must(t, "save the twin's", w.store.SaveView(t.Context(), w.twin.as("bo"), shared(w.newView("ours"))))
	must(t, "make it bo's default", w.store.SetDefaultView(t.Context(), w.as("bo"), store.ViewRef(w.view("ours"))))
	must(t, "make it dan's default", w.store.SetDefaultView(t.Context(), w.as("dan"), store.ViewRef(w.view("ours"))))
	must(t, "make it a default in the twin", w.store.SetDefaultView(t.Context(), w.twin.as("dan"), store.ViewRef(w.view("ours"))))
	for name, err := range map[string]error{
		"another's":         w.store.DeleteView(t.Context(), w.as("ada"), w.view("mine")),
		"one that isn't":    w.store.DeleteView(t.Context(), w.as("bo"), w.view("none")),
		"what is no id":     w.store.DeleteView(t.Context(), w.as("bo"), "\x00' or 1"),
		"one of the twin's": w.store.DeleteView(t.Context(), w.twin.as("bo"), w.view("mine")),
	} {
		wantErr(t, "delete "+name, err, store.ErrNotFound)
	}
	wantErr(t, "delete by a user", w.store.DeleteView(t.Context(), w.as("dan"), w.view("ours")), store.ErrForbidden)
	w.wantViews(t, "after refusals", "bo", "mine*", "ours*")

	must(t, "delete", w.store.DeleteView(t.Context(), w.as("bo"), w.view("mine")))
	must(t, "delete by another manager", w.store.DeleteView(t.Context(), w.as("bea"), w.view("ours")))
	wantErr(t, "delete again", w.store.DeleteView(t.Context(), w.as("bo"), w.view("ours")), store.ErrNotFound)
	for _, who := range []string{"bo", "dan"} {
		wantDiff(t, "after all is deleted", store.ViewList{MayShare: who == "bo"}, w.views(t, who))
	}
	twin, err := w.store.SavedViews(t.Context(), w.twin.actor("dan"))
	must(t, "list the twin's", err)
	if len(twin.Views) != 1 || !twin.Views[0].Default {
		t.Errorf("the twin's view with the same id is no default any more: %+v", twin)
	}
}

func viewDefaults(t *testing.T, w *world) {
	must(t, "save", w.save("gil", "mine"))
	set := func(o tenant, view store.ViewRef) error {
		return w.store.SetDefaultView(t.Context(), o.as("gil"), view)
	}
	for _, view := range []store.ViewRef{store.ViewRef(w.view("mine")), "never-used", "owns-resources", store.ViewRef(w.view("mine"))} {
		must(t, "set the default", set(w.tenant, view))
		must(t, "set it twice", set(w.tenant, view))
		wantErr(t, "a view that isn't there", set(w.tenant, store.ViewRef(w.view("none"))), store.ErrNotFound)
		wantErr(t, "a view of the organization beside it", set(w.twin, store.ViewRef(w.view("mine"))), store.ErrNotFound)
		wantInvalid(t, "a default that names nothing", set(w.tenant, "never used"), "view")
		list := w.views(t, "gil")
		if list.Default != view || list.Views[0].Default != (view == store.ViewRef(w.view("mine"))) {
			t.Errorf("with the default %q it is %+v", view, list)
		}
	}
	inTwin := func(want store.ViewRef) {
		t.Helper()
		list, err := w.store.SavedViews(t.Context(), w.twin.actor("gil"))
		must(t, "list the twin's", err)
		if list.Default != want {
			t.Errorf("in the other organization the default is %q, want %q", list.Default, want)
		}
	}
	inTwin("")
	must(t, "set one in the other organization", set(w.twin, "not-confirmed"))
	must(t, "set none", set(w.tenant, ""))
	must(t, "set none twice", set(w.tenant, ""))
	inTwin("not-confirmed")
	if list := w.views(t, "gil"); list.Default != "" || list.Views[0].Default {
		t.Errorf("without a default it is %+v", list)
	}
}

func viewsAfterRole(t *testing.T, w *world) {
	must(t, "save", w.save("bea", "mine"))
	must(t, "save for all", w.save("bea", "ours", shared))
	must(t, "make bea a user", assignRole(t.Context(), w.store, w.as("ada"), w.account("bea"), store.RoleUser))
	w.wantViews(t, "as a user", "bea", "mine*", "ours")
	wantErr(t, "save her own for all", w.save("bea", "mine", shared), store.ErrForbidden)
	wantErr(t, "save what she shared", w.save("bea", "ours", shared, restated), store.ErrForbidden)
	wantErr(t, "take what she shared", w.save("bea", "ours"), store.ErrForbidden)
	wantErr(t, "delete what she shared", w.store.DeleteView(t.Context(), w.as("bea"), w.view("ours")), store.ErrForbidden)
	must(t, "save her own", w.save("bea", "mine", restated))
}

// viewSteps are the events of views.
var viewSteps = []eventStep{
	{name: "save a view", do: func(_ context.Context, w *world) error { return w.save("bo", "mine") },
		actions: []store.Action{store.ViewSaved}, subject: func(w *world) string { return string(w.view("mine")) }},
	{name: "save it again", do: func(_ context.Context, w *world) error { return w.save("bo", "mine") }},
	{name: "save it for all", do: func(_ context.Context, w *world) error { return w.save("bo", "mine", shared) },
		actions: []store.Action{store.ViewSaved}, subject: func(w *world) string { return string(w.view("mine")) }},
	{name: "take its name", fails: true, do: func(_ context.Context, w *world) error {
		return w.save("bo", "other", shared, called("mine"))
	}},
	{name: "open the table with it", do: func(ctx context.Context, w *world) error {
		return w.store.SetDefaultView(ctx, w.as("bo"), store.ViewRef(w.view("mine")))
	}},
	{name: "delete the view", do: func(ctx context.Context, w *world) error {
		return w.store.DeleteView(ctx, w.as("bo"), w.view("mine"))
	}, actions: []store.Action{store.ViewDeleted}, subject: func(w *world) string { return string(w.view("mine")) }},
	{name: "delete the view again", fails: true, do: func(ctx context.Context, w *world) error {
		return w.store.DeleteView(ctx, w.as("bo"), w.view("mine"))
	}},
}

// eventsOfViews looks at what is told of views: never what they show, and of personal ones not even the name.
func eventsOfViews(t *testing.T, open opener) {
	var r record
	w := addWorld(t, open(t, r.committed), plot{})
	_, _ = r.since()
	must(t, "save", w.save("bo", "view"))
	must(t, "share", w.save("bo", "view", shared, called("Renamed")))
	must(t, "delete", w.store.DeleteView(t.Context(), w.as("ada"), w.view("view")))
	events, _ := r.since()
	personal := []store.Field{{Name: "shared", Value: "false"}}
	all := []store.Field{{Name: "shared", Value: "true"}, {Name: "name", Value: "Renamed"}}
	var told [][2][]store.Field
	for _, e := range events {
		told = append(told, [2][]store.Field{e.Before, e.After})
	}
	wantDiff(t, "told before and after", [][2][]store.Field{{nil, personal}, {personal, all}, {all, nil}}, told)
}
