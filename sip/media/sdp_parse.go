package media

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
)

// Bounds on a description from outside.
const (
	maxSDPBytes = 8 << 10
	maxSDPMedia = 8
	maxFormats  = 64
)

// Rules are what a description must respect to be usable on this machine.
type Rules struct {
	// Local is the address that we send from: the other side must be of the
	// same family. The zero value admits both families.
	Local netip.Addr

	// Own reports whether an address is one of our own RTP sockets, which would
	// loop. Engine.Owns is made for it. nil admits all.
	Own func(netip.AddrPort) bool
}

// Line is one m= line, kept so that an answer has as many lines as its offer
// and later offers of ours keep them (RFC 3264 sections 6 and 8).
type Line struct {
	Kind    string // "audio", "video", ...
	Proto   string // "RTP/AVP", ...
	Formats string // the formats as written
}

// Description is the other side's description reduced to what a leg needs: its
// m= lines, and the first audio line that can be taken.
type Description struct {
	Lines []Line
	Audio int // index in Lines of the audio line taken

	RTP  netip.AddrPort // where it wants RTP; address 0.0.0.0 or [::] means hold (RFC 2543)
	RTCP netip.AddrPort // where it wants RTCP (RFC 3605), RTP port + 1 by default
	Mux  bool           // it takes RTCP on the RTP port (RFC 5761)

	Direction Direction // as it wrote it; an unspecified address counts as not receiving
	Codecs    []Codec   // speech codecs in its order of preference, duplicates removed
	Events    []Codec   // telephone-event formats, one per clock rate
	PTime     int       // packet time that it prefers in ms, 0 when not said
}

// OnHold reports whether the writer of d put us on hold: it does not want our
// media (RFC 3264 section 8.4, or the older 0.0.0.0).
func (d *Description) OnHold() bool { return !d.Direction.Receives() }

// Parse reads and validates a description from outside.
//
// It fails with ErrMalformed or ErrNotAcceptable. Of several audio lines the
// first usable one is taken: port not 0, RTP/AVP or RTP/AVPF, a unicast address
// of our family that is not ourselves, at least one speech codec.
func Parse(body []byte, r Rules) (*Description, error) {
	text, lines, err := strain(body)
	if err != nil {
		return nil, err
	}
	var s sdp.SessionDescription
	if err := s.UnmarshalString(text); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(s.MediaDescriptions) != len(lines) {
		return nil, fmt.Errorf("%w: media lines", ErrMalformed)
	}
	reason := "no audio"
	for i, m := range s.MediaDescriptions {
		if lines[i].Kind != "audio" || m.MediaName.Media != "audio" {
			continue
		}
		d := &Description{Lines: lines, Audio: i}
		if reason = d.take(&s, m, r); reason == "" {
			return d, nil
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNotAcceptable, reason)
}

// take fills d from the audio line m, or says why the line cannot be used.
func (d *Description) take(s *sdp.SessionDescription, m *sdp.MediaDescription, r Rules) string {
	port := m.MediaName.Port.Value
	switch proto := strings.Join(m.MediaName.Protos, "/"); {
	case proto != "RTP/AVP" && proto != "RTP/AVPF":
		return "transport " + proto
	case port == 0:
		return "port 0"
	case port < 0 || port > 65535:
		return "port out of range"
	case len(m.MediaName.Formats) > maxFormats:
		return "too many formats"
	}
	conn := m.ConnectionInformation
	if conn == nil {
		conn = s.ConnectionInformation
	}
	addr, reason := connectionAddr(conn, r.Local)
	if reason != "" {
		return reason
	}
	d.RTP = netip.AddrPortFrom(addr, uint16(port))
	if r.Own != nil && r.Own(d.RTP) {
		return "our own address"
	}
	d.rtcp(m)
	d.direction(s, m)
	d.formats(m)
	if len(d.Codecs) == 0 {
		return "no speech codec"
	}
	if v, ok := m.Attribute("ptime"); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n > 0 && n <= 200 {
			d.PTime = n
		}
	}
	return ""
}

// connectionAddr reads a c= line: a literal unicast or unspecified address of
// the family of local.
func connectionAddr(c *sdp.ConnectionInformation, local netip.Addr) (netip.Addr, string) {
	if c == nil || c.Address == nil {
		return netip.Addr{}, "no connection address"
	}
	if c.Address.TTL != nil || c.Address.Range != nil {
		return netip.Addr{}, "multicast address"
	}
	addr, err := netip.ParseAddr(c.Address.Address)
	if err != nil {
		return netip.Addr{}, "connection address is not an IP address"
	}
	addr = addr.Unmap()
	switch {
	case addr.Zone() != "":
		return netip.Addr{}, "address with a zone"
	case addr.IsMulticast():
		return netip.Addr{}, "multicast address"
	case addr == broadcast:
		return netip.Addr{}, "broadcast address"
	case local.IsValid() && local.Unmap().Is4() != addr.Is4():
		return netip.Addr{}, "address family"
	}
	return addr, ""
}

