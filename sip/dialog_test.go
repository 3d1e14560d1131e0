package sip

import (
	"fmt"
	"strings"
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// S-15: requests within a dialog count only with the right tags, from the right
// source, in rising order.
func TestForeignInDialogRequests(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	bye := c.caller.dialogReq("BYE", c.inv, c.ok)

	wrong := *bye
	wrong.to, wrong.branch = strings.Split(bye.to, ";tag=")[0]+";tag=guess", cookie+random()
	c.caller.response(c.caller.send(&wrong), 481)

	wrong = *bye
	wrong.from, wrong.branch = strings.Split(bye.from, ";tag=")[0]+";tag=guess", cookie+random()
	c.caller.response(c.caller.send(&wrong), 481)

	thief := newPeerAt(e, "thief", "127.0.0.3")
	wrong = *bye
	wrong.branch = cookie + random()
	thief.raw(thief.text(&wrong))
	thief.response(&wrong, 403)

	wrong = *bye
	wrong.seq, wrong.branch = c.inv.seq, cookie+random()
	c.caller.response(c.caller.send(&wrong), 500)

	if count[acd.CallEnded](e) != 0 {
		t.Fatal("a forged BYE ended the call")
	}
	c.hangUp()
	e.calm()
}

// The directions that an offer may have and what must be answered (RFC 3264
// section 6.1, S14): on hold the floor knows, the other side hears music, and
// resume restores the bridge.
func TestHoldAndResume(t *testing.T) {
	for offer, want := range map[string]string{"a=sendonly": "a=recvonly", "a=inactive": "a=inactive"} {
		t.Run(offer, func(t *testing.T) {
			e := newEdge(t, options{agents: []string{"kim"}})
			c := e.talk("kim")
			hold := c.phone.inCall("INVITE", c.ring, "p1", 1)
			hold.body = c.phone.sdp(offer)
			res := c.phone.response(c.phone.send(hold), 200)
			if !strings.Contains(string(res.Body()), want) {
				t.Errorf("to %s was answered\n%s", offer, res.Body())
			}
			c.phone.ackInCall(hold, res)
			if h := event[acd.CallHeld](e, 1); h.By != acd.ByAgent {
				t.Errorf("held by %s", h.By)
			}
			resume := c.phone.inCall("INVITE", c.ring, "p1", 2)
			resume.body = c.phone.sdp("a=sendrecv")
			res = c.phone.response(c.phone.send(resume), 200)
			if !strings.Contains(string(res.Body()), "a=sendrecv") {
				t.Errorf("resume was answered\n%s", res.Body())
			}
			c.phone.ackInCall(resume, res)
			event[acd.CallResumed](e, 1)

			hold2 := c.caller.dialogReq("INVITE", c.inv, c.ok)
			hold2.body = strings.Replace(c.caller.sdp(), "c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0", 1) // RFC 2543
			res = c.caller.response(c.caller.send(hold2), 200)
			c.caller.ack(hold2, res, "")
			if h := event[acd.CallHeld](e, 2); h.By != acd.ByCaller {
				t.Errorf("held by %s", h.By)
			}
			c.inv.seq++
			c.hangUp()
			e.calm()
		})
	}
}

func (p *peer) ackInCall(r *req, res *sipmsg.Response) {
	a := *r
	a.method, a.body, a.branch, a.to = "ACK", "", cookie+random(), value(res, "to")
	p.send(&a)
}

// S13: a re-INVITE without a description gets our offer in the 200, and its ACK
// carries the answer. A Contact in it moves the remote target (section 12.2).
func TestOfferlessReinvite(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	re := c.caller.dialogReq("INVITE", c.inv, c.ok)
	moved := newPeer(e, "moved")
	re.contact = "<sip:moved@" + moved.addr() + ">"
	res := c.caller.response(c.caller.send(re), 200)
	if !strings.Contains(string(res.Body()), "m=audio") {
		t.Fatalf("no offer in the 200:\n%s", res.Body())
	}
	c.caller.ack(re, res, c.caller.sdp())
	c.phone.send(c.phone.inCall("BYE", c.ring, "p1", 1))
	moved.answer(moved.request("BYE"), 200, "", "")
	e.calm()
}

// An INVITE without a description is answered with our offer; the music starts
// with the answer in the ACK.
func TestOfferlessInvite(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	caller := newPeer(e, "0101")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	res := caller.response(caller.send(inv), 200)
	if !strings.Contains(string(res.Body()), "m=audio") {
		t.Fatalf("no offer in the 200:\n%s", res.Body())
	}
	caller.ack(inv, res, caller.sdp())
	caller.response(caller.send(caller.dialogReq("BYE", inv, res)), 200)
	e.calm()

	inv = caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	res = caller.response(caller.send(inv), 200)
	caller.ack(inv, res, "") // no answer at all: the call cannot be
	caller.answer(caller.request("BYE"), 200, "", "")
	e.calm()
}

// S12: a re-INVITE that meets ours gets 491; ours, refused with 491, comes again
// after a pause. A session refresh is what makes us send one (RFC 4028).
func TestGlare(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{SessionExpires: time.Second, SessionMin: time.Second}})
	c := e.talk("kim")
	ours := c.caller.request("INVITE")
	re := c.caller.dialogReq("INVITE", c.inv, c.ok)
	re.body = c.caller.sdp()
	res := c.caller.response(c.caller.send(re), 491)
	ack := *re
	ack.method, ack.body, ack.to = "ACK", "", value(res, "to")
	c.caller.send(&ack)
	c.caller.answer(ours, 491, "", "")
	c.caller.request("ACK")
	again := c.caller.request("INVITE")
	if again.header("cseq") == ours.header("cseq") {
		t.Error("the same number again")
	}
	c.caller.answer(again, 200, "", c.caller.sdp())
	c.caller.request("ACK")
}

