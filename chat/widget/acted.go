package widget

import "sync"

// mostActed is how many frames that acted are remembered.
const mostActed = 20_000

// acted remembers the answers to frames that acted, so that one which is sent again, because
// its answer was lost, is answered the same and does nothing. Messages and presses are found in
// the rows, also after a restart.
// The zero value is ready.
type acted struct {
	mu    sync.Mutex
	by    map[string]acknowledged
	order []string // oldest first, around next
	next  int
}

func (a *acted) find(key string) (acknowledged, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	ack, there := a.by[key]
	return ack, there
}

func (a *acted) note(key string, ack acknowledged) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.by == nil {
		a.by = map[string]acknowledged{}
	}
	if _, there := a.by[key]; there {
		return
	}
	if len(a.order) < mostActed {
		a.order = append(a.order, key)
	} else {
		delete(a.by, a.order[a.next])
		a.order[a.next] = key
		a.next = (a.next + 1) % mostActed
	}
	a.by[key] = ack
}
