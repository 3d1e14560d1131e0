package chat

import "github.com/callfloor/callfloor/acd"

// RoomID names a room. It is given by who opens it and never used again.
type RoomID string

// VisitorID names a customer as their channel knows them: a browser of the widget, a
// number, an account of a messenger. No two channels or accounts share one.
type VisitorID string

// CategoryID names a large (대분류) or middle (중분류) category.
type CategoryID string

// UserID names a person who watches a room (a supervisor).
type UserID string

// Robot is the agent of rooms that nobody has: they are the bot's (로봇).
const Robot acd.AgentID = ""

// Status is where a room stands. The Korean names are those of the lists.
type Status string

// The statuses.
const (
	WithBot    Status = "bot"         // 챗봇 진행중: no agent requested yet
	BotEnded   Status = "bot_ended"   // 챗봇 종료: ended without an agent
	Waiting    Status = "waiting"     // 상담대기: requested, nobody has it
	Received   Status = "received"    // 접수(읽지않은 대화방): an agent has it, not yet answered
	InProgress Status = "in_progress" // 진행중
	Ended      Status = "ended"       // 상담종료
)

// Statuses lists every status, in the order of the lists.
var Statuses = []Status{WithBot, BotEnded, Waiting, Received, InProgress, Ended}

// Over reports whether nothing can happen to a room any more.
func (s Status) Over() bool { return s == BotEnded || s == Ended }

// Taken reports whether an agent has the room.
func (s Status) Taken() bool { return s == Received || s == InProgress }

// WaitCause is why a room waits (C17 to C24, C28).
type WaitCause string

// The causes of waiting.
const (
	CauseAfterHours   WaitCause = "after_hours"   // C17
	CauseAllResting   WaitCause = "all_resting"   // C18
	CauseMealTime     WaitCause = "meal_time"     // C19: the meal time of all
	CauseOverLimit    WaitCause = "over_limit"    // C20: who could take it has as many as allowed
	CauseUnavailable  WaitCause = "unavailable"   // C21: every agent is off for the day, excluded, or none exists
	CauseLoggedOut    WaitCause = "logged_out"    // C22
	CauseCategory     WaitCause = "category"      // C23: none of the category's agents may
	CauseProfile      WaitCause = "profile"       // C24: the profile was left empty
	CauseManual       WaitCause = "manual"        // C28: rooms are given by hand
	CauseNobody       WaitCause = "nobody"        // several of these reasons together, breaks of schedules, or all on calls
	CauseTakenBack    WaitCause = "taken_back"    // its agent did not answer, and nobody else may
	CauseAgentRemoved WaitCause = "agent_removed" // its agent is no more
	CausePutBack      WaitCause = "put_back"      // a person put it back
)

// EndType is how a room ended (종료유형).
type EndType string

// The end types.
const (
	EndByAgent       EndType = "agent"         // 상담사종료
	EndByCustomer    EndType = "customer"      // 고객종료
	EndByManager     EndType = "manager"       // 매니저종료, also by blocking (C50)
	EndIdle          EndType = "idle"          // 자동종료: nobody wrote for Policy.IdleEnd
	EndUndistributed EndType = "undistributed" // 미배분 자동종료 (C37), silent
	EndRefused       EndType = "refused"       // the request was refused and there is no bot
	EndBot           EndType = "bot"           // the bot's talk is over, or nobody wrote for Policy.BotIdle
)

// Author is who wrote a message.
type Author string

// The authors.
const (
	ByCustomer Author = "customer"
	ByAgent    Author = "agent"
	ByBot      Author = "bot"    // the bot's answers
	BySystem   Author = "system" // automatic messages (Auto)
	ByNote     Author = "note"   // an agent's or manager's, inside the room: customers never get it
	ByChoice   Author = "choice" // the customer's, who pressed something of the bot's: nothing is counted as written by it
)

// ChannelKind is how customers write.
type ChannelKind string

// The kinds of channels.
const (
	Web      ChannelKind = "web"
	SMS      ChannelKind = "sms"
	WebV1    ChannelKind = "web_v1"
	Kakao    ChannelKind = "kakao"
	TalkTalk ChannelKind = "talktalk"
)

// Traits are what differs between channels in what the House decides and lists show.
type Traits struct {
	// AskAgain: in manual mode a second press of the bot's key for an agent assigns the
	// room where an agent may take it (C41).
	AskAgain bool
	// TitleFollows: category and title change with the category of the key (C59); else the
	// title keeps the category of the beginning (C58).
	TitleFollows bool
	// Anonymous: without any field given the customer is shown by the channel's number
	// (고객식별번호, C55); else always by id (C56).
	Anonymous bool
	// Plain: the channel carries text alone, and each message costs. The bot has no keys there,
	// so a room goes to an agent at once, and nothing goes out by itself.
	Plain bool
	// Sent: messages to the customer are handed to who carries them, from an outbox; else the
	// customer's page reads them here.
	Sent bool
}

