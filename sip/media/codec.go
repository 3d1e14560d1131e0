package media

import (
	"strconv"
	"strings"
)

// Codec is one RTP payload format of a description: what an rtpmap line says,
// with its payload type.
type Codec struct {
	Name     string // encoding name as written, e.g. "PCMA"; compared without case
	PT       uint8  // payload type, 0 to 127
	Rate     int    // RTP clock rate in Hz (8000 for G.722 too: RFC 3551 section 4.5.2)
	Channels int    // 1 unless the rtpmap says otherwise
	Fmtp     string // format parameters, "" when there are none
}

// The codecs that Callfloor itself can encode and decode, with their static
// payload types (RFC 3551 section 6).
var (
	PCMU = Codec{Name: "PCMU", PT: 0, Rate: 8000, Channels: 1}
	PCMA = Codec{Name: "PCMA", PT: 8, Rate: 8000, Channels: 1}
)

// G711 is the default list of acceptable codecs, in the order in which an offer
// of ours names them: A-law first, as Korean and European networks do.
var G711 = []Codec{PCMA, PCMU}

// eventName is the encoding name of RFC 4733 named telephone events.
const eventName = "telephone-event"

// staticCodecs are the payload types that may stand in an m= line without an
// rtpmap (RFC 3551 section 6, table 4), those that telephones still use.
var staticCodecs = map[uint8]Codec{
	0:  PCMU,
	3:  {Name: "GSM", PT: 3, Rate: 8000, Channels: 1},
	4:  {Name: "G723", PT: 4, Rate: 8000, Channels: 1},
	8:  PCMA,
	9:  {Name: "G722", PT: 9, Rate: 8000, Channels: 1},
	18: {Name: "G729", PT: 18, Rate: 8000, Channels: 1},
}

// Same reports whether c and d are one encoding; payload types and format
// parameters may differ.
func (c Codec) Same(d Codec) bool {
	return strings.EqualFold(c.Name, d.Name) && c.Rate == d.Rate && c.Channels == d.Channels
}

// IsG711 reports whether Callfloor can encode and decode c, so that music can
// be played to it and it can be converted to the other G.711 law.
func (c Codec) IsG711() bool { return c.law() != lawNone }

// isEvent reports whether c is telephone-event (RFC 4733), which rides beside
// an audio codec and never is one.
func (c Codec) isEvent() bool { return strings.EqualFold(c.Name, eventName) }

// isAuxiliary reports whether c cannot carry speech on its own: comfort noise,
// redundancy and error correction formats.
func (c Codec) isAuxiliary() bool {
	switch strings.ToLower(c.Name) {
	case "cn", "red", "ulpfec", "flexfec", "rtx", "tone":
		return true
	}
	return c.isEvent()
}

// rtpmap returns the value of the codec's rtpmap attribute (RFC 8866 section 6.6).
func (c Codec) rtpmap() string {
	s := strconv.Itoa(int(c.PT)) + " " + c.Name + "/" + strconv.Itoa(c.Rate)
	if c.Channels > 1 {
		s += "/" + strconv.Itoa(c.Channels)
	}
	return s
}

// law returns the G.711 law of c, lawNone for any other encoding.
func (c Codec) law() law {
	switch {
	case c.Same(PCMA):
		return lawA
	case c.Same(PCMU):
		return lawMu
	}
	return lawNone
}
