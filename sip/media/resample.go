package media

import "math"

// zeros is how many zero crossings of the sinc the filter has on each side.
const zeros = 12

// resample converts samples between rates by a windowed sinc filter, cut off at
// the lower of the two Nyquist frequencies so that nothing folds back into the
// telephone band. The filter is computed once for each phase that occurs.
func resample(in []int16, from, to int) []int16 {
	if from == to {
		return in
	}
	g := gcd(from, to)
	up, down := to/g, from/g
	filter, half := phases(up, down)
	out := make([]int16, len(in)*up/down)
	for i := range out {
		center, phase := i*down/up, i*down%up
		taps := filter[phase]
		first := center - half
		sum := float32(0)
		for j := max(first, 0); j < min(first+len(taps), len(in)); j++ {
			sum += float32(in[j]) * taps[j-first]
		}
		out[i] = int16(min(max(sum, -32768), 32767))
	}
	return out
}

// phases returns the filter for every position of an output sample between two
// input samples, in steps of 1/up, and how far it reaches to the left.
func phases(up, down int) (filter [][]float32, half int) {
	cut := 0.95 * min(1, float64(up)/float64(down))
	width := zeros / cut
	half = int(math.Ceil(width))
	filter = make([][]float32, up)
	for p := range filter {
		taps := make([]float32, 2*half+2)
		total := 0.0
		for k := range taps {
			x := float64(k-half) - float64(p)/float64(up)
			v := 0.0
			if math.Abs(x) < width {
				v = sinc(cut*x) * hann(x/width)
			}
			taps[k], total = float32(v), total+v
		}
		for k := range taps {
			taps[k] /= float32(total)
		}
		filter[p] = taps
	}
	return filter, half
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// hann is the window on [-1, 1].
func hann(x float64) float64 { return 0.5 + 0.5*math.Cos(math.Pi*x) }
