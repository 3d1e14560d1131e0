package centre

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// The ways out of a menu, and of waiting.
const (
	WayService   = "service"
	WayMessage   = "message"
	WayNumber    = "number"
	WayCallback  = "callback"
	WayVoicemail = "voicemail"
	WayMenu      = "menu"   // another question
	WayRepeat    = "repeat" // the same one
	WayTop       = "top"    // the first one
	WayHangUp    = "hangup"
	maxLevels    = 3
	maxQuestions = 40
)

// Way is where a key, or the lack of one, leads.
type Way struct {
	Do       string `json:"do" yaml:"do" required:"false" doc:"service, message (prompt, then the end), number (outside), callback, voicemail, menu (another question), repeat, top (the first question), hangup" enum:"service,message,number,callback,voicemail,menu,repeat,top,hangup"`
	Service  string `json:"service,omitempty" yaml:"service" doc:"the service to wait in; of a callback or voicemail for whom it is" maxLength:"40"`
	Number   string `json:"number,omitempty" yaml:"number" doc:"the number outside" maxLength:"32" example:"0215440000"`
	Menu     string `json:"menu,omitempty" yaml:"menu" doc:"the question to ask, by its id" maxLength:"40"`
	Prompt   string `json:"prompt,omitempty" yaml:"prompt" doc:"said first: a WAV file, sound:ID, or say:NAME of the program's own" maxLength:"300"`
	Language string `json:"language,omitempty" yaml:"language" doc:"spoken from here on; left out: as before" enum:"ko,en"`
}

// MenuKey is a key and where it leads.
type MenuKey struct {
	Key  string `json:"key" yaml:"key" required:"false" doc:"0 to 9, * or #" pattern:"^[0-9*#]$" example:"1"`
	Name Names  `json:"name,omitempty" yaml:"name" doc:"what it is for; requests for callbacks show it"`

	Do       string `json:"do" yaml:"do" required:"false" doc:"service, message (prompt, then the end), number (outside), callback, voicemail, menu (another question), repeat, top (the first question), hangup" enum:"service,message,number,callback,voicemail,menu,repeat,top,hangup"`
	Service  string `json:"service,omitempty" yaml:"service" doc:"the service to wait in; of a callback or voicemail for whom it is" maxLength:"40"`
	Number   string `json:"number,omitempty" yaml:"number" doc:"the number outside" maxLength:"32" example:"0215440000"`
	Menu     string `json:"menu,omitempty" yaml:"menu" doc:"the question to ask, by its id" maxLength:"40"`
	Prompt   string `json:"prompt,omitempty" yaml:"prompt" doc:"said first: a WAV file, sound:ID, or say:NAME of the program's own" maxLength:"300"`
	Language string `json:"language,omitempty" yaml:"language" doc:"spoken from here on; left out: as before" enum:"ko,en"`
}

// Way is where the key leads.
func (k MenuKey) Way() Way {
	return Way{Do: k.Do, Service: k.Service, Number: k.Number, Menu: k.Menu, Prompt: k.Prompt, Language: k.Language}
}

// Question is a prompt and the keys that answer it.
type Question struct {
	ID      string    `json:"id" yaml:"id" required:"false" doc:"identifier within the menu" maxLength:"40" example:"first"`
	Prompt  string    `json:"prompt,omitempty" yaml:"prompt" doc:"what is asked: a WAV file, sound:ID, or say:NAME" maxLength:"300"`
	Wait    Duration  `json:"wait,omitempty" yaml:"wait" doc:"how long a key is waited for" unset:"5s"`
	Tries   int       `json:"tries,omitempty" yaml:"tries" doc:"how often it is asked" minimum:"1" maximum:"9" default:"3"`
	Keys    []MenuKey `json:"keys,omitempty" yaml:"keys" doc:"the keys that answer it" maxItems:"12"`
	Nothing *Way      `json:"nothing,omitempty" yaml:"nothing" doc:"where it leads when it was asked so often; left out: goodbye"`
}

