package app

import (
	"fmt"
	"testing"
	"time"
)

// glass is the desk of one agent in Chromium, who changes from one break to another:
// how soon is that on the glass, from the request on.
type glass struct {
	l     *loadRig
	p     *tab
	agent string
	waits []time.Duration
}

// openGlass opens the desk of an agent who is not called.
func openGlass(b *testing.B, l *loadRig, agent, token string) *glass {
	b.Helper()
	g := &glass{l: l, p: visitor(b, browser(b), "http://"+l.http), agent: agent}
	g.p.open("/login")
	g.p.do(script(fmt.Sprintf("document.cookie = 'callfloor=%s; path=/'", token)))
	g.p.open("/desk")
	g.p.holds("document.querySelector('.st-now')?.textContent")
	g.p.do(script(`globalThis.seen = []; {
		const now = () => document.querySelector(".st-now")?.textContent ?? "";
		let last = now();
		new MutationObserver(() => {
			if (now() === last) return;
			last = now();
			requestAnimationFrame(() => requestAnimationFrame(() => globalThis.seen.push(Date.now()))); // the picture with it is out
		}).observe(document, { subtree: true, childList: true, characterData: true });
	}`))
	return g
}

// run changes the state every so often until done is closed.
func (g *glass) run(b *testing.B, done <-chan struct{}) {
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		case <-time.After(300 * time.Millisecond):
		}
		from := time.Now()
		reason := []string{"rest", "meal"}[i%2]
		if st, data := g.l.api("PUT", "/agents/"+g.agent+"/state", `{"state":"not_ready","reason":"`+reason+`"}`); st != 200 {
			b.Errorf("%s: %d %s", reason, st, data)
			return
		}
		for {
			at, err := eval[int64](g.p, fmt.Sprintf("globalThis.seen[%d] ?? 0", i))
			if err != nil || time.Since(from) > 10*time.Second {
				b.Errorf("change %d is not on the glass: %v", i, err)
				return
			}
			if at > 0 {
				g.waits = append(g.waits, time.UnixMilli(at).Sub(from))
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}
