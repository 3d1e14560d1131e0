package wallboard

import (
	"context"
	"time"

	"github.com/callfloor/callfloor/acd"
)

// Batch is the events of one or more steps of the floor, in order. The hub keeps
// Events until it has folded them: hand over a slice that nobody writes to.
type Batch struct {
	Seq    uint64   // of the last event
	At     acd.Time // when they became true
	Events []acd.Event
}

// Hub keeps a Board up to date and sends its changes to viewers: at once when
// nothing was sent for Config.Coalesce, else together as soon as that time is
// over. What a crowd watches waits for Config.Crowd: each message is written once
// for each of them, and those who wait for their own calls do not queue behind it.
// Run owns everything; the other methods hand work to it.
type Hub struct {
	config Config
	inbox  chan func() // bounded: a full inbox makes Feed wait, its reader lags
	// leaving is apart from inbox so that a client's end is never held up.
	leaving chan *Viewer
	ended   chan struct{}
	stats   stats

	// Owned by Run.
	board    *Board
	verdicts map[acd.ServiceID]*verdict
	bands    map[acd.AgentID]Band
	views    map[viewKey]*view
	viewers  map[*Viewer]struct{}
	epoch    uint64
	seq      uint64
	flushed  time.Time
	held     dirty     // what views of a crowd have not been told
	told     time.Time // when they were
	notice   Notice
	waiting  int // callbacks; below 0: not shown
}

type viewKey struct {
	topic Topic
	scope string
}

// NewHub returns a hub with an empty floor; Reset gives it a real one.
func NewHub(c Config) *Hub {
	h := &Hub{
		config: c.withDefaults(), inbox: make(chan func(), 64), leaving: make(chan *Viewer), ended: make(chan struct{}),
		board: New(acd.State{}), verdicts: map[acd.ServiceID]*verdict{}, bands: map[acd.AgentID]Band{},
		views: map[viewKey]*view{}, viewers: map[*Viewer]struct{}{}, held: newDirty(), waiting: -1,
	}
	return h
}

// Run owns the hub until ctx ends. Then every viewer ends with ErrEnded.
func (h *Hub) Run(ctx context.Context) {
	defer h.end()
	beat := time.NewTicker(h.config.Beat)
	defer beat.Stop()
	flush := time.NewTimer(0)
	defer flush.Stop()
	<-flush.C
	for {
		select {
		case work := <-h.inbox:
			work()
		case v := <-h.leaving:
			h.remove(v)
		case <-beat.C:
			h.refresh()
			h.beat()
		case <-flush.C:
			h.flush(false)
		case <-ctx.Done():
			return
		}
		if wait, some := h.due(); !some {
			flush.Stop()
		} else if wait > 0 {
			flush.Reset(wait)
		} else {
			h.flush(false)
			if wait, some := h.due(); some {
				flush.Reset(wait)
			}
		}
	}
}

// due is how long it is until something must be sent, and whether there is anything.
// What nobody watches waits for the next refresh.
func (h *Hub) due() (wait time.Duration, some bool) {
	now := h.config.Now()
	switch {
	case len(h.viewers) == 0:
		return 0, false
	case !h.board.dirty.empty():
		return h.config.Coalesce - now.Sub(h.flushed), true
	case !h.held.empty():
		return h.config.Crowd - now.Sub(h.told), true
	}
	return 0, false
}

func (h *Hub) end() {
	close(h.ended)
	for v := range h.viewers {
		v.err = ErrEnded
		h.remove(v)
	}
}

// hand gives work to Run; it waits while the inbox is full.
func (h *Hub) hand(ctx context.Context, work func()) error {
	select {
	case h.inbox <- work:
		return nil
	case <-h.ended:
		return ErrEnded
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Reset starts from a snapshot of the floor taken after event seq of epoch: at
// the start, and whenever the reader of the ring has fallen behind. Every viewer
// gets fresh snapshots.
func (h *Hub) Reset(ctx context.Context, epoch, seq uint64, s acd.State) error {
	return h.hand(ctx, func() { h.reset(epoch, seq, s) })
}

// Feed hands on events. It waits while Run is busy: the caller reads from a ring
// with a cursor of its own and may fall behind.
func (h *Hub) Feed(ctx context.Context, b Batch) error {
	return h.hand(ctx, func() { h.feed(b) })
}

// Join adds a viewer of topics in scope. Its first frames are hello and a
// snapshot of each topic.
func (h *Hub) Join(ctx context.Context, topics []Topic, scope Scope) (*Viewer, error) {
	v := &Viewer{hub: h, frames: make(chan *Frame, h.config.Queue), done: make(chan struct{})}
	joined := make(chan struct{})
	if err := h.hand(ctx, func() { h.join(v, topics, scope); close(joined) }); err != nil {
		return nil, err
	}
	select {
	case <-joined:
		return v, nil
	case <-h.ended:
		return nil, ErrEnded
	case <-ctx.Done():
		go func() { // it joins yet, and nobody is there
			select {
			case <-joined:
				v.Leave()
			case <-h.ended:
			}
		}()
		return nil, ctx.Err()
	}
}

func (h *Hub) reset(epoch, seq uint64, s acd.State) {
	h.epoch, h.seq = epoch, seq
	h.board = New(s)
	clear(h.verdicts)
	clear(h.bands)
	h.judge(&h.board.dirty)
	h.board.dirty.clear()
	h.held.clear()
	for _, v := range h.views {
		v.rebuild(h)
	}
	for v := range h.viewers {
		for _, view := range v.views {
			v.push(view.full(h))
		}
	}
	h.flushed = h.config.Now()
	h.told = h.flushed
}

func (h *Hub) feed(b Batch) {
	for _, e := range b.Events {
		h.board.Apply(b.At, e)
	}
	h.seq = b.Seq
}

func (h *Hub) now() acd.Time { return acd.At(h.config.Now()) }

// behind is how far the figures may lag before frames say so.
const behind = time.Second

func (h *Hub) message(kind string) message {
	h.stats.frames.Add(1)
	m := message{Type: kind, Epoch: h.epoch, Seq: h.seq, At: h.now()}
	if as := acd.At(h.config.AsOf()); m.At.Sub(as) > behind {
		m.At, m.Now = as, m.At
	}
	return m
}
