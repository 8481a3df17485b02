package store

import "fmt"

// ResourceRow is a resource as a file has it. What it names stands there as the product and people know it.
type ResourceRow struct {
	ID        ResourceID // of the new resource, made by the caller
	Line      int        // of the file, from 1
	Kind      string     // its slug
	OutsideID string
	Name      string
	Parent    string   // the outside id of what it lies in, of the file or registered already; empty: it lies in none
	Owners    []string // e-mail addresses of members and ids of keys
	View      []string // likewise, who may view it
	Modify    []string // likewise, who may modify it
}

const (
	// MaxImportRows is how many resources one file can have.
	MaxImportRows = 200_000
	// MaxRowProblems is how many rows that are wrong are named; the others are counted.
	MaxRowProblems = 100
)

// RowProblem says what is wrong in a line of a file. It repeats nothing of what stands there.
type RowProblem struct {
	Line int
	InvalidError
}

// RowsError names the rows of a file that can't be imported; nothing was.
type RowsError struct {
	Problems []RowProblem // the first [MaxRowProblems], by line
	Others   int          // that are wrong too
}

// Add notes a problem, or counts it.
func (e *RowsError) Add(line int, wrong *InvalidError) {
	if len(e.Problems) == MaxRowProblems {
		e.Others++
		return
	}
	e.Problems = append(e.Problems, RowProblem{Line: line, InvalidError: *wrong})
}

// Error is for logs and tests.
func (e *RowsError) Error() string {
	return fmt.Sprintf("%d rows can't be imported", len(e.Problems)+e.Others)
}

// Is matches [ErrInvalid].
func (e *RowsError) Is(target error) bool { return target == ErrInvalid }

// ResourceBatch is the next part of an export.
type ResourceBatch struct {
	Rows []ResourceRow  // ID and Line are those of the resource and zero
	Next ResourceCursor // where the export goes on; zero: that was all
}
