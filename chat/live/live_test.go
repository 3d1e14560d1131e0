package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// rows is a store in memory that can be made to fail.
type rows struct {
	mu       sync.Mutex
	rooms    map[chat.RoomID]chat.Room
	messages []chat.Message
	entries  []chat.Entry
	presence map[acd.AgentID]chat.Presence
	fails    error         // of the next commits
	doubtful bool          // they are kept all the same
	commits  int           // that succeeded
	hold     chan struct{} // commits wait for it; nil: they do not
	held     int           // that waited for it
}

func newRows() *rows {
	return &rows{rooms: map[chat.RoomID]chat.Room{}, presence: map[acd.AgentID]chat.Presence{"kim": {Agent: "kim", SignedIn: true}}}
}

func (s *rows) ChatPresences(context.Context) (list []chat.Presence, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.presence {
		list = append(list, p)
	}
	return list, nil
}

func (s *rows) ChatOpenRooms(context.Context) (list []chat.Room, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rooms {
		if !r.Status.Over() {
			list = append(list, r)
		}
	}
	return list, nil
}

func (s *rows) ChatKeep(ctx context.Context, b chat.Batch) error {
	s.mu.Lock()
	hold := s.hold
	if hold != nil {
		s.held++
	}
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails == nil || s.doubtful {
		for _, r := range b.Rooms {
			s.rooms[r.ID] = r
		}
		for _, m := range b.Messages {
			if !slices.ContainsFunc(s.messages, func(o chat.Message) bool { return o.Room == m.Room && o.Seq == m.Seq }) {
				s.messages = append(s.messages, m)
			}
		}
		s.entries = append(s.entries, b.Entries...)
		for _, p := range b.Presences {
			s.presence[p.Agent] = p
		}
		for _, id := range b.Gone {
			delete(s.presence, id)
		}
	}
	if s.fails == nil {
		s.commits++
	}
	return s.fails
}

func (s *rows) ChatKnown(_ context.Context, keys []chat.MessageKey) (map[chat.MessageKey]chat.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[chat.MessageKey]chat.Message{}
	for _, m := range s.messages {
		if k := (chat.MessageKey{Room: m.Room, By: m.By, Client: m.Client}); m.Client != "" && slices.Contains(keys, k) {
			out[k] = m
		}
	}
	return out, nil
}

func (s *rows) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *rows) bodies() (list []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		list = append(list, m.Body)
	}
	return list
}

type realClock struct{}

