package alimtalk

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// row is a message in a list or webhook of the vendor's.
type row struct {
	Request    string     `json:"requestId"`
	Seq        wire.Loose `json:"recipientSeq"`
	Status     string     `json:"messageStatus"` // COMPLETED, FAILED, CANCEL; else it is on its way
	Code       wire.Loose `json:"resultCode"`
	CodeName   string     `json:"resultCodeName"`
	Resend     string     `json:"resendStatus"`
	ResendCode wire.Loose `json:"resendResultCode"`
	SenderKey  string     `json:"senderGroupingKey"`
	Key        string     `json:"recipientGroupingKey"`
	Requested  string     `json:"requestDate"`
	Received   string     `json:"receiveDate"`
}

// The states of what is sent instead (resendStatus).
const (
	resentNot  = "RSC01" // nothing is
	resentOnce = "RSC02" // something is, if it fails
	resentNow  = "RSC03" // it is being sent
	resentOK   = "RSC04" // it was sent
	resentBad  = "RSC05" // that failed too
)

func (r *row) ref() sms.Ref { return sms.Ref{Request: r.Request, Seq: string(r.Seq)} }

// answer is what a row says of its message. One that failed is not at its end before it is
// known what became of the SMS instead.
func (r *row) answer() sms.Answer {
	a := sms.Answer{ID: r.Key, Ref: r.ref(), Status: sms.Accepted, Code: string(r.Code)}
	if a.At = cloud.Time(r.Received); a.At.IsZero() {
		a.At = cloud.Time(r.Requested)
	}
	failed := a.Code != "" && a.Code != delivered && a.Code != unconfirmed || r.Status == "FAILED"
	switch {
	case r.Status == "CANCEL":
		a.Status = sms.TakenBack
	case a.Code == delivered, a.Code == "" && r.Status == "COMPLETED":
		a.Status = sms.Delivered
	case failed && r.Resend == resentOK && (r.ResendCode == "" || r.ResendCode == delivered):
		a.Status, a.Code, a.Text = sms.Delivered, resentOK, deliveries[resentOK].En
	case failed && (r.Resend == resentOK || r.Resend == resentBad):
		a.Status, a.Code, a.Text = sms.Failed, cmp.Or(string(r.ResendCode), resentBad), smsText(string(r.ResendCode))
	case failed && (r.Resend == resentOnce || r.Resend == resentNow):
		a.Text = codes.Text(a.Code, r.CodeName)
	case failed:
		a.Status, a.Text = sms.Failed, codes.Text(a.Code, r.CodeName)
	case a.Code == unconfirmed:
		a.Text = deliveries[unconfirmed].En
	}
	return a
}

