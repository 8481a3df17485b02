package views

import (
	"context"
	"strconv"
	"strings"
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
	Again  string // address that gives the same answer as it is then; empty: none does
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
	Secret bool   // a secret was pasted
	Flaw   string // what is wrong with it, as the gate calls it; empty: nothing
}

// NewRefusedAnswer puts the reason into words.
func NewRefusedAnswer(ctx context.Context, org store.Organization, why store.WhyRefused, asked AskedAbout, now time.Time) *RefusedAnswer {
	r := why.Refusal
	a := &RefusedAnswer{Ref: r.Ref, Client: clientWords(ctx, r.Client), Need: needWords(ctx, org, r)}
	if why.Key != nil {
		a.Again = RefusedAddress(org.Slug) + "?key=" + string(why.Key.Key.ID)
	}
	if r.Ref != "" {
		a.Again = RefusedAddress(org.Slug) + "?reference=" + r.Ref
		a.At = deadline(ctx, r.At, now, org.Zone)
	}
	if why.Key != nil {
		a.Key, a.ID, a.Href, a.Status = why.Key.Key.Name, string(why.Key.Key.ID), tableWith(org, why.Key.Key.ID), why.Key.Key.Status(now)
		a.Prefix, a.Tail = why.Secret.Prefix, why.Secret.Tail
	}
	for _, other := range why.Latest {
		if other.Ref != r.Ref && now.Sub(other.At) < store.RefusalAge {
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
	case a.asked.Flaw != "":
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
		a.missing()
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

func (a reasoning) missing() {
	switch a.why.Refusal.Detail {
	case "address":
		a.Said = T(a.ctx, "A key stood in the address of the request, behind apiKey=, and is not read there: addresses end up in logs. The program has to send it in a header, such as Api-Key; or whoever runs Chatelaine allows keys in addresses.")
	case "scheme":
		a.Said = T(a.ctx, "The request had an Authorization header, but not the word Bearer with a key behind it. Programs send a key as Authorization: Bearer, as Api-Key or as X-Api-Key.")
	default:
		a.Said = T(a.ctx, "No key came with the request. Programs send it as Authorization: Bearer, as Api-Key or as X-Api-Key; a proxy in between may have removed it.")
	}
}

// flawWords say what was wrong with what can't be a key, by what the gate calls it.
var flawWords = map[string]string{
	"long":        "It is much longer than any key. Perhaps more than the key was copied, or something else.",
	"shown":       "It is the shortened form that lists show, not the key itself. The whole key is shown only once, when it is made: if nobody has stored it, rotate its secret.",
	"placeholder": "A placeholder stands where the key belongs: somebody forgot to fill it in, in the settings of the program.",
	"joined":      "There are commas in it, as if several keys had been sent as one. Send one key, in one header.",
	"quote":       "There are quotation marks in it. The key has to be stored without them.",
	"space":       "There is a space or the end of a line in it, which easily comes along when a key is copied. The key has to be stored without it.",
	"character":   "There is a character in it that no key has. Keys consist of letters from A to Z, digits and underscores.",
	"capitals":    "It begins with capital letters. Capital and small letters are not the same in a key: send it exactly as it was shown.",
	"foreign":     "It doesn’t look like a key at all. Perhaps it is a password, or a key of another product.",
	"middle":      "Its part between the two underscores is too long or too short: characters were added or lost there.",
	"checksum":    "It is as long as a key, but its checksum is wrong: at least one character was changed, for instance when it was typed by hand.",
	"several":     "Keys came in two places of the request, or twice in one. Send one key, in one header.",
}

func (a reasoning) malformed() {
	flaw := a.why.Refusal.Detail
	a.Said = T(a.ctx, "What came with the request can’t be a key.")
	if a.asked.Flaw != "" {
		flaw = a.asked.Flaw
		a.Said = T(a.ctx, "What you pasted can’t be a key.")
	}
	code, number, _ := strings.Cut(flaw, " ")
	n, _ := strconv.Atoi(number) // 0: a code without a number
	switch {
	case code == "short" && n > 0:
		a.Said += " " + T(a.ctx, "It is %d characters too short: perhaps its end was cut off while it was copied.", n)
	case code == "over" && n > 0:
		a.Said += " " + T(a.ctx, "It is %d characters too long: perhaps something was copied along with it.", n)
	case flawWords[code] != "":
		a.Said += " " + T(a.ctx, flawWords[code])
	}
	if a.Key != "" {
		a.Said += " " + T(a.ctx, "By its ID, it was meant to be “%s”.", a.Key)
	}
}

func (a reasoning) unknown() {
	ctx, gone := a.ctx, a.why.Deleted
	switch {
	case a.why.Refusal.Detail == "credential":
		a.Said = T(ctx, "What came with the request is a gate credential, and no key. Gate credentials are for programs that ask about keys; they open nothing.")
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
		a.limited()
	}
}

// limited is about too many requests: of the key, or of all keys together.
func (a reasoning) limited() {
	ctx, rules := a.ctx, a.why.Key.Rules
	switch {
	case rules.Limit.IsZero() && rules.Organization.IsZero():
		a.Said, a.Since, a.Calm = T(ctx, "“%s” made too many requests.", a.Key), T(ctx, "The limit has been lifted since."), true
		return
	case rules.Limit.IsZero():
		a.Said = T(ctx, "All keys together made more requests than the organization’s limit allows: %s. Administrators change it in the settings.",
			limitWords(ctx, rules.Organization))
		return
	case rules.Organization.IsZero():
		a.Said = T(ctx, "“%s” made more requests than its limit allows: %s.", a.Key, limitWords(ctx, rules.Limit))
	default:
		a.Said = T(ctx, "“%s” made more requests than its limit allows, or all keys together more than the organization’s.", a.Key)
	}
	a.act(a.why.Key.Can.SetRules, "why-limits", "/limits", T(ctx, "Change limits"), "hourglass")
}

// act offers a switch to who may use it.
func (a reasoning) act(can bool, id, below, label, icon string) {
	if can {
		a.Acts = append(a.Acts, RefusedAct{ID: id, Href: KeyAddress(a.org.Slug, a.why.Key.Key.ID) + below, Label: label, Icon: icon, Dialog: true})
	}
}
