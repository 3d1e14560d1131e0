package chat

import "github.com/callfloor/callfloor/fault"

// UnsentLimits bound the files of customers that no message names yet: anybody can send them.
type UnsentLimits struct {
	Files int   // of one sender
	Bytes int64 // of all senders together
}

// Refusals of a file beyond UnsentLimits.
var (
	ErrUnsentFiles = fault.New(fault.Overloaded, "too many files wait to be sent with a message")
	ErrUnsentBytes = fault.New(fault.Overloaded, "too many files of all customers wait to be sent: try again later")
)
