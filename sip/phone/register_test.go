package phone

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"
)

// registrar answers REGISTER as a careful server would: challenges, checks the
// digest, and keeps what was registered.
type registrar struct {
	t          *testing.T
	conn       *net.UDPConn
	algorithms []string
	password   string

	mu       sync.Mutex
	expires  []string // of accepted registrations
	contacts []string
	used     string // algorithm of the last credentials
	acks     []string
}

func newRegistrar(t *testing.T, password string, algorithms ...string) *registrar {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	must(t, err)
	r := &registrar{t: t, conn: conn, algorithms: algorithms, password: password}
	var wg sync.WaitGroup
	wg.Go(r.serve)
	t.Cleanup(func() { _ = conn.Close(); wg.Wait() })
	return r
}

func (r *registrar) addr() netip.AddrPort { return r.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

func (r *registrar) serve() {
	buf := make([]byte, 65536)
	for {
		n, from, err := r.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		msg, err := sip.ParseMessage(append([]byte(nil), buf[:n]...))
		if err != nil {
			r.t.Errorf("unreadable: %v\n%s", err, buf[:n])
			return
		}
		req := msg.(*sip.Request)
		if req.Method != sip.REGISTER {
			r.invited(req, from)
			continue
		}
		m := response(req, 401, "Unauthorized", "srv")
		if r.authorized(req, "Authorization") {
			m = response(req, 200, "OK", "srv")
		} else {
			for _, a := range r.algorithms {
				m.add(`WWW-Authenticate: Digest realm="callfloor", nonce="abc", algorithm=%s, qop="auth"`, a)
			}
		}
		_, _ = r.conn.WriteToUDPAddrPort([]byte(m.text()), from)
	}
}

// invited asks for credentials as a proxy does, answers busy once it has them, and
// notes the ACKs.
func (r *registrar) invited(req *sip.Request, from netip.AddrPort) {
	var m *message
	switch {
	case req.IsAck():
		r.mu.Lock()
		r.acks = append(r.acks, req.CSeq().Value()+" "+tagOf(req.To().Params))
		r.mu.Unlock()
		return
	case r.authorized(req, "Proxy-Authorization"):
		m = response(req, 486, "Busy Here", "second")
	default:
		m = response(req, 407, "Proxy Authentication Required", "first")
		m.add(`Proxy-Authenticate: Digest realm="callfloor", nonce="abc", algorithm=SHA-256, qop="auth"`)
	}
	for range 2 { // the network doubles it: each is acknowledged
		_, _ = r.conn.WriteToUDPAddrPort([]byte(m.text()), from)
	}
}

// authorized checks the credentials against what we compute ourselves.
func (r *registrar) authorized(req *sip.Request, header string) bool {
	h := req.GetHeader(header)
	if h == nil {
		return false
	}
	cred, err := digest.ParseCredentials(h.Value())
	if err != nil {
		r.t.Error(err)
		return false
	}
	want, err := digest.Digest(
		&digest.Challenge{Realm: "callfloor", Nonce: "abc", Algorithm: cred.Algorithm, QOP: []string{"auth"}},
		digest.Options{Method: string(req.Method), URI: cred.URI, Username: "1001", Password: r.password, Cnonce: cred.Cnonce, Count: cred.Nc})
	if err != nil || want.Response != cred.Response {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used = cred.Algorithm
	if req.Method != sip.REGISTER {
		return true
	}
	r.expires = append(r.expires, req.GetHeader("Expires").Value())
	r.contacts = append(r.contacts, req.Contact().Value())
	return true
}

// A phone registers with the first digest of the server's list that it knows,
// stays registered, and unregisters (RFC 8760).
func TestRegister(t *testing.T) {
	for _, c := range []struct {
		offered []string
		want    string
	}{
		{[]string{"MD5"}, "MD5"},
		{[]string{"SHA-256", "MD5"}, "SHA-256"},
		{[]string{"NEWER", "SHA-256"}, "SHA-256"},
	} {
		t.Run(strings.Join(c.offered, " "), func(t *testing.T) {
			ctx := soon(t)
			r := newRegistrar(t, "s3cret", c.offered...)
			b := newBank(t, false)
			p := b.NewPhone(Account{User: "1001", Password: "s3cret", Registrar: r.addr(), Expires: 2 * time.Second})
			must(t, p.Register(ctx))
			if !p.Registered() {
				t.Error("not registered")
			}
			for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				r.mu.Lock()
				n := len(r.expires)
				r.mu.Unlock()
				if n == 2 {
					break
				}
				if time.Now().After(deadline) {
					t.Fatal("did not register again")
				}
			}
			must(t, p.Unregister(ctx))
			if p.Registered() {
				t.Error("still registered")
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			if got := fmt.Sprint(r.expires); got != "[2 2 0]" || r.used != c.want {
				t.Errorf("expires %s by %s", got, r.used)
			}
			if want := fmt.Sprintf("<sip:1001@%s>", b.Addr()); !strings.HasPrefix(r.contacts[0], want) {
				t.Errorf("contact %s", r.contacts[0])
			}
		})
	}
}

// A wrong password, a digest that nobody knows and a server that is not there are
// told apart and end.
func TestRegisterFails(t *testing.T) {
	ctx := soon(t)
	b := newBank(t, false)
	try := func(to netip.AddrPort) int {
		err := b.NewPhone(Account{User: "1001", Password: "wrong", Registrar: to}).Register(ctx)
		var status *StatusError
		if !errors.As(err, &status) {
			t.Fatalf("%v", err)
		}
		return status.Status
	}
	if got := try(newRegistrar(t, "s3cret", "MD5").addr()); got != 401 {
		t.Errorf("wrong password: %d", got)
	}
	if got := try(newRegistrar(t, "s3cret", "NEWER").addr()); got != 401 {
		t.Errorf("unknown digest: %d", got)
	}
	if got := try(netip.MustParseAddrPort("127.0.0.1:1")); got != 0 {
		t.Errorf("nobody there: %d", got)
	}
}

// An INVITE that is challenged goes out again with credentials and the next CSeq;
// every refusal is acknowledged with its own CSeq and To tag (lessons S7).
func TestChallengedInvite(t *testing.T) {
	ctx := soon(t)
	r := newRegistrar(t, "s3cret")
	p := newBank(t, false).NewPhone(Account{User: "1001", Password: "s3cret", Registrar: r.addr()})
	c, err := p.Dial("15880001", DialOptions{})
	must(t, err)
	must(t, c.Wait(ctx, Ended))
	if c.Status() != 486 {
		t.Fatalf("status %d", c.Status())
	}
	want := "[1 ACK first 1 ACK first 2 ACK second 2 ACK second]"
	for {
		r.mu.Lock()
		got := fmt.Sprint(r.acks)
		r.mu.Unlock()
		if got == want {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("ACKs %s, want %s", got, want)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
