package media

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// readRTCP waits for a compound packet.
func readRTCP(t *testing.T, c *net.UDPConn) []rtcp.Packet {
	t.Helper()
	b := make([]byte, 2048)
	_ = c.SetReadDeadline(time.Now().Add(3 * time.Second))
	n, err := c.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	list, err := rtcp.Unmarshal(b[:n])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A leg sends a sender report with SDES about every five seconds and BYE at the
// end; its block says what was lost, and the other side's block gives loss,
// jitter and round trip of our stream (RFC 3550 section 6).
func TestReports(t *testing.T) {
	a, _, pa, pb, clock := pair(t, Config{})
	bothWays(t, pa, pb)
	pa.seq, pa.ts = pa.seq+5, pa.ts+5*frameSamples // five are lost
	pa.say(440, 1, pb)
	received(pa.rtp)
	a.engine.sweep(a.engine.now()) // draws the time of the first report
	clock.add(8 * time.Second)
	a.engine.sweep(a.engine.now())
	list := readRTCP(t, pa.rtcp)
	sr, ok := list[0].(*rtcp.SenderReport)
	if !ok || len(list) != 2 {
		t.Fatalf("%v", list)
	}
	if sr.SSRC != a.out.ssrc || sr.PacketCount != 10 || sr.OctetCount != 1600 || len(sr.Reports) != 1 {
		t.Fatalf("%+v", sr)
	}
	if r := sr.Reports[0]; r.SSRC != pa.ssrc || r.TotalLost != 5 || r.FractionLost != 80 || uint16(r.LastSequenceNumber) != pa.seq {
		t.Fatalf("%+v", r) // 5 of 16 is 80/256
	}
	if sdes, ok := list[1].(*rtcp.SourceDescription); !ok || sdes.Chunks[0].Items[0].Type != rtcp.SDESCNAME {
		t.Fatalf("%v", list[1])
	}
	// The phone answers 120 ms later, of which it held the report 40 ms.
	clock.add(120 * time.Millisecond)
	answer, err := rtcp.Marshal([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: pa.ssrc, Reports: []rtcp.ReceptionReport{{
		SSRC: a.out.ssrc, TotalLost: 3, Jitter: 80, LastSenderReport: uint32(sr.NTPTime >> 16), Delay: 65536 * 40 / 1000,
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pa.rtcp.WriteToUDPAddrPort(answer, netip.AddrPortFrom(localhost, a.Port()+1)); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return a.Stats().Reported })
	st := a.Stats()
	if st.RemoteLost != 3 || st.RemoteJitter != 10*time.Millisecond || (st.RTT-80*time.Millisecond).Abs() > time.Millisecond {
		t.Fatalf("%+v", st)
	}
	if st.Lost != 5 || st.Received != 11 || st.Sent != 10 || st.MOS > 3.5 || st.MOS < 1 || st.RemoteMOS < 1 {
		t.Fatalf("%+v", st)
	}
	final := a.Close()
	list = readRTCP(t, pa.rtcp)
	if bye, ok := list[len(list)-1].(*rtcp.Goodbye); !ok || bye.Sources[0] != sr.SSRC {
		t.Fatalf("%v", list)
	}
	if final.Received != 11 || a.Stats().Received != 11 {
		t.Fatalf("%+v", final)
	}
}

// reported makes s one that has sent a report, so that it takes leave.
func reported(s *Session) {
	s.in.mu.Lock()
	s.in.reported = true
	s.in.mu.Unlock()
}

// RTCP goes to and comes from the RTP port when both sides agreed to it (RFC 5761).
func TestMux(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	s := newSession(t, e, SessionConfig{})
	p := newPeer(t, s, clock, "127.0.0.1")
	n := p.agreed()
	n.Mux = true
	s.Apply(n)
	p.write(p.frame(Tone(440, frameTime)))
	b, err := rtcp.Marshal([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: p.ssrc, Reports: []rtcp.ReceptionReport{{SSRC: s.out.ssrc}}}})
	if err != nil {
		t.Fatal(err)
	}
	p.write(b)
	waitFor(t, func() bool { return s.Stats().Reported })
	reported(s)
	s.Close()
	if list := readRTCP(t, p.rtp); len(list) != 3 {
		t.Fatalf("%v", list)
	}
}

// Behind a NAT the port of RTCP is learned from a report by the sender of the RTP
// stream, and from nothing else (reliability M-03).
func TestLearnRTCP(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	s := newSession(t, e, SessionConfig{})
	p := newPeer(t, s, clock, "127.0.0.1")
	n := p.agreed()
	n.RTP, n.RTCP = netip.MustParseAddrPort("10.1.2.3:4000"), netip.MustParseAddrPort("10.1.2.3:4001")
	s.Apply(n)
	p.write(p.frame(Tone(440, frameTime)))
	p.write(p.frame(Tone(440, frameTime)))
	waitFor(t, func() bool { return s.Stats().Source.IsValid() })
	to := netip.AddrPortFrom(localhost, s.Port()+1)
	stranger := listenUDP(t, "127.0.0.1")
	for i, from := range []struct {
		conn *net.UDPConn
		ssrc uint32
	}{{stranger, 0xBAD}, {p.rtcp, p.ssrc}, {stranger, p.ssrc}} {
		b, err := rtcp.Marshal([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: from.ssrc}})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			b = append([]byte{0x80, 200, 0, 0}, b...) // four-byte RTCP first
		}
		before := s.Stats().Drops
		if _, err := from.conn.WriteToUDPAddrPort(b, to); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			waitFor(t, func() bool { s.out.mu.Lock(); defer s.out.mu.Unlock(); return s.out.control == addrOf(p.rtcp) })
		} else {
			waitFor(t, func() bool { return s.Stats().Drops != before })
		}
	}
	reported(s)
	s.Close()
	if list := readRTCP(t, p.rtcp); len(list) < 3 {
		t.Fatalf("%v", list)
	}
	if received(stranger) != 0 {
		t.Fatal("the stranger got RTCP")
	}
}

