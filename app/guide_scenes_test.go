package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/sip/phone"
)

var languages = []string{"ko", "en"}

// setup takes the first page of a new centre, and the log-in.
func (s *shots) setup(t *testing.T, b context.Context) {
	dir := t.TempDir()
	text := fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports())
	bare, _, _ := strings.Cut(text, "services:")
	if err := os.WriteFile(filepath.Join(dir, "callfloor.yaml"), []byte(bare), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, dir)
	for _, lang := range languages {
		p := visitor(t, b, "http://"+r.httpAddr).window()
		p.open("/setup?lang=" + lang + "&code=" + r.setup)
		p.do(chromedp.WaitVisible(chromedp.CSS("form")))
		p.fill(map[string]string{"login": "boss", "name": "한지민", "password": goodPassword, "again": goodPassword, "centre": "온마루 고객센터"})
		if _, err := eval[string](p, `document.querySelector("form .note code").textContent = "/var/lib/callfloor/callfloor.key"`); err != nil { // not where the test keeps it
			t.Fatal(err)
		}
		s.take(p, "setup", lang)
		p.open("/login?lang=" + lang)
		p.do(chromedp.WaitVisible(chromedp.CSS("form")))
		p.fill(map[string]string{"login": "kim"})
		s.take(p, "login", lang)
	}
}

// centre takes a working day of the guides' centre.
func (s *shots) centre(t *testing.T, b context.Context) {
	dir := filepath.Join(os.TempDir(), "callfloor") // it is in the picture of the system's state
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	listen := fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t))
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, crmPage, "http://"+listen)
	}))
	t.Cleanup(host.Close)
	text := fmt.Sprintf(guideFile, filepath.Join(dir, "data"), listen, ports())
	for i, a := range guideAgents {
		text += fmt.Sprintf("  - {id: %s, name: %s, name_en: %s, extension: \"%d\", sip_password: \"guide-phone-%04d\", services: {%s}}\n", a[0], a[1], a[2], 1001+i, i, a[3])
	}
	if err := os.WriteFile(filepath.Join(dir, "callfloor.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, dir)
	outside, err := phone.NewBank(phone.Config{Listen: netip.MustParseAddrPort(fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t))), Media: r.sound})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(outside.Close)
	r.ask("PUT", "/trunks/carrier", fmt.Sprintf(`{"name":"carrier","sources":["127.0.0.0/8"],"target":"sip:%s"}`, outside.Addr()), nil)
	s.fill(r)
	day := s.morning(r)
	s.desk(r, b, day)
	s.floor(r, b)
	s.admin(r, b)
	r.ask("PUT", "/settings/cti.frame_origins", `{"value":"`+host.URL+`"}`, nil)
	s.frame(r, b, host.URL)
	s.callbacks(r, b)
	s.chats(r, b)
	s.offline(r, b)
}

// crmPage is a page of another program with the desk in it.
const crmPage = `<!doctype html><html lang="ko"><meta charset="utf-8"><title>CRM</title>
<style>body{margin:0;font:15px/1.6 sans-serif;background:#f4f5f7;color:#1d2433}header{display:flex;gap:24px;padding:10px 20px;background:#22304d;color:#fff}
header a{color:#fff}main{padding:10px 12px}#desk{height:700px}</style>
<header><b>CRM</b><span>박민정</span><a href="tel:010-1234-5678">010-1234-5678</a></header><main><div id="desk"></div></main>
<script src="%s/embed.js"></script><script>
Callfloor.init({ into: "#desk", links: true, language: new URLSearchParams(location.search).get("lang") });</script></html>`

