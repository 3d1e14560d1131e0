package explore

import (
	"fmt"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// at renders a time of a script.
func at(t acd.Time) string {
	s := t.Sub(start).String()
	if cut, ok := strings.CutSuffix(s, "m0s"); ok {
		s = cut + "m"
	}
	if cut, ok := strings.CutSuffix(s, "h0m"); ok {
		s = cut + "h"
	}
	return s
}

// renderEvent says an event in one line; "" for those that only repeat others.
func renderEvent(e chat.Event) string {
	switch e := e.(type) {
	case chat.Refused:
		line := fmt.Sprintf("refused %s: %s", name(e.Command), e.Reason)
		if e.By != "" {
			line += fmt.Sprintf(" by %s", e.By)
		}
		return line
	case chat.AgentGone:
		return fmt.Sprintf("agent %s is gone", e.Agent)
	case chat.PolicyChanged:
		return "policy changed"
	case chat.CategoriesChanged:
		return fmt.Sprintf("%d categories", len(e.Categories))
	case chat.HoursChanged:
		if !e.Open {
			return "closed"
		}
		return "open since " + at(e.Began)
	case chat.MealTimeChanged:
		return fmt.Sprintf("meal time of all: %t", e.On)
	case chat.SupervisorChanged:
		switch {
		case e.Lost != 0:
			return fmt.Sprintf("%s is lost", e.User)
		case e.Available:
			return fmt.Sprintf("%s is available", e.User)
		}
		return fmt.Sprintf("%s is not available", e.User)
	case chat.AgentChanged:
		a := e.Agent
		return fmt.Sprintf("%s: %s since %s, %d + %d of %d", a.Agent.ID, a.State, at(a.Since), a.Received, a.Running, a.Agent.Cap)
	case chat.RoomChanged, chat.AgentPut:
		return ""
	}
	return renderRoomEvent(e)
}

func name(c chat.Command) string { return strings.TrimPrefix(fmt.Sprintf("%T", c), "chat.") }

// renderRoomEvent says the events about one room.
func renderRoomEvent(e chat.Event) string {
	switch e := e.(type) {
	case chat.RoomOpened:
		return fmt.Sprintf("%s  %s opened by %s", at(e.At), e.Room, e.Visitor)
	case chat.BotStepped:
		return strings.TrimRight(fmt.Sprintf("%s  %s bot %s %s", at(e.At), e.Room, e.State.Step, e.State.Large), " ")
	case chat.AgentAsked:
		return fmt.Sprintf("%s  %s asks for an agent", at(e.At), e.Room)
	case chat.AskRefused:
		return fmt.Sprintf("%s  %s is refused an agent: %s%s", at(e.At), e.Room, e.Cause, because(e.Why))
	case chat.RoomWaits:
		return fmt.Sprintf("%s  %s waits: %s%s%s%s", at(e.At), e.Room, e.Cause, from(e.From), by(e.Who), because(e.Why))
	case chat.RoomAssigned:
		return fmt.Sprintf("%s  %s to %s: %s%s%s%s", at(e.At), e.Room, e.To, e.How, from(e.From), by(e.Who), because(e.Why))
	case chat.RoomAnswered:
		return fmt.Sprintf("%s  %s answered by %s", at(e.At), e.Room, e.Agent)
	case chat.RoomEnded:
		return fmt.Sprintf("%s  %s ended: %s%s", at(e.At), e.Room, e.Type, by(e.Who))
	case chat.RoomBlocked:
		return fmt.Sprintf("%s  %s blocked%s", at(e.At), e.Room, by(e.Who))
	case chat.HeldChanged:
		return fmt.Sprintf("%s  %s held %t%s", at(e.At), e.Room, e.Held, by(e.Who))
	case chat.CategoryChanged:
		line := fmt.Sprintf("%s  %s about %s, titled %s%s", at(e.At), e.Room, e.To, e.Titled, by(e.Who))
		if e.Small != "" {
			line += ": " + e.Small
		}
		return line
	case chat.MessagePosted:
		what := string(e.Auto)
		if what == "" {
			what = "writes"
		}
		if e.Category != "" {
			what += " of " + string(e.Category)
		}
		return fmt.Sprintf("%s  %s #%d %s%s: %s", at(e.At), e.Room, e.Seq, e.By, by(e.Who), what)
	case chat.ReadMarked:
		return fmt.Sprintf("%s  %s read by %s up to #%d", at(e.At), e.Room, e.By, e.Seq)
	case chat.MonitorBegan:
		return fmt.Sprintf("%s  %s watches %s", at(e.At), e.User, e.Room)
	case chat.MonitorEnded:
		return fmt.Sprintf("%s  %s does not watch %s any more: %s", at(e.At), e.User, e.Room, e.Why)
	}
	return fmt.Sprintf("%#v", e)
}

func from(a acd.AgentID) string {
	if a == chat.Robot {
		return ""
	}
	return fmt.Sprintf(", from %s", a)
}

func by(w chat.Who) string {
	switch {
	case w.User != "":
		return fmt.Sprintf(" by %s", w.User)
	case w.Agent != "":
		return fmt.Sprintf(" by %s", w.Agent)
	}
	return ""
}

// because renders an explanation in brackets: who may, with the rooms they have, and who not.
func because(x chat.Explanation) string {
	if len(x.Agents) == 0 {
		return ""
	}
	return " (" + renderWhy(x) + ")"
}

func renderWhy(x chat.Explanation) string {
	var words []string
	for _, v := range x.Agents {
		word := fmt.Sprintf("%s %d", v.Agent, v.Open)
		if v.Against != "" {
			word = fmt.Sprintf("%s %s", v.Agent, v.Against)
		} else if v.NewAt != 0 {
			word += " since " + at(v.NewAt)
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// renderRooms lists every room that is not over, those that wait with their places.
func renderRooms(h *chat.House) []string {
	var lines []string
	for _, s := range chat.Statuses {
		for _, r := range h.Rooms(s) {
			line := fmt.Sprintf("%s %s", r.ID, r.Status)
			if n, waits := h.Position(r.ID); waits {
				line += fmt.Sprintf(" %d (%s since %s)", n, r.Cause, at(r.WaitSince))
			}
			if r.Agent != chat.Robot {
				line += fmt.Sprintf(" %s", r.Agent)
			}
			line += fmt.Sprintf(", #%d", r.Seq)
			for _, x := range []struct {
				is   bool
				what string
			}{
				{r.Unread > 0, fmt.Sprintf("%d unread", r.Unread)},
				{r.Held, "held"},
				{r.Stale, "stale"},
				{r.Category != "", "about " + string(r.Category)},
				{r.Titled != r.Category, "titled " + string(r.Titled)},
				{r.Profile != "", "profile " + string(r.Profile)},
			} {
				if x.is {
					line += ", " + x.what
				}
			}
			for _, p := range r.Passed {
				line += fmt.Sprintf(", not to %s until %s", p.Agent, at(p.Until))
			}
			if u, ok := h.Watcher(r.ID); ok {
				line += fmt.Sprintf(", watched by %s", u)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func renderAgents(h *chat.House) []string {
	var lines []string
	for _, a := range h.Agents() {
		lines = append(lines, renderEvent(chat.AgentChanged{Agent: a}))
	}
	return lines
}
