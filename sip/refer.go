package sip

import (
	"net/url"
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// onRefer is a phone that gives its agent's call away: to the number of a service, to
// another agent's extension or to a number outside that the agent may call (RFC 3515,
// RFC 5589 section 6); with Replaces (RFC 3891) to whom the agent consults on the
// phone's other line (section 7). Nobody else may (S-10), and nothing is ever called at
// the host that Refer-To names. What becomes of it is told by NOTIFY; the phone gets
// its BYE when it worked and has the call still when it did not.
func (l *leg) onRefer(req *sipmsg.Request, s *serverTx) {
	c := l.call
	to := list(req, "refer-to")
	switch {
	case l.d.Agent == "" || l != c.active && (c.second == nil || l != c.second.own):
		c.srv.met.rejected(refusedForbidden)
		s.respond(response{code: 403})
		return
	case len(to) != 1:
		s.respond(response{code: 400})
		return
	case l.refers != nil:
		s.respond(response{code: 491})
		return
	}
	a, ok := parseAddress(to[0])
	if !ok {
		s.respond(response{code: 400})
		return
	}
	cmd, code := c.referCommand(l, a.uri)
	if code != 0 {
		s.respond(response{code: code})
		return
	}
	s.respond(response{code: 202, headers: l.okHeaders()})
	l.refers = cmd
	l.notify("100 Trying", "active;expires=60")
	c.tell(cmd)
}

// referCommand is what a REFER on l asks of the floor, or the status to refuse it with.
func (c *call) referCommand(l *leg, uri sipmsg.Uri) (acd.Command, int) {
	by := "agent:" + string(l.d.Agent)
	if r, attended := uri.Headers.Get("Replaces"); attended {
		if c.second == nil || c.second.own == nil || !c.replaces(r, l) {
			return nil, 603
		}
		return acd.Complete{Call: c.id, By: by}, 0
	}
	if l != c.active {
		return nil, 603
	}
	number := numberOf(&uri)
	if e, service := c.srv.dir().numbers[digits(number)]; service && number != "" {
		return acd.Transfer{Call: c.id, To: e.service.ID, By: by}, 0
	}
	n, agent, err := c.srv.MayDial(l.d.Agent, number)
	switch {
	case err != nil:
		c.srv.log.Info().Str("agent", string(l.d.Agent)).Err(err).Msg("a transfer by an agent's phone is refused")
		return nil, 603
	case agent != "":
		return acd.Transfer{Call: c.id, Agent: agent, By: by}, 0
	}
	return acd.Transfer{Call: c.id, Number: n, Show: c.show(l.d.Agent), By: by}, 0
}

// replaces reports whether a Replaces value, escaped as in a URI, names the other one
// of the two lines that the agent's phone has: Call-ID and both tags, whichever way
// round they are told (RFC 3891 section 3).
func (c *call) replaces(v string, l *leg) bool {
	other := c.second.own
	if l == other {
		other = c.active
	}
	v, err := url.PathUnescape(v)
	if err != nil || other == nil {
		return false
	}
	id, rest, _ := strings.Cut(v, ";")
	var to, from string
	for _, p := range strings.Split(rest, ";") {
		k, x, _ := strings.Cut(p, "=")
		switch strings.ToLower(strings.TrimSpace(k)) {
		case "to-tag":
			to = x
		case "from-tag":
			from = x
		}
	}
	ours, theirs := other.d.LocalTag, other.d.RemoteTag
	return strings.TrimSpace(id) == other.d.CallID && (to == ours && from == theirs || to == theirs && from == ours)
}

// notReferred is what a phone is told whose REFER was overtaken by something else.
const notReferred = "487 Request Terminated"

// given reports whether an agent has left for whom a REFER named.
func given(asked acd.Command, ev acd.AgentLeftCall) bool {
	t, transfer := asked.(acd.Transfer)
	switch {
	case !transfer || t.Number != "": // Complete, or to a number outside
		return ev.Cause == acd.CauseTransferred
	case t.Agent != "":
		return ev.ToAgent == t.Agent
	}
	return ev.ToAgent == "" && ev.TransferTo == t.To
}

// referred tells the phone what became of its REFER, if there was one.
func (l *leg) referred(status string) {
	if l.refers != nil {
		l.refers = nil
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
