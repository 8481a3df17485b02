package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// NewResourceInfo puts a resource into words.
func NewResourceInfo(ctx context.Context, org store.Organization, d store.ResourceDetails) ResourceInfo {
	r := d.Resource
	p := ResourceInfo{
		ID: string(r.ID), Name: r.Name, Kind: r.Kind.One, Href: ResourceAddress(org.Slug, r.ID), List: ResourcesAddress(org.Slug), Outside: r.OutsideID,
		Created: When{ISO: d.CreatedAt.UTC().Format(time.RFC3339), Words: longDay(ctx, d.CreatedAt, org.Zone), Title: instant(ctx, d.CreatedAt, org.Zone)},
		Manage:  d.Can.Manage, Movable: d.MayLieIn.Slug != "", Told: d.Can.Manage,
	}
	if d.Parent.ID != "" {
		p.ParentName, p.ParentHref, p.ParentKind = d.Parent.Name, ResourceAddress(org.Slug, d.Parent.ID), d.Parent.Kind.One
	}
	for _, o := range d.Owners {
		p.Owners = append(p.Owners, newResourceOwner(ctx, org, o, d.Can.Manage && len(d.Owners) > 1))
	}
	for i, say := range d.Says {
		if i == store.MaxNamed {
			p.SaysMore = moreWords(ctx, len(d.Says)-i)
			break
		}
		p.Says = append(p.Says, newResourceSay(ctx, org, d, say))
	}
	for _, c := range d.Children {
		p.Children = append(p.Children, ResourceLink{c.Name, c.Kind.One, ResourceAddress(org.Slug, c.ID)})
	}
	p.ChildWords, p.ChildMore = kindList(ctx, d.ChildCounts), ResourcesAddress(org.Slug)+"?in="+string(r.ID)
	p.History = resourceHistoryLines(ctx, org, d.History)
	if d.History.Earlier {
		p.Earlier = aboutAddress(org.Slug, string(r.ID))
	}
	return p
}

func newResourceOwner(ctx context.Context, org store.Organization, o store.Owner, removable bool) ResourceOwner {
	p := ResourceOwner{ID: string(o.ID), Name: o.Name, About: T(ctx, "Member"), Initials: Initials(o.Name), Removable: removable}
	if o.Key {
		p.About, p.Initials, p.Href = T(ctx, "API key"), "", KeyAddress(org.Slug, store.KeyID(o.ID))
	}
	return p
}

func newResourceSay(ctx context.Context, org store.Organization, d store.ResourceDetails, say store.Say) ResourceSay {
	p := ResourceSay{ID: string(say.Who.ID), Name: say.Who.Name, Initials: Initials(say.Who.Name), Access: AccessName(ctx, say.Access), Take: T(ctx, "Take access from %s", say.Who.Name)}
	if say.Who.Key {
		p.Initials, p.Href = "", KeyAddress(org.Slug, store.KeyID(say.Who.ID))
	}
	for _, r := range say.Reasons {
		p.Why = append(p.Why, sayWords(ctx, d, r))
		p.Entry = p.Entry || !r.Owns && !r.Parent
	}
	switch {
	case say.Withheld && say.Access == store.AccessModify:
		p.Withheld = T(ctx, "Its groups don’t let it edit %s, so the gate refuses it.", d.Resource.Kind.Many)
	case say.Withheld:
		p.Withheld = T(ctx, "Its groups don’t let it read %s, so the gate refuses it.", d.Resource.Kind.Many)
	}
	return p
}

// AccessName is what an access is called.
func AccessName(ctx context.Context, access store.Access) string {
	if access == store.AccessModify {
		return T(ctx, "Modify")
	}
	return T(ctx, "View")
}

// sayWords explain a say: as owner of the project it lies in.
func sayWords(ctx context.Context, d store.ResourceDetails, r store.SayReason) string {
	switch {
	case r.Owns && r.Parent:
		return T(ctx, "as owner of the %s it lies in", d.Parent.Kind.One)
	case r.Owns:
		return T(ctx, "as owner")
	case r.Parent && r.Access == store.AccessModify:
		return T(ctx, "may modify the %s it lies in", d.Parent.Kind.One)
	case r.Parent:
		return T(ctx, "may view the %s it lies in", d.Parent.Kind.One)
	case r.Access == store.AccessModify:
		return T(ctx, "was given access to modify it")
	}
	return T(ctx, "was given access to view it")
}

// resourceHistoryLines put what was done to a resource into words.
func resourceHistoryLines(ctx context.Context, org store.Organization, h store.ResourceHistory) (lines []HistoryLine) {
	for _, e := range h.Events {
		lines = append(lines, HistoryLine{
			Said: tell(ctx, telling{org, e, actorWords(ctx, org, e), T(ctx, "the resource")}), When: shortDay(ctx, e.At, org.Zone), Changes: resourceValues(ctx, h, e),
		})
	}
	return lines
}

// resourceValues are what an event about a resource says of before and after.
func resourceValues(ctx context.Context, h store.ResourceHistory, e store.Event) (lines []ValueLine) {
	value := func(label, before, after string) {
		lines = append(lines, ValueLine{label, orNone(ctx, before), orNone(ctx, after), true})
	}
	switch e.Action {
	case store.ResourceRenamed:
		value(T(ctx, "Name"), store.Value(e.Before, "name"), store.Value(e.After, "name"))
	case store.ResourceMoved:
		place := func(fields []store.Field) string { return h.Places[store.ResourceID(store.Value(fields, "parent"))] }
		value(T(ctx, "Lies in"), place(e.Before), place(e.After))
	case store.ResourceOwner:
		// The event tells who came and who went: there may be others, who stay.
		if came := namesIn(ctx, h, e.After, "owner"); came != "" {
			lines = append(lines, ValueLine{Label: T(ctx, "New owner"), After: came})
		}
		if went := namesIn(ctx, h, e.Before, "owner"); went != "" {
			lines = append(lines, ValueLine{Label: T(ctx, "Former owner"), After: went})
		}
	case store.ResourceACL:
		access := func(fields []store.Field) string {
			if a := store.Value(fields, "access"); a != "" {
				return T(ctx, "%s: %s", namesIn(ctx, h, fields, "principal"), AccessName(ctx, store.Access(a)))
			}
			return ""
		}
		value(T(ctx, "Access"), access(e.Before), access(e.After))
	}
	return lines
}

// namesIn are what principals in an event's fields are called.
func namesIn(ctx context.Context, h store.ResourceHistory, fields []store.Field, name string) string {
	var names []string
	for _, f := range fields {
		if f.Name == name {
			names = append(names, h.Names[store.PrincipalID(f.Value)])
		}
	}
	return list(ctx, names)
}
