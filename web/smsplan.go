package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// planned is a request that was checked, and what is kept of it.
type planned struct {
	plan    sms.Plan
	make    sms.Make
	digest  string
	order   map[string]int // kept number -> its place among the recipients
	limited error          // a limit that is reached
}

// planSMS checks a request as a whole and makes what would be kept of it.
func (s *Server) planSMS(ctx context.Context, in SMSInput) (p planned, _ error) {
	now := arrival(ctx)
	rules, err := s.rules(ctx, now)
	if err != nil {
		return p, err
	}
	if err := s.ofTemplate(ctx, &in); err != nil {
		return p, err
	}
	order := sms.Order{Kind: in.Kind, Sender: in.Sender, Title: in.Title, Body: in.Body, Images: in.Images, Template: in.Template, Ad: in.Ad, At: in.At, ValidFor: time.Duration(in.Valid) * time.Second}
	if order.To, err = s.recipients(ctx, in); err != nil {
		return p, err
	}
	order.FallBack = in.FallBack
	if order.Kakao, err = s.kakaoTemplate(ctx, in); err != nil {
		return p, err
	}
	numbers := make([]string, len(order.To))
	for i, to := range order.To {
		numbers[i] = s.keptNumber(sms.ReadNumber(to.Number).Number)
	}
	out, err := s.refusing(ctx, numbers, order.Ad || sms.IsAdvert(order.Body))
	if err != nil {
		return p, err
	}
	rules.OptedOut = func(to sms.To) bool { return out[s.keptNumber(to.Number)] }
	there, err := s.SMS.SMSImagesThere(ctx, in.Images)
	if err != nil {
		return p, err
	}
	rules.Known = func(id string) bool { return there[id] }
	if p.plan, err = rules.Plan(order); err != nil {
		return p, s.smsProblem(err, nil)
	}
	p.order = map[string]int{}
	for i, n := range numbers {
		if _, twice := p.order[n]; !twice {
			p.order[n] = i
		}
	}
	p.limited, err = s.makeSMS(ctx, &p, now)
	return p, err
}

// refusing returns which of some numbers have refused what is sent.
func (s *Server) refusing(ctx context.Context, numbers []string, ad bool) (map[string]bool, error) {
	if !ad && s.Centre.Setting(centre.SetSMSOptOuts) == "advertising" {
		return nil, nil
	}
	return s.SMS.OptedOutSMS(ctx, numbers)
}

// ofTemplate takes from a template what was left out, and refuses what must not be changed.
func (s *Server) ofTemplate(ctx context.Context, in *SMSInput) error {
	if in.Template == "" {
		return nil
	}
	t, err := s.SMS.SMSTemplate(ctx, in.Template)
	if err != nil {
		return err
	}
	all, _, err := s.SMS.SMSCategories(ctx)
	if err != nil {
		return err
	}
	used, editable := sms.Effective(t, all)
	if !used {
		return fault.New(fault.Conflict, "the template %q is not in use: choose another", t.Name)
	}
	if !editable {
		var bad sms.Problems
		for _, f := range []struct {
			field    string
			as, want string
		}{{"kind", string(in.Kind), string(t.Kind)}, {"title", in.Title, t.Title}, {"body", in.Body, t.Body}, {"sender", in.Sender, t.Sender}} {
			if f.as != "" && f.as != f.want && !(f.field == "sender" && t.Sender == "") {
				bad = append(bad, sms.Problem{Field: f.field, Code: "locked", Message: "the template cannot be changed: leave it out, or choose another"})
			}
		}
		if in.Images != nil && !slices.Equal(in.Images, t.Images) {
			bad = append(bad, sms.Problem{Field: "images", Code: "locked", Message: "the template cannot be changed: leave it out, or choose another"})
		}
		if len(bad) > 0 {
			return s.smsProblem(bad, nil)
		}
	}
	if in.Kind == "" && (in.Body == "" || in.Body == t.Body) {
		in.Kind = t.Kind
	}
	if in.Title == "" {
		in.Title = t.Title
	}
	if in.Body == "" {
		in.Body = t.Body
	}
	if in.Sender == "" {
		in.Sender = t.Sender
	}
	if in.Images == nil {
		in.Images = t.Images
	}
	in.Ad = in.Ad || t.Ad
	return nil
}

