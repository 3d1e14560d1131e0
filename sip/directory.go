package sip

import (
	"net/netip"
	"strings"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/menu"
)

// Directory is who may call, register and be called: plain data that the
// application makes of its configuration and database and hands over whole
// (New, Server.Reload).
type Directory struct {
	Agents   []Agent
	Trunks   []Trunk
	Services []Service
	Callers  map[string]int // priority of known callers, by number
	Dial     DialLimits
}

// Agent is one agent's right to register a phone.
type Agent struct {
	ID          acd.AgentID
	Name        string
	Enabled     bool
	Credentials []Credential  // one for each SIP user name: the id, the extension
	Dial        DialRight     // what the agent may call; emergency numbers always
	Show        string        // number of ours that is shown on calls of the agent; "" is the trunk's
	Service     acd.ServiceID // for which the agent calls, unless something else is said; "" is none
	AutoAnswer  bool          // the phone is asked to answer offers by itself
}

// Credential is a SIP user name with the hashes of its password: hex of
// H(user:realm:password). See HA1.
type Credential struct {
	User   string
	MD5    string
	SHA256 string
}

// Trunk is one carrier or SBC.
type Trunk struct {
	Name          string
	Sources       []netip.Prefix // where its calls come from
	Target        string         // SIP URI that calls and OPTIONS go to; "" for none
	TrustIdentity bool           // believe P-Asserted-Identity (RFC 3325)
	Options       time.Duration  // between OPTIONS; 0 is 7 s, negative is never
	MaxCalls      int            // live calls; 0 is no limit
	MaxPerSecond  float64        // new calls a second, in and out; 0 is no limit
	NoDial        bool           // takes no outbound calls
	Prefixes      []string       // beginnings of the numbers that it takes; none: every number
	Show          string         // number of ours that is shown where the agent has none
	User          string         // answers the trunk's challenges, with Password and for Realm alone; "" answers none
	Password      string
	Realm         string
}

// Service is what the edge needs to know of a service.
type Service struct {
	ID      acd.ServiceID
	Name    acd.Names
	Numbers []acd.Number
	Show    string // number of ours that is shown where a call of the service goes on outside; "" is the agent's
	Closed  string // announcement when it is closed, for Deps.Prompt; "" for none

	Language string                // of what is said to its callers: ko or en
	Menu     *menu.Menu            // which callers of its numbers hear first; nil: they wait at once
	Menus    map[string]*menu.Menu // the same of single numbers
	Announce Announce              // what is heard while waiting
	Whisper  string                // what the agent hears before the caller is connected; "" for nothing
	// Early keeps the caller unanswered (183 with music) until an agent answers.
	Early bool
}

// Announce is what callers hear from time to time while they wait, and which keys they
// have.
type Announce struct {
	First    time.Duration // until the first announcement; 0 is Every
	Every    time.Duration // between the end of one and the next; 0 is never
	Position bool          // which place in the line
	Wait     bool          // how long it will take
	Messages []string      // sounds, one after the other in turn
	Keys     map[byte]menu.Way
	Hint     byte // the key for a callback, which is told; 0 for none
}

// directory is a Directory made ready to be asked. It never changes.
type directory struct {
	Directory
	users    map[string]user // by SIP user name
	agents   map[acd.AgentID]*Agent
	numbers  map[string]numberEntry
	services map[acd.ServiceID]*Service
	trunks   []*Trunk
}

type user struct {
	agent *Agent
	cred  Credential
}

type numberEntry struct {
	service  *Service
	priority int
	menu     *menu.Menu
}

func compile(d Directory) (*directory, error) {
	c := &directory{
		Directory: d, users: map[string]user{}, agents: map[acd.AgentID]*Agent{},
		numbers: map[string]numberEntry{}, services: map[acd.ServiceID]*Service{},
	}
	for i := range d.Agents {
		a := &d.Agents[i]
		c.agents[a.ID] = a
		for _, cr := range a.Credentials {
			if have, ok := c.users[cr.User]; ok {
				return nil, configError("SIP user %q belongs to agents %s and %s", cr.User, have.agent.ID, a.ID)
			}
			c.users[cr.User] = user{a, cr}
		}
	}
	for i := range d.Services {
		s := &d.Services[i]
		c.services[s.ID] = s
		for _, n := range s.Numbers {
			if have, ok := c.numbers[digits(n.Number)]; ok {
				return nil, configError("number %s belongs to services %s and %s", n.Number, have.service.ID, s.ID)
			}
			m := s.Menu
			if own := s.Menus[n.Number]; own != nil {
				m = own
			}
			c.numbers[digits(n.Number)] = numberEntry{s, n.Priority, m}
		}
	}
	names := map[string]bool{}
	for i := range d.Trunks {
		t := &d.Trunks[i]
		if names[t.Name] {
			return nil, configError("two trunks are called %q", t.Name)
		}
		names[t.Name] = true
		if t.Target != "" {
			var u sipmsg.Uri
			if err := sipmsg.ParseUri(t.Target, &u); err != nil || u.Host == "" || u.Scheme != "sip" {
				return nil, configError("trunk %s: target %q is not a sip URI", t.Name, t.Target)
			}
		}
		c.trunks = append(c.trunks, t)
	}
	return c, nil
}

// trunkOf returns the trunk that a source belongs to: the one with the longest
// prefix, or nil.
func (d *directory) trunkOf(a netip.Addr) *Trunk {
	var best *Trunk
	bits := -1
	for _, t := range d.trunks {
		for _, p := range t.Sources {
			if p.Contains(a) && p.Bits() > bits {
				best, bits = t, p.Bits()
			}
		}
	}
	return best
}

// digits reduces a number to what is compared: digits, a leading +, * and #.
func digits(s string) string {
	var b strings.Builder
	for i := 0; i < len(s) && b.Len() < 32; i++ {
		c := s[i]
		if c >= '0' && c <= '9' || c == '*' || c == '#' || c == '+' && b.Len() == 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}
