package sip

import (
	"net/netip"
	"strings"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// Binding is one registered contact of an agent, as it is stored.
type Binding struct {
	Agent    acd.AgentID    `json:"agent"`
	User     string         `json:"user"`    // SIP user name that registered it
	Contact  string         `json:"contact"` // URI
	Network  string         `json:"network"` // "udp" or "tcp"
	Remote   netip.AddrPort `json:"remote"`  // where the REGISTER came from
	Target   netip.AddrPort `json:"target"`  // where calls go: the same behind a NAT, else the contact's
	Path     []string       `json:"path,omitempty"`
	Instance string         `json:"instance,omitempty"` // +sip.instance (RFC 5626)
	CallID   string         `json:"call_id"`
	CSeq     uint32         `json:"cseq"`
	Software string         `json:"software,omitempty"` // User-Agent, cut to 64 bytes
	Expires  time.Time      `json:"expires"`
}

// binding is a Binding in use. Guarded by the registrar's lock.
type binding struct {
	Binding
	conn      *tcpConn // the connection that it came over
	reachable bool
	answers   bool // it has answered OPTIONS, or is of before a restart: silence means something
	misses    int  // OPTIONS without an answer, in a row
	next      time.Time
	asking    bool
}

// flow is the way to the phone: the registered flow for TCP, the target for UDP.
func (b *binding) flow() flow {
	if b.Network == tcp {
		return flow{net: tcp, remote: b.Remote, conn: b.conn}
	}
	return flow{net: udp, remote: b.Target}
}

// sameContact compares what makes a contact the same phone: the instance where
// both have one, else user, host and port of the URI (RFC 3261 section 19.1.4).
func (b *Binding) sameContact(contact, instance string) bool {
	if b.Instance != "" && instance != "" {
		return b.Instance == instance
	}
	var x, y sipmsg.Uri
	if sipmsg.ParseUri(b.Contact, &x) != nil || sipmsg.ParseUri(contact, &y) != nil {
		return b.Contact == contact
	}
	tx, _ := x.UriParams.Get("transport")
	ty, _ := y.UriParams.Get("transport")
	return x.User == y.User && strings.EqualFold(x.Host, y.Host) && x.Port == y.Port && strings.EqualFold(tx, ty)
}

// contact is one element of the Contact headers of a REGISTER.
type contact struct {
	uri      sipmsg.Uri
	text     string // the URI as received
	instance string
	expires  int // seconds; -1 where not said
}

func parseContact(s string) (contact, bool) {
	a, ok := parseAddress(s)
	c := contact{uri: a.uri, text: uriInBrackets(s), expires: -1}
	if !ok || c.text == "" || len(c.text) > 512 {
		return c, false
	}
	if v, has := a.params.Get("expires"); has {
		n, good := seconds(v)
		if !good {
			return c, true // a malformed value counts as the default (RFC 3261 section 10.3)
		}
		c.expires = n
	}
	c.instance, _ = a.params.Get("+sip.instance")
	return c, true
}

// seconds reads a delta-seconds; larger than 2^31 counts as the largest.
func seconds(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		if n < 1<<31 {
			n = min(n*10+int(s[i]-'0'), 1<<31)
		}
	}
	return n, true
}
