package acd

import "container/list"

// MaxSticky is how many callers' last agents a floor remembers.
const MaxSticky = 100_000

// stickyMemory remembers which agent a caller talked to last in a service, in
// the order of time. It is bounded: the oldest go first, and those past the
// time of their service.
type stickyMemory struct {
	byCaller map[stickyKey]*list.Element
	oldest   *list.List // of LastWith
}

type stickyKey struct {
	service ServiceID
	caller  string
}

func newStickyMemory() stickyMemory {
	return stickyMemory{byCaller: map[stickyKey]*list.Element{}, oldest: list.New()}
}

func (m *stickyMemory) add(l LastWith) {
	k := stickyKey{l.Service, l.Caller}
	if e := m.byCaller[k]; e != nil {
		e.Value = l
		m.oldest.MoveToBack(e)
		return
	}
	m.byCaller[k] = m.oldest.PushBack(l)
}

func (m *stickyMemory) remove(e *list.Element) {
	l := m.oldest.Remove(e).(LastWith)
	delete(m.byCaller, stickyKey{l.Service, l.Caller})
}

// forget drops what is remembered of a service.
func (m *stickyMemory) forget(s ServiceID) {
	for e := m.oldest.Front(); e != nil; {
		next := e.Next()
		if e.Value.(LastWith).Service == s {
			m.remove(e)
		}
		e = next
	}
}

// forgetCaller drops what is remembered of a caller.
func (m *stickyMemory) forgetCaller(caller string) {
	for e := m.oldest.Front(); e != nil; {
		next := e.Next()
		if e.Value.(LastWith).Caller == caller {
			m.remove(e)
		}
		e = next
	}
}

// remember notes the agent who leaves the call c, and forgets what is too old.
func (f *Floor) remember(c *call) {
	if c.svc.Sticky == 0 || c.Caller == "" {
		return
	}
	f.sticky.add(LastWith{Service: c.Service, Caller: c.Caller, Agent: c.Agent, At: f.now})
	for e := f.sticky.oldest.Front(); e != nil; e = f.sticky.oldest.Front() {
		l := e.Value.(LastWith)
		if f.sticky.oldest.Len() <= MaxSticky && f.now.Sub(l.At) <= f.services[l.Service].Sticky {
			return
		}
		f.sticky.remove(e)
	}
}

// stickyMember is the membership of the caller's last agent, if that agent may
// take c now.
func (f *Floor) stickyMember(c *call, open int) *member {
	if c.svc.Sticky == 0 || c.Caller == "" {
		return nil
	}
	e := f.sticky.byCaller[stickyKey{c.Service, c.Caller}]
	if e == nil {
		return nil
	}
	l := e.Value.(LastWith)
	a := f.agents[l.Agent]
	if a == nil || !a.indexed || f.now.Sub(l.At) > c.svc.Sticky {
		return nil
	}
	if m := a.memberOf(c.svc); m != nil && m.Level <= open {
		return m
	}
	return nil
}
