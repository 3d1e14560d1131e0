package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/sip/menu"
)

// lineEvery is how often requests are looked for whose call is to stand in a line; what
// is taken now is looked for at once.
const lineEvery = time.Second

// lineMost is how many are put into lines at once, and lineRoom how many calls stand in
// the lines of all services at most: each is a live call of the floor.
const (
	lineMost = 100
	lineRoom = 2000
)

// dropLimit is how long it may take to take a request back.
const dropLimit = 10 * time.Second

// takeRequest implements sip.Deps.Take: what a caller has asked for is kept before the
// caller hears so.
func (a *App) takeRequest(ctx context.Context, r sip.Request) (menu.Outcome, func()) {
	req := callback.Request{
		Number: r.Number, Caller: r.Caller, Service: string(r.Service), Route: lastOf(r.Route, callback.LongestRoute), Language: r.Language, Source: callback.VoiceMenu, CreatedBy: "voice menu",
	}
	switch {
	case r.Voice != nil:
		v, err := a.callbacks.voices.Keep(r.Voice, r.Spoken)
		if err != nil {
			a.log.Error().Err(err).Str("call", string(r.Call)).Msg("a message of a caller could not be kept: check the disk")
			return menu.NotNow, nil
		}
		req.Voice, req.Source = v, callback.Voicemail
	case r.Place != nil:
		req.Source, req.Automatic = callback.VirtualHold, true
		req.Priority, req.Entered = r.Place.Priority, r.Place.Entered.Std()
		req.Next = a.clock().Add(callback.StillOnThePhone)
	}
	t, err := a.callbacks.book.Take(ctx, req)
	no := (*callback.Refused)(nil)
	refused := errors.As(err, &no)
	// Who was refused has no row. What failed otherwise may be kept after all (the answer to
	// a commit was lost): if it is not, the next sweep takes the file.
	if v := req.Voice; v != nil && (refused || err == nil && t.Known && (t.Request.Voice == nil || t.Request.Voice.File != v.File)) {
		if rerr := a.callbacks.voices.Remove(v.File); rerr != nil {
			a.log.Warn().Err(rerr).Msg("the sound of a message that is not kept stays on the disk until the next sweep")
		}
	}
	drop := func() {
		ctx, cancel := context.WithTimeout(context.Background(), dropLimit)
		defer cancel()
		if t.Known { // it was there before, and is again as it was
			if err := a.callbacks.book.PutBack(ctx, t); err != nil {
				a.log.Error().Err(fault.WithCause(err)).Str("callback", t.Request.ID).Msg("an agent has answered the caller, and the request to be called keeps the place in the line: cancel it by hand")
			}
			return
		}
		if _, err := a.callbacks.book.Cancel(ctx, t.Request.ID, req.CreatedBy, callback.Outcome{Code: callback.AnsweredInLine}); err != nil {
			a.log.Error().Err(fault.WithCause(err)).Str("callback", t.Request.ID).Msg("an agent has answered the caller, and the request to be called stays: cancel it by hand")
		}
	}
	switch {
	case refused && no.Why != callback.Off:
		return menu.NotThis, nil
	case err != nil:
		a.log.Error().Err(fault.WithCause(err)).Str("call", string(r.Call)).Msg("a request of a caller could not be kept")
		return menu.NotNow, nil
	case t.Placed:
		a.callbacks.onPhone.add(r.Call, t.Request.ID, time.Now())
		return menu.Promised, drop
	case t.Known:
		return menu.Have, nil
	}
	return menu.Taken, drop
}

// lastOf is the end of a way through menus, of so many characters at most: where it led
// says more than where it began.
func lastOf(route string, most int) string {
	list := []rune(route)
	if len(list) <= most {
		return route
	}
	return "…" + string(list[len(list)-most+1:])
}

// rouse has requests looked for now.
func (w *callbackWork) rouse() {
	select {
	case w.due <- struct{}{}:
	default:
	}
}

// keepLines puts the calls of requests whose time has come into the lines of their
// services, and takes them out where they may not be rung any more, until the program
// ends.
func (w *callbackWork) keepLines(ctx context.Context) {
	t := time.NewTicker(lineEvery)
	defer t.Stop()
	for said := false; ; {
		err := errors.Join(w.hungUp(ctx), w.fillLines(ctx), w.clearLines())
		switch {
		case err == nil || ctx.Err() != nil:
			said = false
		case !said:
			said = true
			w.log.Error().Err(fault.WithCause(err)).Msg("callbacks do not get their places in line: it is tried again")
		}
		select {
		case <-t.C:
		case <-w.due:
		case <-ctx.Done():
			return
		}
	}
}

