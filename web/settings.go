package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const settingsPath = "/o/:organization/settings"

// settingsRoutes are those of the organization's settings.
func (s *Server) settingsRoutes() []Route {
	return []Route{
		{http.MethodGet, settingsPath, organization, s.settings},
		{http.MethodPost, settingsPath + "/plan", organization, s.planSettings},
		{http.MethodPost, settingsPath, organization, s.saveSettings},
	}
}

// settings shows the settings as they are.
func (s *Server) settings(c echo.Context) error {
	return s.renderSettings(c, http.StatusOK, views.SettingsFormFacts{})
}

// renderSettings shows the form with what was typed, if anything was, and the version that it is about now.
func (s *Server) renderSettings(c echo.Context, status int, f views.SettingsFormFacts) (err error) {
	if f.Settings, f.Version, err = s.Store.Settings(c.Request().Context(), actor(c)); err != nil {
		return err
	}
	f.Organization, f.Zones, f.Now = current(c), s.zones, aboutOf(c).at
	p := views.NewSettings(c.Request().Context(), f)
	return render(c, status, views.SettingsPage(shell(c, words(c, "Settings")), p), views.SettingsAgain(p))
}

// planSettings says what the settings that were typed would do.
func (s *Server) planSettings(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	to, problems := parseSettings(f)
	if len(problems) > 0 {
		return s.settingsRefused(c, f, problems)
	}
	plan, err := s.Store.PlanSettings(c.Request().Context(), actor(c), formVersion(f), to, aboutOf(c).at)
	if err != nil {
		return s.settingsNotSaved(c, f, err)
	}
	return renderSettingsPlan(c, http.StatusOK, f, plan, "")
}

func renderSettingsPlan(c echo.Context, status int, f form, plan store.SettingsPlan, changed string) error {
	carried := []views.HiddenField{{Name: "version", Value: strconv.FormatInt(plan.Version, 10)}, {Name: "plan", Value: plan.Digest.String()}}
	for _, name := range []string{"name", "zone", "role_words", "cap", "days", "unending", "keys", "per_minute", "burst"} {
		carried = append(carried, views.HiddenField{Name: name, Value: f[name]})
	}
	return renderPlanOfGroup(c, status, views.NewSettingsPlan(c.Request().Context(), views.SettingsPlanFacts{
		Organization: current(c), Plan: plan, Carried: carried, Changed: changed,
	}))
}

// saveSettings does what the plan said, or nothing. Back leads to the form again.
func (s *Server) saveSettings(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	to, problems := parseSettings(f)
	if len(problems) > 0 {
		return s.settingsRefused(c, f, problems)
	}
	if f["step"] == "back" {
		return s.renderSettings(c, http.StatusOK, views.SettingsFormFacts{Typed: typedSettings(f)})
	}
	digest, _ := store.ParseDigest(f["plan"])
	_, err = s.Store.ChangeSettings(c.Request().Context(), call(c), formVersion(f), to, digest)
	var stale *store.SettingsPlanChangedError
	if errors.As(err, &stale) {
		return renderSettingsPlan(c, http.StatusConflict, f, stale.Plan, staleGroup(c))
	}
	if err != nil {
		return s.settingsNotSaved(c, f, err)
	}
	return s.settingsSaved(c)
}

// settingsSaved shows the settings as they are by now, in a frame that has them too.
func (s *Server) settingsSaved(c echo.Context) error {
	if !wantsPart(c) {
		return seeOther(c, views.SettingsAddress(current(c).Slug))
	}
	frame, err := s.freshShell(c, words(c, "Settings"))
	if err != nil {
		return err
	}
	settings, version, err := s.Store.Settings(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	p := views.NewSettings(c.Request().Context(), views.SettingsFormFacts{
		Organization: current(c), Settings: settings, Version: version, Zones: s.zones, Now: aboutOf(c).at,
	})
	return render(c, http.StatusOK, nil, views.SettingsSaved(frame, p, words(c, "The settings were saved.")))
}

// settingsNotSaved shows the form again with what was typed, and why nothing was done.
func (s *Server) settingsNotSaved(c echo.Context, f form, err error) error {
	var changed *store.SettingsChangedError
	switch {
	case errors.As(err, &changed):
		return s.renderSettings(c, http.StatusConflict, views.SettingsFormFacts{Typed: typedSettings(f), Changed: changed})
	case errors.Is(err, store.ErrInvalid):
		return s.settingsRefused(c, f, []error{err})
	}
	return err
}

// settingsRefused shows the form again with all that is wrong with it.
func (s *Server) settingsRefused(c echo.Context, f form, problems []error) error {
	labels := map[string]string{
		"name": words(c, "Name"), "zone": words(c, "Time zone"), "role_words": words(c, "Words for the roles"), "max_key_days": words(c, "Days"),
		"unending": words(c, "Keys may have no expiry"), "keys": words(c, "Who manages keys"),
		"per_minute": words(c, "Requests a minute"), "burst": words(c, "Of these, in one go"),
	}
	all := views.Mistakes{}
	for _, problem := range problems {
		mistakes, err := fieldMistake(c, problem, labels)
		if err != nil {
			return err
		}
		for field, mistake := range mistakes {
			all[field] = mistake
		}
	}
	return s.renderSettings(c, http.StatusUnprocessableEntity, views.SettingsFormFacts{Typed: typedSettings(f), Mistakes: all})
}

// typedSettings are what a form has, as it is shown again.
func typedSettings(f form) *views.SettingsValues {
	return &views.SettingsValues{
		Name: f.shown("name"), Zone: f.shown("zone"), RoleWords: f["role_words"], Cap: f["cap"], Days: f.shown("days"), Unending: f["unending"], Keys: f["keys"],
		Limit: views.LimitValues{PerMinute: f.shown("per_minute"), Burst: f.shown("burst")},
	}
}

// parseSettings reads the form; every field that is wrong gives an error.
func parseSettings(f form) (to store.Settings, problems []error) {
	wrong := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	choice := func(field, value string, accepted ...string) bool {
		for i, a := range accepted {
			if value == a {
				return i == 1
			}
		}
		wrong(&store.InvalidError{Field: field, Problem: "is not one of the choices", Accepted: "one of those that are shown"})
		return false
	}
	var err error
	to.Name, err = store.CleanName("name", f["name"])
	wrong(err)
	_, err = store.ParseZone(f["zone"])
	wrong(err)
	to.Zone = f["zone"]
	to.RoleWords, err = store.ParseRoleWords(f["role_words"])
	wrong(err)
	if choice("max_key_days", f["cap"], "no", "yes") {
		days, ok := wholeNumber(f["days"])
		to.Terms.MaxDays = int(min(days, math.MaxInt32))
		if !ok || days < 1 || to.Terms.Check() != nil {
			wrong(&store.InvalidError{Field: "max_key_days", Problem: "is not a number of days", Accepted: "1 to 3,650"})
		}
	}
	to.Terms.Unending = choice("unending", f["unending"], "", "yes")
	to.KeysReserved = choice("keys", f["keys"], "managers", "administrators")
	limit, wrongLimit := store.ParseRateLimit(f["per_minute"], f["burst"])
	to.Limit, problems = limit, append(problems, wrongLimit...)
	return to, problems
}
