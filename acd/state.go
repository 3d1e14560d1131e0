package acd

import "time"

// State is a whole floor as data: what a snapshot stores, what Restore takes,
// and what every reader starts from. It is complete (Restore(f.State()) behaves
// exactly like f) and canonical (equal floors give equal bytes in JSON). Slices
// are sorted by id, calls by arrival.
type State struct {
	Now      Time           `json:"now"`
	Day      string         `json:"day"`
	DayAt    Time           `json:"day_at"` // when Day began (floor time)
	Rand     uint64         `json:"rand"`
	Counter  uint64         `json:"counter"` // arrivals, turns: order among equal times
	Offer    OfferID        `json:"offer"`   // the last offer made
	Services []ServiceState `json:"services"`
	Agents   []AgentStatus  `json:"agents"`
	Calls    []CallState    `json:"calls"`
	LastWith []LastWith     `json:"last_with,omitempty"` // sticky memory, oldest first
}

// ServiceState is one service with its live figures.
type ServiceState struct {
	Service Service        `json:"service"`
	Today   ServiceFigures `json:"today"`
	// Past holds earlier days that still have a live call, oldest first.
	Past []ServiceFigures `json:"past,omitempty"`
	// Live counts, derived from the calls; readers use them, Restore checks them.
	Waiting int `json:"waiting"` // waiting, offered and connecting: 대기 고객
	// Promised are those in the line who are to be called back; they are not in Waiting.
	Promised int      `json:"promised,omitempty"`
	Oldest   Time     `json:"oldest,omitempty"`  // since when the one of those waits who waits longest
	Turn     uint64   `json:"turn,omitempty"`    // round robin
	Rand     uint64   `json:"rand"`              // generator of weighted random
	Virtual  []uint64 `json:"virtual,omitempty"` // weighted random: virtual time of levels 1, 2, ...
}

// ServiceFigures are the counts of one service and day. They keep
//
//	Offered = Answered + Abandoned + Left() + Pending
//
// at every instant, Pending being the calls counted here that have not yet been
// answered, abandoned or left.
type ServiceFigures struct {
	Day              string `json:"day"`
	Offered          int    `json:"offered"`            // 인입
	Answered         int    `json:"answered"`           // 응대
	InLevel          int    `json:"in_level"`           // answered within the service-level time
	Abandoned        int    `json:"abandoned"`          // 포기
	AbandonedInLevel int    `json:"abandoned_in_level"` // for other formulas
	LeftOverflow     int    `json:"left_overflow"`
	LeftTimeOut      int    `json:"left_timeout"`
	LeftCallback     int    `json:"left_callback"`
	LeftMoved        int    `json:"left_moved"`
	LeftLost         int    `json:"left_lost"`
	RefusedClosed    int    `json:"refused_closed"` // never entered: apart from Offered
	RefusedFull      int    `json:"refused_full"`
	Pending          int    `json:"pending"`

	WaitAnswered    time.Duration `json:"wait_answered"` // sum over Answered
	LongestAnswered time.Duration `json:"longest_answered"`
	Talk            time.Duration `json:"talk"` // of calls that ended, without hold
	Hold            time.Duration `json:"hold"`
	Wrap            time.Duration `json:"wrap"`
}

// Left is the sum of the ways out other than answer and abandon.
func (f ServiceFigures) Left() int {
	return f.LeftOverflow + f.LeftTimeOut + f.LeftCallback + f.LeftMoved + f.LeftLost
}

// AgentStatus is one agent with state and today's figures.
type AgentStatus struct {
	Agent      Agent        `json:"agent"`
	Number     uint64       `json:"number"` // order of creation; breaks ties in every strategy
	State      AgentState   `json:"state"`
	Reason     Reason       `json:"reason,omitempty"`
	Since      Time         `json:"since"`              // of State and Reason
	Deadline   Time         `json:"deadline,omitempty"` // ring time-out, end of wrap-up or of dialling
	LoginAt    Time         `json:"login_at,omitempty"`
	Reachable  bool         `json:"reachable,omitempty"`
	Call       CallID       `json:"call,omitempty"`
	Service    ServiceID    `json:"service,omitempty"` // of the call or wrap-up
	Next       AgentState   `json:"next,omitempty"`    // asked for after the call or wrap-up
	NextReason Reason       `json:"next_reason,omitempty"`
	Wanted     bool         `json:"wanted,omitempty"`     // NotReady(Unreachable) that turns to Ready with the phone
	Misses     int          `json:"misses,omitempty"`     // missed offers in a row
	RestUntil  Time         `json:"rest_until,omitempty"` // no offer before (after a failed one)
	IdleSince  Time         `json:"idle_since"`           // end of the last queue call, else log-in
	Turns      []Turn       `json:"turns,omitempty"`      // strategy keys per service, sorted
	Today      AgentFigures `json:"today"`
}

// Turn is an agent's place in the strategies that remember: round robin (when
// last offered) and weighted random (its draw).
type Turn struct {
	Service ServiceID `json:"service"`
	Last    uint64    `json:"last,omitempty"`
	Draw    uint64    `json:"draw,omitempty"`
}

