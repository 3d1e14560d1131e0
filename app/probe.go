package app

import (
	"context"
	"errors"
	"net/netip"
	"strconv"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sip"
	"github.com/callfloor/callfloor/web"
)

// TestTrunk implements web.Phones.
func (p phones) TestTrunk(ctx context.Context, name, number string) (web.TestResult, error) {
	return tested(p.a.sip.ProbeTrunk(ctx, name, number))
}

// TestPhone implements web.Phones.
func (p phones) TestPhone(ctx context.Context, agent string) (web.TestResult, error) {
	return tested(p.a.sip.ProbePhone(ctx, acd.AgentID(agent)))
}

// tested is what a test found, in words.
func tested(p sip.Probe, err error) (web.TestResult, error) {
	r := web.TestResult{Asked: p.Method, Status: p.Status, TookMs: p.Took.Milliseconds(), Heard: p.Heard}
	switch {
	case errors.Is(err, sip.ErrNoTrunk):
		return r, fault.New(fault.NotFound, "%w", err)
	case errors.Is(err, sip.ErrNoTarget):
		r.Code, r.Words = "no_target", "The trunk has no target: it takes calls in only, and there is nothing to ask."
		return r, nil
	case errors.Is(err, sip.ErrNoName):
		r.Code, r.Words = "no_name", "The name of the target cannot be looked up: is it right, and does this machine have a name server?"
		return r, nil
	case errors.Is(err, sip.ErrNoPhone):
		r.Code, r.Words = "not_registered", "The phone is not registered: check its server, user name and password."
		return r, nil
	case errors.Is(err, sip.ErrNumber), errors.Is(err, sip.ErrTest):
		return r, fault.New(fault.Invalid, "%w", err)
	case errors.Is(err, sip.ErrOften), errors.Is(err, sip.ErrDraining):
		return r, fault.New(fault.Overloaded, "%w", err)
	case err != nil:
		return r, err
	}
	r.Code, r.Words = meaning(p)
	r.OK = r.Code == "answers" || r.Code == "answered"
	return r, nil
}

// meaning is what a status says, to a screen and to people.
func meaning(p sip.Probe) (code, words string) {
	n := strconv.Itoa(p.Status)
	switch s := p.Status; {
	case s == 0 && p.Method == "OPTIONS":
		return "no_answer", "Nothing came back: is the address right, and does a firewall stand in between?"
	case s == 0:
		return "no_answer", "Nobody answered."
	case p.Method == "OPTIONS" && s != 503 && s != 408:
		return "answers", "The other side answers (" + n + ")."
	case s < 300 && p.Heard:
		return "answered", "The call was answered, and sound came back."
	case s < 300:
		return "answered", "The call was answered, but no sound came back: check the RTP ports and media.advertise."
	case s == 401 || s == 407:
		return "unauthorized", "The other side asks for a password (" + n + "): it has to let this address in without one."
	case s == 403 || s == 603 || s == 607:
		return "refused", "The other side refuses the call (" + n + "): does it know this address and the number that is shown?"
	case s == 404 || s == 410 || s == 484 || s == 604:
		return "no_such_number", "The other side does not know this number (" + n + ")."
	case s == 486 || s == 600:
		return "busy", "Busy."
	case s == 408 || s == 480 || s == 487:
		return "no_answer", "Nobody answered (" + n + ")."
	}
	return "failed", "The other side answers with " + n + "."
}

// PhoneServer implements web.Phones.
func (p phones) PhoneServer() web.PhoneServer {
	out := web.PhoneServer{Realm: p.a.cfg.SIP.Realm}
	host := func(ap netip.AddrPort) {
		if out.Host == "" && !ap.Addr().IsUnspecified() {
			out.Host = ap.Addr().Unmap().String()
		}
	}
	if ap := p.a.sip.UDPAddr(); ap.IsValid() {
		out.UDP = int(ap.Port())
		host(ap)
	}
	if ap := p.a.sip.TCPAddr(); ap.IsValid() {
		out.TCP = int(ap.Port())
		host(ap)
	}
	if p.a.cfg.SIP.Advertise != "" {
		out.Host = p.a.cfg.SIP.Advertise
	}
	if out.Host == "" {
		out.Host = p.a.cfg.Media.Advertise // listened on every address: that one reaches us too
	}
	return out
}
