package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/callfloor/callfloor/centre"
	"github.com/callfloor/callfloor/desk"
	"github.com/callfloor/callfloor/fault"
	"github.com/callfloor/callfloor/people"
	"github.com/callfloor/callfloor/sms"
)

// SMS is what the web needs of the store for messages. Lists are pages: the next one begins
// at the returned cursor, "" on the last page. Errors carry fault codes.
type SMS interface {
	// CreateSMS keeps a send with its messages; the same request once more is answered with
	// what it made then (again). It fails with *sms.LimitError at a limit.
	CreateSMS(ctx context.Context, m sms.Make) (s sms.Send, again bool, err error)
	// RepeatedSMS returns what the same request made before.
	RepeatedSMS(ctx context.Context, by, key, hash string) (s sms.Send, again bool, err error)
	// CheckSMS says which limit would stand in the way.
	CheckSMS(ctx context.Context, m sms.Make) error
	SMSSend(ctx context.Context, id string) (sms.Send, error)
	SMSSends(ctx context.Context, f sms.Filter) ([]sms.Send, string, error)
	// SMSOfSends returns the messages of sends by state, and the first one of each.
	SMSOfSends(ctx context.Context, sends []string) (map[string]sms.Counts, map[string]sms.Message, error)
	SMSMessages(ctx context.Context, f sms.Filter) ([]sms.Message, string, error)
	SMSMessage(ctx context.Context, id string) (m sms.Message, title, body string, err error)
	SMSTexts(ctx context.Context, batches []string) (map[string]string, error)
	ExportSMS(ctx context.Context, f sms.Filter, fn func(m sms.Message, body string) error) error
	CountSMS(ctx context.Context, owners []string, from, to time.Time) (sms.Counts, error)
	CountWaitingSMS(ctx context.Context, owners []string) (int, error)
	SMSStats(ctx context.Context) (sms.Stats, error)
	ResendSMS(ctx context.Context, id, by string, now time.Time) (sms.Message, error)
	CloseSMS(ctx context.Context, id, by string, now time.Time) (sms.Message, error)

	// OptedOutSMS returns which of some numbers have refused messages, KnownSMS which the
	// centre knows, SMSWaiting which wait for an answer of a sender.
	OptedOutSMS(ctx context.Context, numbers []string) (map[string]bool, error)
	KnownSMS(ctx context.Context, numbers []string, region string) (map[string]bool, error)
	SMSWaiting(ctx context.Context, sender string, numbers []string) (map[string]bool, error)
	OptOuts(ctx context.Context, number, cursor string, limit int) ([]sms.OptOut, string, error)
	AddOptOut(ctx context.Context, o sms.OptOut) (sms.OptOut, error)
	RemoveOptOut(ctx context.Context, id string) error

	Conversations(ctx context.Context, f sms.ConversationFilter) ([]sms.Conversation, string, error)
	Conversation(ctx context.Context, id string) (sms.Conversation, error)
	ReadConversation(ctx context.Context, id string) error
	// UnreadSMS counts conversations with something that nobody has looked at, by owner; "":
	// of nobody.
	UnreadSMS(ctx context.Context) (map[string]int, error)
	// LastLines returns the last line of some conversations that have any, by conversation.
	LastLines(ctx context.Context, list []sms.Conversation) (map[string]sms.Line, error)
	Lines(ctx context.Context, c sms.Conversation, cursor string, limit int) ([]sms.Line, string, error)

	SMSCategories(ctx context.Context) (list []sms.Category, templates map[string]int, err error)
	PutSMSCategory(ctx context.Context, c sms.Category, create bool, rec people.Change) (sms.Category, error)
	DeleteSMSCategory(ctx context.Context, id string, version int64, rec people.Change) error
	SMSTemplates(ctx context.Context, category, cursor string, limit int) ([]sms.Template, string, error)
	SMSTemplate(ctx context.Context, id string) (sms.Template, error)
	PutSMSTemplate(ctx context.Context, v sms.Template, create bool, rec people.Change) (sms.Template, error)
	DeleteSMSTemplate(ctx context.Context, id string, version int64, rec people.Change) error
	// UndoSMS takes a change of categories and templates back, StandsSMS says whether it could.
	UndoSMS(ctx context.Context, edits []people.Edit, rec people.Change) error
	StandsSMS(ctx context.Context, e people.Edit) (bool, error)

	AddSMSImage(ctx context.Context, i sms.StoredImage) error
	SMSImage(ctx context.Context, id string) (sms.StoredImage, error)
	SMSImageOwners(ctx context.Context, id string) ([]string, error)
	SMSImagesThere(ctx context.Context, ids []string) (map[string]bool, error)
}

