package web

import (
	"sync"
	"testing"

	"github.com/callfloor/callfloor/chat"
)

// While the owner of rooms waits for the database, requests end with 503 in time; afterwards they
// are answered (F-13).
func TestChatsThatDoNotAnswer(t *testing.T) {
	c := newChatSite(t)
	c.has("kim", "r1", "v1")
	free, stuck := make(chan struct{}), make(chan struct{})
	go c.web.Rooms.Look(t.Context(), func(*chat.House) { close(stuck); <-free }) //nolint:errcheck // it only holds the owner up
	<-stuck
	var all sync.WaitGroup
	for _, op := range [][3]string{
		{"GET", "/chat/rooms"}, {"GET", "/chat/me"}, {"GET", "/chat/agents"}, {"GET", "/chat/rooms/r1"}, {"POST", "/chat/rooms/r1/end"}, {"PUT", "/chat/me", `{"signed_in":true}`},
	} {
		all.Go(func() {
			var p Problem
			if c.asks(503, "kim", op[0], op[1], op[2], &p); p.Code != "overloaded" {
				t.Errorf("%v: %+v", op, p)
			}
		})
	}
	all.Wait()
	close(free)
	c.asks(200, "kim", "GET", "/chat/rooms/r1", "", nil)
}
