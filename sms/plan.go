package sms

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// To is a recipient as somebody asks for it.
type To struct {
	Number   string            // as dialled in the country, or with + and country
	Name     string            // what {이름} and {name} say, unless Values does
	Customer string            // id; "": nobody known
	Values   map[string]string // of other variables
}

// Order is what somebody wants to send. What it says is checked by Plan.
type Order struct {
	Kind     Kind // "": by what is sent
	Sender   string
	Title    string
	Body     string
	Images   []string // ids
	Template string   // id it was made of; its rules were applied
	Ad       bool
	Kakao    *KakaoTemplate // of Alimtalk: its text is what is sent; Title, Body and Images are not
	Plain    bool           // the text is sent as it is: nothing in it is a variable
	FallBack bool           // of Alimtalk: the same text goes by SMS (MMS where it is long) where it fails
	At       time.Time      // zero: at once
	ValidFor time.Duration  // after which it is missed; 0: no time of its own
	To       []To
}

// Rules are what a plan is made by.
type Rules struct {
	Now      time.Time
	Zone     *time.Location
	Senders  []Sender
	Kinds    []Kind // that the provider sends
	Reach    Reach
	Adverts  Adverts
	BulkFrom int                  // from how many recipients a send is bulk; 0: never
	OptedOut func(To) bool        // has the recipient refused messages?
	Known    func(id string) bool // is there such an image?
}

// Planned is one message as it would be sent.
type Planned struct {
	To    To
	Title string
	Body  string
	Bytes int
	// Fields are the values of a template of Alimtalk.
	Fields map[string]string
	// Unsure are characters that some gateways show as a question mark.
	Unsure []Char
}

// Skipped is a recipient who is not sent to, and why: double or opted_out.
type Skipped struct {
	To   To
	Code string
}

// Plan is exactly what would be sent.
type Plan struct {
	Order    Order // with what was left out filled in
	Kind     Kind
	Due      time.Time // zero: at once
	Expires  time.Time // zero: no time of its own
	Moved    bool      // it was put off to the morning (W-22)
	Bulk     bool
	Messages []Planned
	Skipped  []Skipped
	Batches  int // different texts
}

// Bounds of the time that a message may be valid for.
const (
	shortestValid = time.Minute
	longestValid  = 24 * time.Hour
)

// Plan says what would be sent by an order, or everything that is wrong with it.
func (r Rules) Plan(o Order) (Plan, error) {
	var bad Problems
	o.Title, o.Body = strings.TrimSpace(Normal(o.Title)), lines(o.Body)
	o.Ad = o.Ad || IsAdvert(o.Body)
	if o.Kakao != nil {
		o.Kind, o.Title, o.Body, o.Images = Alimtalk, "", o.Kakao.Content, nil
	}
	p := Plan{Order: o}
	bad.sender(o.Sender, r.Senders)
	for i, id := range o.Images {
		if r.Known != nil && !r.Known(id) {
			bad.add(fmt.Sprintf("images[%d]", i), "not_known", "there is no such image")
		}
	}
	r.times(&p, &bad)
	texts := r.fill(&p, &bad)
	p.Kind = o.Kind
	if p.Kind == "" {
		p.Kind = SMS
		for _, m := range texts {
			if k := KindOf(m.Bytes, m.Title, len(o.Images)); k == MMS {
				p.Kind = MMS
			}
		}
	}
	if len(r.Kinds) > 0 && !slices.Contains(r.Kinds, p.Kind) {
		bad.add("kind", "not_allowed", "the provider sends no %s", strings.ToUpper(string(p.Kind)))
	}
	r.check(&p, texts, &bad)
	p.Order.Kind = p.Kind
	p.Messages = texts
	p.Bulk = r.BulkFrom > 0 && len(texts) >= r.BulkFrom
	return p, bad.Err()
}

// times checks the time of a send, and moves advertising out of the night where the centre
// wants that.
func (r Rules) times(p *Plan, bad *Problems) {
	o := &p.Order
	p.Due = o.At
	if !o.At.IsZero() {
		p.Due = o.At.Truncate(time.Second)
		bad.checkSchedule(o.At, r.Now)
	}
	if o.Ad {
		at := cmp.Or(p.Due, r.Now)
		if until, night := Night(at, r.Zone); night && r.Adverts.Morning {
			p.Due, p.Moved = until, true
		} else if night {
			bad.add("at", "advertising", "advertising is not sent from 21:00 to 08:00: choose another time")
		}
	}
	switch v := o.ValidFor; {
	case v == 0:
	case v < shortestValid || v > longestValid:
		bad.add("valid_seconds", "out_of_range", "is 60 to 86400 seconds")
	default:
		p.Expires = cmp.Or(p.Due, r.Now).Add(v)
	}
}