func (realClock) Now() acd.Time { return acd.At(time.Now()) }
func (realClock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

type words struct{}

func (words) Auto(_ *chat.House, r chat.Room, m chat.MessagePosted) string {
	if m.Auto == chat.Greeting {
		return "hello from " + string(r.Agent)
	}
	return ""
}
func (words) Title(chat.Room) string { return "a title" }

func open(t *testing.T, s *rows) *Live {
	t.Helper()
	p := chat.DefaultPolicy()
	p.Says = []chat.Auto{chat.Greeting, chat.QueueSize}
	l, err := Open(t.Context(), Options{Store: s, Clock: realClock{}, Words: words{}, Log: zerolog.Nop(), Retry: 5 * time.Millisecond, Timeout: 200 * time.Millisecond,
		Begin: chat.HouseState{Policy: p, Open: true, Agents: []chat.AgentStatus{{Agent: chat.Agent{ID: "kim", Cap: 2}, Duty: chat.DutyWork, SignedIn: true}}}})
	must(t, err)
	t.Cleanup(func() { must(t, l.Close(context.Background())) })
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func do(t *testing.T, l *Live, acts ...Act) Result {
	t.Helper()
	res, err := l.Do(t.Context(), acts...)
	must(t, err)
	return res
}

func begins(room, visitor string) Act {
	return Act{Command: chat.Open{Room: chat.RoomID(room), Channel: chat.Web, Visitor: chat.VisitorID(visitor)}}
}

func writes(room, client, body string) Act {
	return Act{Command: chat.Post{Room: chat.RoomID(room), By: chat.ByCustomer}, Draft: &chat.Message{Client: client, Body: body}}
}

// What is answered is kept: a room, its greeting, a message; one that is sent again, alone, in
// the same batch or after a restart, is the one of before. A text that is not there makes
// no message.
func TestKeptThenTold(t *testing.T) {
	s := newRows()
	l := open(t, s)
	w := l.Watch("v1")
	defer w.Close()
	res := do(t, l, begins("r1", "v1"), writes("r1", "c1", "one"), writes("r1", "c1", "one"))
	if len(res.Messages) != 2 || len(res.Repeated) != 1 || res.Repeated[0].Seq != res.Messages[1].Seq {
		t.Fatalf("%+v", res)
	}
	if got := s.bodies(); !slices.Equal(got, []string{"hello from kim", "one"}) {
		t.Errorf("kept: %q", got)
	}
	list, err := w.Next(t.Context())
	must(t, err)
	var told []string
	for _, c := range list {
		for _, m := range c.Messages {
			told = append(told, m.Body)
		}
	}
	if !slices.Equal(told, []string{"hello from kim", "one"}) {
		t.Errorf("told: %q", told)
	}
	must(t, l.Close(t.Context()))
	again := open(t, s)
	if res := do(t, again, writes("r1", "c1", "one"), writes("r1", "c2", "two")); len(res.Repeated) != 1 || len(res.Messages) != 1 {
		t.Errorf("after a restart: %+v", res)
	}
	if got := s.bodies(); !slices.Equal(got, []string{"hello from kim", "one", "two"}) {
		t.Errorf("kept: %q", got)
	}
}

// A press that comes again, alone, in the same batch or after a restart, is carried out once: it
// would lead on from where the first one led.
func TestPressedOnce(t *testing.T) {
	s := newRows()
	opened := func() *Live {
		p := chat.DefaultPolicy()
		p.Says, p.Bot.Use, p.Bot.ProfileForm = []chat.Auto{chat.Greeting}, true, true
		l, err := Open(t.Context(), Options{Store: s, Clock: realClock{}, Words: words{}, Log: zerolog.Nop(), Retry: 5 * time.Millisecond, Timeout: 200 * time.Millisecond,
			Begin: chat.HouseState{Policy: p, Open: true, Categories: []chat.Category{{ID: "delivery"}, {ID: "late", Parent: "delivery"}}}})
		must(t, err)
		return l
	}
	press := func(client string, cmd chat.Command) Act {
		return Act{Command: cmd, Draft: &chat.Message{Client: client, Body: client}}
	}
	presses := []Act{
		press("large", chat.Choose{Room: "r1", Category: "delivery"}), press("back", chat.Choose{Room: "r1"}), press("large-2", chat.Choose{Room: "r1", Category: "delivery"}),
		press("middle", chat.RequestAgent{Room: "r1"}), press("form", chat.GiveProfile{Room: "r1"}),
	}
	l := opened()
	do(t, l, begins("r1", "v1"))
	for _, p := range presses {
		if res := do(t, l, p, p); len(res.Repeated) != 1 || len(res.Messages) != 1 {
			t.Errorf("%s twice in one batch: %+v", p.Draft.Client, res)
		}
		if res := do(t, l, p); len(res.Repeated) != 1 || len(res.Events) != 0 {
			t.Errorf("%s again: %+v", p.Draft.Client, res)
		}
	}
	must(t, l.Close(t.Context()))
	l = opened()
	defer func() { must(t, l.Close(context.Background())) }()
	if res := do(t, l, presses...); len(res.Repeated) != len(presses) || len(res.Events) != 0 {
		t.Errorf("after a restart: %+v", res)
	}
	if got := s.bodies(); !slices.Equal(got, []string{"large", "back", "large-2", "middle", "form"}) {
		t.Errorf("kept: %q", got)
	}
}

// Who has given up looking is not looked for any more: what they look into is theirs again.
func TestLookIsOver(t *testing.T) {
	s := newRows()
	l := open(t, s)
	hold := make(chan struct{})
	s.set(func() { s.hold = hold })
	done := make(chan error, 1)
	go func() {
		_, err := l.Do(context.Background(), begins("r1", "v1"))
		done <- err
	}()
	for waits := 0; waits == 0; time.Sleep(time.Millisecond) {
		s.set(func() { waits = s.held })
	}
	ctx, giveUp := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer giveUp()
	looks := 0
	if err := l.Look(ctx, func(*chat.House) { looks++ }); err == nil {
		t.Error("it was looked at before it was kept")
	}
	s.set(func() { s.hold = nil })
	close(hold)
	must(t, <-done)
	must(t, l.Look(t.Context(), func(*chat.House) {}))
	if looks != 0 {
		t.Error("it was looked at after it was given up")
	}
}

// stands is a clock that does not go on.
type stands struct{ realClock }

func (stands) Now() acd.Time { return 1_000_000 }

// Lines of a timeline stand one after the other also where several turns are of one moment.
func TestLinesOfOneMoment(t *testing.T) {
	s := newRows()
	l, err := Open(t.Context(), Options{Store: s, Clock: stands{}, Words: words{}, Log: zerolog.Nop(), Retry: 5 * time.Millisecond, Timeout: 200 * time.Millisecond,
		Begin: chat.HouseState{Policy: chat.DefaultPolicy(), Open: true, Agents: []chat.AgentStatus{{Agent: chat.Agent{ID: "kim", Cap: 2}, Duty: chat.DutyWork, SignedIn: true}}}})
	must(t, err)
	defer func() { must(t, l.Close(context.Background())) }()
	do(t, l, begins("r1", "v1"))
	do(t, l, Act{Command: chat.SetHeld{Room: "r1", Held: true}})
	do(t, l, Act{Command: chat.SetHeld{Room: "r1"}})
	do(t, l, Act{Command: chat.End{Room: "r1", Who: chat.Who{User: "boss"}}})
	if len(s.entries) < 4 {
		t.Fatalf("%+v", s.entries)
	}
	for i, e := range s.entries {
		if e.Part != i {
			t.Errorf("line %d, %s, is part %d", i, e.Kind, e.Part)
		}
	}
}

// While commits fail nobody is told anything, whether they were kept or not; who gave up and
// sends the same again finds it once.
func TestCommitsFail(t *testing.T) {
	for _, doubtful := range []bool{false, true} {
		t.Run(fmt.Sprintf("kept=%v", doubtful), func(t *testing.T) {
			s := newRows()
			l := open(t, s)
			do(t, l, begins("r1", "v1"))
			w := l.Watch("")
			defer w.Close()
			s.set(func() { s.fails, s.doubtful = errors.New("the disk is full"), doubtful })
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if _, err := l.Do(ctx, writes("r1", "c1", "one")); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("answered: %v", err)
			}
			if list, err := w.Take(); len(list) > 0 || err != nil {
				t.Errorf("told: %+v %v", list, err)
			}
			if h := l.Health(); h.Error == "" {
				t.Error("it is healthy")
			}
			s.set(func() { s.fails = nil })
			if res := do(t, l, writes("r1", "c1", "one")); len(res.Repeated) != 1 {
				t.Errorf("sent again: %+v", res)
			}
			if got := s.bodies(); !slices.Equal(got, []string{"hello from kim", "one"}) {
				t.Errorf("kept: %q", got)
			}
			if h := l.Health(); h.Error != "" {
				t.Errorf("it is not healthy: %s", h.Error)
			}
		})
	}
}

// soon waits until something is so.
func soon(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); {
		if time.Now().After(end) {
			t.Fatal(what)
		}
		time.Sleep(time.Millisecond)
	}
}

