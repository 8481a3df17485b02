package views

import (
	"context"
	"strings"
)

// saidOf tells in a breath what a screen reader's user asked for: the order, and how much there is.
func saidOf(ctx context.Context, p KeyTable) string {
	if p.Range == "" {
		return p.Empty.Title
	}
	var said []string
	for _, c := range p.Columns {
		switch c.Sorted {
		case "ascending":
			said = append(said, T(ctx, "Sorted by %s, ascending.", c.Label))
		case "descending":
			said = append(said, T(ctx, "Sorted by %s, descending.", c.Label))
		}
	}
	return strings.Join(append(said, T(ctx, "%s.", p.Range)), " ")
}
