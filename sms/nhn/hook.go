package nhn

import (
	"context"
	"fmt"
	"slices"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// keep gives what a post says to the sink.
func (p *Provider) keep(ctx context.Context, sink sms.Sink, h cloud.Hooks) error {
	var list []sms.Answer
	switch h.Event {
	case cloud.EventResult:
		cloud.Each(p.log, h, func(r row) bool {
			list = append(list, r.answer())
			return r.Request != ""
		})
	case cloud.EventInternational:
		cloud.Each(p.log, h, func(r abroad) bool {
			list = append(list, r.answer())
			return r.Request != ""
		})
	case cloud.EventUnsubscribe:
		return p.keepOptOuts(ctx, sink, h)
	default:
		// CONVERSION_BLOCK is of a country; and events that we do not know are of no message.
		p.log.Warn().Str("event", wire.Text(h.Event)).Int("hooks", len(h.Hooks)).Msg("the provider told something that nothing here needs")
	}
	list = slices.DeleteFunc(list, func(a sms.Answer) bool { return a.Ref.Request == "" })
	if len(list) == 0 {
		return nil
	}
	return sink.Answered(ctx, Name, list)
}

// abroad is what networks say of a message that went to another country.
type abroad struct {
	row
	State string     `json:"dlrStatus"`
	Error wire.Loose `json:"errorCode"`
}

// abroadStates are those at which a message is at its end.
var abroadStates = map[string]sms.Status{"DELIVERED": sms.Delivered, "FAILED": sms.Failed, "REJECTED": sms.Failed, "EXPIRED": sms.Failed}

func (r *abroad) answer() sms.Answer {
	a := sms.Answer{Ref: r.ref(), Status: sms.Accepted, Code: wire.Text(r.State)}
	if s, ok := abroadStates[r.State]; ok {
		a.Status = s
	}
	if a.Status == sms.Failed {
		a.Text = wire.Text(fmt.Sprintf("the network abroad says %s, error %s", r.State, r.Error))
	}
	return a
}

// keepOptOuts tells who wants no advertisements any more, where the sink keeps that.
func (p *Provider) keepOptOuts(ctx context.Context, sink sms.Sink, h cloud.Hooks) (err error) {
	keeper, ok := sink.(sms.OptOuts)
	if !ok {
		p.log.Warn().Int("hooks", len(h.Hooks)).Msg("customers have opted out of advertisements at the provider, and nothing here keeps that: the provider refuses those numbers by itself")
		return nil
	}
	type optOut struct {
		Number string `json:"recipientNo"`
		At     string `json:"createdDateTime"`
	}
	cloud.Each(p.log, h, func(r optOut) bool {
		at := cloud.Time(r.At)
		if at.IsZero() {
			at = p.now()
		}
		if r.Number != "" && err == nil {
			err = keeper.OptedOut(ctx, Name, r.Number, at)
		}
		return r.Number != ""
	})
	return err
}
