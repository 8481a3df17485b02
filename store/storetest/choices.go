package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// choices counts in memory.
func (m tableModel) choices(at time.Time) (c store.KeyChoices) {
	count := func(f store.KeyFilter) store.Count { return store.Count{N: len(m.list(f, store.NewestFirst, at))} }
	for _, status := range []store.Status{store.StatusInactive, store.StatusExpired, store.StatusExpiringSoon, store.StatusActive} {
		c.Statuses = append(c.Statuses, store.StatusCount{Status: status, Count: count(store.KeyFilter{Statuses: []store.Status{status}})})
	}
	for _, role := range []store.Role{store.RoleUser, store.RoleManager} {
		c.Roles = append(c.Roles, store.RoleCount{Role: role, Count: count(store.KeyFilter{Roles: []store.Role{role}})})
	}
	return c
}

// testChoices compares the counts by which filters are chosen with the model.
func testChoices(t *testing.T, open opener) {
	w := newWorld(t, open, tablePlot("choices", 2))
	for _, who := range []string{"ada", "hal", "dan"} {
		m := w.modelOf(t, who)
		got, err := w.store.KeyChoices(t.Context(), w.actor(who), tableNow)
		must(t, "count the choices", err)
		wantDiff(t, who+"'s choices", m.choices(tableNow), got)
	}
	for _, tt := range []struct {
		who, search string
		limit       int
		want        string
		chosen      []string
	}{
		{"ada", "bea", 50, "bo fay bea", []string{"fay", "bo", "fay", "dan", "nobody"}}, {"ada", "", 1, "ada bea", []string{"ada"}}, {"ada", "", 0, "hal", []string{"hal"}},
		{"hal", "", 50, "hal", []string{"bo", "hal"}}, {"dan", "", 50, "", []string{"bo"}},
		{"ada", "", 50, "ada bea bo fay hal", nil}, {"ada", "", 2, "ada bea", nil}, {"ada", "", 0, "", nil}, {"ada", "", -1, "", nil},
		{"ada", "BEA", 50, "bea", nil}, {"ada", "fay@", 50, "fay", nil}, {"ada", "moreau", 1_000_000, "ada bea bo fay hal", nil}, {"ada", "%", 50, "", nil}, {"ada", "\x00", 50, "", nil},
		{"hal", "", 50, "hal", nil}, {"hal", "bo", 50, "", nil}, {"dan", "", 50, "", nil},
	} {
		var chosen []store.AccountID
		for _, name := range tt.chosen {
			chosen = append(chosen, w.account(name))
		}
		found, err := w.store.KeyCreators(t.Context(), w.actor(tt.who), tt.search, chosen, tt.limit)
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
			t.Errorf("KeyCreators(%s, %q, %q, %d) = %v, want %s", tt.who, tt.search, tt.chosen, tt.limit, got, tt.want)
		}
	}
}
