package app

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/wallboard"
	"github.com/callfloor/callfloor/web"
)

// boardPace is how long events gather for the screens: well within the 100 ms that
// an event may take to the glass. Where nobody looks they gather for idlePace, which
// is how old the figures of the API may be then.
const (
	boardPace = 15 * time.Millisecond
	idlePace  = 50 * time.Millisecond
)

// board feeds the floor's events to the wallboard's hub and to the metrics, and
// gives the hub's frames to the web.
type board struct {
	floor   *floor.Floor
	hub     *wallboard.Hub
	metrics *floorMetrics
	reasons *reasons
	waits   *waits
	log     zerolog.Logger
	cancel  context.CancelFunc
	reader  *floor.Reader
	running sync.WaitGroup
}

func startBoard(f *floor.Floor, set wallboard.Config, m *floorMetrics, reg prometheus.Registerer, log zerolog.Logger) (*board, error) {
	ctx, cancel := context.WithCancel(context.Background())
	b := &board{floor: f, metrics: m, reasons: newReasons(), waits: newWaits(), log: log, cancel: cancel}
	b.reader = f.Reader("wallboard", floor.Cursor{}, false)
	set.AsOf = b.asOf
	b.hub = wallboard.NewHub(set)
	b.running.Go(func() { b.hub.Run(ctx) })
	counted := f.Reader("metrics", f.Began(), false).Pace(rowsPace)
	if err := b.reset(ctx, true); err != nil {
		return nil, errors.Join(err, b.stop(ctx))
	}
	b.running.Go(func() { b.feed(ctx) })
	b.running.Go(func() { b.count(ctx, counted) })
	reg.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "callfloor_snapshot_age_seconds", Help: "Age of the figures that screens show.",
		}, func() float64 { return b.floor.Now().Std().Sub(b.asOf()).Seconds() }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "callfloor_ws_frames_total", Help: "Frames encoded for live connections; each is shared by all its viewers.",
		}, func() float64 { return float64(b.hub.Stats().Frames) }),
	)
	return b, nil
}

// reset gives the hub the whole floor and moves the reader behind it.
func (b *board) reset(ctx context.Context, first bool) error {
	st, c, err := b.floor.Snapshot(ctx)
	if err != nil {
		return err
	}
	if first {
		b.metrics.start(st)
	}
	b.reasons.keep(liveIn(st))
	b.waits.reset(st)
	b.reader.Reset(c)
	return b.hub.Reset(ctx, c.Epoch, c.Seq, st)
}

// again is the pause before the floor is asked for a snapshot again.
const again = 200 * time.Millisecond

// feed hands events on until the floor or the program ends.
func (b *board) feed(ctx context.Context) {
	for {
		pace := boardPace
		if b.hub.Stats().Viewers == 0 {
			pace = idlePace
		}
		evs, err := b.reader.Pace(pace).Next(ctx)
		switch {
		case errors.Is(err, floor.ErrLagged):
			b.log.Warn().Msg("the screens fell behind the floor: they start again from how it is now")
			for err = b.reset(ctx, false); errors.Is(err, floor.ErrOverloaded); err = b.reset(ctx, false) {
				if !pause(ctx, again) {
					return
				}
			}
			if err != nil {
				b.ended(ctx, err)
				return
			}
			continue
		case err != nil:
			b.ended(ctx, err)
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
				b.reasons.apply(ev.Event) // before a screen can ask
				b.waits.apply(ev.Event)
			}
			if b.hub.Feed(ctx, batch) != nil {
				return
			}
			evs = evs[n:]
		}
	}
}

// count counts every event of this start for Prometheus, those that ended the
// calls of the last one included. What it missed on the ring it reads from the
// journal, as the rows do, so that both agree.
func (b *board) count(ctx context.Context, reader *floor.Reader) {
	take := func(evs []floor.Stamped) {
		for _, ev := range evs {
			b.metrics.apply(ev.Event)
		}
	}
	for {
		evs, err := reader.Next(ctx)
		take(evs)
		if errors.Is(err, floor.ErrLagged) {
			switch err = b.floor.CatchUp(ctx, reader, take); {
			case errors.Is(err, floor.ErrGap): // neither ring nor journal: they go on from the next one
				b.log.Error().Err(err).Msg("metrics of some calls are lost")
				reader.Reset(floor.Cursor{Seq: reader.Last()})
				err = nil
			case err != nil && !pause(ctx, time.Second):
				return
			default:
				err = nil
			}
		}
		if err != nil {
			b.ended(ctx, err)
			return
		}
	}
}

// ended says why a reader ended, where it was not asked to.
func (b *board) ended(ctx context.Context, err error) {
	if ctx.Err() == nil && !errors.Is(err, floor.ErrClosed) {
		b.log.Error().Err(err).Msg("the floor's events cannot be read any more: screens show old figures")
	}
}

// pause waits; false when the program ends.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// stuckAfter is how long the owner of the floor may be silent (it turns at least
// once a second) before its figures count as old.
const stuckAfter = 3 * time.Second

// asOf is the time up to which the figures on screens are true: now while every
// event is handed on and the owner of the floor turns.
func (b *board) asOf() time.Time {
	now := b.floor.Now().Std()
	if since, n := b.reader.Unread(); n > 0 && since.Std().Before(now) {
		return since.Std()
	}
	if silent := time.Since(b.floor.Health().Beat); silent > stuckAfter {
		return now.Add(-silent)
	}
	return now
}

func (b *board) stop(context.Context) error {
	b.cancel()
	b.running.Wait()
	return nil
}

// Subscribe implements web.Live.
func (b *board) Subscribe(names []string, sc acd.Scope) (web.LiveStream, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	v, err := b.join(ctx, names, sc)
	if err != nil {
		return nil, err
	}
	return stream{v}, nil
}

// First implements web.Live.
func (b *board) First(ctx context.Context, names []string, sc acd.Scope) ([]json.RawMessage, error) {
	v, err := b.join(ctx, names, sc)
	if err != nil {
		return nil, err
	}
	defer v.Leave()
	frames := make([]json.RawMessage, 1+len(names))
	for i := range frames {
		f, err := v.Next(ctx)
		if err != nil {
			return nil, err
		}
		frames[i] = f.JSON
	}
	return frames, nil
}

func (b *board) join(ctx context.Context, names []string, sc acd.Scope) (*wallboard.Viewer, error) {
	topics := make([]wallboard.Topic, len(names))
	for i, n := range names {
		topics[i] = wallboard.Topic(n)
	}
	return b.hub.Join(ctx, topics, sc)
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
