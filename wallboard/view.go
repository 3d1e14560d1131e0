package wallboard

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// view is one topic in one scope, with everybody who watches it. Its frames are
// encoded once for all of them. Owned by the hub's goroutine.
type view struct {
	topic   Topic
	scope   Scope
	viewers map[*Viewer]struct{}
	crowd   bool // more than a few have joined it: it is told less often

	seen     map[string]struct{} // ids of the rows that viewers have
	snapshot *Frame              // of the present rows; nil after a change
	delta    *Frame              // of the flush under way; nil where nothing changed
	alerts   json.RawMessage     // as last sent
	totals   json.RawMessage     // as last sent; services only

	looks   map[acd.AgentID]look // services: the agents counted in states
	states  States
	verdict verdict               // services: on the totals
	bad     map[acd.AgentID]Alert // agents: who is in a state for too long
	peers   map[acd.AgentID]ColleagueRow
}

func newView(topic Topic, scope Scope) *view {
	return &view{topic: topic, scope: scope, viewers: map[*Viewer]struct{}{}}
}

// rebuild starts the view anew from the board as it is.
func (v *view) rebuild(h *Hub) {
	v.seen = map[string]struct{}{}
	v.looks, v.states, v.bad = map[acd.AgentID]look{}, States{}, map[acd.AgentID]Alert{}
	v.peers = map[acd.AgentID]ColleagueRow{}
	v.snapshot, v.alerts, v.totals = nil, nil, nil
	v.verdict = verdict{}
	v.collect(h, allRows(h.board), false)
}

// allRows is a dirty set of every row.
func allRows(b *Board) *dirty {
	d := newDirty()
	for id := range b.services {
		d.services[id] = struct{}{}
	}
	for id := range b.agents {
		d.agents[id] = struct{}{}
	}
	for id := range b.calls {
		d.calls[id] = struct{}{}
	}
	return &d
}

// change is what one flush brings to a view.
type change struct {
	rows   any
	count  int // rows
	gone   []string
	totals json.RawMessage // nil: as before
	alerts json.RawMessage // nil: as before
}

func (c *change) empty() bool {
	return c.count+len(c.gone) == 0 && c.totals == nil && c.alerts == nil
}

// collect brings the view up to date with the rows in d.
func (v *view) collect(h *Hub, d *dirty, refresh bool) change {
	var c change
	switch v.topic {
	case Services:
		c = v.collectServices(h, d, refresh)
	case Agents:
		c = v.collectAgents(h, d)
	case Colleagues:
		c = v.collectColleagues(h, d)
	default:
		c = v.collectCalls(h, d)
	}
	if !c.empty() {
		v.snapshot = nil
	}
	return c
}

// gather sorts the dirty rows of one kind into rows that viewers see and ids
// that they see no longer.
func gather[ID ~string, Row any](v *view, dirty map[ID]struct{}, row func(ID) (Row, bool)) change {
	rows := make([]Row, 0, len(dirty))
	var gone []string
	for _, id := range sortedKeys(dirty) {
		r, visible := row(id)
		_, was := v.seen[string(id)]
		switch {
		case visible:
			v.seen[string(id)] = struct{}{}
			rows = append(rows, r)
		case was:
			delete(v.seen, string(id))
			gone = append(gone, string(id))
		}
	}
	return change{rows: rows, count: len(rows), gone: gone}
}

func sortedKeys[ID ~string](m map[ID]struct{}) []ID {
	ids := make([]ID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b ID) int { return cmp.Compare(a, b) })
	return ids
}

// replaced encodes value into *sent and returns it when it differs from what was
// sent before, else nil.
func replaced(sent *json.RawMessage, value any) json.RawMessage {
	data := mustJSON(value)
	if bytes.Equal(*sent, data) {
		return nil
	}
	*sent = data
	return data
}

// few is how many viewers of a view are no crowd: an agent's own desks, the floor's
// managers.
const few = 8

// full returns the snapshot of the view, encoded at most once between changes. That of
// a crowd may be of a moment since which it was told nothing yet: what it was not told
// follows, whether it is in the snapshot or not.
func (v *view) full(h *Hub) *Frame {
	if v.snapshot != nil {
		return v.snapshot
	}
	m := h.message("snapshot")
	m.Topic, m.Totals, m.Alerts, m.Rows = v.topic, v.totals, v.alerts, v.rows(h)
	v.snapshot = encode(m)
	return v.snapshot
}

// rows are all rows of the view as they are now, in the order of their ids. One that is
// gone is left out: viewers of a crowd are told so later.
func (v *view) rows(h *Hub) any {
	ids := sortedKeys(v.seen)
	switch v.topic {
	case Services:
		return rowsOf(ids, h.board.services, func(id acd.ServiceID, s *service) ServiceRow { return s.row(h.verdict(id)) })
	case Agents:
		return rowsOf(ids, h.board.agents, func(id acd.AgentID, a *agent) AgentRow { return a.row(h.bands[id]) })
	case Colleagues:
		return rowsOf(ids, v.peers, func(_ acd.AgentID, row ColleagueRow) ColleagueRow { return row })
	}
	return rowsOf(ids, h.board.calls, func(_ acd.CallID, c *call) CallRow { return c.row(h.board, v.scope) })
}

func rowsOf[ID ~string, T, Row any](ids []string, of map[ID]T, row func(ID, T) Row) []Row {
	rows := make([]Row, 0, len(ids))
	for _, id := range ids {
		if one, there := of[ID(id)]; there {
			rows = append(rows, row(ID(id), one))
		}
	}
	return rows
}
