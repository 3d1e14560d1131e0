package board

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
)

// rows keeps rooms in memory, for the owner of rooms and for the board.
type rows struct {
	mu       sync.Mutex
	rooms    map[chat.RoomID]chat.Room
	latest   map[chat.RoomID]chat.Message
	answered map[chat.RoomID]bool // by who has them, or had them at their end
	asked    map[acd.AgentID]chat.Asked
	noAsked  error
	messages int
}

func (s *rows) ChatOpenRooms(context.Context) ([]chat.Room, error) { return nil, nil }

func (s *rows) ChatPresences(context.Context) ([]chat.Presence, error) { return nil, nil }

func (s *rows) ChatKnown(context.Context, []chat.MessageKey) (map[chat.MessageKey]chat.Message, error) {
	return nil, nil
}

func (s *rows) ChatKeep(_ context.Context, b chat.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range b.Rooms {
		if s.rooms[r.ID] = r; !r.Status.Over() {
			s.answered[r.ID] = r.Status == chat.InProgress
		}
	}
	for _, m := range b.Messages {
		s.messages++
		if m.By != chat.ByNote {
			s.latest[m.Room] = m
		}
	}
	return nil
}

func (s *rows) ChatRows(_ context.Context, ids []chat.RoomID) (list []chat.Row, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		r := chat.Row{Room: s.rooms[id], Title: "title of " + string(s.rooms[id].Titled), Visitor: chat.RowVisitor{Name: "customer " + string(s.rooms[id].Visitor)}}
		if m, there := s.latest[id]; there {
			r.Latest = &m
		}
		list = append(list, r)
	}
	return list, nil
}

func (s *rows) ChatEndedBy(_ context.Context, from acd.Time) (map[acd.AgentID]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := map[acd.AgentID]int{}
	for _, r := range s.rooms {
		if r.Status == chat.Ended && s.answered[r.ID] && r.Opened >= from {
			n[r.Agent]++
		}
	}
	return n, nil
}

func (s *rows) ChatAsked(context.Context, acd.Time) (map[acd.AgentID]chat.Asked, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.asked), s.noAsked
}

type directory struct{}

func (directory) Agent(id acd.AgentID) (Names, string, bool) {
	return Names{Ko: string(id), En: string(id)}, "boss", true
}
func (directory) Site(id string) *Names {
	if id == "" {
		return nil
	}
	return &Names{Ko: "사이트 " + id, En: "Site " + id}
}
func (directory) Chief() string             { return "chief" }
func (directory) User(u chat.UserID) string { return "the user " + string(u) }
func (directory) Category(id chat.CategoryID) (Names, chat.CategoryID, bool, bool) {
	return Names{Ko: string(id), En: string(id)}, "", false, id != ""
}
func (directory) Used() bool           { return true }
func (directory) Zone() *time.Location { return time.UTC }

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now acd.Time
}

func (c *clock) Now() acd.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}
func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
func (c *clock) After(time.Duration) (<-chan time.Time, func()) { return nil, func() {} }

type words struct{}

func (words) Auto(*chat.House, chat.Room, chat.MessagePosted) string { return "automatic" }
func (words) Title(chat.Room) string                                 { return "" }

// floor is a house, its board and what happened, stepped by hand.
type floor struct {
	t     *testing.T
	rows  *rows
	clock *clock
	live  *live.Live
	board *Board
	w     *live.Watcher

	watched map[chat.RoomID]chat.UserID          // by whom
	had     map[chat.RoomID]map[acd.AgentID]bool // who had them since
}

var cast = []acd.AgentID{"a", "b", "c"}

