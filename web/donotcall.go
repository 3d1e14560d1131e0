package web

import (
	"context"
	"net/http"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
)

// BarredView is a number that is not to be called, as the caller may see it.
type BarredView struct {
	callback.Barred
	Masked bool   `json:"masked,omitempty" doc:"number is masked"`
	ByName string `json:"by_name,omitempty" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"`
}

// BarredPage is one page of them.
type BarredPage struct {
	Items []BarredView `json:"items"`
	Next  string       `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

func (s *Server) doNotCallRoutes(tag string) {
	register(s, op(tag, "do-not-call-list", http.MethodGet, "/do-not-call", "Numbers that asked not to be called: no callback is taken or dialled there. Those of last first"), s.listBarred)
	add := op(tag, "do-not-call-add", http.MethodPost, "/do-not-call", "Put a number on the list, once; an open callback of it is cancelled")
	add.DefaultStatus = http.StatusCreated
	register(s, add, s.bar)
	del := op(tag, "do-not-call-remove", http.MethodDelete, "/do-not-call/{id}", "Take a number off the list")
	del.DefaultStatus = http.StatusNoContent
	register(s, del, s.unbar)
}

func (s *Server) listBarred(ctx context.Context, in *struct {
	Q string `query:"q" maxLength:"40" doc:"a whole telephone number in any spelling; left out: every one"`
	Unmasking
	Page
}) (*struct{ Body BarredPage }, error) {
	viewer, err := in.viewer(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.callbacksOn(ctx); err != nil {
		return nil, err
	}
	number := ""
	if in.Q != "" {
		if number = desk.Number(in.Q, s.cfg.Desk.region()); !desk.IsNumber(number) {
			return nil, fault.New(fault.Invalid, "q is a whole telephone number")
		}
	}
	list, next, err := s.Callbacks.Barred(ctx, number, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	page, actors := BarredPage{Items: []BarredView{}, Next: next}, []string{}
	for _, b := range list {
		actors = append(actors, b.By)
		page.Items = append(page.Items, s.barredView(viewer, b))
	}
	names := s.actorNames(ctx, actors...)
	for i := range page.Items {
		page.Items[i].ByName = names[page.Items[i].By]
	}
	return &struct{ Body BarredPage }{page}, s.logAccess(ctx, "do_not_call_viewed", "do-not-call", in.detail(""))
}

func (s *Server) barredView(id Identity, b callback.Barred) BarredView {
	b.Number = s.shown(id, b.Number)
	return BarredView{Barred: b, Masked: !id.May(people.Unmask)}
}

func (s *Server) bar(ctx context.Context, in *struct {
	Body struct {
		Number   string `json:"number,omitempty" maxLength:"40" doc:"in any spelling" example:"010-1234-5678"`
		Callback string `json:"callback,omitempty" maxLength:"40" doc:"id of a callback, whose number it is: for who sees that number masked"`
		Reason   string `json:"reason" minLength:"1" maxLength:"200" example:"수신 거부를 요청함"`
	}
}) (*struct{ Body BarredView }, error) {
	if err := s.callbacksOn(ctx); err != nil {
		return nil, err
	}
	number := desk.Number(in.Body.Number, s.cfg.Desk.region())
	if in.Body.Callback != "" {
		r, err := s.callbackOf(ctx, in.Body.Callback)
		if err != nil {
			return nil, err
		}
		number = r.Number
	}
	if err := s.logAccess(ctx, "do_not_call_added", "number:"+acd.MaskNumber(number), in.Body.Reason); err != nil {
		return nil, err
	}
	b, err := s.Book.Bar(ctx, number, in.Body.Reason, who(ctx).Actor())
	if err != nil {
		return nil, callbackFault(err)
	}
	return &struct{ Body BarredView }{s.barredView(who(ctx), b)}, nil
}

func (s *Server) unbar(ctx context.Context, in *CallbackPath) (*struct{}, error) {
	if err := s.callbacksOn(ctx); err != nil {
		return nil, err
	}
	if err := s.logAccess(ctx, "do_not_call_removed", "do-not-call", in.ID); err != nil {
		return nil, err
	}
	_, err := s.Callbacks.Unbar(ctx, in.ID)
	return nil, err
}
