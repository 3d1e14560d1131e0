package nhn

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

type reservation struct {
	Request string `json:"requestId"`
	Seq     int    `json:"recipientSeq"`
}

// Cancel implements sms.Scheduler. The vendor answers with two counts and not with which:
// where it cancelled fewer than it was asked to, the list of reservations says which had
// gone already. It may be asked again: who was taken back stays so.
func (p *Provider) Cancel(ctx context.Context, b sms.Batch, refs []sms.Ref) (answers []sms.Answer, err error) {
	for part := range slices.Chunk(refs, cloud.MostRecipients) {
		list, err := p.cancel(ctx, part)
		if err != nil {
			return nil, err
		}
		answers = append(answers, list...)
	}
	return answers, nil
}

func (p *Provider) cancel(ctx context.Context, refs []sms.Ref) ([]sms.Answer, error) {
	in := struct {
		List []reservation `json:"reservationList"`
		User string        `json:"updateUser"`
	}{User: cloud.User}
	for _, r := range refs {
		seq, err := strconv.Atoi(r.Seq)
		if err != nil || r.Request == "" {
			return nil, wire.Refuse("id")
		}
		in.List = append(in.List, reservation{r.Request, seq})
	}
	var out struct {
		Body struct {
			Data struct {
				Requested int `json:"requestedCount"`
				Cancelled int `json:"canceledCount"`
			} `json:"data"`
		} `json:"body"`
	}
	if _, err := p.api.Call(ctx, wire.Request{Method: http.MethodPut, Path: "/reservations/cancel", Body: in}, &out); err != nil {
		return nil, err
	}
	answers := make([]sms.Answer, 0, len(refs))
	if n := out.Body.Data; n.Cancelled == len(refs) && n.Requested == len(refs) {
		for _, r := range refs {
			answers = append(answers, sms.Answer{Ref: r, Status: sms.TakenBack, At: p.now()})
		}
		return answers, nil
	}
	states, err := p.reserved(ctx, refs)
	if err != nil {
		return nil, err
	}
	for _, r := range refs {
		a, ok := states[r]
		if !ok {
			a = sms.Answer{Ref: r, Status: sms.Accepted}
		}
		a.At = p.now()
		answers = append(answers, a)
	}
	return answers, nil
}

// reserved asks how reservations are by now.
func (p *Provider) reserved(ctx context.Context, refs []sms.Ref) (map[sms.Ref]sms.Answer, error) {
	states, asked := map[sms.Ref]sms.Answer{}, map[string]bool{}
	for _, r := range refs {
		if asked[r.Request] {
			continue
		}
		asked[r.Request] = true
		if _, err := p.pages(ctx, "/reservations", url.Values{"requestId": {r.Request}}, func(v row) {
			a := v.answer()
			a.ID = ""
			states[a.Ref] = a
		}); err != nil {
			return nil, err
		}
	}
	return states, nil
}
