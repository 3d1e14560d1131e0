package sip

import (
	"net/netip"
	"strconv"
	"sync"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"
	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
)

// maxContacts is how many phones one agent may have registered at once; one
// more takes the place of the one that would expire first (S20).
const maxContacts = 3

// registrar holds the bindings of the agents' phones (RFC 3261 section 10) and
// tells the floor which agents can be reached.
type registrar struct {
	cfg   Config
	log   zerolog.Logger
	met   *metrics
	auth  *auth
	tr    *transport
	txs   *transactions
	floor Floor
	saver *saver
	now   func() time.Time
	dir   func() *directory
	spawn func(func())

	mu     sync.RWMutex // transport.mu is taken within it, never the other way round
	agents map[acd.AgentID][]*binding
	addrs  map[netip.Addr]int      // bindings by the phone's address
	told   map[acd.AgentID]bool    // what the floor knows
	flows  map[flowKey]int         // bindings by the phone's socket
	recent map[acd.AgentID]*bucket // REGISTERs of the last minute, by agent
}

// flowKey names a peer's socket without its connection.
type flowKey struct {
	net    string
	remote netip.AddrPort
}

// handle answers a REGISTER.
func (g *registrar) handle(req *sipmsg.Request, s *serverTx) {
	now := g.now()
	dir := g.dir()
	agent, cred, challenge := g.auth.check(req, s.fl, dir, now)
	if agent == nil {
		s.respond(response{code: 401, tag: newTag(), headers: challenge})
		return
	}
	to := req.To()
	if u, ok := dir.users[to.Address.User]; !ok || u.agent != agent {
		g.met.rejected(refusedForbidden)
		s.respond(response{code: 403, tag: newTag()}) // A's password does not register B (S-05)
		return
	}
	code, hs := g.update(req, s.fl, agent, cred, now)
	s.respond(response{code: code, tag: newTag(), headers: hs})
}

