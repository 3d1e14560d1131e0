package chat

import (
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Method is how rooms come to agents (C28, C32).
type Method string

// The methods.
const (
	Automatic Method = "automatic"
	Manual    Method = "manual" // every request waits until a person gives it, or an agent takes it
	Hybrid    Method = "hybrid" // automatic, and agents may take what waits (C26)
)

// Target is among whom rooms are distributed (C22).
type Target string

// The targets.
const (
	LoggedIn Target = "logged_in" // agents who are logged in
	OnDuty   Target = "on_duty"   // every agent on duty, logged in or not
)

// Choice is what a rule does with a request.
type Choice string

// The choices.
const (
	Queue  Choice = "queue"  // it waits
	Refuse Choice = "refuse" // it is refused, with a notice
	Assign Choice = "assign" // it is given as if there were no reason against it
)

// Fixed times.
const (
	// BacklogWithin: what waits is distributed automatically only where its customer's last
	// message is at most so old (C35).
	BacklogWithin = 7 * 24 * time.Hour
	// MinBacklogDelay and MaxBacklogDelay bound Policy.BacklogDelay where it is not 0 (C33).
	MinBacklogDelay, MaxBacklogDelay = 10 * time.Minute, time.Hour
	// MaxUndistributed bounds Policy.UndistributedEnd; it is whole days (C37).
	MaxUndistributed = 7 * 24 * time.Hour
	// SupervisorGrace is how long a supervisor who is gone keeps a room (S22).
	SupervisorGrace = 30 * time.Second
	// PassRest is how long a room is not given again by itself to an agent who let it lie.
	PassRest = 10 * time.Minute
	// MinAnswerWithin and MinIdle bound Policy.AnswerWithin, and IdleEnd and BotIdle, where they
	// are not 0.
	MinAnswerWithin, MinIdle = 10 * time.Second, time.Minute
	// DefaultCap and MaxCap are the open rooms that an agent may have.
	DefaultCap, MaxCap = 5, 100
)

// Policy is how rooms are distributed. Names say the effect (C89). The zero value of a time
// is never.
type Policy struct {
	Method     Method `json:"method"`
	Target     Target `json:"target"`
	ByCategory bool   `json:"by_category"` // only agents of the room's middle category (C23)

	AfterHours Choice `json:"after_hours"` // queue or refuse
	AllResting Choice `json:"all_resting"` // queue or assign, to who is on break
	MealTime   Choice `json:"meal_time"`   // queue or assign, in the meal time of all
	OverLimit  Choice `json:"over_limit"`  // queue or refuse
	NoProfile  Choice `json:"no_profile"`  // queue or assign, where the profile form was left empty

	// Backlog: what waits is distributed by itself as soon as somebody may take it (C30); else
	// only by a person. BacklogDelay is from the start of work (C33).
	Backlog      bool          `json:"backlog"`
	BacklogDelay time.Duration `json:"backlog_delay"`
	// UndistributedEnd ends what has waited so long and is not held, in silence; in the manual
	// method only (C37).
	UndistributedEnd time.Duration `json:"undistributed_end"`
	// AnswerWithin takes a received room back that its agent does not answer.
	AnswerWithin time.Duration `json:"answer_within"`
	// IdleEnd ends a room in progress in which nobody wrote for so long, unless it is held or
	// the customer waits for an answer. BotIdle ends rooms with the bot.
	IdleEnd time.Duration `json:"idle_end"`
	BotIdle time.Duration `json:"bot_idle"`
	// ReturnWithin leads a customer who comes back so soon to the agent of before (not in the
	// manual method).
	ReturnWithin time.Duration `json:"return_within"`
	// DuringCalls: agents on a call are given new rooms.
	DuringCalls bool `json:"during_calls"`

	// NoSupervision: nobody monitors, and who does stops (S1).
	NoSupervision bool `json:"no_supervision,omitempty"`

	// Says lists the automatic messages that are in use.
	Says []Auto `json:"says"`

	Bot Bot `json:"bot"`
}

// Category is a large or a middle category.
type Category struct {
	ID     CategoryID `json:"id"`
	Parent CategoryID `json:"parent,omitempty"` // "" for a large one
	Unused bool       `json:"unused,omitempty"` // 미사용: not offered any more (C79)
}

// Agent is what the House knows of an agent from the directory.
type Agent struct {
	ID         acd.AgentID  `json:"id"`
	Cap        int          `json:"cap"`        // most open rooms that distribution gives; 0 is DefaultCap
	Excluded   bool         `json:"excluded"`   // 상담 안함 of the account (M8)
	Categories []CategoryID `json:"categories"` // middle ones that the agent answers, where Policy.ByCategory
	AutoReply  bool         `json:"auto_reply"` // the personal 자동 응답 메시지 is on
}

// Duty is what an agent's schedule says for now.
type Duty string

// The duties.
const (
	DutyWork  Duty = "work"
	DutyOff   Duty = "off"   // 휴무: off for the day
	DutyBreak Duty = "break" // 휴식시간 of the schedule: 상담불가 where lists say so (C67)
	DutyMeal  Duty = "meal"  // the agent's own meal time
)

// Bot is the menu bot. Without Use rooms enter the chat at once (C3).
type Bot struct {
	Use bool `json:"use"`
	// ProfileForm asks for a profile before an agent is requested (프로필봇).
	ProfileForm bool `json:"profile_form"`
	// Answers names the middle categories that have an answer of the bot; the others lead on to
	// an agent at once.
	Answers []CategoryID `json:"answers"`
}

// BotState is where a bot's talk stands.
type BotState struct {
	Step BotStep `json:"step,omitempty"`
	// Large is the category whose middle ones are offered.
	Large CategoryID `json:"large,omitempty"`
}

// BotStep is a step of the bot's talk.
type BotStep string

// The steps.
const (
	BotLarge    BotStep = "large"    // offers large categories
	BotMiddle   BotStep = "middle"   // offers the middle ones of Large
	BotAnswered BotStep = "answered" // has answered; offers an agent
	BotProfile  BotStep = "profile"  // asks for the profile
	BotAsked    BotStep = "asked"    // an agent is requested
)
