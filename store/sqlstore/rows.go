package sqlstore

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// rowsAtOnce are the numbers of rows that one statement inserts. There are few of them, so that there are few
// statements to prepare.
var rowsAtOnce = [...]int{200, 20, 1}

// inserter inserts rows into a table, many with each statement.
type inserter struct {
	tx         *tx
	begin, end string // of the statement, around its rows
	width      int    // columns
	args       []any
	first      *inserter               // nil, or the table whose rows these refer to: it is always ahead
	texts      [len(rowsAtOnce)]string // of the statements, as far as they were needed
}

// into begins to insert. What it holds back is written by flush.
func (tx *tx) into(table string, columns ...string) *inserter {
	begin := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	return &inserter{tx: tx, begin: begin, width: len(columns)}
}

// whole makes the inserter's statements quick, and leaves half of one written that fails. It is for imports.
func (in *inserter) whole() *inserter {
	_, table, _ := strings.Cut(in.begin, " INTO ")
	in.begin = insertWhole + table
	return in
}

// after makes the inserter write only what the other one has written before it.
func (in *inserter) after(first *inserter) *inserter {
	in.first = first
	return in
}

// unlessThere makes the inserter leave out the rows that the table has already.
func (in *inserter) unlessThere() *inserter {
	in.end = " ON CONFLICT DO NOTHING"
	return in
}

// add takes one row.
func (in *inserter) add(row ...any) error {
	in.args = append(in.args, row...)
	if len(in.args) < rowsAtOnce[0]*in.width {
		return nil
	}
	return in.flush()
}

// addAll takes rows, one after the other in one list. What doesn't fill the largest statement waits for the next ones.
func (in *inserter) addAll(rows []any) error {
	in.args = append(in.args, rows...)
	full := rowsAtOnce[0] * in.width
	n := len(in.args) / full * full
	if err := in.write(in.args[:n]); err != nil {
		return err
	}
	in.args = append(in.args[:0], in.args[n:]...)
	return nil
}

// flush writes all rows that it was given.
func (in *inserter) flush() error {
	if in.first != nil {
		if err := in.first.flush(); err != nil {
			return err
		}
	}
	left := in.args
	in.args = in.args[:0]
	return in.write(left)
}

// write writes rows, one after the other in one list.
func (in *inserter) write(left []any) error {
	for size, rows := range rowsAtOnce {
		for len(left) >= rows*in.width {
			now := left[:rows*in.width]
			if _, err := in.tx.exec(in.text(size), now...); err != nil {
				return err
			}
			left = left[len(now):]
		}
	}
	return nil
}

// text is the statement for one of the sizes.
func (in *inserter) text(size int) string {
	if in.texts[size] == "" {
		in.texts[size] = in.begin + groups(rowsAtOnce[size], in.width) + in.end
	}
	return in.texts[size]
}

// groups writes (?, ?), (?, ?) and so on.
func groups(rows, width int) string {
	var text strings.Builder
	for row := range rows {
		if row > 0 {
			text.WriteString(", ")
		}
		text.WriteString("(")
		text.WriteString(parameters(row*width+1, width))
		text.WriteString(")")
	}
	return text.String()
}

// parameters writes n of them, from the first.
func parameters(first, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = parameter(first + i)
	}
	return strings.Join(list, ", ")
}

// idsAtOnce are the numbers of ids that one statement names.
var idsAtOnce = [...]int{1, 20, 500}

// listed gives the ids in lists for a statement, many at once: "(?, ?)" and so on, with the arguments of the whole
// statement, of which org is $1. A list that doesn't fill the statement repeats its last id.
func listed[ID ~string](org any, ids []ID) iter.Seq2[string, []any] {
	return func(yield func(string, []any) bool) {
		for chunk := range slices.Chunk(ids, idsAtOnce[len(idsAtOnce)-1]) {
			size := idsAtOnce[0]
			for i := 0; size < len(chunk); i++ {
				size = idsAtOnce[i]
			}
			args := make([]any, 1, size+1)
			args[0] = org
			for i := range size {
				args = append(args, string(chunk[min(i, len(chunk)-1)]))
			}
			if !yield("("+parameters(2, size)+")", args) {
				return
			}
		}
	}
}

// execEach runs a statement with "IN %s" for all ids. Org is its $1.
func execEach[ID ~string](tx *tx, query string, org any, ids []ID) error {
	for list, args := range listed(org, ids) {
		if _, err := tx.exec(fmt.Sprintf(query, list), args...); err != nil {
			return err
		}
	}
	return nil
}

// allEach reads every row of a query with "IN %s", for all ids. Org is its $1. A row that belongs to several ids can
// come several times.
func allEach[T any, ID ~string](tx *tx, scan func(scanner) (T, error), query string, org any, ids []ID) (rows []T, err error) {
	for list, args := range listed(org, ids) {
		some, err := all(tx, scan, fmt.Sprintf(query, list), args...)
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// copyTable puts the rows of a table in the place of those that another database has in its own.
func (tx *tx) copyTable(to *tx, table string, columns []string) error {
	if _, err := to.exec("DELETE FROM " + table); err != nil {
		return err
	}
	statement, err := tx.prepare("SELECT " + strings.Join(columns, ", ") + " FROM " + table)
	if err != nil {
		return translate(err)
	}
	rows, err := statement.QueryContext(tx.ctx)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	copied, scan := to.into(table, columns...).whole(), scanValues(len(columns))
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return translate(err)
		}
		if err := copied.add(row...); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return translate(err)
	}
	return copied.flush()
}

// scanValues reads a row of so many columns, whatever they are.
func scanValues(columns int) func(scanner) ([]any, error) {
	return func(row scanner) ([]any, error) {
		values, to := make([]any, columns), make([]any, columns)
		for i := range to {
			to[i] = &values[i]
		}
		err := row.Scan(to...)
		for i, value := range values {
			if blob, ok := value.([]byte); ok && blob == nil { // an empty one, and not NULL
				values[i] = []byte{}
			}
		}
		return values, err
	}
}
