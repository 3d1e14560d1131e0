package acd

// Trigger is what made the core look for an assignment.
type Trigger string

const (
	TriggerArrival  Trigger = "arrival"  // a call entered or came back
	TriggerAgent    Trigger = "agent"    // an agent became ready
	TriggerLevel    Trigger = "level"    // waiting opened a further level
	TriggerConfig   Trigger = "config"   // settings changed
	TriggerTransfer Trigger = "transfer" // somebody gave the call to this agent
)

// Explanation says why an offer was made, bounded in size so that it can travel
// in the event. Floor.Explain gives the full account for one call and agent.
type Explanation struct {
	Trigger   Trigger  `json:"trigger"`
	Strategy  Strategy `json:"strategy"`
	Sticky    bool     `json:"sticky,omitempty"` // the caller's last agent was ready
	Eligible  int      `json:"eligible"`         // eligible agents of the service at that moment
	OpenLevel int      `json:"open_level"`       // worst level allowed to take the call then
	Level     int      `json:"level"`            // the chosen agent's
	Key       string   `json:"key,omitempty"`    // what the strategy compared for the chosen agent, e.g. "idle 182s"
	Next      []Rival  `json:"next,omitempty"`   // up to three agents who would have been next, in order
	AheadOf   int      `json:"ahead_of"`         // calls of the agent's services that wait on
}

// Rival is an eligible agent who was not chosen.
type Rival struct {
	Agent AgentID `json:"agent"`
	Level int     `json:"level"`
	Key   string  `json:"key"`
}

// WhyNot says why an agent was not offered a call (Floor.Explain).
type WhyNot string

const (
	WhyNotChosen      WhyNot = "chosen"       // this agent has it
	WhyNotMember      WhyNot = "not_member"   // does not serve the service
	WhyNotState       WhyNot = "state"        // not ready
	WhyNotLevel       WhyNot = "level"        // level not yet open for this wait
	WhyNotUnreachable WhyNot = "unreachable"  // phone cannot be reached
	WhyNotResting     WhyNot = "resting"      // one second after a failed offer
	WhyNotBehind      WhyNot = "behind"       // eligible, but the strategy prefers others
	WhyNotEarlierCall WhyNot = "earlier_call" // an earlier or more urgent call comes first
)
