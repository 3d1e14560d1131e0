package live

import (
	"context"
	"sync"

	"github.com/callfloor/callfloor/chat"
)

// How many changes a watcher may be behind: of one visitor, and of everything.
const (
	mostBehind    = 512
	mostBehindAll = 16384
)

// hub hands changes to watchers: of one visitor, or of everything. Nobody ever makes it
// wait: who is too far behind is let go.
type hub struct {
	mu       sync.Mutex
	visitors map[chat.VisitorID][]*Watcher
	all      map[*Watcher]struct{}
	closed   bool
}

func newHub() *hub {
	return &hub{visitors: map[chat.VisitorID][]*Watcher{}, all: map[*Watcher]struct{}{}}
}

// Watcher receives changes from when it was made. One goroutine uses it.
type Watcher struct {
	hub     *hub
	visitor chat.VisitorID // "": everything
	wake    chan struct{}  // capacity 1
	queue   []Change       // guarded by hub.mu, like what follows
	err     error
}

// Watch begins to watch a visitor's rooms, everything where visitor is "". The caller
// closes it.
func (l *Live) Watch(visitor chat.VisitorID) *Watcher {
	w := &Watcher{hub: l.hub, visitor: visitor, wake: make(chan struct{}, 1)}
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	switch {
	case l.hub.closed:
		w.end(ErrClosed)
	case visitor == "":
		l.hub.all[w] = struct{}{}
	default:
		l.hub.visitors[visitor] = append(l.hub.visitors[visitor], w)
	}
	return w
}

// Ready receives when Next has something.
func (w *Watcher) Ready() <-chan struct{} { return w.wake }

// Next waits for changes and returns all that there are. It fails with ErrClosed, the
// context's error, or where too many were not read.
func (w *Watcher) Next(ctx context.Context) ([]Change, error) {
	for {
		if list, err := w.Take(); len(list) > 0 || err != nil {
			return list, err
		}
		select {
		case <-w.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Take returns what there is without waiting.
func (w *Watcher) Take() ([]Change, error) {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	list := w.queue
	w.queue = nil
	if len(list) > 0 {
		return list, nil
	}
	return nil, w.err
}

// Close ends it.
func (w *Watcher) Close() {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	w.leave()
}

// leave takes it out of the hub, whose lock is held.
func (w *Watcher) leave() {
	delete(w.hub.all, w)
	list := w.hub.visitors[w.visitor]
	for i, one := range list {
		if one == w {
			list[i] = list[len(list)-1]
			list[len(list)-1] = nil
			list = list[:len(list)-1]
			break
		}
	}
	if len(list) == 0 {
		delete(w.hub.visitors, w.visitor)
	} else {
		w.hub.visitors[w.visitor] = list
	}
}

func (w *Watcher) end(err error) {
	w.err = err
	w.signal()
}

func (w *Watcher) signal() {
	select {
	case w.wake <- struct{}{}:
	default: // it knows already
	}
}

func (w *Watcher) push(c Change) {
	if w.err != nil {
		return
	}
	most := mostBehind
	if w.visitor == "" {
		most = mostBehindAll
	}
	if len(w.queue) >= most {
		w.queue = nil
		w.end(errLagged)
		return
	}
	w.queue = append(w.queue, c)
	w.signal()
}

func (h *hub) tell(changes []Change) {
	if len(changes) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range changes {
		for w := range h.all {
			if !c.Moved { // a place among those who wait is for the customer alone: it changes with every other one
				w.push(c)
			}
		}
		if c.Room.ID != "" && (c.Typing == nil || c.Typing.By != chat.ByCustomer) {
			for _, w := range h.visitors[c.Room.Visitor] {
				w.push(c)
			}
		}
	}
}

// Type tells those who watch that somebody writes in a room, or does no more.
func (l *Live) Type(room chat.RoomID, visitor chat.VisitorID, by chat.Author, on bool) {
	if room == "" {
		return
	}
	l.hub.tell([]Change{{At: l.opt.Clock.Now(), Room: chat.Room{ID: room, Visitor: visitor}, Typing: &Typing{By: by, On: on}}})
}

// lag has everybody begin again.
func (h *hub) lag() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.all {
		w.queue = nil
		w.end(errLagged)
	}
	for _, list := range h.visitors {
		for _, w := range list {
			w.queue = nil
			w.end(errLagged)
		}
	}
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for w := range h.all {
		w.end(ErrClosed)
	}
	for _, list := range h.visitors {
		for _, w := range list {
			w.end(ErrClosed)
		}
	}
}
