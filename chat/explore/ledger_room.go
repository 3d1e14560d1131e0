package explore

import (
	"fmt"
	"slices"

	"github.com/callfloor/callfloor/chat"
)

// foldRoom folds an event about one room that is not over.
func (l *Ledger) foldRoom(e chat.Event) error {
	id, is := roomOf(e)
	if !is {
		return fmt.Errorf("an unknown event")
	}
	r := l.rooms[id]
	if r == nil {
		return fmt.Errorf("there is no such room")
	}
	switch e := e.(type) {
	case chat.MonitorBegan: // no row changes by it
		if by := l.watched[id]; by != "" || !r.Status.Taken() {
			return fmt.Errorf("%q watches, and it is %s", by, r.Status)
		}
		if lost, able := l.able[e.User]; !able || lost != 0 {
			return fmt.Errorf("who is not there")
		}
		l.watched[id] = e.User
		return nil
	case chat.MonitorEnded:
		if l.watched[id] != e.User {
			return fmt.Errorf("%q watches", l.watched[id])
		}
		delete(l.watched, id)
		return nil
	}
	if r.Status.Over() {
		return fmt.Errorf("it is over")
	}
	l.touched[id] = false
	switch e := e.(type) {
	case chat.RoomAssigned:
		return l.assigned(r, e)
	case chat.RoomWaits:
		if r.Agent != e.From {
			return fmt.Errorf("%q had it", r.Agent)
		}
		if r.Status == chat.WithBot {
			r.Requested = e.At
		}
		r.Status, r.Cause, r.Agent = chat.Waiting, e.Cause, chat.Robot
	case chat.RoomAnswered:
		if r.Status != chat.Received || r.Agent != e.Agent || r.LastBy != chat.ByAgent {
			return fmt.Errorf("it is %s of %s", r.Status, r.Agent)
		}
		r.Status = chat.InProgress
	case chat.RoomEnded:
		return l.ended(r, e)
	case chat.RoomBlocked:
		r.Blocked = true
	case chat.BotStepped:
		r.Bot = e.State
	case chat.AgentAsked, chat.AskRefused:
	case chat.HeldChanged:
		if r.Held == e.Held || !r.Status.Taken() {
			return fmt.Errorf("it is so already, or nobody has it")
		}
		r.Held = e.Held
	case chat.CategoryChanged:
		r.Category, r.Titled, r.Small = e.To, e.Titled, e.Small
	case chat.MessagePosted:
		return l.posted(r, e)
	case chat.ReadMarked:
		seen := &r.CustomerRead
		if e.By == chat.ByAgent {
			seen = &r.AgentRead
		}
		if e.Seq <= *seen || e.Seq > r.Seq {
			return fmt.Errorf("read up to %d of %d", *seen, r.Seq)
		}
		*seen = e.Seq
	}
	return nil
}

// assigned holds the law of fairness: of the agents who may, the one with fewest open rooms,
// then longest without a new one, then first by id; none beyond the cap (C20, C88). What the
// explanation says of rooms must be so.
func (l *Ledger) assigned(r *chat.Room, e chat.RoomAssigned) error {
	a, known := l.agents[e.To]
	if !known || r.Agent != e.From || r.Agent == e.To {
		return fmt.Errorf("to nobody, or from somebody else than %q", r.Agent)
	}
	if decided := !slices.Contains([]chat.How{chat.ByTake, chat.ByGive, chat.ByHandOver}, e.How); decided {
		if err := l.fair(a, e); err != nil {
			return err
		}
	} else if len(e.Why.Agents) > 0 || e.Who == (chat.Who{}) {
		return fmt.Errorf("by a person, but who?")
	}
	if e.How == chat.ByBacklog {
		l.Backlog++
		if last := max(r.CustomerAt, r.Requested); e.At.Sub(last) > chat.BacklogWithin {
			return fmt.Errorf("its customer wrote last at %s (C35)", at(last))
		}
		if !l.state.Open || e.At < l.state.Began.Add(l.state.Policy.BacklogDelay) {
			return fmt.Errorf("not yet (C33)")
		}
	}
	if r.Status == chat.WithBot {
		r.Requested = e.At
	}
	r.Status, r.Agent, r.Last, r.Assigned = chat.Received, e.To, e.To, e.At
	a.NewAt = e.At
	l.agents[e.To] = a
	return nil
}

