package floor

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// A commit costs a wait for the disk, whether it holds one command or a hundred,
// and most of what the program spends on a quiet floor is commits. Commands
// therefore gather: after a commit for Options.Gather, and where nobody sees the
// difference for the command's patience.

// patience is how long a command may wait for others to share its commit. What
// makes a phone ring waits not at all; what may free an agent less than the 5 ms that
// an assignment may take, where a caller waits for one (waiting); what two people
// hear, less than a packet of audio; and what is only shown, a third of the 100 ms
// that the wallboard has.
func patience(cmd acd.Command, waiting bool) time.Duration {
	switch cmd.(type) {
	case acd.Connect, acd.Hold, acd.Resume, acd.Occupy:
		return 30 * time.Millisecond
	case acd.Answer:
		return 16 * time.Millisecond
	case acd.HangUp:
		if waiting {
			return 3 * time.Millisecond
		}
		return 10 * time.Millisecond
	}
	return 0
}

// patient is the patience of the most urgent command of r; who waits for a reply
// is urgent.
func (f *Floor) patient(r request) time.Duration {
	if f.opt.Gather < 0 || r.reply != nil || len(r.cmds) == 0 {
		return 0
	}
	waiting := f.core.Waiting() > 0
	d := patience(r.cmds[0], waiting)
	for _, c := range r.cmds[1:] {
		d = min(d, patience(c, waiting))
	}
	return d
}

// gather returns r with what comes until the patience of one of them ends, and
// what else waits by then, up to a batch.
func (f *Floor) gather(batch []request, r request) []request {
	batch = append(batch, r)
	least := f.committed.Add(f.opt.Gather)
	now := time.Now()
	due := now.Add(f.patient(r))
	var t *time.Timer
	for len(batch) < f.opt.Batch {
		inbox := f.inbox
		if !due.After(least) { // nothing that comes can change when
			due, inbox = least, nil
		}
		d := due.Sub(now)
		if d <= 0 {
			break
		}
		if t == nil {
			t = time.NewTimer(d)
			defer t.Stop()
		} else {
			t.Reset(d)
		}
		select {
		case r := <-inbox:
			batch = append(batch, r)
			now = time.Now()
			if x := now.Add(f.patient(r)); x.Before(due) {
				due = x
			}
		case <-t.C:
			now = due
		case <-f.stop:
			return f.collect(batch)
		}
	}
	return f.collect(batch)
}
