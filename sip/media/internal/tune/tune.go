// Package tune synthesises the hold music that comes with Callfloor: eight slow
// bars in F, written for this project, for the narrow band of a telephone. The
// last notes ring on into the first bar, so that it loops without a seam.
package tune

import "math"

// Rate is the sample rate of the tune in Hz.
const Rate = 8000

// beat is the length of a quarter note in samples: 66 to the minute.
const beat = Rate * 60 / 66

// bars of four beats.
const bars = 8

// note is a key (MIDI number, 69 is 440 Hz) struck at a beat for some beats.
type note struct {
	at   float64
	key  int
	long float64
}

// chords has the held notes of each bar; they carry the harmony softly.
var chords = [bars][]int{
	{53, 60, 64, 69}, // F maj7
	{50, 57, 60, 65}, // D m7
	{46, 58, 62, 65}, // Bb
	{48, 58, 60, 67}, // C 7 sus
	{53, 60, 64, 69}, // F maj7
	{45, 57, 60, 67}, // A m7
	{46, 58, 62, 69}, // Bb maj7
	{48, 55, 60, 64}, // C
}

// melody is the upper voice.
var melody = []note{
	{0, 72, 1.5},
	{1.5, 74, 0.5},
	{2, 77, 2},
	{4, 76, 1},
	{5, 74, 1},
	{6, 69, 2},
	{8, 70, 1.5},
	{9.5, 72, 0.5},
	{10, 74, 1},
	{11, 77, 1},
	{12, 79, 2},
	{14, 77, 1},
	{15, 74, 1},
	{16, 81, 1.5},
	{17.5, 79, 0.5},
	{18, 77, 2},
	{20, 76, 1},
	{21, 79, 1},
	{22, 72, 2},
	{24, 74, 1},
	{25, 77, 1},
	{26, 76, 1},
	{27, 74, 1},
	{28, 72, 1},
	{29, 67, 1},
	{30, 70, 1},
	{31, 67, 1},
}

// Render returns the samples of the tune, peak at about -9 dBFS: well below the
// level of speech, and far from clipping in any codec.
func Render() []int16 {
	mix := make([]float64, bars*4*beat)
	for bar, keys := range chords {
		for i, key := range keys {
			pad(mix, bar*4*beat+i*beat/8, key)
		}
	}
	for _, n := range melody {
		bell(mix, int(n.at*beat), n.key, n.long)
	}
	peak := 0.0
	for _, v := range mix {
		peak = max(peak, math.Abs(v))
	}
	out := make([]int16, len(mix))
	for i, v := range mix {
		out[i] = int16(v / peak * 32767 * 0.35)
	}
	return out
}

// hertz returns the pitch of a key.
func hertz(key int) float64 { return 440 * math.Pow(2, float64(key-69)/12) }

// pad adds a held note of a bar: soft start and end, a slight chorus. Keys too low
// for a telephone are heard by their overtones.
func pad(mix []float64, at, key int) {
	n := 4*beat + beat
	for i := range n {
		t := float64(i) / Rate
		x := float64(i) / float64(n)
		level := 0.10 * math.Pow(math.Sin(math.Pi*x), 0.7)
		v := 0.0
		for h, share := range []float64{1, 0.5, 0.25, 0.1} {
			f := hertz(key) * float64(h+1)
			v += share * (math.Sin(2*math.Pi*f*t) + math.Sin(2*math.Pi*f*1.003*t+1)) / 2
		}
		mix[(at+i)%len(mix)] += level * v
	}
}

// bell adds a struck note that dies away, an octave partial giving it its edge.
func bell(mix []float64, at, key int, beats float64) {
	f := hertz(key)
	n := int((beats + 3) * beat)
	for i := range n {
		t := float64(i) / Rate
		attack := min(1, t/0.012)
		release := min(1, float64(n-i)/(0.25*Rate))
		v := math.Sin(2*math.Pi*f*t)*math.Exp(-1.6*t) +
			0.35*math.Sin(2*math.Pi*2*f*t)*math.Exp(-3*t) +
			0.12*math.Sin(2*math.Pi*3*f*t)*math.Exp(-5*t)
		mix[(at+i)%len(mix)] += 0.55 * attack * release * v
	}
}
