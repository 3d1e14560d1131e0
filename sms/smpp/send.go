package smpp

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
	"github.com/callfloor/callfloor/sms/wire"
)

// How often a part that was refused for now is submitted within one Send, and how long the
// provider is left alone in between.
const (
	mostAttempts = 4
	easeOff      = time.Second            // what was too much at once
	shortRest    = 100 * time.Millisecond // anything else; it grows
)

// mostID is how long our identifier may be.
const mostID = 100

// Send implements sms.Provider: every message is a submit_sm of its own, Config.Window of
// them under way. One that was written and not answered has no answer here. Where all were
// refused for now, or none could be written, the whole is Again.
func (p *Provider) Send(ctx context.Context, b sms.Batch) ([]sms.Answer, error) {
	switch {
	case b.Kind != sms.SMS || len(b.Images) > 0:
		return nil, wire.Refuse("kind")
	case len(b.Messages) > p.c.Batch:
		return nil, wire.Refuse("too_many")
	case b.Body == "":
		return nil, wire.Refuse("text")
	case b.Sender == "" || len(b.Sender) > 20:
		return nil, wire.Refuse("sender")
	}
	parts, err := p.parts(b)
	if err != nil {
		f := wire.Refuse("text")
		f.Text, f.Err = err.Error(), err
		return nil, f
	}
	if _, f := p.bound(ctx); f != nil {
		return nil, f
	}
	said := make([]sms.Answer, len(b.Messages))
	var sending sync.WaitGroup
	for i, m := range b.Messages {
		sending.Go(func() { said[i] = p.submit(ctx, m, parts) })
	}
	sending.Wait()
	return p.outcome(b, said)
}

// outcome makes one answer of what came of each message.
func (p *Provider) outcome(b sms.Batch, said []sms.Answer) (answers []sms.Answer, err error) {
	again, doubt, status := 0, 0, uint32(0)
	for _, a := range said {
		switch a.Status {
		case sms.Accepted, sms.Rejected, sms.Failed:
			answers = append(answers, a)
		case sms.NotThere:
			again++
			if s, ok := p.memory.later(a.ID); ok && s != 0 {
				status = s
			}
		default:
			doubt++
		}
	}
	switch {
	case len(answers) > 0 || len(said) == 0:
		return answers, nil
	case doubt > 0:
		return nil, &sms.Fault{Class: sms.Unknown, Code: "timeout", Text: "the provider has not answered"}
	case status != 0:
		f := faultOf(status)
		f.Class, f.After = sms.Again, easeOff
		return nil, f
	}
	_, f := p.state()
	if f == nil {
		f = &sms.Fault{Class: sms.Again, Code: "unreachable", Text: "the connection to the provider has ended"}
	}
	return nil, f
}

// state returns the session, or why there is none.
func (p *Provider) state() (*session, *sms.Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.session, p.why
}

// parts makes the submit_sm of a batch, one for each part, without the recipient and our
// identifier.
func (p *Provider) parts(b sms.Batch) ([]pdu.SM, error) {
	base := pdu.SM{
		ServiceType: p.c.ServiceType, Source: pdu.Address{TON: uint8(p.c.SourceTON), NPI: uint8(p.c.SourceNPI), Number: b.Sender},
		DataCoding: p.coding, Registered: pdu.RegisteredAlways,
	}
	texts, err := p.alphabet.Split(b.Body)
	if err != nil {
		return nil, err
	}
	if len(texts) == 1 {
		base.Message = texts[0]
		return []pdu.SM{base}, nil
	}
	if p.c.Long == longPayload {
		all, err := p.alphabet.Whole(b.Body)
		if err != nil {
			return nil, err
		}
		base.TLVs = pdu.TLVs{{Tag: pdu.TagPayload, Value: all}}
		return []pdu.SM{base}, nil
	}
	group, list := p.group.Add(1), []pdu.SM{}
	for i, t := range texts {
		m := base
		if i < len(texts)-1 { // of the parts before the last one only their failure is told
			m.Registered = pdu.RegisteredFailure
		}
		if p.c.Long == longSAR {
			m.Message = t
			m.TLVs = pdu.TLVs{
				{Tag: pdu.TagSARReference, Value: binary.BigEndian.AppendUint16(nil, uint16(group))},
				{Tag: pdu.TagSARTotal, Value: []byte{uint8(len(texts))}}, {Tag: pdu.TagSARSequence, Value: []byte{uint8(i + 1)}},
			}
		} else {
			m.ESMClass = pdu.ESMHeader
			m.Message = append([]byte{5, 0, 3, uint8(group), uint8(len(texts)), uint8(i + 1)}, t...) // 3GPP TS 23.040 section 9.2.3.24.1
		}
		list = append(list, m)
	}
	return list, nil
}