// update carries out a REGISTER of an authenticated agent: all contacts or none.
func (g *registrar) update(req *sipmsg.Request, fl flow, agent *Agent, cred Credential, now time.Time) (int, []header) {
	contacts := list(req, "contact")
	expires, hasExpires := seconds(value(req, "expires"))
	if !hasExpires {
		expires = int(g.cfg.RegisterDefault / time.Second)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(contacts) > 0 && !g.allowed(agent.ID, now) {
		g.met.rejected(refusedRate)
		return 503, []header{{"Retry-After", "5"}}
	}
	if len(contacts) == 1 && contacts[0] == "*" {
		if !hasExpires || expires != 0 {
			return 400, nil
		}
		if !g.newer(agent.ID, func(*binding) bool { return true }, req) {
			return 500, nil
		}
		for _, b := range g.agents[agent.ID] {
			g.remove(b)
		}
		g.tell(agent.ID)
		return 200, []header{{"Date", now.UTC().Format(dateFormat)}}
	}
	if len(contacts) > maxContacts {
		return 403, nil
	}
	todo := make([]contact, 0, len(contacts))
	for _, text := range contacts {
		c, ok := parseContact(text)
		if !ok || c.uri.Wildcard || !g.usable(c, fl, agent) {
			return 400, nil
		}
		if c.expires < 0 {
			c.expires = expires
		}
		if c.expires > 0 && time.Duration(c.expires)*time.Second < g.cfg.RegisterMin {
			return 423, []header{{"Min-Expires", strconv.Itoa(int(g.cfg.RegisterMin / time.Second))}}
		}
		if !g.newer(agent.ID, func(b *binding) bool { return b.sameContact(c.text, c.instance) }, req) {
			return 500, nil // an older request overtaken (RFC 3261 section 10.3 step 7)
		}
		todo = append(todo, c)
	}
	for _, c := range todo {
		g.bind(req, fl, agent, cred, c, now)
	}
	g.tell(agent.ID)
	return 200, g.listing(agent.ID, now)
}

const dateFormat = "Mon, 02 Jan 2006 15:04:05 GMT"

// allowed bounds how often an agent's bindings change: 5 a second after a burst of
// 20.
func (g *registrar) allowed(id acd.AgentID, now time.Time) bool {
	b := g.recent[id]
	if b == nil {
		b = &bucket{}
		g.recent[id] = b
	}
	return b.take(now, 5, 20)
}

// newer reports whether a REGISTER is newer than the matching bindings.
func (g *registrar) newer(id acd.AgentID, match func(*binding) bool, req *sipmsg.Request) bool {
	for _, b := range g.agents[id] {
		if match(b) && b.CallID == callIDOf(req) && req.CSeq().SeqNo <= b.CSeq {
			return false
		}
	}
	return true
}

// usable refuses contacts that would loop or reflect calls (S-07).
func (g *registrar) usable(c contact, fl flow, agent *Agent) bool {
	if c.uri.Scheme != "sip" || c.uri.Host == "" {
		return false
	}
	addr, err := netip.ParseAddr(c.uri.Host)
	if err != nil {
		return true // a name; calls go to the flow
	}
	addr = addr.Unmap()
	port := c.uri.Port
	if port == 0 {
		port = 5060
	}
	at := addrPort(addr, port)
	if addr.IsMulticast() || addr == broadcast || addr.IsUnspecified() || g.tr.isSelf(fl.net, at) {
		return false
	}
	if addr.IsLoopback() && !fl.remote.Addr().IsLoopback() {
		return false
	}
	for id, bs := range g.agents {
		if id == agent.ID {
			continue
		}
		for _, b := range bs {
			if b.Target == at && b.Network == fl.net && addr == fl.remote.Addr() && b.Remote != fl.remote {
				return false
			}
		}
	}
	return true
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// bind adds, refreshes or removes one contact. Lock held.
func (g *registrar) bind(req *sipmsg.Request, fl flow, agent *Agent, cred Credential, c contact, now time.Time) {
	var b *binding
	for _, have := range g.agents[agent.ID] {
		if have.sameContact(c.text, c.instance) {
			b = have
		}
	}
	if c.expires == 0 {
		if b != nil {
			g.remove(b)
		}
		return
	}
	life := min(time.Duration(c.expires)*time.Second, g.cfg.RegisterMax)
	n := &binding{conn: fl.conn, reachable: true, next: now.Add(g.cfg.Qualify)}
	n.Binding = Binding{
		Agent: agent.ID, User: cred.User, Contact: c.text, Network: fl.net, Remote: fl.remote,
		Target: targetOf(c, fl), Path: list(req, "path"), Instance: c.instance, CallID: callIDOf(req),
		CSeq: req.CSeq().SeqNo, Expires: now.Add(life), Software: cut(value(req, "user-agent"), 64),
	}
	if b != nil {
		n.answers = b.answers
		g.remove(b)
	}
	g.enter(n)
	for len(g.agents[agent.ID]) > maxContacts {
		first := g.agents[agent.ID][0]
		for _, x := range g.agents[agent.ID] {
			if x.Expires.Before(first.Expires) {
				first = x
			}
		}
		g.remove(first)
	}
	g.saver.saveBinding(n.Binding)
}

// targetOf is where requests to a contact go. A phone whose contact names the
// address that it registers from is reached there; any other sits behind a NAT
// and is reached where it comes from (RFC 3581 section 4 in spirit).
func targetOf(c contact, fl flow) netip.AddrPort {
	addr, err := netip.ParseAddr(c.uri.Host)
	if err != nil || fl.net != udp || addr.Unmap() != fl.remote.Addr() {
		return fl.remote
	}
	if c.uri.Port == 0 {
		return addrPort(fl.remote.Addr(), 5060)
	}
	return addrPort(fl.remote.Addr(), c.uri.Port)
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// enter and remove keep the indexes. Lock held.
func (g *registrar) enter(b *binding) {
	g.agents[b.Agent] = append(g.agents[b.Agent], b)
	g.addrs[b.Remote.Addr()]++
	g.flows[flowKey{b.Network, b.Remote}]++
}

func (g *registrar) remove(b *binding) {
	list := g.agents[b.Agent]
	for i, x := range list {
		if x != b {
			continue
		}
		g.agents[b.Agent] = append(list[:i:i], list[i+1:]...)
		if len(g.agents[b.Agent]) == 0 {
			delete(g.agents, b.Agent)
		}
		if g.addrs[b.Remote.Addr()]--; g.addrs[b.Remote.Addr()] <= 0 {
			delete(g.addrs, b.Remote.Addr())
		}
		k := flowKey{b.Network, b.Remote}
		if g.flows[k]--; g.flows[k] <= 0 {
			delete(g.flows, k)
		}
		g.saver.deleteBinding(b.Agent, b.Contact)
		return
	}
}

// listing is the Contact list of a 200. Lock held.
func (g *registrar) listing(id acd.AgentID, now time.Time) []header {
	hs := make([]header, 0, 4)
	for _, b := range g.agents[id] {
		left := int(b.Expires.Sub(now)/time.Second) + 1
		if b.Expires.Sub(now)%time.Second == 0 {
			left--
		}
		hs = append(hs, header{"Contact", "<" + b.Contact + ">;expires=" + strconv.Itoa(left)})
	}
	return append(hs, header{"Date", now.UTC().Format(dateFormat)})
}

// tell posts to the floor whether an agent can be reached, when that changed.
// Lock held.
func (g *registrar) tell(id acd.AgentID) {
	can := false
	for _, b := range g.agents[id] {
		can = can || b.reachable
	}
	if g.told[id] == can {
		return
	}
	var cmd acd.Command = acd.PhoneLost{Agent: id}
	if can {
		cmd = acd.PhoneReachable{Agent: id}
	}
	if g.floor.Post(cmd) != nil {
		return // tick tries again
	}
	if can {
		g.told[id] = true
	} else {
		delete(g.told, id)
	}
}
