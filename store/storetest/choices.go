package storetest

import (
	"slices"
	"strings"
	"testing"

	"chatelaine/store"
)

// testChoices compares the counts by which filters are chosen with the model.
func testChoices(t *testing.T, open opener) {
	w := newWorld(t, open, tablePlot("choices", 2))
	for _, who := range []string{"ada", "hal", "dan"} {
		m := w.modelOf(t, who)
		count := func(f store.KeyFilter) store.Count {
			return store.Count{N: len(m.list(f, store.NewestFirst, tableNow))}
		}
		var want store.KeyChoices
		for _, status := range []store.Status{store.StatusInactive, store.StatusExpired, store.StatusExpiringSoon, store.StatusActive} {
			want.Statuses = append(want.Statuses, store.StatusCount{Status: status, Count: count(store.KeyFilter{Statuses: []store.Status{status}})})
		}
		for _, role := range []store.Role{store.RoleUser, store.RoleManager} {
			want.Roles = append(want.Roles, store.RoleCount{Role: role, Count: count(store.KeyFilter{Roles: []store.Role{role}})})
		}
		got, err := w.store.KeyChoices(t.Context(), w.actor(who), tableNow)
		must(t, "count the choices", err)
		wantDiff(t, who+"'s choices", want, got)
	}
	for _, tt := range []struct {
		who, search string
		limit       int
		want        string
	}{
		{"ada", "", 50, "ada bea bo fay hal"}, {"ada", "", 2, "ada bea"}, {"ada", "", 0, ""}, {"ada", "", -1, ""},
		{"ada", "BEA", 50, "bea"}, {"ada", "fay@", 50, "fay"}, {"ada", "moreau", 1_000_000, "ada bea bo fay hal"}, {"ada", "%", 50, ""}, {"ada", "\x00", 50, ""},
		{"hal", "", 50, "hal"}, {"hal", "bo", 50, ""}, {"dan", "", 50, ""},
	} {
		found, err := w.store.KeyCreators(t.Context(), w.actor(tt.who), tt.search, tt.limit)
		must(t, "find creators", err)
		var got []string
		for _, c := range found {
			name := strings.ToLower(strings.Fields(c.Creator.Name)[0])
			made := len(slices.DeleteFunc(slices.Clone(w.plot.keys), func(k keyPlot) bool { return k.creator != name }))
			if c.Count != (store.Count{N: made}) || c.Creator.ID != w.account(name) || c.Creator.Left != (name == "fay") || c.Creator.Email == "" {
				t.Errorf("creator %+v, want that they made %d", c, made)
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("KeyCreators(%s, %q, %d) = %v, want %s", tt.who, tt.search, tt.limit, got, tt.want)
		}
	}
}
