package callback_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/callback"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/store"
)

// house is what is configured in the tests.
type house struct {
	off     bool
	rules   callback.Rules
	blocked string
	closed  bool
	shut    string // a service
}

func (h *house) Enabled() bool        { return !h.off }
func (h *house) Region() string       { return "KR" }
func (h *house) Zone() *time.Location { return seoul }
func (h *house) Rules(service string) (callback.Rules, bool) {
	return h.rules, service == "orders" || service == "refunds"
}
func (h *house) Open(service string, _ time.Time) bool {
	return !h.closed && (h.shut == "" || service != h.shut)
}
func (h *house) Blocked(number string) bool { return number == h.blocked }
func (h *house) Own(number string) bool     { return number == "+8225550000" }

var seoul = time.FixedZone("KST", 9*3600)

// noon is a working day at noon in Seoul.
var noon = time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)

// rig is a book on a real store, with a clock that the test moves.
type rig struct {
	*callback.Book
	t     *testing.T
	db    *store.DB
	house *house
	mu    sync.Mutex
	now   time.Time
	news  []callback.News
	calls int
	fail  error // of the next dial
	no    error // of Prepare
}

func newRig(t *testing.T) *rig {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir(), "", filepath.Join(t.TempDir(), "callfloor.key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	r := &rig{t: t, db: db, house: &house{rules: callback.Defaults}, now: noon}
	r.Book = callback.NewBook(db, r.house, func(n callback.News) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.news = append(r.news, n)
	}, r.clock, people.NewID)
	return r
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	r.now = r.now.Add(d)
	r.mu.Unlock()
}

// told returns what was told since it was asked last.
func (r *rig) told() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []string
	for _, n := range r.news {
		list = append(list, string(n.What))
	}
	r.news = nil
	return strings.Join(list, " ")
}

// Prepare implements callback.Dialler.
func (r *rig) Prepare(_ context.Context, agent, number, service string) (acd.Dial, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	return acd.Dial{Call: acd.CallID(fmt.Sprint("call", r.calls)), Agent: acd.AgentID(agent), Number: number, Service: acd.ServiceID(service)}, r.no
}

// Dial implements callback.Dialler.
func (r *rig) Dial(context.Context, acd.Dial) error { return r.fail }

func (r *rig) take(number string) callback.Request {
	r.t.Helper()
	t, err := r.Take(r.t.Context(), callback.Request{Number: number, Service: "orders", Source: callback.Hand, CreatedBy: "user:boss"})
	if err != nil {
		r.t.Fatal(err)
	}
	return t.Request
}

