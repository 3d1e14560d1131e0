package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/store"
)

const (
	rowsPace        = 100 * time.Millisecond
	flushEvery      = 500 * time.Millisecond
	checkpointEvery = 5 * time.Second
	mostPending     = 50_000 // rows that wait; past that the floor's ring fills and new calls are refused
)

// rowWriter turns events into rows, in batches, at its own pace.
type rowWriter struct {
	floor  *floor.Floor
	db     *store.DB
	rows   *store.Rows
	jobs   *jobMetrics
	log    zerolog.Logger
	reader *floor.Reader
	done   chan struct{}   // closed when run has ended
	first  chan struct{}   // closed when what happened before the start has been written
	ctx    context.Context // ends run, whatever waits
	quit   context.CancelFunc
	bad    bool               // the last write failed
	legs   chan calls.Quality // full: what a leg sounded like is dropped, and counted in the log
	heard  []calls.Quality    // to be written
	aside  chan calls.Call    // calls that the floor never heard of; full: the row is dropped, and the log says so
	beside []calls.Call       // of these, to be written
}

func startRows(f *floor.Floor, db *store.DB, rows *store.Rows, jobs *jobMetrics, log zerolog.Logger) *rowWriter {
	ctx, quit := context.WithCancel(context.Background())
	w := &rowWriter{floor: f, db: db, rows: rows, jobs: jobs, log: log, legs: make(chan calls.Quality, 4096), aside: make(chan calls.Call, 4096),
		done: make(chan struct{}), first: make(chan struct{}), ctx: ctx, quit: quit}
	w.reader = f.Reader("rows", f.Began(), true).Pace(rowsPace)
	go w.run()
	return w
}

// run reads until the floor is closed and every event has been read.
func (w *rowWriter) run() {
	defer close(w.done)
	flush, checkpoint, begun := time.Time{}, time.Now(), false
	for {
		if w.rows.Pending() < mostPending {
			rctx, cancel := context.WithTimeout(w.ctx, max(flushEvery-time.Since(flush), time.Millisecond))
			evs, err := w.reader.Next(rctx)
			cancel()
			for _, ev := range evs {
				w.rows.Apply(ev.Seq, ev.At, ev.Event)
			}
			switch {
			case errors.Is(err, floor.ErrClosed):
				w.write(true)
				return
			case errors.Is(err, floor.ErrLagged):
				err := w.catchUp(w.ctx)
				if errors.Is(err, floor.ErrClosed) {
					w.write(true)
					return
				}
				if err != nil { // tried again with the next round
					time.Sleep(flushEvery)
				}
			}
		} else {
			time.Sleep(flushEvery)
		}
		if w.ctx.Err() != nil {
			return
		}
		if time.Since(flush) >= flushEvery {
			whole := time.Since(checkpoint) >= checkpointEvery
			written := w.write(whole)
			if written && whole {
				checkpoint = time.Now()
			}
			if written && !begun && w.reader.Lag() == 0 {
				begun = true
				close(w.first)
			}
			flush = time.Now()
		}
	}
}

// write writes what waits; a failure is said once and tried again.
func (w *rowWriter) write(checkpoint bool) bool {
	ctx, cancel := context.WithTimeout(w.ctx, 10*time.Second)
	defer cancel()
	for len(w.legs) > 0 && len(w.heard) < mostPending {
		w.heard = append(w.heard, <-w.legs)
	}
	for len(w.aside) > 0 && len(w.beside) < mostPending {
		w.beside = append(w.beside, <-w.aside)
	}
	err := w.rows.Flush(ctx, checkpoint)
	if err == nil {
		err = w.db.PutQuality(ctx, w.heard)
	}
	if err == nil {
		w.heard = w.heard[:0]
		err = w.db.PutCalls(ctx, w.beside)
	}
	if err == nil {
		w.beside = w.beside[:0]
	}
	if checkpoint || err != nil {
		w.jobs.done(jobRows, err)
	}
	if err != nil && !w.bad {
		w.log.Error().Err(err).Msg("rows of calls cannot be written: they wait in memory; check the database and the disk")
	} else if err == nil && w.bad {
		w.log.Info().Msg("rows of calls can be written again; nothing was lost")
	}
	w.bad = err != nil
	if err == nil && checkpoint {
		w.floor.Durable(w.rows.Seq())
	}
	return err == nil
}

