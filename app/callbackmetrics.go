package app

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/store"
)

// callbackMetrics counts callbacks for Prometheus.
type callbackMetrics struct {
	db    *store.DB
	house callback.Centre
	ended *prometheus.CounterVec

	mu   sync.Mutex // guards last: scrapes may come at once
	last callback.Waiting
	read time.Time
}

// callbackResults are the values of the label result.
var callbackResults = map[callback.What]string{
	callback.WasCompleted: string(callback.Completed), callback.WasCancelled: string(callback.Cancelled), callback.HasExpired: string(callback.Expired),
	callback.WasNeverReached: string(callback.Unreached), callback.WasRefused: "refused",
}

var (
	callbacksDesc      = prometheus.NewDesc("callfloor_callbacks", "Callbacks that are not done, by how far they are.", []string{"status"}, nil)
	callbackOldestDesc = prometheus.NewDesc("callfloor_callback_oldest_seconds", "How long the callback has waited that waits longest, since it was registered or, where a later time is wanted, since that; 0 when none waits.", nil, nil)
	callbackHoursDesc  = prometheus.NewDesc("callfloor_callback_open", "1 while a service that has callbacks is open.", nil, nil)
)

func newCallbackMetrics(reg prometheus.Registerer, db *store.DB, house callback.Centre) *callbackMetrics {
	m := &callbackMetrics{db: db, house: house, ended: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "callfloor_callbacks_total", Help: "Callbacks that ended, or were refused, by the way they came.",
	}, []string{"source", "result"})}
	for _, s := range callback.Sources {
		for _, r := range callbackResults {
			m.ended.WithLabelValues(string(s), r)
		}
	}
	reg.MustRegister(m, m.ended)
	return m
}

// count counts what ended.
func (m *callbackMetrics) count(n callback.News) {
	if r := callbackResults[n.What]; r != "" && n.Source != "" {
		m.ended.WithLabelValues(string(n.Source), r).Inc()
	}
}

// waiting are the open callbacks, as they were a moment ago.
func (m *callbackMetrics) waiting() (callback.Waiting, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if time.Since(m.read) < time.Second {
		return m.last, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	n, err := m.db.OldestCallback(ctx, time.Now())
	if err == nil {
		m.last, m.read = n, time.Now()
	}
	return n, err
}

// Describe implements prometheus.Collector.
func (m *callbackMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- callbacksDesc
	to <- callbackOldestDesc
	to <- callbackHoursDesc
}

// Collect implements prometheus.Collector.
func (m *callbackMetrics) Collect(to chan<- prometheus.Metric) {
	n, err := m.waiting()
	if err != nil {
		return // the metrics of the database say why
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(callbacksDesc, float64(n.Registered), string(callback.Registered))
	gauge(callbacksDesc, float64(n.Assigned), string(callback.Assigned))
	gauge(callbacksDesc, float64(n.InCall), "in_call")
	oldest, open, now := 0.0, false, time.Now()
	if !n.Oldest.IsZero() {
		oldest = max(now.Sub(n.Oldest).Seconds(), 0)
	}
	for s := range n.Services {
		open = open || m.house.Open(s, now)
	}
	gauge(callbackOldestDesc, oldest)
	gauge(callbackHoursDesc, flag(open))
}
