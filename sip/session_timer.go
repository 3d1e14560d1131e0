package sip

import (
	"strconv"
	"strings"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// sessionTimer is the agreed session interval of a leg (RFC 4028): one side
// refreshes at half of it, the other hangs up shortly before its end.
type sessionTimer struct {
	interval time.Duration // 0: none
	min      time.Duration // Min-SE that we have to respect
	weAre    bool          // the refresher is us
	theirs   bool          // the peer knows session timers: it ends the session too when no refresh succeeds
	ends     time.Time     // when the interval that runs is over
	timer    *timer
}

// ask prepares the headers of our own INVITE.
func (t *sessionTimer) ask(cfg Config) {
	t.interval, t.min, t.weAre = cfg.SessionExpires, cfg.SessionMin, true
}

// fromInvite reads what a request of theirs asks for (section 9). It returns 422
// when the interval is too small.
func (t *sessionTimer) fromInvite(req *sipmsg.Request, cfg Config) int {
	t.min = max(t.min, cfg.SessionMin)
	peer := hasToken(req, "supported", "timer") || hasToken(req, "require", "timer")
	t.theirs = peer
	d, refresher, ok := sessionExpires(value(req, "session-expires"))
	if ok && d < cfg.SessionMin {
		return 422
	}
	least, hasMin := seconds(value(req, "min-se"))
	want := cfg.SessionExpires
	if hasMin {
		want = max(want, time.Duration(least)*time.Second)
	}
	switch {
	case ok && peer:
		t.interval = min(d, want)
		t.weAre = refresher == "uas"
	case ok: // a proxy put it in; the peer cannot refresh
		t.interval, t.weAre = min(d, want), true
	default:
		t.interval, t.weAre = want, true
	}
	return 0
}

// answerHeaders go into a 2xx of ours.
func (t *sessionTimer) answerHeaders() []header {
	if t.interval == 0 {
		return nil
	}
	who := "uac"
	if t.weAre {
		who = "uas"
	}
	hs := []header{{"Session-Expires", itoa(int(t.interval/time.Second)) + ";refresher=" + who}}
	if !t.weAre {
		hs = append(hs, header{"Require", "timer"})
	}
	return hs
}

// minHeaders go into a 422.
func (t *sessionTimer) minHeaders() []header {
	return []header{{"Min-SE", itoa(int(t.min / time.Second))}}
}

// inviteHeaders go into an INVITE or UPDATE of ours; once agreed, the refresher
// stays who it is (section 7.4).
func (t *sessionTimer) inviteHeaders() []header {
	if t.interval == 0 {
		return nil
	}
	who := ""
	if t.timer != nil {
		who = ";refresher=uac"
	}
	return []header{{"Session-Expires", itoa(int(t.interval/time.Second)) + who}, {"Min-SE", itoa(int(t.min / time.Second))}}
}

// tooSmall takes the Min-SE of a 422; false if it asks for nothing larger.
func (t *sessionTimer) tooSmall(res *sipmsg.Response) bool {
	n, ok := seconds(value(res, "min-se"))
	d := time.Duration(n) * time.Second
	if !ok || d <= t.min || d > 24*time.Hour {
		return false
	}
	t.min, t.interval = d, max(t.interval, d)
	return true
}

// fromAnswer reads their 2xx (section 7.2). Without Session-Expires the peer
// knows no timers, and we go on refreshing alone.
func (t *sessionTimer) fromAnswer(res *sipmsg.Response) {
	d, refresher, ok := sessionExpires(value(res, "session-expires"))
	t.theirs = ok
	if !ok {
		t.weAre = true
		return
	}
	t.interval = max(d, t.min)
	t.weAre = refresher != "uas"
}

// start sets the clock for the next refresh, ours or theirs.
func (t *sessionTimer) start(l *leg) {
	t.timer.stop()
	if t.interval == 0 {
		return
	}
	t.ends = time.Now().Add(t.interval)
	if t.weAre {
		t.timer = l.call.box.after(t.interval/2, l.refreshSession)
		return
	}
	// The side that does not refresh ends the session a little early (section 10).
	early := min(32*time.Second, t.interval/3)
	t.timer = l.call.box.after(t.interval-early, l.sessionExpired)
}

// refused sets the clock after the peer has refused a refresh of ours with res:
// another try while the interval lasts, and its end otherwise (section 10). A peer
// that knows no timers has shown by its refusal that it lives: for it the interval
// begins again.
func (t *sessionTimer) refused(l *leg, res *sipmsg.Response) {
	if !t.theirs {
		t.start(l)
		return
	}
	t.timer.stop()
	left := time.Until(t.ends)
	wait := max(left/4, min(refusedWait, t.interval/10))
	num, _, _ := strings.Cut(value(res, "retry-after"), ";")
	num, _, _ = strings.Cut(num, "(") // a comment (RFC 3261 section 20.33)
	if n, ok := seconds(num); ok && n > 0 {
		wait = time.Duration(n) * time.Second
	}
	if wait >= left {
		t.timer = l.call.box.after(left, l.sessionExpired)
		return
	}
	t.timer = l.call.box.after(wait, l.refreshSession)
}

// refusedWait is the least time after which a refused refresh is tried again where
// the peer names none; in intervals shorter than 50 s a tenth of them.
const refusedWait = 5 * time.Second

// sessionExpired ends a leg whose session was not refreshed in time.
func (l *leg) sessionExpired() {
	was := l.state
	l.bye(sipReason(408, "session timer expired"))
	l.call.legEnded(l, was, acd.CauseSessionTimer)
}

// soon tries a refresh again that could not go out just now.
func (t *sessionTimer) soon(l *leg) {
	t.timer.stop()
	t.timer = l.call.box.after(time.Second, l.refreshSession)
}

// sessionExpires parses "1800;refresher=uas".
func sessionExpires(v string) (d time.Duration, refresher string, ok bool) {
	num, params, _ := strings.Cut(v, ";")
	n, err := strconv.ParseUint(strings.TrimSpace(num), 10, 31)
	if err != nil {
		return 0, "", false
	}
	for _, p := range strings.Split(params, ";") {
		name, val, _ := strings.Cut(p, "=")
		if strings.EqualFold(strings.TrimSpace(name), "refresher") {
			refresher = strings.ToLower(strings.TrimSpace(val))
		}
	}
	return time.Duration(n) * time.Second, refresher, true
}
