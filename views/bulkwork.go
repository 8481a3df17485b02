package views

import (
	"context"
	"strconv"

	"chatelaine/store"
)

// BulkAddress is where work on many keys is looked at.
func BulkAddress(slug string, id store.BulkID) string {
	return "/o/" + slug + "/work/" + strconv.FormatInt(int64(id), 10)
}

// BulkWork is work on more keys than one plan has, and how far it is.
type BulkWork struct {
	Window  Window
	Here    string
	Running bool
	Words   []string
	Total   string // for the bar; empty: there is none
	Looked  string
	Lines   []PlanLine
	Acts    []BulkAct // that can be begun
	Result  string    // address of the file; empty: not yet
}

// NewBulkWork puts it into words.
func NewBulkWork(ctx context.Context, org store.Organization, b store.Bulk, standing store.Standing) BulkWork {
	p := BulkWork{
		Window: Window{ID: "work", Title: bulkTitle(ctx, b.Change.Act), Page: true, Close: KeysAddress(org.Slug)},
		Here:   BulkAddress(org.Slug, b.ID), Running: b.State == store.BulkRunning,
	}
	if b.State == store.BulkChosen {
		p.chosen(ctx, b, standing)
		return p
	}
	p.Total, p.Looked = strconv.Itoa(b.Total), strconv.Itoa(b.Looked)
	switch b.State {
	case store.BulkRunning:
		p.Words = []string{T(ctx, "%d of %s keys had their turn.", b.Looked, figure(ctx, b.Total)), T(ctx, "You can leave this page: the work goes on.")}
	case store.BulkStopped:
		p.Words = []string{
			T(ctx, "Stopped: %s.", reasonWords(ctx, b.Why)), T(ctx, "%d of %s keys had their turn.", b.Looked, figure(ctx, b.Total)), T(ctx, "What was done until then stays."),
		}
	default:
		p.Words = []string{T(ctx, "Done: all of %d keys had their turn.", b.Total)}
	}
	p.Words = append([]string{whatWords(ctx, org, b.Change, b.Groups, b.BegunAt)}, p.Words...)
	add := func(icon string, words func(int) string, n int) {
		if n > 0 {
			p.Lines = append(p.Lines, PlanLine{Icon: icon, Words: words(n)})
		}
	}
	add("pencil", func(n int) string {
		if b.Change.Act == store.BulkDelete {
			return T(ctx, "%d keys were deleted", n)
		}
		return T(ctx, "%d keys were changed", n)
	}, b.Changed)
	add("check", func(n int) string { return T(ctx, "%d keys were so already", n) }, b.Already)
	add("circle-alert", func(n int) string { return T(ctx, "%d keys couldn’t be changed; the result says why", n) }, b.Refused)
	add("info", func(n int) string { return T(ctx, "%d keys had been deleted", n) }, b.Gone)
	if !p.Running && b.Looked+b.Refused > 0 {
		p.Result = p.Here + "/result"
	}
	return p
}

// chosen says what is chosen, and offers what can be done to it.
func (p *BulkWork) chosen(ctx context.Context, b store.Bulk, standing store.Standing) {
	p.Window.Title = T(ctx, "Work on %d keys", b.Total)
	p.Words = []string{
		T(ctx, "These %d keys are chosen as they matched at that moment. Keys that match later are not among them.", b.Total), stepsWords(ctx, b.Total),
	}
	if b.More {
		p.Words = append(p.Words, T(ctx, "More keys match than can be chosen at once: these are the first."))
	}
	if b.Total == 0 {
		p.Words = []string{T(ctx, "No key matches any more.")}
		return
	}
	p.Acts = bulkActsAt(ctx, p.Here+"/begin", standing)
	if standing.MayBulk(store.BulkDelete) == nil {
		p.Acts = append(p.Acts, BulkAct{Href: p.Here + "/begin/" + string(store.BulkDelete), Icon: "trash-2", Label: T(ctx, "Delete…"), Bad: true})
	}
}

// BulkSheet are the words of the file that says what became of many keys.
type BulkSheet struct {
	head     []string
	outcomes map[store.BulkOutcome]string
}

// NewBulkSheet makes them.
func NewBulkSheet(ctx context.Context) BulkSheet {
	return BulkSheet{
		head: []string{T(ctx, "ID"), T(ctx, "Name"), T(ctx, "Outcome"), T(ctx, "Reason")},
		outcomes: map[store.BulkOutcome]string{
			store.BulkChanged: T(ctx, "changed"), store.BulkAlready: T(ctx, "was so already"), store.BulkRefused: T(ctx, "could not be changed"),
			store.BulkGone: T(ctx, "had been deleted"), store.BulkUndone: T(ctx, "undone"), "": T(ctx, "not yet"),
		},
	}
}

// Head is the first line.
func (s BulkSheet) Head() []string { return s.head }

// Row is the line of a key.
func (s BulkSheet) Row(ctx context.Context, cells []string, r store.BulkRow) []string {
	return append(cells, string(r.Key), r.Name, s.outcomes[r.Outcome], ReasonWords(ctx, r.Why))
}
