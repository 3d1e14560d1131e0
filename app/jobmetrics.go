package app

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// job is work that the program does by itself, again and again.
type job string

const (
	jobRows     job = "rows"     // rows of calls written with their checkpoint
	jobSnapshot job = "snapshot" // the floor saved whole, each 20,000 commands
	jobTidy     job = "tidy"     // old log-ins, rows and lines of the access log deleted
	jobDesk     job = "desk"     // agents reminded of reservations that are due
	jobEvents   job = "events"   // events for webhooks written into their queue
	jobSeal     job = "seal"     // rows sealed anew with another key

	jobCallbacks job = "callbacks" // callbacks given up whose time is over, agents reminded
)

// tidyEvery is the time between two runs of jobTidy.
const tidyEvery = time.Hour

// jobMetrics says which jobs ran and when each last worked.
type jobMetrics struct {
	runs *prometheus.CounterVec
	last *prometheus.GaugeVec
}

func newJobMetrics(reg prometheus.Registerer) *jobMetrics {
	m := &jobMetrics{
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callfloor_job_runs_total", Help: "Runs of the program's own jobs.",
		}, []string{"job", "result"}),
		last: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "callfloor_job_last_success_timestamp_seconds", Help: "When a job last worked; absent until it has.",
		}, []string{"job"}),
	}
	period := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "callfloor_job_period_seconds", Help: "How often a job runs; absent for jobs that do not run by the clock.",
	}, []string{"job"})
	period.WithLabelValues(string(jobRows)).Set(checkpointEvery.Seconds())
	period.WithLabelValues(string(jobTidy)).Set(tidyEvery.Seconds())
	period.WithLabelValues(string(jobDesk)).Set(remindEvery.Seconds())
	period.WithLabelValues(string(jobCallbacks)).Set(callbacksEvery.Seconds())
	reg.MustRegister(m.runs, m.last, period)
	for _, j := range []job{jobRows, jobSnapshot, jobTidy, jobDesk, jobEvents, jobSeal, jobCallbacks} {
		m.runs.WithLabelValues(string(j), "ok")
		m.runs.WithLabelValues(string(j), "failed")
	}
	return m
}

// done counts a run that ended.
func (m *jobMetrics) done(j job, err error) {
	if err != nil {
		m.runs.WithLabelValues(string(j), "failed").Inc()
		return
	}
	m.runs.WithLabelValues(string(j), "ok").Inc()
	m.last.WithLabelValues(string(j)).SetToCurrentTime()
}
