package sip

import (
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
)

// handle is where every parsed message enters, in order for one Call-ID.
func (s *Server) handle(m sipmsg.Message, fl flow) {
	s.met.received(m)
	switch m := m.(type) {
	case *sipmsg.Request:
		s.onRequest(m, fl)
	case *sipmsg.Response:
		s.onResponse(m, fl)
	}
}

func (s *Server) onResponse(res *sipmsg.Response, fl flow) {
	if tx := s.txs.client(res); tx != nil {
		tx.receive(res, fl)
		return
	}
	s.strayAnswer(res, fl)
}

func (s *Server) onRequest(req *sipmsg.Request, fl flow) {
	p := validate(req)
	if p.code == 0 {
		s.met.rejected(refusedInvalid)
		return
	}
	markVia(req, fl)
	if req.Method == sipmsg.ACK {
		if p.code == fine.code {
			s.onAck(req)
		}
		return // an ACK is never answered
	}
	if p.code != fine.code {
		s.met.rejected(refusedInvalid)
		s.stateless(req, fl, response{code: p.code, tag: newTag(), headers: p.headers})
		return
	}
	if tx := s.txs.server(serverKeyOf(req, req.Method)); tx != nil {
		if tx.fl.sameHost(fl) {
			tx.again()
		}
		return
	}
	if req.Method == sipmsg.CANCEL {
		s.onCancel(req, fl)
		return
	}
	if s.looped(req) {
		s.stateless(req, fl, response{code: 482, tag: newTag()})
		return
	}
	tx := s.txs.begin(req, fl)
	if tx == nil {
		s.met.rejected(refusedOverload)
		return
	}
	if tag := toTag(req); tag != "" {
		s.inDialog(req, tx, tag)
		return
	}
	s.outOfDialog(req, tx)
}

// markVia notes where a request really came from, for the answer and for those
// who read it (RFC 3261 section 18.2.1, RFC 3581 section 4).
func markVia(req *sipmsg.Request, fl flow) {
	via := req.Via()
	addr := fl.remote.Addr().String()
	rport := via.Params.Has("rport")
	if rport || via.Host != addr {
		via.Params.Add("received", addr)
	}
	if rport {
		via.Params.Remove("rport")
		via.Params.Add("rport", itoa(int(fl.remote.Port())))
	}
}

// looped reports whether one of the elements on the way was ourselves (S30).
func (s *Server) looped(req *sipmsg.Request) bool {
	for _, h := range req.Headers() {
		via, ok := h.(*sipmsg.ViaHeader)
		if !ok {
			continue
		}
		branch, _ := via.Params.Get("branch")
		s.txs.mu.Lock()
		_, ours := s.txs.clients[clientKey{branch, string(req.Method)}]
		s.txs.mu.Unlock()
		if ours {
			return true
		}
	}
	return false
}

// stateless answers without a transaction.
func (s *Server) stateless(req *sipmsg.Request, fl flow, r response) {
	s.met.response("out", string(req.Method), r.code)
	_ = s.tr.send(responseFlow(req, fl), encodeResponse(req, r, s.cfg.Agent))
}

// onAck routes an ACK: to the INVITE that was refused, or to its dialog.
func (s *Server) onAck(req *sipmsg.Request) {
	if tx := s.txs.server(serverKeyOf(req, sipmsg.INVITE)); tx != nil && tx.acked() {
		return
	}
	if l := s.dialogs.find(callIDOf(req), toTag(req)); l != nil && toTag(req) != "" {
		l.call.box.hereWire(func() {
			if fromTag(req) == l.d.RemoteTag {
				l.onAck(req)
			}
		})
	}
}

// onCancel answers a CANCEL and passes it to the call of its INVITE. It counts
// only from the very socket that sent the INVITE: a CANCEL cannot be challenged
// (RFC 3261 section 22.1, S-14).
func (s *Server) onCancel(req *sipmsg.Request, fl flow) {
	invite := s.txs.server(serverKeyOf(req, sipmsg.INVITE))
	if invite != nil && !invite.fl.same(fl) {
		s.met.rejected(refusedForbidden)
		return
	}
	tx := s.txs.begin(req, fl)
	if tx == nil {
		return
	}
	if invite == nil {
		s.txs.bury(serverKeyOf(req, sipmsg.INVITE), fl)
		tx.respond(response{code: 481, tag: newTag()})
		return
	}
	tx.respond(response{code: 200, tag: newTag()})
	if c := invite.owner(); c != nil {
		c.box.here(func() { c.onCancel(invite) })
	}
}

