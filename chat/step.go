package chat

// apply dispatches a command. Deadlines up to now have already happened.
func (h *House) apply(cmd Command) {
	switch c := cmd.(type) {
	case Tick:
	case PutPolicy:
		h.putPolicy(c)
	case PutCategories:
		h.putCategories(c)
	case PutAgent:
		h.putAgent(c)
	case DeleteAgent:
		h.deleteAgent(c)
	case SetHours:
		h.setHours(c)
	case SetMealTime:
		h.setMealTime(c)
	case SetDuty:
		h.setDuty(c)
	case SignIn:
		h.setSignedIn(c, c.Agent, true)
	case SignOut:
		h.setSignedIn(c, c.Agent, false)
	case SetResting:
		h.setResting(c)
	case SetOnCall:
		h.setOnCall(c)
	case Open:
		h.openRoom(c)
	case Choose:
		h.choose(c)
	case GiveProfile:
		h.giveProfile(c)
	case RequestAgent:
		h.requestAgent(c)
	case EndByVisitor:
		h.endByVisitor(c)
	case Post:
		h.post(c)
	case Read:
		h.read(c)
	case Take:
		h.take(c)
	case Give:
		h.give(c)
	case PutBack:
		h.putBack(c)
	case End:
		h.endByPerson(c)
	case Block:
		h.block(c)
	case SetHeld:
		h.setHeld(c)
	case SetCategory:
		h.setCategory(c)
	case SetSupervisor:
		h.setSupervisor(c)
	case Monitor:
		h.monitor(c)
	case StopMonitor:
		h.stopMonitor(c)
	case SupervisorLost:
		h.supervisorLost(c)
	case SupervisorBack:
		h.supervisorBack(c)
	default: // nil, or a pointer to one of these
		h.refuse(cmd, Malformed)
	}
}
