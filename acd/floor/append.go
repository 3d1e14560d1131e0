package floor

import (
	"context"
	"errors"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// append makes commands durable before they are stepped. When the journal
// fails, they join the backlog and the floor goes on: a disk that is full must
// not end calls. The backlog is tried again with every batch, at most once in
// half a second (journalFailed).
func (f *Floor) append(now acd.Time, cmds []acd.Command) {
	for _, c := range cmds {
		r, err := journal.Encode(now, c)
		if err != nil { // a command is plain data: this is a fault of ours
			f.log.Error().Err(err).Msg("a command cannot be written")
			r = journal.Record{At: now, Name: "Tick"}
		}
		r.Seq, f.markSeq = f.markSeq, 0
		f.backlog = append(f.backlog, r)
	}
	if f.failing && now < f.retryAt {
		f.trim()
		return
	}
	for len(f.backlog) > 0 {
		n := min(len(f.backlog), 4*f.opt.Batch)
		if err := f.write(f.backlog[:n]); err != nil {
			if errors.Is(err, journal.ErrTaken) { // two owners would each tell their own truth
				f.opt.Fatal(err)
			}
			f.journalFailed(err)
			return
		}
		f.written += uint64(n)
		f.backlog = append(f.backlog[:0], f.backlog[n:]...)
	}
	if f.failing {
		f.failing = false
		f.log.Info().Msg("the journal can be written again; nothing was lost")
	}
}

func (f *Floor) write(records []journal.Record) error {
	data := append(make([]byte, 0, 160*len(records)), '[')
	for i, r := range records {
		if i > 0 {
			data = append(data, ',')
		}
		data = r.AppendJSON(data)
	}
	data = append(data, ']')
	ctx, cancel := context.WithTimeout(context.Background(), f.opt.Timeout)
	defer cancel()
	start := time.Now()
	err := f.opt.Journal.Append(ctx, journal.Batch{
		Epoch: f.epoch, First: f.written + 1, Count: len(records), At: records[len(records)-1].At, Records: data,
	})
	h := *f.health.Load()
	f.committed = time.Now()
	h.LastAppend = f.committed.Sub(start)
	f.health.Store(&h)
	return err
}

// journalFailed plans the next try: the longer one took, the later the next, so
// that a journal that hangs does not hold up the floor for more than a fifth of
// the time.
func (f *Floor) journalFailed(err error) {
	if !f.failing {
		f.log.Error().Err(err).Msg("the journal cannot be written: calls go on, what happens is kept in memory until it can; check the disk")
	}
	h := *f.health.Load()
	f.failing, f.retryAt = true, f.opt.Clock.Now().Add(max(500*time.Millisecond, 4*h.LastAppend))
	h.JournalErr = err.Error()
	f.health.Store(&h)
	f.trim()
}

// trim bounds the backlog: past its limit the oldest commands are given up, the
// numbers go on, and a later recovery starts from a snapshot taken after them.
func (f *Floor) trim() {
	over := len(f.backlog) - f.opt.Backlog
	if over <= 0 {
		return
	}
	f.log.Error().Int("commands", over).Msg("the journal has failed for too long: the oldest commands in memory are given up")
	f.backlog = append(f.backlog[:0], f.backlog[over:]...)
	f.written += uint64(over)
	f.snapLSN = 0 // take a snapshot as soon as the journal works
}
