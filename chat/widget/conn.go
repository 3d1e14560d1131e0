package widget

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// Close codes: 4000 to 4499 mean come back, 4500 to 4999 do not.
const (
	closeRestart = 4000
	closeBehind  = 4001
	closeNoisy   = 4002
	closeBusy    = 4003
	closeBroken  = 4500
	closeToken   = 4501
	closeOther   = 4502
	closeSite    = 4503
	closeVersion = 4504
	closeBlocked = 4505
)

const (
	version      = "callfloor.chat.1"
	helloWithin  = 10 * time.Second
	beatEvery    = 4 * time.Second
	pingEvery    = 20 * time.Second
	deadAfter    = 30 * time.Second
	writeWithin  = 10 * time.Second
	actWithin    = 10 * time.Second
	largestFrame = 64 << 10 // the largest hello of the widget has 58 KiB: identify 24, parameters 29, the page's addresses and title
	mostFrames   = 20       // a second
	perVisitor   = 3        // connections
	mostOpen     = 20_000
	postsWithin  = 10 * time.Second
	mostMissed   = 500 // messages of a snapshot
)

var writeBuffers sync.Pool

// conn is the connection of one visitor. One goroutine reads, another one writes what happens;
// both write under mu. Neither is that of the request: what net/http holds for it goes, so that
// thousands of idle ones weigh little.
type conn struct {
	h        *Handler
	ws       *websocket.Conn
	mu       sync.Mutex // of writes
	address  string
	origin   string // of the page, where it is a foreign one
	site     string // its id; what it is configured as is asked for (place)
	visitor  chat.Visitor
	language string
	page     page
	watch    atomic.Pointer[live.Watcher] // nil before hello
	begun    time.Time

	// Of the goroutine that reads: frames since second, and when the visitor was seen as far as it knows.
	second time.Time
	frames int
	seen   acd.Time

	// Guarded by mu.
	asks []string    // fields of the profile form that are not known
	room chat.RoomID // that was shown last
	over bool        // it has ended
	seq  int         // of its last message that was shown

	hours Hours // as they were told last
}

// closing ends a connection with a code.
type closing struct {
	code int
	why  string
}

func (c closing) Error() string { return c.why }

// live upgrades a request and serves the connection until it ends.
func (h *Handler) live(w http.ResponseWriter, r *http.Request) {
	select {
	case <-h.stop:
		problem(w, http.StatusServiceUnavailable, "overloaded", "the server restarts: try again in some seconds")
		return
	default:
	}
	offered := websocket.Subprotocols(r)
	protocol := version
	if len(offered) > 0 && !contains(offered, version) && strings.HasPrefix(offered[0], "callfloor.chat.") {
		protocol = offered[0]
	}
	up := websocket.Upgrader{ReadBufferSize: 1024, WriteBufferPool: &writeBuffers, WriteBufferSize: 2048, Subprotocols: []string{protocol},
		CheckOrigin: func(*http.Request) bool { return true }} // hello names the site, whose origins are looked at
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c := &conn{h: h, ws: ws, address: strings.Clone(network(h.opt.Address(r))), origin: strings.Clone(h.foreign(r)), begun: h.opt.Now()}
	if err := h.conns.enter(c); err != nil {
		c.end(err)
		ws.Close()
		return
	}
	go c.run(protocol)
}

// run serves the connection until it ends. Close waits for it.
func (c *conn) run(protocol string) {
	defer c.h.conns.leave(c)
	defer c.ws.Close()
	defer func() {
		if v := recover(); v != nil { // as net/http does with a request
			c.h.opt.Log.Error().Interface("panic", v).Bytes("stack", debug.Stack()).Msg("the connection of a customer failed")
		}
	}()
	if protocol != version {
		c.end(closing{closeVersion, "this version is not spoken any more"})
		return
	}
	if err := c.serve(); err != nil {
		c.end(err)
		c.drain(err)
	}
}

// drain takes in what a browser that sends too much has sent already: with unread bytes the
// network would throw the close code away, and the browser come back at once.
func (c *conn) drain(err error) {
	var end closing
	if !errors.As(err, &end) || end.code != closeNoisy {
		return
	}
	raw := c.ws.NetConn()
	raw.SetReadDeadline(time.Now().Add(time.Second)) //nolint:errcheck // it shows at the read
	io.CopyN(io.Discard, raw, 1<<20)                 //nolint:errcheck // enough is enough
}

func contains(list []string, one string) bool {
	for _, v := range list {
		if v == one {
			return true
		}
	}
	return false
}

// end says why a connection is closed.
func (c *conn) end(err error) {
	var end closing
	switch {
	case errors.As(err, &end):
	case errors.Is(err, live.ErrClosed):
		end = closing{closeRestart, "the server restarts"}
	case fault.Is(err, fault.Overloaded):
		end = closing{closeBusy, "overloaded"}
	default:
		end = closing{closeBehind, "connect again"}
	}
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(end.code, end.why), time.Now().Add(time.Second)) //nolint:errcheck // it is gone
}

