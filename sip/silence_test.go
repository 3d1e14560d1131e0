package sip

import (
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

var soonSilent = Config{MediaFirst: 200 * time.Millisecond, MediaLater: 200 * time.Millisecond, MediaDead: 600 * time.Millisecond}

// alive answers the OPTIONS that ask a silent peer whether it lives, until it is
// stopped or the test ends.
func alive(p *peer) (stopNow func()) {
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case m := <-p.in:
				if isRequest("OPTIONS")(m) || isRequest("BYE")(m) {
					p.answer(m, 200, "", "")
				}
			case <-stop:
				return
			}
		}
	}()
	stopNow = sync.OnceFunc(func() { close(stop); <-done })
	p.Cleanup(stopNow)
	return stopNow
}

// F-36: a talk without RTP from either side ends, although both phones live.
func TestBothSilent(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: soonSilent})
	c := e.talk("kim")
	alive(c.caller)
	alive(c.phone)
	if end := event[acd.CallEnded](e, 1); end.Cause != acd.CauseMediaTimeout {
		t.Errorf("ended %+v", end)
	}
	e.calm()
}

// F-36: on hold both may be silent for as long as they like; the talk that goes on
// afterwards without a word ends.
func TestSilentOnHold(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: soonSilent})
	c := e.talk("kim")
	hold := c.phone.inCall("INVITE", c.ring, "p1", 1)
	hold.body = c.phone.sdp("a=sendonly")
	c.phone.ackInCall(hold, c.phone.response(c.phone.send(hold), 200))
	event[acd.CallHeld](e, 1)
	alive(c.caller)
	stop := alive(c.phone)
	time.Sleep(3 * soonSilent.MediaDead)
	if n := count[acd.CallEnded](e); n != 0 {
		t.Errorf("a call on hold ended: %s", e.history())
	}
	stop()
	resume := c.phone.inCall("INVITE", c.ring, "p1", 2)
	resume.body = c.phone.sdp()
	c.phone.ackInCall(resume, c.phone.response(c.phone.send(resume), 200))
	event[acd.CallResumed](e, 1)
	alive(c.phone)
	if end := event[acd.CallEnded](e, 1); end.Cause != acd.CauseMediaTimeout {
		t.Errorf("ended %+v", end)
	}
}

// F-36: nor does a talk end in which only one side is silent and still answers: a
// muted phone.
func TestOneSilent(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}, cfg: soonSilent})
	c := e.talk("kim")
	_, line, _ := strings.Cut(string(c.ring.msg.Body()), "m=audio ")
	port, _, _ := strings.Cut(line, " ")
	rtp := netip.MustParseAddrPort("127.0.0.1:" + port)
	talk, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer talk.Close()
	alive(c.caller)
	alive(c.phone)
	packet := append([]byte{0x80, 8, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, make([]byte, 160)...)
	for end := time.Now().Add(3 * soonSilent.MediaDead); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		packet[3]++
		if _, err := talk.WriteToUDPAddrPort(packet, rtp); err != nil {
			t.Fatal(err)
		}
	}
	if n := count[acd.CallEnded](e); n != 0 {
		t.Errorf("a talk with one silent side ended: %s", e.history())
	}
}

// S-24: a phone's description that names a third party does not make us send
// there.
func TestThirdPartyMedia(t *testing.T) {
	e := newEdge(t, options{agents: []string{"kim"}})
	victim := newPeerAt(e, "victim", "127.0.0.5")
	phone, caller := newPeer(e, "kim"), newPeer(e, "0101")
	phone.register(password+"kim", "MD5")
	e.ready("kim")
	inv := caller.call("15880001")
	ok := caller.response(inv, 200)
	caller.ack(inv, ok, "")
	ring := phone.request("INVITE")
	_, port, _ := splitHostPort(victim.addr())
	sdp := strings.ReplaceAll(strings.Replace(phone.sdp(), "40000", port, 1), "IP4 127.0.0.1", "IP4 127.0.0.5")
	phone.answer(ring, 200, "p1", sdp)
	phone.request("ACK")
	event[acd.CallConnected](e, 1)
	hold := caller.dialogReq("INVITE", inv, ok)
	hold.body = caller.sdp("a=sendonly")
	caller.ack(hold, caller.response(caller.send(hold), 200), "")
	event[acd.CallHeld](e, 1) // the phone is to hear music now
	time.Sleep(300 * time.Millisecond)
	if n := victim.packets.Load(); n != 0 {
		t.Errorf("%d packets went to a third party", n)
	}
}

// F-41: an agent who has vanished, without RTP and without an answer, is lost:
// the caller gets the old place back and counts once.
func TestAgentVanishes(t *testing.T) {
	cfg := soonSilent
	cfg.MediaDead = time.Hour
	e := newEdge(t, options{agents: []string{"kim"}, cfg: cfg})
	c := e.talk("kim")
	alive(c.caller)
	if left := event[acd.AgentLeftCall](e, 1); left.Cause != acd.CauseLost {
		t.Errorf("%+v", left)
	}
	if back := event[acd.CallReturned](e, 1); !back.Recalled {
		t.Errorf("%+v", back)
	}
}

// A waiting caller who has vanished does not keep a place in the queue.
func TestWaitingCallerVanishes(t *testing.T) {
	e := newEdge(t, options{cfg: soonSilent})
	caller := newPeer(e, "0101")
	inv := caller.call("15880001")
	caller.ack(inv, caller.response(inv, 200), "")
	if end := event[acd.CallEnded](e, 1); end.Outcome != acd.AbandonedQueue || end.Cause != acd.CauseMediaTimeout {
		t.Errorf("ended %+v", end)
	}
	e.calm()
}