// Menu is what callers of a number or a service hear first.
type Menu struct {
	ID        string     `json:"id" yaml:"id" required:"false" doc:"identifier" maxLength:"40" example:"main"`
	Name      Names      `json:"name" yaml:"name" required:"false" doc:"what people read"`
	Language  string     `json:"language,omitempty" yaml:"language" doc:"of the program's own prompts" enum:"ko,en" default:"ko"`
	Greeting  string     `json:"greeting,omitempty" yaml:"greeting" doc:"said first: a WAV file, sound:ID, or say:NAME of the program's own" maxLength:"300"`
	Recorded  bool       `json:"recorded,omitempty" yaml:"recorded" doc:"that the call may be recorded is said after the greeting, and no key passes it over"`
	Questions []Question `json:"questions,omitempty" yaml:"questions" doc:"the first one is asked after the greeting; others by keys of it, up to three levels" maxItems:"40"`
	Then      *Way       `json:"then,omitempty" yaml:"then" doc:"where it leads without questions; left out: to the service whose number was called"`
}

// Fill sets what was left out.
func (m *Menu) Fill() {
	m.Name.fill(m.ID)
	if m.Language == "" {
		m.Language = "ko"
	}
	for i := range m.Questions {
		q := &m.Questions[i]
		if q.Wait == 0 {
			q.Wait = Duration(5 * time.Second)
		}
		if q.Tries == 0 {
			q.Tries = 3
		}
		for j := range q.Keys {
			if k := &q.Keys[j]; k.Name != (Names{}) {
				k.Name.fill("")
			}
		}
	}
}

// Sounds are the sounds that the menu names.
func (m *Menu) Sounds() []string { return names(m.SoundsAt("")) }

// SoundsAt are the sounds that the menu names; path is that of the menu.
func (m *Menu) SoundsAt(path string) []Spoken {
	all := []Spoken{{path + ".greeting", m.Greeting}}
	m.ways(path, func(at string, w Way) { all = append(all, Spoken{at + ".prompt", w.Prompt}) })
	for i, q := range m.Questions {
		all = append(all, Spoken{fmt.Sprintf("%s.questions[%d].prompt", path, i), q.Prompt})
	}
	return recorded(all)
}

// ways visits where the menu leads, each with its path.
func (m *Menu) ways(path string, visit func(at string, w Way)) {
	if m.Then != nil {
		visit(path+".then", *m.Then)
	}
	for i, q := range m.Questions {
		at := fmt.Sprintf("%s.questions[%d]", path, i)
		if q.Nothing != nil {
			visit(at+".nothing", *q.Nothing)
		}
		for j, k := range q.Keys {
			visit(fmt.Sprintf("%s.keys[%d]", at, j), k.Way())
		}
	}
}

// takes reports whether what is done takes a request or a message.
func takes(do string) bool { return do == WayCallback || do == WayVoicemail }

// Takes are the paths at which the menu leads to a callback or to voicemail: nothing is
// taken there while callbacks are off.
func (m *Menu) Takes(path string) (list []string) {
	m.ways(path, func(at string, w Way) {
		if takes(w.Do) {
			list = append(list, at+".do")
		}
	})
	return list
}

// Takes is that of Menu, of the rules of a filled service and the keys of its callers.
func (s *Service) Takes(path string) (list []string) {
	add := func(at, do string) {
		if takes(do) {
			list = append(list, at+".do")
		}
	}
	add(path+".when_full", string(s.WhenFull.Do))
	add(path+".when_closed", string(s.WhenClosed.Do))
	add(path+".when_nobody", string(s.WhenNobody.Do))
	add(path+".when_too_long", string(s.WhenTooLong.Do))
	if s.Announce != nil {
		for i, k := range s.Announce.Keys {
			add(fmt.Sprintf("%s.announce.keys[%d]", path, i), k.Do)
		}
	}
	return list
}

