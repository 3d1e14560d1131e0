package media

import (
	"fmt"
	"net/netip"
	"slices"
)

// PayloadMap is a codec as both sides of a leg number it: PT is what we send,
// RecvPT what comes to us. They differ when the answerer renumbered it
// (RFC 3264 section 6.1).
type PayloadMap struct {
	Codec
	RecvPT uint8
}

// Negotiated is the outcome of offer and answer for one leg: everything that
// Session.Apply needs. It is a plain value.
type Negotiated struct {
	RTP        netip.AddrPort // where the other side wants RTP
	RTCP       netip.AddrPort // where it wants RTCP
	Mux        bool           // RTCP shares the RTP port
	Direction  Direction      // ours: what we may send and shall receive
	Codecs     []PayloadMap   // the first is what we send; all of them may come
	Event      PayloadMap     // telephone-event; Rate 0 when there is none
	RemoteHold bool           // the other side put us on hold
}

// Codec returns the codec that we send.
func (n Negotiated) Codec() Codec {
	if len(n.Codecs) == 0 {
		return Codec{}
	}
	return n.Codecs[0].Codec
}

// Offerable returns the codecs and telephone-event formats to put into a later
// offer on the same leg, with the payload types under which we receive them
// (they must not change their meaning: RFC 3264 section 8.3.2).
func (n Negotiated) Offerable() (codecs, events []Codec) {
	for _, c := range n.Codecs {
		c.PT = c.RecvPT
		codecs = append(codecs, c.Codec)
	}
	if n.Event.Rate != 0 {
		e := n.Event
		e.PT = e.RecvPT
		events = append(events, e.Codec)
	}
	return codecs, events
}

// ApplyAnswer matches the other side's answer with our offer, both as sent on
// the wire, and returns what was agreed.
//
// It fails with ErrMalformed, or with ErrNotAcceptable when the audio was
// refused or no codec of the offer is in the answer.
func ApplyAnswer(offer, answer []byte, r Rules) (Negotiated, error) {
	ours, err := Parse(offer, Rules{})
	if err != nil {
		return Negotiated{}, fmt.Errorf("our offer: %w", err)
	}
	theirs, err := Parse(answer, r)
	if err != nil {
		return Negotiated{}, err
	}
	if len(theirs.Lines) != len(ours.Lines) || theirs.Audio != ours.Audio {
		return Negotiated{}, fmt.Errorf("%w: media lines do not match the offer", ErrNotAcceptable)
	}
	var maps []PayloadMap
	for _, c := range theirs.Codecs {
		if o, ok := findCodec(ours.Codecs, c); ok {
			maps = append(maps, PayloadMap{Codec: c, RecvPT: o.PT})
		}
	}
	if len(maps) == 0 {
		return Negotiated{}, fmt.Errorf("%w: no codec of the offer", ErrNotAcceptable)
	}
	n := agreed(theirs, nil, nil, answerDirection(theirs.Direction, ours.Direction))
	n.Codecs = keepLike(maps)
	n.Mux = theirs.Mux && ours.Mux
	for _, e := range theirs.Events {
		if o, ok := findCodec(ours.Events, e); ok && e.Rate == n.Codecs[0].Rate {
			n.Event = PayloadMap{Codec: e, RecvPT: o.PT}
			break
		}
	}
	return n, nil
}

// agreed builds the outcome from the other side's description; in an answer of
// ours payload types are the offerer's both ways.
func agreed(d *Description, codecs, events []Codec, dir Direction) Negotiated {
	n := Negotiated{RTP: d.RTP, RTCP: d.RTCP, Mux: d.Mux, Direction: dir, RemoteHold: d.OnHold()}
	for _, c := range codecs {
		n.Codecs = append(n.Codecs, PayloadMap{Codec: c, RecvPT: c.PT})
	}
	if len(events) > 0 {
		n.Event = PayloadMap{Codec: events[0], RecvPT: events[0].PT}
	}
	return n
}

// commonCodecs returns the codecs to answer with: the first offered one that is
// acceptable and, when it is G.711, the other law too if both sides have it.
func commonCodecs(offered, accept []Codec) []Codec {
	var common []PayloadMap
	for _, c := range offered {
		if _, ok := findCodec(accept, c); ok {
			common = append(common, PayloadMap{Codec: c})
		}
	}
	var out []Codec
	for _, c := range keepLike(common) {
		out = append(out, c.Codec)
	}
	return out
}

// keepLike keeps the first codec and, if it is G.711, the other law: a phone may
// change between them at any packet and we convert. A change to any other codec
// in mid-call could not be passed on, so one is all that we agree to.
func keepLike(list []PayloadMap) []PayloadMap {
	if len(list) == 0 || !list[0].IsG711() {
		return list[:min(len(list), 1)]
	}
	out := list[:1]
	for _, c := range list[1:] {
		if c.IsG711() && !c.Same(out[len(out)-1].Codec) && len(out) < 2 {
			out = append(out, c)
		}
	}
	return out
}

// eventsFor returns the telephone-event formats whose clock rate is that of the
// first codec: events share the timestamps of the audio (RFC 4733 section 2.1).
func eventsFor(events, codecs []Codec) []Codec {
	for _, e := range events {
		if e.Rate == codecs[0].Rate {
			return []Codec{e}
		}
	}
	return nil
}

// findCodec returns the codec of list that is the same encoding as c.
func findCodec(list []Codec, c Codec) (Codec, bool) {
	for _, have := range list {
		if have.Same(c) {
			return have, true
		}
	}
	return Codec{}, false
}

// numberFormats gives every format of an offer its own payload type: static ones
// keep theirs, dynamic ones theirs while free, else the next free from 96 (from
// 101 for telephone-event, which is what most phones expect).
func numberFormats(codecs, events []Codec) (outCodecs, outEvents []Codec) {
	var used [128]bool
	number := func(c Codec, from uint8) Codec {
		if s, ok := staticCodecs[c.PT]; used[c.PT] || (ok && !s.Same(c)) || (!ok && c.PT < 96) {
			for c.PT = from; c.PT < 127 && used[c.PT]; c.PT++ {
			}
		}
		used[c.PT] = true
		return c
	}
	rates := []int{}
	for _, c := range codecs {
		c = staticType(c)
		outCodecs = append(outCodecs, number(c, 96))
		if !slices.Contains(rates, c.Rate) {
			rates = append(rates, c.Rate)
		}
	}
	for _, rate := range rates {
		e := Codec{Name: eventName, PT: 101, Rate: rate, Channels: 1, Fmtp: "0-15"}
		if have, ok := findCodec(events, e); ok {
			e = have
		}
		outEvents = append(outEvents, number(e, 101))
	}
	return outCodecs, outEvents
}

// staticType gives a codec with a static payload type that type, whatever number
// another leg used for it.
func staticType(c Codec) Codec {
	for pt, s := range staticCodecs {
		if s.Same(c) {
			c.PT = pt
		}
	}
	return c
}
