package web

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sheet"
)

// table reads a download.
func (c *chatSite) table(who, path string) [][]string {
	c.t.Helper()
	status, data := c.as(c.t, who, "GET", "/api/v1"+path, "")
	if status != 200 {
		c.t.Fatalf("%s: %d %s", path, status, data)
	}
	if strings.Contains(path, "format=csv") {
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(data, "\ufeff"))).ReadAll()
		c.must(err)
		return rows
	}
	rows, err := sheet.Read([]byte(data), sheet.Limits{Rows: 1000, Columns: 50})
	c.must(err)
	var out [][]string
	for _, r := range rows {
		out = append(out, r.Cells)
	}
	return out
}

// A download of a list has what the list has, in the words of the screens, masked; it needs the
// permission and a reason, which is in the access log.
func TestChatListExport(t *testing.T) {
	c := newChatSite(t)
	c.may("m1", people.Report)
	c.visitor("v1", func(v *chat.Visitor) { v.Name, v.Grade = "=김하나", "VIP" })
	c.has("kim", "r1", "v1")
	c.writes("r1", "c1", "제 번호는 010-1234-5678")
	c.has("lee", "r2", "v2")
	c.ends("kim", "r1")
	c.ends("lee", "r2")
	c.rates("r1", 4, "전화 주세요 010-2222-3333")
	c.must(c.db.ChatTagRoom(t.Context(), "r1", []string{"환불", "vip"}))
	c.must(c.db.ChatTagVisitor(t.Context(), "v1", []string{"단골"}))
	query := "/chat/list/export?status=ended&reason=월말+점검"
	rows := c.table("m1", query)
	text := strings.Join(rows[len(rows)-1], "|")
	if len(rows) != 2 || rows[0][0] != "상담방 ID" || !strings.HasPrefix(text, "r1|웹채팅|shop|상담종료|상담사종료|아니요|m1|김하나|") || !strings.Contains(text, "VIP") || !strings.Contains(text, "010-****-5678") || strings.Contains(text, "1234") || !strings.HasSuffix(text, "|4|전화 주세요 010-****-3333|vip, 환불|단골") || !strings.HasSuffix(strings.Join(rows[0], "|"), "|만족도|만족도 의견|상담방태그|고객태그") {
		t.Errorf("the download is %q", rows)
	}
	if rows := c.table("boss", query+"&unmasked=true&format=csv"); len(rows) != 3 || !strings.Contains(strings.Join(rows[1], "")+strings.Join(rows[2], ""), "010-1234-5678") || !strings.Contains(strings.Join(rows[1], "")+strings.Join(rows[2], ""), "'=김하나") {
		t.Errorf("everything, whole: %q", rows)
	}
	if n := c.logged("chats_exported", "chats"); n != 2 {
		t.Errorf("%d lines", n)
	}
	c.asks(422, "boss", "GET", "/chat/list/export?status=ended", "", nil)
	var p Problem
	if c.asks(422, "boss", "GET", "/chat/list/export?status=ended&from=2020-01-01&to=2022-01-01&reason=xx", "", &p); p.Reason != "ended_window" {
		t.Errorf("a window: %+v", p)
	}
	c.asks(403, "m1", "GET", query+"&unmasked=true", "", nil)
	c.asks(403, "m2", "GET", query, "", nil)
	c.asks(403, "kim", "GET", query, "", nil)
}

