package web

import (
	"context"
	"testing"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/people"
)

// That the last page of a supervisor is gone is told again where it could not be told, so that
// what they monitored does not stay theirs (S22); of an agent each page that came goes once.
func TestSeatsAreSettled(t *testing.T) {
	c := newChatSite(t)
	seen := 0
	c.web.ChatSeen = func(_ acd.AgentID, there bool) {
		if seen--; there {
			seen += 2
		}
	}
	id := Identity{Kind: "user", Login: "jeong", Role: people.Administrator, Agent: "kim"}
	lost := func() (since acd.Time) {
		c.must(c.web.Rooms.Look(t.Context(), func(h *chat.House) {
			st, available := h.Supervisor("jeong")
			if since = st.Lost; !available {
				t.Error("the supervisor is not available")
			}
		}))
		return since
	}
	c.do(chat.SetSupervisor{User: "jeong", Available: true})
	c.web.seats.move(c.web, id, 1)
	c.web.seats.move(c.web, id, 1)
	c.web.seats.move(c.web, id, -1)
	if lost() != 0 || seen != 1 {
		t.Fatalf("with a page open: lost %d, seen %d", lost(), seen)
	}
	rooms := c.web.Rooms
	closed, err := live.Open(t.Context(), live.Options{Store: c.db, Clock: floor.NewClock(0), Words: fakeWords{}, Log: zerolog.Nop(), Begin: chat.HouseState{Policy: chat.DefaultPolicy()}})
	c.must(err)
	c.must(closed.Close(context.Background()))
	c.web.Rooms = closed // nothing can be told
	c.web.seats.move(c.web, id, -1)
	c.web.SettleChatSeats()
	c.web.Rooms = rooms
	if lost() != 0 || seen != 1 {
		t.Fatalf("nothing could be told: lost %d, seen %d", lost(), seen)
	}
	c.web.SettleChatSeats()
	if lost() == 0 || seen != 0 {
		t.Errorf("it is told again: lost %d, seen %d", lost(), seen)
	}
	if len(c.web.seats.open) != 0 {
		t.Errorf("who is gone is remembered: %d", len(c.web.seats.open))
	}
	c.web.SettleChatSeats()
	c.web.seats.move(c.web, id, 1)
	if lost() != 0 || seen != 1 {
		t.Errorf("back: lost %d, seen %d", lost(), seen)
	}
}
