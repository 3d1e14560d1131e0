package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
)

// Displays of the promise: so many screens, so many of them that take nothing,
// and how soon an event is on the others.
const (
	displays   = 200
	stalled    = 20
	soonEnough = 100 * time.Millisecond // p99
)

// figure returns the bound that a measured time must keep. The promise is held
// where nothing else runs and without the race detector (make timing sets
// CALLFLOOR_TIMING=1); elsewhere ten times it shows that nothing hangs.
func figure(promised time.Duration) time.Duration {
	if os.Getenv("CALLFLOOR_TIMING") == "1" {
		return promised
	}
	return 10 * promised
}

// A call that arrives is on each of 200 displays within 100 ms (p99), over real
// sockets of the real program, also while 20 more displays read nothing (W-18).
// Other tests may share the processor: the best of up to three rounds counts.
func TestACallIsOnEveryDisplayInTime(t *testing.T) {
	const round = 40 // calls
	r := start(t, t.TempDir())
	w := r.wall(displays, stalled)
	best := time.Hour
	for from := 0; from < 3*round && best >= figure(soonEnough); from += round {
		for i := range round {
			c := r.dial(fmt.Sprintf("0101234%04d", i))
			time.Sleep(100 * time.Millisecond) // calls arrive one by one; the wall is not waited for
			if i%4 == 3 {
				c.Hangup()
			}
		}
		waits := w.until(t, from, from+round)
		p99 := waits[len(waits)*99/100]
		t.Logf("%d deliveries to %d displays beside %d stalled ones: median %s, p99 %s, worst %s",
			len(waits), displays, stalled, waits[len(waits)/2], p99, waits[len(waits)-1])
		best = min(best, p99)
	}
	if best >= figure(soonEnough) {
		t.Errorf("p99 is %s, wanted are less than %s", best, figure(soonEnough))
	}
}

// BenchmarkDisplays gives the time from a call's arrival to the frame on the last
// of 200 and 2,000 displays, over real sockets. The time of the processor grows
// with the frames, which all displays share, and with the writes.
func BenchmarkDisplays(b *testing.B) {
	for _, n := range []int{200, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := start(b, b.TempDir())
			w := r.wall(n, 0)
			calls, frames := 0, r.board.hub.Stats().Frames
			for b.Loop() {
				c := r.dial("01012345678")
				calls++
				w.until(b, calls-1, calls)
				c.Hangup()
			}
			waits := w.until(b, 0, calls)
			b.ReportMetric(float64(waits[len(waits)*99/100].Milliseconds()), "p99-ms")
			b.ReportMetric(float64(r.board.hub.Stats().Frames-frames)/float64(calls), "frames/call")
		})
	}
}

// wall is a number of displays and what they have seen of the floor.
type wall struct {
	n      int
	mu     sync.Mutex
	queued []floor.Stamped // calls that entered a queue, in order
	seen   [][]sight       // by display
}

// sight is the arrival of a frame of services.
type sight struct {
	seq uint64 // of the last event that the frame knows of
	at  time.Time
}

// wall hangs up displays, each logged in by its own socket with a display token,
// and follows the floor's own events beside them.
func (r *rig) wall(n, stalled int) *wall {
	r.t.Helper()
	var made struct{ Token string }
	if st := r.api("POST", "/displays", `{"name":"wall"}`, &made); st >= 300 {
		r.t.Fatalf("display: %d", st)
	}
	w := &wall{n: n, seen: make([][]sight, n)}
	ctx, stop := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	var conns []*websocket.Conn
	r.t.Cleanup(func() {
		stop()
		for _, c := range conns {
			c.Close()
		}
		readers.Wait()
	})
	_, cursor, err := r.floor.Snapshot(ctx)
	if err != nil {
		r.t.Fatal(err)
	}
	readers.Go(func() { w.follow(ctx, r.floor.Reader("test", cursor, false)) })
	dialer := websocket.Dialer{NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = c.(*net.TCPConn).SetReadBuffer(4096) // a display that stalls is soon full
		}
		return c, err
	}}
	for i := range n + stalled {
		conn, _, err := dialer.DialContext(ctx, "ws://"+r.httpAddr+"/api/v1/live?topics=services,agents&board=1",
			http.Header{"Cookie": {"callfloor-display=" + made.Token}, "Origin": {"http://" + r.httpAddr}})
		if err != nil {
			r.t.Fatalf("display %d: %v", i, err)
		}
		conns = append(conns, conn)
		if i < n {
			readers.Go(func() { w.watch(i, conn) })
		}
	}
	return w
}

// follow notes the calls that enter a queue.
func (w *wall) follow(ctx context.Context, reader *floor.Reader) {
	for {
		evs, err := reader.Next(ctx)
		if err != nil {
			return
		}
		w.mu.Lock()
		for _, ev := range evs {
			if _, ok := ev.Event.(acd.CallQueued); ok {
				w.queued = append(w.queued, ev)
			}
		}
		w.mu.Unlock()
	}
}

// watch reads what one display gets.
func (w *wall) watch(i int, conn *websocket.Conn) {
	for {
		_, data, err := conn.ReadMessage()
		at := time.Now()
		if err != nil {
			return
		}
		for _, one := range frames(data) {
			var f struct {
				Topic string
				Seq   uint64
			}
			if json.Unmarshal(one, &f) == nil && f.Topic == "services" {
				w.mu.Lock()
				w.seen[i] = append(w.seen[i], sight{f.Seq, at})
				w.mu.Unlock()
			}
		}
	}
}

// frames are the frames of a message of the live connection: one, or an array of
// those that belong together.
func frames(message []byte) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(message, &list) != nil {
		return []json.RawMessage{message}
	}
	return list
}

// until waits for the calls with these numbers (from 0, to excluded) to be on
// every display and returns, sorted, how long each took from the floor's event to
// each display's frame.
func (w *wall) until(t testing.TB, from, to int) []time.Duration {
	t.Helper()
	var waits []time.Duration
	until(t, fmt.Sprintf("%d calls on every display", to), func() bool {
		waits = w.waits(from, to)
		return len(waits) == (to-from)*w.n
	})
	slices.Sort(waits)
	return waits
}

func (w *wall) waits(from, to int) []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queued) < to {
		return nil
	}
	var out []time.Duration
	for _, seen := range w.seen {
		for _, ev := range w.queued[from:to] {
			i, _ := slices.BinarySearchFunc(seen, ev.Seq, func(s sight, seq uint64) int { return cmp.Compare(s.seq, seq) })
			if i < len(seen) {
				out = append(out, seen[i].at.Sub(ev.At.Std()))
			}
		}
	}
	return out
}
