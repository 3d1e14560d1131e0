package live

import (
	"encoding/json"
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Change is what watchers are told: of one room what a turn did with it, or of an agent.
type Change struct {
	At       acd.Time
	Room     chat.Room      // as it is now; ID "" where it is of an agent
	Messages []chat.Message // new ones, in order
	Events   []chat.Event   // of the room, in order; RoomChanged and AgentChanged left out
	Agent    *chat.AgentStatus
	Gone     acd.AgentID // an agent who is no more
	Position int         // of a waiting room
	Moved    bool        // only Position is news; only the customer's watchers are told
	Typing   *Typing     // only this is news
	Monitor  *Monitoring // only this is news; who watches everything is told, customers never (S4)
}

// Monitoring says who monitors a room.
type Monitoring struct {
	Room chat.RoomID
	User chat.UserID // "": nobody any more
}

// Typing says that somebody writes, or does no more. It is not kept.
type Typing struct {
	By chat.Author // customer or agent
	On bool
}

// fold makes rows and changes of events.
type fold struct {
	words   Words
	house   *chat.House
	batch   chat.Batch
	changes map[chat.RoomID]*Change
	order   []chat.RoomID
	others  []Change // of agents and supervisors
	moved   bool     // the line of those who wait
	lines   int      // of timelines that turns before this one have kept of the same moment
}

func (f *fold) change(id chat.RoomID) *Change {
	c := f.changes[id]
	if c == nil {
		c = &Change{}
		f.changes[id] = c
		f.order = append(f.order, id)
	}
	return c
}

// list are the changes, rooms in the order in which they were touched first.
func (f *fold) list(now acd.Time) []Change {
	list := make([]Change, 0, len(f.order)+len(f.others))
	for _, id := range f.order {
		if c := f.changes[id]; c.Room.ID != "" {
			c.At = now
			c.Position, _ = f.house.Position(id)
			list = append(list, *c)
		}
	}
	for _, c := range f.others {
		c.At = now
		list = append(list, c)
	}
	return list
}

// take folds the events of one step and returns the messages that it made. act is what
// the step came from: its draft is the text of the message that it posted.
func (f *fold) take(now acd.Time, events []chat.Event, act Act) (made []chat.Message) {
	if act.Came != nil && !over(events) {
		f.batch.Came = append(f.batch.Came, *act.Came)
	}
	rooms := map[chat.RoomID]chat.Room{}
	for _, ev := range events {
		if c, ok := ev.(chat.RoomChanged); ok {
			rooms[c.Room.ID] = c.Room
		}
	}
	for _, ev := range events {
		switch e := ev.(type) {
		case chat.RoomChanged:
			f.batch.Rooms = append(f.batch.Rooms, e.Room)
			f.change(e.Room.ID).Room = e.Room
			continue
		case chat.AgentChanged:
			f.others = append(f.others, Change{Agent: &e.Agent})
			continue
		case chat.AgentGone:
			f.others = append(f.others, Change{Gone: e.Agent})
			continue
		case chat.MessagePosted:
			if m, ok := f.message(e, rooms[e.Room], act); ok {
				made = append(made, m)
			}
			continue
		case chat.MonitorBegan:
			f.others = append(f.others, Change{Monitor: &Monitoring{Room: e.Room, User: e.User}})
		case chat.MonitorEnded:
			f.others = append(f.others, Change{Monitor: &Monitoring{Room: e.Room}})
		}
		id, entry := entryOf(ev)
		if id == "" {
			continue
		}
		f.change(id).Events = append(f.change(id).Events, ev)
		if entry.Kind != "" {
			entry.Room, entry.At = id, now
			entry.Part = f.lines + len(f.batch.Entries)
			f.batch.Entries = append(f.batch.Entries, entry)
		}
		f.after(ev, rooms[id], act)
	}
	return made
}

// over reports whether a command came too late for its room: then nothing came in.
func over(events []chat.Event) bool {
	return slices.ContainsFunc(events, func(ev chat.Event) bool {
		no, is := ev.(chat.Refused)
		return is && no.Reason == chat.NoSuchRoom
	})
}

// message makes the row of a message that was posted.
func (f *fold) message(e chat.MessagePosted, room chat.Room, act Act) (chat.Message, bool) {
	m := chat.Message{Room: e.Room, Seq: e.Seq, By: e.By, User: e.Who.User, Agent: e.Who.Agent, Auto: e.Auto, Category: e.Category, At: e.At}
	if e.By == chat.ByChoice && act.Draft != nil {
		m.Client, m.Body = act.Draft.Client, act.Draft.Body
	}
	switch {
	case m.Body != "":
	case e.Auto != "":
		if m.Body = f.words.Auto(f.house, room, e); m.Body == "" {
			return m, false
		}
	case act.Draft != nil:
		m.Client, m.Body, m.Files = act.Draft.Client, act.Draft.Body, act.Draft.Files
	}
	f.batch.Messages = append(f.batch.Messages, m)
	f.change(e.Room).Messages = append(f.change(e.Room).Messages, m)
	return m, true
}

// after keeps what else follows from an event.
func (f *fold) after(ev chat.Event, room chat.Room, act Act) {
	switch e := ev.(type) {
	case chat.RoomOpened:
		f.batch.Titles = append(f.batch.Titles, chat.Titling{Room: room.ID, Title: f.words.Title(room)})
		if act.Origin != nil {
			o := *act.Origin
			o.Room = room.ID
			f.batch.Origins = append(f.batch.Origins, o)
		}
	case chat.CategoryChanged:
		f.batch.Titles = append(f.batch.Titles, chat.Titling{Room: room.ID, Title: f.words.Title(room)})
	case chat.RoomWaits:
		f.moved = true
	case chat.RoomAssigned:
		f.moved = f.moved || e.From == chat.Robot
	case chat.RoomEnded:
		f.moved = true
	}
}

// entryOf returns the room of an event, "" where it is of none, and its line in the
// timeline; without a Kind it has none.
func entryOf(ev chat.Event) (chat.RoomID, chat.Entry) {
	switch e := ev.(type) {
	case chat.RoomOpened:
		return e.Room, chat.Entry{Kind: "opened"}
	case chat.BotStepped:
		return e.Room, chat.Entry{}
	case chat.AgentAsked:
		return e.Room, chat.Entry{Kind: "asked"}
	case chat.AskRefused:
		return e.Room, chat.Entry{Kind: "ask_refused", How: string(e.Cause), More: why(e.Why)}
	case chat.RoomWaits:
		return e.Room, chat.Entry{Kind: "waits", User: e.Who.User, From: e.From, How: string(e.Cause), More: why(e.Why)}
	case chat.RoomAssigned:
		return e.Room, chat.Entry{Kind: "assigned", User: e.Who.User, From: e.From, To: e.To, How: string(e.How), More: why(e.Why)}
	case chat.RoomAnswered:
		return e.Room, chat.Entry{Kind: "answered", To: e.Agent}
	case chat.RoomEnded:
		return e.Room, chat.Entry{Kind: "ended", User: e.Who.User, How: string(e.Type)}
	case chat.RoomBlocked:
		return e.Room, chat.Entry{Kind: "blocked", User: e.Who.User}
	case chat.HeldChanged:
		how := "off"
		if e.Held {
			how = "on"
		}
		return e.Room, chat.Entry{Kind: "held", User: e.Who.User, How: how}
	case chat.CategoryChanged:
		return e.Room, chat.Entry{Kind: "category", User: e.Who.User, More: encode(map[string]string{"from": string(e.From), "to": string(e.To), "small": e.Small})}
	case chat.ReadMarked:
		return e.Room, chat.Entry{}
	case chat.MonitorBegan:
		return e.Room, chat.Entry{Kind: "monitor_began", User: e.User}
	case chat.MonitorEnded:
		return e.Room, chat.Entry{Kind: "monitor_ended", User: e.User, How: e.Why}
	}
	return "", chat.Entry{}
}

// why is an explanation as the timeline keeps it; "" where nobody was looked at.
func why(e chat.Explanation) string {
	if len(e.Agents) == 0 {
		return ""
	}
	return encode(e.Decided())
}

func encode(v any) string {
	b, _ := json.Marshal(v) // of strings and numbers
	return string(b)
}
