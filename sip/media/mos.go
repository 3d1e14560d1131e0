package media

import (
	"strings"
	"time"
)

// estimateMOS estimates how a stream is liked, from 1 (bad) to 4.4 (as good as a
// telephone gets), by the E-model (ITU-T G.107) reduced to what packets show:
//
//	R  = 93.2 - Id - Ie,eff
//	Id = 0.024 d + 0.11 (d - 177.3) H(d - 177.3)       d: one way, in ms
//	Ie,eff = Ie + (95 - Ie) Ppl / (Ppl + Bpl)          Ppl: loss in per cent
//	MOS = 1 + 0.035 R + 7e-6 R (R - 60)(100 - R)
//
// Id is the fit of Cole and Rosenbluth (Voice over IP performance monitoring,
// 2001); Ie and Bpl stand in ITU-T G.113 appendix I. The delay is half the round
// trip, a frame, and a jitter buffer of twice the jitter.
func estimateMOS(codec string, loss float64, jitter, rtt time.Duration) float64 {
	ie, bpl := impairment(codec)
	d := float64(rtt/2+2*jitter+frameTime) / float64(time.Millisecond)
	id := 0.024 * d
	if d > 177.3 {
		id += 0.11 * (d - 177.3)
	}
	ppl := 100 * loss
	r := 93.2 - id - ie - (95-ie)*ppl/(ppl+bpl)
	if r <= 0 {
		return 1
	}
	r = min(r, 100)
	return max(1, 1+0.035*r+7e-6*r*(r-60)*(100-r))
}

// impairment returns Ie and Bpl of a codec (G.113 appendix I); codecs without an
// entry there count as G.711 with loss concealment.
func impairment(codec string) (ie, bpl float64) {
	switch strings.ToUpper(codec) {
	case "G729":
		return 11, 19
	case "G723":
		return 15, 16.1
	case "GSM":
		return 20, 10 // Bpl is not listed; a cautious value
	}
	return 0, 25.1
}
