package store

import "strconv"

// ExportRows is how many keys a Store gives at once for an export.
const ExportRows = 1000

// KeyBatch is the next part of an export.
type KeyBatch struct {
	Keys []KeyFacts
	Next Cursor // where the export goes on; zero: that was all
}

// ExportFields is what an event tells of an export: what kind of file, and how many filters narrowed it. What was
// looked for is in no event.
func ExportFields(f KeyFilter, format string) []Field {
	return []Field{{Name: "format", Value: format}, {Name: "filters", Value: strconv.Itoa(f.Parts())}}
}
