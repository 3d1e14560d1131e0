package sip

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// DialRight is what an agent may call. Each right includes those before it.
type DialRight uint8

// The rights. Emergency numbers may always be called.
const (
	DialNothing       DialRight = iota
	DialDomestic                // numbers of the country
	DialInternational           // the world
	DialPremium                 // numbers that cost extra, too
)

// Why a number is not dialled.
var (
	ErrNumber   = errors.New("this is not a telephone number: digits, with a + before the country code")
	ErrDial     = errors.New("the agent may not call such numbers")
	ErrOften    = errors.New("the agent has begun too many calls within a minute: try again in some seconds")
	ErrNoRoute  = errors.New("no trunk takes calls to this number")
	ErrDraining = errors.New("the program is stopping: no call begins any more")
	ErrNoAgent  = errors.New("there is no such agent")
)

// The plan of Korea. Numbers are as dialled there.
var (
	home          = "+82"
	international = "00" // 001, 002, 00700 ...: the carriers' prefixes
	premium       = "060"
)

// rightFor is the right that a number takes; DialNothing is an emergency number.
func rightFor(number string) DialRight {
	if rest, ok := strings.CutPrefix(number, home); ok {
		number = "0" + strings.TrimPrefix(rest, "0")
	}
	switch {
	case acd.Emergency(number):
		return DialNothing
	case strings.HasPrefix(number, premium):
		return DialPremium
	case strings.HasPrefix(number, international), strings.HasPrefix(number, "+"):
		return DialInternational
	}
	return DialDomestic
}

// Emergency reports whether a number, as dialled, is of the police or the fire brigade,
// whom anybody may call at any time.
func Emergency(number string) bool {
	return looksNumeric(number) && rightFor(digits(number)) == DialNothing
}

// MayDial says whether an agent may call a number now, and how it is dialled:
// without spaces and hyphens. It counts against the agent's rate of a minute; against
// the limits of a day counts what the floor lets through (countDialled). An extension
// is that of a colleague, who is returned.
func (s *Server) MayDial(agent acd.AgentID, number string) (string, acd.AgentID, error) {
	dir := s.dir()
	a := dir.agents[agent]
	n := digits(number)
	if a == nil || !a.Enabled {
		return "", "", ErrNoAgent
	}
	if Emergency(number) { // before an extension of the same digits, not where the digits are of a name
		if len(s.trunks.routes(dir, n, s.now())) == 0 {
			return "", "", ErrNoRoute
		}
		return n, "", nil
	}
	if u := dir.users[strings.TrimSpace(number)]; u.agent != nil && u.agent != a {
		return u.cred.User, u.agent.ID, nil
	}
	switch {
	case len(n) < 3 || !looksNumeric(number) || strings.ContainsAny(n, "*#") || strings.LastIndexByte(n, '+') > 0:
		return "", "", ErrNumber
	case s.draining.Load():
		return "", "", ErrDraining
	case dir.users[n].agent != nil:
		return "", "", ErrNumber
	case rightFor(n) > a.Dial:
		return "", "", ErrDial
	case len(s.trunks.routes(dir, n, s.now())) == 0:
		return "", "", ErrNoRoute
	case !s.dials.take(agent, s.now(), s.dialsMinute(dir)):
		return "", "", s.limit(agent, n, ErrOften)
	}
	return n, "", s.limit(agent, n, s.dials.limit(agent, rightFor(n), s.now(), dir.Dial))
}

// ServiceOf is the service that a number of the centre leads to, in any spelling; "": none.
func (s *Server) ServiceOf(number string) acd.ServiceID {
	if n := s.dir().numbers[digits(number)]; n.service != nil && looksNumeric(number) {
		return n.service.ID
	}
	return ""
}

func (s *Server) dialsMinute(dir *directory) float64 {
	if dir.Dial.Minute > 0 {
		return float64(dir.Dial.Minute)
	}
	return s.cfg.DialsMinute
}

// limit counts and tells what the limits on calls out refuse: it may be fraud.
func (s *Server) limit(agent acd.AgentID, number string, err error) error {
	if err != nil {
		why := refusedDial
		if errors.Is(err, ErrTalk) || errors.Is(err, ErrFarTalk) || errors.Is(err, ErrAllFar) {
			why = refusedMinutes
		}
		s.met.rejected(why)
		s.log.Warn().Str("agent", string(agent)).Str("number", acd.MaskNumber(number)).Err(err).Msg("a call to the outside is refused by the limits on calls out")
	}
	return err
}

// routes are the trunks that take a number, best first: those that answer before
// those that do not, the longest prefix before shorter ones, then as configured. An
// emergency number may go over any, over those that are not for it in the end.
func (t *trunks) routes(dir *directory, number string, now time.Time) []*Trunk {
	type route struct {
		t    *Trunk
		bits int
		down bool
	}
	var all []route
	for _, c := range dir.trunks {
		must := rightFor(number) == DialNothing
		if c.Target == "" || c.NoDial && !must {
			continue
		}
		best := -1
		if len(c.Prefixes) == 0 && !c.NoDial {
			best = 0
		}
		for _, p := range c.Prefixes {
			if strings.HasPrefix(number, p) {
				best = max(best, len(p))
			}
		}
		if best >= 0 || must {
			all = append(all, route{c, best, !t.up(c.Name, now)})
		}
	}
	slices.SortStableFunc(all, func(a, b route) int {
		if a.down != b.down {
			if a.down {
				return 1
			}
			return -1
		}
		return b.bits - a.bits
	})
	out := make([]*Trunk, len(all))
	for i, r := range all {
		out[i] = r.t
	}
	return out
}

// up reports whether a trunk answers and has not asked to be left alone.
func (t *trunks) up(name string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.list[name]
	return h == nil || h.up && !now.Before(h.avoid)
}

// avoid leaves a trunk alone until a time.
func (t *trunks) avoid(name string, until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h := t.list[name]; h != nil {
		h.avoid = until
	}
}
