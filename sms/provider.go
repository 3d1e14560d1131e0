package sms

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind says how a message is sent (T9): SMS up to 90 bytes, or MMS, which is longer or has
// images. Without an image providers call the latter LMS; Alimtalk is a template of Kakao's.
type Kind string

// The kinds.
const (
	SMS      Kind = "sms"
	MMS      Kind = "mms"
	Alimtalk Kind = "alimtalk"
)

// Outgoing is one message to one recipient as it is handed to a provider. Its text is final:
// variables are filled, it is in NFC, and it was counted after that.
type Outgoing struct {
	ID        string // ours, unique for ever: it goes with the message and is what Find looks for
	Recipient string // digits as dialled in Korea, or with + and country
	Fields    map[string]string
	// Fields are the values of an Alimtalk template: the provider fills it in itself.
}

// Batch is what goes to a provider in one request: the same text from the same sender.
// A message stands in one batch only, and in the same one whenever it is looked for.
type Batch struct {
	ID       string // ours, unique for ever
	Kind     Kind
	Sender   string
	Title    string  // MMS
	Body     string  // of SMS and MMS; of Alimtalk what the SMS says that is sent where it fails
	Images   []Image // MMS
	Template string  // Alimtalk: the provider's code
	FallBack bool    // Alimtalk: Body goes by SMS (MMS where it is long) where it fails
	Advert   bool    // an advertisement: providers have rules and addresses of their own for them (W-22)
	At       time.Time
	// At is when the provider is to send it, by a provider that is a Scheduler; zero: at once.
	Messages []Outgoing
}

// Image is a picture of an MMS: JPEG, checked and encoded anew (W-11).
type Image struct {
	ID   string // ours
	Name string // at most 45 characters, ends in .jpg
	Data []byte
}

// Ref is how the provider names a message.
type Ref struct {
	Request string // of the batch, or of the message where there is nothing else
	Seq     string // of the message within it; "" where there is no such thing
}

// Status is how far a message is, as a provider knows.
type Status string

// What a provider can say of a message.
const (
	Accepted   Status = "accepted"   // it has it, and has not sent it yet or has no result yet
	Rejected   Status = "rejected"   // it does not take it: it was never sent
	Delivered  Status = "delivered"  //
	Failed     Status = "failed"     // sent and not delivered
	TakenBack  Status = "taken_back" // a scheduled one that was cancelled
	NotThere   Status = "not_there"  // Find: it has no such message, and never will have
	Undecided  Status = "undecided"  // Find: it cannot say yet; ask again
	CannotTell Status = "cannot_say" // Find: it cannot be asked; a person decides
)

// Answer is what a provider says of one message.
type Answer struct {
	ID     string // ours; "" where only Ref is known
	Ref    Ref
	Status Status
	Code   string // the provider's, for people
	Text   string // in the provider's words, for people; no content of messages
	At     time.Time
	Parts  int // of how many it was billed; 0: not known
	Stray  bool
	// Stray says that it may be of a message of somebody else: it does not wait for one of
	// ours that nobody knows yet.
}

// Class says what a failed request means.
type Class string

// The classes of failures of a whole request.
const (
	// Again: nothing was taken, and it may be sent again later: not connected, 429, 503, a
	// full queue.
	Again Class = "again"
	// Never: nothing was taken and it is of no use to try again: a sender that is not
	// registered, a text that is refused.
	Never Class = "never"
	// Account: nothing was taken, of whatever message: a wrong key, a blocked account, a quota
	// that is used up, an address that is not right. Somebody has to act; until then everything
	// waits, and is tried now and then, for as long as messages wait for a provider.
	Account Class = "account"
	// Unknown: it may have been taken: time-out after sending, a connection cut, 500. It is
	// looked for (Find) before anything else happens.
	Unknown Class = "unknown"
)

// Fault is why a request failed.
type Fault struct {
	Class Class
	Code  string        // the provider's, or a word of ours: timeout, refused, http_503
	Text  string        // for people
	After time.Duration // Again, Account: not before, but for an hour at most; 0: as we like
	Err   error
}

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("%s (%s): %s", f.Class, f.Code, f.Text) }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// ClassOf returns what err means for what was sent: Unknown unless a Fault says otherwise.
func ClassOf(err error) Class {
	var f *Fault
	if errors.As(err, &f) {
		return f.Class
	}
	return Unknown
}

// Provider hands messages to who delivers them. Its methods may be called from several
// goroutines; they end with their context.
type Provider interface {
	// Name is the kind of provider, for rows and metrics: local, nhn, smpp, webhook.
	Name() string
	// Able says what it can do.
	Able() Abilities
	// Send hands over a batch. With no error there is one answer, Accepted or Rejected, for
	// each message that the provider has spoken of; one without an answer is looked for. An
	// error is a *Fault and is of the whole batch.
	Send(ctx context.Context, b Batch) ([]Answer, error)
	// Find looks for a batch that was perhaps sent, since a little before sent, by our ids. It answers for every
	// message of the batch. An error says nothing of them: it is asked again.
	Find(ctx context.Context, b Batch, sent time.Time) ([]Answer, error)
	// Close ends connections. Requests that are under way fail.
	Close() error
}

// Abilities are what a provider can do.
type Abilities struct {
	Kinds      []Kind
	Recipients int     // of one batch; at least 1
	PerSecond  float64 // messages; 0: no limit of its own
	Unique     bool    // the provider refuses our id a second time by itself
}

// Results is a provider that is asked for what became of messages.
type Results interface {
	// Results returns what changed in [from, to), which is at most a day.
	Results(ctx context.Context, from, to time.Time) ([]Answer, error)
}

// Several is a provider that is made of several. Each of them that is a Results is asked by
// itself, so that one that does not answer hides nothing of what the others say.
type Several interface {
	// Providers are those that it is made of. The first one gives the name that rows have.
	Providers() []Provider
}

// Receipts is a provider that tells by itself what became of messages, and perhaps what
// came in. The sink returns when it is kept: only then is the provider told so; an error
// leaves it to come again.
type Receipts interface {
	Receive(sink Sink)
}

// Sink takes what a provider tells. It may be told the same thing several times.
type Sink interface {
	Answered(ctx context.Context, provider string, a []Answer) error
	CameIn(ctx context.Context, m Incoming) error
}

// Incoming is a message of a customer.
type Incoming struct {
	Provider string
	ID       string // the provider's, unique with it; the same one twice is one message
	From, To string
	Body     string
	Media    []string // addresses of what came with it, which are not fetched
	At       time.Time
}

// Senders is a provider that knows from which numbers may be sent (T2).
type Senders interface {
	Senders(ctx context.Context) ([]Sender, error)
}

// Sender is a number that messages may come from.
type Sender struct {
	Number string
	Name   string // of our own, where one was given
	Usable bool
	Why    string // where not usable
}

// Scheduler is a provider that keeps messages until their time (Batch.At), to the minute.
type Scheduler interface {
	// Cancel takes scheduled messages back. It answers TakenBack or, where it had gone
	// already, Accepted.
	Cancel(ctx context.Context, b Batch, refs []Ref) ([]Answer, error)
}
