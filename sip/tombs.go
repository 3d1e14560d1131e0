package sip

import "time"

// tomb remembers a CANCEL that came before its INVITE, for as long as the network
// may have held that back (S9).
type tomb struct {
	fl flow
	at time.Time
}

const (
	tombLife = 5 * time.Second
	tombMax  = 4096
)

// bury notes a CANCEL without an INVITE. The table is bounded: while it is full of
// young ones no more are noted.
func (x *transactions) bury(k serverKey, fl flow) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.tombs) >= tombMax {
		for old, t := range x.tombs {
			if time.Since(t.at) > tombLife {
				delete(x.tombs, old)
			}
		}
		if len(x.tombs) >= tombMax {
			return
		}
	}
	x.tombs[k] = tomb{fl, time.Now()}
}

// buried reports whether an INVITE was cancelled before it came.
func (x *transactions) buried(k serverKey, fl flow) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	t, ok := x.tombs[k]
	delete(x.tombs, k)
	return ok && t.fl.same(fl) && time.Since(t.at) < tombLife
}
