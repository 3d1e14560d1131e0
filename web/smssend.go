package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// SMSRecipient is one recipient of a message: a number, or who or what has one that may be
// masked to the caller.
type SMSRecipient struct {
	Number       string            `json:"number,omitempty" maxLength:"40" doc:"10 to 13 digits" example:"010-1234-5678"`
	Customer     string            `json:"customer,omitempty" maxLength:"40" doc:"id; in place of a number"`
	Phone        int               `json:"phone,omitempty" minimum:"0" maximum:"9" doc:"with a customer: which of the numbers, from 0"`
	Call         string            `json:"call,omitempty" maxLength:"128" doc:"id of a call of the caller's; in place of a number"`
	Conversation string            `json:"conversation,omitempty" maxLength:"40" doc:"id; in place of a number: an answer to it"`
	Name         string            `json:"name,omitempty" maxLength:"100" doc:"what {이름} and {name} say; left out: the customer's" example:"김하나"`
	Values       map[string]string `json:"values,omitempty" maxProperties:"20" doc:"what other variables of the text say for this recipient"`
}

// SMSInput is what somebody wants to send.
type SMSInput struct {
	Kind       sms.Kind          `json:"kind,omitempty" enum:"sms,mms,alimtalk" doc:"left out: sms up to 90 bytes, mms for what is longer or has a title or images; alimtalk where kakao_template is named"`
	Sender     string            `json:"sender,omitempty" maxLength:"13" doc:"one of the senders; left out: the template's" example:"15880000"`
	Template   string            `json:"template,omitempty" maxLength:"40" doc:"id: what is left out is taken from it; of one that cannot be edited nothing else is taken"`
	Title      string            `json:"title,omitempty" maxLength:"80" doc:"of an MMS; at most 40 bytes"`
	Body       string            `json:"body,omitempty" maxLength:"4000" doc:"{이름} and the like are filled in for each recipient" example:"[온마루] {이름}님, 오늘 19시 전에 도착합니다."`
	Images     []string          `json:"images,omitempty" maxItems:"2" maxLength:"40" doc:"ids of images of an MMS"`
	Ad         bool              `json:"ad,omitempty" doc:"it is advertising; a text that begins with (광고) is so anyway"`
	At         time.Time         `json:"at,omitzero" doc:"when to send it: from 30 minutes to 24 hours ahead; left out: at once" example:"2026-11-28T16:00:00+09:00"`
	Valid      int               `json:"valid_seconds,omitempty" minimum:"0" maximum:"86400" doc:"after so long it is not sent any more, such as 180 for a one-time code; left out: no time of its own"`
	Recipients []SMSRecipient    `json:"recipients,omitempty" maxItems:"1000"`
	Kakao      string            `json:"kakao_template,omitempty" maxLength:"40" doc:"code of an approved template of Alimtalk, whose text is sent in place of title, body and images; its #{fields} are filled by values"`
	FallBack   bool              `json:"fall_back,omitempty" doc:"of Alimtalk: where it does not arrive, the same text goes by SMS, or MMS where it is long"`
	Values     map[string]string `json:"values,omitempty" maxProperties:"20" doc:"what variables say for recipients who have no value of their own; {이름} and {name} only for those whose name is not known"`
	List       string            `json:"recipients_text,omitempty" maxLength:"60000" doc:"numbers as they were typed or pasted, with commas between; beside recipients" example:"010-1234-5678, 01087654321"`
	Confirm    string            `json:"confirm,omitempty" maxLength:"64" doc:"of a bulk send: confirm of its preview, which is what somebody has seen"`
}

// SMSPlanned is one message as it would be sent.
type SMSPlanned struct {
	Number   string     `json:"number" example:"010-****-5678"`
	Name     string     `json:"name,omitempty"`
	Customer string     `json:"customer,omitempty"`
	Title    string     `json:"title,omitempty"`
	Text     string     `json:"text" doc:"as it would arrive" example:"[온마루] 김하나님, 오늘 19시 전에 도착합니다."`
	Bytes    int        `json:"bytes" example:"52"`
	Unsure   []sms.Char `json:"unsure,omitempty" doc:"characters that some gateways show as a question mark"`
}

