// Package callback keeps the promises to ring somebody back: who asked for it and
// when it suits, which agent is to call, each attempt to reach the number, and what
// came of it. It holds the types and the rules, and a Book by which everything is
// done; package store keeps them, package web shows them.
//
//	Take ─> registered ─────Assign─────> assigned ──Complete──> completed
//	         │    ^                       │    │
//	         │    └───────Unassign────────┘    │
//	         └────────────────┬────────────────┘
//	    Cancel ──> cancelled  │  the time is over ──> expired
//	                          │  the last attempt was in vain ──> unreached
//
// A request has one outcome and one agent at a time, and its number is rung no more
// often than its service allows (I-17). Each number has one open request: who asks
// again is answered with it. What came of an attempt is taken from the events of the
// floor, never from what a page says.
package callback

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// State is how far a request is.
type State string

// The states. The last four are outcomes: none is ever left again.
const (
	Registered State = "registered" // 미할당: nobody is to call yet, or the program does
	Assigned   State = "assigned"   // 미처리: an agent is to call
	Completed  State = "completed"  // 완료
	Cancelled  State = "cancelled"  // 취소
	Expired    State = "expired"    // 만료: nobody called in time
	Unreached  State = "unreached"  // 부재 종료: called as often as is allowed, in vain
)

// States are all of them.
var States = []State{Registered, Assigned, Completed, Cancelled, Expired, Unreached}

// Open reports whether the promise is still to be kept.
func (s State) Open() bool { return s == Registered || s == Assigned }

// Source is by which way somebody asked.
type Source string

// The sources.
const (
	VoiceMenu   Source = "ars"          // keys pressed in the voice menu
	VirtualHold Source = "virtual_hold" // a caller who gave up waiting but not the place
	Voicemail   Source = "voicemail"    // a spoken message, with its sound
	Web         Source = "web"          // the form
	API         Source = "api"
	Hand        Source = "hand" // written down by somebody of the centre
)

// Sources are all of them.
var Sources = []Source{VoiceMenu, VirtualHold, Voicemail, Web, API, Hand}

// Request is a promise to call somebody back.
type Request struct {
	ID          string    `json:"id"`
	Number      string    `json:"number" doc:"whom to call; of a spoken message as it was heard, empty where the caller hides it"`
	Service     string    `json:"service,omitempty" doc:"whose customer it is, whose number the call shows"`
	Source      Source    `json:"source" enum:"ars,virtual_hold,voicemail,web,api,hand"`
	State       State     `json:"state" enum:"registered,assigned,completed,cancelled,expired,unreached"`
	Agent       string    `json:"agent,omitempty" doc:"who is to call, or called (담당자)"`
	Distributor string    `json:"distributor,omitempty" doc:"who gave it to the agent (분배자), such as user:boss"`
	AssignedAt  time.Time `json:"assigned_at,omitzero" doc:"when it was given"`
	Name        string    `json:"name,omitempty" doc:"whom to ask for"`
	Memo        string    `json:"memo,omitempty"`
	Customer    string    `json:"customer,omitempty" doc:"id of the one customer who has the number"`
	Route       string    `json:"route,omitempty" doc:"keys pressed on the way through the voice menu, such as 1>2"`
	From        time.Time `json:"wanted_from,omitzero" doc:"when it suits; absent: as soon as possible"`
	To          time.Time `json:"wanted_to,omitzero"`
	Due         time.Time `json:"due_at" doc:"wanted_from, else when it was registered"`
	Caller      string    `json:"caller,omitempty" doc:"who asked on the phone for another number than the own to be called; anonymous: who hides it"`
	Priority    int       `json:"priority,omitempty" doc:"of virtual hold: the caller's, higher first"`
	Entered     time.Time `json:"entered_at,omitzero" doc:"of virtual hold: since when the caller has the place"`
	Voice       *Voice    `json:"-"` // the spoken message; nil: none
	Language    string    `json:"language,omitempty" doc:"ko or en, where it is known"`
	Automatic   bool      `json:"automatic,omitempty" doc:"the program dials when the turn comes"`
	Attempts    int       `json:"attempts" doc:"how often the number was called"`
	Next        time.Time `json:"next_at,omitzero" doc:"the program calls, or calls again, no sooner"`
	Expires     time.Time `json:"expires_at" doc:"when it is given up where nobody has called"`
	Answered    time.Time `json:"answered_at,omitzero" doc:"when somebody was reached first"`
	Call        string    `json:"call,omitempty" doc:"id of the call that is being made now"`
	Promised    string    `json:"promised,omitempty" doc:"id of the call that stands in the line of the service until its turn comes: nobody is called yet"`
	LastCall    string    `json:"last_call,omitempty" doc:"id of the last call that ended"`
	LastResult  Result    `json:"last_result,omitempty" doc:"what came of it" enum:"connected,no_answer,busy,rejected,failed,agent_missed,cancelled"`
	Result      string    `json:"result,omitempty" doc:"what was written when it ended"`
	Code        string    `json:"result_code,omitempty" doc:"a word for it"`
	EndedBy     string    `json:"ended_by,omitempty"`
	EndedAt     time.Time `json:"ended_at,omitzero"`
	Reminded    time.Time `json:"-"` // when the agent was reminded of the wanted time
	Day         string    `json:"-"` // in which it counts, in the centre's time zone
	Version     int64     `json:"version"`
	Created     time.Time `json:"created_at" doc:"when it was registered"`
	CreatedBy   string    `json:"created_by" doc:"who registered it, such as user:boss, or the way: web form, voice menu"`
	Updated     time.Time `json:"updated_at"`
}

