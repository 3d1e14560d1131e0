package sms

import "time"

// OptOut is a number whose owner has refused messages (수신거부).
type OptOut struct {
	ID     string    `json:"id"`
	Number string    `json:"number" example:"010-****-5678"`
	Source string    `json:"source" enum:"message,person,provider" doc:"message: the recipient wrote so; person: somebody of the centre noted it; provider: the recipient told the provider"`
	Reason string    `json:"reason,omitempty" example:"전화로 요청"`
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty" doc:"who noted it" example:"user:hana.kim"`
	Ads    bool      `json:"-"` // when it is noted: it counts for advertising alone (Policy.RefuseAd)
}

// The sources of opt-outs.
const (
	ByMessage  = "message"
	ByPerson   = "person"
	ByProvider = "provider"
)

// Conversation is what a customer's number and one of ours wrote to each other.
type Conversation struct {
	ID       string    `json:"id"`
	Number   string    `json:"number" doc:"of the customer" example:"010-****-5678"`
	Ours     string    `json:"ours" doc:"the number of the centre" example:"15880000"`
	Customer string    `json:"customer,omitempty" doc:"id; absent: nobody known, or several have the number"`
	Owner    string    `json:"agent,omitempty" doc:"who wrote to the number last; absent: nobody has" example:"kim"`
	Unread   int       `json:"unread" doc:"messages of the customer since somebody looked"`
	Created  time.Time `json:"created_at"`
	Last     time.Time `json:"last_at" doc:"of the last message of the customer"`
}

// Line is one message of a conversation.
type Line struct {
	ID      string    `json:"id"`
	In      bool      `json:"in" doc:"true: of the customer"`
	Body    string    `json:"body" example:"오늘 몇 시쯤 도착하나요?"`
	Media   []string  `json:"media,omitempty" doc:"addresses of what came with it; nobody has fetched it"`
	At      time.Time `json:"at"`
	State   State     `json:"state,omitempty" doc:"of one of ours" enum:"queued,sending,accepted,delivered,failed,rejected,unknown,cancelled,missed,closed"`
	Message string    `json:"message,omitempty" doc:"id of one of ours"`
}

// ConversationFilter narrows a list of conversations, which is newest first.
type ConversationFilter struct {
	Owners   []string // nil: everybody's; empty: none
	Nobody   bool     // those of nobody too
	Customer string
	Number   string // of the customer, as kept
	After    string
	Limit    int
}
