package sms

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// send hands one batch to the provider and keeps what came of it.
func (e *Engine) send(id string) {
	var c Claimed
	err := e.try(func(ctx context.Context) (err error) {
		c, err = e.o.Outbox.ClaimSMS(ctx, id, e.o.Provider.Name(), e.policy())
		return err
	})
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("batch", id).Msg("messages cannot be taken to be sent: it is tried again; check the database and the disk")
		e.unclaim(id)
		e.rest()
		return
	}
	e.moved(c.Moves)
	if !c.OK {
		return
	}
	var answers []Answer
	err = e.asked("send", func(ctx context.Context) (err error) {
		answers, err = e.o.Provider.Send(ctx, e.outward(c.Batch))
		return err
	})
	e.settle(e.outcomeOf(c, answers, err))
}

// unclaim takes a claim back that may have been kept although we were not told so: nobody
// was asked to send the batch. Where it was not kept nothing happens.
func (e *Engine) unclaim(id string) {
	now := e.o.Now()
	e.settle(Outcome{Batch: id, Rest: SendAgain, Next: now.Add(e.o.Timing.Retry), Code: "database", Text: "the database did not answer; nobody was asked"})
}

// rest waits a little, so that what fails at once is not tried again and again.
func (e *Engine) rest() {
	select {
	case <-e.stop:
	case <-time.After(tick):
	}
}

// outward is a batch as the provider takes it: numbers as they are dialled.
func (e *Engine) outward(b Batch) Batch {
	b.Messages = slices.Clone(b.Messages)
	for i := range b.Messages {
		b.Messages[i].Recipient = e.o.Dial(b.Messages[i].Recipient)
	}
	return b
}

// outcomeOf is what came of handing a batch over.
func (e *Engine) outcomeOf(c Claimed, answers []Answer, err error) Outcome {
	now := e.o.Now()
	o := Outcome{Batch: c.Batch.ID}
	if err == nil {
		e.health.well()
		e.accountWorks(c.Batch.Kind)
		o.Answers = ofBatch(c.Batch, answers, Accepted, Rejected, Delivered, Failed)
		o.Rest, o.Next = LookFor, now.Add(back(e.o.Timing.Look, e.o.Timing.MostWait, 0))
		return o
	}
	o.Code, o.Text = reasonOf(err)
	class := ClassOf(err)
	switch class {
	case Account, Again:
		var f *Fault
		errors.As(err, &f)
		who := &e.health
		if class == Account && c.Batch.Kind == Alimtalk { // an account of its own: other messages go on
			who = &e.kakao
		}
		rest := who.ill(class, o.Code, o.Text, f.After, e.o.Timing)
		o.Rest, o.Next = SendAgain, now.Add(rest)
	case Never:
		e.health.refused(o.Code, o.Text)
		e.accountWorks(c.Batch.Kind)
		o.Rest = Refuse
	default:
		e.health.ill(class, o.Code, o.Text, 0, e.o.Timing)
		o.Rest, o.Next = LookFor, now.Add(back(e.o.Timing.Look, e.o.Timing.MostWait, 0))
	}
	level, what := e.o.Log.Warn(), "messages were handed over and not taken"
	if class == Account {
		level, what = e.o.Log.Error(), "the provider refuses our account or address, whatever is sent: messages wait for a day at most; check its keys, its address and its console"
	}
	level.Str("provider", e.o.Provider.Name()).Str("class", string(class)).Str("code", o.Code).Str("batch", o.Batch).Int("messages", len(c.Batch.Messages)).Msg(what)
	return o
}

// accountWorks notes that the account of Alimtalk is not refused, where a batch of it was
// answered.
func (e *Engine) accountWorks(k Kind) {
	if k == Alimtalk {
		e.kakao.well()
	}
}

// ofBatch leaves the answers that are of messages of a batch and say one of some things.
func ofBatch(b Batch, list []Answer, said ...Status) []Answer {
	return slices.DeleteFunc(slices.Clone(list), func(a Answer) bool {
		return !slices.Contains(said, a.Status) || !slices.ContainsFunc(b.Messages, func(m Outgoing) bool { return m.ID == a.ID })
	})
}

// settle keeps an outcome, again until the database takes it. Where the program ends before,
// the batch is looked for at the next start.
func (e *Engine) settle(o Outcome) {
	e.insist("what became of messages cannot be written", func(ctx context.Context) error {
		m, err := e.o.Outbox.SettleSMS(ctx, e.o.Provider.Name(), o, e.o.Now())
		e.moved(m) // a part of it may be kept
		return err
	})
}

