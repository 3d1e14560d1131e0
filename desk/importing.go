package desk

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// Row is one row of a table that somebody sent.
type Row struct {
	Line  int // as the person sees it, from 1
	Cells []string
}

// ImportRules are what rows of reservations are checked by. Names are folded.
type ImportRules struct {
	Region   string
	Zone     *time.Location
	Now      time.Time
	Agent    string            // where a row names nobody; "": nobody yet
	Service  string            // where a row names none
	Agents   map[string]string // id by what an agent is called, "" where several are: those that the caller may assign to
	Others   map[string]bool   // what agents are called to whom the caller may not assign
	Services map[string]string // id by id and name
}

// BadRow is a row that is no reservation.
type BadRow struct {
	Line    int    `json:"line" doc:"in the file, from 1"`
	Column  string `json:"column,omitempty" doc:"name of the column"`
	Code    string `json:"code" enum:"required,too_long,out_of_range,not_a_date,not_known,not_yours,several,not_a_phone,twice" doc:"not_yours: the extension or id of an agent whom the caller may not assign to; several: more than one agent is called so, write the extension; twice: number and time stand in an earlier row"`
	Message string `json:"message"`
}

// Import is what was found in a table.
type Import struct {
	Rows     int
	Good     []Reservation
	Bad      []BadRow // in their order; a row may be wrong in several ways
	BadCount int
}

// columns are the names of columns, folded.
var columns = map[string]string{
	"number": "number", "phone": "number", "telephone": "number", "전화번호": "number", "연락처": "number", "휴대폰": "number", "전화": "number", "고객번호": "number",
	"dueat": "due_at", "due": "due_at", "time": "due_at", "datetime": "due_at", "예약시간": "due_at", "예약시각": "due_at", "예약일시": "due_at", "일시": "due_at", "시간": "due_at",
	"name": "name", "customer": "name", "이름": "name", "고객명": "name", "성명": "name", "고객": "name", "고객이름": "name",
	"agent": "agent", "상담사": "agent", "담당자": "agent", "담당": "agent",
	"service": "service", "서비스": "service",
	"memo": "memo", "note": "memo", "메모": "memo", "비고": "memo", "내용": "memo",
}

// ReadReservations checks a table row by row, and says of every bad row what is wrong
// with it: who gives the rows bounds them. The first row names the columns.
func ReadReservations(rows []Row, rules ImportRules) (Import, error) {
	if len(rows) == 0 {
		return Import{}, fault.New(fault.Invalid, "the file is empty: its first row names the columns number and due_at")
	}
	at := map[string]int{}
	for i, name := range rows[0].Cells {
		if c, ok := columns[Fold(strings.ReplaceAll(name, "_", ""))]; ok {
			if _, twice := at[c]; twice {
				return Import{}, fault.New(fault.Invalid, "the column %s stands twice in the first row", c)
			}
			at[c] = i
		}
	}
	for _, c := range []string{"number", "due_at"} {
		if _, ok := at[c]; !ok {
			return Import{}, fault.New(fault.Invalid, "the first row names no column %s: it needs number (전화번호) and due_at (예약시간)", c)
		}
	}
	out, seen := Import{Bad: []BadRow{}, Good: []Reservation{}}, map[string]int{}
	for _, row := range rows[1:] {
		if strings.TrimSpace(strings.Join(row.Cells, "")) == "" {
			continue
		}
		out.Rows++
		r, bad := rules.row(row, at)
		if len(bad) == 0 {
			key := r.Number + " " + r.Due.UTC().Format(time.RFC3339)
			if first, twice := seen[key]; twice {
				bad = append(bad, BadRow{Line: row.Line, Code: "twice", Message: fmt.Sprintf("the same number at the same time stands in line %d", first)})
			} else {
				seen[key] = row.Line
			}
		}
		if len(bad) > 0 {
			out.BadCount++
			out.Bad = append(out.Bad, bad...)
			continue
		}
		out.Good = append(out.Good, r)
	}
	return out, nil
}

func (rules ImportRules) row(row Row, at map[string]int) (Reservation, []BadRow) {
	cell := func(column string) string {
		i, ok := at[column]
		if !ok || i >= len(row.Cells) {
			return ""
		}
		return strings.TrimSpace(row.Cells[i])
	}
	var bad []BadRow
	wrong := func(column, code, format string, args ...any) {
		bad = append(bad, BadRow{Line: row.Line, Column: column, Code: code, Message: fmt.Sprintf(format, args...)})
	}
	r := Reservation{Type: Bulk, State: Open, Agent: rules.Agent, Service: rules.Service, Number: cell("number"), Name: cell("name"), Memo: cell("memo")}
	if v := cell("agent"); v != "" {
		id, ok := rules.Agents[Fold(v)]
		switch {
		case ok && id == "":
			wrong("agent", "several", "several agents are called %q: write the extension", v)
		case !ok && rules.Others[Fold(v)]:
			wrong("agent", "not_yours", "the agent %q is not of your team", v)
		case !ok:
			wrong("agent", "not_known", "there is no agent %q", v)
		}
		r.Agent = id
	}
	if v := cell("service"); v != "" {
		id, ok := rules.Services[Fold(v)]
		if !ok {
			wrong("service", "not_known", "there is no service %q", v)
		}
		r.Service = id
	}
	due, ok := rules.time(cell("due_at"))
	if cell("due_at") != "" && !ok {
		wrong("due_at", "not_a_date", "%q is not a time: write it like 2026-11-28 15:10", cell("due_at"))
		due = rules.Now.Add(time.Hour) // said already
	}
	r.Due = due
	// Excel loses the zero that begins a number: 1012345678 is 010-1234-5678.
	if d, is := Digits(r.Number); is && rules.Region == "KR" && len(d) >= 8 && !strings.HasPrefix(r.Number, "+") && d[0] != '0' && !strings.HasPrefix(Number(r.Number, rules.Region), "+") {
		if n := Number("0"+d, rules.Region); strings.HasPrefix(n, "+") {
			r.Number = n
		}
	}
	if err := r.Clean(rules.Region, rules.Now); err != nil {
		for _, f := range err.(FieldErrors) { //nolint:errorlint // Clean returns nothing else
			wrong(f.Field, f.Code, "%s", f.Message)
		}
	}
	return r, bad
}

// layouts are the times that are understood, in the centre's time zone.
var layouts = []string{
	"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-1-2 15:04", "2006/1/2 15:04", "2006/01/02 15:04:05", "2006.1.2 15:04", "2006. 1. 2. 15:04",
	"2006-01-02T15:04", "2006-01-02T15:04:05", "200601021504", "2006년 1월 2일 15:04", "1/2/2006 15:04",
}

// time reads a time: a text, or the day number of a spreadsheet.
func (rules ImportRules) time(v string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, v); err == nil {
		return t, true
	}
	for _, l := range layouts {
		if t, err := time.ParseInLocation(l, v, rules.Zone); err == nil {
			return t, true
		}
	}
	if days, err := strconv.ParseFloat(v, 64); err == nil && days > 40_000 && days < 80_000 { // 2009 to 2119
		whole, part := math.Modf(days)
		minutes := int(math.Round(part * 24 * 60))
		y, m, d := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(whole)).Date()
		return time.Date(y, m, d, 0, minutes, 0, 0, rules.Zone), true
	}
	return time.Time{}, false
}
