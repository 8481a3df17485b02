package storetest

import "chatelaine/store"

// Who may with views: every member has their own; the organization's are for those who manage keys.
var (
	viewers = map[string]outcome{
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
		"user-creator": allowed, "user-creator reserved": allowed, "user-other": allowed,
	}
	viewSharers = map[string]outcome{
		"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": forbidden,
		"user-creator": forbidden, "user-creator reserved": forbidden, "user-other": forbidden,
	}
	viewOwner = map[string]outcome{"manager": allowed, "manager reserved": allowed}
)

// viewRows are the matrix's of the saved views.
var viewRows = map[string]line{
	"SavedViews": {
		looks: true,
		do:    func(a attempt) error { return errOf(a.store.SavedViews(a.Context(), a.actor)) },
		who:   viewers, otherwise: refused,
	},
	"SaveView for oneself": {
		do: func(a attempt) error {
			return a.store.SaveView(a.Context(), a.call(), a.newView("one's own"))
		},
		who: viewers, otherwise: refused,
	},
	"SaveView for all": {
		do: func(a attempt) error {
			return a.store.SaveView(a.Context(), a.call(), shared(a.newView("for all")))
		},
		who: viewSharers, otherwise: refused,
	},
	"SaveView over one of all": {
		prepare: prepareViews,
		do: func(a attempt) error {
			return a.store.SaveView(a.Context(), a.call(), shared(restated(a.newView("ada's"))))
		},
		who: viewSharers, otherwise: refused,
	},
	"SaveView for oneself over one of all": {
		prepare: prepareViews,
		do: func(a attempt) error {
			return a.store.SaveView(a.Context(), a.call(), a.newView("ada's"))
		},
		who: viewSharers, otherwise: refused,
	},
	"SaveView over bo's": {
		prepare: prepareViews,
		do: func(a attempt) error {
			return a.store.SaveView(a.Context(), a.call(), restated(a.newView("bo's")))
		},
		who: withOthers(viewOwner, "administrator", notFound), otherwise: refused,
	},
	"SaveView for all over bo's": {
		prepare: prepareViews,
		do: func(a attempt) error {
			return a.store.SaveView(a.Context(), a.call(), shared(a.newView("bo's")))
		},
		who: map[string]outcome{"manager": allowed, "manager reserved": forbidden, "administrator": notFound}, otherwise: refused,
	},
	"DeleteView of all": {
		object: "ada's", prepare: prepareViews,
		do:  func(a attempt) error { return a.store.DeleteView(a.Context(), a.call(), a.view()) },
		who: viewSharers, otherwise: refused,
	},
	"DeleteView of bo": {
		object: "bo's", prepare: prepareViews,
		do:  func(a attempt) error { return a.store.DeleteView(a.Context(), a.call(), a.view()) },
		who: withOthers(viewOwner, "administrator", notFound), otherwise: refused,
	},
	"SetDefaultView to one of all": {
		object: "ada's", prepare: prepareViews,
		do: func(a attempt) error {
			return a.store.SetDefaultView(a.Context(), a.call(), store.ViewRef(a.view()))
		},
		who: viewers, otherwise: refused,
	},
	"SetDefaultView to bo's": {
		object: "bo's", prepare: prepareViews,
		do: func(a attempt) error {
			return a.store.SetDefaultView(a.Context(), a.call(), store.ViewRef(a.view()))
		},
		who: withOthers(viewOwner, "administrator", notFound), otherwise: refused,
	},
	"SetDefaultView to none": {
		do:  func(a attempt) error { return a.store.SetDefaultView(a.Context(), a.call(), "") },
		who: viewers, otherwise: refused,
	},
}

// prepareViews saves one of the organization and one of bo's own, and makes both somebody's default.
func prepareViews(w *world, o tenant) {
	for _, saved := range []struct {
		by   string
		view store.NewView
	}{{"ada", shared(o.newView("ada's"))}, {"bo", o.newView("bo's")}} {
		must(w.T, "save "+saved.view.Name, w.store.SaveView(w.Context(), o.as(saved.by), saved.view))
		must(w.T, "make it a default", w.store.SetDefaultView(w.Context(), o.as(saved.by), store.ViewRef(saved.view.ID)))
	}
}

// newView is a view as SaveView takes it, the maker's own.
func (o tenant) newView(name string) store.NewView {
	return store.NewView{ID: o.view(name), Name: name, State: "status=expiring&sort=-created"}
}

// shared is a view for all.
func shared(view store.NewView) store.NewView {
	view.Shared = true
	return view
}

// restated is a view of something else.
func restated(view store.NewView) store.NewView {
	view.State = "q=the+new+state"
	return view
}
