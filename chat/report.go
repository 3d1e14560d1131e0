package chat

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// ReportBy is what a report has one row of.
type ReportBy string

// The kinds of reports.
const (
	ByDay      ReportBy = "day"   // 일별: YYYY-MM-DD
	ByMonth    ReportBy = "month" // 월별: YYYY-MM
	OfAgent    ReportBy = "agent" // who has the room, or had it last
	OfCategory ReportBy = "category"
	OfChannel  ReportBy = "channel"
)

// ReportFilter is a report on the rooms that were opened in a time of a year at most.
type ReportFilter struct {
	By       ReportBy
	From, To acd.Time
	Zone     *time.Location // of days and months
	Scope    Scope
}

// ReportRow is what became of some rooms. Key is the day, the month, or an id.
type ReportRow struct {
	Key       string `json:"key"`
	Rooms     int    `json:"rooms"`
	Requested int    `json:"requested"` // an agent was requested
	Answered  int    `json:"answered"`  // an agent has written; of an agent: that one (Room.HolderAnswered)
	Ended     int    `json:"ended"`     // of an agent: after that one answered (M16)
	Blocked   int    `json:"blocked"`

	// Messages and replies are those of the rooms; of an agent too: also what was written before
	// the room came to them.
	CustomerMessages int `json:"customer_messages"`
	AgentMessages    int `json:"agent_messages"`

	First    Spread        `json:"first"` // from the request to the first message of an agent; of an agent: of rooms whose first answer is theirs
	Replies  int           `json:"replies"`
	Reply    time.Duration `json:"reply"`    // mean time that a customer waited for each answer
	Handling Spread        `json:"handling"` // from the first message of an agent to the end; of an agent: since it came to them at the earliest

	Satisfaction Satisfaction `json:"satisfaction"` // how customers found it (만족도)
}

// Satisfaction is how customers rated some rooms: N of them, from 1 to 5.
type Satisfaction struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"` // to two places; 0 where N is
}

// Spread is how long something took. P50 and P90 are exact to a second below a minute, to ten
// seconds below ten minutes, to a minute below an hour, and to ten minutes above; they are never
// more than what was taken.
type Spread struct {
	N    int           `json:"n"`
	Mean time.Duration `json:"mean"`
	P50  time.Duration `json:"p50"`
	P90  time.Duration `json:"p90"`
}
