package desk

import (
	"fmt"
	"strings"
	"time"
)

// The channels of a consultation (D18).
const (
	In  = "in"
	Out = "out"
)

// Ticket names a call for people (D35): one for each call that was offered to an
// agent or dialled by one.
type Ticket struct {
	Call     string    `json:"call"`
	Ticket   string    `json:"ticket" doc:"such as 20261128-00042: the day and the number of the call on it"`
	Service  string    `json:"service,omitempty"`
	Channel  string    `json:"channel" enum:"in,out"`
	Number   string    `json:"number,omitempty" doc:"the customer's"`
	Customer string    `json:"customer,omitempty" doc:"id of the customer that the call was linked to"`
	Created  time.Time `json:"created_at"`
}

// TicketName writes a ticket: the day (2026-11-28) and the number on it.
func TicketName(day string, n int64) string {
	return fmt.Sprintf("%s-%05d", strings.ReplaceAll(day, "-", ""), n)
}

// Part is what one agent had to do with a call.
type Part struct {
	Call     string
	Agent    string
	Answered time.Time // zero: offered and not answered
}

// Note is what an agent writes about a call.
type Note struct {
	Customer    string            `json:"customer,omitempty" doc:"id of the customer; left out: the one that the call is linked to" maxLength:"40"`
	Service     string            `json:"service,omitempty" doc:"left out: the call's" maxLength:"40"`
	Disposition string            `json:"disposition,omitempty" doc:"code of the disposition" maxLength:"40"`
	Text        string            `json:"note,omitempty" maxLength:"10000"`
	Fields      map[string]string `json:"fields,omitempty" doc:"fields of the service's form by key; numbers as text (12,000 is kept as 12000), checkboxes true or false"`
}

// DraftNote is a note as far as it is written, with what is to be done with it.
type DraftNote struct {
	Note
	Follow *time.Time `json:"follow_at,omitempty" doc:"when a call is to be reserved: the reservation is made when the note is saved, with it or not at all"`
}

// Draft is a note that is not saved yet, as the server keeps it: it survives a
// reload and shows in every tab.
type Draft struct {
	DraftNote
	Updated time.Time `json:"updated_at" readOnly:"true"`
}

// OpenDraft is a draft with the call that it is about.
type OpenDraft struct {
	Call         string `json:"call"`
	Ticket       string `json:"ticket" doc:"such as 20261128-00042"`
	Service      string `json:"service,omitempty"`
	Channel      string `json:"channel" enum:"in,out"`
	Number       string `json:"number,omitempty" doc:"the customer's"`
	Customer     string `json:"customer,omitempty" doc:"id; absent: nobody known"`
	CustomerName string `json:"customer_name,omitempty"`
	Draft        Draft  `json:"draft"`
}

// Consultation is the note of one agent about one call, saved after its end (D34).
type Consultation struct {
	ID              string            `json:"id"`
	Call            string            `json:"call"`
	Ticket          string            `json:"ticket"`
	Agent           string            `json:"agent" doc:"whose it is"`
	Service         string            `json:"service,omitempty"`
	Channel         string            `json:"channel" enum:"in,out"`
	Customer        string            `json:"customer,omitempty" doc:"id; absent: nobody known, or deleted"`
	CustomerName    string            `json:"customer_name,omitempty"`
	Number          string            `json:"number,omitempty"`
	Disposition     string            `json:"disposition,omitempty"`
	DispositionName *Label            `json:"disposition_name,omitempty" doc:"as it was called when the note was saved"`
	Text            string            `json:"note"`
	Fields          map[string]string `json:"fields,omitempty"`
	Version         int64             `json:"version" doc:"1 as first saved; each change adds one"`
	Saved           time.Time         `json:"saved_at" doc:"first saved: the completion"`
	Updated         time.Time         `json:"updated_at"`
}

// Revision is how a consultation was before it was changed.
type Revision struct {
	Version int64     `json:"version"`
	Note    Note      `json:"note"`
	By      string    `json:"by" doc:"who wrote this version"`
	ByName  string    `json:"by_name,omitempty" readOnly:"true" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"` // never kept
	At      time.Time `json:"at"`
}

// ConsultationFilter narrows a list of consultations. Nil and empty fields do not.
type ConsultationFilter struct {
	Agents   []string // nil: every agent's; empty: nobody's
	Customer string
	Number   string // as kept
	Ticket   string // its beginning
	Text     string // part of the note
	Channel  string // In or Out
	From, To time.Time
	After    string // Next of the page before
	Limit    int
}

// Counts are consultations by channel.
type Counts struct {
	In  int `json:"in"`
	Out int `json:"out"`
}

// Check checks a note against the form and the dispositions of its service and
// returns it as it is kept.
func (n Note) Check(form Form, tree Dispositions) (Note, *Label, error) {
	var bad FieldErrors
	n.Text = lines(n.Text)
	bad.text("note", n.Text, 10000, true)
	if form.NoteRequired && n.Text == "" {
		bad.add("note", "required", "is missing")
	}
	var name *Label
	switch v, ok := tree.Find(n.Disposition); {
	case n.Disposition == "" && form.DispositionRequired:
		bad.add("disposition", "required", "is missing: choose one")
	case n.Disposition == "":
	case !ok:
		bad.add("disposition", "not_known", "there is no disposition %q that can be chosen here", n.Disposition)
	default:
		name = &v
	}
	n.Fields = form.check(n.Fields, &bad)
	return n, name, bad.Err()
}

// CheckDraft bounds a draft; it may be incomplete.
func (n *Note) CheckDraft() error {
	var bad FieldErrors
	bad.text("note", n.Text, 10000, true)
	if len(n.Fields) > MostFormFields {
		bad.add("fields", "too_long", "are more than %d", MostFormFields)
	}
	for k, v := range n.Fields {
		bad.text("fields."+k, k, 40, false)
		bad.text("fields."+k, v, 2000, true)
	}
	return bad.Err()
}
