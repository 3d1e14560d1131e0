package centre

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// An agent is off on a day off from midnight to midnight, on a break and at the meal on the
// minute, over midnight too, in that order where several hold.
func TestDuties(t *testing.T) {
	s := ChatSchedule{ID: "kim", Away: "2026-12-01", Breaks: []Pause{{"15:00", "15:20"}, {"23:50", "00:10"}}, Meal: &Pause{"12:30", "15:10"}, DaysOff: []DayOff{{Date: "2026-12-25"}, {Date: "2026-12-03", Note: "연차"}}}
	s.Fill()
	if p := s.Check("schedule"); len(p) != 0 {
		t.Fatal(p)
	}
	seoul := zone(t, "Asia/Seoul")
	c := s.Calendar(seoul)
	for at, want := range map[string]chat.Duty{
		"2026-11-30 12:29:59": chat.DutyWork, "2026-11-30 12:30:00": chat.DutyMeal,
		"2026-11-30 14:59:59": chat.DutyMeal, "2026-11-30 15:00:00": chat.DutyBreak, "2026-11-30 15:10:00": chat.DutyBreak, "2026-11-30 15:20:00": chat.DutyWork,
		"2026-11-30 23:49:59": chat.DutyWork, "2026-11-30 23:50:00": chat.DutyBreak, "2026-11-30 23:59:59": chat.DutyBreak,
		"2026-12-01 00:00:00": chat.DutyOff, "2026-12-01 12:30:00": chat.DutyOff, "2026-12-01 23:59:59": chat.DutyOff,
		"2026-12-02 00:00:00": chat.DutyBreak, "2026-12-02 00:09:59": chat.DutyBreak, "2026-12-02 00:10:00": chat.DutyWork,
		"2026-12-02 23:55:00": chat.DutyBreak, "2026-12-03 00:05:00": chat.DutyOff, "2026-12-25 15:00:00": chat.DutyOff,
	} {
		moment, err := time.ParseInLocation(time.DateTime, at, seoul)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.At(moment.UTC()); got != want {
			t.Errorf("at %s it is %s, want %s", at, got, want)
		}
	}
	var none *DutyCalendar
	if none.At(time.Now()) != chat.DutyWork {
		t.Error("who has no schedule is not on duty")
	}
}

// Where summer time begins and ends a break is at the times that the clock on the wall shows,
// and a day off is the day's 23 or 25 hours.
func TestDutiesInSummerTime(t *testing.T) {
	s := ChatSchedule{ID: "kim", Breaks: []Pause{{"02:15", "02:45"}, {"03:30", "03:40"}}, DaysOff: []DayOff{{Date: "2026-11-01"}}}
	c := s.Calendar(zone(t, "America/New_York"))
	for at, want := range map[string]chat.Duty{
		"2026-03-08T06:59:59Z": chat.DutyWork,  // 01:59:59, then 03:00
		"2026-03-08T07:00:00Z": chat.DutyWork,  // 02:15 to 02:45 is left out
		"2026-03-08T07:30:00Z": chat.DutyBreak, // 03:30
		"2026-03-08T07:40:00Z": chat.DutyWork,
		"2026-07-01T06:15:00Z": chat.DutyBreak, // 02:15 in summer
		"2026-12-01T07:15:00Z": chat.DutyBreak, // and in winter
		"2026-11-01T03:59:59Z": chat.DutyWork,
		"2026-11-01T04:00:00Z": chat.DutyOff, // midnight in summer time
		"2026-11-02T04:59:59Z": chat.DutyOff, // a second before midnight in winter time
		"2026-11-02T05:00:00Z": chat.DutyWork,
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.At(moment); got != want {
			t.Errorf("at %s it is %s, want %s", at, got, want)
		}
	}
}

// What cannot be kept is named where it stands.
func TestChatScheduleIsChecked(t *testing.T) {
	s := ChatSchedule{ID: "kim", Away: "today", Breaks: []Pause{{"9", "10:00"}, {"10:00", "10:00"}}, Meal: &Pause{"12:00", "24:01"}, DaysOff: []DayOff{{Date: "2026-02-30"}, {Date: "2026-12-24"}, {Date: "2026-12-24"}}}
	var got []string
	for _, p := range s.Check("s") {
		got = append(got, p.Path)
	}
	want := []string{"s.away", "s.breaks[0].from", "s.breaks[1].to", "s.meal.to", "s.days_off[0].date", "s.days_off[2].date"}
	if len(got) != len(want) {
		t.Fatalf("wrong are %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("wrong are %q, want %q", got, want)
			break
		}
	}
	s = ChatSchedule{ID: "kim", Breaks: make([]Pause, mostBreaks+1)}
	for i := range s.Breaks {
		s.Breaks[i] = Pause{"10:00", "10:05"}
	}
	if p := s.Check("s"); len(p) != 1 || p[0].Path != "s.breaks" {
		t.Errorf("eleven breaks: %v", p)
	}
}
