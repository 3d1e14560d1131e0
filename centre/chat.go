package centre

import (
	"fmt"
	"slices"
	"strings"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// ChatCategory is a large (대분류) or, with a Parent, a middle category (중분류) of chats. A
// third one (소분류) is typed in the room.
type ChatCategory struct {
	ID     string `json:"id" required:"false" doc:"identifier" maxLength:"40" example:"delivery"`
	Name   Names  `json:"name" doc:"what people read"`
	Parent string `json:"parent,omitempty" doc:"the large category of a middle one" maxLength:"40"`
	Unused bool   `json:"unused" required:"false" doc:"not offered any more (미사용); rooms of before keep it"`
	Order  int    `json:"order,omitempty" doc:"place among those beside it, ascending" minimum:"0" maximum:"10000"`
	// Answer is what the bot says of a middle category before it offers an agent.
	Answer ChatText `json:"answer,omitzero" doc:"middle categories: what the bot answers, before it offers an agent; empty: it offers one at once"`
}

// ChatText is a text of several lines in both languages.
type ChatText struct {
	Ko string `json:"ko" required:"false" maxLength:"2000"`
	En string `json:"en" required:"false" maxLength:"2000"`
}

// In returns the text in a language, the other one where it has none.
func (t ChatText) In(language string) string {
	if language == "en" && t.En != "" || t.Ko == "" {
		return t.En
	}
	return t.Ko
}

// Fill sets what was left out.
func (c *ChatCategory) Fill() { c.Name.fill(c.ID) }

// Check returns what is wrong with a filled category.
func (c *ChatCategory) Check(path string) []Problem {
	var p problems
	p.id(path+".id", c.ID)
	p.names(path+".name", c.Name)
	if c.Parent != "" {
		p.id(path+".parent", c.Parent)
	} else if c.Answer != (ChatText{}) {
		p.add(path+".answer", "stands at middle categories only: name the large one as parent")
	}
	if c.Parent == c.ID {
		p.add(path+".parent", "is the category itself")
	}
	p.between(path+".order", c.Order, 0, 10_000)
	p.list = append(p.list, c.Answer.check(path+".answer")...)
	return p.list
}

func (t ChatText) check(path string) []Problem {
	var p problems
	for _, one := range []struct{ at, v string }{{path + ".ko", t.Ko}, {path + ".en", t.En}} {
		p.paragraphs(one.at, one.v, 2000)
	}
	return p.list
}

// paragraphs checks a text of several lines.
func (p *problems) paragraphs(path, v string, limit int) {
	if len([]rune(v)) > limit {
		p.add(path, "is longer than %d characters", limit)
	}
	if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) {
		p.add(path, "has control characters")
	}
}

// ChatSite is a place where customers write: web pages with the widget, or a channel of
// another kind.
type ChatSite struct {
	ID      string   `json:"id" required:"false" doc:"identifier; the widget's data-site" maxLength:"40" example:"shop"`
	Name    Names    `json:"name" doc:"what customers read above the chat"`
	Origins []string `json:"origins" doc:"origins of the pages that may show the widget, such as https://www.example.com; none: no page" maxItems:"100"`
	// Category is the middle category of rooms whose address names none (C58).
	Category string `json:"category,omitempty" doc:"middle category of rooms whose address names none; empty: the first middle one of the first large one" maxLength:"40"`
	// Secret signs who is logged in at the site: HMAC-SHA256 of the user's id.
	Secret   string   `json:"secret,omitempty" doc:"with it the site's own server signs who its users are; 16 characters or more, never shown again" writeOnly:"true" maxLength:"200"`
	Closed   bool     `json:"closed" required:"false" doc:"takes no new chats"`
	Welcome  ChatText `json:"welcome,omitzero" doc:"what stands in the empty chat"`
	Greeting ChatText `json:"greeting,omitzero" doc:"상담 인사말, when an agent takes the room; variables: [agent_name], [site_name], [category_name], [division_name]"`
	Title    ChatText `json:"title,omitzero" doc:"상담 제목 of the room and its message; variables as in the greeting" `
	Closing  ChatText `json:"closing,omitzero" doc:"상담 종료 안내, when an agent ends the room"`
	Away     ChatText `json:"away,omitzero" doc:"상담불가 안내, while nobody can take it"`
	Asks     []string `json:"asks,omitempty" doc:"fields of the profile form; none: it is not asked" enum:"name,phone,email" maxItems:"3"`
}

// Fill sets what was left out.
func (s *ChatSite) Fill() {
	s.Name.fill(s.ID)
	if s.Origins == nil {
		s.Origins = []string{}
	}
}

