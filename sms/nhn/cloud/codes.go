package cloud

import (
	"strconv"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/wire"
)

// Result is what a code of the API means for a request, or for one recipient of it.
type Result struct {
	Class sms.Class
	Says  sms.Saying
}

// Never is a result that refuses for good.
func Never(ko, en string) Result { return Result{sms.Never, sms.Saying{Ko: ko, En: en}} }

// OfAccount is a result that refuses everything until somebody acts.
func OfAccount(ko, en string) Result { return Result{sms.Account, sms.Saying{Ko: ko, En: en}} }

// Again is a result that refuses for now.
func Again(ko, en string) Result { return Result{sms.Again, sms.Saying{Ko: ko, En: en}} }

// Unknown is a result that does not say whether anything was taken.
func Unknown(ko, en string) Result { return Result{sms.Unknown, sms.Saying{Ko: ko, En: en}} }

// Codes are those of one product: of requests, and of what became of messages.
type Codes struct {
	Requests   map[int]Result
	Deliveries map[string]sms.Saying
}

// Explain says what a code means, of a request or of a message.
func (c Codes) Explain(code string) (sms.Saying, bool) {
	if s, ok := c.Deliveries[code]; ok {
		return s, true
	}
	if n, err := strconv.Atoi(code); err == nil {
		if r, ok := c.Requests[n]; ok {
			return r.Says, true
		}
	}
	if len(code) == 4 && code[:2] == "E9" {
		return sms.Saying{Ko: "발송사 쪽 오류", En: "a failure at the provider"}, true
	}
	return wire.Explain(code)
}

// Text says a code in English, or in the provider's words where it is not known.
func (c Codes) Text(code, said string) string {
	if s, ok := c.Explain(code); ok {
		return s.En
	}
	return wire.Text(said)
}

// Fault is what a code of a whole answer means. One that is not known is Unknown: a later
// version of the API may fail in ways that have taken something.
func (c Codes) Fault(code int, said string) (*sms.Fault, bool) {
	f := &sms.Fault{Class: sms.Unknown, Code: strconv.Itoa(code), Text: c.Text(strconv.Itoa(code), said)}
	r, known := c.Requests[code]
	if known {
		f.Class = r.Class
	}
	return f, known
}