// RTCP of any content neither faults nor is taken for a report when it is none.
func FuzzRTCP(f *testing.F) {
	for _, p := range []rtcp.Packet{
		&rtcp.SenderReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 2}}},
		&rtcp.ReceiverReport{SSRC: 1}, &rtcp.Goodbye{Sources: []uint32{1}},
	} {
		b, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(append(b, b...))
	}
	f.Add([]byte{0x80, 201, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := parseRTCP(b)
		if err == nil && sender(list[0]) == 0 && len(b) > 8 && (b[4]|b[5]|b[6]|b[7]) != 0 {
			t.Fatalf("no sender in %v", list)
		}
		s := &Session{engine: &Engine{cfg: Config{Now: time.Now}}}
		for _, p := range list {
			s.in.control(p, 0, s, false)
		}
	})
}

// A report that came some time before it is read, with RTP on one port (RFC 5761), says
// nothing of the round trip.
func TestLateReport(t *testing.T) {
	a, _, pa, pb, clock := pair(t, Config{})
	n := pa.agreed()
	n.Mux = true
	a.Apply(n)
	bothWays(t, pa, pb)
	clock.add(8 * time.Second)
	sent := uint32(a.ntp(a.engine.now()) >> 16)
	clock.add(300 * time.Millisecond)
	b, err := rtcp.Marshal([]rtcp.Packet{&rtcp.ReceiverReport{SSRC: pa.ssrc, Reports: []rtcp.ReceptionReport{{SSRC: a.out.ssrc, TotalLost: 3, LastSenderReport: sent}}}})
	if err != nil {
		t.Fatal(err)
	}
	a.in.untimed(true)
	a.receiveRTCP(b, addrOf(pa.rtp), true)
	if st := a.Stats(); st.RemoteLost != 3 || st.RTT != 0 {
		t.Errorf("lost %d, round trip %s", st.RemoteLost, st.RTT)
	}
	a.in.untimed(false)
	clock.add(time.Second)
	a.receiveRTCP(b, addrOf(pa.rtp), true)
	if st := a.Stats(); (st.RTT - 1300*time.Millisecond).Abs() > 10*time.Millisecond {
		t.Errorf("round trip %s", st.RTT)
	}
}

// The statistics of RFC 3550 appendix A over wrap, loss, doubling, reordering,
// restart and jitter.
func TestReceptionStatistics(t *testing.T) {
	var r receiver3550
	now := time.Duration(0)
	add := func(seq uint16, late time.Duration) {
		now += frameTime
		r.add(&header{ssrc: 1, seq: seq, ts: uint32(samples(now, 8000))}, 172, now+late, 8000, true)
	}
	for i := range uint16(100) {
		add(65500+i, 0)
	}
	if r.expected() != 100 || r.missing() != 0 || r.jitterTime() != 0 {
		t.Fatalf("%+v", r)
	}
	add(70, 0) // 64 to 69 are missing
	add(66, 0)
	add(66, 0)
	if r.missing() != 4 || r.fraction() != uint8(4*256/107) {
		t.Fatalf("%+v missing %d", r, r.missing())
	}
	add(40000, 0) // starts over
	if r.lost+r.missing() != 4 || r.packets != 104 {
		t.Fatalf("%+v", r)
	}
	for i := range uint16(400) { // alternately 10 ms late: the jitter tends to 10 ms
		add(40001+i, time.Duration(i&1)*10*time.Millisecond)
	}
	if j := r.jitterTime(); j < 9*time.Millisecond || j > 10*time.Millisecond {
		t.Fatalf("jitter %s", j)
	}
}

// The estimate falls with loss, jitter and delay, and stays within its scale.
func TestMOS(t *testing.T) {
	for _, c := range []struct {
		codec       string
		loss        float64
		jitter, rtt time.Duration
		low, high   float64
	}{
		{"PCMA", 0, 0, 0, 4.35, 4.45},
		{"PCMA", 0.01, 0, 0, 4.2, 4.4},
		{"PCMA", 0.05, 0, 0, 3.5, 4.0},
		{"PCMA", 0.3, 0, 0, 1.5, 2.3},
		{"PCMA", 1, 0, 0, 1, 1.3},
		{"PCMA", 0, 100 * time.Millisecond, 300 * time.Millisecond, 3.0, 3.9},
		{"G729", 0, 0, 0, 4.0, 4.2},
	} {
		if got := estimateMOS(c.codec, c.loss, c.jitter, c.rtt); got < c.low || got > c.high {
			t.Errorf("%+v: %.2f", c, got)
		}
	}
}

// A leg that has sent neither audio nor a report goes without BYE; one that has
// sent a report does not (RFC 3550 section 6.3.7).
func TestNoGoodbyeOfTheSilent(t *testing.T) {
	a, b, pa, pb, clock := pair(t, Config{})
	b.engine.sweep(b.engine.now()) // draws the time of the first report
	a.Close()
	_ = pa.rtcp.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if n, err := pa.rtcp.Read(make([]byte, 2048)); err == nil {
		t.Errorf("%d bytes of a leg that never spoke", n)
	}
	clock.add(8 * time.Second)
	b.engine.sweep(b.engine.now())
	if list := readRTCP(t, pb.rtcp); len(list) != 2 {
		t.Fatalf("no report: %v", list)
	}
	b.Close()
	list := readRTCP(t, pb.rtcp)
	if _, ok := list[len(list)-1].(*rtcp.Goodbye); !ok {
		t.Errorf("no BYE behind a report: %v", list)
	}
}
