package sms

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/callfloor/callfloor/fault"
)

// Answered implements Sink.
func (e *Engine) Answered(ctx context.Context, provider string, list []Answer) error {
	m, err := e.o.Outbox.TellSMS(ctx, provider, list, e.o.Now())
	e.moved(m) // a part of it may be kept
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("provider", provider).Msg("what a provider told of messages cannot be written: it tells it again")
	}
	return err
}

// Bounds of a message that comes in.
const (
	longestIn  = 4000 // characters
	mostMedia  = 10
	longestURL = 1000
)

// CameIn implements Sink.
func (e *Engine) CameIn(ctx context.Context, m Incoming) error {
	now := e.o.Now()
	m.ID = strings.ToValidUTF8(strings.Map(plain, m.ID), "")
	if m.Provider == "" || m.ID == "" || len(m.ID) > 200 {
		return fault.New(fault.Invalid, "a message that comes in needs the provider's id, at most 200 characters long")
	}
	c := CameIn{Incoming: m, Number: e.o.Keep(m.From), Ours: SenderNumber(m.To), Now: now}
	if c.Number == "" || c.Ours == "" {
		return fault.New(fault.Invalid, "a message that comes in needs who sent it and to which number")
	}
	if c.At.IsZero() || c.At.After(now) {
		c.At = now
	}
	c.Body = cut(strings.ToValidUTF8(strings.Map(plain, Normal(m.Body)), "\uFFFD"), longestIn)
	c.Media = nil
	for _, u := range m.Media {
		if len(c.Media) < mostMedia && utf8.ValidString(u) && len(u) <= longestURL {
			c.Media = append(c.Media, strings.Map(plain, u))
		}
	}
	c.OptOut, c.RefuseAd = Refuses(c.Body, e.o.Words()), e.o.Policy().RefuseAd
	a, err := e.o.Outbox.SMSCameIn(ctx, c)
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("provider", m.Provider).Msg("a message that came in cannot be kept: the provider sends it again")
		return err
	}
	if a.New && e.o.Arrived != nil {
		e.o.Arrived(a)
	}
	if e.o.Take == nil {
		return nil
	}
	if err := e.o.Take(ctx, c, a); err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("provider", m.Provider).Msg("a message that came in is kept, and not yet a chat: the provider sends it again")
		return err
	}
	return nil
}

// KeepPart implements Parts.
func (e *Engine) KeepPart(ctx context.Context, p Part) error {
	p.From = e.o.Keep(p.From)
	err := e.o.Outbox.KeepSMSPart(ctx, p, e.o.Now())
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("provider", p.Provider).Msg("a part of a message that came in cannot be kept: the provider sends it again")
	}
	return err
}

// Parts implements Parts.
func (e *Engine) Parts(ctx context.Context, provider string) ([]Part, error) {
	list, err := e.o.Outbox.SMSParts(ctx, provider)
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("provider", provider).Msg("parts of messages that came in cannot be read: it is tried again; check the database and the disk")
	}
	return list, err
}

// DropParts implements Parts.
func (e *Engine) DropParts(ctx context.Context, provider, message string) error {
	err := e.o.Outbox.DropSMSParts(ctx, provider, message)
	if err != nil { // the message is kept, and known by its id
		e.o.Log.Error().Err(fault.WithCause(err)).Str("provider", provider).Msg("the parts of a message that is kept cannot be deleted: they go after a day")
	}
	return err
}

// OptedOut notes that a recipient has told the provider to be sent nothing more. number is as
// the provider knows it.
func (e *Engine) OptedOut(ctx context.Context, provider, number string, at time.Time) error {
	kept := e.o.Keep(number)
	if kept == "" {
		return fault.New(fault.Invalid, "who refuses messages needs a number")
	}
	if now := e.o.Now(); at.IsZero() || at.After(now) {
		at = now
	}
	_, err := e.o.Outbox.AddOptOut(ctx, OptOut{ID: e.o.NewID(), Number: kept, Source: ByProvider, At: at, Ads: e.o.Policy().RefuseAd})
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Str("provider", provider).Msg("who refuses messages cannot be written: the provider tells it again")
	}
	return err
}

// plain leaves out control characters but for line breaks and tabs.
func plain(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
		return -1
	}
	return r
}

// SenderNumber is a number of the centre, in any spelling, as senders are written: its digits;
// "" where it is none.
func SenderNumber(text string) string {
	digits, ok := digitsOf(text)
	if !ok {
		return ""
	}
	if rest, korean := strings.CutPrefix(digits, "+82"); korean {
		digits = rest
		if len(rest) != 8 || rest[0] != '1' { // 1588-0000 has no 0 before it
			digits = "0" + rest
		}
	}
	return digits
}

