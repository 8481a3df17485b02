package sqlstore

import (
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
)

// TestManyMembers lists as many members as an organization is meant to have, each order of them within the time that a
// page may take.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	const members = 5000
	in := store.Import{
		Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "UTC", RoleWords: store.ManagerUser},
	}
	for n := range members {
		role := store.RoleAdministrator
		if n > 0 {
			role = store.RoleUser
		}
		name := fmt.Sprintf("Zoë Ωμέγα %d", n)
		in.Members = append(in.Members, store.ImportedMember{
			Account: store.NewAccount{ID: store.AccountID(fmt.Sprintf("member%d", n)), Name: name, Email: fmt.Sprintf("m%d@north.example", n)}, Role: role, JoinedAt: tableAt,
		})
	}
	db, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	org, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: tableAt}, in)
	if err != nil {
		t.Fatal(err)
	}
	actor := store.Actor{Kind: store.ActorMember, ID: "member0", Org: org.Org}
	for _, q := range []store.MemberQuery{
		{}, {Column: store.MemberColumnKeys, Descending: true}, {Column: store.MemberColumnOwns}, {Column: store.MemberColumnSeen},
		{Search: "zoe 4999"}, {Skip: 4990}, {Roles: []store.Role{store.RoleUser}},
	} {
		q.Rows = 100
		begun := time.Now()
		page, err := db.Members(t.Context(), actor, q)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v: %d of %d in %s", q, len(page.Members), page.Total, time.Since(begun))
	}
}
