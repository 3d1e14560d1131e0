package media

import (
	"math"
	"time"
)

// Tone returns a sine of 8,000 Hz samples at -12 dBFS, for tests and for the
// demo's phones. A length of whole seconds loops without a click when the
// frequency is a whole number.
func Tone(hz float64, d time.Duration) []int16 {
	out := make([]int16, d*8000/time.Second)
	for i := range out {
		out[i] = int16(8192 * math.Sin(2*math.Pi*hz*float64(i)/8000))
	}
	return out
}

// Level returns how strong a frequency is in 8,000 Hz samples, as the amplitude
// of its sine relative to full scale: about 0.25 for Tone, near 0 where it is
// absent (Goertzel's algorithm). Use 100 ms or more.
func Level(samples []int16, hz float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	c := 2 * math.Cos(2*math.Pi*hz/8000)
	var s1, s2 float64
	for _, v := range samples {
		s1, s2 = float64(v)+c*s1-s2, s1
	}
	power := s1*s1 + s2*s2 - c*s1*s2
	return 2 * math.Sqrt(max(power, 0)) / float64(len(samples)) / 32768
}
