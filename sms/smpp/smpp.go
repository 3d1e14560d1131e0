// Package smpp sends SMS over SMPP 3.4, as a transceiver: messages go out, receipts and
// customers' messages come in, over one connection that is made again when it ends.
//
//	         run (one goroutine)                        session
//	dial, bind, wait until it ends, back off    reader: answers to who waits, deliver_sm
//	          |                                 to deliver, enquire_link answered
//	          v                                 keeper: enquire_link, requests too old
//	 bound: the session, or why there is none           ^
//	          |                                         |
//	 Send --- submit_sm, Window at a time --------------+
//	                                             deliver (one goroutine)
//	                                             receipts and messages to the sink;
//	                                             answered when they are kept
//
// What it can tell, and cannot. A submit_sm that was answered has the provider's
// identifier. One that was written and not answered was perhaps taken, and SMPP has no way
// to ask: query_sm and cancel_sm want the very identifier that did not come. Find therefore
// answers from memory: Undecided while the answer may still come, NotThere of what was never
// written or was refused, and CannotTell of what was lost, and of everything from before the
// program started. With a private parameter that the provider keeps unique
// (Config.Unique) the engine sends such messages again, and the provider refuses doubles.
//
// A time to send at is not handed over, as many providers ignore it: the engine keeps
// messages until then. There is no MMS.
//
// Source: Short Message Peer to Peer Protocol Specification v3.4, issue 1.2.
package smpp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/alphabet"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
	"github.com/callfloor/callfloor/sms/wire"
)

// How long things take.
const (
	dialWithin   = 10 * time.Second
	waitBound    = 5 * time.Second // that Send waits for a connection
	firstPause   = time.Second     // before the first attempt to connect again
	longestPause = time.Minute
)

// Provider is an SMPP provider. Any goroutine may use it.
type Provider struct {
	c        Config
	password string
	alphabet alphabet.Alphabet
	coding   uint8
	log      zerolog.Logger
	now      func() time.Time
	memory   *memory
	sink     atomic.Pointer[sms.Sink]
	slow     atomic.Int64 // nothing is sent before, in Unix nanoseconds
	group    atomic.Uint32
	incoming chan arrival

	life context.Context
	ends context.CancelFunc
	all  sync.WaitGroup

	mu      sync.Mutex // guards what follows
	session *session   // nil: not bound
	why     *sms.Fault // why it is not
	changed chan struct{}
}

// New returns the provider and begins to connect.
func New(c Config, a sms.Around) (*Provider, error) {
	p, err := prepare(c, a)
	if err != nil {
		return nil, err
	}
	p.all.Go(p.run)
	p.all.Go(p.deliver)
	return p, nil
}

func prepare(c Config, a sms.Around) (*Provider, error) {
	c.Fill()
	if list := c.Check(Name); len(list) > 0 {
		return nil, fmt.Errorf("%s: %s", list[0].Path, list[0].Message)
	}
	password, err := wire.Secret(c.Password, c.PasswordFile, c.PasswordEnv)
	if err != nil {
		return nil, fmt.Errorf("smpp.password: %w", err)
	}
	if len(password) > 8 {
		return nil, errors.New("smpp.password: has at most 8 characters in SMPP")
	}
	coding, _ := c.coding()
	p := &Provider{
		c: c, password: password, alphabet: alphabet.Named(c.Alphabet), coding: coding, log: a.Log.With().Str("provider", Name).Logger(), now: a.Clock(),
		memory: newMemory(c.IDs, c.Unique != ""), incoming: make(chan arrival, mostWaiting), changed: make(chan struct{}),
	}
	p.group.Store(rand.Uint32())
	p.life, p.ends = context.WithCancel(context.Background())
	p.why = &sms.Fault{Class: sms.Again, Code: "unreachable", Text: "the provider is not connected yet"}
	return p, nil
}

// Name is the provider's, for rows and metrics.
const Name = "smpp"

// Name implements sms.Provider.
func (p *Provider) Name() string { return Name }

// Able implements sms.Provider.
func (p *Provider) Able() sms.Abilities {
	return sms.Abilities{Kinds: []sms.Kind{sms.SMS}, Recipients: p.c.Batch, PerSecond: float64(p.c.PerSecond), Unique: p.c.Unique != ""}
}

// Close implements sms.Provider. It says good-bye to the provider.
func (p *Provider) Close() error {
	p.ends()
	p.all.Wait()
	return nil
}

// Receive implements sms.Receipts. Before, nothing that comes in is taken.
func (p *Provider) Receive(s sms.Sink) { p.sink.Store(&s) }

