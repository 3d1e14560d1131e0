package sip

import (
	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// onRefer is a phone that gives its agent's call away: to the number of a service or
// to another agent's extension (RFC 3515, RFC 5589 section 6). Nobody else may (S-10),
// and nothing is ever called at the host that Refer-To names. What becomes of it is
// told by NOTIFY; the phone gets its BYE when it worked and has the call still when
// it did not.
func (l *leg) onRefer(req *sipmsg.Request, s *serverTx) {
	c := l.call
	to := list(req, "refer-to")
	switch {
	case l.d.Agent == "" || l != c.active:
		c.srv.met.rejected(refusedForbidden)
		s.respond(response{code: 403})
		return
	case len(to) != 1:
		s.respond(response{code: 400})
		return
	case l.refers:
		s.respond(response{code: 491})
		return
	}
	a, ok := parseAddress(to[0])
	if !ok {
		s.respond(response{code: 400})
		return
	}
	cmd := acd.Transfer{Call: c.id, By: "agent:" + string(l.d.Agent)}
	dir, number := c.srv.dir(), numberOf(&a.uri)
	if e, service := dir.numbers[digits(number)]; service && number != "" {
		cmd.To = e.service.ID
	} else if u, agent := dir.users[number]; agent {
		cmd.Agent = u.agent.ID
	} else {
		s.respond(response{code: 603})
		return
	}
	if _, attended := a.uri.Headers.Get("Replaces"); attended {
		s.respond(response{code: 501})
		return
	}
	s.respond(response{code: 202, headers: l.okHeaders()})
	l.refers = true
	l.notify("100 Trying", "active;expires=60")
	c.tell(cmd)
}

// referred tells the phone what became of its REFER, if there was one.
func (l *leg) referred(status string) {
	if l.refers {
		l.refers = false
		l.notify(status, "terminated;reason=noresource")
	}
}

// notify sends the state of a REFER (RFC 3515 section 2.4.5, RFC 3420).
func (l *leg) notify(status, state string) {
	if l.state != legUp {
		return
	}
	o := l.d.request(sipmsg.NOTIFY, header{"Contact", l.contact()}, header{"Event", "refer"}, header{"Subscription-State", state})
	o.body, o.bodyTyp = []byte("SIP/2.0 "+status+"\r\n"), "message/sipfrag;version=2.0"
	l.send(o, func(*sipmsg.Response, error) {})
}
