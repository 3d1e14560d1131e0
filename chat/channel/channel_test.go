package channel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// messenger is a channel that delivers nowhere.
type messenger struct {
	mu   sync.Mutex
	log  []string                        // each try: seconds since the start, customer, text
	ids  []string                        // of each try
	fail func(m Outbound, try int) error // of a try of all, from 1; nil: none fails
	hold map[string]chan struct{}        // Send of a customer waits for it
	now  int                             // under way
	most int                             // that were under way at a time
	from time.Time
}

func (*messenger) Kind() chat.ChannelKind { return chat.Kakao }

func (m *messenger) Send(ctx context.Context, out Outbound) (string, error) {
	m.mu.Lock()
	m.log = append(m.log, fmt.Sprintf("%v %s %s", time.Since(m.from).Round(time.Second), out.Customer, out.Text))
	m.ids = append(m.ids, out.ID)
	try, hold := len(m.log), m.hold[out.Customer]
	m.now++
	m.most = max(m.most, m.now)
	m.mu.Unlock()
	var err error
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now--
	if err == nil && m.fail != nil {
		err = m.fail(out, try)
	}
	return "remote-" + out.ID, err
}

// tries are what was tried so far; it forgets them.
func (m *messenger) tries() (list []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list, m.log = m.log, nil
	return list
}

// rig is a hub with one channel and an agent, on the clock of a test's bubble.
type rig struct {
	*testing.T
	rows *rows
	live *live.Live
	hub  *Hub
	m    *messenger
	said int
}

type clock struct{}

func (clock) Now() acd.Time { return acd.At(time.Now()) }
func (clock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// silent says nothing by itself.
type silent struct{}

func (silent) Auto(*chat.House, chat.Room, chat.MessagePosted) string { return "" }
func (silent) Title(chat.Room) string                                 { return "" }

// inBubble runs a test whose time passes by itself once nobody has anything to do.
func inBubble(t *testing.T, test func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{T: t, rows: newRows(), m: &messenger{hold: map[string]chan struct{}{}, from: time.Now()}}
		policy := chat.DefaultPolicy()
		policy.Says = nil
		var err error
		r.live, err = live.Open(t.Context(), live.Options{Store: r.rows, Clock: clock{}, Words: silent{}, Log: zerolog.Nop(),
			Begin: chat.HouseState{Policy: policy, Open: true, Agents: []chat.AgentStatus{{Agent: chat.Agent{ID: "kim", Cap: 100}, Duty: chat.DutyWork, SignedIn: true}}}})
		if err != nil {
			t.Fatal(err)
		}
		ids := 0
		var mu sync.Mutex
		r.hub = Start(Options{Live: r.live, Store: r.rows, Channels: []Channel{r.m}, Log: zerolog.Nop(), Now: time.Now,
			NewID:       func() string { mu.Lock(); defer mu.Unlock(); ids++; return fmt.Sprint(ids) },
			Undelivered: func(m chat.Message, code string) string { return m.Body + " is not delivered: " + code }})
		defer func() {
			r.hub.Close()
			if err := r.live.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		test(r)
	})
}

func (r *rig) takes(in Inbound) {
	r.Helper()
	if err := r.hub.Take(r.Context(), chat.Kakao, in); err != nil {
		r.Fatal(err)
	}
}

// room is the room of a customer who writes first.
func (r *rig) room(customer string) (id chat.RoomID) {
	r.Helper()
	r.takes(Inbound{ID: "first-" + customer, Account: "shop", Customer: customer, Text: "hello"})
	v, _, _ := r.rows.ChatVisitorOf(r.Context(), chat.Kakao, "shop", customer)
	r.rows.set(func() {
		for _, one := range r.rows.rooms {
			if one.Visitor == v.ID {
				id = one.ID
			}
		}
	})
	return id
}

// answers has the agent write into a room, all of it before any of it is handed over.
func (r *rig) answers(room chat.RoomID, texts ...string) {
	r.Helper()
	var acts []live.Act
	for _, text := range texts {
		r.said++
		acts = append(acts, live.Act{Command: chat.Post{Room: room, By: chat.ByAgent, Who: chat.Who{Agent: "kim"}}, Draft: &chat.Message{Client: fmt.Sprint("kim-", r.said), Body: text}})
	}
	res, err := r.live.Do(r.Context(), acts...)
	if no, refused := res.Refused(); err != nil || refused {
		r.Fatal(err, no)
	}
}

func (r *rig) tried(want ...string) {
	r.Helper()
	synctest.Wait()
	if got := r.m.tries(); !slices.Equal(got, want) {
		r.Errorf("tried %q, want %q", got, want)
	}
}