// fill makes the text of each recipient who is sent to.
func (r Rules) fill(p *Plan, bad *Problems) (list []Planned) {
	o := &p.Order
	if len(o.To) == 0 {
		bad.add("recipients", "required", "name at least one recipient")
	}
	if len(o.To) > MostRecipients {
		bad.add("recipients", "too_long", "are %d, and %d are the most of one send", len(o.To), MostRecipients)
		return nil
	}
	names := o.variables(o.Title)
	for _, n := range o.variables(o.Body) {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	seen := map[string]bool{}
	for i := range o.To {
		to := &o.To[i]
		at := fmt.Sprintf("recipients[%d]", i)
		if !r.recipient(to, at, bad) {
			continue
		}
		switch {
		case seen[to.Number]:
			p.Skipped = append(p.Skipped, Skipped{*to, "double"})
			continue
		case r.OptedOut != nil && r.OptedOut(*to):
			p.Skipped = append(p.Skipped, Skipped{*to, CodeOptedOut})
			continue
		}
		seen[to.Number] = true
		one, missing := o.fillFor(*to, names)
		for _, n := range missing {
			if n != "" && !slices.ContainsFunc(*bad, func(b Problem) bool { return b.Field == at+".values."+n }) {
				bad.add(at+".values."+n, "missing_variable", "{%s} has no value for %s", n, hidden(to.Number))
			}
		}
		list = append(list, one)
	}
	if len(list) == 0 && len(*bad) == 0 {
		bad.add("recipients", "opted_out", "every recipient has refused messages")
	}
	return list
}

// variables are those of a text, as far as it has any.
func (o *Order) variables(text string) []string {
	if o.Plain {
		return nil
	}
	return Variables(text)
}

// fillFor makes the text of one recipient; names are the variables.
func (o *Order) fillFor(to To, names []string) (p Planned, missing []string) {
	if o.Kakao != nil {
		return o.Kakao.fillFor(to)
	}
	if o.Plain {
		c := CountText(o.Body)
		return Planned{To: to, Title: o.Title, Body: o.Body, Bytes: c.Bytes, Unsure: c.Unsure}, nil
	}
	values := to.values(names)
	title, missing := Fill(o.Title, values)
	body, more := Fill(o.Body, values)
	c := CountText(body)
	return Planned{To: to, Title: title, Body: body, Bytes: c.Bytes, Unsure: c.Unsure}, append(missing, more...)
}

// recipient checks one recipient and puts it into the form that is kept.
func (r Rules) recipient(to *To, at string, bad *Problems) bool {
	before := len(*bad)
	switch v := ReadNumber(to.Number); v.Code {
	case "":
		if to.Number = v.Number; !r.Reach.Covers(v.Number) {
			bad.add(at+".number", "not_allowed", "%s is not sent to: the setting sms.numbers says which numbers are", hidden(v.Number))
		}
	case "too_short", "too_long":
		bad.add(at+".number", v.Code, "has not %d to %d digits", ShortestNumber, LongestNumber)
	default:
		bad.add(at+".number", v.Code, "is not a telephone number: digits only")
	}
	to.Name = value(to.Name)
	bad.name(at+".name", to.Name, 100, false)
	for name, v := range to.Values {
		if !IsVariable(name) {
			bad.add(at+".values", "not_known", "%q cannot be the name of a variable: letters, digits and _, %d at most", cut(name, 40), longestVariable)
			continue
		}
		bad.name(at+".values."+name, value(v), MostValue, false)
	}
	return len(*bad) == before
}

// nameWords are the variables that a recipient's name stands for.
var nameWords = []string{"이름", "name"}

// IsName reports whether a variable stands for the name of the recipient.
func IsName(variable string) bool { return slices.Contains(nameWords, variable) }

// values are what the variables of a text stand for. A name that is not known is none.
func (to To) values(names []string) map[string]string {
	out := map[string]string{}
	for _, n := range names {
		v, given := to.Values[n]
		switch {
		case given && value(v) != "":
			out[n] = value(v)
		case IsName(n) && to.Name != "":
			out[n] = to.Name
		}
	}
	return out
}

// check looks at every text as it would go out.
func (r Rules) check(p *Plan, texts []Planned, bad *Problems) {
	type text struct{ title, body string }
	seen := map[text]bool{}
	for _, m := range texts {
		t := text{m.Title, m.Body}
		if seen[t] {
			continue
		}
		seen[t] = true
		who := ""
		if len(texts) > 1 && len(Variables(p.Order.Title+p.Order.Body)) > 0 {
			who = " for " + hidden(m.To.Number)
		}
		if p.Order.Kakao != nil {
			r.checkKakao(p.Order, m.Body, who, bad)
			continue
		}
		bad.content(p.Kind, m.Title, m.Body, len(p.Order.Images), who)
		if p.Order.Ad {
			r.Adverts.check(bad, m.Body)
		}
		if len(*bad) >= mostProblems {
			break
		}
	}
	p.Batches = len(seen)
}

// hidden is a number as it may stand in a message: 010-****-1234.
func hidden(number string) string { return acd.MaskNumber(number) }