// broadcast is the limited broadcast address, never a destination.
var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// rtcp finds the RTCP address: the next port, or what a=rtcp says (RFC 3605).
// An address in a=rtcp that differs from the RTP address is not followed.
func (d *Description) rtcp(m *sdp.MediaDescription) {
	_, d.Mux = m.Attribute("rtcp-mux")
	port := d.RTP.Port() + 1
	if port == 0 {
		port = d.RTP.Port()
	}
	if v, ok := m.Attribute("rtcp"); ok {
		field, _, _ := strings.Cut(strings.TrimSpace(v), " ")
		if n, err := strconv.ParseUint(field, 10, 16); err == nil && n > 0 {
			port = uint16(n)
		}
	}
	d.RTCP = netip.AddrPortFrom(d.RTP.Addr(), port)
}

// direction reads the direction of the line, else of the session, else sendrecv
// (RFC 3264 section 5.1). An unspecified address is hold in the old manner.
func (d *Description) direction(s *sdp.SessionDescription, m *sdp.MediaDescription) {
	d.Direction = SendRecv
	for _, attrs := range [][]sdp.Attribute{s.Attributes, m.Attributes} {
		for _, a := range attrs {
			if dir, ok := parseDirection(a.Key); ok {
				d.Direction = dir
			}
		}
	}
	if d.RTP.Addr().IsUnspecified() {
		d.Direction &^= RecvOnly
	}
}

// formats reads the payload types of the line with their rtpmap and fmtp.
func (d *Description) formats(m *sdp.MediaDescription) {
	maps, params := formatAttributes(m)
	var seen [128]bool
	for _, f := range m.MediaName.Formats {
		n, err := strconv.ParseUint(f, 10, 8)
		if err != nil || n > 127 || seen[n] {
			continue
		}
		pt := uint8(n)
		seen[pt] = true
		c, ok := maps[pt]
		if !ok {
			c, ok = staticCodecs[pt]
		}
		if !ok {
			continue
		}
		c.PT, c.Fmtp = pt, params[pt]
		switch {
		case c.isEvent():
			d.Events = addCodec(d.Events, c)
		case !c.isAuxiliary():
			d.Codecs = addCodec(d.Codecs, c)
		}
	}
}

// addCodec appends c unless the list already has the encoding with the same
// parameters: a codec listed twice counts once, under its first payload type.
func addCodec(list []Codec, c Codec) []Codec {
	for _, have := range list {
		if have.Same(c) && have.Fmtp == c.Fmtp {
			return list
		}
	}
	return append(list, c)
}

// formatAttributes collects the rtpmap and fmtp attributes by payload type; the
// first of a kind counts.
func formatAttributes(m *sdp.MediaDescription) (map[uint8]Codec, map[uint8]string) {
	maps, params := map[uint8]Codec{}, map[uint8]string{}
	for _, a := range m.Attributes {
		if a.Key != "rtpmap" && a.Key != "fmtp" {
			continue
		}
		num, rest, _ := strings.Cut(strings.TrimSpace(a.Value), " ")
		n, err := strconv.ParseUint(num, 10, 8)
		if err != nil || n > 127 {
			continue
		}
		pt := uint8(n)
		rest = strings.TrimSpace(rest)
		if a.Key == "fmtp" {
			if _, dup := params[pt]; !dup {
				params[pt] = rest
			}
		} else if c, ok := parseRTPMap(rest); ok {
			if _, dup := maps[pt]; !dup {
				maps[pt] = c
			}
		}
	}
	return maps, params
}

// parseRTPMap reads "name/rate" or "name/rate/channels".
func parseRTPMap(s string) (Codec, bool) {
	parts := strings.Split(s, "/")
	if len(parts) < 2 || len(parts) > 3 || parts[0] == "" || len(parts[0]) > 32 {
		return Codec{}, false
	}
	c := Codec{Name: parts[0], Channels: 1}
	rate, err := strconv.Atoi(parts[1])
	if err != nil || rate < 1000 || rate > 192000 {
		return Codec{}, false
	}
	c.Rate = rate
	if len(parts) == 3 {
		if c.Channels, err = strconv.Atoi(parts[2]); err != nil || c.Channels < 1 || c.Channels > 8 {
			return Codec{}, false
		}
	}
	return c, true
}
