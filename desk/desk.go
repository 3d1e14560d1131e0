// Package desk is what agents know and write down at their desks: customers,
// consultations (the notes after calls), reservations to call somebody, templates
// of answers, dispositions and orders. It holds the types and the rules; package
// store keeps them, package web shows them.
//
// Numbers are kept as E.164 where they are telephone numbers of the world
// (number.go). Texts that are searched have a folded form (fold.go).
package desk

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/callfloor/callfloor/fault"
)

// Label is what people read, in Korean and English.
type Label struct {
	Ko string `json:"ko" doc:"Korean" maxLength:"100" example:"배송 지연"`
	En string `json:"en,omitempty" doc:"English; the Korean one where it is left out" maxLength:"100" example:"Late delivery"`
}

// In returns the name in a language, the Korean one where there is none.
func (n Label) In(language string) string {
	if language == "en" && n.En != "" {
		return n.En
	}
	return n.Ko
}

// FieldError is one field of a form that is wrong. Code is for programs: required,
// too_long, not_a_number, out_of_range, not_a_date, not_an_option, not_known,
// not_a_phone, not_an_email.
type FieldError struct {
	Field   string `json:"field"` // path, such as fields.reason or phones[1].number
	Code    string `json:"code"`
	Message string `json:"message"` // what is wrong and what to do, in English
}

// FieldErrors are everything that is wrong with what somebody wrote. Its code is
// fault.Invalid.
type FieldErrors []FieldError

// Error implements error.
func (e FieldErrors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = f.Field + ": " + f.Message
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives the errors their fault code.
func (e FieldErrors) Unwrap() error { return fault.New(fault.Invalid, "%s", e.Error()) }

// Err returns e as an error, nil where nothing is wrong.
func (e FieldErrors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

func (e *FieldErrors) add(field, code, format string, args ...any) {
	*e = append(*e, FieldError{Field: field, Code: code, Message: fmt.Sprintf(format, args...)})
}

// text checks a text that people read: valid UTF-8, at most limit characters, one
// line unless lines.
func (e *FieldErrors) text(field, v string, limit int, lines bool) {
	switch {
	case !utf8.ValidString(v):
		e.add(field, "not_known", "is not UTF-8 text")
	case utf8.RuneCountInString(v) > limit:
		e.add(field, "too_long", "is longer than %d characters", limit)
	case strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) }):
		e.add(field, "not_known", "has a control character or a line break")
	}
}

// ErrChanged is the answer to who changes what somebody else has changed meanwhile.
func ErrChanged(what string) error {
	return fault.New(fault.Conflict, "the %s has been changed meanwhile: load it again, put your change in and save once more", what)
}

// dateLayout is a day such as 1990-05-17.
const dateLayout = "2006-01-02"

func isDate(s string) bool {
	_, err := time.Parse(dateLayout, s)
	return err == nil
}
