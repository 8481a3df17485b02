package bench

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// The drawing, in pixels. Both axes are logarithmic.
const (
	plotWidth, plotHeight          = 760, 440
	plotLeft, plotRight            = 64, 230
	plotTop, plotBottom            = 48, 52
	plotLeast, plotMost            = 0.1, 1000.0 // ms
	plotInk, plotMuted, plotGround = "#1b1b1f", "#6a6a75", "#ffffff"
)

// curve is a line of the drawing: of several lines of the report, the one that took longest at each size.
type curve struct {
	name, colour, dash string
	took               func(Line, int) time.Duration // 0: the line isn't part of it
}

func p99(kinds ...Kind) func(Line, int) time.Duration {
	return func(l Line, size int) time.Duration {
		for _, kind := range kinds {
			if l.Kind == kind {
				return l.Figures[size].Handler.P99
			}
		}
		return 0
	}
}

var curves = []curve{
	{"contains, the slowest", "#a3195b", "", p99(KindContains)},
	{"any filter, the slowest", "#0b5cad", "", p99(KindFilter)},
	{"far pages and back, the slowest", "#7a5a00", "", p99(KindPage)},
	{"first page, the slowest order", "#1f7a3d", "", p99(KindOrder)},
	{"the same rows, bare", plotMuted, "5 4", func(l Line, size int) time.Duration {
		if l.Kind != KindOrder {
			return 0
		}
		return l.Figures[size].Bare.P99
	}},
}

// Plot draws p99 in the handler against the number of keys, as SVG on a light ground.
func (r TableReport) Plot() []byte {
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="13" fill="%s">`+"\n",
		plotWidth, plotHeight, plotInk)
	fmt.Fprintf(&out, `<title>Time for a page of the table of keys against the number of keys</title><rect width="100%%" height="100%%" fill="%s"/>`+"\n", plotGround)
	fmt.Fprintf(&out, `<text x="%d" y="24" font-weight="600">p99 in the handler, in ms, against keys in the organization</text>`+"\n", plotLeft)
	r.grid(&out)
	ends := r.draw(&out)
	for i, y := range apart(ends) {
		fmt.Fprintf(&out, `<text x="%d" y="%.1f" fill="%s">%s</text>`+"\n", plotWidth-plotRight+12, y+4, curves[i].colour, curves[i].name)
	}
	out.WriteString("</svg>\n")
	return []byte(out.String())
}

func (r TableReport) x(keys int) float64 {
	least, most := math.Log10(float64(r.Sizes[0].Keys)), math.Log10(float64(r.Sizes[len(r.Sizes)-1].Keys))
	share := 0.5
	if most > least {
		share = (math.Log10(float64(keys)) - least) / (most - least)
	}
	return plotLeft + share*(plotWidth-plotLeft-plotRight)
}

func plotY(ms float64) float64 {
	share := math.Log10(min(max(ms, plotLeast), plotMost)/plotLeast) / math.Log10(plotMost/plotLeast)
	return plotHeight - plotBottom - share*(plotHeight-plotTop-plotBottom)
}

// grid draws the axes, and where the goals are.
func (r TableReport) grid(out *strings.Builder) {
	right := plotWidth - plotRight
	for ms := plotLeast; ms <= plotMost*1.001; ms *= 10 {
		fmt.Fprintf(out, `<path d="M%d %.1fH%d" stroke="#dcdce2"/><text x="%d" y="%.1f" text-anchor="end" fill="%s">%g</text>`+"\n",
			plotLeft, plotY(ms), right, plotLeft-8, plotY(ms)+4, plotMuted, math.Round(ms*10)/10)
	}
	for _, s := range r.Sizes {
		fmt.Fprintf(out, `<path d="M%.1f %dV%d" stroke="#dcdce2"/><text x="%.1f" y="%d" text-anchor="middle" fill="%s">%s</text>`+"\n",
			r.x(s.Keys), plotTop, plotHeight-plotBottom, r.x(s.Keys), plotHeight-plotBottom+20, plotMuted, number(s.Keys))
	}
	for _, g := range []struct {
		at   time.Duration
		name string
	}{{goal, "goal"}, {goalContains, "goal, contains"}} {
		y := plotY(g.at.Seconds() * 1000)
		fmt.Fprintf(out, `<path d="M%d %.1fH%d" stroke="%s" stroke-dasharray="2 4"/><text x="%d" y="%.1f" font-size="11" fill="%s">%s</text>`+"\n",
			plotLeft, y, right, plotMuted, plotLeft+6, y-4, plotMuted, g.name)
	}
}

// draw draws the curves, and gives where they end.
func (r TableReport) draw(out *strings.Builder) (ends []float64) {
	for _, c := range curves {
		var points strings.Builder
		var end float64
		for size, s := range r.Sizes {
			longest := time.Duration(0)
			for _, l := range r.Lines {
				longest = max(longest, c.took(l, size))
			}
			end = plotY(longest.Seconds() * 1000)
			fmt.Fprintf(&points, "%.1f,%.1f ", r.x(s.Keys), end)
			fmt.Fprintf(out, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>`+"\n", r.x(s.Keys), end, c.colour)
		}
		fmt.Fprintf(out, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="%s"/>`+"\n", strings.TrimSpace(points.String()), c.colour, c.dash)
		ends = append(ends, end)
	}
	return ends
}

// apart moves labels away from each other that would lie on top of each other.
func apart(ends []float64) []float64 {
	const line = 17
	moved := append([]float64(nil), ends...)
	for range moved { // each pass settles one more
		for i := range moved {
			for j := range moved {
				if gap := moved[j] - moved[i]; i != j && gap >= 0 && gap < line && (gap > 0 || j > i) {
					moved[j] = moved[i] + line
				}
			}
		}
	}
	return moved
}
