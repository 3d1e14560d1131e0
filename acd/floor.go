package acd

// Floor is the whole contact centre: services, agents, calls and every decision
// about them. It is a pure, deterministic state machine owned by one goroutine;
// it has no locks, reads no clock and does no I/O.
type Floor struct {
	now       Time
	day       string
	dayAt     Time
	rand      random
	counter   uint64
	lastOffer OfferID

	services map[ServiceID]*service
	agents   map[AgentID]*agent
	calls    callTable
	waiting  int // calls in phase Waiting
	timers   timers
	sticky   stickyMemory

	// What the command or deadline at hand set free and settle must match:
	// agents who can take a call and waiting calls, in no index yet.
	freeAgents []*agent
	freeCalls  []*call
	trigger    Trigger

	out     []Event    // of the present Step
	spare   []*call    // ended calls, to be used again
	picked  []*member  // scratch of ring all and of rivals
	touched []*service // scratch of settle
}

// maxTime bounds floor time so that no duration overflows (the year 2255).
const maxTime Time = 9_000_000_000_000

// New returns an empty floor whose random choices follow from seed.
func New(seed uint64) *Floor {
	return &Floor{
		rand:     random(seed),
		services: map[ServiceID]*service{},
		agents:   map[AgentID]*agent{},
		sticky:   newStickyMemory(),
	}
}

// Step applies cmd at now and returns what became true, in order. It is total:
// late, stray or nonsensical input never fails or panics, it yields LateAnswer,
// StaleIgnored or Refused. Deadlines due at or before now happen first. A now
// before the last one counts as the last one. The slice is valid until the next
// Step.
func (f *Floor) Step(now Time, cmd Command) []Event {
	clear(f.out)
	f.out = f.out[:0]
	now = min(max(now, f.now), maxTime)
	f.fireDue(now)
	f.now = now
	f.apply(cmd)
	f.settle()
	f.fireDue(now) // new settings can make a wait too long
	return f.out
}

// NextDeadline returns when Step must be called at the latest (with Tick).
func (f *Floor) NextDeadline() (Time, bool) {
	first, ok := f.timers.first()
	return Time(first.a), ok
}

// Waiting returns how many calls wait for an agent, those that ring at one left out.
func (f *Floor) Waiting() int { return f.waiting }

func (f *Floor) emit(e Event) { f.out = append(f.out, e) }

// next counts arrivals and creations.
func (f *Floor) next() uint64 {
	f.counter++
	return f.counter
}