// The lengths of what people write, in characters.
const (
	LongestName   = 100
	LongestMemo   = 1000
	LongestRoute  = 200
	LongestResult = 500
	LongestCode   = 40
)

// farthest is how far ahead somebody may want to be called.
const farthest = 90 * 24 * time.Hour

// clean puts what somebody wrote into the form that is kept, or says what is wrong
// with it, but for the number.
func (r *Request) clean(now time.Time) error {
	var bad desk.FieldErrors
	r.Name, r.Memo, r.Route = strings.TrimSpace(r.Name), strings.TrimSpace(strings.ReplaceAll(r.Memo, "\r\n", "\n")), strings.TrimSpace(r.Route)
	text(&bad, "name", r.Name, LongestName, false)
	text(&bad, "memo", r.Memo, LongestMemo, true)
	text(&bad, "route", r.Route, LongestRoute, false)
	window(&bad, r.From, r.To, now)
	return bad.Err()
}

func text(bad *desk.FieldErrors, field, v string, limit int, lines bool) {
	code, message := "", ""
	switch {
	case !utf8.ValidString(v):
		code, message = "not_known", "is not UTF-8 text"
	case utf8.RuneCountInString(v) > limit:
		code, message = "too_long", fmt.Sprintf("is longer than %d characters", limit)
	case strings.ContainsFunc(v, func(r rune) bool { return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) }):
		code, message = "not_known", "has a control character or a line break"
	default:
		return
	}
	*bad = append(*bad, desk.FieldError{Field: field, Code: code, Message: message})
}

// window checks when somebody wants to be called.
func window(bad *desk.FieldErrors, from, to, now time.Time) {
	add := func(field, message string) {
		*bad = append(*bad, desk.FieldError{Field: field, Code: "out_of_range", Message: message})
	}
	switch {
	case !to.IsZero() && !to.After(now):
		add("wanted_to", "is past: a time to come is needed")
	case !to.IsZero() && !from.IsZero() && !to.After(from):
		add("wanted_to", "is not after wanted_from")
	case to.IsZero() && !from.IsZero() && from.Before(now.Add(-time.Minute)):
		add("wanted_from", "is past: a time to come is needed")
	case from.After(now.Add(farthest)), to.After(now.Add(farthest)):
		add("wanted_from", "is more than 90 days ahead")
	}
}

// deadline is when a request is given up that nobody has called for.
func (r *Request) deadline(rules Rules) time.Time {
	last := r.Created
	for _, t := range []time.Time{r.From, r.To} {
		if t.After(last) {
			last = t
		}
	}
	return last.Add(rules.Expire)
}

// due is when to call.
func (r *Request) due() time.Time {
	if r.From.IsZero() {
		return r.Created
	}
	return r.From
}

// Event is one line of a request's history.
type Event struct {
	At     time.Time `json:"at"`
	By     string    `json:"by" doc:"such as user:boss or agent:kim; system: the program"`
	What   What      `json:"what" enum:"registered,asked_again,changed,assigned,assignment_cancelled,called,not_called,answered,attempt_ended,completed,cancelled,expired,unreached"`
	Detail string    `json:"detail,omitempty" doc:"the agent, the call, the result of an attempt, the code of the end or the way by which somebody asked again"`
}

// What happened to a request.
type What string

// The things that happen.
const (
	WasRegistered   What = "registered"
	AskedAgain      What = "asked_again" // somebody with an open request asked for another
	WasChanged      What = "changed"
	WasAssigned     What = "assigned"
	WasUnassigned   What = "assignment_cancelled"
	WasCalled       What = "called"
	NotCalled       What = "not_called" // the call that was begun was never made
	WasAnswered     What = "answered"
	AttemptEnded    What = "attempt_ended"
	WasCompleted    What = "completed"
	WasCancelled    What = "cancelled"
	HasExpired      What = "expired"
	WasNeverReached What = "unreached"

	WasRefused What = "refused" // news alone: there is no request
)

// Ends reports whether a request has its outcome by it: then the detail is the code.
func (w What) Ends() bool {
	switch w {
	case WasCompleted, WasCancelled, HasExpired, WasNeverReached:
		return true
	}
	return false
}

// System is who does what the program does by itself.
const System = "system"

// end makes a request reach its outcome. It fails where it has another one already.
func (r *Request) end(s State, by, text, code string, now time.Time) error {
	if !r.State.Open() {
		return fault.New(fault.Conflict, "the callback is %s already", r.State)
	}
	r.State, r.EndedBy, r.EndedAt, r.Result, r.Code = s, by, now, text, code
	return nil
}

// errChanged is the answer to who changes what somebody else has changed meanwhile.
func errChanged() error { return desk.ErrChanged("callback") }
