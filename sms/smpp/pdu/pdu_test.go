package pdu

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"testing"
)

func sample() SM {
	return SM{
		ServiceType: "CMT", Source: Address{0, 0, "15880001"}, Dest: Address{1, 1, "821012345678"}, ESMClass: ESMHeader, Registered: 1, DataCoding: 0x0E,
		Message: []byte("hello"), TLVs: TLVs{{TagUserReference, []byte{1, 2}}, {0x1500, []byte("id-1\x00")}, {TagPayload, nil}},
	}
}

// What is written is read again as it was.
func TestThereAndBack(t *testing.T) {
	m := sample()
	body, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	p := PDU{Command: Submit, Sequence: 7, Body: body}
	got, err := Read(bytes.NewReader(append(p.Bytes(), "rest"...)))
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Fatalf("%+v %v", got, err)
	}
	back, err := ParseSM(got.Body)
	m.TLVs[2].Value = []byte{}
	if err != nil || !reflect.DeepEqual(back, m) {
		t.Errorf("%+v\n%+v %v", back, m, err)
	}
	if n, ok := back.TLVs.Number(TagUserReference); !ok || n != 0x0102 || back.TLVs.Text(0x1500) != "id-1" {
		t.Errorf("%d %q", n, back.TLVs.Text(0x1500))
	}
	bind := Bind{SystemID: "a", Password: "b", SystemType: "c", Version: Version, TON: 1, NPI: 2, AddressRange: "d"}
	if got, err := ParseBind(bind.Bytes()); err != nil || got != bind {
		t.Errorf("%+v %v", got, err)
	}
	q := QuerySM{ID: "x", Source: Address{1, 1, "1"}}
	if got, err := ParseQuery(q.Bytes()); err != nil || got != q {
		t.Errorf("%+v %v", got, err)
	}
	st := QueryState{ID: "x", Final: "", State: Delivered, Error: 3}
	if got, err := ParseState(st.Bytes()); err != nil || got != st {
		t.Errorf("%+v %v", got, err)
	}
	if id, err := ParseID(ID("abc")); err != nil || id != "abc" {
		t.Errorf("%q %v", id, err)
	}
	if id, err := ParseID(nil); err != nil || id != "" {
		t.Errorf("a refusal without a body: %q %v", id, err)
	}
}

// A length that no PDU has is refused before anything is made of it; a stream that ends
// within one is no clean end.
func TestLengths(t *testing.T) {
	head := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	rest := make([]byte, 12)
	for _, n := range []uint32{0, 15, MostLength + 1, 1 << 31, 0xFFFFFFFF} {
		if _, err := Read(bytes.NewReader(append(head(n), rest...))); !errors.Is(err, ErrLength) {
			t.Errorf("%d: %v", n, err)
		}
	}
	if _, err := Read(bytes.NewReader(append(head(17), rest...))); err != io.ErrUnexpectedEOF {
		t.Errorf("%v", err)
	}
	if _, err := Read(bytes.NewReader(nil)); err != io.EOF {
		t.Errorf("%v", err)
	}
	m := SM{Message: make([]byte, 255)}
	if _, err := m.Bytes(); err == nil {
		t.Error("255 octets are written")
	}
}

// A body that was cut anywhere is an error and no message.
func TestCutBodies(t *testing.T) {
	m := sample()
	whole, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	bare := m
	bare.TLVs = nil
	mandatory, err := bare.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	ends := map[int]bool{len(mandatory): true, len(mandatory) + 6: true, len(mandatory) + 15: true, len(whole): true} // between parameters
	for n := range whole {
		if _, err := ParseSM(whole[:n]); (err == nil) != ends[n] {
			t.Errorf("cut at %d of %d: %v", n, len(whole), err)
		}
	}
}

// FuzzRead: no octets from the network end in a panic or in more memory than was sent; what
// is understood is written again as it was read.
func FuzzRead(f *testing.F) {
	m := sample()
	body, err := m.Bytes()
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range []PDU{{Command: Submit, Body: body}, {Command: Deliver, Body: body}, {Command: BindTransceiver, Body: Bind{SystemID: "a"}.Bytes()}, {Command: EnquireLink}, {Command: QueryResp, Body: QueryState{ID: "1"}.Bytes()}} {
		f.Add(p.Bytes())
	}
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		if len(p.Body) > len(data) || !bytes.HasPrefix(data, p.Bytes()) {
			t.Fatalf("%d octets of %d are not what was read", len(p.Body), len(data))
		}
		if m, err := ParseSM(p.Body); err == nil {
			again, err := m.Bytes()
			if err != nil || !bytes.Equal(again, p.Body) {
				t.Errorf("%x is written as %x (%v)", p.Body, again, err)
			}
			_, _ = m.IsReceipt(), m.Octets()
		}
		_, _ = ParseBind(p.Body)
		_, _ = ParseQuery(p.Body)
		_, _ = ParseState(p.Body)
		_, _ = ParseID(p.Body)
	})
}
