package chat

import (
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
)

// LongRoom is how long most rooms last at most. Ended ones that lasted longer are found apart.
const LongRoom = 31 * 24 * time.Hour

// Long reports whether a room has ended and lasted longer than LongRoom.
func (r Room) Long() bool { return r.Status.Over() && r.EndedAt.Sub(r.Opened) > LongRoom }

// Sort is the order of a list.
type Sort string

// The orders. Open rooms have all but SortEnd (C71); ended ones SortRecent, SortStart and
// SortEnd (C80).
const (
	SortRecent   Sort = "recent"   // 최근대화순: the latest message (C82); of ended rooms the start (C81)
	SortStart    Sort = "start"    // 상담시간: when the room was opened (C73)
	SortEnd      Sort = "end"      // 종료시간순
	SortCustomer Sort = "customer" // 고객이름
	SortTitle    Sort = "title"    // 상담제목
	SortAgent    Sort = "agent"    // 상담사명
	SortChannel  Sort = "channel"  // 채널
)

// Filter is a list of one status. Rooms with the bot, waiting, received and in progress are
// searched by start (C84), ended ones by end (C83).
type Filter struct {
	Status Status
	Scope  Scope

	// From and To are the days asked for: beginning of the first one, end of the last one. Zero:
	// of rooms with the bot today (C8), of other open ones all, of ended ones the last year.
	From, To acd.Time

	Agents   []acd.AgentID // nil: any; Robot is a room that nobody has
	Channel  ChannelKind
	Account  string // of the channel: a site, a number of ours
	Large    CategoryID
	Category CategoryID // middle
	EndType  EndType
	Held     bool      // only held ones (C69)
	Visitor  VisitorID // of one customer

	Opened   acd.Time // of rooms that were opened then or later; zero: of any
	Answered bool     // only those that who has them has answered (M16)

	VisitorTag string   // a part of a 고객태그 (C85)
	RoomTags   []string // 상담방태그, all of them exactly (C86)

	Sort     Sort   // "": SortRecent
	Language string // of the names that are sorted by: ko, en; "": ko
	Up       bool   // smallest, oldest first

	After string // cursor of the page before
	Limit int

	Now  acd.Time
	Zone *time.Location // of the centre's days
}

// The windows of the lists.
const (
	openDays = 31 // C84
	tagDays  = 31 // C85
	endYears = 1  // C83, C86
)

// WindowError says that a list was asked for with a time or an order that it does not have. Its
// code is fault.Invalid.
type WindowError struct {
	Reason string // open_window, ended_window, visitor_tag_window, room_tag_window, backwards, sort, status
	Most   int    // days, or years of ended_window and room_tag_window
	err    error
}

// Error implements error.
func (e *WindowError) Error() string { return e.err.Error() }

// Unwrap returns the error with its code.
func (e *WindowError) Unwrap() error { return e.err }

func refuse(reason string, most int, format string, args ...any) error {
	return &WindowError{reason, most, fault.New(fault.Invalid, format, args...)}
}

// Checked returns the filter with the days that it stands for, or a WindowError that says what
// is allowed. To stays zero only with From: then there is no window.
func (f Filter) Checked() (Filter, error) {
	if !slices.Contains(Statuses, f.Status) {
		return f, refuse("status", 0, "there is no list of the status %q", f.Status)
	}
	if err := f.checkSort(); err != nil {
		return f, err
	}
	asked := !f.From.IsZero() || !f.To.IsZero()
	y, m, d := f.Now.Std().In(f.Zone).Date()
	tomorrow := time.Date(y, m, d+1, 0, 0, 0, 0, f.Zone)
	if f.To.IsZero() && (asked || f.Status.Over() || f.Status == WithBot || f.VisitorTag != "" || len(f.RoomTags) > 0) {
		f.To = acd.At(tomorrow)
	}
	end := f.To.Std().In(f.Zone)
	if f.From.IsZero() && !f.To.IsZero() {
		switch {
		case f.VisitorTag != "" || asked && !f.Status.Over():
			f.From = acd.At(end.AddDate(0, 0, -min(openDays, tagDays)))
		case f.Status == WithBot && len(f.RoomTags) == 0:
			f.From = acd.At(end.AddDate(0, 0, -1))
		default:
			f.From = acd.At(end.AddDate(-endYears, 0, 0))
		}
	}
	return f, f.checkWindow(asked, tomorrow)
}

