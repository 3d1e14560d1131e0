package smpp

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/alphabet"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// Bounds of what comes in.
const (
	mostWaiting = 256              // deliver_sm that wait; more are told to come again
	keepWithin  = 10 * time.Second // for the sink
	deliverTick = 100 * time.Millisecond
)

// arrival is one deliver_sm.
type arrival struct {
	s *session
	p pdu.PDU
}

// reply answers it.
func (a arrival) reply(status uint32) bool { return a.s.answer(a.p, status, pdu.ID("")) == nil }

// arrived takes a deliver_sm; false: there is no room.
func (p *Provider) arrived(s *session, d pdu.PDU) bool {
	select {
	case p.incoming <- arrival{s, d}:
		return true
	default:
		return false
	}
}

// deliver gives what comes in to the sink, one after the other, and answers when it is
// kept. What is not kept comes again.
func (p *Provider) deliver() {
	tick := time.NewTicker(deliverTick)
	defer tick.Stop()
	j, resumed, again := newJoiner(), false, time.Time{} // again: what was begun before is not read before
	for {
		var a arrival
		came := false
		select {
		case a = <-p.incoming:
			came = true
		case <-tick.C:
		case <-p.life.Done(): // parts that were answered are kept; the others come again
			return
		}
		sink := p.sink.Load()
		if sink != nil && !resumed && !p.now().Before(again) {
			resumed, again = p.resume(*sink, j), p.now().Add(joinAgain)
		}
		switch {
		case came && resumed:
			p.takeIn(*sink, a, j)
		case came:
			a.reply(pdu.TemporaryError)
		case resumed:
			p.flush(*sink, j, p.now())
		}
	}
}

// takeIn takes one deliver_sm.
func (p *Provider) takeIn(sink sms.Sink, a arrival, j *joiner) {
	m, err := pdu.ParseSM(a.p.Body)
	switch {
	case err != nil:
		p.log.Warn().Int("octets", len(a.p.Body)).Msg("what the provider delivered cannot be read, and is refused")
		a.reply(pdu.InvalidCmdLength)
	case m.IsReceipt():
		a.reply(p.keepReceipt(sink, &m))
	default:
		p.takeMessage(sink, a, &m, j)
	}
}

// within is the context of one call of the sink. It outlives Close by as much as that
// takes.
func within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), keepWithin)
}

// keepReceipt tells the sink what became of a message, and returns what the provider is
// answered. Of a message in parts the receipt of the last one is the message's; of the
// others only a failure counts.
func (p *Provider) keepReceipt(sink sms.Sink, m *pdu.SM) uint32 {
	r := parseReceipt(m)
	if r.id == "" && !p.c.private() {
		p.log.Warn().Msg("a receipt does not say of which message it is")
		return pdu.OK
	}
	where, last, known, ref := p.memory.of(r.id)
	if !known {
		if ids := p.memory.hint(r.id); ids != "" {
			p.log.Error().Str("ids", ids).Msg("receipts write identifiers in another way than answers: set smpp.ids of the configuration to this")
		}
	}
	a := sms.Answer{ID: where.id, Ref: sms.Ref{Request: ref}, Status: status(r.state), Code: r.code(), At: p.now()}
	if own := m.TLVs.Text(p.c.tag()); p.c.private() && own != "" && !known {
		a.ID, _, _ = strings.Cut(own, partMark)
	}
	if known && !last {
		if a.Status != sms.Failed {
			return pdu.OK
		}
		a.Ref = p.memory.say(where.id).Ref
	}
	if a.Status == sms.Failed {
		if s, ok := Explain(a.Code); ok {
			a.Text = s.En
		}
	}
	ctx, cancel := within()
	defer cancel()
	if err := sink.Answered(ctx, Name, []sms.Answer{a}); err != nil {
		p.log.Error().Err(fault.WithCause(err)).Msg("a receipt cannot be kept: the provider sends it again")
		return pdu.TemporaryError
	}
	return pdu.OK
}

