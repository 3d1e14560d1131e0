package alimtalk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/nhn/cloud"
	"github.com/callfloor/callfloor/sms/wire"
)

// sending is a request to send.
type sending struct {
	SenderKey   string      `json:"senderKey"`
	Template    string      `json:"templateCode"`
	RequestDate string      `json:"requestDate,omitempty"`
	Sender      string      `json:"senderGroupingKey"`
	User        string      `json:"createUser"`
	Recipients  []recipient `json:"recipientList"`
}

type recipient struct {
	Number string            `json:"recipientNo"`
	Fields map[string]string `json:"templateParameter,omitempty"`
	Resend resend            `json:"resendParameter"`
	Key    string            `json:"recipientGroupingKey"`
}

// resend is what is sent instead. It is said of every message, as the console has a setting
// of its own that counts otherwise.
type resend struct {
	Is      bool   `json:"isResend"`
	Type    string `json:"resendType,omitempty"` // SMS or LMS
	Title   string `json:"resendTitle,omitempty"`
	Content string `json:"resendContent,omitempty"`
	SendNo  string `json:"resendSendNo,omitempty"`
}

// sent is the answer to it. Its part is called message here, and not body as with SMS.
type sent struct {
	Message struct {
		Request string `json:"requestId"`
		Results []struct {
			Seq     wire.Loose `json:"recipientSeq"`
			Number  string     `json:"recipientNo"`
			Code    wire.Loose `json:"resultCode"`
			Message string     `json:"resultMessage"`
			Key     string     `json:"recipientGroupingKey"`
		} `json:"sendResults"`
	} `json:"message"`
}

// headerIdempotency carries the key of a request.
const headerIdempotency = "X-NC-API-IDEMPOTENCY-KEY"

// Send implements sms.Provider. A request can be taken in part, as with SMS.
func (p *Provider) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	if f := p.refuse(b); f != nil {
		return nil, f
	}
	req, answers := p.request(b)
	if len(req.Recipients) == 0 {
		return answers, nil
	}
	var out sent
	_, err := p.api.Call(ctx, wire.Request{
		Method: http.MethodPost, Path: "/messages", Body: req, Header: http.Header{headerIdempotency: {keyOf(b)}},
	}, &out)
	var f *sms.Fault
	if err != nil && !(errors.As(err, &f) && f.Code == strconv.Itoa(allFailed) && len(out.Message.Results) > 0) {
		return nil, err
	}
	return append(answers, p.accepted(b, &out)...), nil
}

// keyOf is the idempotency key of a batch: the same for the same messages, another where
// some of them are sent again.
func keyOf(b sms.Batch) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", b.ID)
	ids := make([]string, 0, len(b.Messages))
	for _, m := range b.Messages {
		ids = append(ids, m.ID)
	}
	slices.Sort(ids)
	for _, id := range ids {
		fmt.Fprintf(h, "%s\n", id)
	}
	return hex.EncodeToString(h.Sum(nil)[:20])
}

// refuse says why a batch is of no use to the API; nil: it is.
func (p *Provider) refuse(b sms.Batch) *sms.Fault {
	switch {
	case b.Kind != sms.Alimtalk:
		return wire.Refuse("kind")
	case b.ID == "" || len(b.ID) > cloud.MostKey:
		return wire.Refuse("id")
	case len(b.Messages) > cloud.MostRecipients:
		return wire.Refuse("too_many")
	case b.Template == "" || utf8.RuneCountInString(b.Template) > mostTemplate:
		return wire.Refuse("template")
	case b.FallBack && b.Body == "":
		return wire.Refuse("text")
	case b.FallBack && (b.Sender == "" || strings.Trim(b.Sender, "0123456789") != ""):
		return wire.Refuse("sender")
	case !b.At.IsZero() && b.At.Sub(p.now()) > cloud.MostAhead:
		return wire.Refuse("time")
	}
	return nil
}

// request makes the request of a batch, and answers for messages that cannot be part of it.
func (p *Provider) request(b sms.Batch) (sending, []sms.Answer) {
	req := sending{SenderKey: p.senderKey, Template: b.Template, Sender: b.ID, User: cloud.User}
	if !b.At.IsZero() {
		req.RequestDate = cloud.UpMinute(b.At)
	}
	instead := resend{}
	if b.FallBack {
		instead = resend{Is: true, Type: "SMS", Content: b.Body, SendNo: b.Sender}
		if size(b.Body) > mostSMS {
			instead.Type, instead.Title = "LMS", b.Title
		}
	}
	var no []sms.Answer
	say := func(id, code string) {
		a := wire.Say(id, sms.Rejected, code)
		a.At = p.now()
		no = append(no, a)
	}
	for _, m := range b.Messages {
		domestic, abroad, ok := cloud.Number(m.Recipient)
		number := domestic + abroad // one of them
		switch {
		case m.ID == "" || len(m.ID) > cloud.MostKey:
			say(m.ID, "id")
		case !ok || len(number) > mostNumber:
			say(m.ID, "recipient")
		case abroad != "" && instead.Type == "LMS":
			say(m.ID, "abroad")
		default:
			req.Recipients = append(req.Recipients, recipient{Number: number, Fields: m.Fields, Resend: instead, Key: m.ID})
		}
	}
	return req, no
}

// size counts the bytes of a text in EUC-KR; what has no code there counts as two.
func size(s string) (n int) {
	enc := korean.EUCKR.NewEncoder()
	for _, r := range s {
		b, err := enc.String(string(r))
		switch {
		case err != nil:
			n += 2
			enc.Reset()
		default:
			n += len(b)
		}
	}
	return n
}

// accepted reads what became of each message of a request that was answered. One whose code
// does not say that nothing was sent has no answer.
func (p *Provider) accepted(b sms.Batch, out *sent) (answers []sms.Answer) {
	known := map[string]bool{}
	for _, m := range b.Messages {
		known[m.ID] = true
	}
	for _, r := range out.Message.Results {
		code, err := strconv.Atoi(string(r.Code))
		if !known[r.Key] || err != nil {
			continue
		}
		a := sms.Answer{ID: r.Key, Ref: sms.Ref{Request: out.Message.Request, Seq: string(r.Seq)}, Status: sms.Accepted, At: p.now()}
		switch what, ok := results[code]; {
		case code == 0 && out.Message.Request != "":
		case ok && (what.Class == sms.Never || what.Class == sms.Account):
			a.Status, a.Code, a.Text = sms.Rejected, strconv.Itoa(code), codes.Text(strconv.Itoa(code), r.Message)
		default:
			p.log.Warn().Str("batch", b.ID).Int("code", code).Msg("a recipient of a request failed in a way that does not say whether it was sent: it is looked for")
			continue
		}
		delete(known, r.Key)
		answers = append(answers, a)
	}
	return answers
}
