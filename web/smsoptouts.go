package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// OptOutPage is one page of those who refuse messages.
type OptOutPage struct {
	Delivery
	Items []OptOutRow `json:"items"`
	Next  string      `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

// OptOutRow is a number that refuses messages, in the list of them.
type OptOutRow struct {
	sms.OptOut
	ByName string `json:"by_name,omitempty" readOnly:"true" doc:"what the person is called now whom by names; absent: it was a program, or the name could not be read"`
}

func (s *Server) smsOptOutRoutes() {
	const tag = "Messages"
	register(s, op(tag, "sms-opt-outs-list", http.MethodGet, "/sms/opt-outs", "Who has refused messages (수신거부), the newest first"), func(ctx context.Context, in *struct {
		Number string `query:"number" maxLength:"40" doc:"of one number, in any spelling"`
		Unmasking
		Page
	}) (*struct{ Body OptOutPage }, error) {
		viewer, err := in.viewer(ctx)
		if err != nil {
			return nil, err
		}
		number := ""
		if in.Number != "" {
			if number = s.keptNumber(in.Number); !desk.IsNumber(number) {
				return nil, fault.New(fault.Invalid, "number is not a telephone number: write it whole")
			}
		}
		list, next, err := s.SMS.OptOuts(ctx, number, in.Cursor, in.Limit)
		if err != nil {
			return nil, err
		}
		page, by := OptOutPage{s.delivery(), []OptOutRow{}, next}, make([]string, len(list))
		for i, o := range list {
			by[i] = o.By
		}
		names := s.actorNames(ctx, by...)
		for _, o := range list {
			o.Number = s.shown(viewer, o.Number)
			page.Items = append(page.Items, OptOutRow{o, names[o.By]})
		}
		return &struct{ Body OptOutPage }{page}, s.logAccess(ctx, "sms_opt_outs_viewed", "sms-opt-outs", in.detail(fmt.Sprintf("%d found", len(list))))
	})
	add := op(tag, "sms-opt-out-add", http.MethodPost, "/sms/opt-outs", "Note that somebody refuses messages; one who does already stays as it was")
	add.DefaultStatus = http.StatusCreated
	register(s, add, s.addOptOut)
	register(s, op(tag, "sms-opt-out-remove", http.MethodPost, "/sms/opt-outs/{id}/remove", "Somebody who refused messages wants them again: say how that is known"), func(ctx context.Context, in *struct {
		ThingPath
		Body ReasonInput
	}) (*struct{}, error) {
		why, err := in.Body.reason()
		if err != nil {
			return nil, err
		}
		if err := s.logAccess(ctx, "sms_opt_out_removed", "sms-opt-out:"+in.ID, why); err != nil {
			return nil, err
		}
		return nil, s.SMS.RemoveOptOut(ctx, in.ID)
	})
}

func (s *Server) addOptOut(ctx context.Context, in *struct {
	Body struct {
		Number   string `json:"number,omitempty" maxLength:"40" doc:"in any spelling" example:"010-1234-5678"`
		Customer string `json:"customer,omitempty" maxLength:"40" doc:"id; in place of a number, which may be masked"`
		Phone    int    `json:"phone,omitempty" minimum:"0" maximum:"9" doc:"with a customer: which of the numbers, from 0"`
		Reason   string `json:"reason" minLength:"2" maxLength:"200" doc:"how it is known" example:"전화로 요청"`
	}
}) (*struct{ Body sms.OptOut }, error) {
	number, why := s.keptNumber(in.Body.Number), strings.TrimSpace(in.Body.Reason)
	if in.Body.Customer != "" && in.Body.Number == "" {
		c, err := s.Desk.Customer(ctx, in.Body.Customer)
		if err != nil {
			return nil, err
		}
		if in.Body.Phone >= len(c.Phones) {
			return nil, fault.New(fault.Invalid, "the customer has no number %d", in.Body.Phone+1)
		}
		number = c.Phones[in.Body.Phone].Number
	}
	if !desk.IsNumber(number) {
		return nil, inField("number", fault.New(fault.Invalid, "number is not a telephone number: write it whole"))
	}
	o := sms.OptOut{ID: people.NewID(), Number: number, Source: sms.ByPerson, Reason: why, At: time.Now().UTC().Truncate(time.Millisecond), By: who(ctx).Actor(),
		Ads: s.Centre.Setting(centre.SetSMSOptOuts) == "advertising"}
	if err := s.logAccess(ctx, "sms_opt_out_added", "sms-opt-out:"+o.ID, why); err != nil {
		return nil, err
	}
	o, err := s.SMS.AddOptOut(ctx, o)
	o.Number = s.shown(who(ctx), o.Number)
	return &struct{ Body sms.OptOut }{o}, err
}
