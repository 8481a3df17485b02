package bench

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Text writes a table for each size, what took longest first.
func (r TableReport) Text(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for size, s := range r.Sizes {
		fmt.Fprintf(out, "%s keys%s; in ms\n", number(s.Keys), filledIn(s))
		fmt.Fprintln(out, "asked for\thandler p50\tp99\tgrowth\tHTTP p50\tp99\tbare p50\tp99\tslowest\tits p50\tholds")
		lines := slices.SortedStableFunc(slices.Values(r.Lines), func(a, b Line) int {
			return cmp.Compare(b.Figures[size].Handler.P99, a.Figures[size].Handler.P99)
		})
		for _, l := range lines {
			f := l.Figures[size]
			fmt.Fprintln(out, strings.Join([]string{
				l.Name, ms(f.Handler.P50), ms(f.Handler.P99), fmt.Sprintf("%.1f", l.growth(size)), ms(f.HTTP.P50), ms(f.HTTP.P99),
				ms(f.Bare.P50), ms(f.Bare.P99), f.Slowest, ms(f.Worst.P50), yes(l.Holds(size)),
			}, "\t"))
		}
		f := r.Inserts[size]
		fmt.Fprintf(out, "a new row, with its indexes and counters\t%s\t%s\t%.1f × bare\t\t\t%s\t%s\t\t\t%s\n", ms(f.Indexed.P50), ms(f.Indexed.P99),
			f.cost(), ms(f.Plain.P50), ms(f.Plain.P99), yes(f.Holds()))
		fmt.Fprintf(out, "a new key, with all that belongs to it\t%s\t%s\n\n", ms(f.Create.P50), ms(f.Create.P99))
	}
	return out.Flush()
}

// Markdown writes the table that goes into a document: a line for what was asked, with all sizes beside each other.
func (r TableReport) Markdown(w io.Writer) error {
	var text strings.Builder
	last := len(r.Sizes) - 1
	text.WriteString("| p50 / p99 in ms |")
	for _, s := range r.Sizes {
		fmt.Fprintf(&text, " %s keys |", number(s.Keys))
	}
	fmt.Fprintf(&text, " growth of p99 | over HTTP | bare read | slowest order | holds |\n|---|%s---|---|---|---|---|\n", strings.Repeat("---|", len(r.Sizes)))
	for _, l := range r.Lines {
		fmt.Fprintf(&text, "| %s |", l.Name)
		for _, f := range l.Figures {
			fmt.Fprintf(&text, " %s |", pair(f.Handler))
		}
		f := l.Figures[last]
		fmt.Fprintf(&text, " %.1f × | %s | %s | %s | %s |\n", l.growth(last), pair(f.HTTP), pair(f.Bare), f.Slowest, yes(l.Holds(last)))
	}
	for _, way := range []struct {
		name string
		took func(InsertFigure) Quantiles
	}{
		{"a new row, with its indexes and counters", func(f InsertFigure) Quantiles { return f.Indexed }},
		{"the same row, in a table with its primary key alone", func(f InsertFigure) Quantiles { return f.Plain }},
		{"a new key, with all that belongs to it", func(f InsertFigure) Quantiles { return f.Create }},
	} {
		fmt.Fprintf(&text, "| %s |", way.name)
		for _, f := range r.Inserts {
			fmt.Fprintf(&text, " %s |", pair(way.took(f)))
		}
		text.WriteString(" | | | | |\n")
	}
	f := r.Inserts[last]
	fmt.Fprintf(&text, "\nA row with its indexes and counters takes %.1f × as long as one in a table with its primary key alone (goal: %.1f ×).\n", f.cost(), goalInsert)
	_, err := io.WriteString(w, text.String())
	return err
}

// CSV writes a row for each line at each size, in ms.
func (r TableReport) CSV(w io.Writer) error {
	var text strings.Builder
	text.WriteString("keys,kind,asked,handler_p50,handler_p99,http_p50,http_p99,bare_p50,bare_p99,slowest,slowest_p50,n,holds\n")
	for _, l := range r.Lines {
		for size, f := range l.Figures {
			fmt.Fprintf(&text, "%d,%s,%q,%s,%s,%s,%s,%s,%s,%s,%s,%d,%s\n", r.Sizes[size].Keys, l.Kind, l.Name, ms(f.Handler.P50), ms(f.Handler.P99),
				ms(f.HTTP.P50), ms(f.HTTP.P99), ms(f.Bare.P50), ms(f.Bare.P99), f.Slowest, ms(f.Worst.P50), f.Handler.N, yes(l.Holds(size)))
		}
	}
	for size, f := range r.Inserts {
		fmt.Fprintf(&text, "%d,insert,a new row,%s,%s,,,%s,%s,,,%d,%s\n", r.Sizes[size].Keys, ms(f.Indexed.P50), ms(f.Indexed.P99),
			ms(f.Plain.P50), ms(f.Plain.P99), f.Indexed.N, yes(f.Holds()))
		fmt.Fprintf(&text, "%d,insert,a new key,%s,%s,,,,,,,%d,\n", r.Sizes[size].Keys, ms(f.Create.P50), ms(f.Create.P99), f.Create.N)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func filledIn(s Size) string {
	if s.Filled == 0 {
		return ""
	}
	return fmt.Sprintf(", filled in %.1f s", s.Filled.Seconds())
}

// ms is a duration in milliseconds with three digits; nothing where none was measured.
func ms(d time.Duration) string {
	switch n := d.Seconds() * 1000; {
	case d == 0:
		return ""
	case n < 1:
		return fmt.Sprintf("%.2f", n)
	case n < 100:
		return fmt.Sprintf("%.1f", n)
	default:
		return fmt.Sprintf("%.0f", n)
	}
}

func pair(q Quantiles) string {
	if q.N == 0 {
		return ""
	}
	return ms(q.P50) + " / " + ms(q.P99)
}

func yes(holds bool) string {
	if holds {
		return "yes"
	}
	return "**no**"
}

// number groups a number's digits: 1,000,000.
func number(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return number(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
