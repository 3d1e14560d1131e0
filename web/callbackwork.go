package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// CallbackEnd says what became of a callback.
type CallbackEnd struct {
	Result  string `json:"result,omitempty" maxLength:"500" doc:"what came of it" example:"환불 일정을 안내함"`
	Code    string `json:"result_code,omitempty" maxLength:"40" doc:"a word for it, such as the code of a disposition" example:"delivery_late"`
	Version int64  `json:"version,omitempty" minimum:"0" doc:"of what was loaded; left out: whatever it is"`
}

// endCallback says how a callback ended. Said twice it is said once.
func (s *Server) endCallback(state callback.State) func(context.Context, *struct {
	CallbackPath
	Body CallbackEnd
}) (*callbackOut, error) {
	return func(ctx context.Context, in *struct {
		CallbackPath
		Body CallbackEnd
	}) (*callbackOut, error) {
		r, err := s.workOn(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		r, err = s.finishCallback(ctx, r, state, callback.Outcome{Text: in.Body.Result, Code: in.Body.Code, Version: in.Body.Version})
		if err != nil {
			return nil, err
		}
		return &callbackOut{Status: http.StatusOK, Body: s.callbackOut(ctx, r)}, nil
	}
}

func (s *Server) finishCallback(ctx context.Context, r callback.Request, state callback.State, o callback.Outcome) (callback.Request, error) {
	end, note := s.Book.Complete, func() error { return s.logCallback(ctx, "callback_completed", r) }
	if state == callback.Cancelled {
		end, note = s.Book.Cancel, func() error { return s.logCallback(ctx, "callback_cancelled", r) }
	}
	if err := note(); err != nil {
		return r, err
	}
	r, err := end(ctx, r.ID, who(ctx).Actor(), o)
	return r, callbackFault(err)
}

// dialler makes the calls of agents for callbacks.
type dialler struct{ s *Server }

// Prepare implements callback.Dialler. A service that is gone is none.
func (d dialler) Prepare(_ context.Context, agent, number, service string) (acd.Dial, error) {
	digits := desk.Dial(number, d.s.cfg.Desk.region())
	cmd, err := d.s.Phones.MayDial(agent, digits, service)
	if service != "" && fault.Is(err, fault.NotFound) {
		return d.s.Phones.MayDial(agent, digits, "")
	}
	return cmd, err
}

// Dial implements callback.Dialler.
func (d dialler) Dial(ctx context.Context, cmd acd.Dial) error { return d.s.do(ctx, cmd) }

func (s *Server) connectCallback(ctx context.Context, in *CallbackPath) (*struct{ Body DialledOut }, error) {
	r, err := s.callbackOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	call, err := s.callForCallback(ctx, r)
	return &struct{ Body DialledOut }{DialledOut{Call: call}}, err
}

// callForCallback lets the agent of this log-in call.
func (s *Server) callForCallback(ctx context.Context, r callback.Request) (acd.CallID, error) {
	agent, err := ownAgent(ctx)
	if err != nil {
		return "", err
	}
	a, err := s.Floor.Agent(ctx, acd.AgentID(agent))
	if err != nil {
		return "", err
	}
	if a.State == acd.LoggedOut || a.State == "" {
		return "", fault.New(fault.Conflict, "you are not logged in to the floor (CTI): log in at the desk first, then call")
	}
	if a.State != acd.Ready && a.State != acd.NotReady { // the floor would refuse, after the history has the call
		return "", refusal(acd.Refused{Command: "Dial", Code: acd.InvalidState, Agent: a.Agent.ID})
	}
	call, err := s.Book.Connect(ctx, r.ID, callback.Caller{Agent: agent, By: who(ctx).Actor(), Take: who(ctx).May(people.CallbackAssign)}, dialler{s})
	if err != nil {
		return "", callbackFault(err)
	}
	target, detail := ofCallback(r)
	return call, s.noteAccess(ctx, "callback_called", target, words(detail, acd.MaskNumber(r.Number)))
}

// noteOfCallback saves a note under a ticket of its own: of no call.
func (s *Server) noteOfCallback(ctx context.Context, in *struct {
	CallbackPath
	Body desk.Note
}) (*struct{ Body ConsultationView }, error) {
	r, err := s.callbackOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	agent, err := ownAgent(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	c := desk.Consultation{ID: people.NewID(), Call: "note-" + people.NewID(), Agent: agent, Service: r.Service, Channel: desk.Out, Customer: r.Customer, Number: r.Number, Saved: now}
	if s.serviceKnown(ctx, c.Service) != nil { // it is gone
		c.Service = ""
	}
	if err := s.fillNote(ctx, &c, in.Body); err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "consultation_saved", "customer:"+c.Customer, "callback "+r.ID); err != nil {
		return nil, err
	}
	ticket := desk.Ticket{Call: c.Call, Service: c.Service, Channel: c.Channel, Number: c.Number, Customer: c.Customer, Created: now}
	err = s.Desk.MakeTickets(ctx, s.today(), []desk.Ticket{ticket}, []desk.Part{{Call: c.Call, Agent: agent, Answered: now}})
	if err != nil {
		return nil, err
	}
	if ticket, err = s.Desk.Ticket(ctx, c.Call); err != nil {
		return nil, err
	}
	c.Ticket = ticket.Ticket
	if c, err = s.Desk.SaveConsultation(ctx, c, who(ctx).Actor()); err != nil {
		return nil, err
	}
	s.changed(agent)
	return &struct{ Body ConsultationView }{s.consultationView(who(ctx), c)}, nil
}

// wavOut is a sound for the ear or the disk.
type wavOut struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte `contentType:"audio/wav"`
}

func (s *Server) callbackVoice(ctx context.Context, in *struct {
	CallbackPath
	Earlier int `query:"earlier" minimum:"0" maximum:"20" doc:"the n-th of those that were spoken before (earlier_voices); left out: the last"`
}) (*wavOut, error) {
	r, err := s.callbackOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Earlier > 0 {
		list, err := s.Callbacks.EarlierVoices(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		r.Voice = nil
		if in.Earlier <= len(list) {
			r.Voice = &list[in.Earlier-1].Voice
		}
	}
	if r.Voice == nil {
		return nil, fault.New(fault.NotFound, "the callback has no spoken message")
	}
	if err := s.logCallback(ctx, "callback_heard", r); err != nil {
		return nil, err
	}
	data, err := s.Voices.Read(r.Voice)
	if err != nil {
		return nil, err
	}
	return &wavOut{"audio/wav", fmt.Sprintf(`attachment; filename="callback-%s.wav"`, r.Created.In(s.zone()).Format("20060102-1504")), data}, nil
}