// A download calls customers and agents as the screen calls them, so that its rows are found there
// again: who has no name by the id that rows have, nobody by the robot of the site. Its sheet is
// called after the list.
func TestChatDownloadsSayWhatTheScreenSays(t *testing.T) {
	c := newChatSite(t)
	c.visitor("cv_soxqub7k2m")
	c.waits("r1", "cv_soxqub7k2m")
	c.do(chat.End{Room: "r1", Manager: true, Who: chat.Who{User: "boss"}}) // it stays the robot's
	for language, want := range map[string][]string{"ko": {"고객 SOXQ-UB", "로봇-shop", "챗봇 종료", "서비스 이용내역", "채팅 보고서"}, "en": {"Customer SOXQ-UB", "Robot-shop", "Ended with the bot", "Service usage log", "Chat report"}} {
		u := c.people.users["boss"]
		u.Language = language
		c.people.users["boss"] = u
		if rows := c.table("boss", "/chat/list/export?status=bot_ended&reason=test"); len(rows) != 2 || rows[1][8] != want[0] || rows[1][7] != want[1] {
			t.Errorf("the list is %q, want %q", rows, want)
		}
		for i, path := range []string{"/chat/list/export?status=bot_ended", "/chat/usage/export?", "/chat/report/export?by=day&from=2026-11-01&to=2026-11-30"} {
			_, book := c.as(t, "boss", "GET", "/api/v1"+path+"&reason=test", "")
			f, err := excelize.OpenReader(strings.NewReader(book))
			c.must(err)
			if got := f.GetSheetList(); !slices.Equal(got, want[2+i:3+i]) {
				t.Errorf("the sheets of %s are %q, want %q", path, got, want[2+i])
			}
		}
	}
	for id, want := range map[chat.VisitorID]string{"cv_soxqub7k2m": "고객 SOXQ-UB", "v1": "고객 V1", "ab-cd_ef": "고객 ABCD-EF"} {
		if got := (&exportNames{language: "ko"}).customerID(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	named := ChatListRow{}
	named.Visitor = chat.RowVisitor{ID: "v1", External: "010-****-5678"}
	for channel, want := range map[chat.ChannelKind]string{chat.Web: "고객 V1", chat.SMS: "010-****-5678", chat.Kakao: "010-****-5678"} {
		if named.Room.Channel = channel; (&exportNames{language: "ko"}).customer(named) != want {
			t.Errorf("of %s: %q", channel, (&exportNames{language: "ko"}).customer(named))
		}
	}
}

// A report is on the rooms of who asks, with names, and times in milliseconds.
func TestChatReport(t *testing.T) {
	c := newChatSite(t)
	c.may("m1", people.Report)
	zone := c.web.zone()
	at := func(day, minute int) acd.Time { return acd.At(time.Date(2026, 11, day, 10, minute, 0, 0, zone)) }
	room := func(id, agent string, day int) chat.Room {
		return chat.Room{ID: chat.RoomID(id), Channel: chat.Web, Visitor: "v", Status: chat.Ended, Agent: acd.AgentID(agent), Category: "late", Opened: at(day, 0), Requested: at(day, 1), Answered: at(day, 3), EndedAt: at(day, 13), LastAt: at(day, 13)}
	}
	c.must(c.db.ChatKeep(t.Context(), chat.Batch{Rooms: []chat.Room{room("a", "kim", 1), room("b", "kim", 2), room("c", "lee", 2)}}))
	c.rates("a", 5, "")
	c.rates("b", 4, "")
	var v ChatReportView
	c.asks(200, "m1", "GET", "/chat/report?by=day&from=2026-11-01&to=2026-11-30", "", &v)
	if len(v.Items) != 2 || v.Items[0].Key != "2026-11-01" || v.Items[1].Rooms != 1 || v.Items[0].First.Mean != 120_000 || v.Items[0].Handling.P90 != 600_000 {
		t.Errorf("by day: %+v", v)
	}
	if c.asks(200, "boss", "GET", "/chat/report?by=agent&from=2026-11-01&to=2026-11-30", "", &v); len(v.Items) != 2 || v.Items[0].Name != "김하나" || v.Items[0].Rooms != 2 || v.Items[0].Satisfaction != (ChatSatisfaction{2, 4.5}) || v.Items[1].Satisfaction != (ChatSatisfaction{}) {
		t.Errorf("by agent: %+v", v)
	}
	if c.asks(200, "boss", "GET", "/chat/report?by=category&from=2026-11-01&to=2026-11-01", "", &v); len(v.Items) != 1 || v.Items[0].Name != "지연" || v.Items[0].Rooms != 1 {
		t.Errorf("by category: %+v", v)
	}
	if rows := c.table("m1", "/chat/report/export?by=channel&from=2026-11-01&to=2026-11-30&reason=월말"); len(rows) != 2 || rows[1][0] != "웹채팅" || rows[0][1] != "상담방" || rows[1][1] != "2" || !slices.Equal(rows[1][8:10], []string{"2", "120"}) || !slices.Equal(rows[1][18:], []string{"2", "4.5"}) {
		t.Errorf("the download is %q", rows)
	}
	if rows := c.table("m1", "/chat/report/export?by=day&format=csv&from=2026-11-01&to=2026-11-30&reason=월말"); len(rows) != 3 || len(rows[0]) != 20 || slices.Contains(rows[0], "이름") || rows[1][0] != "2026-11-01" || rows[1][1] != "1" {
		t.Errorf("days have no names: %q", rows)
	}
	if rows := c.table("boss", "/chat/report/export?by=agent&format=csv&from=2026-11-01&to=2026-11-30&reason=xx"); len(rows) != 3 || !slices.Equal(rows[2][19:], []string{"0", ""}) || !slices.Equal(rows[1][9:13], []string{"0", "", "", ""}) || !slices.Equal(rows[1][15:19], []string{"0", "", "", ""}) {
		t.Errorf("of agents who answered nobody, and whom nobody rated: %q", rows)
	}
	if c.logged("chats_report_exported", "chat-report") != 3 {
		t.Error("the download is not in the access log")
	}
	var p Problem
	if c.asks(422, "m1", "GET", "/chat/report?from=2026-11-02&to=2026-11-01", "", &p); p.Reason != "backwards" {
		t.Errorf("backwards: %+v", p)
	}
	c.asks(422, "m1", "GET", "/chat/report?from=2024-11-02&to=2026-11-01", "", nil)
	c.asks(403, "kim", "GET", "/chat/report?from=2026-11-01&to=2026-11-02", "", nil)
	c.asks(403, "m2", "GET", "/chat/report/export?from=2026-11-01&to=2026-11-02&reason=xx", "", nil)
}
