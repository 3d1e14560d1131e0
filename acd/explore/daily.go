package explore

import "github.com/callfloor/callfloor/acd"

// daily lists what every day brings: calls arrive and hang up, agents answer,
// reject, do not answer (time), hang up, are ready and not ready, and phones get
// lost and come back. Of a small floor every state of these can be visited.
func (w World) daily(list []acd.Command, s acd.State) []acd.Command {
	for _, a := range s.Agents {
		id := a.Agent.ID
		if a.State != acd.Ready && a.Next != acd.Ready {
			list = append(list, acd.SetState{Agent: id, State: acd.Ready})
		}
		if a.State != acd.NotReady && a.Next != acd.NotReady {
			list = append(list, acd.SetState{Agent: id, State: acd.NotReady, Reason: acd.Meal})
		}
		if a.Reachable {
			list = append(list, acd.PhoneLost{Agent: id})
		} else {
			list = append(list, acd.PhoneReachable{Agent: id})
		}
	}
	if id := w.freeName(s); id != "" {
		for _, x := range s.Services {
			list = append(list, acd.Enqueue{Call: id, Service: x.Service.ID, Caller: "0"})
		}
	}
	for _, c := range s.Calls {
		id := c.ID
		list = append(list, acd.HangUp{Call: id, By: acd.ByCaller, Cause: acd.CauseNormal})
		for _, o := range c.Offers {
			list = append(list,
				acd.Answer{Call: id, Agent: o.Agent, Offer: o.ID},
				acd.Reject{Call: id, Agent: o.Agent, Offer: o.ID, Cause: acd.OfferRejected})
		}
		switch c.Phase {
		case acd.Connecting:
			list = append(list, acd.Connect{Call: id, Offer: c.Won}, acd.HangUp{Call: id, By: acd.ByAgent, Cause: acd.CauseNormal})
		case acd.Connected:
			list = append(list, acd.HangUp{Call: id, By: acd.ByAgent, Cause: acd.CauseNormal})
		}
	}
	return list
}
