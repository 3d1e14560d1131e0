package floor

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// recovered is a floor as the journal has it.
type recovered struct {
	core    *acd.Floor
	found   bool // false: a new floor
	epoch   uint64
	lsn     uint64
	seq     uint64
	at      acd.Time
	snap    journal.Snapshot
	skipped map[uint64]bool
	gap     bool // commands between lsn and what core knows are lost
}

// recoverFrom loads the newest snapshot that is not past what the durable reader
// has seen, and replays what follows.
func recoverFrom(ctx context.Context, opt Options) (recovered, error) {
	maxSeq := uint64(math.MaxInt64)
	if opt.OnReplay != nil {
		maxSeq = opt.ReadFrom
	}
	told := opt.ReadFrom
	for {
		rec, err := replayTo(ctx, opt, maxSeq, &told)
		var bad *panicError
		switch {
		case errors.As(err, &bad):
			opt.Log.Error().Err(err).Msg("the core fails on a command of the journal: it is skipped")
			if err := opt.Journal.Skip(ctx, bad.lsn, bad.Error()); err != nil {
				return rec, fmt.Errorf("mark the failed command: %w", err)
			}
		case errors.Is(err, ErrGap) && maxSeq != math.MaxInt64:
			opt.Log.Error().Err(err).Msg("rows of some events are missing: starting from the newest snapshot")
			maxSeq = math.MaxInt64
		case errors.Is(err, ErrGap):
			opt.Log.Error().Err(err).Msg("commands of the journal are missing behind its newest snapshot: the floor starts as it was before them")
			return rec, pastEnd(ctx, opt.Journal, &rec)
		default:
			return rec, err
		}
	}
}

// ErrGap says that the journal does not reach from the snapshot to its end.
var ErrGap = errors.New("the journal has a gap")

// panicError says that the core panicked on a command.
type panicError struct {
	lsn uint64
	err error
}

func (e *panicError) Error() string { return fmt.Sprintf("journal command %d: %v", e.lsn, e.err) }

// pastEnd moves rec behind the last command of the journal.
func pastEnd(ctx context.Context, js journal.Store, rec *recovered) error {
	rec.gap = true
	for b, err := range js.After(ctx, rec.lsn) {
		if err != nil {
			return fmt.Errorf("read journal: %w", err)
		}
		rec.lsn = b.First + uint64(b.Count) - 1
		rec.epoch, rec.at = max(rec.epoch, b.Epoch), max(rec.at, b.At)
	}
	return nil
}

// bridge writes a snapshot from which the next start goes on.
func (f *Floor) bridge(ctx context.Context) error {
	s, err := encode(f.core.State(), f.epoch, f.lsn, f.seq, f.opt.Clock.Now())
	if err == nil {
		err = f.opt.Journal.Save(ctx, s)
	}
	if err != nil {
		return fmt.Errorf("the journal cannot be written: %w", err)
	}
	f.snap, f.snapLSN = s, s.LSN
	return nil
}

