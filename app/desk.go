package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/shop"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/store"
)

const (
	ticketPace  = 250 * time.Millisecond // how long events gather for tickets; a desk that asks earlier makes its own
	remindEvery = 5 * time.Second
	blockEvery  = 12 // rounds of reminders: once a minute, in case a change could not be told
	keepDrafts  = 30 * 24 * time.Hour
)

// deskWork is what the program does for desks by itself: tickets of calls, the
// blacklist for the telephone side, reminders of reservations.
type deskWork struct {
	db     *store.DB
	floor  *floor.Floor
	jobs   *jobMetrics
	log    zerolog.Logger
	region string
	missed time.Duration

	early func() bool // a call out has its ticket when it is dialled, not when it is answered

	feed   desk.Feed
	blocks desk.Blocks
	shops  *shop.Shops
	reload sync.Mutex // one at a time, so that the last one read is the last one set
}

func (a *App) openDesk(ctx context.Context) error {
	w := &deskWork{db: a.db, floor: a.floor, jobs: a.jobs, log: a.log, region: a.cfg.Desk.Region, missed: a.cfg.Desk.MissedAfter.D(),
		early: func() bool { return a.centre.Setting(centre.SetOutTicket) == "true" }}
	a.desk = w
	if err := w.reblock(ctx); err != nil {
		return err
	}
	var list []shop.Config
	for _, s := range a.cfg.Shops {
		key, err := s.Secret()
		if err != nil {
			return fmt.Errorf("shops: %s: %w", s.URL, err)
		}
		c := shop.Config{Services: s.Services, URL: s.URL, Key: key}
		for _, v := range s.Allow {
			p, err := centre.ParseSource(v)
			if err != nil {
				return fmt.Errorf("shops: %s: %w", s.URL, err) // checked before
			}
			c.Allow = append(c.Allow, p)
		}
		list = append(list, c)
	}
	var err error
	if w.shops, err = shop.New(list); err != nil {
		return fmt.Errorf("shops: %w", err)
	}
	run, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	reader := a.floor.Reader("tickets", a.floor.Began(), false).Pace(ticketPace)
	running.Go(func() { w.tickets(run, reader) })
	running.Go(func() { w.remind(run) })
	a.onClose("the desk's jobs", func(context.Context) error {
		cancel()
		running.Wait()
		return nil
	})
	return nil
}

// reblock reads the blacklist again.
func (w *deskWork) reblock(ctx context.Context) error {
	w.reload.Lock()
	defer w.reload.Unlock()
	list, err := w.db.Blocked(ctx)
	if err != nil {
		return err
	}
	w.blocks.Replace(list)
	return nil
}

// bar implements sip.Deps.Bar.
func (a *App) bar(number string) sip.Bar {
	switch a.desk.blocks.Of(number, a.desk.region) {
	case desk.LowPriority:
		return sip.BarLast
	case desk.Message:
		return sip.BarMessage
	case desk.Refuse:
		return sip.BarRefuse
	}
	return sip.BarNothing
}

// made are the tickets of some events.
type made struct {
	day     string
	about   map[acd.CallID]acd.CallID // second calls of consultations that are up, and the first
	tickets []desk.Ticket
	parts   []desk.Part

	early func() bool
	later map[acd.CallID]dialled // calls out that get their tickets when they are answered; as many as are dialled
	out   map[acd.CallID]bool    // callbacks that were answered before an agent has them
}

// dialled is what a call out gets once it is answered.
type dialled struct {
	ticket desk.Ticket
	part   desk.Part
}

// tickets gives every call that is offered or dialled its ticket, until the floor or
// the program ends.
func (w *deskWork) tickets(ctx context.Context, reader *floor.Reader) {
	m := w.snapshot(ctx, nil)
	w.make(ctx, &m)
	for {
		evs, err := reader.Next(ctx)
		for _, ev := range evs {
			if d, ok := ev.Event.(acd.DayStarted); ok {
				w.make(ctx, &m)
				m.day = d.Day
				w.feed.All() // today's counts begin anew
				continue
			}
			m.apply(ev.Event, w.region)
		}
		w.make(ctx, &m)
		switch {
		case errors.Is(err, floor.ErrLagged):
			m = w.snapshot(ctx, reader)
			w.make(ctx, &m)
		case err != nil:
			if ctx.Err() == nil && !errors.Is(err, floor.ErrClosed) {
				w.log.Error().Err(err).Msg("calls get no tickets any more until a desk asks for them")
			}
			return
		}
	}
}

