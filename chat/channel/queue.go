package channel

import (
	"context"
	"slices"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
)

// workers hand messages of one channel over at the same time: a customer for whom that takes
// long holds up nobody else, unless there are as many of them.
const workers = 8

// queue is what of a channel is to be handed over. The goroutine of Hub.deliver owns it.
type queue struct {
	hub     *Hub
	channel Channel
	ready   []chat.Outgoing      // the first of each room; of none that is busy
	busy    map[chat.RoomID]bool // rooms of which a worker has a message
	ended   chan ended           // capacity workers: no worker waits for the owner
}

// ended says that a worker is done with a message, and whether what came of it is kept.
type ended struct {
	room chat.RoomID
	err  error
}

func newQueue(h *Hub, c Channel) *queue {
	return &queue{hub: h, channel: c, busy: map[chat.RoomID]bool{}, ended: make(chan ended, workers)}
}

// start gives workers what has its turn, and returns after which time more may have.
func (q *queue) start(ctx context.Context) (time.Duration, error) {
	for {
		for len(q.ready) > 0 {
			if len(q.busy) == workers {
				return lookAgain, nil
			}
			q.begin(ctx, q.ready[0])
			q.ready = q.ready[1:]
		}
		now := acd.At(q.hub.opt.Now())
		list, next, err := q.hub.opt.Store.ChatOutgoing(ctx, q.channel.Kind(), now, atOnce)
		if err != nil {
			return 0, err
		}
		q.ready = slices.DeleteFunc(list, func(o chat.Outgoing) bool { return q.busy[o.Message.Room] })
		if len(q.ready) > 0 {
			continue
		}
		if next == 0 {
			return lookAgain, nil
		}
		return min(max(next.Sub(now), time.Millisecond), lookAgain), nil
	}
}

// begin has a worker hand a message over. The hub waits for it in Close.
func (q *queue) begin(ctx context.Context, o chat.Outgoing) {
	room := o.Message.Room
	q.busy[room] = true
	q.hub.wg.Go(func() { q.ended <- ended{room, q.hub.hand(ctx, q.channel, o)} })
}

// wait waits until there may be something to start. An error is that of a worker.
func (q *queue) wait(ctx context.Context, most time.Duration, wake <-chan struct{}) error {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case e := <-q.ended:
		delete(q.busy, e.room)
		return e.err
	case <-wake:
	case <-t.C:
	case <-ctx.Done():
	}
	return nil
}
