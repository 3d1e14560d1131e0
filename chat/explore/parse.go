package explore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// parse turns the words of a line into a command. Names that begin with r are rooms, boss and
// sue are managers and supervisors, all others agents.
func (s *Script) parse(w []string) (chat.Command, error) {
	switch w[0] {
	case "policy":
		return parsePolicy(s.house.Policy(), w[1:])
	case "categories":
		return parseCategories(w[1:]), nil
	case "agent":
		return parseAgent(w[1:])
	case "opens": // the centre; since 9h
		c := chat.SetHours{Open: true, Began: s.house.Now()}
		if len(w) == 3 {
			d, err := time.ParseDuration(w[2])
			c.Began = start.Add(d)
			return c, err
		}
		return c, nil
	case "closes":
		return chat.SetHours{}, nil
	}
	if len(w) < 2 {
		return nil, fmt.Errorf("too short")
	}
	switch {
	case w[0] == "delete-agent":
		return chat.DeleteAgent{Agent: acd.AgentID(w[1])}, nil
	case w[0] == "meal-time":
		return chat.SetMealTime{On: w[1] == "on"}, nil
	case w[0] == "boss" || w[0] == "sue":
		return parseManager(w)
	case w[0][0] == 'r':
		return s.parseCustomer(chat.RoomID(w[0]), w[1:])
	}
	return parseAgentDoes(acd.AgentID(w[0]), w[1:])
}

// parsePolicy reads key=value words that change the policy in force.
func parsePolicy(p chat.Policy, w []string) (chat.Command, error) {
	durations := map[string]*time.Duration{
		"delay": &p.BacklogDelay, "undistributed": &p.UndistributedEnd, "answer": &p.AnswerWithin,
		"idle": &p.IdleEnd, "bot-idle": &p.BotIdle, "return": &p.ReturnWithin,
	}
	choices := map[string]*chat.Choice{
		"after-hours": &p.AfterHours, "all-resting": &p.AllResting, "meal": &p.MealTime,
		"over-limit": &p.OverLimit, "no-profile": &p.NoProfile,
	}
	switches := map[string]*bool{
		"by-category": &p.ByCategory, "backlog": &p.Backlog, "during-calls": &p.DuringCalls, "no-supervision": &p.NoSupervision,
		"bot": &p.Bot.Use, "profile-form": &p.Bot.ProfileForm,
	}
	for _, kv := range w {
		k, v, _ := strings.Cut(kv, "=")
		switch {
		case durations[k] != nil:
			d, err := time.ParseDuration(v)
			if err != nil {
				return nil, err
			}
			*durations[k] = d
		case choices[k] != nil:
			*choices[k] = chat.Choice(v)
		case switches[k] != nil:
			*switches[k] = v != "off"
		case k == "method":
			p.Method = chat.Method(v)
		case k == "target":
			p.Target = chat.Target(v)
		case k == "says":
			p.Says = split[chat.Auto](v)
		case k == "answers":
			p.Bot.Answers = split[chat.CategoryID](v)
		default:
			return nil, fmt.Errorf("unknown setting %s", kv)
		}
	}
	return chat.PutPolicy{Policy: p}, nil
}

func split[T ~string](v string) (list []T) {
	for _, x := range strings.Split(v, ",") {
		if x != "" {
			list = append(list, T(x))
		}
	}
	return list
}

// parseCategories reads "orders: refund delivery help:! sizes old!"; ! is out of use.
func parseCategories(w []string) chat.Command {
	var list []chat.Category
	var parent chat.CategoryID
	for _, word := range w {
		id, unused := strings.CutSuffix(word, "!")
		large, isLarge := strings.CutSuffix(id, ":")
		c := chat.Category{ID: chat.CategoryID(large), Parent: parent, Unused: unused}
		if isLarge {
			c.Parent, parent = "", c.ID
		}
		list = append(list, c)
	}
	return chat.PutCategories{Categories: list}
}

// parseAgent reads "kim cap=2 excluded auto-reply cats=refund,sizes".
func parseAgent(w []string) (chat.Command, error) {
	a := chat.Agent{ID: acd.AgentID(w[0])}
	for _, kv := range w[1:] {
		k, v, _ := strings.Cut(kv, "=")
		switch k {
		case "cap":
			n, err := strconv.Atoi(v)
			if err != nil {
				return nil, err
			}
			a.Cap = n
		case "excluded":
			a.Excluded = true
		case "auto-reply":
			a.AutoReply = true
		case "cats":
			a.Categories = split[chat.CategoryID](v)
		default:
			return nil, fmt.Errorf("unknown: %s", kv)
		}
	}
	return chat.PutAgent{Agent: a}, nil
}

