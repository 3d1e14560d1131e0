package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/callfloor/callfloor/sip/phone"
)

// hostPage is a page of another program that shows the desk in a frame.
const hostPage = `<!doctype html><meta charset="utf-8"><title>CRM</title>
<div id="desk" style="height:700px"></div><p id="log"></p><a id="tel" href="tel:+82-2-123-4567">call</a><a id="callto" href="callto://02-123-4567">call</a>
<script src="%s/embed.js"></script>
<script>
const log = (line) => { document.getElementById("log").textContent += line + "\n"; };
Callfloor.on("*", (e) => log("event " + (e.type ?? "of no type")));
Callfloor.on("problem", (e) => log("problem " + e.code));
Callfloor.screenPop(({ card }) => log("pop " + (card.customer?.name ?? "")));
Callfloor.init({ into: "#desk", links: true, language: "ko" }).then((me) => log("ready " + me.agent), (e) => log("failed " + e.message));
</script>`

// Another program's page shows the desk in a frame, is told what happens, pops the
// customer and moves the agent; a page of an origin that is not allowed gets nothing,
// not even the frame.
func TestDeskInAFrame(t *testing.T) {
	var base string
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, hostPage, base)
	})
	host, stranger := httptest.NewServer(page), httptest.NewServer(page)
	t.Cleanup(host.Close)
	t.Cleanup(stranger.Close)
	r := start(t, t.TempDir())
	base = "http://" + r.httpAddr
	framing := func() string {
		res, err := http.Get(base + "/desk")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.Header.Get("Content-Security-Policy")
	}
	if got := framing(); !strings.Contains(got, "frame-ancestors 'none'") {
		t.Errorf("before it is set: %s", got)
	}
	if st, why := r.problem("PUT", "/settings/cti.frame_origins", `{"value":"`+host.URL+`/page"}`); st != 422 || !strings.Contains(why, "not an origin") {
		t.Errorf("an address with a path: %d %s", st, why)
	}
	r.ask("PUT", "/settings/cti.frame_origins", `{"value":"`+host.URL+`"}`, nil)
	if got := framing(); !strings.Contains(got, "frame-ancestors 'self' "+host.URL+"; ") && !strings.HasSuffix(got, "frame-ancestors 'self' "+host.URL) {
		t.Errorf("the next page: %s", got)
	}
	made := r.changes("")
	if st := r.api("POST", "/changes/"+made[0].ID+"/undo", "", nil); st != 204 {
		t.Errorf("undo: %d", st)
	}
	if got := framing(); !strings.Contains(got, "frame-ancestors 'none'") {
		t.Errorf("after it is taken back: %s", got)
	}
	r.ask("PUT", "/settings/cti.frame_origins", `{"value":"`+host.URL+`"}`, nil)
	r.ask("POST", "/customers", `{"name":"박민정","phones":[{"number":"010-1234-5678"}]}`, nil)
	r.ask("POST", "/users", `{"login":"kim","name":"김하나","role":"agent","agent_id":"kim","permissions":["phone"],"password":"`+goodPassword+`"}`, nil)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 300 * time.Millisecond})

	p := visitor(t, browser(t), base)
	p.open("/login?next=%2Fdesk")
	p.logIn("kim", goodPassword)
	p.reads(".call.idle", "업무를 시작하지 않았습니다")

	p.do(chromedp.Navigate(host.URL))
	p.reads("#log", "ready kim")
	p.reads("#log", "event ready")
	for _, ask := range []string{"hold(true)", "answer()", "hangUp()"} {
		p.do(chromedp.Evaluate[chromedp.Void](`Callfloor.` + ask + `.catch((e) => log("` + ask + ` refused " + e.code))`))
		p.reads("#log", ask+" refused no_call")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`Callfloor.setState("ready").then(() => log("asked"))`))
	p.reads("#log", "asked")
	p.reads("#log", "event agent.state_changed")
	until(t, "kim is ready", func() bool { return r.state("kim") == "ready" })
	call := r.dial("01012345678")
	p.reads("#log", "event call.offered")
	p.reads("#log", "pop 박민정")
	p.reads("#log", "event screen_pop")
	p.reads("#log", "event call.answered")
	p.do(chromedp.Evaluate[chromedp.Void](`Callfloor.state().then((now) => log("now " + now.state))`))
	p.reads("#log", "now talking")
	p.do(chromedp.Evaluate[chromedp.Void](`Callfloor.setState("nonsense").catch((e) => log("refused " + e.code))`))
	p.reads("#log", "refused invalid")
	p.do(chromedp.Click(chromedp.CSS("#tel"))) // in a call nobody dials
	p.reads("#log", "problem")
	p.do(chromedp.Click(chromedp.CSS("#callto")))
	p.holds(`document.querySelector("#log").textContent.split("problem ").length === 3`)
	p.do(chromedp.Evaluate[chromedp.Void](`Callfloor.hangUp()`))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := call.Wait(ctx, phone.Ended); err != nil {
		t.Error(err)
	}
	p.reads("#log", "event call.ended")
	if said := p.text("#log"); strings.Contains(said, "of no type") {
		t.Errorf("an event does not say what it is: %q", said)
	}

	// The page inside comes anew, as after a lock or an upgrade: the two find each other.
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("iframe").addEventListener("load", async () => {
		for (let i = 0; i < 20; i++) {
			const now = await Promise.race([Callfloor.state(), new Promise((late) => setTimeout(late, 1000))]).catch(() => undefined);
			if (now) { log("again " + now.state); return; }
		}
	}); document.querySelector("iframe").src += "&again=1"; 0`))
	p.reads("#log", "again ")
	p.do(chromedp.Evaluate[chromedp.Void](`Callfloor.setState("not_ready", "rest").then(() => log("asked again"))`))
	p.reads("#log", "asked again")

	// The stranger's frame stays empty: the policy of the page refuses it.
	own, end := chromedp.NewContext(p.ctx)
	defer end()
	other := &tab{t: t, ctx: own, base: stranger.URL} // nobody listens: the browser complains there, rightly
	other.do(chromedp.Navigate(stranger.URL))
	time.Sleep(1500 * time.Millisecond) // five greetings
	if said := other.text("#log"); strings.Contains(said, "ready") || strings.Contains(said, "event") {
		t.Errorf("a stranger is told %q", said)
	}
	res, err := http.Get(base + "/desk")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self' "+host.URL) {
		t.Errorf("the desk's policy is %q", csp)
	}
	if res, err = http.Get(base + "/"); err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("the home page's policy is %q", csp)
	}
}

// A link of another program opens the dialog with its number, and calls nobody.
func TestDialLink(t *testing.T) {
	r := start(t, t.TempDir())
	r.ask("POST", "/users", `{"login":"kim","name":"김하나","role":"agent","agent_id":"kim","permissions":["phone"],"password":"`+goodPassword+`"}`, nil)
	r.agent("1001", "s3cret-kim-0001", 440, phone.Answering{After: 50 * time.Millisecond})
	r.ask("PUT", "/agents/kim/state", `{"state":"not_ready","reason":"rest"}`, nil)
	p := visitor(t, browser(t), "http://"+r.httpAddr)
	p.open("/login?next=%2Fdesk%3Fdial%3Dtel%253A%252B82-2-123-4567")
	p.logIn("kim", goodPassword)
	p.holds(`document.querySelector("#number")?.value === "+82-2-123-4567"`)
	p.holds(`!location.search.includes("dial")`)
	if s := r.state("kim"); s != "not_ready:rest" {
		t.Errorf("kim is %s", s)
	}
	p.open("/desk?dial=javascript:alert(1)")
	p.reads(".state", "휴식중")
	p.holds(`!document.querySelector("#number")`)
}
