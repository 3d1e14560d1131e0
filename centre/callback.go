package centre

import (
	"time"
)

// Whose phone rings first where the program calls back by itself.
const (
	AgentFirst    = "agent_first"    // a ready agent's, then the customer's
	CustomerFirst = "customer_first" // the customer's, who then waits for an agent at the old place
)

// Callback says how a service keeps its promises to call somebody back.
type Callback struct {
	Mode     string   `json:"mode,omitempty" yaml:"mode" doc:"whose phone rings first where the program dials: a ready agent's, or the customer's" enum:"agent_first,customer_first" default:"agent_first"`
	Attempts int      `json:"attempts,omitempty" yaml:"attempts" doc:"how often a number is called at most for one callback" minimum:"1" maximum:"20" default:"3"`
	Spacing  Duration `json:"spacing,omitempty" yaml:"spacing" doc:"the program calls again no sooner" unset:"10m"`
	Expire   Duration `json:"expire,omitempty" yaml:"expire" doc:"given up so long after the time that was wanted" unset:"72h"`
	From     string   `json:"from,omitempty" yaml:"from" doc:"the program calls back from this time of the day on" default:"09:00" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	To       string   `json:"to,omitempty" yaml:"to" doc:"and until this one; 24:00 is midnight" default:"21:00" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"`
	Form     bool     `json:"form,omitempty" yaml:"form" doc:"the form on the web offers the service"`
}

func (c *Callback) fill() {
	if c.Mode == "" {
		c.Mode = AgentFirst
	}
	if c.Attempts == 0 {
		c.Attempts = 3
	}
	if c.Spacing == 0 {
		c.Spacing = Duration(10 * time.Minute)
	}
	if c.Expire == 0 {
		c.Expire = Duration(72 * time.Hour)
	}
	if c.From == "" {
		c.From = "09:00"
	}
	if c.To == "" {
		c.To = "21:00"
	}
}

func (c *Callback) check(p *problems, path string) {
	oneOf(p, path+".mode", c.Mode, []string{AgentFirst, CustomerFirst})
	p.between(path+".attempts", c.Attempts, 1, 20)
	p.within(path+".spacing", c.Spacing, time.Minute, 24*time.Hour)
	p.within(path+".expire", c.Expire, time.Hour, 60*24*time.Hour)
	from, err1 := minutes(c.From)
	to, err2 := minutes(c.To)
	switch {
	case err1 != nil || from == 24*60:
		p.add(path+".from", "%q is not a time: write it like 09:00", c.From)
	case err2 != nil:
		p.add(path+".to", "%q is not a time: write it like 18:00, or 24:00 for midnight", c.To)
	case to <= from:
		p.add(path+".to", "%q is not after %q: nobody is called back in the night", c.To, c.From)
	}
}

// Callbacks is how the service keeps promises to call back, with what it leaves out.
func (s *Service) Callbacks() Callback {
	var c Callback
	if s.Callback != nil {
		c = *s.Callback
	}
	c.fill()
	return c
}

// Daytime are the minutes of the day between which the program calls back.
func (c Callback) Daytime() (from, to int) {
	from, _ = minutes(c.From) // both were checked
	to, _ = minutes(c.To)
	return from, to
}
