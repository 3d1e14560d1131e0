package app

import (
	"context"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
)

// hoursPace is how often the clock is looked at: it may be set at any moment, and a
// timer would not notice.
const hoursPace = 250 * time.Millisecond

// rouse has opening hours looked at again.
func (c *Centre) rouse() {
	select {
	case c.wake <- struct{}{}:
	default: // it will be anyway
	}
}

// keepHours opens and closes services on the minute, for as long as ctx lives. The
// clock may jump, and the hours may change.
func (c *Centre) keepHours(ctx context.Context) {
	h := hoursKeeper{c: c}
	t := time.NewTicker(hoursPace)
	defer t.Stop()
	for {
		changed := false
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
			changed = true
		case <-t.C:
		}
		h.look(ctx, changed)
	}
}

// hoursKeeper remembers what the floor was told.
type hoursKeeper struct {
	c      *Centre
	told   map[string]bool // open, by service
	seen   time.Time       // when it looked last
	next   time.Time       // nothing opens or closes before
	failed bool            // the last try
}

// look tells the floor which services open or close now. Where the floor has no
// room it is told with the next look.
func (h *hoursKeeper) look(ctx context.Context, changed bool) {
	now := h.c.clock().Round(0)  // the wall clock alone: the other one that a time tells is never set
	jumped := now.Before(h.seen) // the clock was set back: what is next is not
	h.seen = now
	if !changed && !jumped && now.Before(h.next) && !h.failed {
		return
	}
	d := h.c.directory()
	next := now.Add(time.Hour)
	told := map[string]bool{}
	var cmds []acd.Command
	var which []string
	for i := range d.Services {
		s := &d.Services[i]
		cal := d.calendars[s.Hours]
		if cal == nil {
			continue
		}
		open := !d.core(s, now).Closed
		if at := cal.Next(now); at.Before(next) {
			next = at
		}
		was, known := h.told[s.ID]
		if known {
			told[s.ID] = was
		}
		if !known || was != open || changed {
			cmds = append(cmds, acd.SetOpen{Service: acd.ServiceID(s.ID), Open: open})
			which = append(which, s.ID)
		}
	}
	if len(cmds) > 0 {
		tctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := h.c.apply(tctx, cmds...)
		cancel()
		if err != nil && !fault.Is(err, fault.Invalid) { // invalid: a service that has gone meanwhile
			if !h.failed && ctx.Err() == nil {
				h.c.log.Error().Err(fault.WithCause(err)).Msg("services could not be opened or closed by their hours: it is tried again")
			}
			h.failed = true
			return
		}
		for i, id := range which {
			open := cmds[i].(acd.SetOpen).Open
			if was, known := told[id]; known && was != open {
				h.c.log.Info().Str("service", id).Bool("open", open).Msg("a service opened or closed by its hours")
			}
			told[id] = open
		}
	}
	h.failed, h.told, h.next = false, told, next
}
