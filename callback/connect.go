package callback

import (
	"context"
	"errors"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/fault"
)

// Dialler makes the call of an agent.
type Dialler interface {
	// Prepare says whether an agent may call a number, as it is kept, for a service
	// now, and how the call is asked for.
	Prepare(ctx context.Context, agent, number, service string) (acd.Dial, error)
	// Dial asks the floor for the call.
	Dial(ctx context.Context, d acd.Dial) error
}

// Caller is the agent who wants to call.
type Caller struct {
	Agent string
	By    string // in the history, such as user:kim
	Take  bool   // may take what nobody has
}

// Connect lets an agent call for a request (연결, B7) and returns the call. The request
// is the agent's, or becomes so where it is nobody's and the agent may take it. Of two
// who press at once one calls. What came of it is told to Ended.
func (b *Book) Connect(ctx context.Context, id string, c Caller, d Dialler) (acd.CallID, error) {
	if !b.centre.Enabled() {
		return "", &Refused{Off}
	}
	r, err := b.store.Callback(ctx, id)
	if err != nil {
		return "", err
	}
	if err := b.mayCall(&r, c); err != nil {
		return "", err
	}
	if _, err := b.May(ctx, r.Number); err != nil {
		return "", err
	}
	cmd, err := d.Prepare(ctx, c.Agent, r.Number, r.Service)
	if err != nil {
		return "", err
	}
	a := Attempt{Request: id, Call: string(cmd.Call), Agent: c.Agent, By: ByAgent, At: b.clock()}
	r, err = b.begin(ctx, a, func(r *Request) ([]Event, error) {
		if err := b.mayCall(r, c); err != nil {
			return nil, err
		}
		var list []Event
		if r.Agent == "" {
			r.Agent, r.Distributor, r.AssignedAt, r.State = c.Agent, c.By, a.At, Assigned
			list = append(list, Event{At: a.At, By: c.By, What: WasAssigned, Detail: c.Agent})
		}
		return append(list, Event{At: a.At, By: c.By, What: WasCalled, Detail: a.Call}), nil
	})
	if err != nil {
		return "", err
	}
	b.leave(id)
	b.tell(WasCalled, r, c.By, "")
	if err := d.Dial(ctx, cmd); err != nil {
		if refused(err) {
			b.drop(context.WithoutCancel(ctx), a, c.By) //nolint:errcheck // Settle does it then
		} // else nobody knows whether it was made: Settle finds out
		return "", err
	}
	return cmd.Call, nil
}

// mayCall says what stands in the way of an agent's call.
func (b *Book) mayCall(r *Request, c Caller) error {
	most := b.rules(r.Service).Attempts
	switch {
	case !r.State.Open():
		return fault.New(fault.Conflict, "the callback is %s already", r.State)
	case r.Call != "":
		return errInCall()
	case r.Agent == "" && !c.Take:
		return fault.New(fault.Conflict, "the callback is given to nobody yet: who gives them to agents has to give it first")
	case r.Agent != "" && r.Agent != c.Agent:
		return fault.New(fault.Conflict, "the callback is given to the agent %q", r.Agent)
	case r.Attempts >= most:
		return fault.New(fault.Conflict, "the number was called %d times already, which is as often as the service allows", r.Attempts)
	}
	return nil
}

// refused reports whether an error says that the floor did not make the call.
func refused(err error) bool {
	switch fault.Of(err) {
	case fault.NotFound, fault.Conflict, fault.Invalid, fault.Denied:
		return true
	}
	return false
}

// begin notes an attempt before its call is made.
func (b *Book) begin(ctx context.Context, a Attempt, fn func(*Request) ([]Event, error)) (Request, error) {
	if a.Call == "" {
		return Request{}, fault.New(fault.Invalid, "an attempt needs the id of its call")
	}
	b.mu.Lock()
	b.running[a.Call] = a // before the floor can tell of it
	b.mu.Unlock()
	r, err := b.change(ctx, a.Request, func(r *Request) (Change, error) {
		events, err := fn(r)
		if err != nil {
			return Change{}, err
		}
		if a.line {
			r.Promised = a.Call
		} else {
			r.Call = a.Call
			r.Attempts++
		}
		return Change{Events: events, Attempt: &a}, nil
	})
	if err != nil && refused(err) {
		b.forget(a.Call)
	}
	return r, err
}

// forget takes an attempt off the list of those that run.
func (b *Book) forget(call string) {
	b.mu.Lock()
	delete(b.running, call)
	delete(b.unheard, call)
	delete(b.rung, call)
	b.mu.Unlock()
}

