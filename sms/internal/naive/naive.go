// Package naive sends batches through a provider with the plainest loop that the interface
// allows: what is Again is sent again, what is Unknown is looked for, what is NotThere is
// sent again, so is CannotTell by a provider that refuses doubles, and nothing is kept anywhere. Tests count what came of it at the other end.
package naive

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/callfloor/callfloor/sms"
)

// mostRounds is after how many rounds a loop that does not end has failed.
const mostRounds = 100

// job is a batch, or what is left of it.
type job struct {
	batch sms.Batch
	sent  time.Time // when it was perhaps sent; zero: it is to be sent
}

// Run sends batches until something final is known of every message, and returns that by
// our identifiers. Between rounds it calls turn, which lets time pass.
func Run(ctx context.Context, p sms.Provider, batches []sms.Batch, workers int, now func() time.Time, turn func()) (map[string]sms.Answer, error) {
	r := &run{p: p, now: now, final: map[string]sms.Answer{}}
	var jobs []job
	for _, b := range batches {
		jobs = append(jobs, job{batch: b})
	}
	for range mostRounds {
		if len(jobs) == 0 {
			return r.final, nil
		}
		jobs = r.round(ctx, jobs, workers)
		turn()
	}
	return r.final, fmt.Errorf("after %d rounds %d batches are still open", mostRounds, len(jobs))
}

type run struct {
	p     sms.Provider
	now   func() time.Time
	mu    sync.Mutex
	final map[string]sms.Answer
	next  []job
}

// round does each job once, and returns what is left to do.
func (r *run) round(ctx context.Context, jobs []job, workers int) []job {
	r.next = nil
	turns := make(chan job)
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for j := range turns {
				if j.sent.IsZero() {
					r.send(ctx, j)
				} else {
					r.find(ctx, j)
				}
			}
		})
	}
	for _, j := range jobs {
		turns <- j
	}
	close(turns)
	running.Wait()
	return r.next
}

func (r *run) send(ctx context.Context, j job) {
	at := r.now()
	answers, err := r.p.Send(ctx, j.batch)
	switch {
	case err == nil:
		r.note(j.batch, answers, at)
	case sms.ClassOf(err) == sms.Again:
		r.later(j)
	case sms.ClassOf(err) == sms.Unknown:
		r.later(job{j.batch, at})
	default:
		for _, m := range j.batch.Messages {
			r.end(sms.Answer{ID: m.ID, Status: sms.Rejected, Text: err.Error()})
		}
	}
}

func (r *run) find(ctx context.Context, j job) {
	answers, err := r.p.Find(ctx, j.batch, j.sent)
	if err != nil {
		r.later(j)
		return
	}
	r.note(j.batch, answers, j.sent)
}

// note sorts answers: what is final, what is to be looked for and what is to be sent again.
func (r *run) note(b sms.Batch, answers []sms.Answer, sent time.Time) {
	by := map[string]sms.Answer{}
	for _, a := range answers {
		by[a.ID] = a
	}
	var look, again []sms.Outgoing
	for _, m := range b.Messages {
		switch a, ok := by[m.ID]; {
		case !ok || a.Status == sms.Undecided:
			look = append(look, m)
		case a.Status == sms.NotThere, a.Status == sms.CannotTell && r.p.Able().Unique:
			again = append(again, m)
		default:
			r.end(a)
		}
	}
	part := func(list []sms.Outgoing, at time.Time) {
		if len(list) > 0 {
			some := b
			some.Messages = slices.Clone(list)
			r.later(job{some, at})
		}
	}
	part(look, sent)
	part(again, time.Time{})
}

func (r *run) later(j job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next = append(r.next, j)
}

func (r *run) end(a sms.Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.final[a.ID] = a
}
