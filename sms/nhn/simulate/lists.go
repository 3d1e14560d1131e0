package simulate

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// settle says where a message is at a time, and notes its result when that is due.
func (v *Server) settle(m *message, now time.Time) (status string) {
	due := m.at.Add(v.o.Delay)
	if m.fate == Late {
		due = due.Add(v.o.Late)
	}
	switch {
	case m.cancelled:
		return "CANCEL"
	case now.Before(m.at):
		return "RESERVED"
	case now.Before(due):
		return "SENDING"
	}
	if m.done.IsZero() {
		m.done = due
		m.resent = m.code != "1000" && m.resend != ""
	}
	if m.code == "1000" {
		return "COMPLETED"
	}
	if m.code == "E915" {
		return "DUPLICATED"
	}
	return "FAILED"
}

// msgStatus is the number of a status in the lists of messages.
var msgStatus = map[string]string{"RESERVED": "1", "SENDING": "2", "COMPLETED": "3", "FAILED": "0", "CANCEL": "4", "DUPLICATED": "5"}

var statusNames = map[string]string{"0": "실패", "1": "요청", "2": "처리 중", "3": "성공", "4": "예약취소", "5": "중복실패"}

// stamp writes a time as lists have it.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(seoul).Format("2006-01-02 15:04:05.0")
}

// row is a message in a list of messages.
func (v *Server) row(m *message, now time.Time) map[string]any {
	n := msgStatus[v.settle(m, now)]
	row := map[string]any{
		"requestId": m.request, "requestDate": stamp(m.at), "resultDate": stamp(m.done), "templateId": "", "body": m.text, "sendNo": m.from,
		"countryCode": "82", "recipientNo": m.number, "msgStatus": n, "msgStatusName": statusNames[n], "resultCode": nil, "recipientSeq": m.seq,
		"sendType": sendType(m.kind), "messageType": m.kind, "messageCount": 1, "userId": "", "adYn": yn(m.advert), "resultMessage": "",
		"senderGroupingKey": m.senderKey, "recipientGroupingKey": m.key,
	}
	if m.kind != kindSMS {
		row["title"] = m.title
	}
	if !m.done.IsZero() {
		row["resultCode"], row["resultCodeName"] = m.code, codeName(m.code)
	}
	return row
}

func sendType(kind string) string {
	if kind == kindSMS {
		return "0"
	}
	return "1"
}

func yn(b bool) string {
	if b {
		return "Y"
	}
	return "N"
}

func codeName(code string) string {
	if code == "1000" {
		return "성공"
	}
	return "실패"
}

// shows reports whether a message is in the lists of messages.
func (v *Server) shows(m *message, now time.Time) bool {
	return !now.Before(m.created.Add(v.o.Index)) && !(v.o.HideScheduled && m.scheduled && now.Before(m.at))
}

// span reads the dates of a search. ok is false where they are refused.
func span(c *call, q url.Values, start, end string) (from, to time.Time, ok bool) {
	var err1, err2 error
	from, err1 = time.ParseInLocation("2006-01-02 15:04:05", q.Get(start), seoul)
	to, err2 = time.ParseInLocation("2006-01-02 15:04:05", q.Get(end), seoul)
	if err1 != nil || err2 != nil {
		c.fail(-2000, "Date format error.")
		return from, to, false
	}
	return from, to, true
}

// filter makes the test of a search: by request, or by dates, and by keys.
func filter(c *call) (func(*message) bool, bool) {
	q := c.r.URL.Query()
	byCreated := q.Get("startCreateDate") != "" && q.Get("endCreateDate") != ""
	byRequest := q.Get("startRequestDate") != "" && q.Get("endRequestDate") != ""
	from, to := time.Time{}, time.Time{}
	switch ok := true; {
	case byCreated:
		if from, to, ok = span(c, q, "startCreateDate", "endCreateDate"); !ok {
			return nil, false
		}
	case byRequest:
		if from, to, ok = span(c, q, "startRequestDate", "endRequestDate"); !ok {
			return nil, false
		}
	case q.Get("requestId") == "":
		c.fail(-2011, "RequestId or start/endRequestDate or start/endCreateDate is required.")
		return nil, false
	}
	if to.Sub(from) > searchRange {
		c.fail(-4000, "Search is possible within one month.")
		return nil, false
	}
	is := func(key, v string) bool { return q.Get(key) == "" || q.Get(key) == v }
	return func(m *message) bool {
		at := m.at
		if byCreated {
			at = m.created
		}
		if (byCreated || byRequest) && (at.Before(from) || at.After(to)) {
			return false
		}
		return is("requestId", m.request) && is("senderGroupingKey", m.senderKey) && is("recipientGroupingKey", m.key) && is("recipientNo", m.number) && is("sendNo", m.from)
	}, true
}

// paged puts the page that was asked for into the answer.
func paged(c *call, rows []map[string]any) (page []map[string]any, body map[string]any) {
	q := c.r.URL.Query()
	n, size := whole(q.Get("pageNum"), 1, 1<<20), whole(q.Get("pageSize"), 15, 1000)
	lo := min((n-1)*size, len(rows))
	page = rows[lo:min(lo+size, len(rows))]
	if page == nil {
		page = []map[string]any{}
	}
	return page, map[string]any{"pageNum": n, "pageSize": size, "totalCount": len(rows)}
}

