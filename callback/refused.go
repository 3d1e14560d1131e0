package callback

import "github.com/callfloor/callfloor/fault"

// Why says why no request is taken.
type Why string

// The reasons.
const (
	Off           Why = "off"           // callbacks are not in use
	NotANumber    Why = "not_a_phone"   // nobody can be reached at it: none, hidden, short
	International Why = "international" // another country's
	Premium       Why = "premium"       // it costs extra
	Emergency     Why = "emergency"     // the police's, the fire brigade's
	Own           Why = "own"           // it leads to this centre
	Blocked       Why = "blocked"       // its calls are turned away by the blacklist
	TooOften      Why = "too_often"     // the caller has asked for so many other numbers already
	DoNotCall     Why = "do_not_call"   // somebody asked not to be called
)

var whyTexts = map[Why]string{
	Off:           "callbacks are not in use here: an administrator switches them on with the setting callbacks.enabled",
	NotANumber:    "is not a number that can be called back: write a whole telephone number of the country",
	International: "is a number of another country: callbacks go to numbers of the country alone",
	Premium:       "is a number that costs extra: nobody is called back there",
	Emergency:     "is an emergency number: nobody is called back there",
	Own:           "is a number of this centre: write the number of the person to call",
	Blocked:       "is on the blacklist: take the customer off it first",
	TooOften:      "is one more than a caller may have called within a day: callers ask for the numbers from which they call",
	DoNotCall:     "is on the list of numbers not to call: take it off there first",
}

// Refused says why no request is taken (W-24). A voice menu and a form say it in
// words of their own, by Why.
type Refused struct{ Why Why }

// Error implements error.
func (r *Refused) Error() string { return whyTexts[r.Why] }

// Unwrap gives the refusal its fault code.
func (r *Refused) Unwrap() error {
	code := fault.Invalid
	if r.Why == Off {
		code = fault.Denied
	}
	return fault.New(code, "%s", r.Error())
}

// Gone says which requests are not as they were when somebody chose them: nothing was
// done with any.
type Gone struct {
	IDs []string // of those
}

// Error implements error.
func (g *Gone) Error() string {
	return "some of these callbacks are not as they were: somebody else was faster; load the list again"
}

// Unwrap gives it its fault code.
func (g *Gone) Unwrap() error { return fault.New(fault.Conflict, "%s", g.Error()) }
