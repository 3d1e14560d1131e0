package media

import "testing"

// Known values of ITU-T G.711: idle, smallest steps, full scale of both laws.
func TestG711Values(t *testing.T) {
	for _, c := range []struct {
		l    law
		b    byte
		want int16
	}{
		{lawA, 0xD5, 8},
		{lawA, 0x55, -8},
		{lawA, 0xAA, 32256},
		{lawA, 0x2A, -32256},
		{lawA, 0x80, 5504},
		{lawMu, 0xFF, 0},
		{lawMu, 0x7F, 0},
		{lawMu, 0x80, 32124},
		{lawMu, 0x00, -32124},
		{lawMu, 0xFE, 8},
		{lawMu, 0x7E, -8},
	} {
		if got := c.l.decode(c.b); got != c.want {
			t.Errorf("law %d, %#x: %d, want %d", c.l, c.b, got, c.want)
		}
	}
}

// Encoding is the inverse of decoding for every byte, rises with the sample, and
// is never off by more than half a step of its segment.
func TestG711RoundTrip(t *testing.T) {
	for _, l := range []law{lawA, lawMu} {
		for i := range 256 {
			b := byte(i)
			if got := l.encode(l.decode(b)); got != b && !(l == lawMu && b == 0x7F && got == 0xFF) {
				t.Errorf("law %d: %#x comes back as %#x", l, b, got)
			}
		}
		last := int16(-32768)
		for v := -32768; v < 32768; v += 4 {
			got := l.decode(l.encode(int16(v)))
			if got < last {
				t.Fatalf("law %d falls at %d", l, v)
			}
			last = got
			if d := abs(int(got) - v); d > max(16, abs(v)/16) && abs(v) < 32000 {
				t.Fatalf("law %d: %d becomes %d", l, v, got)
			}
		}
	}
}

// Converting between the laws changes a sample by no more than one step, and
// converting to the same law changes nothing.
func TestG711Convert(t *testing.T) {
	for i := range 256 {
		for _, c := range [][2]law{{lawA, lawMu}, {lawMu, lawA}} {
			p := []byte{byte(i)}
			before := int(c[0].decode(p[0]))
			convert(p, c[0], c[1])
			if after := int(c[1].decode(p[0])); abs(after-before) > max(16, abs(before)/16) {
				t.Errorf("%#x: %d becomes %d", i, before, after)
			}
			p[0] = byte(i)
			if convert(p, c[0], c[0]); p[0] != byte(i) {
				t.Errorf("%#x changed", i)
			}
		}
	}
}

func abs(v int) int { return max(v, -v) }
