package web

import (
	archive "archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/web/ui"
)

// elsewhere reads a workbook by the standard alone (ECMA-376 part 1, section 18), with neither the
// library that writes it nor our reader, and returns what stands in its rows. A cell that is
// computed or leads away, or a part that could run something, fails the test.
func elsewhere(t *testing.T, data string) (rows [][]string) {
	t.Helper()
	z, err := archive.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("the workbook is no ZIP file: %v", err)
	}
	part := func(name string, into any) bool {
		f, err := z.Open(name)
		if err != nil {
			return false
		}
		defer f.Close()
		if err := xml.NewDecoder(f).Decode(into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return true
	}
	type text struct {
		T    string   `xml:"t"`
		Runs []string `xml:"r>t"`
	}
	var shared struct {
		Items []text `xml:"si"`
	}
	part("xl/sharedStrings.xml", &shared)
	var sheet struct {
		Links []struct{} `xml:"hyperlinks>hyperlink"`
		Rows  []struct {
			Cells []struct {
				At      string  `xml:"r,attr"`
				Kind    string  `xml:"t,attr"`
				Formula *string `xml:"f"`
				Value   string  `xml:"v"`
				Inline  text    `xml:"is"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if !part("xl/worksheets/sheet1.xml", &sheet) || len(sheet.Rows) == 0 || len(sheet.Links) != 0 {
		t.Fatalf("%d rows, %d links", len(sheet.Rows), len(sheet.Links))
	}
	for _, f := range z.File {
		for _, bad := range []string{"externalLink", "vbaProject", "calcChain", "connections", "sheet2.xml"} {
			if strings.Contains(f.Name, bad) {
				t.Errorf("the workbook has %s", f.Name)
			}
		}
	}
	for _, r := range sheet.Rows {
		var row []string
		for _, c := range r.Cells {
			if c.Formula != nil {
				t.Errorf("%s is the formula %q", c.At, *c.Formula)
			}
			x := 0
			for _, l := range strings.TrimRight(c.At, "0123456789") {
				x = 26*x + int(l-'A') + 1
			}
			for len(row) < x {
				row = append(row, "")
			}
			v := c.Value
			switch c.Kind {
			case "s":
				n, err := strconv.Atoi(v)
				if err != nil || n >= len(shared.Items) {
					t.Fatalf("%s: shared text %q", c.At, v)
				}
				v = shared.Items[n].T + strings.Join(shared.Items[n].Runs, "")
			case "inlineStr":
				v = c.Inline.T + strings.Join(c.Inline.Runs, "")
			case "str", "e":
				t.Errorf("%s is the result of a formula", c.At)
			}
			row[x-1] = v
		}
		rows = append(rows, row)
	}
	return rows
}

// sameTable fails where a workbook does not say what the CSV of the same search says. In a CSV
// what could be a formula has a mark before it, which a workbook does not need.
func sameTable(t *testing.T, book [][]string, text string) {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix([]byte(text), []byte("\xef\xbb\xbf")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != len(book) {
		t.Fatalf("%d rows, %d in the CSV", len(book), len(lines))
	}
	for y, line := range lines {
		row := append(book[y], make([]string, max(0, len(line)-len(book[y])))...) // a reader leaves out empty cells at the end
		for x, want := range line {
			got := row[x]
			if got != want && "'"+got != want && strings.ReplaceAll(got, "\r\n", "\n") != strings.TrimPrefix(want, "'") {
				t.Errorf("row %d, column %d: %q, in the CSV %q", y+1, x+1, got, want)
			}
		}
	}
}

// beginnings are how texts begin that spreadsheets take for formulas, and some that they take
// for something else.
var beginnings = []string{"=1+1", "+1", "-1+2", "@SUM(1)", "\t=1", "＝1+1", `=HYPERLINK("http://evil.example","x")`, "=cmd|' /C calc'!A0", "0105", "1e5", "2026-11-29", "<b>&amp;", "줄\n바꿈", "'="}

// The workbooks of callbacks and of messages say in another reader what the CSV says, with
// nothing in them that is computed (W-12).
func TestSheetsElsewhere(t *testing.T) {
	t.Run("callbacks", func(t *testing.T) {
		s := newSite(t)
		for i, b := range beginnings {
			name := strings.Map(func(r rune) rune {
				if r < ' ' {
					return -1
				}
				return r
			}, b)
			s.want(t, 201, "boss", "POST", "/callbacks", fmt.Sprintf(`{"number":"010-1111-%04d","service":"orders","name":%q,"memo":%q}`, i, name, b), nil)
		}
		_, book := s.as(t, "boss", "GET", "/api/v1/callbacks/export?reason=test&sort=created&unmasked=true", "")
		_, text := s.as(t, "boss", "GET", "/api/v1/callbacks/export?reason=test&sort=created&unmasked=true&format=csv", "")
		rows := elsewhere(t, book)
		sameTable(t, rows, text)
		if len(rows) != len(beginnings)+1 {
			t.Errorf("%d rows", len(rows))
		}
		for i, b := range beginnings {
			if b != "\t=1" && !slices.Contains(rows[i+1], b) {
				t.Errorf("row %d lacks %q: %q", i+2, b, rows[i+1])
			}
		}
		_, book = s.as(t, "boss", "GET", "/api/v1/callbacks/report/export?from=2026-10-01&to=2026-12-31&by=month&reason=test", "")
		_, text = s.as(t, "boss", "GET", "/api/v1/callbacks/report/export?from=2026-10-01&to=2026-12-31&by=month&reason=test&format=csv", "")
		sameTable(t, elsewhere(t, book), text)
	})
	t.Run("messages", func(t *testing.T) {
		s := smsSite(t)
		s.may("kim", people.Report)
		var to []string
		for i, b := range beginnings {
			to = append(to, fmt.Sprintf(`{"number":"0101111%04d","name":%q}`, i, strings.Map(func(r rune) rune { return max(r, ' ') }, b)))
		}
		s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"=2+2","recipients":[`+strings.Join(to, ",")+`]}`, nil)
		_, book := s.as(t, "kim", "GET", "/api/v1/sms/messages/export?reason=test", "")
		_, text := s.as(t, "kim", "GET", "/api/v1/sms/messages/export?reason=test&format=csv", "")
		rows := elsewhere(t, book)
		sameTable(t, rows, text)
		if len(rows) != len(beginnings)+1 || !slices.Contains(rows[1], "=2+2") {
			t.Errorf("%d rows: %q", len(rows), rows)
		}
	})
}

