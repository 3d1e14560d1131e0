package simulate

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// kakaoRoutes are those of Alimtalk, API v2.3.
func (v *Server) kakaoRoutes(api func(pattern, head string, f func(*call))) {
	const of = "/alimtalk/v2.3/appkeys/{key}"
	api("POST /messages", of, v.kakaoSend)
	api("GET /messages", of, v.kakaoList)
	api("DELETE /messages/{request}", of, v.kakaoCancel)
	api("GET /message-results", of, v.kakaoUpdates)
	api("GET /senders/{sender}/templates", of, v.kakaoTemplates)
}

// field is what a template is filled in at.
var field = regexp.MustCompile(`#\{([^}]*)\}`)

type kakaoSending struct {
	SenderKey   string `json:"senderKey"`
	Template    string `json:"templateCode"`
	RequestDate string `json:"requestDate"`
	Sender      string `json:"senderGroupingKey"`
	Recipients  []struct {
		Number string            `json:"recipientNo"`
		Fields map[string]string `json:"templateParameter"`
		Resend struct {
			Is      bool   `json:"isResend"`
			Type    string `json:"resendType"`
			Title   string `json:"resendTitle"`
			Content string `json:"resendContent"`
			SendNo  string `json:"resendSendNo"`
		} `json:"resendParameter"`
		Key string `json:"recipientGroupingKey"`
	} `json:"recipientList"`
}

func (v *Server) kakaoSend(c *call) {
	var in kakaoSending
	now := v.o.Now()
	if json.Unmarshal(c.body, &in) != nil {
		c.fail(-3002, "Field is not valid.")
		return
	}
	template, at, ok := v.kakaoCheck(c, &in, now)
	if !ok {
		return
	}
	if key := c.r.Header.Get("X-Nc-Api-Idempotency-Key"); key != "" && v.s.repeated(key, now) {
		c.fail(-1005, "The same 'X-NC-API-IDEMPOTENCY-KEY' was used within the last 10 minute.")
		return
	}
	request := v.s.requestID(now)
	var list []*message
	results := []map[string]any{}
	for i, r := range in.Recipients {
		text, code := template.Content, 0
		for name, value := range r.Fields {
			text = strings.ReplaceAll(text, "#{"+name+"}", value)
		}
		switch {
		case len(r.Number) > 15 || strings.Trim(r.Number, "0123456789") != "" || refused[r.Number] != 0:
			code = -4019
		case field.MatchString(text):
			code = -3004
		case utf8.RuneCountInString(text) > 1300:
			code = -2019
		case r.Resend.Is && len(v.o.Senders) > 0 && !contains(v.o.Senders, r.Resend.SendNo):
			code = -1003
		case c.fault == Half && i%2 == 1:
			code = -9999
		}
		results = append(results, map[string]any{"recipientSeq": i + 1, "recipientNo": r.Number, "resultCode": code, "resultMessage": "", "recipientGroupingKey": r.Key})
		if code != 0 {
			continue
		}
		m := v.taken(&message{
			request: request, seq: i + 1, kind: kindAlimtalk, senderKey: in.Sender, key: r.Key, number: r.Number, from: r.Resend.SendNo, text: text,
			template: in.Template, created: now, at: at, scheduled: in.RequestDate != "",
		})
		if failing[r.Number] != "" {
			m.code = noKakao
		}
		if r.Resend.Is {
			m.resend = r.Resend.Content
		}
		list = append(list, m)
	}
	if len(list) == 0 {
		c.fail(-1031, "All of receivers are failed to send.")
	}
	v.s.add(list)
	v.wake()
	c.out["message"] = map[string]any{"requestId": request, "senderGroupingKey": in.Sender, "sendResults": results}
}

// kakaoCheck says what is wrong with a whole request, and when it is to be sent.
func (v *Server) kakaoCheck(c *call, in *kakaoSending, now time.Time) (t Template, at time.Time, ok bool) {
	at = now
	i := slices.IndexFunc(v.o.Templates, func(t Template) bool { return t.Code == in.Template })
	switch {
	case len(in.Recipients) == 0:
		c.fail(-2001, "The 'recipientList' must not be blank.")
	case len(in.Recipients) > mostAtOnce:
		c.fail(-2003, "The 'recipientList' must be less than 1000.")
	case in.SenderKey != v.o.SenderKey:
		c.fail(-2017, "Not exist plus friend.")
	case i < 0:
		c.fail(-3003, "Template does not exist.")
	case v.o.Templates[i].Status != approved:
		c.fail(-3005, "Please check template status.")
	}
	if c.code != 0 {
		return t, at, false
	}
	if in.RequestDate != "" {
		when, err := time.ParseInLocation("2006-01-02 15:04", in.RequestDate, seoul)
		switch {
		case err != nil:
			c.fail(-2027, "The 'requestDate' has invalid format.")
			return t, at, false
		case when.Before(now.Truncate(time.Minute)):
			c.fail(-2025, "You can not send messages on past dates.")
			return t, at, false
		}
		at = when
	}
	return v.o.Templates[i], at, true
}

