package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// RefusedAnswer is why something was refused, or would be.
type RefusedAnswer struct {
	Title  string // the reason in a few words
	Said   string // and in a sentence or two
	Reason string // that somebody gave for switching the key off; empty: none
	Calm   bool   // nothing is wrong
	Acts   []RefusedAct
	Key    string // the key's name; empty: there is none
	Href   string // its information
	ID     string
	Status store.Status
	Prefix string // of the secret that was presented; empty: it isn't known
	Tail   string
	Client string
	Need   string
	At     When // of the refusal; zero: it was asked about a key
	Ref    string
	Since  string // what has become of it since; empty: nothing
	Latest []RefusalLine
}

// RefusedAct is a switch that would change the answer.
type RefusedAct struct {
	ID, Href, Label, Icon string
	Dialog                bool // it opens one
}

// AskedAbout says what was asked, as far as the answer depends on it.
type AskedAbout struct {
	Secret bool // a whole secret was pasted
	Broken bool // which isn't whole, or was mistyped
}

// NewRefusedAnswer puts the reason into words.
func NewRefusedAnswer(ctx context.Context, org store.Organization, why store.WhyRefused, asked AskedAbout, now time.Time) *RefusedAnswer {
	r := why.Refusal
	a := &RefusedAnswer{Ref: r.Ref, Client: clientWords(ctx, r.Client), Need: needWords(ctx, org, r)}
	if r.Ref != "" {
		a.At = deadline(ctx, r.At, now, org.Zone)
	}
	if why.Key != nil {
		a.Key, a.ID, a.Href, a.Status = why.Key.Key.Name, string(why.Key.Key.ID), tableWith(org, why.Key.Key.ID), why.Key.Key.Status(now)
		a.Prefix, a.Tail = why.Secret.Prefix, why.Secret.Tail
	}
	for _, other := range why.Latest {
		if other.Ref != r.Ref {
			a.Latest = append(a.Latest, newRefusalLine(ctx, org, other, now))
		}
	}
	reasoning{ctx, org, why, asked, now, a}.say()
	return a
}

// needWords are what was asked for and missing.
func needWords(ctx context.Context, org store.Organization, r store.Refusal) string {
	if r.Verdict == store.VerdictRole {
		if role, err := store.ParseRole(r.Need); err == nil {
			return RoleName(ctx, org.RoleWords, role)
		}
	}
	return r.Need
}

// reasoning is an answer in the making.
type reasoning struct {
	ctx   context.Context
	org   store.Organization
	why   store.WhyRefused
	asked AskedAbout
	now   time.Time
	*RefusedAnswer
}

// verdict is what the gate said, or would say now as far as the key goes.
func (a reasoning) verdict() store.Verdict {
	switch {
	case a.why.Refusal.Ref != "":
		return a.why.Refusal.Verdict
	case a.asked.Broken:
		return store.VerdictMalformed
	case a.why.Key == nil || a.asked.Secret && (a.why.Secret.Seq == 0 || !a.why.Secret.LiveAt(a.now)):
		return store.VerdictUnknown
	case a.Status == store.StatusInactive:
		return store.VerdictInactive
	case a.Status == store.StatusExpired:
		return store.VerdictExpired
	}
	return store.VerdictValid
}

func (a reasoning) say() {
	v, ctx := a.verdict(), a.ctx
	a.Title, a.Calm = VerdictWords(ctx, v), v == store.VerdictValid
	switch v {
	case store.VerdictValid:
		a.Title, a.Said = T(ctx, "It would be let in"), T(ctx, "“%s” is active. It is let in wherever its role and its groups are enough.", a.Key)
		if len(a.Latest) > 0 {
			a.Said = T(ctx, "“%s” is active. Why it was refused lately stands below: choose a reference.", a.Key)
		}
	case store.VerdictMissing:
		a.Said = T(ctx, "No key came with the request. Programs send it as Authorization: Bearer, as Api-Key or as X-Api-Key; a proxy in between may have removed it.")
	case store.VerdictMalformed:
		a.malformed()
	case store.VerdictUnknown:
		a.unknown()
	case store.VerdictInactive:
		a.inactive()
	case store.VerdictExpired:
		a.expired()
	default:
		a.lacking(v)
	}
}

// malformedWords say what was wrong with what can't be a key, by what the gate calls it.
var malformedWords = map[string]string{
	"length":   "What came with the request is longer than any key. Perhaps more than the key was sent.",
	"charset":  "What came with the request holds a character that no key has: a space, a quote, or a line end.",
	"shape":    "What came with the request doesn’t have the shape of a key. Perhaps it was cut off, or it is something else.",
	"checksum": "What came with the request looks like a key, but its last characters don’t fit the others: it was mistyped or cut off.",
	"several":  "Keys came in two places of the request, or twice in one. Send one key, in one header.",
}

