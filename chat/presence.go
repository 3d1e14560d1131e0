package chat

import "github.com/callfloor/callfloor/acd"

// setDuty takes over what an agent's schedule says for now.
func (h *House) setDuty(c SetDuty) {
	a := h.agent(c.Agent)
	switch {
	case a == nil:
		h.refuse(c, NoSuchAgent)
	case c.Duty != DutyWork && c.Duty != DutyOff && c.Duty != DutyBreak && c.Duty != DutyMeal:
		h.refuse(c, Malformed)
	case a.Duty == c.Duty:
		h.refuse(c, Unchanged)
	default:
		a.Duty = c.Duty
		if c.Duty == DutyWork {
			h.availableAnew(c.Agent)
		}
		h.agentChanged(a)
	}
}

// setSignedIn logs an agent in or out; open rooms stay.
func (h *House) setSignedIn(c Command, id acd.AgentID, in bool) {
	a := h.agent(id)
	switch {
	case a == nil:
		h.refuse(c, NoSuchAgent)
	case a.SignedIn == in:
		h.refuse(c, Unchanged)
	default:
		a.SignedIn, a.Since = in, h.now
		if in {
			h.availableAnew(id)
		}
		h.agentChanged(a)
	}
}

func (h *House) setResting(c SetResting) {
	a := h.agent(c.Agent)
	switch {
	case a == nil:
		h.refuse(c, NoSuchAgent)
	case a.Resting == c.Resting:
		h.refuse(c, Unchanged)
	default:
		a.Resting = c.Resting
		if !c.Resting {
			h.availableAnew(c.Agent)
		}
		h.agentChanged(a)
	}
}

// setOnCall notes that an agent is on a call, or off it.
func (h *House) setOnCall(c SetOnCall) {
	a := h.agent(c.Agent)
	switch {
	case a == nil:
		h.refuse(c, NoSuchAgent)
	case a.OnCall == c.OnCall:
		h.refuse(c, Unchanged)
	default:
		a.OnCall = c.OnCall
		h.agentChanged(a)
	}
}

// agentChanged follows every change of an agent: their state, and what they may now take.
func (h *House) agentChanged(a *agent) {
	h.restate(a)
	h.touchAgent(a)
	h.look = true
}

// restate sets the one status of an agent (M6). Since moves only where it changes, and with a
// log-in or log-out.
func (h *House) restate(a *agent) {
	if s := h.stateOf(a); s != a.State {
		a.State, a.Since = s, h.now
		h.touchAgent(a)
	}
}

// restateAll follows a change of hours or meal time.
func (h *House) restateAll() {
	for _, a := range h.agents {
		h.restate(a)
	}
}

// stateOf is the status of an agent in the monitoring window; of several the first here.
func (h *House) stateOf(a *agent) State {
	switch {
	case a.Agent.Excluded:
		return Excluded // M8
	case !h.open || a.Duty == DutyOff || a.Duty == DutyBreak:
		return Off // M9, M10
	case h.meal || a.Duty == DutyMeal:
		return Meal // M12
	case a.Resting:
		return Resting // M11
	}
	return Working
}
