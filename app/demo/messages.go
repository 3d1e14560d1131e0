package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/callfloor/callfloor/sms"
)

// Texts is what the demo asks of the program about text messages.
type Texts interface {
	Send(ctx context.Context, m sms.Make) error
	CameIn(ctx context.Context, m sms.Incoming) error
}

// firm begins every message of the demo.
const firm = "[온마루] "

// SMSCategories are the classes of templates, of two levels.
func SMSCategories() []sms.Category {
	return []sms.Category{
		{ID: "demo-delivery", Name: "배송", Used: true, Editable: true},
		{ID: "demo-late", Parent: "demo-delivery", Name: "배송 안내", Used: true, Editable: true},
		{ID: "demo-returns", Name: "교환·반품", Used: true, Editable: true},
		{ID: "demo-pickup", Parent: "demo-returns", Name: "회수", Used: true, Editable: true},
		{ID: "demo-refund", Parent: "demo-returns", Name: "환불", Used: true},
		{ID: "demo-events", Name: "행사", Used: true, Editable: true},
		{ID: "demo-season", Parent: "demo-events", Name: "겨울 행사", Used: true, Editable: true},
	}
}

// SMSTemplates are the templates below them.
func SMSTemplates() []sms.Template {
	return []sms.Template{
		{ID: "demo-today", Category: "demo-late", Name: "오늘 도착 예정", Description: "배송 당일에 보냅니다", Kind: sms.SMS, Sender: "15880003", Body: firm + "{이름}님, 주문하신 상품이 오늘 19시 전에 도착합니다.", Used: true, Editable: true},
		{ID: "demo-delay", Category: "demo-late", Name: "배송 지연", Kind: sms.MMS, Sender: "15880003", Title: "배송 지연 안내",
			Body: firm + "{이름}님, 주문하신 상품의 배송이 늦어지고 있습니다.\n새 도착 예정일: {도착일}\n기다리시게 하여 죄송합니다. 취소를 원하시면 답장으로 알려 주세요.", Used: true, Editable: true},
		{ID: "demo-collect", Category: "demo-pickup", Name: "회수 예약", Kind: sms.SMS, Sender: "15880004", Body: firm + "{이름}님, 반품 상품은 {회수일}에 회수하러 갑니다.", Used: true, Editable: true},
		{ID: "demo-refunded", Category: "demo-refund", Name: "환불 완료", Description: "그대로 보냅니다", Kind: sms.SMS, Sender: "15880004", Body: firm + "{이름}님, 환불이 완료되었습니다. 3일 안에 입금됩니다.", Used: true},
		{ID: "demo-missed", Category: "demo-late", Name: "부재중 안내", Kind: sms.SMS, Sender: "15880001", Body: firm + "{이름}님, 전화드렸으나 받지 않으셔서 문자 남깁니다.", Used: true, Editable: true},
	}
}

// answers are what customers write back, with what an agent says to it in a room; "": goodbye.
var answers = []exchange{
	{"네 감사합니다", ""}, {"경비실에 맡겨 주세요", "네, 경비실에 맡기도록 기사님께 전달했습니다."}, {"내일 오전에 전화 주실 수 있나요?", "네, 내일 오전 10시쯤 전화드리겠습니다."},
	{"주소를 잘못 적었어요. 바꿀 수 있을까요?", "네, 바꿀 주소를 문자로 남겨 주시면 변경해 드리겠습니다."}, {"몇 시쯤 오나요?", "오늘 오후 3시에서 5시 사이에 도착할 예정입니다."}, {"확인했습니다^^", ""},
}

// text is a message of a template to some of the customers, all of them or one.
func text(r *rand.Rand, id string, t sms.Template, agent string, to []int, now time.Time) sms.Make {
	people := Customers()
	m := sms.Make{Send: sms.Send{
		ID: id, Kind: t.Kind, Sender: t.Sender, Title: t.Title, Body: t.Body, Template: t.ID, Recipients: len(to), Agent: agent, By: "demo", Created: now.Round(0),
	}}
	m.Limits.Now, m.Limits.Day = now, now.Truncate(24*time.Hour)
	day := now.AddDate(0, 0, 1+r.IntN(3)).Format("1월 2일")
	for i, n := range to {
		c := people[n]
		body, _ := sms.Fill(t.Body, map[string]string{"이름": c.Name, "도착일": day, "회수일": day})
		m.Batches = append(m.Batches, sms.NewBatch{ID: fmt.Sprintf("%s-b%d", id, i), Title: t.Title, Body: sms.Normal(body),
			Messages: []sms.NewMessage{{ID: fmt.Sprintf("%s-%04d", id, i+1), Number: c.Phones[0].Number, Name: c.Name, Customer: c.ID}}})
	}
	return m
}

// Sends are what the agents have just sent: single messages, one to many, and one that
// waits for its time.
func Sends(now time.Time) []sms.Make {
	r, agents, templates := rand.New(rand.NewPCG(12, 12)), Agents(), SMSTemplates() //nolint:gosec // a play, not a secret
	var list []sms.Make
	for i := range 9 {
		list = append(list, text(r, fmt.Sprintf("demo-text-%02d", i), templates[i%len(templates)], agents[i%len(agents)].ID, []int{r.IntN(knownCallers)}, now))
	}
	var many []int
	for i := range 24 {
		many = append(many, i*7)
	}
	all := text(r, "demo-text-many", templates[0], agents[2].ID, many, now)
	all.Send.Bulk = true
	late := text(r, "demo-text-late", templates[2], agents[0].ID, []int{5}, now)
	due := now.Add(50 * time.Minute).Truncate(time.Minute)
	late.Send.Due = &due
	return append(list, all, late)
}

// write sends a message now and then, of one agent after another; some customers answer.
func (d *Demo) write(ctx context.Context) {
	r, templates := d.random(3000), SMSTemplates()
	for n := 0; sleep(ctx, between(r, 20*time.Second, 50*time.Second)); n++ {
		t, who := templates[r.IntN(len(templates))], r.IntN(knownCallers)
		a := d.cfg.Agents[n%len(d.cfg.Agents)]
		if err := d.cfg.Texts.Send(ctx, text(r, fmt.Sprintf("demo-live-%d", n), t, a.ID, []int{who}, time.Now())); err != nil {
			d.cfg.Log.Warn().Err(err).Msg("demo: a message was not sent")
			continue
		}
		if r.IntN(3) != 0 {
			continue
		}
		if !sleep(ctx, between(r, 5*time.Second, 15*time.Second)) {
			return
		}
		in := sms.Incoming{Provider: "demo", ID: fmt.Sprint(n), From: "0" + strings.TrimPrefix(numberOf(who), "+82"), To: t.Sender, Body: answers[r.IntN(len(answers))].asks, At: time.Now()}
		if err := d.cfg.Texts.CameIn(ctx, in); err != nil {
			d.cfg.Log.Warn().Err(err).Msg("demo: an answer was not taken")
		}
	}
}
