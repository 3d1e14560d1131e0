package phone

import (
	"net/netip"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
)

// t2 and lifetime are T2 and 64*T1 of RFC 3261 in units of T1.
const (
	t2       = 8
	lifetime = 64
)

// clientTx is a client transaction (RFC 3261 section 17.1).
type clientTx struct {
	bank     *Bank
	key      string
	text     string
	to       netip.AddrPort
	invite   bool
	answered bool // a provisional response came
	final    bool
	wait     time.Duration
	stop     func() // the retransmission timer
	forget   func() // the timer of expire
	done     func(res *sip.Response)
}

// send starts a transaction. done is called under the lock with every response,
// and with nil when none came in 64*T1; a final response of a non-INVITE comes
// once, a 2xx to INVITE as often as it is repeated or forked.
func (b *Bank) send(text, branch string, method sip.RequestMethod, to netip.AddrPort, twice bool, done func(*sip.Response)) {
	tx := &clientTx{
		bank: b, key: branch + "|" + string(method), text: text, to: to,
		invite: method == sip.INVITE, wait: b.cfg.T1, done: done,
	}
	b.clients[tx.key] = tx
	b.write(text, to)
	if twice {
		b.write(text, to)
	}
	tx.stop = func() {}
	if !b.wire.reliable() {
		tx.stop = b.after(tx.wait, tx.repeat)
	}
	tx.forget = b.after(lifetime*b.cfg.T1, tx.expire)
}

// repeat is timer A or E.
func (tx *clientTx) repeat() {
	if tx.final || (tx.invite && tx.answered) {
		return
	}
	tx.bank.write(tx.text, tx.to)
	tx.wait *= 2
	if !tx.invite {
		tx.wait = min(tx.wait, t2*tx.bank.cfg.T1)
	}
	tx.stop = tx.bank.after(tx.wait, tx.repeat)
}

// expire ends the transaction: with no response it has failed (timer B, F). An
// INVITE that is ringing lives on, and is looked at again.
func (tx *clientTx) expire() {
	switch {
	case tx.final:
		delete(tx.bank.clients, tx.key)
	case tx.invite && tx.answered:
		tx.forget = tx.bank.after(lifetime*tx.bank.cfg.T1, tx.expire)
	default:
		delete(tx.bank.clients, tx.key)
		tx.final = true
		tx.stop()
		tx.done(nil)
	}
}

// receive takes a response.
func (tx *clientTx) receive(res *sip.Response) {
	switch {
	case res.StatusCode < 200:
		tx.answered = true
		if tx.final {
			return
		}
	case tx.invite && res.StatusCode >= 300:
		tx.bank.write(tx.ack(res), tx.to)
		if tx.final {
			return
		}
	case tx.final && !tx.invite:
		return
	}
	if res.StatusCode >= 200 {
		tx.final = true
		tx.stop()
		if !tx.invite {
			tx.forget()
			delete(tx.bank.clients, tx.key)
		}
	}
	tx.done(res)
}

// ack makes the ACK to a refusal: same branch, To of the response (RFC 3261
// section 17.1.1.3).
func (tx *clientTx) ack(res *sip.Response) string {
	return derive(tx.text, sip.ACK, res.To().Value())
}

// derive makes the ACK to a refusal, or the CANCEL, of an INVITE: same Request-URI,
// Via, From, Call-ID, CSeq number and Route (RFC 3261 sections 9.1 and 17.1.1.3).
// An empty to keeps the INVITE's.
func derive(invite string, method sip.RequestMethod, to string) string {
	start, rest, _ := strings.Cut(invite, "\r\n")
	m := &message{start: string(method) + strings.TrimPrefix(start, "INVITE")}
	head, _, _ := strings.Cut(rest, "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		switch {
		case name == "To" && to != "":
			m.add("To: %s", to)
		case name == "CSeq":
			m.headers = append(m.headers, strings.Replace(line, "INVITE", string(method), 1))
		case strings.Contains("|Via|From|To|Call-ID|Route|Max-Forwards|", "|"+name+"|"):
			m.headers = append(m.headers, line)
		}
	}
	return m.text()
}
