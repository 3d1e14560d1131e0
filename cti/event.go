// Package cti tells other programs what happens on the floor: events with dotted names
// (agent.state_changed, call.offered, ...), each with an id that never changes, in the
// order in which they became true. A Fold makes them of the floor's own events, a Log
// keeps the last of them for who connects, or comes back, and a Hook says to whom they
// are posted.
package cti

import (
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// The types of events.
const (
	AgentStateChanged = "agent.state_changed"
	AgentNextState    = "agent.next_state"
	AgentPhone        = "agent.phone"
	CallQueued        = "call.queued"
	CallArrived       = "call.arrived"  // hears a greeting or a menu
	CallPromised      = "call.promised" // somebody to be called back stands in line
	CallReached       = "call.reached"  // who is called back has answered, customer first
	CallRefused       = "call.refused"
	CallOffered       = "call.offered"
	CallMissed        = "call.missed"
	CallWithdrawn     = "call.withdrawn"
	CallReturned      = "call.returned"
	CallAnswered      = "call.answered"
	CallDialled       = "call.dialled"
	CallHeld          = "call.held"
	CallResumed       = "call.resumed"
	CallMuted         = "call.muted"
	CallTransferred   = "call.transferred"
	CallLeft          = "call.left"
	CallEnded         = "call.ended"
	ConsultStarted    = "consult.started"
	ConsultJoined     = "consult.joined"
	ConsultEnded      = "consult.ended"
	WrapUpStarted     = "acw.started"
	WrapUpExtended    = "acw.extended"
	WrapUpEnded       = "acw.ended"
	WrapUpSaved       = "acw.saved" // the note of a call was saved

	CallbackRegistered = "callback.registered" // somebody asked to be called back
	CallbackAssigned   = "callback.assigned"
	CallbackUnassigned = "callback.assignment_cancelled"
	CallbackCompleted  = "callback.completed"
	CallbackCancelled  = "callback.cancelled"
	CallbackExpired    = "callback.expired"
	CallbackUnreached  = "callback.unreached"
)

// Types are all of them, in the order of the documentation.
var Types = []string{
	AgentStateChanged, AgentNextState, AgentPhone, CallArrived, CallPromised, CallReached, CallQueued, CallRefused, CallOffered, CallMissed, CallWithdrawn,
	CallReturned, CallAnswered, CallDialled, CallHeld, CallResumed, CallMuted, CallTransferred, CallLeft, CallEnded,
	ConsultStarted, ConsultJoined, ConsultEnded, WrapUpStarted, WrapUpExtended, WrapUpEnded, WrapUpSaved,
	CallbackRegistered, CallbackAssigned, CallbackUnassigned, CallbackCompleted, CallbackCancelled, CallbackExpired, CallbackUnreached,
}

// Event is one of them. Fields that do not concern it are left out.
type Event struct {
	ID   string    `json:"id" doc:"never changes and is never used twice: what came with it before is the same event"`
	Seq  uint64    `json:"seq" doc:"place in the order of everything; two events may share one"`
	Type string    `json:"type"`
	At   time.Time `json:"at"`

	Agent    acd.AgentID    `json:"agent,omitempty"`
	State    acd.AgentState `json:"state,omitempty"`
	Reason   acd.Reason     `json:"reason,omitempty"`
	Previous acd.AgentState `json:"previous,omitempty" doc:"the state before"`
	Since    *time.Time     `json:"previous_since,omitempty" doc:"since when in the state before"`
	Until    *time.Time     `json:"until,omitempty" doc:"end of ringing or wrap-up"`
	Phone    *bool          `json:"phone_reachable,omitempty"`

	Call      acd.CallID    `json:"call,omitempty"`
	Direction string        `json:"direction,omitempty" enum:"in,out,internal,consult"`
	Service   acd.ServiceID `json:"service,omitempty"`
	Caller    string        `json:"caller,omitempty" doc:"masked without the permission unmask"`
	Called    string        `json:"called,omitempty"`
	Priority  int           `json:"priority,omitempty"`
	About     acd.CallID    `json:"about,omitempty" doc:"the call that a consultation is about"`
	From      acd.AgentID   `json:"from,omitempty" doc:"the agent who calls, consults or gave the call away"`
	To        string        `json:"to,omitempty" doc:"agent, service or number that a call goes to"`
	By        string        `json:"by,omitempty"`
	Result    string        `json:"result,omitempty" doc:"of an offer"`
	Outcome   acd.Outcome   `json:"outcome,omitempty"`
	Cause     acd.Cause     `json:"cause,omitempty"`
	WaitMs    *int64        `json:"wait_ms,omitempty"`
	TalkMs    *int64        `json:"talk_ms,omitempty"`
	HoldMs    *int64        `json:"hold_ms,omitempty"`
	Muted     *bool         `json:"muted,omitempty"`
	Joined    *bool         `json:"joined,omitempty"`
	Ticket    string        `json:"ticket,omitempty"`
	Callbacks []string      `json:"callbacks,omitempty" doc:"ids of the callbacks that it is about"`
	Source    string        `json:"source,omitempty" doc:"by which way somebody asked to be called back"`

	beside    bool          // not of the floor: it has the seq of the floor's event before it
	concerns  []acd.AgentID // whose desks may know of it
	agentless bool          // no agent has had to do with it; where that is not known it is false
	outside   bool          // To is a telephone number
	phones    bool          // whoever may telephone may know of it
}

// Concerns reports whether an event is of an agent whom sees knows. Events of calls that
// only wait are of no agent.
func (e *Event) Concerns(sees func(acd.AgentID) bool) bool {
	for _, id := range e.concerns {
		if sees(id) {
			return true
		}
	}
	return false
}

// Agentless reports whether no agent has had to do with it. Of a call whose beginning
// is not known it is false: whom it concerned before nobody can say.
func (e *Event) Agentless() bool { return e.agentless }

// About returns an event from beside the floor that concerns an agent.
func About(e Event, agent acd.AgentID) Event {
	e.concerns = []acd.AgentID{agent}
	return e
}

// ForPhones reports whether everybody may know of it who has the permission to
// telephone: that somebody asked to be called back (B4).
func (e *Event) ForPhones() bool { return e.phones }

// OfCallbacks returns an event from beside the floor about callbacks, which concerns the
// agents whose they are, or were.
func OfCallbacks(e Event, agents ...acd.AgentID) Event {
	e.concerns, e.agentless, e.phones = agents, len(agents) == 0, e.Type == CallbackRegistered
	return e
}

// Masked is the event for who must not see whole numbers.
func (e Event) Masked() Event {
	e.Caller, e.Called = mask(e.Caller), mask(e.Called)
	if e.outside {
		e.To = mask(e.To)
	}
	return e
}

func mask(number string) string {
	if number == "" {
		return ""
	}
	return acd.MaskNumber(number)
}

func eventID(seq uint64, n int) string {
	if n == 0 {
		return strconv.FormatUint(seq, 10)
	}
	return strconv.FormatUint(seq, 10) + "." + strconv.Itoa(n)
}
