package channel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Channel hands messages to who carries them. Its methods may be called from several
// goroutines.
type Channel interface {
	Kind() chat.ChannelKind
	// Send hands a message over and returns what the channel calls it. The same ID twice is one
	// message. An error is a *Fault, or is of the kind that passes.
	Send(ctx context.Context, m Outbound) (remote string, err error)
}

// Outbound is a message to a customer.
type Outbound struct {
	ID       string // ours, unique for ever
	Room     chat.RoomID
	Seq      int
	Account  string
	Customer string // what the channel knows the customer by
	Language string
	By       chat.Author // agent, bot or system
	Agent    acd.AgentID
	User     chat.UserID
	Text     string
	Files    []chat.File
	Keys     []Key // buttons below it
	At       acd.Time
}

// Key is a button that a customer presses: it asks for an agent, or chooses a category; ""
// leads back to the large ones.
type Key struct {
	Label    string // what stands on it
	Agent    bool   // 상담원 연결 핫키
	Category chat.CategoryID
}

// Inbound is one thing that a customer did: wrote, pressed a key, or left.
type Inbound struct {
	ID       string // the channel's own, unique within the account
	Account  string
	Customer string // what the channel knows the customer by (고객식별번호)
	Language string // ko, en; "": ko
	// What the channel tells of a new customer: a name, a number that was verified apart, a
	// customer of the desk. None of it counts as given (C55).
	Name, Number, Known string
	// Category is that of the address (C58): it counts where a room begins.
	Category chat.CategoryID

	Text  string
	Files []chat.StoredFile // with their content, which was checked
	Key   *Key              // nil: none was pressed
	Left  bool              // the customer leaves for good
	Aside bool              // it begins no room: the customer asks for nothing
}

// Fault is why a message was not handed over.
type Fault struct {
	Never bool          // it is of no use to try again
	Code  string        // why, for people and rows
	After time.Duration // not before; 0: as we like
	Err   error
}

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("not handed over (%s): %v", f.Code, f.Err) }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// faultOf returns what err means: it passes, unless a Fault says otherwise.
func faultOf(err error) Fault {
	var f *Fault
	if errors.As(err, &f) {
		return *f
	}
	return Fault{Code: "unreachable", Err: err}
}