// run connects, and connects again, until the provider is closed.
func (p *Provider) run() {
	for pause := time.Duration(0); ; {
		s, f := p.connect()
		if f == nil {
			p.log.Info().Str("address", p.c.Address).Msg("connected to the provider")
			p.hold(s, nil)
			select {
			case <-s.done:
			case <-p.life.Done():
				s.leave()
			}
			s.running.Wait()
			p.hold(nil, &sms.Fault{Class: sms.Again, Code: "unreachable", Text: "the connection to the provider has ended", Err: s.why()})
		} else if p.life.Err() == nil {
			p.hold(nil, f)
		}
		if p.life.Err() != nil {
			return
		}
		if s != nil && s.carried.Load() { // what worked is tried again soon
			pause = 0
		}
		pause = min(max(firstPause, pause*2), longestPause)
		wait := pause/2 + rand.N(pause/2)
		cause := s.cause()
		if f != nil {
			cause = f
		}
		p.log.Warn().Err(cause).AnErr("cause", errors.Unwrap(cause)).Str("address", p.c.Address).Stringer("again_in", wait.Round(time.Millisecond)).Msg("the provider is not connected: it is tried again")
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-p.life.Done():
			t.Stop()
			return
		}
	}
}

// cause is why a session ended; it may be nil.
func (s *session) cause() error {
	if s == nil {
		return nil
	}
	return s.why()
}

// hold makes a session the one that is used, or says why there is none.
func (p *Provider) hold(s *session, why *sms.Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.session, p.why = s, why
	close(p.changed)
	p.changed = make(chan struct{})
}

// connect makes a connection and binds it.
func (p *Provider) connect() (*session, *sms.Fault) {
	ctx, cancel := context.WithTimeout(p.life, dialWithin)
	defer cancel()
	dialer := &net.Dialer{}
	var conn net.Conn
	var err error
	if p.c.TLS {
		host, _, _ := net.SplitHostPort(p.c.Address) // it was checked
		conn, err = (&tls.Dialer{NetDialer: dialer, Config: &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}}).DialContext(ctx, "tcp", p.c.Address)
	} else {
		conn, err = dialer.DialContext(ctx, "tcp", p.c.Address)
	}
	if err != nil {
		return nil, &sms.Fault{Class: sms.Again, Code: "unreachable", Text: "the provider cannot be reached", Err: err}
	}
	s := newSession(conn, sessionOptions{
		window: p.c.Window, within: p.c.Timeout.D(), enquire: p.c.EnquireLink.D(), deliver: p.arrived,
		stray: func(what string, command, status uint32) {
			p.log.Warn().Str("command", code(command)).Str("status", code(status)).Msg("the provider sent " + what)
		},
	})
	bind := pdu.Bind{SystemID: p.c.SystemID, Password: p.password, SystemType: p.c.SystemType, Version: pdu.Version, AddressRange: p.c.AddressRange}
	answer, _, err := s.exchange(ctx, pdu.BindTransceiver, bind.Bytes(), &request{})
	if err == nil && answer.Status == pdu.OK && answer.Command == pdu.BindTransceiverResp {
		return s, nil
	}
	f := &sms.Fault{Class: sms.Again, Code: "unreachable", Text: "the provider does not answer the bind", Err: err}
	if err == nil {
		if f = faultOf(answer.Status); f.Class == sms.Never {
			f.Class = sms.Account // it is of no message
		}
		f.Text = "the provider refuses the bind: " + f.Text
	}
	s.end(errGone)
	s.running.Wait()
	return nil, f
}

// bound returns a session to send over, and waits a little for one.
func (p *Provider) bound(ctx context.Context) (*session, *sms.Fault) {
	t := time.NewTimer(waitBound)
	defer t.Stop()
	for {
		p.mu.Lock()
		s, why, changed := p.session, p.why, p.changed
		p.mu.Unlock()
		switch {
		case s != nil && s.why() == nil:
			return s, nil
		case why != nil && why.Class == sms.Account:
			return nil, why
		case why == nil:
			why = &sms.Fault{Class: sms.Again, Code: "unreachable", Text: "the connection to the provider has ended"}
		}
		select {
		case <-changed:
		case <-t.C:
			return nil, why
		case <-ctx.Done():
			return nil, why
		case <-p.life.Done():
			return nil, why
		}
	}
}

// number is a number as the provider takes it.
func (p *Provider) number(n string) (pdu.Address, bool) {
	digits, plus := strings.CutPrefix(n, "+")
	if len(digits) < 3 || len(digits) > 20 || strings.Trim(digits, "0123456789") != "" {
		return pdu.Address{}, false
	}
	rest, korean := strings.CutPrefix(digits, "82")
	switch {
	case plus && korean && p.c.Numbers == "domestic":
		digits, plus = "0"+strings.TrimPrefix(rest, "0"), false
	case !plus && p.c.Numbers == "international" && digits[0] == '0':
		digits, plus = "82"+digits[1:], true
	}
	if plus {
		return pdu.Address{TON: pdu.TONInternational, NPI: pdu.NPIISDN, Number: digits}, true
	}
	return pdu.Address{TON: uint8(p.c.DestTON), NPI: uint8(p.c.DestNPI), Number: digits}, true
}

var (
	_ sms.Provider  = (*Provider)(nil)
	_ sms.Receipts  = (*Provider)(nil)
	_ sms.Explainer = (*Provider)(nil)
)