// fill makes what the centre knows: people, customers, forms, answers.
func (s *shots) fill(r *rig) {
	for _, one := range [][3]string{
		{"PUT", "/services/orders/form", `{"note_required":true,"fields":[{"key":"result","label":{"ko":"처리 결과","en":"Result"},"type":"select","required":true,"options":[{"value":"done","label":{"ko":"완료","en":"Done"}}]}],"version":0}`},
		{"PUT", "/dispositions", `{"items":[{"code":"delivery","name":{"ko":"배송","en":"Delivery"},"children":[{"code":"late","name":{"ko":"배송 지연","en":"Late"}},{"code":"lost","name":{"ko":"분실·파손","en":"Lost or damaged"}}]},{"code":"return","name":{"ko":"교환·반품","en":"Returns"},"children":[{"code":"refund","name":{"ko":"환불 일정","en":"Refund date"}}]}],"version":0}`},
		{"POST", "/templates", `{"question":"배송은 얼마나 걸리나요?","answer":"결제 완료 후 영업일 기준 1~2일 안에 출고됩니다.","keywords":"택배 도착"}`},
		{"POST", "/templates", `{"question":"환불은 언제 되나요?","answer":"반품 상품의 검수를 마친 날부터 3영업일 안에 처리됩니다.","keywords":"환불 기간"}`},
		{"POST", "/customers", `{"name":"박민정","phones":[{"number":"010-1234-5678","label":"휴대폰"}],"email":"minjeong@example.com","memo":"오후 통화 선호"}`},
		{"POST", "/customers", `{"name":"오세훈","phones":[{"number":"010-2345-6789"}],"memo":"법인 고객, 세금계산서 발행"}`},
		{"POST", "/customers", `{"name":"문가영","phones":[{"number":"010-3456-7890"}]}`},
		{"POST", "/customers", `{"name":"백승호","phones":[{"number":"010-4567-8901"}]}`},
		{"POST", "/users", `{"login":"lead","name":"박팀장","role":"manager","password":"` + goodPassword + `"}`},
		{"POST", "/teams", `{"id":"cs1","name":{"ko":"1팀","en":"Team 1"},"manager":"lead"}`},
		{"POST", "/users", `{"login":"boss","name":"한지민","role":"administrator","password":"` + goodPassword + `"}`},
		{"POST", "/opening-hours", `{"id":"office","name":{"ko":"상담시간","en":"Office hours"},"holidays":true,"week":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"12:00"},{"days":["mon","tue","wed","thu","fri"],"from":"13:00","to":"18:00"},{"days":["sat"],"from":"09:00","to":"13:00"}],"exceptions":[{"date":"2026-12-24","spans":[{"from":"09:00","to":"12:00"}],"note":"조기 마감"}]}`},
	} {
		r.ask(one[0], one[1], one[2], nil)
	}
	for _, one := range [][3]string{
		{"POST", "/api-keys", `{"name":"crm","role":"manager","manager":"lead"}`},
		{"POST", "/system/backup", `{"note":"nas:/backup/daily"}`},
		{"PUT", "/settings/login.second_factor_roles", `{"value":"administrator"}`},
		{"DELETE", "/settings/login.second_factor_roles", ""},
	} {
		if st := r.api(one[0], one[1], one[2], nil); st >= 300 {
			s.t.Fatalf("%v: %d", one, st)
		}
	}
	var known struct{ Items []struct{ ID, Name string } }
	r.ask("GET", "/customers?q=%EB%B0%95%EB%AF%BC%EC%A0%95", "", &known)
	if len(known.Items) != 1 {
		s.t.Fatalf("customers: %+v", known)
	}
	var past []desk.Consultation
	for i, text := range []string{"주문번호 확인, 상품 준비중임을 안내", "출고 지연 문의, 12월 2일 도착 예정으로 안내"} {
		at := time.Now().Add(time.Duration(i-3) * 24 * time.Hour)
		past = append(past, desk.Consultation{
			ID: fmt.Sprint("guide-note-", i), Call: fmt.Sprint("guide-call-", i), Ticket: desk.TicketName(at.Format("2006-01-02"), int64(40+i)), Agent: "lee", Service: "orders", Channel: desk.In,
			Customer: known.Items[0].ID, Number: "+821012345678", Disposition: "late", DispositionName: &desk.Label{Ko: "배송 지연", En: "Late"}, Text: text, Fields: map[string]string{"result": "done"}, Saved: at,
		})
	}
	if err := r.db.AddConsultations(s.t.Context(), past, "guide"); err != nil {
		s.t.Fatal(err)
	}
	for i, a := range guideAgents {
		r.ask("POST", "/users", fmt.Sprintf(`{"login":%q,"name":%q,"role":"agent","agent_id":%q,"permissions":["phone"],"password":%q}`, a[0], a[1], a[0], goodPassword), nil)
		var levels []string
		for _, one := range strings.Split(a[3], ", ") {
			id, level, _ := strings.Cut(one, ": ")
			levels = append(levels, fmt.Sprintf(`%q:{"level":%s}`, id, level))
		}
		r.ask("PUT", "/agents/"+a[0], fmt.Sprintf(`{"name":%q,"name_en":%q,"extension":"%d","team":"cs1","services":{%s}}`, a[1], a[2], 1001+i, strings.Join(levels, ",")), nil)
	}
}

