package phone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/sip/media"
)

// State is how far a call has come. It only ever rises.
type State int

// The states of a call.
const (
	Dialing State = iota // INVITE sent or received, nothing rings
	Ringing
	Talking // 200 sent or received
	Ended
)

func (s State) String() string {
	return [...]string{"dialing", "ringing", "talking", "ended"}[s]
}

// ErrEnded is returned by what needs a live call.
var ErrEnded = errors.New("call has ended")

// Call is one call of a phone: one dialog. The bank's mutex guards it, except
// sound.
type Call struct {
	phone    *Phone
	bank     *Bank
	outgoing bool

	id, tag, peerTag string
	self, peer       string // addresses of both sides for From and To, without tags
	target           string // remote target, a URI
	routes           []string
	dest             netip.AddrPort
	seq              uint32

	invite *sip.Request // that came in
	tx     *serverTx    // its transaction
	sent   inviteSent   // the last INVITE that went out

	state      State
	status     int
	cause      string
	cancelling bool // hang up as soon as the protocol allows
	confirmed  bool // the ACK to our 200 came
	changed    chan struct{}

	local     media.Local
	session   *media.Session // nil without an engine, and after the end
	agreed    media.Negotiated
	wants     media.Direction
	offer     []byte // ours, waiting for its answer
	renewing  bool   // a re-INVITE of ours is under way
	playing   bool
	sound     *sound
	ringTimer func()
	referred  []string // status lines of NOTIFYs for our REFERs
}

// inviteSent is what CANCEL and ACK need of an INVITE.
type inviteSent struct {
	branch, text string
	seq          uint32
	ringing      bool // a provisional response came
	cancelled    bool // CANCEL was sent
}

// newCall makes a call with its media.
func (p *Phone) newCall(id string, signal netip.Addr) (*Call, error) {
	c := &Call{
		phone: p, bank: p.bank, id: id, tag: token(), changed: make(chan struct{}),
		wants: media.SendRecv, sound: &sound{}, ringTimer: func() {},
	}
	if e := p.bank.cfg.Media; e != nil {
		s, err := e.NewSession(media.SessionConfig{Signal: signal, OnDTMF: c.sound.digit, OnSpeech: c.sound.hear})
		if err != nil {
			return nil, err
		}
		c.session, c.local = s, s.NewLocal()
	} else {
		sink := p.bank.sink.LocalAddr().(*net.UDPAddr).AddrPort()
		c.local = media.Local{Addr: p.bank.cfg.Listen.Addr(), Port: sink.Port(), ID: 1}
	}
	p.bank.calls[callKey(id, c.tag)] = c
	p.calls[c] = struct{}{}
	return c, nil
}

// callKey names a dialog from our side.
func callKey(id, tag string) string { return id + "|" + tag }

// Outgoing reports whether we have made the call.
func (c *Call) Outgoing() bool { return c.outgoing }

// State returns how far the call has come.
func (c *Call) State() State {
	c.bank.lock()
	defer c.bank.unlock()
	return c.state
}

// Status returns the final status of the INVITE, 0 while there is none; Cause what
// ended the call.
func (c *Call) Status() int {
	c.bank.lock()
	defer c.bank.unlock()
	return c.status
}

// Cause says in words what ended the call, "" while it lives.
func (c *Call) Cause() string {
	c.bank.lock()
	defer c.bank.unlock()
	return c.cause
}

// ID returns the Call-ID.
func (c *Call) ID() string { return c.id }

// Header returns a header of the INVITE that came in, "" when there is none.
func (c *Call) Header(name string) string {
	c.bank.lock()
	defer c.bank.unlock()
	if c.invite == nil {
		return ""
	}
	if h := c.invite.GetHeader(name); h != nil {
		return h.Value()
	}
	return ""
}

// Wait waits until the call has come to a state. It fails when the call ends
// before, or ctx does.
func (c *Call) Wait(ctx context.Context, want State) error {
	return c.wait(ctx, func() bool { return c.state >= want && (c.state != Ended || want == Ended) })
}

// WaitHold waits until the other side has put us on hold, or taken us off it.
func (c *Call) WaitHold(ctx context.Context, held bool) error {
	return c.wait(ctx, func() bool { return c.state == Talking && c.agreed.RemoteHold == held })
}

