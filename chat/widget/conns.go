package widget

import (
	"slices"
	"sync"

	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
)

// perAddress is how many connections one address may have.
const perAddress = 200

// conns are the open connections. The zero value is ready.
type conns struct {
	mu      sync.Mutex
	all     map[*conn]struct{}         // from the upgrade on
	from    map[string]int             // of these, by address
	visitor map[chat.VisitorID][]*conn // after hello, oldest first
	closed  bool
	ended   sync.WaitGroup // of all, and of what makes the oldest give way
}

// enter takes a connection in that has not said yet whose it is.
func (s *conns) enter(c *conn) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return live.ErrClosed
	}
	if len(s.all) >= mostOpen || s.from[c.address] >= perAddress {
		return closing{closeBusy, "overloaded"}
	}
	if s.all == nil {
		s.all, s.from = map[*conn]struct{}{}, map[string]int{}
		s.visitor = map[chat.VisitorID][]*conn{}
	}
	s.all[c] = struct{}{}
	s.from[c.address]++
	s.ended.Add(1)
	return nil
}

func (s *conns) leave(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, c)
	if s.from[c.address]--; s.from[c.address] <= 0 {
		delete(s.from, c.address)
	}
	s.ended.Done()
}

// add notes whose a connection is. Of one visitor the oldest give way.
func (s *conns) add(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.visitor[c.visitor.ID]
	for len(list) >= perVisitor {
		old := list[0]
		list = slices.Clone(list[1:])
		s.ended.Go(func() { // a write that nobody reads must not hold others; Close waits for it
			old.end(closing{closeBehind, "another connection took its place"})
			old.ws.Close()
		})
	}
	s.visitor[c.visitor.ID] = append(list, c)
}

func (s *conns) remove(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(s.visitor[c.visitor.ID]), func(o *conn) bool { return o == c })
	if len(list) == 0 {
		delete(s.visitor, c.visitor.ID)
	} else {
		s.visitor[c.visitor.ID] = list
	}
}

// close takes no more connections, and ends those that have not said whose they are.
func (s *conns) close() {
	s.mu.Lock()
	s.closed = true
	for c := range s.all {
		if c.watch.Load() == nil {
			c.ws.Close()
		}
	}
	s.mu.Unlock()
}

// cut ends every connection at once.
func (s *conns) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.all {
		c.ws.Close()
	}
}

func (s *conns) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}
