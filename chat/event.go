package chat

import "github.com/callfloor/callfloor/acd"

// Event is what became true. Events of a step are in order; RoomChanged comes once for
// every room that the step touched, after everything else that happened to it.
type Event interface{ event() }

// Reason is why a command was refused.
type Reason string

// The reasons.
const (
	NoSuchRoom   Reason = "no_such_room" // or it is over
	NoSuchAgent  Reason = "no_such_agent"
	WrongStatus  Reason = "wrong_status"
	NotYours     Reason = "not_yours"     // another agent has it
	NotOnDuty    Reason = "not_on_duty"   // C64
	NotManual    Reason = "not_manual"    // C26
	BlockedHere  Reason = "blocked"       // the visitor is blocked
	AlreadyOpen  Reason = "already_open"  // the visitor has a room that is not over
	Watched      Reason = "watched"       // S11: Refused.By watches it
	NotAvailable Reason = "not_available" // S9
	// NoSupervision: the feature is off (S1).
	NoSupervision Reason = "no_supervision"
	Unchanged     Reason = "unchanged" // it is so already
	Malformed     Reason = "malformed"
)

// How a room came to an agent.
type How string

// The ways.
const (
	ByRequest  How = "request" // at the request: 접수
	ByBacklog  How = "backlog" // from waiting, by itself: from 로봇 to the agent (C36)
	ByTake     How = "take"
	ByGive     How = "give" // from waiting, by a person
	ByHandOver How = "hand_over"
	ByTakeBack How = "take_back" // the agent before did not answer
	ByReturn   How = "return"    // the customer came back
	ByAskAgain How = "ask_again" // C41
)

type (
	// Refused: a command changed nothing.
	Refused struct {
		Command Command
		Reason  Reason
		By      UserID // Watched
	}

	RoomOpened struct {
		Room    RoomID
		Visitor VisitorID
		At      acd.Time
	}
	BotStepped struct {
		Room  RoomID
		State BotState
		At    acd.Time
	}
	// AgentAsked is the request.
	AgentAsked struct {
		Room RoomID
		At   acd.Time
	}
	// AskRefused: the request was refused, by AfterHours or OverLimit.
	AskRefused struct {
		Room  RoomID
		Cause WaitCause
		Why   Explanation
		At    acd.Time
	}
	RoomWaits struct {
		Room  RoomID
		Cause WaitCause
		From  acd.AgentID // who had it; Robot
		Who   Who         // who put it back
		Why   Explanation // of a decision of the House that looked at agents; else empty
		At    acd.Time
	}
	RoomAssigned struct {
		Room RoomID
		To   acd.AgentID
		From acd.AgentID // Robot: from the bot or the waiting
		How  How
		Who  Who
		Why  Explanation // of a decision of the House; else empty
		At   acd.Time
	}
	// RoomAnswered: received became in_progress.
	RoomAnswered struct {
		Room  RoomID
		Agent acd.AgentID
		At    acd.Time
	}
	RoomEnded struct {
		Room RoomID
		Type EndType
		Who  Who
		At   acd.Time
	}
	RoomBlocked struct {
		Room RoomID
		Who  Who
		At   acd.Time
	}
	HeldChanged struct {
		Room RoomID
		Held bool
		Who  Who
		At   acd.Time
	}
	// CategoryChanged: Who is empty where a key of the bot did it.
	CategoryChanged struct {
		Room     RoomID
		From, To CategoryID
		Titled   CategoryID // what the title names now (C58, C59)
		Small    string
		Who      Who
		At       acd.Time
	}

	// MessagePosted: a message has the number Seq. Auto is set for the bot's and automatic ones,
	// and for what the customer chose: their text is the owner's. Category is what it speaks of.
	MessagePosted struct {
		Room     RoomID
		Seq      int
		By       Author
		Who      Who
		Auto     Auto
		Category CategoryID
		At       acd.Time
	}
	ReadMarked struct {
		Room RoomID
		By   Author
		Seq  int
		At   acd.Time
	}

	// AgentChanged is the agent as it is after the step; it comes once for each that the step
	// touched, before the rooms.
	AgentChanged struct{ Agent AgentStatus }
	// AgentPut and AgentGone: the directory has another agent, changed one, or has one less.
	AgentPut  struct{ Agent Agent }
	AgentGone struct{ Agent acd.AgentID }

	MonitorBegan struct {
		Room RoomID
		User UserID
		At   acd.Time
	}
	MonitorEnded struct {
		Room RoomID
		User UserID
		Why  string // MonitorStopped, ...
		At   acd.Time
	}
	// SupervisorChanged: Lost is since when the connection is gone.
	SupervisorChanged struct {
		User      UserID
		Available bool
		Lost      acd.Time
	}

	// What the directory and the calendars say now.
	PolicyChanged     struct{ Policy Policy }
	CategoriesChanged struct{ Categories []Category }
	HoursChanged      struct {
		Open  bool
		Began acd.Time
	}
	MealTimeChanged struct{ On bool }

	// RoomChanged is the room as it is after the step: its row.
	RoomChanged struct{ Room Room }
)

