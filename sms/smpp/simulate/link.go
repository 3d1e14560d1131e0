package simulate

import (
	"encoding/binary"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/callfloor/callfloor/sms/internal/shown"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// writeWithin is how long a PDU may take to be written.
const writeWithin = 5 * time.Second

// link is one connection.
type link struct {
	v    *Server
	conn net.Conn

	out   sync.Mutex // held while a PDU is written
	bound bool       // of the reader

	mu      sync.Mutex // guards what follows
	seq     uint32
	waiting map[uint32]*incoming
}

// cut resets the connection.
func (l *link) cut() {
	if tcp, ok := l.conn.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // it is cut anyhow
	}
	l.conn.Close() //nolint:errcheck // as above
}

func (l *link) write(p pdu.PDU) error {
	l.out.Lock()
	defer l.out.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	_, err := l.conn.Write(p.Bytes())
	return err
}

func (l *link) reply(to pdu.PDU, status uint32, body []byte) error {
	return l.write(pdu.PDU{Command: to.Command | pdu.Response, Status: status, Sequence: to.Sequence, Body: body})
}

// run reads until the connection ends.
func (l *link) run() {
	defer l.gone()
	for {
		p, err := pdu.Read(l.conn)
		if err != nil {
			return
		}
		if err := l.take(p); err != nil {
			return
		}
	}
}

// gone takes the link out of the server; what was not answered comes again on another.
func (l *link) gone() {
	l.conn.Close() //nolint:errcheck // it is over
	l.v.mu.Lock()
	defer l.v.mu.Unlock()
	l.v.links = slices.DeleteFunc(l.v.links, func(o *link) bool { return o == l })
	delete(l.v.all, l)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.waiting {
		m.sending = false
	}
	l.waiting = nil
}

func (l *link) take(p pdu.PDU) error {
	switch p.Command {
	case pdu.BindTransceiver:
		return l.bind(p)
	case pdu.EnquireLink:
		return l.reply(p, pdu.OK, nil)
	case pdu.EnquireLinkResp, pdu.GenericNack:
		return nil
	case pdu.DeliverResp:
		l.answered(p)
		return nil
	case pdu.Unbind:
		l.reply(p, pdu.OK, nil) //nolint:errcheck // it ends either way
		return net.ErrClosed
	}
	if !l.bound {
		return l.reply(p, pdu.InvalidBindState, nil)
	}
	switch p.Command {
	case pdu.Submit:
		return l.v.submit(l, p)
	case pdu.Query:
		return l.v.query(l, p)
	}
	return l.write(pdu.PDU{Command: pdu.GenericNack, Status: pdu.InvalidCommand, Sequence: p.Sequence})
}

func (l *link) bind(p pdu.PDU) error {
	b, err := pdu.ParseBind(p.Body)
	switch {
	case err != nil:
		return l.reply(p, pdu.InvalidCmdLength, nil)
	case l.bound:
		return l.reply(p, pdu.AlreadyBound, nil)
	case b.SystemID != l.v.o.SystemID:
		return l.reply(p, pdu.InvalidSystemID, nil)
	case b.Password != l.v.o.Password:
		return l.reply(p, pdu.InvalidPassword, nil)
	}
	l.bound = true
	l.v.o.Log.Info().Str("system_id", b.SystemID).Msg("bound")
	l.v.mu.Lock()
	l.v.links = append(l.v.links, l)
	l.v.mu.Unlock()
	return l.reply(p, pdu.OK, pdu.ID("simulated"))
}

// submit takes a submit_sm, or does what goes wrong instead.
func (v *Server) submit(l *link, p pdu.PDU) error {
	m, err := pdu.ParseSM(p.Body)
	if err != nil {
		return l.reply(p, pdu.InvalidCmdLength, nil)
	}
	v.mu.Lock()
	fault := v.fault(&m)
	status := v.refusal(&m)
	var id string
	if status == 0 && !slices.Contains([]string{Silence, Refuse, Busy, Full, Error, Nack}, fault) {
		id = v.accept(m)
	}
	v.mu.Unlock()
	if status != 0 {
		return l.reply(p, status, nil)
	}
	switch fault {
	case Timeout, Silence:
		return nil
	case Reset, Refuse:
		l.cut()
		return net.ErrClosed
	case Busy:
		return l.reply(p, pdu.Throttled, nil)
	case Full:
		return l.reply(p, pdu.QueueFull, nil)
	case Error:
		return l.reply(p, pdu.SystemError, nil)
	case Nack:
		return l.write(pdu.PDU{Command: pdu.GenericNack, Status: pdu.InvalidCmdLength, Sequence: p.Sequence})
	case Slow:
		v.running.Go(func() {
			t := time.NewTimer(v.o.Slow)
			defer t.Stop()
			select {
			case <-t.C:
				l.reply(p, pdu.OK, pdu.ID(v.inAnswer(id))) //nolint:errcheck // who asked has gone
			case <-v.life.Done():
			}
		})
		return nil
	}
	return l.reply(p, pdu.OK, pdu.ID(v.inAnswer(id)))
}

