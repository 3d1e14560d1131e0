package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/outward"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
)

const (
	eventsPace   = 30 * time.Millisecond
	eventsKept   = 20_000 // of them, for programs that come back
	hookWithin   = 5 * time.Second
	hookBatch    = 100
	hookRate     = 20 // posts to one hook in a second
	hookLook     = time.Second
	hookMost     = 100_000            // that wait for one hook; beyond it the oldest are dropped
	hookKept     = 7 * 24 * time.Hour // deliveries that are over, for replay
	hookTidy     = 10 * time.Minute
	longestReply = 64 << 10
)

// events turn what happens on the floor into events for other programs: on a log for
// live connections, and into the queue of webhooks. What is in the queue is written
// together with the place up to which events have been taken, so that after a kill none
// is missing and each has the id that it had.
type events struct {
	floor  *floor.Floor
	db     *store.DB
	jobs   *jobMetrics
	log    zerolog.Logger
	hooks  atomic.Pointer[[]cti.Hook]
	out    *cti.Log
	extra  chan cti.Event // from beside the floor; full: the event is not posted, and the log says so
	wake   chan struct{}
	client interface {
		post(ctx context.Context, h cti.Hook, d cti.Delivery) (status int, err error)
	}
}

func (a *App) openEvents(ctx context.Context) error {
	w := &events{floor: a.floor, db: a.db, jobs: a.jobs, log: a.log, wake: make(chan struct{}, 1), extra: make(chan cti.Event, 1024)}
	var o outward.Options
	for _, v := range a.cfg.Webhooks.Allow {
		p, err := centre.ParseSource(v)
		if err != nil {
			return fmt.Errorf("webhooks.allow: %w", err) // checked before
		}
		o.Allow = append(o.Allow, p)
	}
	o.Within, o.Headers, o.AtOnce = hookWithin, longestReply, 4
	w.client = &poster{client: outward.Client(o)}
	if err := w.reload(ctx); err != nil {
		return err
	}
	reader, fold, err := w.begin(ctx)
	if err != nil {
		return err
	}
	a.events = w
	run, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { w.take(run, reader, fold) })
	running.Go(func() { w.beside(run) })
	running.Go(func() { w.deliver(run) })
	a.onClose("events for other programs", func(context.Context) error {
		cancel()
		w.out.Close()
		running.Wait()
		return nil
	})
	return nil
}

// begin starts where the last life of the program stopped, if hooks have been served
// since, else now.
func (w *events) begin(ctx context.Context) (*floor.Reader, *cti.Fold, error) {
	st, c, err := w.floor.Snapshot(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("events for other programs: %w", err)
	}
	reader := w.floor.Reader("events", c, false).Pace(eventsPace)
	seq, ok, err := w.db.HookPlace(ctx)
	if err != nil {
		return nil, nil, err
	}
	if len(*w.hooks.Load()) == 0 || !ok || seq >= c.Seq {
		w.out = cti.NewLog(eventsKept, c.Seq)
		return reader, cti.NewFold(st), nil
	}
	w.out = cti.NewLog(eventsKept, seq)
	reader.Reset(floor.Cursor{Epoch: c.Epoch, Seq: seq})
	fold, err := w.foldAt(ctx, seq)
	return reader, fold, err
}

// foldAt returns a fold that knows the calls that were up after event seq. Where the
// journal does not reach so far it knows none: they are told of without what was
// before, to administrators alone.
func (w *events) foldAt(ctx context.Context, seq uint64) (*cti.Fold, error) {
	fold := cti.NewFold(acd.State{})
	err := w.floor.Before(ctx, seq, func(st acd.State) { fold = cti.NewFold(st) }, func(evs []floor.Stamped) {
		for _, ev := range evs {
			fold.Apply(ev.Seq, ev.At, ev.Event)
		}
	})
	if errors.Is(err, floor.ErrGap) {
		w.log.Error().Err(err).Msg("other programs are told less of the calls from before the start: the journal does not have them any more")
		return cti.NewFold(acd.State{}), nil
	}
	if err != nil {
		return nil, fmt.Errorf("events for other programs: %w", err)
	}
	return fold, nil
}

// reload reads who is to be told. Where nobody was before, they are told from now on,
// after a kill too.
func (w *events) reload(ctx context.Context) error {
	list, err := w.db.Hooks(ctx)
	if err != nil {
		return err
	}
	if was := w.hooks.Load(); was != nil && len(*was) == 0 && len(list) > 0 {
		_, seq := w.out.End()
		if err := w.db.Enqueue(ctx, seq, nil); err != nil {
			return err
		}
	}
	w.hooks.Store(&list)
	w.nudge()
	return nil
}

// nudge lets deliver look at once.
func (w *events) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Tell takes an event from beside the floor. It never waits.
func (w *events) Tell(e cti.Event) {
	select {
	case w.extra <- e:
	default:
		w.log.Error().Str("type", e.Type).Msg("an event for other programs is lost: too many wait")
	}
}