// What leaves in a file is called as the screens call it, in the language of whoever asks, and
// by the id where it is gone; names are no formulas either (W-12).
func TestDownloadsSayNames(t *testing.T) {
	s := smsSite(t)
	c := s.web.Centre.(*fakeCentre)
	c.called = map[string]centre.Names{"orders": {Ko: "주문", En: "Orders"}, "returns": {Ko: "=1+1"}}
	c.agents[0].NameEn = "Hana Kim"
	speak := func(language string) {
		u := s.people.users["boss"]
		u.Name, u.Language = "=박관리", language
		s.people.users["boss"] = u
	}
	table := func(path string) (csvText string, rows [][]string) {
		t.Helper()
		_, book := s.as(t, "boss", "GET", path, "")
		_, csvText = s.as(t, "boss", "GET", path+"&format=csv", "")
		rows = elsewhere(t, book)
		sameTable(t, rows, csvText)
		return csvText, rows
	}
	lacks := func(what string, row []string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !slices.Contains(row, w) {
				t.Errorf("%s lacks %q: %q", what, w, row)
			}
		}
	}

	s.want(t, 200, "boss", "PUT", "/dispositions", `{"version":0,"items":[{"code":"delivery","name":{"ko":"배송","en":"Delivery"},"children":[{"code":"late","name":{"ko":"지연","en":"Late"}}]}]}`, nil)
	for i, service := range []string{"orders", "returns", "orders"} {
		var v CallbackView
		s.want(t, 201, "boss", "POST", "/callbacks", fmt.Sprintf(`{"number":"010-1111-000%d","service":%q}`, i, service), &v)
		if i == 2 {
			continue
		}
		agent := []string{"kim", "lee"}[i]
		for _, who := range []string{"kim", "lee"} {
			s.may(who, people.Phone)
		}
		s.want(t, 200, "boss", "POST", "/callbacks/assign", fmt.Sprintf(`{"ids":[%q],"agents":[%q]}`, v.ID, agent), nil)
		s.want(t, 200, "boss", "POST", "/callbacks/"+v.ID+"/complete", fmt.Sprintf(`{"result":"x","result_code":%q}`, []string{"late", "connected"}[i]), nil)
	}
	c.agents = slices.DeleteFunc(c.agents, func(a centre.Agent) bool { return a.ID == "lee" }) // who has left
	speak("ko")
	text, rows := table("/api/v1/callbacks/export?reason=test&sort=created")
	lacks("heads", rows[0], "콜백 ID", "서비스", "담당자", "분배자", "종료한 사람", "처리 코드")
	lacks("one", rows[1], "주문", "김하나", "=박관리", "배송 › 지연", "완료", "직접 등록")
	lacks("one that is gone", rows[2], "=1+1", "lee", "연결")
	lacks("one of nobody", rows[3], "미할당")
	if !strings.Contains(text, "'=박관리") || !strings.Contains(text, "'=1+1") || strings.Contains(text, "user:") || strings.Contains(text, "orders") {
		t.Errorf("%s", text)
	}
	_, rows = table("/api/v1/callbacks/report/export?from=2020-01-01&to=2020-12-31&by=month&reason=test")
	lacks("heads of the report", rows[0], "상담사 ID", "이름")
	speak("en")
	_, rows = table("/api/v1/callbacks/export?reason=test&sort=created")
	lacks("one in English", rows[1], "Orders", "Hana Kim", "=박관리", "Delivery › Late", "Completed", "By hand")
	lacks("one without an English name", rows[2], "=1+1", "lee", "Connected")

	var to []string
	for i := range 4 {
		to = append(to, fmt.Sprintf(`{"number":"0101111000%d"}`, i))
	}
	s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"a","recipients":[`+strings.Join(to, ",")+`]}`, nil)
	now := time.Now()
	if _, _, err := s.db.ReleaseSMS(t.Context(), sms.Policy{Now: now, Zone: time.UTC}); err != nil {
		t.Fatal(err)
	}
	turns, err := s.db.SMSTurns(t.Context(), false, now, 10, "")
	if err != nil || len(turns) != 1 {
		t.Fatalf("%+v %v", turns, err)
	}
	claimed, err := s.db.ClaimSMS(t.Context(), turns[0].ID, "test", sms.Policy{Now: now, Zone: time.UTC})
	if err != nil || len(claimed.Batch.Messages) != 4 {
		t.Fatalf("%+v %v", claimed, err)
	}
	answers := []sms.Answer{{Status: sms.Delivered, Code: "1000", Text: "success"}, {Status: sms.Failed, Code: "2003", Text: "the phone is off"}, {Status: sms.Failed, Code: "9", Text: "provider's words"}, {Status: sms.Accepted}}
	for i, m := range claimed.Batch.Messages {
		answers[i].ID, answers[i].At, answers[i].Ref = m.ID, now, sms.Ref{Request: "r", Seq: strconv.Itoa(i)}
	}
	if _, err := s.db.SettleSMS(t.Context(), "test", sms.Outcome{Batch: claimed.Batch.ID, Answers: answers}, now); err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string][4][]string{
		"ko": {{"발송 완료", "1000"}, {"실패", "전원 꺼짐", "2003"}, {"provider's words"}, {"접수"}},
		"en": {{"Delivered"}, {"Failed", "switched off"}, {"provider's words"}, {"Accepted"}},
	} {
		speak(language)
		text, rows := table("/api/v1/sms/messages/export?reason=test")
		lacks("heads", rows[0], map[string]string{"ko": "메시지 ID", "en": "id"}[language])
		for i, m := range claimed.Batch.Messages {
			row := rows[1+slices.IndexFunc(rows[1:], func(r []string) bool { return r[0] == m.ID })]
			lacks(language, row, append(want[i], map[string]string{"ko": "김하나", "en": "Hana Kim"}[language], "SMS", map[string]string{"ko": "예", "en": "yes"}[language])...)
		}
		if n := strings.Count(text, want[0][0]); n != 2 || strings.Contains(text, "user:") {
			t.Errorf("what arrived says so in its state and its result: %s", text)
		}
	}
}

// Whether a message was sent is of the provider that was asked for it, whoever is asked now; of
// one for which nobody was asked yet a download says nothing (T23).
func TestDeliveryIsOfWhoWasAsked(t *testing.T) {
	s := smsSite(t)
	now := time.Now()
	of := map[string]string{} // sends, by who was asked
	for _, provider := range []string{"local", "nhn", ""} {
		var v SMSSent
		s.want(t, 201, "kim", "POST", "/sms/sends", `{"sender":"15880000","body":"a","recipients":[{"number":"010-1111-2222"}]}`, &v)
		of[provider] = v.ID
		if provider == "" {
			continue
		}
		turns, err := s.db.SMSTurns(t.Context(), false, now.Add(time.Minute), 10, "")
		if err != nil || len(turns) != 1 {
			t.Fatalf("%+v %v", turns, err)
		}
		c, err := s.db.ClaimSMS(t.Context(), turns[0].ID, provider, sms.Policy{Now: now, Zone: time.UTC})
		if err != nil || !c.OK {
			t.Fatalf("%+v %v", c, err)
		}
		if _, err := s.db.SettleSMS(t.Context(), provider, sms.Outcome{Batch: c.Batch.ID, Answers: []sms.Answer{{ID: c.Batch.Messages[0].ID, Status: sms.Accepted}}}, now); err != nil {
			t.Fatal(err)
		}
	}
	for _, delivers := range []bool{false, true} { // whatever is configured now
		s.texter.delivers = delivers
		_, text := s.as(t, "boss", "GET", "/api/v1/sms/messages/export?reason=test&format=csv", "")
		for provider, want := range map[string]string{"local": ",local,아니요\n", "nhn": ",nhn,예\n", "": ",,\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("with delivers %t the file lacks %q: %s", delivers, want, text)
			}
			reaches := provider == "nhn" || provider == "" && delivers
			var page SMSMessagePage
			s.want(t, 200, "boss", "GET", "/sms/messages?send="+of[provider], "", &page)
			var send SMSSendDetail
			s.want(t, 200, "boss", "GET", "/sms/sends/"+of[provider], "", &send)
			if page.Delivers != delivers || page.Items[0].Delivers != reaches || send.Delivers != reaches {
				t.Errorf("%q with delivers %t: page %t, message %t, send %t", provider, delivers, page.Delivers, page.Items[0].Delivers, send.Delivers)
			}
		}
		if strings.Count(text, "보관(미발송)") != 1 || strings.Count(text, ",접수,") != 1 {
			t.Errorf("%s", text)
		}
	}
}

// Downloads and screens say the same words for the same thing.
func TestDownloadWordsAreTheScreens(t *testing.T) {
	page := func(name string) func(string) string {
		data, err := fs.ReadFile(ui.Files(), "js/text/"+name)
		if err != nil {
			t.Fatal(err)
		}
		return func(key string) string {
			m := regexp.MustCompile(`(?:"` + regexp.QuoteMeta(key) + `"|[ {]` + regexp.QuoteMeta(key) + `): "([^"]*)"`).FindSubmatch(data)
			if m == nil {
				return "(no text " + key + ")"
			}
			return string(m[1])
		}
	}
	for i, language := range []string{"ko", "en"} {
		callbacks, texts, admin, chats := page("callbacks."+language+".js"), page("sms."+language+".js"), page("admin."+language+".js"), page("chat."+language+".js")
		terms := page("chatterms." + language + ".js")
		same := func(screen, key string, w said) {
			t.Helper()
			if screen != w[i] || w[i] == "" {
				t.Errorf("%s, %s: %q on the screen, %q in downloads", language, key, screen, w[i])
			}
		}
		for _, v := range callback.States {
			same(callbacks("state."+string(v)), string(v), callbackStateSaid[v])
		}
		for _, v := range callback.Sources {
			same(callbacks("source."+string(v)), string(v), callbackSourceSaid[v])
		}
		for _, v := range callback.Results {
			same(callbacks("result."+string(v)), string(v), callbackResultSaid[v])
		}
		same(callbacks("system"), "system", systemSaid)
		for _, v := range sms.States {
			same(texts("state."+string(v)), string(v), smsStateSaid[v])
		}
		same(texts("state.kept"), "kept", smsKeptSaid)
		same(callbacks("tab.barred"), "do_not_call", callbackCodeSaid["do_not_call"])
		same(admin("cu.yes"), "yes", deliverSaid[true])
		same(admin("cu.no"), "no", deliverSaid[false])
		for v, w := range chatStatusSaid {
			same(terms("status."+string(v)), string(v), w)
		}
		for v, w := range chatEndSaid {
			same(terms("end_type."+string(v)), string(v), w)
		}
		for v, w := range chatChannelSaid {
			same(chats("channel."+string(v)), string(v), w)
		}
		same(chats("robot_short"), "robot_short", robotSaid)
		same(chats("robot"), "robot", robotOfSaid)
		same(chats("customer_id"), "customer_id", customerSaid)
		same(admin("s.chat-usage"), "usage", chatUsageSaid)
		same(admin("s.chat-report"), "report", chatReportSaid)
		same(admin("s.customers"), "customers", customersSaid)
		same(chats("category_unused"), "unused", unusedSaid)
		same(chats("agent_deleted"), "deleted", chatAgentSaid[chat.AgentDeleted])
		same(chats("agent_deauthorised"), "deauthorised", chatAgentSaid[chat.AgentDeauthorised])
		for v, w := range smsKindSaid {
			same(texts("kind."+string(v)), string(v), w)
		}
	}
}
