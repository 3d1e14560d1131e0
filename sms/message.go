package sms

import (
	"slices"
	"time"
)

// State is how far a message is. The chart stands in the package's comment.
type State string

// The states.
const (
	Queued    State = "queued"    // it waits: for its time, or its turn
	Sending   State = "sending"   // the provider was asked, or is being asked
	Taken     State = "accepted"  // the provider has it
	Refused   State = "rejected"  // it was never sent: the provider does not take it
	Arrived   State = "delivered" //
	Undone    State = "failed"    // sent and not delivered
	Doubtful  State = "unknown"   // perhaps sent: nobody can say; a person decides
	Cancelled State = "cancelled" // taken back before it was sent
	Missed    State = "missed"    // its time had passed before it could be sent
	Closed    State = "closed"    // unknown, and a person has settled it
)

// States are all states, in the order of their way.
var States = []State{Queued, Sending, Taken, Arrived, Undone, Refused, Doubtful, Cancelled, Missed, Closed}

// Final reports whether nothing of ours happens to the message any more.
func (s State) Final() bool {
	return slices.Contains([]State{Refused, Arrived, Undone, Cancelled, Missed, Closed}, s)
}

// After is the state of a message in s after a provider has said something of it. moved is
// false where that changes nothing: it was said before, comes late, or is of another time.
// What a provider says of a message that was never handed to it changes nothing either. handed
// says that the message was: where it waits to go again, the try before was not lost, and it
// does not go again.
func (s State) After(said Status, handed bool) (next State, moved bool) {
	if s == Queued && handed {
		if said == Accepted || said == Rejected || said == Delivered || said == Failed {
			return Sending.After(said, true)
		}
		return s, false
	}
	switch said {
	case Accepted:
		if s == Sending || s == Doubtful {
			return Taken, true
		}
	case Rejected:
		if s == Sending || s == Doubtful || s == Taken {
			return Refused, true
		}
	case Delivered:
		if s == Sending || s == Doubtful || s == Taken || s == Closed {
			return Arrived, true
		}
	case Failed:
		if s == Sending || s == Doubtful || s == Taken || s == Closed {
			return Undone, true
		}
	case TakenBack:
		if s == Sending || s == Doubtful || s == Taken {
			return Cancelled, true
		}
	case NotThere: // Find alone says so
		if s == Sending {
			return Queued, true
		}
	case CannotTell:
		if s == Sending {
			return Doubtful, true
		}
	}
	return s, false
}

// Codes of ours, where a message ends by ourselves.
const (
	CodeOptedOut = "opted_out" // the recipient has refused messages
	CodeGivenUp  = "given_up"  // the provider could not be reached for a day
	CodeLate     = "late"      // its time had passed by more than Late
	CodeExpired  = "expired"   // it was valid for a time only
	CodeNight    = "night"     // advertising, and it was night
	CodeDeleted  = "deleted"   // the person was deleted
	CodeResent   = "resent"    // closed, and sent anew by a person
	CodeClosed   = "closed"    // closed by a person
)

// Message is one message to one recipient, as it is kept.
type Message struct {
	ID       string     `json:"id" readOnly:"true"`
	Send     string     `json:"send" doc:"id of the send that it is of"`
	Kind     Kind       `json:"kind" enum:"sms,mms,alimtalk"`
	State    State      `json:"state" enum:"queued,sending,accepted,delivered,failed,rejected,unknown,cancelled,missed,closed"`
	Number   string     `json:"number" doc:"of the recipient; empty: the person was deleted" example:"010-****-5678"`
	Name     string     `json:"name,omitempty" doc:"of the recipient" example:"김하나"`
	Customer string     `json:"customer,omitempty" doc:"id"`
	Sender   string     `json:"sender" example:"15880000"`
	Agent    string     `json:"agent,omitempty" doc:"whose log-in sent it; absent: of nobody who takes calls"`
	By       string     `json:"created_by" example:"user:hana.kim"`
	Created  time.Time  `json:"created_at"`
	Due      *time.Time `json:"due_at,omitempty" doc:"when it is to be sent; absent: at once"`
	Handed   *time.Time `json:"handed_at,omitempty" doc:"when the provider was last asked to send it"`
	Accepted *time.Time `json:"accepted_at,omitempty" doc:"when the provider took it"`
	Ended    *time.Time `json:"ended_at,omitempty" doc:"when it came to its final state"`
	EndedBy  string     `json:"ended_by,omitempty" doc:"who cancelled or closed it" example:"user:boss"`
	Provider string     `json:"provider,omitempty" doc:"who was asked to send it" example:"local"`
	Code     string     `json:"code,omitempty" doc:"the provider's, or of ours: opted_out, given_up, late, expired, night, deleted, resent, closed" example:"1000"`
	Text     string     `json:"detail,omitempty" doc:"in the provider's words" example:"success"`
	Parts    int        `json:"parts,omitempty" doc:"of how many it was billed; absent: not known"`
	Attempts int        `json:"attempts" doc:"how often the provider was asked to send it"`
	ResendOf string     `json:"resend_of,omitempty" doc:"id of the message that it was sent anew for"`
	ResentAs string     `json:"resent_as,omitempty" doc:"id of the message that was sent anew for it"`

	Batch string `json:"-"`
	Ref   Ref    `json:"-"`
}

// Send is what somebody sent in one act, as it is kept.
type Send struct {
	ID         string     `json:"id" readOnly:"true"`
	Kind       Kind       `json:"kind" enum:"sms,mms,alimtalk"`
	Sender     string     `json:"sender" example:"15880000"`
	Title      string     `json:"title,omitempty" example:"배송 안내"`
	Body       string     `json:"body" doc:"as it was written, with variables" example:"[온마루] {이름}님, 오늘 19시 전에 도착합니다."`
	Images     []string   `json:"images,omitempty" doc:"ids"`
	Template   string     `json:"template,omitempty" doc:"id of the template that it was made of"`
	Ad         bool       `json:"ad" doc:"advertising"`
	Bulk       bool       `json:"bulk" doc:"to so many that it needed a confirmation"`
	Due        *time.Time `json:"due_at,omitempty" doc:"when it is to be sent; absent: at once"`
	Expires    *time.Time `json:"expires_at,omitempty" doc:"after it what has not been sent is missed"`
	Recipients int        `json:"recipients"`
	Agent      string     `json:"agent,omitempty"`
	By         string     `json:"created_by" example:"user:hana.kim"`
	Created    time.Time  `json:"created_at"`
}

// Counts are messages by state.
type Counts map[State]int

// Owner names whose a message is: the agent, or who sent it where that is nobody who takes
// calls (user:boss, key:shop).
func Owner(agent, by string) string {
	if agent != "" {
		return agent
	}
	return by
}

// Filter narrows lists of sends and messages, which are newest first. Nil and empty fields
// do not narrow.
type Filter struct {
	Owners   []string // as Owner names them; nil: everybody's; empty: none
	Kind     Kind
	State    State
	Waiting  bool // those that wait for their time
	Sender   string
	Number   string // of the recipient, as kept
	Last     string // last four digits of it
	Customer string
	Send     string
	From, To time.Time // when it was registered
	After    string
	Limit    int
}
