package app

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/store"
)

// storeMetrics counts and times what the store does.
type storeMetrics struct {
	took   *prometheus.HistogramVec
	failed *prometheus.CounterVec
	jobs   *jobMetrics
}

func newStoreMetrics(reg prometheus.Registerer, jobs *jobMetrics) *storeMetrics {
	m := &storeMetrics{
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfloor_db_query_seconds", Help: "Time of an operation on the database, with what it waited for.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"operation"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callfloor_db_errors_total", Help: "Operations on the database that failed.",
		}, []string{"operation"}),
		jobs: jobs,
	}
	reg.MustRegister(m.took, m.failed)
	for _, op := range store.Operations() {
		m.failed.WithLabelValues(op)
	}
	return m
}

// observe is a store.Observer.
func (m *storeMetrics) observe(operation string, took time.Duration, err error) {
	m.took.WithLabelValues(operation).Observe(took.Seconds())
	if err != nil {
		m.failed.WithLabelValues(operation).Inc()
	}
	if operation == store.JournalSnapshot { // the floor saves it beside its loop
		m.jobs.done(jobSnapshot, err)
	}
}

// logSizes tells how large the logs of the SQLite files are, when it is asked.
type logSizes struct{ db *store.DB }

var logSize = prometheus.NewDesc("callfloor_db_log_bytes", "Size of the write-ahead log of a database file. It grows while somebody reads in one transaction for long.", []string{"file"}, nil)

func (c logSizes) Describe(to chan<- *prometheus.Desc) { to <- logSize }

func (c logSizes) Collect(to chan<- prometheus.Metric) {
	for name, n := range c.db.Logs() {
		to <- prometheus.MustNewConstMetric(logSize, prometheus.GaugeValue, float64(n), name)
	}
}
