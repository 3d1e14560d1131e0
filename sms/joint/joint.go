// Package joint makes one provider of several: one that sends SMS, and beside it one that
// sends Alimtalk or takes customers' messages in. Rows and metrics know the first one's
// name.
package joint

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// New returns main with others beside it, each of which sends the kinds of messages that
// none before it sends. Closing it closes all of them. It keeps scheduled messages, and
// knows senders, where main does and each of the others that send anything keeps them too.
func New(main sms.Provider, beside ...sms.Provider) sms.Provider {
	if len(beside) == 0 {
		return main
	}
	p := &provider{main: main, all: append([]sms.Provider{main}, beside...)}
	_, senders := main.(sms.Senders)
	for _, one := range p.all {
		if _, keeps := one.(sms.Scheduler); len(one.Able().Kinds) > 0 && !keeps {
			senders = false
		}
	}
	if senders {
		return &keeper{p}
	}
	return p
}

// All returns p, or those that it was made of, as far as they are a T.
func All[T any](p sms.Provider) (list []T) {
	all := []sms.Provider{p}
	if v, ok := p.(sms.Several); ok {
		all = v.Providers()
	}
	for _, one := range all {
		if t, ok := one.(T); ok {
			list = append(list, t)
		}
	}
	return list
}

type provider struct {
	main sms.Provider
	all  []sms.Provider
}

// keeper is a provider that keeps scheduled messages and knows senders.
type keeper struct{ *provider }

func (p *provider) Name() string { return p.main.Name() }

// Able implements sms.Provider: what all of them can do together is what the least able can.
func (p *provider) Able() sms.Abilities {
	out := sms.Abilities{Unique: true}
	for _, one := range p.all {
		a := one.Able()
		if len(a.Kinds) == 0 {
			continue
		}
		for _, k := range a.Kinds {
			if !slices.Contains(out.Kinds, k) {
				out.Kinds = append(out.Kinds, k)
			}
		}
		if out.Recipients == 0 || a.Recipients < out.Recipients {
			out.Recipients = a.Recipients
		}
		if a.PerSecond > 0 && (out.PerSecond == 0 || a.PerSecond < out.PerSecond) {
			out.PerSecond = a.PerSecond
		}
		out.Unique = out.Unique && a.Unique
	}
	return out
}

// of returns who sends a kind of messages; nil: nobody.
func (p *provider) of(k sms.Kind) sms.Provider {
	for _, one := range p.all {
		if slices.Contains(one.Able().Kinds, k) {
			return one
		}
	}
	return nil
}

func (p *provider) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	if one := p.of(b.Kind); one != nil {
		return one.Send(ctx, b)
	}
	return nil, wire.Refuse("kind")
}

func (p *provider) Find(ctx context.Context, b sms.Batch, sent time.Time) ([]sms.Answer, error) {
	if one := p.of(b.Kind); one != nil {
		return one.Find(ctx, b, sent)
	}
	return nil, wire.Refuse("kind")
}

func (p *provider) Close() error {
	var all []error
	for _, one := range p.all {
		all = append(all, one.Close())
	}
	return errors.Join(all...)
}

// Providers implements sms.Several.
func (p *provider) Providers() []sms.Provider { return slices.Clone(p.all) }

// Receive implements sms.Receipts.
func (p *provider) Receive(s sms.Sink) {
	for _, one := range p.all {
		if r, ok := one.(sms.Receipts); ok {
			r.Receive(named(s, p.Name()))
		}
	}
}

// Explain implements sms.Explainer. The same code can mean something else for another of
// them: the first one counts.
func (p *provider) Explain(code string) (sms.Saying, bool) {
	for _, one := range p.all {
		if e, ok := one.(sms.Explainer); ok {
			if s, ok := e.Explain(code); ok {
				return s, true
			}
		}
	}
	return sms.Saying{}, false
}

// Cancel implements sms.Scheduler.
func (p *keeper) Cancel(ctx context.Context, b sms.Batch, refs []sms.Ref) ([]sms.Answer, error) {
	if s, ok := p.of(b.Kind).(sms.Scheduler); ok {
		return s.Cancel(ctx, b, refs)
	}
	return nil, wire.Refuse("kind")
}

// Senders implements sms.Senders.
func (p *keeper) Senders(ctx context.Context) ([]sms.Sender, error) {
	return p.main.(sms.Senders).Senders(ctx)
}

// sink tells what became of messages under the name that rows have.
type sink struct {
	sms.Sink
	name string
}

// optSink is a sink that keeps opt-outs too.
type optSink struct {
	sink
	keeps sms.OptOuts
}

// fullSink is an optSink that keeps parts too.
type fullSink struct {
	optSink
	sms.Parts
}

func named(s sms.Sink, name string) sms.Sink {
	o, ok := s.(sms.OptOuts)
	if !ok {
		return sink{s, name}
	}
	opts := optSink{sink{s, name}, o}
	if p, ok := s.(sms.Parts); ok {
		return fullSink{opts, p}
	}
	return opts
}

func (s sink) Answered(ctx context.Context, _ string, a []sms.Answer) error {
	return s.Sink.Answered(ctx, s.name, a)
}

func (s optSink) OptedOut(ctx context.Context, provider, number string, at time.Time) error {
	return s.keeps.OptedOut(ctx, provider, number, at)
}

var (
	_ sms.Provider  = (*provider)(nil)
	_ sms.Several   = (*provider)(nil)
	_ sms.Receipts  = (*provider)(nil)
	_ sms.Scheduler = (*keeper)(nil)
	_ sms.Senders   = (*keeper)(nil)
)
