package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

const (
	eventBeat  = 5 * time.Second
	eventBatch = 256
	eventTeams = 5 * time.Second // for so long a manager's own agents are believed to be the same
)

// eventFrame is one text of the events' connection.
type eventFrame struct {
	Type   string      `json:"type"` // hello, events, reset, beat
	Seq    uint64      `json:"seq"`  // everything up to it has been sent
	At     time.Time   `json:"at"`
	Build  string      `json:"build,omitempty"`
	Events []cti.Event `json:"events,omitempty"`
}

// events upgrades a request to the connection of events (docs/cti.md).
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	if !s.sameOrigin(r) {
		writeProblem(w, fault.New(fault.Denied, "this page is not ours"))
		return
	}
	es, err := s.eventStream(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	serves, err := s.scope(r.Context())
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	slices.Sort(serves)
	s.connect(w, r, serves, func(*socket) ([]LiveStream, error) { return []LiveStream{es}, nil })
}

// eventStream is one program's events: those that it may know of, of the types that it
// asked for, behind the place where it was.
type eventStream struct {
	srv    *Server
	id     Identity
	cursor *cti.Cursor
	types  []string // beginnings; empty: all
	queue  []eventFrame
	seq    uint64
	own    map[acd.AgentID]bool // a manager's agents
	asked  time.Time
}

func (s *Server) eventStream(r *http.Request) (*eventStream, error) {
	q := r.URL.Query()
	for k := range q {
		if k != "types" && k != "after" {
			return nil, fault.New(fault.Invalid, "there is no parameter %q: there are types and after", k)
		}
	}
	es := &eventStream{srv: s, id: who(r.Context())}
	if v := q.Get("types"); v != "" {
		es.types = strings.Split(v, ",")
		for _, t := range es.types {
			if !slices.ContainsFunc(cti.Types, func(x string) bool { return matches(x, t) }) {
				return nil, fault.New(fault.Invalid, "there is no type %q: see docs/cti.md; call. means all that begin so", t)
			}
		}
	}
	es.cursor, es.seq = s.EventLog.End()
	hello := eventFrame{Type: "hello", Build: s.cfg.Build}
	if v := q.Get("after"); v != "" {
		after, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			return nil, fault.New(fault.Invalid, "after is the seq of the last frame that you have")
		}
		switch c, err := s.EventLog.After(after); {
		case errors.Is(err, cti.ErrLost):
			es.queue = append(es.queue, hello, eventFrame{Type: "reset"})
			return es, nil
		case err != nil:
			return nil, err
		default:
			es.cursor, es.seq = c, after
		}
	}
	es.queue = append(es.queue, hello)
	return es, nil
}

// matches reports whether a type is asked for by want: itself, or a beginning that ends
// with a full stop.
func matches(kind, want string) bool {
	return kind == want || strings.HasSuffix(want, ".") && strings.HasPrefix(kind, want)
}

// Next implements LiveStream.
func (e *eventStream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	for {
		if len(e.queue) > 0 {
			f := e.queue[0]
			e.queue = e.queue[1:]
			f.Seq, f.At = e.seq, time.Now().UTC()
			data, err := json.Marshal(f)
			if err != nil {
				return nil, err
			}
			return websocket.NewPreparedMessage(websocket.TextMessage, data)
		}
		wait, cancel := context.WithTimeout(ctx, eventBeat)
		evs, err := e.cursor.Next(wait, eventBatch)
		cancel()
		switch {
		case errors.Is(err, cti.ErrLost):
			return nil, ErrSlow
		case err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
			e.queue = append(e.queue, eventFrame{Type: "beat"})
			continue
		case err != nil:
			return nil, err
		}
		e.seq = evs[len(evs)-1].Seq
		mine, err := e.choose(ctx, evs)
		if err != nil {
			return nil, err
		}
		if len(mine) > 0 {
			e.queue = append(e.queue, eventFrame{Type: "events", Events: mine})
		}
	}
}

// Close implements LiveStream.
func (e *eventStream) Close() {}

// choose leaves out what the viewer may not know of or has not asked for.
func (e *eventStream) choose(ctx context.Context, evs []cti.Event) ([]cti.Event, error) {
	if e.id.Role == people.Manager && time.Since(e.asked) > eventTeams {
		agents, err := e.srv.Centre.Agents(ctx)
		if err != nil {
			return nil, err
		}
		e.own = map[acd.AgentID]bool{}
		for _, a := range agents {
			e.own[acd.AgentID(a.ID)] = e.id.SeesAgent(a.Core())
		}
		e.asked = time.Now()
	}
	out := []cti.Event{}
	for _, ev := range evs {
		if len(e.types) > 0 && !slices.ContainsFunc(e.types, func(t string) bool { return matches(ev.Type, t) }) || !e.sees(&ev) {
			continue
		}
		if !e.id.May(people.Unmask) {
			ev = ev.Masked()
		}
		out = append(out, ev)
	}
	return out, nil
}

// sees: administrators everything, managers what concerns their agents and calls that
// no agent has yet, agents what concerns themselves, and with the permission phone that
// somebody asked to be called back.
func (e *eventStream) sees(ev *cti.Event) bool {
	switch e.id.Role {
	case people.Administrator:
		return true
	case people.Manager:
		return ev.Agentless() || ev.Concerns(func(id acd.AgentID) bool { return e.own[id] })
	case people.AgentRole:
		return e.id.Agent != "" && ev.Concerns(func(id acd.AgentID) bool { return id == e.id.Agent }) || ev.ForPhones() && e.id.May(people.Phone)
	}
	return false
}
