package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// BulkPreview is what work in the background would do.
type BulkPreview struct {
	Window   Window
	Begin    string // address
	Back     string // address of the form, with what was typed; empty: there is nothing to ask
	Sum      string // "12,340 of 15,000 keys change, 3 can't."
	What     string // what is done to them
	Lines    []PlanLine
	About    []string // how it is done
	Sure     bool     // that it is meant has to be ticked
	Carried  []HiddenField
	Button   string // empty: there is nothing to do
	Mistakes Mistakes
}

// BulkPreviewFacts are what a preview is shown from.
type BulkPreviewFacts struct {
	Organization store.Organization
	Work         store.BulkID
	Preview      store.BulkPreview
	Now          time.Time
	Carried      []HiddenField
	Mistakes     Mistakes
}

// BulkAsks tells whether an act needs to know more than its keys.
func BulkAsks(act store.BulkAct) bool { return act != store.BulkActivate && act != store.BulkDelete }

// NewBulkPreview puts a preview into words.
func NewBulkPreview(ctx context.Context, f BulkPreviewFacts) BulkPreview {
	here, preview, act := BulkAddress(f.Organization.Slug, f.Work), f.Preview, f.Preview.Change.Act
	p := BulkPreview{
		Window: Window{ID: "work-preview", Title: bulkTitle(ctx, act), About: "bulk-sum", Page: true, Close: here},
		Begin:  here + "/begin/" + string(act), Sum: previewSum(ctx, preview),
		Lines: previewLines(ctx, preview), About: previewAbout(ctx, preview),
		Sure: act == store.BulkDelete, Carried: f.Carried, Mistakes: f.Mistakes,
	}
	if act != store.BulkDelete {
		p.What = whatWords(ctx, f.Organization, preview.Change, preview.Groups, f.Now)
	}
	if BulkAsks(act) {
		p.Back = here + "/preview/" + string(act)
	}
	if rest := preview.Total - preview.Looked; preview.Changes.Count+rest > 0 {
		p.Button = bulkButton(ctx, act, preview.Changes.Count+rest)
	}
	return p
}

// previewSum sums a preview up. Of more keys than were looked at, it says of how many it speaks.
func previewSum(ctx context.Context, preview store.BulkPreview) string {
	sum := sumWords(ctx, preview.Change.Act, bulkSum{preview.Changes.Count, preview.Refused(), preview.Gone.Count, preview.Looked})
	if preview.Looked < preview.Total {
		return T(ctx, "Of the first %d keys: %s", preview.Looked, sum)
	}
	return sum
}

func previewLines(ctx context.Context, preview store.BulkPreview) (lines []PlanLine) {
	deletes := preview.Change.Act == store.BulkDelete
	switch n := preview.Changes.Count; {
	case n > 0 && deletes:
		line := keysLine(ctx, "trash-2", T(ctx, "%d keys are permanently deleted. This cannot be undone.", n), preview.Changes)
		line.Bad = true
		lines = append(lines, line)
	case n > 0:
		lines = append(lines, keysLine(ctx, "pencil", T(ctx, "%d keys change", n), preview.Changes))
	}
	if preview.Access > 0 {
		lines = append(lines, PlanLine{Icon: "circle-minus", Words: bounded(ctx, preview.Access, T(ctx, "%d access entries are removed", preview.Access))})
	}
	for _, c := range preview.Cannot {
		words := T(ctx, "%d keys can’t change: %s", c.Keys.Count, reasonWords(ctx, c.Why))
		if deletes {
			words = T(ctx, "%d keys can’t be deleted: %s", c.Keys.Count, reasonWords(ctx, c.Why))
		}
		lines = append(lines, keysLine(ctx, "circle-alert", words, c.Keys))
	}
	if n := owned(preview); n > 0 {
		words := T(ctx, "What those own stays with them: %s", kindList(ctx, preview.Owned))
		lines = append(lines, PlanLine{Icon: "users-round", Words: bounded(ctx, n, words)})
	}
	if n := preview.Already.Count; n > 0 {
		lines = append(lines, keysLine(ctx, "check", T(ctx, "%d keys are so already", n), preview.Already))
	}
	if n := preview.Gone.Count; n > 0 {
		lines = append(lines, keysLine(ctx, "info", T(ctx, "%d of the selected keys are gone already", n), preview.Gone))
	}
	return lines
}

// owned is how many resources keys own that can't be deleted for it.
func owned(preview store.BulkPreview) (n int) {
	for _, c := range preview.Owned {
		n += c.Count
	}
	return n
}

// bounded says of a number at which the count stops that there may be more.
func bounded(ctx context.Context, n int, words string) string {
	if n < store.MaxPreviewedThings {
		return words
	}
	return T(ctx, "%s (or more: the count stops there)", words)
}

// previewAbout says how work in the background is done, and what the preview can't promise.
func previewAbout(ctx context.Context, preview store.BulkPreview) []string {
	about := []string{stepsWords(ctx, preview.Total)}
	if preview.Change.Act == store.BulkDelete {
		about = append(about, T(ctx, "Each step is a plan of its own, carried out at once or not at all. What is deleted cannot be brought back."))
	}
	if rest := preview.Total - preview.Looked; rest > 0 {
		about = append(about, T(ctx, "%d keys more were not looked at: they would take too long here.", rest))
	}
	about = append(about, T(ctx, "This is how it is now. Each key is judged again when its turn comes; what became of it, and why, is in the result."))
	if preview.Change.Act != store.BulkDelete {
		about = append(about, T(ctx, "This can’t be undone at a click."))
	}
	return about
}
