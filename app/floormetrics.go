package app

import (
	"cmp"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/calls"
)

// waitBuckets are the limits of wait histograms, in seconds.
var waitBuckets = []float64{5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600}

// mostServices bounds the label service: those past it count as "other".
const mostServices = 500

// floorMetrics counts the floor's events for Prometheus. Counters begin at zero
// with the program; gauges are read from the floor at each scrape.
type floorMetrics struct {
	floor *floor.Floor
	mu    sync.Mutex // guards known: events and scrapes come from two goroutines
	known map[acd.ServiceID]bool

	offered, answered, inLevel, abandoned *prometheus.CounterVec
	left, offers, calls                   *prometheus.CounterVec
	wait                                  *prometheus.HistogramVec
	talk, hold, acw                       *prometheus.HistogramVec
	stateSeconds                          *prometheus.CounterVec
	wraps                                 map[acd.AgentID]string // direction of the call that an agent left last; of apply alone

	waitingDesc, oldestDesc, thresholdDesc, agentsDesc, activeDesc *prometheus.Desc
	journalDesc, backlogDesc, appendDesc, skippedDesc, beatDesc    *prometheus.Desc
	inboxDesc, refusingDesc, offsetDesc                            *prometheus.Desc
}

func newFloorMetrics(reg prometheus.Registerer, f *floor.Floor) *floorMetrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "callfloor_" + name, Help: help}, labels)
		reg.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "callfloor_" + name, Help: help, Buckets: buckets}, labels)
		reg.MustRegister(h)
		return h
	}
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("callfloor_"+name, help, labels, nil)
	}
	m := &floorMetrics{
		floor: f, known: map[acd.ServiceID]bool{}, wraps: map[acd.AgentID]string{},
		offered:   counter("queue_calls_offered_total", "Calls that entered the service.", "service"),
		answered:  counter("queue_calls_answered_total", "Calls connected to an agent.", "service"),
		inLevel:   counter("queue_calls_answered_in_threshold_total", "Calls answered within the service-level time.", "service"),
		abandoned: counter("queue_calls_abandoned_total", "Calls whose caller hung up while queued or ringing.", "service"),
		left:      counter("queue_calls_left_total", "Calls that left the service otherwise; closed and full never entered.", "service", "reason"),
		offers:    counter("offers_total", "Offers to agents that ended.", "service", "result"),
		calls:     counter("calls_total", "Calls that ended.", "direction", "result"),
		wait:      histogram("queue_wait_seconds", "Wait from entry into the service.", waitBuckets, "service", "outcome"),
		talk:      histogram("call_talk_seconds", "Talk time of an agent's part of a call, holds apart.", []float64{10, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600}, "direction"),
		hold:      histogram("call_hold_seconds", "Hold time of an agent's part of a call.", []float64{1, 5, 10, 30, 60, 120, 300, 600}, "direction"),
		acw:       histogram("call_acw_seconds", "Wrap-up time after a call.", []float64{5, 10, 20, 30, 60, 120, 300, 600}, "direction"),

		stateSeconds: counter("agent_state_seconds_total", "Time that agents spent in a state, counted when they leave it.", "state"),

		waitingDesc:   desc("queue_calls_waiting", "Calls waiting now, ringing ones included.", "service"),
		oldestDesc:    desc("queue_oldest_wait_seconds", "Wait of the call that waits longest; 0 when none waits.", "service"),
		thresholdDesc: desc("queue_service_level_threshold_seconds", "Service-level time.", "service"),
		agentsDesc:    desc("agents", "Agents of the service by state; an agent of several services counts in each.", "service", "state"),
		activeDesc:    desc("calls_active", "Calls that are up.", "direction"),
		journalDesc:   desc("journal_up", "1 while the journal can be written."),
		backlogDesc:   desc("journal_backlog_commands", "Commands in memory that are not durable."),
		appendDesc:    desc("journal_append_seconds", "Duration of the last append to the journal."),
		skippedDesc:   desc("journal_skipped_commands", "Commands that made the core fail and are skipped."),
		beatDesc:      desc("floor_beat_timestamp_seconds", "When the owner of the floor last turned."),
		inboxDesc:     desc("floor_inbox_commands", "Commands that wait for the owner of the floor."),
		refusingDesc:  desc("floor_refusing_calls", "1 while new calls are refused because the journal or a required reader lags."),
		offsetDesc:    desc("clock_offset_seconds", "Wall clock minus floor time: large after somebody set the wall clock."),
	}
	reg.MustRegister(m)
	return m
}