// SMSSkipped is a recipient who is not sent to.
type SMSSkipped struct {
	Number string `json:"number" example:"010-****-5678"`
	Name   string `json:"name,omitempty"`
	Why    string `json:"why" enum:"double,opted_out" doc:"double: stands there twice; opted_out: has refused messages"`
}

// SMSPreview is exactly what would be sent.
type SMSPreview struct {
	Delivery
	Kind     sms.Kind     `json:"kind" enum:"sms,mms,alimtalk"`
	Sender   string       `json:"sender" example:"15880000"`
	Ad       bool         `json:"ad"`
	Due      *time.Time   `json:"due_at,omitempty" doc:"absent: at once"`
	Moved    bool         `json:"moved" doc:"advertising that was put off to the morning"`
	Expires  *time.Time   `json:"expires_at,omitempty"`
	Bulk     bool         `json:"bulk" doc:"it needs the permission sms_bulk, and confirm"`
	Confirm  string       `json:"confirm" doc:"names exactly this; a bulk send takes it" example:"9f2c41d07be35a10c7d5"`
	Count    int          `json:"count" doc:"messages"`
	Texts    int          `json:"texts" doc:"different texts among them"`
	Messages []SMSPlanned `json:"messages"`
	Skipped  []SMSSkipped `json:"skipped"`
	Limit    string       `json:"limit,omitempty" doc:"why it would be refused now although nothing is wrong with it: a limit is reached" example:"a number gets 1 messages within a minute at most: try again in a minute"`
}

// SMSSent is a send as it was taken.
type SMSSent struct {
	SMSSendView
	Skipped  []SMSSkipped `json:"skipped"`
	Repeated bool         `json:"repeated" doc:"the same request, by its Idempotency-Key, had been taken before: nothing more is sent"`
}

func (s *Server) smsSendRoutes() {
	const tag = "Messages"
	register(s, op(tag, "sms-preview", http.MethodPost, "/sms/preview", "Say exactly what would be sent, and send nothing"), s.previewSMS)
	send := op(tag, "sms-send", http.MethodPost, "/sms/sends", "Send a message, at once or at a time; what is answered is kept, and goes whatever happens to the program")
	send.DefaultStatus = http.StatusCreated
	register(s, send, s.sendSMS)
	register(s, op(tag, "sms-count", http.MethodPost, "/sms/count", "Count a text as the gateways do: its bytes, its variables, what cannot be sent"), s.countSMS)
	register(s, op(tag, "sms-recipients", http.MethodPost, "/sms/recipients", "Read a pasted list of numbers: which are sent to, by the setting sms.numbers too, and which not and why"), func(_ context.Context, in *struct {
		Body struct {
			Text string `json:"text" maxLength:"60000" example:"010-1234-5678, 01087654321,,"`
		}
	}) (*struct{ Body sms.List }, error) {
		list := sms.Recipients(in.Body.Text)
		if len(list.Numbers) > sms.MostRecipients {
			return nil, fault.New(fault.Invalid, "the list has %d numbers, and %d are the most of one send", len(list.Numbers), sms.MostRecipients)
		}
		list.Within(s.reach())
		return &struct{ Body sms.List }{list}, nil
	})
	cancel := op(tag, "sms-send-cancel", http.MethodPost, "/sms/sends/{id}/cancel", "Take back what of a send has not been sent yet")
	register(s, cancel, s.cancelSMS)
	register(s, op(tag, "sms-message-cancel", http.MethodPost, "/sms/messages/{id}/cancel", "Take back one message that has not been sent yet"), s.cancelMessage)
	register(s, op(tag, "sms-message-resend", http.MethodPost, "/sms/messages/{id}/resend", "Send a message anew of which nobody knows whether it was sent: the recipient may get it twice"), s.settleSMS(true))
	register(s, op(tag, "sms-message-close", http.MethodPost, "/sms/messages/{id}/close", "Settle a message of which nobody knows whether it was sent, without sending it anew"), s.settleSMS(false))
}

