package nhn

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// row is a message in a list of the vendor's.
type row struct {
	Request    string     `json:"requestId"`
	Seq        wire.Loose `json:"recipientSeq"`
	MtPr       wire.Loose `json:"mtPr"` // what the sequence was called before v3.0
	Status     wire.Loose `json:"msgStatus"`
	State      string     `json:"messageStatus"` // of a reservation or webhook
	Code       wire.Loose `json:"resultCode"`
	CodeName   string     `json:"resultCodeName"`
	Message    string     `json:"resultMessage"`
	Count      wire.Loose `json:"messageCount"`
	SenderKey  string     `json:"senderGroupingKey"`
	Key        string     `json:"recipientGroupingKey"`
	KeyMisspel string     `json:"recipientGropuingKey"` // as the example of the webhook has it
	Requested  string     `json:"requestDate"`
	Resulted   string     `json:"resultDate"`
	Received   string     `json:"receiveDate"`
	Number     string     `json:"recipientNo"`
	SendNo     string     `json:"sendNo"`
	Text       string     `json:"body"`
}

// id is our identifier of the message, "" where the row does not say.
func (r *row) id() string { return cmp.Or(r.Key, r.KeyMisspel) }

// ref is the vendor's.
func (r *row) ref() sms.Ref {
	return sms.Ref{Request: r.Request, Seq: string(cmp.Or(r.Seq, r.MtPr))}
}

// The numbers of msgStatus that say more than the code of the result.
const (
	msgFailed    = "0"
	msgDelivered = "3"
	msgCancelled = "4"
	msgDouble    = "5"
	msgAdvert    = "6" // failed: adverts may not be sent then
)

// answer is what a row says of its message. The code of the result counts before the
// status, which says of some failed messages that they are complete.
func (r *row) answer() sms.Answer {
	a := sms.Answer{ID: r.id(), Ref: r.ref(), Status: sms.Accepted, Code: string(r.Code)}
	a.Parts, _ = strconv.Atoi(string(r.Count)) // 0 where it is left out
	for _, s := range []string{r.Resulted, r.Received, r.Requested} {
		if a.At = cloud.Time(s); !a.At.IsZero() {
			break
		}
	}
	switch {
	case r.Status == msgCancelled || r.State == "CANCEL":
		a.Status = sms.TakenBack
	case a.Code == delivered:
		a.Status = sms.Delivered
	case a.Code != "":
		a.Status = sms.Failed
	case r.Status == msgDelivered:
		a.Status = sms.Delivered
	case r.Status == msgFailed, r.Status == msgDouble, r.Status == msgAdvert, r.State == "FAILED", r.State == "DUPLICATED", r.State == "FAILED_AD":
		a.Status = sms.Failed
	}
	if a.Status == sms.Failed {
		a.Text = codes.Text(a.Code, cmp.Or(r.CodeName, r.Message))
	}
	return a
}

// Find implements sms.Provider.
//
// It lists what was registered under the batch's grouping key from a day before sent until
// now, and knows each message by its own. What is there has the state that the list says.
// What is not there is
//
//   - Undecided until Config.Settle after sent, as a request whose answer we did not get may
//     still be on its way through the vendor's queues and show up;
//   - Undecided of a scheduled batch while the vendor's list of reservations has one of the
//     same sender, recipient, text and minute, as that list does not carry our keys; and
//     CannotTell once its time and Config.Settle have passed and only such a one is there;
//   - CannotTell where sent is more than 27 days ago (a search is over a month at most);
//   - NotThere otherwise: every page of every list was read after Config.Settle by a vendor
//     whose clock is within an hour of ours, and the message is in none.
//
// A list that cannot be read to its end is an error.
func (p *Provider) Find(ctx context.Context, b sms.Batch, sentAt time.Time) ([]sms.Answer, error) {
	now := p.now()
	answers := make([]sms.Answer, 0, len(b.Messages))
	if now.Sub(sentAt) > cloud.MostBack {
		return sayAll(answers, b, sms.CannotTell, "cannot_say"), nil
	}
	found, clock, err := p.list(ctx, b, sentAt, now)
	if err != nil {
		return nil, err
	}
	absent := sms.NotThere
	if now.Sub(sentAt) < p.c.Settle.D() {
		absent = sms.Undecided
	}
	if skew, far := cloud.Apart(clock, p.now()); far {
		p.log.Error().Stringer("apart", skew).Msg("the provider's clock is far from ours: what is not in its list is not taken as not sent")
		absent = sms.Undecided
	}
	var alike map[string]bool
	if absent == sms.NotThere && !b.At.IsZero() && len(found) < len(b.Messages) {
		if alike, err = p.alike(ctx, b, sentAt, now); err != nil {
			return nil, err
		}
	}
	for _, m := range b.Messages {
		a, ok := found[m.ID]
		domestic, _, _ := cloud.Number(m.Recipient)
		switch {
		case ok:
		case absent == sms.Undecided:
			a = wire.Say(m.ID, absent, "looking")
		case alike[domestic] && now.Before(b.At.Add(p.c.Settle.D())):
			a = wire.Say(m.ID, sms.Undecided, "looking")
		case alike[domestic]:
			a = wire.Say(m.ID, sms.CannotTell, "cannot_say")
		default:
			a = wire.Say(m.ID, sms.NotThere, "not_found")
		}
		answers = append(answers, a)
	}
	return answers, nil
}

