package acd

import "time"

// AgentState is the one state an agent is in.
type AgentState string

const (
	LoggedOut       AgentState = "logged_out"
	NotReady        AgentState = "not_ready"
	Ready           AgentState = "ready"
	Ringing         AgentState = "ringing"
	Talking         AgentState = "talking" // from accepted offer to the end of the agent's part; hold is a property of the call
	Dialing         AgentState = "dialing"
	TalkingOutbound AgentState = "talking_outbound"
	WrapUp          AgentState = "wrap_up"
)

// Talks reports whether it is a state of a talk, in or out.
func (s AgentState) Talks() bool { return s == Talking || s == TalkingOutbound }

// CallPhase is where a live call stands.
type CallPhase string

const (
	InMenu     CallPhase = "in_menu"    // hears a greeting or a menu, in no service
	Waiting    CallPhase = "waiting"    // queued, no live offer
	Offered    CallPhase = "offered"    // at least one agent's phone rings
	Connecting CallPhase = "connecting" // an offer is accepted, media not yet bridged
	Connected  CallPhase = "connected"
	DialingOut CallPhase = "dialing_out"
	TalkingOut CallPhase = "talking_out"
)

// OfferResult is how an offer ended.
type OfferResult string

const (
	OfferAnswered    OfferResult = "answered"
	OfferNoAnswer    OfferResult = "no_answer"   // ring time-out
	OfferRejected    OfferResult = "rejected"    // the agent declined
	OfferBusy        OfferResult = "busy"        // the phone is busy
	OfferUnreachable OfferResult = "unreachable" // no phone, or it does not answer SIP
	OfferFailed      OfferResult = "failed"      // any other failure of the agent's leg
	OfferCallerLeft  OfferResult = "caller_left" // the caller hung up, moved or left
	OfferLost        OfferResult = "lost_race"   // another agent answered first (ring all)
	OfferWithdrawn   OfferResult = "withdrawn"   // taken back by the system (release by a manager, restart)
)

// HangUpBy says who ended or held.
type HangUpBy string

const (
	ByCaller HangUpBy = "caller"
	ByAgent  HangUpBy = "agent"
	BySystem HangUpBy = "system"
	ByThird  HangUpBy = "third" // who was consulted, or the number outside that a call was given to
)

// Cause says why a leg ended.
type Cause string

const (
	CauseNormal       Cause = "normal"
	CauseLost         Cause = "lost"          // the leg vanished (no media and no SIP): the caller keeps a place
	CauseMediaTimeout Cause = "media_timeout" // no RTP
	CauseSessionTimer Cause = "session_timer" // RFC 4028 refresh missed
	CauseFailed       Cause = "failed"        // protocol or internal failure
	CauseReleased     Cause = "released"      // by a manager
	CauseDrain        Cause = "drain"         // shut-down after the drain limit
	CauseBusy         Cause = "busy"          // outbound: the other side is in a call
	CauseNoAnswer     Cause = "no_answer"     // outbound: it rang in vain
	CauseRejected     Cause = "rejected"      // outbound: refused
	CauseNoSuchNumber Cause = "no_such_number"
	CauseNoRoute      Cause = "no_route"    // outbound: no trunk takes the call
	CauseTransferred  Cause = "transferred" // the call goes on with somebody else
	CauseCancelled    Cause = "cancelled"   // a second call was given up before its answer
	CauseMinutes      Cause = "minutes"     // outbound: the minutes that a day has for such numbers are used up
	CauseAbusive      Cause = "abusive"     // the agent ended an abusive call: the caller hears a message
)

// Outcome is the one way a call ends (I-05 of the reliability page).
type Outcome string

const (
	Completed        Outcome = "completed"
	AbandonedIVR     Outcome = "abandoned_ivr"
	AbandonedQueue   Outcome = "abandoned_queue"
	AbandonedRing    Outcome = "abandoned_ring"
	Overflowed       Outcome = "overflowed" // full, nobody: message, outside number
	TimedOut         Outcome = "timed_out"  // too long: message, outside number
	CallbackTaken    Outcome = "callback_taken"
	ClosedOutcome    Outcome = "closed"
	SelfServed       Outcome = "self_served" // the menu has said everything, or led outside
	RejectedOverload Outcome = "rejected_overload"
	Failed           Outcome = "failed"
	LostRestart      Outcome = "lost_restart"
)