// day is who is at the phones.
type day struct {
	rings chan *phone.Call // at kim's
}

// call dials a service's number.
func (s *shots) call(r *rig, number, from string) *phone.Call {
	s.t.Helper()
	c, err := r.line.Dial(number, phone.DialOptions{From: from})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// morning is what happened before the pictures: calls answered and given up.
func (s *shots) morning(r *rig) *day {
	d := &day{rings: make(chan *phone.Call, 100)}
	for i, a := range guideAgents {
		answering := phone.Answering{After: 50 * time.Millisecond}
		if a[0] == "kim" {
			answering = phone.Answering{Never: true}
		}
		p := r.agent(fmt.Sprint(1001+i), fmt.Sprintf("guide-phone-%04d", i), 400+float64(20*i), answering)
		if a[0] == "kim" {
			p.OnCall(func(c *phone.Call) { d.rings <- c })
		} else {
			r.ready(a[0])
		}
	}
	for i := range 12 {
		c := s.call(r, fmt.Sprintf("1588000%d", 1+i%4), fmt.Sprintf("010500010%02d", i))
		r.wait(c, phone.Talking)
		until(s.t, "an agent has the call", func() bool {
			var live []struct{ Phase string }
			r.api("GET", "/calls", "", &live)
			return len(live) == 1 && live[0].Phase == "connected"
		})
		time.Sleep(400 * time.Millisecond)
		c.Hangup()
		until(s.t, "the call is over", func() bool {
			var live []struct{ Phase string }
			r.api("GET", "/calls", "", &live)
			return len(live) == 0
		})
		time.Sleep(1200 * time.Millisecond) // wrap-up
	}
	r.ask("PUT", "/agents/choi/state", `{"state":"not_ready","reason":"meal"}`, nil)
	r.ask("PUT", "/agents/lee/state", `{"state":"not_ready","reason":"training"}`, nil)
	r.ask("PUT", "/agents/park/state", `{"state":"not_ready","reason":"rest"}`, nil)
	s.call(r, "15880004", "01014142135") // two talk
	s.call(r, "15880004", "01017320508")
	until(s.t, "jung and kang talk", func() bool { return r.state("jung") == "talking" && r.state("kang") == "talking" })
	for i, one := range [][2]string{{"010-2345-6789", "환불 결과 안내"}, {"010-3456-7890", "재입고 안내"}, {"010-4567-8901", "배송 확인 후 회신"}} {
		name := []string{"오세훈", "문가영", "백승호"}[i]
		r.ask("POST", "/reservations", fmt.Sprintf(`{"number":%q,"name":%q,"memo":%q,"agent":"kim","due_at":%q}`, one[0], name, one[1], time.Now().Add(time.Duration(i+1)*50*time.Minute).UTC().Truncate(time.Minute).Format(time.RFC3339)), nil)
	}
	return d
}

// desk takes the agent's guide.
func (s *shots) desk(r *rig, b context.Context, d *day) {
	t := s.t
	ko := s.enter(r, visitor(t, b, "http://"+r.httpAddr), "kim", "%2Fdesk")
	ko.reads(".call.idle", "업무를 시작하지 않았습니다")
	s.take(ko, "desk-begin", "ko")
	en := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "kim", "%2Fdesk")
	en.holds(`document.querySelector(".left")`)
	en.open("/desk?lang=en")
	en.holds(`document.querySelector(".call.idle")`)
	s.take(en, "desk-begin", "en")
	both := func(name string, ready string) {
		t.Helper()
		for i, p := range []*tab{ko, en} {
			if ready != "" {
				p.holds(ready)
			}
			s.take(p, name, languages[i])
		}
	}
	ko.click("업무 시작")
	ko.reads(".state", "상담준비")
	ko.holds(`document.querySelector(".quick button:not(:disabled)")`)
	ko.key("1", chromedp.ModifierAlt)
	ko.reads(".st-now", "대기")
	for _, p := range []*tab{ko, en} {
		p.do(chromedp.Click(chromedp.CSS("#work-reservations"), chromedp.NodeVisible))
		p.holds(`document.querySelector(".left").textContent.includes("환불 결과 안내")`)
	}
	both("desk-ready", "")
	c := s.call(r, "15880001", "01012345678")
	ringing := <-d.rings
	both("desk-ringing", `document.querySelector(".call.ringing h2")?.textContent.includes("박민정")`)
	ringing.Answer()
	both("", `document.querySelector("#memo")`)
	ko.do(chromedp.SendKeys(chromedp.CSS("#memo"), "12월 2일 도착 예정으로 안내함. 경비실에 맡겨 달라고 하심."))
	ko.reads(".kept", "자동 저장됨")
	again := func() { // another browser takes the note from the server when it opens the page
		time.Sleep(2 * time.Second)
		en.open("/desk?lang=en")
		en.holds(`document.querySelector("#memo")?.value.includes("경비실")`)
	}
	again()
	both("desk-call", `document.querySelector("#memo")?.value.includes("경비실")`)
	ko.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	for i, p := range []*tab{ko, en} {
		p.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
		p.key("t")
		p.do(chromedp.WaitVisible(chromedp.CSS(".picker input")))
		time.Sleep(300 * time.Millisecond)
		s.take(p, "desk-transfer", languages[i])
		p.key(kb.Escape)
	}
	c.Hangup()
	ko.reads(".state", "후처리")
	ko.click("직접 끝내기")
	both("", `document.querySelector("#class:not(:disabled)")`)
	for id, value := range map[string]string{"class": "delivery", "note-result": "done"} {
		ko.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`{ const s = document.getElementById(%q); s.value = %q; s.dispatchEvent(new Event("change", { bubbles: true })); }`, id, value)))
	}
	ko.holds(`!document.querySelector("#subclass").disabled`)
	ko.do(chromedp.Evaluate[chromedp.Void](`{ const s = document.getElementById("subclass"); s.value = "late"; s.dispatchEvent(new Event("change", { bubbles: true })); }`))
	again()
	both("desk-note", `document.querySelector("#subclass")?.value === "late"`)
	ko.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#memo").focus()`))
	ko.key(kb.Enter, chromedp.ModifierCtrl)
	ko.reads(".st-now", "대기")
	for i, p := range []*tab{ko, en} {
		p.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
		p.key("6", chromedp.ModifierAlt)
		p.do(chromedp.WaitVisible(chromedp.CSS("#r-number")))
		p.fill(map[string]string{"r-number": "010-1234-5678", "r-memo": "도착 확인"})
		s.take(p, "desk-reserve", languages[i])
		p.key(kb.Escape)
		p.holds(`!document.querySelector("dialog[open]")`)
		p.do(chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
		p.key("?")
		time.Sleep(300 * time.Millisecond)
		s.take(p, "desk-keys", languages[i])
		p.key(kb.Escape)
	}
}

