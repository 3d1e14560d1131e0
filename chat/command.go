package chat

import "github.com/callfloor/callfloor/acd"

// Command is what happens to the House: something from outside, or the passing of time.
// Late, stray or impossible commands change nothing and emit Refused.
type Command interface{ command() }

// Who did something: a person of the centre by user id and, where that person is one, as
// agent.
type Who struct {
	User  UserID      `json:"user,omitempty"`
	Agent acd.AgentID `json:"agent,omitempty"`
}

// Tick lets deadlines happen.
type Tick struct{}

// What the directory and the calendars say. Put commands are whole values.
type (
	PutPolicy     struct{ Policy Policy }
	PutCategories struct{ Categories []Category }
	PutAgent      struct{ Agent Agent }
	DeleteAgent   struct{ Agent acd.AgentID } // its rooms wait again (CauseAgentRemoved)
	// SetHours: the centre takes chats, since Began (start of work); or does not.
	SetHours struct {
		Open  bool
		Began acd.Time
	}
	SetMealTime struct{ On bool } // of all (일괄 식사시간)
	SetDuty     struct {
		Agent acd.AgentID
		Duty  Duty
	}
)

// What agents do beside rooms.
type (
	SignIn     struct{ Agent acd.AgentID }
	SignOut    struct{ Agent acd.AgentID } // open rooms stay
	SetResting struct {
		Agent   acd.AgentID
		Resting bool // 휴식중
	}
	SetOnCall struct {
		Agent  acd.AgentID
		OnCall bool
	}
)

// What customers do. Open begins a room, with the bot where Policy.Bot.Use and the channel has keys, else with
// RequestAgent; a visitor has at most one open room.
type (
	Open struct {
		Room     RoomID
		Channel  ChannelKind
		Account  string
		Visitor  VisitorID
		Language string
		Previous RoomID      // the visitor's last room, if it is known
		Last     acd.AgentID // who had it
		EndedAt  acd.Time    // when it ended: Policy.ReturnWithin counts from then to Open
		Category CategoryID  // of the address; "" for the first middle of the first large one (C58)
		NoForm   bool        // there is no profile form, whatever the policy says
		Blocked  bool        // the visitor is blocked: refused
	}
	// Choose is a press of one of the bot's buttons: a large or a middle category, or Back.
	Choose struct {
		Room     RoomID
		Category CategoryID // "" leads back to the large ones
	}
	// GiveProfile sends the profile form, or leaves it empty.
	GiveProfile struct {
		Room  RoomID
		Empty bool
	}
	// RequestAgent is the key "talk to an agent". Category is the key's own, where the channel
	// has one (C59).
	RequestAgent struct {
		Room     RoomID
		Category CategoryID
	}
	EndByVisitor struct{ Room RoomID }
)

// What both sides do.
type (
	// Post adds a message. ByAgent answers a room that the agent has; ByNote is open to Who.
	Post struct {
		Room RoomID
		By   Author // ByCustomer, ByAgent, ByNote
		Who  Who
	}
	// Read marks what has been seen, up to Seq.
	Read struct {
		Room RoomID
		By   Author // ByCustomer, ByAgent
		Who  Who
		Seq  int
	}
)

// What people of the centre do with rooms. Rights are the edge's; the House holds what
// statuses allow.
type (
	Take struct { // 상담 접수로 변경, in manual and hybrid (C27)
		Room RoomID
		Who  Who
	}
	// Give assigns a waiting room, or hands a received or running one over (C63). The agent
	// must be on duty (C64); a cap does not hold it.
	Give struct {
		Room RoomID
		To   acd.AgentID
		Who  Who
	}
	PutBack struct { // back among the waiting; for a while not given to the same agent by itself
		Room RoomID
		Who  Who
	}
	// End is by the agent who has it (EndByAgent), or by a manager; that also of a room that
	// waits, but not in the manual method, where one must be taken or blocked (C49, C74).
	End struct {
		Room    RoomID
		Manager bool
		Who     Who
	}
	Block struct { // C49, C50: what is open of a visitor who is blocked ends; ended rooms and the visitor's row are the edge's
		Room RoomID
		Who  Who
	}
	SetHeld struct {
		Room RoomID
		Held bool
		Who  Who
	}
	SetCategory struct { // C60: of a room that is not over; Category is a middle one
		Room     RoomID
		Category CategoryID
		Small    string
		Who      Who
	}
)

// Supervision (S1 to S22).
type (
	SetSupervisor struct { // Available, with a log-in
		User      UserID
		Available bool
	}
	Monitor struct {
		Room RoomID
		User UserID
	}
	StopMonitor struct {
		Room RoomID
		User UserID
	}
	// SupervisorLost: the connection is gone; after SupervisorGrace what it watched is free and
	// the supervisor is Available no more. SupervisorBack ends that.
	SupervisorLost struct{ User UserID }
	SupervisorBack struct{ User UserID }
)

func (Tick) command()           {}
func (PutPolicy) command()      {}
func (PutCategories) command()  {}
func (PutAgent) command()       {}
func (DeleteAgent) command()    {}
func (SetHours) command()       {}
func (SetMealTime) command()    {}
func (SetDuty) command()        {}
func (SignIn) command()         {}
func (SignOut) command()        {}
func (SetResting) command()     {}
func (SetOnCall) command()      {}
func (Open) command()           {}
func (Choose) command()         {}
func (GiveProfile) command()    {}
func (RequestAgent) command()   {}
func (EndByVisitor) command()   {}
func (Post) command()           {}
func (Read) command()           {}
func (Take) command()           {}
func (Give) command()           {}
func (PutBack) command()        {}
func (End) command()            {}
func (Block) command()          {}
func (SetHeld) command()        {}
func (SetCategory) command()    {}
func (SetSupervisor) command()  {}
func (Monitor) command()        {}
func (StopMonitor) command()    {}
func (SupervisorLost) command() {}
func (SupervisorBack) command() {}