// takeMessage takes a customer's message, or a part of one.
func (p *Provider) takeMessage(sink sms.Sink, a arrival, m *pdu.SM, j *joiner) {
	octets, part, ok := header(m)
	if !ok {
		p.log.Warn().Msg("the header of a message that came in cannot be read: it is taken without")
	}
	text, ok := alphabet.Read(octets, m.DataCoding, alphabet.Named(p.c.Usual))
	if !ok {
		p.log.Warn().Uint8("data_coding", m.DataCoding).Msg("a message that came in is no text, and is left out")
		a.reply(pdu.OK)
		return
	}
	if part.total > 1 {
		p.takePart(sink, a, m, text, part, j)
		return
	}
	key := keyOf(m, octets)
	in := p.message(m, j.name(key, p.now()), text)
	status := p.keepMessage(sink, in)
	if a.reply(status) && status == pdu.OK {
		j.answered(key)
	}
}

func (p *Provider) message(m *pdu.SM, id, text string) sms.Incoming {
	if own := m.TLVs.Text(pdu.TagReceiptedID); own != "" {
		id = own
	}
	return sms.Incoming{Provider: Name, ID: id, From: international(m.Source), To: international(m.Dest), Body: text, At: p.now()}
}

// international writes a number with its + where the provider says that it is one.
func international(a pdu.Address) string {
	if a.TON == pdu.TONInternational && a.Number != "" && a.Number[0] != '+' {
		return "+" + a.Number
	}
	return a.Number
}

// keepMessage gives a message to the sink, and returns what the provider is answered.
func (p *Provider) keepMessage(sink sms.Sink, in sms.Incoming) uint32 {
	ctx, cancel := within()
	defer cancel()
	err := sink.CameIn(ctx, in)
	switch {
	case err == nil:
		return pdu.OK
	case fault.Is(err, fault.Invalid):
		p.log.Warn().Err(err).Msg("a message that came in is refused")
		return pdu.PermanentError
	}
	p.log.Error().Err(fault.WithCause(err)).Msg("a message that came in cannot be kept: the provider sends it again")
	return pdu.TemporaryError
}

// keyOf is what two deliver_sm have in common that are the same one sent twice.
func keyOf(m *pdu.SM, octets []byte) string {
	h := sha256.New()
	for _, s := range []string{m.Source.Number, m.Dest.Number, string(octets)} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	h.Write([]byte{m.DataCoding}) //nolint:errcheck // it returns none
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// piece says which part of a message a deliver_sm is.
type piece struct {
	group, total, number int
}

// header takes the user data header off a message, and reads which part it is, there or in
// the optional parameters. ok is false where the header is none.
func header(m *pdu.SM) (octets []byte, p piece, ok bool) {
	octets = m.Octets()
	group, ok1 := m.TLVs.Number(pdu.TagSARReference)
	total, ok2 := m.TLVs.Number(pdu.TagSARTotal)
	number, ok3 := m.TLVs.Number(pdu.TagSARSequence)
	if ok1 && ok2 && ok3 {
		p = piece{group, total, number}
	}
	if m.ESMClass&pdu.ESMHeader != 0 {
		if len(octets) == 0 || int(octets[0])+1 > len(octets) {
			return octets, piece{}, false
		}
		elements := octets[1 : 1+int(octets[0])]
		octets = octets[1+len(elements):]
		for len(elements) >= 2 {
			kind, n := elements[0], int(elements[1])
			if 2+n > len(elements) {
				return octets, piece{}, false
			}
			v := elements[2 : 2+n]
			switch {
			case kind == 0x00 && n == 3:
				p = piece{int(v[0]), int(v[1]), int(v[2])}
			case kind == 0x08 && n == 4:
				p = piece{int(binary.BigEndian.Uint16(v)), int(v[2]), int(v[3])}
			}
			elements = elements[2+n:]
		}
	}
	if p.total > alphabet.MostParts || p.number < 1 || p.number > p.total {
		p = piece{}
	}
	return octets, p, true
}
