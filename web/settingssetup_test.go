package web_test

import (
	"net/http"
	"net/url"
	"strconv"

	"chatelaine/store"
	"chatelaine/views"
)

var settingsMatrix = []route{
	{"GET", "/o/:organization/settings", none, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/settings/plan", settingsForm, [8]int{200, 403, 403, 403, 403, 404, 404, 303}},
	{"POST", "/o/:organization/settings", settingsForm, [8]int{303, 403, 403, 403, 403, 404, 404, 303}},
}

var settingsSheets = map[string]sheet{
	"POST /o/:organization/settings/plan": {openSettings("/plan"), 200, settingsFields},
	"POST /o/:organization/settings":      {openSettings(""), 409, settingsFields}, // by a plan that is nobody's
}

// settingsFields are those of the form.
var settingsFields = map[string]field{
	"version": {refused: 409}, "plan": {accepts: anything}, "step": {accepts: anything},
	"name": {accepts: isName, refused: 422}, "zone": {refused: 422}, "role_words": {refused: 422}, "cap": {refused: 422}, "days": {refused: 422},
	"unending": {accepts: isEmpty, refused: 422}, "keys": {refused: 422}, "per_minute": {accepts: isBurst, refused: 422}, "burst": {accepts: isBurst, refused: 422},
}

// settingsForm renames an organization, by the plan that an administrator would be shown, whoever sends it.
func settingsForm(c *client, o organization) url.Values {
	c.Helper()
	settings, version, err := c.store.Settings(c.Context(), c.actor(o, "ada"))
	if err != nil {
		c.Fatalf("see the settings: %v", err)
	}
	settings.Name += " & Sons"
	plan, err := c.store.PlanSettings(c.Context(), c.actor(o, "ada"), version, settings, start)
	if err != nil {
		c.Fatalf("plan: %v", err)
	}
	form := settingsValues(settings)
	form.Set("version", strconv.FormatInt(version, 10))
	form.Set("plan", plan.Digest.String())
	return form
}

func settingsValues(s store.Settings) url.Values {
	v := views.PresentSettings(s)
	return url.Values{
		"name": {v.Name}, "zone": {v.Zone}, "role_words": {v.RoleWords}, "cap": {v.Cap}, "days": {v.Days}, "unending": {v.Unending}, "keys": {v.Keys}, "per_minute": {v.Limit.PerMinute}, "burst": {v.Limit.Burst},
	}
}

// toSettings types something into the settings' form, and gives the form that would save it.
func (c *client) toSettings(o organization, typed url.Values, texts ...string) url.Values {
	c.Helper()
	form := formTo(c, c.want(c.get(o.settings()), http.StatusOK).body, o.settings("/plan")).values
	for name, values := range typed {
		form[name] = values
	}
	return formTo(c, c.want(c.post(o.settings("/plan"), form), http.StatusOK, texts...).body, o.settings()).values
}

func (o organization) settings(below ...string) string {
	address := "/o/" + o.slug + "/settings"
	for _, part := range below {
		address += part
	}
	return address
}
