package bench

import (
	"fmt"
	"io"
	"time"
)

// What is promised of the gate.
const (
	goalGateShare   = 0.80 // of the bare handler's requests a second
	goalGateP99     = 1.5  // times of its p99
	goalVerify      = time.Microsecond
	goalAllocs      = 2
	goalKeyBytes    = 100
	goalGateCollect = 10 * time.Millisecond
)

// Share is what part of the bare handler's requests a second the gate answers.
func (l GateLine) Share() float64 { return l.Gate.PerSecond / l.Bare.PerSecond }

// Holds tells whether what is promised of the line holds.
func (l GateLine) Holds() bool {
	return l.Share() >= goalGateShare && ratio(l.Gate.P99, l.Bare.P99) <= goalGateP99
}

// Holds tells whether what is promised of the memory holds.
func (s GateSize) Holds() bool {
	return s.Verify <= goalVerify && s.Spread <= goalVerify && s.Allocs <= goalAllocs && s.Bytes <= goalKeyBytes && s.Collect <= goalGateCollect
}

// Markdown writes the tables that go into a document.
func (r GateReport) Markdown(w io.Writer) error {
	text := "| keys | verification, one key | any key | allocations | bytes a key | whole collection | holds |\n|---|---|---|---|---|---|---|\n"
	for _, s := range r.Sizes {
		text += fmt.Sprintf("| %s | %d ns | %d ns | %.0f | %.0f | %s ms | %s |\n",
			number(s.Keys), s.Verify.Nanoseconds(), s.Spread.Nanoseconds(), s.Allocs, s.Bytes, ms(s.Collect), yes(s.Holds()))
	}
	text += "\n| keys | asked with | connections | gate, requests/s | p99 ms | bare, requests/s | p99 ms | share | holds |\n|---|---|---|---|---|---|---|---|---|\n"
	for _, l := range r.Lines {
		text += fmt.Sprintf("| %s | %s | %d | %.0f | %s | %.0f | %s | %.2f | %s |\n", number(l.Keys), l.Name, l.Connections,
			l.Gate.PerSecond, ms(l.Gate.P99), l.Bare.PerSecond, ms(l.Bare.P99), l.Share(), yes(l.Holds()))
	}
	_, err := io.WriteString(w, text)
	return err
}