func (r *rig) get(id string) callback.Request {
	r.t.Helper()
	v, err := r.db.Callback(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

func (r *rig) assign(agent string, ids ...string) {
	r.t.Helper()
	if _, err := r.Assign(r.t.Context(), ids, []string{agent}, "user:boss"); err != nil {
		r.t.Fatal(err)
	}
}

// history is what happened to a request, in words.
func (r *rig) history(id string) string {
	r.t.Helper()
	list, err := r.db.CallbackHistory(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	var words []string
	for _, e := range list {
		words = append(words, string(e.What))
	}
	return strings.Join(words, " ")
}

func (r *rig) runs(call acd.CallID) bool {
	_, ok := r.Attempt(string(call))
	return ok
}

func (r *rig) ok(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// Numbers abroad, premium ones, the police, our own, those of the blacklist and of who
// asked not to be called are refused, and each says why (W-24). Nothing is taken while
// callbacks are not in use (B1).
func TestRefusedNumbers(t *testing.T) {
	r := newRig(t)
	r.house.blocked = "+821099998888"
	_, err := r.Bar(t.Context(), "010-7777-6666", "전화 거부", "user:boss")
	r.ok(err)
	for number, want := range map[string]callback.Why{
		"+1 212 555 1234": callback.International, "00112125551234": callback.International, "060-700-1234": callback.Premium, "+8260 700 1234": callback.Premium,
		"119": callback.Emergency, "": callback.NotANumber, "anonymous": callback.NotANumber, "1001": callback.NotANumber, "02-555-0000": callback.Own,
		"010-9999-8888": callback.Blocked, "01077776666": callback.DoNotCall, "+821077776666": callback.DoNotCall,
	} {
		_, err := r.Take(t.Context(), callback.Request{Number: number, Source: callback.Web})
		var no *callback.Refused
		if !errors.As(err, &no) || no.Why != want || !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, want %s", number, err, want)
		}
	}
	r.house.off = true
	_, err = r.Take(t.Context(), callback.Request{Number: "01012345678", Source: callback.Web})
	if !fault.Is(err, fault.Denied) || !strings.Contains(err.Error(), "callbacks.enabled") {
		t.Errorf("not in use: %v", err)
	}
	list, _, err := r.db.Callbacks(t.Context(), callback.Filter{Scope: callback.Scope{All: true}, Limit: 10})
	if r.ok(err); len(list) != 0 {
		t.Errorf("taken all the same: %+v", list)
	}
}

// A number has one open request: who asks again, at the same moment too, is answered
// with that one, and its history says so. Where it is done a new one is taken.
func TestOneOpenRequest(t *testing.T) {
	r := newRig(t)
	_, err := r.db.CreateCustomer(t.Context(), desk.Customer{ID: "c1", Name: "김하나", Phones: []desk.Phone{{Number: "+821012345678"}}}, "t")
	r.ok(err)
	var wg sync.WaitGroup
	ids, known := make([]string, 8), make([]bool, 8)
	for i := range ids {
		wg.Go(func() {
			got, err := r.Take(t.Context(), callback.Request{Number: []string{"010-1234-5678", "+821012345678"}[i%2], Source: callback.Web, CreatedBy: "web form"})
			if err != nil {
				t.Error(err)
			}
			ids[i], known[i] = got.Request.ID, got.Known
		})
	}
	wg.Wait()
	fresh := 0
	for i := range ids {
		if ids[i] != ids[0] {
			t.Fatalf("two requests: %v", ids)
		}
		if !known[i] {
			fresh++
		}
	}
	if fresh != 1 {
		t.Errorf("%d of 8 were told that theirs is new", fresh)
	}
	v := r.get(ids[0])
	if v.Customer != "c1" || v.Name != "김하나" || v.Number != "+821012345678" || v.State != callback.Registered || !v.Expires.Equal(noon.Add(72*time.Hour)) {
		t.Errorf("%+v", v)
	}
	if got := r.history(v.ID); strings.Count(got, "registered") != 1 || strings.Count(got, "asked_again") != 7 {
		t.Errorf("history: %s", got)
	}
	_, err = r.Complete(t.Context(), v.ID, "user:boss", callback.Outcome{})
	r.ok(err)
	if again := r.take("01012345678"); again.ID == v.ID {
		t.Error("an open one is answered that is done")
	}
}

// Who gives up waiting keeps the place, also where the number had asked before: the open
// request is dialled by the program then, unless an agent has it.
func TestVirtualHoldTakesThePlace(t *testing.T) {
	r := newRig(t)
	hold := callback.Request{Service: "orders", Source: callback.VirtualHold, Automatic: true, Priority: 5, Entered: noon.Add(-time.Minute), CreatedBy: "voice menu"}
	first := r.take("01011112222")
	hold.Number = "01011112222"
	got, err := r.Take(t.Context(), hold)
	if r.ok(err); got.Request.ID != first.ID || !got.Known || !got.Request.Automatic || got.Request.Priority != 5 || !got.Request.Entered.Equal(hold.Entered) {
		t.Errorf("%+v", got)
	}
	second := r.take("01033334444")
	r.assign("kim", second.ID)
	hold.Number = "01033334444"
	if got, err = r.Take(t.Context(), hold); err != nil || got.Request.ID != second.ID || got.Request.Automatic || got.Request.Agent != "kim" {
		t.Errorf("%+v %v", got, err)
	}
}

// Who keeps a place is dialled in that place: for its service, at once, whatever the open
// request of the number was. Where it cannot be dialled nobody says that the place is kept.
func TestAskedAgainFromTheLine(t *testing.T) {
	r := newRig(t)
	var out []string
	r.Line(func(call string) { out = append(out, call) })
	n := 0
	hold := func(number string) callback.Taken {
		t.Helper()
		got, err := r.Take(t.Context(), callback.Request{Number: number, Service: "orders", Source: callback.VirtualHold, Automatic: true, Priority: 2, Entered: r.clock().Add(-time.Minute), CreatedBy: "voice menu"})
		r.ok(err)
		return got
	}
	open := func(v callback.Request) callback.Request {
		t.Helper()
		n++
		v.Number, v.CreatedBy = fmt.Sprintf("0101111%04d", n), "user:boss"
		got, err := r.Take(t.Context(), v)
		r.ok(err)
		return got.Request
	}
	for what, old := range map[string]callback.Request{
		"without a service": {Source: callback.API}, "of tomorrow": {Source: callback.Web, Service: "orders", From: noon.Add(24 * time.Hour), To: noon.Add(26 * time.Hour)},
		"of another service": {Source: callback.VirtualHold, Service: "refunds", Automatic: true, Priority: 9, Entered: noon.Add(-time.Hour)},
		"that has to wait":   {Source: callback.VirtualHold, Service: "orders", Automatic: true, Next: noon.Add(10 * time.Minute), Entered: noon},
	} {
		v := open(old)
		got := hold(v.Number)
		if now := r.get(v.ID); !got.Known || !got.Placed || now.Service != "orders" || now.Priority != 2 || !now.Entered.Equal(noon.Add(-time.Minute)) || !now.Due.Equal(noon) || !now.From.IsZero() || !now.To.IsZero() || !now.Next.IsZero() || !now.Expires.Equal(noon.Add(72*time.Hour)) {
			t.Errorf("one %s: %+v placed %v", what, now, got.Placed)
		}
	}
	list, err := r.Due(t.Context(), 10)
	if r.ok(err); len(list) != 4 {
		t.Errorf("%d of 4 are due", len(list))
	}

	v := open(callback.Request{Source: callback.VirtualHold, Service: "orders", Automatic: true, Priority: 5, Entered: noon.Add(-time.Hour)})
	_, err = r.Began(t.Context(), v.ID, "line", "")
	r.ok(err)
	if got := hold(v.Number); !got.Placed || got.Request.Priority != 5 || !got.Request.Entered.Equal(noon.Add(-time.Hour)) || !slices.Equal(out, []string{"line"}) {
		t.Errorf("a better place: %+v, left %v", got, out)
	}
	r.ok(r.Ended(t.Context(), "line", callback.GivenUp, 0, r.clock()))

	v = open(callback.Request{Source: callback.Hand, Service: "orders"})
	r.assign("kim", v.ID)
	if got := hold(v.Number); got.Placed || got.Request.Automatic {
		t.Errorf("an agent's: %+v", got)
	}
	r.house.rules.Attempts = 1
	v = open(callback.Request{Source: callback.VirtualHold, Service: "orders", Automatic: true})
	_, err = r.Began(t.Context(), v.ID, "c1", "")
	r.ok(err)
	r.ok(r.Dialling(t.Context(), "c1", ""))
	if got := hold(v.Number); got.Placed {
		t.Errorf("one that is called now: %+v", got)
	}
	r.ok(r.AnsweredBy(t.Context(), "c1", "", r.clock()))
	r.ok(r.Ended(t.Context(), "c1", callback.Connected, time.Minute, r.clock())) // nobody talked
	if got := hold(v.Number); got.Placed || got.Request.Automatic {
		t.Errorf("called as often as is allowed: %+v", got)
	}
}

// Who asks from the line and is served in the same call leaves an older request as it was;
// what somebody has made of it meanwhile stays.
func TestAskedAgainAndServed(t *testing.T) {
	r := newRig(t)
	var out []string
	r.Line(func(call string) { out = append(out, call) })
	hold := func(number string) callback.Taken {
		t.Helper()
		got, err := r.Take(t.Context(), callback.Request{Number: number, Service: "orders", Source: callback.VirtualHold, Automatic: true, Priority: 2, Entered: r.clock().Add(-time.Minute), CreatedBy: "voice menu"})
		r.ok(err)
		return got
	}
	web, err := r.Take(t.Context(), callback.Request{Number: "01011112222", Source: callback.Web, Service: "refunds", From: noon.Add(24 * time.Hour), To: noon.Add(26 * time.Hour)})
	r.ok(err)
	got := hold("01011112222")
	if _, err := r.Began(t.Context(), got.Request.ID, "line", ""); err != nil {
		t.Fatal(err)
	}
	r.ok(r.PutBack(t.Context(), got))
	was, now := web.Request, r.get(web.Request.ID)
	if now.Automatic || now.Service != "refunds" || !now.From.Equal(was.From) || !now.To.Equal(was.To) || !now.Due.Equal(was.Due) || !now.Expires.Equal(was.Expires) || now.Priority != 0 || !now.Entered.IsZero() {
		t.Errorf("%+v\n%+v", now, was)
	}
	if !slices.Equal(out, []string{"line"}) {
		t.Errorf("left the line: %v", out)
	}
	if h := r.history(was.ID); !strings.HasSuffix(h, "asked_again changed") {
		t.Errorf("history: %s", h)
	}
	got = hold("01011112222")
	r.assign("kim", was.ID)
	service := "orders"
	_, err = r.Edit(t.Context(), was.ID, "user:boss", callback.Edit{Service: &service, From: ptr(noon.Add(48 * time.Hour)), To: ptr(noon.Add(50 * time.Hour))})
	r.ok(err)
	r.ok(r.PutBack(t.Context(), got))
	if now := r.get(was.ID); now.Agent != "kim" || now.Service != "orders" || !now.Due.Equal(noon.Add(48*time.Hour)) {
		t.Errorf("what the boss made of it: %+v", now)
	}
}

func ptr[T any](v T) *T { return &v }

// A request that is edited while its call is about to stand in the line, so that the
// program has nothing to dial for, is not dialled.
func TestEditedBeforeItIsDialled(t *testing.T) {
	r := newRig(t)
	v := r.take("01011112222")
	if _, err := r.Began(t.Context(), v.ID, "auto1", ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("one that is people's: %v", err)
	}
	got := r.get(v.ID)
	if got.Promised != "" || got.Attempts != 0 {
		t.Errorf("%+v", got)
	}
}

// Who asks on the phone is not called before hanging up; where that is not heard of, not
// before half a minute.
func TestNobodyIsCalledOnThePhone(t *testing.T) {
	r := newRig(t)
	due := func() int {
		t.Helper()
		list, err := r.Due(t.Context(), 10)
		r.ok(err)
		return len(list)
	}
	for i, hears := range []bool{true, false} {
		got, err := r.Take(t.Context(), callback.Request{Number: fmt.Sprint("0101111222", i), Service: "orders", Source: callback.VirtualHold, Automatic: true, Next: r.clock().Add(callback.StillOnThePhone)})
		r.ok(err)
		if n := due(); !got.Placed || n != 0 {
			t.Errorf("%d are due while they hear the thanks: %+v", n, got)
		}
		if hears {
			r.ok(r.HungUp(t.Context(), got.Request.ID))
		} else {
			r.pass(callback.StillOnThePhone)
		}
		if n := due(); n != 1 {
			t.Errorf("%d are due then", n)
		}
		_, err = r.Began(t.Context(), got.Request.ID, fmt.Sprint("call", i), "")
		r.ok(err)
		r.ok(r.Dialling(t.Context(), fmt.Sprint("call", i), "kim"))
		r.ok(r.Ended(t.Context(), fmt.Sprint("call", i), callback.Busy, 0, r.clock()))
		r.ok(r.HungUp(t.Context(), got.Request.ID)) // late
		if n := due(); n != 0 {
			t.Errorf("%d are due before the spacing is over", n)
		}
	}
}

// A request without a service has no line to stand in.
func TestNoServiceNoLine(t *testing.T) {
	r := newRig(t)
	var out []string
	r.Line(func(call string) { out = append(out, call) })
	got, err := r.Take(t.Context(), callback.Request{Number: "01011112222", Service: "orders", Source: callback.VirtualHold, Automatic: true})
	r.ok(err)
	_, err = r.Began(t.Context(), got.Request.ID, "c1", "")
	r.ok(err)
	none := ""
	now, err := r.Edit(t.Context(), got.Request.ID, "user:boss", callback.Edit{Service: &none})
	if r.ok(err); now.Automatic || !slices.Equal(out, []string{"c1"}) {
		t.Errorf("%+v, left %v", now, out)
	}
}

// Texts and times that cannot be are refused by field.
func TestTakeChecks(t *testing.T) {
	r := newRig(t)
	for field, v := range map[string]callback.Request{
		"name": {Name: strings.Repeat("가", 101)}, "memo": {Memo: "a\x00b"}, "route": {Route: "1\n2"}, "wanted_to": {From: noon.Add(2 * time.Hour), To: noon.Add(time.Hour)},
		"wanted_from": {From: noon.Add(100 * 24 * time.Hour)},
	} {
		v.Number, v.Source = "01012345678", callback.API
		_, err := r.Take(t.Context(), v)
		var bad desk.FieldErrors
		if !errors.As(err, &bad) || bad[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := r.Take(t.Context(), callback.Request{Number: "01012345678", Service: "nothing"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a service that is not there: %v", err)
	}
}

// Requests go to agents one each in turn: the counts differ by one at most, whatever
// their number, and nobody gets one who was not named (B14, B15).
func TestEvenly(t *testing.T) {
	for n := range 60 {
		for m := 1; m < 12; m++ {
			ids, agents, counts := []string{}, []string{}, map[string]int{}
			for i := range n {
				ids = append(ids, fmt.Sprint(i))
			}
			for i := range m {
				agents = append(agents, fmt.Sprint("a", i))
			}
			seen := map[string]bool{}
			for _, v := range callback.Evenly(ids, agents) {
				counts[v.Agent]++
				seen[v.ID] = true
			}
			least, most := n, 0
			for _, a := range agents {
				least, most = min(least, counts[a]), max(most, counts[a])
			}
			if len(seen) != n || most-least > 1 || len(counts) > m {
				t.Fatalf("%d to %d: %v", n, m, counts)
			}
		}
	}
}

// The whole way of a request: given, called, done; and each thing once.
func TestTheWayOfARequest(t *testing.T) {
	r := newRig(t)
	v := r.take("01012345678")
	r.assign("kim", v.ID)
	if _, err := r.Connect(t.Context(), v.ID, callback.Caller{Agent: "lee", By: "user:lee"}, r); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), `"kim"`) {
		t.Errorf("another agent: %v", err)
	}
	call, err := r.Connect(t.Context(), v.ID, callback.Caller{Agent: "kim", By: "user:kim"}, r)
	r.ok(err)
	if v = r.get(v.ID); v.Call != string(call) || v.Attempts != 1 || !r.runs(call) {
		t.Errorf("called: %+v", v)
	}
	if _, err := r.Connect(t.Context(), v.ID, callback.Caller{Agent: "kim", By: "user:kim"}, r); !fault.Is(err, fault.Conflict) {
		t.Errorf("called twice: %v", err)
	}
	if _, err := r.Cancel(t.Context(), v.ID, "user:boss", callback.Outcome{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("cancelled while it is called: %v", err)
	}
	r.ok(r.AnsweredBy(t.Context(), string(call), "", noon.Add(10*time.Second)))
	r.ok(r.Ended(t.Context(), string(call), callback.Connected, 65*time.Second, noon.Add(75*time.Second)))
	r.ok(r.Ended(t.Context(), string(call), callback.NoAnswer, 0, noon.Add(80*time.Second))) // said twice
	v = r.get(v.ID)
	if v.State != callback.Assigned || v.Call != "" || v.LastResult != callback.Connected || v.LastCall != string(call) || v.Answered.IsZero() || r.runs(call) {
		t.Errorf("after the call: %+v", v)
	}
	for range 2 {
		v, err = r.Complete(t.Context(), v.ID, "user:kim", callback.Outcome{Text: "환불 안내", Code: "done"})
		if r.ok(err); v.State != callback.Completed || v.EndedBy != "user:kim" || v.Result != "환불 안내" || v.Code != "done" {
			t.Errorf("%+v", v)
		}
	}
	if _, err := r.Cancel(t.Context(), v.ID, "user:boss", callback.Outcome{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("two outcomes: %v", err)
	}
	if got := r.history(v.ID); got != "registered assigned called answered attempt_ended completed" {
		t.Errorf("history: %s", got)
	}
	if got := r.told(); got != "registered assigned called answered attempt_ended completed" {
		t.Errorf("told: %s", got)
	}
	list, err := r.db.CallbackAttempts(t.Context(), v.ID)
	if r.ok(err); len(list) != 1 || list[0].Result != callback.Connected || list[0].TalkMs != 65_000 || list[0].Agent != "kim" || list[0].By != callback.ByAgent {
		t.Errorf("attempts: %+v", list)
	}
}

// interrupted is a store in which something happens once, before a request is read.
type interrupted struct {
	callback.Store
	by func()
}

func (s *interrupted) Callback(ctx context.Context, id string) (callback.Request, error) {
	if by := s.by; by != nil {
		s.by = nil
		by()
	}
	return s.Store.Callback(ctx, id)
}

// The end of a call is noted once, also where two are told of it at the same moment: whoever
// reads the events, and whoever looks what has become of calls. What is told of a call after its
// end changes nothing either.
func TestTwoAreToldOfAnEnd(t *testing.T) {
	for result, counted := range map[callback.Result]int{callback.Connected: 2, callback.GivenUp: 0} {
		r := newRig(t)
		st := &interrupted{Store: r.db}
		r.Book = callback.NewBook(st, r.house, func(n callback.News) { r.mu.Lock(); defer r.mu.Unlock(); r.news = append(r.news, n) }, r.clock, people.NewID)
		v := r.take("01012345678")
		r.assign("kim", v.ID)
		for range 2 {
			call, err := r.Connect(t.Context(), v.ID, callback.Caller{Agent: "kim", By: "user:kim"}, r)
			r.ok(err)
			end := func() { r.ok(r.Ended(t.Context(), string(call), result, 0, noon)) }
			st.by = end
			if r.told(); result == callback.Connected {
				r.ok(r.AnsweredBy(t.Context(), string(call), "", noon))
				if got := r.told(); got != "attempt_ended" {
					t.Errorf("answered after its end: told %q", got)
				}
				continue
			}
			r.ok(r.Ended(t.Context(), string(call), result, 0, noon))
			if got := r.told(); got != "attempt_ended" {
				t.Errorf("told %q", got)
			}
		}
		list, err := r.db.CallbackAttempts(t.Context(), v.ID)
		r.ok(err)
		for _, a := range list {
			if a.Ended.IsZero() || a.Result != result {
				t.Errorf("%+v", a)
			}
		}
		if got := r.get(v.ID); got.Attempts != counted || got.Call != "" || strings.Count(r.history(v.ID), "attempt_ended") != len(list) || strings.Contains(r.history(v.ID), "answered") {
			t.Errorf("%s: %d attempts, %+v, history %s", result, got.Attempts, got, r.history(v.ID))
		}
	}
}

// Of two who press connect, or done, at the same moment one wins.
func TestTwoPressAtOnce(t *testing.T) {
	r := newRig(t)
	v := r.take("01012345678")
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		agent := fmt.Sprint("a", i%2)
		wg.Go(func() {
			_, errs[i] = r.Connect(t.Context(), v.ID, callback.Caller{Agent: agent, By: "user:" + agent, Take: true}, r)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	}
	v = r.get(v.ID)
	list, err := r.db.CallbackAttempts(t.Context(), v.ID)
	if r.ok(err); won != 1 || v.Attempts != 1 || len(list) != 1 || len(r.Running()) != 1 {
		t.Errorf("%d won: %+v %+v %+v", won, v, list, r.Running())
	}
	r.ok(r.Ended(t.Context(), v.Call, callback.Connected, 0, noon))
	for i := range errs {
		wg.Go(func() {
			if i%2 == 0 {
				_, errs[i] = r.Complete(t.Context(), v.ID, fmt.Sprint("user:", i), callback.Outcome{})
			} else {
				_, errs[i] = r.Cancel(t.Context(), v.ID, fmt.Sprint("user:", i), callback.Outcome{})
			}
		})
	}
	wg.Wait()
	if got := r.history(v.ID); strings.Count(got, "completed")+strings.Count(got, "cancelled") != 1 {
		t.Errorf("more than one outcome: %s", got)
	}
}

// A number is called as often as the service allows and no more; then the request says
// that nobody was reached, and is not completed (I-17).
func TestUnreached(t *testing.T) {
	r := newRig(t)
	r.house.rules.Attempts = 3
	v := r.take("01012345678")
	r.assign("kim", v.ID)
	kim := callback.Caller{Agent: "kim", By: "user:kim"}
	call := func(res callback.Result) {
		t.Helper()
		id, err := r.Connect(t.Context(), v.ID, kim, r)
		r.ok(err)
		r.ok(r.Ended(t.Context(), string(id), res, 0, r.clock()))
	}
	call(callback.AgentMissed) // the customer's phone did not ring
	if got := r.get(v.ID); got.Attempts != 0 || got.LastResult != callback.AgentMissed {
		t.Errorf("the own phone: %+v", got)
	}
	call(callback.NoAnswer)
	call(callback.Busy)
	if got := r.get(v.ID); got.Attempts != 2 || got.State != callback.Assigned {
		t.Errorf("%+v", got)
	}
	call(callback.NoAnswer)
	v = r.get(v.ID)
	if v.State != callback.Unreached || v.Attempts != 3 || v.Code != "no_answer" || v.EndedBy != callback.System || v.EndedAt.IsZero() {
		t.Errorf("%+v", v)
	}
	if _, err := r.Connect(t.Context(), v.ID, kim, r); !fault.Is(err, fault.Conflict) {
		t.Errorf("called once more: %v", err)
	}
	if _, err := r.Complete(t.Context(), v.ID, "user:kim", callback.Outcome{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("two outcomes: %v", err)
	}
}

// A call that no trunk takes, or that is given up before it rings, is no attempt, and is made again after the spacing however often that happens: nobody
// was called. Where it has rung it is one, and where the number itself is wrong, or nobody
// knows.
func TestNobodyWasCalled(t *testing.T) {
	r := newRig(t)
	v, err := r.Take(t.Context(), callback.Request{Number: "01011111111", Service: "orders", Source: callback.VirtualHold, Automatic: true})
	r.ok(err)
	id, n := v.Request.ID, 0
	dial := func(rings bool, o acd.Outcome, by acd.HangUpBy, cause acd.Cause) callback.Request {
		t.Helper()
		n++
		call := fmt.Sprint("auto", n)
		_, err := r.Began(t.Context(), id, call, "")
		r.ok(err)
		r.ok(r.Dialling(t.Context(), call, "kim"))
		if rings {
			r.Rang(call)
		}
		r.ok(r.Ended(t.Context(), call, callback.ResultOf(false, o, by, cause), 0, r.clock()))
		return r.get(id)
	}
	for range 2 {
		for _, tc := range []struct {
			o     acd.Outcome
			by    acd.HangUpBy
			cause acd.Cause
			want  callback.Result
		}{
			{acd.Failed, acd.BySystem, acd.CauseNoRoute, callback.Failed}, {acd.Failed, acd.ByCaller, acd.CauseFailed, callback.Failed}, {acd.Failed, acd.BySystem, acd.CauseFailed, callback.Failed},
			{acd.Failed, acd.ByAgent, acd.CauseNormal, callback.GivenUp}, {acd.Failed, acd.BySystem, acd.CauseDrain, callback.GivenUp},
		} {
			if got := dial(false, tc.o, tc.by, tc.cause); got.State != callback.Registered || got.Attempts != 0 || got.LastResult != tc.want || !got.Next.Equal(r.clock().Add(10*time.Minute)) {
				t.Fatalf("%s %s: %+v", tc.o, tc.cause, got)
			}
		}
	}
	r.Rang("auto1") // over for long
	if got := dial(true, acd.Failed, acd.ByAgent, acd.CauseNormal); got.Attempts != 1 || got.LastResult != callback.GivenUp {
		t.Errorf("given up while it rang: %+v", got)
	}
	if got := dial(false, acd.LostRestart, acd.BySystem, acd.CauseFailed); got.Attempts != 2 || got.LastResult != callback.Failed {
		t.Errorf("lost, perhaps while it rang: %+v", got)
	}
	if got := dial(false, acd.Failed, acd.ByCaller, acd.CauseNoSuchNumber); got.State != callback.Unreached || got.Attempts != 3 {
		t.Errorf("no such number: %+v", got)
	}
}

// A call that the floor refuses is no attempt; one of which nobody knows is looked up,
// and counts only where it was made.
func TestRefusedAndLostCalls(t *testing.T) {
	r := newRig(t)
	v := r.take("01012345678")
	r.assign("kim", v.ID)
	kim := callback.Caller{Agent: "kim", By: "user:kim"}
	r.no = fault.New(fault.Conflict, "the agent's phone is not registered, so it cannot ring")
	if _, err := r.Connect(t.Context(), v.ID, kim, r); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	r.no, r.fail = nil, fault.New(fault.Conflict, "the agent is in a call")
	if _, err := r.Connect(t.Context(), v.ID, kim, r); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if got := r.get(v.ID); got.Attempts != 0 || got.Call != "" || len(r.Running()) != 0 {
		t.Errorf("%+v", got)
	}
	r.fail = context.DeadlineExceeded // nobody knows
	if _, err := r.Connect(t.Context(), v.ID, kim, r); err == nil {
		t.Error("it went")
	}
	nothing := func(context.Context, callback.Attempt) (callback.Fact, error) { return callback.Fact{}, nil }
	r.ok(r.Settle(t.Context(), nothing))
	if got := r.get(v.ID); got.Call == "" {
		t.Error("taken back while it may still be on its way")
	}
	r.pass(time.Minute)
	r.ok(r.Settle(t.Context(), nothing))
	if got := r.get(v.ID); got.Call != "" || got.Attempts != 0 || len(r.Running()) != 0 {
		t.Errorf("never made: %+v", got)
	}
	if _, err := r.Connect(t.Context(), v.ID, kim, r); err == nil {
		t.Error("it went")
	}
	// Whoever waits for the rows of a call that is over is not told that there was none.
	r.ok(r.Settle(t.Context(), nothing))
	r.pass(10 * time.Second)
	r.ok(r.Settle(t.Context(), nothing))
	if got := r.get(v.ID); got.Call == "" {
		t.Error("taken back before its row may be there")
	}
	again := callback.NewBook(r.db, r.house, func(callback.News) {}, r.clock, people.NewID) // after a restart
	r.ok(again.Begin(t.Context()))
	r.ok(again.Settle(t.Context(), func(_ context.Context, a callback.Attempt) (callback.Fact, error) {
		return callback.Fact{Answered: noon.Add(time.Second), Ended: noon.Add(time.Minute), Result: callback.Connected, Talk: 59 * time.Second}, nil
	}))
	if got := r.get(v.ID); got.Call != "" || got.Attempts != 1 || got.LastResult != callback.Connected || got.Answered.IsZero() {
		t.Errorf("made before the restart: %+v", got)
	}
}

// What is over is given up under its own name; what somebody was reached for is not.
func TestExpired(t *testing.T) {
	r := newRig(t)
	r.house.rules.Expire = 24 * time.Hour
	a, b := r.take("01011111111"), r.take("01022222222")
	c, err := r.Take(t.Context(), callback.Request{Number: "01033333333", Service: "orders", Source: callback.Web, From: noon.Add(3 * 24 * time.Hour), To: noon.Add(3*24*time.Hour + time.Hour)})
	r.ok(err)
	r.assign("kim", b.ID)
	call, err := r.Connect(t.Context(), b.ID, callback.Caller{Agent: "kim", By: "user:kim"}, r)
	r.ok(err)
	r.ok(r.AnsweredBy(t.Context(), string(call), "", noon))
	r.ok(r.Ended(t.Context(), string(call), callback.Connected, 0, noon))
	r.pass(25 * time.Hour)
	_, err = r.Tick(t.Context())
	r.ok(err)
	for id, want := range map[string]callback.State{a.ID: callback.Expired, b.ID: callback.Assigned, c.Request.ID: callback.Registered} {
		if got := r.get(id); got.State != want {
			t.Errorf("%s is %s, want %s", id, got.State, want)
		}
	}
	if got := r.get(a.ID); got.EndedBy != callback.System || got.EndedAt.IsZero() || r.history(a.ID) != "registered expired" {
		t.Errorf("%+v", got)
	}
	if got := r.told(); !strings.Contains(got, "expired") {
		t.Errorf("told: %s", got)
	}
}

// An agent is reminded of a wanted time once.
func TestReminded(t *testing.T) {
	r := newRig(t)
	v, err := r.Take(t.Context(), callback.Request{Number: "01033333333", Service: "orders", Source: callback.Web, From: noon.Add(time.Hour)})
	r.ok(err)
	r.assign("kim", v.Request.ID, r.take("01011111111").ID)
	for i, want := range []int{0, 1, 0} {
		if i == 1 {
			r.pass(time.Hour)
		}
		agents, err := r.Tick(t.Context())
		if r.ok(err); len(agents) != want || want == 1 && agents[0] != "kim" {
			t.Errorf("round %d: %v", i, agents)
		}
	}
}

// The program dials whose turn it is: the best place first, in the hours of the service
// and of the day, not before a wanted time or too soon after an attempt, and what is
// talked about is done.
func TestAutomatic(t *testing.T) {
	r := newRig(t)
	r.house.rules.Attempts = 2
	hold := func(number string, priority int, entered time.Duration, from time.Time) string {
		t.Helper()
		v, err := r.Take(t.Context(), callback.Request{Number: number, Service: "orders", Source: callback.VirtualHold, Automatic: true, Priority: priority, Entered: noon.Add(entered), From: from, CreatedBy: "voice menu"})
		r.ok(err)
		return v.Request.ID
	}
	late, first, best := hold("01011111111", 0, -time.Minute, time.Time{}), hold("01022222222", 0, -2*time.Minute, time.Time{}), hold("01033333333", 3, 0, time.Time{})
	tomorrow := hold("01044444444", 9, 0, noon.Add(24*time.Hour))
	r.take("01055555555")
	due := func() (ids []string) {
		t.Helper()
		list, err := r.Due(t.Context(), 10)
		r.ok(err)
		for _, v := range list {
			ids = append(ids, v.ID)
		}
		return ids
	}
	if got := due(); !slices.Equal(got, []string{best, first, late}) {
		t.Errorf("due: %v", got)
	}
	r.house.closed = true
	if got := due(); len(got) != 0 {
		t.Errorf("closed: %v", got)
	}
	r.house.closed = false
	r.pass(10 * time.Hour) // 22:00
	if got := due(); len(got) != 0 {
		t.Errorf("at night: %v", got)
	}
	r.pass(-10 * time.Hour)
	_, err := r.Began(t.Context(), best, "auto1", "")
	r.ok(err)
	if got := r.get(best); got.Promised != "auto1" || got.Call != "" || got.Attempts != 0 || r.history(best) != "registered" {
		t.Errorf("in the line: %+v %s", got, r.history(best))
	}
	r.ok(r.Dialling(t.Context(), "auto1", "kim"))
	r.ok(r.Dialling(t.Context(), "auto1", "kim")) // said twice
	if got := r.get(best); got.Promised != "" || got.Call != "auto1" || got.Attempts != 1 || r.history(best) != "registered called" {
		t.Errorf("dialled: %+v %s", got, r.history(best))
	}
	if _, err := r.Began(t.Context(), best, "auto2", ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("dialled twice: %v", err)
	}
	if _, err := r.Assign(t.Context(), []string{best}, []string{"kim"}, "user:boss"); !fault.Is(err, fault.Conflict) {
		t.Errorf("given while it is dialled: %v", err)
	}
	if got := due(); !slices.Equal(got, []string{first, late}) {
		t.Errorf("due: %v", got)
	}
	r.ok(r.Ended(t.Context(), "auto1", callback.NoAnswer, 0, r.clock()))
	if got := due(); !slices.Equal(got, []string{first, late}) {
		t.Errorf("too soon: %v", got)
	}
	r.pass(r.house.rules.Spacing)
	if got := due(); !slices.Equal(got, []string{best, first, late}) {
		t.Errorf("again: %v", got)
	}
	_, err = r.Began(t.Context(), best, "auto3", "")
	r.ok(err)
	r.ok(r.Dialling(t.Context(), "auto3", ""))
	r.ok(r.AnsweredBy(t.Context(), "auto3", "lee", r.clock()))
	r.ok(r.Ended(t.Context(), "auto3", callback.Connected, time.Minute, r.clock()))
	if got := r.get(best); got.State != callback.Completed || got.Agent != "lee" || got.EndedBy != "agent:lee" || got.Attempts != 2 {
		t.Errorf("talked about: %+v", got)
	}
	for i, res := range []callback.Result{callback.Busy, callback.NoAnswer} {
		call := fmt.Sprint("auto4", i)
		_, err = r.Began(t.Context(), first, call, "")
		r.ok(err)
		r.ok(r.Dialling(t.Context(), call, "lee"))
		r.ok(r.Ended(t.Context(), call, res, 0, r.clock()))
	}
	if got := r.get(first); got.State != callback.Unreached {
		t.Errorf("in vain: %+v", got)
	}
	_, err = r.Bar(t.Context(), "01011111111", "거부", "user:boss")
	r.ok(err)
	if got := r.get(late); got.State != callback.Cancelled || got.Code != "do_not_call" {
		t.Errorf("who asked not to be called: %+v", got)
	}
	if _, err := r.Began(t.Context(), late, "auto5", ""); err == nil {
		t.Error("who asked not to be called is dialled")
	}
	r.pass(24 * time.Hour)
	if got := due(); !slices.Equal(got, []string{tomorrow}) {
		t.Errorf("the next day: %v", got)
	}
	r.house.off = true
	if got := due(); len(got) != 0 {
		t.Errorf("not in use: %v", got)
	}
}

// A place in a line is no attempt: it falls away when the program ends, and when somebody
// takes the request up, whose call then leaves the line.
func TestInLine(t *testing.T) {
	r := newRig(t)
	var out []string
	r.Line(func(call string) { out = append(out, call) })
	n := 0
	line := func() (id, call string) {
		t.Helper()
		n++
		call = fmt.Sprint("line", n)
		v, err := r.Take(t.Context(), callback.Request{Number: fmt.Sprintf("0101111%04d", n), Service: "orders", Source: callback.VirtualHold, Automatic: true})
		r.ok(err)
		_, err = r.Began(t.Context(), v.Request.ID, call, "")
		r.ok(err)
		return v.Request.ID, call
	}
	left := func(call string) {
		t.Helper()
		if !slices.Equal(out, []string{call}) {
			t.Errorf("left the line: %v, want %s", out, call)
		}
		out = nil
	}
	id, call := line()
	r.ok(r.Ended(t.Context(), call, callback.Failed, 0, r.clock())) // the floor began anew
	if v := r.get(id); v.Promised != "" || v.Attempts != 0 || v.LastCall != "" || v.State != callback.Registered || r.history(id) != "registered" {
		t.Errorf("fell out of the line: %+v %s", v, r.history(id))
	}
	due := func() int {
		t.Helper()
		list, err := r.Due(t.Context(), 10)
		r.ok(err)
		return len(list)
	}
	if n := due(); n != 0 {
		t.Errorf("%d are due at once", n)
	}
	if r.pass(30 * time.Second); due() != 1 {
		t.Errorf("%d are due after half a minute", due())
	}

	id, call = line()
	r.assign("kim", id)
	left(call)
	r.ok(r.Ended(t.Context(), call, callback.GivenUp, 0, r.clock()))
	if v := r.get(id); v.State != callback.Assigned || v.Promised != "" || v.Attempts != 0 || !v.Next.IsZero() {
		t.Errorf("given while it stood in the line: %+v", v)
	}

	id, call = line() // its turn comes while it is given
	r.ok(r.db.AssignCallbacks(t.Context(), []callback.Assignment{{ID: id, Agent: "kim"}}, "user:boss", r.clock()))
	r.ok(r.Dialling(t.Context(), call, "lee"))
	left(call)
	if v := r.get(id); v.Agent != "kim" || v.Call != "" {
		t.Errorf("dialled although it was given: %+v", v)
	}
	r.ok(r.Ended(t.Context(), call, callback.GivenUp, 0, r.clock()))

	id, call = line() // an agent takes it
	r.calls++
	if _, err := r.Connect(t.Context(), id, callback.Caller{Agent: "kim", By: "user:kim", Take: true}, r); err != nil {
		t.Fatal(err)
	}
	left(call)
	mine := r.get(id).Call
	r.ok(r.Ended(t.Context(), call, callback.GivenUp, 0, r.clock()))
	if v := r.get(id); v.Call != mine || v.Promised != "" || v.Attempts != 1 {
		t.Errorf("taken by an agent: %+v", v)
	}
	list, err := r.db.RunningAttempts(t.Context())
	if r.ok(err); len(list) != 1 || list[0].Call != mine {
		t.Errorf("what runs: %+v", list)
	}

	tomorrow, returns, memo := noon.Add(24*time.Hour), "", "빨리"
	id, call = line() // it is moved to another time, or another service
	_, err = r.Edit(t.Context(), id, "user:boss", callback.Edit{Memo: &memo})
	if r.ok(err); len(out) != 0 {
		t.Errorf("%v left the line for a memo", out)
	}
	_, err = r.Edit(t.Context(), id, "user:boss", callback.Edit{From: &tomorrow})
	r.ok(err)
	left(call)
	r.ok(r.Dialling(t.Context(), call, "lee")) // its turn came at the same moment
	left(call)
	r.ok(r.Ended(t.Context(), call, callback.GivenUp, 0, r.clock()))
	if v := r.get(id); v.Call != "" || v.Promised != "" || !v.Due.Equal(tomorrow) {
		t.Errorf("dialled today: %+v", v)
	}
	id, call = line()
	_, err = r.Edit(t.Context(), id, "user:boss", callback.Edit{Service: &returns})
	r.ok(err)
	left(call)
	r.ok(r.Ended(t.Context(), call, callback.GivenUp, 0, r.clock()))

	id, call = line()
	_, err = r.Cancel(t.Context(), id, "user:boss", callback.Outcome{})
	r.ok(err)
	left(call)
	_, call = line()
	_, err = r.Bar(t.Context(), fmt.Sprintf("0101111%04d", n), "", "user:boss")
	r.ok(err)
	left(call)
	_, call = line()
	r.pass(callback.Defaults.Expire)
	_, err = r.Tick(t.Context())
	r.ok(err)
	left(call)
}

// Who answers and talks with nobody was not reached, but rung: when that was as often as
// is allowed, a person decides. A number that is no longer to be called is left to
// people too.
func TestReachedByNobody(t *testing.T) {
	r := newRig(t)
	r.house.rules.Attempts = 1
	v, err := r.Take(t.Context(), callback.Request{Number: "01011111111", Service: "orders", Source: callback.VirtualHold, Automatic: true})
	r.ok(err)
	id := v.Request.ID
	_, err = r.Began(t.Context(), id, "c1", "")
	r.ok(err)
	r.ok(r.Dialling(t.Context(), "c1", ""))
	r.ok(r.AnsweredBy(t.Context(), "c1", "", r.clock()))
	r.ok(r.Ended(t.Context(), "c1", callback.Connected, time.Minute, r.clock()))
	got := r.get(id)
	if got.State != callback.Registered || got.Automatic || got.LastResult != callback.AgentMissed || got.Attempts != 1 || got.Answered.IsZero() {
		t.Errorf("%+v", got)
	}

	v, err = r.Take(t.Context(), callback.Request{Number: "01022222222", Service: "orders", Source: callback.VirtualHold, Automatic: true})
	r.ok(err)
	r.house.blocked = "+821022222222"
	if _, err = r.Began(t.Context(), v.Request.ID, "c2", ""); fault.Of(err) != fault.Denied && fault.Of(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	if got := r.get(v.Request.ID); got.Automatic || got.Promised != "" || got.State != callback.Registered {
		t.Errorf("%+v", got)
	}
}

// Requests of a service that is closed stand in nobody's way.
func TestDueOfOpenServices(t *testing.T) {
	r := newRig(t)
	for i := range 5 {
		_, err := r.Take(t.Context(), callback.Request{Number: fmt.Sprintf("0102222%04d", i), Service: "orders", Source: callback.VirtualHold, Automatic: true, Priority: 9})
		r.ok(err)
	}
	v, err := r.Take(t.Context(), callback.Request{Number: "01033333333", Source: callback.VirtualHold, Automatic: true})
	r.ok(err)
	r.house.shut = "orders"
	list, err := r.Due(t.Context(), 2)
	if r.ok(err); len(list) != 1 || list[0].ID != v.Request.ID {
		t.Errorf("%+v", list)
	}
}

// Requests that are taken back can be given again, and their history has it (B18, B19,
// B27); of two who give the same ones the slower is told which were gone.
func TestAssignAndUnassign(t *testing.T) {
	r := newRig(t)
	ids := []string{r.take("01011111111").ID, r.take("01022222222").ID, r.take("01033333333").ID}
	counts, err := r.Assign(t.Context(), ids, []string{"kim", "lee"}, "user:boss")
	if r.ok(err); counts["kim"] != 2 || counts["lee"] != 1 {
		t.Errorf("%v", counts)
	}
	_, err = r.Assign(t.Context(), ids[1:], []string{"kim"}, "user:m1")
	var gone *callback.Gone
	if !errors.As(err, &gone) || !slices.Equal(gone.IDs, ids[1:]) || !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if err := r.Unassign(t.Context(), []string{ids[0], "nothing"}, "user:boss"); !errors.As(err, &gone) || !slices.Equal(gone.IDs, []string{"nothing"}) {
		t.Errorf("%v", err)
	}
	if v := r.get(ids[0]); v.State != callback.Assigned || v.Agent != "kim" || v.Distributor != "user:boss" || v.AssignedAt.IsZero() {
		t.Errorf("%+v", v)
	}
	r.ok(r.Unassign(t.Context(), ids[:1], "user:boss"))
	if v := r.get(ids[0]); v.State != callback.Registered || v.Agent != "" || v.Distributor != "" || !v.AssignedAt.IsZero() || r.history(ids[0]) != "registered assigned assignment_cancelled" {
		t.Errorf("%+v %s", v, r.history(ids[0]))
	}
	r.assign("lee", ids[0])
	for _, bad := range [][2][]string{{{}, {"kim"}}, {{"a", "a"}, {"kim"}}, {{"a"}, {}}, {{"a"}, {"kim", "kim"}}, {{"a"}, {""}}} {
		if _, err := r.Assign(t.Context(), bad[0], bad[1], "user:boss"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// Memo and window are changed by the version that was loaded; what is done stays.
func TestEdit(t *testing.T) {
	r := newRig(t)
	v := r.take("01012345678")
	memo, from := "오후에", noon.Add(4*time.Hour)
	got, err := r.Edit(t.Context(), v.ID, "user:boss", callback.Edit{Memo: &memo, From: &from, Version: v.Version})
	if r.ok(err); got.Memo != memo || !got.Due.Equal(from) || !got.Expires.Equal(from.Add(72*time.Hour)) {
		t.Errorf("%+v", got)
	}
	if _, err := r.Edit(t.Context(), v.ID, "user:boss", callback.Edit{Memo: &memo, Version: v.Version}); !fault.Is(err, fault.Conflict) {
		t.Errorf("an old version: %v", err)
	}
	past := noon.Add(-time.Hour)
	if _, err := r.Edit(t.Context(), v.ID, "user:boss", callback.Edit{From: &past}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a time that is past: %v", err)
	}
	none := time.Time{}
	if got, err = r.Edit(t.Context(), v.ID, "user:boss", callback.Edit{From: &none}); err != nil || !got.From.IsZero() || !got.Due.Equal(noon) {
		t.Errorf("as soon as possible: %+v %v", got, err)
	}
	_, err = r.Complete(t.Context(), v.ID, "user:boss", callback.Outcome{})
	r.ok(err)
	if _, err := r.Edit(t.Context(), v.ID, "user:boss", callback.Edit{Memo: &memo}); !fault.Is(err, fault.Conflict) {
		t.Errorf("what is done: %v", err)
	}
}

// Who speaks is heard, whoever it is: a message is kept also where nobody can be called
// back, and then nobody is, neither by the program nor by hand.
func TestMessagesOfAnybody(t *testing.T) {
	r := newRig(t)
	r.house.blocked = "+821099998888"
	_, err := r.Bar(t.Context(), "010-7777-6666", "", "user:boss")
	r.ok(err)
	n := 0
	for number, want := range map[string]string{
		"+1 212 555 1234": "+12125551234", "0607001234": "+82607001234", "1001": "1001", "": "", "alice": "alice", "a\x00" + strings.Repeat("가", 50): "a" + strings.Repeat("가", 31),
		"010-9999-8888": "+821099998888", "01077776666": "+821077776666", "025550000": "+8225550000", "119": "119",
	} {
		n++
		v := callback.Voice{File: fmt.Sprint("file", n), Key: []byte{1, 2, 3}, Length: time.Second}
		got, err := r.Take(t.Context(), callback.Request{Number: number, Service: "orders", Source: callback.Voicemail, Voice: &v, Automatic: true, CreatedBy: "voice menu"})
		if r.ok(err); got.Known || got.Request.Number != want || got.Request.Voice == nil || got.Request.Automatic {
			t.Errorf("%q: %+v", number, got)
		}
		if _, err := r.Connect(t.Context(), got.Request.ID, callback.Caller{Agent: "kim", By: "user:kim", Take: true}, r); !errors.As(err, new(*callback.Refused)) {
			t.Errorf("%q is called by hand: %v", number, err)
		}
	}
	list, err := r.Due(t.Context(), 20)
	if r.ok(err); len(list) != 0 || r.calls != 0 {
		t.Errorf("called by the program: %+v", list)
	}
	hidden := callback.Request{Service: "orders", Source: callback.Voicemail, Voice: &callback.Voice{File: "another", Key: []byte{1}, Length: time.Second}}
	got, err := r.Take(t.Context(), hidden)
	if r.ok(err); got.Known {
		t.Error("two who hide their numbers are taken for one")
	}
	if _, err := r.Complete(t.Context(), got.Request.ID, "user:kim", callback.Outcome{}); err != nil {
		t.Error(err)
	}
	r.house.off = true
	if _, err := r.Take(t.Context(), hidden); err == nil {
		t.Error("taken while callbacks are not in use")
	}
}

// A request says who asked on the phone for another number to be called, and nobody asks
// for many: who hides the own number is counted with all others who do.
func TestOtherNumbersOnThePhone(t *testing.T) {
	r := newRig(t)
	n := 0
	ask := func(caller string) (callback.Taken, error) {
		n++
		return r.Take(t.Context(), callback.Request{Number: fmt.Sprintf("0101111%04d", n), Caller: caller, Service: "orders", Source: callback.VoiceMenu, CreatedBy: "voice menu"})
	}
	for range callback.MostTyped {
		if got, err := ask("010-2222-3333"); err != nil || got.Request.Caller != "+821022223333" || r.get(got.Request.ID).Caller != "+821022223333" {
			t.Errorf("%+v %v", got, err)
		}
	}
	var no *callback.Refused
	if _, err := ask("01022223333"); !errors.As(err, &no) || no.Why != callback.TooOften {
		t.Errorf("one more: %v", err)
	}
	own, err := r.Take(t.Context(), callback.Request{Number: "01022223333", Caller: "01022223333", Source: callback.VoiceMenu})
	if r.ok(err); own.Request.Caller != "" {
		t.Errorf("the own number: %+v", own)
	}
	if _, err := ask("01044445555"); err != nil {
		t.Errorf("another caller: %v", err)
	}
	for range callback.MostTypedHidden {
		if got, err := ask(""); err != nil || got.Request.Caller != callback.Anonymous {
			t.Fatalf("%+v %v", got, err)
		}
	}
	if _, err := ask(""); !errors.As(err, &no) || no.Why != callback.TooOften {
		t.Errorf("one more of those who hide it: %v", err)
	}
	n++
	if _, err := r.Take(t.Context(), callback.Request{Number: fmt.Sprintf("0101111%04d", n), Source: callback.Voicemail, Voice: &callback.Voice{File: "f", Key: []byte{1}, Length: time.Second}}); err != nil {
		t.Errorf("a message: %v", err)
	}
	r.pass(25 * time.Hour)
	if _, err := ask("01022223333"); err != nil {
		t.Errorf("the next day: %v", err)
	}
	if got, err := r.Take(t.Context(), callback.Request{Number: "01099990000", Source: callback.Web, CreatedBy: "web form"}); err != nil || got.Request.Caller != "" {
		t.Errorf("not on the phone: %+v %v", got, err)
	}
}

// Who has an open callback and leaves a message is heard: the message goes with it, and
// those before stay.
func TestMessageOfWhoAskedBefore(t *testing.T) {
	r := newRig(t)
	id := r.take("01011111111").ID
	for i := range 2 {
		v := callback.Voice{File: fmt.Sprint("file", i), Key: []byte{byte(i), 1, 2, 3}, Length: time.Duration(i+1) * time.Second}
		got, err := r.Take(t.Context(), callback.Request{Number: "01011111111", Service: "orders", Source: callback.Voicemail, Voice: &v, CreatedBy: "voice menu"})
		r.ok(err)
		earlier, err := r.db.EarlierVoices(t.Context(), id)
		if r.ok(err); len(earlier) != i || i == 1 && (earlier[0].File != "file0" || !slices.Equal(earlier[0].Key, []byte{0, 1, 2, 3}) || earlier[0].Length != time.Second || !earlier[0].Followed.Equal(r.clock())) {
			t.Errorf("the message before: %+v", earlier)
		}
		named, err := r.db.NamedVoices(t.Context(), []string{"file0", "file1"})
		if r.ok(err); len(named) != i+1 {
			t.Errorf("the sweep keeps %v", named)
		}
		if now := r.get(id); !got.Known || got.Request.ID != id || now.Voice == nil || now.Voice.File != v.File || !slices.Equal(now.Voice.Key, v.Key) || now.Voice.Length != v.Length {
			t.Errorf("%d: %+v", i, now.Voice)
		}
	}
	if _, err := r.Edit(t.Context(), id, "user:boss", callback.Edit{}); err != nil {
		t.Fatal(err)
	}
	if now := r.get(id); now.Voice == nil || now.Voice.File != "file1" || r.history(id) != "registered asked_again asked_again changed" {
		t.Errorf("%+v %s", now.Voice, r.history(id))
	}
}