// find looks for a batch that was perhaps sent.
func (e *Engine) find(id string) {
	var d Doubt
	there := false
	err := e.try(func(ctx context.Context) (err error) {
		d, there, err = e.o.Outbox.DoubtSMS(ctx, id)
		return err
	})
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("batch", id).Msg("messages in doubt cannot be read: it is tried again; check the database and the disk")
		e.rest()
		return
	}
	if !there {
		return
	}
	now := e.o.Now()
	o := Outcome{Batch: id, Rest: LookFor, Looked: true, Next: now.Add(back(e.o.Timing.Look, e.o.Timing.MostWait, d.Asked+1))}
	if d.Provider != e.o.Provider.Name() {
		o.Rest, o.Code, o.Text = Unclear, "other_provider", "it was handed to "+d.Provider+", which is not the provider any more"
		e.settle(o)
		return
	}
	if len(d.Batch.Messages) == 0 {
		e.settle(o)
		return
	}
	var answers []Answer
	err = e.asked("find", func(ctx context.Context) (err error) {
		answers, err = e.o.Provider.Find(ctx, e.outward(d.Batch), d.Handed)
		return err
	})
	if err != nil {
		o.Code, o.Text = reasonOf(err)
		e.o.Log.Warn().Str("provider", e.o.Provider.Name()).Str("code", o.Code).Str("batch", id).Int("asked", d.Asked+1).Msg("messages in doubt could not be looked for")
	} else {
		o.Answers = e.found(d.Batch, answers)
		o.Code, o.Text = "undecided", "the provider cannot say yet whether it has it"
	}
	if now.Sub(d.Handed) > e.lookFor(d.Batch.Kind) {
		o.Rest, o.Code, o.Text = Unclear, "no_result", "the provider could not say whether it has it"
	}
	e.settle(o)
}

// found are the answers of a look. Where a provider cannot say, and refuses what it has
// already, it is sent again.
func (e *Engine) found(b Batch, answers []Answer) []Answer {
	list := ofBatch(b, answers, Accepted, Rejected, Delivered, Failed, TakenBack, NotThere, CannotTell)
	for i, a := range list {
		if a.Status == CannotTell && e.o.Provider.Able().Unique {
			list[i].Status = NotThere
		}
	}
	return list
}

// lookFor is how long a message of a kind is looked for.
func (e *Engine) lookFor(k Kind) time.Duration {
	if k == MMS {
		return e.o.Timing.LookLong
	}
	return e.o.Timing.LookShort
}

// health is how the provider is. Where it does not take anything, nothing is sent for a
// while; then one batch tries, and the others wait for what comes of it.
type health struct {
	mu    sync.Mutex
	fails int
	until time.Time // monotonic
	trouble
}

// trouble is why the provider last failed.
type trouble struct {
	class      Class
	code, text string
	at         time.Time
}

// rest is how long nothing is sent.
func (h *health) rest(now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.until.Sub(now)
}

// failing reports whether nothing is sent but by one batch that tries, until it is taken.
func (h *health) failing() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.until.IsZero()
}

// well notes that the provider works.
func (h *health) well() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails, h.until = 0, time.Time{}
}

// refused notes that the provider works, and does not want this.
func (h *health) refused(code, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails, h.until, h.trouble = 0, time.Time{}, trouble{Never, code, text, time.Now()}
}

// ill notes that the provider failed, and returns how long nothing is sent. One request
// without an answer is no reason to stop; several in a row are.
func (h *health) ill(class Class, code, text string, after time.Duration, t Timing) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails++
	h.trouble = trouble{class, code, text, time.Now()}
	n := h.fails - 1
	if class != Again && class != Account {
		if n -= unanswered; n < 0 {
			return 0
		}
	}
	rest := max(min(after, longestAsked), back(t.Retry, t.MostWait, n))
	h.until = time.Now().Add(rest)
	return rest
}

// longestAsked is for how long a provider is left alone at most where it asks for that: after
// a day messages are given up, and one answer must not use it up.
const longestAsked = time.Hour

// unanswered is how many requests in a row may be without an answer before nothing is sent
// for a while.
const unanswered = 3

// look returns the last trouble, and whether it is failing: also while one batch tries.
func (h *health) look() (t trouble, fails int, failing bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.trouble, h.fails, !h.until.IsZero()
}
