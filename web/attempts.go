package web

import (
	"net/netip"
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
	pending  int       // tries that are being checked: each may become a failure
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

// outcome is how a try ended.
type outcome int

const (
	unchecked outcome = iota // it could not be checked: it counts for nothing
	wrong
	right
)

// keysOf names what tries are counted by. Who has an IPv6 address has a whole /64.
func keysOf(account, address string) (pair, whole string) {
	if a, err := netip.ParseAddr(address); err == nil && a.Is6() {
		if net, err := a.WithZone("").Prefix(64); err == nil {
			address = net.String()
		}
	}
	return account + "\x00" + address, "\x00" + address
}

// begin starts a try of account from address, or says how long it must wait. A
// try that is being checked counts like a failure, so that guesses sent all at
// once are no more than those sent one by one. Who begins a try must end it.
func (a *attempts) begin(account, address string) (wait time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	a.sweep(now)
	pair, whole := keysOf(account, address)
	for key, limit := range map[string]int{pair: lockAfter, whole: perAddress} {
		e := a.by[key]
		if e == nil {
			continue
		}
		wait = max(wait, e.until.Sub(now))
		if e.pending > 0 && e.failures+e.pending >= limit {
			wait = max(wait, time.Second)
		}
	}
	if wait > 0 {
		return wait
	}
	a.at(pair, now).pending++
	a.at(whole, now).pending++
	return 0
}

// end ends a try. A failure slows the next ones down, a success forgets the
// failures of the pair.
func (a *attempts) end(account, address string, o outcome) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	pk, wk := keysOf(account, address)
	pair, whole := a.at(pk, now), a.at(wk, now)
	pair.pending, whole.pending = max(0, pair.pending-1), max(0, whole.pending-1)
	switch o {
	case wrong:
		pair.failures++
		switch {
		case pair.failures >= lockAfter:
			pair.until = now.Add(lockFor)
		case pair.failures > freeAttempts:
			pair.until = now.Add(time.Duration(pair.failures-freeAttempts) * 2 * time.Second)
		}
		if whole.failures++; whole.failures >= perAddress {
			whole.until = now.Add(lockFor)
		}
	case right:
		pair.failures, pair.until = 0, time.Time{}
	}
	for key, e := range map[string]*attempt{pk: pair, wk: whole} {
		if e.failures == 0 && e.pending == 0 {
			delete(a.by, key)
		}
	}
}

func (a *attempts) at(key string, now time.Time) *attempt {
	e := a.by[key]
	if e == nil || now.Sub(e.seen) > lockFor && e.pending == 0 {
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
