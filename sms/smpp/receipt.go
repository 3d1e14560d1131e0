package smpp

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// receipt is what a provider tells of a message. The text of one is of no standard; its
// usual form is
//
//	id:ID sub:001 dlvrd:001 submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DELIVRD err:000 text:...
//
// in whatever order, with whatever case, and with parts left out.
type receipt struct {
	id    string
	state string
	err   string
}

var (
	receiptID    = regexp.MustCompile(`(?i)(?:^|[\s,;])id:\s*([^\s,;]*)`)
	receiptState = regexp.MustCompile(`(?i)(?:^|[\s,;])stat(?:us)?:\s*([a-z_]+)`)
	receiptError = regexp.MustCompile(`(?i)(?:^|[\s,;])err(?:or)?:\s*([0-9a-z]{1,8})`)
	receiptText  = regexp.MustCompile(`(?i)(?:^|[\s,;])text:`)
)

// longestReceipt bounds what is read of a receipt.
const longestReceipt = 1000

// parseReceipt reads a receipt, whose parts may stand in optional parameters instead. What
// the customer's phone wrote (text:) is not looked at.
func parseReceipt(m *pdu.SM) receipt {
	text := string(m.Octets())
	if len(text) > longestReceipt {
		text = text[:longestReceipt]
	}
	if at := receiptText.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	first := func(r *regexp.Regexp) string {
		if g := r.FindStringSubmatch(text); g != nil {
			return g[1]
		}
		return ""
	}
	out := receipt{id: first(receiptID), state: strings.ToUpper(first(receiptState)), err: strings.ToUpper(first(receiptError))}
	if id := m.TLVs.Text(pdu.TagReceiptedID); id != "" {
		out.id = id
	}
	if n, ok := m.TLVs.Number(pdu.TagMessageState); ok && out.state == "" {
		out.state = stateNames[uint8(n)]
	}
	return out
}

// stateNames are the words of receipts for the numbers of states.
var stateNames = map[uint8]string{
	pdu.Enroute: "ENROUTE", pdu.Delivered: "DELIVRD", pdu.Expired: "EXPIRED", pdu.Deleted: "DELETED",
	pdu.Undeliverable: "UNDELIV", pdu.Accepted: "ACCEPTD", pdu.Unknown: "UNKNOWN", pdu.Rejected: "REJECTD",
}

// status is what a state says: the words differ by a letter or two from one provider to the
// next.
func status(state string) sms.Status {
	for begin, s := range map[string]sms.Status{"DELIV": sms.Delivered, "EXPIR": sms.Failed, "DELET": sms.Failed, "UNDEL": sms.Failed, "REJEC": sms.Failed, "FAIL": sms.Failed} {
		if strings.HasPrefix(state, begin) {
			return s
		}
	}
	return sms.Accepted
}

// code is a state with its error, for people: UNDELIV or UNDELIV/027.
func (r receipt) code() string {
	if strings.Trim(r.err, "0") == "" || status(r.state) != sms.Failed {
		return r.state
	}
	return r.state + "/" + r.err
}

// What an identifier is in answers and in receipts (Config.IDs).
const (
	idsSame    = "same"
	idsHex     = "hex_in_answers"     // and decimal in receipts
	idsDecimal = "decimal_in_answers" // and hexadecimal in receipts
)

// answered returns an identifier of an answer as rows have it.
func answered(ids, id string) string {
	id = strings.TrimSpace(id)
	switch ids {
	case idsHex:
		if n, err := strconv.ParseUint(id, 16, 64); err == nil {
			return strconv.FormatUint(n, 16)
		}
	case idsDecimal:
		if n, err := strconv.ParseUint(id, 10, 64); err == nil {
			return strconv.FormatUint(n, 10)
		}
	}
	return id
}

// told returns an identifier of a receipt as answered has it.
func told(ids, id string) string {
	id = strings.TrimSpace(id)
	switch ids {
	case idsHex:
		if n, err := strconv.ParseUint(id, 10, 64); err == nil {
			return strconv.FormatUint(n, 16)
		}
	case idsDecimal:
		if n, err := strconv.ParseUint(id, 16, 64); err == nil {
			return strconv.FormatUint(n, 10)
		}
	}
	return id
}
