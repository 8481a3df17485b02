package views

import (
	"context"
	"strings"

	"chatelaine/store"
)

// kindWord is a kind's own word for that many. Kinds are data: their words are the organization's.
func kindWord(c store.KindCount) string {
	if c.Count == 1 {
		return c.Kind.One
	}
	return c.Kind.Many
}

// kindList is a sentence's list of resources by kind: 2 data sources, 1 project and 4 layers.
func kindList(ctx context.Context, counts []store.KindCount) string {
	var parts []string
	for _, c := range counts {
		parts = append(parts, T(ctx, "%d", c.Count)+" "+kindWord(c))
	}
	return list(ctx, parts)
}

func list(ctx context.Context, parts []string) string {
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return parts[0]
	default:
		return T(ctx, "%s and %s", strings.Join(parts[:n-1], ", "), parts[n-1])
	}
}
