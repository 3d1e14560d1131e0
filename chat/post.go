package chat

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
)

// post adds a message.
func (h *House) post(c Post) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case c.By == ByCustomer:
		h.customerWrites(r)
	case c.By == ByNote:
		h.add(r, MessagePosted{By: ByNote, Who: c.Who})
	case c.By != ByAgent:
		h.refuse(c, Malformed)
	case !r.Status.Taken():
		h.refuse(c, WrongStatus)
	case c.Who.Agent != r.Agent:
		h.refuse(c, NotYours)
	default:
		h.agentWrites(r, c.Who)
	}
}

// add gives a message its number. Notes do not count as the room's last word.
func (h *House) add(r *room, m MessagePosted) {
	r.Seq++
	m.Room, m.Seq, m.At = r.ID, r.Seq, h.now
	if m.By != ByNote {
		r.LastAt = h.now
	}
	h.touch(r)
	h.emit(m)
}

// customerWrites adds the customer's message. It decides nothing: a room that waits waits on
// (C40). The bot says that it cannot use it, unless it came with the opening: the greeting has
// just told what there is to choose.
func (h *House) customerWrites(r *room) {
	opens := r.CustomerAt == 0 && r.Opened == h.now
	h.add(r, MessagePosted{By: ByCustomer})
	r.CustomerAt, r.LastBy = h.now, ByCustomer
	if r.Stale {
		h.wrote[r.ID] = r // for the next time that distribution looks
	}
	if r.Status == WithBot {
		if !opens {
			h.postAuto(r, BotUnknown)
		}
	} else {
		r.Unread++
		if r.Unanswered == 0 {
			r.Unanswered = h.now
		}
	}
	h.setTimer(r)
}

// agentWrites adds an answer; the first one makes the room in progress.
func (h *House) agentWrites(r *room, who Who) {
	h.add(r, MessagePosted{By: ByAgent, Who: who})
	r.AgentAt, r.LastBy = h.now, ByAgent
	r.Unanswered, r.Unread, r.AgentRead = 0, 0, r.Seq
	if r.Answered == 0 {
		r.Answered = h.now
	}
	if r.Status == Received {
		a := h.agent(r.Agent)
		a.Received--
		a.Running++
		h.touchAgent(a)
		h.setStatus(r, InProgress)
		h.setPassed(r, nil)
		h.emit(RoomAnswered{Room: r.ID, Agent: r.Agent, At: h.now})
	}
	h.setTimer(r)
}

// say sends what an occasion sends (Sends), as far as it is in use. a is the agent who greets.
func (h *House) say(r *room, on Occasion, a *agent) {
	for _, m := range Sends[on] {
		if m.byBot() || on == OnFullByBot || slices.Contains(h.policy.Says, m) && m != AutoReply ||
			m == AutoReply && a != nil && a.Agent.AutoReply {
			h.postAuto(r, m)
		}
	}
}

// postAuto adds an automatic message or one of the bot.
func (h *House) postAuto(r *room, m Auto) {
	by, about, who := BySystem, CategoryID(""), Who{}
	switch m {
	case Title:
		about = r.Titled
	case BotChoose:
		about = r.Bot.Large
	case BotAnswer:
		about = r.Category
	case AutoReply:
		who.Agent = r.Agent
	}
	if m.byBot() {
		by = ByBot
	}
	h.add(r, MessagePosted{By: by, Who: who, Auto: m, Category: about})
}

// read marks what has been seen. What the agent has not seen of what the customer wrote is
// counted at most as the messages behind it.
func (h *House) read(c Read) {
	r := h.rooms[c.Room]
	switch {
	case r == nil:
		h.refuse(c, NoSuchRoom)
	case c.By != ByCustomer && c.By != ByAgent || c.Seq > r.Seq:
		h.refuse(c, Malformed)
	case c.By == ByAgent && (!r.Status.Taken() || c.Who.Agent != r.Agent || c.Who.Agent == acd.AgentID("")):
		h.refuse(c, NotYours)
	case c.By == ByAgent && c.Seq > r.AgentRead:
		r.AgentRead, r.Unread = c.Seq, min(r.Unread, r.Seq-c.Seq)
		h.marked(r, c)
	case c.By == ByCustomer && c.Seq > r.CustomerRead:
		r.CustomerRead = c.Seq
		h.marked(r, c)
	default:
		h.refuse(c, Unchanged)
	}
}

func (h *House) marked(r *room, c Read) {
	h.touch(r)
	h.emit(ReadMarked{Room: r.ID, By: c.By, Seq: c.Seq, At: h.now})
}
