package sms

import (
	"strings"
	"time"
)

// Bounds of what is kept for everybody.
const (
	MostCategories = 200
	MostTemplates  = 2000
)

// Category is a class of templates (분류). There are two levels: one without a parent, and
// those below it, which alone have templates (T3, T4).
type Category struct {
	ID       string `json:"id" readOnly:"true"`
	Parent   string `json:"parent,omitempty" maxLength:"40" doc:"id of the class above; absent: it is of the first level" example:"V8x7JidP9unWbTiYCEN5"`
	Name     string `json:"name" minLength:"1" maxLength:"40" example:"배송 지연"`
	Used     bool   `json:"used" doc:"false: neither it nor what is below it is offered"`
	Editable bool   `json:"editable" doc:"false: no text of a template below it can be changed when it is sent"`
	Version  int64  `json:"version" minimum:"0" doc:"of what was loaded; 0 for a new one"`
}

// Clean puts a category into the form that is kept, or says what is wrong with it.
func (c *Category) Clean() error {
	var bad Problems
	c.Name = strings.TrimSpace(Normal(c.Name))
	bad.name("name", c.Name, 40, true)
	return bad.Err()
}

// Template is a text to send again and again (T8 to T13). Its text may hold variables.
type Template struct {
	ID          string    `json:"id" readOnly:"true"`
	Category    string    `json:"category" maxLength:"40" doc:"id of a category of the second level" example:"V8x7JidP9unWbTiYCEN5"`
	Name        string    `json:"name" minLength:"1" maxLength:"60" example:"오늘 도착 예정"`
	Description string    `json:"description,omitempty" maxLength:"300" example:"배송 당일 아침에 보냅니다"`
	Kind        Kind      `json:"kind" enum:"sms,mms"`
	Sender      string    `json:"sender,omitempty" maxLength:"13" doc:"one of the senders; absent: chosen when it is sent" example:"15880000"`
	Title       string    `json:"title,omitempty" maxLength:"40" doc:"of an MMS; at most 40 bytes" example:"배송 안내"`
	Body        string    `json:"body" minLength:"1" maxLength:"4000" doc:"{이름} and the like are filled in when it is sent" example:"[온마루] {이름}님, 오늘 19시 전에 도착합니다."`
	Images      []string  `json:"images,omitempty" maxItems:"2" maxLength:"40" doc:"ids of images of an MMS"`
	Ad          bool      `json:"ad" doc:"it is advertising, with the rules of that"`
	Used        bool      `json:"used" doc:"false: it is not offered"`
	Editable    bool      `json:"editable" doc:"may the text be changed when it is sent? false: the server takes no other"`
	Version     int64     `json:"version" minimum:"0" doc:"of what was loaded; 0 for a new one"`
	Updated     time.Time `json:"updated_at" readOnly:"true"`
	UpdatedBy   string    `json:"updated_by,omitempty" readOnly:"true"`
}

// Clean puts a template into the form that is kept, or says what is wrong with it, field by
// field. What variables will say is not counted: the shortest that can come of it must fit.
func (t *Template) Clean(senders []Sender) error {
	var bad Problems
	t.Name, t.Description, t.Title = strings.TrimSpace(Normal(t.Name)), strings.TrimSpace(Normal(t.Description)), strings.TrimSpace(Normal(t.Title))
	t.Body, t.Ad = lines(t.Body), t.Ad || IsAdvert(t.Body)
	bad.name("name", t.Name, 60, true)
	bad.name("description", t.Description, 300, false)
	none := map[string]string{}
	for _, name := range append(Variables(t.Title), Variables(t.Body)...) {
		none[name] = ""
	}
	title, _ := Fill(t.Title, none)
	body, _ := Fill(t.Body, none)
	if strings.TrimSpace(body) == "" && strings.TrimSpace(t.Body) != "" {
		body = "-" // variables alone are a text
	}
	bad.content(t.Kind, title, body, len(t.Images), "")
	if t.Sender != "" {
		bad.sender(t.Sender, senders)
	}
	return bad.Err()
}

// content notes what is wrong with what a message of a kind says.
func (e *Problems) content(k Kind, title, body string, images int, who string) {
	switch k {
	case SMS:
		if title != "" {
			e.add("title", "not_allowed", "an SMS has no title: choose MMS")
		}
		if images > 0 {
			e.add("images", "not_allowed", "an SMS has no images: choose MMS")
		}
	case MMS:
		if images > MostImages {
			e.add("images", "too_long", "an MMS has %d images at most", MostImages)
		}
		if title != "" {
			e.name("title", title, MostTitle, false)
			e.checkText("title", title, CountText(title), MostTitle, who)
		}
	default:
		e.add("kind", "not_known", "is sms or mms")
	}
	e.checkText("body", body, CountText(body), MostBytes(k), who)
}

// sender notes a number that messages must not come from (T2).
func (e *Problems) sender(number string, senders []Sender) {
	for _, s := range senders {
		if s.Number != number {
			continue
		}
		if !s.Usable {
			e.add("sender", "not_allowed", "the sender %s cannot be used: %s", number, s.Why)
		}
		return
	}
	e.add("sender", "not_known", "%s is none of the senders that are registered", number)
}

// Effective is what counts of a template below categories (T6): flags of what is above it
// count too.
func Effective(t Template, all []Category) (used, editable bool) {
	used, editable = t.Used, t.Editable
	for id := t.Category; id != ""; {
		next := ""
		found := false
		for _, c := range all {
			if c.ID == id {
				used, editable, next, found = used && c.Used, editable && c.Editable, c.Parent, true
			}
		}
		if !found {
			return false, false
		}
		id = next
	}
	return used, editable
}
