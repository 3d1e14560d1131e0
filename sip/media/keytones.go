package media

import (
	"math"
	"math/cmplx"
	"time"
)

// The two groups of frequencies of keys (ITU-T Q.23) and what each pair means.
var (
	keyRows = [4]float64{697, 770, 852, 941}
	keyCols = [4]float64{1209, 1336, 1477, 1633}
)

const keyNames = "123A456B789C*0#D"

// How tones are looked for: in blocks of 12.75 ms, each begun half a block after the one
// before. A key counts after four blocks in a row, which lie within 32 ms: a key of 40 ms is
// always heard, one of 23 ms never. It is over after four blocks without it, so that a break
// of 10 ms is none and a pause of 30 ms is one (ITU-T Q.24, annex A).
const (
	keyBlock = 102
	keyHop   = keyBlock / 2
	keyHits  = 4
	keyGap   = 4
)

// What a tone must be (ITU-T Q.24, annex A, the widest of what administrations ask for, with
// room for what a block adds to it).
const (
	keyLoudest = -29.0  // dBm0, of the stronger of both: less is no key
	keyWeakest = -36.0  // of the other
	keyTwist   = 6.5    // dB by which the high one may be stronger
	keyReverse = 10.5   // or the low one
	keyOff     = 0.025  // part of its frequency by which each may be off: 1.8 % must do, 3.5 % must not
	keyPure    = 0.65   // part of all that is heard that both are at least: speech has more beside
	keyLead    = 4.0    // power over the next frequency of the same group
	keySteady  = 4.0    // by how much the power may change within the blocks that count
	dBm0       = 22_470 // amplitude of 0 dBm0 in samples (ITU-T G.711: full scale is 3.14 dBm0)
)

// keyListener finds the keys in the speech of a leg. One goroutine at a time uses
// it: the one that is handed the leg's packets.
type keyListener struct {
	begun bool
	ssrc  uint32
	next  uint32 // timestamp after the last packet

	block [keyBlock]float64
	fill  int

	hit   int           // place in keyNames of the key in the last block; -1: none
	hits  int           // blocks in a row
	phase [2]complex128 // of its tones in the last block
	floor float64       // least and greatest power of those blocks
	peak  float64

	down int // key that is pressed; -1: none
	gap  int // blocks since it was heard last
}

func newKeyListener() *keyListener { return &keyListener{hit: -1, down: -1} }

// add takes a packet of speech and tells each key once, when it is sure of it. A gap
// in the stream is no pause between keys; what comes too late is left out.
func (k *keyListener) add(h *header, l law, payload []byte, tell func(Digit)) {
	gap := int32(h.ts - k.next)
	switch {
	case !k.begun || h.ssrc != k.ssrc:
		*k = *newKeyListener()
		k.begun, k.ssrc = true, h.ssrc
	case gap < 0 && gap > -8000:
		return
	case gap != 0:
		k.fill, k.hit, k.hits = 0, -1, 0
	}
	k.next = h.ts + uint32(len(payload))
	for _, b := range payload {
		k.block[k.fill] = float64(l.decode(b))
		if k.fill++; k.fill < keyBlock {
			continue
		}
		if key := k.look(); key >= 0 {
			tell(Digit{Symbol: keyNames[key], Duration: (keyBlock + (keyHits-1)*keyHop) * time.Second / 8000, Tone: true})
		}
		k.fill = copy(k.block[:], k.block[keyHop:])
	}
}

// look judges a full block. It returns the key that is sure now; -1 is none.
func (k *keyListener) look() int {
	key, phase, power := heardKey(k.block[:])
	if key >= 0 && key == k.hit && (!steady(keyRows[key/4], k.phase[0], phase[0]) || !steady(keyCols[key%4], k.phase[1], phase[1])) {
		key = -1
	}
	switch {
	case key < 0 || key != k.hit:
		k.hits, k.floor, k.peak = 0, power, power
	default:
		k.floor, k.peak = min(k.floor, power), max(k.peak, power)
		if k.peak > keySteady*k.floor {
			k.hits, k.floor, k.peak = 0, power, power
		}
	}
	if k.hit, k.phase = key, phase; key >= 0 {
		k.hits++
	}
	if k.down >= 0 {
		if k.gap++; key == k.down {
			k.gap = 0
		} else if k.gap == keyGap {
			k.down = -1
		}
	}
	if k.hits < keyHits || key == k.down {
		return -1
	}
	k.down, k.gap = key, 0
	return key
}

