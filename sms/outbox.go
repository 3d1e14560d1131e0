package sms

import (
	"context"
	"fmt"
	"time"

	"github.com/callfloor/callfloor/fault"
)

// NewMessage is a message that is to be kept.
type NewMessage struct {
	ID       string
	Number   string // as kept
	Name     string
	Customer string
	Fields   map[string]string // of a template of Alimtalk
}

// NewBatch is a batch that is to be kept, with its messages.
type NewBatch struct {
	ID       string
	Title    string
	Body     string
	Template string // Alimtalk: the provider's code
	FallBack bool   // Alimtalk: Body goes by SMS where it fails
	Messages []NewMessage
}

// Make is a send that is to be kept, with everything that is checked once more in the
// transaction that keeps it.
type Make struct {
	Send      Send
	Address   string // where the request came from
	Strangers int    // recipients whom the centre does not know
	Remote    bool   // the provider keeps it until its time
	Batches   []NewBatch
	// RepeatKey names the request of one author: the same one again is answered with what
	// it made. RepeatHash is of what it asked for: another one under the key is refused.
	RepeatKey, RepeatHash string
	Limits                Limits
}

// Limits keep somebody from being bombed with messages, and the centre from a bill (W-21).
// 0 is no limit.
type Limits struct {
	Now           time.Time
	Day           time.Time // when today began
	PerMinute     int       // messages to one number within a minute
	PerDay        int       // to one number today
	PerAddress    int       // recipients whom the centre does not know, from one address within an hour
	Budget        int       // messages of the centre today
	Conversations map[string]bool
	// Conversations are numbers, as kept, whose owners wait for an answer: PerMinute and
	// PerDay are not for them.
}

// LimitError says which limit stands in the way.
type LimitError struct {
	Reason  string   // minute, day, address, budget
	Numbers []string // as kept, of minute and day
	After   time.Duration
	Message string
}

// Error implements error.
func (e *LimitError) Error() string { return e.Message }

// Unwrap gives it a fault code.
func (e *LimitError) Unwrap() error { return fault.New(fault.Overloaded, "%s", e.Message) }

// Refuse returns the error of a limit.
func (l Limits) Refuse(reason string, numbers []string) *LimitError {
	e := &LimitError{Reason: reason, Numbers: numbers}
	switch reason {
	case "minute":
		e.After, e.Message = time.Minute, fmt.Sprintf("a number gets %d messages within a minute at most: try again in a minute", l.PerMinute)
	case "day":
		e.After, e.Message = time.Hour, fmt.Sprintf("a number gets %d messages in a day at most: try again tomorrow", l.PerDay)
	case "address":
		e.After, e.Message = 10*time.Minute, fmt.Sprintf("within an hour %d numbers that the centre does not know are sent to from one address at most: add the customer first, or try again later", l.PerAddress)
	default:
		e.After, e.Message = time.Hour, fmt.Sprintf("the centre sends %d messages in a day at most: ask an administrator (setting sms.per_day)", l.Budget)
	}
	return e
}

// Turn is a batch whose turn it is.
type Turn struct {
	ID   string
	Kind Kind
	Size int
}

// Claimed is a batch that is now being sent: its messages are Sending.
type Claimed struct {
	Batch Batch
	Moves Moves // of messages that are not sent
	// OK is false where nothing of the batch is to be sent: it was cancelled, say.
	OK bool
}

// Doubt is a batch that is looked for.
type Doubt struct {
	Batch    Batch // with the messages that nobody knows of
	Handed   time.Time
	Asked    int
	Provider string
}

// Rest says what becomes of the messages of a batch that nobody has spoken of.
type Rest string

// The rests.
const (
	LookFor   Rest = "doubt"    // they are looked for
	SendAgain Rest = "queued"   // nothing was taken: it is its turn again later
	Refuse    Rest = "rejected" // nothing was taken, and nothing will be
	Unclear   Rest = "unknown"  // a person decides
)

// Outcome is what came of asking a provider about a batch.
type Outcome struct {
	Batch   string
	Answers []Answer
	Rest    Rest
	Next    time.Time // LookFor, SendAgain: when it is its turn again
	Code    string    // of the rest, for people
	Text    string
	Looked  bool // it was looked for, not sent
}

// Moves are how many messages of a kind came into a state.
type Moves map[Moved]int

// Moved is a kind of message and the state that it came into.
type Moved struct {
	Kind  Kind
	State State
}

// Add counts more moves.
func (m *Moves) Add(k Kind, s State, n int) {
	if n == 0 {
		return
	}
	if *m == nil {
		*m = Moves{}
	}
	(*m)[Moved{k, s}] += n
}

// Of is how many messages came into a state.
func (m Moves) Of(s State) (n int) {
	for k, c := range m {
		if k.State == s {
			n += c
		}
	}
	return n
}

// Join counts what others count.
func (m *Moves) Join(o Moves) {
	for k, n := range o {
		m.Add(k.Kind, k.State, n)
	}
}

// Policy is what is looked at once more when a message leaves.
type Policy struct {
	Now      time.Time
	Zone     *time.Location
	Morning  bool // advertising that falls into the night goes in the morning; false: it is missed
	RefuseAd bool // opt-outs count for advertising only; false: for everything
	Most     int  // recipients of one batch, as the provider takes them; 0: any number
}

