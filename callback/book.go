package callback

import (
	"context"
	"sync"
	"time"

	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
)

// Store keeps requests. What a method changes is kept whole or not at all, before it
// returns. Errors carry fault codes.
type Store interface {
	// TakeCallback keeps a new request with the first line of its history. Where the
	// number has an open one already, that one gets a line by asked, which may change
	// it, and is returned. Asked with the same key again it returns what it did the
	// first time; with the key for something else it fails with fault.Conflict.
	TakeCallback(ctx context.Context, r Request, key *Key, asked func(*Request) Event) (Taken, error)
	// TakenBefore is what TakeCallback returned under a key; a request without an id:
	// nothing was taken under it.
	TakenBefore(ctx context.Context, key Key) (Taken, error)
	Callback(ctx context.Context, id string) (Request, error)
	// UpdateCallback stores a changed request. Its version must be the stored one,
	// else it fails with fault.Conflict.
	UpdateCallback(ctx context.Context, c Change) (Request, error)
	// AssignCallbacks gives registered requests to agents: all of them, or it fails
	// with *Gone and none.
	AssignCallbacks(ctx context.Context, list []Assignment, by string, at time.Time) error
	// UnassignCallbacks takes requests back that nobody is calling, and returns whose
	// they were: all of them, or it fails with *Gone and none.
	UnassignCallbacks(ctx context.Context, ids []string, by string, at time.Time) (agents []string, err error)
	// RunningAttempts are the attempts that have not ended.
	RunningAttempts(ctx context.Context) ([]Attempt, error)
	// DueServices are the services that have requests for the program to dial at a time.
	DueServices(ctx context.Context, now time.Time) ([]string, error)
	// DueCallbacks are those of some services whose attempts are not all made, the best
	// place first; limit at most.
	DueCallbacks(ctx context.Context, now time.Time, of []Ripe, limit int) ([]Request, error)
	// ExpireCallbacks ends some of the requests whose time is over and returns them.
	ExpireCallbacks(ctx context.Context, now time.Time) ([]Request, error)
	// RemindCallbacks notes that agents are reminded of requests whose wanted time has
	// come, and returns whose they are. Each is told once.
	RemindCallbacks(ctx context.Context, now time.Time) (agents []string, err error)
	// CustomersOf returns the one customer of each number that has exactly one.
	CustomersOf(ctx context.Context, numbers []string) (map[string]desk.Brief, error)
	// BarredAmong returns which of some numbers are on the list of those not to be called.
	BarredAmong(ctx context.Context, numbers []string) (map[string]bool, error)
	// AskedBy counts the requests since a time that a caller asked for at other numbers.
	AskedBy(ctx context.Context, caller string, since time.Time) (int, error)
	// BarNumber puts a number on that list, once, and cancels its open request, which
	// is returned; "" where it has none.
	BarNumber(ctx context.Context, b Barred, e Event) (_ Barred, cancelled string, err error)
}

// Change is a changed request with what goes with it.
type Change struct {
	Request Request // of the version that is stored
	Events  []Event
	Attempt *Attempt // begun or changed
	Drop    string   // call of an attempt that was never made
	Quiet   bool     // no history tells of it
}

// Ripe is a service whose requests may be dialled now, so often each.
type Ripe struct {
	Service  string
	Attempts int
}

// Key lets a request be made once however often it is sent.
type Key struct {
	ID   string // of who sends it, and what they call it
	Body string // hash of what is asked for
}

// Taken is the answer to who asked.
type Taken struct {
	Request Request
	Known   bool    // the number had an open request, which is this one
	Before  Request // what that was before; of one that is not known nothing
	Placed  bool    // the program dials it when the turn of the place comes that was asked for
}

// Centre is what a book needs to know of what is configured.
type Centre interface {
	// Enabled reports whether callbacks are in use (계약 > 부가업무 > 콜백, B1).
	Enabled() bool
	// Region is the country of numbers without a country code, such as KR.
	Region() string
	Zone() *time.Location
	// Rules are those of a service; false: there is none.
	Rules(service string) (Rules, bool)
	// Open reports whether a service is open by its hours.
	Open(service string, at time.Time) bool
	// Blocked reports whether calls of a number are turned away by the blacklist, Own
	// whether it leads to this centre.
	Blocked(number string) bool
	Own(number string) bool
}

// News is something that happened to requests.
type News struct {
	What    What
	IDs     []string
	Agents  []string // whose they are, or were; "" is nobody's
	Service string   // of a single one
	Source  Source   // of a single one
	By      string
	Result  Result // of an attempt that ended
}

// Notify hears of news. It must not wait.
type Notify func(News)