// floor takes the manager's guide.
func (s *shots) floor(r *rig, b context.Context) {
	r.ask("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"meeting"}`, nil)
	r.ask("PUT", "/agents/park/state", `{"state":"not_ready","reason":"other"}`, nil)
	r.ask("PUT", "/agents/yoon/state", `{"state":"ready"}`, nil)
	gone := s.call(r, "15880001", "01020263141") // gives up
	r.wait(gone, phone.Talking)
	gone.Hangup()
	s.call(r, "15880001", "01031415926")
	s.call(r, "15880001", "01027182818")
	for _, lang := range languages {
		p := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "lead", "%2Ffloor")
		p.open("/floor?lang=" + lang)
		p.holds(`document.querySelectorAll(".c-row").length >= 4 && document.querySelectorAll(".a-row").length >= 7`)
		s.take(p, "floor", lang)
		p.in(".a-row", map[string]string{"ko": "정수아", "en": "Sua Jung"}[lang])
		p.holds(`document.querySelector(".detail h2")`)
		s.take(p, "floor-agent", lang)
		p.in(".c-row", "010-****-5926")
		p.holds(`document.querySelector(".detail input[type=number]")`)
		s.take(p, "floor-call", lang)
		p.in(".svc .name", map[string]string{"ko": "주문·결제", "en": "Orders"}[lang])
		p.holds(`document.querySelector(".detail .hist")`)
		s.take(p, "floor-service", lang)
		p.open("/wallboard?lang=" + lang + "&view=service")
		p.holds(`document.querySelector(".wb")?.dataset.link === "ok"`)
		s.take(p, "wallboard", lang)
	}
}

