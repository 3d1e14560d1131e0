package sip

import (
	"context"
	"net/netip"
	"strings"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/sip/media"
)

// Dialog is one leg as plain data: everything that is needed to carry it on
// (RFC 3261 section 12). It is stored while the leg is up; after a crash its
// peer is told with a BYE.
type Dialog struct {
	ID    string      `json:"id"` // Call-ID and our tag
	Call  acd.CallID  `json:"call"`
	Agent acd.AgentID `json:"agent,omitempty"` // of an agent's leg; "" is the caller's
	UAC   bool        `json:"uac,omitempty"`   // we sent the INVITE

	CallID    string   `json:"call_id"`
	LocalTag  string   `json:"local_tag"`
	RemoteTag string   `json:"remote_tag"`
	Local     string   `json:"local"`  // our From or To without the tag
	Remote    string   `json:"remote"` // theirs
	LocalSeq  uint32   `json:"local_seq"`
	RemoteSeq uint32   `json:"remote_seq"`
	InviteSeq uint32   `json:"invite_seq"` // number of the INVITE last answered; its ACK carries it
	Routes    []string `json:"routes,omitempty"`
	Target    string   `json:"target"` // their Contact

	Network string         `json:"network"`
	Peer    netip.AddrPort `json:"peer"` // where their messages come from
	Media   media.Local    `json:"media"`
}

// dialogKey finds the leg that an in-dialog request is for.
type dialogKey struct{ callID, localTag string }

func (d *Dialog) key() dialogKey { return dialogKey{d.CallID, d.LocalTag} }

// request returns a new request within the dialog (RFC 3261 section 12.2.1.1).
func (d *Dialog) request(method sipmsg.RequestMethod, hs ...header) *outgoing {
	if method != sipmsg.ACK {
		d.LocalSeq++
	}
	o := &outgoing{
		method: method, uri: d.Target, routes: d.Routes, branch: newBranch(),
		from: d.Local + ";tag=" + d.LocalTag, to: d.Remote, callID: d.CallID, seq: d.LocalSeq, headers: hs,
	}
	if d.RemoteTag != "" {
		o.to += ";tag=" + d.RemoteTag
	}
	if len(d.Routes) > 0 && !looseRoute(d.Routes[0]) { // an RFC 2543 proxy: strict routing
		o.uri = uriInBrackets(d.Routes[0])
		o.routes = append(append([]string(nil), d.Routes[1:]...), "<"+d.Target+">")
	}
	return o
}

func looseRoute(r string) bool {
	u := uriInBrackets(r)
	_, params, _ := strings.Cut(u, ";")
	for _, p := range strings.Split(params, ";") {
		name, _, _ := strings.Cut(p, "=")
		if strings.EqualFold(name, "lr") {
			return true
		}
	}
	return false
}

// nextHop is where a request within the dialog goes: the first route, else the
// remote target, unless that cannot be an address of the peer (a private one
// behind a NAT, one of our own): then where its messages come from. conn is the
// connection that the dialog uses, if any.
func (d *Dialog) nextHop(tr *transport, conn *tcpConn) flow {
	back := flow{net: d.Network, remote: d.Peer, conn: conn}
	if len(d.Routes) == 0 && (d.Agent != "" || d.Network == tcp && conn != nil && tr.alive(conn)) {
		return back // a phone is always reached over its flow
	}
	uri := d.Target
	if len(d.Routes) > 0 {
		uri = uriInBrackets(d.Routes[0])
	}
	fl, err := flowTo(context.Background(), uri, d.Network)
	if err != nil || tr.isSelf(fl.net, fl.remote) || fl.remote.Addr().IsUnspecified() || fl.remote.Addr().IsMulticast() {
		return back
	}
	if hidden(fl.remote.Addr()) && !hidden(d.Peer.Addr()) {
		return back
	}
	if fl.remote == back.remote && fl.net == back.net {
		return back
	}
	return fl
}

// hidden reports whether an address means nothing outside its own network.
func hidden(a netip.Addr) bool { return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() }

// refresh takes over a new remote target (RFC 3261 section 12.2.2).
func (d *Dialog) refresh(m hasHeaders) {
	if c := list(m, "contact"); len(c) == 1 {
		if u := uriInBrackets(c[0]); u != "" && len(u) <= 512 {
			d.Target = u
		}
	}
}

func contactFor(fl flow, local netip.AddrPort, user string) string {
	s := "<sip:" + user + "@" + local.String()
	if fl.net == tcp {
		s += ";transport=tcp"
	}
	return s + ">"
}

// stripTag returns a From or To value without its tag parameter; other
// parameters stay.
func stripTag(v string) string {
	end := strings.LastIndexByte(v, '>')
	head, params := v, ""
	if end >= 0 {
		head, params = v[:end+1], v[end+1:]
	} else if i := strings.IndexByte(v, ';'); i >= 0 {
		head, params = v[:i], v[i:]
	}
	var b strings.Builder
	b.WriteString(head)
	for _, p := range strings.Split(params, ";") {
		name, _, _ := strings.Cut(strings.TrimSpace(p), "=")
		if name = strings.TrimSpace(name); name != "" && !strings.EqualFold(name, "tag") {
			b.WriteByte(';')
			b.WriteString(strings.TrimSpace(p))
		}
	}
	return b.String()
}

func reversed(s []string) []string {
	out := make([]string, len(s))
	for i, v := range s {
		out[len(s)-1-i] = v
	}
	return out
}
