package app

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/callfloor/callfloor/sip/phone"
)

// choose takes an option of a select in the page.
func (p *tab) choose(label, value string) {
	p.t.Helper()
	p.holds(fmt.Sprintf(`document.querySelector('select[aria-label=%q] option[value=%q]')`, label, value))
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{ const s = document.querySelector('select[aria-label=%q]'); s.value = %q; s.dispatchEvent(new Event("change", { bubbles: true })); }`, label, value)))
}

// in presses what an element of the page says.
func (p *tab) in(selector, words string) {
	p.t.Helper()
	p.holds(fmt.Sprintf(`[...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q))`, selector, words))
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`[...document.querySelectorAll(%q)].find((e) => e.textContent.includes(%q)).click()`, selector, words)))
}

// A manager at the floor, with real calls on real phones: sees the agents of the own
// team only, changes a state, gives a waiting call to an agent, moves one to another
// service, raises one, releases an agent and ends a call.
func TestAManagerAtTheFloor(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("POST", "/services", `{"id":"repairs","name":{"ko":"수리","en":"Repairs"}}`, nil)
	r.ask("POST", "/users", `{"login":"lead","name":"박팀장","role":"manager","password":"`+goodPassword+`"}`, nil)
	r.ask("POST", "/teams", `{"id":"one","name":{"ko":"1팀"},"manager":"lead"}`, nil)
	r.ask("PUT", "/agents/kim", `{"name":"김하나","extension":"1001","team":"one","services":{"orders":{"level":1}}}`, nil)
	r.ask("POST", "/agents", `{"id":"other","name":"최남남","extension":"1901","services":{"orders":{"level":1}}}`, nil)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{})
	r.ask("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meal"}`, nil)

	p := visitor(t, browser(t), "http://"+r.httpAddr)
	p.open("/login?next=%2Ffloor")
	p.logIn("lead", goodPassword)
	p.reads(".fl-lists", "김하나")
	p.reads(".fl-lists", "식사중")
	p.in(".chip", "로그아웃")
	if text := p.text(".fl-lists"); strings.Contains(text, "최남남") {
		t.Errorf("an agent of nobody's team is shown to a manager:\n%s", text)
	}
	p.in(".chip", "LOGIN")

	// The state of an agent.
	p.in(".a-row", "김하나")
	p.reads(".detail h2", "김하나")
	p.choose("사유", "training")
	p.in(".detail button", "상태 바꾸기")
	p.reads(".said-line", "요청함")
	p.reads(".fl-lists", "교육중")
	if s := r.state("kim"); s != "not_ready:training" {
		t.Errorf("kim is %s", s)
	}

	// A waiting call: raised, moved to another service, moved back, given to an agent.
	c := r.dial("01012345678")
	p.in(".c-row", "010-****-5678")
	p.reads(".detail", "대기")
	p.in(".detail button", "맨 앞으로")
	p.reads(".said-line", "100")
	p.reads(".c-row", "100")
	p.choose("옮길 서비스", "repairs")
	p.in(".detail button", "옮기기")
	p.reads(".said-line", "수리")
	p.reads(".c-row", "수리")
	r.ask("PUT", "/agents/kim/state", `{"state":"ready"}`, nil) // kim does not serve repairs: the call waits on
	p.choose("줄 상담사", "kim")
	p.in(".detail button", "연결하기")
	p.reads(".c-row", "통화중")
	r.wait(c, phone.Talking)
	if s := r.state("kim"); !strings.HasPrefix(s, "talking") {
		t.Errorf("kim is %s", s)
	}
	if text := p.text("body"); strings.Contains(text, "12345678") {
		t.Errorf("the caller's number is not masked:\n%s", text)
	}

	// An agent who is stuck: the call ends, the agent is not ready.
	p.in(".a-row", "김하나")
	p.in(".detail button", "풀기")
	p.in(".detail button", "통화를 끝내고 풉니다")
	p.reads(".said-line", "풀었습니다")
	r.wait(c, phone.Ended)
	p.reads(".fl-lists", "타업무")

	// A call is ended.
	d := r.dial("01087654321")
	p.in(".c-row", "010-****-4321")
	p.in(".detail button", "통화 끝내기")
	p.in(".detail button", "끊습니다")
	r.wait(d, phone.Ended)
	p.reads(".detail", "끝났습니다")

	// In English, and of the administration the customers only.
	p.open("/floor?lang=en")
	p.reads(".fl-lists", "My team")
	p.reads(".svc", "Orders")
	p.open("/admin?lang=en")
	p.reads("h1", "Customers")
	if text := p.text("body"); strings.Contains(text, "Trunks") {
		t.Errorf("a manager is shown settings:\n%s", text)
	}
}
