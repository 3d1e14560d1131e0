package chat

import (
	"cmp"
	"maps"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// setSupervisor: only who is Available may monitor (S9); who is not any more stops (S22).
func (h *House) setSupervisor(c SetSupervisor) {
	s := h.supervisors[c.User]
	switch {
	case c.User == "":
		h.refuse(c, Malformed)
	case c.Available == (s != nil):
		h.refuse(c, Unchanged)
	case c.Available && h.policy.NoSupervision:
		h.refuse(c, NoSupervision)
	case c.Available:
		h.supervisors[c.User] = newSupervisor(c.User, 0)
		h.emit(SupervisorChanged{User: c.User, Available: true})
	default:
		h.dismiss(s, MonitorAway)
	}
}

func newSupervisor(user UserID, lost acd.Time) *supervisor {
	s := &supervisor{user: user, lost: lost}
	s.timer = timer{kind: supervisorTimer, id: string(user), supervisor: s}
	return s
}

// dismiss ends what a supervisor watches; they are Available no more.
func (h *House) dismiss(s *supervisor, why string) {
	for len(s.rooms) > 0 {
		h.free(s.rooms[0], why)
	}
	h.timers.drop(&s.timer)
	delete(h.supervisors, s.user)
	h.emit(SupervisorChanged{User: s.user})
}

// dismissAll ends all monitoring, in the order of the supervisors.
func (h *House) dismissAll() {
	for _, user := range slices.Sorted(maps.Keys(h.supervisors)) {
		h.dismiss(h.supervisors[user], MonitorOff)
	}
}

// monitor lets a supervisor watch a conversation between an agent and a customer (S3), alone
// (S10). Nothing else changes (S4, S7).
func (h *House) monitor(c Monitor) {
	if no, is := h.RefusesMonitor(c); is {
		h.emit(no)
		return
	}
	h.watch(h.rooms[c.Room], h.supervisors[c.User])
	h.emit(MonitorBegan{Room: c.Room, User: c.User, At: h.now})
}

// RefusesMonitor says why a supervisor cannot begin to watch a room now; false: they can.
func (h *House) RefusesMonitor(c Monitor) (Refused, bool) {
	r, s := h.rooms[c.Room], h.supervisors[c.User]
	switch {
	case r == nil:
		return Refused{Command: c, Reason: NoSuchRoom}, true
	case s == nil || s.lost != 0:
		return Refused{Command: c, Reason: NotAvailable}, true
	case !r.Status.Taken():
		return Refused{Command: c, Reason: WrongStatus}, true
	case r.watcher == c.User:
		return Refused{Command: c, Reason: Unchanged}, true
	case r.watcher != "":
		return Refused{Command: c, Reason: Watched, By: r.watcher}, true // S11
	}
	return Refused{}, false
}

func (h *House) watch(r *room, s *supervisor) {
	r.watcher = s.user
	i, _ := slices.BinarySearchFunc(s.rooms, r, func(a, b *room) int { return cmp.Compare(a.ID, b.ID) })
	s.rooms = slices.Insert(s.rooms, i, r)
}

func (h *House) stopMonitor(c StopMonitor) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case c.User == "" || r.watcher != c.User:
		h.refuse(c, Unchanged)
	default:
		h.free(r, MonitorStopped)
	}
}

// free ends the monitoring of r, where it is monitored. It goes on while the room changes
// hands or waits again, and ends with it.
func (h *House) free(r *room, why string) {
	if r.watcher == "" {
		return
	}
	s := h.supervisors[r.watcher]
	s.rooms = slices.DeleteFunc(s.rooms, func(o *room) bool { return o == r })
	r.watcher = ""
	h.emit(MonitorEnded{Room: r.ID, User: s.user, Why: why, At: h.now})
}

// supervisorLost: the connection is gone; what they watch stays theirs for SupervisorGrace.
func (h *House) supervisorLost(c SupervisorLost) {
	s := h.supervisors[c.User]
	switch {
	case s == nil:
		h.refuse(c, NotAvailable)
	case s.lost != 0:
		h.refuse(c, Unchanged)
	default:
		s.lost = max(h.now, 1)
		h.timers.put(&s.timer, s.lost.Add(SupervisorGrace))
		h.emit(SupervisorChanged{User: c.User, Available: true, Lost: s.lost})
	}
}

func (h *House) supervisorBack(c SupervisorBack) {
	s := h.supervisors[c.User]
	switch {
	case s == nil:
		h.refuse(c, NotAvailable)
	case s.lost == 0:
		h.refuse(c, Unchanged)
	default:
		s.lost = 0
		h.timers.drop(&s.timer)
		h.emit(SupervisorChanged{User: c.User, Available: true})
	}
}