// take reads until the floor or the program ends.
func (w *events) take(ctx context.Context, reader *floor.Reader, fold *cti.Fold) {
	pump := func(evs []floor.Stamped) {
		for len(evs) > 0 {
			n := min(len(evs), 256)
			w.publish(ctx, fold, evs[:n])
			evs = evs[n:]
		}
	}
	for {
		evs, err := reader.Next(ctx)
		pump(evs)
		if errors.Is(err, floor.ErrLagged) {
			err = w.floor.CatchUp(ctx, reader, pump)
			if errors.Is(err, floor.ErrGap) {
				w.log.Error().Err(err).Msg("events for other programs are lost: the journal does not have them any more")
				fold, err = w.again(ctx, reader)
			}
			if (errors.Is(err, floor.ErrLagged) || errors.Is(err, floor.ErrOverloaded)) && pause(ctx, time.Second) {
				err = nil
			}
		}
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, floor.ErrClosed) {
				w.log.Error().Err(err).Msg("other programs are told no events any more")
			}
			return
		}
	}
}

// again goes on from the floor as it is.
func (w *events) again(ctx context.Context, reader *floor.Reader) (*cti.Fold, error) {
	st, c, err := w.floor.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	reader.Reset(c)
	return cti.NewFold(st), nil
}

// publish hands a batch on: first to the queue, where it is durable, then to the log.
func (w *events) publish(ctx context.Context, fold *cti.Fold, evs []floor.Stamped) {
	var out []cti.Event
	for _, ev := range evs {
		out = append(out, fold.Apply(ev.Seq, ev.At, ev.Event)...)
	}
	w.keep(ctx, evs[len(evs)-1].Seq, out)
	w.out.Add(out...)
}

// beside hands on what came from beside the floor, until the program ends.
func (w *events) beside(ctx context.Context) {
	for {
		select {
		case e := <-w.extra:
			posted := e
			_, posted.Seq = w.out.End() // as it stands in the log
			w.keep(ctx, 0, []cti.Event{posted})
			w.out.Add(e)
		case <-ctx.Done():
			return
		}
	}
}

// keep writes what hooks are to be told, again until the database takes it.
func (w *events) keep(ctx context.Context, seq uint64, evs []cti.Event) {
	hooks := *w.hooks.Load()
	if len(hooks) == 0 {
		return
	}
	var list []cti.Delivery
	for _, h := range hooks {
		for _, e := range evs {
			if !h.Wants(e.Type) {
				continue
			}
			body, err := h.Body(e)
			if err != nil {
				w.log.Error().Err(err).Msg("an event cannot be written down")
				continue
			}
			list = append(list, cti.Delivery{Hook: h.ID, EventID: e.ID, Type: e.Type, At: e.At, Call: e.Call, Body: body})
		}
	}
	for {
		err := w.db.Enqueue(ctx, seq, list)
		if ctx.Err() != nil {
			return // the next start makes them again
		}
		w.jobs.done(jobEvents, err)
		if err == nil {
			break
		}
		w.log.Error().Err(err).Msg("events for webhooks cannot be written: they are tried again")
		if !pause(ctx, time.Second) {
			return
		}
	}
	if len(list) > 0 {
		w.nudge()
	}
}

// hookKeeper is web.Hooks: what is stored, with what runs told of changes.
type hookKeeper struct {
	*events
	db *store.DB
}

// Hooks implements web.Hooks.
func (k hookKeeper) Hooks(ctx context.Context) ([]cti.Hook, error) { return k.db.Hooks(ctx) }

// PutHook implements web.Hooks.
func (k hookKeeper) PutHook(ctx context.Context, h cti.Hook, create bool, version string, c people.Change) error {
	if err := k.db.PutHook(ctx, h, create, version, c); err != nil {
		return err
	}
	return k.reload(ctx)
}

// DeleteHook implements web.Hooks.
func (k hookKeeper) DeleteHook(ctx context.Context, id string, c people.Change) error {
	if err := k.db.DeleteHook(ctx, id, c); err != nil {
		return err
	}
	return k.reload(ctx)
}

// HookStands implements web.Hooks.
func (k hookKeeper) HookStands(ctx context.Context, e people.Edit) (bool, error) {
	return k.db.HookStands(ctx, e)
}

// UndoHook implements web.Hooks.
func (k hookKeeper) UndoHook(ctx context.Context, e people.Edit, c people.Change) error {
	if err := k.db.UndoHook(ctx, e, c); err != nil {
		return err
	}
	return k.reload(ctx)
}

// Deliveries implements web.Hooks.
func (k hookKeeper) Deliveries(ctx context.Context, hook, state string, before time.Time, limit int) ([]cti.Delivery, error) {
	return k.db.Deliveries(ctx, hook, state, before, limit)
}

// Replay implements web.Hooks.
func (k hookKeeper) Replay(ctx context.Context, hook string, from, to time.Time) (int64, error) {
	n, err := k.db.Replay(ctx, hook, from, to)
	k.nudge()
	return n, err
}