// Our refresh by UPDATE has no description: a re-INVITE that meets it is no glare
// (RFC 3311 section 5.2, RFC 3261 section 14.2).
func TestReinviteMeetsUpdate(t *testing.T) {
	e := newEdge(t, options{cfg: Config{SessionExpires: 2 * time.Second, SessionMin: time.Second}})
	caller := newPeer(e, "0101")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body, inv.extra = caller.sdp(), []string{"Allow: INVITE, ACK, BYE, CANCEL, UPDATE"}
	ok := caller.response(caller.send(inv), 200)
	caller.ack(inv, ok, "")
	ours := caller.request("UPDATE")
	re := caller.dialogReq("INVITE", inv, ok)
	re.body = caller.sdp()
	caller.ack(re, caller.response(caller.send(re), 200), "")
	caller.answer(ours, 200, "", "")
	inv.seq++
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}

// S15: where the peer refreshes and stops doing so the call ends with a BYE
// before the session expires; too short an interval is refused.
func TestSessionTimers(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{SessionMin: 2 * time.Second}})
	caller := newPeer(e, "0101")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body, inv.extra = caller.sdp(), []string{"Supported: timer", "Session-Expires: 1"}
	if res := caller.response(caller.send(inv), 422); value(res, "min-se") != "2" {
		t.Errorf("Min-SE %q", value(res, "min-se"))
	}
	inv = caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body, inv.extra = caller.sdp(), []string{"k: timer", "x: 3;refresher=uac"} // compact forms
	ok := caller.response(caller.send(inv), 200)
	caller.ack(inv, ok, "")
	if got := value(ok, "session-expires"); got != "3;refresher=uac" {
		t.Errorf("Session-Expires %q", got)
	}
	up := caller.dialogReq("UPDATE", inv, ok)
	up.extra = []string{"Supported: timer", "Session-Expires: 3;refresher=uac"}
	caller.response(caller.send(up), 200)
	bye := caller.request("BYE") // no further refresh
	if !strings.Contains(bye.raw, "session timer") {
		t.Errorf("BYE without reason:\n%s", bye.raw)
	}
	caller.answer(bye, 200, "", "")
	if end := event[acd.CallEnded](e, 1); end.Cause != acd.CauseSessionTimer {
		t.Errorf("ended %+v", end)
	}
	e.calm()
}