// Why monitoring ended.
const (
	MonitorStopped   = "stopped"
	MonitorLost      = "lost" // SupervisorGrace passed
	MonitorAway      = "away" // not Available any more
	MonitorRoomEnded = "room_ended"
	MonitorOff       = "off" // supervision is not in use any more
)

// AgentStatus is an agent as the lists and the monitoring window show it.
type AgentStatus struct {
	Agent    Agent    `json:"agent"`
	SignedIn bool     `json:"signed_in"`
	Resting  bool     `json:"resting"`
	Duty     Duty     `json:"duty"`
	OnCall   bool     `json:"on_call"`
	State    State    `json:"state"`
	Since    acd.Time `json:"since"`            // in State, and logged in or out, whichever came later
	Received int      `json:"received"`         // received, not yet answered
	Running  int      `json:"running"`          // in progress
	NewAt    acd.Time `json:"new_at,omitempty"` // last new room
}

// State is the one status of an agent in the monitoring window (M6).
type State string

// The states.
const (
	Working  State = "working"  // 상담중
	Excluded State = "excluded" // 상담불가 (M8)
	Off      State = "off"      // 휴무: off today, a break of the schedule, or out of working hours (M9, M10)
	Resting  State = "resting"  // 휴식중 (M11)
	Meal     State = "meal"     // 식사중 (M12)
)

// Explanation tells how a decision came about: every agent with the reason against, or "".
type Explanation struct {
	Agents []Verdict `json:"agents,omitempty"`
}

// Verdict is one agent in a decision.
type Verdict struct {
	Agent   acd.AgentID `json:"agent"`
	Against Against     `json:"against,omitempty"` // "": may take it
	Open    int         `json:"open"`
	NewAt   acd.Time    `json:"new_at,omitempty"`
}

// Against is why an agent may not take a room.
type Against string

// The reasons against.
const (
	AgainstExcluded  Against = "excluded"
	AgainstOff       Against = "off"
	AgainstBreak     Against = "break" // of the schedule
	AgainstMeal      Against = "meal"
	AgainstResting   Against = "resting"
	AgainstLoggedOut Against = "logged_out"
	AgainstOnCall    Against = "on_call"
	AgainstFull      Against = "full"
	AgainstCategory  Against = "category"
	AgainstMissed    Against = "missed" // it was just taken back from this agent
)

func (Refused) event()           {}
func (RoomOpened) event()        {}
func (BotStepped) event()        {}
func (AgentAsked) event()        {}
func (AskRefused) event()        {}
func (RoomWaits) event()         {}
func (RoomAssigned) event()      {}
func (RoomAnswered) event()      {}
func (RoomEnded) event()         {}
func (RoomBlocked) event()       {}
func (HeldChanged) event()       {}
func (CategoryChanged) event()   {}
func (MessagePosted) event()     {}
func (ReadMarked) event()        {}
func (AgentChanged) event()      {}
func (MonitorBegan) event()      {}
func (MonitorEnded) event()      {}
func (AgentPut) event()          {}
func (AgentGone) event()         {}
func (SupervisorChanged) event() {}
func (PolicyChanged) event()     {}
func (CategoriesChanged) event() {}
func (HoursChanged) event()      {}
func (MealTimeChanged) event()   {}
func (RoomChanged) event()       {}
