package media

import (
	"errors"
	"math/rand/v2"
	"time"
)

// ErrNoPorts means that every pair of the range is in use or in quarantine. The
// call must be refused before it is answered (503), never carried in silence.
var ErrNoPorts = errors.New("no free RTP ports")

// ports hands out pairs of an even RTP port and the odd RTCP port above it, in
// random order so that a stranger cannot guess the next one. A released pair
// rests in quarantine, so that late packets of the old call find nobody.
//
// A pair is named by its even port. It is in exactly one of: free, resting,
// used. The engine's lock guards it.
type ports struct {
	free    []uint16
	resting []rest // in order of until
	used    map[uint16]struct{}
	rest    time.Duration
}

// rest is a pair in quarantine.
type rest struct {
	port  uint16
	until time.Time
}

// newPorts takes the pairs that lie wholly in [lo, hi].
func newPorts(lo, hi uint16, quarantine time.Duration) *ports {
	p := &ports{used: make(map[uint16]struct{}), rest: quarantine}
	for n := int(lo) + int(lo&1); n+1 <= int(hi); n += 2 {
		p.free = append(p.free, uint16(n))
	}
	return p
}

// take returns a random free pair, or ErrNoPorts.
func (p *ports) take(now time.Time) (uint16, error) {
	p.wake(now)
	n := len(p.free)
	if n == 0 {
		return 0, ErrNoPorts
	}
	i := rand.IntN(n)
	port := p.free[i]
	p.free[i] = p.free[n-1]
	p.free = p.free[:n-1]
	p.used[port] = struct{}{}
	return port, nil
}

// release puts a used pair into quarantine. Releasing a pair that is not in use
// does nothing and returns false.
func (p *ports) release(port uint16, now time.Time) bool {
	if _, ok := p.used[port]; !ok {
		return false
	}
	delete(p.used, port)
	p.resting = append(p.resting, rest{port, now.Add(p.rest)})
	return true
}

// wake frees the pairs whose quarantine is over.
func (p *ports) wake(now time.Time) {
	n := 0
	for n < len(p.resting) && !now.Before(p.resting[n].until) {
		p.free = append(p.free, p.resting[n].port)
		n++
	}
	p.resting = p.resting[:copy(p.resting, p.resting[n:])]
}
