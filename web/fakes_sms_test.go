package web

import (
	"context"
	"sync"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/store"
)

// fakeTexter sends nothing: what it is woken for waits in the database.
type fakeTexter struct {
	db    *store.DB
	mu    sync.Mutex
	woken int
	able  sms.Abilities
	keeps bool

	delivers bool
	left     int // what the provider did not give back
	away     int // what another one keeps
}

func (f *fakeTexter) Wake() { f.mu.Lock(); defer f.mu.Unlock(); f.woken++ }

func (f *fakeTexter) Cancel(ctx context.Context, c sms.Cancel) (sms.Withdrawn, error) {
	m, _, _, err := f.db.CancelSMS(ctx, c)
	return sms.Withdrawn{Back: m.Of(sms.Cancelled), Left: f.left, Elsewhere: f.away}, err
}

func (f *fakeTexter) Explain(code string) (sms.Saying, bool) {
	return sms.Saying{Ko: "전원 꺼짐", En: "switched off"}, code == "2003"
}

func (f *fakeTexter) Senders(context.Context) ([]sms.Sender, error) {
	return []sms.Sender{{Number: "15880000", Name: "대표", Usable: true}, {Number: "025550000", Name: "배송", Usable: true}, {Number: "15889999", Why: "it is blocked"}}, nil
}

func (f *fakeTexter) KakaoTemplates(context.Context) ([]sms.KakaoTemplate, error) {
	return []sms.KakaoTemplate{{Code: "today", Name: "오늘 도착", Content: "#{이름}님, #{물건} 도착", Fields: []string{"이름", "물건"}, Approved: true, State: "TSC03"}, {Code: "asked", Content: "a", State: "TSC01"}}, nil
}

func (f *fakeTexter) Condition() sms.Condition {
	able := f.able
	if able.Recipients == 0 {
		able = sms.Local{}.Able()
	}
	return sms.Condition{Provider: "local", Able: able, Keeps: f.keeps, Delivers: f.delivers}
}
