package widget

import (
	"slices"
	"sync"

	"github.com/callfloor/callfloor/chat"
)

// conns are the open connections. The zero value is ready.
type conns struct {
	mu      sync.Mutex
	visitor map[chat.VisitorID][]*conn // oldest first
	address map[string]map[chat.VisitorID]int
	n       int
}

// add takes a connection in; false where there are too many. Of one visitor the oldest
// gives way.
func (s *conns) add(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n >= mostOpen {
		return false
	}
	if s.visitor == nil {
		s.visitor, s.address = map[chat.VisitorID][]*conn{}, map[string]map[chat.VisitorID]int{}
	}
	list := s.visitor[c.visitor.ID]
	if len(list) >= perVisitor {
		old := list[0]
		go func() { // a write that nobody reads must not hold others
			old.end(closing{closeBehind, "another connection took its place"})
			old.ws.Close()
		}()
	}
	s.visitor[c.visitor.ID] = append(list, c)
	s.n++
	of := s.address[c.address]
	if of == nil {
		of = map[chat.VisitorID]int{}
		s.address[c.address] = of
	}
	of[c.visitor.ID]++
	return true
}

func (s *conns) remove(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.DeleteFunc(s.visitor[c.visitor.ID], func(o *conn) bool { return o == c })
	if len(list) == 0 {
		delete(s.visitor, c.visitor.ID)
	} else {
		s.visitor[c.visitor.ID] = list
	}
	s.n--
	of := s.address[c.address]
	if of[c.visitor.ID]--; of[c.visitor.ID] <= 0 {
		delete(of, c.visitor.ID)
	}
	if len(of) == 0 {
		delete(s.address, c.address)
	}
}

// others are the visitors of an address beside one, who are connected.
func (s *conns) others(address string, but chat.VisitorID) (list []chat.VisitorID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.address[address] {
		if id != but {
			list = append(list, id)
		}
	}
	return list
}

func (s *conns) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
