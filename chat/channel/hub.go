package channel

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// Store is what the hub needs of the rows.
type Store interface {
	ChatAddVisitor(ctx context.Context, v chat.Visitor) (chat.Visitor, bool, error)
	ChatVisitorOf(ctx context.Context, channel chat.ChannelKind, account, external string) (chat.Visitor, bool, error)
	ChatSeen(ctx context.Context, id chat.VisitorID, at acd.Time) error
	ChatRoomsOf(ctx context.Context, v chat.VisitorID, limit int) ([]chat.Room, error)
	ChatAddFile(ctx context.Context, f chat.StoredFile) error
	ChatCame(ctx context.Context, c chat.Came) (bool, error)
	ChatOutgoing(ctx context.Context, channel chat.ChannelKind, now acd.Time, limit int) ([]chat.Outgoing, acd.Time, error)
	ChatHanded(ctx context.Context, h chat.Handed) error
	ChatTold(ctx context.Context, channel chat.ChannelKind, remote string, state chat.DeliveryState, code string, at acd.Time) (known bool, err error)
}

// Options are what a hub is made of.
type Options struct {
	Live     *live.Live
	Store    Store
	Channels []Channel
	Log      zerolog.Logger
	NewID    func() string // of rooms and visitors
	Now      func() time.Time
	// Takes reports whether rooms of an account begin now, and Offered whether a category can be
	// asked for; left out: always.
	Takes   func(kind chat.ChannelKind, account string) bool
	Offered func(chat.CategoryID) bool
	// Keys are the buttons below a message of the bot.
	Keys func(m chat.Message, language string) []Key
	// Undelivered is the note in a room whose customer does not get a message.
	Undelivered func(m chat.Message, code string) string
	// Retry is the pause after the first try; each one is longer. Default 2 s.
	Retry time.Duration
}

// Hub is between channels and rooms. Its methods may be called from any goroutine.
type Hub struct {
	opt  Options
	seed maphash.Seed
	// turns let one thing of a customer happen at a time, so that the same one that comes
	// twice is seen. Who has one has put something into it (capacity 1).
	turns  [64]chan struct{}
	wakes  map[chat.ChannelKind]chan struct{} // capacity 1
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// Start begins to hand messages over; those of before too.
func Start(opt Options) *Hub {
	if opt.Retry == 0 {
		opt.Retry = 2 * time.Second
	}
	if opt.Takes == nil {
		opt.Takes = func(chat.ChannelKind, string) bool { return true }
	}
	if opt.Offered == nil {
		opt.Offered = func(chat.CategoryID) bool { return true }
	}
	run, cancel := context.WithCancel(context.Background())
	h := &Hub{opt: opt, seed: maphash.MakeSeed(), wakes: map[chat.ChannelKind]chan struct{}{}, cancel: cancel}
	for i := range h.turns {
		h.turns[i] = make(chan struct{}, 1)
	}
	w := opt.Live.Watch("") // before anything is read: what comes after that is told
	for _, c := range opt.Channels {
		wake := make(chan struct{}, 1)
		h.wakes[c.Kind()] = wake
		h.wg.Go(func() { h.deliver(run, c, wake) })
	}
	h.wg.Go(func() { h.watch(run, w) })
	return h
}

// Close ends what is under way, and waits for it. What was not handed over is, after the next
// start.
func (h *Hub) Close() {
	h.cancel()
	h.wg.Wait()
}

// turn waits for the turn of a customer, for as long as ctx lives: the database may stand
// still for who has it. done gives it on.
func (h *Hub) turn(ctx context.Context, kind chat.ChannelKind, in Inbound) (done func(), _ error) {
	sum := maphash.String(h.seed, string(kind)+"\x00"+in.Account+"\x00"+in.Customer)
	turn := h.turns[sum%uint64(len(h.turns))]
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Overloaded, "what came before by the channel is not kept yet: %w", ctx.Err())
	}
}

// watch wakes who hands over when something was written in a room of theirs.
func (h *Hub) watch(ctx context.Context, w *live.Watcher) {
	defer func() { w.Close() }()
	for {
		list, err := w.Next(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil { // too much was not read: perhaps something of everybody's
			w.Close()
			w = h.opt.Live.Watch("")
			for _, wake := range h.wakes {
				signal(wake)
			}
			if !pause(ctx, time.Second) {
				return
			}
			continue
		}
		for _, c := range list {
			if wake := h.wakes[c.Room.Channel]; wake != nil && len(c.Messages) > 0 {
				signal(wake)
			}
		}
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it knows already
	}
}

// pause waits; false when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
