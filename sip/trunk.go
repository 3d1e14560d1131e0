package sip

import (
	"context"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"
)

// Health rules of a trunk (F-30).
const (
	trunkDown     = 3               // OPTIONS in a row without an answer
	trunkUp       = 2               // answers in a row that bring it back
	trunkInterval = 7 * time.Second // three misses are noticed within 30 s
)

// TrunkHealth is in a word what is known of a trunk.
type TrunkHealth string

// What is known: before its first answer a trunk is neither up nor, while it has not
// missed often enough, down.
const (
	TrunkUnasked  TrunkHealth = "unasked" // it is not monitored
	TrunkChecking TrunkHealth = "checking"
	TrunkUp       TrunkHealth = "up"
	TrunkDown     TrunkHealth = "down"
)

// TrunkState is how a trunk does, for the API.
type TrunkState struct {
	Name      string      `json:"name"`
	Monitored bool        `json:"monitored"` // has a target that OPTIONS go to
	Up        bool        `json:"up"`        // calls go out by it first; so they do before its first answer
	State     TrunkHealth `json:"state"`
	Since     time.Time   `json:"since"`
	Calls     int         `json:"calls"`
}

// trunks watches the trunks and counts their calls.
type trunks struct {
	log zerolog.Logger
	met *metrics
	tr  *transport
	txs *transactions

	spawn func(func()) // takes Server.mu: never called with mu held

	mu   sync.Mutex // taken within Server.mu; nothing else is locked within it
	list map[string]*trunkHealth
}

type trunkHealth struct {
	cfg     Trunk
	up      bool
	known   bool // it has answered, or is down
	since   time.Time
	misses  int
	answers int
	asked   bool // an OPTIONS is out
	round   uint64
	next    time.Time
	calls   int
	rate    bucket
	avoid   time.Time // it asked not to be called before (Retry-After)
}

func (t *trunks) reload(dir *directory, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	keep := map[string]*trunkHealth{}
	for _, c := range dir.trunks {
		h := t.list[c.Name]
		if h == nil || h.cfg.Target != c.Target {
			calls := 0
			if h != nil {
				calls = h.calls
			}
			h = &trunkHealth{up: true, since: now, next: now, calls: calls}
		}
		h.cfg = *c
		keep[c.Name] = h
		t.met.trunkUp.WithLabelValues(c.Name).Set(gauge(h.up))
	}
	for name := range t.list {
		if keep[name] == nil {
			t.met.trunkUp.DeleteLabelValues(name)
		}
	}
	t.list = keep
}

func gauge(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// enter counts a new call of a trunk; false over its limits, which do not hold for
// one that must go.
func (t *trunks) enter(c *Trunk, now time.Time, must bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.list[c.Name]
	if h == nil {
		return true
	}
	if c.MaxCalls > 0 && h.calls >= c.MaxCalls && !must {
		return false
	}
	if c.MaxPerSecond > 0 && !must && !h.rate.take(now, c.MaxPerSecond, max(1, c.MaxPerSecond)) {
		return false
	}
	h.calls++
	return true
}

func (t *trunks) leave(name string) {
	t.mu.Lock()
	if h := t.list[name]; h != nil && h.calls > 0 {
		h.calls--
	}
	t.mu.Unlock()
}

func (t *trunks) states() []TrunkState {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []TrunkState
	for name, h := range t.list {
		out = append(out, TrunkState{Name: name, Monitored: h.monitored(), Up: h.up, State: h.state(), Since: h.since, Calls: h.calls})
	}
	return out
}

func (h *trunkHealth) state() TrunkHealth {
	switch {
	case !h.monitored():
		return TrunkUnasked
	case !h.known:
		return TrunkChecking
	case h.up:
		return TrunkUp
	}
	return TrunkDown
}

func (h *trunkHealth) monitored() bool { return h.cfg.Target != "" && h.cfg.Options >= 0 }

// tick sends the OPTIONS that are due. One that is still open when the next is
// due counts as missed.
func (t *trunks) tick(ctx context.Context, now time.Time) {
	for _, ask := range t.due(ctx, now) {
		t.spawn(ask) // it may have to look up a name
	}
}

// due returns what asks the trunks whose turn it is.
func (t *trunks) due(ctx context.Context, now time.Time) (asks []func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, h := range t.list {
		if !h.monitored() || now.Before(h.next) {
			continue
		}
		if h.asked {
			t.missed(name, h)
		}
		every := h.cfg.Options
		if every == 0 {
			every = trunkInterval
		}
		h.next, h.asked = now.Add(every), true
		h.round++
		round, target := h.round, h.cfg.Target
		asks = append(asks, func() { t.ask(ctx, name, target, round) })
	}
	return asks
}

func (t *trunks) ask(ctx context.Context, name, target string, round uint64) {
	fl, err := flowTo(ctx, target, udp)
	if err != nil {
		return // the next tick counts it
	}
	local := t.tr.local(fl)
	o := &outgoing{
		method: sipmsg.OPTIONS, uri: target, from: "<sip:callfloor@" + local.String() + ">;tag=" + newTag(),
		to: "<" + target + ">", callID: newCallID(), seq: 1, headers: []header{{"Contact", contactFor(fl, local, "callfloor")}, {"Accept", sdpType}},
	}
	t.txs.request(o, fl, func(res *sipmsg.Response, _ error) {
		if res != nil && res.StatusCode >= 200 && res.StatusCode != 503 && res.StatusCode != 408 {
			t.answered(name, round)
		}
	})
}

func (t *trunks) answered(name string, round uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.list[name]
	if h == nil || h.round != round || !h.asked {
		return
	}
	h.asked, h.misses = false, 0
	if !h.known {
		h.known, h.since = true, time.Now()
	}
	if h.answers++; !h.up && h.answers >= trunkUp {
		t.turn(name, h, true)
	}
}

func (t *trunks) missed(name string, h *trunkHealth) {
	h.answers = 0
	if h.misses++; h.misses >= trunkDown && h.up {
		t.turn(name, h, false)
	}
}

func (t *trunks) turn(name string, h *trunkHealth, up bool) {
	h.up, h.known, h.since = up, true, time.Now()
	t.met.trunkUp.WithLabelValues(name).Set(gauge(up))
	if up {
		t.log.Info().Str("trunk", name).Msg("the trunk answers again")
		return
	}
	t.log.Error().Str("trunk", name).Str("target", h.cfg.Target).Msg("the trunk does not answer OPTIONS: is its target right, and up? Calls from it are still taken")
}

// flowTo finds the way to a SIP URI (RFC 3263 without NAPTR and SRV).
func flowTo(ctx context.Context, uri, network string) (flow, error) {
	var u sipmsg.Uri
	if err := sipmsg.ParseUri(uri, &u); err != nil {
		return flow{}, err
	}
	port := u.Port
	if port == 0 {
		port = 5060
	}
	if tp, ok := u.UriParams.Get("transport"); ok && (tp == "tcp" || tp == "TCP") {
		network = tcp
	}
	a, err := resolve(ctx, u.Host, port)
	return flow{net: network, remote: a}, err
}

// namesHost reports whether a request that follows m in its dialog may go to a host
// that has to be looked up.
func namesHost(m hasHeaders) bool {
	for _, name := range [...]string{"record-route", "contact"} {
		for _, v := range list(m, name) {
			var u sipmsg.Uri
			if v == "*" || sipmsg.ParseUri(uriInBrackets(v), &u) != nil {
				continue // nothing to look up
			}
			if _, ok := literal(u.Host); !ok {
				return true
			}
		}
	}
	return false
}
