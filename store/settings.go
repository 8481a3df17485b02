package store

import (
	"context"
	"crypto/sha256"
	"strconv"
	"time"
)

// Governance is what administrators decide for all of an organization.
type Governance interface {
	// Settings are the organization's, with the version that a form about them carries. Errors: [ErrForbidden] for all but
	// administrators.
	Settings(ctx context.Context, actor Actor) (settings Settings, version int64, err error)
	// PlanSettings says what other settings would do to the keys and members that there are, asked at an instant. Version is
	// that of the form; 0 accepts the settings however they have become. Errors: [ErrForbidden]; [InvalidError] for the
	// fields that [Settings.Clean] names; [SettingsChangedError].
	PlanSettings(ctx context.Context, actor Actor, version int64, to Settings, at time.Time) (SettingsPlan, error)
	// ChangeSettings carries out the plan whose digest is given, or nothing. It counts from the next call of any method on.
	// Errors: those of PlanSettings; [SettingsPlanChangedError] with the plan as it is now.
	ChangeSettings(ctx context.Context, call Call, version int64, to Settings, digest Digest) (SettingsPlan, error)
}

// Settings are what can be changed of an [Organization].
type Settings struct {
	Name         string
	Zone         string // a name of the IANA time zone database
	RoleWords    RoleWords
	KeysReserved bool // keys are managed by administrators only
	Terms        Terms
	Limit        RateLimit // for all keys together
}

// Clean gives settings as they are stored. Errors: [InvalidError] for the fields "name", "zone", "role_words",
// "max_key_days", "per_minute" and "burst".
func (s Settings) Clean() (Settings, error) {
	var err error
	if s.Name, err = CleanName("name", s.Name); err != nil {
		return Settings{}, err
	}
	if _, err := ParseZone(s.Zone); err != nil {
		return Settings{}, err
	}
	if s.RoleWords, err = ParseRoleWords(string(s.RoleWords)); err != nil {
		return Settings{}, err
	}
	if err := s.Terms.Check(); err != nil {
		return Settings{}, err
	}
	if err := s.Limit.Check(); err != nil {
		return Settings{}, err
	}
	return s, nil
}

// Setting is one of the settings: the action whose event tells of its change, and its value as the event has it.
type Setting struct {
	Action Action
	Field
}

// Each are the settings one by one, always in the same order.
func (s Settings) Each() []Setting {
	return []Setting{
		{SettingsName, Field{"name", s.Name}},
		{SettingsZone, Field{"zone", s.Zone}},
		{SettingsRoleWords, Field{"role_words", string(s.RoleWords)}},
		{SettingsMaxDays, Field{"max_key_days", strconv.Itoa(s.Terms.MaxDays)}},
		{SettingsUnending, Field{"unending_keys", strconv.FormatBool(s.Terms.Unending)}},
		{SettingsReserved, Field{"keys_reserved", strconv.FormatBool(s.KeysReserved)}},
		{SettingsLimit, Field{"limit", s.Limit.String()}},
	}
}

// SettingsFacts are what a plan of settings is made from. Numbers that nothing in the change is about stay 0.
type SettingsFacts struct {
	Version  int64
	Before   Settings
	After    Settings // clean
	Latest   Date     // the last day that a key could be given then
	Beyond   int      // keys that end after it, and have an end
	Ending   int      // keys whose end is still to come
	Unending int      // keys without an end
	Managers int      // members with the role manager
}

// SettingsPlan says what other settings do before they are saved.
type SettingsPlan struct {
	SettingsFacts
	Digest Digest
}

// NewSettingsPlan makes the plan of its facts.
func NewSettingsPlan(f SettingsFacts) SettingsPlan {
	w := digestWriter{sha256.New()}
	w.text("settings/1", f.Latest.String())
	for _, list := range [][]Setting{f.Before.Each(), f.After.Each()} {
		for _, s := range list {
			w.text(s.Value)
		}
	}
	for _, n := range []int64{f.Version, int64(f.Beyond), int64(f.Ending), int64(f.Unending), int64(f.Managers)} {
		w.number(n)
	}
	plan := SettingsPlan{SettingsFacts: f}
	w.Sum(plan.Digest[:0])
	return plan
}

// Events tell of each setting that changes; none: nothing does.
func (p SettingsPlan) Events(org OrgID, id string) (events []Event) {
	before := p.Before.Each()
	for i, after := range p.After.Each() {
		if before[i] != after {
			events = append(events, Event{Org: org, Action: after.Action, Subject: id, Before: []Field{before[i].Field}, After: []Field{after.Field}})
		}
	}
	return events
}

// SettingsChangedError tells of settings that somebody changed since the form about them was opened; nothing was done.
type SettingsChangedError struct {
	Settings Settings // as they are now
	Version  int64
	Last     Event // what was done to them last; zero if nothing is known
}

// Error is for logs and tests.
func (e *SettingsChangedError) Error() string { return ErrSettingsChanged.Error() }

// Is matches [ErrSettingsChanged].
func (e *SettingsChangedError) Is(target error) bool { return target == ErrSettingsChanged }

// SettingsPlanChangedError carries the plan as it is now; nothing was done.
type SettingsPlanChangedError struct{ Plan SettingsPlan }

// Error is for logs and tests.
func (e *SettingsPlanChangedError) Error() string { return ErrSettingsPlanChanged.Error() }

// Is matches [ErrSettingsPlanChanged].
func (e *SettingsPlanChangedError) Is(target error) bool { return target == ErrSettingsPlanChanged }
