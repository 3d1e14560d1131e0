package phone

import (
	"net/netip"
	"time"

	"github.com/emiago/sipgo/sip"
)

// serverTx is a server transaction (RFC 3261 section 17.2). The final response to an
// INVITE is repeated until its ACK comes; over TCP only a 2xx is.
type serverTx struct {
	bank  *Bank
	key   string
	req   *sip.Request
	to    netip.AddrPort
	last  string
	final bool
	stop  func() // repetition of the final response
	call  *Call  // that an INVITE began
}

// request takes a request from the wire.
func (b *Bank) request(req *sip.Request, from netip.AddrPort) {
	key := txKey(req.Via(), req.Method)
	tx := b.servers[key]
	switch {
	case req.IsAck():
		b.acknowledge(req, tx)
		return
	case tx != nil: // a retransmission
		if tx.last != "" {
			b.write(tx.last, tx.to)
		}
		return
	}
	tx = &serverTx{bank: b, key: key, req: req, to: from, stop: func() {}}
	b.servers[key] = tx
	switch {
	case req.IsCancel():
		b.cancel(tx)
	case tagOf(req.To().Params) != "":
		b.inDialog(tx)
	case req.IsInvite():
		b.incoming(tx)
	case req.Method == sip.OPTIONS || req.Method == sip.NOTIFY || req.Method == sip.MESSAGE:
		tx.respond(200, token(), nil)
	default:
		tx.respond(405, token(), nil)
	}
}

// respond sends a response. fill may add headers and a body.
func (tx *serverTx) respond(code int, tag string, fill func(*message)) {
	m := response(tx.req, code, reason(code), tag)
	if code == 405 {
		m.add("Allow: %s", allow)
	}
	if fill != nil {
		fill(m)
	}
	tx.last = m.text()
	tx.bank.write(tx.last, tx.to)
	if code < 200 || tx.final {
		return
	}
	tx.final = true
	if tx.req.IsInvite() && (code < 300 || !tx.bank.wire.reliable()) {
		tx.repeat(tx.bank.cfg.T1)
	}
	tx.bank.after(lifetime*tx.bank.cfg.T1, func() { delete(tx.bank.servers, tx.key) })
}

// repeat sends the final response to an INVITE again and again until stop (RFC
// 3261 section 13.3.1.4, timer G).
func (tx *serverTx) repeat(wait time.Duration) {
	tx.stop = tx.bank.after(wait, func() {
		if tx.bank.servers[tx.key] != tx {
			return
		}
		tx.bank.write(tx.last, tx.to)
		tx.repeat(min(2*wait, t2*tx.bank.cfg.T1))
	})
}

// acknowledge takes an ACK: of a refusal by its transaction, of a 2xx by its
// dialog.
func (b *Bank) acknowledge(req *sip.Request, tx *serverTx) {
	if tx != nil {
		tx.stop()
		return
	}
	if c := b.calls[callKey(req.CallID().Value(), tagOf(req.To().Params))]; c != nil {
		c.acked(req)
	}
}

// cancel takes a CANCEL.
func (b *Bank) cancel(tx *serverTx) {
	invite := b.servers[txKey(tx.req.Via(), sip.INVITE)]
	if invite == nil {
		tx.respond(481, token(), nil)
		return
	}
	tx.respond(200, token(), nil)
	if invite.call != nil {
		invite.call.cancelled()
	}
}
