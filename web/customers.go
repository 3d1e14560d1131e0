package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// CustomerView is a customer as the caller may see it. Without the permission
// unmask, numbers, e-mail and birth date are masked; sent back as they are in a
// change, they stay what they were.
type CustomerView struct {
	desk.Customer
	Masked bool         `json:"masked,omitempty" readOnly:"true" doc:"numbers, e-mail and birth date are masked"`
	Also   []desk.Brief `json:"also,omitempty" readOnly:"true" doc:"other customers with one of the numbers: doubles, or a family"`
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
	del := op(tag, "customer-delete", http.MethodDelete, "/customers/{id}", "Delete a person: from every table; notes, reservations and calls that are kept say nobody")
	register(s, del, s.deleteCustomer)
	register(s, op(tag, "customer-hold", http.MethodPut, "/customers/{id}/hold", "Put a customer under a legal hold: nothing of the person is deleted, by nobody and when no time is over"), s.putHold)
	register(s, op(tag, "customer-hold-lift", http.MethodDelete, "/customers/{id}/hold", "Lift a legal hold: what is past its time goes within the hour"), s.deleteHold)
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
	v := s.customerView(id, c)
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
	return &customerOut{Body: v}, nil
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
	return &customerOut{Body: s.customerView(who(ctx), c)}, nil
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
	return &customerOut{Body: s.customerView(who(ctx), c)}, nil
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

func (s *Server) deleteCustomer(ctx context.Context, in *struct {
	CustomerPath
	Reason string `query:"reason" required:"true" minLength:"2" maxLength:"200" doc:"why, for the access log"`
}) (*struct{ Body desk.Deleted }, error) {
	old, err := s.Desk.Customer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if old.Hold != nil {
		return nil, desk.ErrHeld
	}
	if err := s.logAccess(ctx, "customer_deleted", "customer:"+in.ID, in.Reason); err != nil {
		return nil, err
	}
	d, err := s.Desk.DeleteCustomer(ctx, in.ID, s.cfg.Desk.region())
	if err != nil {
		return nil, err
	}
	var forget acd.ForgetCaller
	for _, p := range old.Phones {
		forget.Callers = append(forget.Callers, desk.Spellings(p.Number, s.cfg.Desk.region())...)
	}
	if err := s.do(ctx, forget); err != nil { // the person is gone: what the floor remembers goes with its time
		s.Log.Error().Err(err).Msg("the floor still remembers with whom a deleted person talked last")
	}
	s.reserved(d.Agents...)
	s.tellDesks(desk.Drafts, d.Agents...)
	return &struct{ Body desk.Deleted }{d}, s.reblock(ctx)
}

// HoldInput says why nothing of a person may be deleted.
type HoldInput struct {
	Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"why, for administrators and the access log" example:"분쟁 2026-17"`
}

func (s *Server) putHold(ctx context.Context, in *struct {
	CustomerPath
	Body HoldInput
}) (*customerOut, error) {
	why := strings.TrimSpace(in.Body.Reason)
	if why == "" {
		return nil, fields(desk.FieldErrors{{Field: "reason", Code: "required", Message: "is missing: say why"}})
	}
	return s.hold(ctx, in.ID, why, "customer_held", why)
}

func (s *Server) deleteHold(ctx context.Context, in *struct {
	CustomerPath
	Reason string `query:"reason" required:"true" minLength:"2" maxLength:"200" doc:"why, for the access log"`
}) (*customerOut, error) {
	return s.hold(ctx, in.ID, "", "customer_hold_lifted", in.Reason)
}

func (s *Server) hold(ctx context.Context, id, reason, action, detail string) (*customerOut, error) {
	if err := s.logAccess(ctx, action, "customer:"+id, detail); err != nil {
		return nil, err
	}
	if err := s.Desk.SetHold(ctx, id, reason, s.cfg.Desk.region(), who(ctx).Actor()); err != nil {
		return nil, err
	}
	c, err := s.Desk.Customer(ctx, id)
	return &customerOut{Body: s.customerView(who(ctx), c)}, err
}

// MergeInput says which record of a person goes, and why.
type MergeInput struct {
	From   string `json:"from" minLength:"1" maxLength:"40" doc:"id of the record that goes"`
	Reason string `json:"reason,omitempty" maxLength:"200" doc:"why, for the memos and the access log" example:"같은 사람"`
	DryRun bool   `json:"dry_run,omitempty" doc:"true: nothing is changed; the answer is what the record would be"`
}

func (s *Server) mergeCustomer(ctx context.Context, in *struct {
	CustomerPath
	Body MergeInput
}) (*customerOut, error) {
	if in.Body.From == in.ID {
		return nil, fault.New(fault.Invalid, "from is the same customer: name the other record")
	}
	if in.Body.DryRun {
		return s.previewMerge(ctx, in.ID, in.Body.From)
	}
	why := strings.TrimSpace(in.Body.Reason)
	if err := s.logAccess(ctx, "customers_merged", "customer:"+in.ID, strings.TrimSuffix("from customer:"+in.Body.From+": "+why, ": ")); err != nil {
		return nil, err
	}
	c, err := s.Desk.MergeCustomers(ctx, in.ID, in.Body.From, why, who(ctx).Actor())
	if err != nil {
		return nil, err
	}
	return &customerOut{Body: s.customerView(who(ctx), c)}, s.reblock(ctx)
}

// previewMerge answers with what a merge would make. Both records are looked at.
func (s *Server) previewMerge(ctx context.Context, into, from string) (*customerOut, error) {
	var both [2]desk.Customer
	detail := ""
	if who(ctx).May(people.Unmask) {
		detail = "unmasked"
	}
	for i, id := range []string{into, from} {
		c, err := s.Desk.Customer(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := s.logAccess(ctx, "customer_viewed", "customer:"+id, detail); err != nil {
			return nil, err
		}
		both[i] = c
	}
	c, err := desk.Merged(both[0], both[1])
	if err != nil {
		return nil, err
	}
	return &customerOut{Body: s.customerView(who(ctx), c)}, nil
}

// reblock lets the telephone side know of a change of the blacklist.
func (s *Server) reblock(ctx context.Context) error {
	if s.Reblock == nil {
		return nil
	}
	return s.Reblock(ctx)
}

// BarredMessage is what callers on the blacklist hear whose effect is message.
type BarredMessage struct {
	Own  bool     `json:"own" doc:"the sound of the setting calls.blacklist_sound"`
	Tone []string `json:"tone" doc:"services whose callers hear a tone alone, for want of that sound and of a closed announcement" example:"[\"orders\"]"`
}

func (s *Server) barredMessage(context.Context, *struct{}) (*struct{ Body BarredMessage }, error) {
	out := BarredMessage{Tone: []string{}}
	if s.Barred != nil {
		out = s.Barred()
	}
	return &struct{ Body BarredMessage }{out}, nil
}

// BlacklistInput is what people write when they blacklist.
type BlacklistInput struct {
	Effect desk.Effect `json:"effect" enum:"message,low_priority,refuse" doc:"message: the announcement of calls.blacklist_sound, else the service's closed one, else a tone, then the call ends; low_priority: the call waits behind every other; refuse: the call is refused (603)"`
	Reason string      `json:"reason" minLength:"1" maxLength:"200" example:"폭언"`
	Memo   string      `json:"memo,omitempty" maxLength:"2000"`
}

func (s *Server) putBlacklist(ctx context.Context, in *struct {
	CustomerPath
	Body BlacklistInput
}) (*customerOut, error) {
	b := desk.Blacklist{Effect: in.Body.Effect, Reason: in.Body.Reason, Memo: in.Body.Memo}
	if err := b.Clean(); err != nil {
		return nil, fields(err)
	}
	return s.blacklist(ctx, in.ID, &b, "", "customer_blacklisted", string(b.Effect))
}

// unblacklist takes the memo in the body: proxies log addresses, and a memo is about
// somebody.
func (s *Server) unblacklist(ctx context.Context, in *struct {
	CustomerPath
	Body struct {
		Memo string `json:"memo,omitempty" maxLength:"2000" doc:"why, for the memos" example:"사과하고 다시 거래함"`
	}
}) (*customerOut, error) {
	return s.blacklist(ctx, in.ID, nil, in.Body.Memo, "customer_unblacklisted", "")
}

func (s *Server) blacklist(ctx context.Context, id string, b *desk.Blacklist, memo, action, detail string) (*customerOut, error) {
	if err := s.logAccess(ctx, action, "customer:"+id, detail); err != nil {
		return nil, err
	}
	if err := s.Desk.SetBlacklist(ctx, id, b, memo, who(ctx).Actor()); err != nil {
		return nil, err
	}
	if err := s.reblock(ctx); err != nil {
		return nil, err
	}
	c, err := s.Desk.Customer(ctx, id)
	return &customerOut{Body: s.customerView(who(ctx), c)}, err
}

// MemoPage is one page of memos.
type MemoPage struct {
	Items []desk.Memo `json:"items"`
	Next  string      `json:"next,omitempty"`
}

func (s *Server) memos(ctx context.Context, in *struct {
	CustomerPath
	Page
}) (*struct{ Body MemoPage }, error) {
	if _, err := s.Desk.Customer(ctx, in.ID); err != nil {
		return nil, err
	}
	list, next, err := s.Desk.Memos(ctx, in.ID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return &struct{ Body MemoPage }{MemoPage{Items: list, Next: next}}, s.logAccess(ctx, "customer_viewed", "customer:"+in.ID, "memos")
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

// exportWithin is how long a download may take, whatever other answers may.
const exportWithin = 15 * time.Minute

// exportCustomers streams every customer that a search finds.
func (s *Server) exportCustomers(ctx context.Context, in *struct {
	Q      string `query:"q" maxLength:"100" doc:"as in the search; left out: everybody"`
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	Reason string `query:"reason" required:"true" minLength:"2" maxLength:"200" doc:"why the data leaves the building, for the access log"`
	Unmasking
}) (*huma.StreamResponse, error) {
	id, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	search := desk.SearchOf(in.Q, s.cfg.Desk.region())
	if err := s.logAccess(ctx, "customers_exported", "customers", in.detail(fmt.Sprintf("%s by %s: %s", in.Format, search.Kind(), in.Reason))); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		name := "customers-" + time.Now().In(s.zone()).Format("20060102-1504") + "." + in.Format
		_, raw := humago.Unwrap(hc)
		http.NewResponseController(raw).SetWriteDeadline(time.Now().Add(exportWithin)) //nolint:errcheck // a writer without deadlines has none to move
		hc.SetHeader("Content-Type", sheet.ContentType(in.Format))
		hc.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		if err := s.writeCustomers(ctx, sheet.NewWriter(in.Format, hc.BodyWriter()), id, search); err != nil {
			s.Log.Error().Err(fault.WithCause(err)).Msg("an export of customers failed half-way")
			panic(http.ErrAbortHandler) // the client sees a broken download, not a short one
		}
	}}, nil
}

func (s *Server) writeCustomers(ctx context.Context, w sheet.Writer, id Identity, search desk.Search) error {
	head := []any{"id", "name", "numbers", "email", "birth_date", "claim", "memo", "blacklist", "blacklist_reason", "fields", "created_at", "updated_at"}
	if id.Language == "ko" {
		head = []any{"번호", "이름", "전화번호", "이메일", "생년월일", "클레임", "메모", "블랙리스트", "블랙리스트 사유", "기타", "등록", "수정"}
	}
	if err := w.Row(head...); err != nil {
		return err
	}
	zone := s.zone()
	err := s.Desk.ExportCustomers(ctx, search, func(c desk.Customer) error {
		v := s.customerView(id, c)
		numbers := make([]string, len(v.Phones))
		for i, p := range v.Phones {
			numbers[i] = p.Number
		}
		effect, reason := "", ""
		if v.Blacklist != nil {
			effect, reason = string(v.Blacklist.Effect), v.Blacklist.Reason
		}
		return w.Row(v.ID, v.Name, strings.Join(numbers, ", "), v.Email, v.BirthDate, v.Claim, v.Memo, effect, reason, pairs(v.Fields), v.Created.In(zone), v.Updated.In(zone))
	})
	if err != nil {
		return err
	}
	return w.Close()
}

// pairs writes fields as one text, in the order of their names.
func pairs(fields map[string]string) string {
	parts := make([]string, 0, len(fields))
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, k+": "+fields[k])
	}
	return strings.Join(parts, "; ")
}
