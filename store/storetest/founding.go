package storetest

import (
	"testing"

	"chatelaine/store"
)

func testFoundings(t *testing.T, open opener) {
	w := newWorld(t, open, plot{})
	found := func(slug, email string) (store.Founded, error) {
		return w.store.Found(t.Context(), call(operator, start), store.Founding{
			Organization: store.NewOrganization{ID: id(slug), Slug: slug, Name: "Founded " + slug, Zone: "Europe/Paris", RoleWords: store.ManagerUser},
			Admin:        store.NewAccount{ID: store.AccountID(id("account " + slug)), Name: "zoe", Email: email},
			Link:         digest("link " + slug),
		})
	}
	known, err := found("harbour", " DEE@north.example")
	must(t, "found an organization of somebody known", err)
	if known.LinkKept || known.Admin.ID != w.account("dee") || known.Admin.Name != fullName("dee") {
		t.Errorf("founded %+v", known)
	}
	_, err = w.store.Link(t.Context(), store.LinkReset, digest("link harbour"), start)
	wantErr(t, "a link that nobody needs", err, store.ErrLinkDead)
	fresh, err := found("quay", "zoe@quay.example")
	must(t, "found an organization of somebody new", err)
	link, err := w.store.Link(t.Context(), store.LinkReset, digest("link quay"), start)
	if err != nil || !fresh.LinkKept || link.Account.ID != fresh.Admin.ID || fresh.Admin.Email != "zoe@quay.example" {
		t.Errorf("founded %+v with the link %+v, %v", fresh, link, err)
	}
	must(t, "choose a password", w.store.ResetPassword(t.Context(), call(store.Actor{}, start), digest("link quay"), "$argon2id$zoe"))
	for slug, who := range map[string]store.AccountID{"harbour": w.account("dee"), "quay": fresh.Admin.ID} {
		portal, err := w.store.Portal(t.Context(), who, slug)
		if err != nil || portal.Current.Role != store.RoleAdministrator || portal.Current.Organization.Name != "Founded "+slug {
			t.Errorf("in %s: %+v, %v", slug, portal.Current, err)
		}
	}
	_, err = found("quay", "zoe@quay.example")
	wantInvalid(t, "a short name that was given out", err, "slug")
	_, err = found("pier", "zoe")
	wantInvalid(t, "no address", err, "email")
	_, err = w.store.Found(t.Context(), call(memberOf(w.plot, "ada"), start), store.Founding{})
	wantErr(t, "as a member", err, store.ErrForbidden)
	if _, err := w.store.Portal(t.Context(), fresh.Admin.ID, "pier"); err == nil {
		t.Error("half an organization is there")
	}
}