// SayPrefix begins the name of a prompt of the program's own; NoPrompt is the prompt of a
// rule by which nothing is said.
const (
	SayPrefix = "say:"
	NoPrompt  = "none"
)

// OwnPrompts are the prompts of the program's own that can be chosen, in the order of
// screens.
var OwnPrompts = []string{"say:connecting", "say:still_busy", "say:recorded", "say:closed", "say:full", "say:nobody", "say:too_long", "say:voicemail", "say:goodbye"}

// own refuses the name of a prompt of the program's own that there is not, and of an
// uploaded sound without its id.
func (p *problems) own(path, name string) {
	if name == SoundPrefix {
		p.add(path, "%q names no sound: write sound: and the id of an uploaded one, such as sound:spring", name)
	}
	if strings.HasPrefix(name, SayPrefix) && !slices.Contains(OwnPrompts, name) {
		p.add(path, "there is no prompt %q of the program's own: allowed is %s", name, strings.Join(OwnPrompts, ", "))
	}
}

// Question returns a question by its id, nil where there is none.
func (m *Menu) Question(id string) *Question {
	for i := range m.Questions {
		if m.Questions[i].ID == id {
			return &m.Questions[i]
		}
	}
	return nil
}

// Check returns what is wrong with a filled menu. known tells which services exist.
func (m *Menu) Check(path string, known func(id string) bool) []Problem {
	c := menuCheck{m: m, known: known}
	c.id(path+".id", m.ID)
	c.line(path+".name.ko", m.Name.Ko, 60)
	c.line(path+".name.en", m.Name.En, 60)
	oneOf(&c.problems, path+".language", m.Language, []string{"ko", "en"})
	c.prompt(path+".greeting", m.Greeting)
	if len(m.Questions) > maxQuestions {
		c.add(path+".questions", "has %d questions: at most %d are allowed", len(m.Questions), maxQuestions)
		return c.list
	}
	if len(m.Questions) > 0 && m.Then != nil {
		c.add(path+".then", "is for a menu without questions: keys lead on in this one")
	}
	if m.Then != nil {
		c.way(path+".then", *m.Then, thenWays)
	}
	seen := map[string]bool{}
	for i := range m.Questions {
		q, at := &m.Questions[i], fmt.Sprintf("%s.questions[%d]", path, i)
		c.id(at+".id", q.ID)
		if seen[q.ID] {
			c.add(at+".id", "%q stands twice", q.ID)
		}
		seen[q.ID] = true
		c.question(at, q)
	}
	c.tree(path)
	return c.list
}

// menuCheck collects what is wrong with a menu.
type menuCheck struct {
	problems
	m     *Menu
	known func(string) bool
}

func (c *menuCheck) prompt(path, name string) {
	c.line(path, name, 300)
	c.own(path, name)
}

func (c *menuCheck) question(at string, q *Question) {
	c.prompt(at+".prompt", q.Prompt)
	if q.Prompt == "" {
		c.add(at+".prompt", "is missing: callers cannot know the keys")
	}
	c.within(at+".wait", q.Wait, time.Second, time.Minute)
	c.between(at+".tries", q.Tries, 1, 9)
	if len(q.Keys) == 0 {
		c.add(at+".keys", "is missing: a question without a key cannot be answered")
	}
	keys := map[string]bool{}
	for j, k := range q.Keys {
		key := fmt.Sprintf("%s.keys[%d]", at, j)
		if len(k.Key) != 1 || !strings.Contains("0123456789*#", k.Key) {
			c.add(key+".key", "%q is not a key: use 0 to 9, * or #", k.Key)
		}
		if keys[k.Key] {
			c.add(key+".key", "%q stands twice", k.Key)
		}
		keys[k.Key] = true
		c.line(key+".name.ko", k.Name.Ko, 60)
		c.line(key+".name.en", k.Name.En, 60)
		c.way(key, k.Way(), ways)
	}
	if q.Nothing != nil {
		c.way(at+".nothing", *q.Nothing, ways)
		if q.Nothing.Do == WayRepeat {
			c.add(at+".nothing.do", "repeat is not allowed here: it was asked often enough")
		}
	}
}

