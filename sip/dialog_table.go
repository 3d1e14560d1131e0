package sip

import "sync"

// dialogs finds legs by what their peers send.
type dialogs struct {
	mu   sync.RWMutex
	legs map[dialogKey]*leg
}

func (d *dialogs) add(l *leg) {
	d.mu.Lock()
	d.legs[l.d.key()] = l
	d.mu.Unlock()
}

func (d *dialogs) remove(l *leg) {
	d.mu.Lock()
	if d.legs[l.d.key()] == l {
		delete(d.legs, l.d.key())
	}
	d.mu.Unlock()
}

func (d *dialogs) find(callID, localTag string) *leg {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.legs[dialogKey{callID, localTag}]
}
