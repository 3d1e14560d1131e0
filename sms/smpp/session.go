package smpp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// Bounds of a connection.
const (
	writeWithin = 10 * time.Second
	sweepEvery  = 250 * time.Millisecond
	leaveWithin = time.Second // for unbind
)

// errGone is of a session that has ended.
var errGone = errors.New("the connection has ended")

// session is one bound connection. Its reader goroutine reads and answers; its keeper
// tests the connection and forgets requests that are not answered. Whoever has a request
// writes it, one at a time.
type session struct {
	conn    net.Conn
	o       sessionOptions
	window  chan struct{} // one place for each request without an answer
	carried atomic.Bool   // a request of the window was answered
	out     sync.Mutex    // held while a PDU is written

	mu      sync.Mutex // guards what follows
	seq     uint32
	waiting map[uint32]*request
	err     error // why it ended

	done    chan struct{} // closed when it has ended
	running sync.WaitGroup
}

type sessionOptions struct {
	window  int
	within  time.Duration // for an answer
	enquire time.Duration
	deliver func(*session, pdu.PDU) bool // takes a deliver_sm; false: there is no room
	stray   func(what string, command, status uint32)
}

// request is one that was written.
type request struct {
	reply    chan pdu.PDU // holds one; closed without one where none came
	note     func(pdu.PDU, bool)
	until    time.Time
	windowed bool
}

func newSession(conn net.Conn, o sessionOptions) *session {
	s := &session{conn: conn, o: o, window: make(chan struct{}, o.window), waiting: map[uint32]*request{}, done: make(chan struct{})}
	s.running.Go(s.read)
	s.running.Go(s.keep)
	return s
}

// end ends the session; what waits for an answer gets none.
func (s *session) end(err error) {
	s.mu.Lock()
	if s.err != nil {
		s.mu.Unlock()
		return
	}
	s.err = err
	left := s.waiting
	s.waiting = nil
	close(s.done)
	s.mu.Unlock()
	s.conn.Close() //nolint:errcheck // it is over either way
	for _, r := range left {
		s.resolve(r, pdu.PDU{}, false)
	}
}

// why returns why it ended; nil while it has not.
func (s *session) why() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// resolve gives a request its answer, or says that none comes. It is called once for each.
func (s *session) resolve(r *request, answer pdu.PDU, came bool) {
	if r.note != nil {
		r.note(answer, came)
	}
	if came {
		r.reply <- answer
	}
	close(r.reply)
	if r.windowed {
		if came {
			s.carried.Store(true)
		}
		<-s.window
	}
}

// outcome is how far a request came.
type outcome int

const (
	notWritten outcome = iota // no whole PDU left: nothing was taken
	written                   // it left, and nothing is known
	replied
)

// ask writes a request and waits for its answer. note is told of the answer as soon as it
// comes, also after ask has gone, or that none comes any more; it is not told of a request
// that was not written.
func (s *session) ask(ctx context.Context, command uint32, body []byte, note func(pdu.PDU, bool)) (pdu.PDU, outcome, error) {
	select {
	case s.window <- struct{}{}:
	case <-ctx.Done():
		return pdu.PDU{}, notWritten, ctx.Err()
	case <-s.done:
		return pdu.PDU{}, notWritten, errGone
	}
	return s.exchange(ctx, command, body, &request{note: note, windowed: true})
}

// exchange is ask without waiting for a place in the window.
func (s *session) exchange(ctx context.Context, command uint32, body []byte, r *request) (pdu.PDU, outcome, error) {
	r.reply, r.until = make(chan pdu.PDU, 1), time.Now().Add(s.o.within)
	free := func() {
		if r.windowed {
			<-s.window
		}
	}
	if err := ctx.Err(); err != nil {
		free()
		return pdu.PDU{}, notWritten, err
	}
	s.mu.Lock()
	if s.err != nil {
		s.mu.Unlock()
		free()
		return pdu.PDU{}, notWritten, errGone
	}
	s.seq = s.seq%0x7FFFFFFF + 1 // 1 to 0x7FFFFFFF (section 3.2)
	for s.waiting[s.seq] != nil {
		s.seq = s.seq%0x7FFFFFFF + 1
	}
	seq := s.seq
	s.waiting[seq] = r
	s.mu.Unlock()
	if err := s.write(pdu.PDU{Command: command, Sequence: seq, Body: body}); err != nil {
		// A PDU that did not leave as a whole is none: the other side waits for its end.
		s.mu.Lock()
		mine := s.waiting[seq] == r
		delete(s.waiting, seq)
		s.mu.Unlock()
		s.end(err)
		if !mine { // the session ended while it was written, and it was resolved there
			return pdu.PDU{}, written, err
		}
		free()
		return pdu.PDU{}, notWritten, err
	}
	select {
	case answer, came := <-r.reply:
		return replyOf(answer, came)
	case <-ctx.Done():
		select {
		case answer, came := <-r.reply:
			return replyOf(answer, came)
		default:
			return pdu.PDU{}, written, ctx.Err()
		}
	}
}

