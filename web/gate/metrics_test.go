package gate_test

import (
	"strings"
	"testing"
	"time"

	"chatelaine/store"
	"chatelaine/web/gate"
)

func TestMetricsAndTheAccessLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *gate.Config) {
		c.LogEvery = 3
		c.Lag = func() time.Duration { return 1500 * time.Millisecond }
		c.Flushes = func() gate.Flushes { return gate.Flushes{N: 7, Took: 2 * time.Second, Last: 250 * time.Millisecond} }
	})
	id, key := w.key("counted", store.RoleUser, readers)
	for range 4 {
		w.ask("/auth/north", key)
	}
	w.ask("/auth/north", "")
	w.ask("/auth/north/role/manager", key)
	body := w.ask("/metrics", "").Body.String()
	for _, want := range []string{
		`chatelaine_gate_verdicts_total{verdict="valid"} 4`, `chatelaine_gate_verdicts_total{verdict="missing"} 1`, `chatelaine_gate_verdicts_total{verdict="insufficient_role"} 1`,
		`chatelaine_gate_verdicts_total{verdict="unknown"} 0`, "chatelaine_gate_answer_seconds_count 6", "chatelaine_gate_index_secrets 1", "chatelaine_gate_ready 1",
		"chatelaine_gate_feed_lag_seconds 1.5", "chatelaine_gate_use_flushes_total 7", "chatelaine_gate_use_flush_seconds_total 2", "chatelaine_gate_use_flush_last_seconds 0.25",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in\n%s", want, body)
		}
	}
	log := w.log.String()
	if strings.Count(log, "msg=gate") != 2 || !strings.Contains(log, "verdict=valid organization=north key="+string(id)) || !strings.Contains(log, "network=192.0.2.0/24") {
		t.Errorf("the log is\n%s", log)
	}
	for name, text := range map[string]string{"log": log, "metrics": body} {
		if strings.Contains(text, key[16:]) || name == "metrics" && strings.Contains(text, "north") {
			t.Errorf("the %s tells too much:\n%s", name, text)
		}
	}
}
