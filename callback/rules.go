package callback

import (
	"time"
)

// Mode says whose phone rings first where the program dials by itself.
type Mode string

// The modes.
const (
	AgentFirst    Mode = "agent_first"    // a ready agent's, then the customer's
	CustomerFirst Mode = "customer_first" // the customer's, who then waits for an agent at the old place
)

// Rules are how a service keeps its promises.
type Rules struct {
	Mode     Mode
	Attempts int           // a number is called so often at most for one request
	Spacing  time.Duration // the program calls again no sooner
	Expire   time.Duration // given up so long after the time that was wanted
	From, To int           // minutes of the day between which the program calls by itself; To after From
	Form     bool          // the form on the web offers the service
}

// Defaults are the rules of requests without a service, and of a service that says
// nothing else.
var Defaults = Rules{Mode: AgentFirst, Attempts: 3, Spacing: 10 * time.Minute, Expire: 72 * time.Hour, From: 9 * 60, To: 21 * 60}

// Daytime reports whether the clock at a moment is within the hours in which people
// may be rung without having been asked again.
func (r Rules) Daytime(at time.Time) bool {
	h, m, _ := at.Clock()
	now := h*60 + m
	return now >= r.From && now < r.To
}
