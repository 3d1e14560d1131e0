package demo

import (
	"context"
	_ "embed"
	"math/rand/v2"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sip/phone"
)

// Question is what callers of the first number are asked, as a WAV file. scripts/prompts
// makes it.
//
//go:embed question.wav
var Question []byte

// Menu is what callers of the first number hear. question is the file of Question.
func Menu(question string) centre.Menu {
	key := func(k, do, service, ko, en string) centre.MenuKey {
		return centre.MenuKey{Key: k, Name: centre.Names{Ko: ko, En: en}, Do: do, Service: service}
	}
	m := centre.Menu{
		ID: "main", Name: centre.Names{Ko: "대표 안내", En: "Main menu"}, Recorded: true,
		Questions: []centre.Question{{
			ID: "first", Prompt: question,
			Keys: []centre.MenuKey{
				key("1", centre.WayService, "orders", "주문·결제", "Orders"), key("2", centre.WayService, "delivery", "배송", "Delivery"),
				key("3", centre.WayService, "returns", "교환·반품", "Returns"), key("4", centre.WayCallback, "main", "전화 요청", "A call back"),
				key("0", centre.WayService, "main", "상담원", "An agent"),
			},
			Nothing: &centre.Way{Do: centre.WayService, Service: "main"},
		}},
	}
	m.Fill()
	return m
}

// Hear gives services what their callers hear and can press: the first one a menu, those
// that have long lines announcements, with a callback that keeps the place.
func Hear(list []centre.Service) {
	for i := range list {
		s := &list[i]
		switch s.ID {
		case "main":
			s.Menu = "main"
		case "orders", "delivery", "returns":
			s.Announce = &centre.Announce{First: centre.Duration(12 * time.Second), Every: centre.Duration(20 * time.Second), Position: true, Wait: true, Keys: []centre.WaitKey{{Key: "1", Do: centre.WayCallback}}}
		}
		s.Callback = &centre.Callback{From: "00:00", To: "24:00", Spacing: centre.Duration(time.Minute), Form: true}
		s.Fill()
	}
}

// choose presses a key of the menu, most callers at some time of the question.
func (d *Demo) choose(ctx context.Context, c *phone.Call, r *rand.Rand) {
	if c.Wait(ctx, phone.Talking) != nil || !sleep(ctx, between(r, 5*time.Second, 16*time.Second)) {
		return
	}
	switch n := r.IntN(12); {
	case n < 3:
		_ = c.SendDTMF("1") // or it was hung up
	case n < 6:
		_ = c.SendDTMF("2")
	case n < 8:
		_ = c.SendDTMF("3")
	case n < 10:
		_ = c.SendDTMF("0")
	case n == 10:
		d.promise(ctx, c, "4")
	}
}

// promise asks for a callback at the caller's own number.
func (d *Demo) promise(ctx context.Context, c *phone.Call, key string) {
	if c.SendDTMF(key) == nil && sleep(ctx, 4*time.Second) {
		_ = c.SendDTMF("1") // at this number; or it was hung up
	}
}