// Texter hands messages over.
type Texter interface {
	// Wake says that there is something to send.
	Wake()
	// Cancel takes back what was not sent yet.
	Cancel(ctx context.Context, c sms.Cancel) (sms.Withdrawn, error)
	// Senders are the numbers that messages may come from.
	Senders(ctx context.Context) ([]sms.Sender, error)
	Condition() sms.Condition
	// KakaoTemplates are the templates of Alimtalk; none where nobody sends it.
	KakaoTemplates(ctx context.Context) ([]sms.KakaoTemplate, error)
	// Explain says what a code of a message means; false where that is not known.
	Explain(code string) (sms.Saying, bool)
}

// Delivery is in every answer about messages: whether they reach anybody.
type Delivery struct {
	Delivers bool `json:"delivers" doc:"false: the provider is the local outbox, and nothing reaches anybody. Of a message and of a send, which have their own: the provider that was asked; where none was asked yet, and in every list and answer as a whole, the one that is configured now"`
}

// delivery says whether what is sent now reaches anybody.
func (s *Server) delivery() Delivery { return Delivery{s.Texter.Condition().Delivers} }

// deliveryOf says whether a message reaches anybody: by who was asked to send it, else by who
// would be asked now.
func (s *Server) deliveryOf(m sms.Message) Delivery {
	if m.Provider == "" {
		return s.delivery()
	}
	return Delivery{delivers(m)}
}

// delivers reports whether who was asked to send a message delivers: whoever is asked now, what
// the local outbox keeps was sent to nobody.
func delivers(m sms.Message) bool { return m.Provider != sms.Local{}.Name() }

func (s *Server) smsRoutes() {
	s.smsSendRoutes()
	s.smsHistoryRoutes()
	s.smsTemplateRoutes()
	s.smsImageRoutes()
	s.smsOptOutRoutes()
	s.smsConversationRoutes()
	s.smsStateRoutes()
	s.smsKakaoRoutes()
	s.handle("/hooks/sms/", "sms-hook", func(w http.ResponseWriter, r *http.Request) {
		if s.Called == nil {
			writeProblem(w, fault.New(fault.NotFound, "no provider of messages is told anything here"))
			return
		}
		s.Called.ServeHTTP(w, r)
	})
}

// mostSaid is how much of what is wrong stands in one sentence; all of it stands field by field.
const mostSaid = 3

// smsProblem turns what is wrong with messages into what the client gets.
func (s *Server) smsProblem(err error, kept map[string]int) error {
	var bad sms.Problems
	var limit *sms.LimitError
	switch {
	case errors.As(err, &bad) && len(bad) > 0:
		p := &Problem{Title: http.StatusText(http.StatusUnprocessableEntity), Status: http.StatusUnprocessableEntity, Detail: bad[:min(len(bad), mostSaid)].Error(), Code: fault.Invalid}
		for _, b := range bad {
			p.Errors = append(p.Errors, &huma.ErrorDetail{Location: "body." + b.Field, Message: b.Code + ": " + b.Message})
		}
		return p
	case errors.As(err, &limit):
		p := &Problem{Title: http.StatusText(http.StatusTooManyRequests), Status: http.StatusTooManyRequests, Detail: limit.Message, Code: fault.Overloaded, retry: limit.After}
		for _, n := range limit.Numbers {
			if i, ok := kept[n]; ok {
				p.Errors = append(p.Errors, &huma.ErrorDetail{Location: "body.recipients[" + strconv.Itoa(i) + "].number", Message: limit.Reason + ": " + limit.Message})
			}
		}
		return p
	}
	return err
}

