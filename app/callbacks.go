package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
	"github.com/callfloor/callfloor/wallboard"
)

const (
	callbacksPace  = 100 * time.Millisecond
	callbacksEvery = 5 * time.Second
	settleEvery    = 6   // rounds of callbacksEvery
	sweepEvery     = 720 // rounds: an hour
)

// callbackWork is what the program does for callbacks by itself: it follows the calls
// that are made for them, gives up what is over, reminds agents, and tells who should
// know.
type callbackWork struct {
	book   *callback.Book
	voices *callback.Voices
	feed   desk.Feed            // of pages with callbacks, by agent; "" is nobody's
	talks  map[string]time.Time // follow: since when they talk in calls for callbacks
	db     *store.DB
	floor  *floor.Floor
	rows   *rowWriter
	desk   *deskWork
	tell   func(cti.Event)
	met    *callbackMetrics
	board  *wallboard.Hub
	shown  func() bool // wallboards show how many wait
	jobs   *jobMetrics
	log    zerolog.Logger

	house   callbackHouse
	due     chan struct{} // capacity 1: something has come that is to stand in a line
	newCall func() acd.CallID
	onPhone onPhone // callers who were promised a call

	draining atomic.Bool // no call comes into a line any more
}

func (a *App) openCallbacks(ctx context.Context) error {
	voices, err := callback.OpenVoices(filepath.Join(a.cfg.Data, "voicemail"))
	if err != nil {
		return err
	}
	a.onClose("spoken messages", func(context.Context) error { return voices.Close() })
	w := &callbackWork{voices: voices, db: a.db, floor: a.floor, rows: a.rows, desk: a.desk, tell: a.events.Tell, board: a.board.hub, talks: map[string]time.Time{}, jobs: a.jobs, log: a.log, house: callbackHouse{a}, due: make(chan struct{}, 1)}
	house := w.house
	w.shown = func() bool { return house.Enabled() && a.centre.Setting(centre.SetBoardCallbacks) == "true" }
	w.met = newCallbackMetrics(a.reg, a.db, house)
	w.book = callback.NewBook(a.db, house, w.news, a.clock, people.NewID)
	w.book.Line(func(call string) {
		err := a.floor.Post(acd.HangUp{Call: acd.CallID(call), By: acd.BySystem, Cause: acd.CauseCancelled})
		if err != nil {
			a.log.Warn().Err(err).Str("call", call).Msg("the call of a callback that somebody has taken up stays in its line")
		}
	})
	if err := w.book.Begin(ctx); err != nil {
		return err
	}
	a.callbacks = w
	used := w.house.Enabled()
	a.centre.onChange(func(Directory) error { // one change at a time
		if now := w.house.Enabled(); now != used {
			used = now
			w.feed.Reserved("") // pages show or hide them
		}
		return nil
	})
	reader := a.floor.Reader("callbacks", a.floor.Began(), false).Pace(callbacksPace)
	a.whileOpen("callbacks", func(ctx context.Context) { w.follow(ctx, reader) })
	a.whileOpen("the clock of callbacks", w.tick)
	return nil
}

// callbackHouse is what is configured, for the book.
type callbackHouse struct{ a *App }

// Enabled implements callback.Centre.
func (h callbackHouse) Enabled() bool { return h.a.centre.Setting(centre.SetCallbacks) == "true" }

// Region implements callback.Centre.
func (h callbackHouse) Region() string { return h.a.cfg.Desk.Region }

// Zone implements callback.Centre.
func (h callbackHouse) Zone() *time.Location { return h.a.centre.directory().zone() }

// Rules implements callback.Centre.
func (h callbackHouse) Rules(service string) (callback.Rules, bool) {
	d := h.a.centre.directory()
	i := slices.IndexFunc(d.Services, func(s centre.Service) bool { return s.ID == service })
	if i < 0 {
		return callback.Rules{}, false
	}
	c := d.Services[i].Callbacks()
	from, to := c.Daytime()
	return callback.Rules{Mode: callback.Mode(c.Mode), Attempts: c.Attempts, Spacing: c.Spacing.D(), Expire: c.Expire.D(), From: from, To: to, Form: c.Form}, true
}

// Open implements callback.Centre. A service that is gone is not.
func (h callbackHouse) Open(service string, at time.Time) bool {
	d := h.a.centre.directory()
	i := slices.IndexFunc(d.Services, func(s centre.Service) bool { return s.ID == service })
	return service == "" || i >= 0 && !d.core(&d.Services[i], at).Closed
}