// replayTo replays from a snapshot at or before maxSeq and tells OnReplay what
// follows told, which it moves on. Where the journal has a gap, it returns what is
// before it with ErrGap.
func replayTo(ctx context.Context, opt Options, maxSeq uint64, told *uint64) (recovered, error) {
	var rec recovered
	err := Replay(ctx, opt.Journal, opt.Seed, maxSeq, func(p Point) error {
		rec.core, rec.found, rec.lsn, rec.seq, rec.at = p.Core, true, p.LSN, p.Seq, p.At
		rec.epoch = max(rec.epoch, p.Epoch)
		if out := p.stamped(*told); opt.OnReplay != nil && len(out) > 0 {
			opt.OnReplay(out)
			*told = p.Seq
		}
		if p.Snapshot != nil {
			rec.snap = *p.Snapshot
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrGap) {
		return recovered{}, err
	}
	if rec.core == nil {
		rec.core = acd.New(opt.Seed)
	}
	var bad error
	if rec.skipped, bad = opt.Journal.Skipped(ctx); bad != nil {
		return recovered{}, fmt.Errorf("read skipped commands: %w", bad)
	}
	return rec, err
}

// errReached ends a replay that has come far enough.
var errReached = errors.New("reached")

// CatchUp hands fn, from the journal, the events behind r's cursor that have been
// published, and moves r behind them: what a reader does that may miss nothing and
// got ErrLagged. It fails with ErrGap where the journal does not have them all
// (those before the gap were handed), and with ErrLagged where it does not have
// them yet because it cannot be written.
func (f *Floor) CatchUp(ctx context.Context, r *Reader, fn func([]Stamped)) error {
	told, last := r.place()
	err := Replay(ctx, f.opt.Journal, f.opt.Seed, told, func(p Point) error {
		if p.Seq <= last {
			if out := p.stamped(told); len(out) > 0 {
				fn(out)
				told = p.Seq
			}
		}
		if p.Seq >= last {
			return errReached
		}
		return ctx.Err()
	})
	r.Reset(Cursor{Seq: told})
	if err == nil && told < last {
		return ErrLagged
	}
	if errors.Is(err, errReached) {
		return nil
	}
	return err
}

// Before tells how things came to stand after event seq, from the journal: begin gets
// the floor as its newest snapshot from before has it, if there is one, and fn the
// events from there up to seq. It fails with ErrGap where the journal does not reach
// so far.
func (f *Floor) Before(ctx context.Context, seq uint64, begin func(acd.State), fn func([]Stamped)) error {
	told := uint64(0)
	err := Replay(ctx, f.opt.Journal, f.opt.Seed, seq, func(p Point) error {
		if p.Snapshot != nil {
			begin(p.Core.State())
		}
		evs := p.stamped(told)
		for len(evs) > 0 && evs[len(evs)-1].Seq > seq {
			evs = evs[:len(evs)-1]
		}
		if len(evs) > 0 {
			fn(evs)
		}
		if told = p.Seq; told >= seq {
			return errReached
		}
		return ctx.Err()
	})
	switch {
	case errors.Is(err, errReached):
		return nil
	case err == nil && told < seq:
		return ErrGap
	}
	return err
}

// stamped returns the events of the point that follow seq.
func (p Point) stamped(seq uint64) []Stamped {
	var out []Stamped
	for i, ev := range p.Events {
		if s := p.Seq - uint64(len(p.Events)-1-i); s > seq {
			out = append(out, Stamped{Seq: s, At: p.At, Event: ev})
		}
	}
	return out
}

// rebuild returns the core as it was after command lsn: from the newest snapshot,
// the journal, and what is only in memory.
func (f *Floor) rebuild(ctx context.Context, lsn uint64) (*acd.Floor, error) {
	core, at := acd.New(f.opt.Seed), uint64(0)
	if f.snap.LSN > 0 {
		var err error
		if core, err = decodeSnapshot(f.snap); err != nil {
			return nil, err
		}
		at = f.snap.LSN
	}
	run := func(n uint64, r journal.Record) error {
		if n <= at || n > lsn {
			return nil
		}
		at = n
		if f.skipped[n] {
			return nil
		}
		cmd, err := r.Decode()
		if err != nil {
			return err
		}
		core.Step(r.At, cmd)
		return nil
	}
	for b, err := range f.opt.Journal.After(ctx, at) {
		if err != nil {
			return nil, err
		}
		records, err := b.Decode()
		if err != nil {
			return nil, err
		}
		for i, r := range records {
			if err := run(b.First+uint64(i), r); err != nil {
				return nil, err
			}
		}
	}
	for i, r := range f.backlog {
		if err := run(f.written+1+uint64(i), r); err != nil {
			return nil, err
		}
	}
	if at != lsn {
		return nil, fmt.Errorf("the journal ends at command %d, not %d", at, lsn)
	}
	return core, nil
}

// keepSnapshot starts a snapshot when enough has happened since the last, and where
// nothing happens often enough that what is too old to be kept goes.
func (f *Floor) keepSnapshot(now acd.Time) {
	if f.failing || f.saving != nil || !f.snapRetry.IsZero() && time.Now().Before(f.snapRetry) {
		return
	}
	if f.lsn-f.snapLSN >= uint64(f.opt.SnapAt) || f.snapLSN == 0 || !f.snapRetry.IsZero() || now.Sub(f.snapAt) >= f.opt.Keep/24 {
		f.startSnapshot(now)
	}
}

// longestPrune is how long what is old is taken out of the journal at one time: a little
// after the other, so that nobody who appends waits.
const longestPrune = 5 * time.Minute

// startSnapshot copies the floor and writes it beside the loop.
func (f *Floor) startSnapshot(now acd.Time) {
	state := f.core.State()
	lsn, seq, epoch := f.lsn, f.seq, f.epoch
	f.snapLSN, f.snapAt = lsn, now
	done := make(chan error, 1)
	f.saving = done
	f.saveW.Go(func() {
		s, err := encode(state, epoch, lsn, seq, now)
		if err == nil {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			err = f.opt.Journal.Save(ctx, s)
			if err == nil {
				f.pending.Store(&s)
				long, done := context.WithTimeout(context.Background(), longestPrune)
				defer done()
				err = f.opt.Journal.Prune(long, min(f.durable.Load(), seq), now.Add(-f.opt.Keep))
			}
		}
		done <- err
	})
}

// saved takes the result of a snapshot.
func (f *Floor) saved(err error) {
	f.saving = nil
	if err != nil {
		f.snapWait = min(max(2*f.snapWait, time.Second), time.Minute)
		f.snapRetry = time.Now().Add(f.snapWait)
		f.log.Error().Err(err).Stringer("again_in", f.snapWait).Msg("a snapshot of the floor could not be written: it is tried again")
		return
	}
	f.snapWait, f.snapRetry = 0, time.Time{}
	f.snap = *f.pending.Load()
}
