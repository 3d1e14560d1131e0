package live

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/fault"
)

// Store keeps what happens.
type Store interface {
	// ChatOpenRooms returns the rooms that are not over.
	ChatOpenRooms(ctx context.Context) ([]chat.Room, error)
	// ChatPresences returns how agents stood with chats.
	ChatPresences(ctx context.Context) ([]chat.Presence, error)
	// ChatKeep commits a batch; the same one may come twice.
	ChatKeep(ctx context.Context, b chat.Batch) error
	// ChatKnown returns those messages that are kept already.
	ChatKnown(ctx context.Context, keys []chat.MessageKey) (map[chat.MessageKey]chat.Message, error)
}

// Clock gives the House its time.
type Clock interface {
	Now() acd.Time
	// After returns a channel that receives once d has passed, and a function that gives
	// up waiting.
	After(d time.Duration) (<-chan time.Time, func())
}

// Words are the texts of messages that go out by themselves. It is asked by the goroutine
// of Live, and answers at once.
type Words interface {
	// Auto is the text of an automatic message in a room, or what stood on a button that was
	// pressed; "" where there is none: then there is no message.
	Auto(h *chat.House, room chat.Room, m chat.MessagePosted) string
	// Title is the title of a room as lists show it (C57).
	Title(room chat.Room) string
}

// Options are the settings of a Live. Zero values take the defaults named.
type Options struct {
	Store Store
	Clock Clock
	Words Words
	Log   zerolog.Logger
	// Begin is the House without rooms: policy, categories, agents with their duty, hours. Who
	// is signed in or rests is read from the rows.
	Begin chat.HouseState
	// Kept is told every turn's changes once they are kept, by the goroutine of Live: it must
	// not wait. nil: nobody is.
	Kept func([]Change)

	Inbox   int           // requests that may wait; default 4,096
	Batch   int           // requests in one commit at most; default 256
	Timeout time.Duration // of one commit; default 4 s
	Retry   time.Duration // between two tries of a commit that failed; default 250 ms
}

// Act is a command with what the House does not look at.
type Act struct {
	Command chat.Command
	Draft   *chat.Message // of a Post: Client, Body and Files; of a press: Client and Body, what stood on the button
	Origin  *chat.Origin  // of an Open: Room is filled in
	Came    *chat.Came    // what of a channel it is: kept with what it did, unless its room was over
}

// Result is what became of acts that were done together.
type Result struct {
	At       acd.Time
	Events   []chat.Event
	Messages []chat.Message // new ones, the automatic ones too
	// Repeated are messages that were posted before; nothing happened then. They are those of
	// the acts that repeat one, in order.
	Repeated []chat.Message

	err error // instead of all this
}

// Refused returns the first refusal among the events.
func (r Result) Refused() (chat.Refused, bool) {
	for _, ev := range r.Events {
		if ref, ok := ev.(chat.Refused); ok {
			return ref, true
		}
	}
	return chat.Refused{}, false
}

type request struct {
	acts  []Act
	query func(*chat.House)
	reply chan Result // capacity 1
}

// Live is the running owner. Its methods may be called from any goroutine.
type Live struct {
	opt   Options
	log   zerolog.Logger
	hub   *hub
	inbox chan request
	stop  chan struct{}
	done  chan struct{}
	once  sync.Once
	gate  sync.RWMutex // held to read by who puts into the inbox, to write by Close

	health atomic.Pointer[Health]

	// Owned by the goroutine.
	house     *chat.House
	placed    acd.Time                      // when positions were told last
	lined     acd.Time                      // when the last turn was
	lines     int                           // of timelines that turns have kept of that moment
	moved     bool                          // somebody came to wait, or waits no more, since
	positions map[chat.RoomID]int           // as told last
	presences map[acd.AgentID]chat.Presence // as they are kept
}