func begin(t *testing.T, method chat.Method) *floor {
	t.Helper()
	f := &floor{t: t, watched: map[chat.RoomID]chat.UserID{}, had: map[chat.RoomID]map[acd.AgentID]bool{}, rows: &rows{rooms: map[chat.RoomID]chat.Room{}, latest: map[chat.RoomID]chat.Message{}, answered: map[chat.RoomID]bool{}}, clock: &clock{now: acd.At(time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC))}}
	p := chat.DefaultPolicy()
	p.Method, p.Bot.Use, p.AnswerWithin = method, method == chat.Hybrid, 0 // with a bot and without one
	state := chat.HouseState{Policy: p, Open: true, Categories: []chat.Category{{ID: "l"}, {ID: "m", Parent: "l"}, {ID: "n", Parent: "l"}}}
	for _, id := range cast {
		state.Agents = append(state.Agents, chat.AgentStatus{Agent: chat.Agent{ID: id, Cap: 3}, Duty: chat.DutyWork, SignedIn: id != "c"})
	}
	var err error
	f.live, err = live.Open(t.Context(), live.Options{Store: f.rows, Clock: f.clock, Words: words{}, Log: zerolog.Nop(), Begin: state})
	f.must(err)
	f.board = New(Options{Live: f.live, Store: f.rows, Directory: directory{}, Now: f.clock.Now, Log: zerolog.Nop(), Mask: func(_ chat.ChannelKind, text string) string { return text }})
	f.w = f.live.Watch("")
	f.must(f.board.begin(t.Context(), f.w))
	t.Cleanup(func() { f.w.Close(); f.must(f.live.Close(context.Background())) })
	return f
}

func (f *floor) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// do has a command done, and the board told.
func (f *floor) do(cmd chat.Command) {
	f.t.Helper()
	act := live.Act{Command: cmd}
	if _, posts := cmd.(chat.Post); posts {
		act.Draft = &chat.Message{Body: fmt.Sprintf("message %d\nmore", f.rows.messages)}
	}
	_, err := f.live.Do(f.t.Context(), act)
	f.must(err)
	f.settle()
}

func (f *floor) settle() {
	f.t.Helper()
	f.must(f.live.Look(f.t.Context(), func(h *chat.House) {
		for id := range f.rows.rooms {
			r, _ := h.Room(id)
			if by, _ := h.Watcher(id); by == "" || by != f.watched[id] {
				f.watched[id], f.had[id] = by, map[acd.AgentID]bool{}
			}
			if f.watched[id] != "" {
				f.had[id][r.Agent] = true
			}
		}
	}))
	changes, err := f.w.Take()
	f.must(err)
	f.board.fold(changes)
	f.board.refresh(f.t.Context())
	f.clock.move(time.Second)
}

// any is some command on some room.
func (f *floor) any(r *rand.Rand) chat.Command {
	room := chat.RoomID(fmt.Sprintf("r%d", r.IntN(12)))
	agent, user := cast[r.IntN(3)], chat.UserID([]string{"s", "t"}[r.IntN(2)])
	who := chat.Who{Agent: agent, User: "u"}
	switch r.IntN(19) {
	case 0, 1, 2:
		return chat.Open{Room: chat.RoomID(fmt.Sprintf("r%d", 1000+r.IntN(1_000_000))), Channel: []chat.ChannelKind{chat.Web, chat.Kakao}[r.IntN(2)], Visitor: chat.VisitorID(fmt.Sprintf("v%d", r.IntN(12))), Category: "m", Account: "shop"}
	case 17:
		return chat.RequestAgent{Room: f.anyRoom(r, room), Category: []chat.CategoryID{"m", "n"}[r.IntN(2)]}
	case 3, 4, 5:
		return chat.Post{Room: f.anyRoom(r, room), By: chat.ByCustomer}
	case 6, 7:
		id := f.anyRoom(r, room)
		return chat.Post{Room: id, By: chat.ByAgent, Who: chat.Who{Agent: f.rows.rooms[id].Agent}}
	case 8:
		return chat.Post{Room: f.anyRoom(r, room), By: chat.ByNote, Who: who}
	case 9:
		return chat.Give{Room: f.anyRoom(r, room), To: agent, Who: who}
	case 10:
		return chat.Take{Room: f.anyRoom(r, room), Who: who}
	case 11:
		return chat.PutBack{Room: f.anyRoom(r, room), Who: who}
	case 12:
		return chat.End{Room: f.anyRoom(r, room), Manager: true, Who: who}
	case 13:
		return chat.SetCategory{Room: f.anyRoom(r, room), Category: []chat.CategoryID{"m", "n"}[r.IntN(2)], Who: who}
	case 14:
		return chat.SetResting{Agent: agent, Resting: r.IntN(2) == 0}
	case 15:
		return chat.SignIn{Agent: agent}
	case 16:
		return chat.Monitor{Room: f.anyRoom(r, room), User: user}
	}
	return chat.StopMonitor{Room: f.anyRoom(r, room), User: user}
}