// drop takes an attempt back whose call was never made.
func (b *Book) drop(ctx context.Context, a Attempt, by string) error {
	r, err := b.change(ctx, a.Request, func(r *Request) (Change, error) { return r.dropped(a, by, b.clock()), nil })
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	b.forget(a.Call)
	b.tell(NotCalled, r, by)
	return nil
}

// backInLine is how long a request waits before its call may stand in a line again, of
// which it fell.
const backInLine = 30 * time.Second

// dropped is what becomes of a request whose call was never made. What only stood in a
// line leaves no trace: that may be often.
func (r *Request) dropped(a Attempt, by string, at time.Time) Change {
	c := Change{Drop: a.Call}
	switch a.Call {
	case r.Promised:
		r.Promised = ""
		if r.State == Registered {
			r.Next = at.Add(backInLine)
		}
	case r.Call:
		r.Call = ""
		r.Attempts--
		c.Events = []Event{{At: at, By: by, What: NotCalled, Detail: a.Call}}
	}
	return c
}

// Running are the attempts that have not ended.
func (b *Book) Running() []Attempt {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]Attempt, 0, len(b.running))
	for _, a := range b.running {
		list = append(list, a)
	}
	return list
}

// Attempt returns the attempt whose call goes on; false: the call is of no request.
func (b *Book) Attempt(call string) (Attempt, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, ok := b.running[call]
	return a, ok
}