// kakaoStatus is a status in the lists of Alimtalk.
func kakaoStatus(s string) string {
	switch s {
	case "COMPLETED", "FAILED", "CANCEL":
		return s
	case "DUPLICATED":
		return "FAILED"
	}
	return "READY"
}

func (v *Server) kakaoRow(m *message, now time.Time) map[string]any {
	status := kakaoStatus(v.settle(m, now))
	resend, code := "RSC01", any(nil)
	if m.resend != "" {
		resend = "RSC02"
	}
	row := map[string]any{"requestId": m.request, "recipientSeq": m.seq, "requestDate": stamp(m.at), "createDate": stamp(m.created), "receiveDate": stamp(m.done), "messageStatus": status}
	if !m.done.IsZero() {
		code = m.code
		row["resultCodeName"] = codeName(m.code)
		if m.resent {
			resend = "RSC04"
			row["resendResultCode"], row["resendRequestId"] = "1000", m.request+"R"
		}
	}
	row["resultCode"], row["resendStatus"], row["resendStatusName"] = code, resend, resend
	return row
}

func (v *Server) kakaoList(c *call) {
	q := c.r.URL.Query()
	byCreated := q.Get("startCreateDate") != ""
	var from, to time.Time
	if q.Get("requestId") == "" {
		start, end := "startRequestDate", "endRequestDate"
		if byCreated {
			start, end = "startCreateDate", "endCreateDate"
		}
		var err1, err2 error
		from, err1 = time.ParseInLocation("2006-01-02 15:04", q.Get(start), seoul)
		to, err2 = time.ParseInLocation("2006-01-02 15:04", q.Get(end), seoul)
		if err1 != nil || err2 != nil || to.Sub(from) > 30*24*time.Hour {
			c.fail(4, "The search needs dates within 30 days.")
			return
		}
	}
	is := func(key, have string) bool { return q.Get(key) == "" || q.Get(key) == have }
	now := v.o.Now()
	var rows []map[string]any
	v.s.each(func(m *message) bool {
		at := m.at
		if byCreated {
			at = m.created
		}
		if m.kind != kindAlimtalk || !v.shows(m, now) || !to.IsZero() && (at.Before(from) || at.After(to)) ||
			!is("requestId", m.request) || !is("senderGroupingKey", m.senderKey) || !is("recipientGroupingKey", m.key) {
			return true
		}
		row := v.kakaoRow(m, now)
		row["recipientNo"], row["content"], row["templateCode"], row["senderGroupingKey"], row["recipientGroupingKey"] = m.number, m.text, m.template, m.senderKey, m.key
		rows = append(rows, row)
		return true
	})
	page, _ := paged(c, rows)
	c.out["messageSearchResultResponse"] = map[string]any{"messages": page, "totalCount": len(rows)}
}

func (v *Server) kakaoUpdates(c *call) {
	q := c.r.URL.Query()
	from, err1 := time.ParseInLocation("2006-01-02 15:04", q.Get("startUpdateDate"), seoul)
	to, err2 := time.ParseInLocation("2006-01-02 15:04", q.Get("endUpdateDate"), seoul)
	if err1 != nil || err2 != nil || to.Sub(from) > 24*time.Hour+time.Minute {
		c.fail(4, "startUpdateDate and endUpdateDate are needed, a day apart at most.")
		return
	}
	now := v.o.Now()
	var rows []map[string]any
	v.s.each(func(m *message) bool {
		if m.kind == kindAlimtalk {
			if row := v.kakaoRow(m, now); !m.done.IsZero() && !m.done.Before(from) && m.done.Before(to.Add(time.Minute)) {
				rows = append(rows, row)
			}
		}
		return true
	})
	page, _ := paged(c, rows)
	c.out["messages"] = page
}

func (v *Server) kakaoCancel(c *call) {
	only := map[string]bool{}
	for s := range strings.SplitSeq(c.r.URL.Query().Get("recipientSeq"), ",") {
		if s != "" {
			only[s] = true
		}
	}
	now, n := v.o.Now(), 0
	v.s.each(func(m *message) bool {
		if m.kind == kindAlimtalk && m.request == c.r.PathValue("request") && (len(only) == 0 || only[strconv.Itoa(m.seq)]) && v.settle(m, now) == "RESERVED" {
			m.cancelled = true
			n++
		}
		return true
	})
	if n == 0 {
		c.fail(-2029, "All of your messages to cancel are not found or do not meet conditions to cancel.")
	}
}

func (v *Server) kakaoTemplates(c *call) {
	if c.r.PathValue("sender") != v.o.SenderKey {
		c.fail(-2017, "Not exist plus friend.")
		return
	}
	var rows []map[string]any
	for _, t := range v.o.Templates {
		if want := c.r.URL.Query().Get("templateStatus"); want == "" || want == t.Status {
			rows = append(rows, map[string]any{"senderKey": v.o.SenderKey, "templateCode": t.Code, "templateName": t.Name, "templateContent": t.Content, "status": t.Status})
		}
	}
	page, _ := paged(c, rows)
	c.out["templateListResponse"] = map[string]any{"templates": page, "totalCount": len(rows)}
}
