package board

import (
	"context"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Scope is what somebody sees: rooms, and more.
type Scope struct {
	chat.Scope
	Own acd.AgentID // the viewer's own agent: the messages of its rooms come with the frames
	// Monitor shows who monitors a room (S11). Who has the room never sees it (S4).
	Monitor bool
	// Fellows are the agents whose rows are seen: nil is all.
	Fellows map[acd.AgentID]bool
}

// monitors reports whether it shows who monitors a room.
// Who had it while it was monitored does not learn of that afterwards either.
func (s *Scope) monitors(r *room) bool {
	return s.Monitor && (s.Own == "" || s.Own != r.Agent && !slices.Contains(r.had, s.Own))
}

// alone reports whether it sees the rooms of one agent only, beside what waits.
func (s *Scope) alone() bool { return !s.All && !s.Robot && len(s.Agents) <= 1 }

// How a viewer is served.
const (
	mostMessages = 256                   // that wait for a frame; beyond, the page asks for them
	pause        = 20 * time.Millisecond // between two frames
	slowPause    = 250 * time.Millisecond
)

// Viewer is one open page.
type Viewer struct {
	b      *Board
	may    func() Scope
	rooms  bool // the topic chats
	people bool // the topic chat_agents
	pace   time.Duration
	wake   chan struct{} // capacity 1
	sent   time.Time     // the last frame

	// Guarded by Board.mu.
	scope    Scope
	fresh    bool // begins with a snapshot
	dirty    map[chat.RoomID]struct{}
	known    map[chat.RoomID]struct{} // what the page shows
	messages []Message
	full     bool   // more messages came than fit: the page sees by the rows that it lacks some, and asks
	agents   uint64 // version of the agents that it has
	shown    map[acd.AgentID]struct{}
	me       string // as it was sent
}

// Open begins to show rooms, or agents (people), to somebody. may says what they see, and is
// asked again when the centre is configured anew. The caller closes it.
func (b *Board) Open(may func() Scope, people bool) *Viewer {
	v := &Viewer{b: b, may: may, rooms: !people, people: people, pace: pause, wake: make(chan struct{}, 1), fresh: true}
	scope := may()
	if people || !scope.alone() {
		v.pace = slowPause // lists of many: several changes are one frame
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	v.scope = scope
	b.enter(v)
	v.signal()
	return v
}

// enter files a viewer by what it sees.
func (b *Board) enter(v *Viewer) {
	b.viewers[v] = struct{}{}
	switch {
	case v.people:
	case v.scope.alone():
		for _, id := range v.scope.Agents {
			if b.byAgent[id] == nil {
				b.byAgent[id] = map[*Viewer]struct{}{}
			}
			b.byAgent[id][v] = struct{}{}
		}
	default:
		b.wide[v] = struct{}{}
	}
}

func (b *Board) leave(v *Viewer) {
	delete(b.viewers, v)
	delete(b.wide, v)
	for _, id := range v.scope.Agents {
		if delete(b.byAgent[id], v); len(b.byAgent[id]) == 0 {
			delete(b.byAgent, id)
		}
	}
}

// Close ends it.
func (v *Viewer) Close() {
	v.b.mu.Lock()
	defer v.b.mu.Unlock()
	v.b.leave(v)
}

func (v *Viewer) signal() {
	select {
	case v.wake <- struct{}{}:
	default: // it knows already
	}
}

// mark notes that a room has changed.
func (v *Viewer) mark(id chat.RoomID) {
	if v.fresh || !v.rooms {
		return
	}
	v.dirty[id] = struct{}{}
	v.signal()
}

// say keeps a message for the next frame.
func (v *Viewer) say(m chat.Message) {
	if v.fresh || v.full || !v.rooms {
		return
	}
	if len(v.messages) >= mostMessages {
		v.messages, v.full = nil, true
		return
	}
	v.messages = append(v.messages, Message{Room: m.Room, Seq: m.Seq, By: m.By, Agent: m.Agent, At: m.At, Client: m.Client, Body: m.Body, Files: m.Files})
	v.signal()
}

// Next waits until something is news and returns it.
func (v *Viewer) Next(ctx context.Context) (Frame, error) {
	for {
		// Rows of agents change with rooms: they are looked at each pace.
		var look <-chan time.Time
		var timer *time.Timer
		if !v.sent.IsZero() {
			timer = time.NewTimer(max(lookEvery, v.pace))
			look = timer.C
		}
		select {
		case <-ctx.Done():
			return Frame{}, ctx.Err()
		case <-v.wake:
		case <-look:
		}
		if timer != nil {
			timer.Stop()
		}
		if err := rest(ctx, v.sent.Add(v.pace)); err != nil {
			return Frame{}, err
		}
		if f, news := v.frame(); news {
			v.sent = time.Now()
			return f, nil
		}
	}
}

// lookEvery is how often rows of agents, and the own one, are looked at.
const lookEvery = time.Second

func rest(ctx context.Context, until time.Time) error {
	wait := time.Until(until)
	if wait <= 0 {
		return nil
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// frame makes what is news; false: nothing is.
func (v *Viewer) frame() (Frame, bool) {
	b := v.b
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ready {
		return Frame{}, false
	}
	b.count()
	f := Frame{Type: "delta", Topic: "chats", At: b.opt.Now()}
	if v.people {
		f.Topic = "chat_agents"
	}
	if v.fresh {
		f.Type = "snapshot"
		v.fresh, v.dirty, v.known, v.messages, v.full, v.shown, v.agents, v.me = false, map[chat.RoomID]struct{}{}, map[chat.RoomID]struct{}{}, nil, false, map[acd.AgentID]struct{}{}, 0, ""
		v.all()
	}
	if v.people {
		v.fellows(&f)
	} else {
		v.list(&f)
	}
	return f, f.Type == "snapshot" || len(f.Rows)+len(f.Gone)+len(f.Messages) > 0
}

// all marks every room that may be seen.
func (v *Viewer) all() {
	switch {
	case !v.rooms:
	case v.scope.alone(): // few of many
		for _, id := range v.scope.Agents {
			for room := range v.b.of[id] {
				v.dirty[room] = struct{}{}
			}
		}
		if v.scope.Takes {
			for room := range v.b.of[chat.Robot] {
				v.dirty[room] = struct{}{}
			}
		}
	default:
		for room := range v.b.rooms {
			v.dirty[room] = struct{}{}
		}
	}
}

// list fills in the rooms that have changed, the messages and the own row.
func (v *Viewer) list(f *Frame) {
	b := v.b
	for _, id := range sorted(v.dirty) {
		one := b.rooms[id]
		if one != nil && v.scope.Sees(one.Room) {
			f.Rows = append(f.Rows, b.encode(one, v.scope.monitors(one)))
			v.known[id] = struct{}{}
			continue
		}
		if _, shown := v.known[id]; shown {
			f.Gone = append(f.Gone, string(id))
			delete(v.known, id)
		}
	}
	clear(v.dirty)
	for _, m := range v.messages {
		if one := b.rooms[m.Room]; one != nil && v.scope.Sees(one.Room) {
			f.Messages = append(f.Messages, m)
		}
	}
	v.messages, v.full = nil, false
	me := Me{ID: "me", Kind: "me", Used: b.opt.Directory.Used(), Method: b.policy.Method, ByLogin: b.policy.Target == chat.LoggedIn, Backlog: b.policy.Backlog, Monitor: v.scope.Monitor && !b.policy.NoSupervision}
	if a := b.agents[v.scope.Own]; a != nil {
		me.Agent = &a.row
	}
	me.Asked, me.Answered = v.asked()
	if enc := encode(me); string(enc) != v.me {
		v.me = string(enc)
		f.Rows = append(f.Rows, enc)
	}
}

// asked are the open requests that the viewer may answer, and when one of the own was answered
// last.
func (v *Viewer) asked() (open int, answered acd.Time) {
	answered = v.b.asked[v.scope.Own].Answered
	switch {
	case v.scope.alone():
	case v.scope.All:
		for _, one := range v.b.asked {
			open += one.Open
		}
	default:
		for _, id := range v.scope.Agents {
			open += v.b.asked[id].Open
		}
	}
	return open, answered
}

// fellows fills in the agents that have changed.
func (v *Viewer) fellows(f *Frame) {
	ids := make([]acd.AgentID, 0, len(v.b.agents))
	for id := range v.b.agents {
		if v.scope.Fellows == nil || v.scope.Fellows[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if a := v.b.agents[id]; a.version > v.agents {
			f.Rows = append(f.Rows, a.enc)
			v.shown[id] = struct{}{}
		}
	}
	for id := range v.shown {
		if v.b.agents[id] == nil || v.scope.Fellows != nil && !v.scope.Fellows[id] {
			f.Gone = append(f.Gone, string(id))
			delete(v.shown, id)
		}
	}
	slices.Sort(f.Gone)
	v.agents = v.b.version
}
