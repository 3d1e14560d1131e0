package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/callfloor/callfloor/cti"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/outward"
)

// poster posts deliveries.
type poster struct{ client *http.Client }

// post sends one delivery. The status is 0 where none came.
func (p *poster) post(ctx context.Context, h cti.Hook, d cti.Delivery) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, hookWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(d.Body))
	if err != nil {
		return 0, fmt.Errorf("post the event: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "callfloor")
	req.Header.Set(cti.HeaderEvent, d.Type)
	req.Header.Set(cti.HeaderEventID, d.EventID)
	req.Header.Set(cti.HeaderSignature, cti.Sign(h.Secret, time.Now(), d.Body))
	res, err := p.client.Do(req)
	if err != nil {
		return 0, plainly(err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, longestReply)) //nolint:errcheck // what it says does not matter
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return res.StatusCode, fmt.Errorf("it answered %d", res.StatusCode)
	}
	return res.StatusCode, nil
}

// plainly says why a post failed without the address, which may hold a token.
func plainly(err error) error {
	if errors.Is(err, outward.ErrBlocked) {
		return errors.New("the address is not of the public internet, and webhooks.allow of the configuration does not name it")
	}
	var u *url.Error
	if errors.As(err, &u) {
		if u.Timeout() {
			return fmt.Errorf("no answer within %s", hookWithin)
		}
		err = u.Err
	}
	return fmt.Errorf("not reached: %w", err)
}

// deliver posts what is due, each hook for itself, until the program ends.
func (w *events) deliver(ctx context.Context) {
	look := time.NewTicker(hookLook)
	defer look.Stop()
	tidied := time.Time{}
	var running sync.WaitGroup
	defer running.Wait()
	var mu sync.Mutex
	busy := map[string]bool{}
	for {
		for _, h := range *w.hooks.Load() {
			mu.Lock()
			free := h.Active && !busy[h.ID]
			if free {
				busy[h.ID] = true
			}
			mu.Unlock()
			if !free {
				continue
			}
			running.Go(func() {
				w.deliverTo(ctx, h)
				mu.Lock()
				delete(busy, h.ID)
				mu.Unlock()
			})
		}
		if time.Since(tidied) > hookTidy {
			tidied = time.Now()
			w.tidy(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-look.C:
		}
	}
}

// deliverTo posts to one hook what is due, no faster than hookRate. What fails waits
// for its next attempt; where the receiver does not answer at all the rest waits too.
func (w *events) deliverTo(ctx context.Context, h cti.Hook) {
	for {
		list, err := w.db.DueDeliveries(ctx, h.ID, time.Now(), hookBatch)
		if err != nil {
			w.log.Error().Err(fault.WithCause(err)).Str("webhook", h.ID).Msg("what a webhook is to be told cannot be read: it is tried again")
			return
		}
		if len(list) == 0 {
			return
		}
		for _, d := range list {
			hooks := *w.hooks.Load()
			i := slices.IndexFunc(hooks, func(now cti.Hook) bool { return now.ID == h.ID })
			if i < 0 || !hooks[i].Active {
				return // it was taken away or turned off meanwhile
			}
			began := time.Now()
			status, err := w.client.post(ctx, hooks[i], d)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				d.Failed(time.Now(), status, err.Error())
				if d.State == cti.Failed {
					w.log.Warn().Str("webhook", h.ID).Str("event_id", d.EventID).Str("reason", d.Error).Msg("an event is not posted any more: it can be replayed")
				}
			} else {
				d.Done(status)
			}
			if !w.note(ctx, d) {
				return // it is posted again: receivers know it by its id
			}
			if d.State != cti.Delivered && status == 0 {
				return
			}
			if rest := time.Second/hookRate - time.Since(began); rest > 0 && !pause(ctx, rest) {
				return
			}
		}
	}
}

// note writes down what came of a post, again until the database takes it: who was
// told is not told the same over and over. False: the program ends before.
func (w *events) note(ctx context.Context, d cti.Delivery) bool {
	for {
		err := w.db.NoteDelivery(ctx, d)
		if ctx.Err() != nil {
			return err == nil
		}
		w.jobs.done(jobEvents, err)
		if err == nil {
			return true
		}
		w.log.Error().Err(fault.WithCause(err)).Str("webhook", d.Hook).Str("event_id", d.EventID).
			Msg("what came of the post of an event cannot be written: it is tried again")
		if !pause(ctx, time.Second) {
			return false
		}
	}
}

// tidy bounds what is kept.
func (w *events) tidy(ctx context.Context) {
	for _, h := range *w.hooks.Load() {
		n, err := w.db.DeleteOldDeliveries(ctx, h.ID, time.Now().Add(-hookKept), hookMost)
		if err != nil {
			w.log.Error().Err(err).Msg("old deliveries cannot be deleted")
			return
		}
		if n > 0 {
			w.log.Error().Str("webhook", h.ID).Bool("active", h.Active).Int64("events", n).Msg("events that waited for a webhook are dropped: they are older than seven days, or too many")
		}
	}
}

// Try posts a test event to a hook at once and says what came of it.
func (w *events) Try(ctx context.Context, h cti.Hook) (int, error) {
	e := cti.Event{ID: "test", Type: "test", At: time.Now().UTC()}
	body, err := h.Body(e)
	if err != nil {
		return 0, err
	}
	return w.client.post(ctx, h, cti.Delivery{Hook: h.ID, EventID: e.ID, Type: e.Type, At: e.At, Body: body})
}