func (f *floor) anyRoom(r *rand.Rand, other chat.RoomID) chat.RoomID {
	open := []chat.RoomID{other}
	for _, id := range slices.Sorted(maps.Keys(f.rows.rooms)) {
		if !f.rows.rooms[id].Status.Over() {
			open = append(open, id)
		}
	}
	return open[r.IntN(len(open))]
}

var scopes = map[string]Scope{
	"administrator": {Scope: chat.Scope{All: true, Agents: []acd.AgentID{"c"}}, Monitor: true, Own: "c"},
	"manager":       {Scope: chat.Scope{Robot: true, Agents: []acd.AgentID{"a", "c"}}},
	"agent":         {Scope: chat.Scope{Agents: []acd.AgentID{"a"}}, Own: "a"},
	"taker":         {Scope: chat.Scope{Agents: []acd.AgentID{"b"}, Takes: true}, Own: "b"},
}

// page is what somebody's page has put together of frames.
type page struct {
	viewer *Viewer
	rows   map[string]string
	said   map[chat.RoomID]int // up to which message
}

func (p *page) take(t *testing.T) {
	t.Helper()
	f, news := p.viewer.frame()
	if !news {
		return
	}
	if f.Type == "snapshot" {
		p.rows = map[string]string{}
	}
	for _, enc := range f.Rows {
		var id struct{ ID string }
		if err := json.Unmarshal(enc, &id); err != nil {
			t.Fatal(err)
		}
		p.rows[id.ID] = string(enc)
	}
	for _, id := range f.Gone {
		if _, shown := p.rows[id]; !shown {
			t.Fatalf("%s is gone and was never shown", id)
		}
		delete(p.rows, id)
	}
	for _, m := range f.Messages {
		if p.said[m.Room] >= m.Seq {
			t.Fatalf("message %d of %s comes again", m.Seq, m.Room)
		}
		p.said[m.Room] = m.Seq
	}
}

// After any number of frames every page shows what a page shows that is opened now, and each
// row agrees with the rooms as they are kept; nobody is shown what they may not see.
func TestFramesAddUp(t *testing.T) {
	for _, method := range []chat.Method{chat.Automatic, chat.Hybrid} {
		f, r := begin(t, method), rand.New(rand.NewPCG(4, uint64(len(method))))
		f.do(chat.SetSupervisor{User: "s", Available: true})
		f.do(chat.SetSupervisor{User: "t", Available: true})
		pages := map[string]*page{}
		for name, s := range scopes {
			for _, people := range []bool{false, true} {
				pages[fmt.Sprint(name, people)] = &page{viewer: f.board.Open(func() Scope { return s }, people), said: map[chat.RoomID]int{}}
			}
		}
		shown := 0
		for step := range 1500 {
			f.do(f.any(r))
			for _, name := range slices.Sorted(maps.Keys(pages)) {
				p := pages[name]
				if step%7 != 0 && r.IntN(2) == 0 {
					continue // it is behind for a while
				}
				p.take(t)
				v := f.board.Open(p.viewer.may, p.viewer.people)
				fresh := &page{viewer: v, said: map[chat.RoomID]int{}}
				fresh.take(t)
				v.Close()
				if !maps.Equal(p.rows, fresh.rows) {
					t.Fatalf("%s, step %d:\n has   %v\n fresh %v", name, step, p.rows, fresh.rows)
				}
				shown += f.agree(name, p)
			}
		}
		if shown < 3000 {
			t.Errorf("%s: only %d rows were compared", method, shown)
		}
	}
}

