package centre

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func office(spans ...Span) Hours {
	h := Hours{ID: "office", Holidays: true}
	for _, s := range spans {
		h.Week = append(h.Week, WeekSpan{Days: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, Span: s})
	}
	h.Fill()
	return h
}

// Hours open and close exactly on the minute, on the clock of the centre: pauses,
// midnight, days that are other, holidays.
func TestOpenAndClosed(t *testing.T) {
	seoul := zone(t, "Asia/Seoul")
	h := Hours{
		ID: "office", Holidays: true,
		Week: []WeekSpan{
			{Days: []string{"mon", "tue", "wed", "thu", "fri"}, Span: Span{"09:00", "12:00"}},
			{Days: []string{"mon", "tue", "wed", "thu", "fri"}, Span: Span{"13:00", "18:00"}},
			{Days: []string{"fri"}, Span: Span{"22:00", "02:00"}},
			{Days: []string{"sat"}, Span: Span{"20:00", "24:00"}},
		},
		Exceptions: []Exception{{Date: "2026-12-25", Spans: []Span{{"10:00", "11:00"}}}, {Date: "2026-12-24"}},
	}
	h.Fill()
	if p := h.Check("hours"); len(p) != 0 {
		t.Fatal(p)
	}
	c := NewCalendar(h, []Holiday{{Date: "2026-12-23"}, {Date: "2026-12-25"}}, seoul)
	for _, tc := range []struct {
		at   string
		open bool
	}{
		{"2026-11-23 08:59:59.999", false}, {"2026-11-23 09:00:00", true}, {"2026-11-23 11:59:59.999", true}, {"2026-11-23 12:00:00", false},
		{"2026-11-23 13:00:00", true}, {"2026-11-23 18:00:00", false},
		{"2026-11-27 22:00:00", true}, {"2026-11-28 01:59:59", true}, {"2026-11-28 02:00:00", false}, // Friday into Saturday
		{"2026-11-28 20:00:00", true}, {"2026-11-28 23:59:59", true}, {"2026-11-29 00:00:00", false}, // to midnight
		{"2026-12-23 10:00:00", false}, // a holiday
		{"2026-12-24 10:00:00", false}, // an exception: closed
		{"2026-12-25 10:30:00", true},  // an exception goes before a holiday
		{"2026-12-25 14:00:00", false},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04:05.999", tc.at, seoul)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Open(at); got != tc.open {
			t.Errorf("%s: open %v", tc.at, got)
		}
	}
	monday := time.Date(2026, 11, 23, 9, 30, 0, 0, seoul)
	if next := c.Next(monday); !next.Equal(time.Date(2026, 11, 23, 12, 0, 0, 0, seoul)) {
		t.Errorf("after 09:30 comes %s", next.In(seoul))
	}
}

// When it opens next is said: on the same day, tomorrow, behind days on which it is closed; and not
// where it does not open for long.
func TestOpensNext(t *testing.T) {
	seoul := zone(t, "Asia/Seoul")
	week := []string{"mon", "tue", "wed", "thu", "fri"}
	c := NewCalendar(Hours{ID: "office", Holidays: true, Week: []WeekSpan{{Days: week, Span: Span{"09:00", "12:00"}}, {Days: week, Span: Span{"13:00", "18:00"}}}}, []Holiday{{Date: "2026-12-07"}}, seoul)
	for at, want := range map[string]string{
		"2026-12-01 08:59": "2026-12-01 09:00", "2026-12-01 09:00": "2026-12-01 13:00", "2026-12-01 12:30": "2026-12-01 13:00", "2026-12-01 18:00": "2026-12-02 09:00",
		"2026-12-04 18:00": "2026-12-08 09:00", // over the weekend, and a holiday
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", at, seoul)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := c.Opens(now); !ok || got.In(seoul).Format("2006-01-02 15:04") != want {
			t.Errorf("after %s it opens at %s (%t), want %s", at, got.In(seoul), ok, want)
		}
	}
	if at, ok := NewCalendar(Hours{ID: "never"}, nil, seoul).Opens(time.Date(2026, 12, 1, 9, 0, 0, 0, seoul)); ok {
		t.Errorf("hours without a day open at %s", at)
	}
}

