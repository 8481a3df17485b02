package bench

import (
	"slices"
	"time"
)

// Quantiles are how long half of the measurements took at most, and 99 in 100 of them.
type Quantiles struct {
	P50, P99 time.Duration
	N        int // measurements; 0: there are none
}

// quantiles sorts the measurements.
func quantiles(took []time.Duration) Quantiles {
	if len(took) == 0 {
		return Quantiles{}
	}
	slices.Sort(took)
	at := func(share float64) time.Duration { return took[min(len(took)-1, int(share*float64(len(took))))] }
	return Quantiles{at(0.5), at(0.99), len(took)}
}

// takings are the measurements of one question, for each size.
type takings []taking

// taking is what was measured at one size.
type taking struct {
	handler    [][]time.Duration // for each of the question's asks
	http, bare []time.Duration
}

func newTakings(sizes, asks int) takings {
	t := make(takings, sizes)
	for i := range t {
		t[i].handler = make([][]time.Duration, asks)
	}
	return t
}

// line sums a question up.
func (t takings) line(q question) Line {
	line := Line{Name: q.name, Kind: q.kind}
	for _, at := range t {
		figure := Figure{Handler: quantiles(slices.Concat(at.handler...)), HTTP: quantiles(at.http), Bare: quantiles(at.bare)}
		for i, took := range at.handler {
			if one := quantiles(took); len(q.asks) > 1 && one.P50 > figure.Worst.P50 {
				figure.Worst, figure.Slowest = one, q.asks[i].order
			}
		}
		line.Figures = append(line.Figures, figure)
	}
	return line
}
