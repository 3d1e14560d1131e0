package explore

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// sum128 names a state: states of the same name have the same future.
type sum128 [16]byte

// canonical leaves out of a state what decides nothing in a world: names of messages, times
// that only tell when something was, and of the others all but what is left of them, or their
// order.
func (w World) canonical(s chat.HouseState) sum128 {
	var b []byte
	num := func(list ...int64) {
		for _, n := range list {
			b = binary.AppendVarint(b, n)
		}
	}
	text := func(list ...string) {
		for _, t := range list {
			b = append(append(b, t...), 0)
		}
	}
	flag := func(list ...bool) {
		for _, f := range list {
			if f {
				b = append(b, 1)
			} else {
				b = append(b, 0)
			}
		}
	}
	flag(s.Open, s.MealTime)
	text(string(s.Policy.Method))
	for _, a := range s.Agents {
		flag(a.SignedIn, a.Resting, a.NewAt == s.Now)
		newer := 0 // how many had their last new room before
		for _, o := range s.Agents {
			if o.NewAt < a.NewAt {
				newer++
			}
		}
		num(int64(newer))
	}
	since := func(r chat.Room) acd.Time { return cmp.Or(r.WaitSince, r.Requested) }
	placed := slices.DeleteFunc(slices.Clone(s.Rooms), func(r chat.Room) bool { return r.Status == chat.WithBot })
	slices.SortFunc(placed, func(a, b chat.Room) int { return cmp.Compare(since(a), since(b)) })
	for i, r := range placed { // the order of places, also of those who can come back to theirs
		flag(i > 0 && since(r) == since(placed[i-1]), since(r) == s.Now, r.WaitSince == 0)
		text(string(r.ID))
		num(int64(r.Turn))
	}
	for _, r := range s.Rooms {
		text(string(r.ID), string(r.Status), string(r.Agent), string(r.Cause), string(r.Category), string(r.Titled), string(r.Profile), string(r.Bot.Step), string(r.Bot.Large))
		flag(r.Held, r.Stale, r.Unanswered != 0, r.CustomerAt != 0, r.Assigned != 0, r.Answered != 0)
		w.times(num, s, r)
	}
	for _, x := range s.Supervisors {
		text(string(x.User))
		num(left(s.Now, x.Lost))
	}
	for _, m := range s.Monitors {
		text(string(m.Room), string(m.User))
	}
	h := fnv.New128a()
	h.Write(b)
	return sum128(h.Sum(nil))
}

// left is how long ago a time was; -1 where it is not set.
func left(now, t acd.Time) int64 {
	if t == 0 {
		return -1
	}
	return int64(now - t)
}

// times names the times of a room that something depends on.
func (w World) times(num func(...int64), s chat.HouseState, r chat.Room) {
	for _, p := range r.Passed {
		num(int64(p.Agent[0]), left(s.Now, p.Until))
	}
	if w.Ages && r.Status != chat.WithBot { // UndistributedEnd counts from there
		num(left(s.Now, cmp.Or(r.WaitSince, r.Requested)))
	}
	if s.Policy.AnswerWithin > 0 && r.Status == chat.Received {
		num(left(s.Now, r.Assigned))
	}
	if s.Policy.IdleEnd > 0 && r.Status == chat.InProgress {
		num(left(s.Now, max(r.CustomerAt, r.AgentAt)))
	}
	if w.Ages && r.Status != chat.WithBot {
		num(left(s.Now, max(r.CustomerAt, r.Requested)))
	}
}
