package sip

import (
	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// onInvite admits or refuses a new call. What can be refused cheaply is refused
// before anything is made of it.
func (s *Server) onInvite(req *sipmsg.Request, tx *serverTx) {
	if s.txs.buried(tx.key, tx.fl) {
		tx.respond(response{code: 487, tag: newTag()})
		return
	}
	dir := s.dir()
	t := dir.trunkOf(tx.fl.remote.Addr())
	if t == nil || s.auth.carriesCredentials(req) || s.reg.isPhone(tx.fl) {
		s.phoneInvite(req, tx)
		return
	}
	key := mergeKey{callIDOf(req), fromTag(req), req.CSeq().SeqNo}
	entry, dnis, known := dir.calledOf(req)
	switch {
	case s.draining.Load():
		s.turnAway(tx, 503, refusedDraining, retryAfter()...)
		return
	case !known:
		s.log.Info().Str("trunk", t.Name).Str("number", req.Recipient.User[:min(len(req.Recipient.User), 40)]).Msg("a call to a number that no service has is refused: is it written in numbers as the trunk sends it?")
		s.turnAway(tx, 404, refusedForbidden)
		return
	}
	who := callerOf(req, t)
	barred := s.bar(who.number)
	if barred == BarRefuse {
		s.turnAway(tx, 603, refusedBarred)
		s.barred(newFloorCall(s.now()), entry.service.ID, who.number, dnis)
		return
	}
	tx.respond(response{code: 100})
	c := &call{
		srv: s, id: newFloorCall(s.now()), trunk: t.Name, who: who, dnis: dnis,
		svc: entry.service.ID, early: entry.service.Early, key: key,
		offers: map[acd.OfferID][]*leg{}, worst: map[acd.OfferID]acd.OfferResult{},
	}
	c.box = newMailbox(c.work)
	c.box.mind(req)
	s.mu.Lock()
	if s.merged[key] {
		s.mu.Unlock()
		s.turnAway(tx, 482, refusedInvalid) // the same request by another way
		return
	}
	if s.closing.Load() || len(s.calls) >= s.cfg.MaxCalls || !s.trunks.enter(t, s.now(), false) {
		s.mu.Unlock()
		s.turnAway(tx, 503, refusedCaps, retryAfter()...)
		return
	}
	s.calls[c.id], s.merged[key] = c, true
	tx.belongTo(c)
	priority := dir.priority(entry, who.number, barred)
	c.box.add(func() { c.start(req, tx, entry, priority, barred) }, false) // before anything else can
	s.wg.Add(1)                                                            // forget is the other half
	s.mu.Unlock()
	c.box.run()
}

func (s *Server) turnAway(tx *serverTx, code int, why refusal, hs ...header) {
	s.met.rejected(why)
	tx.respond(response{code: code, tag: newTag(), headers: hs})
}
