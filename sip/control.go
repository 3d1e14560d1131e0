package sip

import (
	"context"
	"errors"
	"strings"

	"github.com/callfloor/callfloor/acd"
)

// Why a call cannot be controlled.
var (
	ErrNoCall     = errors.New("there is no such call any more")
	ErrNotTalking = errors.New("nobody talks in this call now")
	ErrDigits     = errors.New("keys are 0 to 9, *, # and A to D, 32 at most")
)

// control runs fn as a step of a call and returns what it says.
func (s *Server) control(ctx context.Context, id acd.CallID, fn func(*call) error) error {
	s.mu.Lock()
	c := s.calls[id]
	s.mu.Unlock()
	if c == nil {
		return ErrNoCall
	}
	done := make(chan error, 1)
	if !c.box.post(func() { done <- fn(c) }) {
		return ErrNoCall
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Hold puts the other side of an agent's call on hold with music, or takes it back.
// The agent's phone is not asked and need not know: it hears silence meanwhile. A
// phone that holds by itself (re-INVITE) holds on until it resumes.
func (s *Server) Hold(ctx context.Context, id acd.CallID, hold bool) error {
	return s.control(ctx, id, func(c *call) error {
		if !c.talks() {
			return ErrNotTalking
		}
		c.holdBy(c.active, func(l *leg) { l.parks = hold })
		c.tune()
		return nil
	})
}

// SendDigits sends keys (DTMF) to the other side of an agent's call: as RTP events
// (RFC 4733) where it takes them, else by INFO.
func (s *Server) SendDigits(ctx context.Context, id acd.CallID, keys string) error {
	keys = strings.ToUpper(keys)
	if keys == "" || len(keys) > 32 || strings.Trim(keys, "0123456789*#ABCD") != "" {
		return ErrDigits
	}
	return s.control(ctx, id, func(c *call) error {
		if !c.talks() {
			return ErrNotTalking
		}
		for i := range len(keys) {
			c.digit(c.active, keys[i])
		}
		return nil
	})
}

// talks reports whether an agent and the other side are connected.
func (c *call) talks() bool {
	return !c.ended && c.active != nil && c.active.state == legUp && c.active.sess != nil &&
		c.caller != nil && c.caller.sess != nil && c.caller.hasMedia && (c.caller.state == legUp || c.caller.state == legAnswered)
}

// holds reports whether a side holds the other: by its own description, or because
// it was asked to at the desk.
func (l *leg) holds() bool { return l.theyHold || l.parks }

// holdBy changes who holds on l and tells the floor what came of it.
func (c *call) holdBy(l *leg, change func(*leg)) {
	was := l.holds()
	change(l)
	if l.holds() == was || c.active == nil || l != c.active && l != c.caller {
		return
	}
	by := acd.ByCaller
	if l == c.active {
		by = acd.ByAgent
	}
	if l.holds() {
		c.tell(acd.Hold{Call: c.id, By: by})
	} else {
		c.tell(acd.Resume{Call: c.id, By: by})
	}
}
