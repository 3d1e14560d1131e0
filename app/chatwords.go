package app

import (
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/widget"
)

// chatWords are the texts of messages that go out by themselves.
type chatWords struct{ c *Centre }

// both is one of two texts, by the language of a room.
func both(language, ko, en string) string {
	if language == "en" {
		return en
	}
	return ko
}

// Auto implements live.Words.
func (w chatWords) Auto(h *chat.House, room chat.Room, m chat.MessagePosted) string {
	if chat.TraitsOf(room.Channel).Plain {
		return ""
	}
	d, l := w.c.directory(), room.Language
	site := d.chatSite(room.Account)
	say := func(t centre.ChatText, ko, en string) string {
		if text := t.In(l); text != "" {
			return d.chatFill(text, room)
		}
		return d.chatFill(both(l, ko, en), room)
	}
	switch m.Auto {
	case chat.Greeting:
		return say(site.Greeting, "안녕하세요, [agent_name]입니다. 무엇을 도와드릴까요?", "Hello, this is [agent_name]. How can I help you?")
	case chat.Title:
		return w.Title(room)
	case chat.QueueSize:
		n := h.Counts().Waiting
		if n == 0 {
			return ""
		}
		if n == 1 && l == "en" {
			return "One person is waiting. We answer in order."
		}
		return fmt.Sprintf(both(l, "지금 %d명이 기다리고 있습니다. 순서대로 답변드리겠습니다.", "%d people are waiting. We answer in order."), n)
	case chat.AutoReply:
		return d.chatFill(d.autoReply(room), room)
	case chat.Unavailable:
		if opens := d.opensSaid(l, w.c.clock()); opens != "" {
			if room.Status != chat.Waiting {
				return both(l, "지금은 상담 시간이 아닙니다. "+opens+" 그때 다시 요청해 주세요.", "We are closed just now. "+opens+" Please ask again then.")
			}
			return say(site.Away, "지금은 상담 시간이 아닙니다. "+opens+" 남기신 메시지에는 순서대로 답변드리겠습니다.", "We are closed just now. "+opens+" We will answer in order then.")
		}
		if room.Status != chat.Waiting { // it was refused
			return both(l, "지금은 상담할 수 있는 상담원이 없습니다. 잠시 후 다시 요청해 주세요.", "Nobody can answer just now. Please ask again in a while.")
		}
		return say(site.Away, "지금은 상담할 수 있는 상담원이 없습니다. 상담이 가능해지는 대로 순서대로 답변드리겠습니다.", "Nobody can answer just now. We will answer in order as soon as somebody can.")
	case chat.EndNotice:
		return say(site.Closing, "상담이 종료되었습니다. 이용해 주셔서 감사합니다.", "This chat has ended. Thank you for writing to us.")
	case chat.BotGreeting:
		return say(site.Welcome, "무엇을 도와드릴까요? 아래에서 골라 주세요.", "How can we help you? Please choose below.")
	case chat.BotChoose:
		return both(l, "어떤 내용인가요?", "What is it about?")
	case chat.BotAnswer:
		for _, c := range d.ChatCategories {
			if c.ID == string(m.Category) {
				return d.chatFill(c.Answer.In(l), room)
			}
		}
	case chat.BotForm:
		return both(l, "상담원을 연결하기 전에 알려 주세요.", "Before we connect you, please tell us:")
	case chat.BotHours:
		return strings.TrimSpace(both(l, "지금은 상담 시간이 아닙니다.", "We are closed just now.") + " " + d.opensSaid(l, w.c.clock()))
	case chat.BotUnknown:
		return both(l, "아래에서 고르시거나 상담원 연결을 눌러 주세요.", "Please choose below, or ask for an agent.")
	}
	return d.chosen(l, m)
}

