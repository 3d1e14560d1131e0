// Package pdu reads and writes what goes over an SMPP 3.4 connection: as much of the
// specification (issue 1.2, 12 October 1999) as a transceiver needs, and its other side.
//
//	 0               4               8              12              16
//	+---------------+---------------+---------------+---------------+----- - -
//	| command_length|  command_id   | command_status| sequence_no   |  body
//	+---------------+---------------+---------------+---------------+----- - -
//
// All numbers are big-endian; the length counts itself. Nothing is allocated by a length
// that was only announced.
package pdu

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Commands (section 5.1.2.1). An answer has the highest bit set.
const (
	GenericNack         = 0x80000000
	Query               = 0x00000003
	Submit              = 0x00000004
	Deliver             = 0x00000005
	Unbind              = 0x00000006
	BindTransceiver     = 0x00000009
	EnquireLink         = 0x00000015
	AlertNotification   = 0x00000102
	Response            = 0x80000000 // the bit of an answer
	SubmitResp          = Submit | Response
	DeliverResp         = Deliver | Response
	QueryResp           = Query | Response
	UnbindResp          = Unbind | Response
	BindTransceiverResp = BindTransceiver | Response
	EnquireLinkResp     = EnquireLink | Response
)

// Version is what a bind says it speaks.
const Version = 0x34

// Bounds.
const (
	headSize = 16
	// MostLength is the longest PDU that is read or written: a message_payload of 64 KiB with
	// everything around it.
	MostLength = 64<<10 + 4<<10
)

// PDU is one unit of the protocol.
type PDU struct {
	Command  uint32
	Status   uint32 // of answers
	Sequence uint32 // an answer has that of what it answers
	Body     []byte
}

// IsResponse reports whether p answers something.
func (p *PDU) IsResponse() bool { return p.Command&Response != 0 }

// ErrLength is of a PDU whose length is none: what follows in the stream cannot be read.
var ErrLength = errors.New("a length that no PDU has")

// Read reads one PDU. io.EOF says that the stream ended before it began.
func Read(r io.Reader) (PDU, error) {
	var head [headSize]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return PDU{}, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n < headSize || n > MostLength {
		return PDU{}, fmt.Errorf("%w: %d", ErrLength, n)
	}
	p := PDU{
		Command: binary.BigEndian.Uint32(head[4:]), Status: binary.BigEndian.Uint32(head[8:]), Sequence: binary.BigEndian.Uint32(head[12:]),
		Body: make([]byte, n-headSize),
	}
	if _, err := io.ReadFull(r, p.Body); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return PDU{}, err
	}
	return p, nil
}

// Bytes returns p as it is sent.
func (p *PDU) Bytes() []byte {
	b := make([]byte, headSize, headSize+len(p.Body))
	binary.BigEndian.PutUint32(b, uint32(headSize+len(p.Body)))
	binary.BigEndian.PutUint32(b[4:], p.Command)
	binary.BigEndian.PutUint32(b[8:], p.Status)
	binary.BigEndian.PutUint32(b[12:], p.Sequence)
	return append(b, p.Body...)
}

// ErrShort is of a body that ends too early.
var ErrShort = errors.New("the body ends too early")

// reader takes a body apart. After an error it returns nothing more.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = ErrShort
	}
	r.b = nil
}

// text reads a C-octet string.
func (r *reader) text() string {
	for i, c := range r.b {
		if c == 0 {
			s := string(r.b[:i])
			r.b = r.b[i+1:]
			return s
		}
	}
	r.fail()
	return ""
}

// number reads one octet.
func (r *reader) number() uint8 {
	if len(r.b) < 1 {
		r.fail()
		return 0
	}
	n := r.b[0]
	r.b = r.b[1:]
	return n
}

// octets reads n octets.
func (r *reader) octets(n int) []byte {
	if len(r.b) < n {
		r.fail()
		return nil
	}
	b := r.b[:n:n]
	r.b = r.b[n:]
	return b
}

func text(b []byte, s string) []byte { return append(append(b, s...), 0) }

// Tags of optional parameters (section 5.3.2). Those from FirstPrivate to LastPrivate are
// for what an operator and its customers agree on.
const (
	TagReceiptedID   = 0x001E
	TagUserReference = 0x0204
	TagSARReference  = 0x020C
	TagSARTotal      = 0x020E
	TagSARSequence   = 0x020F
	TagNetworkError  = 0x0423
	TagPayload       = 0x0424
	TagMessageState  = 0x0427
	FirstPrivate     = 0x1400
	LastPrivate      = 0x3FFF
)

// TLV is an optional parameter.
type TLV struct {
	Tag   uint16
	Value []byte
}

// TLVs are optional parameters, in their order.
type TLVs []TLV

// Get returns the first value of a tag.
func (l TLVs) Get(tag uint16) ([]byte, bool) {
	for _, t := range l {
		if t.Tag == tag {
			return t.Value, true
		}
	}
	return nil, false
}

// Text returns the first value of a tag as a text, without the octet that may end it.
func (l TLVs) Text(tag uint16) string {
	v, _ := l.Get(tag)
	if n := len(v); n > 0 && v[n-1] == 0 {
		v = v[:n-1]
	}
	return string(v)
}

// Number returns the first value of a tag as a number.
func (l TLVs) Number(tag uint16) (n int, ok bool) {
	v, ok := l.Get(tag)
	if !ok || len(v) == 0 || len(v) > 4 {
		return 0, false
	}
	for _, c := range v {
		n = n<<8 | int(c)
	}
	return n, true
}

func (r *reader) tlvs() (list TLVs) {
	for len(r.b) > 0 && r.err == nil {
		head := r.octets(4)
		if head == nil {
			return list
		}
		v := r.octets(int(binary.BigEndian.Uint16(head[2:])))
		if r.err == nil {
			list = append(list, TLV{binary.BigEndian.Uint16(head), v})
		}
	}
	return list
}

func (l TLVs) append(b []byte) []byte {
	for _, t := range l {
		b = binary.BigEndian.AppendUint16(b, t.Tag)
		b = binary.BigEndian.AppendUint16(b, uint16(len(t.Value)))
		b = append(b, t.Value...)
	}
	return b
}
