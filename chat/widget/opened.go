package widget

import (
	"sync"

	"github.com/callfloor/callfloor/chat"
)

// opened is from which addresses rooms were begun that may be open still, whether their
// visitors are connected or not. The zero value is ready. It is in memory: after a restart
// those count again who connect.
type opened struct {
	mu sync.Mutex
	by map[string]map[chat.VisitorID]struct{}
	n  int // over all addresses
}

// add notes that a visitor begins a room, or has one.
func (o *opened) add(address string, v chat.VisitorID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.by == nil {
		o.by = map[string]map[chat.VisitorID]struct{}{}
	}
	of := o.by[address]
	if of == nil {
		of = map[chat.VisitorID]struct{}{}
		o.by[address] = of
	}
	if _, there := of[v]; !there {
		of[v] = struct{}{}
		o.n++
	}
}

// others counts the visitors of an address beside one who have an open room, and forgets those
// who have none; where there are very many, those of every address.
func (o *opened) others(address string, but chat.VisitorID, open func(chat.VisitorID) bool) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.n > mostCounted {
		for a := range o.by {
			o.tidy(a, open)
		}
	} else {
		o.tidy(address, open)
	}
	n = len(o.by[address])
	if _, own := o.by[address][but]; own {
		n--
	}
	return n
}

// tidy forgets who has no open room at an address.
func (o *opened) tidy(address string, open func(chat.VisitorID) bool) {
	of := o.by[address]
	for v := range of {
		if !open(v) {
			delete(of, v)
			o.n--
		}
	}
	if len(of) == 0 {
		delete(o.by, address)
	}
}
