package acd

import "time"

// Identifiers. They come in with commands and are never made by the core,
// except OfferID, which the core counts.
type (
	AgentID   string
	ServiceID string
	CallID    string
	// OfferID numbers the offers of one floor from 1. A reply that names an
	// offer which is over is stale and changes nothing.
	OfferID uint64
	// Reason says why an agent is not ready.
	Reason string
)

// The not-ready reasons of the house. A centre may add its own; NoAnswer and
// Unreachable are set by the system only.
const (
	Preparing   Reason = "preparing"   // 상담준비, the state after log-in
	Meal        Reason = "meal"        // 식사중
	Rest        Reason = "rest"        // 휴식중
	Away        Reason = "away"        // 자리비움
	Training    Reason = "training"    // 교육중
	Interview   Reason = "interview"   // 면담중
	Meeting     Reason = "meeting"     // 회의중
	OtherWork   Reason = "other"       // 타업무
	NoAnswer    Reason = "no_answer"   // 부재중: an offer was not answered
	Unreachable Reason = "unreachable" // 단말 끊김: the phone cannot be reached
)

// Strategy chooses one of the eligible agents for a call of a service.
type Strategy string

const (
	LongestIdle    Strategy = "longest_idle"    // longest since the last queue call ended (or since log-in)
	RoundRobin     Strategy = "round_robin"     // least recently offered a call of this service
	FewestCalls    Strategy = "fewest_calls"    // fewest queue calls connected today, then longest idle
	LeastTalk      Strategy = "least_talk"      // least talk time today, then longest idle
	SkillFirst     Strategy = "skill_first"     // best level, then longest idle
	RingAll        Strategy = "ring_all"        // every eligible agent at once; the first answer wins
	FixedOrder     Strategy = "fixed_order"     // Membership.Order, then order of creation
	WeightedRandom Strategy = "weighted_random" // in proportion to Membership.Weight, from the seed
)

// Strategies lists every strategy in the order in which documentation shows them.
var Strategies = []Strategy{LongestIdle, RoundRobin, FewestCalls, LeastTalk, SkillFirst, RingAll, FixedOrder, WeightedRandom}

// MaxLevel is the worst level an agent can have in a service; 1 is the best.
const MaxLevel = 9

// Names are what people read, in Korean and English.
type Names struct {
	Ko string `json:"ko"`
	En string `json:"en"`
}

// Number is a called number (DNIS) that leads to a service.
type Number struct {
	Number   string `json:"number"`
	Priority int    `json:"priority,omitempty"` // added to the caller's own
}

// RuleKind is what happens to a call that a service cannot serve.
type RuleKind string

const (
	RuleWait     RuleKind = "wait"     // keep waiting (not allowed for full and closed)
	RuleMessage  RuleKind = "message"  // play Prompt and hang up
	RuleService  RuleKind = "service"  // move to Service, offered anew there
	RuleNumber   RuleKind = "number"   // send to an outside Number
	RuleCallback RuleKind = "callback" // take a callback request
	RuleVoice    RuleKind = "voicemail"
)

// Rule is one of the four rules of a service: full, closed, nobody, too long.
type Rule struct {
	Do      RuleKind  `json:"do"`
	Service ServiceID `json:"service,omitempty"`
	Number  string    `json:"number,omitempty"`
	Prompt  string    `json:"prompt,omitempty"`
}

// LevelOpening lets agents up to Level take a call that has waited for After.
type LevelOpening struct {
	After time.Duration `json:"after"`
	Level int           `json:"level"`
}

// Service is the configuration of one queue. The core uses the routing part;
// the descriptive part (Name, Numbers, Target, Bands) travels with it so that
// every reader of the events knows it from the same source.
type Service struct {
	ID       ServiceID      `json:"id"`
	Name     Names          `json:"name"`
	Numbers  []Number       `json:"numbers,omitempty"`
	Target   int            `json:"target"`           // percent of calls to be answered within ServiceLevel
	Strategy Strategy       `json:"strategy"`         //
	Weight   int            `json:"weight,omitempty"` // breaks ties between services; higher first
	Closed   bool           `json:"closed,omitempty"` // opening hours, evaluated outside the core
	Seed     uint64         `json:"seed,omitempty"`   // for WeightedRandom; 0 takes one from the floor's
	Levels   []LevelOpening `json:"levels,omitempty"` // ascending After; none means every level from the start

	ServiceLevel time.Duration `json:"service_level"`            // threshold T: answered within T, `<=`, counts
	Ring         time.Duration `json:"ring"`                     // an offer not answered for so long ends
	WrapUp       time.Duration `json:"wrap_up"`                  // 0 with WrapUpManual false: no wrap-up
	WrapUpManual bool          `json:"wrap_up_manual,omitempty"` // wrap-up never ends by itself
	Misses       int           `json:"misses"`                   // missed offers until the agent is made not ready; at least 1
	Sticky       time.Duration `json:"sticky,omitempty"`         // a caller returns to the last agent for so long; 0 is off
	RaiseEvery   time.Duration `json:"raise_every,omitempty"`    // waiting raises priority by one each RaiseEvery...
	RaiseTo      int           `json:"raise_to,omitempty"`       // ...up to RaiseTo
	MaxWaiting   int           `json:"max_waiting,omitempty"`    // full at so many waiting calls; 0 is no limit
	MaxWait      time.Duration `json:"max_wait,omitempty"`       // too long; 0 is no limit

	Full     Rule  `json:"full"`
	ClosedDo Rule  `json:"closed_rule"`
	Nobody   Rule  `json:"nobody"` // nobody of the service is logged in when the call enters
	TooLong  Rule  `json:"too_long"`
	Bands    Bands `json:"bands"`
}

// Bands are the limits (percent) at which figures turn good or bad on screens.
type Bands struct {
	AnswerGood int `json:"answer_good"` // 85
	AnswerBad  int `json:"answer_bad"`  // under 70
	LevelBad   int `json:"level_bad"`   // under 60; good is from Service.Target

	WaitWarn time.Duration `json:"wait_warn,omitempty"` // longest wait warns from here; 0: from the service-level time
	WaitBad  time.Duration `json:"wait_bad,omitempty"`  // and alarms from here; 0: from three times it
}

// Membership makes an agent serve a service.
type Membership struct {
	Service ServiceID `json:"service"`
	Level   int       `json:"level"`            // 1 (best) to MaxLevel
	Order   int       `json:"order,omitempty"`  // for FixedOrder, ascending
	Weight  int       `json:"weight,omitempty"` // for WeightedRandom; 0 is 1
}

// Agent is the configuration of one agent.
type Agent struct {
	ID        AgentID      `json:"id"`
	Name      string       `json:"name"`
	NameEn    string       `json:"name_en,omitempty"`
	Extension string       `json:"extension"`
	Team      string       `json:"team,omitempty"`
	Manager   string       `json:"manager,omitempty"` // user id of the responsible manager
	Services  []Membership `json:"services,omitempty"`
}
