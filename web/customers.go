package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// CustomerView is a customer as the caller may see it. Without the permission
// unmask, numbers, e-mail and birth date are masked; sent back as they are in a
// change, they stay what they were.
type CustomerView struct {
	desk.Customer
	Masked        bool         `json:"masked,omitempty" readOnly:"true" doc:"numbers, e-mail and birth date are masked"`
	Also          []desk.Brief `json:"also,omitempty" readOnly:"true" doc:"other customers with one of the numbers: doubles, or a family"`
	CreatedByName string       `json:"created_by_name,omitempty" readOnly:"true" doc:"what the person is called now whom created_by names; absent: it was a program, or the name could not be read"`
	UpdatedByName string       `json:"updated_by_name,omitempty" readOnly:"true" doc:"what the person is called now whom updated_by names; absent: it was a program, or the name could not be read"`
}

// CustomerPage is one page of customers.
type CustomerPage struct {
	Items  []desk.Brief `json:"items"`
	Next   string       `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
	Masked bool         `json:"masked,omitempty"`
	Kind   string       `json:"kind" enum:"everybody,name,initials,number,last digits" doc:"what q was taken for"`
}

// CustomerPath names a customer in a path.
type CustomerPath struct {
	ID string `path:"id" maxLength:"40"`
}

type customerOut struct{ Body CustomerView }

func (s *Server) customerRoutes() {
	const tag = "Customers"
	register(s, op(tag, "customers-list", http.MethodGet, "/customers", "Search customers: by the beginning of the name, its first consonants (ㄱㅎㄴ), a number in any spelling or its last digits"), s.listCustomers)
	create := op(tag, "customer-create", http.MethodPost, "/customers", "Add a customer")
	create.DefaultStatus = http.StatusCreated
	register(s, create, s.createCustomer)
	register(s, op(tag, "customer-get", http.MethodGet, "/customers/{id}", "One customer"), func(ctx context.Context, in *CustomerPath) (*customerOut, error) {
		c, err := s.Desk.Customer(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return s.customerOut(ctx, c, "customer_viewed", "")
	})
	register(s, op(tag, "customer-put", http.MethodPut, "/customers/{id}", "Change a customer; version must be the one that was loaded"), s.putCustomer)
	register(s, op(tag, "customer-delete", http.MethodPost, "/customers/{id}/delete", "Delete a person: from every table; notes, reservations and calls that are kept say nobody"), s.deleteCustomer)
	register(s, op(tag, "customer-hold", http.MethodPut, "/customers/{id}/hold", "Put a customer under a legal hold: nothing of the person is deleted, by nobody and when no time is over"), s.putHold)
	register(s, op(tag, "customer-hold-lift", http.MethodPost, "/customers/{id}/lift-hold", "Lift a legal hold: what is past its time goes within the hour"), s.liftHold)
	register(s, op(tag, "customer-merge", http.MethodPost, "/customers/{id}/merge", "Make one of two records of the same person: the history moves here, the other record goes"), s.mergeCustomer)
	register(s, op(tag, "customer-blacklist", http.MethodPut, "/customers/{id}/blacklist", "Put a customer on the blacklist, or change it; takes effect with the next call"), s.putBlacklist)
	register(s, op(tag, "customer-unblacklist", http.MethodPost, "/customers/{id}/unblacklist", "Take a customer off the blacklist"), s.unblacklist)
	register(s, op(tag, "blacklist-message", http.MethodGet, "/blacklist/message", "What callers on the blacklist hear whose effect is message"), s.barredMessage)
	register(s, op(tag, "customer-memos", http.MethodGet, "/customers/{id}/memos", "Memos of the blacklist and of merges, newest first (관리메모)"), s.memos)
	register(s, op(tag, "customer-reveal", http.MethodPost, "/customers/{id}/reveal", "Whole numbers, e-mail and birth date of a customer; logged"), s.reveal)
	call := op(tag, "customer-call", http.MethodPost, "/customers/{id}/call", "Let the agent of this log-in call a number of the customer, which may be masked")
	call.DefaultStatus = http.StatusCreated
	register(s, call, s.callCustomer)
	register(s, op(tag, "customers-export", http.MethodGet, "/customers/export", "Every customer that a search finds, as XLSX or CSV; masked without unmask"), s.exportCustomers)
}

// customerView hides what the caller may not see.
func (s *Server) customerView(id Identity, c desk.Customer) CustomerView {
	v := CustomerView{Customer: c, Masked: !id.May(people.Unmask)}
	v.Phones = []desk.Phone{}
	for _, p := range c.Phones {
		v.Phones = append(v.Phones, desk.Phone{Number: s.shown(id, p.Number), Label: p.Label})
	}
	if v.Hold != nil && id.Role != people.Administrator {
		v.Hold = &desk.Hold{At: v.Hold.At}
	}
	if v.Masked {
		v.Email, v.BirthDate = maskEmail(c.Email), maskDate(c.BirthDate)
	}
	return v
}

func (s *Server) briefs(id Identity, list []desk.Brief) []desk.Brief {
	out := []desk.Brief{}
	for _, b := range list {
		numbers := []string{}
		for _, n := range b.Numbers {
			numbers = append(numbers, s.shown(id, n))
		}
		b.Numbers = numbers
		out = append(out, b)
	}
	return out
}

// maskEmail leaves the first letter and the domain.
func maskEmail(v string) string {
	name, domain, ok := strings.Cut(v, "@")
	if !ok {
		return v
	}
	first := []rune(name)[:1]
	return string(first) + "***@" + domain
}

// maskDate leaves the year.
func maskDate(v string) string {
	if len(v) < 4 {
		return v
	}
	return v[:4] + "-**-**"
}

// customerOut answers with a customer, once that is in the access log.
func (s *Server) customerOut(ctx context.Context, c desk.Customer, action, detail string) (*customerOut, error) {
	id := who(ctx)
	if id.May(people.Unmask) {
		detail = strings.TrimPrefix(detail+" unmasked", " ")
	}
	if err := s.logAccess(ctx, action, "customer:"+c.ID, detail); err != nil {
		return nil, err
	}
	out := s.customerAnswer(ctx, c)
	v := &out.Body
	for _, p := range c.Phones {
		also, _, err := s.Desk.Customers(ctx, desk.Search{Number: p.Number, Limit: 10})
		if err != nil {
			return nil, err
		}
		for _, b := range s.briefs(listed(ctx), also) {
			if b.ID != c.ID && len(v.Also) < 10 && !hasBrief(v.Also, b.ID) {
				v.Also = append(v.Also, b)
			}
		}
	}
	return out, nil
}

// customerAnswer is a customer as the caller may see it, with the names of who wrote
// what is told of the person.
func (s *Server) customerAnswer(ctx context.Context, c desk.Customer) *customerOut {
	v := s.customerView(who(ctx), c)
	wrote := []string{c.CreatedBy, c.UpdatedBy}
	if v.Blacklist != nil {
		wrote = append(wrote, v.Blacklist.By)
	}
	if v.Hold != nil {
		wrote = append(wrote, v.Hold.By)
	}
	names := s.actorNames(ctx, wrote...)
	v.CreatedByName, v.UpdatedByName = names[c.CreatedBy], names[c.UpdatedBy]
	if v.Blacklist != nil {
		b := *v.Blacklist
		b.ByName = names[b.By]
		v.Blacklist = &b
	}
	if v.Hold != nil {
		h := *v.Hold
		h.ByName = names[h.By]
		v.Hold = &h
	}
	return &customerOut{Body: v}
}

func hasBrief(list []desk.Brief, id string) bool {
	for _, b := range list {
		if b.ID == id {
			return true
		}
	}
	return false
}

func (s *Server) listCustomers(ctx context.Context, in *struct {
	Q string `query:"q" maxLength:"100" doc:"left out: everybody, by name" example:"010-1234-5678"`
	Unmasking
	Page
}) (*struct{ Body CustomerPage }, error) {
	id, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	search := desk.SearchOf(in.Q, s.cfg.Desk.region())
	search.After, search.Limit = in.Cursor, in.Limit
	list, next, err := s.Desk.Customers(ctx, search)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "customers_searched", "customers", in.detail(fmt.Sprintf("by %s: %s", search.Kind(), ids(list)))); err != nil {
		return nil, err
	}
	return &struct{ Body CustomerPage }{CustomerPage{Items: s.briefs(id, list), Next: next, Masked: !id.May(people.Unmask), Kind: search.Kind()}}, nil
}

// CustomerInput is what people write about a customer.
type CustomerInput struct {
	Name      string            `json:"name" minLength:"1" maxLength:"100" example:"김하나"`
	Phones    []desk.Phone      `json:"phones,omitempty" maxItems:"10" doc:"in a change, masked numbers that are sent back stay what they were"`
	Email     string            `json:"email,omitempty" maxLength:"200"`
	BirthDate string            `json:"birth_date,omitempty" doc:"such as 1990-05-17" maxLength:"10"`
	Claim     string            `json:"claim,omitempty" doc:"claim information (클레임 정보)" maxLength:"2000"`
	Memo      string            `json:"memo,omitempty" doc:"internal memo (내부 메모)" maxLength:"4000"`
	Fields    map[string]string `json:"fields,omitempty" doc:"free fields: name and value; 30 at most"`
	Version   int64             `json:"version,omitempty" doc:"in a change: of what was loaded" minimum:"0"`
}

// CustomerNew is what people write about a customer who is added.
type CustomerNew struct {
	CustomerInput
	Call string `json:"call,omitempty" maxLength:"128" doc:"id of the call in which they are added: its number, which may be masked, becomes one of theirs, so that they are known on the next call"`
}

func (in CustomerInput) customer() desk.Customer {
	return desk.Customer{Name: in.Name, Phones: in.Phones, Email: in.Email, BirthDate: in.BirthDate, Claim: in.Claim, Memo: in.Memo, Fields: in.Fields, Version: in.Version}
}

func (s *Server) createCustomer(ctx context.Context, in *struct{ Body CustomerNew }) (*customerOut, error) {
	c := in.Body.customer()
	if err := c.Clean(s.cfg.Desk.region()); err != nil {
		return nil, fields(err)
	}
	detail, err := s.numberOfCall(ctx, &c, in.Body.Call)
	if err != nil {
		return nil, err
	}
	c.ID = people.NewID()
	if err := s.logAccess(ctx, "customer_created", "customer:"+c.ID, detail); err != nil {
		return nil, err
	}
	c, err = s.Desk.CreateCustomer(ctx, c, who(ctx).Actor())
	if err != nil {
		return nil, err
	}
	return s.customerAnswer(ctx, c), nil
}

// numberOfCall puts the number of a call, which must be one that the caller sees,
// before those that were written, and names the call for the access log. A caller who
// hides the number has none.
func (s *Server) numberOfCall(ctx context.Context, c *desk.Customer, call string) (string, error) {
	if call == "" {
		return "", nil
	}
	p, err := s.part(ctx, call)
	if err != nil {
		return "", err
	}
	detail := "ticket " + p.ticket.Ticket
	switch {
	case !desk.IsNumber(p.ticket.Number) || c.Has(p.ticket.Number):
		return detail, nil
	case len(c.Phones) >= desk.MostPhones:
		return "", fault.New(fault.Invalid, "with the number of the call these are more than %d numbers: leave one out", desk.MostPhones)
	}
	c.Phones = append([]desk.Phone{{Number: p.ticket.Number}}, c.Phones...)
	return detail, nil
}

func (s *Server) putCustomer(ctx context.Context, in *struct {
	CustomerPath
	Body CustomerInput
}) (*customerOut, error) {
	old, err := s.Desk.Customer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c := in.Body.customer()
	if !who(ctx).May(people.Unmask) {
		unmask(&c, old)
	}
	if err := c.Clean(s.cfg.Desk.region()); err != nil {
		return nil, fields(err)
	}
	c.ID = in.ID
	c.Blacklist = old.Blacklist
	return s.changeCustomer(ctx, c, "")
}

// changeCustomer keeps a changed customer, once that is in the access log. c.Blacklist is
// what it was before: a number more or less counts on the blacklist at once.
func (s *Server) changeCustomer(ctx context.Context, c desk.Customer, detail string) (*customerOut, error) {
	if err := s.logAccess(ctx, "customer_changed", "customer:"+c.ID, detail); err != nil {
		return nil, err
	}
	barred := c.Blacklist != nil
	c, err := s.Desk.UpdateCustomer(ctx, c, who(ctx).Actor())
	if err != nil {
		return nil, err
	}
	if barred || c.Blacklist != nil {
		if err := s.reblock(ctx); err != nil {
			return nil, err
		}
	}
	return s.customerAnswer(ctx, c), nil
}

// unmask puts back what the caller got masked and sent back as it was.
func unmask(c *desk.Customer, old desk.Customer) {
	used := map[int]bool{}
	for i, p := range c.Phones {
		if !strings.Contains(p.Number, "*") {
			continue
		}
		for j, o := range old.Phones {
			if !used[j] && acd.MaskNumber(o.Number) == p.Number {
				c.Phones[i].Number, used[j] = o.Number, true
				break
			}
		}
	}
	if c.Email == maskEmail(old.Email) {
		c.Email = old.Email
	}
	if c.BirthDate == maskDate(old.BirthDate) {
		c.BirthDate = old.BirthDate
	}
}

// Revealed are the parts of a customer that are masked elsewhere.
type Revealed struct {
	Phones    []desk.Phone `json:"phones"`
	Email     string       `json:"email,omitempty"`
	BirthDate string       `json:"birth_date,omitempty"`
}

func (s *Server) reveal(ctx context.Context, in *CustomerPath) (*struct{ Body Revealed }, error) {
	c, err := s.Desk.Customer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "customer_revealed", "customer:"+in.ID, "unmasked"); err != nil {
		return nil, err
	}
	v := s.customerView(who(ctx), c)
	return &struct{ Body Revealed }{Revealed{Phones: v.Phones, Email: c.Email, BirthDate: c.BirthDate}}, nil
}

// DialledOut tells the call that was begun.
type DialledOut struct {
	Call acd.CallID `json:"call" doc:"id of the call, as in the live view and in the history"`
}

func (s *Server) callCustomer(ctx context.Context, in *struct {
	CustomerPath
	Body struct {
		Phone   int    `json:"phone,omitempty" minimum:"0" maximum:"9" doc:"which of the customer's numbers; 0 is the first"`
		Service string `json:"service,omitempty" maxLength:"40" doc:"whose number the other side sees"`
	}
}) (*struct{ Body DialledOut }, error) {
	c, err := s.Desk.Customer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Body.Phone >= len(c.Phones) {
		return nil, fault.New(fault.Invalid, "the customer has no number %d", in.Body.Phone)
	}
	call, err := s.dialNumber(ctx, c.Phones[in.Body.Phone].Number, in.Body.Service)
	return &struct{ Body DialledOut }{DialledOut{Call: call}}, err
}

// dialNumber lets the agent of this log-in call a kept number.
func (s *Server) dialNumber(ctx context.Context, number, service string) (acd.CallID, error) {
	in := &dialIn{}
	in.Body.Number, in.Body.Service = desk.Dial(number, s.cfg.Desk.region()), service
	out, err := s.dial(ctx, in)
	if err != nil {
		return "", err
	}
	return out.Body.Call, nil
}
