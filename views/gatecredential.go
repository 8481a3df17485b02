package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// GateCredentialsAddress is where an organization's gate credentials are listed.
func GateCredentialsAddress(slug string) string { return SettingsAddress(slug) + "/gate" }

// GateCredentialAddress is where a gate credential is.
func GateCredentialAddress(slug string, id store.GateCredentialID) string {
	return GateCredentialsAddress(slug) + "/" + string(id)
}

// GateCredentialList are the credentials of an organization that work.
type GateCredentialList struct {
	Here, Settings, AddHref string
	Slug                    string
	Rows                    []GateCredentialRow
	Full                    string // why none can be added; empty: one can
}

// GateCredentialRow is one of them.
type GateCredentialRow struct {
	ID, Name, Shown, About string
	Used                   string
	Confirmed              bool
	RevokeHref             string
}

// NewGateCredentialList puts them into words.
func NewGateCredentialList(ctx context.Context, org store.Organization, list []store.GateCredential, now time.Time) GateCredentialList {
	p := GateCredentialList{
		Here: GateCredentialsAddress(org.Slug), Settings: SettingsAddress(org.Slug), AddHref: GateCredentialsAddress(org.Slug) + "/new", Slug: org.Slug,
	}
	for _, c := range list {
		p.Rows = append(p.Rows, GateCredentialRow{
			ID: string(c.ID), Name: c.Name, Shown: c.Abbreviated(), Confirmed: !c.ConfirmedAt.IsZero(), Used: gateCredentialUse(ctx, c, now, org.Zone),
			About:      T(ctx, "made by %s on %s", c.MadeBy.Name, longDay(ctx, c.MadeAt, org.Zone)),
			RevokeHref: GateCredentialAddress(org.Slug, c.ID) + "/revoke",
		})
	}
	if len(list) >= store.MaxGateCredentials {
		p.Full = T(ctx, "There can be %d gate credentials. Revoke one that nothing uses to add another.", store.MaxGateCredentials)
	}
	return p
}

// gateCredentialUse says when a credential was used last.
func gateCredentialUse(ctx context.Context, c store.GateCredential, now time.Time, zone *time.Location) string {
	if c.LastUsed.IsZero() {
		return T(ctx, "Never used")
	}
	return T(ctx, "Last used %s", moment(ctx, c.LastUsed, now, zone))
}

// AddGateCredential is the form that adds one.
type AddGateCredential struct {
	Window   Window
	Action   string
	Nonce    string // makes the form work once
	Name     string // as typed
	Mistakes Mistakes
}

// NewAddGateCredential makes the form.
func NewAddGateCredential(ctx context.Context, org store.Organization, name, nonce string, m Mistakes) AddGateCredential {
	here := GateCredentialsAddress(org.Slug)
	return AddGateCredential{
		Window: Window{ID: "gate-form", Title: T(ctx, "Add gate credential"), Lede: T(ctx, "Fields marked * are required."), Close: here},
		Action: here, Name: name, Nonce: nonce, Mistakes: m,
	}
}

// NewGateCredentialReveal shows the credential's secret, the only time that anything does.
func NewGateCredentialReveal(ctx context.Context, org store.Organization, c store.GateCredential, secret string) Reveal {
	return Reveal{
		Window: Window{
			ID: "reveal", Title: T(ctx, "Store this credential now"), Lede: c.Name, Sticky: true, About: "reveal-about", Close: GateCredentialsAddress(org.Slug),
		},
		Secret: secret, Action: GateCredentialAddress(org.Slug, c.ID) + "/confirm", Credential: true,
	}
}

// NewGateRevocation says what revoking a credential does, before it is done.
func NewGateRevocation(ctx context.Context, org store.Organization, c store.GateCredential, now time.Time) GroupPlan {
	used := T(ctx, "It was never used.")
	if !c.LastUsed.IsZero() {
		used = T(ctx, "It was last used %s.", moment(ctx, c.LastUsed, now, org.Zone))
	}
	return GroupPlan{
		Window: Window{ID: "revoke", Title: T(ctx, "Revoke “%s”?", c.Name), Lede: c.Abbreviated(), Alert: true, Close: GateCredentialsAddress(org.Slug), About: "plan-about"},
		Action: GateCredentialAddress(org.Slug, c.ID) + "/revoke", Button: T(ctx, "Revoke"), Danger: true,
		Lines: []PlanLine{
			{Icon: "info", Words: used},
			{Icon: "circle-minus", Words: T(ctx, "Programs that show it are told nothing about keys any more, and a proxy on another machine that shows it lets nobody in: from the moment that this is done.")},
			{Icon: "key-round", Words: T(ctx, "No key changes. What doesn’t show this credential goes on as before.")},
			{Icon: "trash-2", Bad: true, Words: T(ctx, "It can’t be brought back. This cannot be undone.")},
		},
	}
}

// NewGateRevoked says that a credential was revoked before, and by whom.
func NewGateRevoked(ctx context.Context, org store.Organization, c store.GateCredential, now time.Time) Told {
	return Told{
		Window: Window{ID: "told", Title: T(ctx, "This credential was revoked already"), Lede: c.Name, Close: GateCredentialsAddress(org.Slug)},
		Words:  []string{T(ctx, "%s revoked it %s. Nothing else was done.", c.RevokedBy, moment(ctx, c.RevokedAt, now, org.Zone))},
		Button: T(ctx, "Close"),
	}
}

// NewGateRepeated answers a form that came twice: the credential exists, its secret can't be shown again.
func NewGateRepeated(ctx context.Context, org store.Organization, c store.GateCredential) Told {
	return Told{
		Window: Window{ID: "repeated", Title: T(ctx, "This credential was made."), Lede: c.Name, Close: GateCredentialsAddress(org.Slug)},
		Words: []string{
			T(ctx, "Its secret can’t be shown again: this form was sent before, and the answer that held the secret was the only one."),
			T(ctx, "If you haven’t stored the secret, revoke the credential and add a new one."),
		},
		Button: T(ctx, "Close"),
	}
}
