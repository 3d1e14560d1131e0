package widget

import "github.com/callfloor/callfloor/chat"

// buttons are what stands on those that have no name of their own.
var buttons = map[chat.Auto]Text{
	chat.ChoseAgent:  {"상담원 연결", "Talk to an agent"},
	chat.ChoseBack:   {"처음으로", "Back to the start"},
	chat.ChoseForm:   {"입력했습니다", "Submitted"},
	chat.ChoseNoForm: {"건너뛰었습니다", "Skipped"},
}

// ButtonText is what a press is called that is not of a category; "" for others.
func ButtonText(what chat.Auto, language string) string { return buttons[what].in(language) }

// pressed is a press as the conversation has it: what its customer read on the button. nil: the
// frame is none.
func (c *conn) pressed(f in) *chat.Message {
	what := chat.ChoseAgent
	switch f.Type {
	case "end":
		return nil
	case "choose":
		if f.Category != "" {
			return &chat.Message{Client: f.Client, Body: c.categoryName(f.Category)}
		}
		what = chat.ChoseBack
	case "profile":
		if what = chat.ChoseForm; f.Skip || c.blank(f.Fields) {
			what = chat.ChoseNoForm
		}
	}
	return &chat.Message{Client: f.Client, Body: ButtonText(what, c.language)}
}

// categoryName is what a category is called on its button; "" where none has it.
func (c *conn) categoryName(id chat.CategoryID) string {
	for _, large := range c.place().Categories {
		for _, one := range append([]Category{large}, large.Categories...) {
			if one.ID == id {
				return one.Name.in(c.language)
			}
		}
	}
	return ""
}
