package media

// law names a G.711 companding law.
type law uint8

const (
	lawNone law = iota
	lawA
	lawMu
)

// silence is the byte of each law that decodes to (nearly) zero.
var silence = [3]byte{lawA: 0xD5, lawMu: 0xFF}

// Tables made once from the definitions of ITU-T G.711: decoding, encoding by
// the upper 14 bits of a sample, and the direct conversion between the laws.
var (
	decodeTable  [3][256]int16
	encodeTable  [3][1 << 14]byte
	muToA, aToMu [256]byte
)

func init() {
	for i := range 256 {
		decodeTable[lawA][i] = decodeA(byte(i))
		decodeTable[lawMu][i] = decodeMu(byte(i))
	}
	for i := range 1 << 14 {
		s := int16(uint16(i) << 2)
		encodeTable[lawA][i] = encodeA(s)
		encodeTable[lawMu][i] = encodeMu(s)
	}
	for i := range 256 {
		muToA[i] = encodeA(decodeTable[lawMu][i])
		aToMu[i] = encodeMu(decodeTable[lawA][i])
	}
}

// encode companding a 16-bit linear sample.
func (l law) encode(s int16) byte { return encodeTable[l][uint16(s)>>2] }

// decode expands one byte to a 16-bit linear sample.
func (l law) decode(b byte) int16 { return decodeTable[l][b] }

// convert rewrites p from one law to the other in place.
func convert(p []byte, from, to law) {
	table := &aToMu
	if from == lawMu {
		table = &muToA
	}
	if from == to {
		return
	}
	for i, b := range p {
		p[i] = table[b]
	}
}

// decodeMu expands a mu-law byte (ITU-T G.711 section 3, table 2).
func decodeMu(b byte) int16 {
	b = ^b
	s := (int(b&0x0F)<<3+0x84)<<(b>>4&7) - 0x84
	if b&0x80 != 0 {
		s = -s
	}
	return int16(s)
}

// encodeMu compresses a sample to mu-law.
func encodeMu(v int16) byte {
	s, sign := int(v), byte(0)
	if s < 0 {
		s, sign = -s, 0x80
	}
	s = min(s, 32635) + 0x84
	seg := segment(s >> 8)
	return ^(sign | seg<<4 | byte(s>>(seg+3))&0x0F)
}

// decodeA expands an A-law byte (ITU-T G.711 section 3, table 1).
func decodeA(b byte) int16 {
	b ^= 0x55
	s := int(b&0x0F)<<4 + 8
	if seg := b >> 4 & 7; seg > 0 {
		s = (s + 0x100) << (seg - 1)
	}
	if b&0x80 == 0 {
		s = -s
	}
	return int16(s)
}

// encodeA compresses a sample to A-law.
func encodeA(v int16) byte {
	s, sign := int(v), byte(0x80)
	if s < 0 {
		s, sign = -s-1, 0
	}
	seg := segment(s >> 8)
	b := byte(s >> 4)
	if seg > 0 {
		b = byte(s >> (seg + 3))
	}
	return (sign | seg<<4 | b&0x0F) ^ 0x55
}

// segment returns the chord of a magnitude's upper byte, 0 to 7.
func segment(hi int) byte {
	seg := byte(0)
	for hi > 0 && seg < 7 {
		hi >>= 1
		seg++
	}
	return seg
}
