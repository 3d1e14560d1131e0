package simulate

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
)

type sending struct {
	Title       string  `json:"title"`
	Body        string  `json:"body"`
	SendNo      string  `json:"sendNo"`
	RequestDate string  `json:"requestDate"`
	Sender      string  `json:"senderGroupingKey"`
	Files       []int64 `json:"attachFileIdList"`
	Recipients  []struct {
		Number string `json:"recipientNo"`
		Abroad string `json:"internationalRecipientNo"`
		Key    string `json:"recipientGroupingKey"`
	} `json:"recipientList"`
}

// send takes a request to send.
func (v *Server) send(c *call, path string) {
	var in sending
	if json.Unmarshal(c.body, &in) != nil {
		c.fail(-9997, "Invalid API parameters.")
		return
	}
	kind, advert := strings.TrimPrefix(path, "ad-"), strings.HasPrefix(path, "ad-")
	at, ok := v.check(c, &in, kind, advert)
	if !ok {
		return
	}
	now := v.o.Now()
	request := v.s.requestID(now)
	var list []*message
	results := []map[string]any{}
	for i, r := range in.Recipients {
		number := r.Number
		if number == "" {
			number = r.Abroad
		}
		code := v.recipient(number, r.Number == "" && kind == "mms", c.fault == Half && i%2 == 1)
		one := map[string]any{"recipientNo": number, "resultCode": code, "resultMessage": said(code), "recipientSeq": i + 1, "recipientGroupingKey": r.Key}
		results = append(results, one)
		if code != 0 {
			continue
		}
		list = append(list, v.taken(&message{
			request: request, seq: i + 1, kind: messageKind(kind, len(in.Files)), advert: advert, senderKey: in.Sender, key: r.Key, number: number,
			from: in.SendNo, title: in.Title, text: in.Body, files: len(in.Files), created: now, at: at, scheduled: in.RequestDate != "",
		}))
	}
	v.s.add(list)
	v.wake()
	status := "2"
	if len(list) == 0 {
		status = "3"
	}
	c.out["body"] = map[string]any{"data": map[string]any{"requestId": request, "statusCode": status, "senderGroupingKey": in.Sender, "sendResultList": results}}
}

func messageKind(kind string, files int) string {
	switch {
	case kind == "sms":
		return kindSMS
	case files == 0:
		return kindLMS
	}
	return kindMMS
}

// taken gives a message its fate.
func (v *Server) taken(m *message) *message {
	m.fate = v.s.chance(resultFaults, v.o.Faults)
	if f := magic[m.number]; contains(resultFaults, f) {
		m.fate = f
	}
	m.code = "1000"
	if code := failing[m.number]; code != "" && code != noKakao {
		m.code = code
	}
	return m
}

// check says what is wrong with a whole request, and when it is to be sent.
func (v *Server) check(c *call, in *sending, kind string, advert bool) (at time.Time, ok bool) {
	at, most := v.o.Now(), 255
	if kind == "mms" {
		most = 4000
	}
	switch {
	case len(in.Recipients) == 0:
		c.fail(-2001, "RecipientList can not be null.")
	case len(in.Recipients) > mostAtOnce:
		c.fail(-2016, "The max recipient size is 1000.")
	case in.Body == "" || kind == "mms" && in.Title == "":
		c.fail(-2014, "The recipient can not be empty.") // as the vendor words it
	case utf8.RuneCountInString(in.Body) > most || utf8.RuneCountInString(in.Title) > 120:
		c.fail(-2015, "Title or Body exceed maximum byte.")
	case !encodable(in.Body) || !encodable(in.Title):
		c.fail(-2023, "Unacceptable characters in title and body.")
	case len(v.o.Senders) > 0 && !contains(v.o.Senders, in.SendNo):
		c.fail(-2312, "Not regist sendno.")
	case advert && (!strings.HasPrefix(in.Body, "(광고)") || !optsOut(in.Body)):
		c.fail(-6003, "The body must contain block guide ment.")
	case !v.filesKnown(in.Files):
		c.fail(-2004, "File is expired or does not exist.")
	case v.overQuota(in):
		c.fail(-2052, "The monthly quota of the organization is exceeded.")
	}
	if c.code != 0 {
		return at, false
	}
	if in.RequestDate != "" {
		t, err := time.ParseInLocation("2006-01-02 15:04", in.RequestDate, seoul)
		switch {
		case err != nil:
			c.fail(-2000, "Date format error.")
			return at, false
		case t.Before(at.Truncate(time.Minute)):
			c.fail(-2022, "RequestDate is not before currentDate.")
			return at, false
		}
		at = t
	}
	return at, true
}

// overQuota reports whether a request is more than what is left, or has the number for it.
func (v *Server) overQuota(in *sending) bool {
	for _, r := range in.Recipients {
		if refused[r.Number] == -2052 {
			return true
		}
	}
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	return v.o.Quota > 0 && v.s.total+len(in.Recipients) > v.o.Quota
}

// recipient is the code of one recipient.
func (v *Server) recipient(number string, mmsAbroad, half bool) int {
	digits := strings.Trim(number, "0123456789") == ""
	switch {
	case number == "":
		return -2018
	case !digits || len(number) < 8 || len(number) > 20:
		return -2019
	case mmsAbroad:
		return -2024
	case half:
		return -2021
	}
	return refused[number]
}

var saids = map[int]string{
	0: "SUCCESS", -2018: "RecipientNo can not be empty.", -2019: "RecipientNo is invalid.", -2024: "LMS/MMS Type is not sent to outside of Korea.",
	-6001: "Recipient Number is refused.", -9999: "System error.", -2021: "System error. Failed insert queue.",
}

func said(code int) string { return saids[code] }

// encodable reports whether a text can be written in EUC-KR, in its wider form.
func encodable(s string) bool {
	_, err := korean.EUCKR.NewEncoder().String(s)
	return err == nil
}

// optsOut reports whether the end of an advert says how to opt out.
func optsOut(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	return strings.Contains(s, "무료수신거부") || strings.Contains(s, "무료거부")
}

// upload takes an image; only its size matters.
func (v *Server) upload(c *call) {
	var in struct {
		Name string `json:"fileName"`
		User string `json:"createUser"`
		Data []byte `json:"fileBody"`
	}
	name := ""
	switch err := json.Unmarshal(c.body, &in); {
	case err != nil || in.User == "":
		c.fail(-9997, "Invalid API parameters.")
		return
	default:
		name = strings.ToLower(in.Name)
	}
	switch {
	case name == "" || utf8.RuneCountInString(name) > 45:
		c.fail(-2002, "Invalid attach file name.")
	case !strings.HasSuffix(name, ".jpg") && !strings.HasSuffix(name, ".jpeg"):
		c.fail(-2003, "Attach file required jpg or jpeg.")
	case len(in.Data) == 0 || len(in.Data) > 300<<10:
		c.fail(-2005, "The file size must be greater than 0 and less than 300KB.")
	default:
		v.s.mu.Lock()
		v.s.files++
		id := v.s.files
		v.s.mu.Unlock()
		c.out["body"] = map[string]any{"data": map[string]any{"fileId": id, "fileName": in.Name, "filePath": "0/simulated"}}
	}
}

func (v *Server) filesKnown(list []int64) bool {
	v.s.mu.Lock()
	defer v.s.mu.Unlock()
	for _, id := range list {
		if id < 1 || id > v.s.files {
			return false
		}
	}
	return true
}
