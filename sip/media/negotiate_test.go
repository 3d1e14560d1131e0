package media

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// offerOf writes what p would offer: the given payload types with their rtpmaps,
// and a direction.
func (p *peer) offerOf(ip, formats, direction string) []byte {
	maps := map[string]string{"8": "PCMA/8000", "0": "PCMU/8000", "101": "telephone-event/8000", "97": "PCMA/8000"}
	s := fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP %s\r\n",
		ip, addrOf(p.rtp).Port(), formats)
	for _, f := range strings.Fields(formats) {
		s += fmt.Sprintf("a=rtpmap:%s %s\r\n", f, maps[f])
	}
	return []byte(s + fmt.Sprintf("a=rtcp:%d\r\na=%s\r\n", addrOf(p.rtcp).Port(), direction))
}

// The whole way in text, as the SIP edge goes it: the caller's INVITE is answered
// and hears music, the agent is offered the caller's codecs and answers, both
// talk; then each renegotiation that phones do, and a tone both ways after every
// one (lessons M3, M4, M5, S13, S14).
func TestRenegotiation(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	caller, agent := newSession(t, e, SessionConfig{}), newSession(t, e, SessionConfig{})
	pc, pa := newPeer(t, caller, clock, "127.0.0.1"), newPeer(t, agent, clock, "127.0.0.1")
	lc, la := caller.NewLocal(), agent.NewLocal()

	// receive is a re-INVITE, or the first INVITE, from a side.
	receive := func(s *Session, l *Local, body []byte) Negotiated {
		t.Helper()
		d, err := Parse(body, e.Rules())
		if err != nil {
			t.Fatal(err)
		}
		_, n, err := l.Answer(d, AnswerOptions{Direction: SendRecv})
		if err != nil {
			t.Fatal(err)
		}
		s.Apply(n)
		return n
	}
	// send is an INVITE from us, answered by the side.
	send := func(s *Session, l *Local, o OfferOptions, answer []byte) Negotiated {
		t.Helper()
		n, err := ApplyAnswer(l.Offer(o), answer, e.Rules())
		if err != nil {
			t.Fatal(err)
		}
		s.Apply(n)
		return n
	}

	nc := receive(caller, &lc, pc.offerOf("127.0.0.1", "8 0 101", "sendrecv"))
	caller.Play(NewMusic(Tone(700, time.Second)), PlayOptions{Loop: true})
	pc.read()
	codecs, events := nc.Offerable()
	na := send(agent, &la, OfferOptions{Codecs: codecs, Events: events, Direction: SendRecv}, pa.offerOf("127.0.0.1", "8 101", "sendrecv"))
	Bridge(caller, agent)
	received(pc.rtp)
	bothWays(t, pc, pa)

	hold := func(addr, direction string) {
		t.Helper()
		na = receive(agent, &la, pa.offerOf(addr, "8 101", direction))
		if !na.RemoteHold {
			t.Fatalf("%s %s is hold", addr, direction)
		}
		caller.Play(NewMusic(Tone(700, time.Second)), PlayOptions{Loop: true})
		pc.write(pc.frame(Tone(440, frameTime)))
		if received(pa.rtp) != 0 {
			t.Fatalf("%s %s: the holding side got sound", addr, direction)
		}
		na = receive(agent, &la, pa.offerOf("127.0.0.1", "8 101", "sendrecv"))
		Bridge(caller, agent)
		received(pc.rtp)
		bothWays(t, pc, pa)
	}
	hold("127.0.0.1", "sendonly")
	hold("127.0.0.1", "inactive")
	hold("0.0.0.0", "sendrecv")

	pa.rtp, pa.rtcp = listenUDP(t, "127.0.0.1"), listenUDP(t, "127.0.0.1") // another port
	receive(agent, &la, pa.offerOf("127.0.0.1", "8 101", "sendrecv"))
	bothWays(t, pc, pa)

	pa.rtp, pa.rtcp = listenUDP(t, "127.0.0.3"), listenUDP(t, "127.0.0.3") // another address
	receive(agent, &la, pa.offerOf("127.0.0.3", "8 101", "sendrecv"))
	bothWays(t, pc, pa)

	pa.law, pa.pt = lawMu, 0 // another codec
	receive(agent, &la, pa.offerOf("127.0.0.3", "0 101", "sendrecv"))
	bothWays(t, pc, pa)

	pc.pt = 97 // another number for the same codec
	receive(caller, &lc, pc.offerOf("127.0.0.1", "97 101", "sendrecv"))
	bothWays(t, pc, pa)

	codecs, events = na.Offerable() // an offerless re-INVITE: we offer, the ACK answers
	pa.law, pa.pt = lawA, 8
	send(agent, &la, OfferOptions{Codecs: codecs, Events: events, Direction: SendRecv}, pa.offerOf("127.0.0.3", "8 101", "sendrecv"))
	bothWays(t, pc, pa)
	if la.ID == lc.ID || la.Version < 3 {
		t.Fatalf("descriptions: %+v %+v", la, lc)
	}
}
