package media

// Speech is one received speech packet, as SessionConfig.OnSpeech gets it.
type Speech struct {
	Codec   Codec
	Seq     uint16
	TS      uint32 // in ticks of Codec.Rate
	Marker  bool
	Payload []byte // valid only during the call
}

// Samples appends the decoded payload to buf, for the two codecs of G.711; for
// another codec it returns buf unchanged.
func (p Speech) Samples(buf []int16) []int16 {
	l := p.Codec.law()
	if l == lawNone {
		return buf
	}
	for _, b := range p.Payload {
		buf = append(buf, l.decode(b))
	}
	return buf
}
