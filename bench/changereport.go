package bench

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// promise is what is promised of a line, in words.
func (l ChangeLine) promise() string {
	if l.Times > 0 {
		return fmt.Sprintf("%.1f ×", l.Times)
	}
	return l.Most.String()
}

// Text writes a table.
func (r ChangesReport) Text(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintf(out, "%s keys; in ms\n", number(r.Keys))
	fmt.Fprintln(out, "change\tp50\tp99\tbare p50\tp99\ttimes\tgoal\tholds")
	for _, l := range r.Lines {
		fmt.Fprintln(out, strings.Join([]string{
			l.Name, ms(l.Store.P50), ms(l.Store.P99), ms(l.Bare.P50), ms(l.Bare.P99), fmt.Sprintf("%.1f", l.cost()), l.promise(), yes(l.Holds()),
		}, "\t"))
	}
	return out.Flush()
}

// Markdown writes the table that goes into a document.
func (r ChangesReport) Markdown(w io.Writer) error {
	var text strings.Builder
	text.WriteString("| p50 / p99 in ms | the store | bare transaction | times | goal | holds |\n|---|---|---|---|---|---|\n")
	for _, l := range r.Lines {
		fmt.Fprintf(&text, "| %s | %s | %s | %.1f × | %s | %s |\n", l.Name, pair(l.Store), pair(l.Bare), l.cost(), l.promise(), yes(l.Holds()))
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// CSV writes a row for each change, in ms.
func (r ChangesReport) CSV(w io.Writer) error {
	var text strings.Builder
	text.WriteString("keys,change,p50,p99,bare_p50,bare_p99,n,times,goal,holds\n")
	for _, l := range r.Lines {
		fmt.Fprintf(&text, "%d,%q,%s,%s,%s,%s,%d,%.2f,%s,%t\n", r.Keys, l.Name, ms(l.Store.P50), ms(l.Store.P99), ms(l.Bare.P50), ms(l.Bare.P99), l.Store.N, l.cost(), l.promise(), l.Holds())
	}
	_, err := io.WriteString(w, text.String())
	return err
}
