package acd

import "slices"

// putAgent is the command PutAgent. What the agent is doing goes on.
func (f *Floor) putAgent(cmd PutAgent) {
	cfg := cmd.Agent
	if code := f.agentProblem(cfg); code != "" {
		f.emit(Refused{Command: "PutAgent", Code: code, Agent: cfg.ID})
		return
	}
	cfg.Services = slices.Clone(cfg.Services)
	a := f.agents[cfg.ID]
	if a == nil {
		a = &agent{AgentStatus: AgentStatus{State: LoggedOut, Since: f.now, Number: f.next()}}
		a.timer.of = a
		a.Today.DayAt = f.dayAt
		f.agents[cfg.ID] = a
	}
	f.unindex(a)
	f.setMembers(a, cfg.Services)
	a.Agent = cfg
	f.emit(AgentChanged{Agent: cfg})
	f.freeAgent(a, TriggerConfig)
}

// setMembers replaces the memberships of a, who is in no index, keeping the
// turns of services that stay.
func (f *Floor) setMembers(a *agent, list []Membership) {
	turns := make(map[*service]uint64, len(a.members))
	for i := range a.members {
		m := &a.members[i]
		turns[m.svc] = m.last
		f.join(m.svc, a, -1)
	}
	clear(a.few[:])
	if len(list) <= len(a.few) {
		a.members = a.few[:len(list)]
	} else {
		a.members = make([]member, len(list))
	}
	for i, ms := range list {
		m := &a.members[i]
		*m = member{Membership: ms, agent: a, svc: f.services[ms.Service]}
		m.ready.of = m
		m.last = turns[m.svc]
		f.join(m.svc, a, 1)
	}
}

func (f *Floor) join(s *service, a *agent, n int) {
	s.members += n
	if a.State != LoggedOut {
		s.loggedIn += n
	}
}

// removeMembership takes a out of s, which is being deleted.
func (f *Floor) removeMembership(a *agent, s *service) {
	if a.memberOf(s) == nil {
		return
	}
	cfg := a.Agent
	cfg.Services = slices.DeleteFunc(slices.Clone(cfg.Services), func(m Membership) bool { return m.Service == s.ID })
	f.putAgent(PutAgent{Agent: cfg})
}

func (a *agent) memberOf(s *service) *member {
	for i := range a.members {
		if a.members[i].svc == s {
			return &a.members[i]
		}
	}
	return nil
}

func (f *Floor) deleteAgent(id AgentID) {
	a := f.agents[id]
	switch {
	case a == nil:
		f.emit(Refused{Command: "DeleteAgent", Code: UnknownAgent, Agent: id})
	case a.State != LoggedOut:
		f.emit(Refused{Command: "DeleteAgent", Code: AgentLoggedIn, Agent: id})
	default:
		f.setMembers(a, nil)
		delete(f.agents, id)
		f.emit(AgentDeleted{Agent: id})
	}
}
