package sip

import (
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
)

// serverTx is one request of a peer and what was answered (RFC 3261 section
// 17.2, with the Accepted state of RFC 6026). It resends the last answer by
// itself; a 2xx to an INVITE is resent by the leg.
type serverTx struct {
	x      *transactions
	key    serverKey
	fl     flow // where the request came from
	to     flow // where answers go (RFC 3261 section 18.2.2, RFC 3581)
	invite bool

	mu    sync.Mutex
	req   *sipmsg.Request // nil once a final answer was given
	call  *call           // of a new INVITE that is not finally answered
	state txState
	last  []byte // the last answer
	every time.Duration
	timer *time.Timer // G while resending, then H, I, J or L
	until time.Time   // end of timer H
}

// begin makes a server transaction for a request that has none. It returns nil
// if there is one already or no room.
func (x *transactions) begin(req *sipmsg.Request, fl flow) *serverTx {
	k := serverKeyOf(req, req.Method)
	s := &serverTx{x: x, key: k, fl: fl, to: responseFlow(req, fl), req: req, invite: req.Method == sipmsg.INVITE}
	if s.invite {
		s.state = txProceeding
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.servers[k] != nil || len(x.servers) >= x.max {
		return nil
	}
	x.servers[k] = s
	return s
}

// responseFlow is where the answer to a request goes: the same connection, or
// the source address with the port of rport or of the Via.
func responseFlow(req *sipmsg.Request, fl flow) flow {
	if fl.net != udp {
		return fl
	}
	via := req.Via()
	if via.Params.Has("rport") {
		return fl
	}
	port := via.Port
	if port == 0 {
		port = 5060
	}
	fl.remote = addrPort(fl.remote.Addr(), port)
	return fl
}

// respond answers. A second final answer is ignored (the first one wins), but a
// 2xx may be sent again in Accepted by the leg itself.
func (s *serverTx) respond(r response) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.req == nil || s.state > txProceeding {
		return false
	}
	s.last = encodeResponse(s.req, r, s.x.agent)
	s.x.tr.met.response("out", string(s.req.Method), r.code)
	_ = s.x.tr.send(s.to, s.last)
	if r.code < 200 {
		s.state = txProceeding
		return true
	}
	s.req, s.call = nil, nil
	t := s.x.timers
	switch {
	case s.invite && r.code < 300:
		s.state = txAccepted
		s.after(t.giveUp(), s.end) // timer L
	case s.invite:
		s.state, s.until = txCompleted, time.Now().Add(t.giveUp()) // timer H
		s.every = t.T1
		if s.fl.net == udp {
			s.after(s.every, s.resend)
		} else {
			s.after(t.giveUp(), s.end)
		}
	default:
		s.state = txCompleted
		if s.fl.net == udp {
			s.after(t.giveUp(), s.end) // timer J
		} else {
			s.forget()
		}
	}
	return true
}

// again deals with a retransmission of the request.
func (s *serverTx) again() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != nil && (s.state == txProceeding || s.state == txCompleted) {
		_ = s.x.tr.send(s.to, s.last)
	}
}

// acked deals with the ACK of a refusal. It reports false for any other ACK: that of
// a 2xx is for the leg, whatever branch it has (RFC 6026 section 7.1).
func (s *serverTx) acked() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != txCompleted {
		return s.state == txConfirmed
	}
	s.state, s.last = txConfirmed, nil
	s.stop()
	if s.fl.net == udp {
		s.after(s.x.timers.T4, s.end) // timer I
	} else {
		s.forget()
	}
	return true
}

// resend is timer G: the refusal again, less and less often.
func (s *serverTx) resend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != txCompleted {
		return
	}
	if time.Now().After(s.until) {
		s.forget()
		return
	}
	_ = s.x.tr.send(s.to, s.last)
	s.every = min(2*s.every, s.x.timers.T2)
	s.after(s.every, s.resend)
}

// belongTo notes the call of a new INVITE, for its CANCEL.
func (s *serverTx) belongTo(c *call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.req != nil {
		s.call = c
	}
}

// owner returns the call of an INVITE that is not finally answered, or nil.
func (s *serverTx) owner() *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.call
}

// lastAnswer returns the bytes of the last answer, for a leg that resends a 2xx.
func (s *serverTx) lastAnswer() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// drop forgets a request that nobody took; its retransmission is a new one.
func (s *serverTx) drop() { s.end() }

func (s *serverTx) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
}

// The methods below run with the lock held.

func (s *serverTx) after(d time.Duration, fn func()) { s.timer = time.AfterFunc(d, fn) }

func (s *serverTx) stop() {
	if s.timer != nil {
		s.timer.Stop()
	}
}

func (s *serverTx) forget() {
	s.state, s.req, s.call, s.last = txTerminated, nil, nil, nil
	s.stop()
	s.x.mu.Lock()
	if s.x.servers[s.key] == s {
		delete(s.x.servers, s.key)
	}
	s.x.mu.Unlock()
}