// SMSCount is what a text is counted as.
type SMSCount struct {
	sms.Count
	Kind      sms.Kind `json:"kind" enum:"sms,mms" doc:"what it needs"`
	Most      int      `json:"most" doc:"bytes that the kind may have" example:"90"`
	Variables []string `json:"variables" doc:"names of the variables, which are counted as they are filled" example:"[\"이름\"]"`
	Missing   []string `json:"missing" doc:"variables without a value: they count nothing"`
	Text      string   `json:"text" doc:"as it was counted: filled, in NFC" example:"김하나님, 오늘 도착합니다."`
	Ad        bool     `json:"ad" doc:"the text calls itself advertising"`
}

func (s *Server) countSMS(_ context.Context, in *struct {
	Body struct {
		Text   string            `json:"text" maxLength:"4000" example:"{이름}님, 오늘 도착합니다."`
		Values map[string]string `json:"values,omitempty" maxProperties:"20" doc:"of variables"`
	}
}) (*struct{ Body SMSCount }, error) {
	text, missing := sms.Fill(sms.Normal(in.Body.Text), in.Body.Values)
	v := SMSCount{Count: sms.CountText(text), Variables: append([]string{}, sms.Variables(in.Body.Text)...), Missing: append([]string{}, missing...), Text: sms.Normal(text), Ad: sms.IsAdvert(text)}
	v.Kind = sms.KindOf(v.Bytes, "", 0)
	v.Most = sms.MostBytes(v.Kind)
	return &struct{ Body SMSCount }{v}, nil
}