// drain takes all calls out of the lines for good: the program is stopping, and nobody is
// to be called who could not be talked with to the end.
func (w *callbackWork) drain() {
	w.draining.Store(true)
	w.rouse()
}

func (w *callbackWork) fillLines(ctx context.Context) error {
	if w.draining.Load() {
		return nil
	}
	room := min(lineMost, lineRoom-len(w.book.InLines()))
	if room <= 0 {
		return nil
	}
	list, err := w.book.Due(ctx, room)
	if err != nil {
		return fmt.Errorf("callbacks that are due: %w", err)
	}
	var errs []error
	for _, r := range list {
		errs = append(errs, w.promise(ctx, r))
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

// hungUp lets those be called who asked for it on the phone and have hung up.
func (w *callbackWork) hungUp(ctx context.Context) error {
	var errs []error
	for _, id := range w.onPhone.left(time.Now()) {
		if err := w.book.HungUp(ctx, id); err != nil { // then it takes StillOnThePhone
			errs = append(errs, fmt.Errorf("callback %s of who has hung up: %w", id, err))
		}
	}
	return errors.Join(errs...)
}

// leg is told of every leg that is over.
func (w *callbackWork) leg(r sip.LegReport) {
	if r.Agent == "" && w.onPhone.end(r.Call) {
		w.rouse()
	}
}

// onPhone are the callers who were promised a call and still hear the thanks: rung then,
// they would be busy. Any goroutine may use it.
type onPhone struct {
	mu   sync.Mutex
	by   map[acd.CallID]asking // until they hang up, or StillOnThePhone at most
	gone []string              // requests of those who have
}

// asking is the request of a caller, and when it was kept.
type asking struct {
	id    string
	since time.Time
}

func (p *onPhone) add(call acd.CallID, id string, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.by == nil {
		p.by = map[acd.CallID]asking{}
	}
	p.by[call] = asking{id, now}
}

// end reports whether the caller of a call that is over was one of them.
func (p *onPhone) end(call acd.CallID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, ok := p.by[call]
	if ok {
		delete(p.by, call)
		p.gone = append(p.gone, a.id)
	}
	return ok
}

// left returns the requests of those who have hung up since it was asked last.
func (p *onPhone) left(now time.Time) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for call, a := range p.by {
		if now.Sub(a.since) > callback.StillOnThePhone {
			delete(p.by, call)
		}
	}
	list := p.gone
	p.gone = nil
	return list
}

// promise puts the call of one request into its line.
func (w *callbackWork) promise(ctx context.Context, r callback.Request) error {
	id := w.newCall()
	if _, err := w.book.Began(ctx, r.ID, string(id), ""); err != nil {
		if fault.Is(err, fault.Conflict) || errors.As(err, new(*callback.Refused)) {
			return nil // somebody else was faster, or a person decides
		}
		return fmt.Errorf("callback %s: %w", r.ID, err)
	}
	mode, show := w.house.ringing(r.Service)
	res, err := w.floor.Do(ctx, acd.Promise{
		Call: id, Service: acd.ServiceID(r.Service), Number: desk.Dial(r.Number, w.house.Region()), Show: show, Priority: r.Priority, Entered: acd.At(r.Entered),
		CustomerFirst: mode == callback.CustomerFirst,
	})
	if err == nil {
		if no, refused := res.Refused(); refused {
			err = fault.New(fault.Conflict, "the floor refuses: %s", no.Code)
		}
	}
	if err != nil {
		return errors.Join(fmt.Errorf("callback %s into the line of %s: %w", r.ID, r.Service, err), w.book.NotBegun(context.WithoutCancel(ctx), string(id)))
	}
	return nil
}

// ringing is whose phone rings first for a service, and which number of ours is shown.
func (h callbackHouse) ringing(service string) (callback.Mode, string) {
	d := h.a.centre.directory()
	for i := range d.Services {
		if s := &d.Services[i]; s.ID == service {
			return callback.Mode(s.Callbacks().Mode), s.Shown()
		}
	}
	return callback.AgentFirst, ""
}

// clearLines takes calls out of the lines of services that are closed by now, or at an
// hour at which nobody is rung: they come back when it is time. While the program is
// stopping it takes out all.
func (w *callbackWork) clearLines() error {
	list := w.book.Unripe
	if w.draining.Load() {
		list = w.book.InLines
	}
	for _, call := range list() {
		err := w.floor.Post(acd.HangUp{Call: acd.CallID(call), By: acd.BySystem, Cause: acd.CauseCancelled})
		if err != nil {
			return fmt.Errorf("take a callback out of its line: %w", err)
		}
	}
	return nil
}
