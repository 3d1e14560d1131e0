package web

import (
	"context"
	"net/http"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/sms"
)

// SMSSenders are the numbers that messages may come from (T2).
type SMSSenders struct {
	Delivery
	Items []SMSSender `json:"items"`
}

// SMSSender is one of them.
type SMSSender struct {
	Number string `json:"number" example:"15880000"`
	Name   string `json:"name,omitempty" example:"대표"`
	Usable bool   `json:"usable"`
	Why    string `json:"why,omitempty" doc:"where it is not usable" example:"the sender is being checked"`
}

// SMSFigures are counts of messages.
type SMSFigures struct {
	Delivery
	Day   string     `json:"day" doc:"today, by the clock of the centre"`
	Today sms.Counts `json:"today" doc:"messages registered today, by state" example:"{\"delivered\":9,\"failed\":1,\"queued\":2}"`
	Waits int        `json:"scheduled" doc:"messages that wait for their time, whenever they were registered" example:"2"`
	Month int        `json:"month" doc:"messages registered this month, without those that were cancelled" example:"4182"`
	Left  *int       `json:"left_today,omitempty" doc:"how many messages the centre may still send today; absent: there is no limit" example:"3818"`
}

// SMSState is how the provider and what waits for it are.
type SMSState struct {
	Delivery
	Provider  string      `json:"provider" doc:"local, nhn, smpp or webhook" example:"local"`
	Kinds     []sms.Kind  `json:"kinds" doc:"what it sends" example:"[\"sms\",\"mms\"]"`
	OK        bool        `json:"ok" doc:"the last request was taken, or there was none yet"`
	Paused    bool        `json:"paused" doc:"it did not take a request: nothing is sent but one message that tries now and then, until it takes one"`
	Failures  int         `json:"failures" doc:"requests in a row that were not taken"`
	Class     sms.Class   `json:"class,omitempty" enum:"again,never,account,unknown" doc:"what the last failure meant: again: it is tried again; never: it refused these messages; account: it refuses our key, account or address whatever is sent, and somebody has to act; unknown: nobody knew whether it had them" example:"again"`
	Code      string      `json:"code,omitempty" doc:"why the last one that failed did" example:"http_503"`
	Text      string      `json:"detail,omitempty" doc:"in the provider's words"`
	FailedAt  *time.Time  `json:"failed_at,omitempty"`
	Alimtalk  *SMSAccount `json:"alimtalk,omitempty" doc:"the account of Alimtalk, where it is refused: other messages go on; absent: it works, as far as is known"`
	Scheduled int         `json:"scheduled" doc:"messages that wait for their time"`
	Queued    int         `json:"queued" doc:"messages that wait for their turn"`
	Sending   int         `json:"sending" doc:"messages of which the provider has not said yet whether it has them"`
	Unknown   int         `json:"unknown" doc:"messages of which nobody knows whether they were sent: somebody has to decide"`
	Oldest    *time.Time  `json:"oldest_at,omitempty" doc:"since when the first one waits for its turn; absent: none does"`
	Schedules string      `json:"schedules" enum:"own,provider" doc:"who keeps scheduled messages"`
	BulkFrom  int         `json:"bulk_from" doc:"from how many recipients on a send is bulk; 0: never" example:"20"`
	Numbers   sms.Reach   `json:"numbers" enum:"domestic_mobile,domestic,any" doc:"which numbers are sent to: the setting sms.numbers" example:"domestic_mobile"`
	AdName    string      `json:"ad_name,omitempty" doc:"what stands behind (광고)" example:"온마루"`
	AdOptOut  string      `json:"ad_opt_out,omitempty" doc:"the number by which advertising is refused" example:"080-123-4567"`
}

// SMSAccount is an account at the provider that is refused.
type SMSAccount struct {
	Paused   bool      `json:"paused" doc:"nothing is sent by it but one message that tries now and then, until it is taken"`
	Failures int       `json:"failures" doc:"requests in a row that were refused"`
	Code     string    `json:"code" doc:"why the last one was" example:"http_401"`
	Text     string    `json:"detail" doc:"in the provider's words"`
	FailedAt time.Time `json:"failed_at"`
}

