package app

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/callfloor/callfloor/internal/freeport"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sip/phone"
)

const goodPassword = "Correct horse 9 battery"

// browsers are those at work: each wants a processor for itself.
var browsers = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

// browser is a Chromium with a profile of its own. Without Chromium the test
// fails: see scripts/install-tools.
func browser(t testing.TB) context.Context {
	t.Helper()
	browsers <- struct{}{}
	t.Cleanup(func() { <-browsers })
	opts := []chromedp.ExecAllocatorOption{
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.WindowSize(1920, 1080), chromedp.WSURLReadTimeout(30 * time.Second),
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start (install the package \"chromium\"): %v", err)
	}
	return ctx
}

// tab is one page and what it has done that no page may do.
type tab struct {
	t      testing.TB
	ctx    context.Context
	base   string
	heard  sync.WaitGroup
	faults []string // owned by heard
}

// visitor opens a tab with cookies of its own; at the end of the test it must
// have thrown nothing, opened no dialog, and broken no policy.
func visitor(t testing.TB, b context.Context, base string) *tab {
	t.Helper()
	return newTab(t, b, base, chromedp.WithNewBrowserContext())
}

// another opens a tab beside this one, with the same cookies.
func (p *tab) another() *tab {
	p.t.Helper()
	return newTab(p.t, p.ctx, p.base)
}

func newTab(t testing.TB, parent context.Context, base string, opts ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(parent, opts...)
	p := &tab{t: t, ctx: ctx, base: base}
	t.Cleanup(func() {
		end()
		p.heard.Wait()
		for _, f := range p.faults {
			t.Errorf("the page: %s", f)
		}
	})
	// The first call opens the tab; only then may two goroutines use it.
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchPage}); err != nil {
		t.Fatal(err)
	}
	p.heard.Go(func() { p.listen(chromedp.Console(ctx)) })
	return p
}

// watchPage runs before a page's own scripts: it notes the turns of the wallboard,
// lets a test put the page's clock forward, and tells dialogs.
const watchPage = `
	globalThis.alert = (text) => console.error("a dialog: " + text);
	globalThis.turns = [];
	const now = performance.now.bind(performance);
	let ahead = 0;
	performance.now = () => now() + ahead;
	globalThis.forward = (ms) => { ahead += ms; };
	new MutationObserver(() => {
		const view = document.querySelector(".wb-layer[data-on]")?.dataset.view;
		if (view && globalThis.turns.at(-1)?.[0] !== view) globalThis.turns.push([view, now()]);
	}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-on"] });`

func (p *tab) listen(console iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range console {
		if err != nil {
			return // the tab is closed
		}
		// The browser itself logs requests that fail: tests make some fail on purpose.
		failed := m.Source == "network" || strings.HasPrefix(m.Text, "WebSocket connection to")
		if (m.Type == chromedp.ConsoleError || m.IsException()) && !failed {
			p.faults = append(p.faults, m.String())
		}
	}
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 15*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("browser: %v\n%s", err, p.text("body"))
	}
}

// script runs a statement in the page.
func script(js string) chromedp.Action[chromedp.Void] { return chromedp.Evaluate[chromedp.Void](js) }

func (p *tab) open(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.base + path))
}

// eval gives the value of an expression in the page.
func eval[T any](p *tab, js string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](js))
}

// text is what people read of an element, "" where there is none.
func (p *tab) text(selector string) string {
	s, err := eval[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector))
	if err != nil {
		return "" // between two pages
	}
	return s
}

