package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// ReservationView is a reservation as the caller may see it.
type ReservationView struct {
	desk.Reservation
	Masked bool `json:"masked,omitempty" doc:"number is masked: POST /reservations/{id}/call calls it all the same"`
}

// ReservationPage is one page of reservations.
type ReservationPage struct {
	Items  []ReservationView      `json:"items"`
	Next   string                 `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
	Counts desk.ReservationCounts `json:"counts" doc:"open ones by type, of whoever the list is about"`
}

// ReservationInput is what people write of a reservation.
type ReservationInput struct {
	Agent    *string   `json:"agent,omitempty" doc:"who is to call; left out: the agent of this log-in, in a change who it was. Managers name one of theirs, or nobody (empty)" maxLength:"40"`
	Due      time.Time `json:"due_at" doc:"when to call" example:"2026-11-28T15:10:00+09:00"`
	Number   string    `json:"number,omitempty" doc:"in any spelling; left out: the customer's first, or what it was" maxLength:"40" example:"010-1234-5678"`
	Customer string    `json:"customer,omitempty" doc:"id; left out: found by the number where exactly one customer has it" maxLength:"40"`
	Name     string    `json:"name,omitempty" doc:"whom to ask for; left out: the customer's name" maxLength:"100"`
	Service  string    `json:"service,omitempty" maxLength:"40" doc:"whose number the call shows"`
	Call     string    `json:"call,omitempty" maxLength:"128" doc:"id of the call in which it is made: number and customer may be left out then"`
	Memo     string    `json:"memo,omitempty" maxLength:"1000"`
	Version  int64     `json:"version,omitempty" doc:"in a change: of what was loaded" minimum:"0"`
}

// ReservationPath names a reservation in a path.
type ReservationPath struct {
	ID string `path:"id" maxLength:"40"`
}

type reservationOut struct{ Body ReservationView }

func (s *Server) reservationRoutes() {
	const tag = "Reservations"
	register(s, op(tag, "reservations-list", http.MethodGet, "/reservations", "Reservations in the order of their times (agents: their own; managers: of their agents, and of nobody)"), s.listReservations)
	create := op(tag, "reservation-create", http.MethodPost, "/reservations", "Reserve a call")
	create.DefaultStatus = http.StatusCreated
	register(s, create, s.createReservation)
	register(s, op(tag, "reservation-get", http.MethodGet, "/reservations/{id}", "One reservation"), func(ctx context.Context, in *ReservationPath) (*reservationOut, error) {
		r, err := s.reservation(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &reservationOut{s.reservationView(who(ctx), r)}, s.logAccess(ctx, "reservation_viewed", "customer:"+r.Customer, "reservation "+r.ID)
	})
	register(s, op(tag, "reservation-put", http.MethodPut, "/reservations/{id}", "Change a reservation, or open one again that was missed, done or cancelled, with a new time"), s.putReservation)
	register(s, op(tag, "reservation-history", http.MethodGet, "/reservations/{id}/history", "What happened to a reservation, oldest first"), func(ctx context.Context, in *ReservationPath) (*struct{ Body []desk.ReservationEvent }, error) {
		r, err := s.reservation(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		list, err := s.Desk.ReservationHistory(ctx, r.ID)
		return &struct{ Body []desk.ReservationEvent }{list}, err
	})
	register(s, op(tag, "reservation-done", http.MethodPost, "/reservations/{id}/done", "The reservation is dealt with"), s.endReservation(desk.Done))
	register(s, op(tag, "reservation-cancel", http.MethodPost, "/reservations/{id}/cancel", "The reservation is not needed any more"), s.endReservation(desk.Cancelled))
	call := op(tag, "reservation-call", http.MethodPost, "/reservations/{id}/call", "Let the agent of this log-in call the number, which may be masked")
	call.DefaultStatus = http.StatusCreated
	register(s, call, s.callReservation)
	register(s, op(tag, "reservations-assign", http.MethodPost, "/reservations/assign", "Give open reservations to agents of the own team, one each in turn"), s.assignReservations)
	imp := op(tag, "reservations-import", http.MethodPost, "/reservations/import", "Reservations from a CSV or XLSX file, checked row by row; with dry_run nothing is kept")
	imp.MaxBodyBytes = importBytes
	register(s, imp, s.importReservations)
}

func (s *Server) reservationView(id Identity, r desk.Reservation) ReservationView {
	r.Number = s.shown(id, r.Number)
	return ReservationView{Reservation: r, Masked: !id.May(people.Unmask)}
}

// reservation returns a reservation that the caller may see: the own one, one of an
// agent of the own team, and for managers those of nobody.
func (s *Server) reservation(ctx context.Context, id string) (desk.Reservation, error) {
	r, err := s.Desk.Reservation(ctx, id)
	if err != nil {
		return r, err
	}
	if r.Request && (s.callbacksOn(ctx) != nil || r.Agent == "") { // it stands among the callbacks alone
		return desk.Reservation{}, fault.New(fault.NotFound, "there is no reservation %q", id)
	}
	sees, err := s.agentNames(ctx)
	if err != nil {
		return r, err
	}
	if sees == nil || slices.Contains(sees, r.Agent) || r.Agent == "" && who(ctx).Role == people.Manager {
		return r, nil
	}
	return desk.Reservation{}, fault.New(fault.NotFound, "there is no reservation %q", id)
}

func (s *Server) listReservations(ctx context.Context, in *struct {
	Mine     bool                  `query:"mine" doc:"only those of the agent of this log-in"`
	State    desk.ReservationState `query:"state" enum:"open,done,cancelled,missed" doc:"left out: every state"`
	Type     desk.ReservationType  `query:"type" enum:"direct,bulk,callback" doc:"left out: every type"`
	Agent    string                `query:"agent" maxLength:"40" doc:"managers: of this agent; - is nobody"`
	Customer string                `query:"customer" maxLength:"40"`
	Day      string                `query:"day" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2}|today)$" patternDescription:"a day such as 2026-11-28, or today"`
	Unmasking
	Page
}) (*struct{ Body ReservationPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f := desk.ReservationFilter{State: in.State, Type: in.Type, Customer: in.Customer, After: in.Cursor, Limit: in.Limit}
	if f.Agents, err = s.agentNames(ctx); err != nil {
		return nil, err
	}
	f.Nobody, f.Requests = who(ctx).Role != people.AgentRole, s.callbacksUsed()
	switch {
	case in.Mine:
		own, err := ownAgent(ctx)
		if err != nil {
			return nil, err
		}
		f.Agents, f.Nobody = []string{own}, false
	case in.Agent == "-" && f.Nobody:
		f.Agents = []string{}
	case in.Agent != "":
		if f.Agents != nil && !slices.Contains(f.Agents, in.Agent) {
			return nil, fault.New(fault.NotFound, "there is no agent %q", in.Agent)
		}
		f.Agents, f.Nobody = []string{in.Agent}, false
	}
	var day desk.ConsultationFilter
	if err := s.dayFilter(in.Day, &day); err != nil {
		return nil, err
	}
	f.From, f.To = day.From, day.To
	list, next, err := s.Desk.Reservations(ctx, f)
	if err != nil {
		return nil, err
	}
	page := ReservationPage{Items: []ReservationView{}, Next: next}
	var names []desk.Brief
	for _, r := range list {
		page.Items = append(page.Items, s.reservationView(viewer, r))
		if r.Customer != "" {
			names = append(names, desk.Brief{ID: r.Customer})
		}
	}
	if page.Counts, err = s.Desk.CountReservations(ctx, f.Agents, f.Nobody, f.Requests); err != nil {
		return nil, err
	}
	return &struct{ Body ReservationPage }{page}, s.logAccess(ctx, "reservations_searched", "reservations", in.detail(fmt.Sprintf("%d found: %s", len(list), ids(names))))
}

// assignee checks who is to call: an agent whom the caller sees; for managers it
// may be nobody yet.
func (s *Server) assignee(ctx context.Context, agent string) error {
	if agent == "" && who(ctx).Role != people.AgentRole {
		return nil
	}
	_, err := s.agentOf(ctx, agent)
	return err
}

func (s *Server) createReservation(ctx context.Context, in *struct{ Body ReservationInput }) (*reservationOut, error) {
	b := in.Body
	r := desk.Reservation{
		ID: people.NewID(), Type: desk.Direct, State: desk.Open, Agent: string(who(ctx).Agent), Due: b.Due, Number: b.Number, Customer: b.Customer,
		Name: b.Name, Service: b.Service, Call: b.Call, Memo: b.Memo, Created: time.Now(), CreatedBy: who(ctx).Actor(),
	}
	if b.Agent != nil {
		r.Agent = *b.Agent
	}
	if err := s.assignee(ctx, r.Agent); err != nil {
		return nil, err
	}
	if err := s.ofCall(ctx, &r); err != nil {
		return nil, err
	}
	if err := s.fillReservation(ctx, &r); err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "reservation_created", "customer:"+r.Customer, "reservation "+r.ID); err != nil {
		return nil, err
	}
	if err := s.Desk.CreateReservations(ctx, []desk.Reservation{r}, who(ctx).Actor()); err != nil {
		return nil, err
	}
	s.reserved(r.Agent)
	r, err := s.Desk.Reservation(ctx, r.ID)
	return &reservationOut{s.reservationView(who(ctx), r)}, err
}