// AnsweredBy notes that the other side of a call has answered. agent is who talks with
// it, "" where that is who called, or nobody yet. A call that is of no request is none
// of ours.
func (b *Book) AnsweredBy(ctx context.Context, call, agent string, at time.Time) error {
	a, ok := b.Attempt(call)
	if !ok || !a.Answered.IsZero() && (agent == "" || agent == a.Agent) {
		return nil
	}
	if a.Answered.IsZero() {
		a.Answered = at
	}
	if agent != "" {
		a.Agent = agent
	}
	ended := false
	r, err := b.change(ctx, a.Request, func(r *Request) (Change, error) {
		if ended = !r.has(call); ended { // somebody else was told of its end meanwhile
			return Change{}, nil
		}
		if r.Answered.IsZero() {
			r.Answered = at
		}
		return Change{Events: []Event{{At: at, By: a.by(), What: WasAnswered, Detail: call}}, Attempt: &a}, nil
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	b.mu.Lock()
	if _, still := b.running[call]; still {
		b.running[call] = a
	}
	b.mu.Unlock()
	if err == nil && !ended {
		b.tell(WasAnswered, r, a.by())
	}
	return nil
}

// Rang notes that it rings where a call goes: from there on the attempt counts, however
// it ends. It does not wait. It is not kept over a start. A call that is of no request is
// none of ours.
func (b *Book) Rang(call string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.running[call]; ok {
		b.rung[call] = true
	}
}

func (b *Book) hasRung(call string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rung[call]
}

// by is who an attempt is of, in a history.
func (a *Attempt) by() string {
	if a.Agent == "" {
		return System
	}
	return "agent:" + a.Agent
}

// Ended notes what came of the call of an attempt, and how long they talked. A call
// that is of no request, or whose end is noted already, is none of ours. One that never
// was more than a place in a line was no attempt.
func (b *Book) Ended(ctx context.Context, call string, result Result, talk time.Duration, at time.Time) error {
	a, ok := b.Attempt(call)
	if !ok {
		return nil
	}
	if result == Connected && a.By == ByAutomatic && a.Agent == "" {
		result, talk = AgentMissed, 0 // who answered talked with nobody
	}
	a.Result, a.Ended, a.TalkMs = result, at, talk.Milliseconds()
	counts := a.counts(b.hasRung(call))
	if result == unplaced {
		a.Result = Failed
	}
	what, counted, known := AttemptEnded, true, false
	r, err := b.change(ctx, a.Request, func(r *Request) (Change, error) {
		if known = !r.has(call); known { // somebody else was told of the end too
			return Change{}, nil
		}
		if counted = r.Promised != call; !counted {
			return r.dropped(a, System, b.clock()), nil
		}
		var events []Event
		events, what = r.ended(&a, counts, b.rules(r.Service), at)
		return Change{Events: events, Attempt: &a}, nil
	})
	if err != nil && !fault.Is(err, fault.NotFound) { // deleted meanwhile
		return err
	}
	b.forget(call)
	switch {
	case err != nil, known:
	case !counted:
		b.tell(NotCalled, r, System)
	default:
		b.notify(News{What: AttemptEnded, IDs: []string{r.ID}, Agents: []string{r.Agent, a.Agent}, Service: r.Service, Source: r.Source, By: a.by(), Result: a.Result})
		if what != AttemptEnded {
			b.tell(what, r, a.by())
		}
	}
	return nil
}

// has reports whether a call is of the request and its end is not noted.
func (r *Request) has(call string) bool { return r.Call == call || r.Promised == call }

// ended is what the end of an attempt makes of its request, and the last thing that it
// is. counts says whether it is one of those that a number is called.
func (r *Request) ended(a *Attempt, counts bool, rules Rules, at time.Time) ([]Event, What) {
	if r.Call == a.Call {
		r.Call = ""
	}
	r.LastCall, r.LastResult = a.Call, a.Result
	if !counts {
		r.Attempts--
	}
	list := []Event{{At: at, By: a.by(), What: AttemptEnded, Detail: string(a.Result)}}
	if !r.State.Open() {
		return list, AttemptEnded
	}
	switch {
	case a.Result == Connected && a.By == ByAutomatic: // who asked has talked with somebody
		if a.Agent != "" {
			r.Agent = a.Agent
		}
		r.State, r.EndedBy, r.EndedAt, r.Code = Completed, a.by(), at, string(a.Result)
		return append(list, Event{At: at, By: a.by(), What: WasCompleted, Detail: string(a.Result)}), WasCompleted
	case a.Result == Connected:
	case r.Attempts >= rules.Attempts && !r.Answered.IsZero(): // somebody has to decide
		r.Automatic = false
	case r.Attempts >= rules.Attempts:
		r.State, r.EndedBy, r.EndedAt, r.Code = Unreached, System, at, string(a.Result)
		return append(list, Event{At: at, By: System, What: WasNeverReached, Detail: string(a.Result)}), WasNeverReached
	default:
		r.Next = at.Add(rules.Spacing)
	}
	return list, AttemptEnded
}

// Fact is what is known of a call when its events were not read.
type Fact struct {
	Live     bool // it goes on
	Dialled  bool // it is more than a place in a line
	Answered time.Time
	Ended    time.Time // zero and not Live: nobody ever heard of it
	Agent    string
	Result   Result
	Talk     time.Duration
}

// stillOnItsWay is how long a call may be on its way to the floor, or from there into the
// rows.
const stillOnItsWay = 30 * time.Second

// unknown reports whether for so long nobody has known of a call.
func (b *Book) unknown(call string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, since := b.clock(), b.unheard[call]
	if since.IsZero() {
		b.unheard[call] = now
	}
	return !since.IsZero() && now.Sub(since) > stillOnItsWay
}

// Settle brings the attempts up to what is known of their calls: after a start, when
// events were missed, and now and then. facts is asked for each.
func (b *Book) Settle(ctx context.Context, facts func(context.Context, Attempt) (Fact, error)) error {
	var errs []error
	for _, a := range b.Running() {
		f, err := facts(ctx, a)
		if err == nil && f.Dialled && a.By == ByAutomatic {
			err = b.Dialling(ctx, a.Call, f.Agent)
		}
		switch {
		case err != nil:
		case f.Live && !f.Answered.IsZero():
			err = b.AnsweredBy(ctx, a.Call, f.Agent, f.Answered)
		case f.Live:
		case !f.Ended.IsZero():
			if !f.Answered.IsZero() {
				err = b.AnsweredBy(ctx, a.Call, f.Agent, f.Answered)
			}
			if err == nil {
				err = b.Ended(ctx, a.Call, f.Result, f.Talk, f.Ended)
			}
		case b.unknown(a.Call):
			err = b.drop(ctx, a, System)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// The program dials by itself. Who is Due gets a place in the line of the service:
// Began, before it has it. Then the events of the call say how it goes on: Dialling,
// AnsweredBy, Ended.

// Due are the requests for which the program is to dial now, the best place first:
// whose time has come, whose call stands in no line, which nobody calls, of a service
// that is open at an hour at which people may be rung. limit at most.
func (b *Book) Due(ctx context.Context, limit int) ([]Request, error) {
	if !b.centre.Enabled() {
		return nil, nil
	}
	now := b.clock()
	services, err := b.store.DueServices(ctx, now)
	if err != nil {
		return nil, err
	}
	local := now.In(b.centre.Zone())
	var ripe []Ripe
	for _, id := range services {
		if rules := b.rules(id); rules.Daytime(local) && b.centre.Open(id, now) {
			ripe = append(ripe, Ripe{Service: id, Attempts: rules.Attempts})
		}
	}
	if len(ripe) == 0 {
		return nil, nil
	}
	return b.store.DueCallbacks(ctx, now, ripe, limit)
}

// InLines are the calls that stand in lines.
func (b *Book) InLines() (calls []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for call, a := range b.running {
		if a.line {
			calls = append(calls, call)
		}
	}
	return calls
}

// Unripe are the calls that stand in the lines of services which are closed by now, or at
// an hour at which people are not rung: they have to leave.
func (b *Book) Unripe() (calls []string) {
	now, ripe := b.clock(), map[string]bool{}
	local := now.In(b.centre.Zone())
	for _, a := range b.Running() {
		if !a.line {
			continue
		}
		ok, known := ripe[a.service]
		if !known {
			ok = b.centre.Enabled() && b.rules(a.service).Daytime(local) && b.centre.Open(a.service, now)
			ripe[a.service] = ok
		}
		if !ok {
			calls = append(calls, a.Call)
		}
	}
	return calls
}

// Began notes that a call for a request is about to stand in the line of its service, or
// with agent, that this agent's phone is about to ring for it at once; call is the id
// that it has on the floor. It fails with fault.Conflict where the request is no longer
// there to be dialled, and with *Refused where its number is not to be called any more:
// then nothing is dialled, and a person has to decide what becomes of the request.
func (b *Book) Began(ctx context.Context, id, call, agent string) (Request, error) {
	r, err := b.store.Callback(ctx, id)
	if err != nil {
		return r, err
	}
	if _, err := b.May(ctx, r.Number); err != nil {
		if no := (*Refused)(nil); errors.As(err, &no) && no.Why != Off {
			err = errors.Join(err, b.byHand(ctx, id, no.Why))
		}
		return r, err
	}
	a := Attempt{Request: id, Call: call, Agent: agent, By: ByAutomatic, At: b.clock(), line: agent == "", service: r.Service}
	r, err = b.begin(ctx, a, func(r *Request) ([]Event, error) {
		if err := b.mayDial(r); err != nil {
			return nil, err
		}
		if a.line {
			return nil, nil
		}
		return []Event{{At: a.At, By: a.by(), What: WasCalled, Detail: call}}, nil
	})
	if err == nil {
		b.tell(WasCalled, r, a.by())
	}
	return r, err
}

// byHand leaves a request to people.
func (b *Book) byHand(ctx context.Context, id string, why Why) error {
	_, err := b.change(ctx, id, func(r *Request) (Change, error) {
		if !r.Automatic {
			return Change{}, nil
		}
		r.Automatic = false
		return Change{Events: []Event{{At: b.clock(), By: System, What: WasChanged, Detail: string(why)}}}, nil
	})
	return err
}

// mayDial says what stands in the way of the program.
func (b *Book) mayDial(r *Request) error {
	switch {
	case r.State != Registered:
		return fault.New(fault.Conflict, "the callback is %s already", r.State)
	case r.Call != "" || r.Promised != "":
		return errInCall()
	case !r.Automatic: // edited meanwhile
		return fault.New(fault.Conflict, "the callback is left to people now")
	case r.Attempts >= b.rules(r.Service).Attempts:
		return fault.New(fault.Conflict, "the number was called %d times already, which is as often as the service allows", r.Attempts)
	}
	return nil
}

// Dialling notes that the turn of a call has come: the number is called. agent is who
// talks with whoever answers, "" for nobody yet. Where the request is somebody's
// meanwhile, or done, the call is taken back (Line). A call that is of no request, or
// stands in no line, is none of ours.
func (b *Book) Dialling(ctx context.Context, call, agent string) error {
	a, ok := b.Attempt(call)
	if !ok || a.By != ByAutomatic {
		return nil
	}
	wanted, changed := false, false
	r, err := b.change(ctx, a.Request, func(r *Request) (Change, error) {
		wanted, changed = true, false
		if r.Promised != call {
			return Change{}, nil
		}
		if r.State != Registered || r.Call != "" || r.Due.After(b.clock()) {
			wanted = false
			return Change{}, nil
		}
		changed = true
		r.Promised, r.Call, a.Agent, a.line = "", call, agent, false
		r.Attempts++
		return Change{Events: []Event{{At: b.clock(), By: a.by(), What: WasCalled, Detail: call}}, Attempt: &a}, nil
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if !wanted {
		b.withdraw(call)
		return nil
	}
	if changed {
		b.mu.Lock()
		b.running[call] = a
		b.mu.Unlock()
		b.tell(WasCalled, r, a.by())
	}
	return nil
}

// NotBegun takes back what Began noted, where the call was never made.
func (b *Book) NotBegun(ctx context.Context, call string) error {
	a, ok := b.Attempt(call)
	if !ok {
		return nil
	}
	return b.drop(ctx, a, System)
}
