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
}

// recoverFrom loads the newest snapshot that is not past what the durable reader
// has seen, and replays what follows.
func recoverFrom(ctx context.Context, opt Options) (recovered, error) {
	maxSeq := uint64(math.MaxInt64)
	if opt.OnReplay != nil {
		maxSeq = opt.ReadFrom
	}
	for {
		rec, err := replayTo(ctx, opt, maxSeq)
		var bad *panicError
		switch {
		case errors.As(err, &bad):
			opt.Log.Error().Err(err).Msg("the core fails on a command of the journal: it is skipped")
			if err := opt.Journal.Skip(ctx, bad.lsn, bad.Error()); err != nil {
				return rec, fmt.Errorf("mark the failed command: %w", err)
			}
		case errors.Is(err, errGap) && maxSeq != math.MaxInt64:
			opt.Log.Error().Err(err).Msg("rows of some events are missing: starting from the newest snapshot")
			maxSeq = math.MaxInt64
		default:
			return rec, err
		}
	}
}

// errGap says that the journal does not reach from the snapshot to its end.
var errGap = errors.New("the journal has a gap")

// panicError says that the core panicked on a command.
type panicError struct {
	lsn uint64
	err error
}

func (e *panicError) Error() string { return fmt.Sprintf("journal command %d: %v", e.lsn, e.err) }

func replayTo(ctx context.Context, opt Options, maxSeq uint64) (recovered, error) {
	var rec recovered
	err := Replay(ctx, opt.Journal, opt.Seed, maxSeq, func(p Point) error {
		rec.core, rec.found, rec.lsn, rec.seq, rec.at = p.Core, true, p.LSN, p.Seq, p.At
		rec.epoch = max(rec.epoch, p.Epoch)
		if n := len(p.Events); opt.OnReplay != nil && n > 0 && p.Seq > opt.ReadFrom {
			out := make([]Stamped, 0, n)
			for i, ev := range p.Events {
				if s := p.Seq - uint64(n-1-i); s > opt.ReadFrom {
					out = append(out, Stamped{Seq: s, At: p.At, Event: ev})
				}
			}
			opt.OnReplay(out)
		}
		if p.Snapshot != nil {
			rec.snap = *p.Snapshot
		}
		return nil
	})
	if err != nil {
		return recovered{}, err
	}
	if rec.core == nil {
		rec.core = acd.New(opt.Seed)
	}
	if rec.skipped, err = opt.Journal.Skipped(ctx); err != nil {
		return recovered{}, fmt.Errorf("read skipped commands: %w", err)
	}
	return rec, nil
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

// keepSnapshot starts a snapshot when enough has happened since the last.
func (f *Floor) keepSnapshot(now acd.Time) {
	if f.failing || f.saving != nil {
		return
	}
	if f.lsn-f.snapLSN >= uint64(f.opt.SnapAt) || f.snapLSN == 0 {
		f.startSnapshot(now)
	}
}

// startSnapshot copies the floor and writes it beside the loop.
func (f *Floor) startSnapshot(now acd.Time) {
	state := f.core.State()
	lsn, seq, epoch := f.lsn, f.seq, f.epoch
	f.snapLSN = lsn
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
				err = f.opt.Journal.Prune(ctx, min(f.durable.Load(), seq), now.Add(-f.opt.Keep))
			}
		}
		done <- err
	})
}

// saved takes the result of a snapshot.
func (f *Floor) saved(err error) {
	f.saving = nil
	if err != nil {
		f.log.Error().Err(err).Msg("a snapshot of the floor could not be written; the next one is tried later")
		return
	}
	f.snap = *f.pending.Load()
}
