package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/callfloor/callfloor/sip/phone"
	"github.com/callfloor/callfloor/web"
)

// card is what the desk of an agent shows of the one live call; its text is never to
// hold the whole number of who calls.
func (p *person) card(r *rig, whole string) web.Card {
	p.t.Helper()
	var live []struct{ ID string }
	r.api("GET", "/calls", "", &live)
	if len(live) != 1 {
		p.t.Fatalf("live calls: %+v", live)
	}
	var card web.Card
	text := p.ask(200, "GET", "/calls/"+live[0].ID+"/card", "", &card)
	if strings.Contains(text, whole) {
		p.t.Errorf("the number is not masked: %s", text)
	}
	return card
}

// A stranger who is saved during the call is known on the next call from the same
// number, though the agent never sees that number whole (D16, D37); and a call to them
// can be reserved in the call (D9).
func TestAStrangerIsKnownFromTheNextCallOn(t *testing.T) {
	const number, whole = "01077778888", "77778888"
	r := start(t, t.TempDir())
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	hana := r.logIn(t, "hana", "kim")
	r.ready("kim")
	c := r.dial(number)
	r.wait(c, phone.Talking)
	card := hana.card(r, whole)
	if card.Customer != nil || card.Number != "010-****-8888" {
		t.Fatalf("a stranger: %+v", card)
	}

	due := time.Now().Add(time.Hour).Format(time.RFC3339)
	hana.ask(422, "POST", "/reservations", fmt.Sprintf(`{"due_at":%q,"number":%q}`, due, card.Number), nil)
	var booked web.ReservationView
	text := hana.ask(201, "POST", "/reservations", fmt.Sprintf(`{"due_at":%q,"call":%q,"agent":"kim"}`, due, card.Call), &booked)
	if booked.Number != "010-****-8888" || strings.Contains(text, whole) {
		t.Errorf("reserved: %s", text)
	}
	if kept, err := r.db.Reservation(t.Context(), booked.ID); err != nil || kept.Number != "+821077778888" {
		t.Errorf("reserved: %+v, %v", kept, err)
	}

	var saved web.CustomerView
	text = hana.ask(201, "POST", "/customers", fmt.Sprintf(`{"name":"최새롬","phones":[{"number":"02-123-4567"}],"call":%q}`, card.Call), &saved)
	if len(saved.Phones) != 2 || saved.Phones[0].Number != "010-****-8888" || strings.Contains(text, whole) {
		t.Errorf("saved: %s", text)
	}
	hana.ask(204, "PUT", "/calls/"+card.Call+"/customer", fmt.Sprintf(`{"customer":%q}`, saved.ID), nil)
	c.Hangup()
	until(t, "ready again", func() bool { return r.state("kim") == "ready" })

	c = r.dial("+82" + number[1:]) // as another carrier writes it
	r.wait(c, phone.Talking)
	again := hana.card(r, whole)
	if again.Call == card.Call || again.Customer == nil || again.Customer.ID != saved.ID {
		t.Errorf("on the next call: %+v", again)
	}
	c.Hangup()
}

// The same at the desk: the caller is answered with its button, saved, and a call to
// them is reserved; the next call shows who it is.
func TestAStrangerAtTheDesk(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("POST", "/users", `{"login":"kim","name":"김하나","role":"agent","agent_id":"kim","password":"`+goodPassword+`"}`, nil)
	rings := make(chan *phone.Call, 2)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{Manual: true, Talk: true})
	kim.OnCall(func(c *phone.Call) { rings <- c })
	p := visitor(t, browser(t), "http://"+r.httpAddr)
	p.open("/login?next=%2Fdesk")
	p.logIn("kim", goodPassword)
	p.click("업무 시작")
	p.reads(".state", "상담준비")
	r.ready("kim")

	c := r.dial("01077778888")
	<-rings
	p.reads(".call.ringing", "처음 온 고객")
	p.do(chromedp.Click(chromedp.CSS(".ctl.answer:not(:disabled)"), chromedp.NodeVisible))
	p.reads(".st-now", "통화중")
	p.key("6", chromedp.ModifierAlt)
	p.do(chromedp.WaitVisible(chromedp.CSS("#r-number")))
	p.fill(map[string]string{"r-memo": "다시 전화"})
	p.do(chromedp.Click(`//dialog//button[@type="submit"]`, chromedp.NodeVisible))
	p.holds(`!document.querySelector("dialog")`)
	p.reads(".left", "다시 전화")
	p.click("새 고객 등록")
	p.fill(map[string]string{"k-name": "최새롬"})
	p.do(chromedp.Click(chromedp.CSS(".cform button[type=submit]"), chromedp.NodeVisible))
	p.reads(".call h2", "최새롬")
	c.Hangup()
	p.reads(".st-now", "후처리")
	until(t, "ready again", func() bool { return r.state("kim") == "ready" })

	c = r.dial("01077778888")
	ringing := <-rings
	p.reads(".call.ringing h2", "최새롬")
	if text := p.text("body"); strings.Contains(text, "7777") {
		t.Errorf("the number is not masked:\n%s", text)
	}
	ringing.Answer()
	p.reads(".st-now", "통화중")
	c.Hangup()
	p.reads(".st-now", "후처리")
}

// A note that is written on one computer stands at the open desk of another, live, while
// it is written; what the other one goes on with stands at the first; saved at one, it is
// gone from both.
func TestANoteOnTwoComputers(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("POST", "/users", `{"login":"kim","name":"김하나","role":"agent","agent_id":"kim","password":"`+goodPassword+`"}`, nil)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 10 * time.Millisecond})
	b := browser(t)
	var desks []*tab
	for range 2 { // each with a browser of its own, as it were
		p := visitor(t, b, "http://"+r.httpAddr)
		p.open("/login?next=%2Fdesk")
		p.logIn("kim", goodPassword)
		p.reads(".state", "")
		desks = append(desks, p)
	}
	one, other := desks[0], desks[1]
	r.ready("kim")
	c := r.dial("01077778888")
	r.wait(c, phone.Talking)
	for _, p := range desks {
		p.reads(".st-now", "통화중")
		p.do(chromedp.WaitVisible(chromedp.CSS("#memo")))
	}
	says := func(p *tab, words string) {
		t.Helper()
		p.holds(fmt.Sprintf(`document.querySelector("#memo")?.value === %q`, words))
	}
	one.fill(map[string]string{"memo": "배송 문의"})
	says(other, "배송 문의")
	other.fill(map[string]string{"memo": "배송 문의, 내일 도착"})
	says(one, "배송 문의, 내일 도착")
	c.Hangup()
	for _, p := range desks {
		p.reads(".st-now", "후처리")
	}
	other.key(kb.Enter, chromedp.ModifierCtrl)
	for _, p := range desks {
		p.reads(".note-form", "쓰고 있는 기록이 없습니다")
	}
}
