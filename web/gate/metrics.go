package gate

import (
	"net/http"
	"sync/atomic"
	"time"

	"chatelaine/verify"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics count what a gate answers. They name no organization and no key.
type metrics struct {
	registry *prometheus.Registry
	verdicts [verify.Valid + 1]prometheus.Counter
	turned   prometheus.Counter
	took     prometheus.Histogram
}

// buckets of how long answers take, in seconds: from what a hot index takes to what a person would notice.
var tookBuckets = []float64{1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 1e-3, 1e-2, 1e-1}

func newMetrics(config *Config) *metrics {
	index := config.Index
	m := &metrics{registry: prometheus.NewRegistry()}
	verdicts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "chatelaine_gate_verdicts_total", Help: "Answers of forward-auth, by verdict.",
	}, []string{"verdict"})
	for v := range m.verdicts {
		if v > 0 {
			m.verdicts[v] = verdicts.WithLabelValues(verify.Verdict(v).String())
		}
	}
	m.turned = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "chatelaine_gate_failures_turned_away_total", Help: "Failures answered with 429, because there were too many from an address or about a key.",
	})
	m.took = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "chatelaine_gate_answer_seconds", Help: "How long forward-auth takes from the read request to the written answer.", Buckets: tookBuckets,
	})
	secrets := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "chatelaine_gate_index_secrets", Help: "Secrets that the gate knows.",
	}, func() float64 { return float64(index.Len()) })
	ready := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "chatelaine_gate_ready", Help: "1 when the gate knows every key, else 0: then it refuses all.",
	}, func() float64 {
		if index.Ready() {
			return 1
		}
		return 0
	})
	m.registry.MustRegister(verdicts, m.turned, m.took, secrets, ready)
	if config.Lag != nil {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "chatelaine_gate_feed_lag_seconds",
			Help: "How far the gate is behind what was committed: how long the last change took to hold, or for how long the gate hasn't known every key.",
		}, func() float64 { return config.Lag().Seconds() }))
	}
	if config.Flushes != nil {
		m.showFlushes(config.Flushes)
	}
	return m
}

// showFlushes shows how long it takes to write down what keys are used for.
func (m *metrics) showFlushes(flushes func() Flushes) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "chatelaine_gate_use_flushes_total", Help: "How often uses of keys were written to the store.",
	}, func() float64 { return float64(flushes().N) }), prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "chatelaine_gate_use_flush_seconds_total", Help: "How long writing uses of keys to the store took in all.",
	}, func() float64 { return flushes().Took.Seconds() }), prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "chatelaine_gate_use_flush_last_seconds", Help: "How long writing uses of keys to the store took last.",
	}, func() float64 { return flushes().Last.Seconds() }))
}

// count counts an answer.
func (m *metrics) count(v verify.Verdict, turnedAway bool, took time.Duration) {
	m.verdicts[v].Inc()
	m.took.Observe(took.Seconds())
	if turnedAway {
		m.turned.Inc()
	}
}

// expose answers with the metrics.
func (m *metrics) expose() http.HandlerFunc {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP
}

// sampler picks one of so many. The zero sampler picks none.
type sampler struct {
	every uint64
	n     atomic.Uint64
}

func (s *sampler) picks() bool { return s.every > 0 && s.n.Add(1)%s.every == 0 }
