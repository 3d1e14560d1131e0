package media

import (
	"testing"
	"time"
)

// Sound passes both ways between two phones, whichever of the two networks reads
// the sockets.
func TestBridgeCarriesSoundBothWays(t *testing.T) {
	networks(t, func(t *testing.T, cfg Config) {
		_, _, pa, pb, _ := pair(t, cfg)
		bothWays(t, pa, pb)
	})
}

// A caller with A-law and an agent with mu-law understand each other.
func TestBridgeConvertsG711(t *testing.T) {
	a, b, pa, pb, _ := pair(t, Config{})
	pb.law = lawMu
	b.Apply(pb.agreed())
	bothWays(t, pa, pb)
	if got := a.Stats().Codec + b.Stats().Codec; got != "PCMAPCMU" {
		t.Fatalf("codecs %s", got)
	}
}

// Over all switches of source a phone gets one stream: one SSRC, sequence numbers
// without a gap, timestamps that rise, the marker at each switch and only there
// (reliability M, lessons M7).
func TestOutgoingStreamIsContinuous(t *testing.T) {
	a, b, pa, pb, clock := pair(t, Config{})
	var all []header
	_, hs := pb.say(440, 5, pa)
	all = append(all, hs...)
	switches := map[int]bool{0: true}
	for range 3 {
		clock.add(time.Second) // the agent is on hold for a second
		pb.ssrc, pb.seq, pb.ts = pb.ssrc+1, pb.seq+3000, pb.ts+99999
		switches[len(all)] = true
		_, hs = pb.say(440, 5, pa)
		all = append(all, hs...)

		a.Play(NewMusic(Tone(700, time.Second)), PlayOptions{Loop: true})
		switches[len(all)] = true
		for range 5 {
			h, _ := pa.read()
			all = append(all, h)
			clock.add(frameTime)
		}
		a.Silence()
		for range received(pa.rtp) { // frames that were on their way
			h := all[len(all)-1]
			h.seq, h.ts, h.marker = h.seq+1, h.ts+frameSamples, false
			all = append(all, h)
		}
		Bridge(a, b)
		switches[len(all)] = true
		_, hs = pb.say(440, 5, pa)
		all = append(all, hs...)
	}
	for i, h := range all {
		if h.ssrc != all[0].ssrc {
			t.Fatalf("packet %d: SSRC changed", i)
		}
		if h.marker != switches[i] {
			t.Errorf("packet %d: marker %v, want %v", i, h.marker, switches[i])
		}
		if i == 0 {
			continue
		}
		if d := h.seq - all[i-1].seq; d != 1 {
			t.Errorf("packet %d: sequence step %d", i, d)
		}
		if d := int32(h.ts - all[i-1].ts); d < frameSamples {
			t.Errorf("packet %d: timestamp step %d", i, d)
		}
	}
}

// While music plays to the caller, the agent's packets do not reach the caller;
// the caller's still reach the agent. After Bridge all is as before (lessons M7).
func TestMusicReplacesTheBridge(t *testing.T) {
	a, b, pa, pb, clock := pair(t, Config{})
	bothWays(t, pa, pb)
	a.Play(NewMusic(Tone(700, time.Second)), PlayOptions{Loop: true})
	pb.write(pb.frame(Tone(1000, frameTime)))
	var heard []int16
	for range 10 {
		_, payload := pa.read()
		for _, v := range payload {
			heard = append(heard, lawA.decode(v))
		}
		clock.add(frameTime)
	}
	wantTone(t, heard, 700, 1000)
	back, _ := pa.say(440, 10, pb)
	wantTone(t, back, 440, 1000)
	Bridge(a, b)
	received(pa.rtp)
	bothWays(t, pa, pb)
}

// A third leg takes the place of the second; the second falls silent.
func TestBridgeToAnotherLeg(t *testing.T) {
	a, b, pa, pb, clock := pair(t, Config{})
	bothWays(t, pa, pb)
	c := newSession(t, a.engine, SessionConfig{})
	pc := newPeer(t, c, clock, "127.0.0.1")
	c.Apply(pc.agreed())
	Bridge(a, c)
	bothWays(t, pa, pc)
	if b.peer.Load() != nil || a.peer.Load() != c || c.peer.Load() != a {
		t.Fatal("bridge accounts are wrong")
	}
	pb.write(pb.frame(Tone(700, frameTime)))
	pa.write(pa.frame(Tone(440, frameTime)))
	pc.read()
	if n := received(pb.rtp) + received(pa.rtp); n != 0 {
		t.Fatalf("%d packets leaked from or to the former leg", n)
	}
}

// Loss and reordering of the source pass through unchanged: numbers keep their
// distances, nothing is invented; packets from before a switch never follow it.
func TestRelayKeepsGapsAndOrder(t *testing.T) {
	_, _, pa, pb, _ := pair(t, Config{})
	_, first := pa.say(440, 3, pb)
	last := first[2].seq
	pa.seq += 4 // four packets are lost
	pa.ts += 4 * frameSamples
	_, hs := pa.say(440, 1, pb)
	if d := hs[0].seq - last; d != 5 || hs[0].marker {
		t.Fatalf("gap of %d, marker %v; want 5, false", d, hs[0].marker)
	}
	pa.seq -= 3 // a late one
	pa.ts -= 3 * frameSamples
	_, hs = pa.say(440, 1, pb)
	if d := hs[0].seq - last; d != 3 {
		t.Fatalf("late packet numbered %d, want 3", d)
	}
	h := pa.frame(Tone(440, frameTime))
	putHeader(h, 8, false, 65531-10, 0, pa.ssrc) // before the first ever
	pa.write(h)
	if n := received(pb.rtp); n != 0 {
		t.Fatal("a packet from before the switch was sent on")
	}
}

// A direction that forbids sending or receiving is kept (RFC 3264 section 5.1).
func TestDirection(t *testing.T) {
	a, _, pa, pb, clock := pair(t, Config{})
	n := pa.agreed()
	n.Direction = SendOnly // we hold the caller
	a.Apply(n)
	pa.write(pa.frame(Tone(440, frameTime)))
	if received(pb.rtp) != 0 {
		t.Fatal("a held side was heard")
	}
	heard, _ := pb.say(1000, 10, pa)
	wantTone(t, heard, 1000, 440)
	n.Direction = RecvOnly // the caller holds us
	a.Apply(n)
	pb.write(pb.frame(Tone(440, frameTime)))
	if received(pa.rtp) != 0 {
		t.Fatal("we sent to a side that does not want it")
	}
	if d := a.Stats().Drops.Held; d != 1 {
		t.Fatalf("held packets: %d", d)
	}
	n.Direction = SendRecv
	clock.add(time.Second)
	a.Apply(n)
	bothWays(t, pa, pb)
}
