package live

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// agentOf is an agent as the owner has it.
func agentOf(t *testing.T, l *Live) (a chat.AgentStatus) {
	t.Helper()
	must(t, l.Look(t.Context(), func(h *chat.House) { a, _ = h.Agent("kim") }))
	return a
}

// Who is signed in, rests and was given a room when is as it was after a restart; it is kept
// before it is answered, and written only where it changed.
func TestPresenceOutlivesARestart(t *testing.T) {
	s := newRows()
	l := open(t, s)
	do(t, l, begins("r1", "v1"))
	do(t, l, Act{Command: chat.SetResting{Agent: "kim", Resting: true}})
	before := agentOf(t, l)
	if before.NewAt == 0 || before.State != chat.Resting {
		t.Fatalf("before: %+v", before)
	}
	if got := s.presence["kim"]; got != before.Presence() {
		t.Errorf("kept: %+v, want %+v", got, before.Presence())
	}
	commits := s.commits
	do(t, l, Act{Command: chat.SetOnCall{Agent: "kim", OnCall: true}})
	if s.commits != commits {
		t.Error("a call of an agent was written")
	}
	must(t, l.Close(t.Context()))
	time.Sleep(2 * time.Millisecond) // a later now: Since must not be it
	l = open(t, s)
	before.OnCall = false
	if after := agentOf(t, l); after.Presence() != before.Presence() || after.Received != 1 {
		t.Errorf("after the restart: %+v, want %+v", after, before)
	}
	do(t, l, Act{Command: chat.SignOut{Agent: "kim"}})
	if s.presence["kim"].SignedIn {
		t.Error("signing out was answered and not kept")
	}
	do(t, l, Act{Command: chat.DeleteAgent{Agent: "kim"}}, Act{Command: chat.PutAgent{Agent: chat.Agent{ID: "lee", Cap: 1}}}, Act{Command: chat.DeleteAgent{Agent: "lee"}})
	if len(s.presence) != 0 {
		t.Errorf("kept of agents who are no more: %+v", s.presence)
	}
}

// A sign-in that could not be kept is not answered, and where it is given up the agent is as
// the rows say.
func TestPresenceNotKept(t *testing.T) {
	s := newRows()
	s.presence = map[acd.AgentID]chat.Presence{}
	l := open(t, s)
	s.set(func() { s.fails = fault.New(fault.Internal, "no room") })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := l.Do(ctx, Act{Command: chat.SignIn{Agent: "kim"}}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("answered: %v", err)
	}
	soon(t, "it is not given up", func() bool { return l.Health().Error == "" })
	s.set(func() { s.fails = nil })
	if a := agentOf(t, l); a.SignedIn {
		t.Errorf("given up, and yet %+v", a)
	}
}
