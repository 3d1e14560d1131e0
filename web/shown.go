package web

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"github.com/callfloor/callfloor/people"
)

// A page that is open reads what it shows again whenever something has changed. The access
// log is of what people have seen and searched: that the same search, or the same look, showed
// the same rows again to the same log-in, within shownFor at least, is no line of it.
const (
	shownFor = 5 * time.Minute
	mostRows = 100_000 // rows that are remembered; beyond that the oldest are forgotten sooner
)

// shownRows remembers which rows were shown to whom. Its zero value is empty.
type shownRows struct {
	mu       sync.Mutex
	seed     maphash.Seed
	now, old map[uint64]struct{}
	since    time.Time
}

// has reports whether all were shown lately.
func (s *shownRows) has(rows []uint64, at time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn(at)
	for _, row := range rows {
		_, now := s.now[row]
		if _, old := s.old[row]; !now && !old {
			return false
		}
	}
	return true
}

// add remembers rows.
func (s *shownRows) add(rows []uint64, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range rows {
		s.turn(at)
		s.now[row] = struct{}{}
	}
}

// turn forgets what is old. Lock held. What is remembered lives for one to two turns.
func (s *shownRows) turn(at time.Time) {
	late := at.Sub(s.since)
	if s.now != nil && late >= 0 && late < shownFor && len(s.now) < mostRows/2 {
		return
	}
	if s.old = s.now; late < 0 || late >= 2*shownFor {
		s.old = nil
	}
	s.now, s.since = map[uint64]struct{}{}, at
}

// rows are the marks of rows that a log-in sees by an action, which says also what was searched.
// What found nothing has a mark of its own.
func (s *shownRows) rows(by, action string, ids []string) []uint64 {
	s.mu.Lock()
	if s.seed == (maphash.Seed{}) {
		s.seed = maphash.MakeSeed()
	}
	seed := s.seed
	s.mu.Unlock()
	if len(ids) == 0 {
		ids = []string{""}
	}
	out := make([]uint64, len(ids))
	for i, id := range ids {
		out[i] = maphash.String(seed, by+"\x00"+action+"\x00"+id)
	}
	return out
}

// logShown is logAccess of one thing that somebody looks at by itself. One that the same
// log-in has looked at already a moment ago is no line.
func (s *Server) logShown(ctx context.Context, action, target, detail, id string) error {
	return s.logRows(ctx, action, target, detail, "", who(ctx).May(people.Unmask), []string{id})
}

// logFound is logAccess of a search and of the rows, by their ids, that it shows. Where the
// same log-in has searched the same a moment ago, on whichever page, and has seen the rows, it
// is no line. query is what was searched, without the page.
func (s *Server) logFound(ctx context.Context, action, target, detail string, query any, how Unmasking, ids []string) error {
	return s.logRows(ctx, action, target, how.detail(detail), fmt.Sprintf("%+v", query), how.Unmasked, ids)
}

// logRows is logAccess of rows. whole: their numbers are shown whole, which is something else
// to see.
func (s *Server) logRows(ctx context.Context, action, target, detail, query string, whole bool, ids []string) error {
	by := who(ctx).TokenHash + " " + who(ctx).Actor()
	if whole {
		by += " unmasked"
	}
	rows, now := s.shownTo.rows(by, action+" "+query, ids), time.Now()
	if s.shownTo.has(rows, now) {
		return nil
	}
	if err := s.logAccess(ctx, action, target, detail); err != nil {
		return err
	}
	s.shownTo.add(rows, now)
	return nil
}
