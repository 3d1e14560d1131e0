package widget

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/chat"
)

// deaf is the end of a connection whose other end reads nothing after the upgrade.
type deaf struct {
	net.Conn
	closed atomic.Bool
}

func (d *deaf) Close() error {
	d.closed.Store(true)
	return d.Conn.Close()
}

// taken gives a connection to the upgrader.
type taken struct {
	http.ResponseWriter
	conn net.Conn
}

func (w taken) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReader(w.conn), bufio.NewWriter(w.conn)), nil
}

// unread is a visitor's connection to a browser that has stopped reading.
func unread(t *testing.T, s *conns, id chat.VisitorID) (*conn, *deaf) {
	t.Helper()
	server, browser := net.Pipe()
	t.Cleanup(func() { browser.Close() })
	upgraded := make(chan struct{})
	go func() {
		defer close(upgraded)
		http.ReadResponse(bufio.NewReader(browser), nil) //nolint:errcheck // the upgrade shows it
	}()
	r := httptest.NewRequest("GET", "/chat/live", nil)
	for k, v := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
		r.Header.Set(k, v)
	}
	d := &deaf{Conn: server}
	ws, err := (&websocket.Upgrader{}).Upgrade(taken{httptest.NewRecorder(), d}, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	<-upgraded
	c := &conn{ws: ws, visitor: chat.Visitor{ID: id}}
	if err := s.enter(c); err != nil {
		t.Fatal(err)
	}
	return c, d
}

// Beyond three connections of a visitor the oldest gives way, and who waits until all have ended
// waits for that too, where its browser reads nothing.
func TestTheOldestGivesWay(t *testing.T) {
	var s conns
	first, oldest := unread(t, &s, "v")
	s.add(first)
	all := []*conn{first}
	for range perVisitor {
		c, _ := unread(t, &s, "v")
		s.add(c)
		all = append(all, c)
	}
	for _, c := range all {
		s.leave(c)
	}
	s.ended.Wait()
	if !oldest.closed.Load() {
		t.Error("all have ended, and the oldest is about to be closed")
	}
}
