package simulate

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/callfloor/callfloor/sms/internal/chance"
)

// Kinds of messages.
const (
	kindSMS      = "SMS"
	kindLMS      = "LMS"
	kindMMS      = "MMS"
	kindAlimtalk = "ALIMTALK"
)

// message is one recipient of one request. It is guarded by the state's lock.
type message struct {
	request   string
	seq       int
	kind      string
	advert    bool
	senderKey string
	key       string // ours who asks
	number    string
	from      string
	title     string
	text      string
	template  string
	files     int
	created   time.Time
	at        time.Time // when it is sent
	scheduled bool
	cancelled bool
	fate      string    // the fault of its result, or ""
	code      string    // of its result
	resend    string    // Alimtalk: what goes by SMS where it fails; "": nothing
	resent    bool      // Alimtalk: it went by SMS
	done      time.Time // when the result is there; zero: not yet
	told      int       // how often the result was posted
}

// state is what the simulated vendor remembers.
type state struct {
	mu       sync.Mutex
	rng      *rand.Rand // guarded by mu
	keep     int
	messages []*message     // in the order in which they were taken
	taken    map[string]int // how often a message of a key was taken
	doubles  int            // keys that were taken more than once
	total    int            // messages that were ever taken
	requests int            // ever
	files    int64
	struck   map[string]bool // batches that a number's fault has happened to
	struckIn []string        // in the order in which it happened
	idem     map[string]time.Time
	idemIn   []string // in their order
}

// mostStruck bounds what is remembered of batches and of keys against doubles.
const mostStruck = 10_000

func newState(seed uint64, keep int) *state {
	return &state{
		rng: rand.New(rand.NewPCG(seed, seed^0x5bd1e995)), keep: keep,
		taken: map[string]int{}, struck: map[string]bool{}, idem: map[string]time.Time{},
	}
}

// chance picks one of names by their rates, or "".
func (s *state) chance(names []string, rates map[string]float64) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return chance.Rates(rates).Pick(s.rng, names)
}

// once reports whether a batch is struck for the first time.
func (s *state) once(batch string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.struck[batch] {
		return false
	}
	s.struck[batch] = true
	if s.struckIn = append(s.struckIn, batch); len(s.struckIn) > mostStruck {
		delete(s.struck, s.struckIn[0])
		s.struckIn = s.struckIn[1:]
	}
	return true
}

// requestID makes the identifier of a request, in the vendor's form.
func (s *state) requestID(now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	return fmt.Sprintf("%s%07dS0", now.In(seoul).Format("20060102150405"), s.requests%10_000_000)
}

// add takes messages.
func (s *state) add(list []*message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range list {
		s.total++
		s.messages = append(s.messages, m)
		if m.key == "" {
			continue
		}
		s.taken[m.key]++
		if s.taken[m.key] == 2 {
			s.doubles++
		}
	}
	for len(s.messages) > s.keep {
		if old := s.messages[0]; old.key != "" {
			delete(s.taken, old.key)
		}
		s.messages = s.messages[1:]
	}
}

// repeated notes an idempotency key, and reports whether it was there in the last ten
// minutes.
func (s *state) repeated(key string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.idem[key]; ok && now.Sub(at) < 10*time.Minute {
		return true
	}
	s.idem[key] = now
	if s.idemIn = append(s.idemIn, key); len(s.idemIn) > mostStruck {
		delete(s.idem, s.idemIn[0])
		s.idemIn = s.idemIn[1:]
	}
	return false
}

// each calls f for every message that is remembered, until it returns false.
func (s *state) each(f func(*message) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if !f(m) {
			return
		}
	}
}
