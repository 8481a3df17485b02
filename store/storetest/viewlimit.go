package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"chatelaine/store"
)

func viewNames(t *testing.T, w *world) {
	must(t, "save", w.save("bo", "Straße"))
	must(t, "save for all", w.save("bo", "ours", shared))
	for name, err := range map[string]error{
		"one's own again":    w.save("bo", "second", called("STRASSE")),
		"for all again":      w.save("ada", "third", shared, called("Ｏｕｒｓ")),
		"shared by a rename": w.save("bo", "Straße", shared, called("OURS")),
	} {
		wantInvalid(t, name, err, "name")
		var invalid *store.InvalidError
		if errors.As(err, &invalid) && invalid.Problem != store.ProblemViewTaken {
			t.Errorf("%s: the problem is %q", name, invalid.Problem)
		}
	}
	w.wantViews(t, "after refusals", "bo", "ours*", "Straße*")
	must(t, "another spelling of its own name", w.save("bo", "Straße", called("STRASSE")))
	must(t, "somebody else's name", w.save("bea", "hers", called("Straße")))
	must(t, "one's own, called as one of all", w.save("bo", "second", called("Ours")))
	w.wantViews(t, "after all", "bo", "Ours*", "ours*", "STRASSE*")
	must(t, "delete", w.store.DeleteView(t.Context(), w.as("bo"), w.view("Straße")))
	must(t, "a name that is free again", w.save("bo", "third", called("strasse")))
}

func viewsRefused(t *testing.T, w *world) {
	for field, cases := range map[string]map[string]func(*store.NewView){
		"id": {
			"no id":       func(v *store.NewView) { v.ID = "" },
			"a built-in":  func(v *store.NewView) { v.ID = "never-used" },
			"too long":    func(v *store.NewView) { v.ID += "0" },
			"other signs": func(v *store.NewView) { v.ID = "0123456789\x00a" },
		},
		"name": {
			"no name":           func(v *store.NewView) { v.Name = " " },
			"a long name":       func(v *store.NewView) { v.Name = strings.Repeat("a", 101) },
			"a turned name":     func(v *store.NewView) { v.Name = "a\u202eb" },
			"a name in no code": func(v *store.NewView) { v.Name = "a\xff" },
		},
		"state": {
			"a long state":       func(v *store.NewView) { v.State = strings.Repeat("a", store.MaxViewState+1) },
			"a state in no code": func(v *store.NewView) { v.State = "q=\xc0\xaf" },
			"a state with NUL":   func(v *store.NewView) { v.State = "q=\x00" },
			"a state of lines":   func(v *store.NewView) { v.State = "q=a\r\nb" },
		},
	} {
		for name, change := range cases {
			in := w.newView("new")
			change(&in)
			wantInvalid(t, name, w.store.SaveView(t.Context(), w.as("bo"), in), field)
		}
	}
	w.wantViews(t, "after refusals", "bo")
	long := w.newView("long")
	long.State = strings.Repeat("é", store.MaxViewState/2)
	must(t, "as long as can be", w.store.SaveView(t.Context(), w.as("bo"), long))
	if got := w.views(t, "bo").Views[0].State; got != long.State {
		t.Errorf("a state of %d bytes came back with %d", len(long.State), len(got))
	}
}

func viewLimits(t *testing.T, w *world) {
	for i := range store.MaxViews {
		must(t, "save one more", w.save("bo", fmt.Sprint("mine ", i)))
		must(t, "save one more for all", w.save([]string{"bo", "ada"}[i%2], fmt.Sprint("ours ", i), shared))
	}
	full := func(doing string, err error) {
		t.Helper()
		wantInvalid(t, doing, err, "view")
	}
	full("one too many", w.save("bo", "more"))
	full("one too many for all", w.save("bea", "more", shared))
	full("share one too many", w.save("bo", "mine 0", shared))
	full("take one too many", w.save("bo", "ours 1"))
	if got := len(w.views(t, "bo").Views); got != 2*store.MaxViews {
		t.Errorf("after refusals there are %d views, want %d", got, 2*store.MaxViews)
	}
	must(t, "save one anew", w.save("bo", "mine 0", restated))
	must(t, "save one of all anew", w.save("bo", "ours 0", shared, restated))
	must(t, "somebody else takes one of all", w.save("bea", "ours 0"))
	must(t, "which makes room", w.save("bo", "mine 0", shared))
	must(t, "in both", w.save("bo", "more"))
	full("and is full again", w.save("bo", "even more", shared))
	must(t, "in the twin", w.store.SaveView(t.Context(), w.twin.as("bo"), shared(w.twin.newView("more"))))
}

// viewRaces is how often each pair meets.
const viewRaces = 20

func viewsOfOneName(t *testing.T, w *world) {
	names := [2]string{"ada", "bo"}
	for round := range viewRaces {
		var errs [2]error
		together(2, func(i int) {
			errs[i] = w.save(names[i], fmt.Sprint(names[i], round), shared, called(fmt.Sprint("View ", round)))
		})
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		must(t, "save by the winner", errs[winner])
		wantInvalid(t, "save by the other", errs[1-winner], "name")
	}
	if got := len(w.views(t, "dee").Views); got != viewRaces {
		t.Errorf("there are %d views after %d races", got, viewRaces)
	}
}

func viewsOfTheLastPlace(t *testing.T, w *world) {
	for i := range store.MaxViews - 1 {
		must(t, "save", w.save("bo", fmt.Sprint("ours ", i), shared))
	}
	for round := range viewRaces {
		var errs [2]error
		together(2, func(i int) {
			errs[i] = w.save([]string{"ada", "bo"}[i], fmt.Sprint("last ", round, i), shared)
		})
		winner := 0
		if errs[0] != nil {
			winner = 1
		}
		must(t, "save by the winner", errs[winner])
		wantInvalid(t, "save by the other", errs[1-winner], "view")
		must(t, "make room", w.store.DeleteView(t.Context(), w.as("ada"), w.view(fmt.Sprint("last ", round, winner))))
	}
}

// viewsDeletedMeanwhile meets somebody who makes a view their default with somebody who deletes it: a default never
// names a view that isn't there.
func viewsDeletedMeanwhile(t *testing.T, w *world) {
	for round := range viewRaces {
		name := fmt.Sprint("view ", round)
		must(t, "save", w.save("bo", name, shared))
		var errs [3]error
		together(3, func(i int) {
			switch i {
			case 0:
				errs[i] = w.store.SetDefaultView(w.Context(), w.as("dee"), store.ViewRef(w.view(name)))
			default:
				errs[i] = w.store.DeleteView(w.Context(), w.as([]string{"ada", "bo"}[i-1]), w.view(name))
			}
		})
		if (errs[1] == nil) == (errs[2] == nil) || errs[0] != nil && !errors.Is(errs[0], store.ErrNotFound) {
			t.Errorf("round %d: the default was set with %v, two deletions gave %v and %v", round, errs[0], errs[1], errs[2])
		}
		if list := w.views(t, "dee"); list.Default != "" || len(list.Views) > 0 {
			t.Errorf("round %d: after the deletion it is %+v", round, list)
		}
	}
}