// start takes the services that exist already.
func (m *floorMetrics) start(st acd.State) {
	for _, s := range st.Services {
		m.service(s.Service.ID)
	}
}

// service returns the label of a service and makes its series exist.
func (m *floorMetrics) service(id acd.ServiceID) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.known[id] {
		if len(m.known) >= mostServices {
			return "other"
		}
		m.known[id] = true
		s := string(id)
		for _, c := range []*prometheus.CounterVec{m.offered, m.answered, m.inLevel, m.abandoned} {
			c.WithLabelValues(s)
		}
	}
	return string(id)
}

// label returns the label of a service in a scrape.
func (m *floorMetrics) label(id acd.ServiceID) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known[id] {
		return string(id)
	}
	return "other"
}

// apply counts one event.
func (m *floorMetrics) apply(ev acd.Event) {
	switch e := ev.(type) {
	case acd.ServiceChanged:
		m.service(e.Service.ID)
	case acd.CallQueued:
		m.offered.WithLabelValues(m.service(e.Service)).Inc()
	case acd.CallRefused:
		m.left.WithLabelValues(m.service(e.Service), string(e.Reason)).Inc()
	case acd.CallConnected:
		if e.Recalled {
			return
		}
		s := m.service(e.Service)
		m.answered.WithLabelValues(s).Inc()
		if e.InLevel {
			m.inLevel.WithLabelValues(s).Inc()
		}
		m.wait.WithLabelValues(s, "answered").Observe(e.Wait.Seconds())
	case acd.CallLeft:
		if e.Recalled {
			return
		}
		s := m.service(e.Service)
		m.left.WithLabelValues(s, string(e.Reason)).Inc()
		m.wait.WithLabelValues(s, "left").Observe(e.Wait.Seconds())
	case acd.OfferEnded:
		if e.Direct { // of no service
			return
		}
		m.offers.WithLabelValues(m.service(e.Service), string(e.Result)).Inc()
	case acd.AgentLeftCall:
		d := calls.In
		if e.Outbound {
			d = calls.Out
		}
		m.wraps[e.Agent] = d
		m.talk.WithLabelValues(d).Observe(e.Talk.Seconds())
		m.hold.WithLabelValues(d).Observe(e.Hold.Seconds())
	case acd.CallEnded:
		m.ended(e)
	case acd.AgentStateChanged:
		if e.From != acd.LoggedOut {
			m.stateSeconds.WithLabelValues(string(e.From)).Add(e.At.Sub(e.FromSince).Seconds())
		}
		if e.From == acd.WrapUp {
			m.acw.WithLabelValues(cmp.Or(m.wraps[e.Agent], calls.In)).Observe(e.At.Sub(e.FromSince).Seconds())
		}
	}
}

func (m *floorMetrics) ended(e acd.CallEnded) {
	m.calls.WithLabelValues(direction(e), string(e.Outcome)).Inc()
	if e.Outcome == acd.AbandonedQueue || e.Outcome == acd.AbandonedRing {
		s := m.service(e.Service)
		m.abandoned.WithLabelValues(s).Inc()
		m.wait.WithLabelValues(s, "abandoned").Observe(e.Wait.Seconds())
	}
}

// direction is the label of a call's direction, as in the rows.
func direction(e acd.CallEnded) string {
	switch {
	case e.About != "":
		return calls.Consult
	case e.To != "":
		return calls.Internal
	case e.Outbound:
		return calls.Out
	}
	return calls.In
}