// F-37: a phone that promised to refresh and does not is hung up and its agent is
// lost; the caller keeps the place and is not counted twice.
func TestPhoneDoesNotRefresh(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{SessionExpires: 2 * time.Second, SessionMin: time.Second}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	ring := phone.request("INVITE")
	if v := ring.header("session-expires"); v != "2" {
		t.Errorf("Session-Expires %q", v)
	}
	phone.answer(ring, 200, "p1", phone.sdp(), "Require: timer", "Session-Expires: 2;refresher=uas")
	phone.request("ACK")
	bye := phone.request("BYE")
	if !strings.Contains(bye.raw, "session timer") {
		t.Errorf("%s", bye.raw)
	}
	phone.answer(bye, 200, "", "")
	if left := event[acd.AgentLeftCall](e, 1); left.Cause != acd.CauseLost {
		t.Errorf("%+v", left)
	}
	if back := event[acd.CallReturned](e, 1); !back.Recalled {
		t.Errorf("%+v", back)
	}
}

// We refresh by UPDATE where the peer takes it; a peer that no longer knows the
// dialog (481) is gone (RFC 4028 section 10, S11).
func TestWeRefresh(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: Config{SessionExpires: time.Second, SessionMin: time.Second}})
	caller := newPeer(e, "0101")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body, inv.extra = caller.sdp(), []string{"Allow: INVITE, ACK, BYE, CANCEL, UPDATE"}
	ok := caller.response(caller.send(inv), 200)
	caller.ack(inv, ok, "")
	caller.answer(caller.request("UPDATE"), 200, "", "")
	caller.answer(caller.request("UPDATE"), 481, "", "")
	caller.answer(caller.request("BYE"), 481, "", "") // S11: any answer ends the leg
	event[acd.CallEnded](e, 1)
	e.calm()
}

// A refused refresh is tried again while the session lasts; when none succeeds the
// session ends with a BYE (RFC 4028 section 10).
func TestRefreshRefused(t *testing.T) {
	e := newEdge(t, options{cfg: Config{SessionMin: time.Second}})
	caller := newPeer(e, "0101")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body, inv.extra = caller.sdp(), []string{"Supported: timer", "Session-Expires: 4;refresher=uas", "Allow: INVITE, ACK, BYE, UPDATE"}
	caller.ack(inv, caller.response(caller.send(inv), 200), "")
	first := caller.request("UPDATE")
	refused := time.Now()
	caller.answer(first, 500, "", "", "Retry-After: 1 (busy)")
	again := caller.request("UPDATE")
	if took := time.Since(refused); took < time.Second {
		t.Errorf("tried again after %s, asked for 1 s", took)
	}
	caller.answer(again, 200, "", "", "Session-Expires: 4;refresher=uac")
	for tries := 0; ; tries++ {
		m := caller.next("UPDATE or BYE", func(m received) bool { return isRequest("UPDATE")(m) || isRequest("BYE")(m) })
		if isRequest("UPDATE")(m) {
			caller.answer(m, 503, "", "")
			continue
		}
		caller.answer(m, 200, "", "")
		if tries < 2 || !strings.Contains(m.raw, "session timer") {
			t.Errorf("after %d refusals:\n%s", tries, m.raw)
		}
		break
	}
	if end := event[acd.CallEnded](e, 1); end.Cause != acd.CauseSessionTimer {
		t.Errorf("ended %+v", end)
	}
	e.calm()
}

// A peer that knows no session timers and refuses our refresh lives: its call goes on.
func TestRefreshRefusedByOldPeer(t *testing.T) {
	e := newEdge(t, options{cfg: Config{SessionExpires: time.Second, SessionMin: time.Second}})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	for range 4 { // past the interval
		caller.answer(caller.request("INVITE"), 403, "", "")
		caller.request("ACK")
	}
	if n := count[acd.CallEnded](e); n != 0 {
		t.Error("the call was ended")
	}
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}

// A re-INVITE to a codec that cannot be passed on to the other side is refused, and
// the call goes on as it was; one to the other law of G.711 is fine.
func TestReinviteToForeignCodec(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	c := e.talk("kim")
	for i, who := range []*peer{c.caller, c.phone} {
		foreign := strings.NewReplacer("RTP/AVP 8 0 101", "RTP/AVP 9 101", "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000", "a=rtpmap:9 G722/8000").Replace(who.sdp())
		law := strings.NewReplacer("RTP/AVP 8 0 101", "RTP/AVP 0 101", "a=rtpmap:8 PCMA/8000\r\n", "").Replace(who.sdp())
		re := func(seq int, body string) *req {
			r := c.caller.dialogReq("INVITE", c.inv, c.ok)
			if i == 1 {
				r = c.phone.inCall("INVITE", c.ring, "p1", seq)
			}
			r.seq, r.body = seq, body
			return r
		}
		r := re(11, foreign)
		res := who.response(who.send(r), 488)
		ack := *r
		ack.method, ack.body, ack.to = "ACK", "", value(res, "to")
		who.send(&ack)
		r = re(12, law)
		who.ackInCall(r, who.response(who.send(r), 200))
	}
	c.inv.seq = 20
	c.hangUp()
	e.calm()
}