// AgentFigures are the counts and times of one agent since the day began or the
// log-in, whichever is later for times. Times of ended intervals only: the
// running one is Now - max(Since, day's start).
type AgentFigures struct {
	DayAt    Time          `json:"day_at"`   // start of the day (floor time)
	Offered  int           `json:"offered"`  // offers made to the agent
	Answered int           `json:"answered"` // queue calls connected
	Missed   int           `json:"missed"`   // offers not answered, rejected, busy, failed
	Outbound int           `json:"outbound"`
	Talks    int           `json:"talks,omitempty"` // that ended, in and out, with colleagues too: what Talk and TalkOut are of
	Talk     time.Duration `json:"talk"`            // talking state, in and out apart
	TalkOut  time.Duration `json:"talk_out"`
	Ready    time.Duration `json:"ready"`
	Ring     time.Duration `json:"ring"`
	Dial     time.Duration `json:"dial"`
	Wrap     time.Duration `json:"wrap"`
	NotReady time.Duration `json:"not_ready"`
	Away     time.Duration `json:"away,omitempty"` // of NotReady: for the reason Away
	Login    time.Duration `json:"login"`          // sum of the above, by construction
}

// CallState is one live call.
type CallState struct {
	ID        CallID        `json:"id"`
	Arrival   uint64        `json:"arrival"` // order among equal entry times
	Phase     CallPhase     `json:"phase"`
	Service   ServiceID     `json:"service,omitempty"`
	Caller    string        `json:"caller,omitempty"`
	Called    string        `json:"called,omitempty"`
	Priority  int           `json:"priority,omitempty"`
	Raised    int           `json:"raised,omitempty"`
	Entered   Time          `json:"entered"`             // into the present service
	Back      Time          `json:"back,omitempty"`      // of one that waits: when it came back there after an answer, and waits since then
	Waited    time.Duration `json:"waited,omitempty"`    // before it was accepted last; a talk before that is no part of it
	Started   Time          `json:"started"`             // into the floor
	Day       string        `json:"day"`                 // in which it counts
	OpenStep  int           `json:"open_step,omitempty"` // level openings passed
	NextStep  Time          `json:"next_step,omitempty"` // next opening or raise
	GiveUp    Time          `json:"give_up,omitempty"`   // MaxWait deadline
	Asked     Time          `json:"asked,omitempty"`     // until when the caller is asked something (Occupy)
	Counted   bool          `json:"counted,omitempty"`   // already answered once: a recalled call
	Moves     int           `json:"moves,omitempty"`     // between services
	Agent     AgentID       `json:"agent,omitempty"`
	Won       OfferID       `json:"won,omitempty"`      // the offer that was accepted last
	Answered  Time          `json:"answered,omitempty"` // when it was accepted, in its service for the first time; 0 while it has not been there
	Connected Time          `json:"connected,omitempty"`
	HeldBy    []HangUpBy    `json:"held_by,omitempty"` // who holds now, sorted
	HeldSince Time          `json:"held_since,omitempty"`
	Held      time.Duration `json:"held,omitempty"` // ended holds of this connection
	Phased    Time          `json:"phased"`         // since when in Phase
	Offers    []OfferState  `json:"offers,omitempty"`
	To        AgentID       `json:"to,omitempty"`     // the colleague who is called
	Peer      AgentID       `json:"peer,omitempty"`   // the colleague who was called and talks
	Behalf    ServiceID     `json:"behalf,omitempty"` // of an outbound call: whose wrap-up follows; of one in a menu: whose number was called
	Ends      Outcome       `json:"ends,omitempty"`   // as what it ends, which a rule or a key has taken out of services
	Second    CallID        `json:"second,omitempty"` // the call by which Agent consults somebody
	About     CallID        `json:"about,omitempty"`  // this is the second call of that one
	Joined    bool          `json:"joined,omitempty"` // all three of this and Second hear each other
	Muted     bool          `json:"muted,omitempty"`  // the other side does not hear Agent
	PeerMuted bool          `json:"peer_muted,omitempty"`
	Diverted  string        `json:"diverted,omitempty"` // given to this number outside
	GivenBy   AgentID       `json:"given_by,omitempty"` // who gave it to a number outside, until somebody talks with the caller
	GivenTo   string        `json:"given_to,omitempty"` // that number: the caller waits again where Diverted is empty

	// Callback: made by Promise. Until somebody is on the phone Caller is who is to be
	// called and Called the number that is to be shown; Counted from CallReached on.
	Callback      bool `json:"callback,omitempty"`
	CustomerFirst bool `json:"customer_first,omitempty"`
}

// OfferState is one ringing phone.
type OfferState struct {
	ID       OfferID `json:"id"`
	Agent    AgentID `json:"agent"`
	At       Time    `json:"at"`
	Deadline Time    `json:"deadline"`
}

// LastWith remembers which agent a caller talked to last, for sticky routing.
type LastWith struct {
	Service ServiceID `json:"service"`
	Caller  string    `json:"caller"`
	Agent   AgentID   `json:"agent"`
	At      Time      `json:"at"`
}