func (a reasoning) malformed() {
	words, known := malformedWords[a.why.Refusal.Detail]
	switch {
	case known:
		a.Said = T(a.ctx, words)
	case a.asked.Broken:
		a.Said = T(a.ctx, "What you pasted looks like a key, but its last characters don’t fit the others: it was mistyped or cut off.")
	default:
		a.Said = T(a.ctx, "What came with the request can’t be a key: it was cut off, mistyped, or is something else.")
	}
}

func (a reasoning) unknown() {
	ctx, gone := a.ctx, a.why.Deleted
	switch {
	case a.why.Key != nil:
		a.Said = T(ctx, "“%s” exists, and this is none of its secrets: it was replaced when the secret was rotated, or was never one.", a.Key)
		a.act(a.why.Key.Can.Rotate, "why-rotate", "/rotate", T(ctx, "Rotate secret"), "rotate-cw")
	case gone != nil && gone.By != "":
		a.Said = T(ctx, "“%s” was deleted by %s %s. That can’t be undone: add a new key.", gone.Name, gone.By, moment(ctx, gone.At, a.now, a.org.Zone))
	case gone != nil:
		a.Said = T(ctx, "“%s” was deleted. That can’t be undone: add a new key.", gone.Name)
	default:
		a.Said = T(ctx, "This organization has no such key and never had: it belongs to another organization, or to another installation.")
	}
}

func (a reasoning) inactive() {
	ctx, info := a.ctx, a.why.Key
	if info == nil {
		a.unknown()
		return
	}
	if !info.Key.InactiveAt(a.now) {
		a.Said, a.Since, a.Calm = T(ctx, "“%s” was inactive then.", a.Key), T(ctx, "It has been activated since."), true
		return
	}
	a.Said = T(ctx, "“%s” has been inactive since %s.", a.Key, longDay(ctx, info.Key.InactiveFrom, a.org.Zone))
	if by := info.OffBy; by.Actor.Kind == store.ActorMember && by.ActorName != "" {
		a.Said = T(ctx, "“%s” was deactivated by %s %s.", a.Key, by.ActorName, moment(ctx, by.At, a.now, a.org.Zone))
	}
	a.Reason = info.Key.InactiveReason
	a.act(info.Can.Activate, "why-activate", "/activate", T(ctx, "Activate"), "power")
}

func (a reasoning) expired() {
	ctx, info := a.ctx, a.why.Key
	if info == nil {
		a.unknown()
		return
	}
	if ends := info.Key.ExpiresAt; ends.IsZero() || a.now.Before(ends) {
		a.Said, a.Since, a.Calm = T(ctx, "“%s” had expired.", a.Key), T(ctx, "It has been given more time since."), true
		return
	}
	a.Said = T(ctx, "“%s” has expired: its last day was %s.", a.Key, longDay(ctx, info.Key.ExpiresOn.Time(time.UTC), time.UTC))
	a.act(info.Can.Extend, "why-extend", "/expiry", T(ctx, "Change expiration date"), "calendar")
}

// lacking is about a key that is alive, and may not do that, or not from there.
func (a reasoning) lacking(v store.Verdict) {
	ctx, info := a.ctx, a.why.Key
	if info == nil {
		a.unknown()
		return
	}
	switch v {
	case store.VerdictRole:
		a.Said = T(ctx, "The address asks for the role %s, and “%s” has the role %s. The role of a key never changes: add a key with that role.",
			a.Need, a.Key, RoleName(ctx, a.org.RoleWords, info.Key.Role))
	case store.VerdictPermission:
		a.Said = T(ctx, "The address asks for %s, and no group of “%s” gives it.", a.Need, a.Key)
		a.act(info.Can.ChangeGroups, "why-groups", "/groups", T(ctx, "Change groups"), "shield-check")
	case store.VerdictAddress:
		a.Said = T(ctx, "“%s” may be used from some networks only, and the request came from another one.", a.Key)
		a.act(info.Can.SetRules, "why-networks", "/networks", T(ctx, "Change networks"), "monitor")
	case store.VerdictRateLimited:
		a.Said = T(ctx, "“%s” was used more often than its limit allows, or the organization’s.", a.Key)
		a.act(info.Can.SetRules, "why-limits", "/limits", T(ctx, "Change limits"), "hourglass")
	}
}

// act offers a switch to who may use it.
func (a reasoning) act(can bool, id, below, label, icon string) {
	if can {
		a.Acts = append(a.Acts, RefusedAct{ID: id, Href: KeyAddress(a.org.Slug, a.why.Key.Key.ID) + below, Label: label, Icon: icon, Dialog: true})
	}
}
