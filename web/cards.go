package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/calls"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Card is all that the desk shows about a call: it is asked for when the call is
// offered, and after its end until the note is saved.
type Card struct {
	Call          string             `json:"call"`
	Ticket        string             `json:"ticket" doc:"such as 20261128-00042" example:"20261128-00042"`
	Agent         string             `json:"agent" doc:"whose note and draft these are"`
	Service       string             `json:"service,omitempty"`
	Channel       string             `json:"channel" enum:"in,out"`
	Number        string             `json:"number,omitempty" doc:"the other side's"`
	Masked        bool               `json:"masked,omitempty"`
	Live          bool               `json:"live" doc:"the agent is still in the call, or it rings: nothing can be saved yet"`
	Customer      *CustomerView      `json:"customer,omitempty" doc:"absent: nobody known, or several (candidates)"`
	Unlisted      *Unlisted          `json:"unlisted,omitempty" doc:"the customer's record lacks the number and has room for it; absent: it has it, or there is none"`
	Candidates    []desk.Brief       `json:"candidates" doc:"customers with this number, where there are several"`
	Consultations []ConsultationView `json:"consultations" doc:"the last of the customer, or of the number, newest first"`
	Draft         *desk.Draft        `json:"draft,omitempty" doc:"the agent's note as far as it is written"`
	Saved         *ConsultationView  `json:"saved,omitempty" doc:"the agent's note, once it is saved"`
	Form          desk.Form          `json:"form"`
	Dispositions  desk.Dispositions  `json:"dispositions"`
}

// Unlisted says of a call's number that the record of the customer lacks it.
type Unlisted struct {
	Others int `json:"others" doc:"other customers with the number, 10 at most: a family, or the number of a company" minimum:"0"`
}

func (s *Server) cardRoutes() {
	const tag = "Desk"
	register(s, op(tag, "call-card", http.MethodGet, "/calls/{id}/card", "What the desk shows about a call: ticket, customer, history, draft and form"), s.card)
	register(s, op(tag, "call-customer", http.MethodPut, "/calls/{id}/customer", "Link a call to a customer: one of the candidates, or one just added"), s.linkCustomer)
	register(s, op(tag, "call-number", http.MethodPost, "/calls/{id}/customer/number", "Add the number of a call, which may be masked, to the customer whom it is linked to: their next call finds them"), s.keepNumber)
	register(s, op(tag, "call-draft", http.MethodPut, "/calls/{id}/draft", "Keep the note as far as it is written; it survives a reload"), s.putDraft)
	register(s, op(tag, "call-consultation", http.MethodPut, "/calls/{id}/consultation", "Save the note, after the call has ended (409 while it goes on); saved again it is changed"), s.saveConsultation)
}

// callPart is a call as one agent's desk has it.
type callPart struct {
	ticket desk.Ticket
	agent  string // whose part it is
	live   bool   // that agent is in the call now, or it rings there
	spoke  bool   // the agent answered or dialled it
}

// part finds the caller's part in a call: the own one, or for who has none that of
// the last agent whom the caller sees. The ticket is made where the call is live
// and has none yet.
func (s *Server) part(ctx context.Context, call string) (callPart, error) {
	st, err := s.Floor.State(ctx)
	if err != nil {
		return callPart{}, err
	}
	var bare *desk.Ticket // of a call that has none before it is answered
	var undone []desk.Part
	for _, c := range st.Calls {
		if string(c.ID) != call {
			continue
		}
		if err := s.ensureTicket(ctx, st, c); err != nil {
			return callPart{}, err
		}
		if s.withoutTicket(c) {
			t, list := desk.TicketOf(c, s.cfg.Desk.region())
			bare, undone = &t, list
		}
		if c.About != "" { // the second call of a consultation: it is about the first
			call = string(c.About)
		}
	}
	parts, err := s.Desk.Parts(ctx, call)
	if err != nil {
		return callPart{}, err
	}
	parts = append(parts, undone...)
	sees, err := s.agentNames(ctx)
	if err != nil {
		return callPart{}, err
	}
	own, found := string(who(ctx).Agent), callPart{}
	for _, p := range parts { // the last one that the caller sees, the own one before all
		if p.Agent == own && own != "" || (own == "" || found.agent != own) && (sees == nil || slices.Contains(sees, p.Agent)) {
			found.agent, found.spoke = p.Agent, !p.Answered.IsZero()
		}
	}
	if found.agent == "" {
		return callPart{}, fault.New(fault.NotFound, "there is no call %q of yours", call)
	}
	found.live = desk.InCall(st.Calls, call, found.agent)
	if bare != nil && bare.Call == call {
		found.ticket = *bare
		return found, nil
	}
	found.ticket, err = s.Desk.Ticket(ctx, call)
	return found, err
}

