package centre

import (
	"reflect"
	"testing"
	"time"

	"github.com/callfloor/callfloor/chat"
)

// Each setting of chats is the part of the policy that it names, in its unit, and no other.
func TestChatPolicyOfSettings(t *testing.T) {
	defaults := func(key string) string {
		for _, s := range Settings {
			if s.Key == key {
				return s.Default
			}
		}
		t.Fatalf("there is no setting %s", key)
		return ""
	}
	plain := ChatPolicy(defaults, nil)
	for key, one := range map[string]struct {
		value string
		set   func(*chat.Policy)
	}{
		SetChatMethod:        {"hybrid", func(p *chat.Policy) { p.Method = chat.Hybrid }},
		SetChatTarget:        {"on_duty", func(p *chat.Policy) { p.Target = chat.OnDuty }},
		SetChatByCategory:    {"true", func(p *chat.Policy) { p.ByCategory = true }},
		SetChatAfterHours:    {"refuse", func(p *chat.Policy) { p.AfterHours = chat.Refuse }},
		SetChatAllResting:    {"assign", func(p *chat.Policy) { p.AllResting = chat.Assign }},
		SetChatInMeal:        {"assign", func(p *chat.Policy) { p.MealTime = chat.Assign }},
		SetChatOverLimit:     {"refuse", func(p *chat.Policy) { p.OverLimit = chat.Refuse }},
		SetChatNoProfile:     {"queue", func(p *chat.Policy) { p.NoProfile = chat.Queue }},
		SetChatBacklog:       {"false", func(p *chat.Policy) { p.Backlog = false }},
		SetChatBacklogDelay:  {"30", func(p *chat.Policy) { p.BacklogDelay = 30 * time.Minute }},
		SetChatUndistributed: {"3", func(p *chat.Policy) { p.UndistributedEnd = 3 * 24 * time.Hour }},
		SetChatAnswerWithin:  {"45", func(p *chat.Policy) { p.AnswerWithin = 45 * time.Second }},
		SetChatIdle:          {"20", func(p *chat.Policy) { p.IdleEnd = 20 * time.Minute }},
		SetChatBotIdle:       {"7", func(p *chat.Policy) { p.BotIdle = 7 * time.Minute }},
		SetChatReturn:        {"5", func(p *chat.Policy) { p.ReturnWithin = 5 * time.Hour }},
		SetChatDuringCalls:   {"true", func(p *chat.Policy) { p.DuringCalls = true }},
		SetChatSays:          {"title,end_notice", func(p *chat.Policy) { p.Says = []chat.Auto{chat.Title, chat.EndNotice} }},
		SetChatSupervision:   {"false", func(p *chat.Policy) { p.NoSupervision = true }},
		SetChatBot:           {"false", func(p *chat.Policy) { p.Bot.Use = false }},
	} {
		want := plain
		one.set(&want)
		if reflect.DeepEqual(want, plain) {
			t.Errorf("%s: %q is the default: the test shows nothing", key, one.value)
		}
		s, _ := SettingOf(key)
		if _, err := s.Check(one.value); err != nil {
			t.Errorf("%s does not take %q: %v", key, one.value, err)
		}
		got := ChatPolicy(func(k string) string {
			if k == key {
				return one.value
			}
			return defaults(k)
		}, nil)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %s:\n got %+v\nwant %+v", key, one.value, got, want)
		}
	}
}