// Find implements sms.Provider, as with SMS: what was registered under the batch's grouping
// key is listed. What is not there is Undecided until Config.Settle after sent, or where the
// vendor's clock is more than an hour from ours; CannotTell where sent is more than 27 days
// ago; and NotThere otherwise. A list that cannot be read to its end, or that changed while
// it was read, is an error.
func (p *Provider) Find(ctx context.Context, b sms.Batch, sentAt time.Time) ([]sms.Answer, error) {
	now, absent, code := p.now(), sms.NotThere, "not_found"
	var found map[string]sms.Answer
	if now.Sub(sentAt) > cloud.MostBack {
		absent, code = sms.CannotTell, "cannot_say"
	} else {
		list, clock, err := p.list(ctx, b, sentAt, now)
		if err != nil {
			return nil, err
		}
		found = list
		skew, far := cloud.Apart(clock, p.now())
		if far {
			p.log.Error().Stringer("apart", skew).Msg("the provider's clock is far from ours: what is not in its list is not taken as not sent")
		}
		if far || now.Sub(sentAt) < p.c.Settle.D() {
			absent, code = sms.Undecided, "looking"
		}
	}
	answers := make([]sms.Answer, 0, len(b.Messages))
	for _, m := range b.Messages {
		a, ok := found[m.ID]
		if !ok {
			a = wire.Say(m.ID, absent, code)
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// list returns the messages of a batch that the vendor has, by our identifier, and its
// clock.
func (p *Provider) list(ctx context.Context, b sms.Batch, sentAt, now time.Time) (map[string]sms.Answer, time.Time, error) {
	ours, found, seen := map[string]bool{}, map[string]sms.Answer{}, map[sms.Ref]bool{}
	for _, m := range b.Messages {
		ours[m.ID] = true
	}
	last, err := p.pages(ctx, url.Values{
		"startCreateDate":   {sentAt.Add(-cloud.Around).In(cloud.Seoul).Format(cloud.Minute)},
		"endCreateDate":     {now.Add(cloud.Around).In(cloud.Seoul).Format(cloud.Minute)},
		"senderGroupingKey": {b.ID},
	}, func(r row) {
		seen[r.ref()] = true
		if before, twice := found[r.Key]; twice && before.Ref != r.ref() {
			p.log.Error().Str("batch", b.ID).Str("message_id", r.Key).Msg("a message is at the provider twice")
		}
		if ours[r.Key] {
			found[r.Key] = r.answer()
		}
	})
	if err == nil && len(seen) < last.Total {
		err = &sms.Fault{Class: sms.Unknown, Code: "answer", Text: "the provider's list changed while it was read"}
	}
	return found, last.At, err
}

// pages reads the list of messages to its end.
func (p *Provider) pages(ctx context.Context, q url.Values, take func(row)) (cloud.Page, error) {
	return cloud.Pages(ctx, func(ctx context.Context, n int) (cloud.Page, error) {
		var out struct {
			List *struct {
				Rows  []json.RawMessage `json:"messages"`
				Total int               `json:"totalCount"`
			} `json:"messageSearchResultResponse"`
		}
		reply, err := p.api.Call(ctx, wire.Request{Method: http.MethodGet, Path: "/messages", Query: cloud.Numbered(q, n)}, &out)
		if err != nil {
			return cloud.Page{}, err
		}
		page := cloud.Page{At: reply.At}
		if out.List != nil {
			page.Rows, page.Total = out.List.Rows, out.List.Total
		}
		return page, nil
	}, rows(take))
}

func rows(take func(row)) func(json.RawMessage) error {
	return func(raw json.RawMessage) error {
		var r row
		if err := json.Unmarshal(raw, &r); err != nil {
			return err
		}
		take(r)
		return nil
	}
}

// Results implements sms.Results. The list has no keys of ours: answers are by Ref. It is
// by the minute, so that some come twice.
func (p *Provider) Results(ctx context.Context, from, to time.Time) (list []sms.Answer, err error) {
	q := url.Values{
		"startUpdateDate": {from.In(cloud.Seoul).Format(cloud.Minute)},
		"endUpdateDate":   {cloud.UpMinute(to)},
	}
	_, err = cloud.Pages(ctx, func(ctx context.Context, n int) (cloud.Page, error) {
		var out struct {
			Rows []json.RawMessage `json:"messages"`
		}
		_, err := p.api.Call(ctx, wire.Request{Method: http.MethodGet, Path: "/message-results", Query: cloud.Numbered(q, n)}, &out)
		return cloud.Page{Rows: out.Rows}, err
	}, rows(func(r row) {
		if a := r.answer(); a.Ref.Request != "" && (a.Status != sms.Accepted || a.Code != "") {
			list = append(list, a)
		}
	}))
	return list, err
}

// Cancel implements sms.Scheduler. The vendor does not say what it cancelled: the list of
// messages does. It may be asked again.
func (p *Provider) Cancel(ctx context.Context, b sms.Batch, refs []sms.Ref) (answers []sms.Answer, err error) {
	by := map[string][]string{}
	var requests []string
	for _, r := range refs {
		if r.Request == "" || r.Seq == "" {
			return nil, wire.Refuse("id")
		}
		if by[r.Request] == nil {
			requests = append(requests, r.Request)
		}
		by[r.Request] = append(by[r.Request], r.Seq)
	}
	states := map[sms.Ref]sms.Answer{}
	for _, id := range requests {
		_, err := p.api.Call(ctx, wire.Request{Method: http.MethodDelete, Path: "/messages/" + url.PathEscape(id), Query: url.Values{"recipientSeq": {join(by[id])}}}, nil)
		if err != nil && !isNothingToCancel(err) {
			return nil, err
		}
		if _, err := p.pages(ctx, url.Values{"requestId": {id}}, func(r row) { states[r.ref()] = r.answer() }); err != nil {
			return nil, err
		}
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
