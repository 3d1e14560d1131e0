package app

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/callfloor/callfloor/sip/phone"
)

// ask sends a request of the administrator's key and fails unless it is done.
func (r *rig) ask(method, path, body string, out any) {
	r.t.Helper()
	var problem map[string]any
	if out == nil {
		out = &problem
	}
	if st := r.api(method, path, body, out); st >= 300 {
		r.t.Fatalf("%s %s: %d %v", method, path, st, out)
	}
}

// key presses one key, with modifiers held: what it writes is one with the press, so
// that a page which takes the press keeps it out of the fields, as with a keyboard.
func (p *tab) key(k string, held ...chromedp.Modifier) {
	p.t.Helper()
	var with int64
	for _, m := range held {
		with |= int64(m)
	}
	for _, r := range k {
		var press *input.DispatchKeyEventParams
		for _, e := range kb.Encode(r) {
			e.Modifiers |= with
			switch {
			case e.Type == kb.KeyDown:
				press = e
				continue
			case e.Type == kb.KeyChar && with != 0:
				continue
			case e.Type == kb.KeyChar:
				press.Text, press.UnmodifiedText = e.Text, e.UnmodifiedText
				continue
			}
			for _, e := range []*input.DispatchKeyEventParams{press, e} {
				if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, *e); err != nil {
					p.t.Fatalf("key %q: %v", k, err)
				}
			}
		}
	}
}

