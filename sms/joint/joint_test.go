package joint

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sms"
)

// plain sends some kinds of messages.
type plain struct {
	name   string
	able   sms.Abilities
	sent   []string
	sink   sms.Sink
	closed bool
	fails  error
}

func (p *plain) Name() string          { return p.name }
func (p *plain) Able() sms.Abilities   { return p.able }
func (p *plain) Close() error          { p.closed = true; return p.fails }
func (p *plain) Receive(s sms.Sink)    { p.sink = s }
func (p *plain) answers() []sms.Answer { return []sms.Answer{{ID: p.name, Status: sms.Delivered}} }

func (p *plain) Send(_ context.Context, b sms.Batch) ([]sms.Answer, error) {
	p.sent = append(p.sent, b.ID)
	return nil, nil
}

func (p *plain) Find(context.Context, sms.Batch, time.Time) ([]sms.Answer, error) {
	return p.answers(), nil
}

// keeping keeps scheduled messages and knows senders too.
type keeping struct{ plain }

func (p *keeping) Cancel(context.Context, sms.Batch, []sms.Ref) ([]sms.Answer, error) {
	return p.answers(), nil
}

func (p *keeping) Senders(context.Context) ([]sms.Sender, error) {
	return []sms.Sender{{Number: "15880001"}}, nil
}

type kept struct{ told []string }

func (k *kept) Answered(_ context.Context, provider string, a []sms.Answer) error {
	k.told = append(k.told, fmt.Sprint(provider, " ", a[0].ID))
	return nil
}
func (k *kept) CameIn(_ context.Context, m sms.Incoming) error {
	k.told = append(k.told, "in "+m.Provider)
	return nil
}

type keptToo struct{ kept }

func (k *keptToo) OptedOut(_ context.Context, provider, number string, _ time.Time) error {
	k.told = append(k.told, provider+" out "+number)
	return nil
}

func three() (text, kakao *keeping, in *plain) {
	text = &keeping{plain{name: "nhn", able: sms.Abilities{Kinds: []sms.Kind{sms.SMS, sms.MMS}, Recipients: 1000, PerSecond: 30}}}
	kakao = &keeping{plain{name: "alimtalk", able: sms.Abilities{Kinds: []sms.Kind{sms.Alimtalk}, Recipients: 500, PerSecond: 0}}}
	in = &plain{name: "twilio", able: sms.Abilities{Recipients: 1}}
	return text, kakao, in
}

// Every kind goes to who sends it; together they can what the least able can; what they tell
// is told under one name, and customers' messages under their own.
func TestJoint(t *testing.T) {
	text, kakao, in := three()
	p := New(text, kakao, in)
	a := p.Able()
	if p.Name() != "nhn" || len(a.Kinds) != 3 || a.Recipients != 500 || a.PerSecond != 30 || a.Unique {
		t.Errorf("%+v", a)
	}
	for _, k := range []sms.Kind{sms.SMS, sms.MMS, sms.Alimtalk} {
		if _, err := p.Send(t.Context(), sms.Batch{ID: string(k), Kind: k}); err != nil {
			t.Error(err)
		}
	}
	if fmt.Sprint(text.sent, kakao.sent, in.sent) != "[sms mms] [alimtalk] []" {
		t.Errorf("%v %v %v", text.sent, kakao.sent, in.sent)
	}
	if _, err := p.Send(t.Context(), sms.Batch{Kind: "fax"}); sms.ClassOf(err) != sms.Never {
		t.Errorf("%v", err)
	}
	if found, err := p.Find(t.Context(), sms.Batch{Kind: sms.Alimtalk}, time.Now()); err != nil || found[0].ID != "alimtalk" {
		t.Errorf("%v %v", found, err)
	}
	if list := p.(sms.Several).Providers(); len(list) != 3 || list[0] != sms.Provider(text) || list[2] != sms.Provider(in) {
		t.Errorf("%v", list)
	}
	back, err := p.(sms.Scheduler).Cancel(t.Context(), sms.Batch{Kind: sms.Alimtalk}, nil)
	if err != nil || back[0].ID != "alimtalk" {
		t.Errorf("%v %v", back, err)
	}
	if list, err := p.(sms.Senders).Senders(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("%v %v", list, err)
	}
	k := &keptToo{}
	p.(sms.Receipts).Receive(k)
	kakao.sink.Answered(t.Context(), "alimtalk", kakao.answers())                   //nolint:errcheck // it returns none
	in.sink.CameIn(t.Context(), sms.Incoming{Provider: "twilio"})                   //nolint:errcheck // as above
	text.sink.(sms.OptOuts).OptedOut(t.Context(), "nhn", "01012345678", time.Now()) //nolint:errcheck // as above
	if fmt.Sprint(k.told) != "[nhn alimtalk in twilio nhn out 01012345678]" {
		t.Errorf("%v", k.told)
	}
	bare := &kept{}
	p.(sms.Receipts).Receive(bare)
	if _, keeps := text.sink.(sms.OptOuts); keeps {
		t.Error("a sink that keeps no opt-outs says that it does")
	}
	kakao.fails = errors.New("no")
	if err := p.Close(); err == nil || !text.closed || !kakao.closed || !in.closed {
		t.Errorf("%v", err)
	}
	if got := All[*plain](p); len(got) != 1 || got[0] != in {
		t.Errorf("%v", got)
	}
	if got := All[sms.Scheduler](p); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if got := All[sms.KakaoTemplates](p); got != nil {
		t.Error("somebody has templates")
	}
}

// A provider that keeps no scheduled messages makes that none of them are kept, unless it
// sends nothing.
func TestKeeps(t *testing.T) {
	text, kakao, in := three()
	if p := New(text); p != sms.Provider(text) {
		t.Error("one alone is not itself")
	}
	if got := All[sms.Senders](text); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if _, keeps := New(text, in).(sms.Scheduler); !keeps {
		t.Error("one that only takes in makes that nothing is kept")
	}
	other := &plain{name: "smpp", able: sms.Abilities{Kinds: []sms.Kind{sms.SMS}, Recipients: 50, Unique: true}}
	if _, keeps := New(other, kakao).(sms.Scheduler); keeps {
		t.Error("SMS of smpp are not kept")
	}
	if _, known := New(other, in).(sms.Senders); known {
		t.Error("senders of smpp are not known")
	}
	if p := New(other, in); !p.Able().Unique || p.Able().Recipients != 50 {
		t.Errorf("%+v", p.Able())
	}
}
