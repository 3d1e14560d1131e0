package smpp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/sms"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
	"github.com/callfloor/callfloor/sms/smpp/simulate"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pair is a provider and the one that it is bound to, over a real connection.
type pair struct {
	*Provider
	vendor *simulate.Server
	sink   *kept
}

const tag = 0x1500

func pairUp(t *testing.T, o simulate.Options, with func(*Config)) *pair {
	t.Helper()
	o.SystemID, o.Password = "callfloor", "secret"
	if o.Delay == 0 {
		o.Delay = 10 * time.Millisecond
	}
	vendor, err := simulate.New(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	serving.Go(func() {
		if err := vendor.Serve(ctx, l); err != nil {
			t.Error(err)
		}
	})
	c := Config{Address: l.Addr().String(), SystemID: "callfloor", Password: "secret", Timeout: centre.Duration(time.Second)}
	if with != nil {
		with(&c)
	}
	p, err := New(c, sms.Around{})
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{}
	p.Receive(k)
	t.Cleanup(func() {
		p.Close() //nolint:errcheck // it returns none
		cancel()
		vendor.Close()
		serving.Wait()
	})
	return &pair{p, vendor, k}
}

// kept is a sink that keeps, or cannot.
type kept struct {
	mu      sync.Mutex
	answers []sms.Answer
	came    []sms.Incoming
	parts   []sms.Part
	fails   error
	failed  int // how often it could not
}

// cannot is why it cannot keep, and counts that. Lock held.
func (k *kept) cannot() error {
	if k.fails != nil {
		k.failed++
	}
	return k.fails
}

// tries is how often it was asked and could not.
func (k *kept) tries() int { k.mu.Lock(); defer k.mu.Unlock(); return k.failed }

func (k *kept) KeepPart(_ context.Context, p sms.Part) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails == nil {
		k.parts = append(k.parts, p)
	}
	return k.cannot()
}

func (k *kept) Parts(context.Context, string) ([]sms.Part, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.parts), k.cannot()
}

func (k *kept) DropParts(_ context.Context, _, message string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails == nil {
		k.parts = slices.DeleteFunc(k.parts, func(p sms.Part) bool { return p.Message == message })
	}
	return k.cannot()
}

func (k *kept) Answered(_ context.Context, _ string, list []sms.Answer) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails == nil {
		k.answers = append(k.answers, list...)
	}
	return k.cannot()
}

func (k *kept) CameIn(_ context.Context, m sms.Incoming) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fails == nil && !slices.ContainsFunc(k.came, func(o sms.Incoming) bool { return o.ID == m.ID }) {
		k.came = append(k.came, m)
	}
	return k.cannot()
}

func (k *kept) fail(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fails = err
}

func (k *kept) told() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return told2(k.answers)
}

func (k *kept) texts() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []string
	for _, m := range k.came {
		out = append(out, m.Body)
	}
	return out
}

func told2(list []sms.Answer) string {
	var out []string
	for _, a := range list {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.ID, a.Status, a.Code)))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func classed(err error) string {
	var f *sms.Fault
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%s %s", f.Class, f.Code)
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not within 10 s: " + what)
		}
	}
}

func batch(id string, numbers ...string) sms.Batch {
	b := sms.Batch{ID: id, Kind: sms.SMS, Sender: "15880001", Body: "주문하신 컵이 발송되었습니다."}
	for i, n := range numbers {
		b.Messages = append(b.Messages, sms.Outgoing{ID: fmt.Sprintf("%s-%d", id, i), Recipient: n})
	}
	return b
}

func private(c *Config) { c.Reference = "0x1500" }

