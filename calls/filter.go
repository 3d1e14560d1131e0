package calls

import "github.com/callfloor/callfloor/acd"

// Filter narrows a search of calls. Zero fields do not narrow.
type Filter struct {
	From, To acd.Time // of the start: [From, To)
	Service  acd.ServiceID
	Agents   []acd.AgentID // calls of any of them; nil: of everybody
	Barred   bool          // with Agents: what the blacklist turned away, too
	Outcome  acd.Outcome
	Before   acd.Time // keyset: calls before (Before, BeforeID)
	BeforeID acd.CallID
	Limit    int
}
