package web

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// The live topic callbacks tells that what GET /callbacks shows somebody has changed,
// how many are the own ones and how many nobody has, and which came last: for the badge
// and for notifications (B3, B4, B24). Each frame is the whole of it. Who wants the list
// asks again, under the one rule of what may be seen.

// CallbackRow is the row callbacks of that topic.
type CallbackRow struct {
	ID         string        `json:"id"` // callbacks
	Changed    int64         `json:"changed_at"`
	Used       bool          `json:"used"` // false: callbacks are not in use
	Own        int           `json:"own"`  // given to the own agent and not done
	Unassigned int           `json:"unassigned"`
	Registered *CallbackNews `json:"registered,omitempty"` // the one that was registered last
	Assigned   *CallbackNews `json:"assigned,omitempty"`   // the one that was given to the own agent last
}

// CallbackNews is a callback that is told of.
type CallbackNews struct {
	ID          string          `json:"id"`
	At          int64           `json:"at"`
	Service     string          `json:"service,omitempty"`
	ServiceName *centre.Names   `json:"service_name,omitempty"`
	Source      callback.Source `json:"source"`
	Name        string          `json:"name,omitempty"`   // of the own one
	Number      string          `json:"number,omitempty"` // of the own one; masked for everybody
	Due         int64           `json:"due_at"`
}

// callbackStream is one open page.
type callbackStream struct {
	s     *Server
	id    Identity
	hears *desk.Watcher
	sent  time.Time // the last frame; zero: none
	woken time.Time // when it last heard of a change, or began to hear
}

func (s *Server) openCallbacks(id Identity) *callbackStream {
	return &callbackStream{s: s, id: id, hears: s.CallbackFeed.Watch(), woken: time.Now()}
}

// Next implements LiveStream.
func (c *callbackStream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	for !c.sent.IsZero() {
		agents, err := c.hears.Wait(ctx)
		if err != nil {
			return nil, err
		}
		if !c.concerns(ctx, agents) {
			continue
		}
		c.woken = time.Now()
		if err := rest(ctx, time.Until(c.sent.Add(reservedPause))); err != nil { // several changes are one frame
			return nil, err
		}
		break
	}
	for {
		m, err := c.frame(ctx)
		if err == nil {
			c.sent = time.Now()
			return m, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.s.Log.Error().Err(fault.WithCause(err)).Msg("a page cannot be told what has changed of callbacks: it is tried again")
		if err := rest(ctx, deskAgain); err != nil {
			return nil, err
		}
	}
}

// Close implements LiveStream.
func (c *callbackStream) Close() { c.hears.Close() }

// concerns reports whether changes of some agents' callbacks show on the page. What
// nobody has is told to everybody.
func (c *callbackStream) concerns(ctx context.Context, agents []string) bool {
	if slices.Contains(agents, "") || c.id.Role != people.AgentRole || c.id.May(people.CallbackAssign) {
		return true
	}
	return slices.Contains(agents, string(c.id.Agent))
}

func (c *callbackStream) frame(ctx context.Context) (*websocket.PreparedMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, deskWithin)
	defer cancel()
	now := time.Now().UnixMilli()
	row := CallbackRow{ID: "callbacks", Changed: now, Used: c.s.callbacksUsed()}
	if row.Used {
		if err := c.fill(ctx, &row); err != nil {
			return nil, err
		}
	}
	data, err := json.Marshal(deskFrame{Type: "snapshot", Topic: "callbacks", At: now, Rows: []any{row}})
	if err != nil {
		return nil, fmt.Errorf("encode what has changed of callbacks: %w", err)
	}
	return websocket.NewPreparedMessage(websocket.TextMessage, data)
}

func (c *callbackStream) fill(ctx context.Context, row *CallbackRow) error {
	all, err := c.s.shared.read(ctx, c.s.Callbacks, c.woken)
	if err != nil {
		return err
	}
	row.Unassigned, row.Own = all.waiting, all.loads[string(c.id.Agent)].Open
	if r := all.last; r.ID != "" {
		row.Registered = &CallbackNews{ID: r.ID, At: r.Created.UnixMilli(), Service: r.Service, ServiceName: c.s.serviceCalled(r.Service), Source: r.Source, Due: r.Due.UnixMilli()}
	}
	if c.id.Agent == "" || row.Own == 0 {
		return nil
	}
	r, err := c.s.Callbacks.LastCallback(ctx, string(c.id.Agent))
	if r.ID != "" {
		row.Assigned = &CallbackNews{ID: r.ID, At: r.AssignedAt.UnixMilli(), Service: r.Service, ServiceName: c.s.serviceCalled(r.Service), Source: r.Source, Name: r.Name, Number: c.s.shown(Identity{}, r.Number), Due: r.Due.UnixMilli()}
	}
	return err
}

// serviceCalled is what a service is called; nil where there is none.
func (s *Server) serviceCalled(service string) *centre.Names {
	if sv := s.servicesByID()[service]; sv != nil {
		return &sv.Name
	}
	return nil
}

// sharedCallbacks are what every page is told alike, read once for all of them.
type sharedCallbacks struct {
	mu      sync.Mutex
	at      time.Time // when reading it began
	waiting int
	loads   map[string]callback.Load
	last    callback.Request
}

type sharedNow struct {
	waiting int
	loads   map[string]callback.Load
	last    callback.Request
}

// read returns what is shared, read after a time: what was read before may lack the change
// that somebody heard of then. Pages that hear of one change are told the same.
func (c *sharedCallbacks) read(ctx context.Context, from Callbacks, after time.Time) (sharedNow, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.After(after) {
		began := time.Now()
		n, err := from.CountCallbacks(ctx, callback.Scope{All: true}, "", "")
		if err != nil {
			return sharedNow{}, err
		}
		loads, err := from.CallbackLoads(ctx)
		if err != nil {
			return sharedNow{}, err
		}
		last, err := from.LastCallback(ctx, "")
		if err != nil {
			return sharedNow{}, err
		}
		c.at, c.waiting, c.loads, c.last = began, n.Waiting, loads, last
	}
	return sharedNow{c.waiting, c.loads, c.last}, nil
}