// submit sends one message, part by part, and returns what is known of it then. What was
// taken, or may have been, is not sent again.
func (p *Provider) submit(ctx context.Context, m sms.Outgoing, parts []pdu.SM) sms.Answer {
	to, ok := p.number(m.Recipient)
	switch {
	case m.ID == "" || len(m.ID) > mostID || strings.Contains(m.ID, partMark):
		return wire.Say(m.ID, sms.Rejected, "id")
	case !ok:
		return wire.Say(m.ID, sms.Rejected, "recipient")
	case !p.memory.begin(m.ID, len(parts), p.now()):
		return p.memory.say(m.ID)
	}
	for i, part := range parts {
		part.Dest, part.TLVs = to, p.referred(part.TLVs, m.ID, i)
		body, err := part.Bytes()
		if err != nil || len(body) > pdu.MostLength-100 {
			p.memory.set(m.ID, i, partRefused, "", pdu.InvalidLength)
			break
		}
		if p.submitPart(ctx, m.ID, i, body) != partTaken {
			break
		}
	}
	return p.memory.ended(m.ID)
}

// partMark stands between our identifier and the number of a part that is not the first.
const partMark = "#"

// referred puts our identifier into optional parameters, where one was agreed on.
func (p *Provider) referred(list pdu.TLVs, id string, part int) pdu.TLVs {
	tag := p.c.tag()
	if tag == 0 {
		return list
	}
	if part > 0 {
		id += partMark + strconv.Itoa(part+1)
	}
	value := append([]byte(id), 0)
	if tag == pdu.TagUserReference {
		h := fnv.New32a()
		h.Write([]byte(id)) //nolint:errcheck // it returns none
		value = binary.BigEndian.AppendUint16(nil, uint16(h.Sum32()))
	}
	return append(list[:len(list):len(list)], pdu.TLV{Tag: tag, Value: value})
}

// submitPart submits one part until it is taken or refused for good, its fate is not known,
// or it was refused for now often enough.
func (p *Provider) submitPart(ctx context.Context, id string, i int, body []byte) partState {
	for attempt := 1; ; attempt++ {
		s, f := p.bound(ctx)
		if f != nil || !p.eased(ctx) {
			return p.memory.part(id, i)
		}
		p.memory.set(id, i, partWaits, "", 0)
		_, how, _ := s.ask(ctx, pdu.Submit, body, func(answer pdu.PDU, came bool) { p.answered(id, i, answer, came) })
		if how == notWritten {
			p.memory.set(id, i, partNone, "", 0)
		}
		state := p.memory.part(id, i)
		if state != partNone && state != partLater || attempt == mostAttempts || !rest(ctx, time.Duration(attempt)*shortRest) {
			return state
		}
	}
}

// answered notes the answer to a part, whenever it comes.
func (p *Provider) answered(id string, i int, answer pdu.PDU, came bool) {
	if !came {
		p.memory.set(id, i, partLost, "", 0)
		return
	}
	if answer.Status == pdu.OK && answer.Command == pdu.SubmitResp {
		ref, err := pdu.ParseID(answer.Body)
		if err != nil || ref == "" {
			p.log.Warn().Str("message_id", id).Msg("the provider took a message and did not say how it names it: its receipt cannot be read")
		}
		p.memory.set(id, i, partTaken, ref, 0)
		return
	}
	status := answer.Status
	if answer.Command == pdu.GenericNack && status == pdu.OK {
		status = pdu.InvalidCommand
	}
	if same, ok := p.c.duplicate(); ok && status == same {
		p.memory.set(id, i, partTaken, "", 0)
		return
	}
	switch meaningOf(status).class {
	case sms.Again:
		p.memory.set(id, i, partLater, "", status)
		if status == pdu.Throttled || status == pdu.QueueFull {
			p.slow.Store(time.Now().Add(easeOff).UnixNano())
		}
	case sms.Never:
		p.memory.set(id, i, partRefused, "", status)
	default:
		p.memory.set(id, i, partLost, "", status)
	}
}

// eased waits until the provider has had its rest. It is false where the context ends
// before.
func (p *Provider) eased(ctx context.Context) bool {
	for {
		left := time.Until(time.Unix(0, p.slow.Load()))
		if left <= 0 {
			return ctx.Err() == nil
		}
		if !rest(ctx, left) {
			return false
		}
	}
}

// rest waits. It is false where the context ends before.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Find implements sms.Provider, from memory: see the package. Where the provider answers
// query_sm, what was taken is asked for its state.
func (p *Provider) Find(ctx context.Context, b sms.Batch, _ time.Time) ([]sms.Answer, error) {
	answers := make([]sms.Answer, 0, len(b.Messages))
	for _, m := range b.Messages {
		a := p.memory.say(m.ID)
		if a.Status == sms.Accepted && p.c.Query {
			a = p.query(ctx, b.Sender, a)
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// query asks for the state of a message that was taken. Where that fails it is as it was.
func (p *Provider) query(ctx context.Context, sender string, a sms.Answer) sms.Answer {
	s, f := p.bound(ctx)
	if f != nil {
		return a
	}
	q := pdu.QuerySM{ID: a.Ref.Request, Source: pdu.Address{TON: uint8(p.c.SourceTON), NPI: uint8(p.c.SourceNPI), Number: sender}}
	answer, _, err := s.ask(ctx, pdu.Query, q.Bytes(), nil)
	if err != nil || answer.Status != pdu.OK {
		return a
	}
	st, err := pdu.ParseState(answer.Body)
	if err != nil || stateNames[st.State] == "" {
		return a
	}
	r := receipt{state: stateNames[st.State]}
	if a.Status, a.Code = status(r.state), r.code(); a.Status == sms.Failed {
		a.Text = states[r.state].En
	}
	return a
}