// Whatever goes wrong with a submit, what is said of it fits what the provider did: it is
// sent again only where nothing was taken.
func TestFaultsOfSubmits(t *testing.T) {
	for i, c := range []struct {
		fault, send string
		find        string // once no answer can come any more
		taken       int
	}{
		{simulate.Timeout, "unknown timeout", "cannot_say cannot_say", 1},
		{simulate.Silence, "unknown timeout", "cannot_say cannot_say", 0},
		{simulate.Reset, "unknown timeout", "cannot_say cannot_say", 1},
		{simulate.Refuse, "unknown timeout", "cannot_say cannot_say", 0},
		{simulate.Busy, "accepted", "", 1}, // it is submitted again after a rest
		{simulate.Full, "accepted", "", 1},
		{simulate.Error, "accepted", "", 1},
		{simulate.Nack, "rejected 0x02", "", 0},
		{simulate.Slow, "unknown timeout", "accepted", 1},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			p := pairUp(t, simulate.Options{Tag: tag, Slow: 400 * time.Millisecond}, private)
			b := batch("B", fmt.Sprintf("0100000000%d", i+1))
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			if c.find == "" {
				ctx = t.Context()
			}
			defer cancel()
			began := p.now()
			answers, err := p.Send(ctx, b)
			got := strings.TrimPrefix(told2(answers), "B-0 ")
			if err != nil {
				got = classed(err)
			}
			if got != c.send || p.vendor.Report(1).Taken != c.taken {
				t.Fatalf("%s %v, taken %d", got, answers, p.vendor.Report(1).Taken)
			}
			if c.find == "" {
				return
			}
			if c.fault != simulate.Reset && c.fault != simulate.Refuse {
				if found, err := p.Find(t.Context(), b, began); err != nil || told2(found) != "B-0 undecided looking" {
					t.Errorf("while the answer may come: %s %v", told2(found), err)
				}
			}
			eventually(t, c.find, func() bool {
				found, err := p.Find(t.Context(), b, began)
				return err == nil && told2(found) == "B-0 "+c.find
			})
			if again, err := p.Send(t.Context(), b); told2(again) == "B-0 accepted" && c.find != "accepted" || p.vendor.Report(1).Taken != c.taken {
				t.Errorf("what may have been taken is sent again: %s %v", told2(again), err)
			}
		})
	}
}

// Receipts say what became of messages: late, twice and backwards, under the identifiers of
// answers whichever way they are written.
func TestReceipts(t *testing.T) {
	for _, ids := range []string{"same", "hex_in_answers", "decimal_in_answers"} {
		p := pairUp(t, simulate.Options{IDs: ids, Late: 100 * time.Millisecond}, func(c *Config) { c.IDs = ids })
		answers, err := p.Send(t.Context(), batch("B", "01012345678", "01000000011", "01000000012", "01000000013", "01000000014", "01000000031", "01000000032", "01000000033", "01000000021", "x"))
		if err != nil || len(answers) != 10 {
			t.Fatalf("%s %v", told2(answers), err)
		}
		want := "B-0 delivered DELIVRD; B-1 delivered DELIVRD; B-2 delivered DELIVRD; B-2 delivered DELIVRD; B-3 accepted ENROUTE; B-3 delivered DELIVRD; B-5 failed UNDELIV/027; B-6 failed EXPIRED/027; B-7 failed REJECTD/027"
		eventually(t, ids, func() bool { return p.sink.told() == want && p.vendor.Waiting() == 0 })
		refs := map[string]sms.Ref{}
		for _, a := range answers {
			refs[a.ID] = a.Ref
		}
		for _, a := range p.sink.answers {
			if a.Ref != refs[a.ID] || a.Ref.Request == "" {
				t.Errorf("%s: receipt of %v, answer %v", ids, a.Ref, refs[a.ID])
			}
		}
		if got := told2(answers); !strings.HasSuffix(got, "B-8 rejected 0x0B; B-9 rejected recipient") {
			t.Errorf("%s", got)
		}
	}
}

// A receipt is answered when it is kept; before that it comes again, also over another
// connection, and also of messages from before the program started.
func TestReceiptsAreKept(t *testing.T) {
	p := pairUp(t, simulate.Options{}, nil)
	p.sink.fail(errors.New("disk full"))
	answers, err := p.Send(t.Context(), batch("B", "01012345678"))
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the receipt waits", func() bool { return p.vendor.Waiting() == 1 })
	p.vendor.CutAll()
	p.memory.forgetAll() // as after a restart
	p.sink.fail(nil)
	eventually(t, "the receipt is kept", func() bool { return p.vendor.Waiting() == 0 })
	p.sink.mu.Lock()
	defer p.sink.mu.Unlock()
	if len(p.sink.answers) == 0 {
		t.Error("it is not kept")
	}
	for _, a := range p.sink.answers { // twice where the answer to the first was cut off
		if a.ID != "" || a.Ref != answers[0].Ref || a.Status != sms.Delivered {
			t.Errorf("%+v", a)
		}
	}
}

