package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// Desk is what the web needs of the store for the desk. Lists are pages: the next
// one begins at the returned cursor, "" on the last page. Errors carry fault codes;
// a change of what has changed meanwhile is fault.Conflict.
type Desk interface {
	Customers(ctx context.Context, s desk.Search) ([]desk.Brief, string, error)
	Customer(ctx context.Context, id string) (desk.Customer, error)
	// CustomersOf returns the one customer of each number that has exactly one.
	CustomersOf(ctx context.Context, numbers []string) (map[string]desk.Brief, error)
	CreateCustomer(ctx context.Context, c desk.Customer, by string) (desk.Customer, error)
	UpdateCustomer(ctx context.Context, c desk.Customer, by string) (desk.Customer, error)
	// SetHold puts a customer under a legal hold, or lifts it (reason "").
	SetHold(ctx context.Context, id, reason, region, by string) error
	// DeleteCustomer deletes a person from every table; what is kept says nobody.
	DeleteCustomer(ctx context.Context, id, region string) (desk.Deleted, error)
	// MergeCustomers moves everything of from to into and deletes from; why stands in
	// a memo.
	MergeCustomers(ctx context.Context, into, from, why, by string) (desk.Customer, error)
	// SetBlacklist puts a customer on the blacklist, or takes them off (nil).
	SetBlacklist(ctx context.Context, id string, b *desk.Blacklist, memo, by string) error
	Memos(ctx context.Context, customer, after string, limit int) ([]desk.Memo, string, error)
	// ExportCustomers calls fn with every customer that a search finds.
	ExportCustomers(ctx context.Context, s desk.Search, fn func(desk.Customer) error) error

	// Known returns what ids stand for now, read by primary keys.
	Known(ctx context.Context, ids desk.IDs) (desk.Known, error)

	Ticket(ctx context.Context, call string) (desk.Ticket, error)
	// CallOfTicket returns the call that has a ticket, "" where none has.
	CallOfTicket(ctx context.Context, ticket string) (string, error)
	MakeTickets(ctx context.Context, day string, list []desk.Ticket, parts []desk.Part) error
	LinkTicket(ctx context.Context, call, customer string) error
	Parts(ctx context.Context, call string) ([]desk.Part, error)
	Draft(ctx context.Context, call, agent string) (desk.Draft, bool, error)
	// Drafts returns what an agent has written and not saved, newest first.
	Drafts(ctx context.Context, agent string, limit int) ([]desk.OpenDraft, error)
	PutDraft(ctx context.Context, call, agent string, n desk.DraftNote) (desk.Draft, error)
	// SaveConsultation saves the note of an agent about a call; saved again it is
	// changed, or left alone where nothing differs. What is reserved along with it is
	// kept with it or not at all; a reservation whose id is there stays.
	SaveConsultation(ctx context.Context, c desk.Consultation, by string, along ...desk.Reservation) (desk.Consultation, error)
	UpdateConsultation(ctx context.Context, c desk.Consultation, by string) (desk.Consultation, error)
	Consultation(ctx context.Context, id string) (desk.Consultation, error)
	ConsultationOf(ctx context.Context, call, agent string) (desk.Consultation, error)
	Consultations(ctx context.Context, f desk.ConsultationFilter) ([]desk.Consultation, string, error)
	CountConsultations(ctx context.Context, agent string, from, to time.Time) (desk.Counts, error)
	Revisions(ctx context.Context, consultation string) ([]desk.Revision, error)

	Form(ctx context.Context, service string) (desk.Form, error)
	PutForm(ctx context.Context, f desk.Form, c people.Change) (desk.Form, error)
	Dispositions(ctx context.Context, service string) (desk.Dispositions, error)
	PutDispositions(ctx context.Context, d desk.Dispositions, c people.Change) (desk.Dispositions, error)
	Templates(ctx context.Context, f desk.TemplateFilter) ([]desk.Template, string, error)
	PutTemplate(ctx context.Context, t desk.Template, create bool, c people.Change) (desk.Template, error)
	DeleteTemplate(ctx context.Context, id string, version int64, c people.Change) error
	// UndoDesk takes back what a change made of a form, of dispositions or a template.
	UndoDesk(ctx context.Context, e people.Edit, c people.Change) error
	// StandsDesk reports whether such a thing is still what an edit made of it: else
	// UndoDesk refuses.
	StandsDesk(ctx context.Context, e people.Edit) (bool, error)

	CreateReservations(ctx context.Context, list []desk.Reservation, by string) error
	Reservation(ctx context.Context, id string) (desk.Reservation, error)
	// UpdateReservation stores a changed reservation with a line of its history.
	UpdateReservation(ctx context.Context, r desk.Reservation, e desk.ReservationEvent) (desk.Reservation, error)
	// UpdateReservations is UpdateReservation for many: all of them or none.
	UpdateReservations(ctx context.Context, list []desk.ReservationChange) error
	Reservations(ctx context.Context, f desk.ReservationFilter) ([]desk.Reservation, string, error)
	CountReservations(ctx context.Context, agents []string, nobody, requests bool) (desk.ReservationCounts, error)
	ReservationHistory(ctx context.Context, id string) ([]desk.ReservationEvent, error)
}

