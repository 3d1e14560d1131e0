package board

import (
	"encoding/json"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// month is how far back the hand-over dialog counts (C66).
const month = 31 * 24 * time.Hour

// agent is an agent, with the row as it was encoded last.
type agent struct {
	status  chat.AgentStatus
	row     AgentRow
	enc     json.RawMessage
	version uint64 // of the Board, when the row changed last
}

func (b *Board) agentChanged(s chat.AgentStatus) {
	one := b.agents[s.Agent.ID]
	if one == nil {
		one = &agent{}
		b.agents[s.Agent.ID] = one
	}
	one.status = s
	b.version++
	b.show(one, one.row.Today, one.row.Month)
	for v := range b.byAgent[s.Agent.ID] {
		v.signal()
	}
	for v := range b.wide {
		if v.scope.Own == s.Agent.ID {
			v.signal()
		}
	}
}

// show encodes the row of an agent anew, where it says something else.
func (b *Board) show(a *agent, today, months Count) {
	if row := b.rowOf(a.status, today, months); a.enc == nil || row != a.row {
		a.row, a.enc, a.version = row, encode(row), b.version
	}
}

// countEvery is how often the rooms of agents are counted at most.
const countEvery = 200 * time.Millisecond

// count brings the rows of agents up to date, where rooms have changed.
func (b *Board) count() {
	now := b.opt.Now()
	if !b.recount || now.Sub(b.counted) < countEvery && now >= b.counted {
		return
	}
	b.recount, b.counted = false, now
	today, months := map[acd.AgentID]Count{}, map[acd.AgentID]Count{}
	since := now.Add(-month)
	for _, r := range b.rooms {
		if !r.Status.Taken() {
			continue
		}
		if r.Opened >= b.day {
			today[r.Agent] = today[r.Agent].with(r.Status)
		}
		if r.Opened >= since {
			months[r.Agent] = months[r.Agent].with(r.Status)
		}
	}
	b.version++
	for id, a := range b.agents {
		c := today[id]
		c.Ended = b.ended[id]
		b.show(a, c, months[id])
	}
}

func (c Count) with(s chat.Status) Count {
	if s == chat.Received {
		c.Received++
	} else {
		c.Running++
	}
	return c
}

func (b *Board) rowOf(s chat.AgentStatus, today, months Count) AgentRow {
	name, manager, complete := b.opt.Directory.Agent(s.Agent.ID)
	most := s.Agent.Cap
	if most == 0 {
		most = chat.DefaultCap
	}
	return AgentRow{
		ID: s.Agent.ID, Name: name, Manager: manager, Cap: most, SignedIn: s.SignedIn, Resting: s.Resting, Duty: s.Duty, OnCall: s.OnCall, Excluded: s.Agent.Excluded,
		State: s.State, Since: s.Since, Received: s.Received, Running: s.Running, Today: today, Month: months, AutoComplete: complete,
	}
}