// A long text goes in parts of whole characters, in each of the three ways; the last part's
// receipt is the message's, and the failure of another is too.
func TestLongTexts(t *testing.T) {
	text := strings.Repeat("긴 안내 문자입니다. ", 12) // 240 octets
	for _, c := range []struct {
		alphabet, long string
		parts          int
	}{{"ksc5601", "udh", 2}, {"ksc5601", "sar", 2}, {"ksc5601", "payload", 1}, {"ucs2", "udh", 3}, {"ucs2", "payload", 1}} {
		p := pairUp(t, simulate.Options{Tag: tag}, func(v *Config) { v.Alphabet, v.Long, v.Reference = c.alphabet, c.long, "0x1500" })
		b := batch("B", "01012345678", "01000000031")
		b.Body = text
		answers, err := p.Send(t.Context(), b)
		if err != nil || told2(answers) != "B-0 accepted; B-1 accepted" || answers[0].Parts != c.parts {
			t.Fatalf("%+v: %+v %v", c, answers, err)
		}
		whole := map[string]string{}
		list := p.vendor.Report(10).Messages
		slices.Reverse(list)
		for _, m := range list {
			whole[m.To] += m.Text
		}
		if whole["01012345678"] != text || len(list) != 2*c.parts {
			t.Errorf("%+v: %d parts, %q", c, len(list), whole["01012345678"])
		}
		want := "B-0 delivered DELIVRD" + strings.Repeat("; B-1 failed UNDELIV/027", c.parts)
		eventually(t, want, func() bool { return p.sink.told() == want })
		for _, a := range p.sink.answers {
			if i := slices.IndexFunc(answers, func(o sms.Answer) bool { return o.ID == a.ID }); a.Ref != answers[i].Ref {
				t.Errorf("%+v: receipt of %v, answer %v", c, a.Ref, answers[i].Ref)
			}
		}
		if p.vendor.Report(1).Doubles != 0 {
			t.Errorf("%+v: doubles", c)
		}
	}
}

// What an alphabet lacks is refused before anything is sent.
func TestRefusals(t *testing.T) {
	p := pairUp(t, simulate.Options{}, nil)
	for _, c := range []struct {
		want string
		with func(*sms.Batch)
	}{
		{"never text", func(b *sms.Batch) { b.Body = "안녕 😀" }},
		{"never text", func(b *sms.Batch) { b.Body = strings.Repeat("가", 67*20+1) }},
		{"never text", func(b *sms.Batch) { b.Body = "" }},
		{"never kind", func(b *sms.Batch) { b.Kind = sms.MMS }},
		{"never sender", func(b *sms.Batch) { b.Sender = "" }},
		{"never too_many", func(b *sms.Batch) { b.Messages = make([]sms.Outgoing, 51) }},
	} {
		b := batch("B", "01012345678")
		c.with(&b)
		if _, err := p.Send(t.Context(), b); classed(err) != c.want || strings.Contains(err.Error(), "안녕") {
			t.Errorf("%s, want %s", classed(err), c.want)
		}
	}
	if got := p.vendor.Report(1).Taken; got != 0 {
		t.Errorf("%d were taken", got)
	}
	for status, want := range map[uint32]sms.Class{pdu.Throttled: sms.Again, pdu.QueueFull: sms.Again, pdu.InvalidPassword: sms.Never, pdu.UnknownError: sms.Unknown, 0x0451: sms.Never} {
		if m := meaningOf(status); m.class != want || m.says.Ko == "" || m.says.En == "" {
			t.Errorf("0x%02X: %+v", status, m)
		}
		if s, ok := Explain(code(status)); !ok || s.Ko == "" {
			t.Errorf("0x%02X is not explained", status)
		}
	}
	for status, m := range meanings {
		if m.says.Ko == "" || m.says.En == "" || m.class == "" {
			t.Errorf("0x%02X: %+v", status, m)
		}
	}
}

// A bind that is refused for good says so at once; one that nobody answers is tried again.
func TestBind(t *testing.T) {
	p := pairUp(t, simulate.Options{}, func(c *Config) { c.Password = "wrong" })
	eventually(t, "the bind is refused", func() bool { _, f := p.state(); return f != nil && f.Class == sms.Account })
	_, err := p.Send(t.Context(), batch("B", "01012345678"))
	if classed(err) != "account 0x0E" || strings.Contains(fmt.Sprint(err), "wrong ") {
		t.Errorf("%v", err)
	}
	gone, err := New(Config{Address: "127.0.0.1:1", SystemID: "x", Password: "x"}, sms.Around{})
	if err != nil {
		t.Fatal(err)
	}
	defer gone.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := gone.Send(ctx, batch("B", "01012345678")); classed(err) != "again unreachable" {
		t.Errorf("%v", err)
	}
	if found, err := gone.Find(t.Context(), batch("B", "01012345678"), time.Now()); err != nil || told2(found) != "B-0 cannot_say cannot_say" {
		t.Errorf("%s %v", told2(found), err)
	}
}

