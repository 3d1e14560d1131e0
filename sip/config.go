package sip

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/acd/floor"
	"github.com/callfloor/callfloor/sip/media"
	"github.com/callfloor/callfloor/sip/menu"
)

// Config are the settings of the edge. Zero values take the defaults named.
type Config struct {
	UDP       string     // address of the UDP socket, "" for none
	TCP       string     // address of the TCP listener, "" for none
	Advertise netip.Addr // our address as peers see it, where a NAT changes it; default: found out
	Realm     string     // of digest authentication; default "callfloor"
	Agent     string     // Server and User-Agent; default "callfloor"

	Timers Timers // RFC 3261 table 4
	Limits Limits // of the front

	RegisterDefault time.Duration // expiry where a phone asks for none; default 5 min
	RegisterMin     time.Duration // shorter is refused with 423; default 1 min
	RegisterMax     time.Duration // longer is cut; default 1 h
	Qualify         time.Duration // between OPTIONS to a phone; default 30 s
	NonceLife       time.Duration // of a digest challenge; default 60 s

	SessionExpires time.Duration // RFC 4028 interval that we ask for; default 30 min
	SessionMin     time.Duration // shorter is refused with 422; default 90 s

	PhoneSilent time.Duration // not even a 100 to an INVITE for so long: the phone is unreachable; default 8*T1, 4 s

	EarlyAgain time.Duration // between two 183 to a caller who waits unanswered; default 1 min (RFC 3261 section 13.3.1.1)

	MediaFirst time.Duration // no RTP after the answer for so long: the peer is asked by SIP; default 30 s
	MediaLater time.Duration // no RTP in between for so long: the same; default 15 s
	MediaDead  time.Duration // no RTP from both sides of a talk for so long ends it; default 60 s

	MaxCalls int // live calls; over it new ones get 503; default 5,000

	RingOwn     time.Duration // how long an agent's own phone rings before we dial for it; default 30 s
	DialsMinute float64       // outbound calls of one agent in a minute, but for emergency numbers; default 20 (S-09)
}

func (c *Config) defaults() error {
	if c.UDP == "" && c.TCP == "" {
		return errors.New("sip: neither a UDP nor a TCP address to listen on")
	}
	set := func(p *time.Duration, v time.Duration) {
		if *p == 0 {
			*p = v
		}
	}
	if c.Realm == "" {
		c.Realm = "callfloor"
	}
	if c.Agent == "" {
		c.Agent = "callfloor"
	}
	if c.MaxCalls == 0 {
		c.MaxCalls = 5000
	}
	c.Timers.defaults()
	c.Limits.defaults()
	set(&c.RegisterDefault, 5*time.Minute)
	set(&c.RegisterMin, time.Minute)
	set(&c.RegisterMax, time.Hour)
	set(&c.Qualify, 30*time.Second)
	set(&c.NonceLife, time.Minute)
	set(&c.SessionExpires, 30*time.Minute)
	set(&c.SessionMin, 90*time.Second)
	set(&c.PhoneSilent, 8*c.Timers.T1)
	set(&c.EarlyAgain, time.Minute)
	set(&c.MediaFirst, 30*time.Second)
	set(&c.MediaLater, 15*time.Second)
	set(&c.MediaDead, time.Minute)
	set(&c.RingOwn, 30*time.Second)
	if c.DialsMinute == 0 {
		c.DialsMinute = 20
	}
	return nil
}

// Floor is what the edge needs of the owner of the floor.
type Floor interface {
	// Post carries out commands without waiting; floor.ErrOverloaded when it cannot.
	Post(cmds ...acd.Command) error
	// Continue is Post of what goes on in a call that the floor has: it is taken also while
	// new calls are refused.
	Continue(cmds ...acd.Command) error
	// Snapshot returns the whole floor and the cursor from which its events go on.
	Snapshot(ctx context.Context) (acd.State, floor.Cursor, error)
	// Events returns a reader of the events after c.
	Events(c floor.Cursor) EventReader
	// Standing tells where a waiting call stands now; false where it does not wait.
	Standing(ctx context.Context, id acd.CallID) (acd.Standing, bool)
}

// EventReader pulls events in order. One goroutine uses it.
type EventReader interface {
	Next(ctx context.Context) ([]floor.Stamped, error)
	Reset(c floor.Cursor)
}

// OfFloor makes a Floor of the running owner. The edge's reader is required: if
// it lags, the floor refuses new calls.
func OfFloor(f *floor.Floor) Floor { return ownerFloor{f} }

type ownerFloor struct{ *floor.Floor }

func (o ownerFloor) Events(c floor.Cursor) EventReader { return o.Reader("sip", c, true) }

