package acd

import (
	"slices"
	"time"
)

// service is one queue: its configuration, its figures and its indexes.
type service struct {
	Service
	today   *figures
	past    []*figures
	turn    uint64
	rand    random               // of weighted random
	virtual [MaxLevel + 1]uint64 // weighted random: virtual time of each level

	// Derived. An agent who can take a call is in ready[level] of each of its
	// services, a waiting call in waiting[OpenStep].
	ready     [MaxLevel + 1]heap[member]
	waiting   []line[call]
	open      []int // open[step] is the worst level that may take a call at step
	inLine    int   // calls in phase Waiting
	inWaiting int   // of those: somebody is on the phone
	inQueue   int   // calls in phase Waiting, Offered or Connecting, somebody being on the phone
	loggedIn  int   // members logged in
	members   int
	live      int  // calls in any phase
	touched   bool // scratch of settle
}

func (f *Floor) putService(cmd PutService) {
	cfg := cmd.Service
	if !validService(cfg) {
		f.emit(Refused{Command: "PutService", Code: InvalidConfig, Service: cfg.ID})
		return
	}
	cfg = cloneService(cfg)
	s := f.services[cfg.ID]
	if s == nil {
		s = &service{Service: cfg, today: &figures{ServiceFigures: ServiceFigures{Day: f.day}}}
		s.setLevels()
		f.seed(s)
		f.services[cfg.ID] = s
		f.emit(ServiceChanged{Service: cfg})
		return
	}
	f.emit(ServiceChanged{Service: cfg})
	rekey := s.Strategy != cfg.Strategy
	f.unqueueAll(s)
	reseed := s.Seed != cfg.Seed
	s.Service = cfg
	s.setLevels()
	if reseed {
		f.seed(s)
	}
	if rekey {
		s.rekeyAgents()
	}
	f.requeueAll(s)
}

// seed starts the generator of s from its own seed or from the floor's.
func (f *Floor) seed(s *service) {
	s.rand = random(s.Seed)
	if s.Seed == 0 {
		s.rand = random(f.rand.next())
	}
}

// setLevels computes open and makes one list of waiting calls for each step.
func (s *service) setLevels() {
	s.open = s.open[:0]
	if len(s.Levels) == 0 {
		s.open = append(s.open, MaxLevel)
	} else {
		s.open = append(s.open, 1)
	}
	for _, o := range s.Levels {
		s.open = append(s.open, o.Level)
	}
	s.waiting = make([]line[call], len(s.open))
}

// stepAt is the number of level openings passed after waiting for wait.
func (s *service) stepAt(wait time.Duration) int {
	n := 0
	for n < len(s.Levels) && s.Levels[n].After <= wait {
		n++
	}
	return n
}

// firstStep is the first step at which agents of level may take a call.
func (s *service) firstStep(level int) int {
	for i, l := range s.open {
		if l >= level {
			return i
		}
	}
	return len(s.open)
}

// misses is the number of misses that makes an agent not ready.
func (s *service) missLimit() int { return max(1, s.Misses) }

// unqueueAll takes the waiting calls of s out of its lists.
func (f *Floor) unqueueAll(s *service) {
	for i := range s.waiting {
		s.waiting[i].empty()
	}
}

// requeueAll lets every queued call of s follow new settings, first come first.
func (f *Floor) requeueAll(s *service) {
	var calls []*call
	for c := range f.calls.all() {
		if c.svc == s {
			calls = append(calls, c)
		}
	}
	slices.SortFunc(calls, func(a, b *call) int {
		if a.order().before(b.order()) {
			return -1
		}
		return 1
	})
	for _, c := range calls {
		if !queued(c.Phase) {
			continue
		}
		f.setWaitTimes(c)
		switch {
		case c.promised():
		case c.Counted:
			c.GiveUp = s.giveUpAt(f.now)
		default:
			c.GiveUp = s.giveUpAt(c.Entered)
		}
		if c.GiveUp != 0 {
			c.GiveUp = max(c.GiveUp, c.Asked)
		}
		f.setCallTimer(c)
		if c.Phase == Waiting {
			f.freeCall(c, TriggerConfig)
		}
	}
}

// giveUpAt is when a call that has waited since from has waited too long.
func (s *service) giveUpAt(from Time) Time {
	if s.MaxWait == 0 || s.TooLong.Do == RuleWait || s.TooLong.Do == "" {
		return 0
	}
	return from.Add(s.MaxWait)
}

func (f *Floor) deleteService(id ServiceID) {
	s := f.services[id]
	switch {
	case s == nil:
		f.emit(Refused{Command: "DeleteService", Code: UnknownService, Service: id})
		return
	case s.live > 0:
		f.emit(Refused{Command: "DeleteService", Code: ServiceBusy, Service: id})
		return
	}
	if s.members > 0 {
		for _, a := range f.sortedAgents() {
			f.removeMembership(a, s)
		}
	}
	f.sticky.forget(id)
	delete(f.services, id)
	f.emit(ServiceDeleted{Service: id})
}

func (f *Floor) setOpen(cmd SetOpen) {
	s := f.services[cmd.Service]
	if s == nil {
		f.emit(Refused{Command: "SetOpen", Code: UnknownService, Service: cmd.Service})
		return
	}
	if s.Closed == !cmd.Open {
		return
	}
	s.Closed = !cmd.Open
	f.emit(ServiceChanged{Service: cloneService(s.Service)})
}

func cloneService(s Service) Service {
	s.Numbers = slices.Clone(s.Numbers)
	s.Levels = slices.Clone(s.Levels)
	return s
}
