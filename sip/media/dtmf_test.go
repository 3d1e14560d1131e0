package media

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// eventPacket is one telephone-event packet of a test.
type eventPacket struct {
	ts       uint32
	code     uint8
	duration uint16
	end      bool
}

// press returns the packets of one key: five, then the end three times.
func press(ts uint32, code uint8) (list []eventPacket) {
	for i := range 5 {
		list = append(list, eventPacket{ts, code, uint16(160 * (i + 1)), false})
	}
	for range 3 {
		list = append(list, eventPacket{ts, code, 800, true})
	}
	return list
}

// detect feeds packets and returns the digits.
func detect(list []eventPacket) (got string) {
	var d eventDetector
	for _, e := range list {
		p := []byte{e.code, 10, 0, 0}
		if e.end {
			p[1] |= 0x80
		}
		binary.BigEndian.PutUint16(p[2:], e.duration)
		if x := d.add(&header{ssrc: 7, ts: e.ts}, p, 8000); x.Symbol != 0 {
			got += string(x.Symbol)
		}
	}
	if x := d.speech(&header{ssrc: 7, ts: 1 << 20}); x.Symbol != 0 {
		got += string(x.Symbol)
	}
	return got
}

// A key counts once whatever packets of it are lost, doubled or late, and two
// presses of the same key count twice (lessons M8).
func TestDTMFLoss(t *testing.T) {
	one, again, hash := press(1000, 1), press(3000, 1), press(5000, 11)
	for _, c := range []struct {
		name string
		list []eventPacket
		want string
	}{
		{"all", join(one, again, hash), "11#"},
		{"start lost", join(one[4:], hash[3:]), "1#"},
		{"only one end", join(one[7:]), "1"},
		{"only all ends", join(one[5:], again[5:]), "11"},
		{"end lost, next key", join(one[:5], hash), "1#"},
		{"end lost, next has only its end", join(one[:5], hash[5:]), "1#"},
		{"end lost, speech follows", join(one[:5]), "1"},
		{"one packet", join(one[:1]), "1"},
		{"doubled", join(one, one, hash, hash), "1#"},
		{"late", join(one, hash, one[3:]), "1#"},
		{"swapped", []eventPacket{one[1], one[0], one[5], one[2]}, "1"},
		{"no key", []eventPacket{{1000, 16, 800, true}, {2000, 255, 800, true}}, ""},
	} {
		if got := detect(c.list); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func join(parts ...[]eventPacket) (all []eventPacket) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// With a third of the packets lost at random, every key of which one packet came
// is told exactly once.
func TestDTMFRandomLoss(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		var list []eventPacket
		want := ""
		for k := range 20 {
			code := uint8(r.IntN(16))
			some := false
			for _, e := range press(uint32(1000+2000*k), code) {
				if r.IntN(3) > 0 {
					list, some = append(list, e), true
				}
			}
			if some {
				want += string(symbols[code])
			}
		}
		if got := detect(list); got != want {
			t.Fatalf("seed %d: %q, want %q", seed, got, want)
		}
	}
}

// Keys that one leg sends are told once on the other session and pass the bridge
// under the other leg's payload type; sound goes on afterwards.
func TestDTMFThroughBridge(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	var mu sync.Mutex
	var got []Digit
	a := newSession(t, e, SessionConfig{OnDTMF: func(d Digit) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, d)
	}})
	b := newSession(t, e, SessionConfig{})
	pa, pb := newPeer(t, a, clock, "127.0.0.1"), newPeer(t, b, clock, "127.0.0.1")
	a.Apply(pa.agreed())
	n := pb.agreed()
	n.Event.PT, n.Event.RecvPT = 96, 97
	b.Apply(n)
	Bridge(a, b)
	bothWays(t, pa, pb)
	start := pa.ts + frameSamples
	for i, ev := range press(start, 5) {
		packet := make([]byte, headerSize+4)
		pa.seq++
		putHeader(packet, 101, i == 0, pa.seq, start, pa.ssrc)
		packet[12] = ev.code
		if ev.end {
			packet[13] = 0x80
		}
		binary.BigEndian.PutUint16(packet[14:], ev.duration)
		pa.write(packet)
		if h, payload := pb.read(); h.pt != 96 || h.marker != (i == 0) || payload[0] != 5 {
			t.Fatalf("packet %d: %+v %x", i, h, payload)
		}
	}
	pa.ts = start + 800
	bothWays(t, pa, pb)
	mu.Lock()
	defer mu.Unlock()
	if fmt.Sprint(got) != fmt.Sprint([]Digit{{'5', 100 * time.Millisecond, false}}) {
		t.Fatalf("digits %v", got)
	}
}

// Digits that we send come out once each, in order, with rising timestamps and
// without a gap in the numbers, and the bridge goes on afterwards.
func TestSendDTMF(t *testing.T) {
	a, _, pa, pb, _ := pair(t, Config{})
	bothWays(t, pa, pb)
	if err := a.SendDTMF("19#", 60*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	var d eventDetector
	got := ""
	var last header
	for i := range 3 * 5 {
		h, payload := pa.read()
		if h.pt != 101 || h.marker != (i%5 == 0) {
			t.Fatalf("packet %d: %+v", i, h)
		}
		if i > 0 && (h.seq != last.seq+1 || int32(h.ts-last.ts) < 0) {
			t.Fatalf("packet %d: %+v after %+v", i, h, last)
		}
		last = h
		if x := d.add(&h, payload, 8000); x.Symbol != 0 {
			got += string(x.Symbol)
			if x.Duration != 60*time.Millisecond {
				t.Errorf("%c lasts %s", x.Symbol, x.Duration)
			}
		}
	}
	if got != "19#" {
		t.Fatalf("digits %q", got)
	}
	waitFor(t, func() bool {
		a.out.mu.Lock()
		defer a.out.mu.Unlock()
		return !a.out.digits.busy()
	})
	_, hs := pb.say(1000, 1, pa)
	if hs[0].seq != last.seq+1 || !hs[0].marker || int32(hs[0].ts-last.ts) <= 0 {
		t.Fatalf("%+v after %+v", hs[0], last)
	}
	if err := a.SendDTMF("x", 0); err == nil {
		t.Fatal("x is no key")
	}
	n := pa.agreed()
	n.Event = PayloadMap{}
	a.Apply(n)
	if err := a.SendDTMF("1", 0); err != ErrNoEvents {
		t.Fatal(err)
	}
}
