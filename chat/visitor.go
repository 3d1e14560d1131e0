package chat

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Visitor is a customer of a channel: a row. It has the rooms of every browser tab, number or
// account that is the same customer to the channel.
type Visitor struct {
	ID      VisitorID   `json:"id"`
	Channel ChannelKind `json:"channel"`
	Account string      `json:"account,omitempty"`
	// Secret is the SHA-256, in hex, of the 128-bit token that a browser keeps; "" where the
	// channel says who writes.
	Secret string `json:"-"`
	// External is what the channel knows the customer by (고객식별번호): a number, an account; ""
	// for browsers. It is unique within channel and account.
	External string `json:"external,omitempty"`

	Name   string            `json:"name,omitempty"`
	Number string            `json:"number,omitempty"` // E.164
	Email  string            `json:"email,omitempty"`
	Birth  string            `json:"birth,omitempty"`  // YYYY-MM-DD
	Fields map[string]string `json:"fields,omitempty"` // MaxFields at most
	User   *SiteUser         `json:"user,omitempty"`   // nil: no site has said who it is
	// Given: something was given in the profile form or put in by hand; numbers that were
	// verified apart do not count (C55).
	Given    bool   `json:"given,omitempty"`
	Grade    string `json:"grade,omitempty"`    // 고객등급
	Customer string `json:"customer,omitempty"` // of the desk; "": not linked

	Block *VisitorBlock `json:"block,omitempty"` // nil: not blocked

	Version int      `json:"version"` // grows with each change; see DB.ChatUpdateVisitor
	Created acd.Time `json:"created"`
	Seen    acd.Time `json:"seen"` // began a room last, or had the chat open: to SeenEvery
}

// SeenEvery is how often it is noted that a visitor has the chat open.
const SeenEvery = 24 * time.Hour

// VisitorBlock is who blocked a customer, when and why (C49).
type VisitorBlock struct {
	By  UserID   `json:"by"`
	At  acd.Time `json:"at"`
	Why string   `json:"why,omitempty"`
}

// StoredFile is a file with its content, which the caller has checked.
type StoredFile struct {
	File
	Room RoomID   // whose members may read it
	At   acd.Time // when it came
	By   string   // who sent it: visitor:ID or user:ID
	Data []byte
}

// MaxFileBytes bounds the content of one file.
const MaxFileBytes = 10 << 20
