package media

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pion/sdp/v3"
)

// Local is our half of a leg's session descriptions. It is a plain value: it can
// be stored and taken up again by a restarted process. Its owner is the leg.
//
// Every body that it writes has the same o= identity; the version rises by one
// exactly when the text changes (RFC 3264 section 8).
type Local struct {
	Addr    netip.Addr // the address that we name to the other side
	Port    uint16     // RTP port, even; RTCP is the next
	ID      uint64     // session id of o=, random, below 2^63
	Version uint64     // version of o= in the last body
	Last    string     // last body without its o= line
	Lines   []Line     // m= lines of the session so far
	Audio   int        // which of them is the audio
}

// OfferOptions are what an offer of ours says.
type OfferOptions struct {
	// Codecs in our order of preference; nil is G711. To offer the codecs of
	// another leg for passing through, hand over Description.Codecs or
	// Negotiated.Codecs: their payload types are kept where they are free.
	Codecs []Codec

	// Events are telephone-event formats to keep the payload types of. Formats
	// for the clock rates of Codecs are added when missing, from 101 upwards.
	Events []Codec

	// NoEvents leaves telephone-event out.
	NoEvents bool

	// Direction that we want; note that the zero value is Inactive.
	Direction Direction
}

// Offer writes an offer (RFC 3264 section 5).
//
// In an established session it keeps the m= lines: those that were refused
// stay, with port 0 (section 8).
func (l *Local) Offer(o OfferOptions) []byte {
	codecs := o.Codecs
	if len(codecs) == 0 {
		codecs = G711
	}
	codecs, events := numberFormats(codecs, o.Events)
	if o.NoEvents {
		events = nil
	}
	if len(l.Lines) == 0 {
		l.Lines, l.Audio = []Line{{Kind: "audio", Proto: "RTP/AVP"}}, 0
	}
	return l.write(append(codecs, events...), o.Direction, false)
}

// AnswerOptions are what we want in an answer.
type AnswerOptions struct {
	// Codecs that are acceptable; nil is G711. The offerer's order decides among
	// them. To hold a caller to the codec that an agent's phone took, name that
	// one alone.
	Codecs []Codec

	// Direction that we want; the answer gives as much of it as the offer allows.
	Direction Direction
}

// Answer writes the answer to a parsed offer (RFC 3264 section 6) and returns
// what was agreed. The answer names one speech codec (both G.711 laws when the
// first is of them) and the telephone-event of its clock rate.
//
// It fails with ErrNotAcceptable when no codec is common; then l is unchanged.
func (l *Local) Answer(offer *Description, o AnswerOptions) ([]byte, Negotiated, error) {
	accept := o.Codecs
	if len(accept) == 0 {
		accept = G711
	}
	codecs := commonCodecs(offer.Codecs, accept)
	if len(codecs) == 0 {
		return nil, Negotiated{}, fmt.Errorf("%w: no common codec", ErrNotAcceptable)
	}
	n := agreed(offer, codecs, eventsFor(offer.Events, codecs), answerDirection(offer.Direction, o.Direction))
	l.Lines, l.Audio = offer.Lines, offer.Audio
	formats := make([]Codec, 0, len(n.Codecs)+1)
	for _, c := range n.Codecs {
		formats = append(formats, c.Codec)
	}
	if n.Event.Rate != 0 {
		formats = append(formats, n.Event.Codec)
	}
	return l.write(formats, n.Direction, n.Mux), n, nil
}

// write renders the description and advances the version when it changed.
func (l *Local) write(formats []Codec, dir Direction, mux bool) []byte {
	s := &sdp.SessionDescription{
		SessionName: "-",
		ConnectionInformation: &sdp.ConnectionInformation{
			NetworkType: "IN", AddressType: addressType(l.Addr),
			Address: &sdp.Address{Address: l.Addr.String()},
		},
		TimeDescriptions: []sdp.TimeDescription{{}},
		Origin: sdp.Origin{
			Username: "-", SessionID: l.ID, NetworkType: "IN",
			AddressType: addressType(l.Addr), UnicastAddress: l.Addr.String(),
		},
	}
	for i, line := range l.Lines {
		s.MediaDescriptions = append(s.MediaDescriptions, l.mediaDescription(i, line, formats, dir, mux))
	}
	text, err := s.Marshal()
	if err != nil { // the values are ours and bounded: it cannot fail
		return nil
	}
	if string(text) != l.Last {
		l.Last = string(text)
		l.Version++
	}
	s.Origin.SessionVersion = l.Version
	text, err = s.Marshal()
	if err != nil {
		return nil
	}
	return text
}

// mediaDescription is one m= line of ours: the audio, or a line that we refuse.
func (l *Local) mediaDescription(i int, line Line, formats []Codec, dir Direction, mux bool) *sdp.MediaDescription {
	m := &sdp.MediaDescription{MediaName: sdp.MediaName{
		Media: line.Kind, Protos: strings.Split(line.Proto, "/"), Formats: strings.Fields(line.Formats),
	}}
	if i != l.Audio {
		return m
	}
	m.MediaName.Port.Value = int(l.Port)
	m.MediaName.Formats = nil
	for _, c := range formats {
		m.MediaName.Formats = append(m.MediaName.Formats, fmt.Sprint(c.PT))
		m.WithValueAttribute("rtpmap", c.rtpmap())
		if c.Fmtp != "" {
			m.WithValueAttribute("fmtp", fmt.Sprintf("%d %s", c.PT, c.Fmtp))
		}
	}
	m.WithValueAttribute("ptime", "20")
	if mux {
		m.WithPropertyAttribute("rtcp-mux")
	}
	return m.WithPropertyAttribute(dir.String())
}

func addressType(a netip.Addr) string {
	if a.Is4() {
		return "IP4"
	}
	return "IP6"
}
