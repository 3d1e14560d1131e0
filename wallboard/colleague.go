package wallboard

import "github.com/callfloor/callfloor/acd"

// ColleagueRow is one agent as every other agent sees it (D11, D12): name and
// state, no figures of the day and nothing about the call.
type ColleagueRow struct {
	ID        acd.AgentID    `json:"id"`
	Name      string         `json:"name"`
	NameEn    string         `json:"name_en,omitempty"`
	Extension string         `json:"extension"`
	Team      string         `json:"team,omitempty"`
	State     acd.AgentState `json:"state"`
	Reason    acd.Reason     `json:"reason,omitempty"`
	Since     acd.Time       `json:"since"`
	HeldSince acd.Time       `json:"held_since,omitempty"`
	Reachable bool           `json:"reachable"`
	Band      Band           `json:"band"` // of the time in this state
}

// Effort is what all agents together have handled today, and what the one with
// most calls has (D27, D28).
type Effort struct {
	Agents  int `json:"agents"` // who were logged in today
	In      int `json:"in"`     // calls of services answered
	Out     int `json:"out"`    // calls to the outside that were made
	BestIn  int `json:"best_in"`
	BestOut int `json:"best_out"`
}

func (a *agent) colleague(band Band) ColleagueRow {
	return ColleagueRow{
		ID: a.config.ID, Name: a.config.Name, NameEn: a.config.NameEn, Extension: a.config.Extension, Team: a.config.Team,
		State: a.state, Reason: a.reason, Since: a.since, HeldSince: a.heldSince, Reachable: a.reachable, Band: band,
	}
}

// effort adds up the day of every agent. It names nobody.
func (b *Board) effort() Effort {
	var e Effort
	for _, a := range b.agents {
		t := &a.today
		if a.state == acd.LoggedOut && t.Login == 0 {
			continue
		}
		e.Agents++
		e.In += t.Answered
		e.Out += t.Outbound
		if all, best := t.Answered+t.Outbound, e.BestIn+e.BestOut; all > best || all == best && t.Answered > e.BestIn {
			e.BestIn, e.BestOut = t.Answered, t.Outbound
		}
	}
	return e
}

// collectColleagues sends a row only when something in it has changed: most of
// what changes about an agent is its figures, which colleagues do not see.
func (v *view) collectColleagues(h *Hub, d *dirty) change {
	changed := make(map[acd.AgentID]struct{}, len(d.agents))
	for id := range d.agents {
		a := h.board.agents[id]
		if a == nil {
			delete(v.peers, id)
			changed[id] = struct{}{}
			continue
		}
		if row := a.colleague(h.bands[id]); v.peers[id] != row {
			v.peers[id] = row
			changed[id] = struct{}{}
		}
	}
	c := gather(v, changed, func(id acd.AgentID) (ColleagueRow, bool) {
		row, ok := v.peers[id]
		return row, ok
	})
	if len(d.agents) > 0 || v.totals == nil {
		c.totals = replaced(&v.totals, h.board.effort())
	}
	return c
}
