package smpp

import (
	"strings"
	"testing"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// Receipts are read in the forms that providers write them in; what the customer's phone
// wrote is no part of one.
func TestParseReceipt(t *testing.T) {
	for _, c := range []struct {
		text string
		want receipt
	}{
		{"id:4000001 sub:001 dlvrd:001 submit date:2611201000 done date:2611201001 stat:DELIVRD err:000 text:안녕", receipt{"4000001", "DELIVRD", "000"}},
		{"id:3D0901 sub:001 dlvrd:000 submit date:261120100003 done date:261120100104 stat:UNDELIV err:1B Text:", receipt{"3D0901", "UNDELIV", "1B"}},
		{"ID: abc-DEF STAT: delivrd ERR: 0", receipt{"abc-DEF", "DELIVRD", "0"}},
		{"stat:EXPIRED id:7", receipt{"7", "EXPIRED", ""}},
		{"id:7,stat:REJECTD,err:12", receipt{"7", "REJECTD", "12"}},
		{"status:DELIVERED id:7", receipt{"7", "DELIVERED", ""}},
		{"id:7 text:id:8 stat:DELIVRD", receipt{"7", "", ""}},
		{"message id:7 stat:DELIVRD", receipt{"7", "DELIVRD", ""}},
		{"nothing", receipt{}},
		{"", receipt{}},
	} {
		if got := parseReceipt(&pdu.SM{Message: []byte(c.text)}); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
	}
	m := pdu.SM{TLVs: pdu.TLVs{{Tag: pdu.TagReceiptedID, Value: []byte("77\x00")}, {Tag: pdu.TagMessageState, Value: []byte{pdu.Expired}}}}
	if got := parseReceipt(&m); got != (receipt{"77", "EXPIRED", ""}) || !m.IsReceipt() {
		t.Errorf("of parameters alone: %+v", got)
	}
	for state, want := range map[string]sms.Status{
		"DELIVRD": sms.Delivered, "DELIVERED": sms.Delivered, "EXPIRED": sms.Failed, "DELETED": sms.Failed, "UNDELIV": sms.Failed, "UNDELIVERABLE": sms.Failed,
		"REJECTD": sms.Failed, "REJECTED": sms.Failed, "FAILED": sms.Failed, "ENROUTE": sms.Accepted, "ACCEPTD": sms.Accepted, "UNKNOWN": sms.Accepted, "": sms.Accepted,
	} {
		if got := status(state); got != want {
			t.Errorf("%s: %s", state, got)
		}
	}
}

// An identifier is the same in rows, whichever way answers and receipts write it.
func TestIDs(t *testing.T) {
	for _, c := range []struct{ ids, answer, receipt, row string }{
		{idsSame, "3D0901", "3D0901", "3D0901"},
		{idsHex, "3D0901", "4000001", "3d0901"},
		{idsHex, "003d0901", "0004000001", "3d0901"},
		{idsDecimal, "4000001", "3d0901", "4000001"},
		{idsDecimal, "0004000001", "003D0901", "4000001"},
		{idsHex, "not-a-number", "not-a-number", "not-a-number"},
	} {
		if a, r := answered(c.ids, c.answer), told(c.ids, c.receipt); a != c.row || r != c.row {
			t.Errorf("%+v: %s and %s", c, a, r)
		}
	}
}

// FuzzReceipt: no receipt ends in a panic, and none says more than what stands before the
// customer's text.
func FuzzReceipt(f *testing.F) {
	f.Add([]byte("id:4000001 sub:001 dlvrd:001 submit date:2611201000 done date:2611201001 stat:DELIVRD err:000 text:hello"), uint8(4))
	f.Add([]byte("\x05\x00\x03\x01\x02\x01id:"), uint8(0x40))
	f.Fuzz(func(t *testing.T, text []byte, class uint8) {
		m := pdu.SM{Message: text, ESMClass: class}
		r := parseReceipt(&m)
		if !strings.Contains(strings.ToUpper(string(text)), strings.ToUpper(r.id)) || len(r.code()) > longestReceipt+20 {
			t.Errorf("%q: %+v", text, r)
		}
		if i := strings.Index(string(text), " text:"); i >= 0 && status(r.state) == sms.Delivered && !strings.Contains(strings.ToUpper(string(text[:i])), "DELIV") {
			t.Errorf("%q: %+v", text, r)
		}
		if octets, p, ok := header(&m); len(octets) > len(text) || ok && p.total > 0 && (p.number < 1 || p.number > p.total) {
			t.Errorf("%q: %+v", text, p)
		}
	})
}