func (s *Server) smsStateRoutes() {
	const tag = "Messages"
	register(s, op(tag, "sms-senders", http.MethodGet, "/sms/senders", "The numbers that messages may come from; others are not taken"), func(ctx context.Context, _ *struct{}) (*struct{ Body SMSSenders }, error) {
		list, err := s.Texter.Senders(ctx)
		if err != nil {
			return nil, err
		}
		v := SMSSenders{s.delivery(), []SMSSender{}}
		for _, one := range list {
			v.Items = append(v.Items, SMSSender(one))
		}
		return &struct{ Body SMSSenders }{v}, nil
	})
	register(s, op(tag, "sms-figures", http.MethodGet, "/sms/figures", "How many messages were sent today and this month, of whoever the caller sees"), s.smsFigures)
	register(s, op(tag, "sms-state", http.MethodGet, "/sms/provider", "How the provider is, and what waits for it"), func(ctx context.Context, _ *struct{}) (*struct{ Body SMSState }, error) {
		c := s.Texter.Condition()
		st, err := s.SMS.SMSStats(ctx)
		if err != nil {
			return nil, err
		}
		v := SMSState{Delivery: s.delivery(), Provider: c.Provider, Kinds: append([]sms.Kind{}, c.Able.Kinds...), OK: c.Fails == 0, Paused: c.Paused, Failures: c.Fails, Class: c.Class, Code: c.Code, Text: c.Text,
			Scheduled: st.Scheduled, Queued: st.Queued, Sending: st.Sending, Unknown: st.Unknown, Schedules: "own", BulkFrom: s.settingInt(centre.SetSMSBulk),
			Numbers: s.reach(), AdName: s.Centre.Setting(centre.SetSMSAdName), AdOptOut: s.Centre.Setting(centre.SetSMSAdOptOut)}
		if c.Keeps && s.Centre.Setting(centre.SetSMSSchedule) == "provider" {
			v.Schedules = "provider"
		}
		if !c.At.IsZero() {
			at := c.At.UTC()
			v.FailedAt = &at
		}
		if k := c.Alimtalk; k.Fails > 0 {
			v.Alimtalk = &SMSAccount{Paused: k.Paused, Failures: k.Fails, Code: k.Code, Text: k.Text, FailedAt: k.At.UTC()}
		}
		if !st.Oldest.IsZero() {
			v.Oldest = &st.Oldest
		}
		return &struct{ Body SMSState }{v}, nil
	})
}

func (s *Server) smsFigures(ctx context.Context, _ *struct{}) (*struct{ Body SMSFigures }, error) {
	owners, err := s.owners(ctx)
	if err != nil {
		return nil, err
	}
	from, to := s.dayOf(time.Now())
	v := SMSFigures{Delivery: s.delivery(), Day: from.Format("2006-01-02")}
	if v.Today, err = s.SMS.CountSMS(ctx, owners, from, to); err != nil {
		return nil, err
	}
	if v.Waits, err = s.SMS.CountWaitingSMS(ctx, owners); err != nil {
		return nil, err
	}
	month, err := s.SMS.CountSMS(ctx, owners, time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, from.Location()), to)
	if err != nil {
		return nil, err
	}
	for state, n := range month {
		if state != sms.Cancelled {
			v.Month += n
		}
	}
	budget := s.settingInt(centre.SetSMSDay)
	if budget == 0 {
		return &struct{ Body SMSFigures }{v}, nil
	}
	all := v.Today
	if owners != nil {
		if all, err = s.SMS.CountSMS(ctx, nil, from, to); err != nil {
			return nil, err
		}
	}
	left := budget
	for state, n := range all {
		if state != sms.Cancelled {
			left -= n
		}
	}
	left = max(0, left)
	v.Left = &left
	return &struct{ Body SMSFigures }{v}, nil
}