// recipients resolves who is to be sent to: masked numbers are those of customers, calls and
// conversations that the caller sees.
func (s *Server) recipients(ctx context.Context, in SMSInput) ([]sms.To, error) {
	list := make([]sms.To, 0, len(in.Recipients))
	region := s.cfg.Desk.region()
	for i, r := range in.Recipients {
		to := sms.To{Number: r.Number, Name: r.Name, Customer: r.Customer, Values: r.Values}
		switch {
		case r.Customer != "" && r.Number == "":
			c, err := s.Desk.Customer(ctx, r.Customer)
			if err != nil {
				return nil, err
			}
			if r.Phone >= len(c.Phones) {
				return nil, fault.New(fault.Invalid, "the customer has no number %d", r.Phone+1)
			}
			to.Number = desk.Dial(c.Phones[r.Phone].Number, region)
			if to.Name == "" {
				to.Name = c.Name
			}
		case r.Call != "":
			p, err := s.part(ctx, r.Call)
			if err != nil {
				return nil, err
			}
			to.Number, to.Customer = desk.Dial(p.ticket.Number, region), p.ticket.Customer
		case r.Conversation != "":
			c, err := s.conversation(ctx, r.Conversation)
			if err != nil {
				return nil, err
			}
			to.Number, to.Customer = desk.Dial(c.Number, region), c.Customer
		case r.Number == "":
			return nil, s.smsProblem(sms.Problems{{Field: fmt.Sprintf("recipients[%d].number", i), Code: "required", Message: "is missing"}}, nil)
		}
		list = append(list, to)
	}
	for _, n := range sms.Recipients(in.List).Numbers {
		list = append(list, sms.To{Number: n.Text})
		if len(list) > sms.MostRecipients {
			return nil, s.smsProblem(sms.Problems{{Field: "recipients", Code: "too_long", Message: fmt.Sprintf("are more than %d, which are the most of one send", sms.MostRecipients)}}, nil)
		}
	}
	if err := s.nameRecipients(ctx, list); err != nil {
		return nil, err
	}
	valuesOfAll(list, in.Values)
	return list, nil
}

// valuesOfAll gives to each recipient what all of them have, unless it has its own.
func valuesOfAll(list []sms.To, all map[string]string) {
	if len(all) == 0 {
		return
	}
	for i := range list {
		to := &list[i]
		values := maps.Clone(to.Values)
		if values == nil {
			values = map[string]string{}
		}
		for name, v := range all {
			if values[name] == "" && (to.Name == "" || !sms.IsName(name)) {
				values[name] = v
			}
		}
		to.Values = values
	}
}

// checkCustomers leaves the customer of a recipient only where that customer has the number:
// who asks says both.
func (s *Server) checkCustomers(ctx context.Context, list []sms.To, of map[string]desk.Brief) error {
	read := map[string][]desk.Phone{}
	for i := range list {
		to := &list[i]
		number := s.keptNumber(sms.ReadNumber(to.Number).Number)
		if to.Customer == "" || of[number].ID == to.Customer {
			continue
		}
		phones, there := read[to.Customer]
		if !there {
			c, err := s.Desk.Customer(ctx, to.Customer)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			phones = c.Phones
			read[to.Customer] = phones
		}
		if !slices.ContainsFunc(phones, func(p desk.Phone) bool { return p.Number == number }) {
			to.Customer = ""
		}
	}
	return nil
}

// nameRecipients finds the customer of each number that exactly one has.
func (s *Server) nameRecipients(ctx context.Context, list []sms.To) error {
	var numbers []string
	for _, to := range list {
		numbers = append(numbers, s.keptNumber(sms.ReadNumber(to.Number).Number))
	}
	numbers = slices.DeleteFunc(numbers, func(n string) bool { return n == "" })
	of := map[string]desk.Brief{}
	if len(numbers) > 0 {
		var err error
		if of, err = s.Desk.CustomersOf(ctx, numbers); err != nil {
			return err
		}
	}
	if err := s.checkCustomers(ctx, list, of); err != nil {
		return err
	}
	for i := range list {
		to := &list[i]
		c, ok := of[s.keptNumber(sms.ReadNumber(to.Number).Number)]
		if !ok || to.Customer != "" && to.Customer != c.ID {
			continue
		}
		to.Customer = c.ID
		if to.Name == "" {
			to.Name = c.Name
		}
	}
	return nil
}

