package web

import (
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// monitoring begins the kinds of a timeline's lines that agents are not shown (S4).
const monitoring = "monitor_"

// monitoringsOf puts beginnings and ends together. One whose end is missing ended with the
// program, before the next began.
func monitoringsOf(list []chat.Entry) (out []ChatMonitoring) {
	for _, e := range list {
		what, is := strings.CutPrefix(e.Kind, monitoring)
		switch {
		case is && what == "began":
			out = append(out, ChatMonitoring{ChatPerson{User: e.User}, e.At, 0})
		case is:
			if n := len(out) - 1; n >= 0 && out[n].User == e.User && out[n].Ended == 0 {
				out[n].Ended = e.At
			}
		}
	}
	return out
}

// withoutOwn is a timeline without the monitoring of times in which an agent had the room: they
// are not told of it afterwards either (S4).
func withoutOwn(list []chat.Entry, agent acd.AgentID) (out []chat.Entry) {
	if agent == "" {
		return list
	}
	hidden, began, own, has := map[int]bool{}, -1, false, false // began: of what goes on; own: some of it was theirs
	end := func(i int) {
		if began >= 0 && own {
			hidden[began], hidden[i] = true, true
		}
		began = -1
	}
	for i, e := range list {
		switch {
		case e.Kind == monitoring+"began":
			end(-1) // that of before ended with the program
			began, own = i, has
		case e.Kind == monitoring+"ended":
			end(i)
		case e.To == agent:
			has, own = true, true
		case e.From == agent || e.Kind == "ended":
			has = false
		}
	}
	end(-1)
	for i, e := range list {
		if !hidden[i] {
			out = append(out, e)
		}
	}
	return out
}
