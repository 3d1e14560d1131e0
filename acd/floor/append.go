package floor

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/journal"
)

// append makes commands durable before they are stepped. When the journal
// fails, they join the backlog and the floor goes on: a disk that is full must
// not end calls. The backlog is then written beside the floor (try), so that a
// journal that hangs holds it up once and not with every try.
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
	if f.failing {
		if f.trying == nil && now >= f.retryAt {
			f.try()
		}
		f.trim()
		return
	}
	for len(f.backlog) > 0 {
		n := min(len(f.backlog), 4*f.opt.Batch)
		took, err := f.write(f.written+1, f.backlog[:n])
		f.committed = time.Now()
		f.wrote(n, took, err)
		if err != nil {
			return
		}
	}
}

// try writes the oldest of the backlog beside the loop, which gets the result.
func (f *Floor) try() {
	records, first := slices.Clone(f.backlog[:min(len(f.backlog), 4*f.opt.Batch)]), f.written+1
	done := make(chan tried, 1)
	f.trying = done
	go func() {
		took, err := f.write(first, records)
		done <- tried{len(records), took, err}
	}()
}

// tried is what became of a try to write n commands.
type tried struct {
	n    int
	took time.Duration
	err  error
}

// tried takes the result of a try; the rest of the backlog follows at once.
func (f *Floor) tried(r tried) {
	f.trying = nil
	f.wrote(r.n, r.took, r.err)
	if r.err != nil {
		return
	}
	if len(f.backlog) > 0 {
		f.try()
		return
	}
	f.failing = false
	if f.gaveUp > 0 {
		f.log.Error().Int("commands", f.gaveUp).Msg("the journal can be written again; the oldest commands of meanwhile are not in it")
		f.gaveUp = 0
		return
	}
	f.log.Info().Msg("the journal can be written again; nothing was lost")
}

// wrote takes the result of writing the n oldest commands of the backlog.
func (f *Floor) wrote(n int, took time.Duration, err error) {
	h := *f.health.Load()
	h.LastAppend = took
	f.health.Store(&h)
	if err == nil {
		f.written += uint64(n)
		f.backlog = append(f.backlog[:0], f.backlog[n:]...)
		return
	}
	if errors.Is(err, journal.ErrTaken) { // two owners would each tell their own truth
		f.opt.Fatal(err)
	}
	f.journalFailed(err)
}

// write appends records, the first of which is command first, to the journal.
func (f *Floor) write(first uint64, records []journal.Record) (took time.Duration, err error) {
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
	err = f.opt.Journal.Append(ctx, journal.Batch{
		Epoch: f.epoch, First: first, Count: len(records), At: records[len(records)-1].At, Records: data,
	})
	return time.Since(start), err
}

// journalFailed plans the next try: the longer one took, the later the next.
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
	if over <= 0 || f.trying != nil { // a try is over within its time-out
		return
	}
	f.log.Error().Int("commands", over).Msg("the journal has failed for too long: the oldest commands in memory are given up")
	f.backlog = append(f.backlog[:0], f.backlog[over:]...)
	f.written += uint64(over)
	f.gaveUp += over
	f.snapLSN = 0 // take a snapshot as soon as the journal works
}
