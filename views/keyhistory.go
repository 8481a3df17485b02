package views

import (
	"context"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
)

// KeyHistory is a part of what was done to a key.
type KeyHistory struct {
	Window  Window
	Lines   []HistoryLine
	Earlier string // address of what came before; empty: nothing did
	Later   bool   // there are others after these
	Top     string // address of the latest
}

// HistoryLine is one thing that was done.
type HistoryLine struct {
	ID      string
	Said    Said
	When    When
	Changes []ValueLine
}

// ValueLine is what something was and is.
type ValueLine struct {
	Label, Before, After string
	Whole                bool // it says both
}

// NewKeyHistory puts a part of a key's history into words; before is where it begins: 0: with the latest.
func NewKeyHistory(ctx context.Context, org store.Organization, key store.Key, history store.KeyHistory, before int64, now time.Time) KeyHistory {
	href := KeyAddress(org.Slug, key.ID)
	p := KeyHistory{Later: before > 0, Top: href + "/history"}
	p.Window = Window{ID: "history", Title: T(ctx, "History"), Lede: key.Name, Close: href, Page: true}
	for _, e := range history.Events {
		p.Lines = append(p.Lines, HistoryLine{
			ID: "event-" + strconv.FormatInt(e.Seq, 10), Said: HistorySaid(ctx, org, e), When: shortDay(ctx, e.At, org.Zone), Changes: valuesOf(ctx, e),
		})
		if history.Earlier {
			p.Earlier = p.Top + "?before=" + strconv.FormatInt(e.Seq, 10)
		}
	}
	return p
}

// changeFields are those whose values are told beside the sentence, of the actions whose sentences leave them out.
var changeFields = []struct {
	name, label string
	actions     []store.Action
}{
	{"purpose", "Purpose", []store.Action{store.KeyDescribed}},
	{"labels", "Labels", []store.Action{store.KeyDescribed}},
	{"contact", "Contact", []store.Action{store.KeyDescribed}},
	{"groups", "Groups", []store.Action{store.KeyRegrouped}},
	{"limit", "Limit of requests", []store.Action{store.KeyLimited}},
	{"networks", "Allowed networks", []store.Action{store.KeyRestricted}},
	{"secret", "Secret", []store.Action{store.KeyRotated, store.KeyRotationUndone}},
}

// valuesOf are what an event says of before and after.
func valuesOf(ctx context.Context, e store.Event) (lines []ValueLine) {
	for _, f := range changeFields {
		before, after := store.Value(e.Before, f.name), store.Value(e.After, f.name)
		if slices.Contains(f.actions, e.Action) && before != after {
			if f.name == "limit" {
				before, after = limitSaid(ctx, before), limitSaid(ctx, after)
			}
			lines = append(lines, ValueLine{T(ctx, f.label), orNone(ctx, before), orNone(ctx, after), true})
		}
	}
	return lines
}
