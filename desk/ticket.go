package desk

import (
	"regexp"
	"slices"

	"github.com/callfloor/callfloor/acd"
)

var ticketStart = regexp.MustCompile(`^[0-9]{8}-[0-9]*$`)

// IsTicket reports whether a text is a ticket or the beginning of one.
func IsTicket(text string) bool { return ticketStart.MatchString(text) }

// TicketOf returns what a live call's ticket says, and the agents who have to do
// with it: none where it waits unoffered, and none of a call between colleagues. The
// second call of a consultation is no call of its own: who is consulted has to do
// with the first one, which is not answered there yet.
func TicketOf(c acd.CallState, region string) (Ticket, []Part) {
	if c.About != "" {
		var parts []Part
		for _, a := range ringsAt(c) {
			parts = append(parts, Part{Call: string(c.About), Agent: a})
		}
		return Ticket{Call: string(c.About)}, parts
	}
	if c.To != "" {
		return Ticket{}, nil
	}
	t := Ticket{Call: string(c.ID), Service: string(c.Service), Channel: In, Number: Number(c.Caller, region), Created: c.Started.Std()}
	answered := c.Answered
	switch out := c.Phase == acd.DialingOut || c.Phase == acd.TalkingOut; {
	case out && c.CustomerFirst: // an agent is kept, who has nothing to do with it yet
		return Ticket{}, nil
	case out:
		t.Channel, t.Number, t.Service, answered = Out, Number(c.Called, region), string(c.Behalf), c.Started
	case c.Callback:
		t.Channel = Out
	}
	var parts []Part
	if c.Agent != "" {
		parts = append(parts, Part{Call: t.Call, Agent: string(c.Agent), Answered: answered.Std()})
	}
	for _, o := range c.Offers {
		parts = append(parts, Part{Call: t.Call, Agent: string(o.Agent)})
	}
	return t, parts
}

// ringsAt returns the agents who are in a call or whose phones it rings.
func ringsAt(c acd.CallState) (list []string) {
	for _, a := range []acd.AgentID{c.Agent, c.Peer} {
		if a != "" {
			list = append(list, string(a))
		}
	}
	for _, o := range c.Offers {
		list = append(list, string(o.Agent))
	}
	return list
}

// InCall reports whether an agent is in a call or in the consultation about it, or
// is rung for one of them.
func InCall(list []acd.CallState, call, agent string) bool {
	for _, c := range list {
		if (string(c.ID) == call || string(c.About) == call) && slices.Contains(ringsAt(c), agent) {
			return true
		}
	}
	return false
}