func (s *Server) previewSMS(ctx context.Context, in *struct{ Body SMSInput }) (*struct{ Body SMSPreview }, error) {
	p, err := s.planSMS(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	id := who(ctx)
	v := SMSPreview{Delivery: s.delivery(), Kind: p.plan.Kind, Sender: p.plan.Order.Sender, Ad: p.plan.Order.Ad, Due: p.make.Send.Due, Moved: p.plan.Moved, Expires: p.make.Send.Expires, Bulk: p.plan.Bulk,
		Confirm: p.digest, Count: len(p.plan.Messages), Texts: p.plan.Batches, Messages: []SMSPlanned{}, Skipped: s.skipped(id, p.plan.Skipped)}
	if p.limited != nil {
		v.Limit = p.limited.Error()
	}
	for _, m := range p.plan.Messages {
		v.Messages = append(v.Messages, SMSPlanned{Number: s.shown(id, s.keptNumber(m.To.Number)), Name: m.To.Name, Customer: m.To.Customer, Title: m.Title, Text: m.Body, Bytes: m.Bytes, Unsure: m.Unsure})
	}
	return &struct{ Body SMSPreview }{v}, s.logAccess(ctx, "sms_previewed", "messages", fmt.Sprintf("%d recipients", len(p.plan.Messages)))
}

func (s *Server) sendSMS(ctx context.Context, in *struct {
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"a new one for each message: the same request with the same key, sent again after an answer that did not come, sends nothing twice"`
	Body SMSInput
}) (*struct{ Body SMSSent }, error) {
	hash, err := requestHash(in.Body)
	if err != nil {
		return nil, err
	}
	if before, again, err := s.SMS.RepeatedSMS(ctx, who(ctx).Actor(), in.Key, hash); err != nil || again {
		return s.sentSMS(ctx, before, nil, true, err)
	}
	p, err := s.planSMS(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	p.make.RepeatKey, p.make.RepeatHash = in.Key, hash
	if p.plan.Bulk {
		if !who(ctx).May(people.SMSBulk) {
			return nil, fault.New(fault.Denied, "%d recipients at once need the permission %q", len(p.plan.Messages), people.SMSBulk)
		}
		if in.Body.Confirm == "" {
			return nil, inField("confirm", fault.New(fault.Invalid, "a send to %d recipients must be confirmed: look at its preview, and send confirm of it", len(p.plan.Messages)))
		}
	}
	if in.Body.Confirm != "" && in.Body.Confirm != p.digest {
		return nil, fault.New(fault.Conflict, "this is not what the preview showed: look at it again")
	}
	target := smsTarget(p.make.Send.ID)
	if list := p.plan.Messages; len(list) == 1 && list[0].To.Customer != "" {
		target = "customer:" + list[0].To.Customer
	}
	if err := s.logAccess(ctx, "sms_sent", target, fmt.Sprintf("%s to %d recipients", p.plan.Kind, len(p.plan.Messages))); err != nil {
		return nil, err
	}
	sent, again, err := s.SMS.CreateSMS(ctx, p.make)
	if err != nil {
		return nil, s.smsProblem(err, p.order)
	}
	if !again {
		s.Texter.Wake()
		s.textedBy(ctx)
	}
	return s.sentSMS(ctx, sent, p.plan.Skipped, again, nil)
}

// sentSMS is the answer about a send that is kept.
func (s *Server) sentSMS(ctx context.Context, sent sms.Send, skipped []sms.Skipped, again bool, err error) (*struct{ Body SMSSent }, error) {
	if err != nil {
		return nil, err
	}
	views, err := s.sendViews(ctx, who(ctx), []sms.Send{sent})
	if err != nil {
		return nil, err
	}
	return &struct{ Body SMSSent }{SMSSent{SMSSendView: views[0], Skipped: s.skipped(who(ctx), skipped), Repeated: again}}, nil
}

// requestHash names what a request asks for.
func requestHash(in SMSInput) (string, error) {
	data, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("name a request: %w", err)
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:]), nil
}

// SMSPath names a send or a message in a path.
type SMSPath struct {
	ID string `path:"id" maxLength:"60"`
}

// SMSCancelled says what was taken back.
type SMSCancelled struct {
	Delivery
	Cancelled int `json:"cancelled" doc:"messages that are not sent"`
	Left      int `json:"left" doc:"messages that the provider keeps until their time and has not given back: it is asked again, and they may go"`
	Elsewhere int `json:"elsewhere,omitempty" doc:"messages that another provider keeps until their time, which sms.provider named when they were sent: it is not asked, and they go unless they are cancelled in its console"`
}

func (s *Server) cancelSMS(ctx context.Context, in *SMSPath) (*struct{ Body SMSCancelled }, error) {
	v, err := s.sendSeen(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.cancel(ctx, sms.Cancel{Send: v.ID, By: who(ctx).Actor(), Now: time.Now()}, smsTarget(v.ID))
}

func (s *Server) cancelMessage(ctx context.Context, in *SMSPath) (*struct{ Body SMSCancelled }, error) {
	m, _, _, err := s.messageSeen(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.cancel(ctx, sms.Cancel{Send: m.Send, Message: m.ID, By: who(ctx).Actor(), Now: time.Now()}, aboutMessage(m))
}

func (s *Server) cancel(ctx context.Context, c sms.Cancel, target string) (*struct{ Body SMSCancelled }, error) {
	detail := ""
	if c.Message != "" {
		detail = "message " + c.Message
	}
	if err := s.logAccess(ctx, "sms_cancelled", target, detail); err != nil {
		return nil, err
	}
	w, err := s.Texter.Cancel(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case w.Back == 0 && w.Left == 0 && w.Elsewhere > 0:
		return nil, fault.New(fault.Conflict, "another provider keeps it, which sms.provider named before: cancel it in the console of that provider, or it goes at its time")
	case w.Back == 0 && w.Left == 0:
		return nil, fault.New(fault.Conflict, "nothing of it waits any more: it has been sent, or was cancelled already")
	}
	return &struct{ Body SMSCancelled }{SMSCancelled{s.delivery(), w.Back, w.Left, w.Elsewhere}}, nil
}

// settleSMS decides about a message of which nobody knows whether it was sent.
func (s *Server) settleSMS(resend bool) func(context.Context, *SMSPath) (*struct{ Body SMSMessageView }, error) {
	return func(ctx context.Context, in *SMSPath) (*struct{ Body SMSMessageView }, error) {
		m, _, _, err := s.messageSeen(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		if m.State != sms.Doubtful {
			return nil, fault.New(fault.Conflict, "the message is not unknown any more: load it again")
		}
		action, do := "sms_closed", s.SMS.CloseSMS
		if resend {
			action, do = "sms_resent", s.SMS.ResendSMS
		}
		if err := s.logAccess(ctx, action, aboutMessage(m), "message "+m.ID); err != nil {
			return nil, err
		}
		if m, err = do(ctx, m.ID, who(ctx).Actor(), time.Now()); err != nil {
			return nil, err
		}
		s.Texter.Wake()
		s.texted(sms.Owner(m.Agent, m.By))
		return &struct{ Body SMSMessageView }{s.messageView(who(ctx), m)}, nil
	}
}
