package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// walkAccount changes the theme and the organization, and signs out and in again.
func walkAccount(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(401)
	v.signIn(p)
	const brightness = "Number(getComputedStyle(document.querySelector('main')).backgroundColor.match(/[\\d.]+/)[0])"
	light := asks[float64](v, brightness)
	v.openAccount()
	v.click("menuitemradio", "Dark")
	v.holds("document.documentElement.dataset.theme === 'dark'")
	if dark := asks[float64](v, brightness); dark >= light/2 {
		t.Errorf("dark is as bright as %v, light as %v", dark, light)
	}
	v.idle()
	v.open(tablePath)
	v.holds("document.documentElement.dataset.theme === 'dark'")
	v.openAccount()
	if !v.see("menuitemradio", "Dark").is("checked") || v.see("menuitemradio", "Light").is("checked") {
		t.Error("the menu doesn't say that the theme is dark")
	}
	v.click("menuitemradio", "System")
	v.holds("document.documentElement.dataset.theme === 'system'")
	v.press("\u001b")
	v.click("button", "Organization: Meridian Survey. Switch organization")
	v.clickTimes(v.seeLike("menuitemradio", "^Delta Waterboard"), 1)
	v.at("/o/delta-waterboard/keys")
	v.reads("1–12 of 12")
	v.see("columnheader", "Role")
	v.see("button", "Organization: Delta Waterboard. Switch organization")
	v.click("button", "Actions for Pumping station telemetry")
	v.click("menuitem", "Delete…")
	v.click("button", "Continue")
	v.see("radio", "Transfer ownership to an editor")
	v.see("searchbox", "Search editors")
	v.press("\u001b")
	v.openAccount()
	v.click("menuitem", "Sign out")
	v.reads("You are signed out.")
	v.back()
	v.see("button", "Sign in")
	signInWithPassword(v, p)
}

// signInWithPassword tries a wrong password first.
func signInWithPassword(v *visitor, p running) {
	v.t.Helper()
	v.open("/sign-in")
	v.focus("textbox", "E-mail address")
	v.fill("textbox", "E-mail address", strings.ToUpper(p.email))
	v.fill("textbox", "Password", "not the password at all")
	v.click("button", "Sign in")
	v.reads("E-mail address or password not recognised.")
	v.focus("textbox", "Password")
	v.writes(p.password)
	v.press("\r")
	v.at(tablePath)
}

// walkFirstStart sets an empty portal up.
func walkFirstStart(t *testing.T, browser context.Context) {
	p := startServe(t)
	v := visit(t, browser, p.base, look{zone: "America/Bogota"})
	v.watch.expect(404, 410, 422)
	v.open(p.link)
	v.focus("textbox", "Organization name")
	if zone := asks[string](v, "document.querySelector('#zone').value"); zone != "America/Bogota" {
		t.Errorf("the time zone begins with %s, the browser's is America/Bogota", zone)
	}
	v.writes("Harbour & Sons")
	v.click("radio", "Editor and Viewer")
	v.fill("textbox", "Your name", "Rosa Díaz")
	v.fill("textbox", "Your e-mail address", "rosa@harbour.example")
	v.fill("textbox", "Password", "too short")
	v.click("button", "Create organization")
	v.reads("Nothing was set up yet. Check 1 field: Password")
	if name := v.see("textbox", "Organization name"); name.value != "Harbour & Sons" {
		t.Errorf("after a mistake the name is %q", name.value)
	}
	if zone := asks[string](v, "document.querySelector('#zone').value"); zone != "America/Bogota" {
		t.Errorf("after a mistake the zone is %q", zone)
	}
	if password := v.see("textbox", "Password"); !password.is("invalid") || password.about == "" {
		t.Errorf("the field of the password isn't marked: %+v", password)
	}
	v.fill("textbox", "Password", "four crates of salted herring")
	v.click("button", "Create organization")
	v.at("/o/harbour-sons/keys")
	v.see("heading", "No keys yet.")
	v.reads("A key lets a program reach Harbour & Sons.")
	v.click("link", "Add key")
	v.see("radio", "Editor")
	v.see("radio", "Viewer")
	v.focus("textbox", "Name")
	v.writes("Crane 4")
	v.click("button", "Create")
	v.see("dialog", "Store this key now")
	v.store()
	v.reads("1–1 of 1")
	v.open(p.link)
	v.see("heading", "This link no longer works.")
	second := visit(t, browser, p.base, look{})
	v.registersQuay()
	second.joinsHarbour(v.invitesEditor("mateo@harbour.example"))
}

