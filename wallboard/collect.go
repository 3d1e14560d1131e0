package wallboard

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
)

func (v *view) collectServices(h *Hub, d *dirty, refresh bool) change {
	c := gather(v, d.services, func(id acd.ServiceID) (ServiceRow, bool) {
		s := h.board.services[id]
		if s == nil || !v.scope.SeesService(id) {
			return ServiceRow{}, false
		}
		return s.row(h.verdict(id)), true
	})
	restated := v.restate(h.board, d)
	if c.count+len(c.gone) > 0 || restated || refresh || v.totals == nil {
		totals, alerts := v.sum(h, refresh)
		c.totals = replaced(&v.totals, totals)
		c.alerts = replaced(&v.alerts, alerts)
	}
	return c
}

// restate keeps the number of agents in each state; it reports a change.
func (v *view) restate(b *Board, d *dirty) bool {
	before := v.states
	for id := range d.agents {
		if old, ok := v.looks[id]; ok {
			v.states.add(old, -1)
			delete(v.looks, id)
		}
		// Rows count every agent of their service, and so do totals: a number names
		// nobody, and a manager's totals are those of the rows above.
		if a := b.agents[id]; a != nil && (Scope{Services: v.scope.Services}).SeesAgent(&a.config) {
			v.looks[id] = a.look()
			v.states.add(a.look(), 1)
		}
	}
	return v.states != before
}

// sum makes totals and alerts over the services of the view.
func (v *view) sum(h *Hub, refresh bool) (totals, alerts any) {
	var t Totals
	var all service // the totals as if they were one service
	var oldest acd.Time
	wait, waiting, promised, waits := Band(""), 0, 0, Waits{}
	list := []Alert{}
	first := true
	for id, s := range h.board.services {
		if !v.scope.SeesService(id) {
			continue
		}
		said := h.verdict(id)
		all.counts.plus(s.counts)
		waiting += len(s.queue)
		promised += s.promised
		if o := s.queue.oldest(); o != 0 && (oldest == 0 || o < oldest) {
			oldest = o
		}
		wait = worse(wait, said.wait)
		waits.plus(said.waits)
		t.limits(first, &s.config)
		list = s.alerts(said, list)
		first = false
	}
	all.config.Target = defaultTarget
	if t.Target != nil {
		all.config.Target = *t.Target
	}
	v.verdict.judge(&all, h.now(), refresh)
	t.Figures = all.counts.figures()
	t.Waiting, t.Promised, t.Waits, t.Oldest, t.States, t.Agents = waiting, promised, waits, oldest, v.states, v.buckets()
	t.WaitBand, t.AnswerBand, t.LevelBand = wait, v.verdict.answer.shown, v.verdict.level.shown
	sortAlerts(list)
	return t, list
}

// defaultTarget is the percentage that totals are held against when their
// services have different ones.
const defaultTarget = 80

// buckets counts each agent of the view once, however many services it serves.
func (v *view) buckets() Buckets {
	s := v.states
	b := Buckets{Ready: s.Ready, OnCall: s.Ring + s.Talk + s.Hold, Outbound: s.Dial + s.Out, Away: s.Wrap + s.Away}
	b.Login = b.Ready + b.OnCall + b.Outbound + b.Away
	return b
}

// worse returns the more alarming of two bands.
func worse(a, b Band) Band {
	order := []Band{"", Good, Warn, Bad}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

func (v *view) collectAgents(h *Hub, d *dirty) change {
	c := gather(v, d.agents, func(id acd.AgentID) (AgentRow, bool) {
		a := h.board.agents[id]
		delete(v.bad, id)
		if a == nil || !v.scope.SeesAgent(&a.config) {
			return AgentRow{}, false
		}
		band := h.bands[id]
		if alert, ok := a.alert(band); ok {
			v.bad[id] = alert
		}
		return a.row(band), true
	})
	if c.count+len(c.gone) > 0 || v.alerts == nil {
		list := make([]Alert, 0, len(v.bad))
		for _, alert := range v.bad {
			list = append(list, alert)
		}
		sortAlerts(list)
		c.alerts = replaced(&v.alerts, list)
	}
	return c
}

func (v *view) collectCalls(h *Hub, d *dirty) change {
	return gather(v, d.calls, func(id acd.CallID) (CallRow, bool) {
		c := h.board.calls[id]
		if c == nil || !seesCall(v.scope, h.board, c) {
			return CallRow{}, false
		}
		return c.row(h.board, v.scope), true
	})
}