// Requests that come while one is being kept share the next commit; the inbox has an end.
func TestBatches(t *testing.T) {
	s := newRows()
	l := open(t, s)
	do(t, l, begins("r1", "v1"))
	hold := make(chan struct{})
	s.set(func() { s.hold = hold })
	before := s.commits
	var waiting sync.WaitGroup
	post := func(i int) {
		waiting.Go(func() {
			if _, err := l.Do(t.Context(), writes("r1", fmt.Sprint("c", i), "x")); err != nil {
				t.Error(err)
			}
		})
	}
	post(0)
	soon(t, "nothing is being kept", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.held > 0 })
	for i := range 99 {
		post(i + 1)
	}
	soon(t, "requests do not gather", func() bool { return l.Health().Inbox == 99 })
	s.set(func() { s.hold = nil })
	close(hold)
	waiting.Wait()
	if n := s.commits - before; n != 2 {
		t.Errorf("100 messages took %d commits", n)
	}
	seqs := map[int]bool{}
	for _, m := range s.messages {
		seqs[m.Seq] = true
	}
	if len(seqs) != 101 {
		t.Errorf("%d numbers", len(seqs))
	}
}

// A full inbox refuses, and loses nothing of what it took.
func TestOverload(t *testing.T) {
	s := newRows()
	hold := make(chan struct{})
	l, err := Open(t.Context(), Options{Store: s, Clock: realClock{}, Words: words{}, Log: zerolog.Nop(), Inbox: 4, Timeout: 5 * time.Second})
	must(t, err)
	s.set(func() { s.hold = hold })
	var taken, refused int
	var mu sync.Mutex
	var waiting sync.WaitGroup
	begin := func(i int) {
		waiting.Go(func() {
			_, err := l.Do(context.Background(), begins(fmt.Sprint("r", i), fmt.Sprint("v", i)))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				taken++
			} else if fault.Is(err, fault.Overloaded) {
				refused++
			} else {
				t.Error(err)
			}
		})
	}
	begin(0)
	soon(t, "nothing is being kept", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.held > 0 })
	for i := range 19 {
		begin(i + 1)
	}
	soon(t, "15 are not refused", func() bool { mu.Lock(); defer mu.Unlock(); return refused == 15 })
	close(hold)
	waiting.Wait()
	must(t, l.Close(context.Background()))
	if len(s.rooms) != taken || taken != 5 || refused != 15 {
		t.Errorf("%d rooms of %d taken, %d refused", len(s.rooms), taken, refused)
	}
}

