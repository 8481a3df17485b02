package fault

import (
	"context"
	"errors"

	"chatelaine/store"
)

// Translate puts an English sentence with its arguments into the language of the context.
type Translate func(ctx context.Context, sentence string, args ...any) string

// Field finds the field that an error is about, and what to say beside it: what is wrong with it,
// and what is accepted. ok is false for an error about no field.
func Field(ctx context.Context, err error, label func(field string) string, t Translate) (field, words string, ok bool) {
	var invalid *store.InvalidError
	if !errors.As(err, &invalid) {
		return "", "", false
	}
	problem := t(ctx, invalid.Problem, invalid.Args...)
	return invalid.Field, t(ctx, "%s %s. Accepted: %s.", label(invalid.Field), problem, t(ctx, invalid.Accepted)), true
}
