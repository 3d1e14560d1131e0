package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/sip/phone"
)

// glass is the desk of one agent in Chromium, who is called and wraps up again and
// again, with a break in between: how soon is that on the glass, from when the
// floor decided it.
type glass struct {
	l     *loadRig
	p     *tab
	agent string
}

// shown is what the glass said and when a picture with it was out.
type shown struct {
	At   int64
	Text string
	Pops bool // the offered call
}

// openGlass opens the desk of an agent.
func openGlass(b *testing.B, l *loadRig, agent, token string) *glass {
	b.Helper()
	g := &glass{l: l, p: visitor(b, browser(b), "http://"+l.http), agent: agent}
	g.p.open("/login")
	g.p.do(script(fmt.Sprintf("document.cookie = 'callfloor=%s; path=/'", token)))
	g.p.open("/desk?lang=ko")
	g.p.holds("document.querySelector('.st-now')?.textContent")
	time.Sleep(deskOpen)
	g.p.do(script(`globalThis.seen = []; {
		const now = () => ({ text: document.querySelector(".st-now")?.textContent ?? "", pops: document.querySelector(".call.ringing") !== null });
		let last = now();
		new MutationObserver(() => {
			const next = now();
			if (next.text === last.text && next.pops === last.pops) return;
			last = next;
			requestAnimationFrame(() => requestAnimationFrame(() => globalThis.seen.push({ ...next, at: Date.now() }))); // the picture with it is out
		}).observe(document, { subtree: true, childList: true, characterData: true });
	}`))
	return g
}

// run calls the agent and changes the state, for a time.
func (g *glass) run(b *testing.B, long time.Duration) {
	for end, i := time.Now().Add(long), 0; time.Now().Before(end); i++ {
		for _, body := range []string{`{"state":"not_ready","reason":"` + []string{"rest", "meal"}[i%2] + `"}`, `{"state":"ready"}`} {
			if st, data := g.l.api("PUT", "/agents/"+g.agent+"/state", body); st != 200 {
				b.Fatalf("%s: %d %s", body, st, data)
			}
			time.Sleep(300 * time.Millisecond)
		}
		call, err := g.l.line.Dial("15889999", phone.DialOptions{From: fmt.Sprintf("010%08d", i)})
		if err == nil {
			err = g.l.up(call)
		}
		if err != nil {
			b.Fatalf("call %d: %v", i, err)
		}
		time.Sleep(1500 * time.Millisecond) // the phone answers in the first half of it
		call.Hangup()
		time.Sleep(1500 * time.Millisecond) // one of wrap-up
	}
}

// words are how the desk says a state.
var words = map[string]string{"ready": "대기", "ringing": "수신중", "talking": "통화중", "wrap_up": "후처리", "rest": "휴식중", "meal": "식사중"}

// waits are how long it took from each change of the agent to the picture with it, apart
// from those that were over before a picture could be made.
func (g *glass) waits(b *testing.B, rows []deskRow) (offers, changes []time.Duration) {
	b.Helper()
	seen, err := eval[[]shown](g.p, "globalThis.seen")
	if err != nil {
		b.Fatal(err)
	}
	missed := 0
	for i, row := range rows {
		if i+1 < len(rows) && rows[i+1].Since-row.Since < 100 {
			continue
		}
		says := words[row.State]
		if row.State == "not_ready" {
			says = words[row.Reason]
		}
		at := slices.IndexFunc(seen, func(s shown) bool {
			return s.At >= row.Since && strings.Contains(s.Text, says) && s.Pops == (row.State == "ringing")
		})
		if at < 0 || i+1 < len(rows) && seen[at].At > rows[i+1].Since+2000 {
			missed++
			continue
		}
		wait := time.Duration(seen[at].At-row.Since) * time.Millisecond
		if row.State == "ringing" {
			offers = append(offers, wait)
		} else {
			changes = append(changes, wait)
		}
	}
	if missed > 0 || len(offers) < 5 || len(changes) < 20 {
		b.Fatalf("of %d changes %d offers and %d others were seen on the glass, %d were not: %v", len(rows), len(offers), len(changes), missed, seen)
	}
	slices.Sort(offers)
	slices.Sort(changes)
	return offers, changes
}
