package sms

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/callfloor/callfloor/fault"
)

// Problem is one thing that is wrong with what somebody wants to send or keep. Code is for
// programs: required, too_long, bad_character, not_a_number, not_allowed, out_of_range,
// not_known, double, missing_variable, opted_out, locked, advertising.
type Problem struct {
	Field   string `json:"field"` // path, such as recipients[2].number
	Code    string `json:"code"`
	Message string `json:"message"` // what is wrong and what to do, in English
}

// Problems are everything that is wrong. Its code is fault.Invalid.
type Problems []Problem

// Error implements error.
func (e Problems) Error() string {
	parts := make([]string, len(e))
	for i, p := range e {
		parts[i] = p.Field + ": " + p.Message
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives the problems their fault code.
func (e Problems) Unwrap() error { return fault.New(fault.Invalid, "%s", e.Error()) }

// Err returns e as an error, nil where nothing is wrong.
func (e Problems) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// mostProblems bounds what one answer tells.
const mostProblems = 100

func (e *Problems) add(field, code, format string, args ...any) {
	if len(*e) < mostProblems {
		*e = append(*e, Problem{Field: field, Code: code, Message: fmt.Sprintf(format, args...)})
	}
}

// name checks a name of one line that people read.
func (e *Problems) name(field, v string, limit int, required bool) {
	switch {
	case required && v == "":
		e.add(field, "required", "is missing")
	case !utf8.ValidString(v):
		e.add(field, "bad_character", "is not UTF-8 text")
	case utf8.RuneCountInString(v) > limit:
		e.add(field, "too_long", "is longer than %d characters", limit)
	case strings.ContainsFunc(v, unicode.IsControl):
		e.add(field, "bad_character", "has a control character or a line break")
	}
}
