package web

import (
	"slices"
	"testing"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
)

// Who sees which rooms (C10, C11, C14, C26): kim and lee are agents of jeong, who consults as mgr;
// han is an agent of somebody else. A row has what each of them sees of a room: y or -.
func TestWhoSeesWhichRooms(t *testing.T) {
	agents := []centre.Agent{{ID: "kim", Manager: "jeong"}, {ID: "lee", Manager: "jeong"}, {ID: "han", Manager: "yun"}, {ID: "mgr", Manager: "boss"}}
	who := []struct {
		id     Identity
		method chat.Method
	}{
		{Identity{Login: "boss", Role: people.Administrator}, chat.Automatic},
		{Identity{Login: "jeong", Role: people.Manager, Agent: "mgr"}, chat.Automatic},
		{Identity{Login: "jeong", Role: people.Manager}, chat.Automatic}, // who does not consult
		{Identity{Login: "yun", Role: people.Manager}, chat.Manual},
		{Identity{Login: "kim", Role: people.AgentRole, Agent: "kim"}, chat.Automatic},
		{Identity{Login: "kim", Role: people.AgentRole, Agent: "kim"}, chat.Manual},
		{Identity{Login: "kim", Role: people.AgentRole, Agent: "kim"}, chat.Hybrid},
		{Identity{Login: "x", Role: people.AgentRole}, chat.Hybrid}, // of nobody who answers
	}
	for _, row := range []struct {
		holder acd.AgentID
		status chat.Status
		sees   string
	}{
		{chat.Robot, chat.WithBot, "yyyy----"},
		{chat.Robot, chat.BotEnded, "yyyy----"},
		{chat.Robot, chat.Waiting, "yyyy-yy-"},
		{chat.Robot, chat.Ended, "yyyy----"},
		{"kim", chat.Received, "yyy-yyy-"},
		{"kim", chat.InProgress, "yyy-yyy-"},
		{"kim", chat.Ended, "yyy-yyy-"},
		{"lee", chat.InProgress, "yyy-----"},
		{"mgr", chat.InProgress, "yy------"},
		{"han", chat.InProgress, "y--y----"},
		{"han", chat.Ended, "y--y----"},
		{"gone", chat.Ended, "y-------"},
	} {
		r := chat.Room{Agent: row.holder, Status: row.status}
		for i, w := range who {
			if got, want := roomsSeenBy(w.id, agents, w.method).Sees(r), row.sees[i] == 'y'; got != want {
				t.Errorf("%s (%s, %s) sees the room of %q that is %s: %t, want %t", w.id.Login, w.id.Role, w.method, row.holder, row.status, got, want)
			}
		}
	}
}

// A manager who consults and is in a team of the own stands once among the agents whose rooms they
// see: what is counted over them counts once.
func TestScopeNamesEachAgentOnce(t *testing.T) {
	agents := []centre.Agent{{ID: "mgr", Manager: "jeong"}, {ID: "kim", Manager: "jeong"}, {ID: "lee", Manager: "yun"}}
	got := roomsSeenBy(Identity{Login: "jeong", Role: people.Manager, Agent: "mgr"}, agents, chat.Automatic).Agents
	if want := []acd.AgentID{"mgr", "kim"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