// An agent's day at the desk, with a real phone beside it: log-in and start of work,
// ready, a call that rings with its customer before it is answered and the reason why
// it came, hold, a note that survives a reload, the next state asked for, wrap-up, the
// note saved with what the service requires, a reservation and the call it promises, a
// call answered with the desk's button, a colleague asked, joined and given the call, a
// break, end of work, log-out.
func TestADayAtTheDesk(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("PUT", "/services/orders/form", `{"note_required":true,"fields":[{"key":"result","label":{"ko":"처리 결과"},"type":"select","required":true,"options":[{"value":"done","label":{"ko":"완료"}}]}],"version":0}`, nil)
	r.ask("PUT", "/dispositions?service=orders", `{"items":[{"code":"delivery","name":{"ko":"배송"},"children":[{"code":"late","name":{"ko":"배송 지연"}}]}],"version":0}`, nil)
	r.ask("POST", "/templates", `{"question":"택배 지연 안내","answer":"오늘 19시 전에 도착합니다."}`, nil)
	r.ask("POST", "/customers", `{"name":"박민정","phones":[{"number":"010-1234-5678"}],"memo":"오후 통화 선호"}`, nil)
	outside, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Media: r.sound})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outside.Close)
	customer := outside.NewPhone(phone.Account{User: "01012345678", Registrar: r.sip.UDPAddr()})
	customer.SetAnswering(phone.Answering{After: 50 * time.Millisecond})
	edit(t, r.file, `sources: ["127.0.0.0/8"]`, `sources: ["127.0.0.0/8"], options: 1h, target: "sip:`+outside.Addr().String()+`"`)
	if st := r.api("POST", "/configuration/reload", "", nil); st != 204 {
		t.Fatalf("reload: %d", st)
	}
	r.ask("POST", "/users", `{"login":"kim","name":"김하나","role":"agent","agent_id":"kim","permissions":["phone"],"password":"`+goodPassword+`"}`, nil)
	rings := make(chan *phone.Call, 4)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{Never: true})
	kim.OnCall(func(c *phone.Call) { rings <- c })

	p := visitor(t, browser(t), "http://"+r.httpAddr)
	p.open("/login?next=%2Fdesk")
	p.logIn("kim", goodPassword)
	p.reads(".call.idle", "업무를 시작하지 않았습니다")
	board := p.another()
	board.open("/wallboard?lang=ko")
	board.reads(".wb-refused", "CTI에 연결되어 있지 않습니다") // W2
	p.click("업무 시작")
	p.reads(".state", "상담준비") // D5
	board.click("다시 시도")
	board.holds(`document.querySelector(".wb")?.dataset.link === "ok"`)
	p.holds(`document.querySelector(".quick button:not(:disabled)")`)
	p.key("1", chromedp.ModifierAlt)
	p.reads(".state", "대기")
	p.reads(".left", "김하나")
	p.reads(".left", "대기")

	c := r.dial("01012345678")
	ringing := <-rings
	p.reads(".call.ringing h2", "박민정") // on the offer, not on the answer
	p.reads(".call.ringing", "010-****-5678")
	p.reads(".right", "오후 통화 선호")
	p.click("왜 나에게?")
	p.reads(".pop.why", "가장 오래 쉰 상담사")
	p.key(kb.Escape)
	if text := p.text("body"); strings.Contains(text, "12345678") || strings.Contains(text, "1234-5678") {
		t.Errorf("the caller's number is not masked:\n%s", text)
	}
	p.key(kb.F8)
	p.reads(".call.ringing", "전화기에서 받으세요") // this phone cannot be told to answer
	ringing.Answer()
	p.reads(".state", "통화중")
	p.key("h")
	p.reads(".state", "보류")
	p.key("h")
	p.reads(".state", "통화중")
	p.do(chromedp.SendKeys(chromedp.CSS("#memo"), "오늘 받아야 함"))
	p.reads(".kept", "자동 저장됨")
	p.do(chromedp.Evaluate[chromedp.Void]("location.reload()"))
	p.holds(`document.querySelector("#memo")?.value === "오늘 받아야 함"`)
	p.click("식사중")
	p.reads(".next-state", "식사중")
	c.Hangup()
	p.reads(".state", "후처리")
	p.click("직접 끝내기")
	p.reads(".call", "끝낼 때까지 계속됩니다")
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#memo").focus()`))
	p.key(kb.Enter, chromedp.ModifierCtrl)
	p.reads(".note-form", "처리 결과: 꼭 필요합니다")
	for id, value := range map[string]string{"class": "delivery", "note-result": "done"} {
		p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{ const s = document.getElementById(%q); s.value = %q; s.dispatchEvent(new Event("change", { bubbles: true })); }`, id, value)))
	}
	p.holds(`!document.querySelector("#subclass").disabled`)
	p.do(chromedp.Evaluate[chromedp.Void](`{ const s = document.getElementById("subclass"); s.value = "late"; s.dispatchEvent(new Event("change", { bubbles: true })); }`))
	p.key(kb.Enter, chromedp.ModifierCtrl)
	p.reads(".st-now", "식사중") // asked for during the call
	if s := r.state("kim"); s != "not_ready:meal" {
		t.Errorf("kim is %s", s)
	}
	var saved struct {
		Items []struct{ Note, Disposition, Customer_name, Ticket string }
	}
	r.ask("GET", "/consultations?agent=kim&day=today", "", &saved)
	if len(saved.Items) != 1 || saved.Items[0].Note != "오늘 받아야 함" || saved.Items[0].Disposition != "late" || saved.Items[0].Customer_name != "박민정" || saved.Items[0].Ticket == "" {
		t.Fatalf("saved: %+v", saved)
	}
	p.click("오늘 상담")
	p.reads(".left", "박민정") // live, without a reload
	p.reads("#work-consultations", "1")
	p.reads(".stats", "1/0")

	p.key("6", chromedp.ModifierAlt)
	p.do(chromedp.WaitVisible(chromedp.CSS("#r-number")))
	p.fill(map[string]string{"r-number": "010-1234-5678", "r-memo": "도착 확인"})
	p.do(chromedp.Click(`//dialog//button[@type="submit"]`, chromedp.NodeVisible))
	p.holds(`!document.querySelector("dialog")`)
	p.do(chromedp.Click(chromedp.CSS("#work-reservations"), chromedp.NodeVisible))
	p.reads(".left", "도착 확인")
	p.reads("#work-reservations", "1")
	p.do(chromedp.Click(`//button[@aria-label="박민정 고객에게 전화"]`, chromedp.NodeVisible)) // D15
	(<-rings).Answer()
	p.reads(".st-now", "O/B 통화")
	p.reads(".call", "OUT")
	p.reads(".call h2", "박민정")
	customer.Calls()[0].Hangup()
	p.reads(".st-now", "식사중") // as before the call
	p.reads(".stats", "1/1")

	p.key("1", chromedp.ModifierAlt)
	p.reads(".st-now", "대기")
	lees := make(chan *phone.Call, 4)
	lee := r.agent("1002", "s3cret-lee-0002", 660, phone.Answering{Never: true})
	lee.OnCall(func(c *phone.Call) { lees <- c })
	kim.SetAnswering(phone.Answering{Manual: true, Talk: true}) // from here on it can be told to answer (Event: talk)
	c = r.dial("01012345678")
	ringing = <-rings
	p.reads(".call.ringing h2", "박민정")
	p.do(chromedp.Click(chromedp.CSS(".ctl.answer:not(:disabled)"), chromedp.NodeVisible))
	p.reads(".st-now", "통화중")
	r.wait(ringing, phone.Talking)
	r.wait(c, phone.Talking)
	r.ask("PUT", "/agents/lee/state", `{"state":"not_ready","reason":"rest"}`, nil)
	p.holds(`[...document.querySelectorAll("#people-all .n")].some((n) => n.textContent === "2")`)
	p.key("c") // lee is asked first
	p.do(chromedp.WaitVisible(chromedp.CSS(".picker input")), chromedp.SendKeys(chromedp.CSS(".picker input"), "1002"))
	p.key(kb.Enter)
	p.reads(".consult", "이두리")
	(<-lees).Answer()
	p.reads(".consult", "고객 보류 중")
	p.click("상대 바꾸기")
	p.reads(".consult", "이두리 보류 중")
	p.click("3자 연결")
	p.reads(".consult", "3자통화중")
	p.click("협의 취소")
	p.holds(`!document.querySelector(".consult")`)
	r.ask("PUT", "/agents/lee/state", `{"state":"ready"}`, nil)
	p.holds(`document.querySelector(".left").textContent.includes("이두리")`)
	p.key("t")
	p.do(chromedp.WaitVisible(chromedp.CSS(".picker input")), chromedp.SendKeys(chromedp.CSS(".picker input"), "1002"))
	p.holds(`document.querySelector(".picker .btn.primary:not(:disabled)")`)
	p.key(kb.Enter)
	(<-lees).Answer()
	p.reads(".st-now", "후처리") // kim's part is over
	r.talks("lee")
	c.Hangup()
	p.reads(".st-now", "대기")

	p.key("2", chromedp.ModifierAlt)
	p.reads(".st-now", "휴식중")
	p.click("기타")
	p.click("업무 종료")
	p.reads(".call.idle", "업무를 시작하지 않았습니다")
	if s := r.state("kim"); !strings.HasPrefix(s, "logged_out") {
		t.Errorf("kim is %s", s)
	}
	p.do(chromedp.Click(chromedp.CSS(".me-blk"), chromedp.NodeVisible))
	p.click("로그아웃")
	p.holds(`location.pathname === "/login"`)
	p.open("/desk")
	p.holds(`location.pathname === "/login"`) // the log-in is over, not only its page
}