// steady reports whether a tone has the frequency that it should, by how far its phase has
// come from one block to the next.
func steady(hz float64, before, now complex128) bool {
	turn := 2 * math.Pi * keyHop / 8000
	off := cmplx.Phase(now * cmplx.Conj(before) * cmplx.Rect(1, -hz*turn))
	return math.Abs(off/turn) <= keyOff*hz
}

// heardKey returns the key whose two tones a block consists of, -1 for none, their phases and
// their power.
func heardKey(block []float64) (key int, phase [2]complex128, power float64) {
	var all float64
	for _, v := range block {
		all += v * v
	}
	n := float64(len(block))
	if all < n/2*levelPower(keyLoudest) { // too quiet for anything
		return -1, phase, 0
	}
	row, low, ok := strongest(block, &keyRows)
	col, high, ok2 := strongest(block, &keyCols)
	lp, hp := sinePower(low, n), sinePower(high, n)
	twist := 10 * math.Log10(hp/lp)
	switch {
	case !ok || !ok2, max(lp, hp) < levelPower(keyLoudest), min(lp, hp) < levelPower(keyWeakest):
	case twist > keyTwist, twist < -keyReverse:
	case (lp+hp)*n/2 < keyPure*all:
	default:
		return 4*row + col, [2]complex128{low, high}, lp + hp
	}
	return -1, phase, 0
}

// levelPower is the square of the amplitude of a tone of so many dBm0.
func levelPower(level float64) float64 { return dBm0 * dBm0 * math.Pow(10, level/10) }

// sinePower is the square of the amplitude of the sine that a block of n samples has at a
// frequency.
func sinePower(x complex128, n float64) float64 {
	return 4 * (real(x)*real(x) + imag(x)*imag(x)) / (n * n)
}

// strongest returns which frequency of a group is in a block most, and whether it stands
// out.
func strongest(block []float64, group *[4]float64) (best int, x complex128, ok bool) {
	var power [4]float64
	for i, hz := range group {
		y := goertzel(block, hz)
		if power[i] = real(y)*real(y) + imag(y)*imag(y); i == 0 || power[i] > power[best] {
			best, x = i, y
		}
	}
	for i, p := range power {
		if i != best && p*keyLead > power[best] {
			return best, x, false
		}
	}
	return best, x, true
}

// goertzel is the Fourier transform of a block at one frequency, its phase counted from the
// beginning of the block.
func goertzel(block []float64, hz float64) complex128 {
	w := 2 * math.Pi * hz / 8000
	c := 2 * math.Cos(w)
	var s1, s2 float64
	for _, v := range block {
		s1, s2 = v+c*s1-s2, s1
	}
	return (complex(s1, 0) - cmplx.Rect(1, -w)*complex(s2, 0)) * cmplx.Rect(1, -w*float64(len(block)-1))
}

// KeyTones is how a telephone without events sounds whose keys are pressed: samples of 8,000
// Hz, each key on and then off for so long, its low and high tone at these levels in dBm0.
// What is no key is a pause. For tests and for the softphone.
func KeyTones(keys string, on, off time.Duration, low, high float64) (out []int16) {
	a, b := dBm0*math.Pow(10, low/20), dBm0*math.Pow(10, high/20)
	for _, c := range []byte(keys) {
		key := -1
		for i := range keyNames {
			if keyNames[i] == c {
				key = i
			}
		}
		for i := range int(on * 8000 / time.Second) {
			v := 0.0
			if t := float64(i) / 8000; key >= 0 {
				v = a*math.Sin(2*math.Pi*keyRows[key/4]*t) + b*math.Sin(2*math.Pi*keyCols[key%4]*t)
			}
			out = append(out, int16(max(min(v, 32767), -32768)))
		}
		out = append(out, make([]int16, off*8000/time.Second)...)
	}
	return out
}

// ListenKeys has the keys found that the other side presses as tones in its speech, as
// OnDTMF tells them, from now on or no longer. It is done only where the other side has agreed to no events
// (RFC 4733) and to one of the two of G.711; the time in between costs nothing.
func (s *Session) ListenKeys(yes bool) {
	if !yes {
		s.keys.Store(nil)
	} else if s.keys.Load() == nil {
		s.keys.CompareAndSwap(nil, newKeyListener())
	}
}
