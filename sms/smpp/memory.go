package smpp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// memory is what is known of messages that were handed over, while the program runs and
// within bounds. The protocol can look for nothing by our identifiers: this is all that
// Find has.
type memory struct {
	mu     sync.Mutex
	by     map[string]*record // by our identifier
	order  []string           // of it
	parts  map[string]place   // by the provider's identifier of a part
	ids    string             // what identifiers are in receipts
	unique bool               // what is in doubt may be sent again
	hinted bool               // somebody was told that ids is wrong
}

// mostRecords bounds the memory: what is older is forgotten.
const mostRecords = 100_000

// place is a part of a message.
type place struct {
	id   string
	part int
}

// partState is how far a part of a message is.
type partState int

const (
	partNone    partState = iota // not written
	partWaits                    // written, and its answer may still come
	partLost                     // written, and no answer comes
	partTaken                    // the provider has it
	partLater                    // refused for now
	partRefused                  // refused for good
)

// record is one message.
type record struct {
	at     time.Time
	busy   bool // somebody is sending it
	parts  []partState
	refs   []string // of parts that were taken, as rows have them
	status uint32   // of a refusal
}

func newMemory(ids string, unique bool) *memory {
	return &memory{by: map[string]*record{}, parts: map[string]place{}, ids: ids, unique: unique}
}

// begin notes that a message is to be sent in n parts. It is false where it was taken
// before, or may have been: then it must not be sent.
func (m *memory) begin(id string, n int, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.by[id]; r != nil {
		if r.busy {
			return false
		}
		if count(r.parts, partTaken) == len(r.parts) {
			return false
		}
		for _, p := range r.parts {
			if p == partWaits || p == partTaken && !m.unique || p == partLost && !m.unique {
				return false
			}
		}
		r.busy, r.parts, r.refs, r.at = true, make([]partState, n), make([]string, n), now
		return true
	}
	m.by[id] = &record{at: now, busy: true, parts: make([]partState, n), refs: make([]string, n)}
	m.order = append(m.order, id)
	for len(m.order) > mostRecords {
		m.forget(m.order[0])
		m.order = m.order[1:]
	}
	return true
}

func count(list []partState, s partState) (n int) {
	for _, v := range list {
		if v == s {
			n++
		}
	}
	return n
}

func (m *memory) forget(id string) {
	if r := m.by[id]; r != nil {
		for _, ref := range r.refs {
			delete(m.parts, ref)
		}
		delete(m.by, id)
	}
}

// set notes how far a part is. ref is the provider's identifier of one that was taken.
func (m *memory) set(id string, part int, s partState, ref string, status uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.by[id]
	if r == nil || part >= len(r.parts) {
		return
	}
	r.parts[part] = s
	if status != 0 {
		r.status = status
	}
	if s == partTaken && ref != "" {
		r.refs[part] = answered(m.ids, ref)
		m.parts[r.refs[part]] = place{id, part}
	}
}

// ended notes that nobody is sending a message any more, and returns what is known of it.
func (m *memory) ended(id string) sms.Answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.by[id]; r != nil {
		r.busy = false
	}
	return m.answer(id)
}

// say returns what is known of a message.
func (m *memory) say(id string) sms.Answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.answer(id)
}

// answer is what is known of a message. A message of which a part was taken and another was
// not has failed: its recipient has read a piece of it.
func (m *memory) answer(id string) sms.Answer {
	r := m.by[id]
	if r == nil {
		return wire.Say(id, sms.CannotTell, "cannot_say")
	}
	count := func(s partState) int { return count(r.parts, s) }
	a := sms.Answer{ID: id, At: r.at, Parts: len(r.parts)}
	switch {
	case count(partTaken) == len(r.parts):
		a.Status, a.Ref = sms.Accepted, sms.Ref{Request: r.refs[len(r.refs)-1]}
	case r.busy, count(partWaits) > 0:
		a = wire.Say(id, sms.Undecided, "looking")
	case count(partLost) > 0:
		a = wire.Say(id, sms.CannotTell, "cannot_say")
	case count(partTaken) > 0:
		a.Status, a.Code, a.Text = sms.Failed, partly, states[partly].En
	case count(partRefused) > 0:
		a.Status, a.Code, a.Text = sms.Rejected, code(r.status), meaningOf(r.status).says.En
	default:
		a = wire.Say(id, sms.NotThere, "not_found")
		if r.status != 0 {
			a.Code, a.Text = code(r.status), meaningOf(r.status).says.En
		}
	}
	return a
}

// later reports the status of a message that was refused for now, in all its parts.
func (m *memory) later(id string) (status uint32, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.by[id]
	if r == nil {
		return 0, false
	}
	for _, p := range r.parts {
		if p != partNone && p != partLater {
			return 0, false
		}
	}
	return r.status, true
}

// part returns how far a part is.
func (m *memory) part(id string, part int) partState {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.by[id]; r != nil && part < len(r.parts) {
		return r.parts[part]
	}
	return partNone
}

// of returns the part that a receipt is of, by the identifier in it, and that identifier as
// rows have it. last: it is the last part of its message.
func (m *memory) of(id string) (p place, last, known bool, ref string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ref = told(m.ids, id)
	p, known = m.parts[ref]
	if r := m.by[p.id]; known && r != nil {
		last = p.part == len(r.parts)-1
	}
	return p, last, known, ref
}

// hint returns what Config.IDs should be, where an identifier that is not known is one of
// ours in the other way of writing a number. It says so once.
func (m *memory) hint(id string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.hinted || m.ids != idsSame {
		return ""
	}
	has := func(forms ...string) bool {
		return slices.ContainsFunc(forms, func(f string) bool { _, ok := m.parts[f]; return ok })
	}
	if n, err := strconv.ParseUint(id, 10, 64); err == nil {
		hex := strconv.FormatUint(n, 16)
		m.hinted = has(hex, strings.ToUpper(hex), fmt.Sprintf("%08x", n), fmt.Sprintf("%08X", n))
		if m.hinted {
			return idsHex
		}
	}
	if n, err := strconv.ParseUint(id, 16, 64); err == nil {
		m.hinted = has(strconv.FormatUint(n, 10), fmt.Sprintf("%010d", n))
		if m.hinted {
			return idsDecimal
		}
	}
	return ""
}
