package desk

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Bounds of what is written about one customer.
const (
	MostPhones = 10
	MostFields = 30
)

// Phone is one number of a customer.
type Phone struct {
	Number string `json:"number" doc:"in any spelling; kept as E.164" maxLength:"40" example:"010-1234-5678"`
	Label  string `json:"label,omitempty" doc:"such as mobile, home, work" maxLength:"40"`
}

// Customer is a person who calls, or is called (D36 to D40).
type Customer struct {
	ID        string            `json:"id" readOnly:"true"`
	Name      string            `json:"name" maxLength:"100" example:"김하나"`
	Phones    []Phone           `json:"phones" maxItems:"10"`
	Email     string            `json:"email,omitempty" maxLength:"200"`
	BirthDate string            `json:"birth_date,omitempty" doc:"such as 1990-05-17" maxLength:"10"`
	Claim     string            `json:"claim,omitempty" doc:"claim information (클레임 정보)" maxLength:"2000"`
	Memo      string            `json:"memo,omitempty" doc:"internal memo, never told to the customer (내부 메모)" maxLength:"4000"`
	Fields    map[string]string `json:"fields,omitempty" doc:"free fields: name and value; 30 at most"`
	Blacklist *Blacklist        `json:"blacklist,omitempty" readOnly:"true" doc:"absent: not on the blacklist"`
	Hold      *Hold             `json:"legal_hold,omitempty" readOnly:"true" doc:"absent: none. While there is one nothing of the person is deleted, also when its time is over"`
	Version   int64             `json:"version" doc:"of what was loaded; a change with an older one is refused (409). 0 for a new customer" minimum:"0"`
	Created   time.Time         `json:"created_at" readOnly:"true"`
	CreatedBy string            `json:"created_by,omitempty" readOnly:"true"`
	Updated   time.Time         `json:"updated_at" readOnly:"true"`
	UpdatedBy string            `json:"updated_by,omitempty" readOnly:"true"`
}

// Has reports whether a number, as kept, is one of the customer's.
func (c Customer) Has(number string) bool {
	return slices.ContainsFunc(c.Phones, func(p Phone) bool { return p.Number == number })
}

// ErrHeld refuses to delete somebody who is under a legal hold.
var ErrHeld = fault.New(fault.Conflict, "the customer is under a legal hold: nothing of this person is deleted until it is lifted")

// ErrHeldForOther refuses to delete what is under the legal hold of somebody else, whose
// call or number it was too.
var ErrHeldForOther = fault.New(fault.Conflict, "calls or notes of this customer are under the legal hold of another customer: lift that one first")

// ErrHeldMerge refuses to give up a record that is under a legal hold.
var ErrHeldMerge = fault.New(fault.Conflict, "the record that would go is under a legal hold: merge the other one into it, or lift the hold first")

// Hold says why nothing of a customer may be deleted: a dispute, say.
type Hold struct {
	Reason string    `json:"reason,omitempty" doc:"administrators see it" example:"분쟁 2026-17"`
	By     string    `json:"by,omitempty" example:"user:boss"`
	ByName string    `json:"by_name,omitempty" readOnly:"true" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"` // never kept
	At     time.Time `json:"at"`
}

// Clean puts a customer that somebody wrote into the form that is kept, or says
// what is wrong, field by field.
func (c *Customer) Clean(region string) error {
	var bad FieldErrors
	c.Name, c.Email, c.BirthDate = strings.TrimSpace(c.Name), strings.TrimSpace(c.Email), strings.TrimSpace(c.BirthDate)
	c.Claim, c.Memo = lines(c.Claim), lines(c.Memo)
	if c.Name == "" {
		bad.add("name", "required", "is missing")
	}
	bad.text("name", c.Name, 100, false)
	bad.text("claim", c.Claim, 2000, true)
	bad.text("memo", c.Memo, 4000, true)
	if c.Email != "" {
		if a, err := mail.ParseAddress(c.Email); err != nil || a.Address != c.Email || len(c.Email) > 200 {
			bad.add("email", "not_an_email", "is not an e-mail address")
		}
	}
	if c.BirthDate != "" && !isDate(c.BirthDate) {
		bad.add("birth_date", "not_a_date", "write it like 1990-05-17")
	}
	c.Phones = cleanPhones(c.Phones, region, &bad)
	cleanFields(c.Fields, &bad)
	return bad.Err()
}