// admin takes the administrator's guide.
func (s *shots) admin(r *rig, b context.Context) {
	r.ask("PUT", "/services/repairs", `{"name":{"ko":"A/S 접수","en":"Repairs"},"numbers":[{"number":"15880004"}],"service_level":"20s","target":80,"ring":"20s","wrap_up":"5s","hours":"office"}`, nil)
	var known struct{ Items []struct{ ID string } }
	r.ask("GET", "/customers?q=5678", "", &known)
	for _, lang := range languages {
		p := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "boss", "%2Fadmin")
		for _, one := range [][3]string{
			{"customers", "customers/" + known.Items[0].ID, ""},
			{"services", "services/orders", "orders"}, {"trunk", "trunks/carrier", "carrier"}, {"hours", "hours/office", ""}, {"agent", "agents/kim", "kim"},
			{"skills", "skills", ""}, {"people", "people/lead", ""}, {"settings", "settings", ""}, {"access", "access", ""}, {"changes", "changes", ""}, {"system", "system", ""}, {"keys", "keys", ""},
		} {
			p.open("/admin?lang=" + lang + "#/" + one[1])
			p.do(chromedp.Evaluate[chromedp.Void]("location.reload()"))
			p.holds(`document.querySelector("main")?.innerText.length > 120`)
			time.Sleep(500 * time.Millisecond)
			switch one[0] {
			case "customers":
				p.holds(`document.querySelector(".note-line")`)
				p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".note-line").click()`))
				p.holds(`document.querySelector(".note-open .facts-row")`)
			case "access":
				p.do(chromedp.SendKeys(chromedp.CSS("#log-action"), map[string]string{"ko": "상담사 상태 변경", "en": "Changed an agent's state"}[lang]))
				p.holds(`document.querySelectorAll('.log-line [title$="agent_state"]').length > 0 && document.querySelectorAll(".log-line [title$=customers_searched]").length === 0`)
			case "changes":
				p.holds(`document.querySelector("main [aria-expanded=false]")`)
				p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("main [aria-expanded=false]").click()`))
				time.Sleep(300 * time.Millisecond)
			}
			s.take(p, "admin-"+one[0], lang)
		}
	}
}

// frame takes the desk in a page of another program.
func (s *shots) frame(r *rig, b context.Context, host string) {
	for _, lang := range languages {
		p := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "kim", "%2Fdesk")
		p.holds(`document.querySelector(".st-now")`)
		p.do(chromedp.Navigate(host + "/?lang=" + lang))
		p.holds(`document.querySelector("#desk iframe")`)
		time.Sleep(2 * time.Second)
		s.take(p, "embed", lang)
	}
}