// LeftReason is why a counted call left a service other than by answer or abandon.
type LeftReason string

const (
	LeftOverflow LeftReason = "overflow" // nobody logged in
	LeftTimeOut  LeftReason = "timeout"  // waited too long
	LeftCallback LeftReason = "callback"
	LeftMoved    LeftReason = "moved" // transferred while waiting
	LeftLost     LeftReason = "lost"  // failed or lost in a restart while waiting
)

// RefusedReason is why a call never entered the queue (counted apart from offered).
type RefusedReason string

const (
	RefusedClosed RefusedReason = "closed"
	RefusedFull   RefusedReason = "full"
)

// Event is something that is now true. Events of one Step are in order.
type Event interface{ event() }

type ServiceChanged struct{ Service Service }
type ServiceDeleted struct{ Service ServiceID }
type AgentChanged struct{ Agent Agent }
type AgentDeleted struct{ Agent AgentID }
type DayStarted struct {
	Day string `json:"day"`
	At  Time   `json:"at"` // running intervals of agents are split here
}

// AgentStateChanged says that an agent left one state and entered another.
type AgentStateChanged struct {
	Agent      AgentID    `json:"agent"`
	From       AgentState `json:"from"`
	FromReason Reason     `json:"from_reason,omitempty"`
	FromSince  Time       `json:"from_since"` // the interval that ended is [FromSince, At)
	To         AgentState `json:"to"`
	Reason     Reason     `json:"reason,omitempty"`
	At         Time       `json:"at"`
	Deadline   Time       `json:"deadline,omitempty"` // ring time-out or end of wrap-up; zero: none
	Call       CallID     `json:"call,omitempty"`     // the call that the new state is about
	Service    ServiceID  `json:"service,omitempty"`
	By         string     `json:"by,omitempty"`
}

// AgentNextSet says which state follows the present call or wrap-up (State
// empty: none asked for).
type AgentNextSet struct {
	Agent  AgentID    `json:"agent"`
	State  AgentState `json:"state,omitempty"`
	Reason Reason     `json:"reason,omitempty"`
}

// AgentPhoneChanged says whether the agent's phone can be reached.
type AgentPhoneChanged struct {
	Agent     AgentID `json:"agent"`
	Reachable bool    `json:"reachable"`
}

// CallQueued says that a call entered a service: it is offered (인입) there.
// After a Transfer it is emitted again for the new service.
type CallQueued struct {
	Call     CallID    `json:"call"`
	Service  ServiceID `json:"service"`
	Caller   string    `json:"caller"`
	Called   string    `json:"called"`
	Priority int       `json:"priority"`
	At       Time      `json:"at"`              // entry into this service: waits count from here
	Day      string    `json:"day"`             // the day in which it counts
	From     ServiceID `json:"from,omitempty"`  // moved or transferred from
	About    CallID    `json:"about,omitempty"` // it is the second call of this one
	By       AgentID   `json:"by,omitempty"`    // the agent who consults
}

// CallArrived says that a call hears a greeting or a menu, in no service yet.
type CallArrived struct {
	Call    CallID    `json:"call"`
	Service ServiceID `json:"service"` // whose number was called
	Caller  string    `json:"caller"`
	Called  string    `json:"called"`
	At      Time      `json:"at"`
	Day     string    `json:"day"`
}

// CallPromised says that somebody who is to be called back stands in the line of a
// service. CallOffered or CallDialled follows when the turn comes.
type CallPromised struct {
	Call          CallID    `json:"call"`
	Service       ServiceID `json:"service"`
	Number        string    `json:"number"`
	Show          string    `json:"show,omitempty"`
	Priority      int       `json:"priority"`
	Entered       Time      `json:"entered"` // its place
	At            Time      `json:"at"`
	Day           string    `json:"day"`
	CustomerFirst bool      `json:"customer_first,omitempty"`
}

// CallReached says that who is called back has answered, customer first, and waits now at
// the old place for the agent who was kept, or another.
type CallReached struct {
	Call     CallID    `json:"call"`
	Service  ServiceID `json:"service"`
	Agent    AgentID   `json:"agent"` // who was kept
	Priority int       `json:"priority"`
	Entered  Time      `json:"entered"`
	At       Time      `json:"at"`
	Day      string    `json:"day"`
}

