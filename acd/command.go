package acd

import "time"

// Command is something that happened outside or that somebody asks for. A
// command never fails: what cannot be done yields a Refused event or, for late
// and stray input, LateAnswer or StaleIgnored.
type Command interface{ command() }

// ---- Configuration

// PutService creates or replaces a service. Calls waiting in it stay and follow
// the new settings at once; a wrap-up takes the settings of its start.
type PutService struct{ Service Service }

// DeleteService removes a service that has no live call (else Refused).
type DeleteService struct{ Service ServiceID }

// SetOpen opens or closes a service (opening hours are evaluated outside).
// Calls already waiting stay.
type SetOpen struct {
	Service ServiceID
	Open    bool
}

// PutAgent creates or replaces an agent. A live call or offer is not touched.
type PutAgent struct{ Agent Agent }

// DeleteAgent removes an agent who is logged out (else Refused).
type DeleteAgent struct{ Agent AgentID }

// ---- Time

// Tick lets due deadlines happen. Every command does so before its own effect.
type Tick struct{}

// StartDay ends the day of the figures and starts Day (YYYY-MM-DD in the
// centre's time zone). Live calls go on counting in the day they were offered.
type StartDay struct{ Day string }

// ---- Agents

// SetState asks for a state: Ready, NotReady with a Reason, or LoggedOut. From
// LoggedOut any other state logs in. During an offer, a call or wrap-up of a
// call still up the state is entered afterwards (AgentNextSet); in wrap-up it
// ends the wrap-up at once. Ready with an unreachable phone becomes NotReady
// (Unreachable) and turns to Ready when the phone is back.
type SetState struct {
	Agent  AgentID
	State  AgentState
	Reason Reason
	By     string // who asked, for the log: "agent", "manager:id", "api:name"
}

// PhoneReachable says that at least one registered contact of the agent answers.
type PhoneReachable struct{ Agent AgentID }

// PhoneLost says that the agent has no usable phone any more. An offer ends
// (unreachable); a call goes on.
type PhoneLost struct{ Agent AgentID }

// ReleaseAgent frees a stuck agent: its offer or call is ended and it becomes
// NotReady (OtherWork).
type ReleaseAgent struct {
	Agent AgentID
	By    string
}

// ---- Calls from the edge

// Arrive takes up a new inbound call that hears a greeting or a menu first. It is in no
// service yet; Service is the one whose number was called. Enqueue, Exit or EndMenu takes
// it out of the menu.
type Arrive struct {
	Call    CallID
	Service ServiceID
	Caller  string
	Called  string
}

// Exit takes a call whose caller pressed a key, in a menu or while waiting, where Rule
// says: to a number outside, a message, or to the questions for a callback or a voicemail
// (then it is in a menu). To another service Enqueue and Transfer lead.
type Exit struct {
	Call CallID
	Rule Rule
	Show string `json:",omitempty"` // to a number: which of ours the other side is to see
}

// EndMenu ends a call that is in a menu: everything was said (SelfServed), or a callback
// was taken (CallbackTaken). A call that a rule has brought there ends as that rule has
// it unless a callback was taken.
type EndMenu struct {
	Call    CallID
	Outcome Outcome
}

// Promise puts somebody who is to be called back into the line of a service: nobody is on
// the phone, and nothing counts as offered. Entered and Priority are the place: those of
// the call in which it was promised, or now. When the turn comes an agent's phone rings,
// and after the answer Number is called; or, customer first, the agent is kept while
// Number is called, and the agent's phone rings after the answer. Either way the agent
// talks, or wraps up, on behalf of the service.
type Promise struct {
	Call          CallID
	Service       ServiceID
	Number        string
	Show          string `json:",omitempty"` // number of ours that the other side is to see
	Priority      int    `json:",omitempty"`
	Entered       Time   `json:",omitempty"` // 0, or later than now: now
	CustomerFirst bool   `json:",omitempty"`
}

// Enqueue puts a new inbound call into a service, or one that is in a menu.
type Enqueue struct {
	Call     CallID
	Service  ServiceID
	Caller   string // caller's number as dialled back; may be empty (anonymous)
	Called   string // DNIS
	Priority int    // number's plus caller's; higher first
}

// Reject says that an agent's phone refused or could not be reached. Cause is
// one of the Reject causes.
type Reject struct {
	Call  CallID
	Agent AgentID
	Offer OfferID
	Cause OfferResult // OfferRejected, OfferBusy, OfferUnreachable or OfferFailed
}

// Answer says that the agent's phone answered offer. If the offer is live the
// core picks it (OfferAccepted) and withdraws its rivals; otherwise LateAnswer.
type Answer struct {
	Call  CallID
	Agent AgentID
	Offer OfferID
}

// Connect says that caller and agent hear each other: the two-step end of
// Answer. Only now is the call answered and talk time runs.
type Connect struct {
	Call  CallID
	Offer OfferID
}

// Hold and Resume say that a connected side put the other on hold or took it
// back. By is HoldByAgent or HoldByCaller.
type Hold struct {
	Call CallID
	By   HangUpBy
}
type Resume struct {
	Call CallID
	By   HangUpBy
}