// callbacks takes an agent's list with one that is being completed, and how they are given.
func (s *shots) callbacks(r *rig, b context.Context) {
	r.ask("PUT", "/settings/callbacks.enabled", `{"value":"true"}`, nil)
	var ids []string
	for i, one := range [][3]string{
		{"박민정", "orders", "카드 결제 취소 확인"}, {"오세훈", "delivery", ""}, {"문가영", "returns", "반품 택배 수거일"}, {"백승호", "orders", ""}, {"윤소희", "returns", "교환 사이즈 문의"}, {"강도현", "delivery", ""},
		{"최아름", "orders", ""}, {"남기훈", "repairs", "설치 기사 방문 시간"}, {"배지원", "orders", ""}, {"오상민", "delivery", ""}, {"이현주", "returns", ""}, {"문가람", "repairs", ""},
	} {
		var made struct{ ID string }
		wanted := ""
		if i%3 == 1 {
			wanted = fmt.Sprintf(`,"wanted_from":%q,"wanted_to":%q`, time.Now().Add(24*time.Hour).Truncate(time.Hour).Format(time.RFC3339), time.Now().Add(25*time.Hour).Truncate(time.Hour).Format(time.RFC3339))
		}
		r.ask("POST", "/callbacks", fmt.Sprintf(`{"number":"010-62%02d-%04d","name":%q,"service":%q,"memo":%q%s}`, 10+i, 1820+i*37, one[0], one[1], one[2], wanted), &made)
		ids = append(ids, made.ID)
	}
	r.ask("POST", "/callbacks/assign", fmt.Sprintf(`{"ids":[%q,%q,%q,%q],"agents":["kim"]}`, ids[0], ids[1], ids[2], ids[3]), nil)
	r.ask("POST", "/callbacks/assign", fmt.Sprintf(`{"ids":[%q],"agents":["lee"]}`, ids[4]), nil)
	r.ask("POST", "/callbacks/"+ids[3]+"/complete", `{"result":"출고일을 안내함"}`, nil)
	for _, lang := range languages {
		p := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "kim", "%2Fcallbacks")
		p.open("/callbacks?lang=" + lang)
		p.holds(`document.querySelectorAll(".trows tbody .name").length === 4`)
		p.in(".trows .name", "박민정")
		p.holds(`document.querySelector(".d-head .acts")`)
		p.in(".d-head .btn", map[string]string{"ko": "완료", "en": "Complete"}[lang])
		p.holds(`document.querySelector("#end-code")`)
		s.take(p, "callbacks", lang)
		boss := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "boss", "%2Fcallbacks")
		boss.open("/callbacks?lang=" + lang + "#/assign")
		boss.holds(`document.querySelectorAll(".trows tbody .ck").length === 7 && document.querySelectorAll(".ag .ck").length === 7`)
		boss.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll(".trows tbody .ck")].slice(0, 6).concat([...document.querySelectorAll(".ag .ck")].slice(0, 3)).forEach((box) => box.click())`))
		boss.holds(`document.querySelectorAll(".plus").length === 3`)
		s.take(boss, "callbacks-assign", lang)
	}
}

// offline takes the desk while the server is away.
func (s *shots) offline(r *rig, b context.Context) {
	ko := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "kim", "%2Fdesk")
	ko.holds(`document.querySelector(".st-now")`)
	en := s.enter(r, visitor(s.t, b, "http://"+r.httpAddr), "kim", "%2Fdesk")
	en.holds(`document.querySelector(".left")`)
	en.open("/desk?lang=en")
	en.holds(`document.querySelector(".st-now")`)
	r.stopNow()
	for i, p := range []*tab{ko, en} {
		p.holds(fmt.Sprintf(`document.body.innerText.includes(%q)`, []string{"서버 연결이 끊겼습니다", "The server is away"}[i]))
		s.take(p, "desk-offline", languages[i])
	}
}
