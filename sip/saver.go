package sip

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/acd"
)

// changes are what waits to be written, by key, in the order in which the keys
// first changed. What changes again before it was written is written once. The
// saver's lock guards them.
type changes[K comparable, V any] struct {
	last  map[K]*V // nil: to be deleted
	order []K
}

func (c *changes[K, V]) set(k K, v *V) {
	if c.last == nil {
		c.last = map[K]*V{}
	}
	if _, waits := c.last[k]; !waits {
		c.order = append(c.order, k)
	}
	c.last[k] = v
}

// take empties c into each.
func (c *changes[K, V]) take(each func(K, *V)) {
	for _, k := range c.order {
		each(k, c.last[k])
	}
	c.order = c.order[:0]
	clear(c.last)
}

// bindingKey names a binding in the store.
type bindingKey struct {
	agent   acd.AgentID
	contact string
}

// saver writes bindings and dialogs in the background, in order: dialogs
// together, a tenth of a second after the first of them. A dialog that ends
// before its first write never is written. What waits is bounded by the number of
// things that lived since the last write.
type saver struct {
	log  zerolog.Logger
	regs Registrations
	dias Dialogs

	mu       sync.Mutex
	bindings changes[bindingKey, Binding]
	dialogs  changes[string, Dialog]
	written  map[string]bool // dialogs that the store has
	wake     chan struct{}
	stop     chan struct{}
	done     chan struct{}
}

const (
	saveTimeout = 5 * time.Second
	saveDelay   = 100 * time.Millisecond
)

func newSaver(log zerolog.Logger, regs Registrations, dias Dialogs) *saver {
	return &saver{
		log: log, regs: regs, dias: dias, written: map[string]bool{},
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
}

func (s *saver) saveBinding(b Binding) { s.binding(bindingKey{b.Agent, b.Contact}, &b) }

func (s *saver) deleteBinding(id acd.AgentID, contact string) {
	s.binding(bindingKey{id, contact}, nil)
}

func (s *saver) binding(k bindingKey, b *Binding) {
	if s.regs == nil {
		return
	}
	s.mu.Lock()
	s.bindings.set(k, b)
	s.mu.Unlock()
	s.ring()
}

func (s *saver) saveDialog(d Dialog) { s.dialog(d.ID, &d) }

func (s *saver) deleteDialog(id string) { s.dialog(id, nil) }

func (s *saver) dialog(id string, d *Dialog) {
	if s.dias == nil {
		return
	}
	s.mu.Lock()
	s.dialogs.set(id, d)
	s.mu.Unlock()
	s.ring()
}

// stored notes dialogs that the store had at the start.
func (s *saver) stored(id string) {
	s.mu.Lock()
	s.written[id] = true
	s.mu.Unlock()
}

func (s *saver) ring() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run writes until close, then what is left.
func (s *saver) run() {
	defer close(s.done)
	for {
		select {
		case <-s.wake:
		case <-s.stop:
			s.flush()
			return
		}
		t := time.NewTimer(saveDelay)
		select {
		case <-t.C:
		case <-s.stop:
		}
		t.Stop()
		s.flush()
	}
}

// take returns what waits: the writes of bindings, dialogs to be saved, and those
// that are gone. A dialog that is gone and was never written is left out.
func (s *saver) take() (bindings []func(context.Context) error, save []Dialog, gone []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bindings.take(func(k bindingKey, b *Binding) {
		write := func(ctx context.Context) error { return s.regs.DeleteBinding(ctx, k.agent, k.contact) }
		if b != nil {
			write = func(ctx context.Context) error { return s.regs.SaveBinding(ctx, *b) }
		}
		bindings = append(bindings, write)
	})
	s.dialogs.take(func(id string, d *Dialog) {
		switch {
		case d != nil:
			save = append(save, *d)
			s.written[id] = true
		case s.written[id]:
			gone = append(gone, id)
			delete(s.written, id)
		}
	})
	return bindings, save, gone
}

func (s *saver) flush() {
	bindings, save, gone := s.take()
	for _, fn := range bindings {
		s.write(fn)
	}
	if len(save)+len(gone) > 0 {
		s.write(func(ctx context.Context) error { return s.dias.WriteDialogs(ctx, save, gone) })
	}
}

func (s *saver) write(fn func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), saveTimeout)
	defer cancel()
	if err := fn(ctx); err != nil {
		s.log.Error().Err(err).Msg("registrations or dialogs could not be stored; they are lost if the process ends now")
	}
}

func (s *saver) close() {
	close(s.stop)
	<-s.done
}
