package sqlstore

import (
	"testing"
	"time"

	"chatelaine/store"
)

// A key's instant is that of the zone in which its day was typed: a later change of zone doesn't move it, and neither
// does typing the same day again.
func TestZonesThatChangeMoveNoInstant(t *testing.T) {
	t.Parallel()
	db, _, _ := openHere(t)
	at := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	day := store.Date{Year: 2026, Month: 3, Day: 20}
	org, err := db.ImportOrganization(t.Context(), store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: at}, oneKey(day))
	if err != nil {
		t.Fatal(err)
	}
	by := store.Call{Actor: store.Actor{Kind: store.ActorMember, Org: org.Org, ID: "adaadaadaada"}, At: at}
	kept := day.End(org.Zone)
	if err := db.change(t.Context(), by, func(tx *tx) ([]store.Event, error) {
		_, err := tx.exec("UPDATE organizations SET zone = 'America/Havana' WHERE org_id = $1", org.Org)
		return nil, err
	}); err != nil {
		t.Fatal(err)
	}
	havana, err := store.ParseZone("America/Havana")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name string
		at   time.Time
		on   store.Date
		want time.Time
	}{
		{"the same day", at, day, kept},
		{"another day", at, day.AddDays(1), day.AddDays(1).End(havana)},
		{"the first day again", at, day, day.End(havana)},
	} {
		by.At = step.at
		key, err := db.ChangeExpiry(t.Context(), by, "keykeykeykey", 0, step.on)
		if err != nil || !key.ExpiresAt.Equal(step.want) || key.ExpiresOn != step.on {
			t.Errorf("%s: it ends %s at %v, %v, want %v", step.name, key.ExpiresOn, key.ExpiresAt, err, step.want)
		}
	}
}

// oneKey is an organization in Paris with a key that ends with a day.
func oneKey(day store.Date) store.Import {
	ada := store.NewAccount{ID: "adaadaadaada", Name: "Ada", Email: "ada@north.example", PasswordHash: "$argon2id$"}
	return store.Import{
		Organization: store.NewOrganization{ID: "north", Slug: "north", Name: "North", Zone: "Europe/Paris", RoleWords: store.ManagerUser},
		Members:      []store.ImportedMember{{Account: ada, Role: store.RoleAdministrator}},
		Keys: func(yield func(store.ImportedKey) bool) {
			yield(store.ImportedKey{ID: "keykeykeykey", Name: "Key", Role: store.RoleUser, Creator: ada.ID, ExpiresOn: day, Secret: store.NewSecret{Digest: store.Digest{1}}})
		},
	}
}
