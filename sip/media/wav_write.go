package media

import "encoding/binary"

// WriteWAV returns 8,000 Hz samples as a mu-law WAV file.
func WriteWAV(samples []int16) []byte {
	le := binary.LittleEndian
	n := uint32(len(samples))
	b := append([]byte("RIFF"), 0, 0, 0, 0)
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 18)
	b = le.AppendUint16(b, tagMuLaw)
	b = le.AppendUint16(b, 1)
	b = le.AppendUint32(b, 8000)
	b = le.AppendUint32(b, 8000)
	b = le.AppendUint16(b, 1)
	b = le.AppendUint16(b, 8)
	b = le.AppendUint16(b, 0) // no extension
	b = append(b, "fact"...)
	b = le.AppendUint32(b, 4)
	b = le.AppendUint32(b, n)
	b = append(b, "data"...)
	b = le.AppendUint32(b, n)
	for _, v := range samples {
		b = append(b, lawMu.encode(v))
	}
	if n&1 != 0 {
		b = append(b, 0)
	}
	le.PutUint32(b[4:], uint32(len(b)-8))
	return b
}
