package acd

// agent is one agent: configuration, state and figures (AgentStatus), and its
// place in the indexes.
type agent struct {
	AgentStatus          // Turns is only filled in snapshots; the core keeps them in members
	members     []member // replaced as a whole while in no index: heaps point into it
	timer       node[agent]
	on          *call   // the live call rung, talked or dialled; nil in wrap-up
	offer       OfferID // the live offer, while ringing or connecting
	indexed     bool    // can take a call and stands in every index of its services
	freed       bool    // is in Floor.freeAgents

	few [3]member // room for the memberships that an agent mostly has, in the agent's own memory
}

// member is an agent's membership of one service and place in its index.
type member struct {
	Membership
	agent *agent
	svc   *service
	ready node[member] // in svc.ready[Level]
	last  uint64       // round robin: svc.turn when last offered
	draw  uint64       // weighted random: while indexed
}

// available reports whether a can be offered a call now. Ready implies a
// reachable phone.
func (f *Floor) available(a *agent) bool {
	return a.State == Ready && a.RestUntil <= f.now
}

// enter moves a to the state e.To. The caller fills in To, Reason, Deadline,
// Call, Service and By; enter completes e, accounts for the interval that ends,
// keeps indexes and timer right and emits e. It is the only place that changes
// the state of an agent.
func (f *Floor) enter(a *agent, e AgentStateChanged) {
	f.unindex(a)
	e.Agent, e.From, e.FromReason, e.FromSince, e.At = a.Agent.ID, a.State, a.Reason, a.Since, f.now
	f.account(a)
	if a.State.Talks() && !e.To.Talks() {
		a.Today.Talks++
	}
	if a.State == WrapUp {
		f.countWrap(a)
	}
	if (e.From == LoggedOut) != (e.To == LoggedOut) {
		f.logInOrOut(a, e.To != LoggedOut)
	}
	a.State, a.Reason, a.Since, a.Deadline = e.To, e.Reason, f.now, e.Deadline
	a.Call, a.Service = e.Call, e.Service
	a.Wanted = e.To == NotReady && e.Reason == Unreachable
	f.setAgentTimer(a, f.agentDeadline(a))
	f.emit(e)
	f.freeAgent(a, TriggerAgent)
}

func (f *Floor) logInOrOut(a *agent, in bool) {
	n := -1
	a.LoginAt, a.IdleSince, a.Misses = 0, 0, 0
	if in {
		n = 1
		a.LoginAt, a.IdleSince = f.now, f.now
	}
	for i := range a.members {
		a.members[i].svc.loggedIn += n
	}
}

// settleIn enters the state that a asked for, or that a person wants for a: to
// Ready only with a reachable phone, else NotReady (Unreachable) until it is
// back.
func (f *Floor) settleIn(a *agent, to AgentState, reason Reason, by string) {
	if to == Ready && !a.Reachable {
		to, reason = NotReady, Unreachable
	}
	if a.State == to && a.Reason == reason {
		return
	}
	f.enter(a, AgentStateChanged{To: to, Reason: reason, By: by})
}

// release lets a go from offer or call into the state asked for meanwhile, else
// into to.
func (f *Floor) release(a *agent, to AgentState, reason Reason) {
	a.on, a.offer = nil, 0
	f.afterwards(a, to, reason, "")
}

func (f *Floor) afterwards(a *agent, to AgentState, reason Reason, by string) {
	if a.Next != "" {
		to, reason = a.Next, a.NextReason
		a.Next, a.NextReason = "", ""
	}
	f.settleIn(a, to, reason, by)
}

// wrapUp starts the wrap-up of a after its part of a call of s. A service
// without wrap-up lets a go at once.
func (f *Floor) wrapUp(a *agent, id CallID, s *service) {
	a.on, a.offer = nil, 0
	if s.WrapUp == 0 && !s.WrapUpManual {
		f.afterwards(a, Ready, "", "")
		return
	}
	var deadline Time
	if !s.WrapUpManual {
		deadline = f.now.Add(s.WrapUp)
	}
	f.enter(a, AgentStateChanged{To: WrapUp, Deadline: deadline, Call: id, Service: s.ID})
}

// afterCall ends the wrap-up of a.
func (f *Floor) afterCall(a *agent, by string) {
	f.afterwards(a, Ready, "", by)
}
