package wallboard

import "github.com/callfloor/callfloor/acd"

// Waits counts the callers who wait now by how long they have waited
// (acd.WaitBucket). Their sum is Figures.Waiting.
type Waits [acd.WaitBuckets]int

// waits puts everybody in the queue into a bucket. Time alone changes it: the
// hub's refresh asks again.
func (q queue) waits(now acd.Time) Waits {
	var w Waits
	for _, c := range q {
		w[acd.WaitBucket(now.Sub(c.waits))]++
	}
	return w
}

// plus adds the waits of another service.
func (w *Waits) plus(v Waits) {
	for i, n := range v {
		w[i] += n
	}
}