// The connection is made again when it ends, and messages go on; what was said good-bye to
// is no connection.
func TestReconnects(t *testing.T) {
	p := pairUp(t, simulate.Options{}, nil)
	for i := range 3 {
		if answers, err := p.Send(t.Context(), batch(fmt.Sprintf("B%d", i), "01012345678")); err != nil || answers[0].Status != sms.Accepted {
			t.Fatalf("%s %v", told2(answers), err)
		}
		was := p.using()
		p.vendor.CutAll()
		eventually(t, "another connection", func() bool { now := p.using(); return now != nil && now != was })
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is unbound", func() bool { return p.vendor.Bound() == 0 })
}

// using is the session that is used; nil: none.
func (p *Provider) using() *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.session
}

func (m *memory) forgetAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.by, m.parts, m.order = map[string]*record{}, map[string]place{}, nil
}

// A connection that does not answer its test is ended, and made again.
func TestEnquireLink(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	binds := make(chan struct{}, 10)
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { // answers the bind, and nothing else
				defer conn.Close()
				for {
					q, err := pdu.Read(conn)
					if err != nil {
						return
					}
					if q.Command == pdu.BindTransceiver {
						answer := pdu.PDU{Command: pdu.BindTransceiverResp, Sequence: q.Sequence, Body: pdu.ID("x")}
						conn.Write(answer.Bytes()) //nolint:errcheck // the test sees it
						binds <- struct{}{}
					}
				}
			})
		}
	})
	p, err := prepare(Config{Address: l.Addr().String(), SystemID: "x", Password: "x", Timeout: centre.Duration(time.Second)}, sms.Around{})
	if err != nil {
		t.Fatal(err)
	}
	p.c.EnquireLink, p.c.Timeout = centre.Duration(20*time.Millisecond), centre.Duration(50*time.Millisecond)
	p.all.Go(p.run)
	p.all.Go(p.deliver)
	for range 2 {
		select {
		case <-binds:
		case <-time.After(10 * time.Second):
			t.Fatal("it is not connected again")
		}
	}
	p.Close() //nolint:errcheck // it returns none
	l.Close() //nolint:errcheck // as above
	serving.Wait()
}