// Stats are how much waits.
type Stats struct {
	Scheduled int       // for their time
	Queued    int       // for their turn
	Sending   int       //
	Unknown   int       // for a person
	Oldest    time.Time // since when the first one waits for its turn; zero: none does
}

// Outbox is what the engine needs of the store. What a method writes is one transaction, but of
// SweepSMS, SettleSMS and TellSMS, which write in parts: the count and the moves that they
// return are kept also beside an error. What another returns is kept where there is none.
type Outbox interface {
	// SweepSMS makes batches that are being sent, but for some, a doubt whose turn it is now:
	// nobody sends them any more. n is how many.
	SweepSMS(ctx context.Context, but []string, now time.Time) (n int, err error)
	// ReturnSMS makes scheduled batches that have their turn, and that nobody was ever asked to
	// send, wait for their time again: ReleaseSMS looks whether it has passed. It does so where
	// the program was down for more than Late, as AliveSMS tells: what waits after a shorter time
	// is late because of its provider, or its pace.
	ReturnSMS(ctx context.Context, now time.Time) error
	// AliveSMS notes that the program runs.
	AliveSMS(ctx context.Context, now time.Time) error
	// ReleaseSMS gives scheduled batches whose time has come their turn, or misses them; more
	// says that there are more.
	ReleaseSMS(ctx context.Context, p Policy) (m Moves, more bool, err error)
	// SMSTurns returns some batches whose turn it is, those of single sends first: to be
	// sent, or to be looked for. Of one kind there may be none; but is "" otherwise.
	SMSTurns(ctx context.Context, doubts bool, now time.Time, most int, but Kind) ([]Turn, error)
	// NextSMS returns when the next batch has its time or turn; zero: none has. The turns of a
	// kind may be left out, as above.
	NextSMS(ctx context.Context, but Kind) (time.Time, error)
	// ClaimSMS makes the messages of a batch Sending, but for those that must not be sent.
	ClaimSMS(ctx context.Context, id, provider string, p Policy) (Claimed, error)
	DoubtSMS(ctx context.Context, id string) (Doubt, bool, error)
	// SettleSMS keeps what came of it.
	SettleSMS(ctx context.Context, provider string, o Outcome, now time.Time) (Moves, error)
	// TellSMS keeps what a provider told by itself. What it says of messages that are not
	// known yet waits for them.
	TellSMS(ctx context.Context, provider string, list []Answer, now time.Time) (Moves, error)
	// HastenSMS gives batches whose turn is later than a time their turn now: the clock was
	// set back.
	HastenSMS(ctx context.Context, now, later time.Time) error
	// CancelSMS takes back what was not sent yet. recalls is how many messages the provider
	// keeps, which is asked for them; elsewhere is how many another one does.
	CancelSMS(ctx context.Context, c Cancel) (m Moves, recalls, elsewhere int, err error)
	// RecallsSMS returns batches at a provider of which messages are to be taken back.
	RecallsSMS(ctx context.Context, provider string, now time.Time, most int) ([]Recall, error)
	// RecalledSMS keeps what came of that.
	RecalledSMS(ctx context.Context, provider string, r Recall, list []Answer, now time.Time) (Moves, error)
	SMSPlace(ctx context.Context, name string) (time.Time, error)
	SetSMSPlace(ctx context.Context, name string, at time.Time) error
	// OldestSMS returns when the first message was handed to a provider that has no result
	// yet; zero: there is none since a time.
	OldestSMS(ctx context.Context, provider string, since time.Time) (time.Time, error)
	SMSStats(ctx context.Context) (Stats, error)
	SMSCameIn(ctx context.Context, m CameIn) (Arrival, error)
	// KeepSMSPart, SMSParts and DropSMSParts are of Parts; the number of a part is as kept.
	KeepSMSPart(ctx context.Context, p Part, now time.Time) error
	SMSParts(ctx context.Context, provider string) ([]Part, error)
	DropSMSParts(ctx context.Context, provider, message string) error
	// AddOptOut notes that a number, as kept, has refused messages.
	AddOptOut(ctx context.Context, o OptOut) (OptOut, error)
}

// Cancel says what is to be taken back.
type Cancel struct {
	Send    string
	Message string // "": every one of the send
	By      string
	Now     time.Time
	// Provider is who can be asked for what it keeps; the engine fills it in.
	Provider string
}

// Withdrawn is how many messages were taken back, and how many were not.
type Withdrawn struct {
	Back int // they are not sent
	Left int // the provider keeps them until their time and did not give them back now: it is asked again, and they may go
	// Elsewhere are those that another provider keeps, which was named when they were sent: it
	// is not asked, and they go unless somebody cancels them there.
	Elsewhere int
}

// Recall is a batch at the provider of which messages are to be taken back.
type Recall struct {
	Send  string
	Batch Batch
	Refs  []Ref
}

// CameIn is a message of a customer, with its numbers as kept.
type CameIn struct {
	Incoming
	Number string // of the customer, as kept
	Ours   string
	Now    time.Time
	OptOut bool // it says that nothing more is to be sent
	// RefuseAd is as in Policy, of what a provider keeps for the number until its time.
	RefuseAd bool
}

// Arrival is where a message of a customer went.
type Arrival struct {
	Conversation string
	Owner        string // whose it is; "": nobody's yet
	New          bool   // false: it was there already
}