// HangUp ends a call or the agent's part of it. By the caller: the call is
// over. By the agent before Connect, or with cause CauseLost: the caller goes
// back to its place. By the agent afterwards: the call is over.
//
// Offer, if not 0, is the offer by which the agent had the call: when another has
// been accepted since, the command is stale. So word of a lost leg that comes
// late, after a recall, does not end the talk of the next agent.
//
// Agent, if not "", is whose leg it is about: once another agent has the call the
// command is stale too.
type HangUp struct {
	Call  CallID
	By    HangUpBy
	Cause Cause
	Offer OfferID `json:",omitempty"`
	Agent AgentID `json:",omitempty"`
}

// Transfer moves a waiting or connected call to another service, where it is
// offered anew, or with Agent straight to an agent who can take a call now: then it
// stays in its service, and has its old place there when the agent does not answer.
// The agent who had the call, if any, goes to wrap-up. With Number a connected call
// goes to a number outside; where nobody answers there, it has its old place again.
type Transfer struct {
	Call   CallID
	To     ServiceID
	Agent  AgentID `json:",omitempty"`
	Number string  `json:",omitempty"`
	Show   string  `json:",omitempty"` // number of ours that the other side is to see
	By     string
}

// Reprioritise gives a waiting call another priority.
type Reprioritise struct {
	Call     CallID
	Priority int
	By       string
}

// Leave takes a waiting call out of its service for good: a callback was taken.
type Leave struct {
	Call   CallID
	Reason LeftReason
}

// Dial says that an agent starts an outbound call, or with To one to a colleague;
// DialAnswered that the other side answered (a colleague's phone says Answer). HangUp
// ends it.
type Dial struct {
	Call    CallID
	Agent   AgentID
	Number  string
	Show    string    // number of ours that the other side is to see; "" leaves it to the trunk
	To      AgentID   `json:",omitempty"` // a colleague: Number is the extension then
	Service ServiceID `json:",omitempty"` // on whose behalf: its wrap-up follows; "" is none
}
type DialAnswered struct{ Call CallID }

// Consult lets the agent of a connected call ask somebody else while the caller is
// on hold: a second call, to exactly one of a colleague, a service (where it waits
// for an agent like any call) and a number outside. Complete, Join and EndConsult
// say what comes of it; who hangs up after it was answered completes it.
type Consult struct {
	Call   CallID    // of the caller
	Second CallID    // of the second call, new
	Agent  AgentID   `json:",omitempty"`
	To     ServiceID `json:",omitempty"`
	Number string    `json:",omitempty"`
	Show   string    `json:",omitempty"`
	By     string
}

// Complete gives the caller to who was consulted: the agent's part is over.
type Complete struct {
	Call CallID
	By   string
}

// Join makes it three who hear each other, or two again.
type Join struct {
	Call   CallID
	Joined bool
	By     string
}

// EndConsult ends the second call; the agent has the caller still.
type EndConsult struct {
	Call CallID
	By   string
}

// Occupy says that a caller who stands in line is asked something for so long, up to
// MaxOccupy: MaxWait does not strike before. Of a caller whom a rule or a key leads to a
// number outside it says how long the telephone there may still take to be answered, where
// something is said first. It changes nothing else.
type Occupy struct {
	Call CallID
	For  time.Duration
}

// Mute stops, or lets on, what others in the call hear of Agent: the agent of the
// call, or a colleague who was called or is consulted; "" is the call's agent.
type Mute struct {
	Call  CallID
	Agent AgentID
	Muted bool
	By    string
}

// ExtendWrapUp makes a running wrap-up longer by For, up to MaxWrapUp from now; 0
// takes its end away, so that somebody has to end it.
type ExtendWrapUp struct {
	Agent AgentID
	For   time.Duration
	By    string
}

// ---- Life cycle

// Restart ends, after a crash or a planned restart, every call that was up with
// outcome LostRestart and withdraws every offer.
type Restart struct{}

// ForgetCaller makes the floor forget with whom callers talked last, in every service and
// under every spelling of their numbers: a person was deleted.
type ForgetCaller struct{ Callers []string }

func (ForgetCaller) command()   {}
func (PutService) command()     {}
func (DeleteService) command()  {}
func (SetOpen) command()        {}
func (PutAgent) command()       {}
func (DeleteAgent) command()    {}
func (Tick) command()           {}
func (StartDay) command()       {}
func (SetState) command()       {}
func (PhoneReachable) command() {}
func (PhoneLost) command()      {}
func (ReleaseAgent) command()   {}
func (Arrive) command()         {}
func (Exit) command()           {}
func (EndMenu) command()        {}
func (Promise) command()        {}
func (Enqueue) command()        {}
func (Reject) command()         {}
func (Answer) command()         {}
func (Connect) command()        {}
func (Hold) command()           {}
func (Resume) command()         {}
func (HangUp) command()         {}
func (Transfer) command()       {}
func (Reprioritise) command()   {}
func (Leave) command()          {}
func (Dial) command()           {}
func (DialAnswered) command()   {}
func (Consult) command()        {}
func (Complete) command()       {}
func (Join) command()           {}
func (EndConsult) command()     {}
func (Mute) command()           {}
func (Occupy) command()         {}
func (ExtendWrapUp) command()   {}
func (Restart) command()        {}
