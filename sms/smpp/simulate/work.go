package simulate

import (
	"fmt"
	"slices"
	"time"

	"github.com/callfloor/callfloor/sms/smpp/alphabet"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// How deliveries go.
const (
	look         = 10 * time.Millisecond
	tryAgain     = 500 * time.Millisecond
	mostAttempts = 100
)

// work makes receipts when they are due, and delivers what waits, until the server is
// closed.
func (v *Server) work() {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-v.life.Done():
			return
		case <-tick.C:
			for _, send := range v.ready() {
				send()
			}
		}
	}
}

// ready returns what is to be written now.
func (v *Server) ready() (list []func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := v.o.Now()
	v.pending = slices.DeleteFunc(v.pending, func(m *message) bool {
		if now.Before(m.due) {
			return false
		}
		m.due = time.Time{}
		v.receipt(m, m.state)
		switch m.fate {
		case Twice:
			v.receipt(m, m.state)
		case Backwards:
			v.receipt(m, pdu.Enroute)
		}
		return true
	})
	v.mobile = slices.DeleteFunc(v.mobile, func(m *incoming) bool { return m.done || m.attempts > mostAttempts })
	if len(v.links) == 0 {
		return nil
	}
	l := v.links[len(v.links)-1]
	for _, m := range v.mobile {
		if m.sending || m.after != nil && !m.after.done || time.Now().Before(m.next) {
			continue
		}
		m.sending, m.next = true, time.Now().Add(tryAgain)
		m.attempts++
		list = append(list, func() {
			if !l.deliver(m) {
				v.mu.Lock()
				m.sending = false
				v.mu.Unlock()
			}
		})
	}
	return list
}

var words = map[uint8]string{
	pdu.Enroute: "ENROUTE", pdu.Delivered: "DELIVRD", pdu.Expired: "EXPIRED", pdu.Undeliverable: "UNDELIV", pdu.Rejected: "REJECTD",
}

// receipt puts a receipt on its way, where one was asked for. The lock is held.
func (v *Server) receipt(m *message, state uint8) {
	failed := state != pdu.Delivered && state != pdu.Enroute
	switch kind := m.sm.Registered & 3; {
	case m.fate == Lost, kind == 0, kind == pdu.RegisteredFailure && !failed:
		return
	}
	dlvrd, code := "001", "000"
	if failed {
		dlvrd, code = "000", "027"
	}
	day := func(t time.Time) string { return t.Format("0601021504") }
	text := fmt.Sprintf("id:%s sub:001 dlvrd:%s submit date:%s done date:%s stat:%s err:%s text:...", v.inReceipt(m.id), dlvrd, day(m.at), day(v.o.Now()), words[state], code)
	v.enqueue(pdu.SM{Source: m.sm.Dest, Dest: m.sm.Source, ESMClass: pdu.ESMReceipt, Message: []byte(text)}, nil)
	m.told++
}

// enqueue puts something on its way to the customer's side. The lock is held.
func (v *Server) enqueue(m pdu.SM, after *incoming) *incoming {
	body, err := m.Bytes()
	if err != nil {
		return after
	}
	one := &incoming{body: body, after: after}
	v.mobile = append(v.mobile, one)
	return one
}

// Write is a customer who writes a message: it is delivered to who is bound, in parts where
// it is long.
func (v *Server) Write(from, to, text string) error {
	name, coding := "ksc5601", uint8(0)
	parts, err := alphabet.Named(name).Split(text)
	if err != nil {
		name = "ucs2"
		if parts, err = alphabet.Named(name).Split(text); err != nil {
			return err
		}
	}
	coding, _ = alphabet.Coding(name)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.group++
	var before *incoming
	for i, p := range parts {
		m := pdu.SM{Source: pdu.Address{Number: from}, Dest: pdu.Address{Number: to}, DataCoding: coding, Message: p}
		if len(parts) > 1 {
			m.ESMClass = pdu.ESMHeader
			m.Message = append([]byte{5, 0, 3, v.group, uint8(len(parts)), uint8(i + 1)}, p...)
		}
		one := v.enqueue(m, before)
		if v.o.OneByOne {
			before = one
		}
	}
	return nil
}

// WriteSAR is Write with parts that are told by optional parameters, in another order.
func (v *Server) WriteSAR(from, to string, texts []string, order []int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.group++
	for _, i := range order {
		b, _ := alphabet.Named("ucs2").Whole(texts[i]) // every character has a code there
		v.enqueue(pdu.SM{Source: pdu.Address{Number: from}, Dest: pdu.Address{Number: to}, DataCoding: 8, Message: b, TLVs: pdu.TLVs{
			{Tag: pdu.TagSARReference, Value: number16(int(v.group))}, {Tag: pdu.TagSARTotal, Value: []byte{uint8(len(texts))}}, {Tag: pdu.TagSARSequence, Value: []byte{uint8(i + 1)}},
		}}, nil)
	}
}

// Deliver puts any deliver_sm on its way.
func (v *Server) Deliver(m pdu.SM) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.enqueue(m, nil)
}

// Waiting is how many things are on their way to the customer's side.
func (v *Server) Waiting() (n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, m := range v.mobile {
		if !m.done {
			n++
		}
	}
	return n
}

// Bound is how many connections are bound.
func (v *Server) Bound() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.links)
}
