package wallboard

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Waits counts the callers who wait now by how long they have waited (W28): under
// 10, 20, 30 and 60 seconds, and longer. Their sum is Figures.Waiting.
type Waits [5]int

// waitLimits end all buckets of Waits but the last: a wait of exactly a limit is
// in the bucket after it.
var waitLimits = [len(Waits{}) - 1]time.Duration{10 * time.Second, 20 * time.Second, 30 * time.Second, 60 * time.Second}

// waits puts everybody in the queue into a bucket. Time alone changes it: the
// hub's refresh asks again.
func (q queue) waits(now acd.Time) Waits {
	var w Waits
	for _, c := range q {
		i := 0
		for i < len(waitLimits) && now.Sub(c.entered) >= waitLimits[i] {
			i++
		}
		w[i]++
	}
	return w
}

// plus adds the waits of another service.
func (w *Waits) plus(v Waits) {
	for i, n := range v {
		w[i] += n
	}
}