// fault is what goes wrong with a submit. The lock is held.
func (v *Server) fault(m *pdu.SM) string {
	if f := magic[m.Dest.Number]; slices.Contains(submitFaults, f) {
		key := m.Dest.Number + string(m.Octets())
		if len(v.struck) > 10_000 {
			clear(v.struck)
		}
		if !v.struck[key] {
			v.struck[key] = true
			return f
		}
		return ""
	}
	return v.chance(submitFaults)
}

// refusal is the status of a submit that is not taken; 0: it is. The lock is held.
func (v *Server) refusal(m *pdu.SM) uint32 {
	switch ref := v.reference(m); {
	case m.Dest.Number == "" || len(m.Dest.Number) < 8:
		return pdu.InvalidDest
	case refused[m.Dest.Number] != 0:
		return refused[m.Dest.Number]
	case len(m.Octets()) == 0:
		return pdu.InvalidLength
	case v.o.Unique != 0 && ref != "" && v.taken[ref] > 0:
		return v.o.Unique
	}
	if v.o.PerSecond > 0 {
		if now := v.o.Now().Unix(); now != v.second {
			v.second, v.in = now, 0
		}
		if v.in++; v.in > v.o.PerSecond {
			return pdu.Throttled
		}
	}
	return 0
}

// reference is the identifier of who sent a message; "" where there is none.
func (v *Server) reference(m *pdu.SM) string {
	if v.o.Tag == 0 {
		return ""
	}
	return m.TLVs.Text(v.o.Tag)
}

// accept takes a message and returns its identifier, which is decimal. The lock is held.
func (v *Server) accept(m pdu.SM) string {
	now := v.o.Now()
	v.total++
	one := &message{id: strconv.Itoa(4_000_000 + v.total), reference: v.reference(&m), sm: m, at: now, state: pdu.Delivered, fate: v.chance(receiptFaults)}
	if f := magic[m.Dest.Number]; slices.Contains(receiptFaults, f) {
		one.fate = f
	}
	if s := failing[m.Dest.Number]; s != 0 {
		one.state = s
	}
	if one.due = now.Add(v.o.Delay); one.fate == Late {
		one.due = one.due.Add(v.o.Late)
	}
	v.messages = append(v.messages, one)
	v.inHand[v.inAnswer(one.id)] = one
	v.pending = append(v.pending, one)
	if one.reference != "" {
		if v.taken[one.reference]++; v.taken[one.reference] == 1 {
			v.refs = append(v.refs, one.reference)
		} else if v.taken[one.reference] == 2 {
			v.doubles++
		}
	}
	for len(v.messages) > v.o.Keep {
		delete(v.inHand, v.inAnswer(v.messages[0].id))
		v.messages = v.messages[1:]
	}
	for len(v.refs) > 2*v.o.Keep {
		delete(v.taken, v.refs[0])
		v.refs = v.refs[1:]
	}
	v.o.Log.Info().Str("message_id", one.reference).Str("to", shown.Masked(m.Dest.Number)).Int("octets", len(m.Octets())).Msg("taken")
	return one.id
}

// inAnswer and inReceipt write an identifier in the two places where it stands.
func (v *Server) inAnswer(id string) string {
	if v.o.IDs == "hex_in_answers" {
		return hexOf(id)
	}
	return id
}

func (v *Server) inReceipt(id string) string {
	if v.o.IDs == "decimal_in_answers" {
		return hexOf(id)
	}
	return id
}

func hexOf(id string) string {
	n, _ := strconv.ParseUint(id, 10, 64) // one of ours
	return fmt.Sprintf("%X", n)
}

func (v *Server) query(l *link, p pdu.PDU) error {
	q, err := pdu.ParseQuery(p.Body)
	if err != nil {
		return l.reply(p, pdu.InvalidCmdLength, nil)
	}
	v.mu.Lock()
	m := v.inHand[q.ID]
	st := pdu.QueryState{ID: q.ID, State: pdu.Enroute}
	if m != nil && !v.o.Now().Before(m.at.Add(v.o.Delay)) {
		st.State, st.Final = m.state, m.at.Add(v.o.Delay).UTC().Format("060102150405")+"000+"
	}
	v.mu.Unlock()
	if m == nil {
		return l.reply(p, pdu.QueryFailed, nil)
	}
	return l.reply(p, pdu.OK, st.Bytes())
}

// deliver sends something to the customer's side and waits for no answer.
func (l *link) deliver(m *incoming) bool {
	l.mu.Lock()
	if l.waiting == nil {
		l.mu.Unlock()
		return false
	}
	l.seq++
	seq := l.seq
	l.waiting[seq] = m
	l.mu.Unlock()
	return l.write(pdu.PDU{Command: pdu.Deliver, Sequence: seq, Body: m.body}) == nil
}

// answered notes the answer to what was delivered; what was refused comes again.
func (l *link) answered(p pdu.PDU) {
	l.mu.Lock()
	m := l.waiting[p.Sequence]
	delete(l.waiting, p.Sequence)
	l.mu.Unlock()
	if m == nil {
		return
	}
	l.v.mu.Lock()
	defer l.v.mu.Unlock()
	m.sending = false
	if p.Status == pdu.OK || p.Status == pdu.PermanentError {
		m.done = true
	}
}

// number16 is a number in two octets.
func number16(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
