package nhn

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// sending is a request to send.
type sending struct {
	Title       string      `json:"title,omitempty"`
	Body        string      `json:"body"`
	SendNo      string      `json:"sendNo"`
	RequestDate string      `json:"requestDate,omitempty"`
	Sender      string      `json:"senderGroupingKey"`
	Files       []int64     `json:"attachFileIdList,omitempty"`
	Recipients  []recipient `json:"recipientList"`
	User        string      `json:"userId"`
}

type recipient struct {
	Number string `json:"recipientNo,omitempty"`
	Abroad string `json:"internationalRecipientNo,omitempty"` // counts only without the other
	Key    string `json:"recipientGroupingKey"`
}

// sent is the answer to it.
type sent struct {
	Body struct {
		Data struct {
			Request string     `json:"requestId"`
			Status  wire.Loose `json:"statusCode"` // 1 under way, 2 done, 3 failed
			Results []struct {
				Number  string     `json:"recipientNo"`
				Code    wire.Loose `json:"resultCode"`
				Message string     `json:"resultMessage"`
				Seq     wire.Loose `json:"recipientSeq"`
				Key     string     `json:"recipientGroupingKey"`
			} `json:"sendResultList"`
		} `json:"data"`
	} `json:"body"`
}

// failed is the statusCode of a request that was not done.
const failed = "3"

// Send implements sms.Provider. A request can be taken in part: each recipient has a code
// of its own. One whose code does not say that nothing was sent has no answer, and so have
// those that the answer leaves out.
func (p *Provider) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	if f := p.refuse(b); f != nil {
		return nil, f
	}
	req, answers := p.request(b)
	if len(req.Recipients) == 0 {
		return answers, nil
	}
	for _, img := range b.Images {
		id, err := p.upload(ctx, img)
		if err != nil {
			return nil, err
		}
		req.Files = append(req.Files, id)
	}
	var out sent
	if _, err := p.api.Call(ctx, wire.Request{Method: http.MethodPost, Path: sendPath(b), Body: req}, &out); err != nil {
		return nil, err
	}
	return append(answers, p.accepted(b, &out)...), nil
}

// adMark is how an advertisement begins by law: what begins so is one, whoever says what.
const adMark = "(광고)"

// sendPath is where a batch is sent to.
func sendPath(b sms.Batch) string {
	ad := ""
	if b.Advert || strings.HasPrefix(strings.TrimSpace(b.Body), adMark) {
		ad = "ad-"
	}
	return "/sender/" + ad + string(b.Kind)
}

// refuse says why a batch is of no use to the API; nil: it is.
func (p *Provider) refuse(b sms.Batch) *sms.Fault {
	most := mostSMS
	if b.Kind == sms.MMS {
		most = mostMMS
	}
	switch {
	case b.Kind != sms.SMS && b.Kind != sms.MMS:
		return wire.Refuse("kind")
	case b.ID == "" || len(b.ID) > cloud.MostKey:
		return wire.Refuse("id")
	case len(b.Messages) > cloud.MostRecipients:
		return wire.Refuse("too_many")
	case b.Sender == "" || len(b.Sender) > mostSender || strings.Trim(b.Sender, "0123456789") != "":
		return wire.Refuse("sender")
	case b.Body == "" || utf8.RuneCountInString(b.Body) > most || utf8.RuneCountInString(b.Title) > mostTitle || !utf8.ValidString(b.Body):
		return wire.Refuse("text")
	case b.Kind == sms.SMS && len(b.Images) > 0 || !goodImages(b.Images):
		return wire.Refuse("images")
	case !b.At.IsZero() && b.At.Sub(p.now()) > cloud.MostAhead:
		return wire.Refuse("time")
	}
	return nil
}

// request makes the request of a batch, and answers for messages that cannot be part of it.
func (p *Provider) request(b sms.Batch) (sending, []sms.Answer) {
	req := sending{Body: b.Body, SendNo: b.Sender, Sender: b.ID, User: cloud.User}
	var no []sms.Answer
	if b.Kind == sms.MMS {
		req.Title = b.Title
	}
	if !b.At.IsZero() {
		req.RequestDate = cloud.UpMinute(b.At)
	}
	for _, m := range b.Messages {
		domestic, abroad, ok := cloud.Number(m.Recipient)
		switch {
		case m.ID == "" || len(m.ID) > cloud.MostKey:
			no = append(no, wire.Say(m.ID, sms.Rejected, "id"))
		case !ok:
			no = append(no, wire.Say(m.ID, sms.Rejected, "recipient"))
		case abroad != "" && b.Kind == sms.MMS:
			no = append(no, wire.Say(m.ID, sms.Rejected, "abroad"))
		default:
			req.Recipients = append(req.Recipients, recipient{Number: domestic, Abroad: abroad, Key: m.ID})
		}
	}
	for i := range no {
		no[i].At = p.now()
	}
	return req, no
}

// accepted reads what became of each message of a request that was answered.
func (p *Provider) accepted(b sms.Batch, out *sent) (answers []sms.Answer) {
	data, now := &out.Body.Data, p.now()
	known, numbers := map[string]bool{}, map[string]string{}
	for _, m := range b.Messages {
		known[m.ID] = true
		if n, _, ok := cloud.Number(m.Recipient); ok && n != "" {
			if _, twice := numbers[n]; twice {
				numbers[n] = "" // which of the two is meant is not known
			} else {
				numbers[n] = m.ID
			}
		}
	}
	for _, r := range data.Results {
		id := r.Key
		if id == "" {
			id = numbers[r.Number]
		}
		if !known[id] {
			continue // none of ours, or answered already
		}
		code, err := strconv.Atoi(string(r.Code))
		a := sms.Answer{ID: id, Ref: sms.Ref{Request: data.Request, Seq: string(r.Seq)}, Status: sms.Accepted, At: now}
		switch what, ok := results[code]; {
		case err != nil:
			continue
		case code == 0 && data.Request != "" && data.Status != failed:
		case code == 0:
			continue // the whole says that it failed and the part that it did not
		case ok && (what.Class == sms.Never || what.Class == sms.Account):
			a.Status, a.Code, a.Text = sms.Rejected, strconv.Itoa(code), codes.Text(strconv.Itoa(code), r.Message)
		default:
			p.log.Warn().Str("batch", b.ID).Int("code", code).Msg("a recipient of a request failed in a way that does not say whether it was sent: it is looked for")
			continue
		}
		delete(known, id)
		answers = append(answers, a)
	}
	return answers
}