// poll asks the provider for results, where it is asked for them.
func (e *Engine) poll() {
	if e.loop.polling || time.Since(e.loop.polled) < e.o.Timing.Poll {
		return
	}
	list := e.sources()
	if len(list) == 0 {
		return
	}
	e.loop.polling, e.loop.polled = true, time.Now()
	e.begin(pollMark, "", func() {
		for _, s := range list {
			e.results(s)
		}
	})
}

// source is who is asked for results. What it told is kept up to place.
type source struct {
	Results
	name, place string
}

// sources are those who are asked for results: the provider, or each of those that it is
// made of.
func (e *Engine) sources() (list []source) {
	name := e.o.Provider.Name()
	all := []Provider{e.o.Provider}
	if v, ok := e.o.Provider.(Several); ok {
		all = v.Providers()
	}
	for i, p := range all {
		place := "results:" + name
		if i > 0 {
			place += "/" + p.Name()
		}
		if r, ok := p.(Results); ok {
			list = append(list, source{r, p.Name(), place})
		}
	}
	return list
}

// longestLook is for how long after it was sent a message has a result at last.
const longestLook = 7 * 24 * time.Hour

// results asks for what changed since the last question. The place is kept when what was
// answered is.
func (e *Engine) results(s source) {
	name, now := e.o.Provider.Name(), e.o.Now()
	var from, oldest time.Time
	err := e.try(func(ctx context.Context) (err error) {
		if oldest, err = e.o.Outbox.OldestSMS(ctx, name, now.Add(-longestLook)); err != nil || oldest.IsZero() {
			return err
		}
		from, err = e.o.Outbox.SMSPlace(ctx, s.place)
		return err
	})
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Msg("messages without a result cannot be read: it is tried again; check the database and the disk")
		return
	}
	if oldest.IsZero() {
		return
	}
	if first := oldest.Add(-behind); from.Before(first) || from.After(now) {
		from = first
	}
	for from.Before(now) {
		to := now
		if from.Add(24 * time.Hour).Before(now) {
			to = from.Add(24 * time.Hour)
		}
		var answers []Answer
		err := e.asked("results", func(ctx context.Context) (err error) {
			answers, err = s.Results.Results(ctx, from, to)
			return err
		})
		if err != nil {
			code, _ := reasonOf(err)
			e.o.Log.Warn().Str("provider", s.name).Str("code", code).Msg("the provider was asked for results and did not answer: it is asked again")
			return
		}
		if !e.keepResults(name, answers, s.place, to.Add(-behind)) {
			return
		}
		from = to
	}
}

// toldAtOnce is how many results one try of the database keeps: a far one must be through with
// them in time, however many come together.
const toldAtOnce = 500

// keepResults keeps results, and then up to where was asked; false: the engine ended before.
func (e *Engine) keepResults(provider string, answers []Answer, place string, at time.Time) bool {
	const message = "what a provider told of messages cannot be written"
	for part := range slices.Chunk(answers, toldAtOnce) {
		kept := e.insist(message, func(ctx context.Context) error {
			m, err := e.o.Outbox.TellSMS(ctx, provider, part, e.o.Now())
			e.moved(m)
			return err
		})
		if !kept {
			return false
		}
	}
	return e.insist(message, func(ctx context.Context) error { return e.o.Outbox.SetSMSPlace(ctx, place, at) })
}

// Cancel takes back what was not sent yet.
func (e *Engine) Cancel(ctx context.Context, c Cancel) (w Withdrawn, err error) {
	c.Provider = e.o.Provider.Name()
	m, recalls, elsewhere, err := e.o.Outbox.CancelSMS(ctx, c)
	if err != nil {
		return w, err
	}
	e.moved(m)
	w.Back, w.Elsewhere = m.Of(Cancelled), elsewhere
	if recalls > 0 {
		back := e.recall()[c.Send]
		w.Back, w.Left = w.Back+min(back, recalls), max(0, recalls-back)
	}
	return w, nil
}

// recallEvery is how often the provider is asked again for what it was to give back.
const recallEvery = 30 * time.Second

// takeBack asks for messages back that were to be taken back when the program ended, or the
// provider did not answer.
func (e *Engine) takeBack() {
	if _, ok := e.o.Provider.(Scheduler); !ok || e.loop.busy[takeMark] || time.Since(e.loop.recalled) < recallEvery {
		return
	}
	e.loop.recalled = time.Now()
	e.begin(takeMark, "", func() { e.recall() })
}