// ofCall takes what was left out from the call in which a reservation is made, which
// must be one that the caller sees.
func (s *Server) ofCall(ctx context.Context, r *desk.Reservation) error {
	if r.Call == "" {
		return nil
	}
	p, err := s.part(ctx, r.Call)
	if err != nil {
		return err
	}
	if r.Number == "" {
		r.Number = p.ticket.Number
	}
	if r.Customer == "" {
		r.Customer = p.ticket.Customer
	}
	return nil
}

// fillReservation finds what was left out and checks the whole.
func (s *Server) fillReservation(ctx context.Context, r *desk.Reservation) error {
	if err := s.serviceKnown(ctx, r.Service); err != nil {
		return err
	}
	if r.Customer != "" {
		c, err := s.Desk.Customer(ctx, r.Customer)
		if err != nil {
			return err
		}
		if r.Number == "" && len(c.Phones) > 0 {
			r.Number = c.Phones[0].Number
		}
		if r.Name == "" {
			r.Name = c.Name
		}
	}
	if err := r.Clean(s.cfg.Desk.region(), time.Now()); err != nil {
		return fields(err)
	}
	if r.Customer != "" {
		return nil
	}
	list, _, err := s.Desk.Customers(ctx, desk.Search{Number: r.Number, Limit: 2})
	if err != nil || len(list) != 1 {
		return err
	}
	r.Customer = list[0].ID
	if r.Name == "" {
		r.Name = list[0].Name
	}
	return nil
}