// owners returns whose messages the caller sees; nil for everybody's.
func (s *Server) owners(ctx context.Context) ([]string, error) {
	id := who(ctx)
	if id.Role == people.Administrator || id.May(people.SMSAll) {
		return nil, nil
	}
	list, err := s.agentNames(ctx)
	if err != nil {
		return nil, err
	}
	own := sms.Owner(string(id.Agent), id.Actor())
	if !slices.Contains(list, own) {
		list = append(list, own)
	}
	return list, nil
}

// settingInt is a setting that is a number.
func (s *Server) settingInt(key string) int {
	n, err := strconv.Atoi(s.Centre.Setting(key))
	if err != nil {
		return 0 // the registry lets nothing else through
	}
	return n
}

// rules are what messages are planned by now.
func (s *Server) rules(ctx context.Context, now time.Time) (sms.Rules, error) {
	senders, err := s.Texter.Senders(ctx)
	if err != nil {
		return sms.Rules{}, err
	}
	return sms.Rules{
		Now: now, Zone: s.zone(), Senders: senders, Kinds: s.Texter.Condition().Able.Kinds, Reach: s.reach(), BulkFrom: s.settingInt(centre.SetSMSBulk),
		Adverts: sms.Adverts{Name: s.Centre.Setting(centre.SetSMSAdName), OptOut: s.Centre.Setting(centre.SetSMSAdOptOut), Morning: s.Centre.Setting(centre.SetSMSAdNight) == "morning"},
	}, nil
}

// reach says which numbers are sent to.
func (s *Server) reach() sms.Reach {
	return sms.Reach(cmp.Or(s.Centre.Setting(centre.SetSMSNumbers), string(sms.Mobiles)))
}

// keptNumber is a number as dialled in the form that is kept.
func (s *Server) keptNumber(number string) string { return desk.Number(number, s.cfg.Desk.region()) }

// SMSQuery chooses sends and messages.
type SMSQuery struct {
	Kind     sms.Kind  `query:"kind" enum:"sms,mms,alimtalk" doc:"left out: every kind"`
	State    sms.State `query:"state" enum:"queued,sending,accepted,delivered,failed,rejected,unknown,cancelled,missed,closed" doc:"left out: every state"`
	Waiting  bool      `query:"scheduled" doc:"only those that wait for their time"`
	Sender   string    `query:"sender" maxLength:"20"`
	Number   string    `query:"number" maxLength:"40" doc:"of a recipient: the whole number in any spelling, or its last four digits" example:"5678"`
	Customer string    `query:"customer" maxLength:"40" doc:"id"`
	Agent    string    `query:"agent" maxLength:"80" doc:"whose messages: an agent, or user:LOGIN or key:NAME of who takes no calls; left out: of everybody whom the caller sees"`
	From     time.Time `query:"from" doc:"registered at this time or later"`
	To       time.Time `query:"to" doc:"registered before this time"`
}

// filter is what a query asks for, of what the caller sees.
func (s *Server) smsFilter(ctx context.Context, q SMSQuery) (f sms.Filter, err error) {
	f = sms.Filter{Kind: q.Kind, State: q.State, Waiting: q.Waiting, Sender: q.Sender, Customer: q.Customer, From: q.From, To: q.To}
	if f.Owners, err = s.owners(ctx); err != nil {
		return f, err
	}
	if q.Agent != "" {
		if f.Owners != nil && !slices.Contains(f.Owners, q.Agent) {
			return f, fault.New(fault.NotFound, "there is no agent %q", q.Agent)
		}
		f.Owners = []string{q.Agent}
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.To.After(f.From) {
		return f, fault.New(fault.Invalid, "to must be after from")
	}
	if q.Number == "" {
		return f, nil
	}
	digits, ok := desk.Digits(q.Number)
	switch {
	case !ok:
		return f, fault.New(fault.Invalid, "number is not a telephone number: write it whole, or its last four digits")
	case len(digits) == 4:
		f.Last = digits
	default:
		f.Number = s.keptNumber(q.Number)
	}
	return f, nil
}

// smsTarget is what the access log calls the messages of a send.
func smsTarget(send string) string { return "message:" + send }
