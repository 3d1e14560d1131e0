package media

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// Pairs are even and odd, never with two owners, rest after release, and run out
// with an error (reliability M-07, I-16, lessons M1, M2, M10).
func TestPorts(t *testing.T) {
	now := time.Unix(1000, 0)
	p := newPorts(20001, 20021, 5*time.Second) // 20002 to 20021: ten pairs
	seen := map[uint16]bool{}
	var order []uint16
	for range 10 {
		port, err := p.take(now)
		if err != nil {
			t.Fatal(err)
		}
		if port%2 != 0 || port < 20002 || port > 20020 || seen[port] {
			t.Fatalf("port %d", port)
		}
		seen[port] = true
		order = append(order, port)
	}
	if _, err := p.take(now); !errors.Is(err, ErrNoPorts) {
		t.Fatal(err)
	}
	if !p.release(order[0], now) || p.release(order[0], now) || p.release(1, now) {
		t.Fatal("a pair is released exactly once")
	}
	if _, err := p.take(now.Add(5*time.Second - 1)); !errors.Is(err, ErrNoPorts) {
		t.Fatal("handed out in quarantine")
	}
	if port, err := p.take(now.Add(5 * time.Second)); err != nil || port != order[0] {
		t.Fatal(port, err)
	}
}

// The order is random: a stranger cannot tell the next port from the last.
func TestPortsRandom(t *testing.T) {
	p := newPorts(20000, 29999, time.Second)
	rising := 0
	last := uint16(0)
	for range 1000 {
		port, err := p.take(time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if port > last {
			rising++
		}
		last = port
	}
	if rising < 400 || rising > 600 {
		t.Fatalf("%d of 1000 rise", rising)
	}
}

// After 10,000 set-ups, also failed and doubly closed ones, every port is back;
// ports in use are twice the live sessions all the time (reliability F-60, I-16).
func TestTenThousandSetups(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{PortMin: 32000, PortMax: 32099}, clock)
	var live []*Session
	refused := 0
	for i := range 10_000 {
		s, err := e.NewSession(SessionConfig{Signal: localhost})
		switch {
		case err == nil:
			live = append(live, s)
		case errors.Is(err, ErrNoPorts):
			refused++
		default:
			t.Fatal(err)
		}
		if i%3 == 0 && len(live) > 0 {
			live[0].Close()
			live[0].Close()
			live = live[1:]
		}
		if got := e.Totals(); got.PortsInUse != 2*len(live) || got.Sessions != len(live) ||
			got.PortsInUse+got.PortsFree+got.PortsResting != 100 {
			t.Fatalf("set-up %d: %d live, %+v", i, len(live), got)
		}
		clock.add(300 * time.Millisecond)
	}
	if refused == 0 {
		t.Fatal("the range never ran out: the test is too easy")
	}
	for _, s := range live {
		s.Close()
	}
	clock.add(time.Minute)
	if got := e.Totals(); got.PortsFree != 100 {
		t.Fatalf("%+v", got)
	}
}

// A pair that another program holds is passed over; when all are held the call is
// refused as if none were free.
func TestForeignPorts(t *testing.T) {
	held := listenUDP(t, "127.0.0.1")
	port := uint16(held.LocalAddr().(*net.UDPAddr).Port) &^ 1
	e, err := New(Config{Addr: localhost, PortMin: port, PortMax: port + 1}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.NewSession(SessionConfig{}); !errors.Is(err, ErrNoPorts) {
		t.Fatal(err)
	}
	if got := e.Totals(); got.PortsInUse != 0 {
		t.Fatalf("%+v", got)
	}
}

// Late packets of the old call are not heard in a new one on the same port: it
// has agreed on nothing with their sender (reliability M-07).
func TestStrayPacketsOfOldCall(t *testing.T) {
	clock := &fakeClock{}
	e := newEngine(t, Config{PortMin: 32200, PortMax: 32203, Quarantine: time.Second}, clock)
	a := newSession(t, e, SessionConfig{})
	old := newPeer(t, a, clock, "127.0.0.1")
	a.Apply(old.agreed())
	a.Close()
	clock.add(time.Second)
	var s *Session
	for s == nil || s.Port() != a.Port() { // there are two pairs
		s = newSession(t, e, SessionConfig{})
	}
	other := newSession(t, newEngine(t, Config{}, clock), SessionConfig{})
	p, q := newPeer(t, s, clock, "127.0.0.1"), newPeer(t, other, clock, "127.0.0.1")
	s.Apply(p.agreed())
	other.Apply(q.agreed())
	Bridge(s, other)
	bothWays(t, p, q)
	for range 20 {
		old.write(old.frame(Tone(700, frameTime)))
	}
	bothWays(t, p, q)
	if d := s.Stats().Drops.Source; d != 20 {
		t.Fatalf("%d strays dropped", d)
	}
}

// Wrong configurations are refused in words.
func TestConfig(t *testing.T) {
	for _, cfg := range []Config{
		{},
		{Addr: localhost, PortMin: 2000, PortMax: 2000},
		{Addr: localhost, PortMin: 30000},
		{Addr: listenAll},
		{Addr: netip.MustParseAddr("192.0.2.77")},
	} {
		if e, err := New(cfg, zerolog.Nop()); err == nil {
			e.Close()
			t.Errorf("%+v accepted", cfg)
		}
	}
}

// Our own sockets are known under every address that they are bound to; another
// program's port in our range is not ours, and 0.0.0.0 is hold, not ourselves.
func TestOwns(t *testing.T) {
	e, err := New(Config{Addr: listenAll, Advertise: netip.MustParseAddr("192.0.2.9"), PortMin: 32300, PortMax: 32303}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s, err := e.NewSession(SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	other := 32300 + 32302 - s.Port()
	for _, c := range []struct {
		ip   string
		port uint16
		want bool
	}{
		{"192.0.2.9", s.Port(), true},
		{"127.0.0.1", s.Port() + 1, true},
		{"0.0.0.0", s.Port(), false},
		{"192.0.2.8", s.Port(), false},
		{"127.0.0.1", other, false},
	} {
		if got := e.Owns(netip.AddrPortFrom(netip.MustParseAddr(c.ip), c.port)); got != c.want {
			t.Errorf("%s:%d: %v", c.ip, c.port, got)
		}
	}
}
