package sms_test

import (
	"context"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
)

// Whoever takes a customer's message further does so once it is kept and before the provider is
// told that it is: where that fails the provider tells it again, and it is taken again, but kept
// once.
func TestTakenFurther(t *testing.T) {
	o, g := newOffice(t), newGateway()
	var taken []sms.CameIn
	var fails error
	e := o.engine(g, func(opt *sms.Options) {
		opt.Take = func(ctx context.Context, m sms.CameIn, at sms.Arrival) error {
			if c, err := o.db.Conversation(ctx, at.Conversation); err != nil || c.Unread != 1 {
				t.Errorf("it is not kept: %+v %v", c, err)
			}
			taken = append(taken, m)
			return fails
		}
	})
	in := sms.Incoming{Provider: "test", ID: "1", From: "01012345678", To: "15880000", Body: "수신거부", At: time.Now()}
	fails = fault.New(fault.Overloaded, "not now")
	if err := e.CameIn(ctx, in); !fault.Is(err, fault.Overloaded) {
		t.Errorf("the provider is told that it is kept: %v", err)
	}
	fails = nil
	must(t, e.CameIn(ctx, in))
	if len(taken) != 2 || taken[1].Ours != "15880000" || !taken[1].OptOut {
		t.Errorf("taken %+v", taken)
	}
}
