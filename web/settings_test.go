package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

func TestSettingsSayWhatTheyDoFirst(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, bo := p.signIn(north, "ada"), p.signIn(north, "bo")
	before := p.dump()
	save := ada.toSettings(north, url.Values{
		"name": {"North  Maps"}, "zone": {"Asia/Tokyo"}, "role_words": {"editor"}, "cap": {"yes"}, "days": {"1"}, "unending": {"yes"}, "keys": {"administrators"},
	},
		"Change the settings?", "The organization is called “North Maps” wherever it is named.",
		"Days begin and end in Asia/Tokyo", "No existing instant moves:", "worked out in Europe/Paris.",
		"The roles are called Editor and Viewer from now on", "can choose a day 1 day from now at the latest: today that is Wednesday 11 March 2026.",
		"They stay as they are, and can be rotated", "Keys without expiry are allowed, and the limit doesn’t count for them.",
		"Keys can be added without expiry", "2 managers can no longer add, rename, activate, rotate, extend and delete keys",
		"may deactivate those that they created themselves", "All keys stay as they are, and go on working.")
	if p.dump() != before {
		t.Errorf("looking changed something")
	}
	bo.want(bo.get(north.keys("/new")), http.StatusOK)
	ada.wantRedirect(ada.post(north.settings(), save), north.settings())
	ada.want(ada.get(north.settings()), http.StatusOK, "North Maps", "Editors and administrators")
	bo.want(bo.get(north.keys("/new")), http.StatusForbidden)
	bo.want(bo.get(north.keys()), http.StatusOK, "Editor")
	for _, action := range []store.Action{store.SettingsName, store.SettingsZone, store.SettingsRoleWords, store.SettingsMaxDays, store.SettingsUnending, store.SettingsReserved} {
		if n := len(p.happened(action)); n != 1 {
			t.Errorf("%d events of %s", n, action)
		}
	}
	back := ada.toSettings(north, url.Values{"cap": {"no"}, "unending": {""}, "keys": {"managers"}}, "as late as in 10 years", "has to choose a date from now on",
		"2 editors can add, change, rotate and delete keys")
	ada.wantRedirect(ada.post(north.settings(), back), north.settings())
	bo.want(bo.get(north.keys("/new")), http.StatusOK)
}

func TestSettingsInPlace(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	save := ada.toSettings(north, url.Values{"name": {"North Maps"}})
	got := ada.want(ada.post(north.settings(), save, partly(north.settings())), http.StatusOK, "The settings were saved.")
	for _, want := range []string{"<title>Settings · North Maps", `hx-target=".brand"`, `hx-target="#settings"`, `name="version" value="2"`} {
		if !strings.Contains(got.body, want) {
			t.Errorf("no %s in\n%s", want, got.body)
		}
	}
}

func TestSettingsThatChangeNothing(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	form := formTo(t, ada.get(north.settings()).body, north.settings("/plan")).values
	got := ada.want(ada.post(north.settings("/plan"), form), http.StatusOK, "There is nothing to save.")
	if strings.Contains(got.body, "Save settings") {
		t.Errorf("nothing can be saved")
	}
}

func TestSettingsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	form := formTo(t, ada.get(north.settings()).body, north.settings("/plan")).values
	for name, value := range map[string]string{"name": " ", "cap": "yes", "days": "4000", "keys": "administrators"} {
		form.Set(name, value)
	}
	for _, address := range []string{north.settings("/plan"), north.settings()} {
		got := ada.want(ada.post(address, form), http.StatusUnprocessableEntity, "The settings were not changed. Check 2 fields:", "Name is missing.", "Accepted: 1 to 3,650.")
		if kept := formTo(t, got.body, north.settings("/plan")).values; kept.Get("days") != "4000" || kept.Get("keys") != "administrators" || kept.Get("cap") != "yes" {
			t.Errorf("the form keeps %v", kept)
		}
	}
	save := ada.toSettings(north, url.Values{"name": {"North Maps"}})
	save.Set("step", "back")
	got := ada.want(ada.post(north.settings(), save), http.StatusOK)
	if kept := formTo(t, got.body, north.settings("/plan")).values; kept.Get("name") != "North Maps" {
		t.Errorf("Back forgets %v", kept)
	}
}

// Of two administrators the second is told what the first did, beside what they typed themselves, and may go on from there.
func TestTwoChangeTheSettings(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, abe := p.signIn(north, "ada"), p.signIn(north, "abe")
	mine := formTo(t, ada.get(north.settings()).body, north.settings("/plan")).values
	mine.Set("name", "Mine")
	planned := ada.toSettings(north, url.Values{"name": {"Mine"}})
	abe.wantRedirect(abe.post(north.settings(), abe.toSettings(north, url.Values{"name": {"Abe’s"}, "cap": {"yes"}, "days": {"90"}})), north.settings())
	before := p.dump()
	for address, form := range map[string]url.Values{north.settings("/plan"): mine, north.settings(): planned} {
		got := ada.want(ada.post(address, form), http.StatusConflict, "Abe Moreau changed the settings at 10:00", "Nothing was saved.", "At present: Abe’s", "At present: 90 days")
		again := formTo(t, got.body, north.settings("/plan")).values
		if again.Get("name") != "Mine" || again.Get("version") != "2" || again.Get("cap") != "no" {
			t.Errorf("the form keeps %v", again)
		}
		ada.want(ada.post(north.settings("/plan"), again), http.StatusOK, "The organization is called “Mine”", "as late as in 10 years")
	}
	if p.dump() != before {
		t.Errorf("something was saved")
	}
}

func TestPlanOfSettingsThatNoLongerHolds(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada := p.signIn(north, "ada")
	save := ada.toSettings(north, url.Values{"keys": {"administrators"}}, "2 managers")
	if err := p.assignRole(north, "ada", "bea", store.RoleUser); err != nil {
		t.Fatalf("demote: %v", err)
	}
	got := ada.want(ada.post(north.settings(), save), http.StatusConflict, "Something changed since this was shown. Nothing was done.", "1 manager can no longer")
	ada.wantRedirect(ada.post(north.settings(), formTo(t, got.body, north.settings()).values), north.settings())
}

func openSettings(below string) func(t *testing.T) func() (*client, string, url.Values) {
	return func(t *testing.T) func() (*client, string, url.Values) {
		c := twins(t).signIn(north, "ada")
		return func() (*client, string, url.Values) {
			form := settingsForm(c, north)
			for name, value := range map[string]string{"cap": "yes", "days": "3650", "step": "", "plan": strings.Repeat("0", 64)} {
				form.Set(name, value)
			}
			return c, north.settings(below), form
		}
	}
}