// Orders asks shops for orders.
type Orders interface {
	// Linked reports whether a service has a shop.
	Linked(service string) bool
	Orders(ctx context.Context, q desk.OrderQuery) (list []desk.Order, partial bool, err error)
}

// DeskConfig are settings of the desk.
type DeskConfig struct {
	Region  string       // country of numbers without a country code; "" is KR
	Compare desk.Compare // "" is all
}

func (c DeskConfig) region() string {
	if c.Region == "" {
		return "KR"
	}
	return c.Region
}

func (s *Server) deskRoutes() {
	s.customerRoutes()
	s.cardRoutes()
	s.draftRoutes()
	s.consultationRoutes()
	s.formRoutes()
	s.templateRoutes()
	s.reservationRoutes()
	s.orderRoutes()
	s.deskFigureRoutes()
}

// Page is the cursor of lists.
type Page struct {
	Cursor string `query:"cursor" maxLength:"600" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// op describes an operation of the desk.
func op(tag, id, method, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{tag}, Summary: summary}
}

// fields turns what is wrong with a form into a problem that names each field: its
// location is body.FIELD, its message "CODE: what is wrong".
func fields(err error) error {
	bad, ok := err.(desk.FieldErrors) //nolint:errorlint // Clean returns nothing else
	if !ok || len(bad) == 0 {
		return err
	}
	p := &Problem{Title: http.StatusText(http.StatusUnprocessableEntity), Status: http.StatusUnprocessableEntity, Detail: bad.Error(), Code: fault.Invalid}
	for _, f := range bad {
		p.Errors = append(p.Errors, &huma.ErrorDetail{Location: "body." + f.Field, Message: f.Code + ": " + f.Message})
	}
	return p
}

// shown is a kept number as the caller may see it: in the country's spelling, or
// masked.
func (s *Server) shown(id Identity, number string) string {
	if number != "" && id.May(people.Unmask) {
		return desk.National(number, s.cfg.Desk.region())
	}
	return acd.MaskNumber(number)
}

// ownAgent is the agent of this log-in.
func ownAgent(ctx context.Context) (string, error) {
	if a := who(ctx).Agent; a != "" {
		return string(a), nil
	}
	return "", fault.New(fault.Invalid, "this log-in is of nobody who takes calls")
}

// agentNames returns the ids of the agents that the caller sees; nil for an
// administrator, who sees everything.
func (s *Server) agentNames(ctx context.Context) ([]string, error) {
	if who(ctx).Role == people.Administrator {
		return nil, nil
	}
	own, err := s.ownAgents(ctx)
	list := make([]string, len(own))
	for i, a := range own {
		list[i] = string(a)
	}
	return list, err
}

// zone is the centre's time zone.
func (s *Server) zone() *time.Location {
	l, err := time.LoadLocation(s.Centre.Profile().TimeZone)
	if err != nil {
		return time.UTC // Profile.Check refuses it before
	}
	return l
}

// dayOf returns the first moment of a day and of the next one, in the centre's time
// zone.
func (s *Server) dayOf(day time.Time) (from, to time.Time) {
	y, m, d := day.In(s.zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, s.zone()), time.Date(y, m, d+1, 0, 0, 0, 0, s.zone())
}

// serviceKnown refuses services that do not exist; "" is allowed.
func (s *Server) serviceKnown(ctx context.Context, id string) error {
	if id == "" {
		return nil
	}
	list, err := s.Centre.Services(ctx)
	if err != nil {
		return err
	}
	for _, sv := range list {
		if sv.ID == id {
			return nil
		}
	}
	return fault.New(fault.NotFound, "there is no service %q", id)
}

// ids names up to twenty people in the access log.
func ids(list []desk.Brief) string {
	names := make([]string, 0, 20)
	for _, b := range list[:min(len(list), 20)] {
		names = append(names, b.ID)
	}
	text := strings.Join(names, " ")
	if len(list) > 20 {
		text += " ..."
	}
	return text
}

// changed tells the open desks of agents that lists of theirs have changed.
func (s *Server) changed(agents ...string) { s.tellDesks(desk.Lists, agents...) }

// tellDesks tells the open desks of agents what has changed.
func (s *Server) tellDesks(what desk.What, agents ...string) {
	if s.Feed != nil {
		s.Feed.Changed(what, slices.DeleteFunc(agents, func(a string) bool { return a == "" })...)
	}
}

// reserved tells open desks, and managers who look, that reservations of agents have
// changed; "" is nobody's.
func (s *Server) reserved(agents ...string) {
	if s.Feed != nil {
		s.Feed.Reserved(agents...)
	}
}
