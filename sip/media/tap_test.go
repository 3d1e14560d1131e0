package media

import (
	"sync"
	"testing"
	"time"
)

// OnSpeech gets every speech packet of the other side with its codec, decoded on
// request, also in the second law that was agreed.
func TestOnSpeech(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	var mu sync.Mutex
	var heard []int16
	var codecs string
	s := newSession(t, e, SessionConfig{OnSpeech: func(p Speech) {
		mu.Lock()
		defer mu.Unlock()
		heard = p.Samples(heard)
		codecs += p.Codec.Name
	}})
	p := newPeer(t, s, clock, "127.0.0.1")
	n := p.agreed()
	n.Codecs = []PayloadMap{{Codec: PCMA, RecvPT: 8}, {Codec: PCMU, RecvPT: 0}}
	s.Apply(n)
	tone := Tone(440, 200*time.Millisecond)
	for i := range 10 {
		p.law, p.pt = lawA, 8
		if i >= 5 {
			p.law, p.pt = lawMu, 0
		}
		p.write(p.frame(tone[i*frameSamples : (i+1)*frameSamples]))
	}
	waitFor(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(heard) == 1600 })
	mu.Lock()
	defer mu.Unlock()
	wantTone(t, heard, 440, 1000)
	if codecs != "PCMAPCMAPCMAPCMAPCMAPCMUPCMUPCMUPCMUPCMU" {
		t.Fatal(codecs)
	}
}

// A fault while one packet is handled costs that packet, not the process and not
// the call.
func TestFaultInOnePacket(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{}, clock)
	bad := true
	a := newSession(t, e, SessionConfig{OnSpeech: func(Speech) {
		if bad {
			bad = false
			panic("fault")
		}
	}})
	b := newSession(t, e, SessionConfig{})
	pa, pb := newPeer(t, a, clock, "127.0.0.1"), newPeer(t, b, clock, "127.0.0.1")
	a.Apply(pa.agreed())
	b.Apply(pb.agreed())
	Bridge(a, b)
	pa.write(pa.frame(Tone(440, frameTime)))
	bothWays(t, pa, pb)
}
