package sip

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"
)

// soon fails the test when fn does not return: a deadlock.
func soon(t *testing.T, what string, fn func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); fn() }()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatal("deadlock: " + what)
	}
}

// A new call is counted while the health check of its trunk is about to start:
// an INVITE takes the server's lock, then the trunks'; the check may not hold them
// the other way round.
func TestInviteDuringTrunkCheck(t *testing.T) {
	e := newEdge(t, options{})
	var at Trunk
	at.Name, at.Target, at.Sources = "asked", "sip:127.0.0.1:9", []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}
	begun, ticked := make(chan struct{}), make(chan struct{})
	health := &trunks{log: e.srv.log, met: e.srv.met, tr: e.srv.tr, txs: e.srv.txs, list: map[string]*trunkHealth{at.Name: {cfg: at, up: true}}}
	health.spawn = func(fn func()) { close(begun); e.srv.spawn(fn) }

	e.srv.mu.Lock() // as onInvite does
	unlock := sync.OnceFunc(e.srv.mu.Unlock)
	defer unlock()
	go func() { defer close(ticked); health.tick(context.Background(), time.Now()) }()
	<-begun
	soon(t, "an INVITE and the trunks' health check wait for each other", func() { health.enter(&at, time.Now(), false) })
	unlock()
	<-ticked
	if h := health.list[at.Name]; h.calls != 1 || !h.asked {
		t.Errorf("the call is not counted or the trunk not asked: %+v", h)
	}
}

// A phone connects while the registrar looks whether the connections of the others
// are alive: the registrar takes its own lock, then the transport's; taking up a
// connection, which asks the registrar who that is, may not hold them the other
// way round.
func TestConnectionDuringRegistrarCheck(t *testing.T) {
	e := newEdge(t, options{trunk: Trunk{Name: "far", Sources: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}, Options: -1}})
	asked, taken := make(chan struct{}), make(chan struct{})
	tr := &transport{log: e.srv.log, met: e.srv.met, conns: map[netip.AddrPort]*tcpConn{}, perAddr: map[netip.Addr]int{}}
	tr.front = newFront(Limits{}, func(a netip.Addr) trust { close(asked); return e.srv.trust(a) })
	c, err := net.Dial("tcp", e.srv.TCPAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	e.Cleanup(func() { c.Close() })

	e.srv.reg.mu.Lock() // as registrar.tick does
	unlock := sync.OnceFunc(e.srv.reg.mu.Unlock)
	defer unlock()
	go func() { defer close(taken); tr.adopt(c.(*net.TCPConn)) }()
	<-asked
	soon(t, "a new connection and the registrar wait for each other", func() { tr.alive(&tcpConn{}) })
	unlock()
	<-taken
	if len(tr.conns) != 1 {
		t.Error("the connection was not taken up")
	}
}
