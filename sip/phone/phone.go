package phone

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/callfloor/callfloor/sip/media"
)

// Account is who a phone is.
type Account struct {
	User      string         // extension; also the digest user name
	Password  string         // "" when nothing will ask for it
	Registrar netip.AddrPort // where requests outside dialogs go
	Domain    string         // host part of the address of record; Registrar's by default
	Expires   time.Duration  // of registrations, 60 s by default
}

// Answering is what a phone does when it is called.
type Answering struct {
	After  time.Duration // answer after ringing that long
	Never  bool          // ring until the caller gives up
	Manual bool          // ring until Call.Answer or Call.Reject
	Reject int           // refuse with this status in place of answering, after After
	Talk   bool          // say that we answer when we are asked to (Event: talk)
	Early  bool          // be heard before answering: 183 with a description in place of 180
	Rings  int           // number of 180 responses, 100 ms apart: 0 is one, -1 none
}

// Faults make a phone break the rules, for tests.
type Faults struct {
	NoACK     bool // never acknowledges a 200
	Twice     bool // sends every request twice
	EarlyBYE  bool // hangs up right after its 200, before the ACK
	Forked    bool // follows its 200 with one of another fork (other To tag)
	LateOK    bool // answers 200 to an INVITE that was just cancelled
	IgnoreBYE bool // gives no response to BYE
	Mute      bool // gives no response to INVITE at all
}

// Phone is one account of a bank. The bank's mutex guards it.
type Phone struct {
	bank      *Bank
	account   Account
	answering Answering
	faults    Faults
	onCall    func(*Call)
	tone      float64      // what it says in every call, Hz
	music     *media.Music // or this

	calls      map[*Call]struct{}
	callID     string // of its registrations
	tag        string
	seq        uint32
	registered bool
	refresh    func() // stops the timer that registers again
}

// Anybody is the user of a phone that takes the calls to users that the bank does
// not have: the telephone network behind a trunk.
const Anybody = "*"

// NewPhone adds a phone. A phone of the same user is replaced: new calls come to
// the new one.
func (b *Bank) NewPhone(a Account) *Phone {
	if a.Domain == "" {
		a.Domain = a.Registrar.String()
	}
	if a.Expires == 0 {
		a.Expires = time.Minute
	}
	p := &Phone{
		bank: b, account: a, calls: map[*Call]struct{}{},
		callID: token() + "@" + b.addr.String(), tag: token(), refresh: func() {},
	}
	b.lock()
	defer b.unlock()
	b.phones[a.User] = p
	return p
}

// User returns the phone's user.
func (p *Phone) User() string { return p.account.User }

// SetAnswering says what the phone does with later calls.
func (p *Phone) SetAnswering(a Answering) {
	p.bank.lock()
	defer p.bank.unlock()
	p.answering = a
}

// SetFaults makes the phone break rules from now on.
func (p *Phone) SetFaults(f Faults) {
	p.bank.lock()
	defer p.bank.unlock()
	p.faults = f
}

// OnCall sets what is told of every incoming call as it comes in. It may call
// any method of the call.
func (p *Phone) OnCall(f func(*Call)) {
	p.bank.lock()
	defer p.bank.unlock()
	p.onCall = f
}

// Say sets the tone, in Hz, that the phone sends in later calls; 0 is silence.
func (p *Phone) Say(hz float64) {
	p.bank.lock()
	defer p.bank.unlock()
	p.tone, p.music = hz, nil
}

// SayMusic sets what the phone sends in later calls.
func (p *Phone) SayMusic(m *media.Music) {
	p.bank.lock()
	defer p.bank.unlock()
	p.tone, p.music = 0, m
}

// Calls returns the phone's live calls in no order.
func (p *Phone) Calls() []*Call {
	p.bank.lock()
	defer p.bank.unlock()
	list := make([]*Call, 0, len(p.calls))
	for c := range p.calls {
		list = append(list, c)
	}
	return list
}

// Registered reports whether the last registration succeeded and is kept up.
func (p *Phone) Registered() bool {
	p.bank.lock()
	defer p.bank.unlock()
	return p.registered
}

// StatusError is a request that was refused, or not answered (Status 0).
type StatusError struct {
	Method string
	Status int
}

func (e *StatusError) Error() string { return fmt.Sprintf("%s got status %d", e.Method, e.Status) }

// Register registers the phone and keeps it registered until Unregister or the
// bank's end. It returns when the registrar has answered the first time.
func (p *Phone) Register(ctx context.Context) error { return p.register(ctx, p.account.Expires) }

// Unregister takes the phone's contact off the registrar.
func (p *Phone) Unregister(ctx context.Context) error { return p.register(ctx, 0) }

// Forget stops registering again without telling the registrar: the phone was
// unplugged.
func (p *Phone) Forget() {
	p.bank.lock()
	defer p.bank.unlock()
	p.registered = false
	p.refresh()
}

func (p *Phone) register(ctx context.Context, expires time.Duration) error {
	result := make(chan error, 1)
	p.bank.lock()
	p.refresh()
	p.sendRegister(expires, func(err error) { result <- err })
	p.bank.unlock()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return fmt.Errorf("register %s: %w", p.account.User, ctx.Err())
	}
}

// sendRegister sends REGISTER and, when it succeeded, plans the next one.
func (p *Phone) sendRegister(expires time.Duration, done func(error)) {
	aor := fmt.Sprintf("<sip:%s@%s>", p.account.User, p.account.Domain)
	p.transact(&request{
		method: sip.REGISTER, uri: "sip:" + p.account.Domain, to: p.account.Registrar, seq: &p.seq,
		headers: []string{
			"From: " + aor + ";tag=" + p.tag, "To: " + aor, "Call-ID: " + p.callID,
			fmt.Sprintf("Expires: %d", int(expires.Seconds())),
		},
		done: func(res *sip.Response) {
			status := 0
			if res != nil {
				status = res.StatusCode
			}
			if status < 200 && res != nil {
				return
			}
			p.registered = status/100 == 2 && expires > 0
			if p.registered {
				p.refresh = p.bank.after(expires/2, func() { p.sendRegister(expires, func(error) {}) })
			}
			if status/100 == 2 {
				done(nil)
				return
			}
			done(&StatusError{"REGISTER", status})
		},
	})
}

// contact is the URI under which the phone is reached.
func (p *Phone) contact() string {
	if p.bank.cfg.TCP {
		return fmt.Sprintf("<sip:%s@%s;transport=tcp>", p.account.User, p.bank.addr)
	}
	return fmt.Sprintf("<sip:%s@%s>", p.account.User, p.bank.addr)
}

func (p *Phone) contactParams(method sip.RequestMethod) string {
	if method == sip.REGISTER {
		return fmt.Sprintf(";+sip.instance=\"<urn:x-callfloor-phone:%s>\"", p.tag)
	}
	return ""
}
