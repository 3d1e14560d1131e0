package acd

import "math/bits"

// random is the generator of the floor, SplitMix64: one word of state, integer
// arithmetic only, the same numbers on every machine.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// MaxWeight is the largest Membership.Weight.
const MaxWeight = 1000

// exponential returns an exponentially distributed number with rate weight in
// fixed point: -log2(u) / weight with 40 binary digits after the point. (The
// base of the logarithm is a common factor, which no comparison sees.)
func (r *random) exponential(weight int) uint64 {
	return minusLog2(r.next()|1) << 8 / uint64(weight)
}

// minusLog2 returns -log2(u / 2^64) with 32 binary digits after the point, for
// u > 0. Squaring the mantissa yields one binary digit of its logarithm a turn.
func minusLog2(u uint64) uint64 {
	zeros := bits.LeadingZeros64(u)
	m := u << zeros // mantissa in [1, 2), one digit before the point
	var log uint64
	for range 32 {
		hi, lo := bits.Mul64(m, m)
		log <<= 1
		if hi>>63 == 1 { // the square is in [2, 4)
			log |= 1
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return uint64(zeros+1)<<32 - log
}
