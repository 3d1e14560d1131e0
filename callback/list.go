package callback

import "time"

// Scope is whose requests somebody may know of. The zero Scope is nobody's.
type Scope struct {
	All    bool
	Agents []string // given to any of them; "" is: to nobody
	Open   bool     // and every open one: of who gives them to agents
}

// Sees reports whether a request is in the scope.
func (s Scope) Sees(r Request) bool {
	if s.All || s.Open && r.State.Open() {
		return true
	}
	for _, a := range s.Agents {
		if a == r.Agent {
			return true
		}
	}
	return false
}

// Sort is the order of a list.
type Sort string

// The orders. Each is told apart by the id where times are equal.
const (
	Newest   Sort = "-created" // registered last first
	Oldest   Sort = "created"
	DueFirst Sort = "due"  // by the time to call: those that are not done alone
	DueLast  Sort = "-due" //
)

// Filter narrows a list of requests. Zero fields do not.
type Filter struct {
	Scope       Scope
	From, To    time.Time // registered; To is not in it
	States      []State
	Route       string   // begins so
	Number      string   // as kept
	Last        string   // its last digits
	Distributor string   // such as user:boss
	Agents      []string // given to any of them; "" is: to nobody
	Source      Source
	Service     string
	Customer    string
	Retried     bool      // called at least once
	DueBy       time.Time // registered by then, and to be called by then
	Sort        Sort      // "" is Newest
	After       string
	Limit       int
}

// Late is how long after somebody wanted to be called it is too long.
const Late = 2 * time.Hour

// Overdue are the registered requests that are Late, as a list of them with Filter.DueBy has them.
type Overdue struct {
	N    int
	Next time.Time // when the next one's time to call has come; zero: there is none
}

// Totals are the open requests of a scope, and what became of today's.
type Totals struct {
	Customers int       `json:"customers" doc:"people who wait to be called: open requests"`
	Assigned  int       `json:"assigned" doc:"of those, given to an agent"`
	Waiting   int       `json:"unassigned" doc:"of those, given to nobody"`
	InCall    int       `json:"in_call" doc:"of those, being called now"`
	Late      *int      `json:"late,omitempty" doc:"of those that are given to nobody, to be called two hours ago or earlier: GET /callbacks?state=registered&late=true; absent: the caller gives none to agents"`
	LateAt    time.Time `json:"late_at,omitzero" doc:"when the next one is late, if nobody takes it before; absent: there is none"`
	Own       int       `json:"own" doc:"given to the agent of this log-in and not done (미처리)"`
	Today     Flow      `json:"today" doc:"what became of those that were registered today"`
}

// Flow is where the requests of a day are; the parts add up to received.
type Flow struct {
	Received  int `json:"received"`
	Waiting   int `json:"unassigned"`
	Assigned  int `json:"assigned" doc:"given to an agent, and not being called"`
	InCall    int `json:"in_call"`
	Completed int `json:"completed"`
	Unreached int `json:"unreached" doc:"부재 종료"`
	Expired   int `json:"expired"`
	Cancelled int `json:"cancelled"`
}

// Add counts requests of the day in a state, some of which are being called.
func (f *Flow) Add(s State, all, calling int) {
	f.Received += all
	switch s {
	case Registered:
		f.Waiting += all - calling
	case Assigned:
		f.Assigned += all - calling
	case Completed:
		f.Completed += all
	case Unreached:
		f.Unreached += all
	case Expired:
		f.Expired += all
	case Cancelled:
		f.Cancelled += all
	}
	if s.Open() {
		f.InCall += calling
	}
}

// Waiting are the open requests, for metrics.
type Waiting struct {
	Registered int // given to nobody
	Assigned   int // given to an agent, not being called
	InCall     int
	Oldest     time.Time       // since when the one waits that waits longest; zero: none waits
	Services   map[string]bool // that have some, "" for none
}

// Load is what an agent has to do.
type Load struct {
	Open   int // given to the agent and not done
	InCall int // of those, being called now
}

// Tally is how many of the requests that were registered on a day, and given to an
// agent ("" for nobody), are in a state.
type Tally struct {
	Day   string
	Agent string
	State State
	N     int
}

// Barred is a number that is not to be called.
type Barred struct {
	ID     string    `json:"id"`
	Number string    `json:"number"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}
