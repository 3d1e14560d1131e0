package chat

import "github.com/callfloor/callfloor/acd"

// Came names what a channel told of a customer: told again, it is the same. A row.
type Came struct {
	Channel ChannelKind
	Account string
	ID      string // the channel's own
	At      acd.Time
}

// Outgoing is a message on its way to the customer of a channel that is Traits.Sent: a row of
// the outbox, written with the message itself. Nobody sends a later one of a room before it.
type Outgoing struct {
	Message  Message
	Channel  ChannelKind
	Account  string // of the channel
	Language string
	Customer string // what the channel knows the customer by; "": the customer was deleted
	Tries    int
}

// DeliveryState is how far a message to the customer of a channel is.
type DeliveryState string

// The states.
const (
	DeliveryQueued DeliveryState = "queued"    // it waits for its turn, or is tried again
	DeliverySent   DeliveryState = "sent"      // who carries it has it
	DeliveryDone   DeliveryState = "delivered" //
	DeliveryFailed DeliveryState = "failed"    // the customer does not get it
)

// Delivery is what became of a message: see DB.ChatDeliveries.
type Delivery struct {
	Room  RoomID        `json:"room"`
	Seq   int           `json:"seq"`
	State DeliveryState `json:"state"`
	Code  string        `json:"code,omitempty"` // why it failed, or is tried again
	At    acd.Time      `json:"at"`             // when it came into the state
}

// Handed is what came of a try to send a message.
type Handed struct {
	Room   RoomID
	Seq    int
	State  DeliveryState
	Remote string   // what the channel calls it
	Code   string   // why not
	Next   acd.Time // DeliveryQueued: when it is tried again
	At     acd.Time
}