// makeSMS makes what is kept of a plan: batches of one text each, as large as the provider
// takes them. limited is the limit that it would be refused by.
func (s *Server) makeSMS(ctx context.Context, p *planned, now time.Time) (limited, err error) {
	plan, id := p.plan, people.NewID()
	m := sms.Make{Address: from(ctx), Send: sms.Send{ID: id, Kind: plan.Kind, Sender: plan.Order.Sender, Title: plan.Order.Title, Body: plan.Order.Body, Images: plan.Order.Images,
		Template: plan.Order.Template, Ad: plan.Order.Ad, Bulk: plan.Bulk, Recipients: len(plan.Messages), Agent: string(who(ctx).Agent), By: who(ctx).Actor(), Created: now.Round(0)}}
	if !plan.Due.IsZero() {
		due := plan.Due
		m.Send.Due = &due
	}
	if !plan.Expires.IsZero() {
		expires := plan.Expires
		m.Send.Expires = &expires
	}
	state := s.Texter.Condition()
	m.Remote = m.Send.Due != nil && state.Keeps && s.Centre.Setting(centre.SetSMSSchedule) == "provider"
	most := max(1, state.Able.Recipients)
	code := ""
	if plan.Order.Kakao != nil {
		code = plan.Order.Kakao.Code
	}
	type text struct{ title, body string }
	open := map[text]int{} // the last batch of each text
	var numbers []string
	for i, msg := range plan.Messages {
		t := text{msg.Title, msg.Body}
		b, there := open[t]
		if !there || len(m.Batches[b].Messages) >= most {
			m.Batches = append(m.Batches, sms.NewBatch{ID: people.NewID(), Title: msg.Title, Body: msg.Body, Template: code, FallBack: plan.Order.FallBack && code != ""})
			b = len(m.Batches) - 1
			open[t] = b
		}
		kept := s.keptNumber(msg.To.Number)
		numbers = append(numbers, kept)
		m.Batches[b].Messages = append(m.Batches[b].Messages, sms.NewMessage{ID: fmt.Sprintf("%s-%04d", id, i+1), Number: kept, Name: msg.To.Name, Customer: msg.To.Customer, Fields: msg.Fields})
	}
	if p.digest, err = digestOf(plan, numbers); err != nil {
		return nil, err
	}
	if m.Limits, err = s.limits(ctx, plan, numbers, now); err != nil {
		return nil, err
	}
	if m.Strangers, err = s.strangers(ctx, plan, numbers); err != nil {
		return nil, err
	}
	p.make = m
	return s.smsProblem(s.SMS.CheckSMS(ctx, m), p.order), nil
}

// digestOf names exactly what would be sent.
func digestOf(plan sms.Plan, numbers []string) (string, error) {
	type message struct{ Number, Title, Body string }
	all := struct {
		Kind     sms.Kind
		Sender   string
		Due      int64
		Ad       bool
		Images   []string
		FallBack bool
		Messages []message
	}{plan.Kind, plan.Order.Sender, plan.Due.Unix(), plan.Order.Ad, plan.Order.Images, plan.Order.FallBack, nil}
	for i, m := range plan.Messages {
		all.Messages = append(all.Messages, message{numbers[i], m.Title, m.Body})
	}
	data, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("name a preview: %w", err)
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:10]), nil
}

// limits are what holds now (W-21).
func (s *Server) limits(ctx context.Context, plan sms.Plan, numbers []string, now time.Time) (sms.Limits, error) {
	day, _ := s.dayOf(now)
	l := sms.Limits{Now: now, Day: day, PerMinute: s.settingInt(centre.SetSMSMinute), PerDay: s.settingInt(centre.SetSMSNumberDay), PerAddress: s.settingInt(centre.SetSMSAddress), Budget: s.settingInt(centre.SetSMSDay)}
	if plan.Bulk {
		return l, nil
	}
	var err error
	l.Conversations, err = s.SMS.SMSWaiting(ctx, plan.Order.Sender, numbers)
	return l, err
}

// strangers counts the recipients whom the centre does not know. A bulk send was confirmed by
// who has the right to it, and is not held against the address.
func (s *Server) strangers(ctx context.Context, plan sms.Plan, numbers []string) (int, error) {
	if plan.Bulk || s.settingInt(centre.SetSMSAddress) == 0 {
		return 0, nil
	}
	known, err := s.SMS.KnownSMS(ctx, numbers, s.cfg.Desk.region())
	if err != nil {
		return 0, err
	}
	return len(numbers) - len(known), nil
}

func (s *Server) skipped(id Identity, list []sms.Skipped) []SMSSkipped {
	out := []SMSSkipped{}
	for _, v := range list {
		out = append(out, SMSSkipped{s.shown(id, s.keptNumber(v.To.Number)), v.To.Name, v.Code})
	}
	return out
}
