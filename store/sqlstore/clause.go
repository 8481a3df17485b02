package sqlstore

import "strings"

// clause is a piece of a statement that is put together at run time, with its arguments. A question mark stands for
// each; texts that come from outside are arguments, always.
type clause struct {
	text string
	args []any
}

// piece is a clause with its arguments.
func piece(text string, args ...any) clause { return clause{text, args} }

// isZero tells whether the clause asks for nothing.
func (c clause) isZero() bool { return c.text == "" }

// then joins pieces of a statement, one after the other.
func (c clause) then(next ...clause) clause {
	parts := make([]string, 0, 1+len(next))
	var args []any
	for _, piece := range append([]clause{c}, next...) {
		if !piece.isZero() {
			parts = append(parts, piece.text)
			args = append(args, piece.args...)
		}
	}
	return clause{strings.Join(parts, " "), args}
}

// and holds where all of them do; those that ask for nothing are left out.
func and(list ...clause) clause { return joined(" AND ", list) }

// or holds where any of them does.
func or(list ...clause) clause { return joined(" OR ", list) }

func joined(by string, list []clause) clause {
	var texts []string
	var args []any
	for _, c := range list {
		if !c.isZero() {
			texts = append(texts, "("+c.text+")")
			args = append(args, c.args...)
		}
	}
	return clause{strings.Join(texts, by), args}
}

// in holds where a column has one of the values. There has to be one.
func in[Text ~string](column string, values []Text) clause {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	if len(values) == 1 {
		return clause{column + " = ?", args}
	}
	return clause{column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")", args}
}

// statement is the clause as the engine takes it.
func (c clause) statement() string {
	var text strings.Builder
	for n, left := 1, c.text; ; n++ {
		before, after, found := strings.Cut(left, "?")
		text.WriteString(before)
		if !found {
			return text.String()
		}
		text.WriteString(parameter(n))
		left = after
	}
}