// A peer that answers our refresh with 100 and nothing else is given up after 64*T1,
// and nothing of the refresh stays, whatever it says later.
func TestRefreshNeverEnds(t *testing.T) {
	e := newEdge(t, options{cfg: Config{SessionExpires: 2 * time.Second, SessionMin: time.Second}})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	re := caller.request("INVITE")
	caller.answer(re, 100, "", "")
	caller.answer(caller.request("CANCEL"), 200, "", "")
	caller.answer(caller.request("BYE"), 200, "", "")
	if end := event[acd.CallEnded](e, 1); end.Cause != acd.CauseSessionTimer {
		t.Errorf("ended %+v", end)
	}
	caller.answer(re, 100, "", "")
	e.calm()
	e.eventually("no transaction of ours is left", func() bool { _, clients := e.srv.txs.sizes(); return clients == 0 })
}

// A call that ends while our refresh is still open takes it along.
func TestCallEndsDuringRefresh(t *testing.T) {
	e := newEdge(t, options{cfg: Config{SessionExpires: 2 * time.Second, SessionMin: time.Second}})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	re := caller.request("INVITE")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
	caller.answer(re, 100, "", "")
	caller.answer(caller.request("CANCEL"), 200, "", "")
	e.eventually("no transaction of ours is left", func() bool { _, clients := e.srv.txs.sizes(); return clients == 0 })
}

// S6, S31: INFO and PRACK before the ACK break nothing; the ACK still counts.
func TestRequestsBeforeAck(t *testing.T) {
	e := newEdge(t, options{})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	info := caller.dialogReq("INFO", inv, ok)
	info.typ, info.body = "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"
	caller.response(caller.send(info), 200)
	prack := caller.dialogReq("PRACK", inv, ok)
	prack.seq++
	if res := caller.response(caller.send(prack), 405); value(res, "allow") == "" {
		t.Error("405 without Allow")
	}
	caller.ack(inv, ok, "")
	caller.none("the 200 again", 200*time.Millisecond, func(m received) bool {
		r, is := m.msg.(*sipmsg.Response)
		return is && r.StatusCode == 200 && r.CSeq().MethodName == "INVITE"
	})
	bye := caller.dialogReq("BYE", inv, ok)
	bye.seq += 2
	caller.response(caller.send(bye), 200)
	e.calm()
}

// F-38: every request may come several times; there is one call.
func TestRetransmissions(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body = caller.sdp()
	for range 7 {
		caller.send(inv)
	}
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	for range 3 {
		phone.answer(ring, 200, "p1", phone.sdp())
	}
	for range 3 {
		phone.request("ACK")
	}
	event[acd.CallConnected](e, 1)
	phone.none("a BYE for a repeated 200", 50*time.Millisecond, isRequest("BYE"))
	bye := caller.dialogReq("BYE", inv, ok)
	for range 2 {
		caller.response(caller.send(bye), 200)
	}
	event[acd.CallEnded](e, 1)
	if n := count[acd.CallQueued](e); n != 1 {
		t.Errorf("%d calls", n)
	}
	e.calm()
}

// S16: the same request by two ways is merged, another try after a failure is a
// new call.
func TestMergedRequest(t *testing.T) {
	e := newEdge(t, options{})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	other := *inv
	other.branch = cookie + random()
	caller.response(caller.send(&other), 482)
	caller.ack(inv, ok, "")
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
	again := *inv
	again.branch, again.seq = cookie+random(), 2
	caller.response(caller.send(&again), 200)
}

