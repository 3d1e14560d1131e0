package smpp

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/alphabet"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// How messages in parts are put together.
//
// A part is answered when the whole message is kept, so that nothing is lost. A provider
// that sends the next part only after the answer to the one before would wait for ever:
// after holdAnswers its part is kept by itself and answered, until the last one comes or
// joinWithin has passed. From then on parts of this provider are kept and answered at once.
// What was kept is put together also by the next program.
const (
	holdAnswers = 2 * time.Second
	joinWithin  = 5 * time.Minute
	joinAgain   = 5 * time.Second // before what could not be kept, or read, is tried again
	joinTries   = 720
	mostJoined  = 1000 // messages that are being put together; the oldest is given up for another, which waits where that cannot be kept
	mostNames   = 10_000
	nameWithin  = time.Hour
)

// gap stands for a part that did not come.
const gap = "[…]"

// joiner puts messages together. The goroutine that delivers owns it.
type joiner struct {
	open     map[string]*joining
	order    []string // of keys, by age
	oneByOne bool     // the provider waits for the answer to each part

	names   map[string]name // of messages that were not answered
	namesIn []string
}

type joining struct {
	id     string
	m      pdu.SM // of the first part that came
	since  time.Time
	texts  []string
	have   []bool
	unsaid []arrival // parts without an answer
	rows   bool      // parts of it are kept by themselves
	unsure bool      // an answer to a part was not written: it comes again
	next   time.Time // it is not tried before
	tries  int
}

type name struct {
	id string
	at time.Time
}

func newJoiner() *joiner { return &joiner{open: map[string]*joining{}, names: map[string]name{}} }

// name returns the identifier of a message that has none of the provider's: a message that
// was not answered and comes again has the same, and one that says the same later another.
func (j *joiner) name(key string, now time.Time) string {
	if n, ok := j.names[key]; ok && now.Sub(n.at) < nameWithin {
		return n.id
	}
	n := name{fmt.Sprintf("%s-%x", key, now.UnixNano()), now}
	j.names[key] = n
	if j.namesIn = append(j.namesIn, key); len(j.namesIn) > mostNames {
		delete(j.names, j.namesIn[0])
		j.namesIn = j.namesIn[1:]
	}
	return n.id
}

// answered notes that a message was answered: it does not come again.
func (j *joiner) answered(key string) { delete(j.names, key) }

// complete reports whether all parts are there.
func (g *joining) complete() bool { return !slices.Contains(g.have, false) }

// text puts the parts together, with gaps where there are any.
func (g *joining) text() string {
	var b strings.Builder
	for i, have := range g.have {
		if have {
			b.WriteString(g.texts[i])
		} else if i == 0 || g.have[i-1] {
			b.WriteString(gap)
		}
	}
	return b.String()
}

// joinKey names the message that a part is of.
func joinKey(m *pdu.SM, part piece) string {
	return fmt.Sprintf("%s %s %d %d", m.Source.Number, m.Dest.Number, part.group, part.total)
}

// of returns the message that a part is of, and its key. id is of a message that was begun
// before; "": where it is a new one it gets one.
func (j *joiner) of(m *pdu.SM, part piece, id string, now time.Time) (*joining, string) {
	key := joinKey(m, part)
	g := j.open[key]
	if g == nil {
		if id == "" {
			id = j.name(keyOf(m, []byte(key)), now)
		}
		g = &joining{id: id, m: *m, since: now, texts: make([]string, part.total), have: make([]bool, part.total)}
		j.open[key], j.order = g, append(j.order, key)
	}
	return g, key
}

// takePart takes a part. One of a new message comes again where there is no room for it.
func (p *Provider) takePart(sink sms.Sink, a arrival, m *pdu.SM, text string, part piece, j *joiner) {
	if j.open[joinKey(m, part)] == nil && !p.makeRoom(sink, j) {
		a.reply(pdu.TemporaryError)
		return
	}
	g, key := j.of(m, part, "", p.now())
	g.texts[part.number-1], g.have[part.number-1] = text, true
	g.unsaid = append(g.unsaid, a)
	switch {
	case g.complete():
		p.finish(sink, j, key)
	case j.oneByOne:
		p.keepParts(sink, g)
	}
}

// makeRoom gives the oldest message up where there are as many as there may be; false: it cannot
// be kept, which is tried now and then.
func (p *Provider) makeRoom(sink sms.Sink, j *joiner) bool {
	if len(j.order) < mostJoined {
		return true
	}
	if oldest := j.order[0]; !p.now().Before(j.open[oldest].next) {
		p.finish(sink, j, oldest)
	}
	return len(j.order) < mostJoined
}