// reads waits until an element says some words.
func (p *tab) reads(selector, words string) {
	p.t.Helper()
	end := time.Now().Add(15 * time.Second)
	for !strings.Contains(p.text(selector), words) {
		if time.Now().After(end) {
			p.t.Fatalf("%s does not say %q but %q; the page says:\n%s%s", selector, words, p.text(selector), p.text("body"), p.typed())
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.complete()
}

// typed says what stands in the fields of the page.
func (p *tab) typed() string {
	s, _ := eval[string](p, `[...document.querySelectorAll("input, textarea, select")].filter((el) => el.value).map((el) => "\n" + (el.id || el.getAttribute("aria-label")) + ": " + el.value).join("")`)
	return s
}

// holds waits until an expression is true in the page.
func (p *tab) holds(js string) {
	p.t.Helper()
	end := time.Now().Add(15 * time.Second)
	for {
		ok, err := eval[bool](p, "Boolean("+js+")")
		if ok {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("this is not so: %s (%v); the page says:\n%s", js, err, p.text("body"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

var placeholder = regexp.MustCompile(`\{\w+\}|undefined|NaN|\[object`)

// complete checks that every sentence on the page is filled in.
func (p *tab) complete() {
	p.t.Helper()
	if bad := placeholder.FindString(p.text("body")); bad != "" {
		p.t.Errorf("the page shows %q:\n%s", bad, p.text("body"))
	}
}

func (p *tab) click(name string) {
	p.t.Helper()
	p.do(chromedp.Click(fmt.Sprintf(`//*[self::button or self::a][contains(normalize-space(.), %q) and not(@disabled)]`, name), chromedp.NodeVisible))
}

func (p *tab) fill(values map[string]string) {
	p.t.Helper()
	for id, v := range values {
		p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.getElementById(%q).select()", id)), chromedp.SendKeys(chromedp.CSS("#"+id), v))
	}
}

func (p *tab) logIn(login, password string) {
	p.t.Helper()
	p.do(chromedp.WaitVisible(chromedp.CSS("form")))
	p.fill(map[string]string{"login": login, "password": password})
	p.do(chromedp.KeyEvent(kb.Enter))
}

// The first-run link makes the administrator, who is then logged in; the link
// works once; the log-in page tells a wrong password and takes the right one, in
// Korean and English.
func TestFirstRunInABrowser(t *testing.T) {
	r := start(t, t.TempDir())
	b, base := browser(t), "http://"+r.httpAddr
	p := visitor(t, b, base)
	p.open("/setup?code=" + r.setup)
	p.do(chromedp.WaitVisible(chromedp.CSS("form")))
	p.fill(map[string]string{"login": "boss", "name": "한관리", "password": goodPassword, "again": goodPassword, "centre": "온마루 고객센터"})
	p.click("다음")
	p.reads("h1", "전화기와 시험 통화") // the file has services and agents, and the page says so
	p.reads(".brought", "주문")
	p.reads(".brought", "남은 일: 전화기 설정과 시험 통화")
	p.open("/setup?code=" + r.setup)
	p.reads(".brought", "주문")
	p.click("설정 마치기")
	p.reads("main", "한관리님, 안녕하세요")
	p.open("/floor")
	p.reads(".svc", "주문") // live
	p.open("/")
	p.reads("main", "한관리님, 안녕하세요")

	other := visitor(t, b, base)
	other.open("/setup?code=" + r.setup)
	other.reads("main", "이미 사용된 주소입니다")
	other.open("/desk")
	other.holds(`location.pathname === "/login"`)
	other.logIn("boss", "wrong password 1")
	other.reads("form", "아이디 또는 비밀번호가 맞지 않습니다")
	other.open("/login?lang=en")
	other.logIn("boss", "wrong password 2")
	other.reads("form", "wrong")
	other.fill(map[string]string{"password": goodPassword})
	other.do(chromedp.KeyEvent(kb.Enter))
	other.holds(`location.pathname === "/"`)

	p.click("로그아웃")
	p.holds(`location.pathname === "/login"`)
	p.open("/")
	p.holds(`location.pathname === "/login"`)
}

// From nothing to a call that an agent answers: administrator, service with its
// number, agent, the phone by the settings that the page shows, a test call, and then
// a customer's.
func TestFirstRunFromNothing(t *testing.T) {
	dir := t.TempDir()
	text := fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports())
	bare, _, _ := strings.Cut(text, "services:")
	if err := os.WriteFile(filepath.Join(dir, "callfloor.yaml"), []byte(bare), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, dir)
	p := visitor(t, browser(t), "http://"+r.httpAddr)
	p.open("/setup?code=" + r.setup)
	p.do(chromedp.WaitVisible(chromedp.CSS("form")))
	p.fill(map[string]string{"login": "boss", "name": "한관리", "password": goodPassword, "again": goodPassword, "centre": "온마루 고객센터"})
	p.click("다음")
	p.reads("h1", "첫 서비스")
	p.open("/setup?code=" + r.setup) // who comes back goes on
	p.reads("h1", "첫 서비스")
	p.fill(map[string]string{"service": "대표상담", "number": "1588-0001"})
	p.click("다음")
	p.reads("h1", "첫 상담사")
	p.fill(map[string]string{"name": "김하나", "extension": "1001", "id": "kim", "password": "Green-river-88"})
	p.click("다음")
	p.reads("h1", "전화기와 시험 통화")
	p.open("/setup?code=" + r.setup) // who comes back goes on, here too
	p.reads("h1", "전화기와 시험 통화")
	p.click("전화기 설정 만들기")
	p.reads("pre", "비밀번호: ")
	settings, err := eval[string](p, `document.querySelector("pre").textContent`)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(settings, "비밀번호: ")
	password, _, _ := strings.Cut(rest, "\n")
	kim := r.agent("1001", password, 440, phone.Answering{After: 100 * time.Millisecond})
	p.reads("main", "전화기가 연결되었습니다")
	p.click("시험 통화")
	p.reads("main", "소리도 돌아왔습니다")
	p.click("설정 마치기")
	p.reads("main", "한관리님, 안녕하세요")

	until(t, "the test call is over", func() bool { return len(kim.Calls()) == 0 })
	r.ready("kim")
	c := r.dial("01012345678")
	r.wait(c, phone.Talking)
	r.talks("kim")
}

// A display on a wall, by its token: the token leaves the address, views alternate
// each five seconds, a call changes the figures, and when the program goes away
// the figures are shown as old, then as lost, and recover by themselves.
func TestTheWallboardInABrowser(t *testing.T) {
	dir := t.TempDir()
	r := startAt(t, dir, fmt.Sprintf("127.0.0.1:%d", freeport.Pair(t)))
	var made struct{ Link string }
	if st := r.api("POST", "/displays", `{"name":"wall"}`, &made); st >= 300 {
		t.Fatalf("display: %d", st)
	}
	p := visitor(t, browser(t), "http://"+r.httpAddr)
	p.open(made.Link[strings.Index(made.Link, "/wallboard"):])
	p.holds(`document.querySelector(".wb")?.dataset.link === "ok"`)
	p.holds(`location.search === "" && document.documentElement.lang === "ko"`)
	figure := func(name, value string) {
		t.Helper()
		p.holds(fmt.Sprintf(`document.querySelector('[data-row=orders] [role=cell][data-tip=%s]')?.textContent === %q`, name, value))
	}
	figure("offered", "0")
	p.holds(`globalThis.turns.length >= 3`)
	turns, err := eval[[][2]any](p, "globalThis.turns")
	if err != nil {
		t.Fatal(err)
	}
	if turns[0][0] != "services" || turns[1][0] != "agents" || turns[2][0] != "services" {
		t.Errorf("views: %v", turns)
	}
	if d := turns[2][1].(float64) - turns[1][1].(float64); d < 4500 || d > 5500 {
		t.Errorf("the view turned after %.0f ms", d)
	}
	c := r.dial("01012345678")
	figure("offered", "1")
	figure("waiting", "1")
	c.Hangup()
	figure("abandoned", "1")
	figure("waiting", "0")
	p.complete()

	en := p.another()
	en.open("/wallboard?lang=en&view=service")
	en.reads(".wb-views", "Services")
	en.reads("[data-row=orders]", "Orders")

	r.stopNow()
	p.do(chromedp.Evaluate[chromedp.Void](`forward(10_000)`))
	p.holds(`document.querySelector(".wb")?.dataset.link === "stale"`)
	p.reads(".wb-lost", "새 수치가 오지 않습니다")
	p.do(chromedp.Evaluate[chromedp.Void](`forward(20_000)`))
	p.holds(`document.querySelector(".wb")?.dataset.link === "lost"`)
	p.reads(".wb-lost", "연결이 끊겼습니다")
	figure("offered", "1") // the old figures can still be read
	r = startAt(t, dir, "")
	p.holds(`document.querySelector(".wb")?.dataset.link === "ok"`)
	p.holds(`document.querySelector(".wb-lost") === null`)
	r.dial("01012345678")
	figure("offered", "2")
	en.holds(`document.querySelector('[data-row=orders] [data-tip=offered]')?.textContent === "2"`)
}

// startAt starts the product at a web address that a restart keeps; with "" it is
// the one of the file that is there.
func startAt(t *testing.T, dir, listen string) *rig {
	t.Helper()
	if listen != "" {
		text := strings.Replace(fmt.Sprintf(testFile, filepath.Join(dir, "data"), ports()), `http:    {listen: "127.0.0.1:0"}`, `http:    {listen: "`+listen+`"}`, 1)
		if err := os.WriteFile(filepath.Join(dir, "callfloor.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return start(t, dir)
}

// One's own account, on the home page: where one is logged in, and ending another
// log-in; a wrong password is told; the second factor is set up and stands there; the
// password changes.
func TestMyAccountInABrowser(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("POST", "/users", `{"login":"kim","name":"김하나","role":"agent","agent_id":"kim","permissions":["phone"],"password":"`+goodPassword+`"}`, nil)
	b, base := browser(t), "http://"+r.httpAddr
	p, other := visitor(t, b, base), visitor(t, b, base)
	for _, v := range []*tab{p, other} {
		v.open("/login")
		v.logIn("kim", goodPassword)
		v.holds(`location.pathname === "/"`)
	}
	account := func() {
		p.do(chromedp.WaitVisible(chromedp.CSS(".account-panel summary")), chromedp.Click(chromedp.CSS(".account-panel summary")))
	}
	account()
	p.reads(".logins", "이 브라우저")
	p.holds(`document.querySelectorAll(".logins li").length === 2`)
	p.click("다른 곳 모두 로그아웃")
	p.holds(`document.querySelectorAll(".logins li").length === 1`)
	other.open("/")
	other.holds(`location.pathname === "/login"`)

	p.fill(map[string]string{"old-password": "wrong password 1", "new-password": "another-Password-77", "new-password-again": "another-Password-77"})
	p.click("변경")
	p.reads(".account-panel", "비밀번호가 맞지 않습니다")

	p.reads(".account-panel", "사용하지 않습니다")
	p.do(chromedp.Click(chromedp.CSS(`.account-panel a.btn`)))
	p.do(chromedp.WaitVisible(chromedp.CSS("form #password")))
	p.fill(map[string]string{"password": goodPassword})
	p.do(chromedp.KeyEvent(kb.Enter))
	p.do(chromedp.WaitVisible(chromedp.CSS("img.qr")))
	secret, err := eval[string](p, `document.querySelector(".secret code").textContent.replaceAll(" ", "")`)
	if err != nil {
		t.Fatal(err)
	}
	p.fill(map[string]string{"code": people.Code(secret, time.Now())})
	p.do(chromedp.KeyEvent(kb.Enter))
	p.reads("form", "복구 코드")
	p.do(chromedp.Click(chromedp.CSS("form button[type=submit]")))
	p.holds(`location.pathname === "/"`)
	account()
	p.reads(".account-panel", "복구 코드가 10개 남았습니다")

	p.fill(map[string]string{"old-password": goodPassword, "new-password": "another-Password-77", "new-password-again": "another-Password-77"})
	p.click("변경")
	p.reads(".account-panel", "비밀번호를 바꾸었습니다")
}
