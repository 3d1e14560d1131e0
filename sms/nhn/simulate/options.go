// Package simulate is NHN Cloud SMS and Kakao Alimtalk without NHN Cloud: an HTTP server
// that speaks their APIs as the vendor's documentation has them, with the ways in which the
// real ones fail, and shows what it would have delivered. It sends nothing to anybody.
//
// `callfloor simulate nhn` runs it; docs/sms-providers.md says how to try the program with
// it. The tests of sms/nhn and sms/alimtalk run against it.
package simulate

import (
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/callfloor/callfloor/sms/internal/chance"
)

// Options say who may ask, what goes wrong and how long things take.
type Options struct {
	AppKey    string
	SecretKey string
	SenderKey string     // of Alimtalk
	Senders   []string   // registered numbers; none: every number
	Templates []Template // of Alimtalk; none: those of the package

	Seed   uint64             // of what goes wrong by chance: the same seed, the same faults
	Faults map[string]float64 // by the names of Faults: how often, 0 to 1

	Delay time.Duration // until a message is delivered
	Index time.Duration // until what was taken shows in lists
	Slow  time.Duration // how long a slow answer takes
	Hold  time.Duration // how long a request is held that is never answered
	Late  time.Duration // how much later a late result is

	Webhook      string // where results are posted; "": nowhere
	KakaoWebhook string // where those of Alimtalk are
	Signature    string // sent along

	Quota         int  // messages that are taken before the month's quota is used up; 0: no end
	HideScheduled bool // scheduled messages show in the list of reservations alone until their time
	OldDates      bool // message-results asks for the names of the example in the documentation
	Nested        bool // message-results answers in the shape of the table in the documentation

	Keep int // messages that are remembered; older ones are forgotten
	Now  func() time.Time
	Log  zerolog.Logger
}

// Template is a template of Alimtalk.
type Template struct {
	Code, Name, Content string
	Status              string // TSC01 asked for, TSC02 looked at, TSC03 approved, TSC04 refused
}

// The faults of requests: what happens to one of them by chance, at most.
const (
	Timeout = "timeout" // taken, and never answered
	Silence = "silence" // not taken, and never answered
	Reset   = "reset"   // taken, and the connection is reset in the middle of the answer
	Refuse  = "refuse"  // not taken, and the connection is reset before an answer
	Busy    = "busy"    // not taken: 429
	Down    = "down"    // not taken: 503
	Error   = "error"   // taken, and answered with 500
	Crash   = "crash"   // not taken: 500
	Slow    = "slow"    // taken, and answered late
	Half    = "half"    // every second recipient is taken
)

// The faults of results: what happens to the result of one message by chance, at most.
const (
	Late      = "late"      // told late
	Twice     = "twice"     // told twice
	Backwards = "backwards" // told, and then what it was before
	Lost      = "lost"      // not told: only a search finds it
)

// requestFaults and resultFaults are in the order in which chance picks them.
var (
	requestFaults = []string{Timeout, Silence, Reset, Refuse, Busy, Down, Error, Crash, Slow, Half}
	resultFaults  = []string{Late, Twice, Backwards, Lost}
)

// Faults are the names of all faults.
func Faults() []string { return slices.Concat(requestFaults, resultFaults) }

// magic is what the numbers 010-0000-00NN do, whatever chance says. Faults of requests
// happen once for each batch: it goes well when it is tried again.
var magic = map[string]string{
	"01000000001": Timeout, "01000000002": Silence, "01000000003": Reset, "01000000004": Refuse, "01000000005": Busy,
	"01000000006": Down, "01000000007": Error, "01000000008": Crash, "01000000009": Slow,
	"01000000011": Late, "01000000012": Twice, "01000000013": Backwards, "01000000014": Lost,
}

// refused are numbers that are not taken, with the code that says why; the quota is of the
// whole request.
var refused = map[string]int{"01000000021": -2019, "01000000022": -6001, "01000000023": -2052, "01000000024": -9999, "01000000025": -2021}

// failing are numbers that messages do not arrive at, with the code that says why. For
// Alimtalk the last one has no KakaoTalk.
var failing = map[string]string{"01000000031": "2003", "01000000032": "3001", "01000000033": "3006", "01000000034": "3012", "01000000035": "E915", "01000000036": noKakao}

// noKakao is the code of Alimtalk for who is no user of KakaoTalk.
const noKakao = "3019"

// Help says what can be asked for, for the help of the command.
func Help() string {
	return "Faults by chance (--fault NAME=RATE): " + strings.Join(Faults(), ", ") +
		". Faults by number: 010-0000-0001 to 0009 are the first nine of them, once a batch; 0011 to 0014 the last four; 0021 to 0025 are not taken; 0031 to 0036 do not arrive."
}

func (o *Options) fill() error {
	def := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	def(&o.Delay, 2*time.Second)
	def(&o.Slow, time.Minute)
	def(&o.Hold, 2*time.Minute)
	def(&o.Late, 30*time.Second)
	if o.Keep <= 0 {
		o.Keep = 100_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if len(o.Templates) == 0 {
		o.Templates = []Template{
			{"order-sent", "주문 발송 안내", "#{name}님, 주문하신 #{item}이(가) 발송되었습니다.", approved},
			{"callback", "콜백 안내", "#{name}님, #{time}에 전화드리겠습니다.", approved},
			{"coupon", "쿠폰 안내", "#{name}님께 쿠폰을 드립니다.", "TSC04"},
		}
	}
	return chance.Rates(o.Faults).Check(requestFaults, resultFaults)
}

const approved = "TSC03"