// wait waits until cond, which is asked under the lock.
func (c *Call) wait(ctx context.Context, cond func() bool) error {
	for {
		c.bank.lock()
		ok, state, status, cause, changed := cond(), c.state, c.status, c.cause, c.changed
		c.bank.unlock()
		if ok {
			return nil
		}
		if state == Ended {
			return fmt.Errorf("%w: %d %s", ErrEnded, status, cause)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("call is %s: %w", state, ctx.Err())
		}
	}
}

// notify wakes those who wait.
func (c *Call) notify() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// enter moves the call on.
func (c *Call) enter(s State) {
	if s > c.state {
		c.state = s
		c.notify()
	}
}

// end ends the call and gives its media back.
func (c *Call) end(status int, cause string) {
	if c.state == Ended {
		return
	}
	if c.status == 0 {
		c.status = status
	}
	c.cause = cause
	c.ringTimer()
	delete(c.bank.calls, callKey(c.id, c.tag))
	delete(c.phone.calls, c)
	if s := c.session; s != nil {
		c.session = nil
		c.bank.later = append(c.bank.later, func() { s.Close() })
	}
	c.enter(Ended)
}

// Hangup ends the call as its state asks: CANCEL, a refusal, or BYE (after the ACK
// if that has not come yet).
func (c *Call) Hangup() {
	c.bank.lock()
	defer c.bank.unlock()
	switch {
	case c.state == Ended:
	case c.state == Talking && (c.outgoing || c.confirmed):
		c.bye("hung up")
	case c.state == Talking || c.outgoing:
		c.cancelling = true
		c.sendCancel()
	default:
		c.refuse(603)
	}
}

// bye sends BYE and ends the call.
func (c *Call) bye(cause string) {
	c.transact(sip.BYE, nil, "", func(*sip.Response) {})
	c.end(0, cause)
}

// transact sends a request in the dialog.
func (c *Call) transact(method sip.RequestMethod, body []byte, kind string, done func(*sip.Response)) {
	c.phone.transact(&request{
		method: method, uri: c.target, to: c.dest, seq: &c.seq, body: body, kind: kind,
		headers: c.dialogHeaders(), done: done,
		sent: func(branch, text string, seq uint32) {
			if method == sip.INVITE {
				c.sent = inviteSent{branch: branch, text: text, seq: seq}
			}
		},
	})
}

// dialogHeaders are From, To, Call-ID and Route of a request in the dialog.
func (c *Call) dialogHeaders() []string {
	to := c.peer
	if c.peerTag != "" {
		to += ";tag=" + c.peerTag
	}
	h := []string{"From: " + c.self + ";tag=" + c.tag, "To: " + to, "Call-ID: " + c.id}
	for _, r := range c.routes {
		h = append(h, "Route: "+r)
	}
	return h
}

// learn takes the route set, the remote target and the next hop from a message of
// the other side (RFC 3261 section 12.1). fallback is used where an address is a
// name.
func (c *Call) learn(contact *sip.ContactHeader, recorded []sip.Header, reverse bool, fallback netip.AddrPort) {
	if contact != nil {
		c.target = contact.Address.String()
	}
	c.routes = nil
	for _, r := range recorded {
		if reverse {
			c.routes = append([]string{r.Value()}, c.routes...)
		} else {
			c.routes = append(c.routes, r.Value())
		}
	}
	next := c.target
	if len(c.routes) > 0 {
		next = c.routes[0]
	}
	c.dest = fallback
	if a, ok := hostOf(next); ok {
		c.dest = a
	}
}

// Info sends a key as SIP INFO (application/dtmf-relay) and waits for the answer.
func (c *Call) Info(ctx context.Context, key byte) error {
	return c.Request(ctx, sip.INFO, []byte(fmt.Sprintf("Signal=%c\r\nDuration=160\r\n", key)), "application/dtmf-relay")
}

// Request sends any request in the dialog and waits for its final response.
func (c *Call) Request(ctx context.Context, method sip.RequestMethod, body []byte, kind string) error {
	result := make(chan error, 1)
	c.bank.lock()
	if c.state == Ended {
		c.bank.unlock()
		return ErrEnded
	}
	c.transact(method, body, kind, func(res *sip.Response) {
		switch {
		case res == nil:
			result <- &StatusError{string(method), 0}
		case res.StatusCode >= 300:
			result <- &StatusError{string(method), res.StatusCode}
		case res.StatusCode >= 200:
			result <- nil
		}
	})
	c.bank.unlock()
	return await(ctx, result)
}

func await(ctx context.Context, result <-chan error) error {
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
