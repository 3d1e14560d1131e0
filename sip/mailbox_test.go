package sip

import (
	"slices"
	"sync"
	"testing"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
)

// Steps that many goroutines give to one box, some to be run where they are, run one
// at a time, each giver's in order, and none is lost.
func TestMailboxRunsOneStepAtATime(t *testing.T) {
	var m *mailbox
	var got [8][]int // by giver; the race detector sees two steps at once
	m = newMailbox(func(bool) {
		for q := m.take(nil); len(q) > 0; q = m.take(q) {
			for _, fn := range q {
				fn()
			}
		}
	})
	const steps = 500
	var wg sync.WaitGroup
	done := make(chan struct{}, len(got)*steps)
	for g := range got {
		wg.Go(func() {
			for i := range steps {
				give := m.here
				if (g+i)%3 == 0 {
					give = m.post
				}
				if !give(func() { got[g] = append(got[g], i); done <- struct{}{} }) {
					t.Error("a step is refused")
				}
			}
		})
	}
	wg.Wait()
	for range len(got) * steps {
		select {
		case <-done:
		case <-time.After(patience):
			t.Fatal("a step is lost")
		}
	}
	m.here(func() {
		for g, list := range got {
			if len(list) != steps || !slices.IsSorted(list) {
				t.Errorf("giver %d: %d steps, in order: %v", g, len(list), slices.IsSorted(list))
			}
		}
	})
}

// What may have to look up a host name never holds up who reads the socket.
func TestMailboxApart(t *testing.T) {
	for _, tc := range []struct {
		header sipmsg.Header
		apart  bool
	}{
		{sipmsg.NewHeader("Contact", "<sip:a@192.0.2.1:5070;transport=tcp>"), false},
		{sipmsg.NewHeader("Contact", "<sip:a@[2001:db8::1]>"), false},
		{sipmsg.NewHeader("Contact", "*"), false},
		{sipmsg.NewHeader("Contact", "\"at home.example\" <sip:a@192.0.2.1>"), false},
		{sipmsg.NewHeader("Contact", "<sip:a@pbx.example.com>"), true},
		{sipmsg.NewHeader("Record-Route", "<sip:192.0.2.1;lr>, <sip:edge.example.com;lr>"), true},
		{sipmsg.NewHeader("Route", "<sip:edge.example.com;lr>"), false},
	} {
		req := sipmsg.NewRequest(sipmsg.INVITE, sipmsg.Uri{Host: "192.0.2.9"})
		req.AppendHeader(tc.header)
		goon := make(chan struct{})
		var m *mailbox
		over := make(chan struct{})
		m = newMailbox(func(bool) {
			for _, fn := range m.take(nil) {
				fn()
			}
			close(over)
		})
		m.mind(req)
		ran := false
		if !tc.apart {
			close(goon)
		}
		m.hereWire(func() { <-goon; ran = true }) // apart: comes back at once
		if tc.apart {
			close(goon)
		} else if !ran {
			t.Errorf("%s: not run where it came", tc.header)
		}
		<-over
		if !ran {
			t.Errorf("%s: not run at all", tc.header)
		}
	}
}

// A peer that floods a call fills its box and no more; the box takes what comes from
// inside all the same.
func TestMailboxBoundsTheWire(t *testing.T) {
	m := newMailbox(nil)
	m.add(func() {}, false) // busy: nobody runs it
	for i := range maxWire {
		if !m.hereWire(func() {}) {
			t.Fatalf("message %d is refused", i)
		}
	}
	if m.hereWire(func() {}) {
		t.Error("one more than the bound is taken")
	}
	if !m.here(func() {}) {
		t.Error("a step from inside is refused")
	}
}

// Who reads a socket and runs the box goes no further once a step may look up a host name.
func TestBoxIsHandedOver(t *testing.T) {
	s := &Server{}
	c := &call{srv: s}
	c.box = newMailbox(c.work)
	there, done := make(chan struct{}), make(chan struct{})
	c.box.here(func() {
		c.box.apart.Store(true)
		c.box.here(func() { <-there; close(done) }) // later: somebody runs it already
	})
	close(there) // reached, as here has come back
	<-done
}
