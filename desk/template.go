package desk

import (
	"strings"
	"time"
)

// MostTemplates bounds the templates of a centre.
const MostTemplates = 10_000

// Template is a question with its answer that agents read from during a call (D42).
type Template struct {
	ID       string    `json:"id" readOnly:"true"`
	Service  string    `json:"service,omitempty" doc:"left out: for every service" maxLength:"40"`
	Question string    `json:"question" minLength:"1" maxLength:"300"`
	Answer   string    `json:"answer" minLength:"1" maxLength:"10000"`
	Keywords string    `json:"keywords,omitempty" doc:"other words by which it is found" maxLength:"300"`
	Version  int64     `json:"version" doc:"of what was loaded; 0 for a new one" minimum:"0"`
	Updated  time.Time `json:"updated_at" readOnly:"true"`
}

// Clean checks a template that somebody wrote.
func (t *Template) Clean() error {
	var bad FieldErrors
	t.Question, t.Answer, t.Keywords = strings.TrimSpace(t.Question), lines(t.Answer), strings.TrimSpace(t.Keywords)
	if t.Question == "" {
		bad.add("question", "required", "is missing")
	}
	if t.Answer == "" {
		bad.add("answer", "required", "is missing")
	}
	bad.text("question", t.Question, 300, false)
	bad.text("answer", t.Answer, 10000, true)
	bad.text("keywords", t.Keywords, 300, false)
	return bad.Err()
}

// SearchText is what searches of a template look at, folded.
func (t Template) SearchText() string { return Fold(t.Question + t.Keywords + t.Answer) }

// TemplateFilter narrows a list of templates.
type TemplateFilter struct {
	Service string // "": every service's; else the service's own and those for all
	Text    string // folded part
	After   string
	Limit   int
}
