package sms

import (
	"context"
	"net/http"
	"time"

	"github.com/rs/zerolog"
)

// Around is what the program gives to a provider.
type Around struct {
	Log zerolog.Logger   // for what its answers do not tell; never texts of messages or whole numbers
	Now func() time.Time // the clock; nil: the machine's
}

// Clock returns the clock.
func (a Around) Clock() func() time.Time {
	if a.Now == nil {
		return time.Now
	}
	return a.Now
}

// Called is a provider that is told things over HTTP: what became of messages, what came in.
// Whatever it answers, it answers by itself; nothing of the log-in stands before it.
type Called interface {
	// Path is where, below the public URL, such as /hooks/sms/nhn/TOKEN; nobody can guess
	// it. "": it is not called.
	Path() string
	http.Handler
}

// OptOuts is a Sink that is told who wants no advertisements any more (W-22).
type OptOuts interface {
	// OptedOut returns when it is kept; number is as in Outgoing.Recipient.
	OptedOut(ctx context.Context, provider, number string, at time.Time) error
}

// Parts is a Sink that keeps the parts of messages that come in until a message is whole, for
// a provider that has to answer each part before the next one comes.
type Parts interface {
	// KeepPart returns when the part is kept. The same one twice is one part.
	KeepPart(ctx context.Context, p Part) error
	// Parts are those that are kept of a provider, the oldest first.
	Parts(ctx context.Context, provider string) ([]Part, error)
	// DropParts forgets those of a message.
	DropParts(ctx context.Context, provider, message string) error
}

// Part is a part of a message that comes in.
type Part struct {
	Provider string
	Message  string // Incoming.ID of the whole message
	Number   int    // which part it is, from 1
	From     string // who wrote it, as in Incoming
	Data     []byte // as the provider understands it
}

// Saying is a text for people in both languages.
type Saying struct{ Ko, En string }

// Explainer is a provider that can say what its codes mean.
type Explainer interface {
	// Explain says what a code of an Answer or a Fault means; false: it is not known.
	Explain(code string) (Saying, bool)
}

// KakaoTemplates is a provider that has templates of Alimtalk. Nothing else may be sent by it.
type KakaoTemplates interface {
	KakaoTemplates(ctx context.Context) ([]KakaoTemplate, error)
}

// KakaoTemplate is a template of Alimtalk.
type KakaoTemplate struct {
	Code, Name, Content string
	Fields              []string // what is filled in: the names within #{...}, in their order
	Approved            bool     // by Kakao; others cannot be sent
	State               string   // the provider's code: TSC01 asked for, TSC02 looked at, TSC03 approved, TSC04 refused
}
