package app

import (
	"fmt"
	"sync"
)

// readiness collects why the program cannot serve.
type readiness struct {
	mu      sync.Mutex
	started bool
	reasons map[string]error
}

// set notes a reason under a name, or removes it with a nil error. The name ""
// with nil says that the start is over.
func (r *readiness) set(name string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reasons == nil {
		r.reasons = map[string]error{}
	}
	switch {
	case name == "" && err == nil:
		r.started = true
	case err == nil:
		delete(r.reasons, name)
	default:
		r.reasons[name] = err
	}
}

// err returns why the program cannot serve, nil when it can.
func (r *readiness) err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.started {
		return fmt.Errorf("the program is starting")
	}
	for name, err := range r.reasons {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// isStarted reports whether the start is over.
func (r *readiness) isStarted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.started
}