// Book keeps the promises. Any goroutine may use it.
type Book struct {
	store  Store
	centre Centre
	notify Notify
	clock  func() time.Time
	newID  func() string

	withdraw func(call string) // see Line

	taking sync.Mutex // one request is taken at a time: two of one number are one

	mu      sync.Mutex
	running map[string]Attempt   // by call; as many as there are calls for requests
	unheard map[string]time.Time // of those of which nobody knows: since when
	rung    map[string]bool      // of those that ring where they go, or did
}

// NewBook returns a book. newID makes ids. Begin it before it is used.
func NewBook(s Store, c Centre, n Notify, clock func() time.Time, newID func() string) *Book {
	return &Book{store: s, centre: c, notify: n, clock: clock, newID: newID, withdraw: func(string) {}, running: map[string]Attempt{}, unheard: map[string]time.Time{}, rung: map[string]bool{}}
}

// Begin reads which attempts had not ended when the program did. See Settle.
func (b *Book) Begin(ctx context.Context) error {
	list, err := b.store.RunningAttempts(ctx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range list {
		b.running[a.Call] = a
	}
	return nil
}

// Line says how a call that stands in the line of a service is taken out of it again,
// or hung up where its turn has just come. It must not wait. Say it before Begin.
func (b *Book) Line(withdraw func(call string)) { b.withdraw = withdraw }

// leave takes the calls of requests out of their lines: they are somebody's now, or done.
func (b *Book) leave(ids ...string) {
	b.mu.Lock()
	var calls []string
	if len(b.running) > 0 {
		of := make(map[string]bool, len(ids))
		for _, id := range ids {
			of[id] = true
		}
		for call, a := range b.running {
			if a.line && of[a.Request] {
				calls = append(calls, call)
			}
		}
	}
	b.mu.Unlock()
	for _, call := range calls {
		b.withdraw(call)
	}
}

// rules are those of a request's service; of one that is gone the defaults.
func (b *Book) rules(service string) Rules {
	if r, ok := b.centre.Rules(service); ok {
		return r
	}
	return Defaults
}

// tries is how often a change is tried against others of the same request.
const tries = 8

// change changes a request, again where somebody else was faster. fn says how, or
// fails; it is given the request as it is then. Where it returns an empty Change nothing
// is changed.
func (b *Book) change(ctx context.Context, id string, fn func(*Request) (Change, error)) (Request, error) {
	for i := 1; ; i++ {
		r, err := b.store.Callback(ctx, id)
		if err != nil {
			return r, err
		}
		c, err := fn(&r)
		if err != nil || len(c.Events) == 0 && c.Attempt == nil && c.Drop == "" && !c.Quiet {
			return r, err
		}
		c.Request = r
		out, err := b.store.UpdateCallback(ctx, c)
		if i == tries || !fault.Is(err, fault.Conflict) {
			return out, err
		}
	}
}

// tell tells what happened to one request, which was before that of some agents.
func (b *Book) tell(what What, r Request, by string, before ...string) {
	b.notify(News{What: what, IDs: []string{r.ID}, Agents: append(before, r.Agent), Service: r.Service, Source: r.Source, By: by})
}

// Edit is what may be changed of a request. Nil stays as it is.
type Edit struct {
	Name    *string
	Memo    *string
	Service *string
	From    *time.Time
	To      *time.Time
	Version int64 // of what was loaded; 0: whatever it is
}

// Edit changes what is written in an open request.
func (b *Book) Edit(ctx context.Context, id, by string, e Edit) (Request, error) {
	now, moved := b.clock(), false
	r, err := b.change(ctx, id, func(r *Request) (Change, error) {
		was := *r
		switch {
		case e.Version != 0 && e.Version != r.Version:
			return Change{}, errChanged()
		case !r.State.Open():
			return Change{}, fault.New(fault.Conflict, "the callback is %s already", r.State)
		}
		set(&r.Name, e.Name)
		set(&r.Memo, e.Memo)
		set(&r.Service, e.Service)
		if r.Service == "" { // there is no line to stand in
			r.Automatic = false
		}
		if _, ok := b.centre.Rules(r.Service); !ok && r.Service != "" {
			return Change{}, fault.New(fault.NotFound, "there is no service %q", r.Service)
		}
		if e.From != nil || e.To != nil {
			set(&r.From, e.From)
			set(&r.To, e.To)
			r.Reminded = time.Time{} // the new time is told anew
			r.Next = time.Time{}
			if err := r.clean(now); err != nil {
				return Change{}, err
			}
		} else if err := r.cleanTexts(); err != nil { // a window that is past by now stays
			return Change{}, err
		}
		r.Due, r.Expires = r.due(), r.deadline(b.rules(r.Service))
		moved = r.Service != was.Service || !r.From.Equal(was.From) || !r.To.Equal(was.To)
		return Change{Events: []Event{{At: now, By: by, What: WasChanged}}}, nil
	})
	if err == nil {
		if moved { // its call stands in the line of another service, or of another time
			b.leave(id)
		}
		b.tell(WasChanged, r, by)
	}
	return r, err
}

func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

// Outcome is what is written about the end of a request.
type Outcome struct {
	Text    string
	Code    string
	Version int64 // of what was loaded; 0: whatever it is
}

// AnsweredInLine is the code of a promise that was not needed: an agent answered the
// caller, who waited, before the line was left.
const AnsweredInLine = "answered"

// Complete says that a promise is kept (완료, B9), with a call or without one. Said
// twice it is said once.
func (b *Book) Complete(ctx context.Context, id, by string, o Outcome) (Request, error) {
	return b.finish(ctx, id, by, Completed, WasCompleted, o)
}

// Cancel says that nobody needs to be called any more.
func (b *Book) Cancel(ctx context.Context, id, by string, o Outcome) (Request, error) {
	return b.finish(ctx, id, by, Cancelled, WasCancelled, o)
}

func (b *Book) finish(ctx context.Context, id, by string, s State, what What, o Outcome) (Request, error) {
	now, did := b.clock(), false
	var bad desk.FieldErrors
	text(&bad, "result", o.Text, LongestResult, true)
	text(&bad, "code", o.Code, LongestCode, false)
	if err := bad.Err(); err != nil {
		return Request{}, err
	}
	r, err := b.change(ctx, id, func(r *Request) (Change, error) {
		did = false
		switch {
		case r.State == s: // said twice
			return Change{}, nil
		case o.Version != 0 && o.Version != r.Version:
			return Change{}, errChanged()
		case s == Cancelled && r.Call != "":
			return Change{}, errInCall()
		}
		if err := r.end(s, by, o.Text, o.Code, now); err != nil {
			return Change{}, err
		}
		did = true
		return Change{Events: []Event{{At: now, By: by, What: what, Detail: o.Code}}}, nil
	})
	if err == nil && did {
		b.leave(id)
		b.tell(what, r, by)
	}
	return r, err
}

func errInCall() error {
	return fault.New(fault.Conflict, "the callback is being called now: wait until the call is over")
}

// Tick does what is due by the clock: requests whose time is over are given up, and
// agents are reminded of those whose time has come. Call it every few seconds.
func (b *Book) Tick(ctx context.Context) (reminded []string, err error) {
	now := b.clock()
	for {
		list, err := b.store.ExpireCallbacks(ctx, now)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			b.leave(r.ID)
			b.tell(HasExpired, r, System)
		}
		if len(list) == 0 {
			break
		}
	}
	return b.store.RemindCallbacks(ctx, now)
}

