package web

import (
	"context"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// ReasonInput says why something is done that cannot be taken back. It is in the body:
// proxies log addresses, and a reason is about somebody.
type ReasonInput struct {
	Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"why, for the access log" example:"본인 요청"`
}

// reason is the reason without the spaces around it, which alone are none.
func (in ReasonInput) reason() (string, error) {
	why := strings.TrimSpace(in.Reason)
	if why == "" {
		return "", fields(desk.FieldErrors{{Field: "reason", Code: "required", Message: "is missing: say why"}})
	}
	return why, nil
}

func (s *Server) deleteCustomer(ctx context.Context, in *struct {
	CustomerPath
	Body ReasonInput
}) (*struct{ Body desk.Deleted }, error) {
	why, err := in.Body.reason()
	if err != nil {
		return nil, err
	}
	old, err := s.Desk.Customer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if old.Hold != nil {
		return nil, desk.ErrHeld
	}
	if err := s.logAccess(ctx, "customer_deleted", "customer:"+in.ID, why); err != nil {
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
	s.texted("") // messages are cancelled, and say nobody; conversations are gone
	if d.Callbacks > 0 {
		s.Book.Forgotten(ctx, d.Agents...)
	}
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
	why, err := ReasonInput(in.Body).reason()
	if err != nil {
		return nil, err
	}
	return s.hold(ctx, in.ID, why, "customer_held", why)
}

func (s *Server) liftHold(ctx context.Context, in *struct {
	CustomerPath
	Body ReasonInput
}) (*customerOut, error) {
	why, err := in.Body.reason()
	if err != nil {
		return nil, err
	}
	return s.hold(ctx, in.ID, "", "customer_hold_lifted", why)
}

func (s *Server) hold(ctx context.Context, id, reason, action, detail string) (*customerOut, error) {
	if err := s.logAccess(ctx, action, "customer:"+id, detail); err != nil {
		return nil, err
	}
	if err := s.Desk.SetHold(ctx, id, reason, s.cfg.Desk.region(), who(ctx).Actor()); err != nil {
		return nil, err
	}
	c, err := s.Desk.Customer(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.customerAnswer(ctx, c), nil
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
	if err := s.reblock(ctx); err != nil {
		return nil, err
	}
	return s.customerAnswer(ctx, c), nil
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
	return s.customerAnswer(ctx, c), nil
}
