package live

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// placesPace is how often those who wait are told their position.
const placesPace = time.Second

// run takes turns until Close; then it does what was taken.
func (l *Live) run() {
	defer close(l.done)
	defer l.hub.close()
	var batch []request
	if !l.turn(nil) { // what Restore has given
		return
	}
	for {
		due, giveUp := l.due()
		batch = batch[:0]
		select {
		case r := <-l.inbox:
			batch = append(batch, r)
		case <-due:
		case <-l.stop:
			giveUp()
			for len(l.inbox) > 0 {
				if !l.turn(l.collect(batch[:0])) {
					return
				}
			}
			return
		}
		giveUp()
		if !l.turn(l.collect(batch)) {
			return
		}
	}
}

// due fires when the House has a deadline, or positions are to be told.
func (l *Live) due() (<-chan time.Time, func()) {
	now := l.opt.Clock.Now()
	at, ok := l.house.NextDeadline()
	if l.moved {
		if tell := l.placed.Add(placesPace); !ok || tell < at {
			at, ok = tell, true
		}
	}
	if !ok {
		return nil, func() {}
	}
	return l.opt.Clock.After(max(at.Sub(now), 0))
}

func (l *Live) collect(batch []request) []request {
	for len(batch) < l.opt.Batch {
		select {
		case r := <-l.inbox:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// turn steps the House through a batch, keeps what became true, and tells it. It is
// false where the program ends before that was kept.
func (l *Live) turn(batch []request) bool {
	known, how := l.known(batch)
	if how != done {
		l.drop(batch, how)
		return how == dropped
	}
	now := l.opt.Clock.Now()
	f := fold{words: l.opt.Words, house: l.house, changes: map[chat.RoomID]*Change{}}
	if now == l.lined {
		f.lines = l.lines
	}
	f.take(now, l.house.Step(now, chat.Tick{}), Act{})
	results := make([]Result, len(batch))
	for i, r := range batch {
		res := &results[i]
		res.At = now
		for _, act := range r.acts {
			key, keyed := keyOf(act)
			if m, there := known[key]; keyed && there {
				res.Repeated = append(res.Repeated, m)
				continue
			}
			events := l.house.Step(now, act.Command)
			made := f.take(now, events, act)
			res.Events = append(res.Events, events...)
			res.Messages = append(res.Messages, made...)
			for _, m := range made {
				if keyed && m.By == key.By && m.Client == key.Client {
					known[key] = m
				}
			}
		}
	}
	l.addPresences(&f)
	if how := l.keep(f.batch); how != done {
		l.drop(batch, how)
		return how == dropped
	}
	l.keptPresences(f.batch)
	l.lined, l.lines = now, f.lines+len(f.batch.Entries)
	l.moved = l.moved || f.moved
	changes := f.list(now)
	l.hub.tell(changes)
	if l.opt.Kept != nil && len(changes) > 0 {
		l.opt.Kept(changes)
	}
	l.places(now)
	for i, r := range batch {
		if r.query != nil {
			r.query(l.house)
		}
		r.reply <- results[i]
	}
	h := *l.health.Load()
	h.Beat, h.Rooms = time.Now(), l.house.Counts()
	h.Batches++
	l.health.Store(&h)
	return true
}

// drop tells who waits that it was given up; at the end of the program it is not known what
// was kept, and they are left without an answer. Who watches begins again: what they were
// told last may not be so any more.
func (l *Live) drop(batch []request, how outcome) {
	for _, r := range batch {
		if how == dropped {
			r.reply <- Result{err: ErrGivenUp}
		} else {
			close(r.reply)
		}
	}
	if how == dropped {
		l.hub.lag()
	}
}

// keyOf is what a message is known by when it comes again: one that somebody wrote, or what a
// customer pressed of the bot's. A press that was carried out is not carried out again.
func keyOf(a Act) (key chat.MessageKey, ok bool) {
	if a.Draft == nil || a.Draft.Client == "" {
		return key, false
	}
	key = chat.MessageKey{By: chat.ByChoice, Client: a.Draft.Client}
	switch c := a.Command.(type) {
	case chat.Post:
		key.Room, key.By = c.Room, c.By
	case chat.Choose:
		key.Room = c.Room
	case chat.RequestAgent:
		key.Room = c.Room
	case chat.GiveProfile:
		key.Room = c.Room
	default:
		return key, false
	}
	return key, true
}

// known are those messages of a batch that are kept already.
func (l *Live) known(batch []request) (map[chat.MessageKey]chat.Message, outcome) {
	var keys []chat.MessageKey
	for _, r := range batch {
		for _, a := range r.acts {
			if k, ok := keyOf(a); ok && !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	out := map[chat.MessageKey]chat.Message{}
	if len(keys) == 0 {
		return out, done
	}
	how := l.patiently("chat: messages cannot be read; trying again", func(ctx context.Context) (err error) {
		out, err = l.opt.Store.ChatKnown(ctx, keys)
		return err
	})
	if out == nil {
		out = map[chat.MessageKey]chat.Message{}
	}
	return out, how
}

func (l *Live) keep(b chat.Batch) outcome {
	if b.Empty() {
		return done
	}
	begin := time.Now()
	how := l.patiently("chat: rooms and messages cannot be kept; trying again", func(ctx context.Context) error { return l.opt.Store.ChatKeep(ctx, b) })
	h := *l.health.Load()
	h.Commit = time.Since(begin)
	l.health.Store(&h)
	return how
}

// patiently does what needs the store until it works, or until the program ends and it
// does not.
//
// Where the rows can be read all the while and it still does not work, the batch is at fault:
// after mostTries it is given up, and the House is built again from the rows.
func (l *Live) patiently(message string, do func(context.Context) error) outcome {
	for tries := 0; ; tries++ {
		ctx, cancel := context.WithTimeout(context.Background(), l.opt.Timeout)
		err := do(ctx)
		cancel()
		if err == nil {
			if tries > 0 {
				l.fails(nil)
				l.log.Info().Msg("chat: the database works again")
			}
			return done
		}
		if tries == 0 {
			l.log.Error().Err(fault.WithCause(err)).Msg(message)
		}
		l.fails(err)
		again, giveUp := time.NewTimer(l.opt.Retry), l.stop
		select {
		case <-again.C:
		case <-giveUp:
			again.Stop()
			if tries > 0 {
				return ending
			}
		}
		if tries >= mostTries && l.rebuild(err) {
			return dropped
		}
	}
}

// mostTries is how often a batch is tried that the database takes no part of.
const mostTries = 40

// outcome is what became of what needs the store.
type outcome int

const (
	done    outcome = iota
	dropped         // given up: the House is as the rows say
	ending          // the program ends, and it is not known
)

// rebuild makes the House from the rows again, as after a restart. It is false while they cannot
// be read.
func (l *Live) rebuild(why error) bool {
	ctx, cancel := context.WithTimeout(context.Background(), l.opt.Timeout)
	defer cancel()
	s := l.house.State()
	s.Monitors = nil
	if l.restore(ctx, s) != nil {
		return false
	}
	l.log.Error().Err(fault.WithCause(why)).Msg("chat: what some people did together cannot be kept and is given up; rooms are as they were before")
	l.moved = true
	l.fails(nil)
	return true
}

func (l *Live) fails(err error) {
	h := *l.health.Load()
	if h.Error = ""; err != nil {
		h.Error = err.Error()
		if h.Since.IsZero() {
			h.Since = time.Now()
		}
	} else {
		h.Since = time.Time{}
	}
	h.Beat = time.Now()
	l.health.Store(&h)
}

// places tells who waits at which position, once in placesPace where the line has moved.
func (l *Live) places(now acd.Time) {
	if !l.moved || now < l.placed.Add(placesPace) {
		return
	}
	l.placed, l.moved = now, false
	next := map[chat.RoomID]int{}
	var changes []Change
	for i, r := range l.house.Rooms(chat.Waiting) {
		next[r.ID] = i + 1
		if l.positions[r.ID] != i+1 {
			changes = append(changes, Change{At: now, Room: r, Position: i + 1, Moved: true})
		}
	}
	l.positions = next
	l.hub.tell(changes)
}

// errLagged is what a watcher gets who did not keep up.
var errLagged = errors.New("chat: too far behind: start again from a snapshot")