// What can be done, by what leads there.
var (
	ways     = []string{WayService, WayMessage, WayNumber, WayCallback, WayVoicemail, WayMenu, WayRepeat, WayTop, WayHangUp} // keys of questions
	thenWays = []string{WayService, WayMessage, WayNumber, WayCallback, WayVoicemail, WayHangUp}                             // no question
	waitWays = []string{WayCallback, WayVoicemail, WayService, WayNumber, WayMessage}                                        // keys of who waits
)

// way checks where something leads that may do what is allowed.
func (c *menuCheck) way(at string, w Way, allowed []string) {
	oneOf(&c.problems, at+".do", w.Do, allowed)
	c.prompt(at+".prompt", w.Prompt)
	if w.Language != "" {
		oneOf(&c.problems, at+".language", w.Language, []string{"ko", "en"})
	}
	if !slices.Contains(allowed, w.Do) {
		return // to whom is another matter
	}
	switch w.Do {
	case WayService, WayCallback, WayVoicemail:
		switch {
		case w.Service != "" && !c.known(w.Service):
			c.add(at+".service", "there is no service %q", w.Service)
		case w.Service == "" && w.Do == WayService:
			c.add(at+".service", "is missing: name the service to wait in")
		}
	case WayNumber:
		c.digits(at+".number", w.Number, 32)
		c.free(at+".number", w.Number)
	case WayMenu:
		switch {
		case w.Menu == "":
			c.add(at+".menu", "is missing: name the question to ask")
		case c.m.Question(w.Menu) == nil:
			c.add(at+".menu", "there is no question %q in this menu", w.Menu)
		}
	}
}

// tree makes sure that questions form a tree of three levels from the first one: each is
// asked by one key, and none by a key below itself.
func (c *menuCheck) tree(path string) {
	if len(c.m.Questions) == 0 {
		return
	}
	at := map[string]string{}
	for i, q := range c.m.Questions {
		at[q.ID] = fmt.Sprintf("%s.questions[%d]", path, i)
	}
	asked := map[string]int{c.m.Questions[0].ID: 1}
	level := []string{c.m.Questions[0].ID}
	for depth := 1; len(level) > 0; depth++ {
		var next []string
		for _, id := range level {
			q := c.m.Question(id)
			if q == nil {
				continue
			}
			if depth > maxLevels {
				c.add(at[id], "is asked on level %d: at most %d levels are allowed", depth, maxLevels)
				continue
			}
			leads := func(w Way) (elsewhere bool) {
				if w.Do != WayMenu || c.m.Question(w.Menu) == nil {
					return false
				}
				if asked[w.Menu]++; asked[w.Menu] > 1 {
					return true
				}
				next = append(next, w.Menu)
				return false
			}
			for _, k := range q.Keys {
				if leads(k.Way()) {
					c.add(at[id], "key %s leads to the question %q, which is asked elsewhere already: a question has one place in the tree (back to the first one is: do: top)", k.Key, k.Menu)
				}
			}
			if n := q.Nothing; n != nil && !slices.ContainsFunc(q.Keys, func(k MenuKey) bool { return k.Do == WayMenu && k.Menu == n.Menu }) && leads(*n) {
				c.add(at[id], "pressing nothing leads to the question %q, which is asked elsewhere already: a question has one place in the tree (back to the first one is: do: top)", n.Menu)
			}
		}
		level = next
	}
	for _, q := range c.m.Questions {
		if asked[q.ID] == 0 {
			c.add(at[q.ID], "no key leads to the question %q", q.ID)
		}
	}
}

