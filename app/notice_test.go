package app

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/wallboard"
	"github.com/callfloor/callfloor/web"
)

// W28: a notice that an administrator sets is on a display that is open, through
// its socket; it is there after a restart, and gone once its text is empty.
func TestNoticeOnDisplays(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	var made struct{ Token string }
	if st := r.api("POST", "/displays", `{"name":"wall"}`, &made); st >= 300 {
		t.Fatalf("display: %d", st)
	}
	open := func() *websocket.Conn {
		conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws://"+r.httpAddr+"/api/v1/live?topics=services,agents&board=1",
			http.Header{"Cookie": {"callfloor-display=" + made.Token}, "Origin": {"http://" + r.httpAddr}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	// next is the notice of the next frame of a kind; nil where it has none.
	next := func(conn *websocket.Conn, kind string) *wallboard.Notice {
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				t.Fatalf("waiting for %s: %v", kind, err)
			}
			for _, one := range frames(data) {
				var m struct {
					Type   string
					Notice *wallboard.Notice
				}
				if err := json.Unmarshal(one, &m); err != nil {
					t.Fatal(err)
				}
				if m.Type == kind {
					return m.Notice
				}
			}
		}
	}
	conn := open()
	if n := next(conn, "hello"); n != nil {
		t.Fatalf("a new centre has the notice %+v", n)
	}
	if st := r.api("PUT", "/notice", `{"text":"18시 시스템 점검","place":"bottom"}`, nil); st != 200 {
		t.Fatalf("put: %d", st)
	}
	want := wallboard.Notice{Text: "18시 시스템 점검", Place: "bottom"}
	if n := next(conn, "notice"); n == nil || *n != want {
		t.Fatalf("an open display got %+v", n)
	}
	conn.Close()
	r.stopNow()

	r = start(t, dir)
	conn = open()
	if n := next(conn, "hello"); n == nil || *n != want {
		t.Fatalf("after a restart %+v", n)
	}
	var got web.Notice
	if st := r.api("GET", "/notice", "", &got); st != 200 || wallboard.Notice(got) != want {
		t.Fatalf("after a restart the API has %d %+v", st, got)
	}
	if st := r.api("PUT", "/notice", `{"text":""}`, nil); st != 200 {
		t.Fatalf("take away: %d", st)
	}
	if n := next(conn, "notice"); n == nil || n.Text != "" {
		t.Fatalf("taken away, an open display got %+v", n)
	}
	if n := next(open(), "hello"); n != nil {
		t.Fatalf("taken away, a new display got %+v", n)
	}
}
