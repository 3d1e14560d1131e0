package widget

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// lookers is a store that notes who has the chat open.
type lookers struct {
	Store
	noted []acd.Time
	err   error
}

func (s *lookers) ChatLooked(_ context.Context, _ chat.VisitorID, at acd.Time) error {
	s.noted = append(s.noted, at)
	return s.err
}

// A page that stands open is noted once a day, and one that connects again and again no oftener: five
// thousand of them that come back at once write nothing. What could not be noted is tried again, not at
// once.
func TestLookedIsNotedOnceADay(t *testing.T) {
	s := &lookers{}
	began := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	now := began
	h := New(Options{Store: s, Now: func() time.Time { return now }})
	c := &conn{h: h, visitor: chat.Visitor{ID: "v"}, seen: acd.At(began)}
	for range 3 * 24 * 60 { // each pong, less often
		now = now.Add(time.Minute)
		c.looked()
	}
	if want := []acd.Time{acd.At(began.AddDate(0, 0, 1)), acd.At(began.AddDate(0, 0, 2)), acd.At(began.AddDate(0, 0, 3))}; len(s.noted) != 3 || s.noted[0] != want[0] || s.noted[1] != want[1] || s.noted[2] != want[2] {
		t.Errorf("noted at %v, want %v", s.noted, want)
	}
	for range 50 { // again and again: it knows from the row
		c = &conn{h: h, visitor: chat.Visitor{ID: "v"}, seen: acd.At(now)}
		c.looked()
	}
	if len(s.noted) != 3 {
		t.Errorf("noted %d times", len(s.noted))
	}
	s.noted, s.err = nil, errors.New("the disk is full")
	c.seen = acd.At(now.Add(-chat.SeenEvery))
	for range 90 {
		c.looked()
		now = now.Add(time.Minute)
	}
	if len(s.noted) != 2 {
		t.Errorf("tried %d times in 90 minutes", len(s.noted))
	}
}

// A page that answers pings has the chat open.
func TestPongsAreLooks(t *testing.T) {
	s := &lookers{}
	h := New(Options{Store: s, Now: time.Now})
	done := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			done <- err
			return
		}
		defer ws.Close()
		c := &conn{h: h, ws: ws, visitor: chat.Visitor{ID: "v"}}
		c.control()
		err = ws.PongHandler()("")
		if len(s.noted) != 0 {
			t.Error("somebody is seen who has not said yet who they are")
		}
		done <- err
		c.watch.Store(&live.Watcher{})
		done <- ws.PongHandler()("")
	}))
	defer server.Close()
	browser, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(server.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if len(s.noted) != 1 {
		t.Errorf("noted %d times", len(s.noted))
	}
}

// Of somebody who has been forgotten the connection ends with the code at which browsers become somebody
// new; no other error is taken for that.
func TestGone(t *testing.T) {
	var end closing
	if err := gone(fault.New(fault.NotFound, "no such customer")); !errors.As(err, &end) || end.code != closeToken {
		t.Errorf("who has been forgotten: %v", err)
	}
	if err := gone(fault.New(fault.Overloaded, "too much")); errors.As(err, &end) || !fault.Is(err, fault.Overloaded) {
		t.Errorf("too much: %v", err)
	}
}
