package demo

import (
	"reflect"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
)

// What is written in the demo is such as people could have written, about categories that
// there are, and agents know an answer to all of it.
func TestChatStories(t *testing.T) {
	categories := ChatCategories()
	parent := map[string]string{}
	for i, c := range categories {
		if bad := c.Check("category"); len(bad) > 0 {
			t.Errorf("%s: %v", c.ID, bad)
		}
		if parent[c.ID] = c.Parent; i > 0 && c.Order <= categories[i-1].Order {
			t.Errorf("%s has no place of its own", c.ID)
		}
	}
	site := ChatSite()
	agents := Agents()
	TakeChats(agents)
	if bad := append(site.Check("site"), centre.CheckChat(categories, []centre.ChatSite{site}, agents)...); len(bad) > 0 {
		t.Errorf("%v", bad)
	}
	if agents[0].ID != Person || agents[0].Chat != nil {
		t.Errorf("the agent of the log-in desk is %s, set up with %+v", agents[0].ID, agents[0].Chat)
	}
	for _, s := range stories {
		if up, there := parent[s.middle]; !there || up != s.large || up == "" {
			t.Errorf("a story is of %s below %s", s.middle, s.large)
		}
		for _, l := range s.lines {
			if got, ends := answerTo(l.asks, 0); got != l.answer || ends {
				t.Errorf("%q is answered %q, %v", l.asks, got, ends)
			}
		}
	}
	for _, line := range thanks {
		if _, ends := answerTo(line, 0); !ends {
			t.Errorf("after %q it goes on", line)
		}
	}
	if got, ends := answerTo("이 조명 크기가 어떻게 되나요?", 0); got == "" || ends {
		t.Errorf("somebody who tries it out is answered %q, %v", got, ends)
	}
}

// What customers are about to do follows from the seed and the number of the talk, and all
// kinds of talks come.
func TestChatPlans(t *testing.T) {
	kinds, other := map[leaving]int{}, 0
	for n := range 300 {
		a, b := planTalk(7, n), planTalk(7, n)
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("talk %d is %+v, then %+v", n, a, b)
		}
		if !reflect.DeepEqual(a, planTalk(8, n)) {
			other++
		}
		kinds[a.leaves]++
	}
	if kinds[stays] < 200 || kinds[atBot] < 20 || kinds[inLine] < 10 || other < 250 {
		t.Errorf("of 300 talks: %v, %d are others with another seed", kinds, other)
	}
}

// The chats of the days before are the same for the same seed and time, hang together, and are
// all over.
func TestPastChats(t *testing.T) {
	zone := time.FixedZone("KST", 9*3600)
	now := time.Date(2026, 11, 30, 15, 0, 0, 0, zone)
	h := PastChats(1, now, zone)
	if !reflect.DeepEqual(h, PastChats(1, now, zone)) {
		t.Error("the same seed makes other chats")
	}
	if reflect.DeepEqual(h, PastChats(2, now, zone)) {
		t.Error("every seed makes the same chats")
	}
	open, statuses, rooms := map[chat.VisitorID]acd.Time{}, map[chat.Status]int{}, map[chat.RoomID]chat.Room{}
	for _, day := range h.Days {
		last := map[chat.RoomID]chat.Message{}
		for _, m := range day.Messages {
			if was := last[m.Room]; m.Seq != was.Seq+1 || m.At < was.At || m.Body == "" {
				t.Fatalf("after %+v comes %+v", was, m)
			}
			last[m.Room] = m
		}
		for _, r := range day.Rooms {
			if r.Opened < open[r.Visitor] || r.EndedAt > acd.At(now) || r.EndedAt <= r.Opened || !r.Status.Over() || r.Seq != last[r.ID].Seq || rooms[r.ID].ID != "" {
				t.Errorf("%+v", r)
			}
			open[r.Visitor], rooms[r.ID] = r.EndedAt, r
			statuses[r.Status]++
		}
	}
	if statuses[chat.Ended] < 100 || statuses[chat.BotEnded] < 10 || len(h.Days) != chatDays+1 {
		t.Errorf("%d days: %v", len(h.Days), statuses)
	}
	grounds := map[chat.Grounds]int{}
	for _, day := range h.Days {
		for _, e := range day.Entries {
			if e.Kind != "assigned" {
				continue
			}
			why, by := e.Why(), chat.How(e.How)
			if people := by == chat.ByTake || by == chat.ByGive; people != (why == nil) {
				t.Errorf("why %s was given by %s: %+v, of %s", e.Room, by, why, e.More)
			}
			if why != nil {
				grounds[why.By]++
			}
			if by == chat.ByBacklog && (why == nil || why.By != chat.OnlyOne) {
				t.Errorf("%s waited, and was given because of %+v", e.Room, why)
			}
		}
	}
	for _, g := range []chat.Grounds{chat.OnlyOne, chat.Fewest, chat.LongestAt} {
		if grounds[g] == 0 {
			t.Errorf("nothing was given because of %s: %v", g, grounds)
		}
	}
	for id := range h.Tags {
		if rooms[id].Answered == 0 {
			t.Errorf("%s has tags, and nobody answered it", id)
		}
	}
}