// keepParts keeps the parts of a message that were not answered, and answers them. One that
// cannot be kept comes again.
func (p *Provider) keepParts(sink sms.Sink, g *joining) {
	keeps, able := sink.(sms.Parts)
	for _, a := range g.unsaid {
		n, part, ok := partOf(a.p.Body)
		if !ok {
			g.answer(a, pdu.OK) // it was read before
			continue
		}
		status := uint32(pdu.TemporaryError)
		if able {
			ctx, cancel := within()
			if err := keeps.KeepPart(ctx, sms.Part{Provider: Name, Message: g.id, Number: part.number, From: international(n.Source), Data: a.p.Body}); err == nil {
				status, g.rows = pdu.OK, true
			}
			cancel()
		}
		if status != pdu.OK {
			g.have[part.number-1] = false
		}
		g.answer(a, status)
	}
	g.unsaid = nil
}

// answer answers a part.
func (g *joining) answer(a arrival, status uint32) {
	if !a.reply(status) {
		g.unsure = true
	}
}

// partOf reads which part of a message a deliver_sm is; false: it is none.
func partOf(body []byte) (m pdu.SM, part piece, ok bool) {
	m, err := pdu.ParseSM(body)
	if err != nil {
		return m, part, false
	}
	_, part, ok = header(&m)
	return m, part, ok && part.total > 1
}

// resume takes up the messages that the program before had parts of; false: they cannot be
// read yet.
func (p *Provider) resume(sink sms.Sink, j *joiner) bool {
	keeps, able := sink.(sms.Parts)
	if !able {
		return true
	}
	ctx, cancel := within()
	defer cancel()
	list, err := keeps.Parts(ctx, Name)
	if err != nil {
		return false
	}
	j.oneByOne = j.oneByOne || len(list) > 0
	for _, one := range list {
		m, part, ok := partOf(one.Data)
		if !ok {
			continue
		}
		octets, _, _ := header(&m)
		text, ok := alphabet.Read(octets, m.DataCoding, alphabet.Named(p.c.Usual))
		if g, _ := j.of(&m, part, one.Message, p.now()); ok && g.id == one.Message {
			g.texts[part.number-1], g.have[part.number-1], g.rows = text, true, true
		}
	}
	for _, key := range slices.Clone(j.order) {
		if j.open[key].complete() {
			p.finish(sink, j, key)
		}
	}
	return true
}

// finish gives a message to the sink as it is, and answers its parts. One that cannot be
// kept comes again with those parts that were not answered; the others are kept for it.
func (p *Provider) finish(sink sms.Sink, j *joiner, key string) {
	g := j.open[key]
	status := p.keepMessage(sink, p.message(&g.m, g.id, g.text()))
	for _, a := range g.unsaid {
		if _, part, ok := partOf(a.p.Body); ok && status == pdu.TemporaryError {
			g.have[part.number-1] = false
		}
		g.answer(a, status)
	}
	g.unsaid = nil
	if g.tries++; status == pdu.TemporaryError && g.tries < joinTries {
		if g.next = p.now().Add(joinAgain); slices.Contains(g.have, true) {
			return
		}
	} else if status == pdu.TemporaryError {
		p.log.Error().Str("message_id", g.id).Msg("a message that came in parts could not be kept and is lost")
	}
	if keeps, able := sink.(sms.Parts); able && g.rows {
		ctx, cancel := within()
		keeps.DropParts(ctx, Name, g.id) //nolint:errcheck // it is said there; the message is known by its id
		cancel()
	}
	delete(j.open, key)
	j.order = slices.DeleteFunc(j.order, func(k string) bool { return k == key })
	if status == pdu.OK && !g.unsure { // else parts come again, and are known by the name
		j.answered(keyOf(&g.m, []byte(key)))
	}
}

// flush keeps and answers parts that have waited long enough, and gives messages up to the
// sink whose other parts do not come.
func (p *Provider) flush(sink sms.Sink, j *joiner, now time.Time) {
	for _, key := range slices.Clone(j.order) {
		g := j.open[key]
		age := now.Sub(g.since)
		switch {
		case age > joinWithin && now.After(g.next):
			p.finish(sink, j, key)
		case len(g.unsaid) > 0 && age > holdAnswers:
			if !j.oneByOne {
				j.oneByOne = true
				p.log.Info().Msg("the provider sends the parts of a message one by one: they are answered as they come")
			}
			p.keepParts(sink, g)
		}
	}
}
