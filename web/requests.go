package web

import (
	"context"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// A callback that is given to an agent stands among the reservations of the agent's desk
// (D14, B22). What is done with it there is done with the callback.

// requestAnswer is a callback as a reservation, as it is now.
func (s *Server) requestAnswer(ctx context.Context, id string) (*reservationOut, error) {
	r, err := s.Desk.Reservation(ctx, id)
	return &reservationOut{s.reservationView(who(ctx), r)}, err
}

func (s *Server) putRequest(ctx context.Context, r desk.Reservation, b ReservationInput) (*reservationOut, error) {
	if b.Agent != nil && *b.Agent != r.Agent {
		return nil, fault.New(fault.Conflict, "reservation %q is a callback: it is given to another agent among the callbacks", r.ID)
	}
	c, err := s.workOn(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if err := s.logCallback(ctx, "callback_changed", c); err != nil {
		return nil, err
	}
	e := callback.Edit{Name: &b.Name, Memo: &b.Memo, Service: &b.Service, Version: b.Version}
	if !b.Due.Equal(r.Due) {
		e.From, e.To = &b.Due, &time.Time{}
	}
	if _, err := s.Book.Edit(ctx, r.ID, who(ctx).Actor(), e); err != nil {
		return nil, dueFault(err)
	}
	return s.requestAnswer(ctx, r.ID)
}

// dueFault tells what is wrong with a wanted time by the name that reservations have for
// it.
func dueFault(err error) error {
	bad, ok := err.(desk.FieldErrors) //nolint:errorlint // as the book gives it
	for i := range bad {
		if bad[i].Field == "wanted_from" {
			bad[i].Field = "due_at"
		}
	}
	if ok {
		return fields(bad)
	}
	return callbackFault(err)
}

func (s *Server) endRequest(ctx context.Context, r desk.Reservation, state desk.ReservationState, b ReservationEnd) (*reservationOut, error) {
	c, err := s.workOn(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	end := callback.Completed
	if state == desk.Cancelled {
		end = callback.Cancelled
	}
	if _, err := s.finishCallback(ctx, c, end, callback.Outcome{Text: b.Result, Version: b.Version}); err != nil {
		return nil, err
	}
	return s.requestAnswer(ctx, r.ID)
}

func (s *Server) callRequest(ctx context.Context, r desk.Reservation) (acd.CallID, error) {
	c, err := s.callbackOf(ctx, r.ID)
	if err != nil {
		return "", err
	}
	return s.callForCallback(ctx, c)
}
