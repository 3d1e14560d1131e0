package widget

import (
	"slices"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// Limits of what a visitor sends (W-23).
const (
	mostCharacters = 2000
	mostFiles      = 5
	mostPosts      = 10
)

// page is where a visitor is; it proves nothing.
type page struct {
	URL        string            `json:"url"`
	Title      string            `json:"title"`
	Referrer   string            `json:"referrer"`
	Category   chat.CategoryID   `json:"category"`
	Parameters map[string]string `json:"parameters"`
}

// trim cuts what is too long, and leaves out what is too much.
func (p page) trim() page {
	p.URL, p.Title, p.Referrer = line1(p.URL, 1000), line1(p.Title, 200), line1(p.Referrer, 1000)
	p.Category = chat.CategoryID(line1(string(p.Category), 40))
	out := map[string]string{}
	keys := make([]string, 0, len(p.Parameters))
	for k := range p.Parameters {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys[:min(len(keys), 20)] {
		out[line1(k, 40)] = line1(p.Parameters[k], 200)
	}
	p.Parameters = out
	return p
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// in is a frame of a visitor; which fields count depends on Type.
type in struct {
	Type     string            `json:"type"`
	Client   string            `json:"client"`
	Room     chat.RoomID       `json:"room"`
	Body     string            `json:"body"`
	Files    []string          `json:"files"`
	Category chat.CategoryID   `json:"category"`
	Fields   map[string]string `json:"fields"`
	Skip     bool              `json:"skip"`
	Score    int               `json:"score"`
	Comment  string            `json:"comment"`
	Seq      int               `json:"seq"`
	On       bool              `json:"on"`
	Token    string            `json:"token"`
	Site     string            `json:"site"`
	Language string            `json:"language"`
	Page     *page             `json:"page"`
	Identify *identify         `json:"identify"`
}

type (
	choice struct {
		Kind string          `json:"kind"`
		ID   chat.CategoryID `json:"id,omitempty"`
		Text string          `json:"text"`
	}
	field struct {
		Key      string `json:"key"`
		Label    string `json:"label"`
		Type     string `json:"type"`
		Required bool   `json:"required"`
		Most     int    `json:"most"`
	}
	form struct {
		Fields []field `json:"fields"`
		Skip   bool    `json:"skip"`
	}
	message struct {
		Type    string      `json:"type,omitempty"`
		Room    chat.RoomID `json:"room,omitempty"`
		Seq     int         `json:"seq"`
		At      acd.Time    `json:"at"`
		By      chat.Author `json:"by"`
		Body    string      `json:"body"`
		Client  string      `json:"client,omitempty"`
		Name    string      `json:"name,omitempty"`
		Files   []fileShown `json:"files,omitempty"`
		Choices []choice    `json:"choices,omitempty"`
		Form    *form       `json:"form,omitempty"`
	}
	named struct {
		Name string `json:"name"`
	}
	reads struct {
		Customer int `json:"customer"`
		Agent    int `json:"agent"`
	}
	ended struct {
		By string   `json:"by"`
		At acd.Time `json:"at"`
	}
	room struct {
		ID         chat.RoomID     `json:"id"`
		Status     chat.Status     `json:"status"`
		Category   chat.CategoryID `json:"category,omitempty"`
		Agent      *named          `json:"agent,omitempty"`
		Position   int             `json:"position"`
		Opened     acd.Time        `json:"opened"`
		Reads      reads           `json:"reads"`
		End        *ended          `json:"end,omitempty"`
		Rate       string          `json:"rate"`
		Transcript string          `json:"transcript"`
		Asked      bool            `json:"asked"`
	}
)

// showRoom is a room as its customer sees it.
func (c *conn) showRoom(r chat.Room, position int) room {
	out := room{
		ID: r.ID, Status: r.Status, Category: r.Category, Position: position, Opened: r.Opened, Reads: reads{r.CustomerRead, r.AgentRead},
		Rate: c.rate(r), Transcript: c.h.transcriptURL(r.ID), Asked: r.Requested != 0 && !chat.TraitsOf(r.Channel).AskAgain,
	}
	if r.Agent != chat.Robot {
		out.Agent = &named{c.h.opt.Centre.AgentName(r.Agent, c.language)}
	}
	if r.Status.Over() {
		out.End = &ended{endedBy(r.EndType), r.EndedAt}
	}
	return out
}

func endedBy(t chat.EndType) string {
	switch t {
	case chat.EndByAgent:
		return "agent"
	case chat.EndByCustomer:
		return "customer"
	case chat.EndByManager, chat.EndRefused:
		return "centre"
	}
	return "time"
}

// showMessage is a message of a room of some status as its customer sees it; false: not at all.
func (c *conn) showMessage(m chat.Message, now chat.Status) (message, bool) {
	if m.By == chat.ByNote {
		return message{}, false
	}
	out := message{Seq: m.Seq, At: m.At, By: m.By, Body: m.Body, Client: m.Client}
	if m.By == chat.ByAgent {
		out.Name, out.Client = c.h.opt.Centre.AgentName(m.Agent, c.language), ""
	}
	for _, f := range m.Files {
		out.Files = append(out.Files, c.h.shownFile(f))
	}
	out.Choices, out.Form = c.offers(m, now)
	return out, true
}

// offers are the buttons and the form below a message of the bot, and below a refusal that left the
// room with it.
func (c *conn) offers(m chat.Message, now chat.Status) ([]choice, *form) {
	agent := choice{Kind: "agent", Text: ButtonText(chat.ChoseAgent, c.language)}
	back := choice{Kind: "back", Text: ButtonText(chat.ChoseBack, c.language)}
	switch m.Auto {
	case chat.BotGreeting, chat.BotUnknown:
		return append(c.choices(c.place().Categories), agent), nil
	case chat.BotChoose:
		for _, large := range c.place().Categories {
			if large.ID == m.Category {
				return append(c.choices(large.Categories), agent, back), nil
			}
		}
		return []choice{agent, back}, nil
	case chat.BotAnswer:
		return []choice{agent, back}, nil
	case chat.BotHours:
		if h := c.place().Hours; !h.Open && !h.Takes { // an agent cannot be asked for now (C17)
			return []choice{back}, nil
		}
		return []choice{agent, back}, nil
	case chat.Unavailable:
		if now == chat.WithBot {
			return []choice{agent, back}, nil
		}
	case chat.BotForm:
		f, asks := &form{Fields: []field{}, Skip: true}, c.asks
		if len(asks) == 0 { // they became known after it was asked
			asks = c.place().Asks
		}
		for _, key := range asks {
			f.Fields = append(f.Fields, profileFields[key].in(key, c.language))
		}
		return nil, f
	}
	return nil, nil
}

func (c *conn) choices(list []Category) []choice {
	out := make([]choice, 0, len(list)+2)
	for _, one := range list {
		out = append(out, choice{Kind: "category", ID: one.ID, Text: one.Name.in(c.language)})
	}
	return out
}

// profileField is a field that the profile form can have.
type profileField struct {
	label Text
	kind  string
	most  int
}

var profileFields = map[string]profileField{
	"name":  {Text{"이름", "Name"}, "text", 50},
	"phone": {Text{"전화번호", "Phone"}, "tel", 20},
	"email": {Text{"이메일", "E-mail"}, "email", 100},
}

func (p profileField) in(key, language string) field {
	return field{Key: key, Label: p.label.in(language), Type: p.kind, Most: p.most}
}
