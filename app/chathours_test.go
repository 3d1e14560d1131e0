package app

import (
	"errors"
	"testing"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// Who tells the House of hours does not wait for it without end, and whether chats are kept is
// looked at meanwhile.
func TestHoursOfChatsDoNotWait(t *testing.T) {
	r := start(t, t.TempDir())
	w := r.chat
	w.mu.Lock()
	free, stuck := make(chan struct{}), make(chan struct{})
	go w.live.Look(t.Context(), func(*chat.House) { close(stuck); <-free }) //nolint:errcheck // it only holds the owner up
	defer close(free)
	<-stuck
	time.Sleep(2 * chatPace) // the loop of hours has come to the lock
	r.App.ready.set("chats", errors.New("chats were not kept"))
	for end := time.Now().Add(5 * chatPace); r.App.ready.err() != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Error("nobody looks whether chats are kept")
			break
		}
	}
	w.told = calendarsSay{} // all is news
	w.mu.Unlock()
	done := make(chan struct{})
	go func() { defer close(done); w.tellHours(t.Context()) }()
	select {
	case <-done:
	case <-time.After(5 * editWithin): // the loop itself has its turns between
		t.Error("the hours wait for the House without end")
	}
}