// Bar puts a number on the list of those not to be called. An open request of it is
// cancelled.
func (b *Book) Bar(ctx context.Context, number, reason, by string) (Barred, error) {
	now := b.clock()
	n := desk.Number(number, b.centre.Region())
	var bad desk.FieldErrors
	if !desk.IsNumber(n) || desk.KindOf(n, b.centre.Region()) == desk.NoSubscriber {
		bad = append(bad, desk.FieldError{Field: "number", Code: "not_a_phone", Message: "is not a telephone number: write a whole one"})
	}
	text(&bad, "reason", reason, 200, false)
	if err := bad.Err(); err != nil {
		return Barred{}, err
	}
	out, cancelled, err := b.store.BarNumber(ctx, Barred{ID: b.newID(), Number: n, Reason: reason, By: by, At: now},
		Event{At: now, By: by, What: WasCancelled, Detail: string(DoNotCall)})
	if err == nil && cancelled != "" {
		b.leave(cancelled)
		if r, err := b.store.Callback(ctx, cancelled); err == nil { // only to tell of it
			b.tell(WasCancelled, r, by)
		}
	}
	return out, err
}

// Forgotten tells that requests of agents have changed behind the book's back: a person
// was deleted. Where the calls of some stood in a line, they leave it.
func (b *Book) Forgotten(ctx context.Context, agents ...string) {
	for _, a := range b.Running() {
		if !a.line {
			continue
		}
		if r, err := b.store.Callback(ctx, a.Request); fault.Is(err, fault.NotFound) || err == nil && r.State != Registered {
			b.withdraw(a.Call)
		}
	}
	b.notify(News{What: WasChanged, Agents: append(agents, "")})
}
