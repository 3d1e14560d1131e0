package desk

import (
	"context"
	"sync"
)

// Feed tells the desks of an agent that something of theirs has changed: a
// reservation, a consultation, a note that is begun. How it is now is read from the
// store by who hears of it, so that nothing piles up: any number of changes is one. Any
// goroutine may use it. The zero value is ready.
type Feed struct {
	mu    sync.Mutex
	desk  map[string]map[*Listener]struct{} // by agent
	watch map[*Watcher]struct{}
}

// What has changed.
type What uint8

const (
	Lists  What = 1 << iota // reservations, consultations
	Drafts                  // notes that are begun and not saved
)

// Listener is one open desk. Close it.
type Listener struct {
	feed  *Feed
	agent string
	dirty chan struct{} // capacity 1: full means that a change waits already
	what  What          // that waits; guarded by feed.mu
}

// Changed tells the desks of some agents what has changed. It never waits.
func (f *Feed) Changed(what What, agents ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, a := range agents {
		for l := range f.desk[a] {
			l.what |= what
			select {
			case l.dirty <- struct{}{}:
			default:
			}
		}
	}
}

// Listen opens a desk of an agent.
func (f *Feed) Listen(agent string) *Listener {
	l := &Listener{feed: f, agent: agent, dirty: make(chan struct{}, 1)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.desk == nil {
		f.desk = map[string]map[*Listener]struct{}{}
	}
	if f.desk[agent] == nil {
		f.desk[agent] = map[*Listener]struct{}{}
	}
	f.desk[agent][l] = struct{}{}
	return l
}

// Wait returns what has changed since the last Wait, as soon as something has, or the
// error of ctx.
func (l *Listener) Wait(ctx context.Context) (What, error) {
	select {
	case <-l.dirty:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	l.feed.mu.Lock()
	defer l.feed.mu.Unlock()
	what := l.what
	l.what = 0
	return what, nil
}

// Close ends the listening.
func (l *Listener) Close() {
	l.feed.mu.Lock()
	defer l.feed.mu.Unlock()
	delete(l.feed.desk[l.agent], l)
	if len(l.feed.desk[l.agent]) == 0 {
		delete(l.feed.desk, l.agent)
	}
}

// All tells every open desk that its lists have changed.
func (f *Feed) All() {
	f.mu.Lock()
	agents := make([]string, 0, len(f.desk))
	for a := range f.desk {
		agents = append(agents, a)
	}
	f.mu.Unlock()
	f.Changed(Lists, agents...)
}

// Watcher hears whose reservations have changed: of managers, who see those of several
// agents. Close it.
type Watcher struct {
	feed    *Feed
	agents  map[string]struct{} // since the last Wait; under feed.mu, as many as there are agents
	changed chan struct{}       // capacity 1: full means that agents wait already
}

// Reserved tells that reservations of some agents have changed, "" of nobody: to their
// desks and to who watches. It never waits.
func (f *Feed) Reserved(agents ...string) {
	f.Changed(Lists, agents...)
	if len(agents) == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for w := range f.watch {
		for _, a := range agents {
			w.agents[a] = struct{}{}
		}
		select {
		case w.changed <- struct{}{}:
		default:
		}
	}
}

// Watch begins to hear of reservations.
func (f *Feed) Watch() *Watcher {
	w := &Watcher{feed: f, agents: map[string]struct{}{}, changed: make(chan struct{}, 1)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watch == nil {
		f.watch = map[*Watcher]struct{}{}
	}
	f.watch[w] = struct{}{}
	return w
}

// Wait returns whose reservations have changed since the last Wait, once some have, or
// the error of ctx.
func (w *Watcher) Wait(ctx context.Context) (agents []string, _ error) {
	select {
	case <-w.changed:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	w.feed.mu.Lock()
	defer w.feed.mu.Unlock()
	for a := range w.agents {
		agents = append(agents, a)
	}
	clear(w.agents)
	return agents, nil
}

// Close ends the watching.
func (w *Watcher) Close() {
	w.feed.mu.Lock()
	defer w.feed.mu.Unlock()
	delete(w.feed.watch, w)
}