func cleanPhones(list []Phone, region string, bad *FieldErrors) []Phone {
	if len(list) > MostPhones {
		bad.add("phones", "too_long", "are more than %d", MostPhones)
		return nil
	}
	seen, out := map[string]bool{}, []Phone{}
	for i, p := range list {
		at := fmt.Sprintf("phones[%d]", i)
		bad.text(at+".label", p.Label, 40, false)
		n := Number(p.Number, region)
		switch {
		case !IsNumber(n):
			bad.add(at+".number", "not_a_phone", "is not a telephone number")
		case !seen[n]:
			seen[n] = true
			out = append(out, Phone{Number: n, Label: strings.TrimSpace(p.Label)})
		}
	}
	return out
}

func cleanFields(fields map[string]string, bad *FieldErrors) {
	if len(fields) > MostFields {
		bad.add("fields", "too_long", "are more than %d", MostFields)
		return
	}
	for k, v := range fields {
		if strings.TrimSpace(k) == "" {
			bad.add("fields", "required", "a field has no name")
		}
		bad.text("fields."+k, k, 60, false)
		bad.text("fields."+k, v, 500, true)
	}
}

// lines gives a text of several lines one kind of line break, and no blanks around.
func lines(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"))
}

// Brief is a customer in lists.
type Brief struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Numbers   []string  `json:"numbers"`
	Blacklist Effect    `json:"blacklist,omitempty" enum:"message,low_priority,refuse" doc:"absent: not on the blacklist"`
	Updated   time.Time `json:"updated_at"`
}

// Search is a search of customers: all that is set must hold. Keyset paging: After
// is Next of the page before.
type Search struct {
	Name     string // folded beginning of the name
	Initials string // first consonants that the name begins with
	// Typed is the beginning of a name that is still being typed: of 김한 it is 김하,
	// as 김하나 is typed by way of 김한, and Initials are ㄱㅎㄴ. Names that begin with
	// Name are found, and those that begin with Typed and have the Initials.
	Typed  string
	Number string // a whole number, as kept
	Last   string // last digits of a number
	After  string
	Limit  int
}

// SearchOf reads what somebody typed: a number in any spelling, last digits of one,
// first consonants or the beginning of a name. An empty text finds everybody, in
// the order of names.
func SearchOf(q, region string) Search {
	if d, ok := Digits(q); ok {
		if n := Number(q, region); strings.HasPrefix(n, "+") {
			return Search{Number: n}
		}
		return Search{Last: d}
	}
	folded := Fold(q)
	if IsInitials(folded) {
		return Search{Initials: folded}
	}
	typed, initials := composing(folded)
	if initials != "" && typed == strings.TrimRight(folded, string(leads)) && typed != "" && len(typed) < len(folded) {
		return Search{Typed: typed, Initials: initials} // 김ㅎ: no name has a consonant alone
	}
	return Search{Name: folded, Typed: typed, Initials: initials}
}

// Kind says in one word what a search is for.
func (s Search) Kind() string {
	switch {
	case s.Number != "":
		return "number"
	case s.Last != "":
		return "last digits"
	case s.Name != "" || s.Typed != "":
		return "name"
	case s.Initials != "":
		return "initials"
	}
	return "everybody"
}

// Deleted says what a deletion of a person did.
type Deleted struct {
	Consultations int      `json:"consultations" doc:"notes that are kept and say nobody"`
	Reservations  int      `json:"reservations" doc:"reservations that are kept and say nobody; open ones are cancelled"`
	Callbacks     int      `json:"callbacks" doc:"callbacks that are kept and say nobody; open ones are cancelled"`
	Calls         int      `json:"calls" doc:"calls whose numbers are gone"`
	Messages      int      `json:"messages" doc:"text messages that are kept and say nobody; those that waited are cancelled"`
	Chats         int      `json:"chats" doc:"chat rooms that are kept and say nobody"`
	Agents        []string `json:"-"` // whose lists have changed
	// Unsent are the messages that waited and are cancelled, by kind.
	Unsent map[string]int `json:"-"`
}