// registersQuay registers the first resource of an organization, which its first key owns.
func (v *visitor) registersQuay() {
	v.t.Helper()
	v.open("/o/harbour-sons/resources")
	v.see("heading", "No resources yet.")
	v.open("/o/harbour-sons/resources/register")
	v.click("radio", "project")
	v.click("button", "Continue")
	v.fill("textbox", "Name", "Quay map")
	v.fill("textbox", "ID in the product", "quay-map")
	v.click("radio", "Crane 4")
	v.click("button", "Register")
	v.see("heading", "Quay map")
}

// invitesEditor gives the path of a link for a second manager.
func (v *visitor) invitesEditor(email string) string {
	v.t.Helper()
	v.open("/o/harbour-sons/members/invite")
	v.fill("textbox", "E-mail address", email)
	v.clickTimes(v.seeLike("radio", "^Editor"), 1)
	v.click("button", "Make the invitation")
	v.see("heading", "Give this link to "+email)
	return strings.TrimPrefix(asks[string](v, "document.querySelector('#invitation-url').textContent"), v.base)
}

// joinsHarbour becomes the second manager, who deletes the key and inherits its resource.
func (v *visitor) joinsHarbour(link string) {
	v.t.Helper()
	v.open(link)
	v.see("heading", "Join Harbour & Sons")
	v.fill("textbox", "Your name", "Mateo Gil")
	v.fill("textbox", "Password", newPassword)
	v.click("button", "Join")
	v.at("/o/harbour-sons/keys")
	v.menuDelete("Crane 4")
	v.click("button", "Continue")
	v.see("dialog", "Decide what happens to 1 resource")
	v.click("radio", "Mateo Gil")
	v.click("button", "Continue")
	v.see("alertdialog", "Delete “Crane 4”?")
	v.reads("Mateo Gil becomes an owner of 1 resource")
	v.click("button", "Delete key")
	v.reads("“Crane 4” was deleted.")
	v.see("heading", "No keys yet.")
	v.open("/o/harbour-sons/resources")
	v.holds("document.querySelector('tbody .c-owners').innerText === 'Mateo Gil'")
}

// walkReset chooses a new password with the operator's link, which ends every session.
func walkReset(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(404, 410, 422)
	v.signIn(p)
	v.open("/reset/" + resetToken(t, p))
	v.see("heading", "Choose a new password")
	v.fill("textbox", "Password", "passwordpassword")
	v.click("button", "Set password")
	v.reads("The password was not changed.")
	v.fill("textbox", "Password", "seven quiet otters in a boat")
	v.click("button", "Set password")
	v.reads("The password is set. Sign in with it.")
	v.open(tablePath)
	v.see("button", "Sign in")
	v.fill("textbox", "E-mail address", p.email)
	v.fill("textbox", "Password", "seven quiet otters in a boat")
	v.click("button", "Sign in")
	v.at(tablePath)
}

// openAccount opens the menu of the person who is signed in.
func (v *visitor) openAccount() {
	v.t.Helper()
	v.clickTimes(v.seeLike("button", "^Ada Moreau"), 1)
	v.see("menu", "Account")
}

// resetToken has the operator make a link to a new password while the portal runs.
func resetToken(t *testing.T, p running) string {
	t.Helper()
	var out, wrong bytes.Buffer
	if err := run(t.Context(), []string{"account", "reset", p.email, "--data", p.data}, func(string) string { return "" }, &out, &wrong); err != nil {
		t.Fatalf("account reset: %v %s", err, wrong.String())
	}
	_, token, found := strings.Cut(out.String(), "/reset/")
	if !found {
		t.Fatalf("account reset prints %q", out.String())
	}
	return strings.Fields(token)[0]
}