// Messages go in the order of their room: what is behind one that is tried again waits for it,
// each time longer.
func TestOrderAndRetries(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.m.fail = func(_ Outbound, try int) error {
			if try <= 3 {
				return errors.New("no answer")
			}
			return nil
		}
		room := r.room("lee")
		r.answers(room, "one", "two", "three")
		time.Sleep(time.Minute)
		r.tried("0s lee one", "2s lee one", "6s lee one", "14s lee one", "14s lee two", "14s lee three")
		if got := r.rows.states(room); got != "sent sent sent" {
			r.Error(got)
		}
		if want := []string{string(room) + "-2", string(room) + "-2", string(room) + "-2", string(room) + "-2", string(room) + "-3", string(room) + "-4"}; !slices.Equal(r.m.ids, want) {
			r.Errorf("they were called %q, want %q", r.m.ids, want)
		}
		if got := r.rows.bodies(room, chat.ByNote); len(got) > 0 {
			r.Errorf("notes %q", got)
		}
	})
}

// A customer for whom handing over takes long holds up what is behind in the same room, and
// nobody else.
func TestSlowCustomer(t *testing.T) {
	inBubble(t, func(r *rig) {
		slow, quick := r.room("slow"), r.room("quick")
		r.m.hold["slow"] = make(chan struct{})
		r.answers(slow, "one", "two")
		synctest.Wait()
		r.answers(quick, "three", "four")
		r.tried("0s slow one", "0s quick three", "0s quick four")
		if got := r.rows.states(quick); got != "sent sent" {
			r.Errorf("of who is quick: %s", got)
		}
		time.Sleep(10 * time.Second)
		close(r.m.hold["slow"])
		r.tried("10s slow two")
	})
}

// As many as there are workers are handed over at a time, and all in the end; one that takes too
// long is tried again.
func TestManyAtOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		const customers = 3*workers + 1
		var rooms []chat.RoomID
		all := make(chan struct{})
		for i := range customers {
			name := fmt.Sprint("c", i)
			r.m.hold[name] = all
			rooms = append(rooms, r.room(name))
		}
		for _, room := range rooms {
			r.answers(room, "hello")
		}
		time.Sleep(sendWithin - time.Second)
		if got := len(r.m.tries()); got != workers {
			r.Errorf("%d were begun", got)
		}
		time.Sleep(2 * time.Second)
		if got := r.rows.states(rooms[0]); got != "queued:unreachable" {
			r.Errorf("after %v the first one is %s", sendWithin, got)
		}
		close(all)
		time.Sleep(time.Minute)
		for i, room := range rooms {
			if got := r.rows.states(room); got != "sent" {
				r.Errorf("customer %d: %s", i, got)
			}
		}
		if r.m.most != workers {
			r.Errorf("%d were under way at a time", r.m.most)
		}
	})
}

// What nobody takes for a day is given up with a note in the room, and what is behind it goes.
func TestGivesUp(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.m.fail = func(m Outbound, _ int) error {
			if m.Text == "one" {
				return errors.New("no answer")
			}
			return nil
		}
		room := r.room("lee")
		r.answers(room, "one", "two")
		time.Sleep(giveUp)
		if got := r.rows.states(room); got != "queued:unreachable queued" {
			r.Errorf("after a day: %s", got)
		}
		first := r.m.tries()
		if n := len(first); n < 24*4 || n > 24*4+15 {
			r.Errorf("it was tried %d times, at most %v apart", n, longestRest)
		}
		time.Sleep(longestRest)
		synctest.Wait()
		if got := r.rows.states(room); got != "failed:given_up sent" {
			r.Errorf("in the end: %s", got)
		}
		if got := r.rows.bodies(room, chat.ByNote); !slices.Equal(got, []string{"one is not delivered: given_up"}) {
			r.Errorf("notes %q", got)
		}
	})
}

// What a channel says counts: that it is of no use ends it at once, and a pause that it asks for
// is kept where it is longer than ours.
func TestFaults(t *testing.T) {
	inBubble(t, func(r *rig) {
		gone := &Fault{Never: true, Code: "left", Err: errors.New("the customer has left")}
		busy := &Fault{Code: "busy", After: 40 * time.Second, Err: errors.New("too many")}
		r.m.fail = func(m Outbound, try int) error {
			switch {
			case m.Text == "one":
				return fmt.Errorf("answered: %w", gone)
			case try == 2:
				return busy
			}
			return nil
		}
		room := r.room("lee")
		r.answers(room, "one", "two")
		synctest.Wait()
		if got := r.rows.states(room); got != "failed:left queued:busy" {
			r.Error(got)
		}
		if got := r.rows.bodies(room, chat.ByNote); !slices.Equal(got, []string{"one is not delivered: left"}) {
			r.Errorf("notes %q", got)
		}
		time.Sleep(39 * time.Second)
		r.tried("0s lee one", "0s lee two")
		time.Sleep(time.Second)
		r.tried("40s lee two")
	})
}

