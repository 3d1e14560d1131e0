package wallboard

import "time"

// Config are the settings of a hub. The zero value of each means its default.
type Config struct {
	Build    string           // of this program; clients reload when it changes
	TimeZone string           // IANA name of the centre's zone, for clocks and dates
	Coalesce time.Duration    // least time between flushes; 20 ms
	Crowd    time.Duration    // the same for what more than a few watch; 60 ms
	Beat     time.Duration    // between beats and refreshes of time limits; 1 s
	Stuck    time.Duration    // a viewer that takes nothing for so long is cut; 10 s
	Queue    int              // frames that wait for one viewer; 256
	Limits   *Limits          // of agents' states; DefaultLimits
	Now      func() time.Time // time.Now

	// AsOf is the time up to which the figures are true, which frames tell: Now
	// while whoever feeds the hub keeps up, and earlier where it does not. Now.
	AsOf func() time.Time
}

func (c Config) withDefaults() Config {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&c.Coalesce, 20*time.Millisecond)
	set(&c.Crowd, 60*time.Millisecond)
	set(&c.Beat, time.Second)
	set(&c.Stuck, 10*time.Second)
	if c.Queue == 0 {
		c.Queue = 256
	}
	c.Queue = max(c.Queue, 2*(1+len(Topics)))
	if c.Limits == nil {
		l := DefaultLimits()
		c.Limits = &l
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.AsOf == nil {
		c.AsOf = c.Now
	}
	return c
}
