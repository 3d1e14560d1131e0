package media

import (
	"bytes"
	"testing"

	"github.com/pion/rtp"
)

// Our reader of RTP agrees with pion's on every packet: what it takes pion takes,
// with the same fields and payload. Packets of 0 to 1,500 bytes with CSRC lists,
// extensions and padding never make it fault (lessons M11, reliability M-05).
func FuzzRTP(f *testing.F) {
	plain := make([]byte, headerSize+frameSamples)
	putHeader(plain, 8, true, 1, 2, 3)
	f.Add(plain)
	f.Add([]byte{0x80, 0})
	f.Add([]byte{})
	for _, first := range []byte{0x8F, 0x90, 0xA0, 0xBF, 0x92} {
		b := bytes.Clone(plain)
		b[0] = first
		b[len(b)-1] = 4
		f.Add(b)
		f.Add(b[:20])
		f.Add(append(b, make([]byte, 1500-len(b))...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, ok := parseRTP(b)
		if !ok {
			return
		}
		if h.start < headerSize || h.start > h.end || h.end > len(b) {
			t.Fatalf("payload %d to %d of %d", h.start, h.end, len(b))
		}
		var p rtp.Packet
		if err := p.Unmarshal(b); err != nil {
			// pion also parses the contents of extensions, which we skip.
			if b[0]&0x10 == 0 {
				t.Fatalf("pion refuses: %v", err)
			}
			return
		}
		if p.PayloadType != h.pt || p.SequenceNumber != h.seq || p.Timestamp != h.ts || p.SSRC != h.ssrc || p.Marker != h.marker {
			t.Fatalf("header %+v, pion %+v", h, p.Header)
		}
		if !bytes.Equal(p.Payload, b[h.start:h.end]) {
			t.Fatalf("payload %x, pion %x", b[h.start:h.end], p.Payload)
		}
	})
}

// Every length from 0 to 1,500 bytes and every first byte, sent to a live call,
// leaves the call alive (lessons M11, reliability M-04).
func TestOddPackets(t *testing.T) {
	_, _, pa, pb, clock := pair(t, Config{})
	bothWays(t, pa, pb)
	for n := 0; n <= 1500; n += 7 {
		b := bytes.Repeat([]byte{byte(n)}, n)
		if n > 1 {
			b[0], b[1] = byte(n), 8
		}
		pa.write(b)
		if n%100 == 0 {
			clock.add(1e9)
			waitDrained(pa, pb)
		}
	}
	waitDrained(pa, pb)
	pa.ssrc++
	bothWays(t, pa, pb)
}

// waitDrained reads what is on its way to both phones.
func waitDrained(pa, pb *peer) {
	received(pa.rtp)
	received(pb.rtp)
}

// CSRC list, extension and padding are taken off on the way, the sound stays.
func TestRelayStripsHeader(t *testing.T) {
	_, _, pa, pb, _ := pair(t, Config{})
	bothWays(t, pa, pb)
	pa.seq++
	pa.ts += frameSamples
	sound := bytes.Repeat([]byte{0x55}, frameSamples)
	p := rtp.Packet{
		Header: rtp.Header{
			Version: 2, PayloadType: 8, SequenceNumber: pa.seq, Timestamp: pa.ts, SSRC: pa.ssrc,
			CSRC: []uint32{1, 2, 3}, Extension: true, ExtensionProfile: 0xBEDE, Padding: true, PaddingSize: 8,
		},
		Payload: sound,
	}
	if err := p.SetExtension(1, []byte{1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	pa.write(b)
	h, payload := pb.read()
	if h.start != headerSize || !bytes.Equal(payload, sound) {
		t.Fatalf("%+v %x", h, payload)
	}
}