// ensureTicket makes the ticket and the parts of a live call. Mostly they are there:
// they are made when the call is offered or dialled.
func (s *Server) ensureTicket(ctx context.Context, st acd.State, c acd.CallState) error {
	t, parts := desk.TicketOf(c, s.cfg.Desk.region())
	if len(parts) == 0 || s.withoutTicket(c) {
		return nil
	}
	return s.Desk.MakeTickets(ctx, st.Day, []desk.Ticket{t}, parts)
}

// withoutTicket reports whether a live call gets its ticket only when the other side
// answers.
func (s *Server) withoutTicket(c acd.CallState) bool {
	return c.Phase == acd.DialingOut && c.To == "" && c.About == "" && c.Service == "" && s.Centre.Setting(centre.SetOutTicket) != "true"
}

// ownPart is part for who writes: the agent's own.
func (s *Server) ownPart(ctx context.Context, call string) (callPart, error) {
	if _, err := ownAgent(ctx); err != nil {
		return callPart{}, err
	}
	p, err := s.part(ctx, call)
	if err == nil && p.agent != string(who(ctx).Agent) {
		return p, fault.New(fault.NotFound, "there is no call %q of yours", call)
	}
	return p, err
}

func (s *Server) card(ctx context.Context, in *CallPath) (*struct{ Body Card }, error) {
	p, err := s.part(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	id := who(ctx)
	c := Card{
		Call: p.ticket.Call, Ticket: p.ticket.Ticket, Agent: p.agent, Service: p.ticket.Service, Channel: p.ticket.Channel, Live: p.live,
		Number: s.shown(id, p.ticket.Number), Masked: !id.May(people.Unmask), Candidates: []desk.Brief{}, Consultations: []ConsultationView{},
	}
	customer, err := s.cardCustomer(ctx, &c, p.ticket)
	if err != nil {
		return nil, err
	}
	target := "number:" + acd.MaskNumber(p.ticket.Number)
	if customer != "" {
		target = "customer:" + customer
	}
	if err := s.logAccess(ctx, "card_viewed", target, "ticket "+c.Ticket+" "+ids(c.Candidates)); err != nil {
		return nil, err
	}
	if err := s.cardHistory(ctx, &c, customer, p.ticket.Number); err != nil {
		return nil, err
	}
	d, ok, err := s.Desk.Draft(ctx, c.Call, p.agent)
	if err != nil {
		return nil, err
	}
	if ok {
		c.Draft = &d
	}
	saved, err := s.Desk.ConsultationOf(ctx, c.Call, p.agent)
	switch {
	case err == nil:
		v := s.consultationView(id, saved)
		c.Saved = &v
	case !fault.Is(err, fault.NotFound):
		return nil, err
	}
	if c.Form, err = s.Desk.Form(ctx, c.Service); err != nil {
		return nil, err
	}
	if c.Dispositions, err = s.Desk.Dispositions(ctx, c.Service); err != nil {
		return nil, err
	}
	return &struct{ Body Card }{c}, nil
}

// cardCustomer fills in the customer or the candidates, and returns whose card it is.
func (s *Server) cardCustomer(ctx context.Context, c *Card, t desk.Ticket) (string, error) {
	customer := t.Customer
	if customer == "" && t.Number != "" {
		list, _, err := s.Desk.Customers(ctx, desk.Search{Number: t.Number, Limit: 10})
		if err != nil {
			return "", err
		}
		if len(list) == 1 {
			customer = list[0].ID
		} else {
			c.Candidates = s.briefs(listed(ctx), list)
		}
	}
	if customer == "" {
		return "", nil
	}
	full, err := s.Desk.Customer(ctx, customer)
	if fault.Is(err, fault.NotFound) { // deleted meanwhile
		return "", nil
	}
	if err != nil {
		return "", err
	}
	c.Customer = &s.customerAnswer(ctx, full).Body
	c.Unlisted, err = s.unlisted(ctx, full, t)
	return customer, err
}

// unlisted reports that a customer's record lacks the number of a call that is linked
// to them, and has room for it; nil where there is nothing to add.
func (s *Server) unlisted(ctx context.Context, c desk.Customer, t desk.Ticket) (*Unlisted, error) {
	if t.Customer != c.ID || !desk.IsNumber(t.Number) || c.Has(t.Number) || len(c.Phones) >= desk.MostPhones {
		return nil, nil
	}
	others, _, err := s.Desk.Customers(ctx, desk.Search{Number: t.Number, Limit: 10})
	return &Unlisted{Others: len(others)}, err
}

// cardHistory fills in the last consultations.
func (s *Server) cardHistory(ctx context.Context, c *Card, customer, number string) error {
	f := desk.ConsultationFilter{Customer: customer, Limit: 10}
	if customer == "" {
		if number == "" || len(c.Candidates) > 0 {
			return nil
		}
		f.Number = number
	}
	list, _, err := s.Desk.Consultations(ctx, f)
	for _, v := range list {
		c.Consultations = append(c.Consultations, s.consultationView(listed(ctx), v))
	}
	return err
}

func (s *Server) linkCustomer(ctx context.Context, in *struct {
	CallPath
	Body struct {
		Customer string `json:"customer" maxLength:"40" doc:"id of the customer; empty: of nobody known"`
	}
}) (*struct{}, error) {
	p, err := s.ownPart(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Customer != "" {
		if _, err := s.Desk.Customer(ctx, in.Body.Customer); err != nil {
			return nil, err
		}
	}
	if err := s.logAccess(ctx, "call_linked", "customer:"+in.Body.Customer, "ticket "+p.ticket.Ticket); err != nil {
		return nil, err
	}
	return nil, s.Desk.LinkTicket(ctx, p.ticket.Call, in.Body.Customer)
}

// keepNumber adds the number of a call to the customer whom the call is linked to. The
// number is the call's own, so that who sees it masked can add it, and none but it.
func (s *Server) keepNumber(ctx context.Context, in *struct {
	CallPath
	Body struct {
		Customer string `json:"customer" minLength:"1" maxLength:"40" doc:"id of the customer, whom the call must be linked to (409)"`
		Version  int64  `json:"version" minimum:"1" doc:"of what was loaded of the customer; an older one is refused (409)"`
	}
}) (*customerOut, error) {
	p, err := s.ownPart(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if p.ticket.Customer != in.Body.Customer {
		return nil, fault.New(fault.Conflict, "the call is not linked to this customer: link it first")
	}
	if !desk.IsNumber(p.ticket.Number) {
		return nil, fault.New(fault.Conflict, "the caller hides the number: there is none to add")
	}
	c, err := s.Desk.Customer(ctx, in.Body.Customer)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Has(p.ticket.Number): // asked twice
		return s.customerAnswer(ctx, c), nil
	case c.Version != in.Body.Version:
		return nil, desk.ErrChanged("customer")
	case len(c.Phones) >= desk.MostPhones:
		return nil, fault.New(fault.Invalid, "with the number of the call these are more than %d numbers: leave one out", desk.MostPhones)
	}
	c.Phones = append(slices.Clone(c.Phones), desk.Phone{Number: p.ticket.Number})
	return s.changeCustomer(ctx, c, "ticket "+p.ticket.Ticket)
}

func (s *Server) putDraft(ctx context.Context, in *struct {
	CallPath
	Body desk.DraftNote
}) (*struct{ Body desk.Draft }, error) {
	p, err := s.ownPart(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.Body.CheckDraft(); err != nil {
		return nil, fields(err)
	}
	_, err = s.Desk.ConsultationOf(ctx, p.ticket.Call, p.agent)
	if err == nil {
		return nil, fault.New(fault.Conflict, "the note of this call is saved already: change it there")
	}
	if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	d, err := s.Desk.PutDraft(ctx, p.ticket.Call, p.agent, in.Body)
	if err == nil {
		s.tellDesks(desk.Drafts, p.agent)
	}
	return &struct{ Body desk.Draft }{d}, err
}

func (s *Server) saveConsultation(ctx context.Context, in *struct {
	CallPath
	Body desk.DraftNote
}) (*struct{ Body ConsultationView }, error) {
	p, err := s.ownPart(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if p.live {
		return nil, fault.New(fault.Conflict, "the call is still going on: save when it has ended; what is written is kept as a draft")
	}
	if p.spoke, err = s.spoke(ctx, p.ticket.Call, p); err != nil {
		return nil, err
	}
	if !p.spoke {
		return nil, fault.New(fault.Conflict, "this call was offered and not answered here: there is no note to save")
	}
	c := desk.Consultation{
		ID: people.NewID(), Call: p.ticket.Call, Ticket: p.ticket.Ticket, Agent: p.agent, Service: p.ticket.Service, Channel: p.ticket.Channel,
		Customer: p.ticket.Customer, Number: p.ticket.Number, Saved: time.Now(),
	}
	if c.Customer == "" && in.Body.Customer == "" {
		if in.Body.Customer, err = s.onlyCustomer(ctx, p.ticket.Number); err != nil {
			return nil, err
		}
	}
	if err := s.fillNote(ctx, &c, in.Body.Note); err != nil {
		return nil, err
	}
	follow, err := s.followUp(ctx, c, in.Body.Follow)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "consultation_saved", "customer:"+c.Customer, "ticket "+c.Ticket); err != nil {
		return nil, err
	}
	for _, r := range follow {
		if err := s.logAccess(ctx, "reservation_created", "customer:"+r.Customer, "reservation "+r.ID); err != nil {
			return nil, err
		}
	}
	c, err = s.Desk.SaveConsultation(ctx, c, who(ctx).Actor(), follow...)
	if err != nil {
		return nil, err
	}
	s.tellDesks(desk.Lists|desk.Drafts, c.Agent)
	if len(follow) > 0 {
		s.reserved(c.Agent)
	}
	s.Tell(cti.About(cti.Event{
		ID: "saved-" + c.ID + "-" + strconv.FormatInt(time.Now().UnixMilli(), 36), Type: cti.WrapUpSaved, At: time.Now().UTC(),
		Agent: acd.AgentID(c.Agent), Call: acd.CallID(c.Call), Service: acd.ServiceID(c.Service), Direction: string(c.Channel), Ticket: c.Ticket,
	}, acd.AgentID(c.Agent)))
	return &struct{ Body ConsultationView }{s.consultationView(who(ctx), c)}, nil
}

// followUp is the call that is reserved along with a note, if one is. Its id is made of
// what it is for: the same note sent twice reserves one.
func (s *Server) followUp(ctx context.Context, c desk.Consultation, due *time.Time) ([]desk.Reservation, error) {
	if due == nil {
		return nil, nil
	}
	h := sha256.Sum256([]byte("follow-up\n" + c.Call + "\n" + c.Agent + "\n" + due.UTC().Format(time.RFC3339)))
	r := desk.Reservation{
		ID: hex.EncodeToString(h[:13]), Type: desk.Direct, State: desk.Open, Agent: c.Agent, Due: *due, Number: c.Number, Customer: c.Customer,
		Service: c.Service, Call: c.Call, Created: time.Now(), CreatedBy: who(ctx).Actor(),
	}
	err := s.fillReservation(ctx, &r)
	if p, ok := err.(*Problem); ok { //nolint:errorlint // as fields makes it
		for _, e := range p.Errors {
			e.Location = "body.follow_at" // the rest of the reservation is the call's
		}
	}
	return []desk.Reservation{r}, err
}

// spoke reports whether the agent of a part was in the call: what is written down
// with the ticket comes before the rows, but a killed program may have lost it.
func (s *Server) spoke(ctx context.Context, call string, p callPart) (bool, error) {
	if p.spoke {
		return true, nil
	}
	parts, err := s.History.Segments(ctx, acd.CallID(call))
	return slices.ContainsFunc(parts, func(g calls.Segment) bool {
		return string(g.Agent) == p.agent && (g.Kind == calls.SegTalk || g.Kind == calls.SegDial)
	}), err
}

// onlyCustomer returns the one customer with a number, "" where there is none or
// several.
func (s *Server) onlyCustomer(ctx context.Context, number string) (string, error) {
	if number == "" {
		return "", nil
	}
	list, _, err := s.Desk.Customers(ctx, desk.Search{Number: number, Limit: 2})
	if err != nil || len(list) != 1 {
		return "", err
	}
	return list[0].ID, nil
}

// fillNote checks a note and puts it into a consultation.
func (s *Server) fillNote(ctx context.Context, c *desk.Consultation, n desk.Note) error {
	if n.Service != "" && n.Service != c.Service {
		if err := s.serviceKnown(ctx, n.Service); err != nil {
			return err
		}
		c.Service = n.Service
	}
	if n.Customer != "" && n.Customer != c.Customer {
		if _, err := s.Desk.Customer(ctx, n.Customer); err != nil {
			return err
		}
		c.Customer = n.Customer
	}
	form, err := s.Desk.Form(ctx, c.Service)
	if err != nil {
		return err
	}
	tree, err := s.Desk.Dispositions(ctx, c.Service)
	if err != nil {
		return err
	}
	if n.Disposition != "" && n.Disposition == c.Disposition && c.DispositionName != nil { // it may have gone out of use
		tree.Items = append(slices.Clone(tree.Items), desk.Disposition{Code: c.Disposition, Name: *c.DispositionName})
	}
	n, name, err := n.Check(form, tree)
	if err != nil {
		return fields(err)
	}
	c.Disposition, c.DispositionName, c.Text, c.Fields = n.Disposition, name, n.Text, n.Fields
	return nil
}