// Check returns what is wrong with a filled site.
func (s *ChatSite) Check(path string) []Problem {
	var p problems
	p.id(path+".id", s.ID)
	p.names(path+".name", s.Name)
	if err := origins(strings.Join(s.Origins, ",")); err != nil {
		p.add(path+".origins", "%s", err)
	}
	if s.Category != "" {
		p.id(path+".category", s.Category)
	}
	if n := len(s.Secret); n > 0 && (n < 16 || n > 200) {
		p.add(path+".secret", "has %d characters: allowed is 16 to 200", n)
	}
	for i, one := range s.Asks {
		oneOf(&p, fmt.Sprintf("%s.asks[%d]", path, i), one, []string{"name", "phone", "email"})
	}
	for _, one := range []struct {
		at string
		t  ChatText
	}{{".welcome", s.Welcome}, {".greeting", s.Greeting}, {".title", s.Title}, {".closing", s.Closing}, {".away", s.Away}} {
		p.list = append(p.list, one.t.check(path+one.at)...)
	}
	return p.list
}

// AgentChat is how an agent takes chats.
type AgentChat struct {
	Cap         int      `json:"cap,omitempty" yaml:"cap" doc:"open rooms that are given at most; 0: as the setting chat.cap says" minimum:"0" maximum:"100"`
	Excluded    bool     `json:"excluded,omitempty" yaml:"excluded" doc:"takes no chats (상담 안함)"`
	Categories  []string `json:"categories,omitempty" yaml:"categories" doc:"middle categories that the agent answers, where rooms are given by category" maxItems:"500"`
	AutoReply   string   `json:"auto_reply,omitempty" yaml:"auto_reply" doc:"자동 응답 메시지: what the customer reads when a room that has waited is given to the agent by itself, or a customer of the agent comes back; empty: as auto_reply_en; both empty: nothing" maxLength:"500"`
	AutoReplyEn string   `json:"auto_reply_en,omitempty" yaml:"auto_reply_en" doc:"the same for customers who read English; empty: as auto_reply" maxLength:"500"`
}

func (c *AgentChat) check(path string) []Problem {
	var p problems
	p.between(path+".cap", c.Cap, 0, chat.MaxCap)
	for i, id := range c.Categories {
		p.id(fmt.Sprintf("%s.categories[%d]", path, i), id)
	}
	p.paragraphs(path+".auto_reply", c.AutoReply, 500)
	p.paragraphs(path+".auto_reply_en", c.AutoReplyEn, 500)
	return p.list
}

// Reply is the agent's automatic answer in both languages.
func (c *AgentChat) Reply() ChatText { return ChatText{Ko: c.AutoReply, En: c.AutoReplyEn} }

// CheckChat returns what is wrong with categories, sites and agents together.
func CheckChat(categories []ChatCategory, sites []ChatSite, agents []Agent) []Problem {
	var p problems
	of := map[string]*ChatCategory{}
	for i := range categories {
		of[categories[i].ID] = &categories[i]
	}
	middle := func(path, id string) {
		if c := of[id]; c == nil {
			p.add(path, "there is no category %q", id)
		} else if c.Parent == "" {
			p.add(path, "%q is a large category: name a middle one", id)
		}
	}
	for _, c := range categories {
		if c.Parent == "" {
			continue
		}
		if up := of[c.Parent]; up == nil {
			p.add("chat category "+c.ID+".parent", "there is no category %q", c.Parent)
		} else if up.Parent != "" {
			p.add("chat category "+c.ID+".parent", "%q is a middle category itself: there are two levels", c.Parent)
		}
	}
	for _, s := range sites {
		if s.Category != "" {
			middle("chat site "+s.ID+".category", s.Category)
		}
	}
	for _, a := range agents {
		if a.Chat == nil {
			continue
		}
		for i, id := range a.Chat.Categories {
			middle(fmt.Sprintf("agent %s.chat.categories[%d]", a.ID, i), id)
		}
	}
	return p.list
}

// ChatTree is the categories as the core takes them: large ones in order, each followed
// by its middle ones.
func ChatTree(list []ChatCategory) (tree []chat.Category) {
	sorted := slices.SortedStableFunc(slices.Values(list), func(a, b ChatCategory) int {
		if a.Order != b.Order {
			return a.Order - b.Order
		}
		return strings.Compare(a.ID, b.ID)
	})
	for _, large := range sorted {
		if large.Parent != "" {
			continue
		}
		tree = append(tree, chat.Category{ID: chat.CategoryID(large.ID), Unused: large.Unused})
		for _, c := range sorted {
			if c.Parent == large.ID {
				tree = append(tree, chat.Category{ID: chat.CategoryID(c.ID), Parent: chat.CategoryID(large.ID), Unused: c.Unused || large.Unused})
			}
		}
	}
	return tree
}

// ForChat is the agent as the chat's core takes it; most is what an agent without a cap
// of their own is given.
func (a *Agent) ForChat(most int) chat.Agent {
	out := chat.Agent{ID: acd.AgentID(a.ID), Cap: most}
	if c := a.Chat; c != nil {
		if c.Cap > 0 {
			out.Cap = c.Cap
		}
		out.Excluded, out.AutoReply = c.Excluded, c.Reply() != (ChatText{})
		for _, id := range c.Categories {
			out.Categories = append(out.Categories, chat.CategoryID(id))
		}
	}
	return out
}
