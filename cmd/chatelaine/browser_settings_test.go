package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const (
	settingsPath = "/o/meridian-survey/settings"
	helpPath     = "/o/meridian-survey/help"
)

// walkSettings changes settings in place: after a mistake, a look at what they do, and another tab's change.
func walkSettings(t *testing.T, browser context.Context) {
	p := startDemo(t)
	v := visit(t, browser, p.base, look{})
	v.watch.expect(409, 422)
	v.signIn(p)
	v.click("link", "Settings")
	v.at(settingsPath)
	asks[bool](v, "window.stayed = true")
	v.fill("textbox", "Name", "")
	v.click("button", "Review changes…")
	v.reads("The settings were not changed.")
	v.holds(`document.activeElement.matches('.note.bad')`)
	v.fill("textbox", "Name", "Meridian Maps")
	v.click("radio", "At most a number of days")
	v.fill("spinbutton", "Days", "90")
	v.click("button", "Review changes…")
	v.see("dialog", "Change the settings?")
	v.reads("The organization is called “Meridian Maps” wherever it is named.")
	v.reads("keys end later. They stay as they are, and can be rotated")
	v.press(kb.Escape)
	v.gone("dialog", "Change the settings?")
	v.holds(`document.activeElement.id === 'review'`)
	v.press(kb.Enter)
	v.click("button", "Save settings")
	v.reads("The settings were saved.")
	v.gone("dialog", "Change the settings?")
	v.holds(`document.title.includes('Meridian Maps') && document.querySelector('.brand').textContent.includes('Meridian Maps')`)
	v.holds(`document.querySelector('[name=version]').value === '2' && window.stayed === true`)
	settingsElsewhere(v)
	v.open("/o/meridian-survey/keys/new")
	v.reads("This organization lets keys end 90 days from now at the latest")
	v.click("link", "What is this? (opens in a new tab)")
	v.open(helpPath + "/add-keys")
	v.see("heading", "The secret is shown once")
	v.click("link", "Groups and permissions")
	v.at(helpPath + "/groups")
}

// settingsElsewhere saves something in another tab, without scripts, and is told of it in the first one.
func settingsElsewhere(v *visitor) {
	other := v.secondTab(look{noScript: true})
	other.open(settingsPath)
	other.fill("textbox", "Name", "Another tab")
	other.click("button", "Review changes…")
	other.see("heading", "Change the settings?")
	other.click("button", "Save settings")
	other.at(settingsPath)
	v.fill("textbox", "Name", "The first tab")
	v.click("button", "Review changes…")
	v.reads("Ada Moreau changed the settings")
	v.reads("At present: Another tab")
	v.holds(`document.querySelector('#name').value === 'The first tab' && document.activeElement.matches('.note.bad')`)
	v.click("button", "Review changes…")
	v.click("button", "Save settings")
	v.reads("The settings were saved.")
	v.holds(`document.querySelector('.brand').textContent.includes('The first tab')`)
}