func (s *Server) putReservation(ctx context.Context, in *struct {
	ReservationPath
	Body ReservationInput
}) (*reservationOut, error) {
	r, err := s.reservation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if r.Request {
		return s.putRequest(ctx, r, in.Body)
	}
	before, b := r, in.Body
	if b.Number != "" && (who(ctx).May(people.Unmask) || b.Number != s.shown(who(ctx), r.Number)) {
		r.Number = b.Number
	}
	if b.Agent != nil {
		r.Agent = *b.Agent
	}
	if r.Agent != before.Agent {
		if err := s.assignee(ctx, r.Agent); err != nil {
			return nil, err
		}
	}
	if b.Customer != "" {
		r.Customer = b.Customer
	}
	r.Due, r.Name, r.Service, r.Memo, r.Version = b.Due, b.Name, b.Service, b.Memo, b.Version
	same := r.Due.Equal(before.Due) && before.State == desk.Open
	if same {
		r.Due = time.Now() // it may be due already
	}
	if err := s.fillReservation(ctx, &r); err != nil {
		return nil, err
	}
	e := desk.ReservationEvent{At: time.Now(), By: who(ctx).Actor(), What: "changed"}
	switch {
	case same:
		r.Due = before.Due
	case before.State != desk.Open:
		e.What, r.State, r.Result = "reopened", desk.Open, ""
		fallthrough
	default:
		r.Reminded = nil // the new time is told anew
	}
	if r.Agent != before.Agent {
		r.Reminded = nil
		if e.What == "changed" {
			e.What, e.Detail = "assigned", r.Agent
		}
	}
	return s.storeReservation(ctx, r, e, "reservation_changed", before.Agent)
}

func (s *Server) storeReservation(ctx context.Context, r desk.Reservation, e desk.ReservationEvent, action string, also ...string) (*reservationOut, error) {
	if err := s.logAccess(ctx, action, "customer:"+r.Customer, "reservation "+r.ID); err != nil {
		return nil, err
	}
	r, err := s.Desk.UpdateReservation(ctx, r, e)
	if err != nil {
		return nil, err
	}
	s.reserved(append(also, r.Agent)...)
	return &reservationOut{s.reservationView(who(ctx), r)}, nil
}

// ReservationEnd says how a reservation ended.
type ReservationEnd struct {
	Result  string `json:"result,omitempty" maxLength:"500" doc:"what came of it"`
	Version int64  `json:"version,omitempty" minimum:"0" doc:"of what was loaded; left out: whatever it is"`
}

