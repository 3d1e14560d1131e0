// Package simulate is an SMPP 3.4 provider without a network behind it: a server that
// transceivers bind to, with the ways in which real ones fail. It shows what it would have
// delivered, and lets a customer answer. It sends nothing to anybody.
//
// `callfloor simulate smpp` runs it; docs/sms-providers.md says how to try the program with
// it. The tests of sms/smpp run against it.
package simulate

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/sms/internal/chance"
	"github.com/callfloor/callfloor/sms/smpp/pdu"
)

// Options say who may bind, what goes wrong and how long things take.
type Options struct {
	SystemID string
	Password string

	Seed   uint64             // of what goes wrong by chance: the same seed, the same faults
	Faults map[string]float64 // by the names of Faults: how often, 0 to 1

	Delay time.Duration // until a message is delivered
	Slow  time.Duration // how much later a slow answer comes
	Late  time.Duration // how much later a late receipt comes

	PerSecond int    // submits a second before 0x58; 0: no end
	IDs       string // same, hex_in_answers or decimal_in_answers: how messages are named in receipts
	Tag       uint16 // private parameter of the customer's identifier, by which doubles are counted
	Unique    uint32 // status by which a reference that was taken already is refused; 0: it is taken again
	Usual     string // the alphabet of data_coding 0
	OneByOne  bool   // the next part of a long message comes after the answer to the one before

	Keep int // messages that are remembered; older ones are forgotten
	Now  func() time.Time
	Log  zerolog.Logger
}

// The faults of submits: what happens to one of them by chance, at most.
const (
	Timeout = "timeout" // taken, and never answered
	Silence = "silence" // not taken, and never answered
	Reset   = "reset"   // taken, and the connection is reset
	Refuse  = "refuse"  // not taken, and the connection is reset
	Busy    = "busy"    // not taken: 0x58, throttled
	Full    = "full"    // not taken: 0x14, the queue is full
	Error   = "error"   // not taken: 0x08, a system error
	Nack    = "nack"    // not taken: generic_nack
	Slow    = "slow"    // taken, and answered late
)

// The faults of receipts: what happens to the receipt of one message by chance, at most.
const (
	Late      = "late"      // told late
	Twice     = "twice"     // told twice
	Backwards = "backwards" // told, and then what it was before
	Lost      = "lost"      // not told
)

var (
	submitFaults  = []string{Timeout, Silence, Reset, Refuse, Busy, Full, Error, Nack, Slow}
	receiptFaults = []string{Late, Twice, Backwards, Lost}
)

// Faults are the names of all faults.
func Faults() []string { return slices.Concat(submitFaults, receiptFaults) }

// magic is what the numbers 010-0000-00NN do, whatever chance says. Faults of submits
// happen once for each text: it goes well when it is tried again.
var magic = map[string]string{
	"01000000001": Timeout, "01000000002": Silence, "01000000003": Reset, "01000000004": Refuse, "01000000005": Busy,
	"01000000006": Full, "01000000007": Error, "01000000008": Nack, "01000000009": Slow,
	"01000000011": Late, "01000000012": Twice, "01000000013": Backwards, "01000000014": Lost,
}

// refused are numbers that are not taken, with the status that says why.
var refused = map[string]uint32{"01000000021": pdu.InvalidDest, "01000000022": pdu.SubmitFailed, "01000000023": pdu.InvalidSource, "01000000024": pdu.UnknownError}

// failing are numbers that messages do not arrive at, with the state of the receipt.
var failing = map[string]uint8{"01000000031": pdu.Undeliverable, "01000000032": pdu.Expired, "01000000033": pdu.Rejected}

// Help says what can be asked for, for the help of the command.
func Help() string {
	return "Faults by chance (--fault NAME=RATE): " + strings.Join(Faults(), ", ") +
		". Faults by number: 010-0000-0001 to 0009 are the first nine of them, once a text; 0011 to 0014 the last four; 0021 to 0024 are not taken; 0031 to 0033 do not arrive."
}

func (o *Options) fill() error {
	def := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	def(&o.Delay, 2*time.Second)
	def(&o.Slow, time.Minute)
	def(&o.Late, 30*time.Second)
	if o.Keep <= 0 {
		o.Keep = 100_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Usual == "" {
		o.Usual = "gsm"
	}
	return chance.Rates(o.Faults).Check(submitFaults, receiptFaults)
}

// Server is the simulated provider.
type Server struct {
	o       Options
	life    context.Context
	ends    context.CancelFunc
	running sync.WaitGroup

	mu       sync.Mutex // guards what follows
	rng      *rand.Rand
	links    []*link // bound ones, the oldest first
	all      map[*link]bool
	messages []*message          // in the order in which they were taken
	pending  []*message          // without their receipts
	inHand   map[string]*message // by the identifier of the answer
	taken    map[string]int      // how often a part of a reference was taken
	refs     []string            // of them, by age
	doubles  int
	total    int
	struck   map[string]bool
	second   int64 // that submits are counted in
	in       int   // submits in it
	mobile   []*incoming
	group    uint8
}

// message is one submit_sm that was taken. It is guarded by the server's lock.
type message struct {
	id        string
	reference string // of who sent it
	sm        pdu.SM
	at        time.Time
	due       time.Time // of the receipt; zero: there is none, or it was told
	state     uint8
	fate      string
	told      int
}

// incoming is a message of a customer, or a part of one, or a receipt, on its way.
type incoming struct {
	body     []byte
	next     time.Time
	sending  bool
	attempts int
	after    *incoming // it waits for this one to be answered
	done     bool
}

// New returns a server that nobody has bound to.
func New(o Options) (*Server, error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	v := &Server{o: o, rng: rand.New(rand.NewPCG(o.Seed, o.Seed^0x9e3779b9)), inHand: map[string]*message{}, taken: map[string]int{}, struck: map[string]bool{}, all: map[*link]bool{}}
	v.life, v.ends = context.WithCancel(context.Background())
	v.running.Go(v.work)
	return v, nil
}

// Close ends all connections and what the server does by itself.
func (v *Server) Close() {
	v.ends()
	v.CutAll()
	v.running.Wait()
}

// CutAll resets every connection.
func (v *Server) CutAll() {
	v.mu.Lock()
	list := slices.Collect(maps.Keys(v.all))
	v.mu.Unlock()
	for _, l := range list {
		l.cut()
	}
}

// Serve takes connections until the context or the listener ends.
func (v *Server) Serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() { l.Close() }) //nolint:errcheck // it ends either way
	defer stop()
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil || v.life.Err() != nil {
				return nil
			}
			return fmt.Errorf("take connections: %w", err)
		}
		link := &link{v: v, conn: conn, waiting: map[uint32]*incoming{}}
		v.mu.Lock()
		v.all[link] = true
		ended := v.life.Err() != nil
		v.mu.Unlock()
		if ended {
			conn.Close() //nolint:errcheck // it is over
			return nil
		}
		v.running.Go(link.run)
	}
}

// chance picks one of names by their rates, or "". The lock is held.
func (v *Server) chance(names []string) string {
	return chance.Rates(v.o.Faults).Pick(v.rng, names)
}
