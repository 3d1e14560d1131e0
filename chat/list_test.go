package chat

import (
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
)

// The windows of C8 and C83 to C86 and the orders of C71 and C80: what a filter stands for, and
// what is refused.
func TestWindows(t *testing.T) {
	seoul := time.FixedZone("KST", 9*3600)
	now := acd.At(time.Date(2026, 11, 30, 15, 4, 0, 0, seoul))
	day := func(y int, m time.Month, d int) acd.Time { return acd.At(time.Date(y, m, d, 0, 0, 0, 0, seoul)) }
	tomorrow := day(2026, 12, 1)
	for name, c := range map[string]struct {
		f        Filter
		from, to acd.Time
		reason   string
	}{
		"with the bot: today (C8)":             {f: Filter{Status: WithBot}, from: day(2026, 11, 30), to: tomorrow},
		"waiting: all (C8)":                    {f: Filter{Status: Waiting}},
		"ended: a year (C83)":                  {f: Filter{Status: Ended}, from: day(2025, 12, 1), to: tomorrow},
		"31 days (C84)":                        {f: Filter{Status: InProgress, From: day(2026, 5, 1), To: day(2026, 6, 1)}, from: day(2026, 5, 1), to: day(2026, 6, 1)},
		"32 days":                              {f: Filter{Status: InProgress, From: day(2026, 5, 1), To: day(2026, 6, 2)}, reason: "open_window"},
		"since the first of the month":         {f: Filter{Status: Received, From: day(2026, 11, 1)}, from: day(2026, 11, 1), to: tomorrow},
		"with the bot, long ago":               {f: Filter{Status: WithBot, From: day(2026, 10, 1)}, reason: "open_window"},
		"one year, long ago":                   {f: Filter{Status: Ended, From: day(2023, 1, 1), To: day(2024, 1, 1)}, from: day(2023, 1, 1), to: day(2024, 1, 1)},
		"a year and a day":                     {f: Filter{Status: BotEnded, From: day(2023, 1, 1), To: day(2024, 1, 2)}, reason: "ended_window"},
		"backwards":                            {f: Filter{Status: Ended, From: day(2024, 1, 2), To: day(2024, 1, 1)}, reason: "backwards"},
		"customer tag (C85)":                   {f: Filter{Status: Ended, VisitorTag: "paid"}, from: day(2026, 10, 31), to: tomorrow},
		"customer tag of an open room (C85)":   {f: Filter{Status: Waiting, VisitorTag: "paid"}, from: day(2026, 10, 31), to: tomorrow},
		"customer tag, 32 days back":           {f: Filter{Status: Ended, VisitorTag: "paid", From: day(2026, 10, 30), To: day(2026, 11, 1)}, reason: "visitor_tag_window"},
		"room tags (C86)":                      {f: Filter{Status: Ended, RoomTags: []string{"a"}}, from: day(2025, 12, 1), to: tomorrow},
		"room tags of open rooms (C86)":        {f: Filter{Status: Waiting, RoomTags: []string{"a"}}, from: day(2025, 12, 1), to: tomorrow},
		"room tags, more than a year":          {f: Filter{Status: Ended, RoomTags: []string{"a"}, From: day(2025, 11, 30), To: day(2026, 1, 1)}, reason: "room_tag_window"},
		"ended by end (C80)":                   {f: Filter{Status: Ended, Sort: SortEnd}, from: day(2025, 12, 1), to: tomorrow},
		"ended by name":                        {f: Filter{Status: Ended, Sort: SortCustomer}, reason: "sort"},
		"open by end":                          {f: Filter{Status: InProgress, Sort: SortEnd}, reason: "sort"},
		"no order of its own":                  {f: Filter{Status: InProgress, Sort: "id; DROP"}, reason: "sort"},
		"no status":                            {f: Filter{Status: "none"}, reason: "status"},
		"since a day that is more than a year": {f: Filter{Status: Ended, From: day(2025, 11, 30)}, reason: "ended_window"},
	} {
		c.f.Now, c.f.Zone = now, seoul
		got, err := c.f.Checked()
		var w *WindowError
		switch {
		case c.reason != "" && (!errors.As(err, &w) || w.Reason != c.reason || !fault.Is(err, fault.Invalid)):
			t.Errorf("%s: %v, want %s", name, err, c.reason)
		case c.reason == "" && (err != nil || got.From != c.from || got.To != c.to):
			t.Errorf("%s: %v to %v (%v), want %v to %v", name, got.From.Std().In(seoul), got.To.Std().In(seoul), err, c.from.Std().In(seoul), c.to.Std().In(seoul))
		}
	}
}

// What days may be asked for is told once, for the server and for the form of the page, which has
// the same table: also in leap years (C83 to C86).
func TestWindowsAsThePageHasThem(t *testing.T) {
	text, err := os.ReadFile("testdata/windows.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		What, Today, From, To, Wrong string
		List                         Status
		VisitorTag                   string `json:"visitor_tag"`
		RoomTags                     string `json:"room_tags"`
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 20 {
		t.Fatal(len(cases), err)
	}
	day := func(text string, more int) acd.Time {
		if text == "" {
			return 0
		}
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return acd.At(d.AddDate(0, 0, more))
	}
	for _, c := range cases {
		f := Filter{Status: c.List, From: day(c.From, 0), To: day(c.To, 1), VisitorTag: c.VisitorTag, Now: day(c.Today, 0).Add(15 * time.Hour), Zone: time.UTC}
		if c.RoomTags != "" {
			f.RoomTags = []string{c.RoomTags}
		}
		_, err := f.Checked()
		var w *WindowError
		if is := errors.As(err, &w); is && w.Reason != c.Wrong || !is && (err != nil || c.Wrong != "") {
			t.Errorf("%s: %v, want %q", c.What, err, c.Wrong)
		}
	}
}
