package views

import (
	"context"
	"net/url"
	"strings"
	"time"

	"chatelaine/store"
)

// OwnAccountAddress is the page about one's own account, in the frame of an organization; empty: in none.
func OwnAccountAddress(from string) string {
	if from == "" {
		return "/account"
	}
	return "/account?from=" + url.QueryEscape(from)
}

// The sections of the page, as their forms' addresses and their ids have them.
const (
	OwnName        = "name"
	OwnEmail       = "email"
	OwnPassword    = "password"
	OwnPreferences = "preferences"
	OwnSessions    = "sessions"
)

// languageNames are what languages call themselves: they are in no other.
var languageNames = []struct {
	code store.Language
	name string
}{{store.LanguageEnglish, "English"}, {store.LanguageFrench, "Français"}}

// OwnAccountFacts are what the page is made from.
type OwnAccountFacts struct {
	Own     store.OwnAccount
	Session string         // the name of the one that asks
	From    string         // short name of the organization around the page; empty: none
	Zone    *time.Location // in which instants are shown
	At      time.Time
	// What was refused: the section, what was typed in it, and what is wrong with it. Empty: nothing was.
	Section  string
	Typed    map[string]string
	Mistakes Mistakes
	Said     string // what was done just before; empty: nothing
}

// OwnAccount is the page about one's own account.
type OwnAccount struct {
	From, Said  string
	Account     store.Account
	HasPassword bool
	Preferences store.Preferences
	Sessions    []OwnSession
	Others      bool // there are sessions besides this one
	Places      []OwnPlace
	section     string
	typed       map[string]string
	mistakes    Mistakes
}

// OwnSession is a browser in which the person is signed in.
type OwnSession struct {
	Name, Browser, Network, Words string
	Here                          bool // the one that asks
}

// OwnPlace is an organization that the person belongs to.
type OwnPlace struct {
	Name, Href, Words string
	Leave             string // address of leaving it; empty: they can't
	Stays             string // why they can't
}

// NewOwnAccount makes the page.
func NewOwnAccount(ctx context.Context, f OwnAccountFacts) OwnAccount {
	p := OwnAccount{
		From: f.From, Said: f.Said, Account: f.Own.Account, HasPassword: f.Own.HasPassword, Preferences: f.Own.Preferences,
		Others: len(f.Own.Sessions) > 1, section: f.Section, typed: f.Typed, mistakes: f.Mistakes,
	}
	for _, s := range f.Own.Sessions {
		p.Sessions = append(p.Sessions, OwnSession{
			Name: s.Name, Browser: browserWords(ctx, s.Browser), Network: s.Network, Here: s.Name == f.Session,
			Words: T(ctx, "Signed in %s, last seen %s", moment(ctx, s.StartedAt, f.At, f.Zone), moment(ctx, s.LastSeen, f.At, f.Zone)),
		})
	}
	for _, m := range f.Own.Organizations {
		p.Places = append(p.Places, newOwnPlace(ctx, m, f))
	}
	return p
}

// browserWords says what a session was started with: Firefox on Windows.
func browserWords(ctx context.Context, kept string) string {
	browser, system, _ := strings.Cut(kept, "/")
	switch {
	case browser != "" && system != "":
		return T(ctx, "%s on %s", browser, system)
	case browser+system != "":
		return browser + system
	}
	return T(ctx, "A browser")
}

func newOwnPlace(ctx context.Context, m store.OwnMembership, f OwnAccountFacts) OwnPlace {
	org := m.Organization
	p := OwnPlace{
		Name: org.Name, Href: KeysAddress(org.Slug),
		Words: T(ctx, "%s since %s", RoleName(ctx, org.RoleWords, m.Role), longDay(ctx, m.JoinedAt, f.Zone)),
	}
	switch {
	case m.Alone:
		p.Stays = T(ctx, "You are its only administrator. Make somebody else one before you leave.")
	case m.Owns > 0:
		p.Stays = T(ctx, "You own %d resources in it. An administrator has to remove you, with a plan of what becomes of them.", m.Owns)
	default:
		p.Leave = LeaveAddress(org.Slug, f.From)
	}
	return p
}

// LeaveAddress is the page on which one leaves an organization.
func LeaveAddress(slug, from string) string {
	address := "/account/leave/" + slug
	if from != "" {
		address += "?from=" + url.QueryEscape(from)
	}
	return address
}

// value is what a field of a section shows: what was typed, if that was refused.
func (p OwnAccount) value(section, field, otherwise string) string {
	if p.section != section {
		return otherwise
	}
	return p.typed[field]
}

// wrong are the mistakes of a section.
func (p OwnAccount) wrong(section string) Mistakes {
	if p.section != section {
		return nil
	}
	return p.mistakes
}
