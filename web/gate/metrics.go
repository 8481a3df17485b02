package gate

import (
	"math"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"chatelaine/verify"
)

// metrics count what a gate answers. They name no organization and no key.
type metrics struct {
	config   *Config
	verdicts [verify.Valid + 1]atomic.Uint64
	turned   atomic.Uint64
	took     [len(tookBuckets) + 1]atomic.Uint64 // answers that took no longer than a bucket's time, and longer than the one before; the last: longer than all
	all      atomic.Int64                        // what they took together, in ns
}

// tookBuckets are how long answers take: from what a hot index takes to what a person would notice.
var tookBuckets = [...]time.Duration{
	time.Microsecond, 2500 * time.Nanosecond, 5 * time.Microsecond, 10 * time.Microsecond, 25 * time.Microsecond, 50 * time.Microsecond, 100 * time.Microsecond,
	time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond,
}

// count counts an answer.
func (m *metrics) count(v verify.Verdict, turnedAway bool, took time.Duration) {
	m.verdicts[v].Add(1)
	bucket := 0
	for bucket < len(tookBuckets) && took > tookBuckets[bucket] {
		bucket++
	}
	m.took[bucket].Add(1)
	m.all.Add(int64(took))
	if turnedAway {
		m.turned.Add(1)
	}
}

// exposition is metrics in the text format of Prometheus, 0.0.4.
type exposition []byte

const expositionType = "text/plain; version=0.0.4; charset=utf-8"

// about begins a metric: its name, what sort it is, and what it tells.
func (e *exposition) about(name, sort, help string) {
	*e = append(*e, "# HELP "+name+" "+help+"\n# TYPE "+name+" "+sort+"\n"...)
}

// sample is one value of it; label is empty or as name="value".
func (e *exposition) sample(name, label string, value float64) {
	if label != "" {
		name += "{" + label + "}"
	}
	*e = append(strconv.AppendFloat(append(*e, name+" "...), value, 'g', -1, 64), '\n')
}

// single is a metric of one value.
func (e *exposition) single(name, sort, help string, value float64) {
	e.about(name, sort, help)
	e.sample(name, "", value)
}

// expose answers with the metrics.
func (m *metrics) expose(w http.ResponseWriter, _ *http.Request) {
	var e exposition
	m.showAnswers(&e)
	m.showIndex(&e)
	if m.config.Flushes != nil {
		showFlushes(&e, m.config.Flushes())
	}
	w.Header().Set("Content-Type", expositionType)
	_, _ = w.Write(e) // whoever asked is gone
}

func (m *metrics) showAnswers(e *exposition) {
	const took = "chatelaine_gate_answer_seconds"
	e.about(took, "histogram", "How long forward-auth takes from the read request to the written answer.")
	n := uint64(0)
	for i := range m.took {
		n += m.took[i].Load()
		limit := math.Inf(1)
		if i < len(tookBuckets) {
			limit = tookBuckets[i].Seconds()
		}
		e.sample(took+"_bucket", `le="`+strconv.FormatFloat(limit, 'g', -1, 64)+`"`, float64(n))
	}
	e.sample(took+"_sum", "", time.Duration(m.all.Load()).Seconds())
	e.sample(took+"_count", "", float64(n))
	e.single("chatelaine_gate_failures_turned_away_total", "counter",
		"Failures answered with 429, because there were too many from an address or about a key.", float64(m.turned.Load()))
	const verdicts = "chatelaine_gate_verdicts_total"
	e.about(verdicts, "counter", "Answers of forward-auth, by verdict.")
	for v := verify.Missing; v <= verify.Valid; v++ {
		e.sample(verdicts, `verdict="`+v.String()+`"`, float64(m.verdicts[v].Load()))
	}
}

func (m *metrics) showIndex(e *exposition) {
	ready := 0.0
	if m.config.Index.Ready() {
		ready = 1
	}
	e.single("chatelaine_gate_index_secrets", "gauge", "Secrets that the gate knows.", float64(m.config.Index.Len()))
	e.single("chatelaine_gate_ready", "gauge", "1 when the gate knows every key, else 0: then it refuses all.", ready)
	if m.config.Lag != nil {
		e.single("chatelaine_gate_feed_lag_seconds", "gauge",
			"How far the gate is behind what was committed: how long the last change took to hold, or for how long the gate hasn't known every key.",
			m.config.Lag().Seconds())
	}
}

// showFlushes shows how long it takes to write down what keys are used for.
func showFlushes(e *exposition, is Flushes) {
	e.single("chatelaine_gate_use_flushes_total", "counter", "How often uses of keys were written to the store.", float64(is.N))
	e.single("chatelaine_gate_use_flush_seconds_total", "counter", "How long writing uses of keys to the store took in all.", is.Took.Seconds())
	e.single("chatelaine_gate_use_flush_last_seconds", "gauge", "How long writing uses of keys to the store took last.", is.Last.Seconds())
}

// sampler picks one of so many. The zero sampler picks none.
type sampler struct {
	every uint64
	n     atomic.Uint64
}

func (s *sampler) picks() bool { return s.every > 0 && s.n.Add(1)%s.every == 0 }
