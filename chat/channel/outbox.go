package channel

import (
	"context"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/acd"
	"github.com/callfloor/callfloor/chat"
	"github.com/callfloor/callfloor/chat/live"
	"github.com/callfloor/callfloor/fault"
)

// How messages are handed over.
const (
	atOnce      = 50               // read at a time: more than workers, whose rooms are left out
	sendWithin  = 20 * time.Second // for one
	giveUp      = 24 * time.Hour   // after it was written
	longestRest = 15 * time.Minute // between two tries
	lookAgain   = time.Minute      // whatever nobody told
)

// deliver hands the messages of a channel over, for as long as ctx lives.
func (h *Hub) deliver(ctx context.Context, c Channel, wake <-chan struct{}) {
	q := newQueue(h, c)
	failing := false
	for {
		next, err := q.start(ctx)
		if err == nil {
			err = q.wait(ctx, next, wake)
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failing {
			h.opt.Log.Error().Err(fault.WithCause(err)).Str("channel", string(c.Kind())).Msg("chat: the outbox of a channel cannot be read or written; trying again")
		}
		if failing = err != nil; failing && !pause(ctx, h.opt.Retry) {
			return
		}
	}
}

// hand tries to hand one message over, and keeps what came of it.
func (h *Hub) hand(ctx context.Context, c Channel, o chat.Outgoing) error {
	m := o.Message
	done := chat.Handed{Room: m.Room, Seq: m.Seq, State: chat.DeliverySent}
	remote, err := h.try(ctx, c, o)
	if ctx.Err() != nil {
		return ctx.Err() // it is tried again after the next start
	}
	now := h.opt.Now()
	done.At, done.Remote = acd.At(now), remote
	if err != nil {
		why := faultOf(err)
		if !why.Never && now.Sub(m.At.Std()) > giveUp {
			why.Never, why.Code = true, "given_up"
		}
		done.Code, done.State = why.Code, chat.DeliveryFailed
		if !why.Never {
			done.State = chat.DeliveryQueued
			done.Next = acd.At(now.Add(max(h.rest(o.Tries), why.After)))
		}
		h.opt.Log.Warn().Err(fault.WithCause(err)).Str("channel", string(c.Kind())).Str("room", string(m.Room)).Int("tries", o.Tries+1).Bool("given_up", why.Never).Msg("chat: a message was not handed over")
	}
	if err := h.opt.Store.ChatHanded(ctx, done); err != nil {
		return err
	}
	if done.State == chat.DeliveryFailed {
		h.note(ctx, m, done.Code)
	}
	return nil
}

// rest is the pause after a number of tries.
func (h *Hub) rest(tries int) time.Duration {
	return min(h.opt.Retry<<min(tries, 20), longestRest)
}

func (h *Hub) try(ctx context.Context, c Channel, o chat.Outgoing) (string, error) {
	m := o.Message
	if o.Customer == "" {
		return "", &Fault{Never: true, Code: "deleted", Err: fault.New(fault.NotFound, "the customer is no more")}
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	out := Outbound{
		ID: fmt.Sprintf("%s-%d", m.Room, m.Seq), Room: m.Room, Seq: m.Seq, Account: o.Account, Customer: o.Customer, Language: o.Language,
		By: m.By, Agent: m.Agent, User: m.User, Text: m.Body, Files: m.Files, At: m.At,
	}
	if h.opt.Keys != nil && m.By == chat.ByBot {
		out.Keys = h.opt.Keys(m, o.Language)
	}
	return c.Send(ctx, out)
}

// note tells the agent in the room that the customer does not get a message. One in a room that
// is over tells nobody: the row does.
func (h *Hub) note(ctx context.Context, m chat.Message, code string) {
	if h.opt.Undelivered == nil {
		return
	}
	_, err := h.opt.Live.Do(ctx, live.Act{
		Command: chat.Post{Room: m.Room, By: chat.ByNote},
		Draft:   &chat.Message{Client: fmt.Sprintf("undelivered-%d", m.Seq), Body: h.opt.Undelivered(m, code)},
	})
	if err != nil && ctx.Err() == nil {
		h.opt.Log.Error().Err(fault.WithCause(err)).Str("room", string(m.Room)).Msg("chat: it could not be said in a room that a message was not delivered")
	}
}