// Summer time: a time that the clock leaves out is the moment of the jump, one that
// it shows twice counts when it comes first.
func TestSummerTime(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	// 2026-03-29 02:00 CET is 03:00 CEST; 2026-10-25 03:00 CEST is 02:00 CET.
	gap := NewCalendar(office(Span{"02:30", "04:00"}), nil, berlin)
	for _, tc := range []struct {
		at   string
		open bool
	}{
		{"2026-03-29T00:59:59Z", false},                                 // 01:59:59
		{"2026-03-29T01:00:00Z", true},                                  // 03:00: 02:30 is left out
		{"2026-03-29T01:59:59Z", true},                                  // 03:59:59
		{"2026-03-29T02:00:00Z", false},                                 // 04:00
		{"2026-03-28T01:29:59Z", false}, {"2026-03-28T01:30:00Z", true}, // the day before: 02:30 CET
		{"2026-03-30T00:29:59Z", false}, {"2026-03-30T00:30:00Z", true}, // the day after: 02:30 CEST
	} {
		if got := gap.Open(at(tc.at)); got != tc.open {
			t.Errorf("spring, %s: open %v", tc.at, got)
		}
	}
	twice := NewCalendar(office(Span{"02:30", "05:00"}), nil, berlin)
	for _, tc := range []struct {
		at   string
		open bool
	}{
		{"2026-10-25T00:29:59Z", false}, {"2026-10-25T00:30:00Z", true}, // 02:30 CEST, the first one
		{"2026-10-25T01:15:00Z", true},                                  // 02:15 CET: it stays open
		{"2026-10-25T03:59:59Z", true}, {"2026-10-25T04:00:00Z", false}, // 05:00 CET
	} {
		if got := twice.Open(at(tc.at)); got != tc.open {
			t.Errorf("autumn, %s: open %v", tc.at, got)
		}
	}
	ends := NewCalendar(office(Span{"00:00", "02:30"}), nil, berlin)
	if ends.Open(at("2026-10-25T01:00:00Z")) || ends.Open(at("2026-10-25T01:29:00Z")) || !ends.Open(at("2026-10-25T00:29:59Z")) {
		t.Error("it opens again when the clock shows the closing time for the second time")
	}
	// Next never leaves out a change, whatever the day: stepping through a year by it
	// finds the same as looking at every minute.
	c := NewCalendar(office(Span{"09:00", "12:30"}, Span{"13:00", "18:00"}, Span{"22:00", "02:30"}), []Holiday{{Date: "2026-05-01"}}, berlin)
	for day := range 365 {
		begin := time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC)
		end := begin.Add(24 * time.Hour)
		open, next := c.Open(begin), c.Next(begin)
		for m := begin; m.Before(end); m = m.Add(30 * time.Minute) {
			if !m.Before(next) {
				open, next = c.Open(m), c.Next(m)
			}
			if got := c.Open(m); got != open {
				t.Fatalf("%s: %v, but nothing was said to change before %s", m, got, next)
			}
		}
	}
}

// What is wrong with hours is named.
func TestWrongHours(t *testing.T) {
	for _, tc := range []struct {
		h    Hours
		want string
	}{
		{Hours{ID: "x", Week: []WeekSpan{{Days: []string{"mon"}, Span: Span{"9:00", "18:00"}}}}, `"9:00" is not a time`},
		{Hours{ID: "x", Week: []WeekSpan{{Days: []string{"mon"}, Span: Span{"09:00", "25:00"}}}}, `"25:00" is not a time`},
		{Hours{ID: "x", Week: []WeekSpan{{Days: []string{"mon"}, Span: Span{"24:00", "02:00"}}}}, `"24:00" is not a time`},
		{Hours{ID: "x", Week: []WeekSpan{{Days: []string{"mon"}, Span: Span{"09:00", "09:00"}}}}, "00:00 to 24:00"},
		{Hours{ID: "x", Week: []WeekSpan{{Days: []string{"monday"}, Span: Span{"09:00", "18:00"}}}}, `"monday" is not known`},
		{Hours{ID: "x", Week: []WeekSpan{{Span: Span{"09:00", "18:00"}}}}, "name the weekdays"},
		{Hours{ID: "x", Exceptions: []Exception{{Date: "2026-02-30"}}}, "is not a day"},
		{Hours{ID: "x", Exceptions: []Exception{{Date: "2026-02-03"}, {Date: "2026-02-03"}}}, "twice"},
		{Hours{}, "id is missing"},
	} {
		tc.h.Fill()
		text := ""
		for _, p := range tc.h.Check("h") {
			text += p.Path + " " + p.Message + "; "
		}
		if !strings.Contains(strings.ReplaceAll(text, "h.id", "id"), tc.want) {
			t.Errorf("%+v: %s, want %s", tc.h, text, tc.want)
		}
	}
}