// Blocked implements callback.Centre.
func (h callbackHouse) Blocked(number string) bool {
	switch h.a.desk.blocks.Of(number, h.a.desk.region) {
	case desk.Message, desk.Refuse:
		return true
	}
	return false
}

// Own implements callback.Centre.
func (h callbackHouse) Own(number string) bool {
	region := h.Region()
	return slices.ContainsFunc(h.a.centre.directory().Services, func(s centre.Service) bool {
		return slices.ContainsFunc(s.Numbers, func(n centre.Number) bool { return desk.Number(n.Number, region) == number })
	})
}

// callbackEvents are the events for other programs.
var callbackEvents = map[callback.What]string{
	callback.WasRegistered: cti.CallbackRegistered, callback.WasAssigned: cti.CallbackAssigned, callback.WasUnassigned: cti.CallbackUnassigned, callback.WasCompleted: cti.CallbackCompleted,
	callback.WasCancelled: cti.CallbackCancelled, callback.HasExpired: cti.CallbackExpired, callback.WasNeverReached: cti.CallbackUnreached,
}

// news implements callback.Notify.
func (w *callbackWork) news(n callback.News) {
	w.met.count(n)
	if n.What == callback.WasRefused {
		return
	}
	w.feed.Reserved(n.Agents...)
	w.desk.feed.Reserved(slices.DeleteFunc(slices.Clone(n.Agents), func(a string) bool { return a == "" })...)
	kind := callbackEvents[n.What]
	if kind == "" {
		return
	}
	e := cti.Event{
		ID: "callback-" + people.NewID(), Type: kind, At: time.Now().UTC(), Service: acd.ServiceID(n.Service), Source: string(n.Source), Callbacks: n.IDs, By: n.By,
	}
	var agents []acd.AgentID
	for _, id := range n.Agents {
		if id != "" {
			agents = append(agents, acd.AgentID(id))
		}
	}
	if len(agents) == 1 {
		e.Agent = agents[0]
	}
	w.tell(cti.OfCallbacks(e, agents...))
}

// follow tells the book what becomes of the calls that are made for requests, until the
// floor or the program ends.
func (w *callbackWork) follow(ctx context.Context, reader *floor.Reader) {
	if err := w.rows.caughtUp(ctx); err != nil && ctx.Err() == nil { // what was before the start is looked up there
		w.log.Warn().Err(err).Msg("calls for callbacks are settled later")
	}
	w.settle(ctx)
	for {
		evs, err := reader.Next(ctx)
		for _, ev := range evs {
			w.persist(ctx, func() error { return w.apply(ctx, ev.Event) })
		}
		switch {
		case errors.Is(err, floor.ErrLagged):
			_, c, serr := w.floor.Snapshot(ctx)
			if serr == nil {
				reader.Reset(c)
				clear(w.talks)
				w.settle(ctx)
			} else if !pause(ctx, time.Second) {
				return
			}
		case err != nil:
			if ctx.Err() == nil && !errors.Is(err, floor.ErrClosed) {
				w.log.Error().Err(err).Msg("what becomes of calls for callbacks is not followed any more")
			}
			return
		}
	}
}

// persist does something again and again until the database lets it.
func (w *callbackWork) persist(ctx context.Context, do func() error) {
	for said := false; ; said = true {
		err := do()
		if err == nil || ctx.Err() != nil {
			return
		}
		if !said {
			w.log.Error().Err(err).Msg("what became of a callback cannot be written: it is tried again; check the database and the disk")
		}
		if !pause(ctx, time.Second) {
			return
		}
	}
}

// apply takes what an event says of a call that is made for a request.
func (w *callbackWork) apply(ctx context.Context, ev acd.Event) error {
	switch e := ev.(type) {
	case acd.CallDialled:
		if !e.Callback {
			return nil
		}
		agent := string(e.Agent)
		if e.CustomerFirst { // who is kept does not talk yet
			agent = ""
		}
		return w.book.Dialling(ctx, string(e.Call), agent)
	case acd.CallReached: // nobody talks yet
		return w.book.AnsweredBy(ctx, string(e.Call), "", e.At.Std())
	case acd.DialConnected:
		return w.talk(ctx, e.Call, e.Agent, e.At)
	case acd.CallConnected:
		return w.talk(ctx, e.Call, e.Agent, e.At)
	case acd.CallEnded:
		a, ok := w.book.Attempt(string(e.Call))
		if !ok {
			return nil
		}
		talk := time.Duration(0)
		if since, ok := w.talks[a.Call]; ok {
			talk = e.At.Std().Sub(since)
		} else if !a.Answered.IsZero() {
			talk = e.At.Std().Sub(a.Answered)
		}
		err := w.book.Ended(ctx, a.Call, callback.ResultOf(!a.Answered.IsZero(), e.Outcome, e.By, e.Cause), talk, e.At.Std())
		if err == nil {
			delete(w.talks, a.Call)
		}
		return err
	}
	return nil
}

