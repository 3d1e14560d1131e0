package centre

import (
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Names are what people read, in Korean and English.
type Names struct {
	Ko string `json:"ko" yaml:"ko" doc:"Korean name" maxLength:"60" example:"주문"`
	En string `json:"en,omitempty" yaml:"en" doc:"English name; the Korean one where it is left out" maxLength:"60" example:"Orders"`
}

// Number is a called number that leads to a service.
type Number struct {
	Number   string `json:"number" yaml:"number" doc:"called number (DNIS)" example:"15880001"`
	Priority int    `json:"priority,omitempty" yaml:"priority" doc:"priority of calls to this number, higher first" minimum:"0" maximum:"100"`
	Menu     string `json:"menu,omitempty" yaml:"menu" doc:"what its callers hear first; left out: the service's menu" maxLength:"40"`
}

// YAMLText marks a type that may stand as a text in the file.
func (Number) YAMLText() {}

// UnmarshalYAML takes "15880001" as well as {number: "15880001", priority: 2}.
func (n *Number) UnmarshalYAML(decode func(any) error) error {
	var s string
	if err := decode(&s); err == nil {
		*n = Number{Number: s}
		return nil
	}
	type plain Number
	return decode((*plain)(n))
}

// Rule says what happens to a call that the service cannot serve.
type Rule struct {
	Do      acd.RuleKind `json:"do" yaml:"do" required:"false" doc:"wait (not for full and closed), message (play prompt, then hang up), service (move there), number (outside), callback (ask for a request), voicemail" enum:"wait,message,service,number,callback,voicemail"`
	Service string       `json:"service,omitempty" yaml:"service" doc:"the service to move to"`
	Number  string       `json:"number,omitempty" yaml:"number" doc:"the number outside" maxLength:"32" example:"0215440000"`
	Prompt  string       `json:"prompt,omitempty" yaml:"prompt" doc:"the announcement, a WAV file or sound:ID; left out: the program's own; none: nothing is said and the call is refused. With number, callback and voicemail: said first" maxLength:"300"`
}

// LevelOpening lets agents up to a level take calls that have waited.
type LevelOpening struct {
	After Duration `json:"after" yaml:"after" required:"false" doc:"waiting time"`
	Level int      `json:"level" yaml:"level" required:"false" doc:"worst level that may take the call then" minimum:"1" maximum:"9"`
}

// Raise lets waiting raise a call's priority.
type Raise struct {
	Every Duration `json:"every" yaml:"every" doc:"one step each so long"`
	To    int      `json:"to" yaml:"to" doc:"up to this priority" minimum:"0" maximum:"100"`
}

// Bands are the limits at which figures turn good or bad, and at which a service
// alarms.
type Bands struct {
	AnswerGood int `json:"answer_good,omitempty" yaml:"answer_good" doc:"answer rate is good from here" minimum:"0" maximum:"100" default:"85"`
	AnswerBad  int `json:"answer_bad,omitempty" yaml:"answer_bad" doc:"answer rate is bad below" minimum:"0" maximum:"100" default:"70"`
	LevelBad   int `json:"level_bad,omitempty" yaml:"level_bad" doc:"service level is bad below; it is good from target" minimum:"0" maximum:"100" default:"60"`

	WaitWarn Duration `json:"wait_warn,omitempty" yaml:"wait_warn" doc:"the longest wait warns from here; left out: from service_level"`
	WaitBad  Duration `json:"wait_bad,omitempty" yaml:"wait_bad" doc:"the longest wait alarms from here; left out: from three times service_level"`
}

// The ways a service answers a call that waits.
const (
	AnswerAtOnce = "at_once" // 200 OK and music: the caller pays from here
	AnswerEarly  = "early"   // 183 and music: answered when an agent answers
)

// Service is a queue with its numbers and rules.
type Service struct {
	ID           string         `json:"id" yaml:"id" required:"false" doc:"identifier" maxLength:"40" example:"orders"`
	Name         Names          `json:"name" yaml:"name" required:"false" doc:"what people read"`
	Numbers      []Number       `json:"numbers,omitempty" yaml:"numbers" doc:"called numbers that lead here"`
	CallerID     string         `json:"caller_id,omitempty" yaml:"caller_id" doc:"number that calls of its agents to the outside show; left out: the first of numbers" example:"15880001"`
	Strategy     acd.Strategy   `json:"strategy,omitempty" yaml:"strategy" doc:"which ready agent gets the call" enum:"longest_idle,round_robin,fewest_calls,least_talk,skill_first,ring_all,fixed_order,weighted_random" default:"longest_idle"`
	Weight       int            `json:"weight,omitempty" yaml:"weight" doc:"breaks ties between services, higher first" minimum:"0" maximum:"100"`
	ServiceLevel Duration       `json:"service_level,omitempty" yaml:"service_level" doc:"an answer within this time is in the service level" unset:"20s"`
	Target       int            `json:"target,omitempty" yaml:"target" doc:"percent of calls to answer in the service level" minimum:"1" maximum:"100" default:"80"`
	Ring         Duration       `json:"ring,omitempty" yaml:"ring" doc:"how long an agent's phone rings" unset:"15s"`
	WrapUp       *Duration      `json:"wrap_up,omitempty" yaml:"wrap_up" doc:"time after a call; 0s is none" unset:"10s"`
	WrapUpManual bool           `json:"wrap_up_manual,omitempty" yaml:"wrap_up_manual" doc:"wrap-up never ends by itself"`
	Misses       int            `json:"misses,omitempty" yaml:"misses" doc:"unanswered offers until the agent is made not ready" minimum:"1" maximum:"20" default:"1"`
	Levels       []LevelOpening `json:"levels,omitempty" yaml:"levels" doc:"levels that open with waiting; none: all at once"`
	Raise        *Raise         `json:"raise,omitempty" yaml:"raise" doc:"waiting raises the priority"`
	Sticky       Duration       `json:"sticky,omitempty" yaml:"sticky" doc:"a caller returns to the last agent within this time; 0s is off"`
	MaxWaiting   int            `json:"max_waiting,omitempty" yaml:"max_waiting" doc:"full at so many waiting calls; 0 is no limit" minimum:"0" maximum:"100000"`
	MaxWait      Duration       `json:"max_wait,omitempty" yaml:"max_wait" doc:"too long; 0s is no limit"`
	Closed       bool           `json:"closed,omitempty" yaml:"closed" doc:"closed now, whatever the hours say"`
	Hours        string         `json:"hours,omitempty" yaml:"hours" doc:"opening hours that it follows, made on screen; left out: always open" maxLength:"40"`
	WhenFull     *Rule          `json:"when_full,omitempty" yaml:"when_full" doc:"what happens when the service is full"`
	WhenClosed   *Rule          `json:"when_closed,omitempty" yaml:"when_closed" doc:"what happens when the service is closed"`
	WhenNobody   *Rule          `json:"when_nobody,omitempty" yaml:"when_nobody" doc:"what happens when nobody of the service is logged in"`
	WhenTooLong  *Rule          `json:"when_too_long,omitempty" yaml:"when_too_long" doc:"what happens after max_wait"`
	Answer       string         `json:"answer,omitempty" yaml:"answer" doc:"answer waiting calls at once, or early (183) until an agent answers" enum:"at_once,early" default:"at_once"`
	Language     string         `json:"language,omitempty" yaml:"language" doc:"of what the program says to its callers" enum:"ko,en" default:"ko"`
	Menu         string         `json:"menu,omitempty" yaml:"menu" doc:"what callers of its numbers hear first, by id; left out: they wait at once" maxLength:"40"`
	Announce     *Announce      `json:"announce,omitempty" yaml:"announce" doc:"what is heard while waiting, and which keys there are"`
	Whisper      string         `json:"whisper,omitempty" yaml:"whisper" doc:"what the agent hears before the caller, a WAV file, sound:ID or say:NAME of at most 8 s; left out: nothing" maxLength:"300"`
	Music        string         `json:"music,omitempty" yaml:"music" doc:"hold music, a WAV file or sound:ID of an uploaded one; left out: the house's tune"`
	Bands        Bands          `json:"bands,omitempty" yaml:"bands" doc:"limits of the colours on screens, and of alarms"`
	Callback     *Callback      `json:"callback,omitempty" yaml:"callback" doc:"how promises to call back are kept; left out: as the defaults of its keys say"`
	Seed         uint64         `json:"seed,omitempty" yaml:"seed" doc:"for weighted_random"`
}

// Fill sets what was left out.
func (s *Service) Fill() {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	if s.Name.Ko == "" {
		s.Name.Ko = s.Name.En
	}
	if s.Name.Ko == "" {
		s.Name.Ko = s.ID
	}
	if s.Name.En == "" {
		s.Name.En = s.Name.Ko
	}
	if s.Strategy == "" {
		s.Strategy = acd.LongestIdle
	}
	if s.ServiceLevel == 0 {
		s.ServiceLevel = Duration(20 * time.Second)
	}
	if s.Ring == 0 {
		s.Ring = Duration(15 * time.Second)
	}
	if s.WrapUp == nil {
		d := Duration(10 * time.Second)
		s.WrapUp = &d
	}
	if s.Answer == "" {
		s.Answer = AnswerAtOnce
	}
	if s.Language == "" {
		s.Language = "ko"
	}
	set(&s.Target, 80)
	set(&s.Misses, 1)
	set(&s.Bands.AnswerGood, 85)
	set(&s.Bands.AnswerBad, 70)
	set(&s.Bands.LevelBad, 60)
	rule := func(p **Rule, do acd.RuleKind) {
		if *p == nil {
			*p = &Rule{Do: do}
		}
	}
	if s.Callback != nil {
		s.Callback.fill()
	}
	rule(&s.WhenFull, acd.RuleMessage)
	rule(&s.WhenClosed, acd.RuleMessage)
	rule(&s.WhenNobody, acd.RuleWait)
	rule(&s.WhenTooLong, acd.RuleMessage)
}

// Check returns what is wrong with a filled service. known tells which services
// exist.
func (s *Service) Check(path string, known func(id string) bool) []Problem {
	var p problems
	p.id(path+".id", s.ID)
	p.line(path+".name.ko", s.Name.Ko, 60)
	p.line(path+".name.en", s.Name.En, 60)
	for i, n := range s.Numbers {
		p.digits(fmt.Sprintf("%s.numbers[%d]", path, i), n.Number, 32)
		p.free(fmt.Sprintf("%s.numbers[%d]", path, i), n.Number)
		p.between(fmt.Sprintf("%s.numbers[%d].priority", path, i), n.Priority, 0, 100)
	}
	if s.CallerID != "" {
		p.digits(path+".caller_id", s.CallerID, 32)
	}
	oneOf(&p, path+".strategy", s.Strategy, acd.Strategies)
	p.between(path+".weight", s.Weight, 0, 100)
	p.between(path+".target", s.Target, 1, 100)
	p.between(path+".misses", s.Misses, 1, 20)
	p.within(path+".service_level", s.ServiceLevel, time.Second, time.Hour)
	p.within(path+".ring", s.Ring, 2*time.Second, 5*time.Minute)
	p.within(path+".wrap_up", *s.WrapUp, 0, time.Hour)
	p.within(path+".sticky", s.Sticky, 0, 30*24*time.Hour)
	p.between(path+".max_waiting", s.MaxWaiting, 0, 100_000)
	p.within(path+".max_wait", s.MaxWait, 0, 24*time.Hour)
	oneOf(&p, path+".answer", s.Answer, []string{AnswerAtOnce, AnswerEarly})
	p.between(path+".bands.answer_good", s.Bands.AnswerGood, s.Bands.AnswerBad, 100)
	p.between(path+".bands.answer_bad", s.Bands.AnswerBad, 0, 100)
	p.between(path+".bands.level_bad", s.Bands.LevelBad, 0, 100)
	p.within(path+".bands.wait_warn", s.Bands.WaitWarn, 0, time.Hour)
	p.within(path+".bands.wait_bad", s.Bands.WaitBad, 0, 24*time.Hour)
	if s.Bands.WaitBad != 0 && s.Bands.WaitBad < max(s.Bands.WaitWarn, 0) {
		p.add(path+".bands.wait_bad", "must not be shorter than wait_warn")
	}
	last := Duration(-1)
	for i, l := range s.Levels {
		at := fmt.Sprintf("%s.levels[%d]", path, i)
		p.within(at+".after", l.After, 0, 24*time.Hour)
		p.between(at+".level", l.Level, 1, acd.MaxLevel)
		if l.After <= last {
			p.add(at+".after", "must be later than the one before it")
		}
		last = l.After
	}
	if s.Raise != nil {
		p.within(path+".raise.every", s.Raise.Every, time.Second, time.Hour)
		p.between(path+".raise.to", s.Raise.To, 0, 100)
	}
	oneOf(&p, path+".language", s.Language, []string{"ko", "en"})
	if s.Announce != nil {
		s.Announce.check(&p, path+".announce", known)
	}
	p.own(path+".whisper", s.Whisper)
	if s.Music == SoundPrefix {
		p.own(path+".music", s.Music)
	}
	if s.Callback != nil {
		s.Callback.check(&p, path+".callback")
	}
	s.checkRules(&p, path, known)
	return p.list
}

func (s *Service) checkRules(p *problems, path string, known func(id string) bool) {
	for _, r := range []struct {
		key     string
		rule    *Rule
		allowed []acd.RuleKind
	}{
		{"when_full", s.WhenFull, entryRules},
		{"when_closed", s.WhenClosed, entryRules},
		{"when_nobody", s.WhenNobody, laterRules},
		{"when_too_long", s.WhenTooLong, laterRules},
	} {
		at := path + "." + r.key
		oneOf(p, at+".do", r.rule.Do, r.allowed)
		p.own(at+".prompt", r.rule.Prompt)
		if r.rule.Do == acd.RuleNumber {
			p.digits(at+".number", r.rule.Number, 32)
			p.free(at+".number", r.rule.Number)
		}
		if r.rule.Do != acd.RuleService {
			continue
		}
		switch {
		case r.rule.Service == "":
			p.add(at+".service", "is missing: name the service to move to")
		case r.rule.Service == s.ID:
			p.add(at+".service", "a service cannot move calls to itself")
		case !known(r.rule.Service):
			p.add(at+".service", "there is no service %q", r.rule.Service)
		}
	}
}

// Shown is the number that calls of its agents to the outside show; "" for none.
func (s *Service) Shown() string {
	if s.CallerID != "" || len(s.Numbers) == 0 {
		return s.CallerID
	}
	return s.Numbers[0].Number
}

// Core returns what the core needs.
func (s *Service) Core() acd.Service {
	out := acd.Service{
		ID: acd.ServiceID(s.ID), Name: acd.Names{Ko: s.Name.Ko, En: s.Name.En},
		Target: s.Target, Strategy: s.Strategy, Weight: s.Weight, Closed: s.Closed, Seed: s.Seed,
		ServiceLevel: s.ServiceLevel.D(), Ring: s.Ring.D(), WrapUp: s.WrapUp.D(), WrapUpManual: s.WrapUpManual,
		Misses: s.Misses, Sticky: s.Sticky.D(), MaxWaiting: s.MaxWaiting, MaxWait: s.MaxWait.D(),
		Full: s.WhenFull.core(), ClosedDo: s.WhenClosed.core(), Nobody: s.WhenNobody.core(), TooLong: s.WhenTooLong.core(),
		Bands: acd.Bands{AnswerGood: s.Bands.AnswerGood, AnswerBad: s.Bands.AnswerBad, LevelBad: s.Bands.LevelBad, WaitWarn: s.Bands.WaitWarn.D(), WaitBad: s.Bands.WaitBad.D()},
	}
	for _, n := range s.Numbers {
		out.Numbers = append(out.Numbers, acd.Number{Number: n.Number, Priority: n.Priority})
	}
	for _, l := range s.Levels {
		out.Levels = append(out.Levels, acd.LevelOpening{After: l.After.D(), Level: l.Level})
	}
	if s.Raise != nil {
		out.RaiseEvery, out.RaiseTo = s.Raise.Every.D(), s.Raise.To
	}
	return out
}

func (r *Rule) core() acd.Rule {
	return acd.Rule{Do: r.Do, Service: acd.ServiceID(r.Service), Number: r.Number, Prompt: r.Prompt}
}