// parseAgentDoes reads what an agent does.
func parseAgentDoes(a acd.AgentID, w []string) (chat.Command, error) {
	who := chat.Who{User: chat.UserID(a), Agent: a}
	switch strings.Join(w, " ") {
	case "signs in":
		return chat.SignIn{Agent: a}, nil
	case "signs out":
		return chat.SignOut{Agent: a}, nil
	case "rests", "works":
		return chat.SetResting{Agent: a, Resting: w[0] == "rests"}, nil
	case "is on a call", "hangs up":
		return chat.SetOnCall{Agent: a, OnCall: w[0] == "is"}, nil
	}
	if len(w) < 2 {
		return nil, fmt.Errorf("what does %s do?", a)
	}
	room := chat.RoomID(w[len(w)-1])
	switch w[0] {
	case "duty":
		return chat.SetDuty{Agent: a, Duty: chat.Duty(w[1])}, nil
	case "writes":
		return chat.Post{Room: room, By: chat.ByAgent, Who: who}, nil
	case "notes":
		return chat.Post{Room: room, By: chat.ByNote, Who: who}, nil
	case "reads":
		n, err := strconv.Atoi(w[2])
		return chat.Read{Room: chat.RoomID(w[1]), By: chat.ByAgent, Who: who, Seq: n}, err
	case "takes":
		return chat.Take{Room: room, Who: who}, nil
	case "ends":
		return chat.End{Room: room, Who: who}, nil
	}
	return parseWork(who, w)
}

// parseManager reads what boss or sue does.
func parseManager(w []string) (chat.Command, error) {
	user := chat.UserID(w[0])
	room := chat.RoomID(w[len(w)-1])
	switch w[1] {
	case "available", "away":
		return chat.SetSupervisor{User: user, Available: w[1] == "available"}, nil
	case "lost":
		return chat.SupervisorLost{User: user}, nil
	case "back":
		return chat.SupervisorBack{User: user}, nil
	case "watches":
		return chat.Monitor{Room: room, User: user}, nil
	case "stops":
		return chat.StopMonitor{Room: room, User: user}, nil
	case "ends":
		return chat.End{Room: room, Manager: true, Who: chat.Who{User: user}}, nil
	case "blocks":
		return chat.Block{Room: room, Who: chat.Who{User: user}}, nil
	case "notes":
		return chat.Post{Room: room, By: chat.ByNote, Who: chat.Who{User: user}}, nil
	}
	return parseWork(chat.Who{User: user}, w[1:])
}

// parseWork reads what both may do: "gives r1 to kim", "puts back r1", "holds r1",
// "lets r1", "files r1 under refund words".
func parseWork(who chat.Who, w []string) (chat.Command, error) {
	room := chat.RoomID(w[min(1, len(w)-1)])
	switch {
	case w[0] == "gives" && len(w) == 4:
		return chat.Give{Room: room, To: acd.AgentID(w[3]), Who: who}, nil
	case w[0] == "puts" && len(w) == 3:
		return chat.PutBack{Room: chat.RoomID(w[2]), Who: who}, nil
	case w[0] == "holds" || w[0] == "lets":
		return chat.SetHeld{Room: room, Held: w[0] == "holds", Who: who}, nil
	case w[0] == "files" && len(w) >= 4:
		return chat.SetCategory{Room: room, Category: chat.CategoryID(w[3]), Small: strings.Join(w[4:], " "), Who: who}, nil
	}
	return nil, fmt.Errorf("unknown: %s", strings.Join(w, " "))
}

// parseCustomer reads what a customer does in a room.
func (s *Script) parseCustomer(r chat.RoomID, w []string) (chat.Command, error) {
	about := chat.CategoryID("")
	if len(w) > 1 {
		about = chat.CategoryID(w[1])
	}
	switch w[0] {
	case "opens":
		return parseOpen(r, w[1:])
	case "chooses":
		return chat.Choose{Room: r, Category: about}, nil
	case "profile":
		return chat.GiveProfile{Room: r, Empty: slices.Contains(w, "empty")}, nil
	case "asks":
		return chat.RequestAgent{Room: r, Category: about}, nil
	case "writes":
		return chat.Post{Room: r, By: chat.ByCustomer}, nil
	case "leaves":
		return chat.EndByVisitor{Room: r}, nil
	case "reads":
		n, err := strconv.Atoi(w[1])
		return chat.Read{Room: r, By: chat.ByCustomer, Seq: n}, err
	}
	return nil, fmt.Errorf("unknown: %s", w[0])
}

// parseOpen reads "by ann on kakao about refund last kim ended 8h blocked".
func parseOpen(r chat.RoomID, w []string) (chat.Command, error) {
	c := chat.Open{Room: r, Channel: chat.Web}
	for i := 0; i < len(w); i++ {
		if w[i] == "blocked" {
			c.Blocked = true
			continue
		}
		if i++; i == len(w) {
			return nil, fmt.Errorf("%s what?", w[i-1])
		}
		switch w[i-1] {
		case "by":
			c.Visitor = chat.VisitorID(w[i])
		case "on":
			c.Channel = chat.ChannelKind(w[i])
		case "about":
			c.Category = chat.CategoryID(w[i])
		case "last":
			c.Last = acd.AgentID(w[i])
		case "ended":
			d, err := time.ParseDuration(w[i])
			if err != nil {
				return nil, err
			}
			c.EndedAt = start.Add(d)
		default:
			return nil, fmt.Errorf("unknown: %s", w[i-1])
		}
	}
	return c, nil
}
