package storetest

import (
	"strings"
	"testing"
	"time"

	"chatelaine/store"
)

// memberPlot has groups, keys and resources for the list of members.
var memberPlot = plot{
	groups: []groupPlot{{name: "crews", members: []string{"bo", "dee", "gil"}}, {name: "office", members: []string{"bea", "bo"}}},
	keys:   []keyPlot{{name: "key1"}, {name: "key2", creator: "bo"}, {name: "key3", creator: "bo"}, {name: "key4", creator: "fay"}},
	things: []thing{
		{name: "atlas", kind: "projects", owners: []string{"bea", "key1"}},
		{name: "hut", kind: "projects", owners: []string{"bea", "gil"}},
	},
}

// memberPageRows are the matrix's of the list of members.
var memberPageRows = map[string]line{
	"Members": {
		looks: true,
		do: func(a attempt) error {
			page, err := a.store.Members(a.Context(), a.actor, store.MemberQuery{Rows: 25})
			return a.noting(len(page.Members), err)
		},
		who: map[string]outcome{
			"administrator": allowed, "administrator reserved": allowed, "manager": allowed, "manager reserved": allowed,
			"user-creator": allowed, "user-creator reserved": allowed, "user-other": allowed,
		},
		otherwise: refused,
	},
}

func testMemberPages(t *testing.T, open opener) {
	w := newWorld(t, open, memberPlot)
	t.Run("orders and filters", func(t *testing.T) { t.Parallel(); membersListed(t, w) })
	t.Run("pages", func(t *testing.T) { t.Parallel(); membersPaged(t, w) })
	t.Run("what is said of each", func(t *testing.T) { t.Parallel(); memberListed(t, w) })
	t.Run("when they were seen", func(t *testing.T) { t.Parallel(); membersSeen(t, newWorld(t, open, plot{})) })
	t.Run("users see themselves", func(t *testing.T) { t.Parallel(); membersOfUsers(t, w) })
}

// listed gives the members that a query shows, as the plot calls them.
func (w *world) listed(t *testing.T, who string, q store.MemberQuery) (names []string, page store.MemberPage) {
	t.Helper()
	if q.Rows == 0 {
		q.Rows = 25
	}
	page, err := w.store.Members(t.Context(), w.actor(who), q)
	must(t, "list the members", err)
	for _, m := range page.Members {
		for _, p := range people {
			if w.account(p.name) == m.Account {
				names = append(names, p.name)
			}
		}
	}
	if len(names) != len(page.Members) {
		t.Errorf("%+v has members of another organization", page.Members)
	}
	return names, page
}

func membersListed(t *testing.T, w *world) {
	everybody := []string{"abe", "ada", "bea", "bo", "dan", "dee", "gil", "hal"}
	for name, tt := range map[string]struct {
		query store.MemberQuery
		want  []string
	}{
		"by name":                  {store.MemberQuery{}, everybody},
		"by something else":        {store.MemberQuery{Column: "groups"}, everybody},
		"by name, descending":      {store.MemberQuery{Column: store.MemberColumnName, Descending: true}, []string{"hal", "gil", "dee", "dan", "bo", "bea", "ada", "abe"}},
		"by e-mail":                {store.MemberQuery{Column: store.MemberColumnEmail}, everybody},
		"by role":                  {store.MemberQuery{Column: store.MemberColumnRole}, []string{"dan", "dee", "hal", "bea", "bo", "gil", "abe", "ada"}},
		"by role, descending":      {store.MemberQuery{Column: store.MemberColumnRole, Descending: true}, []string{"abe", "ada", "bea", "bo", "gil", "dan", "dee", "hal"}},
		"by keys, descending":      {store.MemberQuery{Column: store.MemberColumnKeys, Descending: true}, []string{"bo", "ada", "abe", "bea", "dan", "dee", "gil", "hal"}},
		"by what they own":         {store.MemberQuery{Column: store.MemberColumnOwns}, []string{"abe", "ada", "bo", "dan", "dee", "hal", "gil", "bea"}},
		"by joining":               {store.MemberQuery{Column: store.MemberColumnJoined}, everybody},
		"by when they were seen":   {store.MemberQuery{Column: store.MemberColumnSeen}, everybody},
		"searched by name":         {store.MemberQuery{Search: " DEE "}, []string{"dee"}},
		"searched by e-mail":       {store.MemberQuery{Search: w.plot.email("bo")}, []string{"bo"}},
		"searched for nobody":      {store.MemberQuery{Search: "fay"}, nil},
		"with a role":              {store.MemberQuery{Roles: []store.Role{store.RoleAdministrator}}, []string{"abe", "ada"}},
		"with one of two":          {store.MemberQuery{Roles: []store.Role{store.RoleUser, store.RoleAdministrator}}, []string{"abe", "ada", "dan", "dee", "hal"}},
		"of a group":               {store.MemberQuery{Groups: []store.GroupID{w.group("crews")}}, []string{"bo", "dee", "gil"}},
		"of one of two groups":     {store.MemberQuery{Groups: []store.GroupID{w.group("crews"), w.group("office")}}, []string{"bea", "bo", "dee", "gil"}},
		"of the twin's group":      {store.MemberQuery{Groups: []store.GroupID{w.twin.group("crews")}}, nil},
		"of no group":              {store.MemberQuery{Groups: []store.GroupID{"' OR 1=1 --"}}, nil},
		"joined before":            {store.MemberQuery{Joined: store.Span{To: start.AddDate(-1, 0, 0)}}, nil},
		"joined since":             {store.MemberQuery{Joined: store.Span{From: start.AddDate(-1, 0, 0)}}, everybody},
		"never seen":               {store.MemberQuery{NeverSeen: true}, everybody},
		"seen":                     {store.MemberQuery{Seen: store.Span{To: start.AddDate(1, 0, 0)}}, nil},
		"a search, role and group": {store.MemberQuery{Search: "@", Roles: []store.Role{store.RoleManager}, Groups: []store.GroupID{w.group("crews")}}, []string{"bo", "gil"}},
	} {
		names, page := w.listed(t, "bea", tt.query)
		wantDiff(t, name, tt.want, names)
		if page.Total != len(tt.want) || page.All != len(everybody) {
			t.Errorf("%s: a total of %d, want %d", name, page.Total, len(tt.want))
		}
	}
	_, page := w.listed(t, "ada", store.MemberQuery{Groups: []store.GroupID{w.group("office"), w.twin.group("crews"), w.group("crews")}})
	wantDiff(t, "the groups of a query", []store.GroupRef{{ID: w.group("crews"), Name: "crews"}, {ID: w.group("office"), Name: "office"}}, page.Groups)
}