// serve takes the hello and then frames until the connection ends.
func (c *conn) serve() error {
	c.ws.SetReadDeadline(time.Now().Add(helloWithin)) //nolint:errcheck // it shows at the read
	c.control()
	var first in
	if err := c.read(&first); err != nil {
		return err
	}
	if err := c.hello(first); err != nil {
		return err
	}
	c.h.conns.add(c)
	defer c.h.conns.remove(c)
	watch := c.h.opt.Live.Watch(c.visitor.ID)
	c.watch.Store(watch)
	defer watch.Close()
	if err := c.snapshot(first.Room, first.Seq); err != nil {
		return err
	}
	if first.Identify != nil {
		if err := c.identify(*first.Identify); err != nil {
			return err
		}
	}
	done := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() { c.tell(done) })
	defer writing.Wait()
	defer close(done)
	c.looked()
	for c.alive(); ; c.alive() {
		var f in
		if err := c.read(&f); err != nil {
			return err
		}
		if err := c.count(); err != nil {
			return err
		}
		if err := c.take(f); err != nil {
			return err
		}
	}
}

// alive says that the browser is there.
func (c *conn) alive() {
	c.ws.SetReadDeadline(time.Now().Add(deadAfter)) //nolint:errcheck // it shows at the read
}

// count counts a frame, and fails where there are too many in a second.
func (c *conn) count() error {
	if now := time.Now(); now.Sub(c.second) > time.Second {
		c.second, c.frames = now, 0
	}
	if c.frames++; c.frames > mostFrames {
		return closing{closeNoisy, "too many frames"}
	}
	return nil
}

// control has pings and pongs counted like other frames: they cost as much.
func (c *conn) control() {
	c.ws.SetPongHandler(func(string) error {
		if c.watch.Load() != nil { // before hello there is no ping to answer
			c.alive()
			c.looked()
		}
		return c.count()
	})
	c.ws.SetPingHandler(func(data string) error {
		c.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second)) //nolint:errcheck // a bad connection shows at the next frame
		return c.count()
	})
}

// read reads one frame.
func (c *conn) read(f *in) error {
	var b []byte
	kind, r, err := c.ws.NextReader()
	if err == nil { // the limit of the library would close with a code of its own
		b, err = io.ReadAll(io.LimitReader(r, largestFrame+1))
	}
	var end closing
	switch {
	case errors.As(err, &end):
		return end
	case len(b) > largestFrame:
		return closing{closeNoisy, "the frame is too large"}
	case err != nil:
		return closing{closeBehind, "connect again"} // it is gone
	case kind != websocket.TextMessage || json.Unmarshal(b, f) != nil:
		return closing{closeBroken, "the frame cannot be read"}
	}
	return nil
}

// send writes one frame.
func (c *conn) send(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.write(v)
}

func (c *conn) write(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.ws.SetWriteDeadline(time.Now().Add(writeWithin)) //nolint:errcheck // it shows at the write
	return c.ws.WriteMessage(websocket.TextMessage, b)
}

// hello finds out whose connection it is.
func (c *conn) hello(f in) error {
	if f.Type != "hello" {
		return closing{closeBroken, "hello comes first"}
	}
	site, ok := c.h.opt.Centre.Site(f.Site)
	if !ok || !site.from(c.origin) {
		return closing{closeSite, "the page or the site is not allowed"}
	}
	ctx, cancel := context.WithTimeout(context.Background(), actWithin)
	defer cancel()
	v, err := c.h.opt.Store.ChatVisitorBySecret(ctx, hashOf(f.Token))
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && v.Account != site.ID:
		return closing{closeToken, "the token is not known"}
	case err != nil:
		return err
	case v.Block != nil:
		return closing{closeBlocked, "no messages are taken"}
	}
	c.site, c.seen, c.language = site.ID, v.Seen, "ko"
	c.is(v)
	if f.Language == "en" {
		c.language = "en"
	}
	if f.Page != nil {
		c.page = f.Page.trim()
	}
	return nil
}

// place is the site as it is configured now; one that is not any more has only its id.
func (c *conn) place() Site {
	if s, ok := c.h.opt.Centre.Site(c.site); ok {
		return s
	}
	return Site{ID: c.site}
}

