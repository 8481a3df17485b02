package store

import (
	"cmp"
	"slices"
)

const (
	// MaxPreviewed is how many of the keys that were chosen a preview looks at; more take longer than somebody waits.
	MaxPreviewed = 50_000
	// MaxPreviewedThings bounds what a preview of a deletion counts of what the keys own and may open.
	MaxPreviewedThings = 100_000
)

// BulkPreview is what a change would do to keys that were chosen for work in the background, as they are now. Each is judged
// again when its turn comes, so nothing is promised.
type BulkPreview struct {
	Change BulkChange
	Groups []GroupRef // of the change, by name
	Total  int        // keys that were chosen
	Looked int        // of these, in their order: all, or [MaxPreviewed]

	Changes, Already, Gone BulkKeys
	Cannot                 []BulkRefusal // the reason of most keys first

	// Of a deletion: what keys own that can't be deleted for it, by kind, and how many access entries go with those that
	// can. Each is bounded by [MaxPreviewedThings].
	Owned  []KindCount
	Access int
}

// Add counts the next keys in. One that is gone has its former name.
func (p *BulkPreview) Add(judged []JudgedKey) {
	p.Looked += len(judged)
	for outcome, keys := range map[BulkOutcome]*BulkKeys{BulkChanged: &p.Changes, BulkAlready: &p.Already, BulkGone: &p.Gone} {
		*keys = keys.and(bulkKeys(judged, func(j JudgedKey) bool { return j.Outcome == outcome }))
	}
	for _, more := range bulkRefusals(judged) {
		at := slices.IndexFunc(p.Cannot, func(c BulkRefusal) bool { return c.Why == more.Why })
		if at < 0 {
			p.Cannot = append(p.Cannot, more)
		} else {
			p.Cannot[at].Keys = p.Cannot[at].Keys.and(more.Keys)
		}
	}
	sortRefusals(p.Cannot)
}

// Refused is how many keys can't change.
func (p BulkPreview) Refused() (n int) {
	for _, c := range p.Cannot {
		n += c.Keys.Count
	}
	return n
}

// and joins keys of one sort.
func (k BulkKeys) and(more BulkKeys) BulkKeys {
	names := sortedNames(slices.Concat(k.First, more.First))
	return BulkKeys{Count: k.Count + more.Count, First: names[:min(len(names), MaxBulkNamed)]}
}

// sortedNames sorts names as a table does. They are thousands, so each is folded once, and not again for each comparison.
func sortedNames(names []string) []string {
	folded := make(map[string]string, len(names))
	for _, name := range names {
		folded[name] = Fold(name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(folded[a], folded[b]), cmp.Compare(a, b)) })
	return names
}