// CallRefused says that a call never entered the service (closed, full). The
// edge carries Rule out; when the rule is RuleService a CallQueued or another
// CallRefused follows and the edge does nothing. With RuleNumber CallDiverted follows;
// with RuleCallback and RuleVoice the call is in a menu.
type CallRefused struct {
	Call    CallID        `json:"call"`
	Service ServiceID     `json:"service"`
	Reason  RefusedReason `json:"reason"`
	Rule    Rule          `json:"rule"`
	Caller  string        `json:"caller"`
	Called  string        `json:"called"`
	At      Time          `json:"at"`
}

// CallReprioritised says that the order of a waiting call changed.
type CallReprioritised struct {
	Call     CallID `json:"call"`
	Priority int    `json:"priority"`
	By       string `json:"by,omitempty"` // empty: raised by waiting
}

// CallOffered says that the agent's phone shall ring.
type CallOffered struct {
	Call     CallID        `json:"call"`
	Service  ServiceID     `json:"service"`
	Agent    AgentID       `json:"agent"`
	Offer    OfferID       `json:"offer"`
	Caller   string        `json:"caller"`
	Called   string        `json:"called"`
	At       Time          `json:"at"`
	Deadline Time          `json:"deadline"`
	Waited   time.Duration `json:"waited"`             // since it entered the service, or came back to it after a talk
	Callback bool          `json:"callback,omitempty"` // nobody is on the phone yet: Caller is to be called back
	Why      Explanation   `json:"why"`
	From     AgentID       `json:"from,omitempty"`   // the colleague who calls or consults
	About    CallID        `json:"about,omitempty"`  // the call that a consultation is about
	Direct   bool          `json:"direct,omitempty"` // to this agent and of no service: counts nowhere
}

// OfferEnded says that an offer is over; exactly one for each CallOffered.
type OfferEnded struct {
	Call    CallID      `json:"call"`
	Service ServiceID   `json:"service"`
	Agent   AgentID     `json:"agent"`
	Offer   OfferID     `json:"offer"`
	Result  OfferResult `json:"result"`
	At      Time        `json:"at"`
	Direct  bool        `json:"direct,omitempty"`
}

// CallReturned says that a call is back at its place after an offer failed or
// after its agent was lost.
type CallReturned struct {
	Call     CallID    `json:"call"`
	Service  ServiceID `json:"service"`
	At       Time      `json:"at"`
	Recalled bool      `json:"recalled,omitempty"` // it had been connected: it is not counted again, and waits since now
}

// CallConnected says that caller and agent talk: the call is answered (응대).
type CallConnected struct {
	Call     CallID        `json:"call"`
	Service  ServiceID     `json:"service"`
	Agent    AgentID       `json:"agent"`
	Offer    OfferID       `json:"offer"`
	At       Time          `json:"at"`
	Wait     time.Duration `json:"wait"`               // entry into the service to the first answer
	InLevel  bool          `json:"in_level"`           // Wait <= ServiceLevel
	Day      string        `json:"day"`                // the day in which it counts
	Recalled bool          `json:"recalled,omitempty"` // connected again: not counted again
}

type CallHeld struct {
	Call CallID   `json:"call"`
	By   HangUpBy `json:"by"`
	At   Time     `json:"at"`
}
type CallResumed struct {
	Call CallID        `json:"call"`
	By   HangUpBy      `json:"by"`
	At   Time          `json:"at"`
	Held time.Duration `json:"held"`
}

// CallLeft says that a counted call left a service without being answered or
// abandoned there. With RuleService or a move a CallQueued follows, with RuleNumber
// CallDiverted; with RuleCallback and RuleVoice the call is in a menu; else the edge
// carries Rule out and CallEnded follows.
type CallLeft struct {
	Call    CallID        `json:"call"`
	Service ServiceID     `json:"service"`
	Reason  LeftReason    `json:"reason"`
	Rule    Rule          `json:"rule"`
	At      Time          `json:"at"`
	Wait    time.Duration `json:"wait"`
	Day     string        `json:"day"`
	// Recalled: the call had been answered before; no figure changes.
	Recalled bool `json:"recalled,omitempty"`
}