// A customer's message is answered when it is kept, whatever it is written in; one that was
// not kept comes again and is one message, and the same words later are another.
func TestIncoming(t *testing.T) {
	p := pairUp(t, simulate.Options{}, func(c *Config) { c.Usual = "ksc5601" })
	p.sink.fail(errors.New("disk full"))
	if err := p.vendor.Write("01012345678", "15880001", "네"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it could not be kept", func() bool { return p.sink.tries() > 0 })
	p.sink.fail(nil)
	eventually(t, "it is kept", func() bool { return p.vendor.Waiting() == 0 })
	if err := p.vendor.Write("01012345678", "15880001", "네"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the second too", func() bool { return slices.Equal(p.sink.texts(), []string{"네", "네"}) })
	p.vendor.Deliver(pdu.SM{Source: pdu.Address{TON: 1, NPI: 1, Number: "821012345678"}, Dest: pdu.Address{Number: "15880001"}, Message: []byte("\xb0\xa1 abc")})                        // data_coding 0
	p.vendor.Deliver(pdu.SM{Source: pdu.Address{Number: "01012345678"}, Dest: pdu.Address{Number: "15880001"}, DataCoding: 0x04, Message: []byte{1, 2, 3}})                              // binary
	p.vendor.Deliver(pdu.SM{Source: pdu.Address{Number: "01012345678"}, Dest: pdu.Address{Number: "15880001"}, Message: []byte("id:1 sub:001 stat:DELIVRD err:000 text:not a receipt")}) // a customer who writes so
	if err := p.vendor.Write("01012345678", "15880001", "😀 감사합니다"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the others", func() bool { return p.vendor.Waiting() == 0 })
	want := []string{"네", "네", "가 abc", "id:1 sub:001 stat:DELIVRD err:000 text:not a receipt", "😀 감사합니다"}
	if got := p.sink.texts(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if len(p.sink.answers) != 0 || p.sink.came[2].From != "+821012345678" || p.sink.came[0].From != "01012345678" || p.sink.came[0].To != "15880001" || p.sink.came[0].Provider != "smpp" {
		t.Errorf("%+v %+v", p.sink.answers, p.sink.came)
	}
	p.sink.fail(fault.New(fault.Invalid, "no number"))
	if err := p.vendor.Write("01012345678", "15880001", "거부"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "what is refused does not come again", func() bool { return p.vendor.Waiting() == 0 })
}

// A long message of a customer is one message, in whatever order its parts come and however
// they are told; a provider that sends one part after the other is answered.
func TestIncomingParts(t *testing.T) {
	long := strings.Repeat("고객의 긴 문의입니다. ", 20)
	p := pairUp(t, simulate.Options{}, nil)
	if err := p.vendor.Write("01012345678", "15880001", long); err != nil {
		t.Fatal(err)
	}
	p.vendor.WriteSAR("01012345678", "15880001", []string{"하나 ", "둘 ", "셋"}, []int{2, 0, 1})
	eventually(t, "both are kept", func() bool {
		return slices.Equal(p.sink.texts(), []string{long, "하나 둘 셋"}) && p.vendor.Waiting() == 0
	})
	p.sink.fail(errors.New("disk full"))
	if err := p.vendor.Write("01012345678", "15880001", long+"!"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it could not be kept", func() bool { return p.sink.tries() > 0 })
	p.sink.fail(nil)
	eventually(t, "it comes again", func() bool {
		return len(p.sink.texts()) == 3 && p.sink.texts()[2] == long+"!" && p.vendor.Waiting() == 0
	})

	slow := pairUp(t, simulate.Options{OneByOne: true}, nil)
	for _, text := range []string{long, long + "?"} {
		if err := slow.vendor.Write("01012345678", "15880001", text); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "one by one", func() bool {
		return slices.Equal(slow.sink.texts(), []string{long, long + "?"}) && slow.vendor.Waiting() == 0
	})
}

// A part that was answered does not come again: it is kept before, and the program may end
// at any moment. The next one puts the message together, also where the answer to the last
// part or the tidying up was cut off.
func TestPartsOutliveTheProgram(t *testing.T) {
	k, answers := &kept{}, make(chan uint32, 16)
	a, b := net.Pipe()
	var reading sync.WaitGroup
	reading.Go(func() {
		for {
			answer, err := pdu.Read(b)
			if err != nil {
				return
			}
			answers <- answer.Status
		}
	})
	s := newSession(a, sessionOptions{window: 1, within: time.Second, enquire: time.Hour, deliver: func(*session, pdu.PDU) bool { return false }, stray: func(string, uint32, uint32) {}})
	t.Cleanup(func() {
		s.end(errGone)
		s.running.Wait()
		b.Close() //nolint:errcheck // it is over
		reading.Wait()
	})
	life := func() (*Provider, func()) {
		t.Helper()
		p, err := prepare(Config{Address: "127.0.0.1:1", SystemID: "x", Password: "x"}, sms.Around{})
		if err != nil {
			t.Fatal(err)
		}
		p.Receive(k)
		p.all.Go(p.deliver)
		return p, func() {
			k.fail(errors.New("the program has died"))
			p.ends()
			p.all.Wait()
			k.fail(nil)
		}
	}
	part := func(p *Provider, group, n byte, want uint32) {
		t.Helper()
		m := pdu.SM{Source: pdu.Address{Number: "01012345678"}, Dest: pdu.Address{Number: "15880001"}, ESMClass: pdu.ESMHeader, DataCoding: 1, Message: append([]byte{5, 0, 3, group, 3, n}, fmt.Sprint(n)...)}
		body, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if !p.arrived(s, pdu.PDU{Command: pdu.Deliver, Sequence: 1, Body: body}) {
			t.Fatal("there is no room")
		}
		select {
		case got := <-answers:
			if got != want {
				t.Errorf("part %d of message %d was answered 0x%x, want 0x%x", n, group, got, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("part %d of message %d was not answered", n, group)
		}
	}
	p, kill := life()
	part(p, 1, 1, pdu.OK)
	k.fail(errors.New("disk full"))
	part(p, 1, 2, pdu.TemporaryError) // it is not kept: it comes again
	k.fail(nil)
	kill()
	p, kill = life()
	part(p, 1, 2, pdu.OK)
	part(p, 1, 3, pdu.OK)
	eventually(t, "it is whole", func() bool { return slices.Equal(k.texts(), []string{"123"}) })
	eventually(t, "its parts go", func() bool { left, err := k.Parts(t.Context(), ""); return err == nil && len(left) == 0 })
	// The message is kept, and the program dies before its parts are gone.
	part(p, 2, 1, pdu.OK)
	part(p, 2, 2, pdu.OK)
	left, err := k.Parts(t.Context(), "")
	if err != nil || len(left) != 2 || left[0].From != "01012345678" || left[0].Provider != Name {
		t.Fatalf("%+v %v", left, err)
	}
	part(p, 2, 3, pdu.OK)
	eventually(t, "it is whole", func() bool { return len(k.texts()) == 2 })
	kill()
	k.mu.Lock()
	k.parts = left
	k.mu.Unlock()
	p, kill = life()
	part(p, 2, 3, pdu.OK) // our answer to it was lost
	eventually(t, "its parts go", func() bool { left, err := k.Parts(t.Context(), ""); return err == nil && len(left) == 0 })
	if got := k.texts(); !slices.Equal(got, []string{"123", "123"}) {
		t.Errorf("%q", got)
	}
	kill()
}

// A message in parts whose answers were cut off is one message, whether all of its parts come
// again or only some.
func TestPartsComeAgain(t *testing.T) {
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	p, err := prepare(Config{Address: "127.0.0.1:1", SystemID: "x", Password: "x"}, sms.Around{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.ends)
	k, j := &kept{}, newJoiner()
	connect := func() (*session, func()) {
		a, b := net.Pipe()
		var reading sync.WaitGroup
		reading.Go(func() {
			for {
				if _, err := pdu.Read(b); err != nil {
					return
				}
			}
		})
		s := newSession(a, sessionOptions{window: 1, within: time.Second, enquire: time.Hour, deliver: p.arrived, stray: func(string, uint32, uint32) {}})
		return s, func() {
			s.end(errGone)
			s.running.Wait()
			b.Close() //nolint:errcheck // it is over
			reading.Wait()
		}
	}
	part := func(s *session, n byte) {
		t.Helper()
		m := pdu.SM{Source: pdu.Address{Number: "01012345678"}, Dest: pdu.Address{Number: "15880001"}, ESMClass: pdu.ESMHeader, DataCoding: 1, Message: append([]byte{5, 0, 3, 9, 3, n}, fmt.Sprint(n)...)}
		body, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		p.takeIn(k, arrival{s, pdu.PDU{Command: pdu.Deliver, Sequence: 1, Body: body}}, j)
	}
	one := func(what string) {
		t.Helper()
		now = now.Add(joinWithin + time.Minute)
		p.flush(k, j, now)
		if got := k.texts(); !slices.Equal(got, []string{"123"}) || len(j.open) != 0 {
			t.Errorf("%s: %q, %d are open", what, got, len(j.open))
		}
	}
	s, end := connect()
	part(s, 1)
	part(s, 2)
	end() // while the row is written
	part(s, 3)
	now = now.Add(time.Second)
	s, end = connect()
	part(s, 3)
	end()
	one("the last one came again")
	s, end = connect()
	for n := range byte(3) {
		part(s, n+1)
	}
	one("all came again")
	for n := range byte(3) { // the customer writes the same once more
		part(s, n+1)
	}
	end()
	if got := k.texts(); !slices.Equal(got, []string{"123", "123"}) {
		t.Errorf("%q", got)
	}
}

// While what was begun before cannot be read it is tried now and then, not at every tick: each
// try is a line of the log.
func TestPartsAreReadNowAndThen(t *testing.T) {
	p, err := prepare(Config{Address: "127.0.0.1:1", SystemID: "x", Password: "x"}, sms.Around{})
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{}
	k.fail(errors.New("disk full"))
	p.Receive(k)
	p.all.Go(p.deliver)
	eventually(t, "it is tried", func() bool { return k.tries() > 0 })
	time.Sleep(5 * deliverTick)
	if n := k.tries(); n > 2 {
		t.Errorf("within five ticks it was tried %d times", n)
	}
	p.ends()
	p.all.Wait()
}

// Parts that do not come are not waited for without end, nor in any number.
func TestPartsAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	p, err := prepare(Config{Address: "127.0.0.1:1", SystemID: "x", Password: "x"}, sms.Around{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{}
	p.Receive(k)
	j := newJoiner()
	j.oneByOne = true
	a, b := net.Pipe()
	go func() { // takes what is answered
		for {
			if _, err := pdu.Read(b); err != nil {
				return
			}
		}
	}()
	s := newSession(a, sessionOptions{window: 1, within: time.Second, enquire: time.Hour, deliver: p.arrived, stray: func(string, uint32, uint32) {}})
	part := func(from string, n int) {
		m := pdu.SM{Source: pdu.Address{Number: from}, Dest: pdu.Address{Number: "1"}, ESMClass: pdu.ESMHeader, DataCoding: 1, Message: append([]byte{5, 0, 3, 9, 3, byte(n)}, fmt.Sprint(n)...)}
		body, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		p.takeIn(k, arrival{s, pdu.PDU{Command: pdu.Deliver, Sequence: 1, Body: body}}, j)
	}
	part("100", 2)
	p.flush(k, j, now.Add(time.Minute))
	if len(k.texts()) != 0 {
		t.Error("it is given up too early")
	}
	now = now.Add(6 * time.Minute)
	p.flush(k, j, now)
	if got := k.texts(); !slices.Equal(got, []string{"[…]2[…]"}) {
		t.Errorf("%q", got)
	}
	for i := range mostJoined + 5 {
		part(fmt.Sprint(1000+i), 1)
	}
	if len(j.open) != mostJoined || len(j.order) != mostJoined || len(k.texts()) != 6 {
		t.Errorf("%d are open, %d were given up", len(j.open), len(k.texts())-1)
	}
	k.fail(errors.New("disk full"))
	now = now.Add(6 * time.Minute)
	p.flush(k, j, now)
	if len(j.open) != mostJoined {
		t.Errorf("what cannot be kept is forgotten: %d", len(j.open))
	}
	tried := k.tries()
	part("5000", 1)
	part("5001", 1)
	if len(j.open) != mostJoined || len(j.order) != mostJoined || k.tries() != tried {
		t.Errorf("while the oldest cannot be kept: %d are open, and it was tried %d times for others", len(j.open), k.tries()-tried)
	}
	k.fail(nil)
	now = now.Add(joinAgain + time.Second)
	p.flush(k, j, now)
	if len(j.open) != 0 || len(k.texts()) != 6+mostJoined {
		t.Errorf("%d are open, %d were kept", len(j.open), len(k.texts()))
	}
	s.end(errGone)
	s.running.Wait()
	b.Close() //nolint:errcheck // it is over
	p.ends()
}

// The provider's query_sm tells the state of what was taken, also late.
func TestQuery(t *testing.T) {
	p := pairUp(t, simulate.Options{IDs: "hex_in_answers", Delay: time.Millisecond}, func(c *Config) { c.Query = true })
	b := batch("B", "01012345678", "01000000031", "01000000021")
	if _, err := p.Send(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	eventually(t, "states", func() bool {
		found, err := p.Find(t.Context(), b, time.Now())
		return err == nil && told2(found) == "B-0 delivered DELIVRD; B-1 failed UNDELIV; B-2 rejected 0x0B"
	})
}

// Where the provider keeps references unique, what is in doubt is sent again and taken
// once.
func TestUnique(t *testing.T) {
	p := pairUp(t, simulate.Options{Tag: tag, Unique: 0x0451}, func(c *Config) { c.Reference, c.Unique = "0x1500", "0x0451" })
	if !p.Able().Unique {
		t.Error("it does not say so")
	}
	b := batch("B", "01000000003")
	if _, err := p.Send(t.Context(), b); classed(err) != "unknown timeout" {
		t.Fatal(err)
	}
	answers, err := p.Send(t.Context(), b)
	if err != nil || told2(answers) != "B-0 accepted" || p.vendor.Report(1).Taken != 1 {
		t.Errorf("%s %v", told2(answers), err)
	}
}

// Receipts of a provider that writes identifiers in two ways say which setting is wrong.
func TestHint(t *testing.T) {
	m := newMemory(idsSame, false)
	m.begin("A", 1, time.Now())
	m.set("A", 0, partTaken, "3D0901", 0)
	m.begin("B", 1, time.Now())
	m.set("B", 0, partTaken, "0000012345", 0)
	if got := m.hint("4000001"); got != idsHex {
		t.Errorf("%q", got)
	}
	if got := m.hint("4000001"); got != "" {
		t.Errorf("it says so twice: %q", got)
	}
	m.hinted = false
	if got := m.hint("3039"); got != idsDecimal {
		t.Errorf("%q", got)
	}
}

// The memory is bounded: what is oldest is forgotten, and then nobody can tell.
func TestMemory(t *testing.T) {
	m := newMemory(idsSame, false)
	for i := range mostRecords + 10 {
		id := fmt.Sprint(i)
		if !m.begin(id, 1, time.Now()) {
			t.Fatal(id)
		}
		m.set(id, 0, partTaken, "r"+id, 0)
		m.ended(id)
	}
	if len(m.by) != mostRecords || len(m.parts) != mostRecords || len(m.order) != mostRecords {
		t.Errorf("%d %d %d", len(m.by), len(m.parts), len(m.order))
	}
	if a := m.say("0"); a.Status != sms.CannotTell {
		t.Errorf("%+v", a)
	}
	if m.begin("100", 1, time.Now()) {
		t.Error("what was taken is sent again")
	}
}

// What is wrong with a configuration is said by its key.
func TestConfig(t *testing.T) {
	good := Config{Address: "smpp.example.com:2775", SystemID: "a", Password: "b"}
	good.Fill()
	if list := good.Check("sms.smpp"); len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	for _, c := range []struct {
		key  string
		with func(*Config)
	}{
		{"address", func(c *Config) { c.Address = "smpp.example.com" }}, {"address", func(c *Config) { c.Address = "smpp.example.com:x" }},
		{"system_id", func(c *Config) { c.SystemID = "" }}, {"system_id", func(c *Config) { c.SystemID = "1234567890123456" }},
		{"password", func(c *Config) { c.Password = "" }}, {"password", func(c *Config) { c.Password = "123456789" }}, {"password", func(c *Config) { c.PasswordEnv = "X" }},
		{"source_ton", func(c *Config) { c.SourceTON = 7 }}, {"dest_npi", func(c *Config) { c.DestNPI = -1 }}, {"numbers", func(c *Config) { c.Numbers = "x" }},
		{"alphabet", func(c *Config) { c.Alphabet = "x" }}, {"data_coding", func(c *Config) { c.DataCoding = "256" }}, {"default_alphabet", func(c *Config) { c.Usual = "x" }},
		{"long", func(c *Config) { c.Long = "x" }}, {"reference", func(c *Config) { c.Reference = "0x0204" }}, {"unique", func(c *Config) { c.Unique = "0x45" }},
		{"unique", func(c *Config) { c.Unique, c.Reference = "x", "0x1500" }}, {"ids", func(c *Config) { c.IDs = "x" }}, {"window", func(c *Config) { c.Window = 1001 }},
		{"batch", func(c *Config) { c.Batch = -1 }}, {"per_second", func(c *Config) { c.PerSecond = -1 }}, {"timeout", func(c *Config) { c.Timeout = 1 }}, {"enquire_link", func(c *Config) { c.EnquireLink = 1 }},
	} {
		bad := good
		c.with(&bad)
		if list := bad.Check("sms.smpp"); len(list) != 1 || list[0].Path != "sms.smpp."+c.key || list[0].Message == "" {
			t.Errorf("%s: %+v", c.key, list)
		}
		if p, err := New(bad, sms.Around{}); err == nil || p != nil {
			t.Errorf("%s: a provider is made all the same", c.key)
		}
	}
	for _, c := range []struct {
		with Config
		want uint8
	}{{Config{Alphabet: "ksc5601"}, 14}, {Config{Alphabet: "ucs2"}, 8}, {Config{Alphabet: "gsm"}, 0}, {Config{Alphabet: "ksc5601", DataCoding: "0x84"}, 0x84}, {Config{Alphabet: "ucs2", DataCoding: "0"}, 0}} {
		if n, ok := c.with.coding(); !ok || n != c.want {
			t.Errorf("%+v: %d", c.with, n)
		}
	}
}

// Numbers go as the provider asks for them.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		numbers, in string
		want        pdu.Address
	}{
		{"domestic", "01012345678", pdu.Address{TON: 2, NPI: 1, Number: "01012345678"}},
		{"domestic", "+821012345678", pdu.Address{TON: 2, NPI: 1, Number: "01012345678"}},
		{"domestic", "+14155550100", pdu.Address{TON: 1, NPI: 1, Number: "14155550100"}},
		{"international", "01012345678", pdu.Address{TON: 1, NPI: 1, Number: "821012345678"}},
		{"international", "+821012345678", pdu.Address{TON: 1, NPI: 1, Number: "821012345678"}},
		{"international", "15880001", pdu.Address{TON: 2, NPI: 1, Number: "15880001"}},
	} {
		p := &Provider{c: Config{Numbers: c.numbers, DestTON: 2, DestNPI: 1}}
		if got, ok := p.number(c.in); !ok || got != c.want {
			t.Errorf("%s %s: %+v", c.numbers, c.in, got)
		}
	}
	p := &Provider{c: Config{Numbers: "domestic"}}
	for _, n := range []string{"", "01", "010-1234-5678", "+", "abc", strings.Repeat("1", 21)} {
		if _, ok := p.number(n); ok {
			t.Errorf("%q is taken", n)
		}
	}
}

// A provider that cannot be reached is told of in the log with what the network said, and
// with a time that has its unit.
func TestUnreachableSaysWhy(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Address: l.Addr().String(), SystemID: "callfloor", Password: "secret", Timeout: centre.Duration(time.Second)}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 100)
	p, err := New(c, sms.Around{Log: zerolog.New(lines(said))})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	select {
	case line := <-said:
		if !strings.Contains(line, `"cause":"dial tcp `) || !strings.Contains(line, "refused") || !regexp.MustCompile(`"again_in":"[0-9.]+(ms|s)"`).MatchString(line) {
			t.Error(line)
		}
	case <-time.After(10 * time.Second):
		t.Error("nothing is said")
	}
}

// lines is a log that gives its first lines away.
type lines chan<- string

func (l lines) Write(b []byte) (int, error) {
	select {
	case l <- string(b):
	default:
	}
	return len(b), nil
}
