package gate

import (
	"context"
	"log/slog"
	"time"
)

// access counts an answer and logs one of [Config.LogEvery]. A line holds the key's id and never what was presented; of the
// address the network alone.
func (g *Gate) access(use *Use, wait time.Duration) {
	took := g.Now().Sub(use.At)
	a := &use.Answer
	g.metrics.count(a.Verdict, wait > 0 && !a.Verdict.Living(), took)
	if !g.sample.picks() {
		return
	}
	client := ""
	if address := use.Address; address.IsValid() {
		bits := 24
		if address.Is6() {
			bits = 48
		}
		if network, err := address.Prefix(bits); err == nil {
			client = network.String()
		}
	}
	g.Log.LogAttrs(context.Background(), slog.LevelInfo, "gate",
		slog.String("verdict", a.Verdict.String()), slog.String("organization", use.Organization), slog.String("key", string(a.Key)),
		slog.String("ref", use.Reference), slog.String("network", client), slog.Duration("took", took), slog.Uint64("of", g.sample.every))
}
