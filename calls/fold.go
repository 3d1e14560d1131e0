// Package calls turns the events of the floor into the rows of what happened:
// one for each call, one for each part of it, one for each interval of an agent.
package calls

import (
	"cmp"
	"maps"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// Call is the row of a call that ended. Durations are milliseconds.
type Call struct {
	ID        acd.CallID    `json:"id"`
	Direction string        `json:"direction"` // one of the directions below
	Started   acd.Time      `json:"started_at"`
	Answered  acd.Time      `json:"answered_at,omitempty"`
	Ended     acd.Time      `json:"ended_at"`
	Day       string        `json:"day"`     // in which it counts
	Service   acd.ServiceID `json:"service"` // the last one
	Agent     acd.AgentID   `json:"agent,omitempty"`
	Caller    string        `json:"caller"`
	Called    string        `json:"called"`
	Outcome   acd.Outcome   `json:"outcome"`
	EndedBy   acd.HangUpBy  `json:"ended_by"`
	Cause     acd.Cause     `json:"cause"`
	WaitMs    int64         `json:"wait_ms"`
	TalkMs    int64         `json:"talk_ms"`
	HoldMs    int64         `json:"hold_ms"`
}

// The directions of calls.
const (
	In       = "in"       // from a customer, to a service
	Out      = "out"      // from an agent, to a number outside
	Internal = "internal" // from one agent to another
	Consult  = "consult"  // of an agent about a call with a customer
)

// Barred is the outcome of a call that the blacklist turned away. The floor never hears
// of it.
const Barred acd.Outcome = "barred"

// The kinds of segments.
const (
	SegQueue   = "queue"   // in a service; Result: answered, abandoned, or the reason it left
	SegRecall  = "recall"  // waiting again after the agent was lost; not counted
	SegRefused = "refused" // never entered; Result: closed, full
	SegRing    = "ring"    // an agent's phone; Result: the offer's
	SegTalk    = "talk"    // connected, holds included; Result: the cause it ended
	SegHold    = "hold"    // Result: who held
	SegWrapUp  = "wrap_up" //
	SegDial    = "dial"    // outbound, until answered or ended
	SegMenu    = "menu"    // heard a greeting or a menu, or was asked for a callback; Result: service, number, or the outcome
	SegPromise = "promise" // who is to be called back stood in line; Result: dialled, or the outcome
	SegOutside = "outside" // given to a number outside, no agent in it any more; Agent: who gave it after asking there
)

// Segment is the row of one part of a call.
type Segment struct {
	Call    acd.CallID    `json:"call"`
	Seq     uint64        `json:"seq"` // of the event that began it
	Kind    string        `json:"kind"`
	Service acd.ServiceID `json:"service,omitempty"`
	Agent   acd.AgentID   `json:"agent,omitempty"`
	Day     string        `json:"day,omitempty"` // of the queue entry it counts for
	Started acd.Time      `json:"started_at"`
	Ended   acd.Time      `json:"ended_at"`
	Result  string        `json:"result,omitempty"`
	Number  string        `json:"number,omitempty"` // outside, that an agent gave the call to
	InLevel bool          `json:"in_level,omitempty"`
	// Offer is the offer that a ring segment is about; it is not stored.
	Offer acd.OfferID `json:"offer,omitempty"`
}

// Interval is the row of one interval of an agent in a state.
type Interval struct {
	Seq     uint64         `json:"seq"` // of the event that ended it
	Agent   acd.AgentID    `json:"agent"`
	State   acd.AgentState `json:"state"`
	Reason  acd.Reason     `json:"reason,omitempty"`
	Started acd.Time       `json:"started_at"`
	Ended   acd.Time       `json:"ended_at"`
	Call    acd.CallID     `json:"call,omitempty"`
	Service acd.ServiceID  `json:"service,omitempty"`
}

// openCall is a call that has not ended, with its parts that have.
type openCall struct {
	Row  Call      `json:"row"`
	Open []Segment `json:"open,omitempty"` // running parts
	Done []Segment `json:"done,omitempty"` // ended, written with the call
}

// openInterval is what the state that an agent is in belongs to.
type openInterval struct {
	Seq     uint64        `json:"seq"`
	Since   acd.Time      `json:"since,omitempty"` // no interval begins before the last one ended
	Call    acd.CallID    `json:"call,omitempty"`
	Service acd.ServiceID `json:"service,omitempty"`
}

// Fold turns events into rows. It is a plain value: a checkpoint stores it.
type Fold struct {
	Seq    uint64                       `json:"-"`
	Calls  map[acd.CallID]*openCall     `json:"calls"`
	Agents map[acd.AgentID]openInterval `json:"agents"`

	rows Rows
}

// NewFold returns a fold that has seen nothing.
func NewFold() *Fold {
	return &Fold{Calls: map[acd.CallID]*openCall{}, Agents: map[acd.AgentID]openInterval{}}
}

// Apply takes the event seq of time at. Events seen before change nothing.
func (f *Fold) Apply(seq uint64, at acd.Time, ev acd.Event) {
	if seq <= f.Seq {
		return
	}
	f.Seq = seq
	switch e := ev.(type) {
	case acd.CallArrived:
		c := f.call(e.Call, e.At)
		c.arrives(e.Caller, e.Called, e.Service, "")
		c.Row.Day = e.Day
		c.open(Segment{Call: e.Call, Seq: seq, Kind: SegMenu, Service: e.Service, Started: e.At})
	case acd.CallPromised:
		c := f.call(e.Call, e.At)
		c.Row.Direction, c.Row.Called, c.Row.Service, c.Row.Day = Out, e.Number, e.Service, e.Day
		c.open(Segment{Call: e.Call, Seq: seq, Kind: SegPromise, Service: e.Service, Started: e.At})
	case acd.CallReached:
		c := f.known(e.Call)
		if c.Row.Answered == 0 {
			c.Row.Answered = e.At
		}
		c.close(e.At, "answered", kind(SegDial))
		c.open(Segment{Call: e.Call, Seq: seq, Kind: SegRecall, Service: e.Service, Started: e.At})
	case acd.CallQueued:
		c := f.call(e.Call, e.At)
		c.close(e.At, "service", kind(SegMenu))
		c.arrives(e.Caller, e.Called, e.Service, e.About)
		if c.Row.Day == "" {
			c.Row.Day = e.Day
		}
		c.open(Segment{Call: e.Call, Seq: seq, Kind: SegQueue, Service: e.Service, Day: e.Day, Started: e.At})
	case acd.CallRefused:
		c := f.call(e.Call, e.At)
		c.close(e.At, "service", kind(SegMenu))
		c.arrives(e.Caller, e.Called, e.Service, "")
		c.Done = append(c.Done, Segment{Call: e.Call, Seq: seq, Kind: SegRefused, Service: e.Service, Started: e.At, Ended: e.At, Result: string(e.Reason)})
		c.follow(seq, e.Call, e.Service, e.Rule, e.At)
	case acd.CallOffered:
		f.known(e.Call).open(Segment{Call: e.Call, Seq: seq, Kind: SegRing, Service: e.Service, Agent: e.Agent, Started: e.At, Offer: e.Offer})
	case acd.OfferEnded:
		f.known(e.Call).close(e.At, string(e.Result), func(s *Segment) bool { return s.Kind == SegRing && s.Offer == e.Offer })
	case acd.CallReturned:
		f.known(e.Call).close(e.At, "failed", kind(SegDial))
		if e.Recalled {
			f.known(e.Call).open(Segment{Call: e.Call, Seq: seq, Kind: SegRecall, Service: e.Service, Started: e.At})
		}
	case acd.CallConnected:
		f.connected(seq, e)
	case acd.CallHeld:
		c := f.known(e.Call)
		c.open(Segment{Call: e.Call, Seq: seq, Kind: SegHold, Service: c.Row.Service, Agent: c.Row.Agent, Started: e.At, Result: string(e.By)})
	case acd.CallResumed:
		by := string(e.By)
		f.known(e.Call).close(e.At, by, func(s *Segment) bool { return s.Kind == SegHold && s.Result == by })
	case acd.AgentLeftCall:
		c := f.known(e.Call)
		c.Row.TalkMs += e.Talk.Milliseconds()
		c.Row.HoldMs += e.Hold.Milliseconds()
		c.closeAs(e.At, kind(SegHold))
		c.close(e.At, string(e.Cause), kind(SegTalk))
	case acd.CallLeft:
		c := f.known(e.Call)
		c.close(e.At, string(e.Reason), func(s *Segment) bool { return s.Kind == SegQueue || s.Kind == SegRecall })
		c.follow(seq, e.Call, e.Service, e.Rule, e.At)
	case acd.ConsultStarted:
		f.call(e.Second, e.At).Row.Agent = e.By // until somebody answers it: who asked in vain finds it in the history
	case acd.CallDialled:
		c := f.call(e.Call, e.At)
		c.close(e.At, "dialled", kind(SegPromise))
		c.Row.Direction, c.Row.Agent, c.Row.Called = dialled(e), e.Agent, e.Number
		c.open(Segment{Call: e.Call, Seq: seq, Kind: SegDial, Agent: e.Agent, Started: e.At})
	case acd.DialConnected:
		f.dialConnected(seq, e)
	case acd.CallDiverted:
		c := f.known(e.Call)
		c.close(e.At, "number", kind(SegMenu))
		c.open(Segment{Call: e.Call, Seq: seq, Kind: SegDial, Agent: e.From, Number: e.Number, Started: e.At})
	case acd.CallTaken:
		f.taken(seq, e)
	case acd.CallEnded:
		f.ended(e)
	case acd.AgentStateChanged:
		f.stateChanged(seq, e)
	}
}

// follow opens the menu to which a rule leads that takes the call out of a service.
func (c *openCall) follow(seq uint64, id acd.CallID, of acd.ServiceID, r acd.Rule, at acd.Time) {
	if r.Do == acd.RuleCallback || r.Do == acd.RuleVoice {
		c.open(Segment{Call: id, Seq: seq, Kind: SegMenu, Service: of, Started: at})
	}
}

// arrives notes who calls. A call that an agent made, and then gave to a service,
// stays one that goes out.
func (c *openCall) arrives(caller, called string, service acd.ServiceID, about acd.CallID) {
	c.Row.Service = service
	if c.Row.Direction != "" && c.Row.Direction != In {
		return
	}
	c.Row.Caller, c.Row.Called, c.Row.Direction = caller, called, In
	if about != "" {
		c.Row.Direction = Consult
	}
}

func dialled(e acd.CallDialled) string {
	switch {
	case e.About != "":
		return Consult
	case e.To != "":
		return Internal
	}
	return Out
}

func (f *Fold) dialConnected(seq uint64, e acd.DialConnected) {
	c := f.known(e.Call)
	if c.Row.Answered == 0 {
		c.Row.Answered = e.At
	}
	c.close(e.At, "answered", kind(SegDial))
	s := Segment{Call: e.Call, Seq: seq, Kind: SegTalk, Agent: e.Agent, Started: e.At}
	switch {
	case e.Peer != "" && e.Agent == "":
		s.Agent = e.Peer
	case e.Agent == "" && c.Row.Direction != Consult:
		s.Kind = SegOutside
	}
	c.open(s)
}

// taken begins the part of who was consulted.
func (f *Fold) taken(seq uint64, e acd.CallTaken) {
	c := f.known(e.Call)
	s := Segment{Call: e.Call, Seq: seq, Kind: SegTalk, Service: e.Service, Agent: e.Agent, Day: e.Day, Started: e.At}
	if e.Agent == "" {
		s.Kind, s.Agent, s.Number = SegOutside, e.From, e.Number
	} else {
		c.Row.Agent = e.Agent
	}
	c.open(s)
}

func (f *Fold) connected(seq uint64, e acd.CallConnected) {
	c := f.known(e.Call)
	c.Row.Agent = e.Agent
	if c.Row.Answered == 0 {
		c.Row.Answered = e.At
	}
	for i := range c.Open {
		if s := &c.Open[i]; s.Kind == SegQueue {
			s.InLevel = e.InLevel && !e.Recalled
		}
	}
	// The wait ends with the answer; until the bridge it is still of the queue.
	c.close(e.At, "answered", func(s *Segment) bool { return s.Kind == SegQueue || s.Kind == SegRecall })
	c.open(Segment{Call: e.Call, Seq: seq, Kind: SegTalk, Service: e.Service, Agent: e.Agent, Day: e.Day, Started: e.At})
}

func (f *Fold) ended(e acd.CallEnded) {
	c := f.call(e.Call, e.At)
	c.Row.Ended, c.Row.Outcome, c.Row.EndedBy, c.Row.Cause = e.At, e.Outcome, e.By, e.Cause
	c.Row.WaitMs = e.Wait.Milliseconds()
	if c.Row.Direction == Consult && c.Row.Answered > 0 && c.Row.TalkMs == 0 { // who was consulted has no part that ends by itself
		c.Row.TalkMs = e.At.Sub(c.Row.Answered).Milliseconds()
	}
	if e.Service != "" {
		c.Row.Service = e.Service
	}
	if e.Day != "" {
		c.Row.Day = e.Day
	}
	result := string(e.Outcome)
	if e.Outcome == acd.AbandonedQueue || e.Outcome == acd.AbandonedRing {
		result = "abandoned"
	}
	for len(c.Open) > 0 {
		c.close(e.At, result, func(*Segment) bool { return true })
	}
	f.rows.Calls = append(f.rows.Calls, c.Row)
	f.rows.Segments = append(f.rows.Segments, c.Done...)
	delete(f.Calls, e.Call)
}

// Settle is told what of the floor is true at the time at, after the event seq,
// when the events up to there cannot all be read: calls that are open here and of
// which the floor does not know any more are over, as lost_restart.
func (f *Fold) Settle(seq uint64, at acd.Time, live func(acd.CallID) bool) {
	f.Seq = max(f.Seq, seq)
	for _, id := range slices.Sorted(maps.Keys(f.Calls)) {
		c := f.Calls[id]
		if live(id) {
			continue
		}
		at := max(at, c.Row.Started)
		answered := cmp.Or(c.Row.Answered, at)
		if c.Row.Answered > 0 {
			c.Row.TalkMs = at.Sub(c.Row.Answered).Milliseconds()
		}
		f.ended(acd.CallEnded{
			Call: id, At: at, Outcome: acd.LostRestart, By: acd.BySystem, Cause: acd.CauseFailed,
			Service: c.Row.Service, Day: c.Row.Day, Wait: answered.Sub(c.Row.Started),
		})
	}
}

func (f *Fold) stateChanged(seq uint64, e acd.AgentStateChanged) {
	was := f.Agents[e.Agent]
	if e.From != acd.LoggedOut {
		f.rows.Intervals = append(f.rows.Intervals, Interval{
			Seq: seq, Agent: e.Agent, State: e.From, Reason: e.FromReason,
			Started: max(e.FromSince, was.Since), Ended: e.At, Call: was.Call, Service: was.Service,
		})
	}
	if e.From == acd.WrapUp && was.Call != "" {
		f.rows.Segments = append(f.rows.Segments, Segment{
			Call: was.Call, Seq: was.Seq, Kind: SegWrapUp, Service: was.Service,
			Agent: e.Agent, Started: e.FromSince, Ended: e.At,
		})
	}
	if e.To == acd.LoggedOut {
		delete(f.Agents, e.Agent)
		return
	}
	f.Agents[e.Agent] = openInterval{Seq: seq, Since: e.At, Call: e.Call, Service: e.Service}
}

// call returns the open call id, or a new one that started at at.
func (f *Fold) call(id acd.CallID, at acd.Time) *openCall {
	c := f.Calls[id]
	if c == nil {
		c = &openCall{Row: Call{ID: id, Started: at}}
		f.Calls[id] = c
	}
	return c
}

// known returns the open call id. Where it is not open (its beginning was lost)
// what is done to the result has no effect.
func (f *Fold) known(id acd.CallID) *openCall {
	if c := f.Calls[id]; c != nil {
		return c
	}
	return &openCall{}
}

func (c *openCall) open(s Segment) { c.Open = append(c.Open, s) }

func kind(k string) func(*Segment) bool { return func(s *Segment) bool { return s.Kind == k } }

// close ends the first running part that is wanted.
func (c *openCall) close(at acd.Time, result string, want func(*Segment) bool) {
	for i := range c.Open {
		s := c.Open[i]
		if !want(&s) {
			continue
		}
		s.Ended, s.Result = at, result
		c.Done = append(c.Done, s)
		c.Open = slices.Delete(c.Open, i, i+1)
		return
	}
}

// closeAs ends every running part that is wanted and keeps its result.
func (c *openCall) closeAs(at acd.Time, want func(*Segment) bool) {
	for i := 0; i < len(c.Open); {
		if want(&c.Open[i]) {
			c.close(at, c.Open[i].Result, want)
			continue
		}
		i++
	}
}

// Rows are rows to be written.
type Rows struct {
	Calls     []Call
	Segments  []Segment
	Intervals []Interval
}

// Len returns how many rows there are.
func (r Rows) Len() int { return len(r.Calls) + len(r.Segments) + len(r.Intervals) }

// Len returns how many rows wait to be taken.
func (f *Fold) Len() int { return f.rows.Len() }

// Return gives back rows that could not be written.
func (f *Fold) Return(r Rows) {
	f.rows.Calls = append(r.Calls, f.rows.Calls...)
	f.rows.Segments = append(r.Segments, f.rows.Segments...)
	f.rows.Intervals = append(r.Intervals, f.rows.Intervals...)
}

// Take returns the rows made since the last Take, in the order of events.
func (f *Fold) Take() Rows {
	r := f.rows
	f.rows = Rows{}
	slices.SortStableFunc(r.Segments, func(a, b Segment) int { return cmp.Compare(a.Seq, b.Seq) })
	return r
}