// checkSort refuses an order that the list does not have.
func (f *Filter) checkSort() error {
	if f.Sort == "" {
		f.Sort = SortRecent
	}
	have := []Sort{SortRecent, SortStart, SortCustomer, SortTitle, SortAgent, SortChannel}
	if f.Status.Over() {
		have = []Sort{SortRecent, SortStart, SortEnd}
	}
	if !slices.Contains(have, f.Sort) {
		return refuse("sort", 0, "the list of %s has no order %q: it has %v", f.Status, f.Sort, have)
	}
	return nil
}

func (f Filter) checkWindow(asked bool, tomorrow time.Time) error {
	if f.To.IsZero() {
		return nil
	}
	from, to := f.From.Std().In(f.Zone), f.To.Std().In(f.Zone)
	switch {
	case !from.Before(to):
		return refuse("backwards", 0, "the last day is before the first")
	case f.VisitorTag != "" && from.Before(tomorrow.AddDate(0, 0, -tagDays)):
		return refuse("visitor_tag_window", tagDays, "a search for a customer's tag goes back %d days at most", tagDays)
	case len(f.RoomTags) > 0 && from.Before(tomorrow.AddDate(-endYears, 0, 0)):
		return refuse("room_tag_window", endYears, "a search for tags of rooms goes back %d year at most", endYears)
	case f.Status.Over() && to.After(from.AddDate(endYears, 0, 0)):
		return refuse("ended_window", endYears, "ended rooms are searched %d year at a time, by the day of their end", endYears)
	case asked && !f.Status.Over() && to.After(from.AddDate(0, 0, openDays)):
		return refuse("open_window", openDays, "open rooms are searched %d days at a time, by the day of their start", openDays)
	}
	return nil
}

// AgentState is what has become of an agent (C78).
type AgentState string

// The states.
const (
	AgentActive       AgentState = ""
	AgentDeauthorised AgentState = "deauthorised" // 인증해제
	AgentDeleted      AgentState = "deleted"      // 계정삭제
)

// AgentLabel is how lists name an agent: (#Manager > Name). Of a manager who consults Manager is
// the manager's own name (C53).
type AgentLabel struct {
	ID      acd.AgentID `json:"id"`
	Name    string      `json:"name"`
	NameEn  string      `json:"-"` // "": none
	Manager string      `json:"manager,omitempty"`
	State   AgentState  `json:"state,omitempty"`
}

// NamedCategory is a category as people see it. Unused ones stay: history names them (C79).
type NamedCategory struct {
	Category
	Name     string `json:"name"`
	NameEn   string `json:"-"`                // "": none
	Answer   string `json:"answer,omitempty"` // the bot's, of a middle one
	Position int    `json:"position"`         // among those of its parent
}

// RowVisitor is what a row says of a customer.
type RowVisitor struct {
	ID       VisitorID `json:"id"`
	Name     string    `json:"name,omitempty"`
	External string    `json:"external,omitempty"`
	Given    bool      `json:"given,omitempty"` // see Visitor.Given
	Grade    string    `json:"grade,omitempty"`
	Customer string    `json:"customer,omitempty"`
	Blocked  bool      `json:"blocked,omitempty"`
}

// Row is one row of a list (C52). Latest is the latest message, without notes; nil where there is
// none.
type Row struct {
	Room    Room          `json:"room"`
	Title   string        `json:"title"`
	Agent   AgentLabel    `json:"agent"` // empty: 로봇
	Visitor RowVisitor    `json:"visitor"`
	Large   NamedCategory `json:"large"`
	Middle  NamedCategory `json:"middle"`
	Latest  *Message      `json:"latest,omitempty"`
	Rating  *Rating       `json:"rating,omitempty"`
}