func (s *Server) endReservation(state desk.ReservationState) func(context.Context, *struct {
	ReservationPath
	Body ReservationEnd
}) (*reservationOut, error) {
	return func(ctx context.Context, in *struct {
		ReservationPath
		Body ReservationEnd
	}) (*reservationOut, error) {
		r, err := s.reservation(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if r.Request {
			return s.endRequest(ctx, r, state, in.Body)
		}
		if r.State == state { // said twice
			return &reservationOut{s.reservationView(who(ctx), r)}, nil
		}
		if r.State == desk.Done || r.State == desk.Cancelled {
			return nil, fault.New(fault.Conflict, "the reservation is %s already: give it a new time to open it again", r.State)
		}
		r.State, r.Result = state, in.Body.Result
		if in.Body.Version != 0 {
			r.Version = in.Body.Version
		}
		e := desk.ReservationEvent{At: time.Now(), By: who(ctx).Actor(), What: string(state), Detail: in.Body.Result}
		return s.storeReservation(ctx, r, e, "reservation_"+string(state))
	}
}

func (s *Server) callReservation(ctx context.Context, in *ReservationPath) (*struct{ Body DialledOut }, error) {
	r, err := s.reservation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if r.Request {
		call, err := s.callRequest(ctx, r)
		return &struct{ Body DialledOut }{DialledOut{Call: call}}, err
	}
	if r.State != desk.Open && r.State != desk.Missed {
		return nil, fault.New(fault.Conflict, "the reservation is %s already: give it a new time to open it again", r.State)
	}
	call, err := s.dialNumber(ctx, r.Number, r.Service)
	if err != nil {
		return nil, err
	}
	r.ResultCall = string(call)
	e := desk.ReservationEvent{At: time.Now(), By: who(ctx).Actor(), What: "called", Detail: string(call)}
	if _, err := s.Desk.UpdateReservation(ctx, r, e); err != nil { // the phone rings already
		s.Log.Error().Err(fault.WithCause(err)).Str("call", string(call)).Msg("it was not noted which reservation a call is for")
	}
	s.reserved(r.Agent)
	return &struct{ Body DialledOut }{DialledOut{Call: call}}, nil
}

// Assigned tells what was assigned.
type Assigned struct {
	Assigned map[string]int `json:"assigned" doc:"how many each agent got"`
}

// assignReservations gives reservations to agents in turn: all of them or none.
func (s *Server) assignReservations(ctx context.Context, in *struct {
	Body struct {
		IDs    []string  `json:"ids" minItems:"1" maxItems:"500" maxLength:"40" uniqueItems:"true"`
		Agents []string  `json:"agents" minItems:"1" maxItems:"200" maxLength:"40" doc:"several get one each in turn; the counts differ by one at most"`
		Due    time.Time `json:"due_at,omitzero" doc:"the new time of those that were missed, which opens them again; left out: a missed one is refused, and nothing is assigned"`
	}
}) (*struct{ Body Assigned }, error) {
	for _, a := range in.Body.Agents {
		if _, err := s.agentOf(ctx, a); err != nil {
			return nil, err
		}
	}
	now := time.Now()
	out, touched := Assigned{Assigned: map[string]int{}}, slices.Clone(in.Body.Agents)
	list := make([]desk.ReservationChange, len(in.Body.IDs))
	for i, id := range in.Body.IDs {
		r, err := s.reservation(ctx, id)
		if err != nil {
			return nil, err
		}
		if r.Request {
			return nil, fault.New(fault.Conflict, "reservation %q is a callback: it is given to another agent among the callbacks", id)
		}
		touched = append(touched, r.Agent)
		r.Agent, r.Reminded = in.Body.Agents[i%len(in.Body.Agents)], nil
		e := desk.ReservationEvent{At: now, By: who(ctx).Actor(), What: "assigned", Detail: r.Agent}
		switch {
		case r.State == desk.Missed && !in.Body.Due.IsZero():
			r.State, r.Due, e.What = desk.Open, in.Body.Due, "reopened"
			if err := r.Clean(s.cfg.Desk.region(), now); err != nil {
				return nil, fields(err)
			}
		case r.State == desk.Missed:
			return nil, fault.New(fault.Conflict, "reservation %q was missed: give a new time (due_at) to open it again", id)
		case r.State != desk.Open:
			return nil, fault.New(fault.Conflict, "reservation %q is %s already", id, r.State)
		}
		list[i] = desk.ReservationChange{Reservation: r, Event: e}
		out.Assigned[r.Agent]++
	}
	if err := s.logAccess(ctx, "reservations_assigned", "reservations", fmt.Sprintf("%d to %v", len(list), in.Body.Agents)); err != nil {
		return nil, err
	}
	err := s.Desk.UpdateReservations(ctx, list)
	s.reserved(touched...) // where it failed too: whether it is stored may be in doubt
	if err != nil {
		return nil, err
	}
	return &struct{ Body Assigned }{out}, nil
}
