package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
)

// agentStates are the values of the label state.
var agentStates = []acd.AgentState{
	acd.LoggedOut, acd.NotReady, acd.Ready, acd.Ringing, acd.Talking, acd.Dialing, acd.TalkingOutbound, acd.WrapUp,
}

// gaugeFunc gives one value of a scrape.
type gaugeFunc func(d *prometheus.Desc, v float64, labels ...string)

// Describe implements prometheus.Collector.
func (m *floorMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		m.waitingDesc, m.oldestDesc, m.thresholdDesc, m.agentsDesc, m.activeDesc,
		m.journalDesc, m.backlogDesc, m.appendDesc, m.skippedDesc, m.beatDesc,
		m.inboxDesc, m.refusingDesc, m.offsetDesc,
	} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (m *floorMetrics) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	h := m.floor.Health()
	gauge(m.journalDesc, flag(h.JournalErr == ""))
	gauge(m.backlogDesc, float64(h.Backlog))
	gauge(m.appendDesc, h.LastAppend.Seconds())
	gauge(m.skippedDesc, float64(h.Skipped))
	gauge(m.beatDesc, float64(h.Beat.UnixMilli())/1000)
	gauge(m.inboxDesc, float64(h.Inbox))
	gauge(m.refusingDesc, flag(h.RefusingNew != ""))
	gauge(m.offsetDesc, h.ClockOffset.Seconds())

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	st, _, err := m.floor.Snapshot(ctx)
	if err != nil {
		return // what was said above is why
	}
	m.collectAgents(gauge, st)
	m.collectCalls(gauge, st)
}

// collectAgents counts agents by service and state; every state is there.
func (m *floorMetrics) collectAgents(gauge gaugeFunc, st acd.State) {
	type key struct {
		service string
		state   acd.AgentState
	}
	agents := map[key]int{}
	for _, s := range st.Services {
		for _, v := range agentStates {
			agents[key{m.label(s.Service.ID), v}] = 0
		}
	}
	for _, a := range st.Agents {
		for _, s := range a.Agent.Services {
			agents[key{m.label(s.Service), a.State}]++
		}
	}
	for k, n := range agents {
		gauge(m.agentsDesc, float64(n), k.service, string(k.state))
	}
}

// collectCalls counts calls that wait and that are up.
func (m *floorMetrics) collectCalls(gauge gaugeFunc, st acd.State) {
	other, folded := 0, false
	for _, s := range st.Services {
		label := m.label(s.Service.ID)
		if label == "other" {
			other, folded = other+s.Waiting, true
			continue
		}
		gauge(m.waitingDesc, float64(s.Waiting), label)
		oldest := 0.0
		if s.Oldest != 0 {
			oldest = max(st.Now.Sub(s.Oldest).Seconds(), 0)
		}
		gauge(m.oldestDesc, oldest, label)
		gauge(m.thresholdDesc, s.Service.ServiceLevel.Seconds(), label)
	}
	if folded {
		gauge(m.waitingDesc, float64(other), "other")
	}
	active := map[string]int{calls.In: 0, calls.Out: 0, calls.Internal: 0, calls.Consult: 0}
	for _, c := range st.Calls {
		active[direction(acd.CallEnded{About: c.About, To: c.To, Outbound: c.Callback || c.Service == "" && !c.Counted && c.Phase != acd.InMenu && c.Ends == ""})]++
	}
	for d, n := range active {
		gauge(m.activeDesc, float64(n), d)
	}
}

// flag is a truth as a gauge.
func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