// recall asks the provider for everything that is to be taken back, and returns how many
// messages it gave back of each send.
func (e *Engine) recall() map[string]int {
	s, ok := e.o.Provider.(Scheduler)
	if !ok {
		return nil
	}
	back := map[string]int{}
	e.recalls.Lock()
	defer e.recalls.Unlock()
	name := e.o.Provider.Name()
	var list []Recall
	err := e.try(func(ctx context.Context) (err error) {
		list, err = e.o.Outbox.RecallsSMS(ctx, name, e.o.Now(), MostRecipients)
		return err
	})
	if err != nil {
		e.o.Log.Error().Err(fault.WithCause(err)).Msg("messages that are to be taken back cannot be read: it is tried again; check the database and the disk")
		return nil
	}
	for _, r := range list {
		var answers []Answer
		err := e.asked("cancel", func(ctx context.Context) (err error) {
			answers, err = s.Cancel(ctx, e.outward(r.Batch), r.Refs)
			return err
		})
		if err != nil {
			code, _ := reasonOf(err)
			e.o.Log.Warn().Str("provider", name).Str("code", code).Str("batch", r.Batch.ID).Msg("scheduled messages were not given back: it is asked again")
			continue
		}
		var m Moves
		kept := e.insist("what became of messages cannot be written", func(ctx context.Context) (err error) {
			m, err = e.o.Outbox.RecalledSMS(ctx, name, r, answers, e.o.Now())
			return err
		})
		if kept {
			e.moved(m)
			back[r.Send] += m.Of(Cancelled)
		}
	}
	return back
}

// senderCache keeps what the provider says of senders for a while.
type senderCache struct {
	mu   sync.Mutex
	list []Sender
	at   time.Time
}

// sendersKept is how long the list of senders is believed.
const sendersKept = 5 * time.Minute

// Senders returns the numbers that messages may come from, as the provider knows them; ok is
// false where it does not, and the configuration names them.
func (e *Engine) Senders(ctx context.Context) (list []Sender, ok bool, err error) {
	s, ok := e.o.Provider.(Senders)
	if !ok {
		return nil, false, nil
	}
	e.senders.mu.Lock()
	defer e.senders.mu.Unlock()
	if !e.senders.at.IsZero() && time.Since(e.senders.at) < sendersKept {
		return e.senders.list, true, nil
	}
	err = e.asked("senders", func(within context.Context) (err error) {
		both, cancel := context.WithCancel(within)
		defer context.AfterFunc(ctx, cancel)()
		defer cancel()
		list, err = s.Senders(both)
		return err
	})
	if err != nil {
		code, _ := reasonOf(err)
		e.o.Log.Warn().Str("provider", e.o.Provider.Name()).Str("code", code).Msg("the provider did not say which senders there are")
		if !e.senders.at.IsZero() {
			return e.senders.list, true, nil // as they were last
		}
		return nil, true, fault.New(fault.Overloaded, "the provider does not say now which senders there are: try again in some seconds")
	}
	e.senders.list, e.senders.at = list, time.Now()
	return list, true, nil
}

// Condition is how the engine and its provider are.
type Condition struct {
	Provider string
	Delivers bool
	Able     Abilities
	Keeps    bool  // it is a Scheduler
	Paused   bool  // nothing is sent but one batch that tries now and then, until the provider takes one
	Fails    int   // requests in a row that were not taken
	Class    Class // of the last failure; Account: somebody has to act
	Code     string
	Text     string
	At       time.Time // of it; zero: there was none since the start
	// Alimtalk is how its account is, where that is one of its own: other messages go on.
	Alimtalk AccountState
}

// AccountState is how an account is at the provider.
type AccountState struct {
	Paused     bool // nothing is sent by it but one batch that tries now and then, until it is not refused
	Fails      int  // requests in a row that were refused; 0: it works, as far as is known
	Code, Text string
	At         time.Time // of the last refusal; zero: there was none since the start
}

// Condition returns how it is now.
func (e *Engine) Condition() Condition {
	t, fails, paused := e.health.look()
	k, refused, kakaoPaused := e.kakao.look()
	_, keeps := e.o.Provider.(Scheduler)
	return Condition{Provider: e.o.Provider.Name(), Delivers: e.o.Delivers, Able: e.o.Provider.Able(), Keeps: keeps,
		Paused: paused, Fails: fails, Class: t.class, Code: t.code, Text: t.text, At: t.at,
		Alimtalk: AccountState{Paused: kakaoPaused, Fails: refused, Code: k.code, Text: k.text, At: k.at}}
}
