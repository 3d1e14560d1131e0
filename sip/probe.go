package sip

import (
	"context"
	"errors"
	"strings"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// How long a test waits and plays.
const (
	probeOptions = 5 * time.Second
	probeRing    = 25 * time.Second
	probeTalk    = 3 * time.Second
)

// Errors of tests.
var (
	ErrNoTrunk  = errors.New("there is no such trunk")
	ErrNoTarget = errors.New("the trunk has no target: it takes calls in only")
	ErrNoName   = errors.New("the name of the target cannot be looked up")
	ErrNoPhone  = errors.New("the agent's phone is not registered")
	ErrTest     = errors.New("emergency and premium numbers are not called for a test")
)

// Probe is what a test found. The floor knows nothing of it: it is no call.
type Probe struct {
	Method string        // OPTIONS or INVITE
	Status int           // of the final answer, 0 for none
	Took   time.Duration // until then
	Heard  bool          // of a call: sound came back
}

// ProbeTrunk asks a trunk with OPTIONS, or calls a number over it, plays music for
// some seconds and hangs up. It fails where nothing can be sent; what comes back is
// in the Probe.
func (s *Server) ProbeTrunk(ctx context.Context, name, number string) (Probe, error) {
	var t *Trunk
	for _, x := range s.dir().trunks {
		if x.Name == name {
			t = x
		}
	}
	switch {
	case t == nil:
		return Probe{}, ErrNoTrunk
	case t.Target == "":
		return Probe{}, ErrNoTarget
	}
	fl, err := flowTo(ctx, t.Target, udp)
	if err != nil {
		return Probe{}, ErrNoName
	}
	if number == "" {
		return s.probeOptions(ctx, fl, t.Target), nil
	}
	n := digits(number)
	switch {
	case len(n) < 3 || !looksNumeric(number) || strings.ContainsAny(n, "*#") || strings.LastIndexByte(n, '+') > 0:
		return Probe{}, ErrNumber
	case rightFor(n) == DialNothing || rightFor(n) == DialPremium:
		return Probe{}, ErrTest
	case s.draining.Load():
		return Probe{}, ErrDraining
	case !s.trunks.enter(t, s.now(), false):
		return Probe{}, ErrOften
	}
	defer s.trunks.leave(t.Name)
	local := s.tr.local(fl).String()
	from := `"Anonymous" <sip:anonymous@anonymous.invalid>`
	var hs []header
	if t.Show != "" {
		from = "<sip:" + userPart(t.Show) + "@" + local + ">"
		hs = append(hs, header{"P-Asserted-Identity", from})
	}
	return s.probeCall(ctx, fl, Dialog{Local: from, Target: trunkURI(t.Target, n)}, t, hs)
}

// ProbePhone rings an agent's phone, plays music to it for some seconds and hangs
// up. The phone is asked to answer by itself.
func (s *Server) ProbePhone(ctx context.Context, agent acd.AgentID) (Probe, error) {
	if s.draining.Load() {
		return Probe{}, ErrDraining
	}
	list := s.reg.contacts(agent)
	if len(list) == 0 {
		return Probe{}, ErrNoPhone
	}
	b := list[0]
	fl := b.flow()
	local := s.tr.local(fl).String()
	return s.probeCall(ctx, fl, Dialog{Local: `"Callfloor" <sip:test@` + local + ">", Target: b.Contact, Routes: b.Path}, nil, []header{
		{"Call-Info", "<sip:" + local + ">;answer-after=0"},
		{"Alert-Info", "<sip:" + local + ">;info=alert-autoanswer;delay=0"},
	})
}

func (s *Server) probeOptions(ctx context.Context, fl flow, target string) Probe {
	began := time.Now()
	p := Probe{Method: "OPTIONS"}
	local := s.tr.local(fl)
	got := make(chan int, 1)
	s.txs.request(&outgoing{
		method: sipmsg.OPTIONS, uri: target, from: "<sip:callfloor@" + local.String() + ">;tag=" + newTag(), to: "<" + target + ">",
		callID: newCallID(), seq: 1, headers: []header{{"Contact", contactFor(fl, local, "callfloor")}, {"Accept", sdpType}},
	}, fl, func(res *sipmsg.Response, _ error) {
		status := 0
		if res != nil {
			if status = res.StatusCode; status < 200 {
				return
			}
		}
		select {
		case got <- status:
		default:
		}
	})
	wait := time.NewTimer(probeOptions)
	defer wait.Stop()
	select {
	case p.Status = <-got:
	case <-wait.C:
	case <-ctx.Done():
	}
	p.Took = time.Since(began)
	return p
}

// probeCall makes a call of its own beside the floor's: INVITE, music, BYE. t is
// the trunk that it goes to, nil for a phone. A trunk's challenge is answered as in
// any call, once.
func (s *Server) probeCall(ctx context.Context, fl flow, d Dialog, t *Trunk, hs []header) (Probe, error) {
	policy := media.AllowUnicast
	if t == nil {
		policy = media.AllowSignalling
	}
	sess, err := s.media.NewSession(media.SessionConfig{Signal: fl.remote.Addr(), Strict: t != nil, Policy: policy})
	if err != nil {
		return Probe{}, err
	}
	defer sess.Close()
	ctx, cancel := context.WithTimeout(ctx, probeRing)
	defer cancel()
	began := time.Now()
	p := Probe{Method: "INVITE"}
	local := sess.NewLocal()
	offer := local.Offer(media.OfferOptions{Direction: media.SendRecv})
	d.UAC, d.CallID, d.LocalTag, d.Remote, d.Network, d.Peer = true, newCallID(), newTag(), "<"+d.Target+">", fl.net, fl.remote
	hs = append([]header{
		{"Contact", contactFor(fl, s.tr.local(fl), "callfloor")}, {"Allow", allow}, {"Supported", supported},
	}, hs...)
	o := d.request(sipmsg.INVITE, hs...)
	o.body = offer
	tail, res := s.probeInvite(ctx, fl, t, o)
	if res != nil {
		if h, ok := t.proof(res, o, 0); ok {
			o = d.request(sipmsg.INVITE, append(hs, h)...)
			o.body = offer
			tail, res = s.probeInvite(ctx, fl, t, o)
		}
	}
	p.Took = time.Since(began)
	if res == nil {
		return p, nil
	}
	if p.Status = res.StatusCode; p.Status < 300 {
		p.Heard = s.probeTalk(tail, res, sess, offer)
	}
	return p, nil
}

// probeInvite sends an INVITE and waits for the final answer, nil where none comes
// until ctx ends. What comes later is ended.
func (s *Server) probeInvite(ctx context.Context, fl flow, t *Trunk, o *outgoing) (*inviteTail, *sipmsg.Response) {
	got := make(chan *sipmsg.Response, 1)
	tail := &inviteTail{srv: s, invite: o, fl: fl, trunk: t, acks: map[string]sentAck{}}
	tx := s.txs.request(o, fl, func(res *sipmsg.Response, err error) {
		if res != nil && res.StatusCode < 200 {
			return
		}
		success := err == nil && res != nil && res.StatusCode < 300
		if success && tail.again(toTag(res)) {
			return
		}
		select {
		case got <- res:
		default:
			if success {
				s.spawn(func() { tail.end(res) })
			}
		}
	})
	select {
	case res := <-got:
		return tail, res
	case <-ctx.Done():
	}
	select {
	case got <- nil: // an answer that crosses our CANCEL is ended by the tail
	case res := <-got: // it came at the last moment
		return tail, res
	}
	tx.cancel(q850(16, "the test is over"))
	return tail, nil
}

// probeTalk acknowledges the answer, plays music and hangs up. It reports whether
// sound came back.
func (s *Server) probeTalk(tail *inviteTail, res *sipmsg.Response, sess *media.Session, offer []byte) bool {
	d := tail.dialog(res)
	ack := d.request(sipmsg.ACK)
	ack.seq = tail.invite.seq
	hop := tail.hop(res)
	if !tail.claim(d.RemoteTag) {
		return false
	}
	tail.send(d.RemoteTag, ack, hop)
	heard := false
	if agreed, err := media.ApplyAnswer(offer, res.Body(), s.media.Rules()); err == nil {
		sess.Apply(agreed)
		sess.Play(media.DefaultMusic(), media.PlayOptions{Loop: true})
		time.Sleep(probeTalk) // it hangs up by itself, whoever asked
		heard = sess.Stats().Received > 0
	}
	s.sendLast(tail.trunk, d.request(sipmsg.BYE, header{"Reason", q850(16, "the test is over")}), hop, func(*sipmsg.Response, error) {})
	return heard
}
