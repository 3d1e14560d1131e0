package floor

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// Point is the floor at one moment of a replay.
type Point struct {
	Core     *acd.Floor
	Epoch    uint64
	LSN      uint64
	Seq      uint64 // of the last event
	At       acd.Time
	Command  acd.Command // nil at the snapshot from which the replay starts
	Events   []acd.Event // of Command; valid during the call
	Snapshot *journal.Snapshot
}

// Replay runs a journal through the core from the newest snapshot whose Seq is
// at most maxSeq (or from the beginning) and calls visit at the snapshot and
// after every command. An error of visit ends it.
func Replay(ctx context.Context, js journal.Store, seed, maxSeq uint64, visit func(Point) error) error {
	snap, ok, err := js.Latest(ctx, maxSeq)
	if err != nil {
		return fmt.Errorf("read snapshot: %w", err)
	}
	return replayFrom(ctx, js, seed, snap, ok, visit)
}

// ReplayAll is Replay from the beginning, or, where the beginning has been
// pruned, from the oldest snapshot kept.
func ReplayAll(ctx context.Context, js journal.Store, seed uint64, visit func(Point) error) error {
	first := uint64(0)
	for b, err := range js.After(ctx, 0) {
		if err != nil {
			return fmt.Errorf("read journal: %w", err)
		}
		first = b.First
		break
	}
	if first == 1 {
		return replayFrom(ctx, js, seed, journal.Snapshot{}, false, visit)
	}
	snap, ok, err := js.Oldest(ctx)
	if err != nil {
		return fmt.Errorf("read snapshot: %w", err)
	}
	return replayFrom(ctx, js, seed, snap, ok, visit)
}

// replayFrom replays what follows snap, or everything where there is none.
func replayFrom(ctx context.Context, js journal.Store, seed uint64, snap journal.Snapshot, ok bool, visit func(Point) error) error {
	skipped, err := js.Skipped(ctx)
	if err != nil {
		return fmt.Errorf("read skipped commands: %w", err)
	}
	p := Point{Core: acd.New(seed)}
	if ok {
		if p.Core, err = decodeSnapshot(snap); err != nil {
			return err
		}
		p.Epoch, p.LSN, p.Seq, p.At, p.Snapshot = snap.Epoch, snap.LSN, snap.Seq, snap.At, &snap
		if err := visit(p); err != nil {
			return err
		}
		p.Snapshot = nil
	}
	for b, err := range js.After(ctx, p.LSN) {
		if err != nil {
			return fmt.Errorf("read journal: %w", err)
		}
		records, err := b.Decode()
		if err != nil {
			return err
		}
		p.Epoch = b.Epoch
		for i, r := range records {
			lsn := b.First + uint64(i)
			if lsn <= p.LSN {
				continue
			}
			if lsn != p.LSN+1 {
				return fmt.Errorf("%w: command %d follows %d", ErrGap, lsn, p.LSN)
			}
			cmd, err := r.Decode()
			if err != nil {
				return fmt.Errorf("journal command %d: %w", lsn, err)
			}
			p.LSN, p.At, p.Command, p.Events = lsn, r.At, cmd, nil
			p.Seq = max(p.Seq, r.Seq)
			if !skipped[lsn] {
				if p.Events, err = safeStep(p.Core, r.At, cmd); err != nil {
					return &panicError{lsn: lsn, err: err}
				}
				p.Seq += uint64(len(p.Events))
			}
			if err := visit(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func decodeSnapshot(s journal.Snapshot) (*acd.Floor, error) {
	var state acd.State
	if err := json.Unmarshal(s.State, &state); err != nil {
		return nil, fmt.Errorf("the snapshot at command %d is not readable: %w", s.LSN, err)
	}
	core, err := acd.Restore(state)
	if err != nil {
		return nil, fmt.Errorf("the snapshot at command %d is not a floor: %w", s.LSN, err)
	}
	return core, nil
}
