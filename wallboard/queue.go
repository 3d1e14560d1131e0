package wallboard

import (
	"container/heap"

	"github.com/callfloor/callfloor/acd"
)

// queue is the calls of one service that wait for an agent, the one that has waited
// longest on top. Calls come back to their old place, so arrival is no order.
type queue []*call

// Len, Less, Swap, Push and Pop make queue a heap.Interface.
func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].waits < q[j].waits }
func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

func (q *queue) Push(x any) {
	c := x.(*call)
	c.place = len(*q)
	*q = append(*q, c)
}

func (q *queue) Pop() any {
	old := *q
	c := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	c.place = -1
	return c
}

func (q *queue) add(c *call) { heap.Push(q, c) }

// drop takes c out, wherever it stands.
func (q *queue) drop(c *call) { heap.Remove(q, c.place) }

// oldest is since when the call waits that waits longest; zero when none does.
func (q queue) oldest() acd.Time {
	if len(q) == 0 {
		return 0
	}
	return q[0].waits
}
