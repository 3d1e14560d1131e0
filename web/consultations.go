package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// ConsultationView is a consultation as the caller may see it.
type ConsultationView struct {
	desk.Consultation
	Masked   bool `json:"masked,omitempty" doc:"number is masked"`
	Editable bool `json:"editable" doc:"the caller's own: others' are read-only"`
}

// ConsultationPage is one page of consultations.
type ConsultationPage struct {
	Items  []ConsultationView `json:"items"`
	Next   string             `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
	Counts *desk.Counts       `json:"counts,omitempty" doc:"with mine and a day: all of that day, by channel"`
}

// ConsultationPath names a consultation in a path.
type ConsultationPath struct {
	ID string `path:"id" maxLength:"40"`
}

type consultationOut struct{ Body ConsultationView }

func (s *Server) consultationRoutes() {
	const tag = "Desk"
	register(s, op(tag, "consultations-list", http.MethodGet, "/consultations", "Consultations, newest completion first (agents: their own; managers: of their agents)"), s.listConsultations)
	register(s, op(tag, "consultation-get", http.MethodGet, "/consultations/{id}", "One consultation"), func(ctx context.Context, in *ConsultationPath) (*consultationOut, error) {
		c, err := s.Desk.Consultation(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &consultationOut{s.consultationView(who(ctx), c)}, s.logAccess(ctx, "consultation_viewed", "customer:"+c.Customer, "ticket "+c.Ticket)
	})
	register(s, op(tag, "consultation-put", http.MethodPut, "/consultations/{id}", "Change an own consultation; the former version is kept"), s.putConsultation)
	register(s, op(tag, "consultation-revisions", http.MethodGet, "/consultations/{id}/revisions", "Every version of a consultation, newest first"), s.revisions)
	register(s, op(tag, "customer-consultations", http.MethodGet, "/customers/{id}/consultations", "Consultations of a customer, newest first (상담이력)"), s.customerConsultations)
}

func (s *Server) consultationView(id Identity, c desk.Consultation) ConsultationView {
	c.Number = s.shown(id, c.Number)
	return ConsultationView{Consultation: c, Masked: !id.May(people.Unmask), Editable: id.Agent != "" && string(id.Agent) == c.Agent}
}

func (s *Server) consultationPage(ctx context.Context, viewer Identity, f desk.ConsultationFilter) (ConsultationPage, error) {
	list, next, err := s.Desk.Consultations(ctx, f)
	page := ConsultationPage{Items: []ConsultationView{}, Next: next}
	for _, c := range list {
		page.Items = append(page.Items, s.consultationView(viewer, c))
	}
	return page, err
}

func (s *Server) listConsultations(ctx context.Context, in *struct {
	Mine     bool   `query:"mine" doc:"only those of the agent of this log-in"`
	Day      string `query:"day" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2}|today)$" patternDescription:"a day such as 2026-11-28, or today" doc:"completed on this day in the centre's time zone"`
	Agent    string `query:"agent" maxLength:"40"`
	Customer string `query:"customer" maxLength:"40"`
	Channel  string `query:"channel" enum:"in,out" doc:"left out: both"`
	Q        string `query:"q" maxLength:"100" doc:"beginning of a ticket, a number in any spelling or, with a day or a customer, part of the note"`
	Unmasking
	Page
}) (*struct{ Body ConsultationPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	f := desk.ConsultationFilter{Customer: in.Customer, Channel: in.Channel, After: in.Cursor, Limit: in.Limit}
	if f.Agents, err = s.agentNames(ctx); err != nil {
		return nil, err
	}
	switch {
	case in.Mine:
		own, err := ownAgent(ctx)
		if err != nil {
			return nil, err
		}
		f.Agents = []string{own}
	case in.Agent != "":
		if f.Agents != nil && !slices.Contains(f.Agents, in.Agent) {
			return nil, fault.New(fault.NotFound, "there is no agent %q", in.Agent)
		}
		f.Agents = []string{in.Agent}
	}
	if err := s.dayFilter(in.Day, &f); err != nil {
		return nil, err
	}
	if err := s.searchNote(in.Q, &f); err != nil {
		return nil, err
	}
	page, err := s.consultationPage(ctx, viewer, f)
	if err != nil {
		return nil, err
	}
	if in.Mine && in.Day != "" {
		n, err := s.Desk.CountConsultations(ctx, f.Agents[0], f.From, f.To)
		if err != nil {
			return nil, err
		}
		page.Counts = &n
	}
	return &struct{ Body ConsultationPage }{page}, s.logAccess(ctx, "consultations_searched", "consultations", in.detail(seen(page.Items)))
}

// seen names the people in a page for the access log.
func seen(list []ConsultationView) string {
	var names []string
	for _, c := range list {
		if c.Customer != "" && !slices.Contains(names, c.Customer) && len(names) < 20 {
			names = append(names, c.Customer)
		}
	}
	return fmt.Sprintf("%d found: %s", len(list), strings.Join(names, " "))
}

func (s *Server) dayFilter(day string, f *desk.ConsultationFilter) error {
	switch day {
	case "":
		return nil
	case "today":
		f.From, f.To = s.dayOf(time.Now())
		return nil
	}
	at, err := time.ParseInLocation("2006-01-02", day, s.zone())
	if err != nil {
		return fault.New(fault.Invalid, "%q is not a day: write it like 2026-11-28", day)
	}
	f.From, f.To = s.dayOf(at)
	return nil
}

// searchNote reads what somebody typed into the search of consultations.
func (s *Server) searchNote(q string, f *desk.ConsultationFilter) error {
	q = strings.TrimSpace(q)
	if q == "" {
		return nil
	}
	if desk.IsTicket(q) {
		f.Ticket = q
		return nil
	}
	if n := desk.Number(q, s.cfg.Desk.region()); strings.HasPrefix(n, "+") {
		f.Number = n
		return nil
	}
	if f.From.IsZero() && f.Customer == "" {
		return fault.New(fault.Invalid, "notes are searched with a day or a customer: name one, or search for a ticket or a number")
	}
	f.Text = q
	return nil
}

func (s *Server) customerConsultations(ctx context.Context, in *struct {
	CustomerPath
	Q string `query:"q" maxLength:"100" doc:"beginning of a ticket, a number in any spelling or part of the note"`
	Unmasking
	Page
}) (*struct{ Body ConsultationPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.Desk.Customer(ctx, in.ID); err != nil {
		return nil, err
	}
	f := desk.ConsultationFilter{Customer: in.ID, After: in.Cursor, Limit: in.Limit}
	if err := s.searchNote(in.Q, &f); err != nil {
		return nil, err
	}
	page, err := s.consultationPage(ctx, viewer, f)
	if err != nil {
		return nil, err
	}
	return &struct{ Body ConsultationPage }{page}, s.logAccess(ctx, "consultations_searched", "customer:"+in.ID, in.detail(fmt.Sprintf("%d found", len(page.Items))))
}

// ConsultationChange is a changed note with the version that was loaded.
type ConsultationChange struct {
	desk.Note
	Version int64 `json:"version" minimum:"1" doc:"of what was loaded"`
}

func (s *Server) putConsultation(ctx context.Context, in *struct {
	ConsultationPath
	Body ConsultationChange
}) (*consultationOut, error) {
	c, err := s.Desk.Consultation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if own := string(who(ctx).Agent); own == "" || own != c.Agent {
		return nil, fault.New(fault.Denied, "this is the note of %q: others can only read it", c.Agent)
	}
	if err := s.fillNote(ctx, &c, in.Body.Note); err != nil {
		return nil, err
	}
	c.Version = in.Body.Version
	if err := s.logAccess(ctx, "consultation_changed", "customer:"+c.Customer, "ticket "+c.Ticket); err != nil {
		return nil, err
	}
	c, err = s.Desk.UpdateConsultation(ctx, c, who(ctx).Actor())
	if err != nil {
		return nil, err
	}
	s.changed(c.Agent)
	return &consultationOut{s.consultationView(who(ctx), c)}, nil
}

func (s *Server) revisions(ctx context.Context, in *ConsultationPath) (*struct{ Body []desk.Revision }, error) {
	c, err := s.Desk.Consultation(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.Desk.Revisions(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	wrote := make([]string, len(list))
	for i, r := range list {
		wrote[i] = r.By
	}
	names := s.actorNames(ctx, wrote...)
	for i, r := range list {
		list[i].ByName = names[r.By]
	}
	return &struct{ Body []desk.Revision }{list}, s.logAccess(ctx, "consultation_viewed", "customer:"+c.Customer, "revisions of ticket "+c.Ticket)
}