// S8: behind two record-routing proxies the ACK to the phone and every further
// request carry the routes in order and go to the first of them.
func TestRecordRoutes(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller, edgeProxy := newPeer(e, "kim"), newPeer(e, "0101"), newPeer(e, "proxy")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body = caller.sdp()
	near, far := fmt.Sprintf("<sip:%s;lr>", edgeProxy.addr()), "<sip:192.0.2.7;lr>"
	inv.extra = []string{"Record-Route: " + near + ", " + far}
	ok := caller.response(caller.send(inv), 200)
	if got := strings.Join(list(ok, "record-route"), ", "); got != near+", "+far {
		t.Errorf("Record-Route came back as %s", got)
	}
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	phone.answer(ring, 200, "p1", phone.sdp(), "Record-Route: "+far, "Record-Route: "+near)
	ack := edgeProxy.request("ACK")
	if got := strings.Join(list(ack.msg.(hasHeaders), "route"), ", "); got != near+", "+far {
		t.Errorf("ACK to the phone has Route %s", got)
	}
	event[acd.CallConnected](e, 1)
	phone.send(phone.inCall("BYE", ring, "p1", 1))
	bye := edgeProxy.request("BYE")
	if got := strings.Join(list(bye.msg.(hasHeaders), "route"), ", "); got != near+", "+far {
		t.Errorf("BYE to the caller has Route %s", got)
	}
	if uri := bye.msg.(*sipmsg.Request).Recipient.String(); uri != uriInBrackets(inv.contact) {
		t.Errorf("BYE is for %s", uri)
	}
	edgeProxy.answer(bye, 200, "", "")
	e.calm()
}

// S-23: a description that cannot be used is refused and leaves nothing behind;
// in a re-INVITE the old one stays in force.
func TestBadDescriptions(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	caller := newPeer(e, "0101")
	good := caller.sdp()
	for name, body := range map[string]string{
		"no media":    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n",
		"port 70000":  strings.Replace(good, "40000", "70000", 1),
		"port 0":      strings.Replace(good, "40000", "0", 1),
		"no codec":    strings.Replace(good, "RTP/AVP 8 0 101", "RTP/AVP 101", 1),
		"multicast":   strings.ReplaceAll(good, "IN IP4 127.0.0.1", "IN IP4 239.1.1.1"),
		"garbage":     "hello",
		"b= no colon": strings.Replace(good, "t=0 0", "b=AS\r\nt=0 0", 1) + "m=",
		"long":        good + "a=x:" + strings.Repeat("y", maxSDP),
	} {
		inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
		inv.body = body
		res := caller.final(caller.send(inv))
		if c := res.StatusCode; c != 400 && c != 488 && c != 413 {
			t.Errorf("%s: answered %d", name, c)
		}
	}
	e.calm()
	c := e.talk("kim")
	re := c.caller.dialogReq("INVITE", c.inv, c.ok)
	re.body = "garbage"
	c.caller.response(c.caller.send(re), 400)
	c.inv.seq++
	c.hangUp()
	e.calm()
}

// S28: an INVITE of more than 1300 bytes comes through both ways.
func TestBigInvite(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	path := "<sip:" + phone.addr() + ";lr;pad=" + strings.Repeat("x", 1400) + ">"
	phone.register(password+"kim", "MD5", "Path: "+path)
	e.ready("kim")
	inv := caller.newReq("INVITE", "sip:15880001@"+caller.edge.String())
	inv.body = caller.sdp("a=pad:" + strings.Repeat("x", 1400))
	ok := caller.response(caller.send(inv), 200)
	caller.ack(inv, ok, "")
	if ring := phone.request("INVITE"); len(ring.raw) < 1400 || ring.header("route") != path {
		t.Errorf("the phone got %d bytes", len(ring.raw))
	}
}

// A peer that acknowledges our 200 with the branch of its INVITE (some do, and RFC
// 2543 had it so) has acknowledged it: the call stays up.
func TestAckWithBranchOfInvite(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	ack := caller.dialogReq("ACK", inv, ok)
	ack.seq, ack.branch = inv.seq, inv.branch
	caller.send(ack)
	l := e.srv.dialogs.find(inv.callID, toTag(ok))
	if l == nil {
		t.Fatal("no dialog")
	}
	e.eventually("the ACK has come to the leg", func() bool {
		up := make(chan bool, 1)
		l.call.box.post(func() { up <- l.state == legUp })
		return <-up
	})
	caller.response(caller.send(caller.dialogReq("BYE", inv, ok)), 200)
	e.calm()
}
