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

	"github.com/callfloor/callfloor/chat/live"
)

// A connection that does not end by itself is cut off when the time to stop is over, and Close
// has waited for it then.
func TestCloseEnds(t *testing.T) {
	h := New(Options{Now: time.Now})
	in := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		c := &conn{h: h, ws: ws, address: "192.0.2.7"}
		c.watch.Store(&live.Watcher{}) // it has said whose it is
		if err := h.conns.enter(c); err != nil {
			t.Error(err)
			return
		}
		defer h.conns.leave(c)
		close(in)
		ws.ReadMessage() //nolint:errcheck // it looks at nothing else, as one that hangs
	}))
	defer s.Close()
	browser, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer browser.Close()
	<-in
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := h.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("closed with %v", err)
	}
	if n := h.Open(); n != 0 {
		t.Errorf("%d connections are left", n)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Errorf("closed again: %v", err)
	}
}
