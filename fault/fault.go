// Package fault gives errors one code that each edge maps once: HTTP to a status
// and problem+json, the command line to an exit code. People read the message,
// operators the cause behind it.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of failure an error is.
type Code string

// The codes.
const (
	NotFound   Code = "not_found"
	Conflict   Code = "conflict"
	Invalid    Code = "invalid"
	Denied     Code = "denied"
	Overloaded Code = "overloaded"
	Internal   Code = "internal"
)

// Error is an error with a code and a message for people.
type Error struct {
	Code    Code
	Message string
	Err     error // the cause; may be nil
}

// New returns an error with a formatted message. A %w in format is its cause.
func New(code Code, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Of returns the code of err, Internal where it has none.
func Of(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Is reports whether err has the code.
func Is(err error, code Code) bool { return err != nil && Of(err) == code }

// WithCause returns an error for operators: one that people see as a message only
// tells its cause too.
func WithCause(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Err != nil && !strings.Contains(err.Error(), e.Err.Error()) {
		return fmt.Errorf("%w (%w)", err, e.Err)
	}
	return err
}
