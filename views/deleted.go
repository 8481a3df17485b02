package views

import (
	"context"
	"time"

	"chatelaine/store"
)

// DeletedKey tells of a key that somebody deleted before.
func DeletedKey(ctx context.Context, gone store.DeletedError, now time.Time, zone *time.Location) Problem {
	p := Problem{
		Title: T(ctx, "This key is gone."),
		Words: T(ctx, "“%s” was already deleted by %s %s.", gone.Name, gone.By, moment(ctx, gone.At, now, zone)),
		Label: T(ctx, "To the API keys"),
	}
	if gone.By == "" {
		p.Words = T(ctx, "“%s” was already deleted %s.", gone.Name, moment(ctx, gone.At, now, zone))
	}
	return p
}