// TraitsOf returns the traits of a kind of channel; those of Web for an unknown one.
func TraitsOf(kind ChannelKind) Traits {
	switch kind {
	case WebV1:
		return Traits{AskAgain: true, Sent: true}
	case Kakao, TalkTalk:
		return Traits{AskAgain: true, TitleFollows: true, Anonymous: true, Sent: true}
	case SMS:
		return Traits{Plain: true, Sent: true}
	}
	return Traits{}
}

// Room is one conversation with a customer: what the House decides by, and its row.
// Times are zero where nothing has happened yet.
type Room struct {
	ID       RoomID      `json:"id"`
	Channel  ChannelKind `json:"channel"`
	Account  string      `json:"account,omitempty"` // of the channel: a site, a number of ours
	Visitor  VisitorID   `json:"visitor"`
	Language string      `json:"language,omitempty"` // of the customer, in which automatic messages are: ko, en
	Previous RoomID      `json:"previous,omitempty"` // whose customer came back

	Status Status      `json:"status"`
	Cause  WaitCause   `json:"cause,omitempty"` // why it waits; what it waited for last stays
	Agent  acd.AgentID `json:"agent,omitempty"` // Robot: nobody
	// Last is the agent whom a customer who comes back is led to.
	Last acd.AgentID `json:"last,omitempty"`

	Category CategoryID `json:"category,omitempty"` // middle
	Titled   CategoryID `json:"titled,omitempty"`   // the middle category that the title names
	Small    string     `json:"small,omitempty"`    // 소분류, typed

	Opened    acd.Time `json:"opened"`
	Requested acd.Time `json:"requested,omitempty"` // first request for an agent that was not refused
	// WaitSince is its place among the waiting: since when it waits, or waited last; for one taken
	// back, since its request.
	WaitSince acd.Time `json:"wait_since,omitempty"`
	Assigned  acd.Time `json:"assigned,omitempty"` // to the agent it has, or had last
	Answered  acd.Time `json:"answered,omitempty"` // first message of an agent
	EndedAt   acd.Time `json:"ended_at,omitempty"`

	EndType EndType `json:"end_type,omitempty"`
	Blocked bool    `json:"blocked,omitempty"` // ended by blocking
	// Held: marked by the agent not to end by itself (종료보류, C69); it stays on ended rooms (C70).
	Held bool `json:"held,omitempty"`
	// Profile is what became of the profile form.
	Profile Profile `json:"profile,omitempty"`
	// Passed are the agents who let it lie or from whom it was put back: for a while it is not
	// given to them by itself. It is replaced, never changed in place.
	Passed []Pass `json:"passed,omitempty"`
	// Stale: waiting, its customer's last message grew older than BacklogWithin (C35), and since
	// then nothing looked at it again. A new message alone does not (C40).
	Stale bool `json:"stale,omitempty"`

	Seq          int      `json:"seq"`                     // of the last message; the first is 1
	LastAt       acd.Time `json:"last_at"`                 // of the last message that is not a note
	LastBy       Author   `json:"last_by,omitempty"`       // customer or agent
	CustomerAt   acd.Time `json:"customer_at,omitempty"`   // the customer's last message
	AgentAt      acd.Time `json:"agent_at,omitempty"`      // an agent's last message
	Unanswered   acd.Time `json:"unanswered,omitempty"`    // the customer's first message that no agent has answered
	Unread       int      `json:"unread,omitempty"`        // messages of the customer since the request that the agent has not seen, at most
	AgentRead    int      `json:"agent_read,omitempty"`    // Seq up to which the agent has seen
	CustomerRead int      `json:"customer_read,omitempty"` // Seq up to which the customer has seen

	Bot BotState `json:"bot"`
	// Turn orders rooms that came to wait in the same millisecond.
	Turn uint64 `json:"turn,omitempty"`
}

// HolderAnswered reports whether the agent who has the room, or had it at its end, has written to
// its customer since it came to them: then its end is one of theirs (M16).
func (r Room) HolderAnswered() bool {
	return r.Agent != Robot && r.AgentAt != 0 && r.AgentAt >= r.Assigned
}

// Pass is an agent to whom a room is not given by itself before Until, or before the agent
// becomes available anew: logs in, ends a break, or comes on duty.
type Pass struct {
	Agent acd.AgentID `json:"agent"`
	Until acd.Time    `json:"until"`
}

// Profile is what became of the profile form of a room.
type Profile string

// What can become of it; "" is that it was never asked for.
const (
	ProfileGiven Profile = "given"
	ProfileEmpty Profile = "empty" // left empty (C24)
	ProfileNone  Profile = "none"  // there is no form where the room was opened
)