func sayAll(answers []sms.Answer, b sms.Batch, s sms.Status, code string) []sms.Answer {
	for _, m := range b.Messages {
		answers = append(answers, wire.Say(m.ID, s, code))
	}
	return answers
}

// span puts the time around sent into a query, as the time of registration: that of the
// request is a scheduled message's own.
func span(sentAt, now time.Time) url.Values {
	return url.Values{
		"startCreateDate": {sentAt.Add(-cloud.Around).In(cloud.Seoul).Format(cloud.Second)},
		"endCreateDate":   {now.Add(cloud.Around).In(cloud.Seoul).Format(cloud.Second)},
	}
}

// list returns the messages of a batch that the vendor has, by our identifier, and its
// clock.
func (p *Provider) list(ctx context.Context, b sms.Batch, sentAt, now time.Time) (map[string]sms.Answer, time.Time, error) {
	q := span(sentAt, now)
	q.Set("senderGroupingKey", b.ID)
	ours, found := map[string]bool{}, map[string]sms.Answer{}
	for _, m := range b.Messages {
		ours[m.ID] = true
	}
	last, err := p.whole(ctx, "/sender/"+string(b.Kind), q, func(r row) {
		if id := r.id(); ours[id] {
			a := r.answer()
			if before, twice := found[id]; twice && before.Ref != a.Ref {
				p.log.Error().Str("batch", b.ID).Str("message_id", id).Msg("a message is at the provider twice")
				if rank(before.Status) >= rank(a.Status) {
					return
				}
			}
			found[id] = a
		}
	})
	return found, last.At, err
}

// rank orders what is said of two that should be one: what arrived counts most.
func rank(s sms.Status) int {
	switch s {
	case sms.Delivered:
		return 3
	case sms.Accepted:
		return 2
	case sms.Failed:
		return 1
	}
	return 0
}

// alike returns the recipients of reservations that look like those of b.
func (p *Provider) alike(ctx context.Context, b sms.Batch, sentAt, now time.Time) (map[string]bool, error) {
	q := span(sentAt, now)
	q.Set("sendNo", b.Sender)
	at, list := cloud.Time(cloud.UpMinute(b.At)), map[string]bool{}
	_, err := p.whole(ctx, "/reservations", q, func(r row) {
		if cloud.Time(r.Requested).Equal(at) && r.Text == b.Body && r.State != "CANCEL" {
			list[r.Number] = true
		}
	})
	return list, err
}

// pages reads a list to its end.
func (p *Provider) pages(ctx context.Context, path string, q url.Values, take func(row)) (cloud.Page, error) {
	return cloud.Pages(ctx, func(ctx context.Context, n int) (cloud.Page, error) {
		return p.page(ctx, path, q, n)
	}, func(raw json.RawMessage) error {
		var r row
		if err := json.Unmarshal(raw, &r); err != nil {
			return err
		}
		take(r)
		return nil
	})
}

// whole reads a list like pages, and fails where rows moved from page to page meanwhile and
// one may have been missed.
func (p *Provider) whole(ctx context.Context, path string, q url.Values, take func(row)) (cloud.Page, error) {
	seen := map[sms.Ref]bool{}
	last, err := p.pages(ctx, path, q, func(r row) {
		seen[r.ref()] = true
		take(r)
	})
	if err == nil && len(seen) < last.Total {
		err = &sms.Fault{Class: sms.Unknown, Code: "answer", Text: "the provider's list changed while it was read"}
	}
	return last, err
}

// page reads one page of a list. Its rows are data, or data.resultUpdateList, as the
// documentation has both.
func (p *Provider) page(ctx context.Context, path string, q url.Values, n int) (cloud.Page, error) {
	var out struct {
		Body *struct {
			Total wire.Loose      `json:"totalCount"`
			Data  json.RawMessage `json:"data"`
		} `json:"body"`
	}
	reply, err := p.api.Call(ctx, wire.Request{Method: http.MethodGet, Path: path, Query: cloud.Numbered(q, n)}, &out)
	if err != nil {
		return cloud.Page{}, err
	}
	page := cloud.Page{At: reply.At}
	if out.Body == nil || len(out.Body.Data) == 0 || string(out.Body.Data) == "null" {
		return page, nil
	}
	page.Total, _ = strconv.Atoi(string(out.Body.Total)) // 0 where it is left out
	if json.Unmarshal(out.Body.Data, &page.Rows) == nil {
		return page, nil
	}
	var within struct {
		Rows *[]json.RawMessage `json:"resultUpdateList"`
	}
	if err := json.Unmarshal(out.Body.Data, &within); err != nil || within.Rows == nil {
		return cloud.Page{}, cloud.Unreadable(err)
	}
	page.Rows = *within.Rows
	return page, nil
}
