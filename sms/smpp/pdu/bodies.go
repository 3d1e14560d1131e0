package pdu

import "fmt"

// Bind is the body of bind_transceiver (section 4.1.5).
type Bind struct {
	SystemID     string
	Password     string
	SystemType   string
	Version      uint8
	TON, NPI     uint8
	AddressRange string
}

// Bytes returns the body.
func (b Bind) Bytes() []byte {
	out := text(text(text(nil, b.SystemID), b.Password), b.SystemType)
	return text(append(out, b.Version, b.TON, b.NPI), b.AddressRange)
}

// ParseBind reads the body.
func ParseBind(body []byte) (Bind, error) {
	r := reader{b: body}
	b := Bind{SystemID: r.text(), Password: r.text(), SystemType: r.text(), Version: r.number(), TON: r.number(), NPI: r.number(), AddressRange: r.text()}
	return b, r.err
}

// Address is a number with what kind of number it is (sections 5.2.5 and 5.2.6).
type Address struct {
	TON, NPI uint8
	Number   string
}

// Kinds of numbers.
const (
	TONInternational = 1
	NPIISDN          = 1
)

// SM is the body of submit_sm (section 4.4.1) and of deliver_sm (section 4.6.1).
type SM struct {
	ServiceType  string
	Source, Dest Address
	ESMClass     uint8
	ProtocolID   uint8
	Priority     uint8
	Schedule     string
	Validity     string
	Registered   uint8
	Replace      uint8
	DataCoding   uint8
	DefaultMsg   uint8
	Message      []byte // at most 254 octets
	TLVs         TLVs
}

// MostMessage is how long Message may be.
const MostMessage = 254

// Bits of ESMClass (section 5.2.12).
const (
	esmType         = 0x3C
	ESMReceipt      = 0x04
	ESMIntermediate = 0x20
	ESMHeader       = 0x40 // the message begins with a user data header
)

// Kinds of Registered (section 5.2.17).
const (
	RegisteredAlways  = 1
	RegisteredFailure = 2
)

// IsReceipt reports whether a deliver_sm tells what became of a message, and is none
// itself.
func (m *SM) IsReceipt() bool {
	kind := m.ESMClass & esmType
	_, named := m.TLVs.Get(TagReceiptedID)
	return kind == ESMReceipt || kind == ESMIntermediate || named && kind == 0 && hasState(m.TLVs)
}

func hasState(l TLVs) bool {
	_, ok := l.Get(TagMessageState)
	return ok
}

// Octets are those of the message, wherever they stand.
func (m *SM) Octets() []byte {
	if v, ok := m.TLVs.Get(TagPayload); ok && len(m.Message) == 0 {
		return v
	}
	return m.Message
}

// Bytes returns the body.
func (m *SM) Bytes() ([]byte, error) {
	if len(m.Message) > MostMessage {
		return nil, fmt.Errorf("a message of %d octets: %d are the most", len(m.Message), MostMessage)
	}
	out := text(nil, m.ServiceType)
	out = text(append(out, m.Source.TON, m.Source.NPI), m.Source.Number)
	out = text(append(out, m.Dest.TON, m.Dest.NPI), m.Dest.Number)
	out = append(out, m.ESMClass, m.ProtocolID, m.Priority)
	out = text(text(out, m.Schedule), m.Validity)
	out = append(out, m.Registered, m.Replace, m.DataCoding, m.DefaultMsg, uint8(len(m.Message)))
	return m.TLVs.append(append(out, m.Message...)), nil
}

// ParseSM reads the body.
func ParseSM(body []byte) (SM, error) {
	r := reader{b: body}
	m := SM{ServiceType: r.text()}
	m.Source = Address{r.number(), r.number(), r.text()}
	m.Dest = Address{r.number(), r.number(), r.text()}
	m.ESMClass, m.ProtocolID, m.Priority = r.number(), r.number(), r.number()
	m.Schedule, m.Validity = r.text(), r.text()
	m.Registered, m.Replace, m.DataCoding, m.DefaultMsg = r.number(), r.number(), r.number(), r.number()
	m.Message = r.octets(int(r.number()))
	m.TLVs = r.tlvs()
	return m, r.err
}

// ID is the body of an answer that names a message, or the log-in of a bind. It is empty in
// answers that refuse.
func ID(s string) []byte { return text(nil, s) }

// ParseID reads the body; "" where there is none.
func ParseID(body []byte) (string, error) {
	if len(body) == 0 {
		return "", nil
	}
	r := reader{b: body}
	return r.text(), r.err
}

// States of messages (section 5.2.28).
const (
	Enroute       = 1
	Delivered     = 2
	Expired       = 3
	Deleted       = 4
	Undeliverable = 5
	Accepted      = 6
	Unknown       = 7
	Rejected      = 8
)

// QuerySM is the body of query_sm (section 4.8.1).
type QuerySM struct {
	ID     string
	Source Address
}

// Bytes returns the body.
func (q QuerySM) Bytes() []byte {
	return text(append(text(nil, q.ID), q.Source.TON, q.Source.NPI), q.Source.Number)
}

// ParseQuery reads the body.
func ParseQuery(body []byte) (QuerySM, error) {
	r := reader{b: body}
	q := QuerySM{ID: r.text()}
	q.Source = Address{r.number(), r.number(), r.text()}
	return q, r.err
}

// QueryState is the body of query_sm_resp (section 4.8.2).
type QueryState struct {
	ID    string
	Final string // when it came to its end, or ""
	State uint8
	Error uint8
}

// Bytes returns the body.
func (q QueryState) Bytes() []byte {
	return append(text(text(nil, q.ID), q.Final), q.State, q.Error)
}

// ParseState reads the body.
func ParseState(body []byte) (QueryState, error) {
	r := reader{b: body}
	q := QueryState{ID: r.text(), Final: r.text(), State: r.number(), Error: r.number()}
	return q, r.err
}