func replyOf(answer pdu.PDU, came bool) (pdu.PDU, outcome, error) {
	if !came {
		return answer, written, errGone
	}
	return answer, replied, nil
}

// write writes one PDU.
func (s *session) write(p pdu.PDU) error {
	s.out.Lock()
	defer s.out.Unlock()
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	_, err := s.conn.Write(p.Bytes())
	return err
}

// answer answers a request of the other side.
func (s *session) answer(to pdu.PDU, status uint32, body []byte) error {
	err := s.write(pdu.PDU{Command: to.Command | pdu.Response, Status: status, Sequence: to.Sequence, Body: body})
	if err != nil {
		s.end(err)
	}
	return err
}

// read reads until the connection ends.
func (s *session) read() {
	for {
		p, err := pdu.Read(s.conn)
		if err != nil {
			s.end(fmt.Errorf("read: %w", err))
			return
		}
		if err := s.take(p); err != nil {
			s.end(err)
			return
		}
	}
}

// take does what a PDU says. An error ends the session.
func (s *session) take(p pdu.PDU) error {
	switch {
	case p.IsResponse():
		s.mu.Lock()
		r := s.waiting[p.Sequence]
		delete(s.waiting, p.Sequence)
		s.mu.Unlock()
		switch {
		case r != nil:
			s.resolve(r, p, true)
		case p.Command == pdu.GenericNack:
			return fmt.Errorf("the provider could not read what was sent: %s", code(p.Status))
		default:
			s.o.stray("an answer that nobody waits for", p.Command, p.Status)
		}
	case p.Command == pdu.EnquireLink:
		return s.answer(p, pdu.OK, nil)
	case p.Command == pdu.Deliver:
		if !s.o.deliver(s, p) {
			return s.answer(p, pdu.QueueFull, pdu.ID(""))
		}
	case p.Command == pdu.Unbind:
		s.answer(p, pdu.OK, nil) //nolint:errcheck // it ends either way
		return errors.New("the provider has ended the connection")
	case p.Command == pdu.AlertNotification: // it has no answer
	default:
		s.o.stray("a request that is not known", p.Command, p.Status)
		return s.write(pdu.PDU{Command: pdu.GenericNack, Status: pdu.InvalidCommand, Sequence: p.Sequence})
	}
	return nil
}

// keep tests the connection, and forgets requests that are not answered.
func (s *session) keep() {
	sweep, enquire := time.NewTicker(sweepEvery), time.NewTicker(s.o.enquire)
	defer sweep.Stop()
	defer enquire.Stop()
	for {
		select {
		case <-s.done:
			return
		case <-sweep.C:
			s.forget(time.Now())
		case <-enquire.C:
			s.running.Go(func() {
				if _, _, err := s.exchange(context.Background(), pdu.EnquireLink, nil, &request{}); err != nil {
					s.end(fmt.Errorf("the connection was tested and did not answer: %w", err))
				}
			})
		}
	}
}

// forget resolves requests whose answer did not come in time.
func (s *session) forget(now time.Time) {
	var late []*request
	s.mu.Lock()
	for seq, r := range s.waiting {
		if now.After(r.until) {
			late = append(late, r)
			delete(s.waiting, seq)
		}
	}
	s.mu.Unlock()
	for _, r := range late {
		s.resolve(r, pdu.PDU{}, false)
	}
}

// leave says good-bye and ends the session.
func (s *session) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	s.exchange(ctx, pdu.Unbind, nil, &request{}) //nolint:errcheck // it ends either way
	s.end(errGone)
}
