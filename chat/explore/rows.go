package explore

import (
	"encoding/json"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// rows keeps what the owner of a House keeps: the last row of every room and agent, as text,
// and what the directory and the calendars say.
type rows struct {
	rooms  map[chat.RoomID][]byte
	agents map[acd.AgentID][]byte
	rest   chat.HouseState
}

func newRows() *rows {
	return &rows{
		rooms: map[chat.RoomID][]byte{}, agents: map[acd.AgentID][]byte{},
		rest: chat.HouseState{Policy: chat.DefaultPolicy()},
	}
}

// take keeps what events tell.
func (k *rows) take(at acd.Time, events []chat.Event) {
	k.rest.Now = max(k.rest.Now, at)
	for _, e := range events {
		switch e := e.(type) {
		case chat.RoomChanged:
			delete(k.rooms, e.Room.ID)
			if !e.Room.Status.Over() {
				k.rooms[e.Room.ID], _ = json.Marshal(e.Room)
			}
		case chat.AgentChanged:
			k.agents[e.Agent.Agent.ID], _ = json.Marshal(e.Agent)
		case chat.AgentGone:
			delete(k.agents, e.Agent)
		case chat.PolicyChanged:
			k.rest.Policy = e.Policy
		case chat.CategoriesChanged:
			k.rest.Categories = e.Categories
		case chat.HoursChanged:
			k.rest.Open, k.rest.Began = e.Open, e.Began
		case chat.MealTimeChanged:
			k.rest.MealTime = e.On
		}
	}
}

// house builds the House again.
func (k *rows) house() (*chat.House, error) {
	s := k.rest
	for _, text := range k.rooms { // in any order
		var r chat.Room
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, err
		}
		s.Rooms = append(s.Rooms, r)
	}
	for _, text := range k.agents {
		var a chat.AgentStatus
		if err := json.Unmarshal(text, &a); err != nil {
			return nil, err
		}
		s.Agents = append(s.Agents, a)
	}
	return chat.Restore(s)
}
