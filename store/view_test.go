package store_test

import (
	"errors"
	"strings"
	"testing"

	"chatelaine/store"
)

func TestNewViewsAreCleaned(t *testing.T) {
	t.Parallel()
	valid := store.NewView{ID: "0123456789Az", Name: "Expiring soon", State: "status=expiring&sort=-created"}
	for name, tt := range map[string]struct {
		change func(*store.NewView)
		want   store.NewView
		field  string // of the refusal
	}{
		"as it is":                  {func(*store.NewView) {}, valid, ""},
		"spaces around the name":    {func(v *store.NewView) { v.Name = "  Expiring  soon " }, valid, ""},
		"an empty state":            {func(v *store.NewView) { v.State = "" }, store.NewView{ID: valid.ID, Name: valid.Name}, ""},
		"no name":                   {func(v *store.NewView) { v.Name = " " }, store.NewView{}, "name"},
		"a name that can't be seen": {func(v *store.NewView) { v.Name = "a\u200bb" }, store.NewView{}, "name"},
		"a byte too many":           {func(v *store.NewView) { v.State = strings.Repeat("a", 2049) }, store.NewView{}, "state"},
		"a byte too many, of signs": {func(v *store.NewView) { v.State = "a" + strings.Repeat("é", 1024) }, store.NewView{}, "state"},
		"a state that isn't UTF-8":  {func(v *store.NewView) { v.State = "q=\xff" }, store.NewView{}, "state"},
		"a state with NUL":          {func(v *store.NewView) { v.State = "q=\x00" }, store.NewView{}, "state"},
		"a state with a line's end": {func(v *store.NewView) { v.State = "q=a\nb" }, store.NewView{}, "state"},
		"a state with DEL":          {func(v *store.NewView) { v.State = "q=\x7f" }, store.NewView{}, "state"},
		"a state with a C1 control": {func(v *store.NewView) { v.State = "q=\u0085" }, store.NewView{}, "state"},
		"no id":                     {func(v *store.NewView) { v.ID = "" }, store.NewView{}, "id"},
		"an id of 11 characters":    {func(v *store.NewView) { v.ID = "0123456789A" }, store.NewView{}, "id"},
		"an id of 13 characters":    {func(v *store.NewView) { v.ID = "0123456789Azz" }, store.NewView{}, "id"},
		"an id with a hyphen":       {func(v *store.NewView) { v.ID = "012345-789Az" }, store.NewView{}, "id"},
		"an id of other letters":    {func(v *store.NewView) { v.ID = "ééééééé" }, store.NewView{}, "id"},
		"the id of a built-in view": {func(v *store.NewView) { v.ID = "never-used" }, store.NewView{}, "id"},
		"as many bytes as there may be": {
			func(v *store.NewView) { v.State = strings.Repeat("é", 1024) },
			store.NewView{ID: valid.ID, Name: valid.Name, State: strings.Repeat("é", 1024)}, "",
		},
	} {
		in := valid
		tt.change(&in)
		got, err := in.Clean()
		var invalid *store.InvalidError
		switch {
		case tt.field == "" && (err != nil || got != tt.want):
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, tt.want)
		case tt.field != "" && (!errors.As(err, &invalid) || invalid.Field != tt.field):
			t.Errorf("%s: error %v, want an InvalidError for %s", name, err, tt.field)
		}
	}
}

func TestViewRefsNameSavedOrBuiltInViews(t *testing.T) {
	t.Parallel()
	for ref, want := range map[store.ViewRef]struct{ saved, builtIn, ok bool }{
		"":                           {ok: true},
		"0123456789Az":               {saved: true, ok: true},
		"neverusedyet":               {saved: true, ok: true},
		"never-used":                 {builtIn: true, ok: true},
		"created-by-people-who-left": {builtIn: true, ok: true},
		"not-at-all-so":              {builtIn: true, ok: true},
		"confirmed":                  {},
		"-used":                      {},
		"never-":                     {},
		"never--used":                {},
		"Never-used":                 {},
		"never-2":                    {},
		"never-used ":                {},
		"never-\x00":                 {},
		"öffnet-nie":                 {},
		store.ViewRef(strings.Repeat("a", 20) + "-" + strings.Repeat("a", 19)): {builtIn: true, ok: true},
		store.ViewRef(strings.Repeat("a", 20) + "-" + strings.Repeat("a", 20)): {},
	} {
		_, saved := ref.Saved()
		err := ref.Check()
		if saved != want.saved || ref.BuiltIn() != want.builtIn || (err == nil) != want.ok {
			t.Errorf("%q: saved %t, built in %t, %v, want %+v", ref, saved, ref.BuiltIn(), err, want)
		}
		if err != nil && !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%q: error %v, want an InvalidError", ref, err)
		}
	}
}
