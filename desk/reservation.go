package desk

import (
	"strings"
	"time"
)

// ReservationType says who made a reservation (D14).
type ReservationType string

// The types.
const (
	Direct   ReservationType = "direct"   // 직접: by an agent during or after a call
	Bulk     ReservationType = "bulk"     // 대량: by a manager, for outbound
	Callback ReservationType = "callback" // 콜백: by the customer; a request of package callback that is given to an agent
)

// ReservationState is how far a reservation is.
type ReservationState string

// The states. Open is 미처리.
const (
	Open      ReservationState = "open"
	Done      ReservationState = "done"
	Cancelled ReservationState = "cancelled"
	Missed    ReservationState = "missed" // too long past its time; a new time opens it again
)

// Reservation is a promise to call somebody at a time.
type Reservation struct {
	ID         string           `json:"id" readOnly:"true"`
	Type       ReservationType  `json:"type" readOnly:"true" enum:"direct,bulk,callback"`
	State      ReservationState `json:"state" readOnly:"true" enum:"open,done,cancelled,missed"`
	Agent      string           `json:"agent,omitempty" doc:"who is to call; empty: nobody yet (managers assign)" maxLength:"40"`
	Due        time.Time        `json:"due_at" doc:"when to call"`
	Number     string           `json:"number,omitempty" doc:"in any spelling; left out: the customer's first" maxLength:"40" example:"010-1234-5678"`
	Customer   string           `json:"customer,omitempty" doc:"id; left out: found by the number where exactly one customer has it" maxLength:"40"`
	Name       string           `json:"name,omitempty" doc:"whom to ask for; left out: the customer's name" maxLength:"100"`
	Service    string           `json:"service,omitempty" maxLength:"40" doc:"whose number the call shows"`
	Call       string           `json:"call,omitempty" maxLength:"128" doc:"id of the call in which it was made"`
	Memo       string           `json:"memo,omitempty" maxLength:"1000"`
	Result     string           `json:"result,omitempty" readOnly:"true" doc:"what was said when it was done or cancelled"`
	ResultCall string           `json:"result_call,omitempty" readOnly:"true" doc:"id of the last call that was made for it"`
	Reminded   *time.Time       `json:"reminded_at,omitempty" readOnly:"true" doc:"when the agent was reminded"`
	Version    int64            `json:"version" doc:"of what was loaded; 0 for a new one" minimum:"0"`
	Created    time.Time        `json:"created_at" readOnly:"true"`
	CreatedBy  string           `json:"created_by" readOnly:"true"`
	Updated    time.Time        `json:"updated_at" readOnly:"true"`

	// Request says that it is a request of package callback, shown as a reservation:
	// what is done with it is done there.
	Request bool `json:"-"`
}

// ReservationEvent is one line of a reservation's history.
type ReservationEvent struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	What   string    `json:"what" enum:"created,changed,assigned,called,done,cancelled,missed,reopened"`
	Detail string    `json:"detail,omitempty"`
}

// ReservationChange is a changed reservation and the line of its history.
type ReservationChange struct {
	Reservation Reservation // of the version that is stored
	Event       ReservationEvent
}

// farthest is how far ahead a reservation may be.
const farthest = 366 * 24 * time.Hour

// Clean puts a reservation that somebody wrote into the form that is kept, or says
// what is wrong.
func (r *Reservation) Clean(region string, now time.Time) error {
	var bad FieldErrors
	r.Name, r.Memo = strings.TrimSpace(r.Name), lines(r.Memo)
	n := Number(r.Number, region)
	if !IsNumber(n) {
		bad.add("number", "not_a_phone", "is not a telephone number")
	}
	r.Number = n
	switch {
	case r.Due.IsZero():
		bad.add("due_at", "required", "is missing")
	case r.Due.Before(now.Add(-time.Minute)):
		bad.add("due_at", "out_of_range", "is past")
	case r.Due.After(now.Add(farthest)):
		bad.add("due_at", "out_of_range", "is more than a year ahead")
	}
	bad.text("name", r.Name, 100, false)
	bad.text("memo", r.Memo, 1000, true)
	return bad.Err()
}

// ReservationFilter narrows a list of reservations, which is in the order of their
// times. Nil and empty fields do not narrow.
type ReservationFilter struct {
	Agents   []string // nil: every agent's and nobody's; empty: none
	Nobody   bool     // those of nobody too
	State    ReservationState
	Type     ReservationType
	Customer string
	From, To time.Time
	Requests bool // callbacks that are given to agents too, as open reservations of that type
	After    string
	Limit    int
}

// ReservationCounts are the open reservations by type (D14).
type ReservationCounts struct {
	Direct   int `json:"direct"`
	Bulk     int `json:"bulk"`
	Callback int `json:"callback"`
}

// All is the count over every type.
func (c ReservationCounts) All() int { return c.Direct + c.Bulk + c.Callback }
