package chat

import "github.com/callfloor/callfloor/acd"

// UsageFilter is a part of the service usage log (서비스 이용내역): the lines of timelines that say
// that a room was given to another agent by itself (C36). Somebody sees those to agents of theirs.
type UsageFilter struct {
	Scope    Scope
	From, To acd.Time    // a year at most
	Agent    acd.AgentID // to whom; "": anybody

	After string // cursor of the page before
	Limit int
}