func (o ownerFloor) Standing(ctx context.Context, id acd.CallID) (s acd.Standing, ok bool) {
	err := o.Query(ctx, func(f *acd.Floor) { s, ok = f.Standing(id) })
	return s, ok && err == nil
}

// Registrations keeps bindings over a restart. Calls come from one goroutine; what
// failed is tried again with what is true by then.
type Registrations interface {
	SaveBinding(ctx context.Context, b Binding) error
	DeleteBinding(ctx context.Context, agent acd.AgentID, contact string) error
	Bindings(ctx context.Context) ([]Binding, error)
}

// Dialogs keeps live dialogs over a crash. Calls come from one goroutine; what
// failed is tried again with what is true by then.
type Dialogs interface {
	// WriteDialogs stores some dialogs and forgets others, together.
	WriteDialogs(ctx context.Context, save []Dialog, gone []string) error
	Dialogs(ctx context.Context) ([]Dialog, error)
}

// Deps are what the edge is built on. Floor, Media and Log are required.
type Deps struct {
	Floor         Floor
	Media         *media.Engine
	Registrations Registrations // nil: bindings die with the process
	Dialogs       Dialogs       // nil: no BYE after a crash
	Log           zerolog.Logger
	Metrics       prometheus.Registerer // nil: a private one

	// Music returns what callers of a service hear while they wait or are held;
	// nil is silence.
	Music func(acd.ServiceID) *media.Music
	// Prompt returns a message by the name that a service's rule gives it; nil
	// when there is none.
	Prompt func(name string) *media.Music
	// Say returns a prompt in a language: one of the program's own (menu.SayClosed and
	// others) or a sound by its name; nil when there is none.
	Say func(language, name string) *media.Music
	// Wait estimates how long a caller waits who has so many before; false where nothing
	// can be said.
	Wait func(service acd.ServiceID, ahead int) (time.Duration, bool)
	// Take keeps a request of a caller: it returns once it is kept, or is not. drop takes
	// back what was kept, for a caller whom an agent has answered meanwhile; nil where there
	// is nothing to take back. Both may block; nil takes none.
	Take func(ctx context.Context, r Request) (o menu.Outcome, drop func())
	// Keeps reports whether Take keeps anything now: else nobody is asked for a request or a
	// message. It must not block; nil is yes.
	Keeps func() bool
	// Bar says what the blacklist does with calls of a number, as a trunk sends it;
	// nil is nothing. It must not block: it is asked for each call of a trunk.
	Bar func(number string) Bar
	// Dialled returns the calls to the outside that agents have made since a time, from
	// which the limits of a day go on after a start; nil is none.
	Dialled func(ctx context.Context, since time.Time) ([]Dialled, error)
	// Now is the time of the day; nil is time.Now.
	Now func() time.Time
	// Leg is told what a leg sounded like when its media ends. It must not block.
	Leg func(LegReport)
	// Rang is told that it rings where an agent or a callback calls, or that something is
	// to be heard from there, before the floor is told how that ends. It must not block.
	Rang func(acd.CallID)
	// Aside is told of calls that the floor never heard of, when they are over. It must
	// not block.
	Aside func(Aside)
}

// Request is what a caller has asked for: to be called back, perhaps with a message.
type Request struct {
	Call     acd.CallID
	Service  acd.ServiceID
	Number   string // at which to call; "" where the caller hides it and has left a message
	Caller   string // who calls
	Called   string // the number of ours
	Route    string // which keys led there
	Language string
	Voice    []byte        // what was said, a WAV file; nil: no message
	Spoken   time.Duration // how long that is
	Place    *acd.Standing // of who waits: the place to be kept; nil of one in a menu
}

// Aside is a call that the floor never heard of: one of a number on the blacklist, or
// an emergency call that went while the floor did not let the agent call.
type Aside struct {
	Call     acd.CallID
	Barred   bool          // by the blacklist
	Message  bool          // with a message, not refused
	LeftIt   bool          // the caller hung up during the message
	Service  acd.ServiceID // that a barred caller wanted
	Caller   string        // who is barred
	Agent    acd.AgentID   // who made the emergency call
	Called   string
	Started  time.Time
	Answered time.Time // zero: nobody did
	Ended    time.Time
}

// LegReport is what one leg sounded like.
type LegReport struct {
	Call  acd.CallID
	Agent acd.AgentID // "" on the caller's leg
	Leg   string
	Media media.Stats
}

// ErrConfig is wrapped by every error about a directory that cannot be used.
var ErrConfig = errors.New("sip: invalid directory")

func configError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrConfig, fmt.Sprintf(format, args...))
}