// snapshot sends where the visitor's room stands, with the messages after those that the
// browser has.
func (c *conn) snapshot(known chat.RoomID, after int) error {
	ctx, cancel := context.WithTimeout(context.Background(), actWithin)
	defer cancel()
	var r chat.Room
	var position int
	var is bool
	if err := c.h.opt.Live.Look(ctx, func(h *chat.House) {
		if r, is = h.RoomOf(c.visitor.ID); is {
			position, _ = h.Position(r.ID)
		}
	}); err != nil {
		return err
	}
	if !is {
		last, err := c.h.opt.Store.ChatRoomsOf(ctx, c.visitor.ID, 1)
		if err != nil {
			return err
		}
		if is = len(last) > 0; is {
			r = last[0]
		}
	}
	hours := c.place().Hours
	out := map[string]any{"type": "snapshot", "at": acd.At(c.h.opt.Now()), "room": nil, "after": 0, "messages": []message{}, "blocked": false, "hours": hours}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hours = hours
	if !is {
		return c.write(out)
	}
	if !r.Status.Over() {
		c.h.opened.add(c.address, c.visitor.ID)
	}
	if r.ID != known || after < 0 || after > r.Seq {
		after = 0
	}
	list, err := c.h.opt.Store.ChatMessages(ctx, r.ID, 0, after, mostMissed+1)
	if err == nil && len(list) > mostMissed {
		list, err = c.h.opt.Store.ChatMessages(ctx, r.ID, r.Seq+1, 0, mostMissed)
		after, out["cut"] = 0, true
	}
	if err != nil {
		return err
	}
	shown := make([]message, 0, len(list))
	for _, m := range list {
		if one, ok := c.showMessage(m, r.Status); ok {
			shown = append(shown, one)
		}
		c.seq = m.Seq
	}
	c.room, c.over, c.seq = r.ID, r.Status.Over(), max(c.seq, after)
	out["room"], out["after"], out["messages"] = c.showRoom(r, position), after, shown
	return c.write(out)
}

// tell writes what happens until done.
func (c *conn) tell(done <-chan struct{}) {
	beat, ping := time.NewTicker(beatEvery), time.Now()
	defer beat.Stop()
	news := c.h.news.wait()
	for {
		var err error
		select {
		case <-done:
			return
		case <-c.h.stop:
			err = live.ErrClosed
		case <-c.watch.Load().Ready():
			err = c.flush()
		case <-news:
			news = c.h.news.wait() // before it looks: nothing is missed
			err = c.lookAtHours()
		case now := <-beat.C:
			err = c.send(map[string]string{"type": "beat"})
			if err == nil && now.Sub(ping) >= pingEvery {
				ping = now
				err = c.ws.WriteControl(websocket.PingMessage, nil, now.Add(writeWithin))
			}
		}
		if err != nil {
			c.end(err)
			c.ws.Close() // the reader ends
			return
		}
	}
}

// flush writes what has become of the visitor's rooms, then frames, in this order: what a
// frame answers is told before it.
func (c *conn) flush(then ...any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	list, err := c.watch.Load().Take() // under mu: the other goroutine must not be about to write what is older
	if err != nil {
		return err
	}
	for _, ch := range list {
		if err := c.one(ch); err != nil {
			return err
		}
	}
	for _, v := range then {
		if err := c.write(v); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) one(ch live.Change) error {
	r := ch.Room
	switch {
	case ch.Typing != nil:
		if ch.Typing.By != chat.ByAgent || r.ID != c.room {
			return nil
		}
		return c.write(map[string]any{"type": "typing", "room": r.ID, "on": ch.Typing.On, "by": "agent"})
	case ch.Moved:
		return c.write(map[string]any{"type": "position", "room": r.ID, "position": ch.Position})
	}
	if r.ID != c.room {
		if r.Opened < acd.At(c.begun) && c.room != "" && r.Status.Over() {
			return nil // of a room before the one that is shown
		}
		c.room, c.over, c.seq = r.ID, false, 0
		if err := c.write(map[string]any{"type": "status", "room": c.showRoom(r, ch.Position)}); err != nil { // before its first message
			return err
		}
	}
	for _, m := range ch.Messages {
		if m.Seq <= c.seq {
			continue
		}
		c.seq = m.Seq
		one, ok := c.showMessage(m, r.Status)
		if !ok {
			continue
		}
		one.Type, one.Room = "message", r.ID
		if err := c.write(one); err != nil {
			return err
		}
	}
	return c.events(ch)
}

// events writes what else happened to a room.
func (c *conn) events(ch live.Change) error {
	r, status := ch.Room, false
	for _, ev := range ch.Events {
		switch e := ev.(type) {
		case chat.ReadMarked:
			if e.By == chat.ByAgent {
				if err := c.write(map[string]any{"type": "read", "room": r.ID, "seq": e.Seq}); err != nil {
					return err
				}
			}
		case chat.MonitorBegan, chat.MonitorEnded, chat.HeldChanged: // nothing of the customer's (S4)
		case chat.AskRefused:
			if e.Cause == chat.CauseAfterHours {
				site, _ := c.h.opt.Centre.Site(c.site)
				c.hours = site.Hours
				if err := c.write(map[string]any{"type": "closed", "why": "hours", "hours": site.Hours}); err != nil {
					return err
				}
			}
		case chat.RoomBlocked:
			return closing{closeBlocked, "no messages are taken"}
		default:
			status = true
		}
	}
	switch {
	case r.Status.Over() && !c.over:
		c.over = true
		shown := c.showRoom(r, 0)
		return c.write(map[string]any{"type": "ended", "room": shown, "transcript": shown.Transcript, "rate": shown.Rate})
	case status && !c.over:
		return c.write(map[string]any{"type": "status", "room": c.showRoom(r, ch.Position)})
	}
	return nil
}