// caughtUp waits until what happened before the start has been written.
func (w *rowWriter) caughtUp(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	select {
	case <-w.first:
		return nil
	case <-w.done:
		return floor.ErrClosed
	case <-wait.Done():
		return fmt.Errorf("rows of before the start are not written: %w", wait.Err())
	}
}

// liveIn tells whether a call is up in s.
func liveIn(s acd.State) func(acd.CallID) bool {
	up := make(map[acd.CallID]bool, len(s.Calls))
	for _, c := range s.Calls {
		up[c.ID] = true
	}
	return func(id acd.CallID) bool { return up[id] }
}

// catchUp reads from the journal what is on the ring no more; where the journal
// has lost it too, the rows go on from the floor as it is.
func (w *rowWriter) catchUp(ctx context.Context) error {
	w.log.Warn().Msg("rows of calls have fallen behind the floor: they catch up from the journal")
	err := w.floor.CatchUp(ctx, w.reader, func(evs []floor.Stamped) {
		for _, ev := range evs {
			w.rows.Apply(ev.Seq, ev.At, ev.Event)
		}
	})
	if !errors.Is(err, floor.ErrGap) {
		return err
	}
	w.log.Error().Err(err).Msg("rows of some calls are lost: the journal does not have them")
	s, c, err := w.floor.Snapshot(ctx)
	if err != nil {
		return err
	}
	w.rows.Settle(c.Seq, s.Now, liveIn(s))
	w.reader.Reset(c)
	return nil
}

// leg takes what a leg sounded like. It never waits.
func (w *rowWriter) leg(r sip.LegReport) {
	q := calls.Quality{
		Call: r.Call, Leg: r.Leg, Role: "caller", Agent: r.Agent, Ended: w.floor.Now(), Codec: r.Media.Codec,
		Received: r.Media.Received, Lost: r.Media.Lost, JitterMs: ms(r.Media.Jitter), MOS: r.Media.MOS,
		Sent: r.Media.Sent, RemoteLost: r.Media.RemoteLost, RemoteJitterMs: ms(r.Media.RemoteJitter),
		RemoteMOS: r.Media.RemoteMOS, RTTMs: ms(r.Media.RTT),
	}
	if r.Agent != "" {
		q.Role = "agent"
	}
	select {
	case w.legs <- q:
	default:
		w.log.Warn().Str("call", string(r.Call)).Msg("what a leg sounded like was not kept: the database is too slow")
	}
}

// besideFloor takes a call that the floor never heard of. It never waits.
func (w *rowWriter) besideFloor(a sip.Aside, zone *time.Location) {
	c := calls.Call{
		ID: a.Call, Direction: calls.Out, Started: acd.At(a.Started), Ended: acd.At(a.Ended), Day: a.Started.In(zone).Format(time.DateOnly),
		Agent: a.Agent, Called: a.Called, Outcome: acd.Failed, Cause: acd.CauseNormal, EndedBy: acd.BySystem,
	}
	switch {
	case a.Barred:
		c.Direction, c.Service, c.Caller, c.Outcome, c.Cause = calls.In, a.Service, a.Caller, calls.Barred, acd.CauseRejected
		if a.Message {
			c.Cause = acd.CauseNormal
		}
		if a.LeftIt {
			c.EndedBy = acd.ByCaller
		}
	case !a.Answered.IsZero():
		c.Answered, c.Outcome, c.EndedBy = acd.At(a.Answered), acd.Completed, acd.ByAgent
		c.TalkMs = a.Ended.Sub(a.Answered).Milliseconds()
	}
	select {
	case w.aside <- c:
	default:
		w.log.Error().Str("call", string(a.Call)).Msg("the row of a call beside the floor was not kept: the database is too slow")
	}
}

// ms returns d in milliseconds with two decimals.
func ms(d time.Duration) float64 { return math.Round(d.Seconds()*1e5) / 100 }

// wait returns when every event of a closed floor is a row. Where the database
// does not take them until ctx ends, they are given up: the journal has them, and
// the next start writes them.
func (w *rowWriter) wait(ctx context.Context) error {
	select {
	case <-w.done:
		w.quit()
		return nil
	case <-ctx.Done():
	}
	w.quit()
	<-w.done
	return errors.New("rows of the last calls could not be written: the next start writes them from the journal")
}