// AgentLeftCall says that the agent's part of a call is over (before or together
// with CallEnded); the agent's wrap-up starts.
type AgentLeftCall struct {
	Call       CallID        `json:"call"`
	Service    ServiceID     `json:"service"`
	Agent      AgentID       `json:"agent"`
	At         Time          `json:"at"`
	Talk       time.Duration `json:"talk"` // connected time without hold
	Hold       time.Duration `json:"hold"`
	Cause      Cause         `json:"cause"`
	TransferTo ServiceID     `json:"transfer_to,omitempty"`
	ToAgent    AgentID       `json:"to_agent,omitempty"`
	Outbound   bool          `json:"outbound,omitempty"` // of a call that the agent made
	Stays      bool          `json:"stays,omitempty"`    // the agent goes on in another call: no wrap-up yet
}

// CallEnded says that a call is over; exactly one for each call that was
// queued, refused or dialled.
type CallEnded struct {
	Call     CallID        `json:"call"`
	Service  ServiceID     `json:"service,omitempty"`
	Outcome  Outcome       `json:"outcome"`
	By       HangUpBy      `json:"by"`
	Cause    Cause         `json:"cause"`
	At       Time          `json:"at"`
	Wait     time.Duration `json:"wait"` // in the last service
	Day      string        `json:"day"`
	Agent    AgentID       `json:"agent,omitempty"` // the last agent
	Rule     Rule          `json:"rule"`            // what the edge plays or dials, when a rule ended it
	Outbound bool          `json:"outbound,omitempty"`
	To       AgentID       `json:"to,omitempty"`    // it was to this colleague
	About    CallID        `json:"about,omitempty"` // it was the second call of this one
}

// CallDialled and DialConnected are the outbound counterparts.
type CallDialled struct {
	Call    CallID    `json:"call"`
	Agent   AgentID   `json:"agent"`
	Number  string    `json:"number"`
	Show    string    `json:"show,omitempty"` // of the command
	At      Time      `json:"at"`
	To      AgentID   `json:"to,omitempty"`      // a colleague, whose phone rings (CallOffered)
	About   CallID    `json:"about,omitempty"`   // it is the second call of this one
	Service ServiceID `json:"service,omitempty"` // on whose behalf

	// Callback: it was promised, and stood in the line of Service until now.
	Callback      bool `json:"callback,omitempty"`
	CustomerFirst bool `json:"customer_first,omitempty"` // the agent's phone rings after the answer
}
type DialConnected struct {
	Call  CallID  `json:"call"`
	Agent AgentID `json:"agent,omitempty"` // who dialled; none of a second call, or of one given to a number
	At    Time    `json:"at"`
	Peer  AgentID `json:"peer,omitempty"` // the colleague who answered
}

// ConsultStarted says that the agent of Call has begun a second call, ConsultEnded
// that it is over: completed, or the agent has the caller still.
type ConsultStarted struct {
	Call   CallID    `json:"call"`
	Second CallID    `json:"second"`
	By     AgentID   `json:"by"`
	Agent  AgentID   `json:"agent,omitempty"`
	To     ServiceID `json:"to,omitempty"`
	Number string    `json:"number,omitempty"`
	At     Time      `json:"at"`
}
type ConsultEnded struct {
	Call      CallID `json:"call"`
	Second    CallID `json:"second"`
	Completed bool   `json:"completed,omitempty"`
	Cause     Cause  `json:"cause"`
	At        Time   `json:"at"`
}

// CallTaken says that the caller now talks with who was consulted: with Agent, in
// Service, or with a number outside, for good (no Agent). It follows AgentLeftCall
// of the one who consulted; the second call ends after it.
type CallTaken struct {
	Call    CallID        `json:"call"`
	Second  CallID        `json:"second"`
	From    AgentID       `json:"from"`
	Agent   AgentID       `json:"agent,omitempty"`
	Service ServiceID     `json:"service,omitempty"` // "" of a call that an agent dialled
	Number  string        `json:"number,omitempty"`
	At      Time          `json:"at"`
	Day     string        `json:"day"`
	Entered Time          `json:"entered"`           // into Service
	Wait    time.Duration `json:"wait,omitempty"`    // of the second call, where it waited in Service
	Waited  time.Duration `json:"waited,omitempty"`  // before the talk that goes on: the caller's, or the second call's in Service
	Answers bool          `json:"answers,omitempty"` // it counts as one that Agent has answered; not where the second call did
}

