package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Rows of a table become reservations, or bad rows with line and reason.
func TestReadReservations(t *testing.T) {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	rules := ImportRules{
		Region: "KR", Zone: seoul, Now: time.Date(2026, 11, 28, 9, 0, 0, 0, seoul), Agent: "kim", Service: "orders",
		Agents: map[string]string{"lee": "lee", "이두리": "lee", "1002": "lee", "동명": ""}, Others: map[string]bool{"박세나": true}, Services: map[string]string{"반품": "returns"},
	}
	rows := []Row{
		{1, []string{"이름", "전화번호", "예약 시간", "상담사", "서비스", "메모", "남는 칸"}},
		{2, []string{"김하나", "010-1234-5678", "2026-11-28 15:10"}},
		{3, []string{"박두", "1012345678", "2026/11/28 14:10", "이두리", "반품", "메모"}}, // the zero is lost
		{4, []string{"", "", "", ""}},
		{5, []string{"최셋", "없음", "2026-11-28 15:10"}},
		{6, []string{"최넷", "010-1111-2222", "내일"}},
		{7, []string{"최다섯", "010-1111-2222", "2026-11-28 08:00"}},
		{8, []string{"최여섯", "010-1111-2222", "2026-11-28 18:00", "모름", "모름"}},
		{9, []string{"김하나", "+82 10 1234 5678", "2026-11-28T15:10:00+09:00"}}, // the same as line 2
		{10, []string{"엑셀", "821055556666", "46354.632638888889"}},            // 2026-11-28 15:11
		{11, []string{"", "010-1111-2222"}},
		{13, []string{"둘", "010-1111-2222", "2026-11-28 18:00", "동명"}},
		{14, []string{"셋", "010-1111-2222", "2026-11-28 18:00", "박세나"}},
		{12, []string{"먼", "010-1111-2222", "2028-01-01 10:00"}},
	}
	got, err := ReadReservations(rows, rules)
	if err != nil {
		t.Fatal(err)
	}
	var bad []string
	for _, b := range got.Bad {
		bad = append(bad, fmt.Sprint(b.Line, " ", b.Column, " ", b.Code))
	}
	if s := strings.Join(bad, ", "); s != "5 number not_a_phone, 6 due_at not_a_date, 7 due_at out_of_range, 8 agent not_known, 8 service not_known, 9  twice, 11 due_at required, 13 agent several, 14 agent not_yours, 12 due_at out_of_range" {
		t.Errorf("bad rows: %s", s)
	}
	if got.Rows != 12 || got.BadCount != 9 || len(got.Good) != 3 {
		t.Fatalf("%d rows, %d bad, %d good", got.Rows, got.BadCount, len(got.Good))
	}
	a, b, c := got.Good[0], got.Good[1], got.Good[2]
	if a.Agent != "kim" || a.Service != "orders" || a.Type != Bulk || a.State != Open || a.Number != "+821012345678" || a.Due.In(seoul).Format("15:04") != "15:10" {
		t.Errorf("%+v", a)
	}
	if b.Agent != "lee" || b.Service != "returns" || b.Number != "+821012345678" || b.Memo != "메모" {
		t.Errorf("%+v", b)
	}
	if c.Number != "+821055556666" || c.Due.In(seoul).Format("2006-01-02 15:04") != "2026-11-28 15:11" {
		t.Errorf("%+v", c)
	}
	for want, head := range map[string][]string{"no column due_at": {"number"}, "no column number": {"due_at", "이름"}, "twice": {"number", "전화번호", "due_at"}} {
		if _, err := ReadReservations([]Row{{1, head}}, rules); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", head, err)
		}
	}
	if _, err := ReadReservations(nil, rules); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty file: %v", err)
	}
}

// The report has every bad row, with all that is wrong with it.
func TestEveryBadRowIsReported(t *testing.T) {
	rows := []Row{{1, []string{"number", "due_at"}}}
	for i := range 1000 {
		rows = append(rows, Row{i + 2, []string{"x", "y"}})
	}
	got, err := ReadReservations(rows, ImportRules{Region: "KR", Zone: time.UTC, Now: time.Now()})
	if err != nil || got.BadCount != 1000 || len(got.Bad) != 2000 || got.Bad[1999].Line != 1001 {
		t.Errorf("%d of %d %v", len(got.Bad), got.BadCount, err)
	}
}
