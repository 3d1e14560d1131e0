package explore

import (
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Dice is where choices come from: a generator of random numbers, or the bytes of a fuzzer.
type Dice interface{ IntN(n int) int }

// Cast is who plays: it makes up what somebody does next, mostly something possible.
type Cast struct {
	Agents   []acd.AgentID
	Visitors []chat.VisitorID
	opened   int
	last     map[chat.VisitorID]chat.Open // what is known of a visitor's last room
}

var (
	supervisors = []chat.UserID{"boss", "sue", "tom"}
	middles     = []chat.CategoryID{"refund", "delivery", "sizes", "other"}
	tree        = []chat.Category{
		{ID: "orders"}, {ID: "refund", Parent: "orders"}, {ID: "delivery", Parent: "orders"},
		{ID: "help"}, {ID: "sizes", Parent: "help"}, {ID: "other", Parent: "help", Unused: true},
	}
)

// NewCast returns a cast of so many agents and visitors.
func NewCast(agents, visitors int) *Cast {
	c := &Cast{last: map[chat.VisitorID]chat.Open{}}
	for i := range agents {
		c.Agents = append(c.Agents, acd.AgentID(fmt.Sprintf("a%02d", i)))
	}
	for i := range visitors {
		c.Visitors = append(c.Visitors, chat.VisitorID(fmt.Sprintf("v%03d", i)))
	}
	return c
}

func pick[T any](d Dice, list []T) T { return list[d.IntN(len(list))] }

// one is true once in n times.
func one(d Dice, n int) bool { return d.IntN(n) == 0 }

// SetUp is what comes before the first customer.
func (c *Cast) SetUp(d Dice) []chat.Command {
	list := []chat.Command{chat.PutCategories{Categories: tree}, chat.PutPolicy{Policy: c.policy(d)}}
	for _, a := range c.Agents {
		list = append(list, chat.PutAgent{Agent: c.agent(d, a)}, chat.SignIn{Agent: a})
	}
	return list
}

func (c *Cast) agent(d Dice, id acd.AgentID) chat.Agent {
	a := chat.Agent{ID: id, Cap: 1 + d.IntN(4), Excluded: one(d, 12), AutoReply: one(d, 2)}
	for _, m := range middles {
		if one(d, 2) {
			a.Categories = append(a.Categories, m)
		}
	}
	return a
}

func (c *Cast) policy(d Dice) chat.Policy {
	p := chat.DefaultPolicy()
	p.Method = pick(d, []chat.Method{chat.Automatic, chat.Automatic, chat.Hybrid, chat.Manual})
	p.Target = pick(d, []chat.Target{chat.LoggedIn, chat.LoggedIn, chat.OnDuty})
	p.ByCategory, p.Backlog, p.DuringCalls, p.NoSupervision = one(d, 3), !one(d, 4), one(d, 2), one(d, 5)
	refuse, assign := []chat.Choice{chat.Queue, chat.Queue, chat.Refuse}, []chat.Choice{chat.Queue, chat.Assign}
	p.AfterHours, p.OverLimit = pick(d, refuse), pick(d, refuse)
	p.AllResting, p.MealTime, p.NoProfile = pick(d, assign), pick(d, assign), pick(d, assign)
	minutes := func(n ...int) time.Duration { return time.Duration(pick(d, n)) * time.Minute }
	p.BacklogDelay, p.AnswerWithin, p.IdleEnd = minutes(0, 0, 10, 60), minutes(0, 1, 5, 20), minutes(0, 10, 240)
	p.BotIdle, p.ReturnWithin = minutes(0, 10, 60), minutes(0, 60, 1440)
	p.UndistributedEnd = time.Duration(d.IntN(8)) * 24 * time.Hour
	p.Bot = chat.Bot{Use: !one(d, 3), ProfileForm: one(d, 2), Answers: []chat.CategoryID{"refund", "sizes"}}
	if one(d, 3) {
		p.Says = []chat.Auto{chat.Unavailable, chat.Greeting}
	}
	return p
}

// Next is what happens next.
func (c *Cast) Next(d Dice, h *chat.House) chat.Command {
	switch n := d.IntN(200); {
	case n < 90:
		return c.customer(d, h)
	case n < 140:
		return c.atWork(d, h)
	case n < 160:
		return c.presence(d, h)
	case n < 180:
		return c.manager(d, h)
	case n < 196:
		return c.supervision(d, h)
	}
	switch d.IntN(12) {
	case 0, 1, 2:
		return chat.PutPolicy{Policy: c.policy(d)}
	case 3, 4, 5:
		return chat.PutAgent{Agent: c.agent(d, pick(d, c.Agents))}
	case 6:
		return chat.DeleteAgent{Agent: pick(d, c.Agents)}
	case 7:
		return chat.SetHours{Open: !one(d, 3), Began: h.Now().Add(-time.Duration(d.IntN(100)) * time.Minute)}
	case 8:
		return chat.SetMealTime{On: one(d, 3)}
	case 9:
		return chat.PutCategories{Categories: tree[:3+3*d.IntN(2)]}
	}
	return chat.Tick{}
}

func (c *Cast) customer(d Dice, h *chat.House) chat.Command {
	v := pick(d, c.Visitors)
	r, has := h.RoomOf(v)
	if !has || one(d, 60) {
		c.opened++
		o := c.last[v]
		o.Room, o.Visitor, o.Blocked = chat.RoomID(fmt.Sprintf("r%06d", c.opened)), v, one(d, 80)
		o.Channel = pick(d, []chat.ChannelKind{chat.Web, chat.Kakao, chat.WebV1, chat.SMS})
		if one(d, 3) {
			o.Category = pick(d, middles)
		}
		return o
	}
	c.last[v] = chat.Open{Previous: r.ID, Last: r.Agent, EndedAt: h.Now()}
	if r.Status == chat.WithBot {
		switch d.IntN(7) {
		case 0, 1:
			return chat.RequestAgent{Room: r.ID, Category: pick(d, append(middles, "", ""))}
		case 2, 3:
			return chat.Choose{Room: r.ID, Category: pick(d, append(middles, "orders", "help", ""))}
		case 4, 5:
			return chat.GiveProfile{Room: r.ID, Empty: one(d, 2)}
		}
	}
	switch d.IntN(20) {
	case 0:
		return chat.EndByVisitor{Room: r.ID}
	case 1, 2:
		return chat.RequestAgent{Room: r.ID, Category: pick(d, append(middles, ""))}
	case 3, 4:
		return chat.Read{Room: r.ID, By: chat.ByCustomer, Seq: d.IntN(r.Seq + 2)}
	}
	return chat.Post{Room: r.ID, By: chat.ByCustomer}
}

// room is one of a status, or of any; one that there is none of at times.
func (c *Cast) room(d Dice, h *chat.House, of ...chat.Status) chat.Room {
	rooms := h.Rooms(pick(d, of))
	if len(rooms) == 0 || one(d, 40) {
		return chat.Room{ID: chat.RoomID(fmt.Sprintf("r%06d", 1+d.IntN(c.opened+1)))}
	}
	return pick(d, rooms)
}

func (c *Cast) atWork(d Dice, h *chat.House) chat.Command {
	r := c.room(d, h, chat.Received, chat.InProgress, chat.InProgress)
	who := chat.Who{User: chat.UserID(r.Agent), Agent: r.Agent}
	if r.Agent == chat.Robot || one(d, 20) {
		who.Agent = pick(d, c.Agents)
		who.User = chat.UserID(who.Agent)
	}
	switch d.IntN(20) {
	case 0, 1, 2, 3:
		return chat.End{Room: r.ID, Who: who}
	case 4:
		return chat.PutBack{Room: r.ID, Who: who}
	case 5:
		return chat.SetHeld{Room: r.ID, Held: !r.Held, Who: who}
	case 6:
		return chat.Give{Room: r.ID, To: pick(d, c.Agents), Who: who}
	case 7:
		return chat.Post{Room: r.ID, By: pick(d, []chat.Author{chat.ByNote, chat.ByBot}), Who: who}
	case 8, 9:
		return chat.Read{Room: r.ID, By: chat.ByAgent, Who: who, Seq: d.IntN(r.Seq + 2)}
	case 10, 11:
		a := pick(d, c.Agents)
		return chat.Take{Room: c.room(d, h, chat.Waiting).ID, Who: chat.Who{User: chat.UserID(a), Agent: a}}
	}
	return chat.Post{Room: r.ID, By: chat.ByAgent, Who: who}
}

func (c *Cast) presence(d Dice, h *chat.House) chat.Command {
	id := pick(d, c.Agents)
	a, known := h.Agent(id)
	if !known {
		return chat.PutAgent{Agent: c.agent(d, id)}
	}
	switch d.IntN(8) {
	case 0, 1:
		if a.SignedIn {
			return chat.SignOut{Agent: id}
		}
		return chat.SignIn{Agent: id}
	case 2, 3:
		return chat.SetResting{Agent: id, Resting: !a.Resting}
	case 4:
		return chat.SetOnCall{Agent: id, OnCall: !a.OnCall}
	case 5:
		return chat.SignIn{Agent: id}
	}
	return chat.SetDuty{Agent: id, Duty: pick(d, []chat.Duty{chat.DutyWork, chat.DutyWork, chat.DutyWork, chat.DutyMeal, chat.DutyBreak, chat.DutyOff})}
}

func (c *Cast) manager(d Dice, h *chat.House) chat.Command {
	r := c.room(d, h, chat.WithBot, chat.Waiting, chat.Waiting, chat.InProgress)
	who := chat.Who{User: pick(d, supervisors)}
	switch d.IntN(8) {
	case 0:
		return chat.Block{Room: r.ID, Who: who}
	case 1:
		return chat.End{Room: r.ID, Manager: true, Who: who}
	case 2:
		return chat.SetCategory{Room: r.ID, Category: pick(d, middles), Small: pick(d, []string{"", "x"}), Who: who}
	case 3:
		return chat.Post{Room: r.ID, By: chat.ByNote, Who: who}
	}
	return chat.Give{Room: r.ID, To: pick(d, c.Agents), Who: who}
}

func (c *Cast) supervision(d Dice, h *chat.House) chat.Command {
	u := pick(d, supervisors)
	switch d.IntN(10) {
	case 0, 1:
		return chat.SetSupervisor{User: u, Available: !one(d, 3)}
	case 2:
		return chat.SupervisorLost{User: u}
	case 3:
		return chat.SupervisorBack{User: u}
	case 4:
		if watched := h.Watched(u); len(watched) > 0 {
			return chat.StopMonitor{Room: pick(d, watched), User: u}
		}
	}
	return chat.Monitor{Room: c.room(d, h, chat.InProgress, chat.Received).ID, User: u}
}

// supervises reports whether a command is about monitoring alone.
func supervises(cmd chat.Command) bool {
	switch cmd.(type) {
	case chat.SetSupervisor, chat.Monitor, chat.StopMonitor, chat.SupervisorLost, chat.SupervisorBack:
		return true
	}
	return false
}

// butSupervision leaves out of events what monitoring tells.
func butSupervision(events []chat.Event) []chat.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e chat.Event) bool {
		switch e := e.(type) {
		case chat.MonitorBegan, chat.MonitorEnded, chat.SupervisorChanged:
			return true
		case chat.Refused:
			return supervises(e.Command)
		}
		return false
	})
}
