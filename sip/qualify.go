package sip

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	sipmsg "github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/acd"
)

// maxMisses is how many OPTIONS in a row a phone may leave without an answer.
const maxMisses = 2

// load takes up stored bindings, so that phones can be reached right after a
// restart, and brings the floor in line with them. Those that cannot be used any
// more leave the store: expired ones, and those of TCP, whose connections died
// with the former process; such a phone comes back by itself.
func (g *registrar) load(ctx context.Context, store Registrations, st acd.State) error {
	var list []Binding
	if store != nil {
		var err error
		if list, err = store.Bindings(ctx); err != nil {
			return fmt.Errorf("load the phones' registrations: %w", err)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for _, b := range list {
		if b.Network != udp || !b.Expires.After(now) {
			g.saver.deleteBinding(b.Agent, b.Contact)
			continue
		}
		first := now.Add(time.Duration(rand.Int64N(int64(2 * time.Second))))
		g.enter(&binding{Binding: b, reachable: true, answers: true, next: first})
	}
	for _, a := range st.Agents {
		if a.Reachable {
			g.told[a.Agent.ID] = true
		}
	}
	for id := range g.agents {
		g.tell(id)
	}
	for id := range g.told {
		g.tell(id)
	}
	return nil
}

// tick does what is due: expiry, dead connections, OPTIONS to phones.
func (g *registrar) tick(now time.Time) {
	var ask []*binding
	var reachable, silent float64
	g.mu.Lock()
	for id, bs := range g.agents {
		for _, b := range append([]*binding(nil), bs...) {
			if b.reachable {
				reachable++
			} else {
				silent++
			}
			switch {
			case !now.Before(b.Expires):
				g.log.Info().Str("agent", string(id)).Msg("a phone's registration expired")
				g.remove(b)
			case b.Network == tcp && (b.conn == nil || !g.tr.alive(b.conn)):
				g.log.Info().Str("agent", string(id)).Msg("a phone's connection was closed")
				g.remove(b)
			case !b.asking && now.After(b.next):
				b.asking = true
				ask = append(ask, b)
			}
		}
		g.tell(id)
	}
	for id := range g.told {
		if len(g.agents[id]) == 0 {
			g.tell(id)
		}
	}
	for id, b := range g.recent {
		if now.Sub(b.at) > time.Minute {
			delete(g.recent, id)
		}
	}
	g.mu.Unlock()
	g.met.regs.WithLabelValues("reachable").Set(reachable)
	g.met.regs.WithLabelValues("unreachable").Set(silent)
	for _, b := range ask {
		g.ask(b)
	}
}

// ask sends OPTIONS to a phone. Any answer shows that it lives (RFC 3261
// section 11); it also keeps a NAT's binding open.
func (g *registrar) ask(b *binding) {
	g.mu.RLock()
	fl, contact, path := b.flow(), b.Contact, b.Path
	g.mu.RUnlock()
	local := g.tr.local(fl)
	o := &outgoing{
		method: sipmsg.OPTIONS, uri: contact, branch: newBranch(), routes: path,
		from: "<sip:callfloor@" + local.String() + ">;tag=" + newTag(), to: "<" + contact + ">",
		callID: newCallID(), seq: 1, headers: []header{{"Contact", contactFor(fl, local, "callfloor")}},
	}
	g.txs.request(o, fl, func(res *sipmsg.Response, err error) {
		if res != nil && res.StatusCode < 200 {
			return
		}
		g.asked(b, err)
	})
}

// asked notes the outcome of an OPTIONS. A phone that has never answered one may
// not know how; a call will show whether it lives.
func (g *registrar) asked(b *binding, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b.asking = false
	wait := g.cfg.Qualify
	if err == nil {
		b.misses, b.answers = 0, true
		if !b.reachable {
			g.log.Info().Str("agent", string(b.Agent)).Msg("a phone answers again")
		}
		b.reachable = true
	} else if !b.answers {
		b.misses = 0
	} else if b.misses++; b.misses >= maxMisses {
		if b.reachable {
			g.log.Info().Str("agent", string(b.Agent)).Msg("a phone does not answer any more")
		}
		b.reachable = false
	} else {
		wait = 0 // ask again at once
	}
	b.next = g.now().Add(wait + time.Duration(rand.Int64N(int64(wait/8)+1)))
	g.tell(b.Agent)
}

// failed notes that an INVITE to a contact got no answer or could not be sent.
func (g *registrar) failed(id acd.AgentID, contact string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, b := range g.agents[id] {
		if b.Contact == contact {
			b.reachable, b.misses, b.next = false, maxMisses, time.Time{}
		}
	}
	g.tell(id)
}

// prune removes the bindings of agents who are gone or switched off.
func (g *registrar) prune(d *directory) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, bs := range g.agents {
		if a := d.agents[id]; a != nil && a.Enabled {
			continue
		}
		for _, b := range append([]*binding(nil), bs...) {
			g.remove(b)
		}
		g.tell(id)
	}
}
