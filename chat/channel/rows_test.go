package channel

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// rows are the tables of rooms and channels in memory, as the database has them.
type rows struct {
	mu       sync.Mutex
	visitors []chat.Visitor
	messages []chat.Message
	came     []chat.Came
	outbox   []*letter
	rooms    map[chat.RoomID]chat.Room
	seen     error         // of ChatSeen
	fails    error         // of the next ChatHanded, while it is set
	hold     chan struct{} // ChatCame waits for it; nil: it does not
}

// letter is a row of the outbox.
type letter struct {
	chat.Outgoing
	chat.Handed
}

func newRows() *rows { return &rows{rooms: map[chat.RoomID]chat.Room{}} }

func (s *rows) ChatOpenRooms(context.Context) ([]chat.Room, error) { return nil, nil }
func (s *rows) ChatAddFile(context.Context, chat.StoredFile) error { return nil }

func (s *rows) ChatPresences(context.Context) ([]chat.Presence, error) {
	return []chat.Presence{{Agent: "kim", SignedIn: true}}, nil
}

func (s *rows) ChatSeen(context.Context, chat.VisitorID, acd.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

func (s *rows) ChatRoomsOf(context.Context, chat.VisitorID, int) ([]chat.Room, error) {
	return nil, nil
}

func (s *rows) ChatKnown(_ context.Context, keys []chat.MessageKey) (map[chat.MessageKey]chat.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[chat.MessageKey]chat.Message{}
	for _, m := range s.messages {
		if k := (chat.MessageKey{Room: m.Room, By: m.By, Client: m.Client}); slices.Contains(keys, k) {
			out[k] = m
		}
	}
	return out, nil
}

func (s *rows) ChatKeep(_ context.Context, b chat.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range b.Rooms {
		s.rooms[r.ID] = r
	}
	s.messages, s.came = append(s.messages, b.Messages...), append(s.came, b.Came...)
	for _, m := range b.Messages {
		r := s.rooms[m.Room]
		if m.By == chat.ByCustomer || m.By == chat.ByChoice || m.By == chat.ByNote || !chat.TraitsOf(r.Channel).Sent {
			continue
		}
		o := chat.Outgoing{Message: m, Channel: r.Channel, Account: r.Account, Language: r.Language}
		for _, v := range s.visitors {
			if v.ID == r.Visitor {
				o.Customer = v.External
			}
		}
		s.outbox = append(s.outbox, &letter{o, chat.Handed{Room: m.Room, Seq: m.Seq, State: chat.DeliveryQueued, Next: m.At}})
	}
	return nil
}

func (s *rows) ChatAddVisitor(_ context.Context, v chat.Visitor) (chat.Visitor, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.visitors = append(s.visitors, v)
	return v, true, nil
}

func (s *rows) ChatVisitorOf(_ context.Context, _ chat.ChannelKind, _, external string) (chat.Visitor, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.visitors {
		if v.External == external {
			return v, true, nil
		}
	}
	return chat.Visitor{}, false, nil
}

func (s *rows) ChatCame(_ context.Context, c chat.Came) (bool, error) {
	s.mu.Lock()
	hold := s.hold
	s.mu.Unlock()
	if hold != nil {
		<-hold
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.came, func(o chat.Came) bool { return o.Channel == c.Channel && o.Account == c.Account && o.ID == c.ID }), nil
}

func (s *rows) ChatOutgoing(_ context.Context, kind chat.ChannelKind, now acd.Time, limit int) (list []chat.Outgoing, next acd.Time, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[chat.RoomID]bool{} // rows of a room are in order
	for _, l := range s.outbox {
		if l.State != chat.DeliveryQueued || l.Channel != kind || seen[l.Room] {
			continue
		}
		seen[l.Room] = true
		switch {
		case l.Next > now && (next == 0 || l.Next < next):
			next = l.Next
		case l.Next <= now && len(list) < limit:
			list = append(list, l.Outgoing)
		}
	}
	return list, next, nil
}

func (s *rows) ChatHanded(_ context.Context, h chat.Handed) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != nil {
		return s.fails
	}
	for _, l := range s.outbox {
		if l.Room == h.Room && l.Seq == h.Seq {
			l.Handed = h
			l.Tries++
		}
	}
	return nil
}

func (s *rows) ChatTold(_ context.Context, _ chat.ChannelKind, remote string, state chat.DeliveryState, code string, _ acd.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.outbox {
		if l.Remote == remote && l.State == chat.DeliverySent {
			l.State, l.Code = state, code
			return true, nil
		}
	}
	return false, nil
}

func (s *rows) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

// states are what became of the messages of a room, in order, with why.
func (s *rows) states(room chat.RoomID) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, l := range s.outbox {
		if l.Room == room {
			list = append(list, strings.TrimSuffix(string(l.State)+":"+l.Code, ":"))
		}
	}
	return strings.Join(list, " ")
}

// bodies are the messages of an author in a room.
func (s *rows) bodies(room chat.RoomID, by chat.Author) (list []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.Room == room && m.By == by {
			list = append(list, m.Body)
		}
	}
	return list
}