// agree compares a page with what is kept.
func (f *floor) agree(name string, p *page) (n int) {
	f.t.Helper()
	for id, enc := range p.rows {
		var row Row
		if p.viewer.people || id == "me" {
			continue
		}
		f.must(json.Unmarshal([]byte(enc), &row))
		kept := f.rows.rooms[row.ID]
		if want := RoomOf(kept, "customer "+string(kept.Visitor), directory{}.Site(kept.Account)); !sameRoom(row.Room, want) || row.Title != "title of "+string(kept.Titled) {
			f.t.Fatalf("%s shows %s\nkept %+v", name, enc, want)
		}
		if m, there := f.rows.latest[row.ID]; there && (row.Latest == nil || row.Latest.At != m.At || row.Latest.Body != strings.ReplaceAll(m.Body, "\n", " ")) {
			f.t.Fatalf("%s shows %s\nlatest %+v", name, enc, m)
		}
		if s := p.viewer.scope; !s.All && kept.Agent != chat.Robot && !slices.Contains(s.Agents, kept.Agent) || kept.Agent == chat.Robot && !s.Robot && !s.All && !(s.Takes && kept.Status == chat.Waiting) {
			f.t.Fatalf("%s sees %s", name, enc)
		}
		if row.Watcher != "" && (!p.viewer.scope.Monitor || f.had[row.ID][p.viewer.scope.Own]) {
			f.t.Fatalf("%s sees who monitors: %s", name, enc)
		}
		n++
	}
	return n
}

func sameRoom(a, b Room) bool { return reflect.DeepEqual(a, b) }

// Rows of agents count what is kept (M13 to M16), also on the day after.
func TestAgentsCount(t *testing.T) {
	f, r := begin(t, chat.Automatic), rand.New(rand.NewPCG(7, 7))
	v := f.board.Open(func() Scope { return scopes["administrator"] }, true)
	p := &page{viewer: v, said: map[chat.RoomID]int{}}
	counted := Count{}
	for step := range 900 {
		f.do(f.any(r))
		if step == 450 {
			f.clock.move(14 * time.Hour)
			f.must(f.board.tick(t.Context(), f.w))
		}
		if step%30 != 29 {
			continue
		}
		p.take(t)
		want := map[acd.AgentID]Count{}
		for _, room := range f.rows.rooms {
			if c := want[room.Agent]; room.Opened >= f.board.today() {
				switch room.Status {
				case chat.Received:
					c.Received++
				case chat.InProgress:
					c.Running++
				case chat.Ended:
					if f.rows.answered[room.ID] {
						c.Ended++
					}
				}
				want[room.Agent] = c
			}
		}
		for _, id := range cast {
			var row AgentRow
			f.must(json.Unmarshal([]byte(p.rows[string(id)]), &row))
			if row.Today != want[id] {
				t.Fatalf("step %d, %s: shown %+v, kept %+v", step, id, row.Today, want[id])
			}
			counted.Received, counted.Running, counted.Ended = counted.Received+row.Today.Received, counted.Running+row.Today.Running, counted.Ended+row.Today.Ended
		}
	}
	if min(counted.Received, counted.Running, counted.Ended) == 0 {
		t.Errorf("nothing was counted: %+v", counted)
	}
}

// What an agent's page is sent is the same byte for byte whether somebody monitors or not (S4).
func TestMonitoringIsSilent(t *testing.T) {
	sent := func(monitor bool) (all []byte) {
		f, r := begin(t, chat.Hybrid), rand.New(rand.NewPCG(1, 2))
		v := f.board.Open(func() Scope { return scopes["taker"] }, false)
		w := f.board.Open(func() Scope { return scopes["administrator"] }, false)
		watched := 0
		f.do(chat.SetSupervisor{User: "s", Available: true})
		f.do(chat.SetSupervisor{User: "t", Available: true})
		for range 600 {
			cmd := f.any(r)
			switch cmd.(type) {
			case chat.Monitor, chat.StopMonitor:
				if !monitor {
					f.settle()
					continue
				}
			}
			f.do(cmd)
			if fr, news := v.frame(); news {
				enc, err := json.Marshal(fr)
				f.must(err)
				all = append(append(all, enc...), '\n')
			}
			fr, _ := w.frame()
			for _, enc := range fr.Rows {
				watched += bytes.Count(enc, []byte(`"watcher":`))
			}
		}
		if monitor && watched == 0 {
			t.Error("nobody ever monitored: the test shows nothing")
		}
		return all
	}
	with, without := sent(true), sent(false)
	if !bytes.Equal(with, without) || len(with) == 0 {
		a, b := bytes.Split(with, []byte("\n")), bytes.Split(without, []byte("\n"))
		for i := range min(len(a), len(b)) {
			if c := cmp.Compare(string(a[i]), string(b[i])); c != 0 {
				t.Fatalf("frame %d:\n%s\n%s", i, a[i], b[i])
			}
		}
		t.Fatalf("%d frames with a supervisor, %d without", len(a), len(b))
	}
}

