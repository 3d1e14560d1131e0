package sip

import (
	"errors"
	"net/netip"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
)

// errTimeout is what a client transaction reports when nobody answers (timers B
// and F).
var errTimeout = errors.New("no answer to the request")

func addrPort(a netip.Addr, port int) netip.AddrPort { return netip.AddrPortFrom(a, uint16(port)) }

// clientTx is one request of ours (RFC 3261 section 17.1, RFC 6026).
type clientTx struct {
	x    *transactions
	key  clientKey
	fl   flow
	req  *outgoing
	via  string
	sent []byte
	// on receives each provisional answer, the final one and, for an INVITE,
	// every further 2xx (forks, retransmissions); or one error. It runs where the
	// answer was read and must not wait for anything.
	on func(*sipmsg.Response, error)

	mu     sync.Mutex
	state  txState
	every  time.Duration
	resend *time.Timer // A or E
	limit  *time.Timer // B or F, then D, K or M
	ack    []byte      // of a refusal
	began  time.Time

	unwanted bool   // an INVITE that was cancelled, or will be with its first provisional answer
	reason   string // for that CANCEL
}

// request sends o over fl and reports what comes back to on.
func (x *transactions) request(o *outgoing, fl flow, on func(*sipmsg.Response, error)) *clientTx {
	if o.branch == "" {
		o.branch = newBranch()
	}
	c := &clientTx{x: x, key: clientKey{o.branch, string(o.method)}, fl: fl, req: o, on: on, every: x.timers.T1, began: time.Now()}
	c.via = x.tr.local(fl).String()
	c.sent = o.encode(fl, c.via, x.agent)
	x.mu.Lock()
	x.clients[c.key] = c
	x.mu.Unlock()
	x.tr.met.request("out", string(o.method))
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := x.tr.send(fl, c.sent); err != nil {
		c.limit = time.AfterFunc(0, func() { c.fail(err) }) // not in the caller's turn
		return c
	}
	if fl.net == udp {
		c.resend = time.AfterFunc(c.every, c.again)
	}
	c.limit = time.AfterFunc(x.timers.giveUp(), func() { c.fail(errTimeout) })
	return c
}

// again is timer A or E.
func (c *clientTx) again() {
	if err := c.sendAgain(); err != nil {
		c.on(nil, err)
	}
}

// sendAgain sends the request once more if it is time for that. An error has ended
// the transaction.
func (c *clientTx) sendAgain() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	invite := c.req.method == sipmsg.INVITE
	if c.state != txTrying && (invite || c.state != txProceeding) {
		return nil
	}
	if err := c.x.tr.send(c.fl, c.sent); err != nil {
		c.forget()
		return err
	}
	c.every *= 2
	if !invite {
		c.every = min(c.every, c.x.timers.T2)
		if c.state == txProceeding {
			c.every = c.x.timers.T2
		}
	}
	c.resend = time.AfterFunc(c.every, c.again)
	return nil
}

// fail ends the transaction with an error if it has no final answer.
func (c *clientTx) fail(err error) {
	c.mu.Lock()
	open := c.state == txTrying || c.state == txProceeding
	if open {
		c.forget()
	}
	c.mu.Unlock()
	if open {
		c.on(nil, err)
	}
}

// receive deals with a response that matches.
func (c *clientTx) receive(res *sipmsg.Response, from flow) {
	if c.take(res, from) {
		c.on(res, nil)
	}
}

// take does what the transaction has to do with a response and reports whether it
// is for the one who sent the request.
func (c *clientTx) take(res *sipmsg.Response, from flow) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !from.sameHost(c.fl) || from.net != c.fl.net {
		c.x.tr.met.rejected(refusedForbidden) // not from where it was sent (S-16)
		return false
	}
	invite := c.req.method == sipmsg.INVITE
	if res.StatusCode >= 200 && c.state <= txProceeding {
		c.x.tr.met.duration.WithLabelValues(methodLabel(string(c.req.method))).Observe(time.Since(c.began).Seconds())
	}
	switch code := res.StatusCode; {
	case c.state == txAccepted:
		return code >= 200 && code < 300
	case c.state == txCompleted && invite && code >= 300:
		_ = c.x.tr.send(c.fl, c.ack)
		return false
	case c.state > txProceeding:
		return false
	case code < 200:
		first := c.state == txTrying
		c.state = txProceeding
		switch {
		case invite && !c.unwanted:
			c.stop() // timers A and B; the core's time-out takes over
		case invite && first:
			c.sendCancel()
		}
	case invite && code < 300:
		c.state = txAccepted
		c.last(c.x.timers.giveUp()) // timer M
	case invite:
		c.state = txCompleted
		c.acknowledge(res)
		c.last(c.x.timers.giveUp()) // timer D
	default:
		c.forget() // a late duplicate finds nothing and is dropped: timer K's work
	}
	return true
}

// acknowledge sends the ACK of a refusal (RFC 3261 section 17.1.1.3).
func (c *clientTx) acknowledge(res *sipmsg.Response) {
	to := c.req.to
	if h := res.To(); h != nil {
		to = value(res, "to")
	}
	c.ack = c.req.follow(sipmsg.ACK, to).encode(c.fl, c.via, c.x.agent)
	c.x.tr.met.request("out", "ACK")
	_ = c.x.tr.send(c.fl, c.ack)
}

// cancel withdraws an INVITE: at once if it has a provisional answer and no final
// one, else with the first (RFC 3261 section 9.1). Once is enough; after that, and
// for any other request, it does nothing.
func (c *clientTx) cancel(reason string) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.req.method != sipmsg.INVITE || c.unwanted || c.state > txProceeding {
		return
	}
	c.unwanted, c.reason = true, reason
	if c.state == txProceeding {
		c.sendCancel()
	}
}

// sendCancel sends the CANCEL to the same hop with the same branch. A peer that
// never ends the INVITE, whatever provisional answers it still gives, counts as
// cancelled after 64*T1. Lock held.
func (c *clientTx) sendCancel() {
	c.stop()
	c.limit = time.AfterFunc(c.x.timers.giveUp(), func() { c.fail(errTimeout) })
	var hs []header
	if c.reason != "" {
		hs = append(hs, header{"Reason", c.reason})
	}
	c.x.request(c.req.follow(sipmsg.CANCEL, c.req.to, hs...), c.fl, func(*sipmsg.Response, error) {})
}

// last replaces every timer by the one that ends the transaction. Lock held.
func (c *clientTx) last(d time.Duration) {
	c.stop()
	c.limit = time.AfterFunc(d, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.forget()
	})
}

func (c *clientTx) stop() {
	if c.resend != nil {
		c.resend.Stop()
	}
	if c.limit != nil {
		c.limit.Stop()
	}
}

func (c *clientTx) forget() {
	c.stop()
	c.state = txTerminated
	c.x.mu.Lock()
	if c.x.clients[c.key] == c {
		delete(c.x.clients, c.key)
	}
	c.x.mu.Unlock()
}

// client finds the transaction that a response answers.
func (x *transactions) client(res *sipmsg.Response) *clientTx {
	via, cseq := res.Via(), res.CSeq()
	if via == nil || cseq == nil {
		return nil
	}
	branch, _ := via.Params.Get("branch")
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.clients[clientKey{branch, string(cseq.MethodName)}]
}
