package web

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/board"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// The live topic chats carries the rooms that the viewer sees and that are open, with the
// messages of those that the viewer's own agent has; chat_agents how agents stand with chats.

// ChatBoard is what open pages of chats show.
type ChatBoard interface {
	Open(may func() board.Scope, people bool) *board.Viewer
	Changed(visitor chat.VisitorID)
	Asked()
}

// chatStream is one open page.
type chatStream struct {
	*board.Viewer
	s      *Server
	id     Identity
	people bool
}

// openChats begins the topic chats, or chat_agents (people).
func (s *Server) openChats(id Identity, people bool) *chatStream {
	c := &chatStream{Viewer: s.ChatBoard.Open(func() board.Scope { return s.pageScope(id) }, people), s: s, id: id, people: people}
	if !people {
		s.seats.move(s, id, 1)
	}
	return c
}

// Next implements LiveStream.
func (c *chatStream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	f, err := c.Viewer.Next(ctx)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("encode what is new of chats: %w", err)
	}
	return websocket.NewPreparedMessage(websocket.TextMessage, data)
}

// Close implements LiveStream.
func (c *chatStream) Close() {
	c.Viewer.Close()
	if !c.people {
		c.s.seats.move(c.s, c.id, -1)
	}
}

// pageScope is what somebody sees on pages of chats, which have open rooms alone: agents who are
// deleted have none. It is asked while the board is held, and so asks no database. Where the agents
// cannot be read managers see their own rooms and nobody's.
func (s *Server) pageScope(id Identity) board.Scope {
	agents, err := s.Centre.Agents(context.Background())
	if err != nil {
		s.Log.Error().Err(fault.WithCause(err)).Msg("the agents of a manager cannot be read")
	}
	rooms := roomsSeenBy(id, agents, chat.Method(s.Centre.Setting(centre.SetChatMethod)))
	scope := board.Scope{Scope: rooms, Own: id.Agent, Monitor: mayWatch(id)}
	if id.Role == people.Manager {
		scope.Fellows = map[acd.AgentID]bool{}
		for _, a := range rooms.Agents {
			scope.Fellows[a] = true
		}
	}
	return scope
}

// MaskedOfChat is what rows show of a customer's number, or of what somebody wrote on a
// channel, to everybody (P-04).
func (s *Server) MaskedOfChat(channel chat.ChannelKind, text string) string {
	if channel != "" {
		return s.shownExternal(Identity{}, channel, text)
	}
	return s.shownText(Identity{}, text)
}

// seats count the open pages of people who answer or monitor chats.
type seats struct {
	mu   sync.Mutex
	open map[string]*seat // by log-in
}

type seat struct {
	id    Identity
	pages int        // guarded by seats.mu
	mu    sync.Mutex // one at a time tells of this log-in
	told  bool       // that there are pages; guarded by mu
}

// seatWithin is how long it may take to tell that somebody comes or is gone.
const seatWithin = 2 * time.Second

// move notes a page that comes (1) or goes (-1). With the first one a supervisor is back, with
// the last one lost (S22).
func (k *seats) move(s *Server, id Identity, by int) {
	name := id.Kind + ":" + id.Login
	k.mu.Lock()
	if k.open == nil {
		k.open = map[string]*seat{}
	}
	one := k.open[name]
	if one == nil {
		one = &seat{id: id}
		k.open[name] = one
	}
	one.pages += by
	k.mu.Unlock()

	one.mu.Lock()
	defer one.mu.Unlock()
	k.mu.Lock()
	there := one.pages > 0
	k.mu.Unlock()
	if there != one.told && s.seated(id, there) {
		one.told = there
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if one.pages == 0 && !one.told && k.open[name] == one {
		delete(k.open, name)
	}
}

// behind are those of whom something could not be told.
func (k *seats) behind() (list []Identity) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, one := range k.open {
		if there := one.pages > 0; one.mu.TryLock() { // else it is being told
			if there != one.told {
				list = append(list, one.id)
			}
			one.mu.Unlock()
		}
	}
	return list
}

// SettleChatSeats tells again what could not be told of people whose pages of chats came or went.
// The owner of the Server calls it now and then.
func (s *Server) SettleChatSeats() {
	for _, id := range s.seats.behind() {
		s.seats.move(s, id, 0)
	}
}

// seated tells that somebody has a page open, or none any more. It is false where that could
// not be told.
func (s *Server) seated(id Identity, there bool) bool {
	if id.Kind == "user" && mayWatch(id) {
		var cmd chat.Command = chat.SupervisorLost{User: chat.UserID(id.Login)}
		if there {
			cmd = chat.SupervisorBack{User: chat.UserID(id.Login)}
		}
		ctx, cancel := context.WithTimeout(context.Background(), seatWithin)
		defer cancel()
		if _, err := s.Rooms.Do(ctx, live.Act{Command: cmd}); err != nil {
			s.Log.Warn().Err(fault.WithCause(err)).Str("user", id.Login).Msg("that a supervisor comes or is gone is not noted: it is tried again")
			return false
		}
	}
	if id.Agent != "" && s.ChatSeen != nil {
		s.ChatSeen(id.Agent, there)
	}
	return true
}
