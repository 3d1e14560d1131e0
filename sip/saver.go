package sip

import (
	"context"
	"errors"
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

// putBack takes up what could not be written, unless something newer waits.
func (c *changes[K, V]) putBack(k K, v *V) {
	if _, newer := c.last[k]; !newer {
		c.set(k, v)
	}
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
// before its first write never is written. What could not be written is tried again,
// less and less often, with what changed meanwhile. What waits is bounded by the
// number of things that lived since the last write that succeeded.
type saver struct {
	log  zerolog.Logger
	regs Registrations
	dias Dialogs

	mu       sync.Mutex
	bindings changes[bindingKey, Binding]
	dialogs  changes[string, Dialog]
	written  map[string]bool // dialogs that the store may have
	failing  bool            // the last write failed; run's alone
	wake     chan struct{}
	stop     chan struct{}
	done     chan struct{}
}

const (
	saveTimeout = 5 * time.Second
	saveDelay   = 100 * time.Millisecond
	saveRetry   = 30 * time.Second // between two tries, at most
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
	wait := saveDelay
	for {
		select {
		case <-s.wake:
		case <-s.stop:
			s.last()
			return
		}
		select {
		case <-time.After(wait):
		case <-s.stop:
			s.last()
			return
		}
		if s.flush() {
			wait = saveDelay
			continue
		}
		wait = min(2*wait, saveRetry)
		s.ring()
	}
}

// last is the write at the end: what fails now is lost.
func (s *saver) last() {
	if !s.flush() {
		s.log.Error().Msg("registrations or dialogs could not be stored before the end; the next start does not know them")
	}
}

// bindingChange is one write of a binding; nil deletes it.
type bindingChange struct {
	key bindingKey
	to  *Binding
}

// take returns what waits: the writes of bindings, dialogs to be saved, and those
// that are gone. A dialog that is gone and was never written is left out.
func (s *saver) take() (bindings []bindingChange, save []Dialog, gone []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bindings.take(func(k bindingKey, b *Binding) { bindings = append(bindings, bindingChange{k, b}) })
	s.dialogs.take(func(id string, d *Dialog) {
		switch {
		case d != nil:
			save = append(save, *d)
			s.written[id] = true // even if the write fails: who knows how far it came
		case s.written[id]:
			gone = append(gone, id)
		}
	})
	return bindings, save, gone
}

// flush writes what waits and reports whether all of it was.
func (s *saver) flush() bool {
	bindings, save, gone := s.take()
	err := errors.Join(s.writeBindings(bindings), s.writeDialogs(save, gone))
	switch {
	case err != nil && !s.failing:
		s.log.Error().Err(err).Msg("registrations or dialogs cannot be stored; it is tried again until they can, and they are lost if the process ends before")
	case err == nil && s.failing:
		s.log.Info().Msg("registrations and dialogs are stored again")
	}
	s.failing = err != nil
	return err == nil
}

// writeBindings stops at the first that fails. That one is tried last the next time,
// so that a binding that the store will not have holds up no other.
func (s *saver) writeBindings(list []bindingChange) error {
	for i, c := range list {
		err := s.write(func(ctx context.Context) error {
			if c.to == nil {
				return s.regs.DeleteBinding(ctx, c.key.agent, c.key.contact)
			}
			return s.regs.SaveBinding(ctx, *c.to)
		})
		if err == nil {
			continue
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, c := range append(list[i+1:], c) {
			s.bindings.putBack(c.key, c.to)
		}
		return err
	}
	return nil
}

func (s *saver) writeDialogs(save []Dialog, gone []string) error {
	if len(save)+len(gone) == 0 {
		return nil
	}
	err := s.write(func(ctx context.Context) error { return s.dias.WriteDialogs(ctx, save, gone) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		for _, id := range gone {
			delete(s.written, id)
		}
		return nil
	}
	for i := range save {
		s.dialogs.putBack(save[i].ID, &save[i])
	}
	for _, id := range gone {
		s.dialogs.putBack(id, nil)
	}
	return err
}

func (s *saver) write(fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), saveTimeout)
	defer cancel()
	return fn(ctx)
}

func (s *saver) close() {
	close(s.stop)
	<-s.done
}
