package chat

import (
	"fmt"
	"slices"
	"testing"

	"github.com/callfloor/callfloor/acd"
)

// What is seen of a room is what lists have of it, by whose rooms they hold (C10, C11, C26).
func TestScopeSeesWhatListsHold(t *testing.T) {
	for _, agents := range [][]acd.AgentID{nil, {"kim"}, {"lee", "kim", Robot}, team(100)} {
		for i := range 8 {
			scope := Scope{All: i&1 > 0, Robot: i&2 > 0, Takes: i&4 > 0, Agents: agents}.Quick()
			for _, status := range []Status{WithBot, BotEnded, Waiting, Received, InProgress, Ended} {
				for _, holder := range []acd.AgentID{Robot, "kim", "lee", "han", "a000", "a099", "a100"} {
					want := scope.All || slices.Contains(scope.Holders(status), holder)
					if got := scope.Sees(Room{Agent: holder, Status: status}); got != want {
						t.Errorf("%+v sees the room of %q that is %s: %t, want %t", scope, holder, status, got, want)
					}
				}
			}
		}
	}
}

// Pages ask it of each room while everybody waits: it makes nothing.
func TestScopeSeesWithoutGarbage(t *testing.T) {
	scope, r := Scope{Agents: team(100), Robot: true}.Quick(), Room{Agent: "a099", Status: InProgress}
	if n := testing.AllocsPerRun(100, func() { scope.Sees(r) }); n != 0 {
		t.Errorf("it allocates %v times", n)
	}
}

func team(n int) (list []acd.AgentID) {
	for i := range n {
		list = append(list, acd.AgentID(fmt.Sprintf("a%03d", i)))
	}
	return list
}

func BenchmarkScopeSees(b *testing.B) {
	scope, r := Scope{Agents: team(100), Robot: true}.Quick(), Room{Agent: "a099", Status: InProgress}
	b.ReportAllocs()
	for b.Loop() {
		scope.Sees(r)
	}
}
