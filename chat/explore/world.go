package explore

import (
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// World is a small House and everything that can happen in it: two agents, a few visitors who
// come once each, two supervisors, and policies between which a manager switches.
type World struct {
	Name     string
	Rooms    int
	Policies []chat.Policy // the first is in force at the beginning
	Hours    bool          // work ends and begins again
	Breaks   bool          // agents rest
	Watched  bool          // supervisors watch
	// Ages: rooms wait until they are older than BacklogWithin; without it the clock does not
	// go on where nothing is due within a day.
	Ages bool
}

var (
	kim = chat.Who{User: "kim", Agent: "kim"}
	lee = chat.Who{User: "lee", Agent: "lee"}
)

// policy is the usual one of a world, changed.
func policy(change func(p *chat.Policy)) chat.Policy {
	p := chat.DefaultPolicy()
	p.Says = []chat.Auto{chat.Greeting}
	change(&p)
	return p
}

// Worlds are those that TestExplore visits.
func Worlds() []World {
	automatic := policy(func(p *chat.Policy) {})
	manual := policy(func(p *chat.Policy) { p.Method = chat.Manual })
	return []World{
		{Name: "both methods", Rooms: 2, Policies: []chat.Policy{automatic, manual}, Hours: true, Breaks: true},
		{Name: "hybrid by category", Rooms: 2, Breaks: true, Policies: []chat.Policy{policy(func(p *chat.Policy) {
			p.Method, p.ByCategory, p.OverLimit, p.AllResting = chat.Hybrid, true, chat.Refuse, chat.Assign
		})}},
		{Name: "taken back", Rooms: 2, Policies: []chat.Policy{policy(func(p *chat.Policy) {
			p.AnswerWithin, p.IdleEnd = 10*time.Second, time.Minute
		})}},
		{Name: "watched", Rooms: 2, Watched: true, Policies: []chat.Policy{automatic}},
		{Name: "bot", Rooms: 2, Hours: true, Policies: []chat.Policy{policy(func(p *chat.Policy) {
			p.Bot, p.AfterHours = chat.Bot{Use: true, ProfileForm: true, Answers: []chat.CategoryID{"refund"}}, chat.Refuse
		})}},
		{Name: "ages", Rooms: 2, Ages: true, Hours: true, Policies: []chat.Policy{automatic, policy(func(p *chat.Policy) {
			p.Method, p.UndistributedEnd = chat.Manual, 24*time.Hour
		})}},
		{Name: "three rooms", Rooms: 3, Policies: []chat.Policy{automatic}},
	}
}

// start is the House in which everything begins: kim has a cap of 1, lee of 2; kim is there.
func (w World) start() (*chat.House, error) {
	h := chat.New()
	for _, cmd := range []chat.Command{
		chat.PutCategories{Categories: tree[:5]},
		chat.PutPolicy{Policy: w.Policies[0]},
		chat.PutAgent{Agent: chat.Agent{ID: "kim", Cap: 1, Categories: middles[:1]}},
		chat.PutAgent{Agent: chat.Agent{ID: "lee", Cap: 2, Categories: middles[:2], AutoReply: true}},
		chat.SignIn{Agent: "kim"},
		chat.SetHours{Open: true, Began: 1_000_000},
	} {
		h.Step(1_000_000, cmd)
	}
	return h, h.Check()
}

// commands appends everything that can happen in a state, beside the clock.
func (w World) commands(list []chat.Command, s chat.HouseState) []chat.Command {
	opened := map[chat.RoomID]bool{}
	for _, r := range s.Rooms {
		opened[r.ID] = true
		list = w.inRoom(list, r)
	}
	for i := range w.Rooms {
		id := chat.RoomID("r" + string(rune('1'+i)))
		if !opened[id] {
			list = append(list, chat.Open{
				Room: id, Visitor: chat.VisitorID(id), Channel: []chat.ChannelKind{chat.Web, chat.Kakao}[i%2], Category: middles[i%2],
			})
		}
	}
	for _, a := range s.Agents {
		id := a.Agent.ID
		if a.SignedIn {
			list = append(list, chat.SignOut{Agent: id})
		} else {
			list = append(list, chat.SignIn{Agent: id})
		}
		if w.Breaks {
			list = append(list, chat.SetResting{Agent: id, Resting: !a.Resting})
		}
	}
	if w.Hours {
		list = append(list, chat.SetHours{Open: !s.Open, Began: s.Now})
	}
	for _, p := range w.Policies {
		if p.Method != s.Policy.Method {
			list = append(list, chat.PutPolicy{Policy: p})
		}
	}
	if w.Watched {
		list = w.supervision(list, s)
	}
	return list
}

func (w World) inRoom(list []chat.Command, r chat.Room) []chat.Command {
	boss := chat.Who{User: "boss"}
	list = append(list, chat.Post{Room: r.ID, By: chat.ByCustomer}, chat.EndByVisitor{Room: r.ID})
	switch r.Status {
	case chat.WithBot:
		return append(list, chat.RequestAgent{Room: r.ID}, chat.Choose{Room: r.ID, Category: "refund"},
			chat.Choose{Room: r.ID, Category: "orders"}, chat.Choose{Room: r.ID, Category: "delivery"},
			chat.GiveProfile{Room: r.ID}, chat.GiveProfile{Room: r.ID, Empty: true}, chat.Block{Room: r.ID, Who: boss})
	case chat.Waiting:
		return append(list, chat.Take{Room: r.ID, Who: kim}, chat.Give{Room: r.ID, To: "lee", Who: boss},
			chat.RequestAgent{Room: r.ID, Category: "delivery"}, chat.Block{Room: r.ID, Who: boss},
			chat.End{Room: r.ID, Manager: true, Who: boss}, chat.SetCategory{Room: r.ID, Category: "refund", Who: boss})
	}
	other := kim
	if r.Agent == "kim" {
		other = lee
	}
	own := chat.Who{User: chat.UserID(r.Agent), Agent: r.Agent}
	return append(list, chat.Post{Room: r.ID, By: chat.ByAgent, Who: own}, chat.Post{Room: r.ID, By: chat.ByAgent, Who: other},
		chat.End{Room: r.ID, Who: own}, chat.PutBack{Room: r.ID, Who: own}, chat.Give{Room: r.ID, To: other.Agent, Who: own},
		chat.SetHeld{Room: r.ID, Held: !r.Held, Who: own}, chat.Block{Room: r.ID, Who: boss})
}

func (w World) supervision(list []chat.Command, s chat.HouseState) []chat.Command {
	for _, u := range []chat.UserID{"boss", "sue"} {
		list = append(list, chat.SetSupervisor{User: u, Available: true}, chat.SetSupervisor{User: u},
			chat.SupervisorLost{User: u}, chat.SupervisorBack{User: u})
		for _, r := range s.Rooms {
			list = append(list, chat.Monitor{Room: r.ID, User: u}, chat.StopMonitor{Room: r.ID, User: u})
		}
	}
	return list
}

// due is when the clock goes on by itself from a state, and whether the world lets it.
func (w World) due(h *chat.House) (acd.Time, bool) {
	at, ok := h.NextDeadline()
	return at, ok && (w.Ages || at.Sub(h.Now()) <= 24*time.Hour)
}
