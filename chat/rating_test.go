package chat

import (
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// A room may be rated within a day of its end, where an agent answered and nobody was blocked.
func TestMayRate(t *testing.T) {
	end := acd.At(time.Unix(1_764_500_000, 0))
	r := Room{Status: Ended, Answered: end - 1000, EndedAt: end}
	with := func(change func(*Room)) Room { r := r; change(&r); return r }
	for _, one := range []struct {
		what string
		r    Room
		at   acd.Time
		may  bool
	}{
		{"just ended", r, end, true},
		{"a day ago", r, end.Add(RateWithin), true},
		{"more than a day ago", r, end.Add(RateWithin) + 1, false},
		{"without an answer", with(func(r *Room) { r.Answered = 0 }), end, false},
		{"blocked", with(func(r *Room) { r.Blocked = true }), end, false},
		{"of the bot", with(func(r *Room) { r.Status = BotEnded }), end, false},
		{"open", with(func(r *Room) { r.Status = InProgress }), end, false},
	} {
		if got := one.r.MayRate(one.at); got != one.may {
			t.Errorf("%s: %v", one.what, got)
		}
	}
}
