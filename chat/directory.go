package chat

import (
	"reflect"
	"slices"
)

// putPolicy takes a policy over. What waits is looked at again, and every deadline set anew:
// what a shorter time makes due happens at once.
func (h *House) putPolicy(c PutPolicy) {
	p, ok := c.Policy.normal()
	if !ok {
		h.refuse(c, Malformed)
		return
	}
	if reflect.DeepEqual(p, h.policy) {
		return
	}
	h.policy = p
	h.look = true
	for _, r := range h.rooms {
		h.setTimer(r)
	}
	h.setBacklogTimer()
	h.restateAll()
	h.emit(PolicyChanged{p})
	if p.NoSupervision {
		h.dismissAll()
	}
}

// putCategories takes the tree of categories over, in its order.
func (h *House) putCategories(c PutCategories) {
	if !validCategories(c.Categories) {
		h.refuse(c, Malformed)
		return
	}
	if slices.Equal(c.Categories, h.categories) {
		return
	}
	h.categories = slices.Clone(c.Categories)
	h.emit(CategoriesChanged{slices.Clone(c.Categories)})
}

// validCategories wants two levels, each large category before its middle ones.
func validCategories(list []Category) bool {
	large := map[CategoryID]bool{}
	for _, c := range list {
		_, twice := large[c.ID]
		if c.ID == "" || twice || c.Parent != "" && !large[c.Parent] {
			return false
		}
		large[c.ID] = c.Parent == ""
	}
	return true
}

func (h *House) category(id CategoryID) *Category {
	i := slices.IndexFunc(h.categories, func(c Category) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return &h.categories[i]
}

func (h *House) isMiddle(id CategoryID) bool {
	c := h.category(id)
	return c != nil && c.Parent != ""
}

// firstCategory is the first middle category of the first large one that has one (C58); "" in
// a centre without categories.
func (h *House) firstCategory() CategoryID {
	for _, large := range h.categories {
		if large.Parent != "" || large.Unused {
			continue
		}
		for _, c := range h.categories {
			if c.Parent == large.ID && !c.Unused {
				return c.ID
			}
		}
	}
	return ""
}

// putAgent takes an agent over, a new one on duty and logged out.
func (h *House) putAgent(c PutAgent) {
	if c.Agent.ID == Robot || c.Agent.Cap < 0 || c.Agent.Cap > MaxCap {
		h.refuse(c, Malformed)
		return
	}
	if c.Agent.Cap == 0 {
		c.Agent.Cap = DefaultCap
	}
	c.Agent.Categories = slices.Clone(c.Agent.Categories)
	i, known := h.findAgent(c.Agent.ID)
	if !known {
		h.agents = slices.Insert(h.agents, i, &agent{AgentStatus: AgentStatus{Duty: DutyWork, Since: h.now}})
	} else if reflect.DeepEqual(h.agents[i].Agent, c.Agent) {
		return
	}
	h.agents[i].Agent = c.Agent
	h.emit(AgentPut(c))
	h.restate(h.agents[i])
	h.agentChanged(h.agents[i])
}

// deleteAgent forgets an agent; what they had waits again, by id.
func (h *House) deleteAgent(c DeleteAgent) {
	i, known := h.findAgent(c.Agent)
	if !known {
		h.refuse(c, NoSuchAgent)
		return
	}
	var had []*room
	for _, r := range sorted(h.rooms) {
		if r.Agent == c.Agent && r.Status.Taken() {
			had = append(had, r)
		}
	}
	h.agents = slices.Delete(h.agents, i, i+1)
	h.emit(AgentGone(c))
	for _, r := range had {
		h.wait(r, CauseAgentRemoved, h.oldPlace(r), RoomWaits{})
	}
	h.availableAnew(c.Agent)
	h.look = true
}

// setHours opens the centre's chat or closes it. Began is when work started, not after now.
func (h *House) setHours(c SetHours) {
	c.Began = max(0, min(c.Began, h.now))
	if !c.Open {
		c.Began = 0
	}
	if c.Open == h.open && c.Began == h.began {
		h.refuse(c, Unchanged)
		return
	}
	h.open, h.began = c.Open, c.Began
	h.look = true
	h.setBacklogTimer()
	h.restateAll()
	h.emit(HoursChanged(c))
}

func (h *House) setMealTime(c SetMealTime) {
	if c.On == h.meal {
		h.refuse(c, Unchanged)
		return
	}
	h.meal = c.On
	h.look = true
	h.restateAll()
	h.emit(MealTimeChanged(c))
}