// inDialog hands a request to the leg it belongs to.
func (s *Server) inDialog(req *sipmsg.Request, tx *serverTx, tag string) {
	l := s.dialogs.find(callIDOf(req), tag)
	if l == nil {
		tx.respond(response{code: 481})
		return
	}
	l.call.box.mind(req)
	if !l.call.box.hereWire(func() { l.onRequest(req, tx) }) {
		tx.drop() // the peer resends
	}
}

// outOfDialog handles a request that stands alone.
func (s *Server) outOfDialog(req *sipmsg.Request, tx *serverTx) {
	switch req.Method {
	case sipmsg.INVITE:
		s.onInvite(req, tx)
	case sipmsg.REGISTER:
		s.reg.handle(req, tx)
	case sipmsg.OPTIONS:
		s.onOptions(tx)
	case sipmsg.BYE, sipmsg.UPDATE, sipmsg.INFO, sipmsg.NOTIFY, sipmsg.PRACK:
		tx.respond(response{code: 481, tag: newTag()})
	default:
		tx.respond(response{code: 405, tag: newTag(), headers: []header{{"Allow", allow}}})
	}
}

// onOptions tells peers that we live, and trunks that they should go elsewhere
// while we drain (F-80).
func (s *Server) onOptions(tx *serverTx) {
	if s.draining.Load() {
		tx.respond(response{code: 503, tag: newTag(), headers: retryAfter()})
		return
	}
	tx.respond(response{code: 200, tag: newTag(), headers: []header{{"Allow", allow}, {"Accept", sdpType}, {"Supported", supported}}})
}

// strayRate and strayBurst bound the answers to stray 200s, a second and at once.
// Each costs a BYE that is resent until it is answered, and over UDP anybody can
// write a known peer's address as sender.
const (
	strayRate  = 10
	strayBurst = 20
)

// strays counts the stray 200s that were answered.
type strays struct {
	mu sync.Mutex
	bucket
}

func (x *strays) admit(now time.Time) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.take(now, strayRate, strayBurst)
}

// strayAnswer deals with a 200 to an INVITE of a former life of ours: the phone
// believes in a call that is no more. Only known peers are answered, and only where
// the 200 came from: a route in it may name anybody.
func (s *Server) strayAnswer(res *sipmsg.Response, fl flow) {
	cseq := res.CSeq()
	if cseq == nil || cseq.MethodName != sipmsg.INVITE || res.StatusCode < 200 || res.StatusCode > 299 ||
		toTag(res) == "" || s.trust(fl.remote.Addr()) == trustStranger {
		return
	}
	if len(list(res, "contact")) != 1 || res.From() == nil {
		return
	}
	if !s.strays.admit(s.now()) {
		s.met.rejected(refusedRate)
		return
	}
	invite := &outgoing{method: sipmsg.INVITE, callID: callIDOf(res), seq: cseq.SeqNo, from: value(res, "from"), to: value(res, "to")}
	t := &inviteTail{srv: s, invite: invite, fl: fl, acks: map[string]sentAck{}}
	t.hangUp(res, fl)
}

// refuseUnparsed answers 400 to a request whose head could be read and whose
// rest could not, if it is no ACK and can be answered at all.
func (t *transport) refuseUnparsed(req *sipmsg.Request, fl flow) {
	defer t.recover("refused message")
	via := req.Via()
	if via == nil || via.Host == "" || req.Method == sipmsg.ACK || req.From() == nil || req.To() == nil || req.CSeq() == nil || t.front.who(fl.remote.Addr()) == trustStranger {
		return
	}
	markVia(req, fl)
	t.met.response("out", string(req.Method), 400)
	_ = t.send(responseFlow(req, fl), encodeResponse(req, response{code: 400, tag: newTag()}, ""))
}
