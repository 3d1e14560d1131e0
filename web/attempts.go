package web

import (
	"sync"
	"time"
)

// Log-ins that fail slow the next ones down and then lock the pair of account
// and address, never the account alone: an attacker cannot lock people out.
const (
	freeAttempts = 3
	lockAfter    = 5
	lockFor      = 15 * time.Minute
	maxAttempts  = 50_000 // pairs kept; the oldest go first
	perAddress   = 50     // failures of one address in lockFor
)

type attempt struct {
	failures int
	until    time.Time // refused before
	seen     time.Time
}

// attempts counts failed log-ins.
type attempts struct {
	mu  sync.Mutex
	now func() time.Time
	by  map[string]*attempt
}

func newAttempts(now func() time.Time) *attempts {
	return &attempts{now: now, by: map[string]*attempt{}}
}

// wait returns how long a log-in of account from address must wait; 0: go on.
func (a *attempts) wait(account, address string) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	now, d := a.now(), time.Duration(0)
	for _, key := range []string{account + "\x00" + address, "\x00" + address} {
		if e := a.by[key]; e != nil {
			d = max(d, e.until.Sub(now))
		}
	}
	return d
}

// failed notes a failure.
func (a *attempts) failed(account, address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	a.sweep(now)
	pair := a.at(account+"\x00"+address, now)
	pair.failures++
	switch {
	case pair.failures >= lockAfter:
		pair.until = now.Add(lockFor)
	case pair.failures > freeAttempts:
		pair.until = now.Add(time.Duration(pair.failures-freeAttempts) * 2 * time.Second)
	}
	whole := a.at("\x00"+address, now)
	if whole.failures++; whole.failures >= perAddress {
		whole.until = now.Add(lockFor)
	}
}

// succeeded forgets the failures of the pair.
func (a *attempts) succeeded(account, address string) {
	a.mu.Lock()
	delete(a.by, account+"\x00"+address)
	a.mu.Unlock()
}

func (a *attempts) at(key string, now time.Time) *attempt {
	e := a.by[key]
	if e == nil || now.Sub(e.seen) > lockFor {
		e = &attempt{}
		a.by[key] = e
	}
	e.seen = now
	return e
}

// sweep keeps the table bounded.
func (a *attempts) sweep(now time.Time) {
	if len(a.by) < maxAttempts {
		return
	}
	for k, e := range a.by {
		if now.Sub(e.seen) > lockFor {
			delete(a.by, k)
		}
	}
	for k := range a.by { // any of them: room for a tenth, so that this is rare
		if len(a.by) < maxAttempts*9/10 {
			break
		}
		delete(a.by, k)
	}
}
