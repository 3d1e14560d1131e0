package desk

import (
	"regexp"

	"github.com/callfloor/callfloor/acd"
)

var ticketStart = regexp.MustCompile(`^[0-9]{8}-[0-9]*$`)

// IsTicket reports whether a text is a ticket or the beginning of one.
func IsTicket(text string) bool { return ticketStart.MatchString(text) }

// TicketOf returns what a live call's ticket says, and the agents who have to do
// with it: none where it waits unoffered.
func TicketOf(c acd.CallState, region string) (Ticket, []Part) {
	t := Ticket{Call: string(c.ID), Service: string(c.Service), Channel: In, Number: Number(c.Caller, region), Created: c.Started.Std()}
	var parts []Part
	switch c.Phase {
	case acd.DialingOut, acd.TalkingOut:
		t.Channel, t.Number = Out, Number(c.Called, region)
		parts = append(parts, Part{Call: t.Call, Agent: string(c.Agent), Answered: c.Started.Std()})
	case acd.Connected, acd.Connecting:
		parts = append(parts, Part{Call: t.Call, Agent: string(c.Agent), Answered: c.Answered.Std()})
	}
	for _, o := range c.Offers {
		parts = append(parts, Part{Call: t.Call, Agent: string(o.Agent)})
	}
	return t, parts
}
