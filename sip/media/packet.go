package media

import "encoding/binary"

// header is the fixed part of an RTP packet (RFC 3550 section 5.1) and where its
// payload lies.
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//	|V=2|P|X|  CC   |M|     PT      |       sequence number         |
//	|                           timestamp                           |
//	|           synchronization source (SSRC) identifier            |
//	|            contributing source (CSRC) identifiers ...         |
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
type header struct {
	pt     uint8
	marker bool
	seq    uint16
	ts     uint32
	ssrc   uint32
	start  int // payload is packet[start:end]; start >= headerSize
	end    int
}

const headerSize = 12

// parseRTP reads and checks a packet: version 2, and CSRC list, extension and
// padding that lie within it.
func parseRTP(b []byte) (header, bool) {
	if len(b) < headerSize || b[0]>>6 != 2 {
		return header{}, false
	}
	h := header{
		pt: b[1] & 0x7F, marker: b[1]&0x80 != 0,
		seq:  binary.BigEndian.Uint16(b[2:]),
		ts:   binary.BigEndian.Uint32(b[4:]),
		ssrc: binary.BigEndian.Uint32(b[8:]),
	}
	h.start, h.end = headerSize+4*int(b[0]&0x0F), len(b)
	if b[0]&0x10 != 0 { // extension: 16 bits profile, 16 bits length in words
		if h.start+4 > h.end {
			return header{}, false
		}
		h.start += 4 + 4*int(binary.BigEndian.Uint16(b[h.start+2:]))
	}
	if h.start > h.end {
		return header{}, false
	}
	if b[0]&0x20 != 0 { // padding: its length stands in the last byte
		pad := int(b[h.end-1])
		if pad == 0 || h.start+pad > h.end {
			return header{}, false
		}
		h.end -= pad
	}
	return h, true
}

// putHeader writes a plain header (no CSRC, extension or padding) into b.
func putHeader(b []byte, pt uint8, marker bool, seq uint16, ts, ssrc uint32) {
	b[0], b[1] = 0x80, pt
	if marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[4:], ts)
	binary.BigEndian.PutUint32(b[8:], ssrc)
}

// isRTCP tells RTCP from RTP on a shared port by the second byte (RFC 5761
// section 4).
func isRTCP(b []byte) bool { return len(b) >= 2 && b[1] >= 192 && b[1] <= 223 }
