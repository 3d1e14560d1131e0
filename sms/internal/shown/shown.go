// Package shown is what simulated providers show of what they have done: a page for people
// and JSON for programs.
package shown

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Report is what a simulated provider has done.
type Report struct {
	Taken     int         `json:"taken"`     // messages, ever
	Doubles   int         `json:"doubles"`   // identifiers that were taken more than once
	Delivered int         `json:"delivered"` // of those that are remembered
	Failed    int         `json:"failed"`
	Waiting   int         `json:"waiting"`
	Cancelled int         `json:"cancelled"`
	Messages  []Delivered `json:"messages"` // the newest first
}

// Delivered is one message of a Report.
type Delivered struct {
	ID       string    `json:"id"`    // of who asked
	Batch    string    `json:"batch"` // of who asked
	Request  string    `json:"request"`
	Seq      int       `json:"seq"`
	Kind     string    `json:"kind"`
	Advert   bool      `json:"advert,omitempty"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Title    string    `json:"title,omitempty"`
	Text     string    `json:"text"` // as it arrives: cut where it is too long
	Images   int       `json:"images,omitempty"`
	Template string    `json:"template,omitempty"`
	Resent   bool      `json:"resent,omitempty"` // Alimtalk: it went by SMS instead
	State    string    `json:"state"`
	Code     string    `json:"code,omitempty"`
	At       time.Time `json:"at"`
	Times    int       `json:"times"` // how often a message of this identifier was taken
}

// Bounds of what is shown.
const (
	MostShown = 200
	mostTold  = 10_000
)

//go:embed page.html
var source string

// seoul is the zone of times on the page.
var seoul = time.FixedZone("KST", 9*60*60)

var page = template.Must(template.New("page").Funcs(template.FuncMap{"clock": func(t time.Time) string { return t.In(seoul).Format("01-02 15:04:05") }}).Parse(source))

// words are the page's, in both languages.
var words = map[string]map[string]string{
	"ko": {"lang": "ko", "title": "모의 발송사", "says": "아무에게도 보내지 않습니다. 보냈을 메시지를 보여 줍니다.", "taken": "접수", "delivered": "전달", "failed": "실패", "waiting": "대기", "cancelled": "취소", "doubles": "중복", "at": "시간", "kind": "종류", "from": "발신", "to": "수신", "text": "내용", "state": "상태", "times": "접수 횟수", "id": "메시지 번호", "none": "아직 접수한 메시지가 없습니다.", "resent": "SMS로 대체 발송", "write": "고객이 보내기", "customer": "고객 번호", "number": "받는 번호", "send": "보내기"},
	"en": {"lang": "en", "title": "Simulated provider", "says": "Nothing is sent to anybody. These are the messages that would have been.", "taken": "Taken", "delivered": "Delivered", "failed": "Failed", "waiting": "Waiting", "cancelled": "Cancelled", "doubles": "Doubles", "at": "Time", "kind": "Kind", "from": "From", "to": "To", "text": "Text", "state": "State", "times": "Times taken", "id": "Identifier", "none": "No message was taken yet.", "resent": "sent by SMS instead", "write": "Write as a customer", "customer": "Customer's number", "number": "Number written to", "send": "Send"},
}

// Page answers with a report for people. name is the provider's; write shows a form by
// which a customer writes, posted to /incoming.
func Page(w http.ResponseWriter, r *http.Request, name string, write bool, report Report) {
	lang := "ko"
	if strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
		lang = "en"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
	page.Execute(w, map[string]any{"W": words[lang], "R": report, "Name": name, "Write": write}) //nolint:errcheck // who asked has gone
}

// JSON answers with a report for programs.
func JSON(w http.ResponseWriter, report Report) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(report) //nolint:errcheck // who asked has gone
}

// Most is how many messages a request asks for (?most=).
func Most(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("most"))
	if err != nil || n < 1 {
		return MostShown
	}
	return min(n, mostTold)
}

// Masked shows a number without its middle, for logs.
func Masked(n string) string {
	if len(n) < 8 {
		return "****"
	}
	return n[:3] + "-****-" + n[len(n)-4:]
}