// Hostile names and numbers are text at the desk and on the wall.
func TestHostileNamesAtTheDesk(t *testing.T) {
	const hostile = `<img src=x onerror=alert(1)>`
	r := start(t, t.TempDir())
	r.ask("PUT", "/services/orders", `{"name":{"ko":"주문`+hostile+`","en":"Orders`+hostile+`"},"numbers":[{"number":"15880001"}],"ring":"15s","wrap_up":"2s"}`, nil)
	r.ask("PUT", "/agents/kim", `{"name":"김하나`+hostile+`","extension":"1001","services":{"orders":{"level":1}}}`, nil)
	r.ask("POST", "/users", `{"login":"kim","name":"김하나","role":"agent","agent_id":"kim","password":"`+goodPassword+`"}`, nil)
	rings := make(chan *phone.Call, 1)
	kim := r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{Never: true})
	kim.OnCall(func(c *phone.Call) { rings <- c })
	p := visitor(t, browser(t), "http://"+r.httpAddr)
	p.open("/login?next=%2Fdesk")
	p.logIn("kim", goodPassword)
	p.click("업무 시작")
	p.reads(".state", "상담준비")
	p.holds(`document.querySelector(".quick button:not(:disabled)")`)
	p.click("대기")
	p.reads(".state", "대기")
	board := p.another()
	board.open("/wallboard?lang=ko")
	c, err := r.line.Dial("15880001", phone.DialOptions{From: "010%3Cimg%20src=x%20onerror=alert(2)%3E", Name: hostile})
	if err != nil {
		t.Fatal(err)
	}
	ringing := <-rings
	p.reads(".state", "수신중")
	p.reads(".me-blk", hostile)
	p.reads(".call.ringing", hostile) // the service's name
	board.reads(`.wb-layer[data-view=services]`, hostile)
	for _, tab := range []*tab{p, board} {
		tab.holds(`document.querySelectorAll("#app img, #app script").length === 0`)
	}
	ringing.Answer()
	p.reads(".state", "통화중")
	c.Hangup()
	p.reads(".state", "후처리")
	p.holds(`document.querySelector(".ctl.done:not(:disabled)")`)
	p.click("후처리 끝내기")
	p.reads(".state", "대기")
}