// A page that falls behind is sent no more messages than fit, and sees by the rows that it
// lacks some.
func TestSlowPage(t *testing.T) {
	f := begin(t, chat.Automatic)
	v := f.board.Open(func() Scope { return scopes["agent"] }, false)
	f.do(chat.Open{Room: "r", Channel: chat.Web, Visitor: "v", Category: "m"})
	f.do(chat.Give{Room: "r", To: "a", Who: chat.Who{User: "u"}})
	v.frame()
	for range mostMessages + 10 {
		f.do(chat.Post{Room: "r", By: chat.ByCustomer})
	}
	fr, _ := v.frame()
	if len(fr.Messages) != 0 || len(fr.Rows) != 1 { // part of them would look like all
		t.Fatalf("%d messages, %d rows", len(fr.Messages), len(fr.Rows))
	}
	f.do(chat.Post{Room: "r", By: chat.ByCustomer})
	fr, _ = v.frame()
	var row Row
	f.must(json.Unmarshal(fr.Rows[0], &row))
	if len(fr.Messages) != 1 || row.Seq != fr.Messages[0].Seq {
		t.Errorf("the row says %d, the messages are %v", row.Seq, fr.Messages)
	}
}

// Requests of agents are counted for who answers them, and told when they change; where they
// cannot be read, rows are read all the same, and the requests later.
func TestRequestsAreCounted(t *testing.T) {
	f := begin(t, chat.Automatic)
	set := func(change func()) {
		f.rows.mu.Lock()
		defer f.rows.mu.Unlock()
		change()
	}
	view := func(s Scope) *Viewer {
		v := f.board.Open(func() Scope { return s }, false)
		t.Cleanup(v.Close)
		return v
	}
	own := Scope{Scope: chat.Scope{Agents: []acd.AgentID{"a"}}, Own: "a"}
	team := Scope{Scope: chat.Scope{Agents: []acd.AgentID{"c", "a", "b"}, Robot: true}, Own: "c"} // consults, too
	other := Scope{Scope: chat.Scope{Robot: true}}
	all := Scope{Scope: chat.Scope{All: true}}
	views := []*Viewer{view(own), view(team), view(other), view(all)}
	stand := func(what string, want ...string) {
		t.Helper()
		f.board.refresh(t.Context())
		for i, v := range views {
			v.frame()
			var me Me
			f.must(json.Unmarshal([]byte(v.me), &me))
			if got := fmt.Sprint(me.Asked, " ", me.Answered); got != want[i] {
				t.Errorf("%s: page %d shows %s, want %s", what, i, got, want[i])
			}
		}
	}
	stand("nobody has asked", "0 0", "0 0", "0 0", "0 0")
	set(func() {
		f.rows.asked = map[acd.AgentID]chat.Asked{"a": {Open: 2, Answered: 7}, "c": {Open: 1}, "gone": {Open: 4}}
	})
	stand("nobody was told", "0 0", "0 0", "0 0", "0 0")
	f.board.Asked()
	stand("they have asked", "0 7", "3 0", "0 0", "7 0")

	set(func() {
		f.rows.asked, f.rows.noAsked = map[acd.AgentID]chat.Asked{"a": {Open: 1}}, errors.New("no database")
	})
	f.do(chat.Open{Room: "r1", Channel: chat.Web, Visitor: "v1"})
	f.board.Asked()
	f.board.Changed("v1")
	stand("they cannot be read", "0 7", "3 0", "0 0", "7 0")
	if len(f.board.stale) != 0 || !f.board.asks {
		t.Errorf("%d rooms are to be read still, requests: %v", len(f.board.stale), f.board.asks)
	}
	set(func() { f.rows.noAsked = nil })
	f.clock.move(2 * time.Second)
	stand("they can be read again", "0 0", "1 0", "0 0", "1 0")
}