// Who does not keep up is let go and holds nobody; who watches one visitor hears of no other.
func TestWatchers(t *testing.T) {
	s := newRows()
	l := open(t, s)
	slow, other := l.Watch("v1"), l.Watch("v2")
	defer slow.Close()
	defer other.Close()
	do(t, l, begins("r1", "v1"))
	for i := range mostBehind + 10 {
		do(t, l, writes("r1", fmt.Sprint("c", i), "x"))
	}
	if _, err := slow.Next(t.Context()); !errors.Is(err, errLagged) {
		t.Errorf("a slow one: %v", err)
	}
	if list, err := other.Take(); len(list) > 0 || err != nil {
		t.Errorf("another one: %d %v", len(list), err)
	}
	l.Type("r1", "v2", chat.ByAgent, true)
	if list, _ := other.Take(); len(list) != 1 || list[0].Typing == nil || !list[0].Typing.On {
		t.Errorf("typing: %+v", list)
	}
	must(t, l.Close(t.Context()))
	if _, err := other.Next(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("at the end: %v", err)
	}
	if _, err := l.Do(t.Context(), begins("r9", "v9")); !errors.Is(err, ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

// What the rows say is what the House is, after every commit.
func TestRowsAreTheHouse(t *testing.T) {
	s := newRows()
	l := open(t, s)
	do(t, l, begins("r1", "v1"), writes("r1", "a", "1"))
	do(t, l, begins("r2", "v2"))
	do(t, l, begins("r3", "v3")) // it waits: kim has two
	do(t, l, Act{Command: chat.Post{Room: "r1", By: chat.ByAgent, Who: chat.Who{Agent: "kim"}}, Draft: &chat.Message{Client: "k", Body: "2"}})
	do(t, l, Act{Command: chat.End{Room: "r2", Who: chat.Who{Agent: "kim"}}})
	must(t, l.Look(t.Context(), func(h *chat.House) {
		for _, r := range h.State().Rooms {
			if !reflect.DeepEqual(s.rooms[r.ID], r) {
				t.Errorf("the row of %s is %+v, it is %+v", r.ID, s.rooms[r.ID], r)
			}
		}
	}))
	if s.rooms["r2"].Status != chat.Ended || s.rooms["r3"].Status != chat.Received {
		t.Errorf("%+v %+v", s.rooms["r2"], s.rooms["r3"])
	}
	var kinds []string
	for _, e := range s.entries {
		if e.Room == "r3" {
			kinds = append(kinds, e.Kind)
		}
	}
	if want := []string{"opened", "asked", "waits", "assigned"}; !slices.Equal(kinds, want) {
		t.Errorf("the timeline is %q", kinds)
	}
}

// Of a decision about many agents the timeline keeps those who might have taken the room, and
// counts the rest.
func TestWhyIsBounded(t *testing.T) {
	var e chat.Explanation
	for i := range 300 {
		v := chat.Verdict{Agent: acd.AgentID(fmt.Sprint(i)), Against: chat.AgainstFull}
		if i == 299 {
			v.Against = ""
		}
		e.Agents = append(e.Agents, v)
	}
	var got struct {
		Agents []chat.Verdict
		Others map[chat.Against]int
	}
	must(t, json.Unmarshal([]byte(why(e)), &got))
	if len(got.Agents) != 20 || got.Agents[0].Agent != "299" || got.Others[chat.AgainstFull] != 280 {
		t.Errorf("%+v", got)
	}
	if why(chat.Explanation{}) != "" {
		t.Error("no decision is explained")
	}
}

// A batch that the database never takes, while it works otherwise, is given up: who asked is told
// so and not that the program stops, who watches begins again, the rooms are as the rows say, and
// the next ones are kept.
func TestABatchThatIsNeverTaken(t *testing.T) {
	s := newRows()
	l, err := Open(t.Context(), Options{Store: s, Clock: realClock{}, Words: words{}, Log: zerolog.Nop(), Retry: time.Millisecond})
	must(t, err)
	t.Cleanup(func() { must(t, l.Close(context.Background())) })
	do(t, l, begins("r1", "v1"))
	one, all := l.Watch("v1"), l.Watch("")
	defer one.Close()
	defer all.Close()
	s.set(func() { s.fails = errors.New("invalid byte sequence") })
	if _, err := l.Do(t.Context(), writes("r1", "c1", "one")); !errors.Is(err, ErrGivenUp) || errors.Is(err, ErrClosed) {
		t.Fatalf("answered: %v", err)
	}
	for _, w := range []*Watcher{one, all} {
		if _, err := w.Next(t.Context()); !errors.Is(err, errLagged) {
			t.Errorf("who watches is told %v", err)
		}
	}
	s.set(func() { s.fails = nil })
	res := do(t, l, writes("r1", "c2", "two"))
	if len(res.Messages) != 1 || res.Messages[0].Seq != 1 {
		t.Errorf("the room counts what was given up: %+v", res.Messages)
	}
	if got := s.bodies(); !slices.Equal(got, []string{"two"}) {
		t.Errorf("kept: %q", got)
	}
}