// talk notes that somebody talks with who was called.
func (w *callbackWork) talk(ctx context.Context, call acd.CallID, agent acd.AgentID, at acd.Time) error {
	a, ok := w.book.Attempt(string(call))
	if !ok {
		return nil
	}
	if _, known := w.talks[a.Call]; !known {
		w.talks[a.Call] = at.Std()
	}
	if a.By == callback.ByAgent { // the talk stays that of who called
		agent = ""
	}
	return w.book.AnsweredBy(ctx, a.Call, string(agent), at.Std())
}

// settle brings the attempts up to what the floor and the rows say of their calls.
func (w *callbackWork) settle(ctx context.Context) {
	if len(w.book.Running()) == 0 {
		return
	}
	st, _, err := w.floor.Snapshot(ctx)
	if err == nil {
		live := map[string]acd.CallState{}
		for _, c := range st.Calls {
			live[string(c.ID)] = c
		}
		err = w.book.Settle(ctx, func(ctx context.Context, a callback.Attempt) (callback.Fact, error) { return w.fact(ctx, live, a) })
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, floor.ErrClosed) {
		w.log.Error().Err(err).Msg("what became of calls for callbacks could not be looked up: it is tried again")
	}
}

// fact is what is known of the call of an attempt.
func (w *callbackWork) fact(ctx context.Context, live map[string]acd.CallState, a callback.Attempt) (callback.Fact, error) {
	if c, ok := live[a.Call]; ok {
		f := callback.Fact{Live: true, Dialled: !c.Promised()}
		switch {
		case c.Connected != 0:
			f.Answered = c.Connected.Std()
			f.Agent = string(c.Agent)
		case c.Answered != 0: // customer first: who was called waits for an agent
			f.Answered = c.Answered.Std()
		case f.Dialled && !c.CustomerFirst:
			f.Agent = string(c.Agent)
		}
		if a.By == callback.ByAgent { // the talk stays that of who called
			f.Agent = ""
		}
		return f, nil
	}
	row, err := w.db.EndedCall(ctx, acd.CallID(a.Call))
	if err != nil || row.ID == "" {
		return callback.Fact{}, err
	}
	f := callback.Fact{Ended: row.Ended.Std(), Talk: time.Duration(row.TalkMs) * time.Millisecond, Dialled: row.Agent != ""}
	if row.Answered != 0 {
		f.Answered = row.Answered.Std()
	}
	if row.TalkMs > 0 && a.By == callback.ByAutomatic {
		f.Agent = string(row.Agent)
	}
	f.Result = callback.ResultOf(row.Answered != 0, row.Outcome, row.EndedBy, row.Cause)
	return f, nil
}

// tick does what is due by the clock, until the program ends.
func (w *callbackWork) tick(ctx context.Context) {
	t := time.NewTicker(callbacksEvery)
	defer t.Stop()
	for n := 1; ; n++ {
		agents, err := w.book.Tick(ctx)
		w.desk.feed.Reserved(agents...)
		err = errors.Join(err, w.show(ctx))
		if n%settleEvery == 0 {
			w.settle(ctx)
		}
		if n%sweepEvery == 1 {
			err = errors.Join(err, w.sweep(ctx))
		}
		if w.jobs.done(jobCallbacks, err); err != nil && ctx.Err() == nil {
			w.log.Error().Err(err).Msg("callbacks that are over are not given up, and agents are not reminded of those that are due: it is tried again")
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
}

// show tells wallboards how many callbacks wait, where they show it.
func (w *callbackWork) show(ctx context.Context) error {
	if !w.shown() {
		return w.board.SetCallbacks(ctx, -1)
	}
	n, err := w.met.waiting()
	if err != nil {
		return err
	}
	return w.board.SetCallbacks(ctx, n.Registered+n.Assigned)
}

// sweep deletes the spoken messages whose callbacks are gone.
func (w *callbackWork) sweep(ctx context.Context) error {
	n, err := w.voices.Sweep(time.Now(), func(files []string) (map[string]bool, error) { return w.db.NamedVoices(ctx, files) })
	if n > 0 {
		w.log.Info().Int("messages", n).Msg("spoken messages whose callbacks are gone were deleted")
	}
	if err != nil {
		return fmt.Errorf("spoken messages: %w", err)
	}
	return nil
}