func (l *Ledger) fair(a chat.AgentStatus, e chat.RoomAssigned) error {
	if len(e.Why.Agents) != len(l.agents) {
		return fmt.Errorf("%d agents are explained, there are %d", len(e.Why.Agents), len(l.agents))
	}
	chosen := false
	for _, v := range e.Why.Agents {
		received, running := l.has(v.Agent)
		if v.Open != received+running || v.NewAt != l.agents[v.Agent].NewAt {
			return fmt.Errorf("%s has %d, the last new one at %s", v.Agent, received+running, at(l.agents[v.Agent].NewAt))
		}
		if v.Agent == e.To {
			chosen = v.Against == "" && v.Open < a.Agent.Cap
		}
	}
	if !chosen {
		return fmt.Errorf("to an agent who may not take it")
	}
	if e.How == chat.ByReturn {
		return nil
	}
	may := slices.DeleteFunc(slices.Clone(e.Why.Agents), func(v chat.Verdict) bool { return v.Against != "" })
	if best := slices.MinFunc(may, before); best.Agent != e.To {
		return fmt.Errorf("%s comes before", best.Agent)
	}
	return nil
}

func (l *Ledger) ended(r *chat.Room, e chat.RoomEnded) error {
	switch e.Type {
	case chat.EndByAgent, chat.EndIdle:
		if !r.Status.Taken() {
			return fmt.Errorf("nobody has it")
		}
	case chat.EndUndistributed:
		if r.Status != chat.Waiting {
			return fmt.Errorf("it does not wait")
		}
	}
	if r.Held && (e.Type == chat.EndIdle || e.Type == chat.EndUndistributed) {
		return fmt.Errorf("it is held (C69)")
	}
	r.Status = chat.Ended
	if r.Bot.Step != "" && r.Assigned == 0 {
		r.Status = chat.BotEnded
	}
	r.EndType, r.EndedAt = e.Type, e.At
	delete(l.visitors, r.Visitor)
	l.Ended++
	return nil
}

// posted holds that numbers have no gap.
func (l *Ledger) posted(r *chat.Room, e chat.MessagePosted) error {
	if e.Seq != r.Seq+1 {
		return fmt.Errorf("the last was #%d", r.Seq)
	}
	r.Seq = e.Seq
	if e.By != chat.ByNote {
		r.LastAt = e.At
	}
	switch e.By {
	case chat.ByCustomer:
		r.CustomerAt, r.LastBy = e.At, e.By
		if r.Unanswered == 0 && r.Status != chat.WithBot {
			r.Unanswered = e.At
		}
	case chat.ByAgent:
		if r.Agent != e.Who.Agent {
			return fmt.Errorf("%q has it", r.Agent)
		}
		r.AgentAt, r.LastBy, r.Unanswered, r.AgentRead = e.At, e.By, 0, e.Seq
		if r.Answered == 0 {
			r.Answered = e.At
		}
	}
	return nil
}

// roomOf returns the room that an event is about.
func roomOf(e chat.Event) (chat.RoomID, bool) {
	switch e := e.(type) {
	case chat.BotStepped:
		return e.Room, true
	case chat.AgentAsked:
		return e.Room, true
	case chat.AskRefused:
		return e.Room, true
	case chat.RoomWaits:
		return e.Room, true
	case chat.RoomAssigned:
		return e.Room, true
	case chat.RoomAnswered:
		return e.Room, true
	case chat.RoomEnded:
		return e.Room, true
	case chat.RoomBlocked:
		return e.Room, true
	case chat.HeldChanged:
		return e.Room, true
	case chat.CategoryChanged:
		return e.Room, true
	case chat.MessagePosted:
		return e.Room, true
	case chat.ReadMarked:
		return e.Room, true
	case chat.MonitorBegan:
		return e.Room, true
	case chat.MonitorEnded:
		return e.Room, true
	}
	return "", false
}

// before orders agents by who comes first (C88).
func before(a, b chat.Verdict) int {
	switch {
	case a.Open != b.Open:
		return a.Open - b.Open
	case a.NewAt != b.NewAt:
		return int(a.NewAt - b.NewAt)
	case a.Agent < b.Agent:
		return -1
	}
	return 1
}
