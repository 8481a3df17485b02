package bench

import "time"

// What is promised of p99 in the handler, and of making a key.
const (
	goal         = 10 * time.Millisecond
	goalContains = 20 * time.Millisecond
	goalGrowth   = 1.5 // times of the smallest size, but for contains
	goalInsert   = 1.6 // times of the plain table
)

// growth is how many times as long the line's p99 is at a size as at the first one.
func (l Line) growth(size int) float64 {
	return ratio(l.Figures[size].Handler.P99, l.Figures[0].Handler.P99)
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

// Holds tells whether what is promised holds for a line at a size.
func (l Line) Holds(size int) bool {
	took := l.Figures[size].Handler.P99
	if l.Kind == KindContains {
		return took <= goalContains
	}
	return took <= goal && l.growth(size) <= goalGrowth
}

// cost is how many times as much a row with its indexes takes as one without.
func (f InsertFigure) cost() float64 { return ratio(f.Indexed.P50, f.Plain.P50) }

// Holds tells whether what is promised of making a key holds, of the medians: what the disk does now and then is in the
// hundredth.
func (f InsertFigure) Holds() bool { return f.cost() <= goalInsert }