func (v *Server) list(c *call, kinds ...string) {
	keep, ok := filter(c)
	if !ok {
		return
	}
	now := v.o.Now()
	var rows []map[string]any
	v.s.each(func(m *message) bool {
		if slices.Contains(kinds, m.kind) && v.shows(m, now) && keep(m) {
			rows = append(rows, v.row(m, now))
		}
		return true
	})
	page, body := paged(c, rows)
	body["data"] = page
	c.out["body"] = body
}

// one is one message of a list.
func (v *Server) one(c *call) {
	seq := c.r.PathValue("seq")
	if seq == "" {
		seq = c.r.URL.Query().Get("recipientSeq")
	}
	now, found := v.o.Now(), false
	v.s.each(func(m *message) bool {
		if m.request == c.r.PathValue("request") && strconv.Itoa(m.seq) == seq {
			found = true
			row := v.row(m, now)
			row["messageStatus"] = v.settle(m, now)
			c.out["body"] = map[string]any{"data": row}
		}
		return !found
	})
	if !found {
		c.fail(-2012, "Search parameter is invalid.(requestId and mtPr).")
	}
}

// updates is message-results.
func (v *Server) updates(c *call) {
	start, end := "startUpdateDate", "endUpdateDate"
	if v.o.OldDates {
		start, end = "startRequestDate", "endRequestDate"
	}
	q := c.r.URL.Query()
	if q.Get(start) == "" || q.Get(end) == "" {
		c.fail(-1005, "Service parameter is invalid.")
		return
	}
	from, to, ok := span(c, q, start, end)
	if !ok {
		return
	}
	if to.Sub(from) > 24*time.Hour {
		c.fail(-1005, "Service parameter is invalid.")
		return
	}
	now := v.o.Now()
	var rows []map[string]any
	v.s.each(func(m *message) bool {
		if m.kind == kindAlimtalk {
			return true
		}
		v.settle(m, now)
		if m.done.IsZero() || m.done.Before(from) || m.done.After(to) {
			return true
		}
		rows = append(rows, map[string]any{
			"messageType": m.kind, "requestId": m.request, "recipientSeq": m.seq, "resultCode": m.code, "resultCodeName": codeName(m.code), "requestDate": stamp(m.at),
			"resultDate": stamp(m.done), "updateDate": stamp(m.done), "telecomCode": "10002", "telecomCodeName": "KT", "senderGroupingKey": m.senderKey, "recipientGroupingKey": m.key,
		})
		return true
	})
	page, body := paged(c, rows)
	body["data"] = page
	if v.o.Nested {
		body["data"] = map[string]any{"resultUpdateList": page}
	}
	c.out["body"] = body
}

func (v *Server) reservations(c *call) {
	keep, ok := filter(c)
	if !ok {
		return
	}
	now := v.o.Now()
	var rows []map[string]any
	v.s.each(func(m *message) bool {
		if !m.scheduled || m.kind == kindAlimtalk || now.Before(m.created.Add(v.o.Index)) || !keep(m) {
			return true
		}
		rows = append(rows, map[string]any{
			"requestId": m.request, "recipientSeq": m.seq, "requestDate": stamp(m.at), "sendNo": m.from, "recipientNo": m.number, "countryCode": "82",
			"sendType": sendType(m.kind), "messageType": m.kind, "adYn": yn(m.advert), "title": m.title, "body": m.text, "messageStatus": v.settle(m, now), "createDate": stamp(m.created),
		})
		return true
	})
	page, body := paged(c, rows)
	body["data"] = page
	c.out["body"] = body
}

func (v *Server) cancel(c *call) {
	var in struct {
		List []struct {
			Request string `json:"requestId"`
			Seq     int    `json:"recipientSeq"`
		} `json:"reservationList"`
	}
	if json.Unmarshal(c.body, &in) != nil || len(in.List) == 0 {
		c.fail(-9997, "Invalid API parameters.")
		return
	}
	now, cancelled := v.o.Now(), 0
	for _, r := range in.List {
		v.s.each(func(m *message) bool {
			if m.request != r.Request || m.seq != r.Seq {
				return true
			}
			if v.settle(m, now) == "RESERVED" {
				m.cancelled = true
				cancelled++
			}
			return false
		})
	}
	c.out["body"] = map[string]any{"data": map[string]any{"requestedCount": len(in.List), "canceledCount": cancelled}}
}

func (v *Server) sendNos(c *call) {
	rows := []map[string]any{}
	for _, n := range v.o.Senders {
		rows = append(rows, map[string]any{"serviceId": 1, "sendNo": n, "useYn": "Y", "blockYn": "N", "blockReason": nil})
	}
	rows = append(rows,
		map[string]any{"serviceId": 1, "sendNo": "15880000", "useYn": "Y", "blockYn": "Y", "blockReason": "번호 도용 신고"},
		map[string]any{"serviceId": 1, "sendNo": "0212340000", "useYn": "N", "blockYn": "N", "blockReason": nil})
	page, body := paged(c, rows)
	body["data"] = page
	c.out["body"] = body
}