// Announce is what callers hear while they wait, and which keys they have.
type Announce struct {
	First    Duration  `json:"first,omitempty" yaml:"first" doc:"until the first announcement; left out: as every"`
	Every    Duration  `json:"every,omitempty" yaml:"every" doc:"from the end of one announcement to the next; left out: there are none"`
	Position bool      `json:"position,omitempty" yaml:"position" doc:"say which place in the line the caller has"`
	Wait     bool      `json:"wait,omitempty" yaml:"wait" doc:"say how long it is expected to take"`
	Messages []string  `json:"messages,omitempty" yaml:"messages" doc:"said in turn, one each time: WAV files, sound:ID, or say:NAME" maxItems:"20"`
	Keys     []WaitKey `json:"keys,omitempty" yaml:"keys" doc:"keys of callers who wait" maxItems:"12"`
}

// WaitKey is a key of callers who wait.
type WaitKey struct {
	Key     string `json:"key" yaml:"key" required:"false" doc:"0 to 9, * or #" pattern:"^[0-9*#]$" example:"1"`
	Do      string `json:"do" yaml:"do" required:"false" doc:"callback (the place is kept), voicemail, service, number, message" enum:"callback,voicemail,service,number,message"`
	Service string `json:"service,omitempty" yaml:"service" doc:"the service to wait in instead" maxLength:"40"`
	Number  string `json:"number,omitempty" yaml:"number" doc:"the number outside" maxLength:"32"`
	Prompt  string `json:"prompt,omitempty" yaml:"prompt" doc:"said first" maxLength:"300"`
}

// Callback is the key by which a callback is asked for, which announcements tell; "" for
// none.
func (a *Announce) Callback() string {
	for _, k := range a.Keys {
		if k.Do == WayCallback {
			return k.Key
		}
	}
	return ""
}

func (a *Announce) sounds(path string) (list []Spoken) {
	for i, m := range a.Messages {
		list = append(list, Spoken{fmt.Sprintf("%s.messages[%d]", path, i), m})
	}
	for i, k := range a.Keys {
		list = append(list, Spoken{fmt.Sprintf("%s.keys[%d].prompt", path, i), k.Prompt})
	}
	return list
}

// check adds what is wrong with announcements.
func (a *Announce) check(p *problems, path string, known func(string) bool) {
	c := menuCheck{known: known}
	c.within(path+".first", a.First, 0, time.Hour)
	if a.Every != 0 {
		c.within(path+".every", a.Every, 5*time.Second, time.Hour)
	}
	if a.Every == 0 && (a.Position || a.Wait || len(a.Messages) > 0) {
		c.add(path+".every", "is missing: say how often, such as 30s")
	}
	for i, m := range a.Messages {
		at := fmt.Sprintf("%s.messages[%d]", path, i)
		if m == "" {
			c.add(at, "is missing")
		}
		c.prompt(at, m)
	}
	keys := map[string]bool{}
	for i, k := range a.Keys {
		at := fmt.Sprintf("%s.keys[%d]", path, i)
		if len(k.Key) != 1 || !strings.Contains("0123456789*#", k.Key) {
			c.add(at+".key", "%q is not a key: use 0 to 9, * or #", k.Key)
		}
		if keys[k.Key] {
			c.add(at+".key", "%q stands twice", k.Key)
		}
		keys[k.Key] = true
		c.way(at, Way{Do: k.Do, Service: k.Service, Number: k.Number, Prompt: k.Prompt}, waitWays)
	}
	p.list = append(p.list, c.list...)
}

// ruleKinds are the rules that may stand for a service that is full or closed, and later.
var (
	entryRules = []acd.RuleKind{acd.RuleMessage, acd.RuleService, acd.RuleNumber, acd.RuleCallback, acd.RuleVoice}
	laterRules = append([]acd.RuleKind{acd.RuleWait}, entryRules...)
)