// CallJoined says that three hear each other, or two again.
type CallJoined struct {
	Call   CallID `json:"call"`
	Second CallID `json:"second"`
	Joined bool   `json:"joined"`
	At     Time   `json:"at"`
}

// CallDiverted says that a call goes to a number outside and that it rings there, by an
// agent, a rule or a key of the caller: DialConnected, CallReturned or CallEnded follows.
type CallDiverted struct {
	Call   CallID  `json:"call"`
	From   AgentID `json:"from,omitempty"` // who gave it away
	Number string  `json:"number"`
	Show   string  `json:"show,omitempty"`
	At     Time    `json:"at"`
}

// CallMuted says whether others in the call hear the agent.
type CallMuted struct {
	Call  CallID  `json:"call"`
	Agent AgentID `json:"agent"`
	Muted bool    `json:"muted"`
	At    Time    `json:"at"`
}

// WrapUpExtended says until when a running wrap-up lasts; 0 is until it is ended.
type WrapUpExtended struct {
	Agent    AgentID `json:"agent"`
	Deadline Time    `json:"deadline,omitempty"`
	At       Time    `json:"at"`
}

// OfferAccepted says that this offer won: the edge bridges and sends Connect.
// Every other live offer of the call has ended (OfferLost).
type OfferAccepted struct {
	Call  CallID  `json:"call"`
	Agent AgentID `json:"agent"`
	Offer OfferID `json:"offer"`
	At    Time    `json:"at"`
}

// LateAnswer tells the edge that an answer lost its race: hang that leg up.
type LateAnswer struct {
	Call  CallID  `json:"call"`
	Agent AgentID `json:"agent"`
	Offer OfferID `json:"offer"`
}

// StaleIgnored says that a command about something already over changed nothing.
type StaleIgnored struct {
	Command string  `json:"command"` // name of the command
	Call    CallID  `json:"call,omitempty"`
	Agent   AgentID `json:"agent,omitempty"`
	Offer   OfferID `json:"offer,omitempty"`
}

// Refused says that a command cannot be done, and why, in a code that people's
// text is made from (see RefusalCodes).
type Refused struct {
	Command string      `json:"command"`
	Code    RefusalCode `json:"code"`
	Call    CallID      `json:"call,omitempty"`
	Agent   AgentID     `json:"agent,omitempty"`
	Service ServiceID   `json:"service,omitempty"`
}

// RefusalCode is why a command was refused.
type RefusalCode string

const (
	UnknownAgent   RefusalCode = "unknown_agent"
	UnknownService RefusalCode = "unknown_service"
	UnknownCall    RefusalCode = "unknown_call"
	DuplicateCall  RefusalCode = "duplicate_call"
	ServiceBusy    RefusalCode = "service_busy" // has live calls
	AgentLoggedIn  RefusalCode = "agent_logged_in"
	InvalidConfig  RefusalCode = "invalid_config"
	InvalidState   RefusalCode = "invalid_state" // not a state a person can ask for, or not now
)

func (ServiceChanged) event()    {}
func (ServiceDeleted) event()    {}
func (AgentChanged) event()      {}
func (AgentDeleted) event()      {}
func (DayStarted) event()        {}
func (AgentStateChanged) event() {}
func (AgentNextSet) event()      {}
func (AgentPhoneChanged) event() {}
func (CallArrived) event()       {}
func (CallPromised) event()      {}
func (CallReached) event()       {}
func (CallQueued) event()        {}
func (CallRefused) event()       {}
func (CallReprioritised) event() {}
func (CallOffered) event()       {}
func (OfferEnded) event()        {}
func (OfferAccepted) event()     {}
func (CallReturned) event()      {}
func (CallConnected) event()     {}
func (CallHeld) event()          {}
func (CallResumed) event()       {}
func (CallLeft) event()          {}
func (AgentLeftCall) event()     {}
func (CallEnded) event()         {}
func (CallDialled) event()       {}
func (DialConnected) event()     {}
func (ConsultStarted) event()    {}
func (ConsultEnded) event()      {}
func (CallTaken) event()         {}
func (CallJoined) event()        {}
func (CallDiverted) event()      {}
func (CallMuted) event()         {}
func (WrapUpExtended) event()    {}
func (LateAnswer) event()        {}
func (StaleIgnored) event()      {}
func (Refused) event()           {}