func membersPaged(t *testing.T, w *world) {
	for skip, want := range map[int][]string{0: {"abe", "ada", "bea"}, 3: {"bo", "dan", "dee"}, 6: {"gil", "hal"}, 8: nil, 1 << 30: nil} {
		names, page := w.listed(t, "bo", store.MemberQuery{Rows: 3, Skip: skip})
		wantDiff(t, "a page", want, names)
		if page.Total != 8 || page.All != 8 {
			t.Errorf("after %d: a total of %d", skip, page.Total)
		}
	}
}

func memberListed(t *testing.T, w *world) {
	_, page := w.listed(t, "ada", store.MemberQuery{Search: w.plot.email("bo")})
	wantDiff(t, "a member", []store.ListedMember{{
		Account: w.account("bo"), Name: fullName("bo"), Email: w.plot.email("bo"), Role: store.RoleManager, Keys: 2, JoinedAt: start.AddDate(-1, 0, 0),
		Groups: []store.GroupRef{{ID: w.group("crews"), Name: "crews"}, {ID: w.group("office"), Name: "office"}},
	}}, page.Members)
	if !page.MayInvite || page.OwnOnly {
		t.Errorf("an administrator may invite: %t; sees nobody else: %t", page.MayInvite, page.OwnOnly)
	}
	_, page = w.listed(t, "bo", store.MemberQuery{Search: w.plot.email("bea")})
	if len(page.Members) != 1 || page.Members[0].Owns != 2 || page.MayInvite || page.OwnOnly {
		t.Errorf("a manager sees %+v", page)
	}
}

func membersSeen(t *testing.T, w *world) {
	for who, at := range map[string]time.Time{"bo": start, "dee": start.Add(time.Hour)} {
		must(t, "note that somebody was seen", w.store.NoteSeen(t.Context(), w.actor(who), at))
	}
	names, page := w.listed(t, "ada", store.MemberQuery{Column: store.MemberColumnSeen, Descending: true, Rows: 2})
	wantDiff(t, "the last who were seen", []string{"dee", "bo"}, names)
	if page.Total != 8 || !page.Members[0].SeenAt.Equal(start.Add(time.Hour)) {
		t.Errorf("the last who were seen: %+v", page)
	}
	for want, q := range map[string]store.MemberQuery{
		"bo":                      {Seen: store.Span{To: start.Add(time.Hour)}},
		"dee":                     {Seen: store.Span{From: start.Add(time.Hour)}},
		"abe ada bea dan gil hal": {NeverSeen: true},
	} {
		names, _ := w.listed(t, "ada", q)
		wantDiff(t, "who was seen then", want, strings.Join(names, " "))
	}
}

func membersOfUsers(t *testing.T, w *world) {
	for _, q := range []store.MemberQuery{{}, {Search: "d"}, {Roles: []store.Role{store.RoleUser}}, {Groups: []store.GroupID{w.group("crews")}}} {
		names, page := w.listed(t, "dee", q)
		wantDiff(t, "what a user sees", []string{"dee"}, names)
		if page.Total != 1 || page.All != 1 || page.MayInvite || !page.OwnOnly {
			t.Errorf("a user sees %+v", page)
		}
	}
	_, page := w.listed(t, "dee", store.MemberQuery{Groups: []store.GroupID{w.group("crews"), w.group("office")}})
	wantDiff(t, "a user's groups of a query", []store.GroupRef{{ID: w.group("crews"), Name: "crews"}}, page.Groups)
	if names, _ := w.listed(t, "dee", store.MemberQuery{Search: "ada"}); names != nil {
		t.Errorf("a user finds %v", names)
	}
}