// opensSaid says when chats are answered next, on the centre's clock; "" where they are now, or
// nothing says when.
func (d Directory) opensSaid(language string, now time.Time) string {
	opens := d.chatOpens(now)
	if opens.IsZero() {
		return ""
	}
	opens, now = opens.In(d.zone()), now.In(d.zone())
	y, m, day := now.Date()
	clock, days := opens.Format("15:04"), time.Date(opens.Year(), opens.Month(), opens.Day(), 0, 0, 0, 0, time.UTC).Sub(time.Date(y, m, day, 0, 0, 0, 0, time.UTC))
	switch days {
	case 0:
		return both(language, "오늘 "+clock+"에 시작합니다.", "We open today at "+clock+".")
	case 24 * time.Hour:
		return both(language, "내일 "+clock+"에 시작합니다.", "We open tomorrow at "+clock+".")
	}
	weekday := []string{"일", "월", "화", "수", "목", "금", "토"}[opens.Weekday()]
	return both(language, fmt.Sprintf("%d월 %d일(%s) %s에 시작합니다.", opens.Month(), opens.Day(), weekday, clock), "We open on "+opens.Format("Monday 2 January")+" at "+clock+".")
}

// chosen is what stands on a button of the bot's where who drew it does not say.
func (d Directory) chosen(language string, m chat.MessagePosted) string {
	switch m.Auto {
	case chat.ChoseCategory:
		for _, c := range d.ChatCategories {
			if c.ID == string(m.Category) {
				return both(language, c.Name.Ko, c.Name.En)
			}
		}
	default:
		return widget.ButtonText(m.Auto, language)
	}
	return ""
}

// Title implements live.Words: the template of the site, else the categories' names.
func (w chatWords) Title(room chat.Room) string {
	d := w.c.directory()
	room.Category = room.Titled
	text := d.chatSite(room.Account).Title.In(room.Language)
	if text == "" {
		text = d.plainTitle(room)
	}
	line := strings.Trim(strings.Join(strings.Fields(d.chatFill(text, room)), " "), ": ")
	if r := []rune(line); len(r) > 100 {
		line = string(r[:100])
	}
	return line
}

// plainTitle is the title where the site has none. A middle category whose name begins with that
// of its large one stands alone.
func (d Directory) plainTitle(room chat.Room) string {
	if large := d.chatFill("[category_name]", room); large != "" && strings.HasPrefix(d.chatFill("[division_name]", room), large) {
		return both(room.Language, "[division_name] 문의", "[division_name]")
	}
	return both(room.Language, "[category_name] [division_name] 문의", "[category_name]: [division_name]")
}

// chatFill puts the variables of a text in.
func (d Directory) chatFill(text string, room chat.Room) string {
	l := room.Language
	in := func(n centre.Names) string { return both(l, n.Ko, n.En) }
	var large, middle string
	for _, c := range d.ChatCategories {
		if c.ID != string(room.Category) {
			continue
		}
		middle = in(c.Name)
		for _, up := range d.ChatCategories {
			if up.ID == c.Parent {
				large = in(up.Name)
			}
		}
	}
	agent := both(l, "상담원", "your agent")
	for i := range d.Agents {
		if a := &d.Agents[i]; a.ID == string(room.Agent) {
			agent = a.Name
			if l == "en" && a.NameEn != "" {
				agent = a.NameEn
			}
		}
	}
	return strings.NewReplacer("[category_name]", large, "[division_name]", middle, "[agent_name]", agent, "[site_name]", in(d.chatSite(room.Account).Name)).Replace(text)
}

// chatSite is a site; an empty one where it is no more.
func (d Directory) chatSite(id string) centre.ChatSite {
	for _, s := range d.ChatSites {
		if s.ID == id {
			return s
		}
	}
	return centre.ChatSite{}
}

func (d Directory) autoReply(room chat.Room) string {
	for i := range d.Agents {
		if a := &d.Agents[i]; a.ID == string(room.Agent) && a.Chat != nil {
			return a.Chat.Reply().In(room.Language)
		}
	}
	return ""
}