// snapshot is the tickets of the calls that are up; it moves reader behind them.
func (w *deskWork) snapshot(ctx context.Context, reader *floor.Reader) (m made) {
	for {
		st, c, err := w.floor.Snapshot(ctx)
		if err == nil {
			m.day, m.about, m.early, m.later, m.out = st.Day, map[acd.CallID]acd.CallID{}, w.early, map[acd.CallID]dialled{}, map[acd.CallID]bool{}
			for _, call := range st.Calls {
				if call.CustomerFirst {
					m.out[call.ID] = true
				}
				if call.About != "" {
					m.about[call.ID] = call.About
				}
				if call.Promised() && !w.early() {
					continue
				}
				t, parts := desk.TicketOf(call, w.region)
				if len(parts) == 1 && call.Phase == acd.DialingOut && t.Channel == desk.Out && !w.early() {
					m.later[call.ID] = dialled{t, parts[0]}
				} else if len(parts) > 0 {
					m.tickets, m.parts = append(m.tickets, t), append(m.parts, parts...)
				}
			}
			if reader != nil {
				reader.Reset(c)
			}
			return m
		}
		if errors.Is(err, floor.ErrClosed) || !pause(ctx, again) {
			return m
		}
	}
}

// apply takes what an event says.
func (m *made) apply(ev acd.Event, region string) {
	switch e := ev.(type) {
	case acd.ConsultStarted:
		m.about[e.Second] = e.Call
	case acd.ConsultEnded:
		delete(m.about, e.Second)
	case acd.CallTaken: // who was consulted has the caller now
		if e.Agent != "" {
			m.tickets = append(m.tickets, desk.Ticket{Call: string(e.Call), Service: string(e.Service)})
			m.parts = append(m.parts, desk.Part{Call: string(e.Call), Agent: string(e.Agent), Answered: e.At.Std()})
		}
	case acd.CallOffered:
		if e.About != "" {
			m.parts = append(m.parts, desk.Part{Call: string(e.About), Agent: string(e.Agent)})
			return
		}
		if e.From != "" { // between colleagues
			return
		}
		if e.Callback && !m.early() { // nobody is called yet
			return
		}
		channel := desk.In
		if e.Callback || m.out[e.Call] { // a callback
			channel = desk.Out
		}
		m.tickets = append(m.tickets, desk.Ticket{Call: string(e.Call), Service: string(e.Service), Channel: channel, Number: desk.Number(e.Caller, region), Created: e.At.Std()})
		m.parts = append(m.parts, desk.Part{Call: string(e.Call), Agent: string(e.Agent)})
	case acd.CallConnected:
		if m.about[e.Call] != "" {
			return
		}
		m.parts = append(m.parts, desk.Part{Call: string(e.Call), Agent: string(e.Agent), Answered: e.At.Std()})
	case acd.CallDialled:
		if e.About != "" || e.To != "" { // a consultation, a colleague
			return
		}
		if e.CustomerFirst { // it is offered once it is answered
			m.out[e.Call] = true
			return
		}
		d := dialled{
			desk.Ticket{Call: string(e.Call), Service: string(e.Service), Channel: desk.Out, Number: desk.Number(e.Number, region), Created: e.At.Std()},
			desk.Part{Call: string(e.Call), Agent: string(e.Agent), Answered: e.At.Std()},
		}
		if !m.early() {
			m.later[e.Call] = d
			return
		}
		m.tickets, m.parts = append(m.tickets, d.ticket), append(m.parts, d.part)
	case acd.DialConnected:
		if d, ok := m.later[e.Call]; ok {
			m.tickets, m.parts = append(m.tickets, d.ticket), append(m.parts, d.part)
			delete(m.later, e.Call)
		}
	case acd.CallEnded:
		delete(m.later, e.Call)
		delete(m.out, e.Call)
	}
}

// make writes what has gathered, again and again while the database fails; the
// reader lags then, and starts from the floor as it is.
func (w *deskWork) make(ctx context.Context, m *made) {
	for said := false; len(m.tickets)+len(m.parts) > 0; said = true {
		err := w.db.MakeTickets(ctx, m.day, m.tickets, m.parts)
		if err == nil {
			break
		}
		if !said && ctx.Err() == nil {
			w.log.Error().Err(err).Msg("tickets of calls cannot be written: it is tried again; check the database and the disk")
		}
		if !pause(ctx, time.Second) {
			return
		}
	}
	m.tickets, m.parts = nil, nil
}

// remind tells agents of reservations that are due, until the program ends.
func (w *deskWork) remind(ctx context.Context) {
	t := time.NewTicker(remindEvery)
	defer t.Stop()
	for n := 1; ; n++ {
		err := w.remindOnce(ctx, time.Now())
		if n%blockEvery == 0 {
			err = errors.Join(err, w.reblock(ctx))
		}
		if w.jobs.done(jobDesk, err); err != nil && ctx.Err() == nil {
			w.log.Error().Err(err).Msg("the desk's jobs fail: agents are not reminded of reservations that are due, or the blacklist is old")
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

func (w *deskWork) remindOnce(ctx context.Context, now time.Time) error {
	due, err := w.db.RemindReservations(ctx, now)
	if err != nil {
		return err
	}
	missed, err := w.db.MissReservations(ctx, now.Add(-w.missed))
	w.feed.Reserved(append(due, missed...)...)
	return err
}