// Health is the owner's state for metrics and readiness.
type Health struct {
	Beat    time.Time     // of the last turn of the loop
	Error   string        // of the commit that is being tried again; "" while commits work
	Since   time.Time     // since when it fails
	Inbox   int           // requests waiting
	Commit  time.Duration // duration of the last one
	Rooms   chat.Counts
	Batches uint64
}

// ErrGivenUp says that the database does not take what was asked for, or what others asked for
// at the same time: it is not known what of it is kept.
var ErrGivenUp = fault.New(fault.Overloaded, "it could not be kept: try again in some seconds")

// ErrClosed says that the program is stopping.
var ErrClosed = fault.New(fault.Overloaded, "chat is stopping: try again in some seconds")

// Open builds the House from the rows of open rooms and starts the owner.
func Open(ctx context.Context, opt Options) (*Live, error) {
	set := func(p *int, v int) {
		if *p == 0 {
			*p = v
		}
	}
	set(&opt.Inbox, 4096)
	set(&opt.Batch, 256)
	if opt.Timeout == 0 {
		opt.Timeout = 4 * time.Second
	}
	if opt.Retry == 0 {
		opt.Retry = 250 * time.Millisecond
	}
	l := &Live{
		opt: opt, log: opt.Log, hub: newHub(), moved: true,
		inbox: make(chan request, opt.Inbox), stop: make(chan struct{}), done: make(chan struct{}),
		positions: map[chat.RoomID]int{},
	}
	if err := l.restore(ctx, opt.Begin); err != nil {
		return nil, err
	}
	l.health.Store(&Health{Beat: time.Now(), Rooms: l.house.Counts()})
	go l.run()
	return l, nil
}

// Close ends the owner once what was taken is kept, or ctx is over. Watchers end with
// ErrClosed.
func (l *Live) Close(ctx context.Context) error {
	l.gate.Lock()
	l.once.Do(func() { close(l.stop) })
	l.gate.Unlock()
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("close chat: %w", ctx.Err())
	}
}

// Do has commands done together, in order, and waits until what they made true is kept.
// A refusal is an event. It fails with fault.Overloaded where the inbox is full, and with
// the context's error, when it is not known whether they were done.
func (l *Live) Do(ctx context.Context, acts ...Act) (Result, error) {
	return l.ask(ctx, request{acts: acts, reply: make(chan Result, 1)})
}

// Look lets fn look at the House, as it is once what was told is kept. fn must not keep it. It
// does not run any more once Look has returned, whatever with.
func (l *Live) Look(ctx context.Context, fn func(*chat.House)) error {
	var taken atomic.Bool
	looked := make(chan struct{})
	_, err := l.ask(ctx, request{reply: make(chan Result, 1), query: func(h *chat.House) {
		if taken.Swap(true) {
			return // nobody waits for it
		}
		defer close(looked)
		fn(h)
	}})
	if err != nil && taken.Swap(true) {
		<-looked
	}
	return err
}

func (l *Live) ask(ctx context.Context, r request) (Result, error) {
	if err := l.put(r); err != nil {
		return Result{}, err
	}
	select {
	case res, ok := <-r.reply:
		if !ok {
			return Result{}, ErrClosed
		}
		return res, res.err
	case <-l.done:
		select {
		case res, ok := <-r.reply: // it was answered at the last moment
			if ok {
				return res, res.err
			}
		default:
		}
		return Result{}, ErrClosed
	case <-ctx.Done():
		return Result{}, fmt.Errorf("chat: %w", ctx.Err())
	}
}

func (l *Live) put(r request) error {
	l.gate.RLock()
	defer l.gate.RUnlock()
	select {
	case <-l.stop:
		return ErrClosed
	default:
	}
	select {
	case l.inbox <- r:
		return nil
	default:
		return fault.New(fault.Overloaded, "too many messages at once: try again in some seconds")
	}
}

// Health returns the owner's state.
func (l *Live) Health() Health {
	h := *l.health.Load()
	h.Inbox = len(l.inbox)
	return h
}
