package views

import "testing"

func TestWhatIsSaidOfATable(t *testing.T) {
	t.Parallel()
	columns := func(sorted string) []Column { return []Column{{Label: "Name", Sorted: sorted}, {Label: "Status"}} }
	for want, p := range map[string]Table{
		"Sorted by Name, ascending. 1–25 of 240.":    {Columns: columns("ascending"), Range: "1–25 of 240"},
		"Sorted by Name, descending. 25 of 10,000+.": {Columns: columns("descending"), Range: "25 of 10,000+"},
		"1–2 of 2.":       {Columns: columns(""), Range: "1–2 of 2"}, // by a column that isn't shown
		"No key matches.": {Columns: columns("ascending"), Empty: Blank{Title: "No key matches."}},
	} {
		if said := p.said(t.Context()); said != want {
			t.Errorf("a screen reader is told %q, want %q", said, want)
		}
	}
}
