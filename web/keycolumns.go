package web

import (
	"slices"
	"strings"

	"chatelaine/store"
)

// parseColumns reads the columns to show, in their order. The name is always shown, and first. What is usual is
// nil; note is told of a column that isn't known, that comes twice, or that stands where it can't.
func parseColumns(text string, note func(ok bool)) []store.KeyColumn {
	if text == "" {
		return nil
	}
	columns := []store.KeyColumn{store.ColumnName}
	for i, part := range strings.Split(text, ",") {
		column := store.KeyColumn(part)
		isName := column == store.ColumnName
		note(isName == (i == 0))
		if isName {
			continue
		}
		ok := slices.Contains(store.KeyColumns[:], column) && !slices.Contains(columns, column)
		note(ok)
		if ok {
			columns = append(columns, column)
		}
	}
	if slices.Equal(columns, store.UsualColumns) {
		return nil
	}
	return columns
}

// columns are those that are shown.
func (t tableState) columns() []store.KeyColumn {
	if t.Cols == nil {
		return store.UsualColumns
	}
	return t.Cols
}

// parseMove reads what a button of the form for columns asks for: "up:status" or "down:status".
func parseMove(text string) (column string, step int, ok bool) {
	way, column, _ := strings.Cut(text, ":")
	step = map[string]int{"up": -1, "down": 1}[way]
	return column, step, step != 0 && slices.Contains(store.KeyColumns[:], store.KeyColumn(column))
}

// moved is a list of columns in which one went up or down; the first stays where it is.
func moved(list, move string) string {
	column, step, ok := parseMove(move)
	if !ok {
		return list
	}
	return movedColumn(list, column, step)
}

// movedColumn is a list in which a column went so many places on; the first stays where it is.
func movedColumn(list, column string, step int) string {
	columns := strings.Split(list, ",")
	at := slices.Index(columns, column)
	to := at + step
	if at > 0 && to > 0 && to < len(columns) {
		columns[at], columns[to] = columns[to], columns[at]
	}
	return strings.Join(columns, ",")
}

// movedBy is the button that moved a column, as the end of an address: it shows the form again, with the
// button under the finger.
func movedBy(move string) string {
	if _, _, ok := parseMove(move); !ok {
		return ""
	}
	return "#" + move
}