// A customer who was deleted is not written to.
func TestDeletedCustomer(t *testing.T) {
	inBubble(t, func(r *rig) {
		room := r.room("lee")
		r.rows.set(func() { r.rows.visitors[0].External = "" })
		r.answers(room, "one")
		r.tried()
		if got := r.rows.states(room); got != "failed:deleted" {
			r.Error(got)
		}
	})
}

// A customer who is forgotten as they begin a room is to be told again, whoever tells it: they are somebody new then.
func TestForgottenAsTheyBegin(t *testing.T) {
	inBubble(t, func(r *rig) {
		in := Inbound{ID: "first", Account: "shop", Customer: "lee", Text: "hello"}
		r.rows.set(func() { r.rows.seen = fault.New(fault.NotFound, "no such customer") })
		if err := r.hub.Take(r.Context(), chat.Kakao, in); !fault.Is(err, fault.Overloaded) {
			r.Errorf("taken with %v", err)
		}
		r.rows.set(func() { r.rows.seen, r.rows.visitors = nil, nil })
		r.takes(in)
		r.rows.set(func() {
			if len(r.rows.rooms) != 1 || len(r.rows.messages) != 1 || len(r.rows.visitors) != 1 {
				r.Errorf("%d rooms, %d messages, %d customers", len(r.rows.rooms), len(r.rows.messages), len(r.rows.visitors))
			}
		})
	})
}

// While it cannot be kept that a message was handed over, the channel gets it again by the same
// name; what is behind it waits.
func TestHandedIsNotKept(t *testing.T) {
	inBubble(t, func(r *rig) {
		room := r.room("lee")
		r.rows.set(func() { r.rows.fails = errors.New("the disk is full") })
		r.answers(room, "one", "two")
		time.Sleep(3 * time.Second)
		r.tried("0s lee one", "2s lee one")
		r.rows.set(func() { r.rows.fails = nil })
		time.Sleep(time.Minute)
		r.tried("4s lee one", "4s lee two")
		if r.m.ids[0] != r.m.ids[1] || r.m.ids[1] != r.m.ids[2] || r.m.ids[2] == r.m.ids[3] {
			r.Errorf("called %q", r.m.ids)
		}
	})
}

// What a channel says of a message before it is kept that it was handed over is to be told again.
func TestToldEarly(t *testing.T) {
	inBubble(t, func(r *rig) {
		room := r.room("lee")
		early := errors.New("not told")
		r.m.fail = func(m Outbound, _ int) error {
			early = r.hub.Told(context.Background(), chat.Kakao, "remote-"+m.ID, chat.DeliveryDone, "")
			return nil
		}
		r.answers(room, "one")
		synctest.Wait()
		if !fault.Is(early, fault.NotFound) {
			r.Errorf("told early: %v", early)
		}
		if err := r.hub.Told(r.Context(), chat.Kakao, "remote-"+string(room)+"-2", chat.DeliveryDone, ""); err != nil {
			r.Errorf("told again: %v", err)
		}
		if got := r.rows.states(room); got != "delivered" {
			r.Error(got)
		}
	})
}

// Who waits for the turn of a customer gives up with their context; the same thing that comes
// twice counts once.
func TestTurn(t *testing.T) {
	inBubble(t, func(r *rig) {
		hold := make(chan struct{})
		r.rows.set(func() { r.rows.hold = hold })
		in := Inbound{ID: "m1", Account: "shop", Customer: "lee", Text: "hello"}
		first := make(chan error, 1)
		go func() { first <- r.hub.Take(context.Background(), chat.Kakao, in) }()
		synctest.Wait()
		begin := time.Now()
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		freed := time.AfterFunc(time.Minute, func() { close(hold) })
		err := r.hub.Take(ctx, chat.Kakao, in)
		if took := time.Since(begin); !fault.Is(err, fault.Overloaded) || !errors.Is(err, context.DeadlineExceeded) || took != 3*time.Second {
			r.Errorf("after %v: %v", took, err)
		}
		if freed.Stop() {
			close(hold)
		}
		if err := <-first; err != nil {
			r.Fatal(err)
		}
		r.takes(in)
		var all []string
		for room := range r.rows.rooms {
			all = append(all, r.rows.bodies(room, chat.ByCustomer)...)
		}
		if strings.Join(all, " ") != "hello" {
			r.Errorf("the customer wrote %q", all)
		}
	})
}
