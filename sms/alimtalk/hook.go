package alimtalk

import (
	"context"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// keep gives what a post says to the sink. A post has the code of Alimtalk alone: where that
// is a failure it does not say whether an SMS follows, and the message is not at its end
// until Results says so.
func (p *Provider) keep(ctx context.Context, sink sms.Sink, h cloud.Hooks) error {
	if h.Event != cloud.EventResult { // the state of a template, or what we do not know
		p.log.Info().Str("event", wire.Text(h.Event)).Int("hooks", len(h.Hooks)).Msg("the provider told something that nothing here needs")
		return nil
	}
	var list []sms.Answer
	cloud.Each(p.log, h, func(r row) bool {
		if r.Request == "" {
			return false
		}
		a := r.answer()
		if a.Status == sms.Failed && r.Resend == "" {
			a.Status = sms.Accepted
		}
		list = append(list, a)
		return true
	})
	if len(list) == 0 {
		return nil
	}
	return sink.Answered(ctx, Name, list)
}
