package app

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/wallboard"
	"github.com/callfloor/callfloor/web"
)

// boardPace is how long events gather for the screens and the metrics: well within
// the 100 ms that an event may take to the glass.
const boardPace = 15 * time.Millisecond

// board feeds the floor's events to the wallboard's hub and to the metrics, and
// gives the hub's frames to the web.
type board struct {
	floor   *floor.Floor
	hub     *wallboard.Hub
	metrics *floorMetrics
	reasons *reasons
	log     zerolog.Logger
	cancel  context.CancelFunc
	running sync.WaitGroup
	fed     atomic.Int64 // floor time of the events handed on last
}

func startBoard(f *floor.Floor, hub *wallboard.Hub, m *floorMetrics, reg prometheus.Registerer, log zerolog.Logger) (*board, error) {
	ctx, cancel := context.WithCancel(context.Background())
	b := &board{floor: f, hub: hub, metrics: m, reasons: newReasons(), log: log, cancel: cancel}
	b.running.Go(func() { hub.Run(ctx) })
	reader := f.Reader("wallboard", floor.Cursor{}, false).Pace(boardPace)
	if err := b.reset(ctx, reader, true); err != nil {
		return nil, errors.Join(err, b.stop(ctx))
	}
	b.running.Go(func() { b.feed(ctx, reader) })
	reg.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "callfloor_snapshot_age_seconds", Help: "Age of the figures that screens show.",
		}, func() float64 { return b.age(reader).Seconds() }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "callfloor_ws_frames_total", Help: "Frames encoded for live connections; each is shared by all its viewers.",
		}, func() float64 { return float64(hub.Stats().Frames) }),
	)
	return b, nil
}

// reset gives the hub the whole floor and moves the reader behind it.
func (b *board) reset(ctx context.Context, reader *floor.Reader, first bool) error {
	st, c, err := b.floor.Snapshot(ctx)
	if err != nil {
		return err
	}
	if first {
		b.metrics.start(st)
	}
	reader.Reset(c)
	return b.hub.Reset(ctx, c.Epoch, c.Seq, st)
}

// feed hands events on until the floor or the program ends.
func (b *board) feed(ctx context.Context, reader *floor.Reader) {
	for {
		evs, err := reader.Next(ctx)
		switch {
		case errors.Is(err, floor.ErrLagged):
			if err := b.reset(ctx, reader, false); err != nil {
				return
			}
			continue
		case err != nil:
			return
		}
		for len(evs) > 0 { // one batch for each time stamp
			n := 1
			for n < len(evs) && evs[n].At == evs[0].At {
				n++
			}
			batch := wallboard.Batch{Seq: evs[n-1].Seq, At: evs[0].At, Events: make([]acd.Event, n)}
			for i, ev := range evs[:n] {
				batch.Events[i] = ev.Event
				b.metrics.apply(ev.Event)
				b.reasons.apply(ev.Event) // before a screen can ask
			}
			if b.hub.Feed(ctx, batch) != nil {
				return
			}
			b.fed.Store(int64(batch.At))
			evs = evs[n:]
		}
	}
}

// age is how old the figures on screens are: 0 while every event is handed on.
func (b *board) age(reader *floor.Reader) time.Duration {
	if reader.Lag() == 0 {
		return 0
	}
	return max(b.floor.Now().Sub(acd.Time(b.fed.Load())), 0)
}

func (b *board) stop(context.Context) error {
	b.cancel()
	b.running.Wait()
	return nil
}

// nobody is a scope in which no service is: an agent who serves none, a display
// whose services are gone.
var nobody = []acd.ServiceID{"\x00"}

// Subscribe implements web.Live.
func (b *board) Subscribe(names []string, sc web.LiveScope) (web.LiveStream, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	topics := make([]wallboard.Topic, len(names))
	for i, n := range names {
		topics[i] = wallboard.Topic(n)
	}
	scope := wallboard.Scope{Services: sc.Services, Manager: sc.Manager, Agent: sc.Agent}
	if sc.Services != nil && len(sc.Services) == 0 {
		scope.Services = nobody
	}
	v, err := b.hub.Join(ctx, topics, scope)
	if err != nil {
		return nil, err
	}
	return stream{v}, nil
}

// stream is one viewer as the web needs it.
type stream struct{ v *wallboard.Viewer }

// Next implements web.LiveStream.
func (s stream) Next(ctx context.Context) (*websocket.PreparedMessage, error) {
	f, err := s.v.Next(ctx)
	if errors.Is(err, wallboard.ErrTooSlow) {
		return nil, web.ErrSlow
	}
	if err != nil {
		return nil, err
	}
	m, err := f.Prepared(func(data []byte) (any, error) { return websocket.NewPreparedMessage(websocket.TextMessage, data) })
	if err != nil {
		return nil, err
	}
	return m.(*websocket.PreparedMessage), nil
}

// Close implements web.LiveStream.
func (s stream) Close() { s.v.Leave() }
