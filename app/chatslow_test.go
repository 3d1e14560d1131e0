package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// from dials as from another address.
func from(address string) func(context.Context, string, string) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return d.DialContext
}

// drip is a body of which a piece comes at a time.
type drip struct {
	data  []byte
	piece int
	every time.Duration
}

func (d *drip) Read(b []byte) (int, error) {
	if len(d.data) == 0 {
		return 0, io.EOF
	}
	time.Sleep(d.every)
	n := copy(b, d.data[:min(d.piece, len(d.data))])
	d.data = d.data[n:]
	return n, nil
}

// paper is a file that may be sent.
func paper(size int) []byte {
	return append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("x"), size)...)
}

// uploads sends a file of a visitor.
func (r *rig) uploads(t *testing.T, client *http.Client, token string, body io.Reader) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+r.httpAddr+"/chat/files?name=a.pdf", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

// Files that come slowly from one address hold nobody else's up, and a file that takes longer
// than a request usually may is taken still: from customers and from agents.
func TestSlowFiles(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	_, token := r.newVisitor(t)
	slow := &http.Client{Transport: &http.Transport{DialContext: from("127.0.0.9")}}
	defer slow.CloseIdleConnections()
	done := make(chan int, 40)
	for range cap(done) {
		go func() { done <- r.uploads(t, slow, token, &drip{paper(80), 10, time.Second}) }()
	}
	time.Sleep(time.Second)
	for range 3 {
		if st := r.uploads(t, http.DefaultClient, token, bytes.NewReader(paper(10))); st != 201 {
			t.Errorf("a file beside slow ones: %d", st)
		}
	}
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	c := r.visitor(t)
	room := c.begins("post-00001")
	c.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	c.acks("agent-0001")
	req, err := http.NewRequestWithContext(t.Context(), "POST", kim.base+"/chat/rooms/"+room+"/files?name=a.pdf", &drip{paper(80), 10, 900 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := kim.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != 201 {
		t.Errorf("an agent's file that takes 8 s: %d", res.StatusCode)
	}
	taken := 0
	for range cap(done) {
		switch st := <-done; st {
		case 201:
			taken++
		case 503: // too many of one address
		default:
			t.Errorf("a slow file: %d", st)
		}
	}
	if taken == 0 {
		t.Error("no slow file was taken")
	}
}

// A frame that is just not too large is taken; one that is, floods of frames and floods of
// pings end the connection, and the widget is told so that it waits before it comes back.
func TestFloodsOfFrames(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	const most = 64 << 10
	frame := func(size int) []byte {
		begin, end := `{"type":"page","page":{"url":"`, `"}}`
		return []byte(begin + strings.Repeat("x", size-len(begin)-len(end)) + end)
	}
	ends := func(what string, want int, flood func(c *customer)) {
		t.Helper()
		c := r.visitor(t)
		flood(c)
		c.conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // the read fails then
		for {
			_, _, err := c.conn.ReadMessage()
			var end *websocket.CloseError
			switch {
			case err == nil:
				continue
			case !errors.As(err, &end) || end.Code != want:
				t.Errorf("%s: %v, wanted is a close with %d", what, err, want)
			}
			return
		}
	}
	ends("the largest frame, and then what cannot be read", 4500, func(c *customer) {
		c.conn.WriteMessage(websocket.TextMessage, frame(most)) //nolint:errcheck // the close is looked at
		c.conn.WriteMessage(websocket.TextMessage, []byte("{")) //nolint:errcheck // the close is looked at
	})
	ends("a frame that is too large", 4002, func(c *customer) {
		c.conn.WriteMessage(websocket.TextMessage, frame(most+1)) //nolint:errcheck // the close is looked at
	})
	ends("a frame of pieces that is too large", 4002, func(c *customer) {
		w, err := c.conn.NextWriter(websocket.TextMessage)
		if err != nil {
			t.Fatal(err)
		}
		for range most>>10 + 8 {
			io.WriteString(w, strings.Repeat(" ", 1024)) //nolint:errcheck // the close is looked at
		}
		w.Close()
	})
	ends("a flood of frames", 4002, func(c *customer) {
		for range 60 {
			c.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"unknown"}`)) //nolint:errcheck // the close is looked at
		}
	})
	ends("a flood of pings", 4002, func(c *customer) {
		for range 60 {
			c.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) //nolint:errcheck // the close is looked at
		}
	})
}

// Frames are not compressed, whatever the browser offers: a small one cannot become a large one.
// A page of an agent that floods with pings is sent away.
func TestFloodsOfPages(t *testing.T) {
	r := start(t, t.TempDir())
	r.chatSite(t)
	kim := r.logIn(t, "hana", "kim")
	page := "ws" + strings.TrimPrefix(kim.base, "http") + "/live?topics=chats"
	for _, address := range []string{page, "ws://" + r.httpAddr + "/chat/live"} {
		conn, res, err := (&websocket.Dialer{Jar: kim.Jar, EnableCompression: true}).DialContext(t.Context(), address, nil)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		if got := res.Header.Values("Sec-WebSocket-Extensions"); len(got) > 0 {
			t.Errorf("%s speaks %v", address, got)
		}
	}
	p := kim.chatPage("chats")
	for range 60 {
		p.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) //nolint:errcheck // the close is looked at
	}
	p.conn.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // the read fails then
	for {
		if _, _, err := p.conn.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, 4002) {
				t.Errorf("a flood of pings: %v", err)
			}
			return
		}
	}
}

// Hundreds of browsers that read nothing, send a byte a second or answer no ping slow nobody
// else down, are dropped within half a minute, and hold little memory; likewise pages of agents.
func TestHalfOpenBrowsers(t *testing.T) {
	const each = 125
	r := start(t, t.TempDir())
	r.chatSite(t)
	r.put(t, map[string]string{"chat.per_address": "1000"})
	kim := r.logIn(t, "hana", "kim")
	kim.ask(200, "PUT", "/chat/me", `{"signed_in":true}`, nil)
	honest := r.visitor(t)
	room := honest.begins("post-00000")
	honest.send(map[string]any{"type": "request_agent", "client": "agent-0001", "room": room})
	honest.acks("agent-0001")
	before := heap()

	// Visitors are made beside the limit of an address, which is not what is tried here.
	token := func(i int) string {
		secret := fmt.Sprintf("%022d", i)
		now := acd.At(time.Now())
		if _, _, err := r.db.ChatAddVisitor(t.Context(), chat.Visitor{ID: chat.VisitorID(fmt.Sprintf("v_%d", i)), Channel: chat.Web, Account: "shop", Secret: hashed(secret), Created: now, Seen: now}); err != nil {
			t.Fatal(err)
		}
		return secret
	}
	opened := 0
	open := func(hello bool) *websocket.Conn {
		t.Helper()
		d := websocket.Dialer{Subprotocols: []string{"callfloor.chat.1"}, HandshakeTimeout: 10 * time.Second, NetDialContext: from(fmt.Sprintf("127.0.1.%d", 1+opened/150))}
		conn, _, err := d.DialContext(t.Context(), "ws://"+r.httpAddr+"/chat/live", nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		opened++
		if hello {
			if err := conn.WriteJSON(map[string]any{"type": "hello", "token": token(opened), "site": "shop"}); err != nil {
				t.Fatal(err)
			}
		}
		return conn
	}
	stop := make(chan struct{})
	defer close(stop)
	for range each {
		open(false) // says nothing at all
		open(true)  // reads nothing: neither what comes nor pings
		mute := open(true)
		mute.SetPingHandler(func(string) error { return nil }) // reads and never pongs
		go func() {
			for {
				if _, _, err := mute.ReadMessage(); err != nil {
					return
				}
			}
		}()
		dripping := open(true).NetConn() // a frame of which a byte comes a second
		go func() {
			for _, b := range append([]byte{0x81, 0xfe, 0x03, 0xe8, 0, 0, 0, 0}, make([]byte, 1000)...) {
				if _, err := dripping.Write([]byte{b}); err != nil {
					return
				}
				select {
				case <-stop:
					return
				case <-time.After(time.Second):
				}
			}
		}()
	}
	var deaf []*websocket.Conn // pages of an agent that read nothing
	for range 20 {
		conn, _, err := (&websocket.Dialer{Jar: kim.Jar, HandshakeTimeout: 5 * time.Second}).Dial("ws"+strings.TrimPrefix(kim.base, "http")+"/live?topics=chats", nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		deaf = append(deaf, conn)
	}
	began, slowest := time.Now(), time.Duration(0)
	for i := 0; time.Since(began) < 36*time.Second; i++ {
		sent := time.Now()
		client := fmt.Sprintf("kim-%08d", i)
		kim.ask(201, "POST", "/chat/rooms/"+room+"/messages", `{"client":"`+client+`","body":"`+client+`"}`, nil)
		honest.says(client)
		slowest = max(slowest, time.Since(sent))
		time.Sleep(100 * time.Millisecond)
	}
	if slowest > time.Second {
		t.Errorf("a message took %s beside half-open browsers", slowest)
	}
	if left := r.chat.widget.Open(); left != 1 {
		t.Errorf("%d browsers are connected after half a minute, 1 answers", left)
	}
	for _, conn := range deaf {
		conn.SetReadDeadline(time.Now().Add(2 * time.Second)) //nolint:errcheck // the read fails then
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				var late net.Error
				if errors.As(err, &late) && late.Timeout() {
					t.Error("a page that reads nothing is still connected")
				}
				break
			}
		}
	}
	if grown := int64(heap()) - int64(before); grown > 64<<20 {
		t.Errorf("%d browsers leave %d KiB behind", opened, grown>>10)
	}
	t.Logf("the slowest message took %s", slowest)
}

// hashed is how the token of a visitor is kept.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
